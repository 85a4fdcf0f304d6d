//! What a closed point must have behind it, stated anew from the rules of the county and from nothing in the ledger's code.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value as Json;
use xuncha::domain::Status;
use xuncha::ledger::{About, Event, EventKind, Field, Point, Role, Rules, Trouble, Value};
use xuncha::units::Day;

use crate::world::{DAY, Desk, sorted};

/// Fields that DOMAIN calls C; `true` = only when waste was carried away.
pub(super) const CLOSING: [(Field, bool); 13] = [
    (Field::Measure, false),
    (Field::DestFacility, true),
    (Field::Manifests, true),
    (Field::VolumeOut, false),
    (Field::InPlace, false),
    (Field::Residual, false),
    (Field::DisinfectedAt, false),
    (Field::Agent, false),
    (Field::AcceptedBy, false),
    (Field::AcceptDoc, false),
    (Field::PublicityFrom, false),
    (Field::PublicityTo, false),
    (Field::FilingNo, false),
];

/// A photo or paper that the ledger took.
#[derive(Clone, Debug)]
struct Proof {
    purpose: String,
    taken: i64,
    brought: i64,
    at: Option<[f64; 2]>,
}

/// What the accepted events of a point say.
#[derive(Clone, Debug, Default)]
struct Past {
    proofs: Vec<Proof>,
    doers: BTreeSet<String>,
    requesters: BTreeSet<String>,
    works_since: Option<i64>,
    /// Role and persons of the visits since then.
    visits: Vec<(Role, Vec<String>)>,
    accepted_on: Option<Day>,
    objections: u32,
    moved_to: BTreeSet<String>,
    is_closed_here: bool,
}

/// What an audit has seen.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Seen {
    pub(super) closed: usize,
    pub(super) steps: usize,
}

/// Follows the events in their order and checks each step that a point has made.
pub(super) fn audit(events: &[Event]) -> Result<Seen, String> {
    let mut desk = Desk::new();
    let events = sorted(events);
    let (rules, events): (Vec<Event>, Vec<Event>) = events
        .into_iter()
        .partition(|event| event.draft.kind == EventKind::Rules);
    desk.take_all(&rules);
    let mut pasts: BTreeMap<String, Past> = BTreeMap::new();
    let mut seen = Seen::default();
    for event in &events {
        let id = &event.draft.target;
        let before = desk.book.clone();
        desk.take(event);
        for target in desk.book.targets() {
            let steps = |book: &xuncha::ledger::Book| {
                let target = book.target(&target.id)?;
                target
                    .point
                    .as_ref()
                    .map(|point| (point.status, point.steps.len()))
            };
            if *target.id != **id && steps(&before) != steps(&desk.book) {
                return Err(format!("{} moved {} too", event.name(), target.id));
            }
        }
        let Some(after) = desk.book.target(id) else {
            continue;
        };
        let old = before.target(id);
        let known = old.map_or(0, |target| target.troubles.len());
        let troubles = after.troubles.get(known..).unwrap_or_default();
        let is_taken = !troubles.iter().any(|trouble| {
            matches!(
                trouble,
                Trouble::Refused { .. }
                    | Trouble::Conflict {
                        about: About::Status,
                        ..
                    }
            )
        });
        let past = pasts.entry(id.clone()).or_default();
        let case = Case {
            event,
            body: serde_json::from_str(&event.draft.payload).unwrap_or_default(),
            rules: in_force(&rules, event),
        };
        let was = old.and_then(|target| target.point.as_deref());
        if is_taken {
            case.note(past, was);
        }
        let Some(point) = after.point.as_deref() else {
            continue;
        };
        let fail = |what: String| Err(format!("{what}\nby {event:#?}\nto {point:#?}"));
        let made = point.steps.len() - was.map_or(0, |point| point.steps.len());
        if made == 0 {
            if was.map(|point| point.status) != Some(point.status) {
                return fail("a state without a step".to_owned());
            }
        } else {
            let step = point.steps.last().unwrap();
            if made > 1 || step.to != point.status {
                return fail("steps out of nowhere".to_owned());
            }
            if step.number > 0 {
                seen.steps += 1;
                seen.closed += usize::from(step.number == 11);
                if let Err(what) = case.step(step.number, was, point, past) {
                    return fail(format!("T{:02}: {what}", step.number));
                }
            } else if event.draft.kind != EventKind::Opened || was.is_some() {
                return fail("opened by something else".to_owned());
            }
        }
        if past.is_closed_here
            && point.status == Status::Closed
            && let Err(what) = closing_fields(point)
        {
            return fail(what);
        }
    }
    Ok(seen)
}

fn in_force(rules: &[Event], event: &Event) -> Rules {
    let before = rules
        .iter()
        .filter(|one| one.borrowed().order() <= event.borrowed().order());
    let read = |event: &Event| -> Option<Rules> {
        if event.draft.role < Role::County {
            return None;
        }
        let body: Json = serde_json::from_str(&event.draft.payload).ok()?;
        serde_json::from_value(body.get("rules")?.clone()).ok()
    };
    let last = before.rev().find_map(read);
    last.or_else(|| rules.iter().find_map(read))
        .unwrap_or_default()
}

fn closing_fields(point: &Point) -> Result<(), String> {
    let moved = ["full_removal", "sort_then_remove", "floating_lift"];
    let is_moved = point
        .text(Field::Measure)
        .is_some_and(|measure| moved.contains(&measure));
    for (field, when_moved) in CLOSING {
        if (is_moved || !when_moved) && point.value(field).is_none() {
            return Err(format!("closed without `{}`", field.word()));
        }
    }
    Ok(())
}

/// Whether a text can be a person at all.
fn is_person(key: &str) -> bool {
    !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// An event with what it says.
struct Case<'e> {
    event: &'e Event,
    body: Json,
    rules: Rules,
}

fn need(holds: bool, what: &str) -> Result<(), String> {
    if holds { Ok(()) } else { Err(what.to_owned()) }
}

impl Case<'_> {
    fn word(&self, name: &str) -> &str {
        self.body[name].as_str().unwrap_or_default()
    }

    /// Who acted, each once, whether a person or not.
    fn actors(&self) -> BTreeSet<String> {
        let with = self.body["with"].as_array().into_iter().flatten();
        let with = with.filter_map(|key| key.as_str().map(str::to_owned));
        with.chain([self.event.draft.actor.clone()]).collect()
    }

    fn persons(&self) -> usize {
        self.actors().iter().filter(|key| is_person(key)).count()
    }

    /// Takes down what an accepted event says besides a step.
    fn note(&self, past: &mut Past, was: Option<&Point>) {
        let draft = &self.event.draft;
        let time = draft.time.seconds();
        let place = |json: &Json| Some([json[0].as_f64()?, json[1].as_f64()?]);
        for one in self.body["evidence"].as_array().into_iter().flatten() {
            past.proofs.push(Proof {
                purpose: one["purpose"].as_str().unwrap_or_default().to_owned(),
                taken: one["taken"].as_i64().unwrap_or(time),
                brought: time,
                at: place(&one["at"]),
            });
        }
        match draft.kind {
            EventKind::Visited => {
                past.visits
                    .push((draft.role, self.actors().into_iter().collect()));
            }
            EventKind::Complained => match self.word("matter") {
                "objection" => past.objections += 1,
                "complaint" => {}
                _ => past.objections = past.objections.saturating_sub(1),
            },
            EventKind::Linked => {
                let other = draft.other.clone().unwrap_or_default();
                match self.word("link") {
                    "moved" => drop(past.moved_to.insert(other)),
                    "moved_settled" => drop(past.moved_to.remove(&other)),
                    _ => {}
                }
            }
            // Also when another device has made the same move already.
            EventKind::Moved if was.is_some() && self.word("to") == "requested" => {
                past.requesters.extend(self.actors());
            }
            _ => {}
        }
    }

    /// A line of the table: from which states to which, by whom.
    fn line(
        &self,
        number: u8,
        now: &Point,
    ) -> Result<(&'static [Status], Status, Vec<Role>), String> {
        use Role::{County, Prefecture, Province, Township};
        use Status::{
            Accepted, Closed, Done, Excluded, Listed, Merged, Planned, QuickClosed, Requested,
            Returned, Suspected, Works,
        };
        let above = |least: Role| {
            Role::ALL
                .into_iter()
                .filter(|role| *role >= least)
                .collect::<Vec<_>>()
        };
        let is_large = now.text(Field::Tier) == Some("census")
            || now.text(Field::WasteClass) == Some("hazardous");
        let acceptors = above(if is_large && self.rules.large_by_prefecture {
            Prefecture
        } else {
            County
        });
        let authority = above(self.rules.closure_authority.max(County));
        Ok(match number {
            1 => (&[], Suspected, Role::ALL.to_vec()),
            2 => (&[Suspected], Listed, vec![County]),
            3 => (&[Suspected], Excluded, vec![County]),
            4 => (&[Suspected], QuickClosed, vec![Township]),
            5 => (&[Listed], Planned, vec![County]),
            6 => (&[Planned], Works, vec![Township]),
            7 => (&[Works], Done, vec![Township]),
            8 => (&[Done], Requested, vec![Township]),
            9 => (&[Requested], Accepted, acceptors),
            10 => (&[Requested], Returned, acceptors),
            11 => (&[Accepted], Closed, authority),
            12 => (&[Accepted], Returned, vec![County, Prefecture, Province]),
            13 => (&[Closed, QuickClosed], Listed, vec![County]),
            14 => (&[Closed], Returned, vec![Prefecture, Province]),
            15 => (&[Returned], Works, vec![Township]),
            16 => (
                &[
                    Suspected, Listed, Planned, Works, Done, Requested, Accepted, Returned,
                ],
                Merged,
                vec![County],
            ),
            _ => return Err("no such step".to_owned()),
        })
    }

    /// Checks a step by the table of the transitions.
    fn step(
        &self,
        number: u8,
        was: Option<&Point>,
        now: &Point,
        past: &mut Past,
    ) -> Result<(), String> {
        let draft = &self.event.draft;
        let (day, time, role) = (draft.time.day(), draft.time.seconds(), draft.role);
        let (from, to, roles) = self.line(number, now)?;
        need(draft.kind == EventKind::Moved, "not by a move")?;
        need(
            was.map_or(number == 1, |was| from.contains(&was.status)),
            "from another state",
        )?;
        need(now.status == to, "to another state")?;
        need(roles.contains(&role), "by another role")?;
        if matches!(number, 3 | 9) {
            need(
                self.persons() >= self.rules.persons as usize,
                "by too few persons",
            )?;
        }
        if matches!(number, 9..=11) {
            need(
                self.actors().is_disjoint(&past.requesters),
                "by who applied",
            )?;
        }
        if matches!(number, 4 | 7 | 9 | 11) {
            self.after_photo(now, past)?;
        }
        if matches!(number, 7 | 9 | 11) {
            balance(now)?;
            self.facility(now)?;
            need(
                past.moved_to.is_empty() || number == 7,
                "waste lies elsewhere",
            )?;
        }
        match number {
            2 => listed(now)?,
            4 => need(
                now.text(Field::DestFacility)
                    .is_some_and(|to| self.rules.facilities.contains(to)),
                "an unknown facility",
            )?,
            6 | 15 => {
                past.works_since = Some(time);
                past.doers.extend(self.actors());
            }
            7 => past.doers.extend(self.actors()),
            8 => {
                past.visits.clear();
            }
            9 => {
                self.visited(past)?;
                past.accepted_on = Some(day);
                need(self.has("form"), "no form")?;
                let unit = now.text(Field::AcceptUnit);
                need(
                    unit.is_some() && unit != now.text(Field::RespUnit),
                    "accepted by the unit itself",
                )?;
            }
            11 => {
                closing_fields(now)?;
                self.publicity(now, day, past)?;
                need(past.objections == 0, "an open objection")?;
                past.is_closed_here = true;
            }
            13 => {
                *past = Past {
                    proofs: past
                        .proofs
                        .iter()
                        .filter(|proof| proof.brought == time)
                        .cloned()
                        .collect(),
                    moved_to: std::mem::take(&mut past.moved_to),
                    ..Past::default()
                };
            }
            16 => need(
                draft
                    .other
                    .as_deref()
                    .is_some_and(|other| other != draft.target),
                "merged into itself",
            )?,
            _ => {}
        }
        Ok(())
    }

    fn has(&self, purpose: &str) -> bool {
        let mut all = self.body["evidence"].as_array().into_iter().flatten();
        all.any(|one| one["purpose"] == purpose)
    }

    /// R4.
    fn after_photo(&self, now: &Point, past: &Past) -> Result<(), String> {
        let place = now.at.ok_or("no position")?;
        let fits = |proof: &&Proof| {
            let near = proof.at.is_some_and(|at| {
                metres(at, [place.x, place.y]) <= self.rules.photo_within_m + 0.01
            });
            proof.purpose == "after"
                && near
                && past.works_since.is_none_or(|since| proof.taken >= since)
                && proof.taken <= proof.brought + DAY
        };
        need(
            past.proofs.iter().any(|proof| fits(&proof)),
            "no photo of the cleared place",
        )
    }

    /// R6.
    fn facility(&self, now: &Point) -> Result<(), String> {
        let moved = ["full_removal", "sort_then_remove", "floating_lift"];
        let is_moved = now
            .text(Field::Measure)
            .is_some_and(|measure| moved.contains(&measure));
        let known = now
            .text(Field::DestFacility)
            .is_some_and(|to| self.rules.facilities.contains(to));
        need(!is_moved || known, "an unknown facility")
    }

    /// Two persons on the spot who neither did the works nor applied.
    fn visited(&self, past: &Past) -> Result<(), String> {
        let visits = past.visits.iter().filter(|(role, _)| *role >= Role::County);
        let persons: BTreeSet<&String> = visits
            .flat_map(|(_, persons)| persons)
            .filter(|key| {
                is_person(key) && !past.doers.contains(*key) && !past.requesters.contains(*key)
            })
            .collect();
        need(
            persons.len() >= self.rules.persons as usize,
            "nobody was there",
        )
    }

    fn publicity(&self, now: &Point, day: Day, past: &Past) -> Result<(), String> {
        let (from, to) = (now.day(Field::PublicityFrom), now.day(Field::PublicityTo));
        let (from, to) = from.zip(to).ok_or("no publicity")?;
        let mut working = 0;
        let mut at = from;
        while at <= to {
            working += u32::from(at.weekday() < 6 && !self.rules.holidays.contains(&at));
            at = at.plus(1);
        }
        need(
            working >= self.rules.publicity_working_days,
            "too short a publicity",
        )?;
        need(to < day, "publicity is not over")?;
        need(
            past.accepted_on.is_none_or(|accepted| from >= accepted),
            "publicity before acceptance",
        )
    }
}

/// R5.
fn balance(now: &Point) -> Result<(), String> {
    let Some(volume) = now.number(Field::Volume) else {
        return Ok(());
    };
    let parts = [Field::VolumeOut, Field::InPlace, Field::Residual];
    let known: f64 = parts.iter().filter_map(|field| now.number(*field)).sum();
    let reason = now.text(Field::BalanceReason).is_some();
    need(
        reason || (volume - known).abs() <= 0.3 * volume + 1e-6,
        "the volumes do not come out",
    )
}

/// M fields.
fn listed(now: &Point) -> Result<(), String> {
    let all = [
        Field::Name,
        Field::County,
        Field::Township,
        Field::Village,
        Field::CoordSource,
        Field::PlaceType,
        Field::WasteClass,
        Field::Tier,
        Field::FirstSeen,
        Field::FoundBy,
        Field::FoundSource,
        Field::InSourceZone,
        Field::Leachate,
        Field::Odour,
        Field::Smoke,
        Field::SlopeRisk,
        Field::Hazard,
        Field::StillDumping,
        Field::RespUnit,
        Field::RespPerson,
    ];
    let lacking = all.iter().find(|field| now.value(**field).is_none());
    need(lacking.is_none(), &format!("listed without {lacking:?}"))?;
    let sizes = [Field::Volume, Field::Mass, Field::Area];
    need(
        sizes
            .iter()
            .any(|field| now.value(*field).and_then(Value::number).is_some()),
        "no size",
    )?;
    need(now.at.is_some(), "no position")
}

/// Great-circle distance.
fn metres(a: [f64; 2], b: [f64; 2]) -> f64 {
    let [lon_a, lat_a] = a.map(f64::to_radians);
    let [lon_b, lat_b] = b.map(f64::to_radians);
    let half = |angle: f64| (angle / 2.0).sin().powi(2);
    let inner = half(lat_b - lat_a) + lat_a.cos() * lat_b.cos() * half(lon_b - lon_a);
    2.0 * 6_371_008.8 * inner.sqrt().asin()
}
