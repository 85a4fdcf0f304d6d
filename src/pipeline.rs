//! Layers to plan: the stages strung together.

mod county;
mod ground;
mod groundwork;
pub mod matrix;
mod search;
mod standing;
mod steady;
mod task;

pub(crate) use self::county::parts;
pub use self::county::{
    County, day_networks, days, island_gaps, join, likelier_datums, read_county, read_county_anew,
    stray, verdicts,
};
pub use self::ground::{Ground, positions};
pub use self::search::search;
pub use self::standing::{Standing, remember, stand};
pub use self::steady::{Found, HeldBack};
pub use self::task::{Orders, Task, due, lapsed, not_kept, pose, wished};

use crate::domain::{Code, Lang, Level};
use crate::plan::{self, Course, PlanFiles, PlanInput};
use crate::problem::Solution;
use crate::units::Day;
use crate::workspace::Workspace;

/// Days and language of a plan.
#[derive(Clone, Copy, Debug)]
pub struct Horizon {
    /// First day.
    pub first_day: Day,
    /// Number of days, from 1.
    pub days: u32,
}

/// No road can be driven.
pub const NO_ROAD: Code = Code {
    id: "R0900",
    level: Level::Error,
    en: "no road of the layers can be driven",
    zh: "道路图层中没有一条可通行的道路",
    hint_en: "check the roads layer: its findings above say what was left out",
    hint_zh: "请检查道路图层，上面的检查发现列出了未采用的要素",
};

/// A team of a township that no target names.
pub const UNKNOWN_TOWNSHIP: Code = Code {
    id: "A0005",
    level: Level::Warning,
    en: "team `{0}` patrols township `{1}`, which no target names",
    zh: "巡查组 `{0}` 的乡镇 `{1}` 没有任何巡查对象",
    hint_en: "compare the spelling with the property `township` of the layers",
    hint_zh: "请与图层中 `township`（乡镇）的写法核对",
};

/// A point that the ledger has elsewhere than its layer.
pub const PLACED: Code = Code {
    id: "A0007",
    level: Level::Warning,
    en: "the ledger puts it at {0} since it was opened, the layer at {1}, {2} m from there: it is planned where the ledger has it",
    zh: "台账建立后位置更正为 {0}，图层为 {1}，相距 {2} 米：按台账位置规划",
    hint_en: "correct the layer; when the ledger is wrong, state the right place with `xuncha ledger move`",
    hint_zh: "请更正图层；如台账有误，请用 `xuncha ledger move` 填写正确位置",
};

/// A point of the ledger whose id is that of something else.
pub const ID_OF_ANOTHER: Code = Code {
    id: "A0008",
    level: Level::Warning,
    en: "the ledger has a dump point of this id, which is that of the {1} `{0}`: the dump point is left out, the {1} is planned",
    zh: "台账中有同一编号的堆放点，而该编号属于{2}“{0}”：不计该堆放点，{2}照常规划",
    hint_en: "report the heap under an id of its own, then end this one: `xuncha ledger move DIR {3} --to merged --set merged_into=NEW`",
    hint_zh: "请先为该堆放点另取编号上报，再将本条并入：`xuncha ledger move DIR {3} --to merged --set merged_into=新编号`",
};

/// A point of the ledger that nobody can drive to.
pub const UNPLACED: Code = Code {
    id: "A0009",
    level: Level::Warning,
    en: "the ledger has this dump point without a position: it is in no plan",
    zh: "台账中该堆放点没有位置，不列入任何计划",
    hint_en: "state it with `xuncha ledger move ... --lon X --lat Y`, or in a table for `xuncha ledger import`",
    hint_zh: "请用 `xuncha ledger move ... --lon 经度 --lat 纬度` 填写，或在 `xuncha ledger import` 的表格中补充",
};

/// Findings of this module.
pub const CODES: &[&Code] = &[
    &NO_ROAD,
    &UNKNOWN_TOWNSHIP,
    &PLACED,
    &ID_OF_ANOTHER,
    &UNPLACED,
    &matrix::POINT_OFF_ROAD,
    &groundwork::PREPARED_DAMAGED,
];

/// Writes the routes down as a plan; `course` is what is kept of a plan that was made anew.
pub fn write_down(
    workspace: &Workspace,
    county: &County,
    task: &Task,
    solution: &Solution,
    (seed, lang): (u64, Lang),
    course: Option<&Course>,
) -> PlanFiles {
    let names = workspace.programmes.iter().map(|programme| {
        let name = lang.pick(&programme.name_en, &programme.name_zh);
        (programme.id.to_string(), name.clone())
    });
    plan::make(&PlanInput {
        programmes: &names.collect(),
        county: &workspace.name,
        lang,
        first_day: task.horizon.first_day,
        days: task.horizon.days,
        seed,
        utc_offset: workspace.utc_offset,
        inputs: &county.inputs,
        network: &county.network,
        day_networks: &county.day_networks,
        roads: &county.layers.roads,
        targets: &county.layers.targets,
        corridors: &county.corridors,
        teams: &workspace.teams,
        due: &task.due,
        walk_limit: workspace.walk_limit,
        assembled: &task.assembled,
        solution,
        wishes: &task.wishes,
        course,
    })
}
