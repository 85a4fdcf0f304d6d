//! Small counties whose figures can be worked out by hand.

mod examples;
mod identities;

use std::collections::BTreeMap;

use geo::{Geometry, LineString, Point};
use serde_json::{Value, json};

use super::*;
use crate::domain::{
    Corridor, CorridorPass, DumpPoint, Place, PlaceType, Site, SiteState, Source, Status,
    TargetDetail, Tier,
};
use crate::ledger::{Digest, Draft, Event, EventKind, Moment, Role};
use crate::testing::{at, metres, sketch};
use crate::units::{Metres, ProgrammeId};
use crate::workspace::default_programmes;

/// Monday 2026-06-01 and the days after it; no public holiday near.
fn day(number: i32) -> Day {
    Day::parse("2026-06-01").unwrap().plus(number)
}

/// Every day is a working day, so that due days are where a person counts them.
fn no_weekends() -> Calendar {
    let days = (-400..800).map(day);
    Calendar {
        workdays: days.filter(|day| day.weekday() > 5).collect(),
        ..Calendar::default()
    }
}

fn target(id: &str, township: &str, detail: TargetDetail) -> Target {
    Target {
        id: id.into(),
        name: format!("name of {id}"),
        township: Some(township.to_owned()).filter(|name| !name.is_empty()),
        village: None,
        geometry: Geometry::Point(Point(at(0.0, 0.0))),
        last_visit: None,
        windows: Vec::new(),
        columns: BTreeMap::new(),
        detail,
        source: Source::default(),
    }
}

/// P09: every 14 days, at the least 7 between two visits.
fn site(id: &str, township: &str) -> Target {
    let state = SiteState::Working;
    target(id, township, TargetDetail::Site(Site { state }))
}

/// P11: every 30 days, at the least 15.
fn village(id: &str, township: &str) -> Target {
    let place_type = PlaceType::Village;
    target(id, township, TargetDetail::Place(Place { place_type }))
}

fn dump_point(id: &str, status: Status, since: Option<Day>) -> Target {
    let point = DumpPoint {
        status,
        status_since: since,
        round: 1,
        hazard: 2,
        still_dumping: false,
        tier: Tier::Small,
        plan_due: None,
        lookback_next: None,
    };
    target(id, "A", TargetDetail::DumpPoint(point))
}

/// P07: every 7 days, at the least 4 between two visits; it leads to the east.
fn corridor(id: &str, length: i64, pass: CorridorPass) -> CorridorRoute {
    let net = sketch("a---b", metres(100));
    let line = LineString(vec![at(0.0, 0.0), at(400.0, 0.0)]);
    let detail = TargetDetail::Corridor(Corridor {
        line: line.clone(),
        length: Metres(length),
        pass,
        road: "G202".into(),
        programme: ProgrammeId::new("P07"),
    });
    let mut target = target(id, "", detail);
    target.geometry = Geometry::LineString(line);
    CorridorRoute {
        target,
        from: net.at("a"),
        to: net.at("b"),
        traversals: Vec::new(),
    }
}

/// A county and the events of one device.
struct World {
    programmes: Vec<Programme>,
    calendar: Calendar,
    targets: Vec<Target>,
    corridors: Vec<CorridorRoute>,
    events: Vec<Event>,
    plans: BTreeMap<Day, PlannedDay>,
}

impl World {
    /// The first event is a visit to nothing that is known, on day 0: the record begins then.
    fn new(targets: Vec<Target>, corridors: Vec<CorridorRoute>) -> Self {
        let mut world = Self {
            programmes: default_programmes(),
            calendar: no_weekends(),
            targets,
            corridors,
            events: Vec::new(),
            plans: BTreeMap::new(),
        };
        world.visit("elsewhere", 0, "clean");
        world
    }

    fn note(&mut self, target: &str, at: (i32, i64), role: Role, kind: EventKind, payload: &Value) {
        let time = Moment::on(day(at.0), at.1 * 3600, 28_800).unwrap();
        let draft = Draft {
            time,
            actor: "li2".into(),
            role,
            target: target.into(),
            other: None,
            seen: "{}".into(),
            kind,
            payload: payload.to_string(),
        };
        let counter = self.events.len() as u64 + 1;
        let prev = self.events.last().map_or(Digest::NONE, |event| event.hash);
        self.events
            .push(Event::chained(draft, "d1", counter, prev, time));
    }

    fn visit(&mut self, target: &str, on: i32, finding: &str) {
        let kind = self.kind(target);
        let payload = json!({"kind": kind, "finding": finding});
        self.note(target, (on, 9), Role::Patrol, EventKind::Visited, &payload);
    }

    fn drive(&mut self, target: &str, on: i32, span: [i64; 2], length: i64) {
        let payload = json!({"kind": "corridor", "finding": "clean", "seen": {"spans": [span], "length": length}});
        self.note(target, (on, 9), Role::Patrol, EventKind::Visited, &payload);
    }

    fn open(&mut self, target: &str, on: i32, status: Status) {
        let payload = json!({"status": status, "since": day(on), "source": "a:1"});
        self.note(target, (on, 8), Role::County, EventKind::Opened, &payload);
    }

    fn kind(&self, target: &str) -> TargetKind {
        let known = self.targets.iter().find(|one| one.id.as_str() == target);
        let is_corridor = self
            .corridors
            .iter()
            .any(|one| one.target.id.as_str() == target);
        match known {
            Some(target) => target.kind(),
            None if is_corridor => TargetKind::Corridor,
            None => TargetKind::Place,
        }
    }

    fn book(&self, to: Day) -> Book {
        let mut book = Book::new(Some(to));
        for event in &self.events {
            book.take(&event.borrowed());
        }
        let dirty = book.dirty();
        for id in dirty {
            let own = |event: &&Event| *event.draft.target == *id;
            let events = self.events.iter().filter(own).cloned().collect();
            book.refold(&id, events);
        }
        book.settled();
        book
    }

    fn record(&self, book: &Book) -> Record {
        let lengths = lengths(self.corridors.iter().map(|route| &route.target));
        let mut recorder = Recorder::new(book, &lengths);
        for event in &self.events {
            recorder.take(&event.borrowed());
        }
        recorder.done()
    }

    fn input<'a>(
        &'a self,
        targets: &'a [Target],
        record: &'a Record,
        book: &'a Book,
        (from, to): (Day, Day),
    ) -> Input<'a> {
        Input {
            programmes: &self.programmes,
            calendar: &self.calendar,
            surge: false,
            targets,
            corridors: &self.corridors,
            record,
            book,
            plans: &self.plans,
            from,
            to,
        }
    }

    fn measure(&self, from: Day, to: Day) -> Coverage {
        let book = self.book(to);
        let (record, targets) = (self.record(&book), with_found(&self.targets, &book));
        measure(&self.input(&targets, &record, &book, (from, to)))
    }
}

/// Due, on time, late, missed.
fn four(tally: &Tally) -> [u64; 4] {
    [tally.due, tally.on_time, tally.late, tally.missed]
}
