use smallvec::SmallVec;

use super::{Breaks, Ties};
use crate::domain::TimeWindow;
use crate::units::{Metres, Prize, Seconds};

macro_rules! index {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub u32);

        impl $name {
            /// As an index of a slice.
            pub const fn idx(self) -> usize {
                self.0 as usize
            }
            /// From an index of a slice.
            ///
            /// # Panics
            /// Beyond 2^32 entries, more than any instance holds.
            pub fn from_idx(idx: usize) -> Self {
                Self(u32::try_from(idx).expect("an instance holds fewer than 2^32 entries"))
            }
        }
    };
}

index! {
    /// A row and column of the travel matrix.
    LocationIdx
}
index! {
    /// A job of the instance.
    JobIdx
}
index! {
    /// A shift of the instance.
    ShiftIdx
}

/// Travel between all locations: `n x n`, row = from.
#[derive(Clone, Debug, Default)]
pub struct Travel {
    /// Number of locations.
    pub n: usize,
    /// Seconds, row major; [`Travel::UNREACHABLE`] where there is no way.
    pub seconds: Vec<u32>,
    /// Metres along the same paths, row major; [`Travel::UNREACHABLE`] where there is no way.
    pub metres: Vec<u32>,
}

impl Travel {
    /// Stands for "no way".
    pub const UNREACHABLE: u32 = u32::MAX;

    /// Driving time, or `None` where there is no way.
    pub fn time(&self, from: LocationIdx, to: LocationIdx) -> Option<Seconds> {
        let value = self.seconds[from.idx() * self.n + to.idx()];
        (value != Self::UNREACHABLE).then(|| Seconds(i64::from(value)))
    }

    /// Distance along the fastest path, or `None` where there is no way.
    pub fn distance(&self, from: LocationIdx, to: LocationIdx) -> Option<Metres> {
        let value = self.metres[from.idx() * self.n + to.idx()];
        (value != Self::UNREACHABLE).then(|| Metres(i64::from(value)))
    }
}

/// One way of doing a job: enter here, leave there. A point has one mode with both ends equal, a corridor one per direction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mode {
    /// Where the vehicle must be to begin.
    pub entry: LocationIdx,
    /// Where it is afterwards.
    pub exit: LocationIdx,
}

/// A visit that is due.
#[derive(Clone, Debug)]
pub struct Job {
    /// What it is worth.
    pub prize: Prize,
    /// Must be served if at all possible.
    pub required: bool,
    /// From the vehicle's arrival to the earliest start of the work (the walk there).
    pub approach: Seconds,
    /// From the start of the work to the vehicle's departure (the work, and the walk back).
    pub service: Seconds,
    /// When the work may **start**, in order and disjoint; empty = any time.
    pub windows: SmallVec<[TimeWindow; 2]>,
    /// One or two ways of doing it.
    pub modes: SmallVec<[Mode; 2]>,
    /// Counts against the shift's capacity.
    pub load: i64,
    /// Shifts that may do it, in order; `None` = all.
    pub shifts: Option<Vec<ShiftIdx>>,
    /// Jobs of one group (visits of one target) keep the group's distance in days.
    pub group: Option<u32>,
}

/// One team's working time on one day.
#[derive(Clone, Debug)]
pub struct Shift {
    /// Where it starts.
    pub start: LocationIdx,
    /// Where it ends.
    pub end: LocationIdx,
    /// Leaves no earlier than its start, is back no later than its end.
    pub window: TimeWindow,
    /// Day of the horizon, from 0.
    pub day: i32,
    /// Breaks that it owes, in their order.
    pub breaks: Breaks,
    /// Most load; `None` = no limit.
    pub capacity: Option<i64>,
    /// Most jobs; `None` = no limit.
    pub max_jobs: Option<u32>,
    /// Roads of its day: 0 = open, n = number n of [`Instance::closed_travel`], from 1.
    pub travel: usize,
}

/// Several visits of one target: at most one a day, and at least so many days apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// Its jobs, in order.
    pub jobs: Vec<JobIdx>,
    /// Least days between two of them.
    pub min_gap_days: i32,
}

/// What makes one solution better than another; fewest required jobs left out comes before either.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Objective {
    /// Most prize, then least travel time.
    #[default]
    PrizeThenTravel,
    /// Most prize less travel time, a prize point being worth one second of travel.
    PrizeLessTravel,
}

/// What the solver sees of a county: integers and indices only.
///
/// [`Instance::objective`] says what is sought.
#[derive(Clone, Debug, Default)]
pub struct Instance {
    /// Travel times and distances on the open roads.
    pub travel: Travel,
    /// The same for days with closed roads; [`Shift::travel`] says which holds.
    pub closed_travel: Vec<Travel>,
    /// Jobs.
    pub jobs: Vec<Job>,
    /// Shifts.
    pub shifts: Vec<Shift>,
    /// Spacing groups; `Job::group` points here.
    pub groups: Vec<Group>,
    /// Pins, and what an earlier plan asks for.
    pub ties: Ties,
    /// What is sought.
    pub objective: Objective,
}

impl Instance {
    /// Travel on the day of a shift.
    pub fn travel_of(&self, shift: &Shift) -> &Travel {
        let closed = shift.travel.checked_sub(1);
        closed
            .and_then(|idx| self.closed_travel.get(idx))
            .unwrap_or(&self.travel)
    }
}

/// One job in a route, and how it is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Step {
    /// Which job.
    pub job: JobIdx,
    /// Which of its modes.
    pub mode: u8,
}

/// Routes of all shifts: `routes[s]` belongs to shift `s`; an unused shift has an empty one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Solution {
    /// Steps of each shift in order.
    pub routes: Vec<Vec<Step>>,
}

/// Value of a solution; compares better = greater.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Value {
    /// Required jobs left out.
    pub required_missing: u32,
    /// Prize collected.
    pub prize: Prize,
    /// Travel time.
    pub cost: Seconds,
    /// How prize and travel time weigh against each other.
    pub objective: Objective,
}

impl Ord for Value {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        let worth = |value: &Self| match value.objective {
            Objective::PrizeThenTravel => value.prize.get(),
            Objective::PrizeLessTravel => value.prize.get() - value.cost.get(),
        };
        other
            .required_missing
            .cmp(&self.required_missing)
            .then(worth(self).cmp(&worth(other)))
            .then(other.cost.cmp(&self.cost))
    }
}

impl PartialOrd for Value {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
