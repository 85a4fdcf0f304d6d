use std::collections::BTreeMap;

use geo::{Coord, Geometry, LineString};
use serde::{Deserialize, Serialize};

use super::{Lang, Source, Status};
use crate::units::{Day, Metres, TargetId};

/// A thing in the county to go to (巡查对象).
#[derive(Clone, Debug)]
pub struct Target {
    /// Unique in the workspace.
    pub id: TargetId,
    /// Its name; the id when it has none.
    pub name: String,
    /// 乡镇, when known.
    pub township: Option<String>,
    /// 村, when known.
    pub village: Option<String>,
    /// Where it is, lon, lat in WGS 84 degrees: Point, LineString, Polygon or a Multi form.
    pub geometry: Geometry,
    /// Last visit as the layer states it.
    pub last_visit: Option<Day>,
    /// Visits only within these windows, when the layer gives opening hours of its own.
    pub windows: Vec<super::DayWindow>,
    /// Every column of a dump point's row, by our field name where it is one, else by the file's: its row in the ledger.
    /// Empty for anything else.
    pub columns: BTreeMap<String, String>,
    /// What it is.
    pub detail: TargetDetail,
    /// Where it was read.
    pub source: Source,
}

/// What a target is, with the fields of its kind.
#[derive(Clone, Debug)]
pub enum TargetDetail {
    /// 非正规垃圾堆放点
    DumpPoint(DumpPoint),
    /// 建筑工地
    Site(Site),
    /// 村屯、站点、小区
    Place(Place),
    /// 沿线巡查路段
    Corridor(Corridor),
}

/// The kind of a target (对象类别).
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    schemars::JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum TargetKind {
    /// 非正规垃圾堆放点
    DumpPoint,
    /// 建筑工地
    Site,
    /// 村屯、站点、小区
    Place,
    /// 沿线巡查路段
    Corridor,
}

impl TargetKind {
    /// The word shown to people.
    pub const fn label(self, lang: Lang) -> &'static str {
        match self {
            Self::DumpPoint => lang.pick("dump point", "堆放点"),
            Self::Site => lang.pick("site", "工地"),
            Self::Place => lang.pick("place", "场所"),
            Self::Corridor => lang.pick("corridor", "路段"),
        }
    }
}

impl Target {
    /// Its kind.
    pub const fn kind(&self) -> TargetKind {
        match self.detail {
            TargetDetail::DumpPoint(_) => TargetKind::DumpPoint,
            TargetDetail::Site(_) => TargetKind::Site,
            TargetDetail::Place(_) => TargetKind::Place,
            TargetDetail::Corridor(_) => TargetKind::Corridor,
        }
    }

    /// The close-out status of a dump point; `None` for anything else.
    pub const fn status(&self) -> Option<Status> {
        match &self.detail {
            TargetDetail::DumpPoint(point) => Some(point.status),
            _ => None,
        }
    }
}

/// How large a dump point is (规模级别).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tier {
    /// Census size: domestic waste from 500 m3, and so on.
    Census,
    /// Smaller.
    Small,
    /// Below 10 m3.
    Litter,
}

/// An informal heap of rubbish (非正规垃圾堆放点).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DumpPoint {
    /// Where it stands on the way to close-out.
    pub status: Status,
    /// The day it entered that status.
    pub status_since: Option<Day>,
    /// 轮次: 1 at first, one more after each rebound.
    pub round: u32,
    /// 危害程度: 1 low to 4 severe.
    pub hazard: u8,
    /// 仍在倾倒
    pub still_dumping: bool,
    /// Size class.
    pub tier: Tier,
    /// When remediation is due.
    pub plan_due: Option<Day>,
    /// Next look-back (回头看).
    pub lookback_next: Option<Day>,
}

/// State of the works on a site (工程状态).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SiteState {
    /// 在建
    Working,
    /// 停工
    Suspended,
    /// 未开工
    NotStarted,
    /// 完工
    Finished,
}

/// A construction site (建筑工地).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Site {
    /// State of the works.
    pub state: SiteState,
}

/// What a place is (场所类型).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PlaceType {
    /// 村: administrative village.
    Village,
    /// 屯: hamlet.
    Hamlet,
    /// 垃圾收集点: collection point.
    CollectionPoint,
    /// 中转站: transfer station and equipment.
    TransferStation,
    /// 处理设施: landfill, incinerator.
    Facility,
    /// 有物业小区: compound with a property company.
    Compound,
    /// 无物业小区: compound without one.
    CompoundUnmanaged,
    /// 房产中介、售楼处: estate agency, sales office.
    Agency,
    /// 镇区: town; a place to start from, patrolled by no default programme but after a complaint.
    Town,
    /// Anything else; patrolled by no default programme but after a complaint.
    Other,
}

/// A place that is patrolled (村屯、站点、小区).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// What it is.
    pub place_type: PlaceType,
}

/// One stretch of road patrolled end to end (沿线巡查路段).
#[derive(Clone, Debug, PartialEq)]
pub struct Corridor {
    /// Its course in the order of driving `forward`, lon, lat in WGS 84 degrees, on the network.
    pub line: LineString,
    /// Length along the road.
    pub length: Metres,
    /// Which directions count as a patrol.
    pub pass: CorridorPass,
    /// Name or number of the road.
    pub road: String,
    /// Programme that cut it.
    pub programme: crate::units::ProgrammeId,
}

/// Which way a corridor may be driven.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CorridorPass {
    /// Undivided road: one pass in either direction sees both sides.
    Either,
    /// A carriageway of a divided road, or a one-way road: `forward` only.
    Forward,
}

impl Corridor {
    /// Its first and last point, lon, lat.
    pub fn ends(&self) -> Option<(Coord, Coord)> {
        Some((*self.line.0.first()?, *self.line.0.last()?))
    }
}
