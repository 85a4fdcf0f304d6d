//! Takes strings of neighbouring stops out of neighbouring routes.
//!
//! Christiaens, Vanden Berghe, "Slack Induction by String Removals for Vehicle Routing Problems", Transportation
//! Science 54(2), 2020, doi:10.1287/trsc.2019.0914. Differs: the seed may be a job that is left out, since here not
//! every job can be served, and the routes around it are the ones to open.

use rand_xoshiro::Xoshiro256PlusPlus;

use super::state::State;
use super::{below, chance};
use crate::problem::{JobIdx, ShiftIdx};

/// Average number of jobs removed (the paper's c-bar).
const AVERAGE_REMOVED: u64 = 12;
/// Longest string (the paper's L-max).
const LONGEST: u64 = 10;

/// Removes strings around a random job.
pub(super) fn ruin(
    state: &mut State<'_>,
    neighbours: &[Vec<JobIdx>],
    rng: &mut Xoshiro256PlusPlus,
) {
    let jobs = state.instance.jobs.len() as u64;
    let seed = JobIdx::from_idx(usize::try_from(below(rng, jobs)).unwrap_or(0));
    let strings = 1 + below(rng, (4 * AVERAGE_REMOVED / LONGEST).max(1));
    let mut ruined: Vec<ShiftIdx> = Vec::new();
    for near in std::iter::once(&seed).chain(&neighbours[seed.idx()]) {
        if ruined.len() as u64 >= strings {
            break;
        }
        let Some(shift) = state.owner[near.idx()] else {
            continue;
        };
        if !ruined.contains(&shift) {
            remove_string(state, shift, *near, rng);
            ruined.push(shift);
        }
    }
    if chance(rng, 1, 30) && !ruined.is_empty() {
        // Now and then a whole route, so that its day can be laid out anew.
        state.remove(ruined[0], |_| true);
    }
}

/// Removes a string that holds a job; every other time with some stops in its middle kept.
fn remove_string(
    state: &mut State<'_>,
    shift: ShiftIdx,
    around: JobIdx,
    rng: &mut Xoshiro256PlusPlus,
) {
    let steps = &state.routes[shift.idx()].steps;
    let count = steps.len() as u64;
    let Some(at) = steps.iter().position(|step| step.job == around) else {
        return;
    };
    let length = 1 + below(rng, LONGEST.min(count));
    let kept = if chance(rng, 1, 2) {
        below(rng, (count - length).min(length) + 1)
    } else {
        0
    };
    let span = (length + kept).min(count);
    let at = at as u64;
    let low = (at + 1).saturating_sub(span);
    let high = at.min(count - span);
    let start = low + below(rng, high - low + 1);
    let keep_from = start + below(rng, length + 1);
    let gone: Vec<JobIdx> = (start..start + span)
        .filter(|place| !(keep_from..keep_from + kept).contains(place))
        .filter_map(|place| steps.get(usize::try_from(place).ok()?).map(|step| step.job))
        .collect();
    state.remove(shift, |job| gone.contains(&job));
}
