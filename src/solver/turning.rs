//! Corridors of a timed route driven the other way, where that saves travel.
//!
//! An insertion chooses the mode of the job inserted; those of its neighbours may be the wrong ones from then on. The search
//! comes to no better prize for looking at them again and again, so that they are looked at when it is over.

use super::model::Model;
use super::rests::{after, in_time, rows, serve, with_rests};
use super::route::Route;
use super::shift_data::ShiftData;

/// A step in another mode, and the travel time that it saves.
#[derive(Clone, Copy, Debug)]
struct Turn {
    at: usize,
    way: u32,
    saves: i64,
}

impl Route {
    /// Turns corridors while it saves travel and keeps a feasible route feasible; whether any was turned.
    pub(super) fn turn(&mut self, model: &Model<'_>, shift: &ShiftData) -> bool {
        let mut turned = false;
        // Each turn saves travel, so that it ends; the limit is for the worst case only.
        for _ in 0..=self.ways.len() {
            let Some(turn) = self.best_turn(model, shift) else {
                break;
            };
            self.ways[turn.at] = turn.way;
            self.update(model, shift);
            turned = true;
        }
        turned
    }

    fn best_turn(&self, model: &Model<'_>, shift: &ShiftData) -> Option<Turn> {
        let lost = !self.is_feasible();
        let turns = (0..self.ways.len()).filter_map(|at| self.other_way(model, shift, at));
        turns
            .filter(|turn| turn.saves > 0 && (lost || self.stays_feasible(model, shift, *turn)))
            .max_by_key(|turn| (turn.saves, std::cmp::Reverse(turn.at)))
    }

    fn other_way(&self, model: &Model<'_>, shift: &ShiftData, at: usize) -> Option<Turn> {
        let way = self.ways[at];
        let other = model.other_way(way);
        if other == way {
            return None;
        }
        let (there, on) = self.legs_of(model, shift, at, other);
        Some(Turn {
            at,
            way: other,
            saves: self.gaps[at].leg + self.gaps[at + 1].leg - there - on,
        })
    }

    fn legs_of(&self, model: &Model<'_>, shift: &ShiftData, at: usize, way: u32) -> (i64, i64) {
        let travel = model.travel_of(shift);
        let (entry, exit) = (model.entry[way as usize], model.exit[way as usize]);
        (
            travel.time(self.gaps[at].exit, entry),
            travel.time(exit, self.gaps[at + 1].entry),
        )
    }

    fn stays_feasible(&self, model: &Model<'_>, shift: &ShiftData, turn: Turn) -> bool {
        let Turn { at, way, .. } = turn;
        let job = model.job_of(way);
        let (there, on) = self.legs_of(model, shift, at, way);
        with_rests!(
            shift,
            job.begin(self.gaps[at].depart + there) + job.service + on <= self.gaps[at + 1].arrive,
            |rests| {
                let departs = (self.gaps[at].depart, rows(&self.rested_departs)[at]);
                let labels = serve(job, rests, after(departs, there));
                let latest = (self.gaps[at + 1].arrive, rows(&self.rested_arrives)[at + 1]);
                in_time(after(labels, on), latest)
            }
        )
    }
}
