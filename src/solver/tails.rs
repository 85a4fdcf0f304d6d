//! Exchanges the tails of two routes where that saves travel.
//!
//! Strings of a few stops cannot carry half a route into another; where routes are long and windows wide, that is what a
//! solution lacks. Potvin, Rousseau, "An exchange heuristic for routeing problems with time windows", Journal of the
//! Operational Research Society 46(12), 1995, doi:10.1057/jors.1995.204, priced by labels alone (see `route`).

use super::matrix::lasts;
use super::model::{Model, count};
use super::neighbours::Neighbours;
use super::route::Route;
use super::state::{LEFT_OUT, State};

/// Neighbours that a job's route may go on with.
const LINKS: usize = 12;

/// Route and place behind which, or before which, a route is cut.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cut {
    pub(super) shift: u32,
    /// First step of the tail.
    pub(super) at: usize,
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
    if let Some(tail) = best_tail(state, near.of(job), head) {
        state.exchange((head.shift, head.at), (tail.shift, tail.at));
    }
}

/// The tail that begins with one of the nearest jobs and saves most travel in the place of a route's own.
fn best_tail(state: &State<'_>, near: &[u32], head: Cut) -> Option<Cut> {
    let worth_a_look = worth_a_look(state, head);
    let mut best = (0, None);
    let elsewhere = |job: &&u32| state.owner[**job as usize] != head.shift;
    let near = near.iter().take(LINKS).filter(elsewhere);
    for other in near.filter(|job| worth_a_look(**job)) {
        let Some(tail) = cut(state, *other) else {
            continue;
        };
        let gain = gain(state, head, tail);
        if gain > best.0 {
            best = (gain, Some(tail));
        }
    }
    best.1
}

/// Lets a route go on as another where nothing is timed and that costs nothing: no vehicle comes home on the way, and no second one
/// goes out, for nothing.
pub(super) fn join_routes(state: &mut State<'_>) {
    let model = state.model;
    if !(model.timeless && model.twins) {
        return;
    }
    let shifts = 0..count(state.routes.len());
    for one in shifts.clone() {
        for two in shifts.clone().filter(|two| *two != one) {
            let (a, b) = (&state.routes[one as usize], &state.routes[two as usize]);
            let ends = a.head + a.tail + b.head + b.tail;
            if a.ways.is_empty() || b.ways.is_empty() || ends > 0 {
                continue;
            }
            let head = Cut {
                shift: one,
                at: a.ways.len(),
            };
            let tail = Cut { shift: two, at: 0 };
            let alike = model.alike[one as usize] == model.alike[two as usize];
            if alike
                && fits_loads(state, head, tail)
                && joined(state, head, tail) <= a.cost + b.cost
            {
                state.exchange((one, head.at), (two, tail.at));
            }
        }
    }
}

fn load(model: &Model<'_>, ways: &[u32]) -> i64 {
    ways.iter().map(|way| model.job_of(*way).load).sum()
}

/// Whether a job is nearer behind a cut than what follows there: one of the two new legs must be shorter than the one it replaces,
/// and the other is looked at from its own job.
fn worth_a_look<'s>(state: &'s State<'_>, head: Cut) -> impl Fn(u32) -> bool + 's {
    let model = state.model;
    let route = &state.routes[head.shift as usize];
    let travel = model.travel_of(&model.shifts[head.shift as usize]);
    // Costs up to the exits of the step before, and what the way on from there must stay below; of a timed route there is one.
    let (exits, before, limit, depart) = if model.timeless {
        let fork = &route.forks[head.at];
        (fork.exits, fork.before, fork.so_far(travel), 0)
    } else {
        let gap = &route.gaps[head.at];
        ([gap.exit; 2], [0; 2], gap.leg, gap.depart)
    };
    let rows = exits.map(|exit| travel.from(exit));
    move |other| {
        let close = model.jobs[other as usize].close;
        model.ways(other).any(|way| {
            let entry = model.entry[way as usize] as usize;
            let legs = rows.map(|row| lasts(row[entry]));
            let cost = (before[0] + legs[0]).min(before[1] + legs[1]);
            cost < limit && depart + legs[0] <= close
        })
    }
}

/// Where a job's route is cut before it; `None` when it is left out.
fn cut(state: &State<'_>, job: u32) -> Option<Cut> {
    let shift = state.owner[job as usize];
    if shift == LEFT_OUT {
        return None;
    }
    let model = state.model;
    let own = model.ways(job);
    let mut ways = state.routes[shift as usize].ways.iter();
    let at = ways.position(|way| own.contains(way))?;
    Some(Cut { shift, at })
}

/// Travel saved by exchanging two tails; 0 when the routes would not fit.
pub(super) fn gain(state: &State<'_>, one: Cut, two: Cut) -> i64 {
    let model = state.model;
    if model.alike[one.shift as usize] != model.alike[two.shift as usize] {
        return 0;
    }
    let (a, b) = (
        &state.routes[one.shift as usize],
        &state.routes[two.shift as usize],
    );
    let shift = &model.shifts[one.shift as usize];
    let travel = model.travel_of(shift);
    if model.timeless {
        let saved = a.cost + b.cost - joined(state, one, two) - joined(state, two, one);
        if saved <= 0 {
            return 0;
        }
        return if fits_loads(state, one, two) {
            saved
        } else {
            0
        };
    }
    let (there, on) = (
        travel.time(a.gaps[one.at].exit, b.gaps[two.at].entry),
        travel.time(b.gaps[two.at].exit, a.gaps[one.at].entry),
    );
    let saved = a.gaps[one.at].leg + b.gaps[two.at].leg - there - on;
    if saved <= 0 {
        return 0;
    }
    let meets = |from: &Route, at: usize, leg: i64, to: &Route, then: usize| {
        let layers = shift.rests.len();
        let departs = from.rested_departs.iter().skip(at * layers).take(layers);
        let mut rested = departs.zip(to.rested_arrives.iter().skip(then * layers));
        from.gaps[at].depart + leg <= to.gaps[then].arrive
            || rested.any(|(depart, arrive)| depart + leg <= *arrive)
    };
    if meets(a, one.at, there, b, two.at)
        && meets(b, two.at, on, a, one.at)
        && fits_loads(state, one, two)
    {
        saved
    } else {
        0
    }
}

fn fits_loads(state: &State<'_>, one: Cut, two: Cut) -> bool {
    let model = state.model;
    let shift = &model.shifts[one.shift as usize];
    let (a, b) = (
        &state.routes[one.shift as usize],
        &state.routes[two.shift as usize],
    );
    let (head, tail) = (
        load(model, &a.ways[..one.at]),
        load(model, &b.ways[two.at..]),
    );
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
    if head.at == 0 && tail.at == b.ways.len() {
        return 0;
    }
    let travel = model.travel_of(&model.shifts[head.shift as usize]);
    a.forks[head.at].joined(&b.forks[tail.at], travel)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing;

    #[test]
    fn two_routes_that_cost_no_less_than_one_are_joined() {
        let (mut joined, mut kept) = (0, 0);
        for seed in 0..60 {
            let mut instance = testing::timeless(seed, 8);
            for job in &mut instance.jobs {
                (job.shifts, job.group) = (None, None);
            }
            let shift = instance.shifts[0].clone();
            instance.shifts = vec![shift.clone(), shift];
            let model = Model::new(&instance);
            let mut state = State::empty(&model);
            let ways = [0, 1].map(|job| model.ways(job).start);
            state.lay(0, &ways[..1]);
            state.lay(1, &ways[1..]);
            let before = state.value;
            join_routes(&mut state);
            if state.used == 1 {
                joined += 1;
                assert!(state.value.cost <= before.cost, "seed {seed}");
            } else {
                kept += 1;
                assert_eq!(state.value, before, "seed {seed}");
            }
            assert_eq!(state.served, 2, "seed {seed}");
        }
        assert!(joined > 0 && kept > 0, "{joined} {kept}");
    }
}
