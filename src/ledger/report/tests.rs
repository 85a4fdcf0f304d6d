use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::*;
use crate::domain::Lang;
use crate::ledger::book::Book;
use crate::ledger::event::{Digest, Draft, Event, EventKind};
use crate::ledger::moment::Moment;
use crate::ledger::role::Role;

fn day(number: i32) -> Day {
    Day::parse("2026-11-02").unwrap().plus(number)
}

/// Events of one device, at nine, ten, eleven ... of their day.
#[derive(Default)]
struct Diary(Vec<Event>);

impl Diary {
    fn note(&mut self, number: i32, kind: EventKind, target: &str, payload: &Value) {
        let counter = self.0.len() as u64 + 1;
        let hour = 9 + i64::try_from(counter).unwrap() % 12;
        let time = Moment::on(day(number), hour * 3600, 28_800).unwrap();
        let draft = Draft {
            time,
            actor: "li2".into(),
            role: Role::County,
            target: target.into(),
            other: None,
            seen: "{}".into(),
            kind,
            payload: payload.to_string(),
        };
        let prev = self.0.last().map_or(Digest::NONE, |event| event.hash);
        self.0
            .push(Event::chained(draft, "1f0a77c2", counter, prev, time));
    }

    fn visit(&mut self, number: i32, target: &str, payload: &Value) {
        self.note(number, EventKind::Visited, target, payload);
    }

    fn complain(&mut self, number: i32, target: &str, matter: &str) {
        let payload = json!({"matter": matter});
        self.note(number, EventKind::Complained, target, &payload);
    }

    fn report(&self, number: i32, plan: Option<Planned>, working: &[WorkingTeam]) -> DailyReport {
        let mut book = Book::new(Some(day(number)));
        for event in &self.0 {
            book.take(&event.borrowed());
        }
        let plans: BTreeMap<Day, Planned> =
            plan.into_iter().map(|plan| (day(number), plan)).collect();
        make(
            "county",
            day(number),
            &book,
            &self.0,
            &plans,
            working,
            Lang::En,
        )
    }
}

fn wrong(due: i32) -> Value {
    json!({"kind": "site", "finding": "problem", "checklist": "CS",
        "problems": [{"item": "B1", "severity": "R", "value": "no", "due": day(due).to_string()}]})
}

#[test]
fn decisions_are_no_complaints() {
    let mut diary = Diary::default();
    diary.complain(0, "s1", "complaint");
    diary.complain(1, "s1", "dismissed");
    assert_eq!(diary.report(0, None, &[]).complaints, 1);
    assert_eq!(diary.report(1, None, &[]).complaints, 0);
}

#[test]
fn a_failed_recheck_issues_no_order() {
    let mut diary = Diary::default();
    diary.visit(0, "s1", &wrong(3));
    diary.visit(3, "s1", &wrong(6));
    diary.visit(3, "s2", &wrong(6));
    let first = diary.report(0, None, &[]);
    assert_eq!((first.orders_issued.len(), first.rechecks_failed), (1, 0));
    assert_eq!(first.orders_issued[0].time, "10:00");
    let second = diary.report(3, None, &[]);
    let issued: Vec<&str> = second
        .orders_issued
        .iter()
        .map(|one| one.target.as_str())
        .collect();
    assert_eq!((issued, second.rechecks_failed), (vec!["s2"], 1));
    assert_eq!((second.orders_open, second.is_zero), (2, false));
}

#[test]
fn a_visit_that_failed_leaves_a_zero_report() {
    let mut diary = Diary::default();
    diary.visit(0, "s1", &json!({"kind": "site", "finding": "road_blocked"}));
    diary.visit(0, "s2", &json!({"kind": "site", "finding": "clean"}));
    assert!(diary.report(0, None, &[]).is_zero);
    diary.visit(0, "s3", &json!({"kind": "site", "finding": "problem"}));
    assert!(!diary.report(0, None, &[]).is_zero);
}

#[test]
fn a_team_without_a_plan_is_missing_until_it_notes_a_visit() {
    let team = |id: &str| WorkingTeam {
        id: id.into(),
        name: format!("team {id}"),
    };
    let mut diary = Diary::default();
    let visit = json!({"kind": "site", "finding": "clean", "team": "b"});
    diary.visit(0, "s1", &visit);
    let missing = |report: &DailyReport| -> Vec<(String, bool)> {
        let teams = report.teams.iter();
        teams
            .map(|team| (team.team.clone(), team.is_missing))
            .collect()
    };
    let report = diary.report(0, None, &[team("a"), team("b")]);
    assert_eq!(
        missing(&report),
        [("a".to_owned(), true), ("b".to_owned(), false)]
    );
    // A team of the plan has one row, and owes nothing when nothing was planned for it.
    let plan = Planned {
        teams: vec![PlannedTeam {
            id: "a".into(),
            name: "team a".into(),
            distance_m: 0,
            stops: Vec::new(),
        }],
        unvisited: Vec::new(),
        ..Planned::default()
    };
    let report = diary.report(0, Some(plan), &[team("a"), team("b")]);
    assert_eq!(
        missing(&report),
        [("a".to_owned(), false), ("b".to_owned(), false)]
    );
}

#[test]
fn metres_count_once_and_within_the_corridor() {
    let mut diary = Diary::default();
    let visit = |spans: Value, length: i64| json!({"kind": "corridor", "finding": "clean", "seen": {"spans": spans, "length": length}});
    diary.visit(0, "c1", &visit(json!([[-50, 300], [200, 2_000]]), 1_000));
    diary.visit(0, "c1", &visit(json!([[0, 400]]), 1_000));
    assert_eq!(diary.report(0, None, &[]).corridor_m, [1_000, 1_000]);
    // Back to front, and of a length that cannot be: no metre.
    diary.visit(0, "c2", &visit(json!([[900, 100]]), 1_000));
    diary.visit(0, "c3", &visit(json!([[0, 100]]), -5));
    assert_eq!(diary.report(0, None, &[]).corridor_m, [1_000, 1_000]);
    let all = json!([[i64::MIN, i64::MAX], [i64::MIN, 5]]);
    diary.visit(0, "c4", &visit(all.clone(), i64::MAX));
    diary.visit(0, "c5", &visit(all, i64::MAX));
    assert_eq!(diary.report(0, None, &[]).corridor_m, [i64::MAX, i64::MAX]);
}

#[test]
fn refused_events_are_named_first() {
    let mut diary = Diary::default();
    diary.complain(0, "s1", "complaint");
    assert!(diary.report(0, None, &[]).refused.is_empty());
    diary.complain(0, "s1", "upheld");
    let report = diary.report(0, None, &[]);
    assert_eq!(report.refused.len(), 1);
    let refused = &report.refused[0];
    assert_eq!(
        (refused.event.as_str(), refused.target.as_str()),
        ("1f0a77c2:2", "s1")
    );
    assert!(!refused.why.is_empty());
    let sections = sections(&report, Lang::En);
    let section = sections
        .iter()
        .find(|section| section.title == "Events not applied (1)")
        .unwrap();
    assert!(section.is_urgent && section.rows.len() == 1);
}
