//! Visits in vain, and notes that come in late.

use super::{MORNING, faults, morning, plan_in, verified, visits};
use crate::support::{copy_of, run_in};

#[test]
fn a_team_may_be_sent_again_to_where_one_was_in_vain() {
    let folder = copy_of("sample-county");
    let dir = folder.path();
    let all = morning(dir);
    let (team, target) = &all[0];
    let urgent = format!(
        "plan {{}} --from {MORNING} --at 10:30 --urgent {target} --iterations 20 --format json"
    );
    let ran = run_in(dir, &urgent).expect(1);
    assert!(ran.stdout.contains("P0005"), "{ran:?}");
    let note = format!("ledger visit {{}} {target} --by zhang1 --role patrol");
    run_in(
        dir,
        &format!("{note} --finding gate_closed --at 2026-11-24T09:00:00+08:00"),
    )
    .expect(0);
    let ran = run_in(dir, &urgent).expect(0);
    assert!(ran.stdout.contains("M0017"), "{ran:?}");
    let now = plan_in(dir, "2026-11-24_1030");
    let both: Vec<bool> = visits(&now)
        .iter()
        .filter(|((own, _), _)| own == target)
        .map(|(_, (_, stop))| stop["frozen"] == true)
        .collect();
    assert_eq!(both, [true, false], "{team}");
    verified(dir, "2026-11-24_1030");
    // It stays asked for until somebody is there, and is not made a third time.
    run_in(
        dir,
        "plan {} --from {}/plans/2026-11-24_1030 --at 10:31 --iterations 20",
    )
    .expect(0);
    let later = plan_in(dir, "2026-11-24_1031");
    assert_eq!(later["replanned"]["urgent"][0]["target"], **target);
    let of = |plan| visits(plan).keys().filter(|(own, _)| own == target).count();
    assert_eq!(of(&later), 2);
    verified(dir, "2026-11-24_1031");
    let arrive = visits(&later)
        .iter()
        .filter(|((own, _), _)| own == target)
        .map(|(_, (_, stop))| stop["arrive"].as_str().unwrap()[11..16].to_owned())
        .max();
    let hour: u32 = arrive.unwrap()[..2].parse().unwrap();
    let after = format!("{:02}:00", hour + 1);
    let line = format!(
        "plan {{}} --from {{}}/plans/2026-11-24_1031 --at {after} --iterations 20 --out {{}}/plans/done"
    );
    run_in(dir, &line).expect(0);
    let done = plan_in(dir, "done");
    assert_eq!(of(&done), 2);
    assert!(done["replanned"]["urgent"].is_null());
    verified(dir, "done");
    // Once it was seen, no more.
    run_in(
        dir,
        &format!("{note} --finding clean --at 2026-11-24T10:00:00+08:00"),
    )
    .expect(0);
    let ran = run_in(dir, &format!("{urgent} --out {{}}/plans/none")).expect(1);
    assert!(ran.stdout.contains("P0005"), "{ran:?}");
}

#[test]
fn a_visit_that_is_noted_late_is_no_fault_of_the_plan_before() {
    let folder = copy_of("sample-county");
    let dir = folder.path();
    let all = morning(dir);
    let line = format!("plan {{}} --from {MORNING} --at 10:00 --iterations 20");
    run_in(dir, &line).expect(0);
    verified(dir, "2026-11-24_1000");
    // It was made at half past nine, and comes in at noon.
    let seen = &all[all.len() - 1].1;
    run_in(dir, &format!("ledger visit {{}} {seen} --by zhang1 --role patrol --finding clean --at 2026-11-24T09:30:00+08:00")).expect(0);
    verified(dir, "2026-11-24_1000");
    run_in(dir, &format!("{line} --out {{}}/plans/noon")).expect(0);
    let noon = plan_in(dir, "noon");
    assert_eq!(noon["replanned"]["done"][0]["target"], **seen);
    verified(dir, "noon");
    // What it did know is still proved.
    let mut wrong = noon;
    wrong["replanned"]["done"] = serde_json::json!([]);
    let path = dir.join("plans/noon/plan.json");
    std::fs::write(&path, wrong.to_string()).unwrap();
    assert!(faults(dir, "noon").contains("V0145"));
}
