//! A solution as something that people can use: `plan.json`, route files, reasons.
//!
//! Knows the network only to draw paths; nothing of the ledger or the search.

mod build;
mod changes;
mod course;
mod explain;
mod explained;
mod file;
mod legs;
mod read;
mod render;
mod replanned;
mod times;
mod words;
mod write;

pub use changes::changes;
pub(crate) use changes::longest_rising;
pub use course::{Course, Kept, Passed};
pub use explain::unvisited;
pub use explained::*;
pub use file::*;
pub use read::{ReadError, read, read_all};
pub(crate) use render::plain;
pub use replanned::*;
pub use times::{local_time, moment};
pub use write::{check_target, write};

use std::collections::BTreeMap;

use crate::corridors::CorridorRoute;
use crate::domain::{Due, Lang, Target, Team, Wishes};
use crate::problem::Solution;
use crate::problem::assemble::Assembled;
use crate::roads::{DayNetworks, Network};
use crate::units::Day;

/// Everything that a plan is made from.
#[derive(Clone, Copy, Debug)]
pub struct PlanInput<'a> {
    /// Name of the county.
    pub county: &'a str,
    /// Language of the texts.
    pub lang: Lang,
    /// First day.
    pub first_day: Day,
    /// Number of days.
    pub days: u32,
    /// Seed of the search.
    pub seed: u64,
    /// Clock, in seconds east of UTC.
    pub utc_offset: i32,
    /// SHA-256 of the input files.
    pub inputs: &'a BTreeMap<String, String>,
    /// Roads, none of them closed by date.
    pub network: &'a Network,
    /// What dated closures leave of them on each day.
    pub day_networks: &'a DayNetworks,
    /// The roads by `Link::road`, for the sheet's map.
    pub roads: &'a [crate::domain::Road],
    /// All targets but corridors, sorted by id.
    pub targets: &'a [Target],
    /// Corridors, sorted by id.
    pub corridors: &'a [CorridorRoute],
    /// Teams.
    pub teams: &'a [Team],
    /// Due visits.
    pub due: &'a [Due],
    /// Names of the programmes by id, in the plan's language.
    pub programmes: &'a BTreeMap<String, String>,
    /// Longest walk off the road, one way, in metres.
    pub walk_limit: f64,
    /// The instance and its origins.
    pub assembled: &'a Assembled,
    /// The routes.
    pub solution: &'a Solution,
    /// The wishes in force; those of the command line are written down.
    pub wishes: &'a Wishes,
    /// What is kept of the plan before, of a plan made anew in the middle of it.
    pub course: Option<&'a Course>,
}

impl<'a> PlanInput<'a> {
    /// The target of a due visit.
    fn target(&self, due: &Due) -> Option<&Target> {
        let by_id = self
            .targets
            .binary_search_by(|target| target.id.cmp(&due.target));
        by_id.ok().map(|idx| &self.targets[idx]).or_else(|| {
            let by_id = self
                .corridors
                .binary_search_by(|corridor| corridor.target.id.cmp(&due.target));
            by_id.ok().map(|idx| &self.corridors[idx].target)
        })
    }

    /// What is kept of a shift.
    fn kept(&self, shift: usize) -> Option<&'a Kept> {
        let source = self.assembled.shifts[shift];
        self.course?.kept.get(&(source.team, source.day))
    }

    /// Number of a due visit when its target has several in the horizon.
    fn visit_number(&self, idx: usize) -> Option<u32> {
        let same =
            |other: Option<&Due>| other.is_some_and(|other| other.target == self.due[idx].target);
        let several = same(self.due.get(idx + 1)) || (idx > 0 && same(self.due.get(idx - 1)));
        // A second one may be the only one that is due when the first was made for a wish.
        (several || self.due[idx].visit > 1).then_some(self.due[idx].visit)
    }
}

/// A plan as files: name within the plan folder -> contents.
#[derive(Clone, Debug)]
pub struct PlanFiles {
    /// `plan.json` as a value.
    pub plan: PlanFile,
    /// Every file, `plan.json` included.
    pub files: BTreeMap<String, Vec<u8>>,
}

/// Makes the plan and its route files.
pub fn make(input: &PlanInput<'_>) -> PlanFiles {
    let geometries = legs::draw(input);
    let mut plan = build::plan(input, &geometries);
    if let Some(course) = input.course {
        plan.replanned = Some(course.replanned.clone());
        let changes = changes(&course.before, &plan);
        if let Some(replanned) = &mut plan.replanned {
            replanned.changes = changes;
        }
    }
    let mut files = BTreeMap::new();
    for (shift, drawn) in plan
        .shifts
        .iter()
        .zip(&geometries)
        .filter(|(shift, _)| !shift.stops.is_empty())
    {
        let geometry = &drawn.geometry;
        files.insert(
            shift.files.geojson.clone(),
            render::geojson(&plan, shift, geometry),
        );
        files.insert(shift.files.gpx.clone(), render::gpx(&plan, shift, geometry));
        files.insert(shift.files.csv.clone(), render::csv(&plan, shift));
        files.insert(
            shift.files.html.clone(),
            render::sheet(&plan, shift, geometry, &legs::map_roads(input)),
        );
    }
    files.insert("unvisited.geojson".to_owned(), render::unvisited(&plan));
    let mut json = serde_json::to_vec_pretty(&plan).unwrap_or_default();
    json.push(b'\n');
    files.insert("plan.json".to_owned(), json);
    PlanFiles { plan, files }
}

/// The JSON Schema of `plan.json`, as `docs/plan.schema.json` holds it.
pub fn schema() -> String {
    let schema = schemars::schema_for!(PlanFile);
    let mut text = serde_json::to_string_pretty(&schema).unwrap_or_default();
    text.push('\n');
    text
}
