use petgraph::graph::NodeIndex;
use rand_core::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;
use smallvec::{SmallVec, smallvec};

use super::{Wish, is_for_stops};
use crate::domain::TimeWindow;
use crate::problem::formats::Mixed;
use crate::problem::{Break, Breaks, Group, Job, JobIdx, LocationIdx, Mode, Shift, ShiftIdx};
use crate::roads::{Arc, Network};
use crate::units::{Prize, Seconds};

/// Jobs for each shift: about half as many again as it can do.
const JOBS_PER_SHIFT: u32 = 24;
/// One job in so many is a corridor.
const CORRIDOR: u64 = 4;
/// Metres of the shortest corridor, and how much longer others are.
const LENGTH: (f64, u64) = (1500.0, 4500);
/// A corridor takes so many times its driving time.
const SLOWER: i64 = 2;
/// One target in so many is visited more than once, when there are days for it.
const AGAIN: u64 = 8;

/// Draws jobs and shifts on a network.
pub(super) struct Drawer<'n> {
    network: &'n Network,
    wish: Wish,
    rng: Xoshiro256PlusPlus,
    /// Where a vehicle may stop and turn; those below the number of junctions are such.
    places: Vec<u32>,
    /// Places that are junctions.
    junctions: usize,
    teams: u32,
}

impl<'n> Drawer<'n> {
    /// `places` stand in order, junctions of the network first.
    pub(super) fn new(network: &'n Network, places: Vec<u32>, wish: Wish) -> Self {
        let junctions = network.graph().node_count();
        let shifts = wish.jobs.div_ceil(JOBS_PER_SHIFT);
        Self {
            network,
            wish,
            rng: Xoshiro256PlusPlus::seed_from_u64(wish.seed),
            junctions: places.partition_point(|place| (*place as usize) < junctions),
            places,
            teams: shifts.div_ceil(wish.days).max(1),
        }
    }

    pub(super) fn draw(mut self) -> Mixed {
        let mut mixed = Mixed::default();
        if self.junctions == 0 {
            return mixed;
        }
        mixed.shifts = self.shifts();
        while mixed.jobs.len() < self.wish.jobs as usize {
            let left = self.wish.jobs as usize - mixed.jobs.len();
            let job = self.job();
            let visits = self.visits().min(left);
            if visits < 2 {
                mixed.jobs.push(job);
                continue;
            }
            // As far apart as the days allow, at most three.
            let gap = ((self.wish.days as usize - 1) / (visits - 1)).clamp(1, 3);
            let group = u32::try_from(mixed.groups.len()).unwrap_or(u32::MAX);
            let first = mixed.jobs.len();
            mixed.groups.push(Group {
                jobs: (first..first + visits).map(JobIdx::from_idx).collect(),
                min_gap_days: i32::try_from(gap).unwrap_or(1),
            });
            let visit = Job {
                group: Some(group),
                required: false,
                ..job
            };
            mixed.jobs.extend(std::iter::repeat_n(visit, visits));
        }
        mixed
    }

    /// Every team on every day, from its own base, some to another.
    fn shifts(&mut self) -> Vec<Shift> {
        let teams: Vec<Shift> = (0..self.teams).map(|_| self.team()).collect();
        let days = 0..i32::try_from(self.wish.days).unwrap_or(1);
        let on = |day: i32, shift: &Shift| {
            let later = Seconds::DAY * i64::from(day);
            let moved = |window: TimeWindow| hours(window.start() + later, window.end() + later);
            Shift {
                day,
                window: moved(shift.window),
                breaks: breaks(shift.breaks.iter().map(|rest| Break {
                    begin: moved(rest.begin),
                    ..*rest
                })),
                ..shift.clone()
            }
        };
        days.flat_map(|day| teams.iter().map(move |shift| on(day, shift)))
            .collect()
    }

    fn team(&mut self) -> Shift {
        let start = self.place();
        let end = if self.once_in(6) { self.place() } else { start };
        let length = (6 * 60 + 30 * self.below(5)) * self.share() / 100;
        // Short shifts lie around noon, so that breaks and windows count in them, too.
        let from = if self.share() < 100 {
            11 * 60 + 45 - length / 2
        } else {
            8 * 60 + 30 * self.below(3)
        };
        let rest = self.once_in(2).then(|| Break {
            begin: hours(Seconds::minutes(11 * 60 + 30), Seconds::minutes(13 * 60)),
            duration: Seconds::minutes(45),
        });
        Shift {
            start,
            end,
            window: hours(Seconds::minutes(from), Seconds::minutes(from + length)),
            day: 0,
            breaks: breaks(rest),
            capacity: self.once_in(3).then(|| 12 + self.below(9)),
            max_jobs: if self.once_in(4) { Some(14) } else { None },
            travel: 0,
        }
    }

    /// Length of a shift in hundredths: shorter where there are few jobs, so that not all can be done.
    fn share(&self) -> i64 {
        let jobs = i64::from(self.wish.jobs) * 100;
        let full = i64::from(self.teams * self.wish.days * JOBS_PER_SHIFT);
        (jobs / full).clamp(25, 100)
    }

    fn job(&mut self) -> Job {
        let corridor = if self.once_in(CORRIDOR) {
            self.corridor()
        } else {
            None
        };
        let (modes, service) = corridor.unwrap_or_else(|| {
            let place = self.place();
            let point = Mode {
                entry: place,
                exit: place,
            };
            (smallvec![point], Seconds::minutes(4 + self.below(12)))
        });
        Job {
            prize: Prize(1 + self.below(20) + if modes.len() == 2 { 10 } else { 0 }),
            required: self.once_in(25),
            approach: Seconds(30 * (self.below(8) - 3).max(0)),
            service,
            windows: self.windows(),
            modes,
            load: self.below(4),
            shifts: self.skill(),
            group: None,
        }
    }

    /// Any time for half of them, else the same hours on every day.
    fn windows(&mut self) -> SmallVec<[TimeWindow; 2]> {
        let (from, until) = match self.below(8) {
            0..=3 => return smallvec![],
            4..=5 => (9 * 60, 17 * 60),
            6 => (8 * 60, 11 * 60 + 15 * self.below(5)),
            _ => (12 * 60 + 15 * self.below(9), 16 * 60),
        };
        let days = 0..i64::from(self.wish.days);
        days.map(|day| {
            let midnight = Seconds::DAY * day;
            hours(
                midnight + Seconds::minutes(from),
                midnight + Seconds::minutes(until),
            )
        })
        .collect()
    }

    /// One job in ten needs a skill that every other team has.
    fn skill(&mut self) -> Option<Vec<ShiftIdx>> {
        if self.teams < 2 || !self.once_in(10) {
            return None;
        }
        let shifts = 0..self.teams * self.wish.days;
        Some(
            shifts
                .filter(|shift| (shift % self.teams).is_multiple_of(2))
                .map(ShiftIdx)
                .collect(),
        )
    }

    fn visits(&mut self) -> usize {
        if self.wish.days < 2 || !self.once_in(AGAIN) {
            return 1;
        }
        let most = self.wish.days.min(3);
        if most > 2 && self.once_in(3) { 3 } else { 2 }
    }

    /// A stretch of road from a random junction on, driven in either direction; nothing where roads end too soon.
    fn corridor(&mut self) -> Option<(SmallVec<[Mode; 2]>, Seconds)> {
        let at = self.index(self.junctions);
        let start = NodeIndex::new(self.places[at] as usize);
        let wanted = LENGTH.0 + self.below(LENGTH.1) as f64;
        let (mut here, mut before, mut length, mut millis) = (start, None, 0.0, 0);
        while length < wanted {
            let arc = self.onward(here, before)?;
            let link = self.network.link(arc.link);
            (here, before) = (
                if arc.forward { link.to } else { link.from },
                Some(arc.link),
            );
            length += link.length;
            millis += i64::from(arc.millis);
        }
        let (entry, exit) = (location(start), location(here));
        let modes = smallvec![
            Mode { entry, exit },
            Mode {
                entry: exit,
                exit: entry
            }
        ];
        (start != here).then_some((modes, Seconds(millis * SLOWER / 1000)))
    }

    /// A road on from a junction that may be driven both ways, not the one it was reached by.
    fn onward(&mut self, from: NodeIndex, by: Option<crate::roads::LinkIdx>) -> Option<Arc> {
        let is_road = |arc: &Arc| is_for_stops(self.network.link(arc.link)) && Some(arc.link) != by;
        let arcs = self.network.graph().edges(from).map(|arc| *arc.weight());
        let mut arcs: Vec<Arc> = arcs.filter(is_road).collect();
        arcs.sort_by_key(|arc| (arc.link, arc.forward));
        if arcs.is_empty() {
            return None;
        }
        let at = usize::try_from(self.below(arcs.len() as u64)).unwrap_or(0);
        Some(arcs[at])
    }

    fn place(&mut self) -> LocationIdx {
        let at = self.index(self.places.len());
        LocationIdx(self.places[at])
    }

    fn index(&mut self, count: usize) -> usize {
        usize::try_from(self.below(count as u64)).unwrap_or(0)
    }

    /// A number below `limit`.
    fn below(&mut self, limit: u64) -> i64 {
        let number = (u64::from(self.rng.next_u32()) * limit) >> 32;
        i64::try_from(number).unwrap_or(0)
    }

    fn once_in(&mut self, of: u64) -> bool {
        self.below(of) == 0
    }
}

fn location(node: NodeIndex) -> LocationIdx {
    LocationIdx::from_idx(node.index())
}

fn breaks(breaks: impl IntoIterator<Item = Break>) -> Breaks {
    Breaks::new(breaks).expect("a drawn shift has one break at most")
}

fn hours(from: Seconds, until: Seconds) -> TimeWindow {
    TimeWindow::new(from, until).expect("hours of work end after they begin")
}
