//! Events on their way from the store to the book, copied together so that both can work at once.

use std::ops::Range;

use super::event::{Digest, EventKind, EventRef};
use super::moment::Moment;
use super::role::Role;

/// Some thousand events with their texts end to end.
#[derive(Debug, Default)]
pub(super) struct Batch {
    text: String,
    rows: Vec<Row>,
}

#[derive(Debug)]
struct Row {
    counter: u64,
    prev: Digest,
    hash: Digest,
    recorded: Moment,
    time: Moment,
    role: Role,
    kind: EventKind,
    has_other: bool,
    /// Where device, actor, target, other, seen and payload end in the text.
    ends: [usize; 6],
    start: usize,
}

impl Batch {
    /// Events in one batch.
    pub(super) const MOST: usize = 4_096;

    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }

    /// Copies an event.
    pub(super) fn push(&mut self, event: &EventRef<'_>) {
        let start = self.text.len();
        let texts = [
            event.device,
            event.actor,
            event.target,
            event.other.unwrap_or_default(),
            event.seen,
            event.payload,
        ];
        let ends = texts.map(|text| {
            self.text.push_str(text);
            self.text.len()
        });
        self.rows.push(Row {
            counter: event.counter,
            prev: event.prev,
            hash: event.hash,
            recorded: event.recorded,
            time: event.time,
            role: event.role,
            kind: event.kind,
            has_other: event.other.is_some(),
            ends,
            start,
        });
    }

    /// The events in the order they came.
    pub(super) fn events(&self) -> impl Iterator<Item = EventRef<'_>> {
        self.rows.iter().map(|row| self.event(row))
    }

    fn event(&self, row: &Row) -> EventRef<'_> {
        let text = |range: Range<usize>| &self.text[range];
        let [device, actor, target, other, seen, payload] = row.ends;
        EventRef {
            device: text(row.start..device),
            counter: row.counter,
            prev: row.prev,
            recorded: row.recorded,
            time: row.time,
            actor: text(device..actor),
            role: row.role,
            target: text(actor..target),
            other: row.has_other.then(|| text(target..other)),
            seen: text(other..seen),
            kind: row.kind,
            payload: text(seen..payload),
            hash: row.hash,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::event::{Draft, Event};

    #[test]
    fn events_come_out_as_they_went_in() {
        let event = |counter, other: Option<&str>| {
            let draft = Draft {
                time: Moment::new(1_764_000_000, 28_800).unwrap(),
                actor: "li2".into(),
                role: Role::County,
                target: "村-1".into(),
                other: other.map(Into::into),
                seen: "{}".into(),
                kind: EventKind::Linked,
                payload: "{\"link\":\"moved\"}".into(),
            };
            let recorded = Moment::new(1_764_000_001, 28_800).unwrap();
            Event::chained(draft, "a1", counter, Digest::NONE, recorded)
        };
        let events = [event(1, None), event(2, Some("")), event(3, Some("x"))];
        let mut batch = Batch::default();
        for event in &events {
            batch.push(&event.borrowed());
        }
        let read: Vec<Event> = batch.events().map(|event| event.to_event()).collect();
        assert_eq!(read, events);
    }
}
