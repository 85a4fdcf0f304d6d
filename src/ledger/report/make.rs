//! The report of a day from the book, the events and the plan.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Change, Covered, DailyReport, Missed, Overdue, Planned, PlannedStop, PlannedTeam, Problem,
    TeamReport,
};
use crate::domain::checklist::checklist;
use crate::domain::{Lang, TargetKind};
use crate::ledger::book::Book;
use crate::ledger::deadlines::Clerk;
use crate::ledger::event::{Event, EventKind};
use crate::ledger::fields::Field;
use crate::ledger::indicators::indicators;
use crate::ledger::nearby::Surroundings;
use crate::ledger::payload::{Finding, Severity, Visited};
use crate::ledger::target::Target;
use crate::ledger::transitions::TABLE;
use crate::units::Day;

/// Makes the report of a day.
///
/// `book` stands as at the end of the day, `events` are those from the first of the month to the day, in order; `plans`
/// are those of the same days, where there were any.
pub fn make(
    county: &str,
    day: Day,
    book: &Book,
    events: &[Event],
    plans: &BTreeMap<Day, Planned>,
    lang: Lang,
) -> DailyReport {
    let visits = visits(events);
    let today: Vec<&Visit<'_>> = visits.iter().filter(|visit| visit.day == day).collect();
    let nothing = Planned::default();
    let plan = plans.get(&day).unwrap_or(&nothing);
    let desk = Desk { book, lang };
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
    let complaints = events
        .iter()
        .filter(|event| event.draft.kind == EventKind::Complained && event.draft.time.day() == day)
        .count();
    let month = first_of_month(day);
    let orders = || book.unsorted().flat_map(|target| target.orders.all());
    let is_zero = problems.is_empty()
        && changes.is_empty()
        && complaints == 0
        && today.iter().all(|visit| {
            matches!(
                visit.visited.finding,
                Finding::Clean | Finding::Unchanged | Finding::Cleared
            )
        });
    DailyReport {
        county: county.to_owned(),
        date: day.to_string(),
        is_zero,
        immediate: of(Severity::Immediate),
        teams: plan
            .teams
            .iter()
            .map(|team| Desk::team(team, &today))
            .collect(),
        unplanned_visits: count(
            today
                .iter()
                .filter(|visit| plan.teams.iter().all(|team| !is_of(visit, team))),
        ),
        findings,
        corridor_m: seen(today.iter().copied(), plan),
        orders_issued: of(Severity::Rectify),
        orders_closed: count(orders().filter(|order| order.closed == Some(day))),
        orders_open: count(orders().filter(|order| order.closed.is_none())),
        orders_overdue: count(orders().filter(|order| order.closed.is_none() && order.due < day)),
        changes,
        complaints: u32::try_from(complaints).unwrap_or(u32::MAX),
        overdue: desk.overdue(&clerk, day),
        movement_alerts: Surroundings::new(book)
            .movements(book, book.rules())
            .into_iter()
            .filter(|alert| alert.day == day)
            .map(|alert| (alert.suspect, alert.removal))
            .collect(),
        conflicts: count(book.unsorted().flat_map(Target::open_conflicts)),
        coverage: coverage(day, plans, &visits),
        indicators: indicators(book, month, day),
    }
}

fn count<T>(items: impl Iterator<Item = T>) -> u32 {
    u32::try_from(items.count()).unwrap_or(u32::MAX)
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

/// Metres of corridor that visits saw: left, right.
fn seen<'v, 'e: 'v>(visits: impl Iterator<Item = &'v Visit<'e>>, plan: &Planned) -> [i64; 2] {
    let mut metres = [0, 0];
    for visit in visits {
        let visited = &visit.visited;
        if visited.kind != TargetKind::Corridor || visited.finding.is_failure() {
            continue;
        }
        let whole = || {
            let stops = plan.teams.iter().flat_map(|team| &team.stops);
            let mut same = stops.filter(|stop| stop.target == visit.event.draft.target);
            same.find_map(|stop| stop.corridor_m).unwrap_or(0)
        };
        let length = visited.seen.as_ref().map_or_else(whole, |seen| {
            seen.spans.iter().map(|[from, to]| to - from).sum()
        });
        let sides = sides(visited);
        metres[0] += if sides[0] { length } else { 0 };
        metres[1] += if sides[1] { length } else { 0 };
    }
    metres
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
    lang: Lang,
}

impl Desk<'_> {
    fn name(&self, id: &str) -> String {
        let point = self
            .book
            .target(id)
            .and_then(|target| target.point.as_deref());
        let name = point.and_then(|point| point.text(Field::Name));
        name.unwrap_or(id).to_owned()
    }

    fn problems(&self, visit: &Visit<'_>) -> Vec<Problem> {
        let list = visit.visited.checklist.as_deref();
        let draft = &visit.event.draft;
        let clock = draft.time.clock();
        let made = visit.visited.problems.iter().map(|one| {
            let item = list
                .and_then(checklist)
                .and_then(|list| list.item(&one.item));
            Problem {
                time: format!("{:02}:{:02}", clock / 3600, clock / 60 % 60),
                target: draft.target.clone(),
                name: self.name(&draft.target),
                item: format!("{} {}", list.unwrap_or_default(), one.item),
                text: item.map_or_else(
                    || one.value.clone(),
                    |item| {
                        let answer = item.show(&one.value, self.lang);
                        format!("{}: {answer}", item.text(self.lang))
                    },
                ),
                severity: one.severity,
                due: one.due,
            }
        });
        made.collect()
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
            unvisited: Vec::new(),
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
