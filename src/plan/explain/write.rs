//! Places and changes as `plan.json` has them.

use super::change::Change;
use super::scene::{Scene, Spot};
use super::{PlanInput, texts};
use crate::plan::build::{facing, round};
use crate::plan::{ChangeFile, Direction, InsteadFile, LegFile, PlaceFile, RoadsideFile};
use crate::problem::{JobIdx, LocationIdx, ShiftIdx};

/// A drive on the roads of a shift's day, behind so many of its steps; `None` when there is no way.
///
/// The first one leads past the place from which the team goes on, as it is written for a stop.
pub(super) fn leg(
    scene: &Scene<'_>,
    shift: ShiftIdx,
    steps: usize,
    (from, to): (LocationIdx, LocationIdx),
) -> Option<LegFile> {
    let travel = scene
        .instance
        .travel_of(&scene.instance.shifts[shift.idx()]);
    let passed = scene.passed(shift).filter(|_| steps == 0);
    Some(LegFile {
        distance_m: travel.distance(from, to)?.get() + passed.map_or(0, |via| via.metres),
        drive_s: travel.time(from, to)?.get() + passed.map_or(0, |via| via.file.after_s),
        via: passed.map(|via| via.file),
    })
}

/// Target and visit of a job.
pub(super) fn label(scene: &Scene<'_>, job: JobIdx) -> (String, Option<u32>) {
    let due = scene.input.assembled.jobs[job.idx()].due;
    let target = scene.input.due[due].target.to_string();
    (target, scene.input.visit_number(due))
}

/// A spot for a job.
pub(super) fn place(scene: &Scene<'_>, job: JobIdx, spot: Spot) -> Option<PlaceFile> {
    let (from, to) = scene.route(spot.shift, spot.without).ends(spot.at);
    let mode = scene.mode(job, spot);
    let is_corridor = scene.input.assembled.jobs[job.idx()].corridor.is_some();
    // Stops behind the one taken out keep their numbers.
    let behind = spot.without.is_some_and(|out| spot.at > out);
    let after = scene.begun(spot.shift) + spot.at + usize::from(behind);
    Some(PlaceFile {
        after: u32::try_from(after).unwrap_or(u32::MAX),
        direction: if is_corridor {
            Some(if spot.mode == 1 {
                Direction::Backward
            } else {
                Direction::Forward
            })
        } else {
            facing(scene.input, mode.entry)
        },
        to: leg(scene, spot.shift, spot.at, (from, mode.entry))?,
        onward: leg(scene, spot.shift, spot.at + 1, (mode.exit, to))?,
    })
}

/// A change, in words too.
pub(super) fn change(scene: &Scene<'_>, job: JobIdx, change: &Change) -> Option<ChangeFile> {
    let (team, date) = shift(scene.input, change.spot.shift);
    let instead_of = change.gives_up.and_then(|other| {
        let (at, stop) = scene.place_of(other)?;
        let (team, date) = shift(scene.input, at);
        let (target, visit) = label(scene, other);
        Some(InsteadFile {
            team,
            date,
            seq: u32::try_from(scene.begun(at) + stop + 1).unwrap_or(u32::MAX),
            target,
            visit,
            prize: scene.job(other).prize.get(),
        })
    });
    let place = place(scene, job, change.spot)?;
    Some(ChangeFile {
        kind: change.kind,
        text: texts::change(scene.input, change, place, instead_of.as_ref()),
        team,
        date,
        by_s: change.by.map(crate::units::Seconds::get),
        window: change.window.clone(),
        instead_of,
        place,
    })
}

/// Team and date of a shift.
fn shift(input: &PlanInput<'_>, shift: ShiftIdx) -> (String, String) {
    let source = input.assembled.shifts[shift.idx()];
    (
        input.teams[source.team].id.to_string(),
        source.day.to_string(),
    )
}

/// Where a job that is a point would be worked on from.
pub(super) fn roadside(input: &PlanInput<'_>, job: JobIdx) -> Option<RoadsideFile> {
    let source = &input.assembled.jobs[job.idx()];
    source.snapped.map(|snapped| RoadsideFile {
        lon: round(snapped.roadside.x),
        lat: round(snapped.roadside.y),
        walk_m: source.walk_metres,
        walk_s: source.walk_seconds,
    })
}
