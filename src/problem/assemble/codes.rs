//! Findings of putting bases and targets on the network.

use crate::domain::{Code, Level};

/// A base lies far from any road.
pub const BASE_FAR: Code = Code {
    id: "A0001",
    level: Level::Error,
    en: "the base of team `{0}` lies {1} m from the nearest road; its shifts are left out",
    zh: "巡查组 `{0}` 的驻地距最近道路 {1} 米，其班次未排入",
    hint_en: "check the base's lon, lat in xuncha.toml, and the roads layer's datum",
    hint_zh: "请核对 xuncha.toml 中驻地的经纬度，以及道路图层的坐标系",
};

/// A target was given the nearest road that a base can reach instead of a nearer one that none can.
pub const OTHER_ROAD: Code = Code {
    id: "A0002",
    level: Level::Warning,
    en: "the nearest road, {0} m away, cannot be reached from any base; planned from another road {1} m away",
    zh: "最近的道路（{0} 米）从任何驻地都到不了，改从 {1} 米外的另一条道路前往",
    hint_en: "join the two roads in the layer if they meet in fact",
    hint_zh: "如两路实际相连，请在图层中接通",
};

/// A base lies beside its road.
pub const BASE_OFF: Code = Code {
    id: "A0003",
    level: Level::Warning,
    en: "the base of team `{0}` lies {1} m from the road where its routes start",
    zh: "巡查组 `{0}` 的驻地距路线起点所在道路 {1} 米",
    hint_en: "check the base's lon, lat in xuncha.toml; a closed road beside it may be the cause",
    hint_zh: "请核对 xuncha.toml 中驻地的经纬度；也可能是旁边的道路封闭",
};

/// No team works on any day.
pub const NO_SHIFT: Code = Code {
    id: "A0004",
    level: Level::Error,
    en: "no team works from {0} to {1}",
    zh: "{0} 至 {1} 没有巡查组上班",
    hint_en: "choose days on which a team works: see its weekdays and days_off, the calendar, and its base",
    hint_zh: "请选有巡查组上班的日期：见其 weekdays、days_off、日历和驻地",
};

/// A break keeps a team from every stop.
pub const HELD_BY_BREAK: Code = Code {
    id: "A0010",
    level: Level::Warning,
    en: "team `{0}` gets no stops on {2}: its break is to begin at a stop by {1}, and none is reached by then",
    zh: "巡查组 `{0}` 于 {2} 未安排任务：其休息最迟须在 {1} 于某站开始，而届时到不了任何一站",
    hint_en: "let the break begin later in xuncha.toml (`breaks` of the team)",
    hint_zh: "请在 xuncha.toml 中将该组的休息（`breaks`）改为更晚开始",
};

/// All of them.
pub const ALL: &[&Code] = &[&BASE_FAR, &OTHER_ROAD, &BASE_OFF, &NO_SHIFT, &HELD_BY_BREAK];
