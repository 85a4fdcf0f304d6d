//! Values: the words of our files, of OpenStreetMap and of Chinese registers.

use crate::domain::{AreaKind, PlaceType, RoadClass, SiteState, Tier};
use crate::units::Day;

/// What a word says about the class of a road.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// Of this class.
    Class(RoadClass),
    /// A road, of no known class.
    Road,
    /// Not for vehicles: a footpath, a building site, a platform.
    NotDrivable,
}

/// The class in a value of OSM `highway`.
pub(super) fn highway(word: &str) -> Option<Way> {
    let word = word.strip_suffix("_link").unwrap_or(word);
    Some(Way::Class(match word {
        "motorway" => RoadClass::Expressway,
        "trunk" => RoadClass::National,
        "primary" => RoadClass::Provincial,
        "secondary" => RoadClass::County,
        "tertiary" => RoadClass::Township,
        "unclassified" | "residential" | "living_street" => RoadClass::Village,
        "service" | "track" => RoadClass::Track,
        "road" | "yes" => return Some(Way::Road),
        "footway" | "path" | "cycleway" | "steps" | "pedestrian" | "bridleway" | "corridor"
        | "proposed" | "planned" | "construction" | "raceway" | "platform" | "elevator"
        | "via_ferrata" | "bus_guideway" | "busway" | "abandoned" | "razed" | "disused"
        | "demolished" | "rest_area" | "services" | "bus_stop" | "crossing" | "no" | "ladder"
        | "escape" | "emergency_bay" | "toll_gantry" => return Some(Way::NotDrivable),
        // Track types of Geofabrik extracts.
        _ if word.starts_with("track_grade") => RoadClass::Track,
        _ => return None,
    }))
}

/// The class in a value of our `class`, in English or Chinese, or any other class that is understood.
pub(super) fn class(text: &str) -> Option<Way> {
    let word = super::schema::fold(text).replace([' ', '-'], "_");
    Some(Way::Class(match word.as_str() {
        "expressway" | "freeway" | "高速" | "高速公路" | "国家高速" | "国家高速公路"
        | "省级高速" | "省高速" => RoadClass::Expressway,
        "national" | "国道" | "普通国道" => RoadClass::National,
        "provincial" | "省道" | "普通省道" => RoadClass::Provincial,
        "county" | "县道" => RoadClass::County,
        "township" | "乡道" | "乡镇道路" => RoadClass::Township,
        "village" | "村道" | "村级道路" | "通村路" => RoadClass::Village,
        "屯路" | "田间路" | "机耕道" | "机耕路" | "生产路" | "田间道" | "田间道路" | "林道"
        | "便道" => RoadClass::Track,
        _ => {
            return highway(&word)
                .or_else(|| mtfcc(&word))
                .or_else(|| number(&word).map(Way::Class));
        }
    }))
}

/// The class in a feature class code of US Census TIGER/Line (MTFCC).
pub(super) fn mtfcc(word: &str) -> Option<Way> {
    Some(Way::Class(match word.to_ascii_uppercase().as_str() {
        "S1100" => RoadClass::Expressway,
        "S1200" => RoadClass::Provincial,
        "S1630" => RoadClass::County,
        "S1400" | "S1640" => RoadClass::Village,
        "S1500" | "S1730" | "S1740" | "S1750" | "S1780" => RoadClass::Track,
        "S1710" | "S1720" | "S1810" | "S1820" | "S1830" => return Some(Way::NotDrivable),
        _ => return None,
    }))
}

/// The class in a Chinese road number such as `G202`: the letter is the class.
///
/// G with one, two, four or five digits is an expressway, with three a national road; S likewise for the province.
pub(super) fn number(text: &str) -> Option<RoadClass> {
    text.split([';', ',', '/', '、', '，', '；'])
        .find_map(|number| one_number(number.trim()))
}

fn one_number(text: &str) -> Option<RoadClass> {
    let mut chars = text.chars();
    let letter = chars.next()?.to_ascii_uppercase();
    let digits = chars.take_while(char::is_ascii_digit).count();
    Some(match (letter, digits) {
        ('G', 3) => RoadClass::National,
        ('S', 3) => RoadClass::Provincial,
        ('G', 1 | 2 | 4 | 5) | ('S', 1 | 2 | 4) => RoadClass::Expressway,
        ('X', 2..) => RoadClass::County,
        ('Y', 2..) => RoadClass::Township,
        ('C', 2..) => RoadClass::Village,
        _ => return None,
    })
}

/// Yes or no.
pub(super) fn truth(text: &str) -> Option<bool> {
    match &*super::schema::fold(text) {
        "yes" | "true" | "1" | "y" | "t" | "是" | "有" | "真" => Some(true),
        "no" | "false" | "0" | "n" | "f" | "否" | "无" | "假" | "没有" => Some(false),
        _ => None,
    }
}

/// A word that stands for an empty cell.
pub(super) fn is_blank(text: &str) -> bool {
    matches!(
        text,
        "无" | "-"
            | "--"
            | "/"
            | "—"
            | "空"
            | "NULL"
            | "null"
            | "<Null>"
            | "N/A"
            | "n/a"
            | "nan"
            | "NaN"
    )
}

/// A date: `2026-11-24`, `2026/1/5`, `2026.1.5`, `20261124`, `2026年11月24日`, with or without a time behind.
pub(super) fn day(text: &str) -> Option<Day> {
    let text = super::schema::fold(text);
    let date = text.split(['t', ' ']).next().unwrap_or("");
    let plain = date.bytes().all(|byte| byte.is_ascii_digit());
    let parts: Vec<&str> = if plain && date.len() == 8 {
        vec![&date[..4], &date[4..6], &date[6..]]
    } else {
        date.trim_end_matches('日')
            .split(['-', '/', '.', '年', '月'])
            .collect()
    };
    let [year, month, day] = parts.as_slice() else {
        return None;
    };
    let fits = |part: &str, longest: usize| {
        (1..=longest).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
    };
    if year.len() != 4 || !fits(year, 4) || !fits(month, 2) || !fits(day, 2) {
        return None;
    }
    Day::parse(&format!("{year}-{month:0>2}-{day:0>2}")).ok()
}

/// A speed limit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Limit {
    /// So many km/h.
    Kmh(f64),
    /// Said to have none.
    None,
}

/// A speed limit in km/h: `50`, `30 mph`, `40公里/小时`, the lowest of `60;40`.
pub(super) fn maxspeed(text: &str) -> Option<Limit> {
    let text = super::schema::fold(text);
    if matches!(&*text, "none" | "no" | "无" | "不限" | "无限速") || is_blank(&text) {
        return Some(Limit::None);
    }
    let mut limits = text.split([';', '|']).map(|part| one_limit(part.trim()));
    let lowest = limits.try_fold(f64::INFINITY, |least, limit| {
        limit.map(|limit| least.min(limit))
    })?;
    if lowest == 0.0 {
        return Some(Limit::None);
    }
    (1.0..=200.0)
        .contains(&lowest)
        .then_some(Limit::Kmh(lowest))
}

fn one_limit(text: &str) -> Option<f64> {
    let end = text
        .find(|c: char| !c.is_ascii_digit() && c != '.')
        .unwrap_or(text.len());
    let (number, unit) = text.split_at(end);
    let number: f64 = number.parse().ok()?;
    match unit.trim() {
        "" | "km/h" | "kmh" | "kph" | "公里/小时" | "公里每小时" | "千米/小时" | "公里" => {
            Some(number)
        }
        "mph" => Some(number * 1.609_344),
        _ => None,
    }
}

/// The size class of a dump point.
pub(super) fn tier(text: &str) -> Option<Tier> {
    Some(match &*super::schema::fold(text) {
        "census" | "普查" | "普查级" | "普查规模" | "大" | "大型" => Tier::Census,
        "small" | "小" | "小型" => Tier::Small,
        "litter" | "零散" | "零星" | "零星垃圾" => Tier::Litter,
        _ => return None,
    })
}

/// Waste whose census threshold differs (普查起点).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Waste {
    /// 500 m3: domestic, industrial, farm, mixed.
    Common,
    /// 5,000 m3.
    Construction,
    /// 3 t.
    Hazardous,
    /// 500 m2.
    Floating,
}

/// The waste class of a dump point.
pub(super) fn waste(text: &str) -> Waste {
    let word = super::schema::fold(text);
    if word == "construction" || word.contains("建筑") {
        Waste::Construction
    } else if word == "hazardous" || word.contains("危险") || word.contains("危废") {
        Waste::Hazardous
    } else if word == "floating" || word.contains("漂浮") {
        Waste::Floating
    } else {
        Waste::Common
    }
}

/// How dangerous a dump point is, 1 low to 4 severe.
pub(super) fn hazard(text: &str) -> Option<u8> {
    let word = super::schema::fold(text);
    Some(match word.trim_end_matches(".0") {
        "1" | "low" | "低" | "轻微" | "一般" => 1,
        "2" | "medium" | "moderate" | "中" | "中等" | "较重" => 2,
        "3" | "high" | "高" | "较高" | "重" => 3,
        "4" | "severe" | "严重" | "极高" | "特别严重" => 4,
        _ => return None,
    })
}

/// The state of works on a site.
pub(super) fn site_state(text: &str) -> Option<SiteState> {
    let word = super::schema::fold(text).replace([' ', '-'], "_");
    Some(match word.as_str() {
        "working" | "active" | "under_construction" | "construction" | "在建" | "施工"
        | "施工中" | "正在施工" | "复工" | "已复工" | "开工" | "已开工" => {
            SiteState::Working
        }
        "suspended" | "stopped" | "停工" | "已停工" | "停建" | "缓建" => {
            SiteState::Suspended
        }
        "not_started" | "planned" | "proposed" | "未开工" | "未动工" | "拟建" | "待建"
        | "待开工" => SiteState::NotStarted,
        "finished" | "completed" | "complete" | "done" | "完工" | "已完工" | "竣工" | "已竣工"
        | "已完成" => SiteState::Finished,
        _ => return None,
    })
}

/// The type of a place: our words, Chinese ones, values of OSM `place`, `amenity`, `landuse`, `office`.
pub(super) fn place_type(text: &str) -> Option<PlaceType> {
    let word = super::schema::fold(text).replace([' ', '-'], "_");
    Some(match word.as_str() {
        "village" | "村" | "行政村" | "建制村" | "村委会" => PlaceType::Village,
        "hamlet" | "isolated_dwelling" | "屯" | "自然屯" | "自然村" | "村屯" | "村民小组" => {
            PlaceType::Hamlet
        }
        "collection_point" | "recycling" | "waste_disposal" | "垃圾收集点" | "收集点"
        | "垃圾点" | "垃圾房" | "垃圾投放点" => PlaceType::CollectionPoint,
        "transfer_station"
        | "waste_transfer_station"
        | "中转站"
        | "转运站"
        | "垃圾中转站"
        | "垃圾转运站" => PlaceType::TransferStation,
        "facility" | "landfill" | "incinerator" | "处理设施" | "垃圾处理设施" | "处理厂"
        | "垃圾处理厂" | "填埋场" | "垃圾填埋场" | "焚烧厂" | "垃圾焚烧厂" => {
            PlaceType::Facility
        }
        "compound" | "有物业小区" | "物业小区" | "小区" => PlaceType::Compound,
        "compound_unmanaged" | "无物业小区" | "老旧小区" | "弃管小区" => {
            PlaceType::CompoundUnmanaged
        }
        "agency"
        | "estate_agent"
        | "property_management"
        | "房产中介"
        | "房地产中介"
        | "中介"
        | "售楼处"
        | "售楼部" => PlaceType::Agency,
        "town" | "city" | "镇区" | "镇" | "城区" | "县城" | "乡镇" => PlaceType::Town,
        "other" | "其他" => PlaceType::Other,
        _ => return None,
    })
}

/// The kind of an area: our words and Chinese ones.
pub(super) fn area_kind(text: &str) -> Option<AreaKind> {
    let word = super::schema::fold(text).replace([' ', '-'], "_");
    Some(match word.as_str() {
        "farmland" | "农田" | "耕地" | "基本农田" | "永久基本农田" | "水田" | "旱地" | "水浇地"
        | "园地" | "果园" => AreaKind::Farmland,
        "hillside" | "hill_edge" | "山边" | "山坡" | "山脚" | "山地" | "坡地" => {
            AreaKind::Hillside
        }
        "gully" | "沟谷" | "沟" | "冲沟" | "沟渠" | "山沟" => AreaKind::Gully,
        "water" | "水体" | "水域" | "河流" | "河道" | "河流水面" | "湖泊" | "水库" | "水库水面"
        | "坑塘" | "坑塘水面" | "池塘" | "湿地" => AreaKind::Water,
        "settlement" | "居民地" | "居民点" | "村庄" | "城镇" | "城镇村" | "农村宅基地"
        | "宅基地" => AreaKind::Settlement,
        "other" | "其他" | "林地" | "草地" => AreaKind::Other,
        _ => {
            return osm_area("landuse", &word)
                .or_else(|| osm_area("natural", &word))
                .or_else(|| osm_area("waterway", &word));
        }
    })
}

/// The kind of an area in an OSM tag; `None` for a value that names no kind of ours.
pub(super) fn osm_area(key: &str, value: &str) -> Option<AreaKind> {
    Some(match (key, value) {
        (
            "landuse",
            "farmland"
            | "meadow"
            | "orchard"
            | "vineyard"
            | "farm"
            | "farmyard"
            | "greenhouse_horticulture"
            | "plant_nursery"
            | "paddy"
            | "animal_keeping",
        ) => AreaKind::Farmland,
        ("landuse", "residential" | "commercial" | "retail") => AreaKind::Settlement,
        ("landuse", "reservoir" | "basin" | "salt_pond" | "aquaculture")
        | ("natural", "water" | "wetland" | "bay" | "spring")
        | (
            "waterway",
            "river" | "stream" | "canal" | "riverbank" | "dock" | "tidal_channel" | "rapids"
            | "waterfall" | "weir" | "dam",
        ) => AreaKind::Water,
        ("natural", "valley" | "gully" | "gorge")
        | ("waterway", "ditch" | "drain" | "gully" | "wadi" | "drystream") => AreaKind::Gully,
        (
            "natural",
            "scrub" | "cliff" | "ridge" | "hill" | "slope" | "scree" | "bare_rock" | "earth_bank",
        ) => AreaKind::Hillside,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn road_numbers_tell_the_class_by_letter_and_length() {
        let cases = [
            ("G1", Some(RoadClass::Expressway)),
            ("G12", Some(RoadClass::Expressway)),
            ("G1212", Some(RoadClass::Expressway)),
            ("G202", Some(RoadClass::National)),
            ("S210;X031", Some(RoadClass::Provincial)),
            ("S26", Some(RoadClass::Expressway)),
            ("X001220221", Some(RoadClass::County)),
            ("Y012", Some(RoadClass::Township)),
            ("C123", Some(RoadClass::Village)),
            ("RP11", None),
            ("N2", None),
            ("", None),
        ];
        for (text, class) in cases {
            assert_eq!(number(text), class, "{text}");
        }
    }

    #[test]
    fn speed_limits_come_in_many_clothes() {
        assert_eq!(maxspeed("50"), Some(Limit::Kmh(50.0)));
        assert_eq!(maxspeed("40公里/小时"), Some(Limit::Kmh(40.0)));
        assert_eq!(maxspeed("60;40"), Some(Limit::Kmh(40.0)));
        assert_eq!(maxspeed("0"), Some(Limit::None));
        assert_eq!(maxspeed("none"), Some(Limit::None));
        assert!(matches!(maxspeed("50 mph"), Some(Limit::Kmh(v)) if (v - 80.467).abs() < 0.001));
        for bad in ["RO:urban", "-5", "1e9", "walk", "50;x"] {
            assert_eq!(maxspeed(bad), None, "{bad}");
        }
    }

    #[test]
    fn dates_are_read_in_the_forms_people_write() {
        let want = Day::parse("2026-01-05").ok();
        for text in [
            "2026-01-05",
            "2026/1/5",
            "2026.1.5",
            "20260105",
            "2026年1月5日",
            "2026-01-05T08:00:00Z",
            "2026-1-5 08:00",
        ] {
            assert_eq!(day(text), want, "{text}");
        }
        for bad in [
            "2026-02-31",
            "31.12.2026",
            "1590721500000",
            "yesterday",
            "2026-13-01",
            "",
        ] {
            assert_eq!(day(bad), None, "{bad}");
        }
    }

    #[test]
    fn classes_are_read_from_every_vocabulary() {
        for (text, class_) in [
            ("县道", RoadClass::County),
            ("Village", RoadClass::Village),
            ("tertiary_link", RoadClass::Township),
            ("s1400", RoadClass::Village),
            ("机耕道", RoadClass::Track),
            ("G202", RoadClass::National),
        ] {
            assert_eq!(class(text), Some(Way::Class(class_)), "{text}");
        }
        assert_eq!(class("footway"), Some(Way::NotDrivable));
        assert_eq!(class("pred"), None);
    }
}
