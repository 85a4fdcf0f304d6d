//! What leaving a stop out would free, and what could be done with it.

use rayon::prelude::*;

use super::scene::Scene;
use super::write;
use crate::plan::{FreedFile, GainFile, LegFile, MarginalFile, ShiftFile, Stuck};
use crate::problem::check::{ShiftTimes, schedule};
use crate::problem::{JobIdx, ShiftIdx};
use crate::units::Seconds;

/// Left-out visits tried in place of a stop, over the whole plan: those worth most, as many for every stop.
const MOST_GAINS: usize = 3_000_000;
/// No fewer than these for a stop.
const LEAST_GAINS: usize = 8;

/// Gives every stop that was not begun its marginal figures.
///
/// For the gain the left-out visits are tried in place of the stop, those worth most first, until one fits: all of them
/// in a county's plan, the [`MOST_GAINS`] over the number of stops in larger ones.
pub(super) fn attach(scene: &Scene<'_>, left_out: &[JobIdx], shifts: &mut [ShiftFile]) {
    let stops: usize = shifts.iter().map(|shift| shift.stops.len()).sum();
    let tries = (MOST_GAINS / stops.max(1)).max(LEAST_GAINS);
    let mut by_worth = left_out.to_vec();
    by_worth.sort_by_key(|job| {
        let data = scene.job(*job);
        (!data.required, -data.prize, *job)
    });
    shifts
        .par_iter_mut()
        .enumerate()
        .for_each(|(number, file)| {
            let shift = ShiftIdx::from_idx(number);
            let candidates = candidates(scene, shift, &by_worth);
            let tried = &candidates[..candidates.len().min(tries)];
            let Ok(whole) = schedule(scene.instance, shift, scene.steps(shift)) else {
                return;
            };
            let begun = scene.begun(shift);
            for stop in 0..scene.steps(shift).len() {
                let mut marginal = freed(scene, shift, stop, &whole, file);
                marginal.gain = gain(scene, shift, stop, tried);
                file.stops[begun + stop].marginal = Some(marginal);
            }
        });
}

/// Left-out jobs that a shift may do, those worth most first.
fn candidates(scene: &Scene<'_>, shift: ShiftIdx, by_worth: &[JobIdx]) -> Vec<JobIdx> {
    let may = |job: &JobIdx| {
        let shifts = scene.job(*job).shifts.as_ref();
        shifts.is_none_or(|shifts| shifts.binary_search(&shift).is_ok())
    };
    by_worth.iter().copied().filter(may).collect()
}

fn freed(
    scene: &Scene<'_>,
    shift: ShiftIdx,
    stop: usize,
    whole: &ShiftTimes,
    file: &ShiftFile,
) -> MarginalFile {
    let (steps, begun) = (scene.route(shift, Some(stop)).steps(), scene.begun(shift));
    // Without its only stop a team stays at its base; one that is under way drives home.
    let stays = steps.is_empty() && begun == 0;
    let direct = (!stays)
        .then(|| {
            let ends = scene.route(shift, Some(stop)).ends(stop);
            write::leg(scene, shift, stop, ends)
        })
        .flatten();
    let none = LegFile {
        distance_m: 0,
        drive_s: 0,
        via: None,
    };
    let stuck = |why| MarginalFile {
        direct,
        stuck: Some(why),
        ..MarginalFile::default()
    };
    if direct.is_none() && !stays {
        return stuck(Stuck::NoWay);
    }
    let Ok(rest) = schedule(scene.instance, shift, steps) else {
        return stuck(Stuck::NoTime);
    };
    let entry = &file.stops[begun + stop];
    let after = file.stops.get(begun + stop + 1).map_or(
        LegFile {
            distance_m: file.back.distance_m,
            drive_s: file.back.drive_s,
            via: None,
        },
        |next| next.leg,
    );
    let put_in = direct.unwrap_or(none);
    let drive_s = entry.leg.drive_s + after.drive_s - put_in.drive_s;
    let (service_s, walk_s) = (entry.service_s, 2 * entry.walk_s);
    let without = match direct {
        _ if !steps.is_empty() => length(scene, shift, &rest),
        home => Seconds(home.map_or(0, |home| home.drive_s)),
    };
    let total_s = (length(scene, shift, whole) - without).get();
    MarginalFile {
        direct,
        freed: Some(FreedFile {
            distance_m: entry.leg.distance_m + after.distance_m - put_in.distance_m,
            drive_s,
            service_s,
            walk_s,
            wait_s: total_s - drive_s - service_s - walk_s,
            total_s,
        }),
        ..MarginalFile::default()
    }
}

/// From leaving the base, or from leaving the last begun stop, to being back; of a route with steps.
fn length(scene: &Scene<'_>, shift: ShiftIdx, times: &ShiftTimes) -> Seconds {
    let passed = scene.passed(shift);
    let before = Seconds(passed.map_or(0, |via| via.file.after_s));
    let goes_on = if scene.begun(shift) > 0 {
        scene.instance.shifts[shift.idx()].window.start()
    } else {
        times.leave
    };
    times.back - goes_on + before
}

/// The first of the candidates that fits in place of a stop.
fn gain(
    scene: &Scene<'_>,
    shift: ShiftIdx,
    stop: usize,
    candidates: &[JobIdx],
) -> Option<GainFile> {
    let removed = scene.steps(shift)[stop].job;
    if scene.is_pinned(removed) {
        return None;
    }
    candidates.iter().find_map(|job| {
        if !scene.too_near(*job, shift, Some(removed)).is_empty()
            || !scene.may(*job, shift, Some(removed))
        {
            return None;
        }
        let spot = scene.first_fit(*job, shift, Some(stop))?;
        let (target, visit) = write::label(scene, *job);
        Some(GainFile {
            target,
            visit,
            prize: scene.job(*job).prize.get(),
            place: write::place(scene, *job, spot)?,
        })
    })
}
