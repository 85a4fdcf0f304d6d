//! Exchanges the tails of two routes where that saves travel.
//!
//! Strings of a few stops cannot carry half a route into another; where routes are long and windows wide, that is what a
//! solution lacks. Potvin, Rousseau, "An exchange heuristic for routeing problems with time windows", Journal of the
//! Operational Research Society 46(12), 1995, doi:10.1057/jors.1995.204, priced by labels alone (see `route`).

use super::matrix::lasts;
use super::model::{Model, NEVER};
use super::neighbours::Neighbours;
use super::route::Route;
use super::state::{LEFT_OUT, State};

/// Neighbours that a job's route may go on with.
const LINKS: usize = 12;

/// Route and place behind which, or before which, a route is cut.
#[derive(Clone, Copy, Debug)]
struct Cut {
    shift: u32,
    /// First step of the tail.
    at: usize,
}

/// Lets the routes of a job, and of those taken out, go on behind the job as a neighbour's route does, while that saves travel.
pub(super) fn exchange_tails(state: &mut State<'_>, near: &Neighbours, seed: u32) {
    if !state.model.twins {
        return;
    }
    exchange_behind(state, near, seed);
    for at in 0..state.freed.len() {
        exchange_behind(state, near, state.freed[at]);
    }
}

fn exchange_behind(state: &mut State<'_>, near: &Neighbours, job: u32) {
    let Some(head) = cut(state, job) else { return };
    let head = Cut {
        at: head.at + 1,
        ..head
    };
    let model = state.model;
    let route = &state.routes[head.shift as usize];
    let travel = model.travel_of(&model.shifts[head.shift as usize]);
    let row = travel.from(route.exits[head.at]);
    let mut best = (0, None);
    for other in near.of(job).iter().take(LINKS) {
        // One of the two new legs must be shorter than the one it replaces; the other is looked at from its own job.
        let mut ways = model.ways(*other);
        if !ways.any(|way| lasts(row[model.entry[way as usize] as usize]) < route.legs[head.at]) {
            continue;
        }
        let Some(tail) = cut(state, *other).filter(|tail| tail.shift != head.shift) else {
            continue;
        };
        let gain = gain(state, head, tail);
        if gain > best.0 {
            best = (gain, Some(tail));
        }
    }
    if let (_, Some(tail)) = best {
        state.exchange((head.shift, head.at), (tail.shift, tail.at));
    }
}

/// Where a job's route is cut before it; `None` when it is left out or its shift has no twin.
fn cut(state: &State<'_>, job: u32) -> Option<Cut> {
    let shift = state.owner[job as usize];
    if shift == LEFT_OUT {
        return None;
    }
    let model = state.model;
    let ways = state.routes[shift as usize].ways.iter();
    let at = ways
        .map(|way| model.job_of[*way as usize])
        .position(|other| other == job)?;
    Some(Cut { shift, at })
}

/// Travel saved by exchanging two tails; 0 when the routes would not fit.
fn gain(state: &State<'_>, one: Cut, two: Cut) -> i64 {
    let model = state.model;
    if model.alike[one.shift as usize] != model.alike[two.shift as usize] {
        return 0;
    }
    let (a, b) = (
        &state.routes[one.shift as usize],
        &state.routes[two.shift as usize],
    );
    let shift = &model.shifts[one.shift as usize];
    let load = |route: &[u32]| -> i64 { route.iter().map(|way| model.job_of(*way).load).sum() };
    let travel = model.travel_of(shift);
    if model.timeless {
        let saved = a.cost + b.cost - joined(state, one, two) - joined(state, two, one);
        if saved <= 0 {
            return 0;
        }
        return if fits_loads(state, one, two, load) {
            saved
        } else {
            0
        };
    }
    let (there, on) = (
        travel.time(a.exits[one.at], b.entries[two.at]),
        travel.time(b.exits[two.at], a.entries[one.at]),
    );
    let saved = a.legs[one.at] + b.legs[two.at] - there - on;
    if saved <= 0 {
        return 0;
    }
    let meets = |from: &Route, at: usize, leg: i64, to: &Route, then: usize| {
        let layers = shift.rests.len();
        let departs = from.rested_departs.iter().skip(at * layers).take(layers);
        let mut rested = departs.zip(to.rested_arrives.iter().skip(then * layers));
        from.departs[at] + leg <= to.arrives[then]
            || rested.any(|(depart, arrive)| depart + leg <= *arrive)
    };
    if meets(a, one.at, there, b, two.at)
        && meets(b, two.at, on, a, one.at)
        && fits_loads(state, one, two, load)
    {
        saved
    } else {
        0
    }
}

fn fits_loads(state: &State<'_>, one: Cut, two: Cut, load: impl Fn(&[u32]) -> i64) -> bool {
    let shift = &state.model.shifts[one.shift as usize];
    let (a, b) = (
        &state.routes[one.shift as usize],
        &state.routes[two.shift as usize],
    );
    let (head, tail) = (load(&a.ways[..one.at]), load(&b.ways[two.at..]));
    let stops = (
        one.at + b.ways.len() - two.at,
        two.at + a.ways.len() - one.at,
    );
    head + tail <= shift.capacity
        && a.load + b.load - head - tail <= shift.capacity
        && stops.0 <= shift.max_jobs
        && stops.1 <= shift.max_jobs
}

/// Cheapest travel of the head of one route and the tail of another, each step in its best mode.
fn joined(state: &State<'_>, head: Cut, tail: Cut) -> i64 {
    let model = state.model;
    let (a, b) = (
        &state.routes[head.shift as usize],
        &state.routes[tail.shift as usize],
    );
    let shift = &model.shifts[head.shift as usize];
    if head.at == 0 && tail.at == b.ways.len() {
        return 0;
    }
    let travel = model.travel_of(shift);
    let exits = |mode: usize| match head.at.checked_sub(1) {
        None => (mode == 0).then_some(shift.start),
        Some(step) => way_of(model, a.ways[step], mode).map(|way| model.exit[way as usize]),
    };
    let entries = |mode: usize| match b.ways.get(tail.at) {
        None => (mode == 0).then_some(shift.end),
        Some(way) => way_of(model, *way, mode).map(|way| model.entry[way as usize]),
    };
    let mut best = NEVER;
    for (from, before) in a.before[head.at].iter().enumerate() {
        let Some(exit) = exits(from) else { continue };
        let row = travel.from(exit);
        for (to, after) in b.after[tail.at].iter().enumerate() {
            if let Some(entry) = entries(to) {
                best = best.min(before + lasts(row[entry as usize]) + after);
            }
        }
    }
    best
}

/// A job in another of its modes.
fn way_of(model: &Model<'_>, way: u32, mode: usize) -> Option<u32> {
    model.ways(model.job_of[way as usize]).nth(mode)
}
