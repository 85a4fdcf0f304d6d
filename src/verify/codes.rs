//! The codes of a plan's faults and their texts in both languages.

use std::fmt::Display;

use super::PlanFault;

/// One kind of fault: its stable code and its texts, in which `{0}`, `{1}` ... stand for arguments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FaultCode {
    /// `V0101` and so on; never reused.
    pub code: &'static str,
    /// In English.
    pub en: &'static str,
    /// In Chinese.
    pub zh: &'static str,
}

macro_rules! codes {
    ($($name:ident = $code:literal, $en:literal, $zh:literal;)*) => {
        $(pub(super) const $name: FaultCode = FaultCode { code: $code, en: $en, zh: $zh };)*

        /// Every kind of fault, in the order of the codes.
        pub const ALL: &[FaultCode] = &[$($name),*];
    };
}

codes! {
    UNREADABLE = "V0101", "the plan cannot be read: {0}", "计划无法读取：{0}";
    SCHEMA = "V0102", "unknown schema `{0}`, `xuncha.plan/1` is known", "未知的计划格式“{0}”，应为 xuncha.plan/1";
    HEADER = "V0103", "{0} is {1}, expected {2}", "{0} 为 {1}，应为 {2}";
    INPUTS = "V0104", "the workspace has changed since the plan was made: {0}", "计划生成后工作区文件已变更：{0}";
    MISSING = "V0105", "due on {0} to {1}, yet neither planned nor listed as unvisited", "{0} 至 {1} 到期，但既未排入也未列入未巡查清单";
    NOT_DUE = "V0106", "not due in this horizon", "本期未到期";
    TWICE = "V0107", "listed twice, first at {0}", "重复列出，首次见 {0}";
    PRIZE = "V0108", "prize {0}, the due visit is worth {1}", "收益 {0}，到期任务应为 {1}";
    REQUIRED = "V0109", "required is {0}, should be {1}", "必查标记为 {0}，应为 {1}";
    PROGRAMME = "V0110", "programme `{0}`, should be `{1}`", "巡查方案“{0}”，应为“{1}”";
    KIND = "V0111", "kind `{0}`, should be `{1}`", "对象类别“{0}”，应为“{1}”";
    LABEL = "V0112", "{0} is `{1}`, should be `{2}`", "{0} 为“{1}”，应为“{2}”";
    REASONS = "V0113", "reasons add up to {0}, the prize is {1}", "收益构成合计 {0}，收益为 {1}";
    REASON = "V0114", "reason `{0}` is worth {1}, should be {2}", "收益构成“{0}”为 {1}，应为 {2}";
    VISIT = "V0115", "visit number {0}, while the target is due {1} times", "到访序号 {0}，而该对象到期 {1} 次";
    LINK = "V0116", "the link `{0}` does not lead to {1} in WGS 84", "链接“{0}”指向的不是 WGS 84 坐标 {1}";

    TOTAL = "V0120", "totals.{0} is {1}, the parts give {2}", "总计 {0} 为 {1}，各项合计 {2}";
    SUM = "V0121", "{0} is {1}, the stops give {2}", "{0} 为 {1}，各停靠合计 {2}";
    SEQ = "V0122", "seq {0}, should be {1}", "序号 {0}，应为 {1}";
    ORDER = "V0123", "shifts are not in the order of date and team", "班次未按日期和巡查组排序";
    BOUND = "V0124", "the bound {0} lies below the prize {1}", "上界 {0} 低于收益 {1}";
    NEGATIVE = "V0125", "{0} is negative: {1}", "{0} 为负数：{1}";

    TIME = "V0130", "{0} is not an RFC 3339 time: `{1}`", "{0} 不是 RFC 3339 时间：“{1}”";
    OFFSET = "V0131", "{0} `{1}` is not on the clock of the workspace, {2} s east of UTC", "{0}“{1}”与工作区时区（UTC 以东 {2} 秒）不符";
    SHIFT_TIME = "V0132", "working time {0} to {1} does not lie within the team's {2} of {3}", "班次时间 {0} 至 {1} 超出该组 {3} 的工作时间 {2}";
    ARRIVE = "V0133", "arrives {0}, but left before at {1} and drives {2} s", "到达 {0}，但上一处 {1} 离开，行驶 {2} 秒";
    WALK_IN = "V0134", "work starts {0}, {1} s before the walk there is over", "作业 {0} 开始，比步行到达早 {1} 秒";
    DEPART = "V0135", "departs {0}, but start, work and walk back end {1} s later", "离开 {0}，与开始、作业、步行返回之和相差 {1} 秒";
    RETURN = "V0136", "back at {0}, but left the last stop at {1} and drives {2} s", "返回 {0}，但最后一处 {1} 离开，行驶 {2} 秒";
    OVERTIME = "V0137", "{0} lies outside the shift {1} to {2}", "{0} 超出班次 {1} 至 {2}";
    WINDOW = "V0138", "work from {0} to {1} is not within one window of the day: {2}", "作业 {0} 至 {1} 不在当日任一时间窗内：{2}";
    DAY = "V0139", "planned on {0}, allowed from {1} to {2}", "排在 {0}，允许日期为 {1} 至 {2}";
    SERVICE = "V0140", "work lasts {0} s, should last {1} s", "作业时长 {0} 秒，应为 {1} 秒";

    FROZEN = "V0141", "marked as begun, though it is not among the first stops of a plan made anew", "标为已开始，但不在调整后计划的最前各站";
    NOT_BEGUN = "V0142", "marked as begun, yet the team had not left for it by then; it arrives {0}", "标为已开始，但届时巡查组尚未出发；{0} 到达";
    TOO_EARLY = "V0143", "planned anew for the time before; it arrives {0}", "调整后仍排在调整时刻之前；{0} 到达";
    DROPPED_OUT = "V0144", "planned for team `{0}`, which has dropped out", "排给已退出的巡查组“{0}”";
    DONE = "V0145", "made by then, by the ledger or by the plan but not by both: {0}", "台账与计划对届时已完成的到访记载不一致：{0}";
    MOVED = "V0146", "{0} stops are moved to other shifts, {1} is the most", "改班次 {0} 站，上限 {1} 站";
    VIA = "V0147", "stop {0} passes a place though it is not the first that was planned anew", "第 {0} 站绕经某处，但不是调整后的第一站";
    FINISHED = "V0148", "team `{0}` is said to have finished {1} stops; {2} are marked as begun", "巡查组“{0}”所报已完成 {1} 站，标为已开始的为 {2} 站";

    BREAK_OWED = "V0150", "no break is taken although the shift is out after {0}", "{0} 之后仍在外，却未安排休息";
    BREAK_PLACE = "V0151", "the break from {0} for {1} s does not lie between arrival and walk", "{0} 起 {1} 秒的休息不在到达与步行之间";
    BREAK_BEGIN = "V0152", "the break begins {0}, allowed {1}", "休息 {0} 开始，允许 {1}";
    BREAK_LENGTH = "V0153", "the break lasts {0} s, should last {1} s", "休息 {0} 秒，应为 {1} 秒";
    BREAK_EXTRA = "V0154", "more breaks than the team's rules ask for", "休息次数多于规定";
    BREAK_ALONE = "V0155", "`more_breaks` without a `break` before them", "有 `more_breaks`，其前却没有 `break`";

    TEAM = "V0160", "unknown team `{0}`", "未知巡查组“{0}”";
    TEAM_TWICE = "V0161", "team `{0}` has two shifts on {1}", "巡查组“{0}”在 {1} 有两个班次";
    DAY_OFF = "V0162", "team `{0}` does not work on {1}", "巡查组“{0}”在 {1} 不上班";
    SKILL = "V0163", "team `{0}` may not do {1} `{2}`", "巡查组“{0}”不承担{1}“{2}”";
    STOPS = "V0164", "{0} stops, at most {1} are allowed", "停靠 {0} 处，上限 {1} 处";
    BASE = "V0165", "{0} lies {1} m from the team's", "{0} 与该组驻地相距 {1} 米";
    SPACING = "V0166", "only {0} days after the visit on {1}, at least {2} are asked for", "距 {1} 的到访仅 {0} 天，至少应隔 {2} 天";

    PINNED_OUT = "V0167", "pinned ({0}), yet not planned so", "已指定（{0}），但未按此排入";
    PIN_BROKEN = "V0168", "breaks the pin {0}", "违反指定 {0}";
    FORBIDDEN = "V0169", "breaks what is forbidden: {0}", "违反禁止规定：{0}";

    OFF_ROAD = "V0170", "the roadside lies {0} m off the network", "停车处离路网 {0} 米";
    EXPRESSWAY = "V0171", "stops on an expressway", "停在高速公路上";
    NO_WAY = "V0172", "no way leads here", "无路可达";
    TOO_FAST = "V0173", "drives {0} s, the fastest way takes {1} s", "行驶 {0} 秒，最快也需 {1} 秒";
    TOO_SLOW = "V0174", "drives {0} s, the fastest way takes only {1} s", "行驶 {0} 秒，最快只需 {1} 秒";
    DISTANCE = "V0175", "{0} m, the fastest way is {1} to {2} m long", "里程 {0} 米，最快路线长 {1} 至 {2} 米";
    FACING = "V0176", "does not say which way the vehicle faces, or says it where that does not count", "未说明车辆朝向，或在无需说明处说明";

    WALK = "V0180", "walk of {0} m, the target lies {1} m from the roadside", "步行 {0} 米，对象距停车处 {1} 米";
    WALK_TIME = "V0181", "walks {0} m in {1} s, should take {2} s", "步行 {0} 米用 {1} 秒，应为 {2} 秒";
    WALK_LIMIT = "V0182", "walk of {0} m, the limit is {1} m", "步行 {0} 米，上限 {1} 米";
    TARGET_PLACE = "V0183", "the target's place lies {0} m off the target", "对象坐标偏离对象 {0} 米";
    CORRIDOR = "V0184", "corridor data: {0}", "路段数据：{0}";
    CORRIDOR_END = "V0185", "the corridor's {0} lies {1} m from where it should", "路段 {0} 偏离应在位置 {1} 米";
    CORRIDOR_WAY = "V0186", "the corridor may not be driven {0}", "该路段不得 {0} 行驶";
    CORRIDOR_LENGTH = "V0187", "the corridor is {0} m long, stated are {1} m", "路段长 {0} 米，所列为 {1} 米";

    REACHABLE = "V0190", "called unreachable, yet {0} m from a road that team `{1}` can drive to and back", "标为不可达，但距巡查组“{1}”可往返的道路仅 {0} 米";

    FILE = "V0200", "{0} file `{1}` is missing or not a plain path within the plan folder", "缺少 {0} 文件“{1}”，或路径不在计划文件夹内";
    FILE_BROKEN = "V0201", "{0} is broken: {1}", "{0} 已损坏：{1}";
    VERTEX = "V0202", "the drawn way leaves the roads by {0} m at {1}, {2}", "所绘路线在 {1}, {2} 偏离道路 {0} 米";
    DRAWN_LENGTH = "V0203", "the drawn way is {0} m long, the plan says {1} m", "所绘路线长 {0} 米，计划为 {1} 米";
    DRAWN_ENDS = "V0204", "the drawn way does not lead from the stop before to this one: {0} m apart", "所绘路线未从上一处连到此处：相差 {0} 米";
    DRAWN_COUNT = "V0205", "{0} {1} drawn, {2} expected", "{1} 数量 {0}，应为 {2}";
    CSV = "V0206", "the stop table {0}", "停靠表 {0}";
    SHEET_LACKS = "V0207", "the sheet does not mention `{0}`", "巡查单未列出“{0}”";
    SHEET_LOADS = "V0208", "the sheet loads `{0}` from outside", "巡查单从外部加载“{0}”";
    UNVISITED_FILE = "V0209", "unvisited.geojson lists other visits than the plan: {0}", "unvisited.geojson 与计划的未巡查清单不一致：{0}";

    UNEXPLAINED = "V0300", "{0} of {1} stops and unvisited do not say why", "{1} 个停靠和未巡查项中有 {0} 个没有说明";
    MARGINAL = "V0301", "leaving it out frees {0} {1}, driven through again it is {2}", "去掉该站所节省的 {0} 为 {1}，重新推算为 {2}";
    STUCK = "V0302", "stated otherwise: without the stop there is {0}", "说明不符：去掉该站后为 {0}";
    GAIN = "V0303", "`{0}` worth {1} would not be gained: left out is one worth {2}", "“{0}”（收益 {1}）并非可增补项：未巡查清单中其收益为 {2}";
    CHANGE_PLACE = "V0310", "no such place or part: {0}", "位置或内容不存在：{0}";
    CHANGE_ALLOWED = "V0311", "team `{0}` may not take it on {1}: {2}", "巡查组“{0}”在 {1} 不得承担：{2}";
    CHANGE_STOP = "V0312", "no stop `{0}` worth {1} stands there", "该处没有收益 {1} 的停靠“{0}”";
    CHANGE_FITS = "V0313", "with the change it still does not fit into the shift of `{0}` on {1}", "变更后仍排不进“{0}”{1} 的班次";
    CHANGE_LESS = "V0314", "a change of less than {0} would do", "小于 {0} 的变更即可";
    CHANGE_ORDER = "V0315", "changes are not one of each kind, the cheapest first", "变更未按每类一项、由小到大排列";
    REFUTED = "V0320", "called {0}, yet team `{1}` could do it on {2}", "原因标为 {0}，但巡查组“{1}”在 {2} 可以承担";
    REASON_SHIFT = "V0321", "called no_shift, yet team `{0}` may do it and works on {1}", "标为无可承担班次，但巡查组“{0}”可承担且 {1} 上班";
    REASON_FIGURE = "V0322", "{0} is {1}, should be {2}", "{0} 为 {1}，应为 {2}";
    REASON_WORTH = "V0323", "called not_worth at a prize of {0}, but what it would displace is {1}", "标为不值得（收益 {0}），但所挤掉的为 {1}";
}

/// The faults found so far.
#[derive(Debug, Default)]
pub(super) struct Faults(pub(super) Vec<PlanFault>);

impl Faults {
    /// Adds a fault.
    pub(super) fn add(
        &mut self,
        code: &FaultCode,
        place: impl Into<String>,
        args: &[&dyn Display],
    ) {
        let args: Vec<String> = args.iter().map(ToString::to_string).collect();
        self.0.push(PlanFault {
            code: code.code,
            place: place.into(),
            message: (fill(code.en, &args), fill(code.zh, &args)),
        });
    }

    /// Adds a fault when both values differ; the arguments are the value found and the one expected.
    pub(super) fn same<T: Copy + PartialEq + Display>(
        &mut self,
        code: &FaultCode,
        place: &str,
        got: T,
        want: T,
    ) {
        if got != want {
            self.add(code, place, &[&got, &want]);
        }
    }

    /// As [`Faults::same`], with the field's name as the first argument.
    pub(super) fn same_field<T: Copy + PartialEq + Display>(
        &mut self,
        code: &FaultCode,
        place: &str,
        field: &str,
        got: T,
        want: T,
    ) {
        if got != want {
            self.add(code, place, &[&field, &got, &want]);
        }
    }
}

/// Replaces `{0}`, `{1}` ... from the left, each once, never within an argument.
fn fill(template: &str, args: &[String]) -> String {
    let mut text = String::new();
    for (n, part) in template.split('{').enumerate() {
        let arg = part
            .split_once('}')
            .filter(|_| n > 0)
            .and_then(|(idx, rest)| Some((args.get(idx.parse::<usize>().ok()?)?, rest)));
        match arg {
            Some((arg, rest)) => {
                text.push_str(arg);
                text.push_str(rest);
            }
            None => text.push_str(part),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_rise_and_both_languages_use_the_same_arguments() {
        assert!(ALL.windows(2).all(|pair| pair[0].code < pair[1].code));
        for code in ALL {
            for n in 0..4 {
                let hole = format!("{{{n}}}");
                assert_eq!(
                    code.en.contains(&hole),
                    code.zh.contains(&hole),
                    "{}",
                    code.code
                );
            }
        }
    }

    #[test]
    fn arguments_with_braces_stay_as_they_are() {
        assert_eq!(
            fill("{1} of {0}", &["a{1}".into(), "b".into()]),
            "b of a{1}"
        );
    }
}
