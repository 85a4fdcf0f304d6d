//! One shift's route with the labels that price a change of it in constant time.
//!
//! For every step the earliest departure and the latest arrival are kept, each once for every number of breaks taken
//! (see `rests`). A change between two steps then needs the labels of these two only: the segment view of
//! Vidal, Crainic, Gendreau, Prins, "A hybrid genetic algorithm with adaptive diversity management for a large class of
//! vehicle routing problems with time-windows", Computers & Operations Research 40(1), 2013,
//! doi:10.1016/j.cor.2012.07.018, for several windows per job and several breaks.
//! Where nothing is timed there are other labels (see `forks`).

use std::ops::Range;

use super::forks::Fork;
use super::model::{Model, NEVER};
use super::rests::{after, before, home, latest, rows, rows_mut, serve, with_rests};
use super::shift_data::{Rest, ShiftData};

/// What lies between two steps, where a job may be put in. All that prices it without breaks stands side by side.
///
/// The depots count as steps.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Gap {
    /// Where the vehicle is before it.
    pub(super) exit: u32,
    /// Where it goes next.
    pub(super) entry: u32,
    /// Travel time of the leg.
    pub(super) leg: i64,
    /// Earliest departure of the step before, with no break taken.
    pub(super) depart: i64,
    /// Latest arrival at the step behind, with no break taken.
    pub(super) arrive: i64,
    /// Time that a detour and a service may last at most, breaks or not.
    pub(super) room: i64,
}

/// A route and its labels.
#[derive(Clone, Debug, Default)]
pub(super) struct Route {
    /// The ways in order.
    pub(super) ways: Vec<u32>,
    /// A gap before each step, and the way back; none in timeless routes.
    pub(super) gaps: Vec<Gap>,
    /// Earliest departures and latest arrivals of the gaps with the first break taken, with the first two ...: a row for
    /// every gap; empty where there are none.
    pub(super) rested_departs: Vec<i64>,
    pub(super) rested_arrives: Vec<i64>,
    /// The most room of a gap.
    pub(super) room: i64,
    /// The gaps by modes; none but in timeless routes.
    pub(super) forks: Vec<Fork>,
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
        self.gaps.clone_from(&other.gaps);
        self.rested_departs.clone_from(&other.rested_departs);
        self.rested_arrives.clone_from(&other.rested_arrives);
        self.room = other.room;
        self.forks.clone_from(&other.forks);
        (self.cost, self.load, self.prize) = (other.cost, other.load, other.prize);
        (self.head, self.tail) = (other.head, other.tail);
    }

    /// Whether the steps fit the shift as of the last update: the latest arrival and the earliest return meet.
    pub(super) fn is_feasible(&self) -> bool {
        let count = self.ways.len();
        if count == 0 {
            return true;
        }
        if !self.forks.is_empty() {
            return self.cost < NEVER;
        }
        let back = self.gaps[count];
        back.depart + back.leg <= back.arrive || self.meets_rested(back.leg)
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
            self.room = NEVER;
            return self.fork(model, shift);
        }
        self.lay_legs(model, shift);
        self.relabel(model, shift);
    }

    /// Drives a stretch the other way round, its corridors too.
    pub(super) fn reverse(&mut self, model: &Model<'_>, shift: &ShiftData, stretch: Range<usize>) {
        let ways = &mut self.ways[stretch];
        ways.reverse();
        for way in ways {
            *way = model.other_way(*way);
        }
        self.update(model, shift);
    }

    /// Recomputes the labels from the legs.
    pub(super) fn relabel(&mut self, model: &Model<'_>, shift: &ShiftData) {
        with_rests!(shift, self.label(model, shift), |rests| self
            .label_rested(model, shift, rests));
        self.measure_rooms(shift);
    }

    fn lay_legs(&mut self, model: &Model<'_>, shift: &ShiftData) {
        let travel = model.travel_of(shift);
        self.gaps.clear();
        let mut exit = shift.start;
        for way in &self.ways {
            let entry = model.entry[*way as usize];
            let leg = travel.time(exit, entry);
            self.gaps.push(Gap {
                exit,
                entry,
                leg,
                ..Gap::default()
            });
            exit = model.exit[*way as usize];
        }
        let entry = shift.end;
        let leg = if self.ways.is_empty() {
            0
        } else {
            travel.time(exit, entry)
        };
        self.gaps.push(Gap {
            exit,
            entry,
            leg,
            ..Gap::default()
        });
        self.add_up(model);
    }

    /// Sums of the legs and of the jobs.
    pub(super) fn add_up(&mut self, model: &Model<'_>) {
        (self.cost, self.load, self.prize) = (0, 0, 0);
        for gap in &self.gaps {
            self.cost = (self.cost + gap.leg).min(NEVER);
        }
        for way in &self.ways {
            let job = model.job_of(*way);
            self.load += job.load;
            self.prize += job.prize;
        }
    }

    fn label(&mut self, model: &Model<'_>, shift: &ShiftData) {
        let mut moment = shift.open;
        for (gap, way) in self.gaps.iter_mut().zip(&self.ways) {
            let job = model.job_of(*way);
            gap.depart = moment;
            moment = (job.begin((moment + gap.leg).min(NEVER)) + job.service).min(NEVER);
        }
        let back = &mut self.gaps[self.ways.len()];
        back.depart = moment;
        let (mut moment, mut leg) = (shift.close, back.leg);
        back.arrive = moment;
        for (gap, way) in self.gaps.iter_mut().zip(&self.ways).rev() {
            let job = model.job_of(*way);
            moment = job.latest((moment - leg - job.service).max(-NEVER));
            (gap.arrive, leg) = (moment, gap.leg);
        }
    }

    fn label_rested<const K: usize>(
        &mut self,
        model: &Model<'_>,
        shift: &ShiftData,
        rests: &[Rest; K],
    ) {
        let count = self.ways.len();
        self.rested_departs.clear();
        let mut labels = (shift.open, [NEVER; K]);
        for (gap, way) in self.gaps.iter_mut().zip(&self.ways) {
            let job = model.job_of(*way);
            gap.depart = labels.0;
            self.rested_departs.extend_from_slice(&labels.1);
            labels = serve(job, rests, after(labels, gap.leg));
        }
        let back = &mut self.gaps[count];
        back.depart = labels.0;
        self.rested_departs.extend_from_slice(&labels.1);
        let mut labels = home(rests, shift.close);
        let mut leg = back.leg;
        back.arrive = labels.0;
        self.rested_arrives.clear();
        self.rested_arrives.resize((count + 1) * K, 0);
        let rested_arrives = rows_mut(&mut self.rested_arrives);
        rested_arrives[count] = labels.1;
        let steps = self.gaps.iter_mut().zip(rested_arrives).zip(&self.ways);
        for ((gap, rested_arrives), way) in steps.rev() {
            labels = latest(model.job_of(*way), rests, before(labels, leg));
            (gap.arrive, *rested_arrives) = labels;
            leg = gap.leg;
        }
    }

    pub(super) fn measure_rooms(&mut self, shift: &ShiftData) {
        for gap in &mut self.gaps {
            gap.room = gap.arrive - gap.depart - saved(gap.leg);
        }
        with_rests!(shift, {}, |rests| self.widen_rooms(rests));
        self.room = self.gaps.iter().map(|gap| gap.room).max().unwrap_or(NEVER);
    }

    /// With breaks taken before a place or at it there may be more room.
    fn widen_rooms<const K: usize>(&mut self, rests: &[Rest; K]) {
        let labels = rows::<K>(&self.rested_departs).iter();
        let labels = labels.zip(rows::<K>(&self.rested_arrives));
        for (gap, (departs, arrives)) in self.gaps.iter_mut().zip(labels) {
            let mut soonest = gap.depart;
            for ((soon, late), rest) in departs.iter().zip(arrives).zip(rests) {
                soonest = (*soon).min(soonest + rest.lasts);
                gap.room = gap.room.max(late - soonest - saved(gap.leg));
            }
        }
    }
}

/// What a leg may leave for a detour: all of its time, nothing where there is no way, which a detour may mend.
fn saved(leg: i64) -> i64 {
    if leg >= NEVER { 0 } else { leg }
}
