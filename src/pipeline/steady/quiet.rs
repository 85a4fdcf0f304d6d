//! Holds back what brings too little for its changes.
//!
//! The steps are those by which needless changes are taken back, and a step more: a stop that was in no route goes. A step is
//! taken when the changes that it saves are not paid for by the prize that it costs, nor by the driving that it saves.

use super::undo::{Part, Undo, Worth};
use crate::problem::{ShiftIdx, Solution, Step};

impl Undo<'_, '_> {
    /// Until every change that can be taken back pays; every step takes changes back, so there is an end.
    pub(super) fn hold_back(mut self) -> Solution {
        loop {
            let mut quieter = false;
            for group in self.groups() {
                let parts = [self.restored(&group), self.as_it_was(&group)];
                for part in parts.into_iter().flatten() {
                    quieter |= self.take_quieter(&part);
                }
                let bare = self.bare(&group);
                quieter |= bare.is_some_and(|part| self.take_quieter(&part));
            }
            for (step, shift) in self.changed() {
                let part = self.sent_home(step, shift);
                quieter |= part.is_some_and(|part| self.take_quieter(&part));
            }
            for (step, shift) in self.left_out() {
                let mut parts = self.taken_back(step, shift).into_iter();
                quieter |= parts.any(|part| self.take_quieter(&part));
            }
            for (step, shift) in self.added() {
                let part = self.without(step, shift);
                quieter |= self.take_quieter(&part);
            }
            if !quieter {
                return self.now;
            }
        }
    }

    /// Takes routes over that save changes which do not pay.
    fn take_quieter(&mut self, part: &Part) -> bool {
        let course = self.course;
        self.take_if(part, |now: &Worth, before: &Worth| {
            let fewer = before[4] - now[4];
            let drive = |worth: &Worth| {
                let changes = course.worth.saturating_mul(worth[4]);
                worth[3].saturating_add(changes)
            };
            fewer > 0
                && now[..2] >= before[..2]
                && !course.pays(fewer, before[2] - now[2], drive(before) - drive(now))
        })
    }

    /// The routes of a group as they were, without what was in none of them.
    fn bare(&self, group: &[ShiftIdx]) -> Option<Part> {
        let part = self.as_it_was(group)?;
        let is_own = |step: &Step| {
            let job = &self.course.instance.jobs[step.job.idx()];
            self.course.homes[step.job.idx()].is_some() || job.required || self.is_end(*step)
        };
        let known = part.into_iter().map(|(shift, mut route)| {
            route.retain(is_own);
            (shift, route)
        });
        Some(known.collect())
    }

    /// Stops that were in no route, with the shift in which they are.
    fn added(&self) -> Vec<(Step, ShiftIdx)> {
        let routes = (0..).map(ShiftIdx).zip(&self.now.routes);
        let all = routes.flat_map(|(shift, route)| route.iter().map(move |step| (*step, shift)));
        let is_new = |(step, _): &(Step, ShiftIdx)| {
            self.course.homes[step.job.idx()].is_none() && !self.is_end(*step)
        };
        all.filter(is_new).collect()
    }

    fn without(&self, step: Step, shift: ShiftIdx) -> Part {
        let mut route = self.now.routes[shift.idx()].clone();
        route.retain(|own| own.job != step.job);
        vec![(shift, route)]
    }
}
