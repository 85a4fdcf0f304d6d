//! Why each due visit is in or out: from the finished routes, not from the search.
//!
//! Every stop says what leaving it out would free, every left-out visit which limit kept it out and the cheapest change
//! of each kind that would bring it in. `xuncha verify` proves each of them anew with code of its own.

mod change;
mod labels;
mod marginal;
mod scene;
mod stuck;
mod texts;
mod write;

use geo::{Centroid, Coord};
use rayon::prelude::*;

use self::change::Change;
use self::labels::Labels;
use self::scene::Scene;
use super::build::round;
use super::{ChangeKind, PlanInput, ShiftFile, UnvisitedFile, UnvisitedReasonFile};
use crate::problem::{JobIdx, ShiftIdx};

/// In larger plans no change is looked for: left-out jobs times gaps of all routes.
const MOST_GAPS: usize = 200_000_000;
/// In larger plans stops to give up are looked for in few shifts: left-out jobs times pairs of a stop and a gap.
const MOST_PAIRS: usize = 50_000_000;

/// Every due visit that is in no route, by target and visit.
pub fn unvisited(input: &PlanInput<'_>) -> Vec<UnvisitedFile> {
    let scene = Scene::new(input);
    list(&scene, &scene.left_out())
}

/// The same; and gives every stop that was not begun its marginal figures. The shifts are parallel to those of the instance.
pub(super) fn explain(input: &PlanInput<'_>, shifts: &mut [ShiftFile]) -> Vec<UnvisitedFile> {
    let scene = Scene::new(input);
    let out = scene.left_out();
    marginal::attach(&scene, &out, shifts);
    list(&scene, &out)
}

fn list(scene: &Scene<'_>, out: &[JobIdx]) -> Vec<UnvisitedFile> {
    let input = scene.input;
    let effort = Effort::of(scene, out.len());
    let empty: Vec<Labels<'_>> = (0..scene.instance.shifts.len())
        .map(|shift| Labels::new(scene.instance, ShiftIdx::from_idx(shift), Vec::new()))
        .collect();
    let explained: Vec<(usize, UnvisitedFile)> = out
        .par_iter()
        .map(|job| {
            let due = input.assembled.jobs[job.idx()].due;
            let mut entry = explained(scene, &empty, *job, effort);
            if let Some(reason) = stuck::stuck(scene, *job) {
                entry.reason = reason;
            }
            (due, entry)
        })
        .collect();
    let excluded = input.assembled.excluded.iter().map(|(due, exclusion)| {
        let reason = texts::shut_out(input, *exclusion);
        (*due, entry(input, *due, reason))
    });
    let mut entries: Vec<(usize, UnvisitedFile)> = explained.into_iter().chain(excluded).collect();
    entries.sort_by_key(|(due, _)| *due);
    entries.into_iter().map(|(_, entry)| entry).collect()
}

/// How far a plan is searched for changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Effort {
    /// Not at all.
    None,
    /// Every gap; stops to give up in the nearest shifts.
    Gaps,
    /// Every gap and every stop.
    Pairs,
}

impl Effort {
    fn of(scene: &Scene<'_>, out: usize) -> Self {
        let stops = |shift| scene.steps(ShiftIdx::from_idx(shift)).len();
        let shifts = || 0..scene.instance.shifts.len();
        let gaps: usize = shifts().map(|shift| stops(shift) + 1).sum();
        let pairs: usize = shifts().map(|shift| stops(shift).pow(2)).sum();
        if out.saturating_mul(pairs) <= MOST_PAIRS {
            Self::Pairs
        } else if out.saturating_mul(gaps) <= MOST_GAPS {
            Self::Gaps
        } else {
            Self::None
        }
    }
}

fn entry(input: &PlanInput<'_>, idx: usize, reason: UnvisitedReasonFile) -> UnvisitedFile {
    let due = &input.due[idx];
    let target = input.target(due);
    let middle = target
        .and_then(|target| target.geometry.centroid())
        .map_or(Coord::default(), |point| point.0);
    UnvisitedFile {
        target: due.target.to_string(),
        visit: input.visit_number(idx),
        kind: due.kind,
        programme: due.programme.to_string(),
        name: target.map_or_else(|| due.target.to_string(), |target| target.name.clone()),
        prize: due.prize.get(),
        required: due.required,
        lon: round(middle.x),
        lat: round(middle.y),
        reason,
        roadside: None,
        changes: Some(Vec::new()),
    }
}

fn explained(
    scene: &Scene<'_>,
    empty: &[Labels<'_>],
    job: JobIdx,
    effort: Effort,
) -> UnvisitedFile {
    let changes = match effort {
        Effort::None => Vec::new(),
        _ => change::cheapest(scene, job, effort == Effort::Pairs),
    };
    let reason = reason(scene, empty, job, &changes);
    let files = changes
        .iter()
        .filter_map(|change| write::change(scene, job, change));
    UnvisitedFile {
        roadside: write::roadside(scene.input, job),
        changes: Some(files.collect()),
        ..entry(
            scene.input,
            scene.input.assembled.jobs[job.idx()].due,
            reason,
        )
    }
}

/// Which limit kept a job out.
fn reason(
    scene: &Scene<'_>,
    empty: &[Labels<'_>],
    job: JobIdx,
    changes: &[Change],
) -> UnvisitedReasonFile {
    let (input, data) = (scene.input, scene.job(job));
    let shifts = scene.shifts_of(job);
    let fits_alone = |shift: &ShiftIdx| {
        let route = &empty[shift.idx()];
        data.modes.iter().any(|mode| route.fits(0, data, *mode))
    };
    let alone: Vec<ShiftIdx> = shifts.iter().copied().filter(fits_alone).collect();
    if alone.is_empty() {
        let by_window = shifts.iter().any(|shift| {
            let route = &empty[shift.idx()];
            let mut modes = data.modes.iter();
            modes.any(|mode| route.fits_any_time(0, data, *mode))
        });
        return texts::hopeless(input, by_window);
    }
    let mut spaced = alone
        .iter()
        .filter(|shift| scene.too_near(job, **shift, None).is_empty())
        .peekable();
    if spaced.peek().is_none() {
        return texts::spacing(input.lang);
    }
    let of_kind = |kind| changes.iter().find(|change| change.kind == kind);
    if let Some(change) = of_kind(ChangeKind::AsItIs) {
        return texts::left_by_the_search(input, change.spot.shift);
    }
    let displaced = of_kind(ChangeKind::Displace)
        .and_then(|change| change.gives_up.map(|other| (other, change.spot.shift)));
    let hours = changes
        .iter()
        .find_map(|change| change.by.map(|by| (by, change.spot.shift)));
    match (displaced, hours) {
        (Some((other, shift)), _) if scene.job(other).prize >= data.prize => {
            texts::not_worth(input, scene.job(other).prize, other, shift)
        }
        _ if spaced.all(|shift| scene.is_full(*shift)) => texts::full(input.lang),
        (_, Some((by, shift))) => texts::no_time(input, by, shift),
        _ => texts::plain(input.lang),
    }
}
