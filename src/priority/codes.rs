//! What is said of due dates.

use crate::domain::{Code, Level};

/// Targets that no programme patrols.
pub const NOT_PATROLLED: Code = Code {
    id: "P0001",
    level: Level::Note,
    en: "{0} targets ({1}, {2}) are patrolled by no programme",
    zh: "{0} 个{3}（{4}）不属于任何巡查方案",
    hint_en: "add a [[programme]] to xuncha.toml if they should be",
    hint_zh: "如需巡查，请在 xuncha.toml 中添加 [[programme]]",
};

/// A last visit in the future.
pub const FUTURE_VISIT: Code = Code {
    id: "P0002",
    level: Level::Warning,
    en: "the last visit `{0}` lies after the plan's first day; counted as made on that day",
    zh: "上次巡查日期 `{0}` 晚于计划首日，按首日计算",
    hint_en: "correct the date in the layer",
    hint_zh: "请在图层中更正日期",
};

/// A deadline without its start.
pub const NO_STATUS_DATE: Code = Code {
    id: "P0003",
    level: Level::Note,
    en: "{0} points lack `status_since`; their deadlines run from the plan's first day",
    zh: "{0} 个点位缺少 `status_since`（状态日期），办理时限从计划首日起算",
    hint_en: "",
    hint_zh: "",
};

/// All of them.
pub const ALL: &[&Code] = &[&NOT_PATROLLED, &FUTURE_VISIT, &NO_STATUS_DATE];
