//! Takes jobs out of routes that are near each other.
//!
//! Adjacent string removal of Christiaens, Vanden Berghe, "Slack Induction by String Removals for Vehicle Routing
//! Problems", Transportation Science 54(2), 2020, doi:10.1287/trsc.2019.0914. Differs: the seed may be a job that is left
//! out, since here not every job can be served, and the routes around it are the ones to open; and a share of the
//! iterations takes out the jobs nearest to the seed, whatever their route.

use super::dice::Dice;
use super::model::count;
use super::neighbours::Neighbours;
use super::params::Tuning;
use super::state::{LEFT_OUT, State};

/// Takes out strings, or a cluster, around a random job; gives that job.
pub(super) fn ruin(
    state: &mut State<'_>,
    near: &Neighbours,
    tuning: &Tuning,
    dice: &mut Dice,
) -> u32 {
    let seed = dice.below(count(state.owner.len()));
    if dice.chance(tuning.cluster) {
        remove_cluster(state, near, seed, tuning, dice);
    } else {
        remove_strings(state, near, seed, tuning, dice);
    }
    seed
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
    let mut ruined: [u32; 64] = [LEFT_OUT; 64];
    let mut ruined_count = 0;
    for job in std::iter::once(&seed).chain(near.of(seed)) {
        if ruined_count >= strings.min(ruined.len()) {
            break;
        }
        let shift = state.owner[*job as usize];
        if shift != LEFT_OUT && !ruined[..ruined_count].contains(&shift) {
            remove_string(state, shift, *job, longest, dice);
            ruined[ruined_count] = shift;
            ruined_count += 1;
        }
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

/// Takes out the served jobs nearest to a place.
fn remove_cluster(
    state: &mut State<'_>,
    near: &Neighbours,
    seed: u32,
    tuning: &Tuning,
    dice: &mut Dice,
) {
    let mut left = dice.one_to(2.0 * tuning.removed - 1.0);
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
