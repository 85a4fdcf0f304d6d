//! A target as its events leave it: what each kind of event does.

use std::hash::{Hash, Hasher};

use geo::Coord;
use rustc_hash::FxHasher;
use smallvec::SmallVec;

use super::act::{is_key, not_a_key};
use super::event::{Digest, EventKind, EventRef};
use super::fields::{Field, Value};
use super::needs::{Attempt, Lack, lacks, role_lack};
use super::orders::Orders;
use super::payload::{
    Complained, Corrected, Finding, Link, Linked, Matter, Moved, Opened, Set, Settled, Severity,
    VisitCore,
};
use super::point::{Entry, LookBack, OnSite, Point, Stamp, Step};
use super::role::Role;
use super::rules::Rules;
use super::transitions::between;
use crate::domain::{Metres, Status, TargetKind};
use crate::units::Day;

/// Where an event stands among all: time, device, counter, hash.
pub(super) type Key = (i64, Box<str>, u64, Digest);

/// The same with the number of the device in a book.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) time: i64,
    pub(super) device: u32,
    pub(super) counter: u64,
    pub(super) hash: Digest,
}

impl Place {
    pub(super) fn of(event: &EventRef<'_>, device: u32) -> Self {
        Self {
            time: event.time.seconds(),
            device,
            counter: event.counter,
            hash: event.hash,
        }
    }

    /// As events are ordered.
    pub(super) fn order(self, devices: &[Box<str>]) -> (i64, &str, u64, Digest) {
        let device = devices.get(self.device as usize).map_or("", |name| name);
        (self.time, device, self.counter, self.hash)
    }
}

/// A target of the ledger: a dump point with its close-out, or anything else that is visited.
#[derive(Clone, Debug, PartialEq)]
pub struct Target {
    /// Its id.
    pub id: Box<str>,
    /// What it is.
    pub kind: TargetKind,
    /// Its close-out, when it is a dump point.
    pub point: Option<Box<Point>>,
    /// Last visit on which it was seen.
    pub last_visit: Option<Day>,
    /// What that visit found.
    pub last_finding: Option<Finding>,
    /// Visits on which it was seen.
    pub visits: u32,
    /// Visits that failed since then.
    pub failed_visits: u32,
    /// The last one that failed, and why.
    pub last_failure: Option<(Day, Finding)>,
    /// Day of the first complaint that no visit has answered.
    pub complaint: Option<Day>,
    /// Rectification orders.
    pub orders: Orders,
    /// A corridor by the metre, and its length when it was last patrolled.
    pub metres: Option<Box<(Metres, i64)>>,
    /// Events that could not be applied, and events that disagree.
    pub troubles: Vec<Trouble>,
    pub(super) last: Option<Place>,
    /// Highest counter of each device among its events.
    pub(super) heads: SmallVec<[(u32, u64); 1]>,
    pub(super) is_dirty: bool,
}

/// What is wrong among the events of a target.
#[derive(Clone, Debug, PartialEq)]
pub enum Trouble {
    /// An event that the rules do not allow where it stands; it changed nothing.
    Refused {
        /// Which.
        event: Stamp,
        /// Why.
        lacks: Vec<Lack>,
    },
    /// Two events that did not know of each other and disagree. Of two values of a field the later one holds, of two
    /// states, places or openings the earlier one, until a person decides.
    Conflict {
        /// The earlier and the later.
        events: [Stamp; 2],
        /// What they disagree on.
        about: About,
        /// What each says, for people.
        says: [String; 2],
        /// The event that settled it.
        settled: Option<Stamp>,
    },
}

/// What two events disagree on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum About {
    /// The state.
    Status,
    /// A field.
    Field(Field),
    /// Where the point is.
    Position,
}

/// An event in its place, with what its author knew.
#[derive(Clone, Copy)]
pub(super) struct Arrival<'a> {
    pub(super) event: &'a EventRef<'a>,
    pub(super) stamp: Stamp,
    /// Counters of other devices that its author had seen.
    pub(super) seen: &'a [(u32, u64)],
    pub(super) rules: &'a Rules,
    pub(super) day: Day,
    /// Names of the devices, by number.
    pub(super) devices: &'a [Box<str>],
    /// Openings of other devices that say what one of the author's device says.
    pub(super) twins: &'a [Stamp],
}

impl Arrival<'_> {
    /// Whether the author knew an event, or one that says the same.
    fn knew(&self, other: Stamp) -> bool {
        other.device == self.stamp.device
            || self.twins.contains(&other)
            || self
                .seen
                .iter()
                .any(|(device, counter)| *device == other.device && *counter >= other.counter)
    }
}

/// Why an event changed nothing.
type Refusal = Vec<Lack>;

impl Target {
    /// One of which nothing is noted.
    pub fn new(id: &str, kind: TargetKind) -> Self {
        Self {
            id: id.into(),
            kind,
            point: None,
            last_visit: None,
            last_finding: None,
            visits: 0,
            failed_visits: 0,
            last_failure: None,
            complaint: None,
            orders: Orders::default(),
            metres: None,
            troubles: Vec::new(),
            last: None,
            heads: SmallVec::new(),
            is_dirty: false,
        }
    }

    /// Conflicts that nobody has settled.
    pub fn open_conflicts(&self) -> impl Iterator<Item = &Trouble> {
        self.troubles
            .iter()
            .filter(|trouble| matches!(trouble, Trouble::Conflict { settled: None, .. }))
    }

    /// Takes one event, in its order; `is_other` when the target is the other point of a link.
    pub(super) fn take(&mut self, arrival: &Arrival<'_>, is_other: bool) {
        let own = |stamp: &Stamp| stamp.device == arrival.stamp.device;
        let openings = self.point.as_ref().map(|point| &point.openings);
        let twins = openings.filter(|all| all.len() > 1 && all.iter().any(own));
        let twins = twins.cloned().unwrap_or_default();
        let arrival = &Arrival {
            twins: &twins,
            ..*arrival
        };
        let result = if is_other {
            self.take_link(arrival, true)
        } else {
            match arrival.event.kind {
                EventKind::Opened => self.open(arrival),
                EventKind::Moved => self.make_move(arrival),
                EventKind::Corrected => self.correct(arrival),
                EventKind::Visited => self.visit(arrival),
                EventKind::Linked => self.take_link(arrival, false),
                EventKind::Complained => self.complain(arrival),
                EventKind::Settled => self.settle(arrival),
                EventKind::Rules => Ok(()),
            }
        };
        if let Err(lacks) = result {
            self.troubles.push(Trouble::Refused {
                event: arrival.stamp,
                lacks,
            });
        }
    }

    fn open(&mut self, arrival: &Arrival<'_>) -> Result<(), Refusal> {
        let opened: Opened = read(arrival)?;
        let set = values(&opened.set)?;
        // T02 is the county's: nobody below it puts a point on the list by stating that it is there.
        if arrival.event.role < Role::County && opened.status != Status::Suspected {
            return Err(vec![Lack::new(
                "role",
                "points taken over as listed or later by the county or above",
                "挂账及之后状态的点位须由县级以上建账",
            )]);
        }
        let digest = opening_digest(arrival.event.payload);
        if let Some(point) = &mut self.point {
            if point.opening != digest {
                let stated = point.steps.first().map(|step| step.to);
                if stated != Some(opened.status) && !arrival.knew(point.moved_by) {
                    let says = [
                        point.status.word().to_owned(),
                        opened.status.word().to_owned(),
                    ];
                    let events = [point.moved_by, arrival.stamp];
                    self.troubles.push(conflict(events, About::Status, says));
                }
                let placed = (point.at, point.placed_by);
                match (placed.0, coord(opened.at)) {
                    (None, Some(at)) => {
                        point.at = Some(at);
                        point.placed_by = arrival.stamp;
                    }
                    (Some(known), Some(at)) => {
                        let conflict = place_conflict(known, placed.1, at, arrival);
                        self.troubles.extend(conflict);
                    }
                    (_, None) => {}
                }
                self.fill(set, arrival);
            } else if !point.openings.contains(&arrival.stamp) {
                point.openings.push(arrival.stamp);
            }
            return Ok(());
        }
        let since = opened.since.unwrap_or(arrival.day);
        let entered = i64::from(since.number()) * 86_400 - i64::from(arrival.event.time.offset());
        let mut point = Point::new(opened.status, since, entered, arrival.stamp);
        point.round = opened.round.max(1);
        point.carried = true;
        point.since_stated = opened.since;
        point.opening = digest;
        point.openings.push(arrival.stamp);
        point.at = coord(opened.at);
        point.works_since = (opened.status == Status::Works).then_some(entered);
        for (field, value) in set {
            point.set(field, value, arrival.stamp);
        }
        point.snow_cover = point.value(Field::SnowCover).and_then(Value::truth) == Some(true);
        point.steps.push(Step {
            number: 0,
            to: opened.status,
            day: since,
            round: point.round,
        });
        if matches!(opened.status, Status::Closed | Status::QuickClosed) {
            point.close(arrival.rules);
            if let Some(stated) = opened.look_back {
                point.look_backs.retain(|one| one.due > stated);
                point.look_backs.insert(
                    0,
                    LookBack {
                        due: stated,
                        mandatory: false,
                    },
                );
            }
            point
                .look_backs
                .retain(|one| opened.last_visit.is_none_or(|visit| visit < one.due));
        }
        self.kind = TargetKind::DumpPoint;
        self.last_visit = self.last_visit.max(opened.last_visit);
        self.point = Some(Box::new(point));
        Ok(())
    }

    /// Fields that another device states of a point that is known already: empty ones are filled, others disagree.
    fn fill(&mut self, set: Vec<(Field, Option<Value>)>, arrival: &Arrival<'_>) {
        let Some(point) = &mut self.point else {
            return;
        };
        for (field, value) in set {
            let (Some(value), known) = (value, point.slots.iter().find(|slot| slot.field == field))
            else {
                continue;
            };
            match known {
                None => point.set(field, Some(value), arrival.stamp),
                Some(slot) if slot.value == value || arrival.knew(slot.by) => {}
                Some(slot) => {
                    let says = [text(&slot.value), text(&value)];
                    let events = [slot.by, arrival.stamp];
                    self.troubles
                        .push(conflict(events, About::Field(field), says));
                }
            }
        }
    }

    fn make_move(&mut self, arrival: &Arrival<'_>) -> Result<(), Refusal> {
        let moved: Moved = read(arrival)?;
        let set = values(&moved.set)?;
        let event = arrival.event;
        let now = self.point.as_ref().map(|point| point.status);
        if now != moved.from {
            return self.disagree(arrival, &moved, set);
        }
        let Some(transition) = between(moved.from, moved.to) else {
            return Err(vec![no_such_move(moved.from, moved.to)]);
        };
        let mut point = self.point.as_deref().cloned().unwrap_or_else(|| {
            let mut point = Point::new(moved.to, arrival.day, event.time.seconds(), arrival.stamp);
            point.opening = opening_digest(event.payload);
            point
        });
        // Whoever may not make the move at all is told that rather than what else they may not set. The point as it was
        // says who may: what is set with the move does not make a large point small.
        let stranger = role_lack(transition, &point, event.role, arrival.rules);
        if stranger.is_none() {
            // T15 is where the township says anew by when.
            let is_new_date = |field: Field| transition.number == 15 && field == Field::PlanDue;
            let asked = set.iter().filter(|(field, _)| !is_new_date(*field));
            let asked: Vec<_> = asked.cloned().collect();
            forbidden(&asked, event.role, now, self.point.as_deref())?;
        }
        let mut troubles = Vec::new();
        for (field, value) in set {
            note_conflict(&point, field, value.as_ref(), arrival, &mut troubles);
            point.set(field, value, arrival.stamp);
        }
        let emptied = self
            .point
            .as_deref()
            .map_or(Vec::new(), |before| super::permits::emptied(before, &point));
        if !emptied.is_empty() {
            return Err(emptied);
        }
        point.bring(&moved.evidence, event.time.seconds());
        if let Some(at) = coord(moved.at)
            && (point.at.is_none() || transition.number == 2)
        {
            put(&mut point, at, arrival, &mut troubles);
        }
        if let Some(snow) = point.value(Field::SnowCover).and_then(Value::truth)
            && moved.set.contains_key(Field::SnowCover.word())
        {
            point.snow_cover = snow;
        }
        let attempt = Attempt {
            actor: event.actor,
            role: event.role,
            day: arrival.day,
            moved: &moved,
            other: event.other.filter(|other| *other != event.target),
        };
        let persons = attempt.persons();
        if !persons.iter().all(|key| is_key(key)) {
            return Err(vec![not_a_key()]);
        }
        if transition.number == 9 {
            let keys = Value::List(persons.clone().into());
            point.set(Field::AcceptedBy, Some(keys), arrival.stamp);
        }
        let mut missing = lacks(transition, &point, &attempt, arrival.rules);
        if let Some(lack) = stranger.filter(|lack| !missing.contains(lack)) {
            missing.push(lack);
        }
        if !missing.is_empty() {
            return Err(missing);
        }
        let entry = Entry {
            day: arrival.day,
            time: event.time.seconds(),
            by: arrival.stamp,
            persons: &persons,
        };
        point.enter(transition, &entry, arrival.rules);
        point.moved_from_state = now;
        match transition.number {
            1 => point.cites = attempt.other.map(Into::into),
            16 => point.merged_into = attempt.other.map(Into::into),
            _ => {}
        }
        self.kind = TargetKind::DumpPoint;
        self.point = Some(Box::new(point));
        self.troubles.extend(troubles);
        Ok(())
    }

    /// A move from a state that the point is not in: an error, or news from a device that did not know.
    fn disagree(
        &mut self,
        arrival: &Arrival<'_>,
        moved: &Moved,
        set: Vec<(Field, Option<Value>)>,
    ) -> Result<(), Refusal> {
        let Some(point) = &self.point else {
            return Err(vec![Lack::new(
                "unknown",
                "a point that is on the ledger",
                "台账中没有该点位",
            )]);
        };
        if arrival.knew(point.moved_by) {
            return Err(vec![wrong_state(point.status, moved.from)]);
        }
        let same = point.status == moved.to && point.moved_from_state == moved.from;
        if !same {
            let says = [point.status.word(), moved.to.word()].map(str::to_owned);
            let events = [point.moved_by, arrival.stamp];
            self.troubles.push(conflict(events, About::Status, says));
            return Ok(());
        }
        // Both made the same move: only what they say of the fields can disagree.
        let event = arrival.event;
        forbidden(&set, event.role, moved.from, self.point.as_deref())?;
        let Some(transition) = between(moved.from, moved.to) else {
            return Err(vec![no_such_move(moved.from, moved.to)]);
        };
        if let Some(lack) = role_lack(transition, point, event.role, arrival.rules) {
            return Err(vec![lack]);
        }
        let attempt = Attempt {
            actor: event.actor,
            role: event.role,
            day: arrival.day,
            moved,
            other: None,
        };
        let persons = attempt.persons();
        self.fill(set, arrival);
        if let Some(point) = &mut self.point {
            point.bring(&moved.evidence, event.time.seconds());
            point.involve(transition.number, &persons);
        }
        Ok(())
    }

    fn correct(&mut self, arrival: &Arrival<'_>) -> Result<(), Refusal> {
        let corrected: Corrected = read(arrival)?;
        let set = values(&corrected.set)?;
        let event = arrival.event;
        let Some(point) = &mut self.point else {
            return Err(vec![Lack::new(
                "unknown",
                "a point that is on the ledger",
                "台账中没有该点位",
            )]);
        };
        if event.role < Role::Township {
            return Err(vec![Lack::new(
                "role",
                "a correction by the township or above",
                "更正须由乡镇以上办理",
            )]);
        }
        let is_listed = point.status != Status::Suspected;
        if corrected.at.is_some() && is_listed && event.role < Role::County {
            return Err(vec![Lack::new(
                "position",
                "the place of a listed point corrected by the county or above",
                "挂账点位的位置须由县级以上更正",
            )]);
        }
        if corrected.reason.trim().is_empty() {
            return Err(vec![Lack::new(
                "reason",
                "a reason (--reason)",
                "理由（--reason）",
            )]);
        }
        forbidden(&set, event.role, Some(point.status), Some(point))?;
        complete(point, &set, arrival.stamp)?;
        let mut troubles = Vec::new();
        for (field, value) in set {
            note_conflict(point, field, value.as_ref(), arrival, &mut troubles);
            point.set(field, value, arrival.stamp);
        }
        if let Some(at) = coord(corrected.at) {
            put(point, at, arrival, &mut troubles);
        }
        point.bring(&corrected.evidence, event.time.seconds());
        self.troubles.extend(troubles);
        Ok(())
    }

    fn visit(&mut self, arrival: &Arrival<'_>) -> Result<(), Refusal> {
        let event = arrival.event;
        let visit: VisitCore<'_> = serde_json::from_str(event.payload).map_err(unreadable)?;
        let day = arrival.day;
        if self.point.is_none() {
            self.kind = visit.kind;
        }
        if visit.finding.is_failure() {
            self.failed_visits += 1;
            self.last_failure = Some((day, visit.finding));
            return Ok(());
        }
        let whole = self.see_metres(&visit, day);
        if whole {
            self.last_visit = self.last_visit.max(Some(day));
        }
        self.last_finding = Some(visit.finding);
        self.visits += 1;
        self.failed_visits = 0;
        self.last_failure = None;
        self.complaint = None;
        let checklist = visit.checklist.as_deref().unwrap_or_default();
        self.orders
            .visit(checklist, &visit.problems, &visit.passed, day);
        if let Some(point) = &mut self.point {
            visit_point(point, &visit, arrival);
        }
        Ok(())
    }

    /// Takes down the metres that a visit saw; whether every metre is now as recent as the visit.
    fn see_metres(&mut self, visit: &VisitCore<'_>, day: Day) -> bool {
        if visit.kind != TargetKind::Corridor {
            return true;
        }
        let Some(seen) = &visit.seen else {
            // All of it, whatever its length.
            self.metres = None;
            return true;
        };
        let length = seen.length.max(0);
        let metres = self
            .metres
            .get_or_insert_with(|| Box::new((Metres::default(), length)));
        if metres.0.spans().is_empty()
            && let Some(before) = self.last_visit
        {
            metres.0.see(0, length, before);
        }
        metres.1 = length;
        for [from, to] in &seen.spans {
            metres.0.see((*from).max(0), (*to).min(length), day);
        }
        metres.0.undone(length, day.plus(-1)).is_none()
    }

    fn take_link(&mut self, arrival: &Arrival<'_>, is_other: bool) -> Result<(), Refusal> {
        let event = arrival.event;
        let Some(partner) = (if is_other {
            Some(event.target)
        } else {
            event.other.filter(|other| *other != event.target)
        }) else {
            return Err(vec![Lack::new("other", "the other point", "另一点位")]);
        };
        let Some(point) = &mut self.point else {
            return if is_other {
                Ok(())
            } else {
                Err(vec![Lack::new(
                    "unknown",
                    "a point that is on the ledger",
                    "台账中没有该点位",
                )])
            };
        };
        let add = |list: &mut Vec<Box<str>>| {
            if !list.iter().any(|known| **known == *partner) {
                list.push(partner.into());
            }
        };
        if event.kind != EventKind::Linked {
            // A merge or a citation, seen from the other side.
            if is_other {
                add(&mut point.same_place);
            }
            return Ok(());
        }
        let linked: Linked = read(arrival)?;
        if matches!(linked.link, Link::MovedSettled | Link::Apart) && event.role < Role::County {
            return Err(vec![Lack::new(
                "role",
                "a decision by the county or above",
                "须由县级以上认定",
            )]);
        }
        match (linked.link, is_other) {
            (Link::Moved, false) => add(&mut point.moved_to),
            (Link::Moved, true) => add(&mut point.moved_from),
            (Link::MovedSettled, false) => point.moved_to.retain(|known| **known != *partner),
            (Link::MovedSettled, true) => {}
            (Link::SamePlace, _) => add(&mut point.same_place),
            (Link::Apart, _) => {
                point.same_place.retain(|known| **known != *partner);
                add(&mut point.apart_from);
            }
        }
        Ok(())
    }

    fn complain(&mut self, arrival: &Arrival<'_>) -> Result<(), Refusal> {
        let complained: Complained = read(arrival)?;
        let decides = matches!(complained.matter, Matter::Upheld | Matter::Dismissed);
        if decides && arrival.event.role < Role::County {
            return Err(vec![Lack::new(
                "role",
                "a decision by the county or above",
                "须由县级以上认定",
            )]);
        }
        match (complained.matter, &mut self.point) {
            (Matter::Complaint, _) => {
                self.complaint.get_or_insert(arrival.day);
            }
            (Matter::Objection, Some(point)) => point.objections += 1,
            (matter, Some(point)) if point.objections > 0 => {
                point.objections -= 1;
                point.upheld |= matter == Matter::Upheld;
            }
            _ => {
                return Err(vec![Lack::new(
                    "objection",
                    "an objection that is not decided",
                    "没有待处理的异议",
                )]);
            }
        }
        Ok(())
    }

    fn settle(&mut self, arrival: &Arrival<'_>) -> Result<(), Refusal> {
        let settled: Settled = read(arrival)?;
        if arrival.event.role < Role::County {
            return Err(vec![Lack::new(
                "role",
                "a decision by the county or above",
                "须由县级以上认定",
            )]);
        }
        let set = values(&settled.set)?;
        if let Some(point) = &self.point {
            forbidden(&set, arrival.event.role, Some(point.status), Some(point))?;
            complete(point, &set, arrival.stamp)?;
        }
        let named = |stamp: Stamp| {
            let name = stamp.name(arrival.devices);
            settled.events.contains(&name)
        };
        let mut any = false;
        for trouble in &mut self.troubles {
            if let Trouble::Conflict {
                events,
                settled: done,
                ..
            } = trouble
                && done.is_none()
                && events.iter().all(|stamp| named(*stamp))
            {
                *done = Some(arrival.stamp);
                any = true;
            }
        }
        if !any {
            return Err(vec![Lack::new(
                "conflict",
                "two events that disagree and are not settled",
                "没有待处理的冲突",
            )]);
        }
        if let Some(point) = &mut self.point {
            for (field, value) in set {
                point.set(field, value, arrival.stamp);
            }
        }
        Ok(())
    }
}

/// What a visit that saw a dump point changes of it.
fn visit_point(point: &mut Point, visit: &VisitCore<'_>, arrival: &Arrival<'_>) {
    let event = arrival.event;
    // An acceptance that finds waste hidden or moved is no acceptance.
    let is_hidden = visit.checklist.as_deref() == Some("DP-C")
        && visit
            .problems
            .iter()
            .any(|one| one.severity == Severity::Immediate);
    let new_waste = is_hidden || matches!(visit.finding, Finding::NewDumping | Finding::Rebound);
    // Who was there matters for an acceptance alone, and only of those who may accept.
    let mut persons: Vec<Box<str>> = Vec::new();
    if event.role >= Role::County {
        let keys = std::iter::once(event.actor).chain(visit.with.iter().map(String::as_str));
        persons.extend(keys.filter(|key| is_key(key)).map(Into::into));
    }
    point.visits.push(OnSite {
        time: event.time.seconds(),
        role: event.role,
        persons,
        new_waste,
    });
    point.bring(&visit.evidence, event.time.seconds());
    // R8: the look-back after the thaw is made once the ground was seen without snow, also before its last day.
    let is_bare = visit.snow_cover == Some(false);
    (point.look_backs).retain(|one| {
        let is_due = one.due <= arrival.day;
        if one.mandatory {
            !(is_bare || is_due && visit.snow_cover.is_none())
        } else {
            !is_due
        }
    });
    if let Some(snow) = visit.snow_cover {
        point.snow_cover = snow;
    }
    let dumping = match (visit.still_dumping, visit.finding) {
        (Some(dumping), _) => Some(dumping),
        (None, Finding::NewDumping) if point.is_open() => Some(true),
        (None, Finding::Cleared) => Some(false),
        _ => None,
    };
    if let Some(dumping) = dumping {
        point.set(
            Field::StillDumping,
            Some(Value::Truth(dumping)),
            arrival.stamp,
        );
    }
    if new_waste && matches!(point.status, Status::Closed | Status::QuickClosed) {
        point.rebound.get_or_insert(arrival.day);
    } else if event.role >= Role::County {
        // The county looked and found nothing: the report was mistaken, or it is cleared.
        point.rebound = None;
    }
}

/// Notes that a field was set by an event that the author did not know, to another value.
fn note_conflict(
    point: &Point,
    field: Field,
    value: Option<&Value>,
    arrival: &Arrival<'_>,
    troubles: &mut Vec<Trouble>,
) {
    if let Some(slot) = point.slots.iter().find(|slot| slot.field == field)
        && Some(&slot.value) != value
        && !arrival.knew(slot.by)
    {
        let says = [text(&slot.value), value.map(text).unwrap_or_default()];
        troubles.push(conflict(
            [slot.by, arrival.stamp],
            About::Field(field),
            says,
        ));
    }
}

fn coord(at: Option<[f64; 2]>) -> Option<Coord> {
    // A place that is none on earth is no place.
    at.filter(|[x, y]| (-180.0..=180.0).contains(x) && (-90.0..=90.0).contains(y))
        .map(|[x, y]| Coord { x, y })
}

/// Puts a point somewhere, and notes when it was put elsewhere by an event that the author did not know.
fn put(point: &mut Point, at: Coord, arrival: &Arrival<'_>, troubles: &mut Vec<Trouble>) {
    if let Some(known) = point.at {
        troubles.extend(place_conflict(known, point.placed_by, at, arrival));
    }
    point.at = Some(at);
    point.placed_by = arrival.stamp;
}

fn place_conflict(known: Coord, by: Stamp, at: Coord, arrival: &Arrival<'_>) -> Option<Trouble> {
    let text = |at: Coord| format!("{}, {}", at.x, at.y);
    let is_news = known != at && !arrival.knew(by);
    is_news.then(|| {
        let says = [text(known), text(at)];
        conflict([by, arrival.stamp], About::Position, says)
    })
}

const fn conflict(events: [Stamp; 2], about: About, says: [String; 2]) -> Trouble {
    Trouble::Conflict {
        events,
        about,
        says,
        settled: None,
    }
}

fn text(value: &Value) -> String {
    value.text(crate::domain::Lang::Zh)
}

/// Fields that this role may not set in this state.
pub(super) fn forbidden(
    set: &[(Field, Option<Value>)],
    role: Role,
    status: Option<Status>,
    point: Option<&Point>,
) -> Result<(), Refusal> {
    let lacks: Vec<Lack> = set
        .iter()
        .filter_map(|(field, value)| {
            super::permits::why_not(*field, value.as_ref(), role, status, point)
        })
        .collect();
    if lacks.is_empty() { Ok(()) } else { Err(lacks) }
}

/// R3 holds after closure too.
fn complete(point: &Point, set: &[(Field, Option<Value>)], by: Stamp) -> Result<(), Refusal> {
    let mut after = point.clone();
    for (field, value) in set {
        after.set(*field, value.clone(), by);
    }
    let lacks = super::permits::emptied(point, &after);
    if lacks.is_empty() { Ok(()) } else { Err(lacks) }
}

fn read<'a, T: serde::Deserialize<'a>>(arrival: &Arrival<'a>) -> Result<T, Refusal> {
    serde_json::from_str(arrival.event.payload).map_err(unreadable)
}

#[expect(clippy::needless_pass_by_value, reason = "for map_err")]
fn unreadable(error: serde_json::Error) -> Refusal {
    vec![Lack::new(
        "payload",
        format!("contents of the event's kind: {error}"),
        format!("事件内容与类别不符：{error}"),
    )]
}

/// Reads the values of fields.
pub(super) fn values(set: &Set) -> Result<Vec<(Field, Option<Value>)>, Refusal> {
    let mut read = Vec::with_capacity(set.len());
    let mut lacks = Vec::new();
    for (word, json) in set {
        let Some(field) = Field::from_word(word) else {
            lacks.push(Lack::new(
                word.clone(),
                format!("a field of the ledger: there is no `{word}`"),
                format!("台账没有字段 `{word}`"),
            ));
            continue;
        };
        if json.is_null() {
            read.push((field, None));
            continue;
        }
        match field.value_from_json(json) {
            Ok(value) => read.push((field, Some(value))),
            Err(fault) => lacks.push(Lack::new(
                word.clone(),
                fault.message(crate::domain::Lang::En),
                fault.message(crate::domain::Lang::Zh),
            )),
        }
    }
    if lacks.is_empty() {
        Ok(read)
    } else {
        Err(lacks)
    }
}

/// The two states have no transition.
pub(super) fn no_such_move(from: Option<Status>, to: Status) -> Lack {
    use crate::domain::Lang;
    let next: Vec<&super::transitions::Transition> = super::transitions::out_of(from).collect();
    let list = |lang| {
        let names: Vec<String> = next
            .iter()
            .map(|one| format!("{} ({})", one.to.word(), one.to.label(lang)))
            .collect();
        if names.is_empty() {
            lang.pick("nothing", "无").to_owned()
        } else {
            names.join(lang.pick(", ", "、"))
        }
    };
    let name = |lang| match from {
        Some(from) => format!("{} ({})", from.word(), from.label(lang)),
        None => lang.pick("a new point", "新点位").to_owned(),
    };
    Lack::new(
        "transition",
        format!(
            "a move that exists: from {} one may go to {}, not to {}",
            name(Lang::En),
            list(Lang::En),
            to.word()
        ),
        format!(
            "没有这一步：{}之后可为：{}；不能直接到 {}（{}）",
            name(Lang::Zh),
            list(Lang::Zh),
            to.word(),
            to.label(Lang::Zh)
        ),
    )
}

fn wrong_state(is: Status, thought: Option<Status>) -> Lack {
    let thought = thought.map_or("new", Status::word);
    Lack::new(
        "state",
        format!("the state `{thought}`; the point is `{}`", is.word()),
        format!("状态应为 `{thought}`，实际为 `{}`", is.word()),
    )
}

/// What an opening states, as a number.
fn opening_digest(payload: &str) -> u64 {
    let mut hasher = FxHasher::default();
    payload.hash(&mut hasher);
    hasher.finish()
}
