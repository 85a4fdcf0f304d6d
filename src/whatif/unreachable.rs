//! What no team and no hour more would reach.

use std::collections::{BTreeMap, BTreeSet};

use super::Input;
use super::run::{Run, best};
use crate::domain::Team;
use crate::pipeline::{Standing, Task};
use crate::plan::{PlanInput, UnvisitedFile, unvisited};

/// Due visits that cannot be made in any setting, and required ones that no plan makes, by target and visit; with the
/// reason of the largest setting, whose teams and task are given.
///
/// What the largest setting shuts out every other one shuts out too: it has fewer shifts and no other roads.
pub(super) fn list(
    input: &Input<'_>,
    standing: &Standing,
    teams: &[Team],
    task: &Task,
    cells: &[Vec<Run>],
) -> Vec<UnvisitedFile> {
    let Some(best) = cells.last().and_then(|runs| best(runs)) else {
        return Vec::new();
    };
    let stops = |run: &Run| -> BTreeSet<usize> {
        run.routes.values().flatten().map(|(due, _)| *due).collect()
    };
    let ever: BTreeSet<usize> = cells.iter().flatten().flat_map(stops).collect();
    let excluded: BTreeSet<usize> = task
        .assembled
        .excluded
        .iter()
        .map(|(due, _)| *due)
        .collect();
    let planned = stops(best);
    let left_out = (0..task.due.len()).filter(|due| !planned.contains(due));
    let solution = best.solution(task);
    let workspace = input.workspace;
    let reasons = unvisited(&PlanInput {
        programmes: &BTreeMap::new(),
        county: &workspace.name,
        lang: input.lang,
        first_day: task.horizon.first_day,
        days: task.horizon.days,
        seed: 0,
        utc_offset: workspace.utc_offset,
        inputs: &input.county.inputs,
        network: &input.county.network,
        day_networks: &input.county.day_networks,
        roads: &input.county.layers.roads,
        targets: &standing.targets,
        corridors: &standing.corridors,
        teams,
        due: &task.due,
        walk_limit: workspace.walk_limit,
        assembled: &task.assembled,
        solution: &solution,
        wishes: &task.wishes,
        course: None,
    });
    // Both go by due visit.
    let listed = left_out.zip(reasons);
    listed
        .filter(|(due, _)| {
            let never = task.due[*due].required && !ever.contains(due);
            never || excluded.contains(due)
        })
        .map(|(_, entry)| entry)
        .collect()
}
