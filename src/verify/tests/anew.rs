//! Pins, bans and plans made anew: every claim of theirs made wrong is named by its code.

use serde_json::json;

use super::world::World;
use crate::domain::{Forbid, Pin, Source};
use crate::units::{Day, TargetId, TeamId};

/// The hand-made plan as if made anew at 08:20: T1 is at D1 then, the rest is still to be driven.
fn anew() -> World {
    let mut world = World::new();
    world.plan["replanned"] = json!({"from": "ab", "at": "2026-11-24T08:20:00+08:00"});
    world.plan["shifts"][0]["stops"][0]["frozen"] = json!(true);
    world
}

fn at(world: &mut World, time: &str) {
    world.set("/replanned/at", json!(time));
}

fn pin(world: &mut World, text: &str) {
    world.wishes.pins.push(Pin::parse(text).unwrap());
}

fn forbid(world: &mut World, targets: &[&str], team: Option<&str>) {
    world.wishes.forbids.push(Forbid {
        targets: targets.iter().copied().map(TargetId::from).collect(),
        team: team.map(TeamId::from),
        source: Source::default(),
    });
}

fn finished(world: &mut World, team: &str, stops: u32) {
    world.plan["replanned"]["finished"] =
        json!([{"team": team, "date": "2026-11-24", "stops": stops}]);
}

fn moved(target: &str) -> serde_json::Value {
    let place = |team| json!({"team": team, "date": "2026-11-24", "seq": 1, "arrive": "2026-11-24T08:26:11+08:00"});
    json!({"change": "moved", "target": target, "before": place("T2"), "now": place("T1")})
}

type Change = fn(&mut World);

/// Changes of the plan made anew, each with the code that must be among the faults.
const CHANGES: &[(&str, Change)] = &[
    // Begun stops in a plan that was not made anew, and behind one that was not begun.
    ("V0141", |w| {
        w.plan.as_object_mut().unwrap().remove("replanned");
    }),
    ("V0141", |w| {
        w.plan["shifts"][0]["stops"][2]["frozen"] = json!(true);
    }),
    ("V0141", |w| {
        w.remove("/shifts/0/stops/0", "frozen");
        w.plan["shifts"][0]["stops"][1]["frozen"] = json!(true);
    }),
    // The team left its base at 08:00:00 for D1, and D1 at 08:23:47 for D2.
    ("V0142", |w| at(w, "2026-11-24T07:59:59+08:00")),
    ("V0142", |w| {
        w.plan["shifts"][0]["stops"][1]["frozen"] = json!(true);
    }),
    ("V0143", |w| at(w, "2026-11-24T08:23:48+08:00")),
    ("V0143", |w| w.remove("/shifts/0/stops/0", "frozen")),
    // The whole first day is over.
    ("V0143", |w| at(w, "2026-11-25T00:00:00+08:00")),
    ("V0144", |w| w.plan["replanned"]["without"] = json!(["T1"])),
    ("V0145", |w| {
        let day = Day::parse("2026-11-24").unwrap();
        w.done.push((TargetId::new("D9"), 1, day));
    }),
    ("V0145", |w| {
        w.plan["replanned"]["done"] = json!([{"target": "D9", "visit": 1, "date": "2026-11-24"}]);
    }),
    ("V0145", |w| {
        let day = Day::parse("2026-11-24").unwrap();
        w.done.push((TargetId::new("D9"), 1, day));
        w.plan["replanned"]["done"] = json!([{"target": "D9", "visit": 2, "date": "2026-11-24"}]);
    }),
    ("V0146", |w| {
        w.plan["replanned"]["most_moved"] = json!(1);
        w.plan["replanned"]["changes"] = json!([moved("C1"), moved("D2")]);
    }),
    ("V0147", |w| {
        w.plan["shifts"][0]["stops"][2]["leg"]["via"] =
            json!({"lon": 126.02, "lat": 43.5, "after_s": 0});
    }),
    ("V0148", |w| finished(w, "T1", 2)),
    ("V0148", |w| finished(w, "T1", 0)),
    ("V0148", |w| finished(w, "T9", 1)),
    // Ahead of the plan, yet not of that stop.
    ("V0142", |w| {
        finished(w, "T1", 1);
        w.plan["shifts"][0]["stops"][1]["frozen"] = json!(true);
    }),
    // Pinned, yet left out, or not on that day.
    ("V0167", |w| pin(w, "U1")),
    ("V0167", |w| pin(w, "D1@2026-11-26")),
    ("V0168", |w| pin(w, "D1@T2")),
    ("V0168", |w| pin(w, "D2@T1@2026-11-24#1")),
    ("V0168", |w| pin(w, "D2@T1@2026-11-24#last")),
    ("V0169", |w| forbid(w, &["D2"], Some("T1"))),
    ("V0169", |w| forbid(w, &["C1", "D2"], None)),
];

pub(super) fn codes() -> impl Iterator<Item = &'static str> {
    CHANGES.iter().map(|(code, _)| *code)
}

#[test]
fn a_plan_made_anew_by_hand_is_clean() {
    assert_eq!(anew().faults(), []);
}

#[test]
fn every_wrong_claim_of_a_plan_made_anew_is_named_by_its_code() {
    for (n, (code, change)) in CHANGES.iter().enumerate() {
        let mut world = anew();
        change(&mut world);
        let faults = world.faults();
        assert!(
            faults.iter().any(|fault| fault.code == *code),
            "change {n}: {code} is not in {faults:#?}"
        );
    }
}

#[test]
fn what_is_pinned_and_done_as_planned_is_no_fault() {
    let kept: &[Change] = &[
        |w| pin(w, "D1@T1@2026-11-24#1"),
        |w| pin(w, "C1@T1@2026-11-24#last"),
        |w| pin(w, "D2@T1@2026-11-26"),
        // Made by someone else by then, and so no longer due.
        |w| {
            let day = Day::parse("2026-11-24").unwrap();
            w.done.push((TargetId::new("D9"), 1, day));
            w.plan["replanned"]["done"] =
                json!([{"target": "D9", "visit": 1, "date": "2026-11-24"}]);
            pin(w, "D9");
        },
        // What was begun stays as it is, whatever is forbidden since.
        |w| forbid(w, &["D1"], Some("T1")),
        |w| forbid(w, &["D1", "D2"], None),
        |w| forbid(w, &["D2", "X1"], None),
        |w| {
            w.plan["replanned"]["most_moved"] = json!(1);
            w.plan["replanned"]["changes"] = json!([moved("D2")]);
        },
        |w| at(w, "2026-11-24T08:23:47+08:00"),
        |w| finished(w, "T1", 1),
        // Ahead of the plan: it left for D2 only later by the plan's times.
        |w| {
            finished(w, "T1", 2);
            w.plan["shifts"][0]["stops"][1]["frozen"] = json!(true);
        },
    ];
    for (n, change) in kept.iter().enumerate() {
        let mut world = anew();
        change(&mut world);
        assert_eq!(world.faults(), [], "change {n}");
    }
}
