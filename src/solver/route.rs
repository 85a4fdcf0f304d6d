//! One shift's route with the labels that price a change of it in constant time.
//!
//! For every step the earliest departure and the latest arrival are kept, each once for every number of breaks taken
//! (see `rests`). A change between two steps then needs the labels of these two only: the segment view of
//! Vidal, Crainic, Gendreau, Prins, "A hybrid genetic algorithm with adaptive diversity management for a large class of
//! vehicle routing problems with time-windows", Computers & Operations Research 40(1), 2013,
//! doi:10.1016/j.cor.2012.07.018, for several windows per job and several breaks.
//! Where nothing is timed the labels are the cheapest ways to and from each step in each of its modes: Vidal, "Node, edge,
//! arc routing and turn penalties: multiple problems - one neighborhood extension", Operations Research 65(4), 2017,
//! doi:10.1287/opre.2017.1595.

use super::matrix::lasts;
use super::model::{Model, NEVER, Rest, ShiftData};
use super::rests::{after, before, home, latest, rows, rows_mut, serve, with_rests};

/// A route and its labels.
#[derive(Clone, Debug, Default)]
pub(super) struct Route {
    /// The ways in order.
    pub(super) ways: Vec<u32>,
    /// Where the vehicle is before each step, then before the way back.
    pub(super) exits: Vec<u32>,
    /// Where it goes next: the entry of each step, then the end depot.
    pub(super) entries: Vec<u32>,
    /// Travel time of each leg; the last is the way back.
    pub(super) legs: Vec<i64>,
    /// Earliest departures with no break taken: of the depot, then of each step.
    pub(super) departs: Vec<i64>,
    /// When each step begins with no break taken, then when the vehicle is back.
    pub(super) starts: Vec<i64>,
    /// Latest arrivals with no break taken: at each step, then at the end depot.
    pub(super) arrives: Vec<i64>,
    /// The same with the first break taken, with the first two ...: a row for every step; empty where there are none.
    pub(super) rested_departs: Vec<i64>,
    pub(super) rested_arrives: Vec<i64>,
    pub(super) rested_starts: Vec<i64>,
    /// Time that a detour and a service between two steps may last at most; empty in timeless routes.
    pub(super) rooms: Vec<i64>,
    /// The most of it.
    pub(super) room: i64,
    /// Timeless routes only: cheapest travel up to the exit of each step, by its mode; the depot first.
    pub(super) before: Vec<[i64; 2]>,
    /// Timeless routes only: cheapest travel from the entry of each step on, by its mode; the end depot last.
    pub(super) after: Vec<[i64; 2]>,
    /// Travel time of the whole route.
    pub(super) cost: i64,
    pub(super) load: i64,
    pub(super) prize: i64,
    /// Pinned steps at its beginning and at its end.
    pub(super) head: usize,
    pub(super) tail: usize,
}

impl Route {
    pub(super) fn new(model: &Model<'_>, shift: &ShiftData) -> Self {
        let mut route = Self::default();
        route.update(model, shift);
        route
    }

    /// Takes over another route without giving up its own memory.
    pub(super) fn copy_from(&mut self, other: &Self) {
        self.ways.clone_from(&other.ways);
        self.exits.clone_from(&other.exits);
        self.entries.clone_from(&other.entries);
        self.legs.clone_from(&other.legs);
        self.departs.clone_from(&other.departs);
        self.arrives.clone_from(&other.arrives);
        self.starts.clone_from(&other.starts);
        self.rested_departs.clone_from(&other.rested_departs);
        self.rested_arrives.clone_from(&other.rested_arrives);
        self.rested_starts.clone_from(&other.rested_starts);
        self.rooms.clone_from(&other.rooms);
        self.room = other.room;
        self.before.clone_from(&other.before);
        self.after.clone_from(&other.after);
        (self.cost, self.load, self.prize) = (other.cost, other.load, other.prize);
        (self.head, self.tail) = (other.head, other.tail);
    }

    /// Whether the steps fit the shift as of the last update: the latest arrival and the earliest return meet.
    pub(super) fn is_feasible(&self) -> bool {
        let count = self.ways.len();
        if count == 0 {
            return true;
        }
        if self.departs.is_empty() {
            return self.cost < NEVER;
        }
        let back = self.legs[count];
        self.departs[count] + back <= self.arrives[count] || self.meets_rested(back)
    }

    /// Whether the labels with breaks taken meet on the way back.
    fn meets_rested(&self, back: i64) -> bool {
        let count = self.ways.len();
        let layers = self.rested_departs.len() / (count + 1);
        let departs = &self.rested_departs[count * layers..];
        let mut both = departs.iter().zip(&self.rested_arrives[count * layers..]);
        both.any(|(depart, arrive)| depart + back <= *arrive)
    }

    /// Recomputes everything from the ways, whether or not they are feasible.
    pub(super) fn update(&mut self, model: &Model<'_>, shift: &ShiftData) {
        if model.timeless {
            self.choose_modes(model, shift);
        }
        self.lay_legs(model, shift);
        if model.timeless {
            self.room = NEVER;
            return;
        }
        with_rests!(shift, self.label(model, shift), |rests| self
            .label_rested(model, shift, rests));
        self.measure_rooms(shift);
    }

    fn lay_legs(&mut self, model: &Model<'_>, shift: &ShiftData) {
        let travel = model.travel_of(shift);
        self.exits.clear();
        self.entries.clear();
        self.legs.clear();
        self.exits.push(shift.start);
        (self.cost, self.load, self.prize) = (0, 0, 0);
        for way in &self.ways {
            let job = model.job_of(*way);
            self.entries.push(model.entry[*way as usize]);
            self.exits.push(model.exit[*way as usize]);
            self.load += job.load;
            self.prize += job.prize;
        }
        self.entries.push(shift.end);
        if self.ways.is_empty() {
            self.legs.push(0);
            return;
        }
        for (exit, entry) in self.exits.iter().zip(&self.entries) {
            let leg = travel.time(*exit, *entry);
            self.legs.push(leg);
            self.cost = (self.cost + leg).min(NEVER);
        }
    }

    fn label(&mut self, model: &Model<'_>, shift: &ShiftData) {
        let count = self.ways.len();
        self.departs.clear();
        self.departs.push(shift.open);
        self.starts.clear();
        let mut moment = shift.open;
        for (way, leg) in self.ways.iter().zip(&self.legs) {
            let job = model.job_of(*way);
            let start = job.begin((moment + leg).min(NEVER));
            self.starts.push(start);
            moment = (start + job.service).min(NEVER);
            self.departs.push(moment);
        }
        self.starts.push(moment + self.legs[count]);
        self.arrives.clear();
        self.arrives.resize(count + 1, shift.close);
        let mut moment = shift.close;
        for at in (0..count).rev() {
            let job = model.job_of(self.ways[at]);
            moment = job.latest((moment - self.legs[at + 1] - job.service).max(-NEVER));
            self.arrives[at] = moment;
        }
    }

    fn label_rested<const K: usize>(
        &mut self,
        model: &Model<'_>,
        shift: &ShiftData,
        rests: &[Rest; K],
    ) {
        let count = self.ways.len();
        self.departs.clear();
        self.rested_departs.clear();
        self.starts.clear();
        self.rested_starts.clear();
        let mut labels = (shift.open, [NEVER; K]);
        self.departs.push(labels.0);
        self.rested_departs.extend_from_slice(&labels.1);
        for (way, leg) in self.ways.iter().zip(&self.legs) {
            let job = model.job_of(*way);
            labels = serve(job, rests, after(labels, *leg));
            self.departs.push(labels.0);
            self.rested_departs.extend_from_slice(&labels.1);
            self.starts.push(labels.0 - job.service);
            let starts = labels.1.map(|depart| begun(depart, job.service));
            self.rested_starts.extend_from_slice(&starts);
        }
        let back = self.legs[count];
        self.starts.push(labels.0 + back);
        self.rested_starts.extend_from_slice(&after(labels, back).1);
        let mut labels = home(rests, shift.close);
        self.arrives.clear();
        self.rested_arrives.clear();
        self.arrives.resize(count + 1, labels.0);
        self.rested_arrives.resize((count + 1) * K, 0);
        let rested_arrives = rows_mut(&mut self.rested_arrives);
        rested_arrives[count] = labels.1;
        for at in (0..count).rev() {
            let departs = before(labels, self.legs[at + 1]);
            labels = latest(model.job_of(self.ways[at]), rests, departs);
            (self.arrives[at], rested_arrives[at]) = labels;
        }
    }

    pub(super) fn measure_rooms(&mut self, shift: &ShiftData) {
        self.rooms.clear();
        let labels = self.departs.iter().zip(&self.arrives).zip(&self.legs);
        let rooms = labels.map(|((soon, late), leg)| late - soon - saved(*leg));
        self.rooms.extend(rooms);
        with_rests!(shift, {}, |rests| self.widen_rooms(rests));
        self.room = self.rooms.iter().copied().max().unwrap_or(NEVER);
    }

    /// With breaks taken before a place or at it there may be more room.
    fn widen_rooms<const K: usize>(&mut self, rests: &[Rest; K]) {
        let labels = rows::<K>(&self.rested_departs).iter();
        let labels = labels.zip(rows::<K>(&self.rested_arrives));
        let labels = labels.zip(self.departs.iter().zip(&self.legs));
        for (room, ((departs, arrives), (owed, leg))) in self.rooms.iter_mut().zip(labels) {
            let mut soonest = *owed;
            for ((soon, late), rest) in departs.iter().zip(arrives).zip(rests) {
                soonest = (*soon).min(soonest + rest.lasts);
                *room = (*room).max(late - soonest - saved(*leg));
            }
        }
    }

    /// Chooses the modes that make the route cheapest, by dynamic programming over its steps.
    fn choose_modes(&mut self, model: &Model<'_>, shift: &ShiftData) {
        let travel = model.travel_of(shift);
        let count = self.ways.len();
        self.before.clear();
        self.before.push([0, NEVER]);
        self.after.clear();
        self.after.resize(count + 1, [NEVER, NEVER]);
        self.after[count] = [0, NEVER];
        let mut here = [shift.start, shift.start];
        for way in &self.ways {
            let costs = self.before[self.before.len() - 1];
            let mut labels = [NEVER, NEVER];
            let mut exits = here;
            for (mode, way) in model.ways(model.job_of[*way as usize]).enumerate() {
                let row = travel.to(model.entry[way as usize]);
                labels[mode] = (costs[0] + lasts(row[here[0] as usize]))
                    .min(costs[1] + lasts(row[here[1] as usize]))
                    .min(NEVER);
                exits[mode] = model.exit[way as usize];
            }
            self.before.push(labels);
            here = exits;
        }
        let mut next = [shift.end, shift.end];
        for at in (0..count).rev() {
            let costs = self.after[at + 1];
            let mut labels = [NEVER, NEVER];
            let mut entries = next;
            for (mode, way) in model.ways(model.job_of[self.ways[at] as usize]).enumerate() {
                let row = travel.from(model.exit[way as usize]);
                labels[mode] = (costs[0] + lasts(row[next[0] as usize]))
                    .min(costs[1] + lasts(row[next[1] as usize]))
                    .min(NEVER);
                entries[mode] = model.entry[way as usize];
            }
            self.after[at] = labels;
            next = entries;
        }
        self.follow_modes(model, shift);
    }

    /// Walks the cheapest modes from the start on; the first mode on a tie.
    fn follow_modes(&mut self, model: &Model<'_>, shift: &ShiftData) {
        let travel = model.travel_of(shift);
        let mut here = shift.start;
        for (at, way) in self.ways.iter_mut().enumerate() {
            let row = travel.from(here);
            let mut best = (NEVER * 2, *way);
            for (mode, option) in model.ways(model.job_of[*way as usize]).enumerate() {
                let cost = lasts(row[model.entry[option as usize] as usize]) + self.after[at][mode];
                if cost < best.0 {
                    best = (cost, option);
                }
            }
            *way = best.1;
            here = model.exit[*way as usize];
        }
    }
}

/// What a leg may leave for a detour: all of its time, nothing where there is no way, which a detour may mend.
fn saved(leg: i64) -> i64 {
    if leg >= NEVER { 0 } else { leg }
}

/// When the work began that ended then; [`NEVER`] when it never ends.
pub(super) fn begun(depart: i64, service: i64) -> i64 {
    if depart >= NEVER {
        NEVER
    } else {
        depart - service
    }
}
