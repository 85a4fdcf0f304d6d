use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use sha2::{Digest as _, Sha256};

use super::moment::Moment;
use super::role::Role;

/// What kind of thing happened (事件类别).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EventKind {
    /// 建账: a target taken over from a layer or a sheet, in the state that it states.
    Opened,
    /// 状态变更: a transition T01 to T16.
    Moved,
    /// 更正: fields set anew, with the reason.
    Corrected,
    /// 现场到访: a visit to any kind of target.
    Visited,
    /// 关联: two points that belong together: re-movement, or the same place.
    Linked,
    /// 投诉、异议: a complaint, an objection to a closure, or its outcome.
    Complained,
    /// 冲突处理: what holds where two events disagree.
    Settled,
    /// 规则: the county's settings from here on.
    Rules,
}

impl EventKind {
    /// All kinds.
    pub const ALL: [Self; 8] = [
        Self::Opened,
        Self::Moved,
        Self::Corrected,
        Self::Visited,
        Self::Linked,
        Self::Complained,
        Self::Settled,
        Self::Rules,
    ];

    /// The word in files.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Opened => "opened",
            Self::Moved => "moved",
            Self::Corrected => "corrected",
            Self::Visited => "visited",
            Self::Linked => "linked",
            Self::Complained => "complained",
            Self::Settled => "settled",
            Self::Rules => "rules",
        }
    }

    /// Reads the word in files.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == text)
    }
}

/// A SHA-256 digest, written as 64 hexadecimal digits in lower case.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Digest(pub [u8; 32]);

impl Digest {
    /// Before the first event of a device.
    pub const NONE: Self = Self([0; 32]);

    /// The digest of some bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }

    /// Reads 64 hexadecimal digits in lower case.
    pub fn parse(text: &str) -> Option<Self> {
        let mut digest = [0; 32];
        let digit = |byte: u8| match byte {
            b'0'..=b'9' => Some(byte - b'0'),
            b'a'..=b'f' => Some(byte - b'a' + 10),
            _ => None,
        };
        let bytes = text.as_bytes();
        if bytes.len() != 64 {
            return None;
        }
        for (slot, pair) in digest.iter_mut().zip(bytes.chunks_exact(2)) {
            *slot = digit(pair[0])? * 16 + digit(pair[1])?;
        }
        Some(Self(digest))
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for Digest {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Digest {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| {
            serde::de::Error::custom("a digest is 64 hexadecimal digits in lower case")
        })
    }
}

/// An event before the ledger has taken it: no device, no counter, no place in the chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// When it happened.
    pub time: Moment,
    /// Key of who says so; names and phones are in the contact file.
    pub actor: String,
    /// In which role.
    pub role: Role,
    /// What it is about; empty for the county as a whole.
    pub target: String,
    /// The other point of a link.
    pub other: Option<String>,
    /// How many events of each other device about the target (and `other`) were known to who wrote this:
    /// a JSON object `{"device": counter}` in the order of the devices, `{}` when there is one device only.
    pub seen: String,
    /// What kind of thing happened.
    pub kind: EventKind,
    /// A JSON object on one line.
    pub payload: String,
}

/// One event of the ledger (过程记录): appended, never edited or deleted (R1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// Device that wrote it down.
    pub device: String,
    /// Its number on that device, from 1.
    pub counter: u64,
    /// Hash of the event before it of the same device; [`Digest::NONE`] for the first.
    pub prev: Digest,
    /// When it was written down.
    pub recorded: Moment,
    /// What it says.
    pub draft: Draft,
    /// Hash of its [`Event::canonical`] text.
    pub hash: Digest,
}

/// An event as it lies in the store, borrowed from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EventRef<'a> {
    /// Device that wrote it down.
    pub device: &'a str,
    /// Its number on that device, from 1.
    pub counter: u64,
    /// Hash of the event before it of the same device.
    pub prev: Digest,
    /// When it was written down.
    pub recorded: Moment,
    /// When it happened.
    pub time: Moment,
    /// Key of who says so.
    pub actor: &'a str,
    /// In which role.
    pub role: Role,
    /// What it is about; empty for the county as a whole.
    pub target: &'a str,
    /// The other point of a link.
    pub other: Option<&'a str>,
    /// See [`Draft::seen`].
    pub seen: &'a str,
    /// What kind of thing happened.
    pub kind: EventKind,
    /// A JSON object on one line.
    pub payload: &'a str,
    /// Hash of its canonical text.
    pub hash: Digest,
}

impl EventRef<'_> {
    /// A copy that stands by itself.
    pub fn to_event(&self) -> Event {
        Event {
            device: self.device.to_owned(),
            counter: self.counter,
            prev: self.prev,
            recorded: self.recorded,
            draft: Draft {
                time: self.time,
                actor: self.actor.to_owned(),
                role: self.role,
                target: self.target.to_owned(),
                other: self.other.map(str::to_owned),
                seen: self.seen.to_owned(),
                kind: self.kind,
                payload: self.payload.to_owned(),
            },
            hash: self.hash,
        }
    }

    /// Whether it reports a new point (T01).
    pub fn is_report(&self) -> bool {
        self.kind == EventKind::Moved && !self.payload.contains("\"from\"")
    }

    /// Where it stands among all events: by time, device, counter; the branches of a fork by hash.
    pub const fn order(&self) -> (i64, &str, u64, Digest) {
        (self.time.seconds(), self.device, self.counter, self.hash)
    }
}

/// Why a line is no event.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EventError {
    /// Not a JSON object of the fields of an event.
    #[error("not an event: {0}")]
    Syntax(String),
    /// A field has a value that it cannot have.
    #[error("`{field}` cannot be `{value}`")]
    Value {
        /// Which.
        field: &'static str,
        /// What it holds.
        value: String,
    },
    /// The contents do not give the hash.
    #[error("event {device}:{counter} was changed: its contents do not give its hash")]
    Hash {
        /// Device.
        device: String,
        /// Its number.
        counter: u64,
    },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line<'a> {
    device: String,
    counter: u64,
    prev: Digest,
    time: String,
    recorded: String,
    actor: String,
    role: String,
    target: String,
    other: Option<String>,
    #[serde(borrow)]
    seen: &'a RawValue,
    kind: String,
    #[serde(borrow)]
    payload: &'a RawValue,
    hash: Digest,
}

/// Whether a text may name a device: 1 to 32 of `a-z`, `0-9` and `-`.
pub fn is_device(text: &str) -> bool {
    let good = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    (1..=32).contains(&text.len()) && text.bytes().all(good)
}

impl Event {
    /// A draft put in its place of a device's chain.
    pub fn chained(
        draft: Draft,
        device: &str,
        counter: u64,
        prev: Digest,
        recorded: Moment,
    ) -> Self {
        let mut event = Self {
            device: device.to_owned(),
            counter,
            prev,
            recorded,
            draft,
            hash: Digest::NONE,
        };
        event.hash = event.digest();
        event
    }

    /// The same, borrowed.
    pub fn borrowed(&self) -> EventRef<'_> {
        EventRef {
            device: &self.device,
            counter: self.counter,
            prev: self.prev,
            recorded: self.recorded,
            time: self.draft.time,
            actor: &self.draft.actor,
            role: self.draft.role,
            target: &self.draft.target,
            other: self.draft.other.as_deref(),
            seen: &self.draft.seen,
            kind: self.draft.kind,
            payload: &self.draft.payload,
            hash: self.hash,
        }
    }

    /// The text that is hashed: one JSON object, fields in a fixed order, without the hash.
    pub fn canonical(&self) -> String {
        let text = |text: &str| serde_json::Value::from(text).to_string();
        let draft = &self.draft;
        format!(
            "{{\"device\":{},\"counter\":{},\"prev\":\"{}\",\"time\":\"{}\",\"recorded\":\"{}\",\"actor\":{},\"role\":\"{}\",\
             \"target\":{},\"other\":{},\"seen\":{},\"kind\":\"{}\",\"payload\":{}}}",
            text(&self.device),
            self.counter,
            self.prev,
            draft.time,
            self.recorded,
            text(&draft.actor),
            draft.role.word(),
            text(&draft.target),
            draft.other.as_deref().map_or("null".to_owned(), text),
            draft.seen,
            draft.kind.word(),
            draft.payload,
        )
    }

    /// The hash that its contents give.
    pub fn digest(&self) -> Digest {
        Digest::of(self.canonical().as_bytes())
    }

    /// The line of an event file (`.jsonl`), without a line end: the canonical text with the hash as its last member.
    pub fn line(&self) -> String {
        let mut line = self.canonical();
        line.pop();
        line.push_str(&format!(",\"hash\":\"{}\"}}", self.hash));
        line
    }

    /// Reads the line of an event file and checks its hash.
    ///
    /// # Errors
    /// When it is not an event or was changed.
    pub fn parse(line: &str) -> Result<Self, EventError> {
        let syntax = |error: serde_json::Error| EventError::Syntax(error.to_string());
        let read: Line<'_> = serde_json::from_str(line).map_err(syntax)?;
        let value = |field, value: &str| EventError::Value {
            field,
            value: value.to_owned(),
        };
        if !is_device(&read.device) {
            return Err(value("device", &read.device));
        }
        if read.counter == 0 || i64::try_from(read.counter).is_err() {
            return Err(value("counter", &read.counter.to_string()));
        }
        for (field, raw) in [("seen", read.seen), ("payload", read.payload)] {
            if !raw.get().starts_with('{') {
                return Err(value(field, raw.get()));
            }
        }
        let moment = |field, text: &str| Moment::parse(text).ok_or_else(|| value(field, text));
        let event = Self {
            counter: read.counter,
            prev: read.prev,
            recorded: moment("recorded", &read.recorded)?,
            draft: Draft {
                time: moment("time", &read.time)?,
                role: Role::parse(&read.role).ok_or_else(|| value("role", &read.role))?,
                kind: EventKind::parse(&read.kind).ok_or_else(|| value("kind", &read.kind))?,
                actor: read.actor,
                target: read.target,
                other: read.other,
                seen: read.seen.get().to_owned(),
                payload: read.payload.get().to_owned(),
            },
            hash: read.hash,
            device: read.device,
        };
        if event.digest() == event.hash {
            Ok(event)
        } else {
            Err(EventError::Hash {
                device: event.device,
                counter: event.counter,
            })
        }
    }

    /// `device:counter`, as people and files name it.
    pub fn name(&self) -> String {
        format!("{}:{}", self.device, self.counter)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event() -> Event {
        let draft = Draft {
            time: Moment::parse("2026-11-24T09:12:30+08:00").unwrap(),
            actor: "li2".into(),
            role: Role::County,
            target: "220281-\"D\"-0001 村".into(),
            other: None,
            seen: "{}".into(),
            kind: EventKind::Visited,
            payload: "{\"finding\":\"clean\"}".into(),
        };
        let recorded = Moment::parse("2026-11-24T09:12:31+08:00").unwrap();
        Event::chained(draft, "a1", 7, Digest::of(b"before"), recorded)
    }

    #[test]
    fn a_line_is_read_back_to_the_same_event() {
        let event = event();
        assert_eq!(Event::parse(&event.line()), Ok(event));
    }

    #[test]
    fn any_changed_character_is_found() {
        let line = event().line();
        for (at, was) in line
            .char_indices()
            .filter(|(_, c)| c.is_ascii_alphanumeric())
        {
            let other = if was == '3' { '4' } else { '3' };
            let mut changed = line.clone();
            changed.replace_range(at..=at, &other.to_string());
            assert!(Event::parse(&changed).is_err(), "{changed}");
        }
    }
}
