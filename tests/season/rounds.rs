//! The patrols' rounds of sites and corridors: checklists filled in, orders rechecked, corridors half seen.

use serde_json::json;
use xuncha::corridors::CorridorRoute;
use xuncha::domain::checklist::{Severity, checklist, read_answers};
use xuncha::domain::{TargetDetail, TargetKind};
use xuncha::ledger::Role;
use xuncha::ledger::payload::{Finding, Problem, Seen, Visited};

use xuncha::units::Day;

use crate::almanac::working_days_after;
use crate::office::Office;

/// Sites of the county that are worked on.
const SITES: [&str; 2] = ["990001-S-0001", "990001-S-0005"];
/// Items of the CS checklist that may be found wrong.
const ITEMS: [&str; 6] = ["A2", "B1", "B5", "C2", "D1", "H2"];

/// Every fifth day a site is inspected; each time one item more is wrong, and every third recheck finds the old one so still.
pub(crate) fn inspect_sites(office: &mut Office, number: usize) {
    for (site, offset) in SITES.iter().zip([0, 2]) {
        if number % 5 == offset {
            let turn = number / 5;
            let mut wrong = vec![ITEMS[(turn + offset) % ITEMS.len()]];
            if turn % 3 == 2 {
                wrong.push(ITEMS[(turn + offset + ITEMS.len() - 1) % ITEMS.len()]);
            }
            if turn % 4 == 3 {
                wrong.clear();
            }
            inspect(office, site, &wrong);
        }
    }
}

fn inspect(office: &mut Office, site: &str, wrong: &[&str]) {
    let right: Vec<&str> = ITEMS
        .into_iter()
        .filter(|item| !wrong.contains(item))
        .collect();
    let mut visited = visit_of(TargetKind::Site);
    let due = working_days_after(office.today, 3);
    fill_in(&mut visited, "CS", wrong, &right, due);
    let actor = office.actor("xc-05", Role::Patrol);
    office.visit(site, &actor, &visited);
}

/// Fills in a checklist: what is wrong is to be put right by a day.
pub(crate) fn fill_in(visited: &mut Visited, code: &str, wrong: &[&str], right: &[&str], due: Day) {
    let list = checklist(code).unwrap();
    let mut said = json!({});
    for (items, answer) in [(wrong, "no"), (right, "yes")] {
        for item in items {
            said[item] = answer.into();
        }
    }
    let answers = read_answers(list, &said.to_string()).unwrap();
    let problems: Vec<Problem> = answers
        .problems(list)
        .into_iter()
        .map(|one| Problem {
            due: (one.severity == Severity::Rectify).then_some(due),
            item: one.item,
            severity: one.severity,
            value: one.value,
        })
        .collect();
    assert_eq!(problems.len(), wrong.len());
    if !wrong.is_empty() {
        visited.finding = Finding::Problem;
    }
    visited.checklist = Some(code.to_owned());
    visited.answers = serde_json::from_str(&answers.to_json()).ok();
    visited.passed = answers.passed(list);
    visited.problems = problems;
}

/// Each day one corridor is patrolled: its first half, its second, its middle, or all of it.
pub(crate) fn patrol_corridors(office: &mut Office, number: usize, corridors: &[CorridorRoute]) {
    let route = &corridors[number * 3 % corridors.len()];
    let TargetDetail::Corridor(corridor) = &route.target.detail else {
        panic!("{:?} is no corridor", route.target.id);
    };
    let length = corridor.length.get();
    let spans = match number % 4 {
        0 => vec![[0, length / 2]],
        1 => vec![[length / 2, length]],
        2 => vec![[0, length / 4], [length * 3 / 4, length]],
        _ => vec![[0, length]],
    };
    let is_whole = spans == [[0, length]];
    let visited = Visited {
        seen: Some(Seen {
            spans,
            length,
            ends: Vec::new(),
        })
        .filter(|_| !is_whole || number.is_multiple_of(8)),
        ..visit_of(TargetKind::Corridor)
    };
    let actor = office.actor("xc-06", Role::Patrol);
    office.visit(route.target.id.as_str(), &actor, &visited);
}

fn visit_of(kind: TargetKind) -> Visited {
    Visited {
        kind,
        finding: Finding::Clean,
        team: None,
        with: vec!["xc-07".to_owned()],
        checklist: None,
        answers: None,
        problems: Vec::new(),
        passed: Vec::new(),
        evidence: Vec::new(),
        at: None,
        snow_cover: None,
        still_dumping: None,
        seen: None,
        note: None,
    }
}
