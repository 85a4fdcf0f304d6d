//! What is said of a plan that is made anew.

use crate::domain::{Code, Level, codes};

codes! {
    /// A team that does not exist.
    UNKNOWN_TEAM = "M0001", Error, "there is no team `{0}`", "没有巡查组 `{0}`",
        "teams are the `id`s of [[team]] in xuncha.toml", "巡查组以 xuncha.toml 中 [[team]] 的 `id` 为准";
    /// A stated place that lies off the roads.
    OFF_ROAD = "M0002", Error, "team `{0}` is said to be {1} m from the nearest road; {2} m is the most that is walked", "巡查组 `{0}` 所报位置距最近道路 {1} 米，步行上限 {2} 米",
        "give lon, lat in WGS 84, longitude first", "请给出 WGS 84 经纬度，经度在前";
    /// A stated place without a way home.
    NO_WAY = "M0003", Error, "from where team `{0}` is said to be there is no way to its base, or none from its last stop", "巡查组 `{0}` 所报位置与其驻地或上一站之间无路可通",
        "check the position; `xuncha check` names roads that are not joined", "请核对位置；`xuncha check` 会指出未连通的道路";
    /// A moment outside the plan.
    TIME_OUTSIDE = "M0004", Error, "{0} lies outside the plan, which goes from {1} to {2}", "{0} 不在计划期间 {1} 至 {2} 之内",
        "give a time of the plan's days", "请给出计划期内的时刻";
    /// A begun shift whose team is gone from the settings.
    SHIFT_LOST = "M0005", Error, "team `{0}` has begun its route of {1}, yet it is no longer in xuncha.toml or does not work on that day", "巡查组 `{0}` 已开始 {1} 的路线，但 xuncha.toml 中已无该组或其当日不上班",
        "keep the team in the settings and drop it with --without", "请在设置中保留该组，用 --without 表示退出";
    /// A file of the plan that cannot be used.
    BROKEN = "M0006", Error, "`{0}` of the plan cannot be used: {1}", "计划中的 `{0}` 无法使用：{1}",
        "plan the morning again, or take the folder from a copy", "请重新生成早间计划，或从备份恢复该文件夹";
    /// A moment before the one at which the plan was made anew before.
    GOES_BACK = "M0008", Error, "the plan was made anew at {0}; {1} lies before that", "该计划已在 {0} 调整过，{1} 早于该时刻",
        "go on from the plan before it, or give a later time", "请以更早的计划为起点，或给出更晚的时刻";
    /// A stated place farther than the team can have driven.
    FAR_AHEAD = "M0009", Warning, "team `{0}` is said to be farther than it can have driven since it left its last stop by the plan; it goes on from there at {1}", "巡查组 `{0}` 所报位置远于按计划离开上一站后所能到达之处，按 {1} 从该处出发计算",
        "nothing, when the team is ahead of its plan; else check the position", "如该组快于计划，无需处理；否则请核对位置";
    /// A team of which the same is said twice.
    TWICE = "M0010", Error, "`{0}` is given twice for team `{1}`", "巡查组 `{1}` 的 `{0}` 给出了两次",
        "give it once for each team", "每组只给一次";
    /// More finished stops than there are.
    TOO_MANY = "M0011", Error, "team `{0}` is said to have finished {1} stops; its route of {2} has {3}", "巡查组 `{0}` 所报已完成 {1} 站，但其 {2} 的路线共 {3} 站",
        "count the stops of the plan that --from names, from the start of the day", "请按 --from 所指计划从当日第一站数起";
    /// Finished stops whose time has not come.
    AHEAD = "M0012", Warning, "team `{0}` has finished stop {1} before its planned time; it goes on at {2}, as planned", "巡查组 `{0}` 提前完成第 {1} 站，仍按计划于 {2} 继续",
        "to use the time gained, note the visits in the ledger and state --position instead", "如需利用节省的时间，请将到访记入台账，并改用 --position";
    /// A pin that comes too late.
    PINNED_LATE = "M0013", Error, "`--pin {0}` cannot hold: the visit is made or begun by team `{1}` on {2}, as its stop {3}", "`--pin {0}` 无法满足：该到访已由巡查组 `{1}` 于 {2} 完成或进行中（第 {3} 站）",
        "leave the pin out; when the team has not been there yet, say so with --finished", "请取消该指定；如该组尚未到访，请用 --finished 说明";
    /// A team that is home too late.
    LATE = "M0014", Warning, "team `{0}` cannot be back at its base before {1}, {2} min after the end of its working time on {3}; it gets no more stops", "巡查组 `{0}` 最早 {1} 返回驻地，超出 {3} 工作时间 {2} 分钟，不再安排任务",
        "nothing, when that is how it stands; else check --finished and --position", "如属实则无需处理；否则请核对 --finished、--position";
    /// Fewer finished stops than were said before.
    FEWER = "M0015", Warning, "team `{0}` was said to have finished {1} stops when the plan was made anew before, now {2}: the others are planned again", "上次调整时报巡查组 `{0}` 已完成 {1} 站，现报 {2} 站：其余各站重新安排",
        "check the number; what the ledger knows as visited is not planned again", "请核对站数；台账中已到访的不再安排";
    /// A visit of the ledger that takes a stop off the routes.
    MADE = "M0016", Note, "`{0}` was visited on {1}, as the ledger has it: its stop is taken off the route of team `{2}`", "台账载明 `{0}` 已于 {1} 到访，从巡查组 `{2}` 的路线中去掉该站",
        "", "";
    /// An urgent target at which a team was in vain on the same day.
    AGAIN = "M0017", Note, "a team was at `{0}` in vain today ({1}); it is planned once more as urgent", "今日到 `{0}` 未能完成到访（{2}）；按紧急任务再次安排",
        "when the way is blocked, state the closure in the roads layer first", "如道路不通，请先在道路图层中登记封闭";
    /// A team that a break keeps from every stop.
    HELD_BY_BREAK = "M0018", Warning, "team `{0}` gets no more stops on {2}: its break is to begin at a stop by {1}, and none is reached by then", "巡查组 `{0}` 于 {2} 不再安排任务：其休息最迟须在 {1} 于某站开始，而届时到不了任何一站",
        "let the team rest where it stands, and plan anew with --at {3} or when it goes on: a break whose time has passed is not owed", "请让该组就地休息，并以 --at {3} 或其继续出发的时刻重新调整：已过时段的休息不再计入";
}
