//! What may be taken back: routes of a group as they were, and single stops.

use std::cmp::Reverse;

use super::undo::{Part, Undo};
use crate::problem::check::schedule;
use crate::problem::{LocationIdx, ShiftIdx, Step};

impl Undo<'_, '_> {
    /// The routes of a group as they were, with what was in none of them put in where it costs least.
    pub(super) fn restored(&self, group: &[ShiftIdx]) -> Option<Part> {
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
            if !self.put(step, &mut part) {
                return None;
            }
        }
        Some(part)
    }

    /// The routes of a group as they were, as far as no other shift has their stops now, with what else still fits of those that
    /// it has now.
    pub(super) fn as_it_was(&self, group: &[ShiftIdx]) -> Option<Part> {
        let mut part = Part::new();
        let now: Vec<Step> = group
            .iter()
            .flat_map(|shift| self.now.routes[shift.idx()].iter().copied())
            .collect();
        let is_now = |step: &Step| now.iter().any(|other| other.job == step.job);
        for shift in group {
            let [first, last] = self.ends(*shift);
            let known = self.course.instance.ties.begin.get(shift.idx())?.iter();
            let own = known.copied().filter(|step| {
                let is_free = is_now(step) || !self.served[step.job.idx()];
                is_free && self.may(*step, *shift) && !self.is_end(*step)
            });
            let route: Vec<Step> = first.into_iter().chain(own).chain(last).collect();
            schedule(self.course.instance, *shift, &route).ok()?;
            part.push((*shift, route));
        }
        let has = |part: &Part, step: &Step| {
            let mut steps = part.iter().flat_map(|(_, route)| route);
            steps.any(|other| other.job == step.job)
        };
        let jobs = &self.course.instance.jobs;
        let mut rest: Vec<Step> = now
            .iter()
            .copied()
            .filter(|step| !has(&part, step))
            .collect();
        rest.sort_by_key(|step| {
            let job = &jobs[step.job.idx()];
            (Reverse(job.required), Reverse(job.prize), step.job)
        });
        for step in rest {
            self.put(step, &mut part);
        }
        Some(part)
    }

    /// Puts a stop into the routes of a group where it costs least; whether it fits.
    fn put(&self, step: Step, part: &mut Part) -> bool {
        let places = part.iter().enumerate().filter_map(|(at, (shift, route))| {
            let (price, route) = self.cheapest(step, *shift, route)?;
            Some((price, at, route))
        });
        let best = places.min_by_key(|(price, at, _)| (*price, *at));
        let fits = best.is_some();
        if let Some((_, at, route)) = best {
            part[at].1 = route;
        }
        fits
    }

    /// Stops of the routes so far that are in no route now, with their shifts.
    pub(super) fn left_out(&self) -> Vec<(Step, ShiftIdx)> {
        let begin = &self.course.instance.ties.begin;
        let shifts = (0..).map(ShiftIdx).zip(begin);
        let all = shifts.flat_map(|(shift, steps)| steps.iter().map(move |step| (*step, shift)));
        all.filter(|(step, _)| !self.served[step.job.idx()])
            .collect()
    }

    /// A left-out stop back in its shift, in place of each of those that are new there.
    pub(super) fn taken_back(&self, step: Step, shift: ShiftIdx) -> Vec<Part> {
        let route = &self.now.routes[shift.idx()];
        let new = route
            .iter()
            .filter(|other| self.course.homes[other.job.idx()].is_none() && !self.is_end(**other));
        let instead = |new: &Step| {
            let mut left = route.clone();
            left.retain(|other| other.job != new.job);
            let (_, route) = self.cheapest(step, shift, &left)?;
            Some(vec![(shift, route)])
        };
        new.filter_map(instead).collect()
    }

    /// A stop back in its shift, at the place that costs least with the changes.
    pub(super) fn sent_home(&self, step: Step, from: ShiftIdx) -> Option<Part> {
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
            // A stop more is never a change less, but for itself where it was in a route before.
            let least = detour - self.course.worth * self.is_known(step);
            if best.as_ref().is_some_and(|(price, _)| least >= *price) {
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
    pub(super) fn is_end(&self, step: Step) -> bool {
        let mut ends = self.course.instance.ties.ends.iter();
        ends.any(|ends| ends.first.contains(&step.job) || ends.last.contains(&step.job))
    }
}
