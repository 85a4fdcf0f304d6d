//! What plans of ours say of why is proved again, and every figure of it made wrong is named.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::world::{World, at, due, dump_point};
use crate::domain::{DayWindow, Lang, Wishes};
use crate::plan::{self, PlanInput};
use crate::problem::assemble::{Parts, assemble};
use crate::problem::{JobIdx, Solution, Step};
use crate::roads::DayNetworks;
use crate::units::Prize;

/// Days of the plans.
const DAYS: u32 = 2;

fn window(text: &str) -> DayWindow {
    DayWindow::parse(text).unwrap()
}

/// One team, and everything due on the first day: D1, D2 after half past twelve and the corridor are planned, U1 is not.
fn base() -> World {
    base_of(World::new())
}

fn base_of(mut world: World) -> World {
    world.teams.truncate(1);
    world.due.retain(|due| due.visit == 1);
    for due in &mut world.due {
        due.last_day = due.first_day;
        due.windows.truncate(1);
    }
    world
}

impl World {
    /// The plan that drives these targets on the first day, as we write it.
    pub(super) fn planned(mut self, route: &[&str]) -> Self {
        let closures = DayNetworks::default();
        let parts = Parts {
            network: &self.network,
            day_networks: &closures,
            day_offset: 0,
            targets: &self.targets,
            corridors: &self.corridors,
            teams: &self.teams,
            due: &self.due,
            calendar: &self.calendar,
            first_day: self.first_day,
            days: DAYS,
            walk_limit: self.walk_limit,
            walk_speed: 1.2,
            progress: None,
        };
        let (assembled, _) = assemble(&parts);
        let step = |target: &str| {
            let mut jobs = assembled.jobs.iter();
            let of = |idx: usize| self.due[idx].target.as_str();
            let job = jobs.position(|job| of(job.due) == target).unwrap();
            Step {
                job: JobIdx::from_idx(job),
                mode: 0,
            }
        };
        let mut routes = vec![Vec::new(); assembled.instance.shifts.len()];
        routes[0] = route.iter().map(|target| step(target)).collect();
        let made = plan::make(&PlanInput {
            county: "x",
            lang: Lang::En,
            first_day: self.first_day,
            days: DAYS,
            seed: 1,
            utc_offset: 28_800,
            inputs: &self.inputs,
            network: &self.network,
            day_networks: &closures,
            roads: &[],
            targets: &self.targets,
            corridors: &self.corridors,
            teams: &self.teams,
            due: &self.due,
            programmes: &BTreeMap::new(),
            walk_limit: self.walk_limit,
            wishes: &Wishes::default(),
            course: None,
            assembled: &assembled,
            solution: &Solution { routes },
        });
        self.files = made.files;
        let text = self.files.remove("plan.json").unwrap();
        self.plan = serde_json::from_slice(&text).unwrap();
        self
    }

    /// Place in the list of the unvisited.
    fn left_out(&self, target: &str) -> String {
        let mut list = self.plan["unvisited"].as_array().unwrap().iter();
        let idx = list.position(|entry| entry["target"] == target).unwrap();
        format!("/unvisited/{idx}")
    }

    /// Place of a change of U1.
    fn change(&self, kind: &str) -> String {
        let entry = self.left_out("U1");
        let changes = self.plan.pointer(&entry).unwrap()["changes"].as_array();
        let idx = changes
            .unwrap()
            .iter()
            .position(|change| change["kind"] == kind);
        let idx = idx.unwrap_or_else(|| panic!("{kind} is not in {changes:#?}"));
        format!("{entry}/changes/{idx}")
    }

    fn add(&mut self, pointer: &str, by: i64) {
        let value = self.plan.pointer(pointer).and_then(Value::as_i64);
        self.set(
            pointer,
            json!(value.unwrap_or_else(|| panic!("{pointer}")) + by),
        );
    }
}

fn tight(end: &str) -> World {
    tightened(base(), end)
}

fn tightened(mut world: World, end: &str) -> World {
    world.teams[0].shift = window(&format!("08:00-{end}"));
    let last = world.due.len() - 2;
    world.due[last].windows = vec![vec![window("13:00-14:00")]];
    world
}

/// U1 after 13:00 and the team at home by twenty past: it would be late whatever is given up.
fn late() -> World {
    tight("13:20").planned(&["D1", "D2", "C1"])
}

/// Eight minutes more: giving up the corridor would do, which is worth as much.
fn crowded() -> World {
    tight("13:28").planned(&["D1", "D2", "C1"])
}

/// U1 is worth more than what it would displace, so that the minutes it misses by are told.
fn missed() -> World {
    let mut world = tight("13:28");
    let last = world.due.len() - 2;
    world.due[last].prize = Prize(80);
    world.planned(&["D1", "D2", "C1"])
}

/// U1 closes before anybody can have worked there.
fn early() -> World {
    let mut world = tight("16:00");
    let last = world.due.len() - 2;
    world.due[last].windows = vec![vec![window("08:00-08:20")]];
    world.planned(&["D1", "D2", "C1"])
}

/// The team may make three stops.
fn full() -> World {
    let mut world = base();
    world.teams[0].max_stops = Some(3);
    let last = world.due.len() - 2;
    // Worth more than what it would displace.
    world.due[last].prize = Prize(80);
    world.planned(&["D1", "D2", "C1"])
}

/// Nothing keeps U1 out but that nobody took it up.
fn idle() -> World {
    base().planned(&["D1", "D2", "C1"])
}

/// U1 is due twice, the second time a day too early.
fn again() -> World {
    let mut world = base();
    let (first, next) = (world.first_day, world.first_day.plus(1));
    let mut second = due("U1", 2, (next, next), 1200);
    second.prize = Prize(70);
    let last = world.due.len() - 1;
    world.due.insert(last, second);
    assert_eq!(world.due[last - 1].last_day, first);
    world.planned(&["D1", "U1", "D2", "C1"])
}

/// U1's team does not work on its day, or may not do it.
fn shut() -> World {
    let mut world = base();
    world.teams[0].townships = vec!["Hekou".to_owned()];
    world.targets[2] = dump_point("U1", at(40.0, 2500.0));
    world.targets[2].township = Some("Gukou".to_owned());
    world.planned(&["D1", "D2", "C1"])
}

/// Both stops on the dead end, then the corridor to another: two turns; U1 lies deeper and takes no more.
fn turning() -> World {
    base_of(World::with_turns(30)).planned(&["D1", "D2", "C1"])
}

/// The same with U1 late, so that changes are told.
fn turning_late() -> World {
    let world = base_of(World::with_turns(30));
    tightened(world, "13:30").planned(&["D1", "D2", "C1"])
}

/// One stop alone in its route.
fn single() -> World {
    base().planned(&["D1"])
}

/// A plan by its name.
type Scene = (&'static str, fn() -> World);
/// A fault code, a plan and what is done to it.
type Change = (&'static str, fn() -> World, fn(&mut World));

const SCENES: &[Scene] = &[
    ("late", late),
    ("crowded", crowded),
    ("missed", missed),
    ("early", early),
    ("full", full),
    ("idle", idle),
    ("again", again),
    ("shut", shut),
    ("single", single),
    ("turning", turning),
    ("turning, late", turning_late),
];

#[test]
fn what_we_say_of_why_is_proved_again() {
    for (name, scene) in SCENES {
        assert_eq!(scene().faults(), [], "{name}");
    }
}

#[test]
fn each_limit_has_the_change_that_lifts_it() {
    let kinds = |world: &World, target: &str| -> Vec<String> {
        let entry = world.plan.pointer(&world.left_out(target)).unwrap();
        let changes = entry["changes"].as_array().unwrap().iter();
        changes
            .map(|change| change["kind"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(kinds(&late(), "U1"), ["shift_end", "window_start"]);
    assert_eq!(kinds(&late(), "X1"), [""; 0]);
    let crowded = crowded();
    assert_eq!(
        kinds(&crowded, "U1"),
        ["shift_end", "window_start", "displace"]
    );
    let displace = crowded.plan.pointer(&crowded.change("displace")).unwrap();
    assert_eq!(displace["instead_of"]["target"], "C1");
    assert_eq!(
        displace["text"],
        "C1 east road (worth 70) given up: Team T1 (2026-11-24) would take it after stop 2"
    );
    assert_eq!(kinds(&early(), "U1")[0], "window_end");
    assert_eq!(kinds(&full(), "U1"), ["more_stops", "displace"]);
    assert_eq!(kinds(&idle(), "U1"), ["as_it_is"]);
    assert_eq!(kinds(&again(), "U1"), ["spacing"]);
    assert_eq!(kinds(&shut(), "U1"), [""; 0]);
}

#[test]
fn who_stops_on_a_dead_end_turns_behind_the_last_stop() {
    let world = turning();
    let stops = world.plan["shifts"][0]["stops"].as_array().unwrap();
    let faced: Vec<&Value> = stops.iter().map(|stop| &stop["facing"]).collect();
    assert_eq!(
        faced,
        ["forward", "forward"]
            .map(Value::from)
            .iter()
            .chain([&Value::Null])
            .collect::<Vec<_>>()
    );
    let drives: Vec<_> = stops
        .iter()
        .map(|stop| stop["leg"]["drive_s"].as_i64())
        .collect();
    // A turn behind D2, and one at the end of the corridor.
    assert_eq!(drives, [177, 144, 288 + 30].map(Some));
    assert_eq!(world.plan["shifts"][0]["return"]["drive_s"], 164 + 30);
    // Without D2 the turn is made behind D1.
    let direct = &stops[1]["marginal"]["direct"]["drive_s"];
    assert_eq!(direct, 144 + 30);
}

#[test]
fn marginal_minutes_are_those_of_the_route_without_the_stop() {
    let world = crowded();
    let stop = &world.plan["shifts"][0]["stops"][2];
    // The corridor: 288 s of patrol, 288 s to it and 164 s back instead of 321 s straight home.
    let freed = &stop["marginal"]["freed"];
    assert_eq!(freed["service_s"], 288);
    assert_eq!(freed["drive_s"], 288 + 164 - 321);
    assert_eq!(freed["total_s"], 288 + 288 + 164 - 321);
    assert_eq!(stop["marginal"]["gain"]["target"], "U1");
    // Before the afternoon's window nothing is gained by leaving out the morning's stop but a later start.
    let first = &world.plan["shifts"][0]["stops"][0]["marginal"]["freed"];
    assert!(first["wait_s"].as_i64().unwrap() != 0, "{first}");
    let only = &single().plan["shifts"][0]["stops"][0]["marginal"];
    assert_eq!(only["direct"], Value::Null);
    assert_eq!(only["freed"]["drive_s"], 177 * 2);
}

/// Every claim of why, made wrong, and the code that must be among the faults.
const CHANGES: &[Change] = &[
    ("V0300", late, |w| w.remove("/shifts/0/stops/0", "marginal")),
    ("V0300", late, |w| w.remove(&w.left_out("U1"), "changes")),
    ("V0301", late, |w| {
        w.add("/shifts/0/stops/0/marginal/freed/total_s", 1);
    }),
    ("V0301", late, |w| {
        w.add("/shifts/0/stops/1/marginal/freed/wait_s", -1);
    }),
    ("V0301", late, |w| {
        w.add("/shifts/0/stops/2/marginal/freed/drive_s", 1);
    }),
    ("V0301", late, |w| {
        w.add("/shifts/0/stops/2/marginal/freed/distance_m", 1);
    }),
    ("V0301", late, |w| {
        w.add("/shifts/0/stops/0/marginal/freed/service_s", i64::MIN);
    }),
    ("V0301", late, |w| {
        w.add("/shifts/0/stops/0/marginal/freed/walk_s", 1);
    }),
    ("V0302", late, |w| {
        w.remove("/shifts/0/stops/0/marginal", "freed");
    }),
    ("V0302", late, |w| {
        w.plan["shifts"][0]["stops"][0]["marginal"]["stuck"] = json!("no_time");
    }),
    ("V0302", late, |w| {
        w.remove("/shifts/0/stops/1/marginal", "direct");
    }),
    ("V0173", late, |w| {
        w.add("/shifts/0/stops/1/marginal/direct/drive_s", -9);
    }),
    ("V0175", late, |w| {
        w.add("/shifts/0/stops/1/marginal/direct/distance_m", 90);
    }),
    ("V0303", crowded, |w| {
        w.add("/shifts/0/stops/2/marginal/gain/prize", 1);
    }),
    ("V0303", crowded, |w| {
        w.set("/shifts/0/stops/2/marginal/gain/target", json!("D1"));
    }),
    ("V0310", late, |w| {
        w.set(&(w.change("shift_end") + "/team"), json!("T9"));
    }),
    ("V0310", late, |w| {
        w.set(&(w.change("shift_end") + "/place/after"), json!(9));
    }),
    ("V0310", late, |w| w.remove(&w.change("shift_end"), "by_s")),
    ("V0310", late, |w| {
        w.set(
            &(w.change("window_start") + "/window"),
            json!("13:00-15:00"),
        );
    }),
    ("V0310", crowded, |w| {
        let change = w.change("displace");
        w.plan.pointer_mut(&change).unwrap()["place"]["direction"] = json!("forward");
    }),
    ("V0310", crowded, |w| {
        w.set(&(w.change("displace") + "/place/after"), json!(3));
    }),
    ("V0311", late, |w| w.teams[0].max_stops = Some(3)),
    ("V0311", again, |w| {
        let change = w.change("spacing") + "/kind";
        w.set(&change, json!("as_it_is"));
        let change = w.change("as_it_is");
        w.remove(&change, "instead_of");
    }),
    ("V0312", crowded, |w| {
        w.add(&(w.change("displace") + "/instead_of/prize"), -1);
    }),
    ("V0312", crowded, |w| {
        w.set(&(w.change("displace") + "/instead_of/seq"), json!(1));
    }),
    ("V0313", late, |w| {
        w.add(&(w.change("shift_end") + "/by_s"), -1);
    }),
    ("V0313", late, |w| {
        w.add(&(w.change("window_start") + "/by_s"), -1);
    }),
    ("V0313", early, |w| {
        w.add(&(w.change("window_end") + "/by_s"), -1);
    }),
    ("V0313", crowded, |w| {
        let other =
            json!({"team": "T1", "date": "2026-11-24", "seq": 1, "target": "D1", "prize": 70});
        w.set(&(w.change("displace") + "/instead_of"), other);
    }),
    ("V0314", late, |w| {
        w.add(&(w.change("shift_end") + "/by_s"), 1);
    }),
    ("V0314", late, |w| {
        w.add(&(w.change("window_start") + "/by_s"), 60);
    }),
    ("V0314", early, |w| {
        w.add(&(w.change("window_end") + "/by_s"), 1);
    }),
    ("V0314", full, |w| w.teams[0].max_stops = Some(4)),
    ("V0173", late, |w| {
        w.add(&(w.change("shift_end") + "/place/to/drive_s"), -9);
    }),
    ("V0174", late, |w| {
        w.add(&(w.change("shift_end") + "/place/onward/drive_s"), 9);
    }),
    ("V0180", late, |w| {
        w.add(&(w.left_out("U1") + "/roadside/walk_m"), 9);
    }),
    ("V0315", late, |w| {
        let list = w.left_out("U1") + "/changes";
        w.plan
            .pointer_mut(&list)
            .unwrap()
            .as_array_mut()
            .unwrap()
            .reverse();
    }),
    ("V0315", full, |w| {
        let list = w.left_out("U1") + "/changes";
        let list = w.plan.pointer_mut(&list).unwrap().as_array_mut().unwrap();
        list.push(list[0].clone());
    }),
    ("V0320", idle, |w| {
        w.set(&(w.left_out("U1") + "/reason/code"), json!("window"));
    }),
    ("V0320", idle, |w| {
        w.set(&(w.left_out("U1") + "/reason/code"), json!("spacing"));
    }),
    ("V0320", idle, |w| {
        let reason = w.left_out("U1") + "/reason";
        w.set(
            &reason,
            json!({"code": "too_long", "text": "", "detail": {"limit": "alone"}}),
        );
    }),
    ("V0320", full, |w| w.teams[0].max_stops = None),
    ("V0321", late, |w| {
        w.set(&(w.left_out("U1") + "/reason/code"), json!("no_shift"));
    }),
    ("V0321", shut, |w| w.teams[0].townships.clear()),
    ("V0322", missed, |w| {
        w.add(&(w.left_out("U1") + "/reason/detail/misses_s"), 1);
    }),
    ("V0322", late, |w| {
        w.set(
            &(w.left_out("X1") + "/reason/detail/distance_m"),
            json!(400),
        );
    }),
    ("V0322", late, |w| {
        w.set(&(w.left_out("X1") + "/reason/detail/gap_m"), json!(1));
    }),
    ("V0323", crowded, |w| {
        w.add(&(w.left_out("U1") + "/reason/detail/displaces_prize"), 1);
    }),
    ("V0323", crowded, |w| {
        w.set(
            &(w.left_out("U1") + "/reason/detail/displaces"),
            json!("D2"),
        );
    }),
];

#[test]
fn every_wrong_claim_of_why_is_named_by_its_code() {
    for (n, (code, scene, change)) in CHANGES.iter().enumerate() {
        let mut world = scene();
        change(&mut world);
        let faults = world.faults();
        assert!(
            faults.iter().any(|fault| fault.code == *code),
            "change {n}: {code} is not in {faults:#?}"
        );
    }
}

/// Codes met here.
pub(super) fn codes() -> impl Iterator<Item = &'static str> {
    CHANGES.iter().map(|(code, ..)| *code)
}
