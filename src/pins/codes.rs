//! What is said of pins.

use crate::domain::{Code, Level, codes};

codes! {
    /// A target that does not exist.
    UNKNOWN_TARGET = "N0001", Error, "`{0}`: there is no target `{1}`", "`{0}`：没有巡查对象 `{1}`",
        "ids are those of the layers and the ledger; `plan.json` lists every due target", "编号以图层和台账为准；`plan.json` 列有全部到期对象";
    /// A team that does not exist.
    UNKNOWN_TEAM = "N0002", Error, "`{0}`: there is no team `{1}`", "`{0}`：没有巡查组 `{1}`",
        "teams are the `id`s of [[team]] in xuncha.toml", "巡查组以 xuncha.toml 中 [[team]] 的 `id` 为准";
    /// A day that is not planned.
    DATE_OUTSIDE = "N0003", Error, "`{0}`: {1} is none of the days from {2} to {3} that are planned", "`{0}`：{1} 不在计划日期 {2} 至 {3} 之内",
        "choose one of these days, or plan more with --days", "请改为其中一天，或用 --days 延长计划";
    /// A pin of the settings for other days than those planned.
    OTHER_DAY = "N0004", Note, "the pin `{0}` is for {1}; it does not count from {2} to {3}", "指定 `{0}` 用于 {1}，本计划（{2} 至 {3}）不适用",
        "", "";
    /// A team that does not work on the pinned day.
    DAY_OFF = "N0005", Error, "`{0}`: team `{1}` does not work on {2}", "`{0}`：巡查组 `{1}` 在 {2} 不上班",
        "choose another day or team, or see its weekdays and days_off", "请改日期或巡查组，或核对其 weekdays、days_off";
    /// A place without a team or a day.
    PLACE_NEEDS = "N0006", Error, "`{0}`: a place in the order needs a team and, in a plan of several days, a date", "`{0}`：指定顺序时须写明巡查组，计划多日时还须写明日期",
        "write TARGET@TEAM@DATE#PLACE", "请写成 对象@巡查组@日期#顺序";
    /// Places that do not follow on from an end.
    PLACE_GAP = "N0007", Error, "`{0}`: nothing is pinned to place {1} of that day, so this place is not known", "`{0}`：该日第 {1} 位没有指定，因此无法确定此位置",
        "pin places without a gap from the start (1, 2 ...) or from the end (last, -2 ...)", "请从头（1、2……）或从尾（last、-2……）连续指定";
    /// A place that was driven past.
    PLACE_PASSED = "N0008", Error, "`{0}`: that place of the route lies behind, {1} stops are made or begun", "`{0}`：该位置已过，已有 {1} 站完成或进行中",
        "choose a later place, or leave the place out", "请改为其后的位置，或不指定顺序";
    /// A pinned visit that the search left out.
    NOT_KEPT = "N0009", Error, "the search found no place for the pinned visit of `{0}` ({1}) beside the other pinned visits, even with all else ranked behind them", "搜索未能将指定的 `{0}`（{1}）与其他指定同时排入，即使未指定的任务一律排在其后",
        "search longer, or take back some pins", "请延长规划时间，或取消部分指定";
    /// A wish of the plan before that no longer holds.
    GIVEN_UP = "N0010", Warning, "`{0}` of the plan before can hold no more and is left out: {1}", "原计划中的 `{0}` 已无法满足，不再保留：{2}",
        "state it again in another way if it still matters", "如仍需要，请以其他方式重新指定";
    /// A pin of the plan before for which the search found no place.
    NO_PLACE = "N0011", Warning, "the search found no place for `{0}` of the plan before beside the other pinned visits; the pin is left out", "搜索未能将原计划中的 `{0}` 与其他指定同时排入，该指定不再保留",
        "pin it again to refuse a plan without it, or search longer", "如仍需要，请重新指定或延长规划时间";
    /// Two teams for one visit.
    TWO_TEAMS = "N0101", Error, "these clash: {0}: one visit, two teams", "以下指定互相冲突：{0}：一次到访不能由两个组承担",
        "keep one of them", "请保留其一";
    /// Two places for one visit.
    TWO_PLACES = "N0102", Error, "these clash: {0}: one visit, two places in the order", "以下指定互相冲突：{0}：一次到访不能排在两个位置",
        "keep one of them", "请保留其一";
    /// One place for two visits.
    SAME_PLACE = "N0103", Error, "these clash: {0}: two stops at one place of one team's day", "以下指定互相冲突：{0}：同组同日同一位置只能有一站",
        "give one of them another place", "请为其中之一改位置";
    /// No shift may do it.
    NO_SHIFT = "N0104", Error, "this cannot be: {0}: no shift of these days may do it (team, townships, programmes, days)", "无法满足：{0}：没有可承担的班次（巡查组、乡镇、方案、日期）",
        "choose another team or day, or see the team's townships, kinds and programmes", "请改巡查组或日期，或核对该组的 townships、kinds、programmes";
    /// No way leads there.
    UNREACHABLE = "N0105", Error, "this cannot be: {0}: no way leads there from a base, or the walk is too long", "无法满足：{0}：从驻地无路可达，或步行过远",
        "`xuncha check` names the road that is missing", "`xuncha check` 会指出缺少的道路";
    /// The road is closed on that day.
    CLOSED = "N0106", Error, "this cannot be: {0}: the road there is closed then", "无法满足：{0}：届时道路封闭",
        "choose another day", "请改日期";
    /// No window of the day is long enough.
    NO_WINDOW = "N0107", Error, "this cannot be: {0}: no window of its days is long enough for the work", "无法满足：{0}：当日没有足够长的时间窗",
        "see the `window` of the programme and of the target", "请核对方案与对象的时间窗";
    /// It does not fit a shift even alone.
    TOO_LONG = "N0108", Error, "this cannot be: {0}: even alone it does not fit the working time of that shift", "无法满足：{0}：即使单独安排，也超出该班次的时间",
        "choose another team or day", "请改巡查组或日期";
    /// Two visits of one target too near.
    SPACING = "N0109", Error, "these clash: {0}: visits of one target lie at least {1} days apart", "以下指定互相冲突：{0}：同一对象两次到访至少间隔 {1} 天",
        "keep one of them, or see `min_gap_days` of the programme", "请保留其一，或核对方案的 `min_gap_days`";
    /// Not all of them fit the shift.
    TIME = "N0110", Error, "these clash: {0}: one shift has not the time for all of them, even with nothing else ({1}, {2})", "以下指定互相冲突：{0}：一个班次的时间不够全部完成，即使不做其他事（{1}，{2}）",
        "move one of them to another team or day", "请将其中之一改给其他组或改日期";
    /// More pins than the shift may have stops.
    STOPS = "N0111", Error, "these clash: {0}: more than the {1} stops that {2} may have on {3}", "以下指定互相冲突：{0}：超过 {2} 在 {3} 的站数上限 {1}",
        "move one of them to another team or day, or see max_stops", "请将其中之一改给其他组或改日期，或核对 max_stops";
    /// Two that may not be in one route are pinned to it.
    TOGETHER = "N0112", Error, "these clash: {0}: two targets that may not be in one route are pinned to it", "以下指定互相冲突：{0}：不得同线的两个对象被指定在同一路线",
        "keep one of them", "请保留其一";
    /// Too near to a visit that was made.
    MADE = "N0113", Error, "this cannot be: {0}: too near to a visit of the target that was made", "无法满足：{0}：与该对象已完成的到访间隔太短",
        "choose a later day", "请改为更晚的日期";
    /// More stops would go to another shift than may.
    MOVES = "N0114", Error, "this cannot be: {0}: that gives stops to another team or day than the plan before has them, {1} of them, and --moves allows {2}", "无法满足：{0}：将有 {1} 站改由原计划以外的班次承担，而 --moves 只允许 {2} 站",
        "allow more with --moves, or leave it to the team and day that it has", "请放宽 --moves，或仍由原定的组在原定日期承担";
}
