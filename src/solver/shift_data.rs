//! Shifts as the inner loops read them, and who may do what.

use super::matrix::Sites;
use crate::problem::{Break, Instance, JobIdx, Shift};

/// A break owed: begin between, and its duration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Rest {
    pub(super) from: i64,
    pub(super) until: i64,
    pub(super) lasts: i64,
}

/// One shift.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ShiftData {
    pub(super) start: u32,
    pub(super) end: u32,
    pub(super) open: i64,
    pub(super) close: i64,
    pub(super) capacity: i64,
    pub(super) max_jobs: usize,
    /// Breaks in their order.
    pub(super) rests: Vec<Rest>,
    pub(super) day: i32,
    pub(super) travel: usize,
    /// Pinned first and last ways of its route.
    pub(super) first: Vec<u32>,
    pub(super) last: Vec<u32>,
}

impl ShiftData {
    pub(super) fn new(instance: &Instance, sites: &Sites, shift: &Shift) -> Self {
        Self {
            start: sites.number(shift.start.0),
            end: sites.number(shift.end.0),
            open: shift.window.start().get(),
            close: shift.window.end().get(),
            capacity: shift.capacity.unwrap_or(i64::MAX),
            max_jobs: shift.max_jobs.map_or(usize::MAX, |most| most as usize),
            rests: shift.breaks.iter().map(rest_data).collect(),
            day: shift.day,
            // As `Instance::travel_of`: roads that are not known are those that are open.
            travel: if shift.travel <= instance.closed_travel.len() {
                shift.travel
            } else {
                0
            },
            first: Vec::new(),
            last: Vec::new(),
        }
    }
}

fn rest_data(rest: &Break) -> Rest {
    Rest {
        from: rest.begin.start().get(),
        until: rest.begin.end().get(),
        lasts: rest.duration.get(),
    }
}

/// Bits of an entry of [`Allowed::bits`].
const WORD: usize = 64;

/// Shifts that may do each job.
#[derive(Debug, Default)]
pub(super) struct Allowed {
    /// Entries of a row.
    words: usize,
    /// A row for each job, a bit for each shift; empty where all may do all.
    bits: Vec<u64>,
}

impl Allowed {
    /// For jobs in an order of their own.
    pub(super) fn new(instance: &Instance, given: &[JobIdx]) -> Self {
        if instance.jobs.iter().all(|job| job.shifts.is_none()) {
            return Self::default();
        }
        let words = instance.shifts.len().div_ceil(WORD);
        let mut bits = vec![0; words * given.len()];
        for (row, job) in bits.chunks_exact_mut(words.max(1)).zip(given) {
            match &instance.jobs[job.idx()].shifts {
                None => row.fill(u64::MAX),
                Some(shifts) => {
                    for shift in shifts {
                        if let Some(word) = row.get_mut(shift.idx() / WORD) {
                            *word |= 1 << (shift.idx() % WORD);
                        }
                    }
                }
            }
        }
        Self { words, bits }
    }

    pub(super) fn has(&self, job: u32, shift: u32) -> bool {
        let at = job as usize * self.words + shift as usize / WORD;
        let word = self.bits.get(at);
        word.is_none_or(|word| word >> (shift as usize % WORD) & 1 == 1)
    }
}
