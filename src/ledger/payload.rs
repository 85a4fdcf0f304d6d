//! What the events of each kind say: the JSON object `payload`, one type per kind.
//!
//! Fields that are absent are empty; fields that this version does not know are left alone, so that an older program
//! reads what a newer one wrote.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use super::event::Digest;
use super::rules::Rules;
pub use crate::domain::checklist::Severity;
use crate::domain::{Status, TargetKind};
use crate::units::Day;

/// Fields as set by an event: the field's word and its value as JSON.
pub type Set = BTreeMap<String, Json>;

/// 建账: what a layer or a sheet states of a target when the ledger first hears of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Opened {
    /// The state that it states.
    pub status: Status,
    /// The day it entered that state, when known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<Day>,
    /// 轮次
    #[serde(default = "one")]
    pub round: u32,
    /// Where, lon, lat in WGS 84.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<[f64; 2]>,
    /// Last visit, when stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_visit: Option<Day>,
    /// Next look-back (回头看), when stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub look_back: Option<Day>,
    /// File and row, `dump_points.geojson:12`.
    pub source: String,
    /// The ledger's fields.
    #[serde(default)]
    pub set: Set,
    /// Columns of the file that are none of the ledger's, word for word.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub other: BTreeMap<String, String>,
}

const fn one() -> u32 {
    1
}

/// 状态变更: one transition.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Moved {
    /// State before; `None` for a new point.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Status>,
    /// State after.
    pub to: Status,
    /// Fields set with it.
    #[serde(default, skip_serializing_if = "Set::is_empty")]
    pub set: Set,
    /// What proves it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<Evidence>,
    /// Why, where a reason is asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Keys of the persons who acted together with the actor.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub with: Vec<String>,
    /// Where it was done, lon, lat in WGS 84.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<[f64; 2]>,
}

/// 更正: fields set anew.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Corrected {
    /// Fields and their new values; `null` empties one.
    pub set: Set,
    /// Where the point really is, lon, lat in WGS 84.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<[f64; 2]>,
    /// What it rests on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<Evidence>,
    /// Why.
    pub reason: String,
}

/// 现场到访: what was found at a target.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Visited {
    /// What kind of target it is.
    pub kind: TargetKind,
    /// In one word.
    pub finding: Finding,
    /// Team that went, when known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub team: Option<String>,
    /// Keys of the others who were there.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub with: Vec<String>,
    /// Checklist that was filled in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub checklist: Option<String>,
    /// Its answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answers: Option<Json>,
    /// Items that are not in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub problems: Vec<Problem>,
    /// Items with a severity that are in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub passed: Vec<String>,
    /// Photos and papers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<Evidence>,
    /// Where the team stood, lon, lat in WGS 84.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<[f64; 2]>,
    /// Covered by snow.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub snow_cover: Option<bool>,
    /// Waste is still being dumped.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub still_dumping: Option<bool>,
    /// A corridor: metres seen, from and to along it as it is cut, and its length then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seen: Option<Seen>,
    /// Free text, without names or phones.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// Metres of a corridor that were seen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Seen {
    /// From and to, in metres along the corridor driven forward.
    pub spans: Vec<[i64; 2]>,
    /// Length of the whole corridor when it was patrolled, in metres.
    pub length: i64,
    /// Where each span begins and ends, lon, lat: stays true when corridors are cut anew.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ends: Vec<[[f64; 2]; 2]>,
}

/// What a visit found, in one word; those from `RoadBlocked` on say why nothing could be seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Finding {
    /// 未发现问题: nothing found; a result like any other.
    Clean,
    /// 无变化: as before.
    Unchanged,
    /// 发现问题: see the checklist or the note.
    Problem,
    /// 有新倾倒: new dumping since the last visit.
    NewDumping,
    /// 反弹: new waste at a closed point.
    Rebound,
    /// 已清理: cleared away.
    Cleared,
    /// 道路不通
    RoadBlocked,
    /// 大雪
    Snow,
    /// 时间不足
    NoTime,
    /// 大门紧闭
    GateClosed,
    /// 未找到
    NotFound,
    /// 不安全
    Unsafe,
    /// 车辆故障
    Vehicle,
    /// 其他原因
    Other,
}

impl Finding {
    /// All of them.
    pub const ALL: [Self; 14] = [
        Self::Clean,
        Self::Unchanged,
        Self::Problem,
        Self::NewDumping,
        Self::Rebound,
        Self::Cleared,
        Self::RoadBlocked,
        Self::Snow,
        Self::NoTime,
        Self::GateClosed,
        Self::NotFound,
        Self::Unsafe,
        Self::Vehicle,
        Self::Other,
    ];

    /// The word in files and on the command line.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Clean => "clean",
            Self::Unchanged => "unchanged",
            Self::Problem => "problem",
            Self::NewDumping => "new_dumping",
            Self::Rebound => "rebound",
            Self::Cleared => "cleared",
            Self::RoadBlocked => "road_blocked",
            Self::Snow => "snow",
            Self::NoTime => "no_time",
            Self::GateClosed => "gate_closed",
            Self::NotFound => "not_found",
            Self::Unsafe => "unsafe",
            Self::Vehicle => "vehicle",
            Self::Other => "other",
        }
    }

    /// The words shown to people.
    pub const fn label(self, lang: crate::domain::Lang) -> &'static str {
        match self {
            Self::Clean => lang.pick("nothing found", "未发现问题"),
            Self::Unchanged => lang.pick("unchanged", "无变化"),
            Self::Problem => lang.pick("problem found", "发现问题"),
            Self::NewDumping => lang.pick("new dumping", "有新倾倒"),
            Self::Rebound => lang.pick("rebound", "反弹"),
            Self::Cleared => lang.pick("cleared", "已清理"),
            Self::RoadBlocked => lang.pick("road blocked", "道路不通"),
            Self::Snow => lang.pick("snow", "大雪"),
            Self::NoTime => lang.pick("no time", "时间不足"),
            Self::GateClosed => lang.pick("gate closed", "大门紧闭"),
            Self::NotFound => lang.pick("not found", "未找到"),
            Self::Unsafe => lang.pick("unsafe", "不安全"),
            Self::Vehicle => lang.pick("vehicle", "车辆故障"),
            Self::Other => lang.pick("other", "其他原因"),
        }
    }

    /// Reads the word or the Chinese one.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let known = |finding: &Self| {
            text == finding.word() || text == finding.label(crate::domain::Lang::Zh)
        };
        Self::ALL.into_iter().find(known)
    }

    /// Nobody saw the target: the visit failed.
    pub fn is_failure(self) -> bool {
        self >= Self::RoadBlocked
    }
}

/// An item of a checklist that is not in order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// The item's id.
    pub item: String,
    /// How severe.
    pub severity: Severity,
    /// What was answered, for people.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub value: String,
    /// By when it must be rectified.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Day>,
}

/// 关联: what two points have to do with each other; the event's target and `other`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Linked {
    /// How.
    pub link: Link,
    /// Why, or what it rests on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// How two points belong together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Link {
    /// 再移动: waste of the target was found at the other (R6).
    Moved,
    /// The re-movement was dealt with; closure is no longer blocked.
    MovedSettled,
    /// 疑似重复: both may be the same place.
    SamePlace,
    /// They are two places after all.
    Apart,
}

/// 投诉、异议
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Complained {
    /// What it is.
    pub matter: Matter,
    /// Where it came from: `12345`, `media` ...
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// What it says, without names or phones.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// What was said against a point or its closure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Matter {
    /// 投诉: somebody complains of the point; it is to be verified.
    Complaint,
    /// 异议: an objection during publicity; blocks closure until it is decided.
    Objection,
    /// 异议成立: the objection is upheld.
    Upheld,
    /// 异议不成立: the objection is dismissed.
    Dismissed,
}

/// 冲突处理: what holds where events disagree.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Settled {
    /// The events that disagree, `device:counter`.
    pub events: Vec<String>,
    /// Values that hold from here on.
    #[serde(default, skip_serializing_if = "Set::is_empty")]
    pub set: Set,
    /// Why.
    pub reason: String,
}

/// 规则: the county's settings from here on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RulesSet {
    /// The settings, whole.
    pub rules: Rules,
}

/// 佐证材料: a photo or paper, kept under the hash of its content.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Evidence {
    /// What it shows.
    pub purpose: Purpose,
    /// SHA-256 of the file.
    pub sha256: Digest,
    /// Ending of the file's name, `jpg`.
    pub ending: String,
    /// When a photo was taken, seconds since 1970-01-01T00:00:00Z.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub taken: Option<i64>,
    /// Where it was taken, lon, lat in WGS 84.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<[f64; 2]>,
    /// Which way the camera looked, degrees from north.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bearing: Option<f64>,
    /// Time and place are those that the clerk stated, not the camera's.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub stated: bool,
}

/// What a piece of evidence shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// 现场照片: a photo, nothing further said.
    Photo,
    /// 近景
    Near,
    /// 远景
    Wide,
    /// 整治前
    Before,
    /// 开工
    Start,
    /// 整治中
    During,
    /// 整治后
    After,
    /// 转运联单
    Manifest,
    /// 申请表、验收表
    Form,
    /// 其他文件
    Document,
}

impl Purpose {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::Photo,
        Self::Near,
        Self::Wide,
        Self::Before,
        Self::Start,
        Self::During,
        Self::After,
        Self::Manifest,
        Self::Form,
        Self::Document,
    ];

    /// The word in files and on the command line.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Photo => "photo",
            Self::Near => "near",
            Self::Wide => "wide",
            Self::Before => "before",
            Self::Start => "start",
            Self::During => "during",
            Self::After => "after",
            Self::Manifest => "manifest",
            Self::Form => "form",
            Self::Document => "document",
        }
    }

    /// The words shown to people.
    pub const fn label(self, lang: crate::domain::Lang) -> &'static str {
        match self {
            Self::Photo => lang.pick("photo", "现场照片"),
            Self::Near => lang.pick("near photo", "近景照片"),
            Self::Wide => lang.pick("wide photo", "远景照片"),
            Self::Before => lang.pick("photo before", "整治前照片"),
            Self::Start => lang.pick("start photo", "开工照片"),
            Self::During => lang.pick("photo during works", "整治中照片"),
            Self::After => lang.pick("photo after", "整治后照片"),
            Self::Manifest => lang.pick("manifest", "转运联单"),
            Self::Form => lang.pick("signed form", "签章表格"),
            Self::Document => lang.pick("document", "文件"),
        }
    }

    /// Reads the word.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|purpose| purpose.word() == text)
    }

    /// Shows the place: a photo rather than a paper.
    pub fn is_photo(self) -> bool {
        self <= Self::After
    }
}

/// The parts of a visit that the state is derived from, borrowed; the rest is not looked at.
#[derive(Debug, Deserialize)]
pub(super) struct VisitCore<'a> {
    pub(super) kind: TargetKind,
    pub(super) finding: Finding,
    #[serde(default)]
    pub(super) with: Vec<String>,
    #[serde(default)]
    pub(super) problems: Vec<Problem>,
    #[serde(default)]
    pub(super) passed: Vec<String>,
    #[serde(default)]
    pub(super) evidence: Vec<Evidence>,
    #[serde(default, borrow)]
    pub(super) checklist: Option<Cow<'a, str>>,
    #[serde(default)]
    pub(super) snow_cover: Option<bool>,
    #[serde(default)]
    pub(super) still_dumping: Option<bool>,
    #[serde(default)]
    pub(super) seen: Option<Seen>,
}
