//! Which sets of pinned visits one shift can serve, over all orders.
//!
//! Exact, but for the breaks of the shift: a break is begun at a stop, and a stop that nobody pinned may stand where one is
//! wanted. So a break counts as one that may begin on the road too, and no set is refused that a further stop could mend.
//!
//! Dynamic programming over subsets (Held and Karp, "A Dynamic Programming Approach to Sequencing Problems", Journal of SIAM
//! 10(1), 1962, doi:10.1137/0110015): the earliest departure for each set served, last visit, its mode, and how many
//! breaks are taken. Earlier is never worse, for waiting is free. O(2^n n^2) for n visits.

use crate::problem::{Instance, Job, JobIdx, Mode, Shift, ShiftIdx};
use crate::units::Seconds;

/// More visits than these are not tried together.
pub(super) const MOST: usize = 12;

/// A visit and its rank: of two visits the one of lower rank comes first, those of one rank in any order.
pub(super) type Ranked = (JobIdx, u32);

/// For every set of the visits (bit n = visit n) whether the shift could serve it, had it a stop wherever it owes a break.
///
/// Without breaks that is whether it can serve the set and nothing else. Relies on no way being shorter than the direct one. At
/// most [`MOST`] visits; the number of stops that the shift may have is not looked at.
pub(super) fn servable(instance: &Instance, shift: ShiftIdx, visits: &[Ranked]) -> Vec<bool> {
    let owner = &instance.shifts[shift.idx()];
    let n = visits.len().min(MOST);
    let table = Table {
        instance,
        owner,
        visits: &visits[..n],
    };
    // Index: set, then last visit, its mode, the breaks taken.
    let width = n * table.cells();
    let mut labels: Vec<Option<Seconds>> = vec![None; (1 << n) * width.max(1)];
    let mut good = vec![false; 1 << n];
    good[0] = true;
    for at in 0..n {
        for (cell, moment) in table.first(at) {
            keep(&mut labels[(1 << at) * width + cell], moment);
        }
    }
    for set in 1_usize..1 << n {
        for cell in 0..width {
            let Some(moment) = labels[set * width + cell] else {
                continue;
            };
            good[set] |= table.is_home(cell, moment);
            let last = cell / table.cells();
            for next in (0..n).filter(|next| set >> next & 1 == 0) {
                if visits[next].1 < visits[last].1 {
                    continue;
                }
                for (to, moment) in table.follow(cell, moment, next) {
                    keep(&mut labels[(set | 1 << next) * width + to], moment);
                }
            }
        }
    }
    good
}

/// Whether a shift could serve visits, any number of them, one after the other in this order; of breaks as [`servable`].
pub(super) fn follows(instance: &Instance, shift: ShiftIdx, visits: &[Ranked]) -> bool {
    let table = Table {
        instance,
        owner: &instance.shifts[shift.idx()],
        visits,
    };
    if visits.is_empty() {
        return true;
    }
    // Of the last visit, for each mode and each number of breaks taken.
    let mut reached = table.first(0);
    for next in 1..visits.len() {
        let mut labels = vec![None; table.cells()];
        for (cell, moment) in reached {
            for (to, moment) in table.follow(cell, moment, next) {
                keep(&mut labels[to - next * table.cells()], moment);
            }
        }
        let labels = (next * table.cells()..).zip(labels);
        reached = labels
            .filter_map(|(cell, label)| Some((cell, label?)))
            .collect();
    }
    let mut last = reached.into_iter();
    last.any(|(cell, moment)| table.is_home(cell, moment))
}

fn keep(label: &mut Option<Seconds>, moment: Seconds) {
    if label.is_none_or(|known| moment < known) {
        *label = Some(moment);
    }
}

struct Table<'a> {
    instance: &'a Instance,
    owner: &'a Shift,
    visits: &'a [Ranked],
}

impl Table<'_> {
    fn job(&self, at: usize) -> &Job {
        &self.instance.jobs[self.visits[at].0.idx()]
    }

    /// Labels of a visit: for each mode and each number of breaks taken.
    fn cells(&self) -> usize {
        2 * self.layers()
    }

    fn layers(&self) -> usize {
        self.owner.breaks.len() + 1
    }

    fn mode(&self, cell: usize) -> Option<Mode> {
        let mode = cell / self.layers() % 2;
        self.job(cell / self.cells()).modes.get(mode).copied()
    }

    /// Labels after serving a visit first.
    fn first(&self, at: usize) -> Vec<(usize, Seconds)> {
        let begin = self.owner.window.start();
        self.serve(self.owner.start, begin, 0, at)
    }

    /// Labels after serving a visit next.
    fn follow(&self, cell: usize, moment: Seconds, next: usize) -> Vec<(usize, Seconds)> {
        match self.mode(cell) {
            Some(mode) => self.serve(mode.exit, moment, cell % self.layers(), next),
            None => Vec::new(),
        }
    }

    fn serve(
        &self,
        here: crate::problem::LocationIdx,
        now: Seconds,
        taken: usize,
        next: usize,
    ) -> Vec<(usize, Seconds)> {
        let job = self.job(next);
        let mut labels = Vec::new();
        for (number, mode) in job.modes.iter().take(2).enumerate() {
            let Some(drive) = self.instance.travel_of(self.owner).time(here, mode.entry) else {
                continue;
            };
            let cell = next * self.cells() + number * self.layers();
            for (taken, arrival) in self.arrivals(now, drive, taken) {
                if let Some(start) = earliest(job, arrival + job.approach) {
                    labels.push((cell + taken, start + job.service));
                }
            }
        }
        labels
    }

    /// The earliest arrivals of a leg, by how many breaks are taken then; they are begun on it as early as may be.
    fn arrivals(
        &self,
        mut now: Seconds,
        mut drive: Seconds,
        taken: usize,
    ) -> impl Iterator<Item = (usize, Seconds)> {
        let mut left = self.owner.breaks[taken..].iter();
        let direct = (taken, now + drive);
        let rested = (taken + 1..).map_while(move |taken| {
            let rest = left.next()?;
            let begin = now.max(rest.begin.start());
            drive = (drive - (begin - now)).max(Seconds::ZERO);
            now = begin + rest.duration;
            (begin <= rest.begin.end()).then_some((taken, now + drive))
        });
        std::iter::once(direct).chain(rested)
    }

    /// Whether the team is home in time after a label.
    fn is_home(&self, cell: usize, moment: Seconds) -> bool {
        let home = self.mode(cell).and_then(|mode| {
            let travel = self.instance.travel_of(self.owner);
            travel.time(mode.exit, self.owner.end)
        });
        home.is_some_and(|drive| {
            let mut arrivals = self.arrivals(moment, drive, cell % self.layers());
            arrivals.any(|(taken, back)| {
                let next = self.owner.breaks.get(taken);
                let owes = next.is_some_and(|rest| back > rest.begin.end());
                back <= self.owner.window.end() && !owes
            })
        })
    }
}

/// The earliest start of the work at or after a moment.
fn earliest(job: &Job, moment: Seconds) -> Option<Seconds> {
    if job.windows.is_empty() {
        return Some(moment);
    }
    let open = job.windows.iter().find(|window| moment <= window.end());
    open.map(|window| moment.max(window.start()))
}
