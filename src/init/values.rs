//! What the values of a column mean in our words.

use super::columns::fold;
use crate::domain::{Status, Tier};

/// Our word for a road class (公路行政等级), from a class name, a code of a national data set or a Chinese word.
///
/// Codes: MTFCC of the US Census Bureau (TIGER/Line), road categories of India's rural roads programme (PMGSY).
pub(super) fn road_class(value: &str) -> Option<&'static str> {
    let folded = fold(value);
    Some(match folded.as_str() {
        "expressway" | "freeway" | "interstate" | "motorway" | "高速" | "高速公路" | "国家高速"
        | "s1100" => "expressway",
        "national" | "nh" | "nationalhighway" | "trunk" | "ushighway" | "国道" | "g" => {
            "national"
        }
        "provincial" | "sh" | "statehighway" | "state" | "primary" | "br" | "省道" | "s"
        | "s1200" => "provincial",
        "county" | "mdr" | "majordistrictroad" | "countyroad" | "secondary" | "县道" | "x"
        | "s1630" => "county",
        "township" | "odr" | "rrodr" | "otherdistrictroad" | "tertiary" | "乡道" | "y" => {
            "township"
        }
        "village" | "vr" | "rrvr" | "ruralroadvr" | "villageroad" | "localroad" | "local"
        | "road" | "street" | "residential" | "unclassified" | "村道" | "c" | "s1400" | "s1640" => {
            "village"
        }
        "track" | "rrtrack" | "ruralroadtrack" | "trail" | "trailtrack" | "driveway"
        | "private" | "service" | "屯路" | "田间路" | "机耕道" | "机耕路" | "s1500" | "s1730"
        | "s1740" | "s1750" | "s1780" => "track",
        _ => return None,
    })
}

/// Whether the readers of the layers know a road class by itself: a word of OSM's `highway`, or one of ours.
pub(super) fn known_class(value: &str) -> bool {
    const OSM: [&str; 26] = [
        "motorway",
        "trunk",
        "primary",
        "secondary",
        "tertiary",
        "unclassified",
        "residential",
        "living_street",
        "service",
        "track",
        "road",
        "footway",
        "path",
        "cycleway",
        "pedestrian",
        "steps",
        "bridleway",
        "construction",
        "proposed",
        "corridor",
        "raceway",
        "rest_area",
        "services",
        "platform",
        "busway",
        "elevator",
    ];
    const OURS: [&str; 7] = [
        "expressway",
        "national",
        "provincial",
        "county",
        "township",
        "village",
        "track",
    ];
    let base = value.strip_suffix("_link").unwrap_or(value);
    OSM.contains(&base) || OURS.contains(&value)
}

/// Our word for a dump point's status (销号状态), from the words of work orders and registers.
pub(super) fn status(value: &str) -> Option<&'static str> {
    if let Some(status) = Status::parse(value) {
        return Some(status.word());
    }
    Some(match fold(value).as_str() {
        "open" | "new" | "reported" | "received" | "submitted" | "unverified" => "suspected",
        "confirmed" | "verified" | "active" | "registered" | "pending" => "listed",
        "scheduled" | "approved" => "planned",
        "assigned" | "inprogress" | "processing" | "dispatched" | "started" | "underway" => "works",
        "completed" | "cleaned" | "cleared" | "fixed" => "done",
        "resolved" | "finished" => "closed",
        "reopened" | "rejected" => "returned",
        "invalid" | "notfound" | "cancelled" | "canceled" | "nottrash" => "excluded",
        "duplicate" => "merged",
        _ => return None,
    })
}

/// Our word for a size class (规模级别).
pub(super) fn tier(value: &str) -> Option<&'static str> {
    let tier = match fold(value).as_str() {
        "small" | "s" | "litter" | "小" => Tier::Litter,
        "medium" | "m" | "mid" | "中" => Tier::Small,
        "large" | "l" | "big" | "census" | "大" => Tier::Census,
        _ => return None,
    };
    Some(match tier {
        Tier::Litter => "litter",
        Tier::Small => "small",
        Tier::Census => "census",
    })
}

/// Our number for a hazard class (危害程度).
pub(super) fn hazard(value: &str) -> Option<&'static str> {
    Some(match fold(value).as_str() {
        "1" | "low" | "minor" | "低" | "较低" => "1",
        "2" | "medium" | "moderate" | "中" | "一般" => "2",
        "3" | "high" | "major" | "高" | "较高" => "3",
        "4" | "severe" | "extreme" | "critical" | "严重" => "4",
        _ => return None,
    })
}

/// Our word for the state of the works on a site (工程状态).
pub(super) fn site_state(value: &str) -> Option<&'static str> {
    Some(match fold(value).as_str() {
        "working" | "active" | "ongoing" | "inprogress" | "underconstruction" | "open" | "在建"
        | "施工中" => "working",
        "suspended" | "stopped" | "onhold" | "paused" | "停工" => "suspended",
        "notstarted" | "planned" | "proposed" | "approved" | "issued" | "未开工" | "拟建" => {
            "not_started"
        }
        "finished" | "completed" | "complete" | "closed" | "完工" | "竣工" => "finished",
        _ => return None,
    })
}

/// Our word for the type of a place (场所类型).
pub(super) fn place_type(value: &str) -> Option<&'static str> {
    Some(match fold(value).as_str() {
        "village" | "村" | "行政村" => "village",
        "hamlet" | "habitation" | "settlement" | "屯" | "自然屯" | "自然村" => "hamlet",
        "collectionpoint" | "wastebasket" | "wastedisposal" | "垃圾收集点" | "收集点" => {
            "collection_point"
        }
        "transferstation" | "wastetransferstation" | "中转站" | "转运站" => {
            "transfer_station"
        }
        "facility" | "landfill" | "incinerator" | "处理设施" | "填埋场" => "facility",
        "compound" | "有物业小区" => "compound",
        "compoundunmanaged" | "无物业小区" => "compound_unmanaged",
        "agency" | "estateagent" | "房产中介" | "售楼处" => "agency",
        "town" | "city" | "镇" | "镇区" => "town",
        "suburb" | "neighbourhood" | "locality" | "other" | "其他" => "other",
        _ => return None,
    })
}

/// Our word for what covers an area (地类).
pub(super) fn area_kind(value: &str) -> Option<&'static str> {
    Some(match fold(value).as_str() {
        "farmland" | "farm" | "cropland" | "field" | "orchard" | "vineyard" | "meadow" | "耕地"
        | "农田" => "farmland",
        "hillside" | "hill" | "slope" | "山边" | "山坡" => "hillside",
        "gully" | "ravine" | "valley" | "沟谷" | "沟" => "gully",
        "water" | "lake" | "river" | "reservoir" | "wetland" | "pond" | "水体" | "水域"
        | "河流" => "water",
        "settlement" | "residential" | "urban" | "builtup" | "居民地" | "村庄" => "settlement",
        "other" | "其他" => "other",
        _ => return None,
    })
}

/// Whether a number is a moment in milliseconds since 1970, between 1990 and 2100.
pub(super) fn epoch_millis(value: &str) -> bool {
    value
        .parse::<f64>()
        .is_ok_and(|millis| (631_152_000_000.0..4_102_444_800_000.0).contains(&millis))
}

/// Whether a text begins with a date `YYYY-MM-DD` or `YYYY/MM/DD`.
pub(super) fn iso_date(value: &str) -> bool {
    let head: String = value.chars().take(10).collect();
    crate::units::Day::parse(&head.replace('/', "-")).is_ok()
}
