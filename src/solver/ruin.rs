//! Takes jobs out of routes that are near each other.
//!
//! Adjacent string removal of Christiaens, Vanden Berghe, "Slack Induction by String Removals for Vehicle Routing
//! Problems", Transportation Science 54(2), 2020, doi:10.1287/trsc.2019.0914. Differs: the seed may be a job that is left
//! out, since here not every job can be served, and the routes around it are the ones to open; and a share of the
//! iterations takes out the jobs nearest to the seed, whatever their route. Where travel is
//! weighed against prize, a few iterations take out far more and say that one route less or one more is to come of it: one string
//! at a time, a route more costs its whole way out and home before it brings anything.

use smallvec::SmallVec;

use super::dice::Dice;
use super::model::{Aim, count};
use super::neighbours::Neighbours;
use super::params::Tuning;
use super::state::{LEFT_OUT, State};

/// What was taken out, and what is to be made of it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ruined {
    /// The job that it was around.
    pub(super) seed: u32,
    pub(super) fleet: Fleet,
}

/// What is to become of the number of routes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fleet {
    /// Whatever is cheapest.
    Free,
    /// No empty route is used but by what fits nowhere else.
    Fewer,
    /// The seed begins a route of its own.
    More,
}

/// How many routes near a job one is chosen from to be emptied.
const EMPTIED_OF: u32 = 3;

/// Takes out strings, a cluster, or more than that, around a random job.
pub(super) fn ruin(
    state: &mut State<'_>,
    near: &Neighbours,
    tuning: &Tuning,
    dice: &mut Dice,
) -> Ruined {
    let seed = dice.below(count(state.owner.len()));
    let fleet = fleet(state, tuning, dice);
    if fleet == Fleet::More {
        let route = state.served as f64 / state.used.max(1) as f64;
        remove_cluster(state, near, seed, route.max(tuning.removed), dice);
    } else if fleet == Fleet::Fewer {
        remove_route(state, near, seed, dice);
        remove_strings(state, near, seed, tuning, dice);
    } else if dice.chance(tuning.cluster) {
        remove_cluster(state, near, seed, tuning.removed, dice);
    } else {
        remove_strings(state, near, seed, tuning, dice);
    }
    Ruined { seed, fleet }
}

/// Only where travel is weighed against prize: elsewhere it was tried and is worth nothing (docs/solve-components.md).
fn fleet(state: &State<'_>, tuning: &Tuning, dice: &mut Dice) -> Fleet {
    if state.model.aim != Aim::Net {
        Fleet::Free
    } else if dice.chance(tuning.fewer) {
        Fleet::Fewer
    } else if state.used < state.routes.len() && dice.chance(tuning.more) {
        Fleet::More
    } else {
        Fleet::Free
    }
}

/// Empties the shortest of the nearest few routes, of one to three.
fn remove_route(state: &mut State<'_>, near: &Neighbours, seed: u32, dice: &mut Dice) {
    let most = 1 + dice.below(EMPTIED_OF) as usize;
    let stops = |(shift, _): &(u32, u32)| state.routes[*shift as usize].ways.len();
    let shortest = around(state, near, seed, most)
        .into_iter()
        .min_by_key(stops);
    if let Some((shift, _)) = shortest {
        state.remove(shift, |_| true);
    }
}

/// The nearest routes of a job, its own first, each with the job of it that is nearest.
fn around(
    state: &State<'_>,
    near: &Neighbours,
    seed: u32,
    most: usize,
) -> SmallVec<[(u32, u32); 16]> {
    let mut found = SmallVec::<[(u32, u32); 16]>::new();
    for job in std::iter::once(&seed).chain(near.of(seed)) {
        if found.len() >= most {
            break;
        }
        let shift = state.owner[*job as usize];
        if shift != LEFT_OUT && found.iter().all(|(known, _)| *known != shift) {
            found.push((shift, *job));
        }
    }
    found
}

fn remove_strings(
    state: &mut State<'_>,
    near: &Neighbours,
    seed: u32,
    tuning: &Tuning,
    dice: &mut Dice,
) {
    let used = state.used.max(1) as f64;
    let mean_length = state.served as f64 / used;
    // Few routes give few strings: longer ones take out as much. Where no window parts them, one is much longer now and then.
    let mut longest = tuning.longest.max(2.0 * tuning.removed / used);
    if state.model.timeless && dice.chance(tuning.stretch) {
        longest *= 3.0;
    }
    let longest = longest.min(mean_length).max(1.0);
    let most = (4.0 * tuning.removed / (1.0 + longest) - 1.0).max(1.0);
    let strings = dice.one_to(most) as usize;
    for (shift, job) in around(state, near, seed, strings) {
        remove_string(state, shift, job, longest, dice);
    }
}

/// Takes out a string that holds a job; every other time with some stops in its middle kept.
fn remove_string(state: &mut State<'_>, shift: u32, around: u32, longest: f64, dice: &mut Dice) {
    let model = state.model;
    let ways = &state.routes[shift as usize].ways;
    let stops = count(ways.len());
    let Some(at) = ways
        .iter()
        .position(|way| model.job_of[*way as usize] == around)
    else {
        return;
    };
    let at = count(at);
    let longest = longest.min(f64::from(stops));
    let length = dice.one_to(longest).min(stops);
    let mut kept = 0;
    if length > 1 && length < stops && dice.chance(0.5) {
        kept = 1;
        while length + kept < stops && !dice.chance(0.5) {
            kept += 1;
        }
    }
    let span = length + kept;
    let low = (at + 1).saturating_sub(span);
    let high = at.min(stops - span);
    let start = low + dice.below(high - low + 1);
    let keep_from = start + 1 + if kept > 0 { dice.below(length - 1) } else { 0 };
    let mut place = 0;
    state.remove(shift, |_| {
        let here = place;
        place += 1;
        (start..start + span).contains(&here) && !(keep_from..keep_from + kept).contains(&here)
    });
}

/// Takes out the served jobs nearest to a place, so many on average.
fn remove_cluster(
    state: &mut State<'_>,
    near: &Neighbours,
    seed: u32,
    removed: f64,
    dice: &mut Dice,
) {
    let mut left = dice.one_to(2.0 * removed - 1.0);
    let mut gone: Vec<(u32, u32)> = Vec::new();
    for job in std::iter::once(&seed).chain(near.of(seed)) {
        let shift = state.owner[*job as usize];
        if shift == LEFT_OUT || dice.chance(0.3) {
            continue;
        }
        gone.push((shift, *job));
        left -= 1;
        if left == 0 {
            break;
        }
    }
    gone.sort_unstable();
    for stretch in gone.chunk_by(|a, b| a.0 == b.0) {
        state.remove(stretch[0].0, |job| {
            stretch.iter().any(|(_, out)| *out == job)
        });
    }
}

#[cfg(test)]
mod tests {
    use super::super::model::Model;
    use super::super::recreate::Recreate;
    use super::*;
    use crate::problem::Objective;
    use crate::testing;

    /// Teams alike, more than the jobs need, and a job worth its way from anywhere.
    #[test]
    fn a_route_is_emptied_and_one_is_opened() {
        let tuning = |fewer, more| Tuning {
            fewer,
            more,
            removed: 2.0,
            opening: 0.0,
            blink: 0.0,
            ..Tuning::default()
        };
        let (mut fewer, mut more, mut free) = (0, 0, 0);
        for seed in 0..40 {
            let mut instance = testing::timeless(seed, 12);
            instance.objective = Objective::PrizeLessTravel;
            instance.shifts = vec![instance.shifts[0].clone(); 6];
            instance.groups.clear();
            for job in &mut instance.jobs {
                (job.shifts, job.group, job.required) = (None, None, false);
                job.prize.0 += 1000;
            }
            let model = Model::new(&instance);
            let near = Neighbours::new(&model);
            let mut recreate = Recreate::new(&model, &near);
            let mut state = State::empty(&model);
            for shift in 0..3 {
                let ways = (4 * shift..4 * shift + 4).map(|job| model.ways(job).start);
                state.lay(shift, &ways.collect::<Vec<_>>());
            }
            let mut dice = Dice::new(seed, 0);
            for shares in [(1.0, 0.0), (0.0, 1.0), (0.0, 0.0)] {
                let tuning = tuning(shares.0, shares.1);
                state.checkpoint();
                let before = state.used;
                let ruined = ruin(&mut state, &near, &tuning, &mut dice);
                let kept = state.used;
                let is_out = state.owner[ruined.seed as usize] == LEFT_OUT;
                recreate.run(&mut state, &near, ruined, &tuning, &mut dice);
                match ruined.fleet {
                    Fleet::Fewer if kept > 0 => {
                        assert!(kept < before, "seed {seed}");
                        fewer += usize::from(state.used == kept);
                    }
                    Fleet::More if is_out => more += usize::from(state.used > kept),
                    Fleet::Free => free += 1,
                    _ => {}
                }
            }
        }
        assert!(
            fewer > 30 && more > 15 && free == 40,
            "{fewer} {more} {free}"
        );
    }
}
