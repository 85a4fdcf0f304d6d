//! A dump point as its events leave it: state, round, fields, evidence, links.

use geo::Coord;

use super::event::Digest;
use super::fields::{Field, LITTER_BELOW_M3, Size, Value, tier_of};
use super::payload::{Evidence, Purpose};
use super::role::Role;
use super::rules::Rules;
use super::transitions::Transition;
use crate::domain::{Status, Tier};
use crate::units::Day;

/// Which event set something: device (a number of the book) and counter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Stamp {
    pub(super) device: u32,
    pub(super) counter: u64,
}

impl Stamp {
    /// `device:counter`, with the devices of the book.
    pub fn name(self, devices: &[Box<str>]) -> String {
        let device = devices.get(self.device as usize).map_or("?", |name| name);
        format!("{device}:{}", self.counter)
    }
}

/// A field that has a value.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Slot {
    pub(super) field: Field,
    pub(super) value: Value,
    pub(super) by: Stamp,
}

/// A dump point (点位档案).
#[derive(Clone, Debug, PartialEq)]
pub struct Point {
    /// Where it stands.
    pub status: Status,
    /// The day it entered that state.
    pub since: Day,
    /// 轮次, from 1.
    pub round: u32,
    /// The state was taken over from a layer or a sheet; this ledger has not seen the moves that led there.
    pub carried: bool,
    /// Where, lon, lat in WGS 84.
    pub at: Option<Coord>,
    /// Evidence of this round.
    pub evidence: Vec<Mark>,
    /// Transitions so far, with the day and the round they ended.
    pub steps: Vec<Step>,
    /// Dates of look-backs (R8, R9) that no visit has answered yet, earliest first.
    pub look_backs: Vec<LookBack>,
    /// Day on which a visit found new waste at this closed point, until it is listed again.
    pub rebound: Option<Day>,
    /// Objections that are not decided.
    pub objections: u32,
    /// An objection was upheld: the point must be returned.
    pub upheld: bool,
    /// The day it entered its state as stated or seen; `None` when `since` is the day the ledger was opened.
    pub since_stated: Option<Day>,
    /// Points where waste of this one was found, not dealt with yet (R6).
    pub moved_to: Vec<Box<str>>,
    /// Points whose waste was found here.
    pub moved_from: Vec<Box<str>>,
    /// Points that may be the same place.
    pub same_place: Vec<Box<str>>,
    /// Points that a person found to be another place.
    pub apart_from: Vec<Box<str>>,
    /// The excluded suspect that this one cites (R12).
    pub cites: Option<Box<str>>,
    /// The point it was merged into.
    pub merged_into: Option<Box<str>>,
    /// Visits since the state was entered.
    pub visits: Vec<OnSite>,
    /// A visit or a move said last whether snow lay on it.
    pub snow_cover: bool,
    /// Fields, by field.
    pub(super) slots: Vec<Slot>,
    /// Event that set the position.
    pub(super) placed_by: Stamp,
    /// Event that set the state.
    pub(super) moved_by: Stamp,
    /// State and event before the last move, for seeing that two moves started from the same state.
    pub(super) moved_from_state: Option<Status>,
    /// Hash of what the first opening stated.
    pub(super) opening: u64,
    /// Events of all devices that state it so.
    pub(super) openings: Vec<Stamp>,
    /// When works began or resumed in this round, seconds since 1970-01-01T00:00:00Z.
    pub(super) works_since: Option<i64>,
    /// When the state was entered, seconds since 1970-01-01T00:00:00Z.
    pub(super) entered: i64,
    /// Keys of those who did the works of this round.
    pub(super) doers: Vec<Box<str>>,
    /// Keys of those who applied to close in this round (R2).
    pub(super) requesters: Vec<Box<str>>,
}

/// A piece of evidence as the rules look at it.
#[derive(Clone, Debug, PartialEq)]
pub struct Mark {
    /// What it shows.
    pub purpose: Purpose,
    /// When it was taken, seconds since 1970-01-01T00:00:00Z.
    pub taken: i64,
    /// When its event happened, the same.
    pub brought: i64,
    /// Where it was taken.
    pub at: Option<Coord>,
    /// Hash of the file.
    pub sha256: Digest,
}

/// A visit as the rules look at it.
#[derive(Clone, Debug, PartialEq)]
pub struct OnSite {
    /// When, seconds since 1970-01-01T00:00:00Z.
    pub time: i64,
    /// In which role.
    pub role: Role,
    /// Who was there.
    pub persons: Vec<Box<str>>,
    /// It found new waste, or waste that was hidden.
    pub new_waste: bool,
}

/// A transition that was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// `T01` to `T16`; 0 for the opening of the ledger.
    pub number: u8,
    /// State it led to.
    pub to: Status,
    /// When.
    pub day: Day,
    /// Round after it.
    pub round: u32,
}

/// A date on which a closed point is to be looked at again (回头看).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LookBack {
    /// The date.
    pub due: Day,
    /// Must be made: the point was closed under snow (R8).
    pub mandatory: bool,
}

impl Point {
    /// Where it was put by an event after it was opened.
    pub(super) fn placed(&self) -> Option<Coord> {
        self.at.filter(|_| !self.openings.contains(&self.placed_by))
    }

    /// A point that the ledger has just heard of.
    pub(super) fn new(status: Status, since: Day, entered: i64, by: Stamp) -> Self {
        Self {
            status,
            since,
            round: 1,
            carried: false,
            at: None,
            evidence: Vec::new(),
            steps: Vec::new(),
            look_backs: Vec::new(),
            rebound: None,
            objections: 0,
            upheld: false,
            since_stated: Some(since),
            moved_to: Vec::new(),
            moved_from: Vec::new(),
            same_place: Vec::new(),
            apart_from: Vec::new(),
            cites: None,
            merged_into: None,
            visits: Vec::new(),
            snow_cover: false,
            slots: Vec::new(),
            placed_by: by,
            moved_by: by,
            moved_from_state: None,
            opening: 0,
            openings: Vec::new(),
            works_since: None,
            entered,
            doers: Vec::new(),
            requesters: Vec::new(),
        }
    }

    /// The value of a field.
    pub fn value(&self, field: Field) -> Option<&Value> {
        let at = self.slots.binary_search_by_key(&field, |slot| slot.field);
        at.ok().map(|at| &self.slots[at].value)
    }

    /// The fields that have a value, in the order of the fields.
    pub fn values(&self) -> impl Iterator<Item = (Field, &Value)> {
        self.slots.iter().map(|slot| (slot.field, &slot.value))
    }

    /// A number, from a field that holds one.
    pub fn number(&self, field: Field) -> Option<f64> {
        self.value(field).and_then(Value::number)
    }

    /// A date.
    pub fn day(&self, field: Field) -> Option<Day> {
        self.value(field).and_then(Value::day)
    }

    /// A text or word.
    pub fn text(&self, field: Field) -> Option<&str> {
        self.value(field).and_then(Value::str)
    }

    pub(super) fn set(&mut self, field: Field, value: Option<Value>, by: Stamp) {
        let at = self.slots.binary_search_by_key(&field, |slot| slot.field);
        match (at, value) {
            (Ok(at), Some(value)) => self.slots[at] = Slot { field, value, by },
            (Err(at), Some(value)) => self.slots.insert(at, Slot { field, value, by }),
            (Ok(at), None) => {
                self.slots.remove(at);
            }
            (Err(_), None) => {}
        }
    }

    /// It is neither closed nor struck off.
    pub fn is_open(&self) -> bool {
        super::transitions::OPEN.contains(&self.status)
    }

    /// Persons of the county or above who were there since the state was entered, found no new waste and neither did the
    /// works nor applied to close, each once: those whose visit makes an acceptance (T09, P03).
    pub fn acceptors(&self) -> Vec<&str> {
        let involved = || self.doers.iter().chain(&self.requesters);
        let outside = |key: &&str| involved().all(|one| **one != **key);
        let is_good = |visit: &&OnSite| {
            visit.role >= Role::County && visit.time >= self.entered && !visit.new_waste
        };
        let visits = self.visits.iter().filter(is_good);
        let persons = visits.flat_map(|visit| &visit.persons);
        let mut keys: Vec<&str> = persons.map(|key| &**key).filter(outside).collect();
        keys.sort_unstable();
        keys.dedup();
        keys
    }

    /// Waste is carried away under its measure.
    pub fn is_moved(&self) -> bool {
        matches!(
            self.text(Field::Measure),
            Some("full_removal" | "sort_then_remove" | "floating_lift")
        )
    }

    /// Census size or hazardous waste: accepted by the prefecture where the rules say so.
    pub fn is_large(&self) -> bool {
        let class = self.text(Field::WasteClass);
        let size = Size {
            volume_m3: self.number(Field::Volume),
            area_m2: self.number(Field::Area),
            mass_t: self.number(Field::Mass),
        };
        // What is measured says more than what is stated.
        let measured = tier_of(class.unwrap_or("mixed"), size, LITTER_BELOW_M3);
        self.text(Field::Tier) == Some("census")
            || class == Some("hazardous")
            || measured == Some(Tier::Census)
    }

    /// Adds the evidence of an event to that of the round.
    pub(super) fn bring(&mut self, evidence: &[Evidence], time: i64) {
        self.evidence.extend(evidence.iter().map(|one| Mark {
            purpose: if one.purpose.is_photo() && !is_picture(&one.ending) {
                Purpose::Document
            } else {
                one.purpose
            },
            sha256: one.sha256,
            taken: one.taken.unwrap_or(time),
            brought: time,
            at: one.at.map(|[x, y]| Coord { x, y }),
        }));
    }

    /// Enters the state that a transition leads to.
    pub(super) fn enter(&mut self, transition: &Transition, entry: &Entry<'_>, rules: &Rules) {
        self.status = transition.to;
        self.since = entry.day;
        self.entered = entry.time;
        self.moved_by = entry.by;
        self.carried = false;
        self.since_stated = Some(entry.day);
        self.visits.clear();
        self.involve(transition.number, entry.persons);
        match transition.number {
            6 | 15 => self.works_since = Some(entry.time),
            4 | 11 => self.close(rules),
            13 => self.rebound_to_list(entry),
            12 => self.undo_acceptance(entry),
            14 => {
                self.look_backs.clear();
                self.rebound = None;
                self.undo_acceptance(entry);
            }
            _ => {}
        }
        self.steps.push(Step {
            number: transition.number,
            to: transition.to,
            day: entry.day,
            round: self.round,
        });
    }

    /// Remembers who did the works and who applied to close.
    pub(super) fn involve(&mut self, number: u8, persons: &[Box<str>]) {
        match number {
            6 | 7 | 15 => self.doers.extend_from_slice(persons),
            8 => self.requesters.extend_from_slice(persons),
            _ => {}
        }
    }

    /// T13: a new round, with nothing proven yet.
    fn rebound_to_list(&mut self, entry: &Entry<'_>) {
        self.round = self.round.saturating_add(1);
        self.evidence.retain(|mark| mark.brought == entry.time);
        self.doers.clear();
        self.requesters.clear();
        self.works_since = None;
        self.look_backs.clear();
        self.rebound = None;
        self.objections = 0;
        self.upheld = false;
        // What the last round proved says nothing of this one.
        self.slots
            .retain(|slot| slot.by == entry.by || !belongs_to_a_round(slot.field));
    }

    /// T12, T14: the papers of an acceptance that does not hold say nothing of the next one.
    fn undo_acceptance(&mut self, entry: &Entry<'_>) {
        self.upheld = false;
        self.slots
            .retain(|slot| slot.by == entry.by || !belongs_to_an_acceptance(slot.field));
    }

    /// R8 and R9: the dates on which a closed point is looked at again.
    pub(super) fn close(&mut self, rules: &Rules) {
        let after = |days: &u32| LookBack {
            due: self.since.plus(i32::try_from(*days).unwrap_or(i32::MAX)),
            mandatory: false,
        };
        self.look_backs = rules.look_back_days.iter().map(after).collect();
        if self.snow_cover {
            self.look_backs.push(LookBack {
                due: rules.thaw.on_or_after(self.since.plus(1)),
                mandatory: true,
            });
        }
        self.look_backs.sort_unstable();
        self.rebound = None;
    }
}

/// Whether a file of this ending is a picture.
fn is_picture(ending: &str) -> bool {
    matches!(ending, "jpg" | "jpeg" | "png" | "heic" | "heif" | "webp")
}

/// Fields that tell of one clearing and its closure; a rebound leaves them to the old round.
fn belongs_to_a_round(field: Field) -> bool {
    belongs_to_an_acceptance(field)
        || matches!(
            field,
            Field::Measure
                | Field::DestFacility
                | Field::PlanStart
                | Field::PlanDue
                | Field::ActualStart
                | Field::ActualEnd
                | Field::Manifests
                | Field::VolumeOut
                | Field::InPlace
                | Field::Residual
                | Field::DisinfectedAt
                | Field::Agent
                | Field::ReturnDue
                | Field::BalanceReason
                | Field::SnowCover
        )
}

/// Fields that tell of one acceptance and the closure that rests on it.
fn belongs_to_an_acceptance(field: Field) -> bool {
    matches!(
        field,
        Field::AcceptedBy
            | Field::AcceptUnit
            | Field::AcceptDoc
            | Field::PublicityFrom
            | Field::PublicityTo
            | Field::FilingNo
    )
}

/// How a state is entered.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entry<'a> {
    pub(super) day: Day,
    pub(super) time: i64,
    pub(super) by: Stamp,
    pub(super) persons: &'a [Box<str>],
}
