//! Pairs kept apart and the homes of jobs, by job.

use super::state::LEFT_OUT;
use crate::problem::Instance;

/// What ties a job to others and to a shift; empty where an instance has no ties.
#[derive(Debug)]
pub(super) struct Bonds {
    /// Jobs that may not share a route, by job.
    apart: Vec<Vec<u32>>,
    /// Shift of an earlier plan by job, or [`LEFT_OUT`].
    homes: Vec<u32>,
    /// Most jobs away from home.
    pub(super) most_moved: u32,
}

impl Bonds {
    /// `numbers` are those that the jobs of the instance have in the search.
    pub(super) fn new(instance: &Instance, numbers: &[u32]) -> Self {
        let (ties, jobs) = (&instance.ties, instance.jobs.len());
        let mut apart = vec![Vec::new(); if ties.apart.is_empty() { 0 } else { jobs }];
        for (one, two) in &ties.apart {
            let (one, two) = (numbers[one.idx()], numbers[two.idx()]);
            apart[one as usize].push(two);
            apart[two as usize].push(one);
        }
        let mut homes = vec![LEFT_OUT; if ties.homes.is_empty() { 0 } else { jobs }];
        for (job, home) in &ties.homes {
            homes[numbers[job.idx()] as usize] = home.0;
        }
        Self {
            apart,
            homes,
            most_moved: ties.most_moved.unwrap_or(u32::MAX),
        }
    }

    /// Jobs that may not be in a route with a job.
    pub(super) fn apart(&self, job: u32) -> &[u32] {
        self.apart.get(job as usize).map_or(&[], Vec::as_slice)
    }

    /// Whether a job in a shift is away from home.
    pub(super) fn moves(&self, job: u32, shift: u32) -> bool {
        let home = self.homes.get(job as usize);
        home.is_some_and(|home| *home != LEFT_OUT && *home != shift)
    }

    /// Whether there is an earlier plan.
    pub(super) fn has_homes(&self) -> bool {
        !self.homes.is_empty()
    }
}
