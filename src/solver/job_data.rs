//! Jobs as the inner loops read them.

use super::model::{NEVER, count};
use crate::problem::Job;

/// The end of a window that never closes.
const ENDLESS: i64 = i64::MAX / 64;

/// Stands for "in no group".
pub(super) const ALONE: u32 = u32::MAX;

/// One job.
#[derive(Clone, Debug)]
pub(super) struct JobData {
    pub(super) prize: i64,
    pub(super) required: bool,
    pub(super) load: i64,
    /// From arrival (or the opening of the window) to departure.
    pub(super) service: i64,
    /// What it takes of the time that a route has left at least: the service, of a corridor less the way from its entry to its exit,
    /// as that may be a way which the vehicle drives anyhow.
    pub(super) least: i64,
    /// Earliest arrival that need not wait.
    pub(super) open: i64,
    /// Latest arrival.
    pub(super) close: i64,
    /// Windows in terms of arrival, when there are several.
    windows: Vec<(i64, i64)>,
    /// Pinned to an end of a route: it never changes places.
    pub(super) pinned: bool,
    pub(super) first_way: u32,
    pub(super) ways: u32,
    /// Its group, or [`ALONE`].
    pub(super) group: u32,
}

impl JobData {
    /// A job whose first way has a number, and from whose entry to whose exit it is so far at most.
    pub(super) fn new(job: &Job, first_way: u32, along: i64) -> Self {
        let windows = windows(job);
        let service = job.service.get() + job.approach.get();
        Self {
            prize: job.prize.get(),
            required: job.required,
            load: job.load,
            service,
            least: service - along,
            open: windows.first().map_or(-NEVER, |window| window.0),
            close: windows.last().map_or(ENDLESS, |window| window.1),
            windows: if windows.len() > 1 {
                windows
            } else {
                Vec::new()
            },
            pinned: false,
            first_way,
            ways: count(job.modes.len().min(2)),
            group: job.group.unwrap_or(ALONE),
        }
    }

    /// When the service begins after an arrival; [`NEVER`] when every window is over.
    pub(super) fn begin(&self, arrival: i64) -> i64 {
        if arrival > self.close {
            return NEVER;
        }
        if self.windows.is_empty() {
            return arrival.max(self.open);
        }
        let window = self.windows.iter().find(|window| arrival <= window.1);
        window.map_or(NEVER, |window| arrival.max(window.0))
    }

    /// The latest beginning no later than a moment; `-NEVER` when there is none.
    pub(super) fn latest(&self, moment: i64) -> i64 {
        if moment < self.open {
            return -NEVER;
        }
        if self.windows.is_empty() {
            return moment.min(self.close);
        }
        let window = self.windows.iter().rev().find(|window| window.0 <= moment);
        window.map_or(-NEVER, |window| moment.min(window.1))
    }

    /// Whether its time is one interval.
    pub(super) fn is_plain(&self) -> bool {
        self.windows.is_empty()
    }

    /// Whether its window never closes.
    pub(super) fn is_endless(&self) -> bool {
        self.close == ENDLESS
    }

    /// Whether it may be begun at any moment of a span.
    pub(super) fn is_open(&self, from: i64, until: i64) -> bool {
        if self.is_plain() {
            return self.open <= from && self.close >= until;
        }
        let mut windows = self.windows.iter();
        windows.any(|window| window.0 <= from && window.1 >= until)
    }
}

/// Windows in terms of arrival; those between which there is no moment are one, as days without hours of their own are.
fn windows(job: &Job) -> Vec<(i64, i64)> {
    let mut windows: Vec<(i64, i64)> = Vec::with_capacity(job.windows.len());
    for window in &job.windows {
        let [from, until] =
            [window.start(), window.end()].map(|end| end.get() - job.approach.get());
        match windows.last_mut() {
            Some(last) if from <= last.1 + 1 => last.1 = last.1.max(until),
            _ => windows.push((from, until)),
        }
    }
    windows
}
