//! What is said of corridors.

use crate::domain::{Code, Level};

/// How many were cut.
pub const CUT: Code = Code {
    id: "C0001",
    level: Level::Note,
    en: "{0} corridors of programme {1}, {2} km",
    zh: "方案 {1} 的巡查路段 {0} 条，共 {2} 公里",
    hint_en: "",
    hint_zh: "",
};

/// A rule without any road.
pub const NOTHING: Code = Code {
    id: "C0002",
    level: Level::Warning,
    en: "no road matches the corridor rule of programme {0}",
    zh: "没有道路符合方案 {0} 的沿线巡查条件",
    hint_en: "check classes, near and within_m of [[corridors]]; a roads layer without classes has village roads only",
    hint_zh: "请检查 [[corridors]] 的 classes、near、within_m；没有等级的道路一律按村道",
};

/// All of them.
pub const ALL: &[&Code] = &[&CUT, &NOTHING];
