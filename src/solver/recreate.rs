//! Puts left-out jobs back, one after the other, each at its cheapest place.
//!
//! Greedy insertion with blinks (Christiaens and Vanden Berghe 2020, see `ruin`), drawn once for a job and not for each of
//! its places: a few jobs see but a part of each route, or none of it. The order is drawn from several, since which job comes
//! first decides which prizes are collected. A job that was left out before the ruin is only offered to the routes that have
//! changed since: the others had no place for it.

use super::cheapest::Best;
use super::dice::Dice;
use super::empty_routes::EmptyRoutes;
use super::job_data::JobData;
use super::model::{Aim, Model, count};
use super::neighbours::Neighbours;
use super::orders::Orders;
use super::params::Tuning;
use super::queue::{Queue, entry};
use super::ruin::{Fleet, Ruined};
use super::state::{LEFT_OUT, State};
use super::tails::exchange_tails;

/// Beyond so many jobs, only those near a changed route are tried.
const MANY_JOBS: usize = 400;
/// Beyond so many shifts, and as many jobs, a freed job is only offered to routes near it.
const MANY_SHIFTS: usize = 40;
/// Neighbours whose routes a freed job is offered to.
const AROUND: usize = 50;
/// Neighbours of a changed route's stops that are tried.
const NEAR: usize = 24;

/// Reused memory of the insertions.
#[derive(Clone, Debug)]
pub(super) struct Recreate {
    orders: Orders,
    /// The one that is drawn.
    order: u32,
    queue: Queue,
    shifts: Vec<u32>,
    empty: EmptyRoutes,
    /// By shift, when it was last looked at.
    looked: Vec<u32>,
    look: u32,
    seen: Vec<u32>,
    /// Reused memory of jobs that are looked for, of as many as there are.
    found: Vec<u32>,
    turn: u32,
    /// By job the time that it takes at least, apart from all else, as nearly all jobs are looked through in every iteration.
    least: Vec<i64>,
    /// The least of these.
    shortest: i64,
    /// Whether travel is weighed against prize.
    weighs: bool,
    /// Routes that may still be opened for a job that alone is not worth it.
    openings: usize,
    /// Whether jobs are inserted worth it or not.
    freely: bool,
    /// Whether no empty route is looked at.
    used_only: bool,
}

impl Recreate {
    pub(super) fn new(model: &Model<'_>, near: &Neighbours) -> Self {
        Self {
            orders: Orders::new(model, near.typical_leg),
            order: 0,
            queue: Queue::new(),
            shifts: Vec::new(),
            empty: EmptyRoutes::default(),
            looked: vec![0; model.shifts.len()],
            look: 0,
            seen: vec![0; model.jobs.len()],
            found: vec![0; model.jobs.len()],
            turn: 0,
            least: model.jobs.iter().map(|job| job.least).collect(),
            shortest: model.jobs.iter().map(|job| job.least).min().unwrap_or(0),
            weighs: model.aim == Aim::Net,
            openings: 0,
            freely: false,
            used_only: false,
        }
    }

    /// Inserts whatever fits of the jobs left out, required ones first.
    pub(super) fn run(
        &mut self,
        state: &mut State<'_>,
        near: &Neighbours,
        ruined: Ruined,
        tuning: &Tuning,
        dice: &mut Dice,
    ) {
        self.turn += 1;
        self.order = if tuning.orders > 0.0 {
            self.orders.draw(dice)
        } else {
            0
        };
        self.queue.clear();
        self.empty.forget();
        let freed = std::mem::take(&mut state.freed);
        for job in &freed {
            self.enqueue(*job, dice);
            if let Some(group) = state.model.group_of(*job) {
                // Days may have become free for the other visits of its target.
                for other in &group.jobs {
                    if state.owner[*other as usize] == LEFT_OUT {
                        self.enqueue(*other, dice);
                    }
                }
            }
        }
        state.freed = freed;
        let fresh = self.turn;
        self.turn += 1;
        self.enqueue_others(state, near, dice);
        self.openings = usize::from(self.weighs && dice.chance(tuning.opening));
        let seed = ruined.seed;
        if self.openings > 0 && state.owner[seed as usize] == LEFT_OUT {
            // A new route, which the jobs around may make worth while.
            for job in near.of(seed) {
                if state.owner[*job as usize] == LEFT_OUT && self.seen[*job as usize] != fresh {
                    self.enqueue(*job, dice);
                }
            }
            self.insert_anywhere(state, seed, tuning.blink, dice);
            self.openings = 0;
        }
        if ruined.fleet == Fleet::More {
            Self::open(state, seed, dice);
        }
        self.used_only = ruined.fleet == Fleet::Fewer;
        self.put_back(state, near, fresh, tuning.blink, dice);
        let tails = if state.model.timeless {
            tuning.tails_untimed
        } else {
            tuning.tails
        };
        if tails >= 1.0 || dice.chance(tails) {
            exchange_tails(state, near, seed);
        }
        state.settle();
        if self.weighs {
            let mut changed = std::mem::take(&mut self.shifts);
            changed.clear();
            changed.extend(state.changed());
            for shift in &changed {
                prune(state, *shift);
            }
            self.shifts = changed;
        }
    }

    /// Inserts the jobs of the queue in their order.
    fn put_back(
        &mut self,
        state: &mut State<'_>,
        near: &Neighbours,
        fresh: u32,
        blink: f64,
        dice: &mut Dice,
    ) {
        let mut queue = std::mem::replace(&mut self.queue, Queue::new());
        let mut room = most_room(state);
        while let Some(job) =
            queue.take(|job| self.used_only || self.is_open(state, job, fresh, room))
        {
            let is_out = state.owner[job as usize] == LEFT_OUT;
            if !(is_out && self.is_open(state, job, fresh, room)) {
                continue;
            }
            let served = state.served;
            let everywhere = self.is_free(state, job, fresh);
            self.insert(state, near, job, everywhere, blink, dice);
            if state.served > served {
                room = most_room(state);
            }
        }
        // What fits into no other route may open one all the same.
        if std::mem::take(&mut self.used_only) {
            for job in queue.given() {
                if state.owner[job as usize] == LEFT_OUT {
                    self.insert(state, near, job, true, 0.0, dice);
                }
            }
        }
        self.queue = queue;
    }

    /// Begins a route with a job, worth it or not.
    fn open(state: &mut State<'_>, job: u32, dice: &mut Dice) {
        if state.owner[job as usize] != LEFT_OUT {
            return;
        }
        let mut best = Best::new(false, false);
        for shift in 0..count(state.routes.len()) {
            let is_empty = state.routes[shift as usize].ways.is_empty();
            if is_empty && state.model.allows(job, shift) {
                best.offer(state, job, shift, dice);
            }
        }
        best.force(state);
    }

    /// The first solution. Where travel is weighed against prize, all jobs are served first and what is not worth it taken out
    /// then: jobs that share a route may be worth what each alone is not.
    pub(super) fn begin(&mut self, state: &mut State<'_>) {
        if state.model.bonds.has_homes() {
            state.at_home(|state| self.fill(state));
        }
        self.freely = self.weighs;
        self.fill(state);
        self.freely = false;
    }

    /// Inserts everything that fits anywhere, the most prize first.
    pub(super) fn fill(&mut self, state: &mut State<'_>) {
        let mut dice = Dice::new(0, 0);
        self.turn += 1;
        self.queue.clear();
        for job in 0..count(state.owner.len()) {
            if state.owner[job as usize] == LEFT_OUT {
                let data = &state.model.jobs[job as usize];
                self.queue
                    .push(entry(data.required, -data.prize as f32, job));
            }
        }
        let mut queue = std::mem::replace(&mut self.queue, Queue::new());
        self.openings = state.routes.len();
        while let Some(job) = queue.take(|_| true) {
            self.insert_anywhere(state, job, 0.0, &mut dice);
        }
        self.queue = queue;
        state.settle();
        if self.weighs {
            for shift in 0..count(state.routes.len()) {
                prune(state, shift);
            }
        }
    }

    /// Whether a job is offered to all routes and not only to those that have changed.
    fn is_free(&self, state: &State<'_>, job: u32, fresh: u32) -> bool {
        self.seen[job as usize] == fresh || state.model.jobs[job as usize].required
    }

    /// Whether there may be a place for a job: the changed routes have so much room at most.
    fn is_open(&self, state: &State<'_>, job: u32, fresh: u32, room: i64) -> bool {
        self.least[job as usize] <= room || self.is_free(state, job, fresh)
    }

    fn enqueue(&mut self, job: u32, dice: &mut Dice) {
        if self.seen[job as usize] < self.turn {
            self.seen[job as usize] = self.turn;
            self.queue.push(self.orders.entry(self.order, job, dice));
        }
    }

    /// Jobs that were left out before, near a changed route when there are many.
    fn enqueue_others(&mut self, state: &State<'_>, near: &Neighbours, dice: &mut Dice) {
        let fresh = self.turn - 1;
        if state.served + self.queue.len() >= state.owner.len() {
            return;
        }
        let room = most_room(state);
        if state.owner.len() <= MANY_JOBS {
            let owners = state.owner.iter().zip(&self.least).zip(&self.seen);
            // Without a branch: whether a job is left out is not to be foreseen.
            let mut found = 0;
            for (job, ((owner, least), seen)) in (0..).zip(owners) {
                self.found[found] = job;
                found += usize::from(*owner == LEFT_OUT)
                    & usize::from(*least <= room)
                    & usize::from(*seen != fresh);
            }
            if self.weighs {
                // A route that is opened asks for some of them again.
                for job in &self.found[..found] {
                    self.seen[*job as usize] = self.turn;
                }
            }
            let found = self.found[..found].iter();
            let entries = found.map(|job| self.orders.entry(self.order, *job, dice));
            self.queue.extend(entries);
            return;
        }
        let weighs = self.weighs;
        for shift in state.changed().filter(|_| !weighs) {
            let route = &state.routes[shift as usize];
            for (at, way) in route.ways.iter().enumerate() {
                // Near a stop a job goes beside it, or where another stop is as near.
                let beside = route.gaps.get(at..at + 2);
                let room = beside.map_or(room, |gaps| gaps[0].room.max(gaps[1].room));
                if room >= self.shortest {
                    let stop = state.model.job_of[*way as usize];
                    self.enqueue_near(state, near, stop, room, dice);
                }
            }
        }
        for at in 0..state.freed.len() {
            self.enqueue_near(state, near, state.freed[at], room, dice);
        }
    }

    fn enqueue_near(
        &mut self,
        state: &State<'_>,
        near: &Neighbours,
        stop: u32,
        room: i64,
        dice: &mut Dice,
    ) {
        let fresh = self.turn - 1;
        for job in near.of(stop).iter().take(NEAR) {
            if state.owner[*job as usize] == LEFT_OUT
                && self.seen[*job as usize] < fresh
                && self.least[*job as usize] <= room
            {
                self.enqueue(*job, dice);
            }
        }
    }

    fn insert(
        &mut self,
        state: &mut State<'_>,
        near: &Neighbours,
        job: u32,
        everywhere: bool,
        blink: f64,
        dice: &mut Dice,
    ) {
        let few = state.routes.len().min(state.owner.len()) <= MANY_SHIFTS;
        if everywhere && few {
            return self.insert_anywhere(state, job, blink, dice);
        }
        let mut shifts = std::mem::take(&mut self.shifts);
        shifts.clear();
        if everywhere {
            self.empty.look(state);
        }
        self.look += 1;
        let (looked, look) = (&mut self.looked, self.look);
        let mut offer = |shift: u32| {
            if shift != LEFT_OUT && looked[shift as usize] < look {
                looked[shift as usize] = look;
                shifts.push(shift);
            }
        };
        state.changed().for_each(&mut offer);
        if everywhere {
            let around = near.of(job).iter().take(AROUND);
            around.for_each(|other| offer(state.owner[*other as usize]));
            self.empty.near(state, job).for_each(offer);
        }
        let mut best = Best::new(dice.chance(blink), self.used_only);
        for shift in &shifts {
            if state.model.allows(job, *shift) {
                best.offer(state, job, *shift, dice);
            }
        }
        self.shifts = shifts;
        best.insert(state, job, &mut self.openings);
    }

    fn insert_anywhere(&mut self, state: &mut State<'_>, job: u32, blink: f64, dice: &mut Dice) {
        let mut best = Best::new(dice.chance(blink), self.used_only);
        match state.model.shifts_of(job) {
            Some(shifts) => {
                for shift in shifts {
                    best.offer(state, job, shift.0, dice);
                }
            }
            None => {
                for shift in 0..count(state.routes.len()) {
                    best.offer(state, job, shift, dice);
                }
            }
        }
        if self.freely {
            best.force(state);
        } else {
            best.insert(state, job, &mut self.openings);
        }
    }
}

/// The most room of a changed route.
fn most_room(state: &State<'_>) -> i64 {
    let rooms = state
        .changed()
        .map(|shift| state.routes[shift as usize].room);
    rooms.max().unwrap_or(0)
}

/// Takes out of a route, the worst first, every job that costs more travel than its prize, then a route that does. Required and
/// pinned jobs stay, and so does a job without which the others would not fit.
pub(super) fn prune(state: &mut State<'_>, shift: u32) {
    let stays = |job: &JobData| job.required || job.pinned;
    loop {
        let (model, route) = (state.model, &state.routes[shift as usize]);
        let jobs = route.ways.iter().map(|way| model.job_of(*way));
        if route.prize <= route.cost && !jobs.clone().any(stays) {
            return state.remove(shift, |_| true);
        }
        let travel = model.travel_of(&model.shifts[shift as usize]);
        let loss = |at: usize| {
            if model.timeless {
                return route.cost - route.forks[at].joined(&route.forks[at + 1], travel);
            }
            let (there, on) = (route.gaps[at], route.gaps[at + 1]);
            there.leg + on.leg - travel.time(there.exit, on.entry)
        };
        let worst = jobs
            .enumerate()
            .filter(|(_, job)| !stays(job))
            .map(|(at, job)| (loss(at) - job.prize, route.ways[at]))
            .max_by_key(|(loss, way)| (*loss, u32::MAX - *way));
        let Some((_, way)) = worst.filter(|(loss, _)| *loss > 0) else {
            return;
        };
        let (known, value) = (route.ways.clone(), state.value);
        let gone = model.job_of[way as usize];
        state.remove(shift, |job| job == gone);
        if state.value < value || !state.routes[shift as usize].is_feasible() {
            return state.lay(shift, &known);
        }
    }
}
