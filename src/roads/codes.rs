//! What is said of roads.

use super::RepairKind;
use crate::domain::{Code, Level, codes};

codes! {
    /// Dead ends joined, summed.
    DEAD_ENDS = "R0001", Note, "{0} dead ends were joined to the road beside them", "{0} 处断头已接到旁边的道路",
        "`xuncha check --report` lists each with its place", "`xuncha check --report` 逐处列出位置";
    /// A dated closure.
    CLOSED_IN_PART = "R0011", Note, "{1} is closed {0} and not driven on these days", "{1} 在 {0} 封闭，当日不通行",
        "", "";
    /// Roads that wait for the frost.
    THAWED = "R0015", Note, "{0} roads are passable on frozen ground only and not driven on {1} days of the plan", "{0} 条道路只在封冻期通行，计划中有 {1} 天不通行",
        "`frozen` in xuncha.toml says when the ground is frozen", "封冻期由 xuncha.toml 的 `frozen` 设定";
    /// Days with snow.
    SNOW = "R0016", Note, "snow lies on {0} days of the plan, {1} to {2}: the speeds of snow hold", "计划中 {1} 至 {2} 有 {0} 天积雪，按冰雪车速计算",
        "", "";
    /// Touching vertices joined, summed.
    TOUCHES = "R0010", Note, "{0} vertices that lie on another road were joined to it", "{0} 个顶点落在另一条路上，已接通",
        "`xuncha check --report` lists each with its place", "`xuncha check --report` 逐处列出位置";
    /// Crossings joined, summed.
    CROSSINGS = "R0002", Note, "{0} crossings without a shared vertex were joined: the layer as a whole is not noded", "{0} 处交叉没有公共顶点，已接通：整个图层未打断",
        "", "";
    /// Crossings kept apart, summed.
    SEPARATED = "R0003", Note, "{0} crossings at different levels were kept apart", "{0} 处立体交叉未接通",
        "", "";
    /// Duplicates, summed.
    DUPLICATES = "R0004", Note, "{0} lines are drawn twice; each is driven once", "{0} 条线重复，只采用一条",
        "delete one of the two in the layer", "请在图层中删除其中一条";
    /// Stretches in common, summed.
    OVERLAPS = "R0012", Note, "{0} stretches lie on two roads at once; each is driven once", "{0} 段路线与另一条路重叠，只采用一条",
        "`xuncha check --report` lists each with its place", "`xuncha check --report` 逐处列出位置";
    /// Lines drawn twice, it seems, summed.
    NEAR_DUPLICATES = "R0013", Warning, "{0} roads run within 3 m of another all along: drawn twice, it seems; both are driven", "{0} 段道路全程距另一条路不足 3 米，疑似重复绘制，均予采用",
        "`xuncha check --report` lists each with its place", "`xuncha check --report` 逐处列出位置";
    /// Lines without length, summed.
    ZERO = "R0005", Warning, "{0} lines have no length and were left out", "{0} 条线没有长度，未采用",
        "delete them in the layer", "请在图层中删除";
    /// A doubtful crossing.
    CROSSING_DOUBTFUL = "R0006", Warning, "crosses road `{1}` at {2} without a shared vertex; kept apart", "在 {2} 与道路 `{1}` 交叉但没有公共顶点，未接通",
        "mark the bridge or tunnel, or split both lines there", "请标明桥梁、隧道，或在该处打断两线";
    /// A near miss.
    NEAR_MISS = "R0007", Warning, "ends {0} m short of another road; not joined", "端点离另一条路 {0} 米，未接通",
        "join it in the layer if the roads meet in fact", "如实际相通，请在图层中接通";
    /// An island.
    ISLAND = "R0008", Warning, "begins an island of {0} m of roads that are not linked to the largest network", "所在的 {0} 米路网与最大路网不相通",
        "draw the missing link, if there is one in fact", "如实际相通，请补画连接线";
    /// More of what is named one by one.
    MORE = "R0014", Warning, "{0} more of [{1}]", "另有 {0} 处 [{1}]",
        "`xuncha check --report` lists each with its place", "`xuncha check --report` 逐处列出位置";
    /// Closed roads, summed.
    CLOSED = "R0009", Note, "{0} roads are closed and not driven", "{0} 条道路封闭，不通行",
        "", "";
}

/// Kinds that are summed, with their sentence.
pub(super) const SUMMED: &[(RepairKind, &Code)] = &[
    (RepairKind::DeadEndJoined, &DEAD_ENDS),
    (RepairKind::TouchJoined, &TOUCHES),
    (RepairKind::CrossingJoined, &CROSSINGS),
    (RepairKind::CrossingGradeSeparated, &SEPARATED),
    (RepairKind::DuplicateLine, &DUPLICATES),
    (RepairKind::Overlap, &OVERLAPS),
    (RepairKind::NearDuplicate, &NEAR_DUPLICATES),
    (RepairKind::ZeroLength, &ZERO),
];

/// Kinds that are named one by one.
pub(super) const NAMED: &[(RepairKind, &Code)] = &[
    (RepairKind::CrossingDoubtful, &CROSSING_DOUBTFUL),
    (RepairKind::Island, &ISLAND),
    (RepairKind::NearMiss, &NEAR_MISS),
];
