//! Good routes of the whole search, and solutions put together from them.
//!
//! A search that ends in one basin has met good routes of others. Which of the kept routes make the best solution
//! together is a set packing problem: Hammami, Rekik, Coelho, "A hybrid adaptive large neighborhood search heuristic for
//! the team orienteering problem", Computers & Operations Research 123, 2020, doi:10.1016/j.cor.2020.105034. Differs: it is
//! solved here by depth-first search over a few routes at a time, the others staying as they are.

use rustc_hash::FxHashMap;

use super::dice::Dice;
use super::model::{Model, count, wide};
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
    prize: i64,
    cost: i64,
    ways: Vec<u32>,
    /// Its jobs, a bit each.
    jobs: Vec<u64>,
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
            prize: route.prize,
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

    /// Lays some routes of a state anew from those kept, when more prize can be had; whether it changed.
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
        let now: i64 = opened
            .iter()
            .map(|shift| state.routes[*shift as usize].prize)
            .sum();
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
            (-route.prize, route.cost)
        });
        packing.extend(&free, 0);
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

/// Depth-first search for the disjoint routes of most prize, one for each opened shift.
struct Packing<'p> {
    pool: &'p Pool,
    kinds: &'p [u32],
    chosen: Vec<Option<u32>>,
    best: i64,
    found: Option<Vec<Option<u32>>>,
    left: i64,
}

impl Packing<'_> {
    /// Chooses for the next shift among routes sorted by prize, the most first.
    fn extend(&mut self, free: &[u32], prize: i64) {
        let level = self.chosen.len();
        if level == self.kinds.len() {
            if prize > self.best {
                self.best = prize;
                self.found = Some(self.chosen.clone());
            }
            return;
        }
        let kind = self.kinds[level];
        let more = wide(self.kinds.len() - level);
        for (at, number) in free.iter().enumerate() {
            let route = &self.pool.routes[*number as usize];
            // Later routes have no more prize, so that no choice from here on can win.
            if self.left <= 0 || prize + more * route.prize <= self.best {
                return;
            }
            if route.kind != kind {
                continue;
            }
            // Shifts that are alike need no second order of the same routes.
            let same = self.kinds.get(level + 1) == Some(&kind)
                && self.kinds[level..].iter().all(|other| *other == kind);
            let rest = if same { &free[at + 1..] } else { free };
            self.left -= wide(rest.len());
            let next: Vec<u32> = rest
                .iter()
                .copied()
                .filter(|other| disjoint(&self.pool.routes[*other as usize].jobs, &route.jobs))
                .collect();
            self.chosen.push(Some(*number));
            self.extend(&next, prize + route.prize);
            self.chosen.pop();
        }
        self.chosen.push(None);
        self.extend(free, prize);
        self.chosen.pop();
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
