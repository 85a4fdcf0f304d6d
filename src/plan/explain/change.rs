//! The cheapest change of each kind that would bring a left-out visit in.
//!
//! Every gap of every shift that may do it is tried in constant time; where the routes are so many that this would take
//! long, stops to give up are looked for only where the visit misses by least. Cheapest means the fewest seconds, and
//! for visits given up the least prize; ties go to the earlier shift, the earlier gap.

use super::labels::Side;
use super::scene::{Scene, Spot};
use crate::domain::TimeWindow;
use crate::plan::ChangeKind;
use crate::problem::{JobIdx, ShiftIdx};
use crate::units::{Prize, Seconds};

/// Shifts searched for a stop to give up in large plans: those that miss by least.
const NEAREST_SHIFTS: usize = 6;

/// A change, by indices.
#[derive(Clone, Debug)]
pub(super) struct Change {
    pub(super) kind: ChangeKind,
    pub(super) by: Option<Seconds>,
    pub(super) window: Option<String>,
    /// The job that is given up.
    pub(super) gives_up: Option<JobIdx>,
    pub(super) spot: Spot,
}

/// The best of each kind so far.
#[derive(Default)]
struct Best {
    as_it_is: Option<Spot>,
    shift_end: Option<(Seconds, Spot)>,
    window: [Option<(Seconds, Spot, String)>; 2],
    more_stops: Option<Spot>,
    spacing: Option<(Prize, JobIdx, Spot)>,
    displace: Option<(Prize, JobIdx, Spot)>,
}

/// The cheapest change of each kind, by kind; with `deep`, every shift is searched for a stop to give up.
pub(super) fn cheapest(scene: &Scene<'_>, job: JobIdx, deep: bool) -> Vec<Change> {
    let mut best = Best::default();
    // Shifts that may do it, with what they miss by.
    let mut near: Vec<(Seconds, ShiftIdx)> = Vec::new();
    for shift in scene.shifts_of(job) {
        match scene.too_near(job, shift, None)[..] {
            [] => {
                let by = hours(scene, job, shift, &mut best);
                near.push((by, shift));
            }
            [other] => spacing(scene, job, shift, other, &mut best),
            _ => {}
        }
    }
    if !deep {
        near.sort_unstable();
        near.truncate(NEAREST_SHIFTS);
    }
    for (_, shift) in near {
        displace(scene, job, shift, &mut best);
    }
    best.into_changes()
}

/// Tries every gap of a shift as it is; gives the least seconds that it misses by.
fn hours(scene: &Scene<'_>, job: JobIdx, shift: ShiftIdx, best: &mut Best) -> Seconds {
    if !scene.may(job, shift, None) {
        return Seconds::MAX;
    }
    let (data, route) = (scene.job(job), scene.route(shift, None));
    let is_full = scene.is_full(shift);
    let named = scene.windows_on(job, shift);
    let windows: Vec<TimeWindow> = named.iter().map(|(window, _)| *window).collect();
    let (mut least, mut least_over) = (Seconds::MAX, scene.to_midnight(shift));
    for spot in scene.spots(job, shift, None) {
        let mode = scene.mode(job, spot);
        let known = if is_full {
            &mut best.more_stops
        } else {
            &mut best.as_it_is
        };
        if route.fits(spot.at, data, mode) {
            known.get_or_insert(spot);
            return Seconds::ZERO;
        }
        // Misses of this shift alone decide how near it is.
        let over = route.overtime(spot.at, data, mode, least_over);
        least_over = over.unwrap_or(least_over);
        let gap = route.window_gap(spot.at, data, mode, &windows);
        for by in over.into_iter().chain(gap.as_ref().map(|(by, ..)| *by)) {
            least = least.min(by);
        }
        if is_full {
            continue;
        }
        if let Some(by) = over
            && best.shift_end.as_ref().is_none_or(|(known, _)| by < *known)
        {
            best.shift_end = Some((by, spot));
        }
        if let Some((by, idx, side)) = gap {
            let known = &mut best.window[usize::from(side == Side::End)];
            if known.as_ref().is_none_or(|(known, ..)| by < *known) {
                *known = Some((by, spot, named[idx].1.clone()));
            }
        }
    }
    least
}

/// Whether a stop may be given up for a job.
fn may_go(scene: &Scene<'_>, job: JobIdx, other: JobIdx) -> bool {
    (scene.job(job).required || !scene.job(other).required) && !scene.stays(other)
}

/// The visit of the same target that is too near goes, wherever it is.
fn spacing(scene: &Scene<'_>, job: JobIdx, shift: ShiftIdx, other: JobIdx, best: &mut Best) {
    let prize = scene.job(other).prize;
    let known = best.spacing.as_ref();
    let cheaper = known.is_none_or(|(least, known, _)| (prize, other) < (*least, *known));
    let at = scene.place_of(other);
    let without = at.and_then(|(at, stop)| (at == shift).then_some(stop));
    let room = without.is_some() || !scene.is_full(shift);
    if cheaper && room && may_go(scene, job, other) && scene.may(job, shift, Some(other)) {
        let spot = scene.first_fit(job, shift, without);
        best.spacing = spot
            .map(|spot| (prize, other, spot))
            .or(best.spacing.take());
    }
}

/// The stop of least prize whose place would let the job in.
fn displace(scene: &Scene<'_>, job: JobIdx, shift: ShiftIdx, best: &mut Best) {
    for (stop, step) in scene.steps(shift).iter().enumerate() {
        let other = step.job;
        let prize = scene.job(other).prize;
        let known = best.displace.as_ref();
        let cheaper = known.is_none_or(|(least, known, _)| (prize, other) < (*least, *known));
        if cheaper && may_go(scene, job, other) && scene.may(job, shift, Some(other)) {
            let spot = scene.first_fit(job, shift, Some(stop));
            best.displace = spot
                .map(|spot| (prize, other, spot))
                .or(best.displace.take());
        }
    }
}

impl Best {
    fn into_changes(self) -> Vec<Change> {
        let of = |kind, spot| Change {
            kind,
            by: None,
            window: None,
            gives_up: None,
            spot,
        };
        if let Some(spot) = self.as_it_is {
            return vec![of(ChangeKind::AsItIs, spot)];
        }
        let given_up = |kind, best: Option<(Prize, JobIdx, Spot)>| {
            best.map(|(_, other, spot)| Change {
                gives_up: Some(other),
                ..of(kind, spot)
            })
        };
        let [opens, closes] = self.window;
        let window = |kind, best: Option<(Seconds, Spot, String)>| {
            best.map(|(by, spot, window)| Change {
                by: Some(by),
                window: Some(window),
                ..of(kind, spot)
            })
        };
        let shift_end = self.shift_end.map(|(by, spot)| Change {
            by: Some(by),
            ..of(ChangeKind::ShiftEnd, spot)
        });
        // Hours by their seconds, whatever their kind.
        let mut changes: Vec<Change> = [
            shift_end,
            window(ChangeKind::WindowStart, opens),
            window(ChangeKind::WindowEnd, closes),
        ]
        .into_iter()
        .flatten()
        .collect();
        changes.sort_by_key(|change| (change.by, change.kind));
        changes.extend(self.more_stops.map(|spot| of(ChangeKind::MoreStops, spot)));
        changes.extend(given_up(ChangeKind::Spacing, self.spacing));
        changes.extend(given_up(ChangeKind::Displace, self.displace));
        changes
    }
}
