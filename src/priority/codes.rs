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

/// A pinned target for which no programme says what is done there.
pub const NO_PROGRAMME: Code = Code {
    id: "P0004",
    level: Level::Error,
    en: "`{0}` cannot be pinned: no programme says what is done there in its present state",
    zh: "无法指定 `{0}`：没有适用于其当前状态的巡查方案",
    hint_en: "add a [[programme]] for it, or take the pin out",
    hint_zh: "请添加适用的 [[programme]]，或取消该指定",
};

/// An urgent target that was visited on the same day.
pub const VISITED_TODAY: Code = Code {
    id: "P0005",
    level: Level::Error,
    en: "`{0}` is urgent, yet it was visited on that day already, or a team is there or on its way",
    zh: "`{0}` 列为紧急，但当日已到访，或巡查组正在该处或途中",
    hint_en: "leave it out and call the team; when the team has not got so far, say so: --finished TEAM=N; when it was there in vain, note that with `ledger visit` first (--finding gate_closed ...)",
    hint_zh: "请取消该项，直接联系巡查组；如该组尚未做到该站，请用 --finished 组=站数 说明；如到访未成，请先用 `ledger visit` 登记（--finding gate_closed 等）",
};

/// All of them.
pub const ALL: &[&Code] = &[
    &NOT_PATROLLED,
    &FUTURE_VISIT,
    &NO_STATUS_DATE,
    &NO_PROGRAMME,
    &VISITED_TODAY,
];
