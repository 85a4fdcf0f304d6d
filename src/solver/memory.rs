//! What each job would cost in each route, remembered until the route changes.

use super::insertion::{Cheap, Places};
use super::model::{Model, count};
use super::state::State;

/// Best places of a job in a route of a certain version.
#[derive(Clone, Copy, Debug)]
struct Remembered {
    version: u32,
    epoch: u16,
    cheap: Cheap,
    places: Places,
}

/// Best places by job and route; entries of other versions or epochs are stale.
#[derive(Clone, Debug)]
pub(super) struct Memory {
    shifts: usize,
    epoch: u16,
    entries: Vec<Remembered>,
}

/// A version that no route ever has.
const STALE: u32 = u32::MAX;

impl Memory {
    pub(super) fn new(model: &Model<'_>) -> Self {
        let stale = Remembered {
            version: STALE,
            epoch: 0,
            cheap: Cheap::Travel,
            places: Places::NONE,
        };
        Self {
            shifts: model.shifts.len(),
            epoch: 0,
            entries: vec![stale; model.shifts.len() * model.jobs.len()],
        }
    }

    /// Forgets everything: for when another state is taken over.
    pub(super) fn forget(&mut self) {
        self.epoch = self.epoch.wrapping_add(1);
        if self.epoch > 0 {
            return;
        }
        // An old entry may be of this epoch of the round before.
        for entry in &mut self.entries {
            entry.version = STALE;
        }
    }

    /// The two cheapest places of a job in a route.
    pub(super) fn places(
        &mut self,
        state: &State<'_>,
        job: u32,
        shift: u32,
        cheap: Cheap,
    ) -> Places {
        let entry = &mut self.entries[job as usize * self.shifts + shift as usize];
        let version = state.versions[shift as usize];
        let known = entry.epoch == self.epoch && entry.version != STALE;
        if !known || entry.version != version || entry.cheap != cheap {
            let model = state.model;
            let (owner, route) = (&model.shifts[shift as usize], &state.routes[shift as usize]);
            let follows = known && entry.cheap == cheap && !model.timeless;
            let inserted = route.since(entry.version).filter(|_| follows);
            let followed = inserted.and_then(|inserted| {
                route.places_after(model, owner, job, cheap, &entry.places, &inserted)
            });
            *entry = Remembered {
                version,
                epoch: self.epoch,
                cheap,
                places: followed.unwrap_or_else(|| route.places(model, owner, job, cheap)),
            };
        }
        entry.places
    }

    /// Shifts of the table.
    pub(super) fn shifts(&self) -> u32 {
        count(self.shifts)
    }
}
