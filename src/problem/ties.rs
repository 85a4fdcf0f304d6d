//! What ties jobs to shifts, places in a route and each other, beyond times and limits.

use super::{JobIdx, ShiftIdx, Step};

/// Jobs that open and close the route of a shift.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ends {
    /// The shift.
    pub shift: ShiftIdx,
    /// Its first jobs, in order.
    pub first: Vec<JobIdx>,
    /// Its last jobs, in order.
    pub last: Vec<JobIdx>,
}

/// Pins, pairs to be kept apart, and how much may change against an earlier plan.
///
/// A job that is pinned to a shift alone needs none of it: [`super::Job::shifts`] and [`super::Job::required`] say so.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ties {
    /// Pinned ends of routes, at most one entry a shift, by shift; a job is in at most one. The jobs of an entry are served
    /// all, at their places, or none of them is.
    pub ends: Vec<Ends>,
    /// Pairs of jobs that may not be in one route.
    pub apart: Vec<(JobIdx, JobIdx)>,
    /// The shift of each job in an earlier plan, by job; a job served by another shift is **moved**. Pinned jobs have none.
    pub homes: Vec<(JobIdx, ShiftIdx)>,
    /// Most moved jobs; `None` = any number.
    pub most_moved: Option<u32>,
    /// Routes that the search begins with, by shift, such as those of an earlier plan; none, or fewer than shifts, will do.
    /// What of them does not fit is passed over. They bind nothing.
    pub begin: Vec<Vec<Step>>,
}
