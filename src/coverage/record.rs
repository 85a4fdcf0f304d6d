//! What was seen, target by target: the visits of the ledger, and later those that tracks prove.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use crate::domain::{Target, TargetDetail};
use crate::ledger::payload::{Complained, Finding, Matter};
use crate::ledger::{Book, EventKind, EventRef, Field, Role, Trouble};
use crate::units::{Day, TargetId};

/// Where a look comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Origin {
    /// A visit that the ledger holds.
    Ledger,
    /// A track along the target.
    Track,
}

/// A visit on which a target was seen (到访).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Look {
    /// When, seconds since 1970-01-01T00:00:00Z.
    pub time: i64,
    /// The civil day on the clock of who was there.
    pub day: Day,
    /// What was found; a track finds nothing.
    pub finding: Option<Finding>,
    /// Of a corridor the metres that were seen, from and to along it at its present length; `None` = the whole target.
    pub spans: Option<Vec<(i64, i64)>>,
    /// The county or above was there.
    pub by_county: bool,
    /// Where it comes from.
    pub origin: Origin,
}

/// A visit on which nothing could be seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Failed {
    /// When, seconds since 1970-01-01T00:00:00Z.
    pub time: i64,
    /// The civil day.
    pub day: Day,
    /// Why.
    pub reason: Finding,
}

/// A complaint about a target.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Complaint {
    /// When it came, seconds since 1970-01-01T00:00:00Z.
    pub time: i64,
    /// The civil day.
    pub day: Day,
}

/// A target that a track passed, as the matching found it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sighting {
    /// Which target.
    pub target: TargetId,
    /// When, seconds since 1970-01-01T00:00:00Z.
    pub time: i64,
    /// The civil day on the county's clock.
    pub day: Day,
    /// Of a corridor the metres that were driven, from and to along it; `None` = the whole target.
    pub spans: Option<Vec<(i64, i64)>>,
}

/// Everything that was seen, by target (巡查记录); each list in the order of time.
///
/// The same for the same events, whatever their order. Holds no team and no person.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Record {
    /// Visits on which the target was seen.
    pub looks: BTreeMap<TargetId, Vec<Look>>,
    /// Visits that failed.
    pub failed: BTreeMap<TargetId, Vec<Failed>>,
    /// Complaints (投诉).
    pub complaints: BTreeMap<TargetId, Vec<Complaint>>,
    /// From then on a record was kept: the day of the first event, of openings that on which they were written down.
    pub first_day: Option<Day>,
}

impl Record {
    /// The visits on which a target was seen.
    pub fn looks(&self, target: &TargetId) -> &[Look] {
        self.looks.get(target).map_or(&[], Vec::as_slice)
    }

    /// The visits to a target that failed.
    pub fn failed(&self, target: &TargetId) -> &[Failed] {
        self.failed.get(target).map_or(&[], Vec::as_slice)
    }

    /// The complaints about a target.
    pub fn complaints(&self, target: &TargetId) -> &[Complaint] {
        self.complaints.get(target).map_or(&[], Vec::as_slice)
    }

    /// Adds what tracks prove: each sighting is a look without a finding.
    pub fn add_sightings(&mut self, sightings: impl IntoIterator<Item = Sighting>) {
        let mut touched = BTreeSet::new();
        for sighting in sightings {
            let look = Look {
                time: sighting.time,
                day: sighting.day,
                finding: None,
                spans: sighting.spans.map(|spans| tidy(spans, i64::MAX)),
                by_county: false,
                origin: Origin::Track,
            };
            self.looks
                .entry(sighting.target.clone())
                .or_default()
                .push(look);
            touched.insert(sighting.target);
        }
        for target in touched {
            if let Some(looks) = self.looks.get_mut(&target) {
                looks.sort_unstable();
            }
        }
    }
}

/// Lengths of corridors in metres, by id: what the spans of visits are scaled to.
pub fn lengths<'t>(corridors: impl IntoIterator<Item = &'t Target>) -> BTreeMap<String, i64> {
    let length = |target: &Target| match &target.detail {
        TargetDetail::Corridor(corridor) => {
            Some((target.id.to_string(), corridor.length.get().max(0)))
        }
        _ => None,
    };
    corridors.into_iter().filter_map(length).collect()
}

/// Takes events one by one, in any order, and makes a [`Record`] of them.
#[derive(Clone, Debug)]
pub struct Recorder<'a> {
    lengths: &'a BTreeMap<String, i64>,
    /// `device:counter` of the events that the book refused.
    refused: BTreeSet<String>,
    /// Days on which points were first seen: nobody was there before.
    found: BTreeMap<String, Day>,
    by_target: BTreeMap<String, Past>,
    first_day: Option<Day>,
}

#[derive(Clone, Debug, Default)]
struct Past {
    looks: Vec<Look>,
    failed: Vec<Failed>,
    complaints: Vec<Complaint>,
}

impl<'a> Recorder<'a> {
    /// For a book, whose refused events do not count, and corridors of these lengths in metres.
    pub fn new(book: &Book, lengths: &'a BTreeMap<String, i64>) -> Self {
        let troubles = book.unsorted().flat_map(|target| &target.troubles);
        let refused = troubles.filter_map(|trouble| match trouble {
            Trouble::Refused { event, .. } => Some(event.name(book.devices())),
            Trouble::Conflict { .. } => None,
        });
        let found = book.unsorted().filter_map(|target| {
            let point = target.point.as_deref()?;
            Some((target.id.to_string(), point.day(Field::FirstSeen)?))
        });
        Self {
            lengths,
            refused: refused.collect(),
            found: found.collect(),
            by_target: BTreeMap::new(),
            first_day: None,
        }
    }

    /// Takes one event; what cannot be read counts for nothing, as in the book.
    pub fn take(&mut self, event: &EventRef<'_>) {
        if event.kind == EventKind::Rules || self.is_refused(event) || self.is_too_early(event) {
            return;
        }
        // An opening is dated back to what its layer states; a record is kept since it was written down.
        let since = match event.kind {
            EventKind::Opened => event.recorded,
            _ => event.time,
        };
        self.first_day = Some(earlier(self.first_day, since.day()));
        match event.kind {
            EventKind::Visited => self.visit(event),
            EventKind::Complained => self.complain(event),
            _ => {}
        }
    }

    /// The record of what was taken.
    pub fn done(self) -> Record {
        let mut record = Record {
            first_day: self.first_day,
            ..Record::default()
        };
        for (id, mut past) in self.by_target {
            past.looks.sort_unstable();
            past.failed.sort_unstable();
            past.complaints.sort_unstable();
            let id = TargetId::new(id);
            if !past.failed.is_empty() {
                record.failed.insert(id.clone(), past.failed);
            }
            if !past.complaints.is_empty() {
                record.complaints.insert(id.clone(), past.complaints);
            }
            if !past.looks.is_empty() {
                record.looks.insert(id, past.looks);
            }
        }
        record
    }

    fn is_refused(&self, event: &EventRef<'_>) -> bool {
        !self.refused.is_empty()
            && self
                .refused
                .contains(&format!("{}:{}", event.device, event.counter))
    }

    /// A visit before its point was found: the clock that dated it was wrong.
    fn is_too_early(&self, event: &EventRef<'_>) -> bool {
        event.kind == EventKind::Visited
            && self
                .found
                .get(event.target)
                .is_some_and(|found| event.time.day() < *found)
    }

    fn visit(&mut self, event: &EventRef<'_>) {
        let Ok(visit) = serde_json::from_str::<VisitCore>(event.payload) else {
            return;
        };
        let length = self.lengths.get(event.target).copied();
        let (time, day) = (event.time.seconds(), event.time.day());
        let past = self.past(event.target);
        if visit.finding.is_failure() {
            past.failed.push(Failed {
                time,
                day,
                reason: visit.finding,
            });
            return;
        }
        past.looks.push(Look {
            time,
            day,
            finding: Some(visit.finding),
            spans: visit.seen.map(|seen| scaled(&seen, length)),
            by_county: event.role >= Role::County,
            origin: Origin::Ledger,
        });
    }

    fn complain(&mut self, event: &EventRef<'_>) {
        let complained = serde_json::from_str::<Complained>(event.payload);
        if complained.is_ok_and(|complained| complained.matter == Matter::Complaint) {
            let (time, day) = (event.time.seconds(), event.time.day());
            self.past(event.target)
                .complaints
                .push(Complaint { time, day });
        }
    }

    fn past(&mut self, target: &str) -> &mut Past {
        self.by_target.entry(target.to_owned()).or_default()
    }
}

/// The parts of a visit that coverage looks at.
#[derive(Deserialize)]
struct VisitCore {
    finding: Finding,
    #[serde(default)]
    seen: Option<SeenCore>,
}

#[derive(Deserialize)]
struct SeenCore {
    spans: Vec<[i64; 2]>,
    length: i64,
}

/// Spans along a corridor that was `seen.length` metres long, along the same corridor at its present length.
fn scaled(seen: &SeenCore, length: Option<i64>) -> Vec<(i64, i64)> {
    let then = seen.length.max(0);
    let now = length.unwrap_or(then);
    let scale = |at: i64| {
        let at = i128::from(at.clamp(0, then));
        let scaled = (at * i128::from(now) + i128::from(then) / 2) / i128::from(then.max(1));
        i64::try_from(scaled).unwrap_or(now)
    };
    let spans = seen
        .spans
        .iter()
        .map(|[from, to]| (scale(*from), scale(*to)));
    tidy(spans.collect(), now)
}

/// The same metres as spans in order, apart, within a length.
fn tidy(mut spans: Vec<(i64, i64)>, length: i64) -> Vec<(i64, i64)> {
    spans.sort_unstable();
    let mut apart: Vec<(i64, i64)> = Vec::with_capacity(spans.len());
    for (from, to) in spans {
        let (from, to) = (from.clamp(0, length), to.clamp(0, length));
        match apart.last_mut() {
            Some(last) if from <= last.1 && from < to => last.1 = last.1.max(to),
            _ if from < to => apart.push((from, to)),
            _ => {}
        }
    }
    apart
}

fn earlier(known: Option<Day>, day: Day) -> Day {
    known.map_or(day, |known| known.min(day))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::{Digest, Draft, Event, Moment};

    fn event(counter: u64, hour: i64, kind: EventKind, payload: &str) -> Event {
        let day = Day::parse("2026-10-12").unwrap();
        let time = Moment::on(day, hour * 3600, 28_800).unwrap();
        let draft = Draft {
            time,
            actor: "zhang1".into(),
            role: Role::Patrol,
            target: "c-1".into(),
            other: None,
            seen: "{}".into(),
            kind,
            payload: payload.into(),
        };
        Event::chained(draft, "d1", counter, Digest::NONE, time)
    }

    fn events() -> Vec<Event> {
        vec![
            event(
                1,
                9,
                EventKind::Visited,
                r#"{"kind":"corridor","finding":"clean","seen":{"spans":[[0,500],[400,600]],"length":1000}}"#,
            ),
            event(
                2,
                8,
                EventKind::Visited,
                r#"{"kind":"corridor","finding":"snow"}"#,
            ),
            event(3, 10, EventKind::Complained, r#"{"matter":"complaint"}"#),
            event(4, 11, EventKind::Complained, r#"{"matter":"objection"}"#),
            event(5, 12, EventKind::Visited, r#"{"kind":"corridor"}"#),
        ]
    }

    fn record(events: &[Event]) -> Record {
        let lengths = [("c-1".to_owned(), 2_000)].into();
        let book = Book::default();
        let mut recorder = Recorder::new(&book, &lengths);
        for event in events {
            recorder.take(&event.borrowed());
        }
        recorder.done()
    }

    #[test]
    fn spans_are_those_of_the_present_length_and_failures_stand_apart() {
        let record = record(&events());
        let id = TargetId::new("c-1");
        assert_eq!(record.looks(&id).len(), 1);
        assert_eq!(record.looks(&id)[0].spans, Some(vec![(0, 1_200)]));
        assert_eq!(record.failed(&id)[0].reason, Finding::Snow);
        assert_eq!(record.complaints(&id).len(), 1);
        assert_eq!(record.first_day, Day::parse("2026-10-12").ok());
    }

    #[test]
    fn the_order_of_events_changes_nothing() {
        let (forward, mut turned) = (events(), events());
        turned.reverse();
        assert_eq!(record(&forward), record(&turned));
    }

    #[test]
    fn a_track_is_a_look_in_its_place() {
        let mut record = record(&events());
        let id = TargetId::new("c-1");
        let time = record.looks(&id)[0].time - 60;
        record.add_sightings([Sighting {
            target: id.clone(),
            time,
            day: record.looks(&id)[0].day,
            spans: Some(vec![(1_500, 2_000), (1_200, 1_600)]),
        }]);
        assert_eq!(record.looks(&id)[0].origin, Origin::Track);
        assert_eq!(record.looks(&id)[0].spans, Some(vec![(1_200, 2_000)]));
    }
}
