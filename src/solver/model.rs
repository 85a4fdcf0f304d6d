//! The instance as the inner loops read it: flat arrays by job, by way and by shift.
//!
//! A **way** is a job in one of its modes; a route is a list of ways. Windows are kept in terms of the vehicle's arrival,
//! the approach being part of the service, so that a job has one duration. Jobs are numbered anew in the order of their
//! places (see `matrix`), so that what is known of jobs near each other is near in memory.

use super::bonds::Bonds;
use super::job_data::{ALONE, JobData};
use super::matrix::{Matrix, Sites};
use super::shift_data::{Allowed, ShiftData};
use crate::problem::{Instance, JobIdx, Objective, ShiftIdx, Step};

/// Later than any moment, dearer than any way, and safe to add a few times.
pub(super) const NEVER: i64 = i64::MAX / 8;

/// Visits of one target.
#[derive(Clone, Debug)]
pub(super) struct GroupData {
    pub(super) jobs: Vec<u32>,
    pub(super) min_gap_days: i32,
}

/// What counts in an instance, beside what is required.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Aim {
    Prize,
    Travel,
    /// Travel is weighed against prize.
    Net,
}

/// The whole instance.
#[derive(Debug)]
pub(super) struct Model<'i> {
    pub(super) instance: &'i Instance,
    pub(super) jobs: Vec<JobData>,
    /// What the instance calls each job, and the number of each of its jobs.
    given: Vec<JobIdx>,
    numbers: Vec<u32>,
    groups: Vec<GroupData>,
    allowed: Allowed,
    /// Entry, exit and job of each way.
    pub(super) entry: Vec<u32>,
    pub(super) exit: Vec<u32>,
    pub(super) job_of: Vec<u32>,
    pub(super) shifts: Vec<ShiftData>,
    /// The first shift of which each is an exact copy, itself if none: an empty copy need not be tried twice.
    pub(super) alike: Vec<u32>,
    travel: Vec<Matrix>,
    /// No window, no end of shift: costs alone decide, and modes are chosen along the whole route.
    pub(super) timeless: bool,
    /// Some job has two ways, which routes with times must choose between.
    pub(super) turns: bool,
    /// Two shifts are exactly alike, so that either could go on as the other.
    pub(super) twins: bool,
    pub(super) mean_prize: f64,
    pub(super) aim: Aim,
    pub(super) bonds: Bonds,
}

impl<'i> Model<'i> {
    pub(super) fn new(instance: &'i Instance) -> Self {
        let travels = std::iter::once(&instance.travel).chain(&instance.closed_travel);
        let sites = Sites::new(travels.clone());
        let (given, numbers) = in_order(instance, &sites);
        let mut model = Self {
            instance,
            jobs: Vec::with_capacity(instance.jobs.len()),
            groups: groups(instance, &numbers),
            allowed: Allowed::new(instance, &given),
            entry: Vec::new(),
            exit: Vec::new(),
            job_of: Vec::new(),
            shifts: instance
                .shifts
                .iter()
                .map(|shift| ShiftData::new(instance, &sites, shift))
                .collect(),
            alike: Vec::new(),
            travel: travels.map(|travel| Matrix::new(travel, &sites)).collect(),
            timeless: false,
            turns: false,
            twins: false,
            mean_prize: 0.0,
            aim: aim(instance),
            bonds: Bonds::new(instance, &numbers),
            given,
            numbers,
        };
        for number in 0..model.given.len() {
            let job = &instance.jobs[model.given[number].idx()];
            let first_way = count(model.entry.len());
            for mode in job.modes.iter().take(2) {
                model.entry.push(sites.number(mode.entry.0));
                model.exit.push(sites.number(mode.exit.0));
                model.job_of.push(count(number));
            }
            let along = model.along(first_way..count(model.entry.len()));
            model.jobs.push(JobData::new(job, first_way, along));
        }
        model.pin_ends();
        model.alike = model.copies();
        model.twins = (0..)
            .zip(&model.alike)
            .any(|(shift, first)| shift != *first)
            && instance.ties.apart.is_empty();
        let longest = model.longest();
        model.timeless = model.jobs.iter().all(JobData::is_endless)
            && model
                .shifts
                .iter()
                .all(|shift| shift.rests.is_empty() && shift.close - shift.open >= longest);
        model.turns = !model.timeless && model.jobs.iter().any(|job| job.ways > 1);
        let prizes: i64 = model.jobs.iter().map(|job| job.prize).sum();
        model.mean_prize = prizes as f64 / model.jobs.len().max(1) as f64;
        model
    }

    /// Whether at least half of the jobs may be begun at any time of any shift that may do them.
    pub(super) fn is_unhurried(&self) -> bool {
        let free = |number: &u32| {
            let job = &self.jobs[*number as usize];
            let mut shifts =
                (0..count(self.shifts.len())).filter(|shift| self.allows(*number, *shift));
            shifts.all(|shift| {
                let shift = &self.shifts[shift as usize];
                job.is_open(shift.open, shift.close)
            })
        };
        2 * (0..count(self.jobs.len())).filter(free).count() >= self.jobs.len()
    }

    /// How far it is at most from the entry to the exit of some ways, where they are not the same place.
    fn along(&self, ways: std::ops::Range<u32>) -> i64 {
        /// By how much a detour may undercut the triangle inequality: legs are rounded, and turning round takes time.
        const SHORT: i64 = 60;
        let ways = ways.map(|way| (self.entry[way as usize], self.exit[way as usize]));
        let ways = ways.filter(|(entry, exit)| entry != exit);
        let legs = ways.flat_map(|(entry, exit)| {
            let travels = self.travel.iter();
            travels.map(move |travel| travel.time(entry, exit))
        });
        let longest = legs.filter(|leg| *leg < NEVER).max();
        longest.map_or(0, |leg| leg + SHORT)
    }

    /// No route lasts longer.
    fn longest(&self) -> i64 {
        let leg = self.travel.iter().map(Matrix::longest).max().unwrap_or(0);
        let legs = leg * (wide(self.jobs.len()) + 1);
        legs + self.jobs.iter().map(|job| job.service).sum::<i64>()
    }

    /// Shifts that the same jobs may be done by and that have the same times, places and limits; where jobs have homes none are, as
    /// each is the home of its own.
    fn copies(&self) -> Vec<u32> {
        let has_homes = !self.instance.ties.homes.is_empty();
        let jobs = 0..count(self.jobs.len());
        let mut firsts: Vec<u32> = Vec::new();
        (0..count(self.shifts.len()))
            .map(|number| {
                let same = |first: &&u32| {
                    let mut jobs = jobs.clone();
                    !has_homes
                        && self.shifts[**first as usize] == self.shifts[number as usize]
                        && jobs.all(|job| self.allows(job, **first) == self.allows(job, number))
                };
                firsts.iter().find(same).copied().unwrap_or_else(|| {
                    firsts.push(number);
                    number
                })
            })
            .collect()
    }

    /// Ends of routes as ways, corridors in their first mode until a better one is found.
    fn pin_ends(&mut self) {
        for ends in &self.instance.ties.ends {
            let number = |job: &JobIdx| self.numbers[job.idx()] as usize;
            let way = |job: &JobIdx| self.jobs[number(job)].first_way;
            let shift = &mut self.shifts[ends.shift.idx()];
            shift.first = ends.first.iter().map(way).collect();
            shift.last = ends.last.iter().map(way).collect();
            for job in ends.first.iter().chain(&ends.last) {
                self.jobs[self.numbers[job.idx()] as usize].pinned = true;
            }
        }
    }

    pub(super) fn travel_of(&self, shift: &ShiftData) -> &Matrix {
        &self.travel[shift.travel]
    }

    /// Travel on open roads.
    pub(super) fn travel(&self) -> &Matrix {
        &self.travel[0]
    }

    /// The ways of a job.
    pub(super) fn ways(&self, job: u32) -> std::ops::Range<u32> {
        let data = &self.jobs[job as usize];
        data.first_way..data.first_way + data.ways
    }

    /// A way's job in its other mode, in the same where it has one only.
    pub(super) fn other_way(&self, way: u32) -> u32 {
        let job = self.job_of(way);
        2 * job.first_way + job.ways - 1 - way
    }

    /// The visits of a job's target.
    pub(super) fn group_of(&self, job: u32) -> Option<&GroupData> {
        let group = self.jobs[job as usize].group;
        (group != ALONE).then(|| &self.groups[group as usize])
    }

    pub(super) fn job_of(&self, way: u32) -> &JobData {
        &self.jobs[self.job_of[way as usize] as usize]
    }

    pub(super) fn step(&self, way: u32) -> Step {
        let job = self.job_of[way as usize];
        let mode = way - self.jobs[job as usize].first_way;
        Step {
            job: self.given[job as usize],
            mode: u8::try_from(mode).unwrap_or(u8::MAX),
        }
    }

    /// Travel time from the first depot to a job, [`NEVER`] at least without a way.
    pub(super) fn away(&self, job: u32) -> i64 {
        let from = self.shifts.first().map_or(0, |shift| shift.start);
        let entry = self.entry[self.jobs[job as usize].first_way as usize];
        self.travel().time(from, entry)
    }

    /// The way of a step; `None` when the instance has no such job or mode.
    pub(super) fn way(&self, step: Step) -> Option<u32> {
        let number = self.numbers.get(step.job.idx())?;
        let job = &self.jobs[*number as usize];
        let mode = u32::from(step.mode);
        (mode < job.ways).then(|| job.first_way + mode)
    }

    /// Whether a shift may do a job.
    pub(super) fn allows(&self, job: u32, shift: u32) -> bool {
        self.allowed.has(job, shift)
    }

    /// Shifts that may do a job; `None` = all.
    pub(super) fn shifts_of(&self, job: u32) -> Option<&'i [ShiftIdx]> {
        let given = self.given[job as usize];
        self.instance.jobs[given.idx()].shifts.as_deref()
    }
}

/// Jobs in the order of their places, of one place as they are given; and the number that each has there.
fn in_order(instance: &Instance, sites: &Sites) -> (Vec<JobIdx>, Vec<u32>) {
    let mut given: Vec<JobIdx> = (0..instance.jobs.len()).map(JobIdx::from_idx).collect();
    given.sort_by_key(|job| {
        let modes = instance.jobs[job.idx()].modes.first();
        modes.map_or(u32::MAX, |mode| sites.number(mode.entry.0))
    });
    let mut numbers = vec![0; given.len()];
    for (number, job) in (0..).zip(&given) {
        numbers[job.idx()] = number;
    }
    (given, numbers)
}

fn groups(instance: &Instance, numbers: &[u32]) -> Vec<GroupData> {
    let groups = instance.groups.iter().map(|group| GroupData {
        jobs: group.jobs.iter().map(|job| numbers[job.idx()]).collect(),
        min_gap_days: group.min_gap_days,
    });
    groups.collect()
}

fn aim(instance: &Instance) -> Aim {
    let mut jobs = instance.jobs.iter();
    match instance.objective {
        Objective::PrizeLessTravel => Aim::Net,
        Objective::PrizeThenTravel if jobs.any(|job| !job.required && job.prize.get() > 0) => {
            Aim::Prize
        }
        Objective::PrizeThenTravel => Aim::Travel,
    }
}

/// As an index; instances hold fewer than 2^32 of anything.
pub(super) fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// As a duration or an amount of effort.
pub(super) fn wide(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
