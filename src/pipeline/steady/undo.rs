//! Takes changes of a plan back, one group after the other, as long as the same visits are made.
//!
//! A group is a set of shifts that exchange stops: all of them, or two, or one alone; within it every stop goes back to its
//! shift and its place, and what was in no route before is put where it costs least. Then single stops go back. A step is taken when
//! driving and changes together become less and the whole is still feasible.

use std::collections::BTreeSet;

use super::Course;
use crate::problem::check::{check, schedule};
use crate::problem::{LocationIdx, ShiftIdx, Solution, Step};

pub(super) struct Undo<'c, 'a> {
    course: &'c Course<'a>,
    now: Solution,
    /// Driving and changes of each route.
    prices: Vec<i64>,
}

/// Routes of some shifts.
type Part = Vec<(ShiftIdx, Vec<Step>)>;

impl<'c, 'a> Undo<'c, 'a> {
    pub(super) fn new(course: &'c Course<'a>, found: &Solution) -> Self {
        let mut undo = Self {
            course,
            now: found.clone(),
            prices: Vec::new(),
        };
        let shifts = (0..).map(ShiftIdx).zip(&found.routes);
        undo.prices = shifts
            .map(|(shift, route)| undo.price(shift, route).unwrap_or(i64::MAX / 4))
            .collect();
        undo
    }

    /// Until no change can be taken back any more.
    pub(super) fn run(mut self) -> Solution {
        loop {
            let mut better = false;
            for group in self.groups() {
                let part = self.restored(&group);
                better |= part.is_some_and(|part| self.take(part));
            }
            for (job, shift) in self.changed() {
                let part = self.sent_home(job, shift);
                better |= part.is_some_and(|part| self.take(part));
            }
            if !better {
                return self.now;
            }
        }
    }

    /// Driving and changes of a route; `None` when it does not fit.
    fn price(&self, shift: ShiftIdx, route: &[Step]) -> Option<i64> {
        let times = schedule(self.course.instance, shift, route).ok()?;
        let drives = times.stops.iter().map(|stop| stop.drive.get());
        let drives = drives.sum::<i64>() + times.drive_back.get();
        let changes = self.course.changes(shift, route);
        Some(drives.saturating_add(self.course.worth.saturating_mul(changes)))
    }

    /// Takes routes over when that is better and feasible.
    fn take(&mut self, part: Part) -> bool {
        let prices: Option<Vec<i64>> = part
            .iter()
            .map(|(shift, route)| self.price(*shift, route))
            .collect();
        let Some(prices) = prices else { return false };
        let before = part.iter().map(|(shift, _)| self.prices[shift.idx()]);
        if prices.iter().sum::<i64>() >= before.sum::<i64>() {
            return false;
        }
        let mut next = self.now.clone();
        for (shift, route) in &part {
            next.routes[shift.idx()].clone_from(route);
        }
        if check(self.course.instance, &next).is_err() {
            return false;
        }
        self.now = next;
        for ((shift, _), price) in part.iter().zip(prices) {
            self.prices[shift.idx()] = price;
        }
        true
    }

    /// Shifts with changes: those that are joined by stops given from one to the other, each two of them, each alone.
    fn groups(&self) -> Vec<Vec<ShiftIdx>> {
        let mut pairs = BTreeSet::new();
        let mut singles = BTreeSet::new();
        for (shift, route) in (0..).map(ShiftIdx).zip(&self.now.routes) {
            if self.course.changes(shift, route) > 0 {
                singles.insert(shift);
            }
            for step in route {
                match self.course.homes[step.job.idx()] {
                    Some((home, ..)) if home != shift => {
                        pairs.insert((home.min(shift), home.max(shift)));
                    }
                    _ => {}
                }
            }
        }
        let mut groups = joined(&pairs);
        groups.extend(pairs.iter().map(|(one, two)| vec![*one, *two]));
        groups.extend(singles.into_iter().map(|shift| vec![shift]));
        groups
    }

    /// Stops that are not in their shift or not in its order, with the shift in which they are.
    fn changed(&self) -> Vec<(Step, ShiftIdx)> {
        let routes = (0..).map(ShiftIdx).zip(&self.now.routes);
        let known = routes.flat_map(|(shift, route)| route.iter().map(move |step| (*step, shift)));
        let has_home = |(step, shift): &(Step, ShiftIdx)| {
            let home = self.course.homes[step.job.idx()];
            home.is_some_and(|(home, ..)| {
                home != *shift || self.course.changes(*shift, &self.now.routes[shift.idx()]) > 0
            })
        };
        known.filter(has_home).collect()
    }

    /// The routes of a group as they were, with what was in none of them put in where it costs least.
    fn restored(&self, group: &[ShiftIdx]) -> Option<Part> {
        let mut part = Part::new();
        let mut rest = Vec::new();
        let is_in = |shift: ShiftIdx| group.contains(&shift);
        let all = || group.iter().flat_map(|shift| &self.now.routes[shift.idx()]);
        for shift in group {
            let [first, last] = self.ends(*shift);
            let mut own: Vec<(u32, Step)> = all()
                .filter_map(|step| {
                    let (home, place, mode) = self.course.homes[step.job.idx()]?;
                    let step = Step { mode, ..*step };
                    let is_own = home == *shift && self.may(step, *shift) && !self.is_end(step);
                    is_own.then_some((place, step))
                })
                .collect();
            own.sort_unstable_by_key(|(place, _)| *place);
            let middle = own.into_iter().map(|(_, step)| step);
            let route: Vec<Step> = first.into_iter().chain(middle).chain(last).collect();
            schedule(self.course.instance, *shift, &route).ok()?;
            part.push((*shift, route));
        }
        for step in all() {
            let home = self.course.homes[step.job.idx()];
            let is_home = home.is_some_and(|(home, ..)| is_in(home) && self.may(*step, home));
            if !is_home && !self.is_end(*step) {
                rest.push(*step);
            }
        }
        for step in rest {
            let places = part.iter().enumerate().filter_map(|(at, (shift, route))| {
                let (price, route) = self.cheapest(step, *shift, route)?;
                Some((price, at, route))
            });
            let (_, at, route) = places.min_by_key(|(price, at, _)| (*price, *at))?;
            part[at].1 = route;
        }
        Some(part)
    }

    /// A stop back in its shift, at the place that costs least with the changes.
    fn sent_home(&self, step: Step, from: ShiftIdx) -> Option<Part> {
        let (home, _, mode) = self.course.homes[step.job.idx()]?;
        let back = Step { mode, ..step };
        if !self.may(back, home) || self.is_end(step) {
            return None;
        }
        let mut left = self.now.routes[from.idx()].clone();
        left.retain(|other| other.job != step.job);
        if home == from {
            let (_, route) = self.cheapest(back, home, &left)?;
            return Some(vec![(home, route)]);
        }
        let (_, route) = self.cheapest(back, home, &self.now.routes[home.idx()])?;
        Some(vec![(from, left), (home, route)])
    }

    /// A route with a stop more at the place where it costs least, and by how much it costs more than without.
    fn cheapest(&self, step: Step, shift: ShiftIdx, route: &[Step]) -> Option<(i64, Vec<Step>)> {
        let instance = self.course.instance;
        if !self.may(step, shift) {
            return None;
        }
        let [first, last] = self.ends(shift).map(|ends| ends.len());
        let before = self.price(shift, route).unwrap_or_default();
        let owner = &instance.shifts[shift.idx()];
        let mode = |step: &Step| instance.jobs[step.job.idx()].modes[usize::from(step.mode)];
        let drive = |from: LocationIdx, to: LocationIdx| {
            let time = instance.travel_of(owner).time(from, to);
            time.map_or(i64::MAX / 8, crate::units::Seconds::get)
        };
        let mut places: Vec<(i64, usize)> = (first..=route.len().saturating_sub(last))
            .map(|at| {
                let from = at
                    .checked_sub(1)
                    .map_or(owner.start, |at| mode(&route[at]).exit);
                let to = route.get(at).map_or(owner.end, |step| mode(step).entry);
                let own = mode(&step);
                (
                    drive(from, own.entry) + drive(own.exit, to) - drive(from, to),
                    at,
                )
            })
            .collect();
        places.sort_unstable();
        let mut best: Option<(i64, Vec<Step>)> = None;
        for (detour, at) in places {
            // A stop more is never a change less.
            if best.as_ref().is_some_and(|(price, _)| detour >= *price) {
                break;
            }
            let mut longer = route.to_vec();
            longer.insert(at, step);
            let price = self.price(shift, &longer).map(|price| price - before);
            if let Some(price) =
                price.filter(|price| best.as_ref().is_none_or(|best| *price < best.0))
            {
                best = Some((price, longer));
            }
        }
        best
    }

    /// Whether a shift may do a step.
    fn may(&self, step: Step, shift: ShiftIdx) -> bool {
        let job = &self.course.instance.jobs[step.job.idx()];
        usize::from(step.mode) < job.modes.len()
            && job
                .shifts
                .as_ref()
                .is_none_or(|shifts| shifts.contains(&shift))
    }

    /// The pinned first and last steps of a shift's route.
    fn ends(&self, shift: ShiftIdx) -> [Vec<Step>; 2] {
        let ends = self.course.instance.ties.ends.iter();
        let Some(ends) = ends.clone().find(|ends| ends.shift == shift) else {
            return [Vec::new(), Vec::new()];
        };
        [&ends.first, &ends.last].map(|pinned| {
            let route = self.now.routes[shift.idx()].iter();
            route
                .filter(|step| pinned.contains(&step.job))
                .copied()
                .collect()
        })
    }

    /// Whether a step is pinned to an end of a route.
    fn is_end(&self, step: Step) -> bool {
        let mut ends = self.course.instance.ties.ends.iter();
        ends.any(|ends| ends.first.contains(&step.job) || ends.last.contains(&step.job))
    }
}

/// Sets of three or more shifts that are joined by pairs.
fn joined(pairs: &BTreeSet<(ShiftIdx, ShiftIdx)>) -> Vec<Vec<ShiftIdx>> {
    let mut sets: Vec<BTreeSet<ShiftIdx>> = Vec::new();
    for (one, two) in pairs {
        let mut set = BTreeSet::from([*one, *two]);
        sets.retain(|other| {
            let meets = other.contains(one) || other.contains(two);
            if meets {
                set.extend(other);
            }
            !meets
        });
        sets.push(set);
    }
    let groups = sets.into_iter().filter(|set| set.len() > 2);
    groups.map(|set| set.into_iter().collect()).collect()
}
