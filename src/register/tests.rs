use super::*;
use crate::domain::TargetKind;
use crate::ledger::act::{Actor, visit_draft};
use crate::ledger::payload::{Finding as Found, Visited};
use crate::ledger::{FILE, Role};
use crate::synth::{self, Size};

fn made() -> (tempfile::TempDir, Workspace, Vec<Target>) {
    let dir = tempfile::tempdir().unwrap();
    for file in synth::make(Size::Village, 7, false) {
        std::fs::write(dir.path().join(&file.name), &file.bytes).unwrap();
    }
    let workspace = crate::workspace::open(dir.path()).unwrap();
    let targets = target_layers(&workspace).targets;
    (dir, workspace, targets)
}

fn moment(day: &str, hour: i64) -> Moment {
    Moment::on(Day::parse(day).unwrap(), hour * 3600, 28_800).unwrap()
}

fn visit(register: &mut Register, id: &str, time: Moment) {
    let actor = Actor {
        key: "patrol-1".to_owned(),
        role: Role::Patrol,
        time,
    };
    let visited = Visited {
        kind: TargetKind::Place,
        finding: Found::Clean,
        team: None,
        with: Vec::new(),
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
    };
    let draft = visit_draft(&actor, id, &visited).unwrap();
    let written = register
        .ledger
        .append(time, |_| Ok::<_, LedgerError>(vec![draft.clone()]));
    assert_eq!(written.unwrap().len(), 1);
}

#[test]
fn a_ledger_in_memory_says_what_the_real_one_said_before_the_day() {
    let (dir, workspace, targets) = made();
    let opened = moment("2026-11-27", 9);
    let mut register = open(&workspace, &targets, None, Purpose::Write, opened).unwrap();
    for (day, id) in [("2026-11-28", "place-1"), ("2026-12-01", "place-2")] {
        visit(&mut register, id, moment(day, 9));
    }
    let until = Some(Day::parse("2026-11-29").unwrap());
    let before = Ledger::open(dir.path(), Access::Read, until).unwrap();
    let (ledger, _) = in_memory(&workspace, &targets, moment("2026-11-30", 0)).unwrap();
    assert_eq!(ledger.book().digest(), before.book().digest());
    assert_eq!(ledger.book().targets(), before.book().targets());
    assert!(ledger.book().target("place-2").is_none());
}

#[test]
fn without_a_ledger_it_begins_with_the_layers_and_writes_nothing() {
    let (dir, workspace, targets) = made();
    let now = moment("2026-11-30", 0);
    let (ledger, findings) = in_memory(&workspace, &targets, now).unwrap();
    assert!(!dir.path().join(FILE).exists());
    let register = open(&workspace, &targets, None, Purpose::Write, now).unwrap();
    assert!(register.opened > 0);
    assert_eq!(ledger.book().digest(), register.ledger.book().digest());
    assert_eq!(findings.len(), register.findings.len());
    assert_eq!(ledger.book().rules(), register.ledger.book().rules());
}

#[test]
fn before_the_ledger_was_opened_it_begins_with_the_layers_too() {
    let (_dir, workspace, targets) = made();
    let opened = moment("2026-12-20", 9);
    let register = open(&workspace, &targets, None, Purpose::Write, opened).unwrap();
    let now = moment("2026-11-30", 0);
    let (ledger, _) = in_memory(&workspace, &targets, now).unwrap();
    assert_eq!(ledger.book().rules(), register.ledger.book().rules());
    let points = |targets: Vec<&ledger::Target>| targets.len();
    assert_eq!(
        points(ledger.book().targets()),
        points(register.ledger.book().targets())
    );
}
