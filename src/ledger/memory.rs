//! The two calls of a store on events that lie in memory: for weeks that are only simulated.

use rustc_hash::FxHashMap;

use super::event::{Digest, Draft, Event, EventRef};
use super::moment::Moment;
use super::store::{Appended, EventStore, StoreError, Taken};

/// Events in memory; gone when it is dropped.
#[derive(Clone, Debug)]
pub struct MemoryStore {
    device: String,
    events: Vec<Event>,
    /// Events about each target, also those that name it as the other point.
    of_target: FxHashMap<String, Vec<u32>>,
    known: FxHashMap<(String, u64), Digest>,
    last: (u64, Digest),
}

impl MemoryStore {
    /// An empty store that writes as a device.
    pub fn new(device: &str) -> Self {
        Self {
            device: device.to_owned(),
            events: Vec::new(),
            of_target: FxHashMap::default(),
            known: FxHashMap::default(),
            last: (0, Digest::NONE),
        }
    }

    /// All events, in the order in which they came here.
    pub fn events(&self) -> &[Event] {
        &self.events
    }

    fn push(&mut self, event: Event) {
        let number = u32::try_from(self.events.len()).unwrap_or(u32::MAX);
        let draft = &event.draft;
        let other = draft.other.iter().filter(|other| **other != draft.target);
        for id in std::iter::once(&draft.target).chain(other) {
            match self.of_target.get_mut(id) {
                Some(events) => events.push(number),
                None => {
                    self.of_target.insert(id.clone(), vec![number]);
                }
            }
        }
        if event.device == self.device && event.counter > self.last.0 {
            self.last = (event.counter, event.hash);
        }
        let key = (event.device.clone(), event.counter);
        self.known.insert(key, event.hash);
        self.events.push(event);
    }
}

impl EventStore for MemoryStore {
    fn device(&self) -> &str {
        &self.device
    }

    fn version(&self) -> Result<u64, StoreError> {
        Ok(self.events.len() as u64)
    }

    fn append_if_version(
        &mut self,
        expected: u64,
        drafts: Vec<Draft>,
        recorded: Moment,
    ) -> Result<Appended, StoreError> {
        let version = self.version()?;
        if version != expected {
            return Err(StoreError::Behind { expected, version });
        }
        let mut events = Vec::with_capacity(drafts.len());
        for draft in drafts {
            let (counter, prev) = self.last;
            let event = Event::chained(draft, &self.device, counter + 1, prev, recorded);
            self.push(event.clone());
            events.push(event);
        }
        Ok(Appended {
            version: self.version()?,
            events,
        })
    }

    fn take(&mut self, events: &[Event]) -> Result<Taken, StoreError> {
        let before = self.events.len();
        for event in events {
            let key = (event.device.clone(), event.counter);
            if self.known.get(&key) != Some(&event.hash) {
                self.push(event.clone());
            }
        }
        let added = self.events.len() - before;
        Ok(Taken {
            added,
            known: events.len() - added,
            version: self.version()?,
        })
    }

    fn read_since(
        &self,
        version: u64,
        each: &mut dyn FnMut(EventRef<'_>),
    ) -> Result<u64, StoreError> {
        let first = usize::try_from(version).unwrap_or(usize::MAX);
        for event in self.events.iter().skip(first) {
            each(event.borrowed());
        }
        self.version()
    }

    fn read_target(&self, target: &str) -> Result<Vec<Event>, StoreError> {
        let numbers = self.of_target.get(target).into_iter().flatten();
        Ok(numbers
            .map(|number| self.events[*number as usize].clone())
            .collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::act::{Actor, MoveRequest, move_drafts};
    use crate::ledger::payload::{Evidence, Purpose};
    use crate::ledger::{Access, Lack, Ledger, LedgerError, Role};

    #[derive(Debug)]
    struct Refused;

    impl From<LedgerError> for Refused {
        fn from(_: LedgerError) -> Self {
            Self
        }
    }

    impl From<Vec<Lack>> for Refused {
        fn from(_: Vec<Lack>) -> Self {
            Self
        }
    }

    fn report(id: &str, at: [f64; 2]) -> (Actor, MoveRequest) {
        let time = Moment::parse("2026-03-02T09:00:00+08:00").unwrap();
        let photo = Evidence {
            purpose: Purpose::Photo,
            sha256: Digest::of(id.as_bytes()),
            ending: "jpg".into(),
            taken: Some(time.seconds()),
            at: Some(at),
            bearing: None,
            stated: false,
        };
        let actor = Actor {
            key: "xc1".into(),
            role: Role::Patrol,
            time,
        };
        let request = MoveRequest {
            id: id.into(),
            to: crate::domain::Status::Suspected,
            set: vec![("waste_class".into(), "domestic".into())],
            evidence: vec![photo],
            reason: None,
            with: Vec::new(),
            at: Some(at),
        };
        (actor, request)
    }

    #[test]
    fn a_ledger_in_memory_is_the_ledger_of_its_file() {
        let folder = tempfile::tempdir().unwrap();
        let mut memory = Ledger::over(MemoryStore::new("weeks"), None).unwrap();
        let mut file = Ledger::open(folder.path(), Access::Write, None).unwrap();
        for (id, lon) in [("S-1", 126.1), ("S-2", 126.2)] {
            let (actor, request) = report(id, [lon, 43.6]);
            let written = memory.append(actor.time, |book| {
                Ok::<_, Refused>(move_drafts(book, &actor, &request)?)
            });
            assert_eq!(written.unwrap().len(), 1);
        }
        let events = memory.store().events().to_vec();
        file.take(&events).unwrap();
        assert_eq!(file.book().digest(), memory.book().digest());
        assert_eq!(file.book().targets(), memory.book().targets());
        // Nothing twice, and a second report of the same point is refused.
        assert_eq!(memory.take(&events).unwrap().added, 0);
        let (actor, request) = report("S-1", [126.1, 43.6]);
        let again = memory.append(actor.time, |book| {
            Ok::<_, Refused>(move_drafts(book, &actor, &request)?)
        });
        assert!(again.is_err() || again.is_ok_and(|events| events.is_empty()));
        assert_eq!(memory.store().version().unwrap(), 2);
    }
}
