//! Places in the order and pairs kept apart, as ties of the instance.

use std::collections::BTreeMap;

use super::{Board, codes};
use crate::domain::{Finding, Lang, Pin, Source};
use crate::problem::{Ends, JobIdx, ShiftIdx, Solution, Ties};
use crate::units::TargetId;

/// Visits that are pinned to places of one shift, by place, and the pin.
type Places<'a> = BTreeMap<ShiftIdx, BTreeMap<i32, (JobIdx, &'a Pin)>>;

/// The ties that the wishes put on the instance; of places that do not follow on from an end of the route, what is wrong.
///
/// Places count from the start of the whole route: stops that were made before count too.
pub fn tie(board: &Board<'_>) -> (Ties, Vec<Finding>) {
    let mut ties = Ties::default();
    let mut findings = Vec::new();
    for (shift, places) in places(board, &mut findings) {
        if let Some(gap) = gap(board, shift, &places) {
            findings.push(gap);
            continue;
        }
        let made = made(board, shift);
        let first = places.range(1..).map(|(_, (job, _))| *job);
        let last = places.range(..0).map(|(_, (job, _))| *job);
        debug_assert!(places.keys().all(|place| *place < 0 || *place > made));
        ties.ends.push(Ends {
            shift,
            first: first.collect(),
            last: last.collect(),
        });
    }
    ties.apart = apart(board);
    (ties, findings)
}

/// Every job of a target.
pub(super) fn jobs_of<'a>(
    board: &'a Board<'_>,
    target: &'a TargetId,
) -> impl Iterator<Item = JobIdx> + 'a {
    let jobs = board.assembled.jobs.iter().enumerate();
    jobs.filter(move |(_, source)| board.due[source.due].target == *target)
        .map(|(idx, _)| JobIdx::from_idx(idx))
}

/// The job of a due visit, when it is one.
pub(super) fn job_of(board: &Board<'_>, due: usize) -> Option<JobIdx> {
    let jobs = &board.assembled.jobs;
    jobs.binary_search_by_key(&due, |source| source.due)
        .ok()
        .map(JobIdx::from_idx)
}

/// Stops that were made before in a shift.
fn made(board: &Board<'_>, shift: ShiftIdx) -> i32 {
    let source = board.assembled.shifts[shift.idx()];
    let left = board
        .progress
        .and_then(|progress| progress.shifts.get(&(source.team, source.day)));
    let left = left.and_then(Option::as_ref);
    left.map_or(0, |left| i32::try_from(left.stops).unwrap_or(i32::MAX))
}

/// The places of every shift that has pinned ones.
fn places<'a>(board: &Board<'a>, findings: &mut Vec<Finding>) -> Places<'a> {
    let mut all = Places::new();
    for bound in board.bound {
        let Some(job) = job_of(board, bound.due) else {
            continue;
        };
        for pin in bound.pins.iter().map(|idx| &board.wishes.pins[*idx]) {
            let (Some(place), Some(shift)) = (pin.place, only_shift(board, job)) else {
                continue;
            };
            let made = made(board, shift);
            if (1..=made).contains(&place) {
                let passed = Finding::new(&codes::PLACE_PASSED, pin.source.clone());
                findings.push(passed.id(pin.target.as_str()).arg(pin).arg(made));
                continue;
            }
            all.entry(shift)
                .or_default()
                .entry(place)
                .or_insert((job, pin));
        }
    }
    all
}

/// The only shift that may do a job.
pub(super) fn only_shift(board: &Board<'_>, job: JobIdx) -> Option<ShiftIdx> {
    let instance = &board.assembled.instance;
    match &instance.jobs[job.idx()].shifts {
        Some(shifts) => match shifts[..] {
            [shift] => Some(shift),
            _ => None,
        },
        None => (instance.shifts.len() == 1).then_some(ShiftIdx(0)),
    }
}

/// The first place that has others beyond it and is not pinned itself.
fn gap(
    board: &Board<'_>,
    shift: ShiftIdx,
    places: &BTreeMap<i32, (JobIdx, &Pin)>,
) -> Option<Finding> {
    let from_start = (made(board, shift) + 1..).zip(places.range(1..));
    let from_end = (1..).map(|place: i32| -place).zip(places.range(..0).rev());
    let (wanted, (_, (_, pin))) = from_start
        .chain(from_end)
        .find(|(wanted, (place, _))| wanted != *place)?;
    let gap = Finding::new(&codes::PLACE_GAP, pin.source.clone());
    Some(gap.id(pin.target.as_str()).arg(pin).arg(wanted))
}

fn apart(board: &Board<'_>) -> Vec<(JobIdx, JobIdx)> {
    let mut pairs = Vec::new();
    for forbid in board.wishes.forbids.iter().filter(|one| one.team.is_none()) {
        let [one, two] = &forbid.targets[..] else {
            continue;
        };
        for first in jobs_of(board, one) {
            pairs.extend(jobs_of(board, two).map(|second| (first.min(second), first.max(second))));
        }
    }
    pairs.sort_unstable();
    pairs.dedup();
    pairs
}

/// That a wish of the plan before is left out, and for which findings.
pub fn given_up(wish: &str, target: Option<&TargetId>, why: &[Finding]) -> Finding {
    let told = |lang: Lang, between: &str| {
        let all = why
            .iter()
            .map(|finding| format!("{} [{}]", finding.message(lang), finding.code.id));
        let mut told: Vec<String> = all.collect();
        told.dedup();
        told.join(between)
    };
    let finding = Finding::new(&codes::GIVEN_UP, Source::default());
    let finding = finding
        .arg(wish)
        .arg(told(Lang::En, "; "))
        .arg(told(Lang::Zh, "；"));
    match target {
        Some(target) => finding.id(target.as_str()),
        None => finding,
    }
}

/// That a pin of the plan before is left out as the search found no place for its visit.
pub fn no_place(pin: &Pin) -> Finding {
    let finding = Finding::new(&codes::NO_PLACE, Source::default());
    finding.id(pin.target.as_str()).arg(pin.argument())
}

/// Pinned visits that a solution leaves out.
pub fn not_kept(board: &Board<'_>, solution: &Solution) -> Vec<Finding> {
    let mut findings = Vec::new();
    for bound in board.bound {
        let job = job_of(board, bound.due);
        let is_served = job.is_some_and(|job| {
            let mut steps = solution.routes.iter().flatten();
            steps.any(|step| step.job == job)
        });
        let pins = bound.pins.iter().map(|idx| &board.wishes.pins[*idx]);
        if !is_served && let Some(pin) = pins.clone().next() {
            let names: Vec<String> = pins.map(ToString::to_string).collect();
            let finding = Finding::new(&codes::NOT_KEPT, pin.source.clone());
            findings.push(
                finding
                    .id(pin.target.as_str())
                    .arg(&pin.target)
                    .arg(names.join(", ")),
            );
        }
    }
    findings
}
