//! What is said of each kind of entry, in English and Chinese.

use crate::domain::Lang;
use crate::roads::{IslandGap, RepairKind};

/// Code, severity, meaning and advice of a kind.
#[derive(Clone, Copy, Debug)]
pub(super) struct Words {
    pub(super) kind: &'static str,
    pub(super) severity: u8,
    pub(super) what: [&'static str; 2],
    pub(super) fix: [&'static str; 2],
}

/// Severities in words.
pub(crate) const fn severity_name(severity: u8, lang: Lang) -> &'static str {
    match severity {
        1 => lang.pick("not served", "无法到达或未采用"),
        2 => lang.pick("to be decided", "需要判断"),
        3 => lang.pick("mended, correct the layer", "已修复，请改图层"),
        4 => lang.pick("minor", "轻微"),
        _ => lang.pick("nothing to do", "无需处理"),
    }
}

/// The name of a kind; a finding's code is its own.
pub(crate) fn kind_name(kind: &str, lang: Lang) -> &str {
    let names = match kind {
        "dead_end_joined" => ["dead end joined", "断头已接通"],
        "touch_joined" => ["touching vertex joined", "落点已接通"],
        "crossing_joined" => ["crossing joined", "交叉已接通"],
        "crossing_separated" => ["different levels", "立体交叉"],
        "crossing_doubtful" => ["doubtful crossing", "存疑交叉"],
        "duplicate_line" => ["duplicate line", "重复线"],
        "overlap" => ["overlap", "重叠路段"],
        "near_duplicate" => ["nearly duplicate", "疑似重复线"],
        "zero_length" => ["no length", "零长线"],
        "island" => ["island", "孤立路网"],
        "near_miss" => ["near miss", "断头将接未接"],
        "unreachable" => ["unreachable", "不可达"],
        _ => return kind,
    };
    lang.pick(names[0], names[1])
}

/// What two roads are that share several stretches.
pub(super) fn of_overlaps(stretches: usize) -> [String; 2] {
    [
        format!("{stretches} stretches that are part of two roads, driven once"),
        format!("与另一条路重叠的路段 {stretches} 段，只采用一条"),
    ]
}

/// What is said of a kind of mend or doubt.
pub(super) fn of_repair(kind: RepairKind) -> Words {
    let known = KINDS.iter().find(|(known, _)| *known == kind);
    known.map_or(KINDS[0].1, |(_, words)| *words)
}

/// Every kind.
const KINDS: &[(RepairKind, Words)] = &[
    (
        RepairKind::DeadEndJoined,
        Words {
            kind: "dead_end_joined",
            severity: 3,
            what: [
                "dead end joined to the road beside it",
                "断头已接到旁边的道路",
            ],
            fix: [
                "move the end onto the road in the layer",
                "请在图层中把端点移到道路上",
            ],
        },
    ),
    (
        RepairKind::TouchJoined,
        Words {
            kind: "touch_joined",
            severity: 4,
            what: [
                "vertex on another road joined to it",
                "落在另一条路上的顶点已接通",
            ],
            fix: [
                "split the other road here in the layer",
                "请在图层中于此处打断另一条路",
            ],
        },
    ),
    (
        RepairKind::CrossingJoined,
        Words {
            kind: "crossing_joined",
            severity: 3,
            what: ["crossing joined", "交叉已接通"],
            fix: [
                "split both lines here in the layer",
                "请在图层中于此处打断两线",
            ],
        },
    ),
    (
        RepairKind::CrossingGradeSeparated,
        Words {
            kind: "crossing_separated",
            severity: 5,
            what: [
                "crossing at different levels, kept apart",
                "立体交叉，未接通",
            ],
            fix: [
                "none, if there is a bridge or tunnel in fact",
                "如实有桥梁或隧道，无需处理",
            ],
        },
    ),
    (
        RepairKind::CrossingDoubtful,
        Words {
            kind: "crossing_doubtful",
            severity: 2,
            what: [
                "crossing without a shared vertex, kept apart",
                "交叉处没有公共顶点，未接通",
            ],
            fix: [
                "mark the bridge or tunnel, or split both lines here",
                "请标明桥梁、隧道，或于此处打断两线",
            ],
        },
    ),
    (
        RepairKind::DuplicateLine,
        Words {
            kind: "duplicate_line",
            severity: 3,
            what: ["the same line twice, driven once", "重复的线，只采用一条"],
            fix: ["delete one of the two", "请删除其中一条"],
        },
    ),
    (
        RepairKind::Overlap,
        Words {
            kind: "overlap",
            severity: 3,
            what: [
                "stretch that is part of two roads, driven once",
                "与另一条路重叠的路段，只采用一条",
            ],
            fix: [
                "delete the stretch from one of the two",
                "请从其中一条删除该段",
            ],
        },
    ),
    (
        RepairKind::NearDuplicate,
        Words {
            kind: "near_duplicate",
            severity: 2,
            what: [
                "runs within 3 m of another road all along: drawn twice, it seems",
                "全程距另一条路不足 3 米，疑似重复绘制",
            ],
            fix: [
                "delete one of the two if they are one road in fact",
                "如实为同一条路，请删除其中一条",
            ],
        },
    ),
    (
        RepairKind::ZeroLength,
        Words {
            kind: "zero_length",
            severity: 4,
            what: ["line without length, left out", "没有长度的线，未采用"],
            fix: ["delete it", "请删除"],
        },
    ),
    (
        RepairKind::Island,
        Words {
            kind: "island",
            severity: 2,
            what: [
                "roads that are not linked to the largest network",
                "与最大路网不相通的道路",
            ],
            fix: [
                "draw the missing link, if there is one in fact",
                "如实际相通，请补画连接线",
            ],
        },
    ),
    (
        RepairKind::NearMiss,
        Words {
            kind: "near_miss",
            severity: 2,
            what: [
                "dead end that nearly touches another road",
                "断头离另一条路很近但未接通",
            ],
            fix: ["join it if the roads meet in fact", "如实际相通，请接通"],
        },
    ),
];

/// Somebody is not served on an island with targets; one of some length is worth a look.
pub(super) fn island_severity(island: &IslandGap) -> u8 {
    const WORTH_A_LOOK: f64 = 500.0;
    match island.targets {
        0 if island.gain < WORTH_A_LOOK => 4,
        0 => 2,
        _ => 1,
    }
}

/// What an island is, and what to do about it.
pub(super) fn of_island(island: &IslandGap) -> ([String; 2], [String; 2]) {
    let km = island.length / 1000.0;
    let what = [
        format!("island of {km:.1} km of roads that are not linked to the largest network"),
        format!("与最大路网不相通的 {km:.1} 公里道路"),
    ];
    let gain = island.gain / 1000.0;
    let (count, targets) = (island.islands, island.targets);
    let fix = match island.gap {
        None => [
            "no other road lies within 2 km: draw the road that leads there, or delete the lines",
            "2 公里内没有其他道路：请补画通往此处的道路，或删除这些线",
        ]
        .map(str::to_owned),
        Some(gap) if gap.metres == 0.0 => [
            format!(
                "it crosses the other road here: if they meet in fact, split both lines; links {gain:.1} km, {count} islands, {targets} targets"
            ),
            format!(
                "此处与另一条路交叉：如实际相通，请打断两线；可接通 {gain:.1} 公里、{count} 块路网、{targets} 个巡查对象"
            ),
        ],
        Some(gap) => {
            let metres = gap.metres;
            [
                format!(
                    "draw the missing {metres:.0} m if the roads meet in fact; links {gain:.1} km, {count} islands, {targets} targets"
                ),
                format!(
                    "如实际相通，请补画缺少的 {metres:.0} 米；可接通 {gain:.1} 公里、{count} 块路网、{targets} 个巡查对象"
                ),
            ]
        }
    };
    (what, fix)
}
