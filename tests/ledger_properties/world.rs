//! Devices that write events, and books that take them as the ledger's desk does.

use xuncha::ledger::{Book, Digest, Draft, Event, EventKind, Moment, Role, Target};

/// A device without a file.
#[derive(Clone, Debug)]
pub(super) struct Device {
    pub(super) name: String,
    counter: u64,
    prev: Digest,
}

impl Device {
    pub(super) fn new(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            counter: 0,
            prev: Digest::NONE,
        }
    }

    pub(super) fn write(&mut self, draft: Draft) -> Event {
        self.counter += 1;
        let recorded = draft.time;
        let event = Event::chained(draft, &self.name, self.counter, self.prev, recorded);
        self.prev = event.hash;
        event
    }
}

/// A book and its events in the order in which they came; folds late ones anew as the desk does.
#[derive(Clone, Debug)]
pub(super) struct Desk {
    pub(super) book: Book,
    pub(super) events: Vec<Event>,
}

impl Desk {
    pub(super) fn new() -> Self {
        Self {
            book: Book::new(None),
            events: Vec::new(),
        }
    }

    pub(super) fn of<'e>(events: impl IntoIterator<Item = &'e Event>) -> Self {
        let mut desk = Self::new();
        desk.take_all(events);
        desk
    }

    /// Everything at once, in the order of the events.
    pub(super) fn replayed(events: &[Event]) -> Self {
        Self::of(&sorted(events))
    }

    pub(super) fn take(&mut self, event: &Event) {
        self.take_all([event]);
    }

    pub(super) fn take_all<'e>(&mut self, events: impl IntoIterator<Item = &'e Event>) {
        for event in events {
            self.book.take(&event.borrowed());
            self.events.push(event.clone());
        }
        for id in self.book.dirty() {
            let names = |event: &&Event| {
                *event.draft.target == *id || event.draft.other.as_deref() == Some(&*id)
            };
            let events = self.events.iter().filter(names).cloned().collect();
            self.book.refold(&id, events);
        }
        self.book.settled();
    }
}

pub(super) fn sorted(events: &[Event]) -> Vec<Event> {
    let mut events = events.to_vec();
    events.sort_by(|a, b| a.borrowed().order().cmp(&b.borrowed().order()));
    events
}

/// All that a book holds, down to its private parts, with devices by their names; numbers of devices depend on who came first.
pub(super) fn picture(book: &Book) -> String {
    let targets: Vec<String> = book
        .targets()
        .into_iter()
        .map(|target| named(&format!("{target:?}"), book.devices()))
        .collect();
    format!(
        "{} events, {}\n{:?}\n{}",
        book.events(),
        book.digest(),
        book.rules(),
        targets.join("\n")
    )
}

/// A target with devices by their names.
fn named(text: &str, devices: &[Box<str>]) -> String {
    const DEVICE: &str = "device: ";
    const HEADS: &str = "heads: [";
    let name = |number: &str| {
        let number: usize = number.trim().parse().unwrap();
        devices[number].to_string()
    };
    let (text, heads) = text.split_once(HEADS).unwrap();
    let (heads, rest) = heads.split_once(']').unwrap();
    let mut heads: Vec<String> = heads
        .split("), (")
        .filter(|head| !head.is_empty())
        .map(|head| {
            let (device, counter) = head.trim_matches(['(', ')']).split_once(',').unwrap();
            format!("{}:{counter}", name(device))
        })
        .collect();
    heads.sort_unstable();
    let mut parts = text.split(DEVICE);
    let mut all = parts.next().unwrap().to_owned();
    for part in parts {
        let end = part.find(|c: char| !c.is_ascii_digit()).unwrap();
        all.push_str(&name(&part[..end]));
        all.push_str(&part[end..]);
    }
    format!("{all} {heads:?} {rest}")
}

/// A target without its troubles and without what tells which events came last.
pub(super) fn without_troubles(target: Option<&Target>) -> String {
    let Some(target) = target else {
        return "nothing".to_owned();
    };
    let empty = target.point.is_none() && target.visits == 0 && target.failed_visits == 0;
    if empty && target.complaint.is_none() {
        return "nothing".to_owned();
    }
    format!(
        "{:?}",
        (
            (
                target.kind,
                &target.point,
                target.last_visit,
                target.last_finding
            ),
            (target.visits, target.failed_visits, target.last_failure),
            (target.complaint, &target.orders, &target.metres),
        )
    )
}

/// Numbers that decide what a random history does; those that shrink away are 0.
#[derive(Debug)]
pub(super) struct Tape<'t> {
    words: &'t [u32],
    at: usize,
}

impl<'t> Tape<'t> {
    pub(super) fn new(words: &'t [u32]) -> Self {
        Self { words, at: 0 }
    }

    pub(super) fn is_over(&self) -> bool {
        self.at >= self.words.len()
    }

    pub(super) fn below(&mut self, count: usize) -> usize {
        let word = self.words.get(self.at).copied().unwrap_or(0);
        self.at += 1;
        word as usize % count
    }

    /// True once in so many.
    pub(super) fn one_in(&mut self, count: usize) -> bool {
        self.below(count) == count - 1
    }

    pub(super) fn of<'a, T: ?Sized>(&mut self, all: &[&'a T]) -> &'a T {
        all[self.below(all.len())]
    }
}

/// 2026-03-02, a Monday, 08:00 in Beijing.
pub(super) const START: i64 = 1_772_409_600;
pub(super) const HOUR: i64 = 3_600;
pub(super) const DAY: i64 = 86_400;

pub(super) fn moment(seconds: i64) -> Moment {
    Moment::new(seconds, 8 * 3_600).unwrap()
}

pub(super) fn date(seconds: i64) -> String {
    moment(seconds).day().to_string()
}

pub(super) fn draft(
    kind: EventKind,
    target: &str,
    time: i64,
    who: (&str, Role),
    payload: String,
) -> Draft {
    Draft {
        time: moment(time),
        actor: who.0.to_owned(),
        role: who.1,
        target: target.to_owned(),
        other: None,
        seen: "{}".to_owned(),
        kind,
        payload,
    }
}
