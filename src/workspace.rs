//! A workspace: the folder of a county, described by its `xuncha.toml`.
//!
//! Reads the settings and checks each value where it is made; layers are only named here, not read.
//! Built-in programmes come from `priority/programmes.toml`; a county's own tables are laid over them by id.

mod convert;
mod pins;
mod raw;

pub(crate) use raw::duration;

use std::path::{Path, PathBuf};

use crate::corridors::CorridorRule;
use crate::domain::{Calendar, Code, Finding, Lang, Level, Programme, Source, Team, Wishes};
use crate::layers::LayerSpec;
use crate::ledger::Rules;
use crate::priority::PriorityParams;
use crate::roads::RoadParams;

/// Name of the settings file in a workspace.
pub const SETTINGS_FILE: &str = "xuncha.toml";

/// Everything that `xuncha.toml` says, checked.
#[derive(Clone, Debug)]
pub struct Workspace {
    /// The folder.
    pub dir: PathBuf,
    /// Name of the county.
    pub name: String,
    /// Language of texts, when the county states one.
    pub lang: Option<Lang>,
    /// Clock, in seconds east of UTC.
    pub utc_offset: i32,
    /// Whether a campaign is on: surge frequencies apply.
    pub surge: bool,
    /// Layers.
    pub layers: Vec<LayerSpec>,
    /// Teams, by id.
    pub teams: Vec<Team>,
    /// Programmes, by id: built-in ones with the county's changes.
    pub programmes: Vec<Programme>,
    /// How corridors are cut.
    pub corridors: Vec<CorridorRule>,
    /// Noding, mending and speeds.
    pub roads: RoadParams,
    /// Longest walk off the road in metres, one way.
    pub walk_limit: f64,
    /// Walking speed in metres per second.
    pub walk_speed: f64,
    /// Working days.
    pub calendar: Calendar,
    /// Weights of the rules.
    pub priority: PriorityParams,
    /// Rules of the close-out; the facilities of the places layer come on top of those named here.
    pub ledger: Rules,
    /// Pins and what is forbidden.
    pub wishes: Wishes,
    /// SHA-256 of the settings file.
    pub settings_hash: String,
}

/// A workspace cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WorkspaceError {
    /// The settings file cannot be read.
    #[error("cannot read `{path}`")]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// Its contents are wrong.
    #[error("`{SETTINGS_FILE}` has {} fault(s)", findings.len())]
    Faulty {
        /// Each fault with its place.
        findings: Vec<Finding>,
    },
}

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $id:literal, $en:literal, $zh:literal, $hint_en:literal, $hint_zh:literal;)*) => {
        /// Findings in `xuncha.toml`.
        pub mod codes {
            use super::{Code, Level};
            $($(#[$doc])* pub const $name: Code =
                Code { id: $id, level: Level::Error, en: $en, zh: $zh, hint_en: $hint_en, hint_zh: $hint_zh };)*
            /// All of them.
            pub const ALL: &[&Code] = &[$(&$name),*];
        }
    };
}

codes! {
    /// Not TOML, an unknown key, or a value of the wrong form.
    SYNTAX = "W0001", "{0}", "{1}",
        "see docs/workspace.md for every key", "各项设置见 docs/workspace.md";
    /// No team.
    NO_TEAM = "W0002", "no team is given", "没有设置巡查组",
        "add a [[team]] with id, name, base and shift", "请添加 [[team]]，写明 id、name、base、shift";
    /// A team without a base.
    NO_BASE = "W0003", "team `{0}` has no base", "巡查组 `{0}` 没有驻地",
        "add base = [lon, lat] to the team", "请为该组添加 base = [经度, 纬度]";
    /// A base that is no place on earth.
    BAD_BASE = "W0004", "team `{0}` has a base that is no lon, lat: [{1}, {2}]", "巡查组 `{0}` 的驻地不是经度、纬度：[{1}, {2}]",
        "longitude first, in degrees: base = [126.55, 43.84]", "经度在前，单位为度：base = [126.55, 43.84]";
    /// Two teams of one id.
    SAME_TEAM_ID = "W0005", "two teams have the id `{0}`", "有两个巡查组的编号都是 `{0}`",
        "give each team an id of its own", "请让每个组的编号各不相同";
    /// Two teams of one name.
    SAME_TEAM_NAME = "W0006", "two teams have the name `{0}`", "有两个巡查组的名称都是 `{0}`",
        "give each team a name of its own: the sheets carry it", "请让每个组的名称各不相同：巡查单上印的是名称";
    /// A duration that cannot be read.
    BAD_DURATION = "W0007", "`{0}` is not a duration", "`{0}` 不是时长",
        "write 90s, 40m, 8h or 1h30m", "请写成 90s、40m、8h 或 1h30m";
    /// More breaks than a shift may have.
    MANY_BREAKS = "W0008", "team `{0}` has {1} breaks, {2} are the most", "巡查组 `{0}` 有 {1} 次休息，最多 {2} 次",
        "join breaks that follow each other, or leave the shortest out", "请合并相邻的休息，或删去最短的";
    /// No roads layer.
    NO_ROADS = "W0009", "no layer of kind `roads` is given", "没有 `roads`（道路）图层",
        "add a [[layer]] with kind = \"roads\" and its path", "请添加 [[layer]]，kind = \"roads\"，并写明 path";
    /// A path that leaves the workspace.
    PATH_OUTSIDE = "W0010", "layer path `{0}` leaves the workspace", "图层路径 `{0}` 超出了工作文件夹",
        "copy the file into the folder and name it from there", "请把文件复制到文件夹内，用相对路径";
    /// A programme that does not exist.
    UNKNOWN_PROGRAMME = "W0011", "there is no programme `{0}`", "没有巡查方案 `{0}`",
        "programmes are P01 to P17, P05-C, P05-S, P05-P, P05-L, P06-S, P06-P, P06-L and those of your own [[programme]] tables", "可用的方案为 P01 至 P17、P05-C、P05-S、P05-P、P05-L、P06-S、P06-P、P06-L 和自定义的 [[programme]]";
    /// A new programme lacks a field.
    PROGRAMME_LACKS = "W0012", "programme `{0}` lacks `{1}`", "巡查方案 `{0}` 缺少 `{1}`",
        "a programme that is not built in needs kind, frequency, service and weight", "自定义方案需要 kind、frequency、service、weight";
    /// A number out of its range.
    OUT_OF_RANGE = "W0013", "`{0}` is {1}; it must lie between {2} and {3}", "`{0}` 为 {1}，应在 {2} 与 {3} 之间",
        "", "";
    /// The same layer path twice.
    SAME_PATH = "W0014", "two layers have the path `{0}`", "有两个图层的路径都是 `{0}`",
        "name each file once", "每个文件只写一次";
    /// Days that cannot be read.
    BAD_DATES = "W0023", "`{0}` is not a range of days", "`{0}` 不是日期范围",
        "write \"2026-11-28/2026-12-02\" for `snow`, \"12-01/03-15\" for `frozen`", "`snow` 请写成 \"2026-11-28/2026-12-02\"，`frozen` 请写成 \"12-01/03-15\"";
    /// A UTC offset that cannot be read.
    BAD_OFFSET = "W0015", "`{0}` is not an offset from UTC", "`{0}` 不是与 UTC 的时差",
        "write \"+08:00\"", "请写成 \"+08:00\"";
    /// An empty or unusable id.
    EMPTY_ID = "W0016", "a team has an empty id or name", "有巡查组的编号或名称为空",
        "give each team an id and a name", "请写明每个组的编号和名称";
    /// A break that no shift can hold.
    BREAK_OUTSIDE = "W0017", "team `{0}` cannot begin its break within `{1}`: its shift is {2}", "巡查组 `{0}` 的班次为 {2}，无法在 `{1}` 内开始休息",
        "let the break begin inside the shift", "请让休息在班次内开始";
    /// Two breaks that could begin at one moment.
    BREAKS_OVERLAP = "W0029", "team `{0}` may begin one break within `{1}` and another within `{2}`: the windows meet", "巡查组 `{0}` 两次休息的开始时段 `{1}` 与 `{2}` 相接或重叠",
        "let each window begin after the end of the one before: `10:00-10:30`, then `11:30-13:00`", "请让后一时段在前一时段结束之后开始，例如 `10:00-10:30` 与 `11:30-13:00`";
    /// A break that lasts beyond its shift.
    BREAK_TOO_LONG = "W0030", "team `{0}` cannot end a break of {1} begun within `{2}`: its shift is {3}", "巡查组 `{0}` 的班次为 {3}，在 `{2}` 内开始的 {1} 休息无法在班次内结束",
        "let the break begin earlier or last less", "请让休息早些开始，或缩短时长";
    /// A break whose window is over before the break before it is.
    BREAK_TOO_LATE = "W0031", "team `{0}` cannot begin a break within `{1}`: the break before it ends at {2} at the earliest", "巡查组 `{0}` 前一次休息最早 {2} 结束，无法在 `{1}` 内开始下一次休息",
        "shorten the break before, or let this window end later", "请缩短前一次休息，或推迟该时段的结束";
    /// A shift without length.
    EMPTY_SHIFT = "W0019", "the shift of team `{0}` ends when it begins", "巡查组 `{0}` 的班次起止时间相同",
        "write shift = \"08:00-16:00\"", "请写成 shift = \"08:00-16:00\"";
    /// Corridors of a programme for something else.
    NO_CORRIDOR_PROGRAMME = "W0020", "programme `{0}` is not for corridors", "巡查方案 `{0}` 不是沿线巡查方案",
        "name P07, P08 or a programme of kind = \"corridor\"", "请写 P07、P08 或 kind = \"corridor\" 的方案";
    /// A checklist that does not exist.
    UNKNOWN_CHECKLIST = "W0021", "programme `{0}` names the checklist `{1}`, which does not exist", "巡查方案 `{0}` 的检查清单 `{1}` 不存在",
        "checklists are {2}; leave the key out for none", "可用的检查清单为 {2}；不需要时不写";
    /// Closure below the county.
    BAD_AUTHORITY = "W0022", "`closure_authority` is below the county", "`closure_authority`（销号审批层级）低于县级",
        "county, prefecture or province closes a point", "应为 county、prefecture 或 province";
    /// A pin or a ban that names a team that does not exist.
    UNKNOWN_TEAM = "W0024", "there is no team `{0}`", "没有巡查组 `{0}`",
        "name the `id` of a [[team]]", "请写 [[team]] 的 `id`";
    /// A place in the order that is none.
    BAD_PLACE = "W0025", "`{0}` is no place in the order of a route", "`{0}` 不是路线中的位置",
        "write 1, 2 ... from the start, \"last\" or -1, -2 ... from the end", "请写 1、2……（从头）或 \"last\"、-1、-2……（从尾）";
    /// A place without a team.
    PLACE_TEAM = "W0026", "the pin of `{0}` has a place but no team", "指定 `{0}` 写了位置但没有写巡查组",
        "add team = \"...\" (and a date, for plans of several days)", "请补 team = \"...\"（计划多日时还须写 date）";
    /// A ban of another form.
    BAD_FORBID = "W0027", "[[forbid]] needs `target` and `team`, or `targets` with two different ids", "[[forbid]] 须写 `target` 和 `team`，或写 `targets`（两个不同的编号）",
        "write target = \"A\", team = \"T\" or targets = [\"A\", \"B\"]", "请写 target = \"A\"、team = \"T\" 或 targets = [\"A\", \"B\"]";
    /// A county without a name.
    NO_NAME = "W0028", "the county's name is empty", "县名为空",
        "write the name of the county in [county]: plans and reports carry it", "请在 [county] 中写明县名：计划和报表都要用到";
    /// Weekdays beyond 1 to 7.
    BAD_WEEKDAY = "W0018", "weekday {0} of team `{1}` is not 1 (Monday) to 7 (Sunday)", "巡查组 `{1}` 的星期 {0} 不在 1（周一）至 7（周日）之间",
        "", "";
}

impl WorkspaceError {
    /// Stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unreadable { .. } => "W0000",
            Self::Faulty { findings } => {
                findings.first().map_or("W0001", |finding| finding.code.id)
            }
        }
    }
}

/// Reads and checks the settings of a workspace.
///
/// # Errors
/// When the file is missing or unreadable, or with every fault of its contents at once.
pub fn open(dir: &Path) -> Result<Workspace, WorkspaceError> {
    let path = dir.join(SETTINGS_FILE);
    match std::fs::read(&path) {
        Ok(bytes) => parse(dir, &bytes),
        Err(source) => Err(WorkspaceError::Unreadable { path, source }),
    }
}

/// Checks settings given as bytes.
///
/// # Errors
/// With every fault at once.
pub fn parse(dir: &Path, bytes: &[u8]) -> Result<Workspace, WorkspaceError> {
    let faulty = |findings| WorkspaceError::Faulty { findings };
    let body = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let Ok(text) = std::str::from_utf8(body) else {
        let finding = Finding::new(&codes::SYNTAX, settings_source(0, 0))
            .arg("the file is not UTF-8 text")
            .arg("文件不是 UTF-8 文本");
        return Err(faulty(vec![finding]));
    };
    let config = raw::read(text).map_err(|finding| faulty(vec![*finding]))?;
    convert::workspace(dir, text, bytes, config).map_err(faulty)
}

/// The default programmes, as the built-in table gives them.
///
/// # Panics
/// Never: the table is part of the program and read in its tests.
pub fn default_programmes() -> Vec<Programme> {
    convert::default_programmes().expect("the built-in table is checked by a test")
}

fn settings_source(line: u32, column: u32) -> Source {
    Source {
        file: SETTINGS_FILE.into(),
        line,
        column,
        feature: None,
    }
}

/// Line and column (in characters) of a byte offset, from 1.
fn line_column(text: &str, offset: usize) -> (u32, u32) {
    let before = &text.as_bytes()[..offset.min(text.len())];
    let line_start = before
        .iter()
        .rposition(|byte| *byte == b'\n')
        .map_or(0, |at| at + 1);
    let line = before.split(|byte| *byte == b'\n').count();
    let column = String::from_utf8_lossy(&before[line_start..])
        .chars()
        .count()
        + 1;
    (
        u32::try_from(line).unwrap_or(u32::MAX),
        u32::try_from(column).unwrap_or(u32::MAX),
    )
}

#[cfg(test)]
mod tests;
