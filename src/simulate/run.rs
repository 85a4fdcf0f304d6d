//! One run: the days of one policy under one draw of what may happen.

use std::collections::BTreeMap;

use super::dice::{Dice, Draws, Stream, name};
use super::dumping::{self, Dump};
use super::heap::Heap;
use super::office::{Find, Finder, MovedWaste, Office};
use super::patrol::{Made, Outing};
use super::scenario::Scenario;
use super::weather::{Sky, skies, team_day};
use super::world::{Spot, World};
use crate::coverage::watch::Watched;
use crate::domain::{Due, History, SiteState, Status, TargetDetail, TargetKind, Tier};
use crate::ledger::act::{Actor, complaint_draft, visit_draft};
use crate::ledger::payload::{Finding, Matter, Problem, Severity, Visited};
use crate::ledger::transitions::OPEN;
use crate::ledger::{self, Draft, Lack, Ledger, LedgerError, MemoryStore, Moment, Role};
use crate::pipeline::{Ground, Horizon, Standing, Task};
use crate::problem::Solution;
use crate::problem::assemble::TravelTimes;
use crate::solver::solve_alone;
use crate::units::{Day, TargetId};
use crate::workspace::Workspace;

/// When the public's reports reach the county, seconds after midnight.
const POST: i64 = 7 * 3600 + 1800;
/// Site item that orders are about.
const ORDERED_ITEM: &str = "B1";

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
    /// Visits that were due.
    pub due: u32,
    /// Visits that were planned.
    pub planned: u32,
    /// Required visits that were due.
    pub required_due: u32,
    /// Required visits that were planned.
    pub required_planned: u32,
    /// Prize that was due.
    pub prize_due: i64,
    /// Prize that was planned.
    pub prize_planned: i64,
    /// Prize of the visits that were made.
    pub prize_made: i64,
    /// Visits that were made.
    pub made: u32,
    /// Visits that failed or were left over.
    pub failed: u32,
    /// Teams that went out.
    pub teams: u32,
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

    /// Lets the waste fall that is dumped before a moment.
    fn dump_until(&mut self, moment: i64) {
        while let Some(dump) = self
            .dumps
            .get(self.next_dump)
            .filter(|dump| dump.time < moment)
        {
            let dump = *dump;
            self.next_dump += 1;
            let (place, spot) = (
                &self.places[dump.spot],
                &self.setting.world.spots[dump.spot],
            );
            let is_bare = place.point.is_none();
            let chance = dumping::chance(self.setting.scenario, spot.per_year, place.is_closed);
            if place.hidden.is_none() && (is_bare || place.is_closed) && dump.mark < chance {
                self.dump(dump.spot, dump.time, false);
            }
        }
    }

    fn dump(&mut self, number: usize, time: i64, is_moved: bool) {
        let spot = &self.setting.world.spots[number];
        let dumping = &self.setting.scenario.dumping;
        let mut draws = self.heap_draws(spot, time);
        let size = draws.share();
        let tier = if size < dumping.litter_share {
            Tier::Litter
        } else if size < 1.0 - dumping.census_share {
            Tier::Small
        } else {
            Tier::Census
        };
        let is_rebound = self.places[number].is_closed;
        let is_false = draws.chance(dumping.false_share) && !is_rebound && !is_moved;
        self.places[number].hidden = Some(self.heaps.len());
        self.heaps.push(Heap {
            spot: number,
            point: None,
            dumped: time,
            found: None,
            finder: None,
            closed: None,
            is_rebound,
            is_false,
            tier,
        });
    }

    fn heap_draws(&self, spot: &Spot, time: i64) -> Draws {
        self.dice
            .of(Stream::Heap, &[name(&spot.name), time.unsigned_abs()])
    }

    /// Works whose waste was dumped elsewhere: at a spot within the distance that raises an alert (R7) where nothing is known.
    ///
    /// Each spot has its own draw and the lowest one is taken, so that it is the same spot under every policy if it is bare.
    fn dump_elsewhere(&mut self, waste: &MovedWaste, day: Day) {
        use geo::{Distance, Haversine, Point};
        let limit = self.ledger.book().rules().movement_km * 1_000.0;
        let spots = self.setting.world.spots.iter().enumerate();
        let bare = spots.filter(|(number, spot)| {
            let place = &self.places[*number];
            let is_bare = place.point.is_none() && place.hidden.is_none();
            let metres = Haversine.distance(Point(spot.at), Point(waste.at));
            is_bare && spot.watched.is_some() && metres <= limit
        });
        let drawn = bare.min_by_key(|(_, spot)| {
            let key = [name(&waste.id), u64::from(waste.round), name(&spot.name)];
            self.dice.of(Stream::Moved, &key).bits()
        });
        if let Some(number) = drawn.map(|(number, _)| number) {
            self.dump(number, midnight(day, self.workspace) + POST, true);
        }
    }

    /// The desks moved a point.
    fn moved(&mut self, id: &str, to: Status, day: Day) {
        let Some(number) = self.by_point.get(id).copied() else {
            return;
        };
        let place = &mut self.places[number];
        match to {
            Status::Closed | Status::QuickClosed => {
                place.is_closed = true;
                if let Some(heap) = place.heap.take() {
                    self.heaps[heap].closed = Some(midnight(day, self.workspace) + 8 * 3600 + 1800);
                }
            }
            // Nothing was there, or it goes on as another point.
            Status::Excluded | Status::Merged => {
                place.point = None;
                place.heap = None;
                place.is_closed = false;
            }
            _ => place.is_closed = false,
        }
    }

    /// Reports of the public that arrive on a morning.
    fn post(&mut self, day: Day) {
        let now = midnight(day, self.workspace) + POST;
        let chance = self.setting.scenario.dumping.public_report_per_day;
        let hidden: Vec<(usize, usize)> = self
            .places
            .iter()
            .enumerate()
            .filter_map(|(number, place)| Some((number, place.hidden?)))
            .collect();
        for (number, heap) in hidden {
            let spot = &self.setting.world.spots[number];
            let known = &self.heaps[heap];
            let mut draws = self.dice.of(
                Stream::PublicReport,
                &[name(&spot.name), known.dumped.unsigned_abs()],
            );
            let waits = draws.exponential(86_400.0 / chance.max(1e-12));
            let is_told = (now - known.dumped) as f64 >= waits && chance > 0.0;
            if !is_told || known.is_false || known.finder.is_some() {
                continue;
            }
            let Some(time) = Moment::on(day, POST, self.workspace.utc_offset) else {
                continue;
            };
            if known.is_rebound {
                self.complain(number, heap, time);
            } else {
                self.report(number, heap, time, Finder::Public);
            }
        }
    }

    /// Somebody complains of new waste at a closed point, which a patrol then verifies.
    fn complain(&mut self, number: usize, heap: usize, time: Moment) {
        let Some(id) = self.places[number].point.clone() else {
            return;
        };
        let actor = Actor {
            key: "village-1".to_owned(),
            role: Role::Village,
            time,
        };
        let draft = complaint_draft(
            &actor,
            &id,
            Matter::Complaint,
            Some("12345".to_owned()),
            None,
        );
        match draft {
            Ok(draft) => {
                let found = &mut self.heaps[heap];
                (found.finder, found.found) = (Some(Finder::Public), Some(time.seconds()));
                self.append(time, vec![draft]);
            }
            Err(lacks) => self.refused.push((id, lacks)),
        }
    }

    /// Writes a new heap down as a suspect.
    fn report(&mut self, number: usize, heap: usize, time: Moment, by: Finder) {
        let spot = &self.setting.world.spots[number];
        let known = &self.heaps[heap];
        let mut draws = self.dice.of(
            Stream::Heap,
            &[name(&spot.name), known.dumped.unsigned_abs(), 1],
        );
        let (volume, class) = size(
            known.tier,
            self.setting.scenario.dumping.hazardous_share,
            &mut draws,
        );
        let find = Find {
            id: format!("S{number:05}-{}", self.places[number].count + 1),
            at: spot.at,
            tier: known.tier,
            class: class.to_owned(),
            volume_m3: volume,
            is_false: known.is_false,
            township: spot.township.clone(),
            village: spot.village.clone(),
        };
        let drafts = match self.office.report(self.ledger.book(), &find, time, by) {
            Ok(drafts) => drafts,
            Err(lacks) => {
                self.refused.push((find.id, lacks));
                return;
            }
        };
        let before = self.refused.len();
        self.append(time, drafts);
        if self.refused.len() > before {
            return;
        }
        let place = &mut self.places[number];
        place.count += 1;
        place.point = Some(find.id.clone());
        place.hidden = None;
        place.heap = Some(heap);
        let found = &mut self.heaps[heap];
        found.found = Some(time.seconds());
        found.finder = Some(by);
        found.point = Some(find.id.clone());
        self.by_point.insert(find.id, number);
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
            log.teams += u32::from(!done.stops.is_empty());
            log.worked_s += done.worked_s;
            log.driven_m += done.driven_m;
            stops.extend(done.stops.into_iter().map(|stop| (stop, team)));
        }
        stops.sort_by(|a, b| a.0.end.total_cmp(&b.0.end).then(a.0.due.cmp(&b.0.due)));
        self.write_visits(day, sky, &standing, &task, &stops, log);
    }

    fn write_visits(
        &mut self,
        day: Day,
        sky: Sky,
        standing: &Standing,
        task: &Task,
        stops: &[(Made, usize)],
        log: &mut DayLog,
    ) {
        let mut drafts = Vec::new();
        let mut seen = Vec::new();
        for (made, team) in stops {
            let due = &task.due[made.due];
            let Some(time) = Moment::on(day, whole(made.end), self.workspace.utc_offset) else {
                continue;
            };
            if made.failure.is_none() {
                log.made += 1;
                log.prize_made += due.prize.get();
                seen.extend(self.heaps_in_sight(due, made, day));
            } else {
                log.failed += 1;
            }
            match self.visit(due, made, time, *team, sky, standing) {
                Ok(draft) => drafts.push(draft),
                Err(lacks) => self.refused.push((due.target.to_string(), lacks)),
            }
        }
        if let Some(last) = drafts.last().map(|draft| draft.time) {
            self.append(last, drafts);
        }
        for (number, heap, second) in seen {
            let Some(time) = Moment::on(day, second, self.workspace.utc_offset) else {
                continue;
            };
            if self.heaps[heap].is_rebound {
                self.rebound_found(number, heap, time);
            } else {
                self.report(number, heap, time, Finder::Patrol);
            }
        }
    }

    /// Heaps that a visit passes and notices: spot, heap, and when it is written down.
    fn heaps_in_sight(&self, due: &Due, made: &Made, day: Day) -> Vec<(usize, usize, i64)> {
        let own = self.by_point.get(due.target.as_str()).copied();
        let spots = self.watched.get(&due.target).into_iter().flatten().copied();
        let start = midnight(day, self.workspace);
        let notice = self.setting.scenario.dumping.notice;
        spots
            .chain(own)
            .filter_map(|number| {
                let heap = self.places[number].hidden?;
                // A closed point is looked at by its own visits.
                if self.heaps[heap].is_rebound != (own == Some(number)) {
                    return None;
                }
                let passed = start + whole(made.start);
                let key = [
                    name(&self.setting.world.spots[number].name),
                    self.heaps[heap].dumped.unsigned_abs(),
                    u64::from(day.number().unsigned_abs()),
                ];
                let is_noticed = self.dice.of(Stream::Notice, &key).chance(notice);
                (self.heaps[heap].dumped <= passed && is_noticed).then_some((
                    number,
                    heap,
                    whole(made.end) + 1,
                ))
            })
            .collect()
    }

    fn rebound_found(&mut self, number: usize, heap: usize, time: Moment) {
        let place = &mut self.places[number];
        place.hidden = None;
        place.is_closed = false;
        place.heap = Some(heap);
        let found = &mut self.heaps[heap];
        found.found = found.found.or(Some(time.seconds()));
        found.finder = found.finder.or(Some(Finder::Patrol));
        found.point.clone_from(&place.point);
    }

    /// What a team writes down of a stop.
    fn visit(
        &self,
        due: &Due,
        made: &Made,
        time: Moment,
        team: usize,
        sky: Sky,
        standing: &Standing,
    ) -> Result<Draft, Vec<Lack>> {
        let id = due.target.as_str();
        let known = self.ledger.book().target(id);
        let point = known.and_then(|target| target.point.as_deref());
        let is_acceptance = point.is_some_and(|point| point.status == Status::Requested);
        let finding = made
            .failure
            .unwrap_or_else(|| self.finding(due, made, time.day()));
        let mut visited = Visited {
            kind: due.kind,
            finding,
            team: Some(self.workspace.teams[team].id.to_string()),
            with: Vec::new(),
            checklist: None,
            answers: None,
            problems: Vec::new(),
            passed: Vec::new(),
            evidence: Vec::new(),
            at: None,
            snow_cover: (due.kind == TargetKind::DumpPoint && made.failure.is_none())
                .then_some(sky.snow),
            still_dumping: None,
            seen: None,
            note: None,
        };
        if due.kind == TargetKind::Site && made.failure.is_none() {
            self.inspect(due, time.day(), standing, &mut visited);
        }
        let (key, role) = if is_acceptance {
            visited.with = vec!["county-6".to_owned()];
            ("county-5".to_owned(), Role::County)
        } else {
            (format!("patrol-{}", team + 1), Role::Patrol)
        };
        visit_draft(&Actor { key, role, time }, id, &visited)
    }

    fn finding(&self, due: &Due, made: &Made, day: Day) -> Finding {
        let sees = !self.heaps_in_sight(due, made, day).is_empty();
        let point = self
            .ledger
            .book()
            .target(due.target.as_str())
            .and_then(|target| target.point.as_deref());
        match point.map(|point| point.status) {
            Some(Status::Closed | Status::QuickClosed) if sees => Finding::Rebound,
            Some(status) if OPEN.contains(&status) && status != Status::Requested => {
                Finding::Unchanged
            }
            None if sees => Finding::NewDumping,
            _ => Finding::Clean,
        }
    }

    /// What an inspection of a site orders, and what of earlier orders was met.
    fn inspect(&self, due: &Due, day: Day, standing: &Standing, visited: &mut Visited) {
        let patrol = &self.setting.scenario.patrol;
        let target = standing
            .targets
            .binary_search_by(|target| target.id.cmp(&due.target))
            .ok()
            .map(|idx| &standing.targets[idx]);
        let is_working = target.is_some_and(|target| matches!(&target.detail, TargetDetail::Site(site) if site.state == SiteState::Working));
        let open = self
            .ledger
            .book()
            .target(due.target.as_str())
            .map(|target| target.orders.open().count());
        let mut draws = self.dice.of(
            Stream::Stop,
            &[
                name(due.target.as_str()),
                u64::from(day.number().unsigned_abs()),
                1,
            ],
        );
        let (ordered, met) = (draws.chance(patrol.order), draws.chance(patrol.order_met));
        let has_open = open.unwrap_or(0) > 0;
        visited.checklist = Some("CS".to_owned());
        if has_open && met {
            visited.passed.push(ORDERED_ITEM.to_owned());
        } else if has_open || (ordered && is_working) {
            visited.finding = Finding::Problem;
            visited.problems.push(Problem {
                item: ORDERED_ITEM.to_owned(),
                severity: Severity::Rectify,
                value: "no".to_owned(),
                due: Some(day.plus(i32::try_from(patrol.order_days).unwrap_or(i32::MAX))),
            });
        }
    }
}

/// What was due and what was planned.
fn tally(task: &Task, solution: &Solution, log: &mut DayLog) {
    // What falls due on a day off is due on the next working day, and counts there.
    if task.assembled.shifts.is_empty() {
        return;
    }
    let prize = |due: &Due| due.prize.get();
    log.due = count(task.due.len());
    log.prize_due = task.due.iter().map(prize).sum();
    log.required_due = count(task.due.iter().filter(|due| due.required).count());
    for step in solution.routes.iter().flatten() {
        let due = &task.due[task.assembled.jobs[step.job.idx()].due];
        log.planned += 1;
        log.prize_planned += prize(due);
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

/// Volume and class of a heap.
fn size(tier: Tier, hazardous: f64, draws: &mut Draws) -> (f64, &'static str) {
    let class = if draws.chance(hazardous) {
        "hazardous"
    } else if draws.chance(0.3) {
        "construction"
    } else {
        "domestic"
    };
    let share = draws.share();
    let volume = match tier {
        Tier::Litter => 1.0 + 8.0 * share,
        Tier::Small => 12.0 + 400.0 * share * share,
        Tier::Census => 520.0 + 6_000.0 * share * share,
    };
    ((volume * 10.0).round() / 10.0, class)
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
