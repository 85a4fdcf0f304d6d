//! Good routes of the whole search, and solutions put together from them.
//!
//! A search that ends in one basin has met good routes of others. Which of the kept routes make the best solution
//! together is a set packing problem: Hammami, Rekik, Coelho, "A hybrid adaptive large neighborhood search heuristic for
//! the team orienteering problem", Computers & Operations Research 123, 2020, doi:10.1016/j.cor.2020.105034. Differs: it is
//! solved here by depth-first search over a few routes at a time, the others staying as they are.

use std::cmp::Reverse;

use rustc_hash::FxHashMap;

use super::dice::Dice;
use super::model::{Model, count, wide};
use super::route::Route;
use super::state::State;

/// Routes kept.
const KEPT: usize = 4_000;
/// Routes laid out anew at a time.
pub(super) const OPENED: usize = 4;
/// Pairs of routes compared in a search.
const EFFORT: i64 = 600_000;

/// A route worth remembering.
#[derive(Clone, Debug)]
struct Kept {
    /// First shift that is exactly alike.
    kind: u32,
    worth: Worth,
    cost: i64,
    ways: Vec<u32>,
    /// Its jobs, a bit each.
    jobs: Vec<u64>,
}

/// What jobs together are worth: a required one more than all prizes, then the prize.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Worth {
    required: i64,
    prize: i64,
}

impl Worth {
    fn of(model: &Model<'_>, route: &Route) -> Self {
        let jobs = route.ways.iter().map(|way| model.job_of(*way));
        Self {
            required: jobs.map(|job| i64::from(job.required)).sum(),
            prize: route.prize,
        }
    }

    /// With so many times another.
    fn plus(self, times: i64, other: Self) -> Self {
        Self {
            required: self.required + times * other.required,
            prize: self.prize + times * other.prize,
        }
    }
}

/// Good routes, one for every set of jobs: the cheapest.
#[derive(Clone, Debug)]
pub(super) struct Pool {
    words: usize,
    by_jobs: FxHashMap<u64, u32>,
    routes: Vec<Kept>,
    /// Where the next one goes when all room is taken.
    oldest: usize,
}

impl Pool {
    pub(super) fn new(model: &Model<'_>) -> Self {
        Self {
            words: model.jobs.len().div_ceil(64),
            by_jobs: FxHashMap::default(),
            routes: Vec::new(),
            oldest: 0,
        }
    }

    /// Remembers a route of a state.
    pub(super) fn keep(&mut self, state: &State<'_>, shift: u32) {
        let route = &state.routes[shift as usize];
        if route.ways.is_empty() {
            return;
        }
        let model = state.model;
        let kind = model.alike[shift as usize];
        let key = key(model, kind, &route.ways);
        if let Some(known) = self.by_jobs.get(&key) {
            let known = &mut self.routes[*known as usize];
            if route.cost < known.cost {
                known.cost = route.cost;
                known.ways.clone_from(&route.ways);
            }
            return;
        }
        let mut jobs = vec![0; self.words];
        for way in &route.ways {
            let job = model.job_of[*way as usize];
            jobs[job as usize / 64] |= 1 << (job % 64);
        }
        let kept = Kept {
            kind,
            worth: Worth::of(model, route),
            cost: route.cost,
            ways: route.ways.clone(),
            jobs,
        };
        if self.routes.len() < KEPT {
            self.by_jobs.insert(key, count(self.routes.len()));
            self.routes.push(kept);
            return;
        }
        let gone = &self.routes[self.oldest];
        let old = self::key(model, gone.kind, &gone.ways);
        self.by_jobs.remove(&old);
        self.by_jobs.insert(key, count(self.oldest));
        self.routes[self.oldest] = kept;
        self.oldest = (self.oldest + 1) % KEPT;
    }

    /// Lays some routes of a state anew from those kept, when they can be worth more; whether it changed.
    pub(super) fn repack(&self, state: &mut State<'_>, dice: &mut Dice) -> bool {
        let opened = opened(state, dice);
        let mut taken = vec![0; self.words];
        for (shift, route) in state.routes.iter().enumerate() {
            if !opened.contains(&count(shift)) {
                for way in &route.ways {
                    let job = state.model.job_of[*way as usize];
                    taken[job as usize / 64] |= 1 << (job % 64);
                }
            }
        }
        let now = opened.iter().fold(Worth::default(), |now, shift| {
            now.plus(1, Worth::of(state.model, &state.routes[*shift as usize]))
        });
        let kinds: Vec<u32> = opened
            .iter()
            .map(|shift| state.model.alike[*shift as usize])
            .collect();
        let mut packing = Packing {
            pool: self,
            kinds: &kinds,
            chosen: Vec::new(),
            best: now,
            found: None,
            left: EFFORT,
        };
        let mut free: Vec<u32> = (0..count(self.routes.len()))
            .filter(|route| disjoint(&self.routes[*route as usize].jobs, &taken))
            .collect();
        free.sort_by_key(|route| {
            let route = &self.routes[*route as usize];
            (Reverse(route.worth), route.cost)
        });
        packing.extend(&free, Worth::default());
        let Some(found) = packing.found else {
            return false;
        };
        for shift in &opened {
            state.lay(*shift, &[]);
        }
        for (shift, route) in opened.iter().zip(&found) {
            if let Some(route) = route {
                let ways = &self.routes[*route as usize].ways;
                let agrees = |way: &u32| state.agrees(state.model.job_of[*way as usize], *shift);
                let mut free = ways.iter().filter(|way| !state.model.job_of(**way).pinned);
                if free.all(agrees) {
                    state.lay(*shift, ways);
                }
            }
        }
        state.settle();
        state.is_steady() && state.fits()
    }
}

/// A few routes, whichever chance names.
fn opened(state: &State<'_>, dice: &mut Dice) -> Vec<u32> {
    let shifts = count(state.routes.len());
    if shifts as usize <= OPENED {
        return (0..shifts).collect();
    }
    let first = dice.below(shifts);
    let mut opened = vec![first];
    while opened.len() < OPENED {
        let next = dice.below(shifts);
        if !opened.contains(&next) {
            opened.push(next);
        }
    }
    opened.sort_by_key(|shift| (state.model.alike[*shift as usize], *shift));
    opened
}

/// Depth-first search for the disjoint routes that are worth most, one for each opened shift.
struct Packing<'p> {
    pool: &'p Pool,
    kinds: &'p [u32],
    chosen: Vec<Option<u32>>,
    best: Worth,
    found: Option<Vec<Option<u32>>>,
    left: i64,
}

impl Packing<'_> {
    /// Chooses for the next shift among routes sorted by worth, the most first.
    fn extend(&mut self, free: &[u32], worth: Worth) {
        let level = self.chosen.len();
        if level == self.kinds.len() {
            if worth > self.best {
                self.best = worth;
                self.found = Some(self.chosen.clone());
            }
            return;
        }
        let kind = self.kinds[level];
        let more = wide(self.kinds.len() - level);
        // Shifts that are alike need no second order of the same routes.
        let same = self.kinds[level..].iter().all(|other| *other == kind);
        let others = self.most(free, &self.kinds[level + 1..]);
        for (at, number) in free.iter().enumerate() {
            let route = &self.pool.routes[*number as usize];
            if self.left <= 0 || same && worth.plus(more, route.worth) <= self.best {
                return;
            }
            // Later routes are worth no more, so that none from here on can win.
            if worth.plus(1, route.worth).plus(1, others) <= self.best {
                break;
            }
            if route.kind != kind {
                continue;
            }
            let rest = if same { &free[at + 1..] } else { free };
            self.left -= wide(rest.len());
            let next: Vec<u32> = rest
                .iter()
                .copied()
                .filter(|other| disjoint(&self.pool.routes[*other as usize].jobs, &route.jobs))
                .collect();
            self.chosen.push(Some(*number));
            self.extend(&next, worth.plus(1, route.worth));
            self.chosen.pop();
        }
        self.chosen.push(None);
        self.extend(free, worth);
        self.chosen.pop();
    }

    /// The most that a route for each of some shifts may be worth, whatever jobs they share.
    fn most(&self, free: &[u32], kinds: &[u32]) -> Worth {
        let routes = || free.iter().map(|route| &self.pool.routes[*route as usize]);
        let first = |kind: &u32| routes().find(|route| route.kind == *kind);
        let firsts = kinds.iter().filter_map(first);
        firsts.fold(Worth::default(), |sum, route| sum.plus(1, route.worth))
    }
}

/// Names a set of jobs in shifts of a kind, whatever their order.
fn key(model: &Model<'_>, kind: u32, ways: &[u32]) -> u64 {
    ways.iter()
        .fold(mix(u64::from(kind) + (1 << 40)), |key, way| {
            key ^ mix(u64::from(model.job_of[*way as usize]))
        })
}

fn disjoint(one: &[u64], two: &[u64]) -> bool {
    one.iter().zip(two).all(|(a, b)| a & b == 0)
}

/// A 64-bit mix of a number (the finaliser of Steele, Lea, Flood, "Fast splittable pseudorandom number generators",
/// OOPSLA 2014, doi:10.1145/2660193.2660195).
fn mix(number: u64) -> u64 {
    let mut z = number.wrapping_add(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::super::model::NEVER;
    use super::super::state::LEFT_OUT;
    use super::*;
    use crate::testing;

    /// The most that disjoint routes of the pool are worth, one for each shift from one on, tried all.
    fn most(pool: &Pool, model: &Model<'_>, shift: usize, taken: &[u64]) -> Worth {
        let Some(kind) = model.alike.get(shift) else {
            return Worth::default();
        };
        let mut best = most(pool, model, shift + 1, taken);
        for route in &pool.routes {
            if route.kind == *kind && disjoint(&route.jobs, taken) {
                let mut taken = taken.to_vec();
                for (word, jobs) in taken.iter_mut().zip(&route.jobs) {
                    *word |= jobs;
                }
                best = best.max(most(pool, model, shift + 1, &taken).plus(1, route.worth));
            }
        }
        best
    }

    fn worth(state: &State<'_>) -> Worth {
        let routes = state.routes.iter();
        routes.fold(Worth::default(), |sum, route| {
            sum.plus(1, Worth::of(state.model, route))
        })
    }

    #[test]
    fn the_routes_that_are_worth_most_together_are_packed_required_jobs_first() {
        let (mut better, mut required) = (0, 0);
        for seed in 0..60 {
            let mut instance = testing::unlike(seed, 16, 4);
            instance.groups.clear();
            for job in &mut instance.jobs {
                job.group = None;
            }
            let model = Model::new(&instance);
            let mut dice = Dice::new(seed, 0);
            let mut pool = Pool::new(&model);
            let mut state = State::empty(&model);
            for _ in 0..5 {
                for shift in 0..4 {
                    state.lay(shift, &[]);
                }
                for _ in 0..60 {
                    let (job, shift) = (dice.below(16), dice.below(4));
                    if state.owner[job as usize] == LEFT_OUT && model.allows(job, shift) {
                        let route = &state.routes[shift as usize];
                        let data = &model.shifts[shift as usize];
                        let place = route.place(&model, data, job, route.open_gaps(), NEVER);
                        if place.delta < NEVER {
                            state.insert(shift, place);
                        }
                    }
                }
                (0..4).for_each(|shift| pool.keep(&state, shift));
            }
            let before = worth(&state);
            let packed = pool.repack(&mut state, &mut dice);
            let best = most(&pool, &model, 0, &vec![0; pool.words]);
            assert_eq!(worth(&state), best, "seed {seed}");
            assert_eq!(packed, best > before, "seed {seed}");
            better += u32::from(packed);
            required += u32::from(best.required > before.required);
            assert!(state.routes.iter().all(Route::is_feasible), "seed {seed}");
        }
        assert!(better > 30 && required > 10, "{better} {required}");
    }
}
