//! Drafts: steps that the rules allow, the same with something wrong, and anything at all.

use serde_json::{Value as Json, json};
use xuncha::domain::Status;
use xuncha::ledger::{Book, Draft, EventKind, Field, Moment, Role};

use crate::world::{DAY, HOUR, Tape, date, draft, moment};

pub(super) const POINTS: [&str; 3] = ["220281001001-D-0001", "220281001001-D-0002", "p3"];
pub(super) const FACILITY: &str = "FAC-1";
pub(super) const PLACE: [f64; 2] = [126.5, 43.5];

pub(super) fn rules(closure_authority: Role, persons: u32, time: i64) -> Draft {
    let payload = json!({"rules": {
        "closure_authority": closure_authority.word(),
        "persons": persons,
        "facilities": [FACILITY, "FAC-2"],
        "holidays": ["2026-04-06"],
    }});
    draft(
        EventKind::Rules,
        "",
        time,
        ("xuncha", Role::County),
        payload.to_string(),
    )
}

/// A photo or paper, so many metres north of the place.
pub(super) fn evidence(purpose: &str, taken: i64, metres: f64) -> Json {
    let at = [PLACE[0], PLACE[1] + metres / 111_195.0];
    // Two photos are two files.
    let sha256 = xuncha::ledger::Digest::of(format!("{purpose:?} {taken:?}").as_bytes());
    json!({"purpose": purpose, "sha256": sha256, "ending": "jpg", "taken": taken, "at": at})
}

/// A step under way: a payload `Moved`, with who does it.
#[derive(Clone, Debug)]
pub(super) struct Step {
    pub(super) who: &'static str,
    pub(super) role: Role,
    pub(super) other: Option<String>,
    pub(super) body: Json,
}

impl Step {
    fn new(who: &'static str, role: Role, from: Option<Status>, to: Status, more: &Json) -> Self {
        let mut body = json!({"to": to.word()});
        if let Some(from) = from {
            body["from"] = from.word().into();
        }
        for (name, value) in more.as_object().unwrap() {
            body[name] = value.clone();
        }
        Self {
            who,
            role,
            other: None,
            body,
        }
    }

    pub(super) fn draft(&self, target: &str, time: i64) -> Draft {
        let who = (self.who, self.role);
        let mut draft = draft(EventKind::Moved, target, time, who, self.body.to_string());
        draft.other.clone_from(&self.other);
        draft
    }
}

/// What a listed point states.
pub(super) fn listing(volume: f64, tier: &str) -> Json {
    json!({
        "name": "沟边", "county": "县", "township": "镇", "village": "村", "coord_source": "gps",
        "place_type": "gully", "waste_class": "domestic", "volume_m3": volume, "tier": tier,
        "first_seen": "2026-03-01", "found_by": "p1", "found_source": "patrol", "in_source_zone": false,
        "leachate": 0, "odour": 1, "smoke": 0, "slope_risk": 0, "hazard": 2, "still_dumping": false,
        "resp_unit": "镇政府", "resp_person_ref": "t1",
    })
}

/// The step of the close-out from a state to another that the rules allow, as far as time and visits let it be.
pub(super) fn legal(
    from: Option<Status>,
    to: Status,
    now: i64,
    entered: i64,
    tape: &mut Tape<'_>,
) -> Step {
    use Status::{
        Accepted, Closed, Done, Excluded, Listed, Merged, Planned, QuickClosed, Requested,
        Returned, Suspected, Works,
    };
    let (township, county) = (Role::Township, Role::County);
    let photo = |purpose| evidence(purpose, now - HOUR / 2, 20.0);
    let large = tape.one_in(4);
    match to {
        Suspected => {
            let set = json!({"waste_class": "domestic", "found_source": "patrol"});
            let more = json!({"at": PLACE, "set": set, "evidence": [photo("photo")]});
            Step::new("p1", Role::Patrol, from, to, &more)
        }
        Listed if from == Some(Suspected) => {
            let (volume, tier) = if large {
                (600.0, "census")
            } else {
                (100.0, "small")
            };
            let photos = json!([photo("near"), photo("wide"), photo("before")]);
            let more = json!({"at": PLACE, "set": listing(volume, tier), "evidence": photos});
            Step::new("c1", county, from, to, &more)
        }
        Listed => {
            let more = json!({"set": {"volume_m3": 80.0}, "evidence": [photo("near")]});
            Step::new("c1", county, from, to, &more)
        }
        Excluded => {
            let more =
                json!({"reason": "不是垃圾", "with": ["c2", "c3"], "evidence": [photo("photo")]});
            Step::new("c1", county, from, to, &more)
        }
        QuickClosed => {
            let set = json!({"tier": "small", "dest_facility": FACILITY});
            let more = json!({"set": set, "evidence": [photo("before"), photo("after")]});
            Step::new("t1", township, from, to, &more)
        }
        Planned => {
            let measure = tape.of(&["full_removal", "in_situ_cap", "sort_then_remove"]);
            let set = json!({
                "measure": measure, "dest_facility": FACILITY,
                "plan_start": date(now), "plan_due": date(now + 20 * DAY),
            });
            Step::new("c1", county, from, to, &json!({"set": set}))
        }
        Works if from == Some(Returned) => {
            let set = json!({"plan_due": date(now + 5 * DAY)});
            Step::new("t1", township, from, to, &json!({"set": set}))
        }
        Works => Step::new(
            "t1",
            township,
            from,
            to,
            &json!({"evidence": [photo("start")]}),
        ),
        Done => done(from, now, large, tape),
        Requested => Step::new(
            "t1",
            township,
            from,
            to,
            &json!({"evidence": [photo("form")]}),
        ),
        Accepted => {
            let set = json!({"accept_unit": "县局", "accept_doc": "验〔2026〕1 号"});
            let more = json!({"with": ["c2", "c3"], "set": set, "evidence": [photo("form")]});
            Step::new("x1", Role::Prefecture, from, to, &more)
        }
        Returned => {
            let set = json!({"return_due": date(now + 9 * DAY)});
            Step::new(
                "x1",
                Role::Prefecture,
                from,
                to,
                &json!({"reason": "不实", "set": set}),
            )
        }
        Closed => {
            let set = json!({
                "publicity_from": date(entered), "publicity_to": date(now - DAY), "filing_no": "备 1",
            });
            Step::new("v1", Role::Province, from, to, &json!({"set": set}))
        }
        Merged => {
            let mut step = Step::new("c1", county, from, to, &json!({}));
            step.other = Some(POINTS[2].to_owned());
            step
        }
    }
}

/// T07.
fn done(from: Option<Status>, now: i64, large: bool, tape: &mut Tape<'_>) -> Step {
    let to = Status::Done;
    let photo = evidence("after", now - HOUR / 2, 20.0);

    let manifest = json!({"time": moment(now).to_string(), "plate": "吉B12345", "trips": 3, "m3": 90, "to": FACILITY});
    let set = json!({
        "volume_out_m3": if large { 500.0 } else { 90.0 }, "in_place_m3": 0, "residual_m3": 0,
        "disinfected_at": moment(now).to_string(), "agent": "漂白粉", "manifests": [manifest],
        "balance_reason": if tape.one_in(2) { "压实" } else { "含水" },
    });
    Step::new(
        "t2",
        Role::Township,
        from,
        to,
        &json!({"set": set, "evidence": [photo]}),
    )
}

/// Spoils one thing of a step.
pub(super) fn spoil(step: &mut Step, now: i64, tape: &mut Tape<'_>) {
    match tape.below(12) {
        0 => step.role = Role::ALL[tape.below(Role::ALL.len())],
        1 => step.who = tape.of(&["t1", "t2", "c1", "", "x1"]),
        2 => {
            step.body["with"] = tape_of_json(
                tape,
                &[
                    json!([]),
                    json!([step.who]),
                    json!(["", " "]),
                    json!(["t1"]),
                ],
            );
        }
        3 => step.body["evidence"] = json!([]),
        4 => {
            let purpose = tape.of(&["after", "form", "photo"]);
            let taken = now + [-300 * DAY, -40 * DAY, 3_000 * DAY, 0][tape.below(4)];
            let metres = [0.0, 99.0, 102.0, 5_000.0][tape.below(4)];
            step.body["evidence"] = json!([evidence(purpose, taken, metres)]);
        }
        5 => step.body["reason"] = Json::from(" "),
        6 => {
            if let Some(set) = step.body["set"].as_object_mut() {
                let names: Vec<String> = set.keys().cloned().collect();
                if !names.is_empty() {
                    set.remove(&names[tape.below(names.len())]);
                }
            }
        }
        7 => step.body["set"] = random_set(tape, now),
        8 => step.body["to"] = Status::ALL[tape.below(12)].word().into(),
        9 => step.body["from"] = Status::ALL[tape.below(12)].word().into(),
        10 => step.body["at"] = json!([PLACE[0], PLACE[1] + 0.01]),
        _ => step.other = Some(POINTS[tape.below(3)].to_owned()),
    }
}

fn tape_of_json(tape: &mut Tape<'_>, all: &[Json]) -> Json {
    all[tape.below(all.len())].clone()
}

/// Fields with values that fit or do not.
pub(super) fn random_set(tape: &mut Tape<'_>, now: i64) -> Json {
    let fields: Vec<Field> = Field::all().collect();
    let mut set = json!({});
    for _ in 0..=tape.below(3) {
        let field = if tape.one_in(2) {
            let interesting = [
                Field::Volume,
                Field::VolumeOut,
                Field::Measure,
                Field::DestFacility,
                Field::AcceptDoc,
                Field::FilingNo,
                Field::PublicityFrom,
                Field::PublicityTo,
                Field::Agent,
                Field::Tier,
                Field::AcceptedBy,
                Field::Status,
                Field::Manifests,
            ];
            interesting[tape.below(interesting.len())]
        } else {
            fields[tape.below(fields.len())]
        };
        set[field.word()] = match tape.below(10) {
            0..3 => Json::Null,
            3 => json!(tape.below(1_000)),
            4 => json!(date(now - [2, 5, 9, 30][tape.below(4)] * DAY)),
            5 => json!(tape.of(&[
                "full_removal",
                "in_situ_cap",
                "census",
                "closed",
                FACILITY,
                "x"
            ])),
            6 => json!(["c1", "c2"]),
            7 => json!(true),
            8 => json!(-1.5),
            _ => json!("文"),
        };
    }
    set
}

/// An event of any kind that people may well write: visits, corrections, links, complaints, decisions.
pub(super) fn other(book: &Book, target: &str, now: i64, tape: &mut Tape<'_>) -> Draft {
    let who = [
        ("t1", Role::Township),
        ("c1", Role::County),
        ("c2", Role::County),
        ("x1", Role::Prefecture),
        ("p1", Role::Patrol),
        ("t2", Role::County),
    ][tape.below(6)];
    let make = |kind, body: Json| draft(kind, target, now, who, body.to_string());
    match tape.below(8) {
        0..3 => {
            let finding = tape.of(&[
                "clean",
                "rebound",
                "new_dumping",
                "cleared",
                "snow",
                "problem",
            ]);
            let with = tape_of_json(
                tape,
                &[json!(["c2"]), json!([]), json!([who.0, ""]), json!(["t1"])],
            );
            let photo = evidence(tape.of(&["photo", "after"]), now, 10.0);
            make(
                EventKind::Visited,
                json!({
                    "kind": "dump_point", "finding": finding, "with": with, "evidence": [photo],
                    "snow_cover": tape.one_in(2),
                }),
            )
        }
        3 | 4 => make(
            EventKind::Corrected,
            json!({"set": random_set(tape, now), "reason": "更正"}),
        ),
        5 => {
            let link = tape.of(&[
                "moved",
                "moved_settled",
                "same_place",
                "apart",
                "moved_settled",
            ]);
            let mut draft = make(EventKind::Linked, json!({"link": link}));
            draft.other = Some(
                tape.of(&[POINTS[0], POINTS[1], POINTS[2], "nowhere"])
                    .to_owned(),
            );
            draft
        }
        6 => {
            let matter = tape.of(&["complaint", "objection", "dismissed", "upheld", "dismissed"]);
            make(EventKind::Complained, json!({"matter": matter}))
        }
        _ => {
            let known = book
                .target(target)
                .into_iter()
                .flat_map(xuncha::ledger::Target::open_conflicts);
            let names: Vec<String> = known
                .filter_map(|trouble| match trouble {
                    xuncha::ledger::Trouble::Conflict { events, .. } => Some(*events),
                    xuncha::ledger::Trouble::Refused { .. } => None,
                })
                .flat_map(|events| events.map(|stamp| stamp.name(book.devices())))
                .take(1 + tape.below(4))
                .collect();
            let set = if tape.one_in(2) {
                json!({})
            } else {
                random_set(tape, now)
            };
            make(
                EventKind::Settled,
                json!({"events": names, "set": set, "reason": "查实"}),
            )
        }
    }
}

/// Any event at all.
pub(super) fn anything(now: i64, tape: &mut Tape<'_>) -> Draft {
    let kind = EventKind::ALL[tape.below(8)];
    let role = Role::ALL[tape.below(6)];
    let who = tape.of(&["t1", "c1", "c2", "", "李四", "x1"]);
    let target = tape.of(&[POINTS[0], POINTS[1], POINTS[2], "", "road:1"]);
    let state = |tape: &mut Tape<'_>| Status::ALL[tape.below(12)].word();
    let length = [1_000, 0, -5, i64::MAX, i64::MIN][tape.below(5)];
    let payload = match tape.below(8) {
        0 => "{".to_owned(),
        1 => "{}".to_owned(),
        2 => json!({"from": state(tape), "to": state(tape), "set": random_set(tape, now), "evidence": [evidence("after", now, 0.0)]}).to_string(),
        3 => json!({"status": state(tape), "source": "x:1", "set": random_set(tape, now), "at": PLACE}).to_string(),
        4 => json!({"kind": "corridor", "finding": "clean", "seen": {"spans": [[-5, 900], [100, 1_i64 << 60]], "length": length}}).to_string(),
        5 => json!({"events": ["a:1", "b:2"], "set": random_set(tape, now), "reason": ""}).to_string(),
        6 => json!({"link": "moved", "matter": "upheld", "reason": "x", "set": {}}).to_string(),
        _ => json!({"rules": {"persons": tape.below(4), "look_back_days": [u32::MAX, 7]}}).to_string(),
    };
    let mut draft = draft(kind, target, now, (who, role), payload);
    if tape.one_in(3) {
        draft.other = Some(tape.of(&[POINTS[0], POINTS[1], "", "road:1"]).to_owned());
    }
    tape.of(&[
        "{}",
        "{\"a\":99,\"zz\":1}",
        "[]",
        "{\"a\":-1}",
        "x",
        "{\"\":18446744073709551615}",
    ])
    .clone_into(&mut draft.seen);
    if tape.one_in(6) {
        draft.time = Moment::parse(tape.of(&[
            "0001-01-02T00:00:00Z",
            "9999-12-30T00:00:00-14:00",
            "2026-03-05T00:00:00+14:00",
        ]))
        .unwrap();
    }
    draft
}
