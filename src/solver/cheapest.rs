//! The cheapest of the places that a job is offered, over several routes.

use smallvec::SmallVec;

use super::dice::Dice;
use super::insertion::Insertion;
use super::model::{Aim, NEVER, count};
use super::state::State;

/// The cheapest place found so far for one job.
pub(super) struct Best {
    /// Whether only a part of each route is looked at, which may be none of it.
    blinks: bool,
    /// Whether no empty route is looked at.
    used_only: bool,
    shift: u32,
    place: Insertion,
    /// Kinds of empty routes that were tried.
    tried: SmallVec<[u32; 8]>,
}

impl Best {
    pub(super) fn new(blinks: bool, used_only: bool) -> Self {
        Self {
            blinks,
            used_only,
            shift: 0,
            place: Insertion::NONE,
            tried: SmallVec::new(),
        }
    }

    pub(super) fn offer(&mut self, state: &State<'_>, job: u32, shift: u32, dice: &mut Dice) {
        let route = &state.routes[shift as usize];
        if state.model.jobs[job as usize].least > route.room {
            return;
        }
        if route.ways.is_empty() {
            if self.used_only {
                return;
            }
            let kind = state.model.alike[shift as usize];
            if self.tried.contains(&kind) {
                return;
            }
            self.tried.push(kind);
        }
        let data = &state.model.shifts[shift as usize];
        let mut range = route.open_gaps();
        if self.blinks {
            let ends = [(); 2].map(|()| range.start + dice.below(count(range.len() + 1)) as usize);
            range = ends[0].min(ends[1])..ends[0].max(ends[1]);
        }
        let place = route.place(state.model, data, job, range, self.place.delta);
        if place.delta < self.place.delta && state.agrees(job, shift) {
            (self.shift, self.place) = (shift, place);
        }
    }

    /// Inserts the job there, when there is a place.
    pub(super) fn force(&self, state: &mut State<'_>) {
        if self.place.delta < NEVER {
            state.insert(self.shift, self.place);
        }
    }

    /// Inserts the job there, when there is a place that is worth it or a route may be opened for it.
    pub(super) fn insert(&self, state: &mut State<'_>, job: u32, openings: &mut usize) {
        if self.place.delta >= NEVER {
            return;
        }
        let data = &state.model.jobs[job as usize];
        let weighs = state.model.aim == Aim::Net;
        // Of no prize, a job is served on the way only.
        if !weighs && !data.required && data.prize <= 0 && self.place.delta > 0 {
            return;
        }
        if weighs && !data.required && self.place.delta >= data.prize {
            if *openings == 0 || !state.routes[self.shift as usize].ways.is_empty() {
                return;
            }
            *openings -= 1;
        }
        state.insert(self.shift, self.place);
    }
}
