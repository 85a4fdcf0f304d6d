//! The report of a day from the book, the events and the plan.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Change, Covered, DailyReport, Missed, Overdue, Planned, PlannedStop, PlannedTeam, Problem,
    RefusedEvent, TeamReport, WorkingTeam,
};
use crate::domain::checklist::checklist;
use crate::domain::{Lang, Metres, TargetKind};
use crate::ledger::book::Book;
use crate::ledger::deadlines::Clerk;
use crate::ledger::event::{Event, EventKind};
use crate::ledger::fields::Field;
use crate::ledger::indicators::indicators_with;
use crate::ledger::nearby::Surroundings;
use crate::ledger::orders::Order;
use crate::ledger::payload::{Complained, Finding, Matter, Severity, Visited};
use crate::ledger::target::{Target, Trouble};
use crate::ledger::transitions::TABLE;
use crate::units::Day;

/// Makes the report of a day.
///
/// `book` stands as at the end of the day, `events` are those from the first of the month to the day, in order; `plans`
/// are those of the same days, where there were any; `working` are the teams that work on the day, planned or not.
pub fn make(
    county: &str,
    day: Day,
    book: &Book,
    events: &[Event],
    plans: &BTreeMap<Day, Planned>,
    working: &[WorkingTeam],
    lang: Lang,
) -> DailyReport {
    let visits = visits(events);
    let today: Vec<&Visit<'_>> = visits.iter().filter(|visit| visit.day == day).collect();
    let nothing = Planned::default();
    let plan = plans.get(&day).unwrap_or(&nothing);
    let desk = Desk { book, plan, lang };
    let clerk = Clerk::new(book.rules());
    let problems: Vec<Problem> = today
        .iter()
        .flat_map(|visit| desk.problems(visit))
        .collect();
    let of = |severity| {
        let wanted = problems
            .iter()
            .filter(move |one: &&Problem| one.severity == severity);
        wanted.cloned().collect::<Vec<_>>()
    };
    let changes = desk.changes(day);
    let mut findings: BTreeMap<Finding, u32> = BTreeMap::new();
    for visit in &today {
        *findings.entry(visit.visited.finding).or_default() += 1;
    }
    let issued = desk.issued(day, &today);
    let complaints = complaints(events, day);
    let alerts = Surroundings::new(book).movements(book, book.rules());
    let month = first_of_month(day);
    let orders = || book.unsorted().flat_map(|target| target.orders.all());
    let is_zero = problems.is_empty()
        && changes.is_empty()
        && complaints == 0
        && today.iter().all(|visit| {
            let finding = visit.visited.finding;
            finding.is_failure()
                || matches!(
                    finding,
                    Finding::Clean | Finding::Unchanged | Finding::Cleared
                )
        });
    DailyReport {
        county: county.to_owned(),
        date: day.to_string(),
        is_zero,
        immediate: of(Severity::Immediate),
        teams: teams(plan, working, &today),
        unplanned_visits: count(
            today
                .iter()
                .filter(|visit| plan.teams.iter().all(|team| !is_of(visit, team))),
        ),
        findings,
        corridor_m: seen(today.iter().copied(), plan),
        rechecks_failed: rechecks_failed(&today, issued.len()),
        orders_issued: issued,
        orders_closed: count(orders().filter(|order| order.closed == Some(day))),
        orders_open: count(orders().filter(|order| order.closed.is_none())),
        orders_overdue: count(orders().filter(|order| order.closed.is_none() && order.due < day)),
        changes,
        complaints,
        overdue: desk.overdue(&clerk, day),
        movement_alerts: alerts
            .iter()
            .filter(|alert| alert.day == day)
            .map(|alert| (alert.suspect.clone(), alert.removal.clone()))
            .collect(),
        conflicts: count(book.unsorted().flat_map(Target::open_conflicts)),
        refused: desk.refused(),
        coverage: coverage(day, plans, &visits),
        indicators: indicators_with(book, &alerts, month, day),
    }
}

fn count<T>(items: impl Iterator<Item = T>) -> u32 {
    u32::try_from(items.count()).unwrap_or(u32::MAX)
}

/// Complaints and objections of a day; what was decided on them came from the office itself.
fn complaints(events: &[Event], day: Day) -> u32 {
    let of_kind = events
        .iter()
        .filter(|event| event.draft.kind == EventKind::Complained && event.draft.time.day() == day);
    count(of_kind.filter(|event| {
        serde_json::from_str::<Complained>(&event.draft.payload).is_ok_and(|complained| {
            matches!(complained.matter, Matter::Complaint | Matter::Objection)
        })
    }))
}

/// Of what the visits of a day found to be put right, all that issued no order belongs to one that was open.
fn rechecks_failed(today: &[&Visit<'_>], issued: usize) -> u32 {
    let found = today
        .iter()
        .filter(|visit| !visit.visited.finding.is_failure())
        .flat_map(|visit| &visit.visited.problems)
        .filter(|one| one.severity == Severity::Rectify && one.due.is_some());
    let found = found.count();
    u32::try_from(found.saturating_sub(issued)).unwrap_or(u32::MAX)
}

/// The teams of the plan, then those that worked and that no plan names: these are missing when they noted no visit.
fn teams(plan: &Planned, working: &[WorkingTeam], today: &[&Visit<'_>]) -> Vec<TeamReport> {
    let planned = plan.teams.iter().map(|team| Desk::team(team, today));
    let others = working
        .iter()
        .filter(|one| plan.teams.iter().all(|team| team.id != one.id))
        .map(|one| {
            let team = PlannedTeam {
                id: one.id.clone(),
                name: one.name.clone(),
                distance_m: 0,
                stops: Vec::new(),
            };
            let report = Desk::team(&team, today);
            TeamReport {
                is_missing: report.extra == 0,
                ..report
            }
        });
    planned.chain(others).collect()
}

/// The first of the month of a day.
pub(super) fn first_of_month(day: Day) -> Day {
    Day::from_date(day.date().first_of_month())
}

/// A visit of the period.
struct Visit<'e> {
    event: &'e Event,
    visited: Visited,
    day: Day,
}

impl Visit<'_> {
    /// `HH:MM`
    fn time(&self) -> String {
        let clock = self.event.draft.time.clock();
        format!("{:02}:{:02}", clock / 3600, clock / 60 % 60)
    }

    /// Whether it found what an order of a target is about.
    fn found(&self, target: &str, order: &Order) -> bool {
        let list = self.visited.checklist.as_deref().unwrap_or_default();
        self.event.draft.target == target
            && *order.checklist == *list
            && self
                .visited
                .problems
                .iter()
                .any(|one| one.severity == Severity::Rectify && one.item == *order.item)
    }
}

fn visits(events: &[Event]) -> Vec<Visit<'_>> {
    let of_kind = events
        .iter()
        .filter(|event| event.draft.kind == EventKind::Visited);
    of_kind
        .filter_map(|event| {
            Some(Visit {
                event,
                visited: serde_json::from_str(&event.draft.payload).ok()?,
                day: event.draft.time.day(),
            })
        })
        .collect()
}

/// Whether a visit belongs to a team: it says so, or it names no team and the team was to make it.
fn is_of(visit: &Visit<'_>, team: &PlannedTeam) -> bool {
    match &visit.visited.team {
        Some(named) => *named == team.id || *named == team.name,
        None => team
            .stops
            .iter()
            .any(|stop| stop.target == visit.event.draft.target),
    }
}

/// Metres of corridor that visits saw: left, right; a metre that was seen twice counts once.
fn seen<'v, 'e: 'v>(visits: impl Iterator<Item = &'v Visit<'e>>, plan: &Planned) -> [i64; 2] {
    let mut corridors: BTreeMap<&str, [Metres; 2]> = BTreeMap::new();
    for visit in visits {
        let visited = &visit.visited;
        if visited.kind != TargetKind::Corridor || visited.finding.is_failure() {
            continue;
        }
        let target = visit.event.draft.target.as_str();
        let metres = corridors.entry(target).or_default();
        for (metres, is_seen) in metres.iter_mut().zip(sides(visited)) {
            for [from, to] in spans(visit, plan).into_iter().filter(|_| is_seen) {
                metres.see(from, to, visit.day);
            }
        }
    }
    [0, 1].map(|side| {
        let of = |metres: &[Metres; 2]| metres[side].seen(i64::MAX);
        corridors.values().map(of).fold(0, i64::saturating_add)
    })
}

/// What a visit saw of its corridor, within its length; all of it, as planned, when it does not say.
fn spans(visit: &Visit<'_>, plan: &Planned) -> Vec<[i64; 2]> {
    let Some(seen) = &visit.visited.seen else {
        let stops = plan.teams.iter().flat_map(|team| &team.stops);
        let mut same = stops.filter(|stop| stop.target == visit.event.draft.target);
        let length = same.find_map(|stop| stop.corridor_m).unwrap_or(0);
        return vec![[0, length]];
    };
    let within = |at: i64| at.clamp(0, seen.length.max(0));
    seen.spans.iter().map(|span| span.map(within)).collect()
}

/// Which sides a visit to a corridor saw: those whose item was answered; both without a checklist.
fn sides(visited: &Visited) -> [bool; 2] {
    match &visited.answers {
        Some(serde_json::Value::Object(answers)) => {
            let sides = ["1", "2"].map(|item| answers.contains_key(item));
            if sides == [false, false] {
                [true, true]
            } else {
                sides
            }
        }
        _ => [true, true],
    }
}

/// What the report looks things up in.
struct Desk<'b> {
    book: &'b Book,
    plan: &'b Planned,
    lang: Lang,
}

impl Desk<'_> {
    fn name(&self, id: &str) -> String {
        let point = self
            .book
            .target(id)
            .and_then(|target| target.point.as_deref());
        let known = point.and_then(|point| point.text(Field::Name));
        let stops = self.plan.teams.iter().flat_map(|team| &team.stops);
        let planned = || {
            let mut same = stops.filter(|stop| stop.target == id);
            same.next().map(|stop| stop.name.as_str())
        };
        let name = known.or_else(|| self.plan.names.get(id).map(String::as_str));
        name.or_else(planned).unwrap_or(id).to_owned()
    }

    fn problems(&self, visit: &Visit<'_>) -> Vec<Problem> {
        let list = visit.visited.checklist.as_deref().unwrap_or_default();
        let target = &visit.event.draft.target;
        let made = visit.visited.problems.iter().map(|one| Problem {
            time: visit.time(),
            target: target.clone(),
            name: self.name(target),
            item: format!("{list} {}", one.item),
            text: self.text(list, &one.item, &one.value),
            severity: one.severity,
            due: one.due,
        });
        let mut problems: Vec<Problem> = made.collect();
        // New dumping and a rebound are reported at once (DP 2), also where no checklist was filled in.
        let visited = &visit.visited;
        let is_new = matches!(visited.finding, Finding::NewDumping | Finding::Rebound);
        let is_told = problems
            .iter()
            .any(|one| one.severity == Severity::Immediate);
        if is_new && !is_told {
            let note = visited.note.as_deref().unwrap_or_default();
            problems.push(Problem {
                time: visit.time(),
                target: target.clone(),
                name: self.name(target),
                item: String::new(),
                text: format!("{} {note}", visited.finding.label(self.lang))
                    .trim()
                    .to_owned(),
                severity: Severity::Immediate,
                due: None,
            });
        }
        problems
    }

    /// What an item asks and what was answered.
    fn text(&self, list: &str, item: &str, value: &str) -> String {
        let list = checklist(list);
        let item = list.and_then(|list| list.item(item));
        item.map_or_else(
            || value.to_owned(),
            |item| {
                format!(
                    "{}{}{}",
                    item.text(self.lang),
                    self.lang.colon(),
                    item.show(value, self.lang)
                )
            },
        )
    }

    /// The orders of a day, in the order of their visits.
    fn issued(&self, day: Day, today: &[&Visit<'_>]) -> Vec<Problem> {
        let mut issued = Vec::new();
        for target in self.book.targets() {
            let orders = target.orders.all().iter();
            for order in orders.filter(|order| order.issued == day) {
                let visit = today.iter().find(|visit| visit.found(&target.id, order));
                issued.push(Problem {
                    time: visit.map_or_else(String::new, |visit| visit.time()),
                    target: target.id.to_string(),
                    name: self.name(&target.id),
                    item: format!("{} {}", order.checklist, order.item),
                    text: self.text(&order.checklist, &order.item, &order.value),
                    severity: Severity::Rectify,
                    due: Some(order.due),
                });
            }
        }
        issued.sort_by(|a, b| a.time.cmp(&b.time));
        issued
    }

    fn refused(&self) -> Vec<RefusedEvent> {
        let mut refused = Vec::new();
        for target in self.book.targets() {
            for trouble in &target.troubles {
                if let Trouble::Refused { event, lacks } = trouble {
                    let why: Vec<&str> = lacks.iter().map(|lack| lack.message(self.lang)).collect();
                    refused.push(RefusedEvent {
                        event: event.name(self.book.devices()),
                        target: target.id.to_string(),
                        name: self.name(&target.id),
                        why: why.join(self.lang.pick("; ", "；")),
                    });
                }
            }
        }
        refused
    }

    fn team(team: &PlannedTeam, today: &[&Visit<'_>]) -> TeamReport {
        let own: Vec<&&Visit<'_>> = today.iter().filter(|visit| is_of(visit, team)).collect();
        let noted = |stop: &PlannedStop, good: bool| {
            let mut visits = today.iter().filter(|visit| {
                visit.event.draft.target == stop.target
                    && visit.visited.finding.is_failure() != good
            });
            visits.next_back().map(|visit| visit.visited.finding)
        };
        let mut missed = Vec::new();
        for stop in &team.stops {
            if noted(stop, true).is_none() {
                missed.push(Missed {
                    target: stop.target.clone(),
                    name: stop.name.clone(),
                    reason: noted(stop, false),
                });
            }
        }
        let is_planned = |visit: &&&&Visit<'_>| {
            team.stops
                .iter()
                .any(|stop| stop.target == visit.event.draft.target)
        };
        let plan = Planned {
            teams: vec![team.clone()],
            ..Planned::default()
        };
        let severities = |severity| {
            let problems = own.iter().flat_map(|visit| &visit.visited.problems);
            count(problems.filter(|one| one.severity == severity))
        };
        TeamReport {
            team: team.id.clone(),
            name: team.name.clone(),
            is_missing: !team.stops.is_empty() && own.is_empty(),
            planned: count(team.stops.iter()),
            visited: count(team.stops.iter()) - count(missed.iter()),
            missed,
            extra: count(own.iter()) - count(own.iter().filter(is_planned)),
            planned_m: team.distance_m,
            corridor_m: seen(own.iter().map(|visit| **visit), &plan),
            problems: [
                severities(Severity::Immediate),
                severities(Severity::Rectify),
            ],
        }
    }

    fn changes(&self, day: Day) -> Vec<Change> {
        let mut changes = Vec::new();
        for target in self.book.targets() {
            let steps = target.point.iter().flat_map(|point| &point.steps);
            for step in steps.filter(|step| step.number > 0 && step.day == day) {
                changes.push(Change {
                    target: target.id.to_string(),
                    name: self.name(&target.id),
                    transition: TABLE[usize::from(step.number) - 1].name(),
                    to: step.to,
                    round: step.round,
                });
            }
        }
        changes
    }

    fn overdue(&self, clerk: &Clerk<'_>, day: Day) -> Vec<Overdue> {
        let mut overdue: Vec<Overdue> = self
            .book
            .targets()
            .into_iter()
            .filter_map(|target| {
                let (deadline, late) = clerk.overdue(target, day)?;
                Some(Overdue {
                    target: target.id.to_string(),
                    name: self.name(&target.id),
                    status: target.point.as_deref().map(|point| point.status),
                    step: deadline.step,
                    due: deadline.due,
                    late,
                })
            })
            .collect();
        overdue.sort_by(|a, b| b.late.cmp(&a.late).then_with(|| a.target.cmp(&b.target)));
        overdue
    }
}

/// By programme: due, planned and visited on the day and since the first of the month.
fn coverage(
    day: Day,
    plans: &BTreeMap<Day, Planned>,
    visits: &[Visit<'_>],
) -> BTreeMap<String, Covered> {
    let good = visits
        .iter()
        .filter(|visit| !visit.visited.finding.is_failure());
    let made: BTreeSet<(Day, &str)> = good
        .map(|visit| (visit.day, visit.event.draft.target.as_str()))
        .collect();
    let mut coverage: BTreeMap<String, Covered> = BTreeMap::new();
    for (date, plan) in plans.range(first_of_month(day)..=day) {
        let stops = plan.teams.iter().flat_map(|team| &team.stops);
        for stop in stops {
            let covered = coverage.entry(stop.programme.clone()).or_default();
            let visited = u32::from(made.contains(&(*date, stop.target.as_str())));
            covered.month_due += 1;
            covered.month_visited += visited;
            if *date == day {
                covered.due += 1;
                covered.planned += 1;
                covered.visited += visited;
            }
        }
        for (_, programme) in &plan.unvisited {
            let covered = coverage.entry(programme.clone()).or_default();
            covered.month_due += 1;
            covered.due += u32::from(*date == day);
        }
    }
    coverage
}
