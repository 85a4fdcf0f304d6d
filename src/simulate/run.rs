//! One run: the days of one policy under one draw of what may happen.

mod visits;
mod waste;

use std::collections::BTreeMap;

use super::dice::Dice;
use super::dumping::{self, Dump};
use super::heap::Heap;
use super::office::Office;
use super::patrol::{Made, Outing};
use super::scenario::Scenario;
use super::weather::{Sky, skies, team_day};
use super::world::World;
use crate::coverage::watch::Watched;
use crate::domain::{Due, History, Status};
use crate::ledger::{self, Draft, Lack, Ledger, LedgerError, MemoryStore, Moment};
use crate::pipeline::{Ground, Horizon, Task};
use crate::problem::Solution;
use crate::problem::assemble::TravelTimes;
use crate::solver::solve_alone;
use crate::units::{Day, TargetId};
use crate::workspace::Workspace;

/// When the public's reports reach the county, seconds after midnight.
const POST: i64 = 7 * 3600 + 1800;

/// What all runs share.
#[derive(Clone, Copy, Debug)]
pub struct Setting<'a> {
    /// What may happen.
    pub scenario: &'a Scenario,
    /// Where waste may appear.
    pub world: &'a World,
    /// The ledger before the first day.
    pub ledger: &'a Ledger<MemoryStore>,
    /// Travel times on snow.
    pub snow: &'a dyn TravelTimes,
    /// First day.
    pub first: Day,
    /// Number of days.
    pub days: u32,
    /// Iterations of the search for each day's plan.
    pub iterations: u64,
    /// Seed of all draws.
    pub seed: u64,
}

/// What a run leaves behind.
#[derive(Debug)]
pub struct Played {
    /// The ledger after the last day.
    pub ledger: Ledger<MemoryStore>,
    /// The truth.
    pub heaps: Vec<Heap>,
    /// Each day.
    pub days: Vec<DayLog>,
    /// Steps that the rules refused, by point.
    pub refused: Vec<(String, Vec<Lack>)>,
}

/// A day of a run.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DayLog {
    /// Required visits that were due.
    pub required_due: u32,
    /// Required visits that were planned.
    pub required_planned: u32,
    /// Prize that was due.
    pub prize_due: i64,
    /// Prize of the visits that were made.
    pub prize_made: i64,
    /// Visits that were made.
    pub made: u32,
    /// Visits that failed or were left over.
    pub failed: u32,
    /// Seconds that teams were out.
    pub worked_s: f64,
    /// Metres driven.
    pub driven_m: i64,
    /// Points of the ledger that are open in the evening (台账在册).
    pub open: u32,
    /// Heaps that nobody has found by the evening.
    pub undiscovered: u32,
}

/// What is known of a spot.
#[derive(Clone, Debug, Default)]
struct Place {
    /// Point of the ledger there.
    point: Option<String>,
    /// It is closed, and nothing new was found there.
    is_closed: bool,
    /// Heap that nobody has found yet.
    hidden: Option<usize>,
    /// Heap that the point is.
    heap: Option<usize>,
    /// Points there so far.
    count: u32,
}

/// Plays one run of a policy.
///
/// # Errors
/// When the ledger's events cannot be read, which does not happen in memory.
pub fn play(
    setting: &Setting<'_>,
    workspace: &Workspace,
    ground: &Ground<'_>,
    run: u64,
) -> Result<Played, LedgerError> {
    let mut season = Season::new(setting, workspace, ground, run);
    for ahead in 0..setting.days {
        season.day(ahead)?;
    }
    Ok(Played {
        ledger: season.ledger,
        heaps: season.heaps,
        days: season.log,
        refused: season.refused,
    })
}

struct Season<'a> {
    setting: &'a Setting<'a>,
    workspace: &'a Workspace,
    ground: &'a Ground<'a>,
    dice: Dice,
    run: u64,
    skies: Vec<Sky>,
    dumps: Vec<Dump>,
    next_dump: usize,
    ledger: Ledger<MemoryStore>,
    office: Office,
    places: Vec<Place>,
    /// Spots that each village or corridor watches.
    watched: BTreeMap<&'a TargetId, Vec<usize>>,
    by_point: BTreeMap<String, usize>,
    heaps: Vec<Heap>,
    log: Vec<DayLog>,
    refused: Vec<(String, Vec<Lack>)>,
}

impl<'a> Season<'a> {
    fn new(
        setting: &'a Setting<'a>,
        workspace: &'a Workspace,
        ground: &'a Ground<'a>,
        run: u64,
    ) -> Self {
        let dice = Dice::new(setting.seed, run);
        let (from, to) = (
            midnight(setting.first, workspace),
            midnight(
                setting
                    .first
                    .plus(i32::try_from(setting.days).unwrap_or(i32::MAX)),
                workspace,
            ),
        );
        let mut watched: BTreeMap<&TargetId, Vec<usize>> = BTreeMap::new();
        let mut by_point = BTreeMap::new();
        let mut places = Vec::with_capacity(setting.world.spots.len());
        for (number, spot) in setting.world.spots.iter().enumerate() {
            if let Some(Watched::Place(id) | Watched::Corridor(id, _)) = &spot.watched {
                watched.entry(id).or_default().push(number);
            }
            let mut place = Place::default();
            if let Some(id) = &spot.point {
                let known = setting.ledger.book().target(id.as_str());
                let status = known
                    .and_then(|target| target.point.as_deref())
                    .map(|point| point.status);
                place.is_closed = matches!(status, Some(Status::Closed | Status::QuickClosed));
                place.point = Some(id.to_string());
                by_point.insert(id.to_string(), number);
            }
            places.push(place);
        }
        Self {
            dumps: dumping::dumps(setting.scenario, setting.world, dice, from, to),
            next_dump: 0,
            skies: skies(&setting.scenario.weather, dice, setting.first, setting.days),
            office: Office::new(setting.scenario, dice, setting.first, workspace.utc_offset),
            ledger: setting.ledger.clone(),
            setting,
            workspace,
            ground,
            dice,
            run,
            places,
            watched,
            by_point,
            heaps: Vec::new(),
            log: Vec::new(),
            refused: Vec::new(),
        }
    }

    fn day(&mut self, ahead: u32) -> Result<(), LedgerError> {
        let day = self
            .setting
            .first
            .plus(i32::try_from(ahead).unwrap_or(i32::MAX));
        self.dump_until(midnight(day, self.workspace) + POST);
        if self.workspace.calendar.is_working(day) {
            self.post(day);
        }
        let morning = self.office.morning(&mut self.ledger, day)?;
        self.refused.extend(morning.refused);
        for (id, _, to) in morning.moves {
            self.moved(&id, to, day);
        }
        for waste in morning.moved_waste {
            self.dump_elsewhere(&waste, day);
        }
        // What falls while the teams are out is seen by whoever comes after.
        self.dump_until(midnight(day.plus(1), self.workspace));
        let mut log = DayLog::default();
        let sky = self.skies[ahead as usize];
        if !sky.snowed_in {
            self.patrols(day, ahead, sky, &mut log);
        }
        let open = self
            .ledger
            .book()
            .unsorted()
            .filter_map(|target| target.point.as_deref());
        log.open = count(open.filter(|point| point.is_open()).count());
        let hidden = self
            .heaps
            .iter()
            .filter(|heap| heap.found.is_none() && !heap.is_false);
        log.undiscovered = count(hidden.count());
        self.log.push(log);
        Ok(())
    }

    /// Appends drafts; those of a target that is refused are left out and told.
    fn append(&mut self, time: Moment, mut drafts: Vec<Draft>) {
        while !drafts.is_empty() {
            match self
                .ledger
                .append(time, |_| Ok::<_, LedgerError>(drafts.clone()))
            {
                Err(LedgerError::Refused { target, lacks }) => {
                    drafts.retain(|draft| draft.target != target);
                    self.refused.push((target, lacks));
                }
                _ => return,
            }
        }
    }

    /// Plans the day, and lets the teams go out.
    fn patrols(&mut self, day: Day, ahead: u32, sky: Sky, log: &mut DayLog) {
        let horizon = Horizon {
            first_day: day,
            days: 1,
        };
        let history = whole_corridors(ledger::history(self.ledger.book()));
        let standing = self.ground.stand(history, day);
        let task = if sky.snow {
            self.ground.pose_with(&standing, horizon, self.setting.snow)
        } else {
            self.ground.pose(&standing, horizon)
        };
        let instance = &task.assembled.instance;
        let seed = self.setting.seed ^ (self.run << 32) ^ u64::from(ahead);
        let solution = solve_alone(instance, seed, self.setting.iterations);
        tally(&task, &solution, log);
        let outing = Outing {
            patrol: &self.setting.scenario.patrol,
            dice: self.dice,
            ahead: u64::from(ahead),
            task: &task,
        };
        let mut stops: Vec<(Made, usize)> = Vec::new();
        for (shift, route) in solution.routes.iter().enumerate() {
            let team = task.assembled.shifts[shift].team;
            let id = self.workspace.teams[team].id.as_str();
            let begun = team_day(
                &self.setting.scenario.patrol,
                self.dice,
                id,
                u64::from(ahead),
            );
            let done = outing.carry_out(shift, route, id, begun);
            log.worked_s += done.worked_s;
            log.driven_m += done.driven_m;
            stops.extend(done.stops.into_iter().map(|stop| (stop, team)));
        }
        stops.sort_by(|a, b| a.0.end.total_cmp(&b.0.end).then(a.0.due.cmp(&b.0.due)));
        self.write_visits(day, sky, &standing, &task, &stops, log);
    }
}

/// What was due and what was planned.
fn tally(task: &Task, solution: &Solution, log: &mut DayLog) {
    // What falls due on a day off is due on the next working day, and counts there.
    if task.assembled.shifts.is_empty() {
        return;
    }
    let prize = |due: &Due| due.prize.get();
    log.prize_due = task.due.iter().map(prize).sum();
    log.required_due = count(task.due.iter().filter(|due| due.required).count());
    for step in solution.routes.iter().flatten() {
        let due = &task.due[task.assembled.jobs[step.job.idx()].due];
        log.required_planned += u32::from(due.required);
    }
}

/// Corridors are driven whole here: one of which a part was seen is as old as its oldest metre.
fn whole_corridors(mut history: History) -> History {
    for past in history.targets.values_mut() {
        if let Some((metres, length)) = past.metres.take() {
            let is_whole = metres.seen(length) >= length;
            past.last_visit = metres.days().map(|days| days.0).filter(|_| is_whole);
        }
    }
    history
}

fn midnight(day: Day, workspace: &Workspace) -> i64 {
    i64::from(day.number()) * 86_400 - i64::from(workspace.utc_offset)
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "a day is far below 2^53 seconds"
)]
fn whole(seconds: f64) -> i64 {
    seconds.round() as i64
}
