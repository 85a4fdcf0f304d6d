//! Whether the events still are what their devices wrote: hashes, links and numbers.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::event::{Digest, Event};
use super::store::{EventStore, StoreError};
use crate::domain::Lang;

/// Events whose hashes are recomputed at once.
const BATCH: usize = 8192;

/// What does not fit in a device's chain.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ChainFault {
    /// The contents of an event do not give its hash: it was changed. The first one of the device.
    Changed {
        /// Its number in the store.
        seq: u64,
        /// Its device.
        device: String,
        /// Its number on the device.
        counter: u64,
    },
    /// An event does not follow the one that it should. The first one of the device.
    Unlinked {
        /// Its number in the store.
        seq: u64,
        /// Its device.
        device: String,
        /// Its number on the device.
        counter: u64,
    },
    /// Events of a device are not here: they were taken out, or have not been merged yet.
    Gap {
        /// Their device.
        device: String,
        /// Number of the first that is missing.
        from: u64,
        /// Number of the last that is missing.
        to: u64,
    },
    /// A device has written several events of one number: its file was copied and used in two places.
    Fork {
        /// The device.
        device: String,
        /// The number, the lowest that is taken more than once.
        counter: u64,
        /// The events' numbers in the store.
        seqs: Vec<u64>,
    },
}

impl ChainFault {
    /// Stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Changed { .. } => "D0101",
            Self::Unlinked { .. } => "D0102",
            Self::Gap { .. } => "D0103",
            Self::Fork { .. } => "D0104",
        }
    }

    /// What is wrong, for people.
    pub fn message(&self, lang: Lang) -> String {
        match (self, lang) {
            (
                Self::Changed {
                    seq,
                    device,
                    counter,
                },
                Lang::En,
            ) => {
                format!(
                    "event {seq} ({device}:{counter}) was changed: its contents do not give its hash"
                )
            }
            (
                Self::Changed {
                    seq,
                    device,
                    counter,
                },
                Lang::Zh,
            ) => {
                format!("第 {seq} 条记录（{device}:{counter}）被改动：内容与哈希不符")
            }
            (
                Self::Unlinked {
                    seq,
                    device,
                    counter,
                },
                Lang::En,
            ) => {
                format!(
                    "event {seq} ({device}:{counter}) does not follow {device}:{}",
                    counter - 1
                )
            }
            (
                Self::Unlinked {
                    seq,
                    device,
                    counter,
                },
                Lang::Zh,
            ) => {
                format!(
                    "第 {seq} 条记录（{device}:{counter}）与 {device}:{} 不衔接",
                    counter - 1
                )
            }
            (Self::Gap { device, from, to }, Lang::En) => {
                format!("events {from} to {to} of device {device} are missing")
            }
            (Self::Gap { device, from, to }, Lang::Zh) => {
                format!("设备 {device} 缺少第 {from} 至 {to} 号记录")
            }
            (
                Self::Fork {
                    device,
                    counter,
                    seqs,
                },
                Lang::En,
            ) => format!(
                "device {device} has {} events of number {counter}: its ledger was used in two places",
                seqs.len()
            ),
            (
                Self::Fork {
                    device,
                    counter,
                    seqs,
                },
                Lang::Zh,
            ) => format!(
                "设备 {device} 有 {} 条编号为 {counter} 的记录：该台账曾在两处使用",
                seqs.len()
            ),
        }
    }
}

/// Recomputes every hash and follows every device's chain; faults in the order of the devices, then of their numbers.
///
/// # Errors
/// When the store cannot be read or a row is no event.
pub fn verify(store: &impl EventStore) -> Result<Vec<ChainFault>, StoreError> {
    let mut chains = Chains::default();
    let mut batch: Vec<Event> = Vec::with_capacity(BATCH);
    let mut seq = 0;
    store.read_since(0, &mut |event| {
        batch.push(event.to_event());
        seq += 1;
        if batch.len() == BATCH {
            chains.add(seq, &batch);
            batch.clear();
        }
    })?;
    chains.add(seq, &batch);
    Ok(chains.faults())
}

/// The chains of all devices.
#[derive(Debug, Default)]
pub(super) struct Chains {
    devices: BTreeMap<String, Vec<Link>>,
}

#[derive(Clone, Copy, Debug)]
struct Link {
    counter: u64,
    seq: u64,
    prev: Digest,
    hash: Digest,
    is_whole: bool,
}

impl Chains {
    /// Adds events that follow each other in the store, `last` being the number of the last.
    pub(super) fn add(&mut self, last: u64, events: &[Event]) {
        let whole: Vec<bool> = events
            .par_iter()
            .map(|event| event.digest() == event.hash)
            .collect();
        let first = last + 1 - events.len() as u64;
        for ((event, is_whole), seq) in events.iter().zip(whole).zip(first..) {
            let link = Link {
                counter: event.counter,
                seq,
                prev: event.prev,
                hash: event.hash,
                is_whole,
            };
            match self.devices.get_mut(&event.device) {
                Some(links) => links.push(link),
                None => {
                    self.devices.insert(event.device.clone(), vec![link]);
                }
            }
        }
    }

    /// What does not fit.
    pub(super) fn faults(mut self) -> Vec<ChainFault> {
        let mut faults = Vec::new();
        for (device, links) in &mut self.devices {
            links.sort_by_key(|link| (link.counter, link.seq));
            faults.extend(faults_of(device, links));
        }
        faults
    }
}

/// Faults of one device, whose events come in the order of their numbers.
fn faults_of(device: &str, links: &[Link]) -> Vec<ChainFault> {
    let mut faults = Vec::new();
    let named = |link: &Link| (link.seq, device.to_owned(), link.counter);
    if let Some((seq, device, counter)) = links.iter().find(|link| !link.is_whole).map(named) {
        faults.push(ChainFault::Changed {
            seq,
            device,
            counter,
        });
    }
    let mut before: &[Link] = &[];
    let mut is_linked = true;
    let mut is_forked = false;
    for group in links.chunk_by(|a, b| a.counter == b.counter) {
        let counter = group[0].counter;
        let last = before.first().map_or(0, |link| link.counter);
        if counter > last + 1 {
            faults.push(ChainFault::Gap {
                device: device.to_owned(),
                from: last + 1,
                to: counter - 1,
            });
        } else if is_linked {
            let follows = |link: &&Link| match before {
                [] => link.prev == Digest::NONE,
                _ => before.iter().any(|known| known.hash == link.prev),
            };
            if let Some(link) = group.iter().find(|link| !follows(link)) {
                let (seq, device, counter) = named(link);
                faults.push(ChainFault::Unlinked {
                    seq,
                    device,
                    counter,
                });
                is_linked = false;
            }
        }
        if group.len() > 1 && !is_forked {
            faults.push(ChainFault::Fork {
                device: device.to_owned(),
                counter,
                seqs: group.iter().map(|link| link.seq).collect(),
            });
            is_forked = true;
        }
        before = group;
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::event::{Draft, EventKind};
    use crate::ledger::moment::Moment;
    use crate::ledger::role::Role;

    fn chain(device: &str, texts: &[&str]) -> Vec<Event> {
        let moment = Moment::new(1_764_000_000, 28_800).unwrap();
        let mut prev = Digest::NONE;
        let mut events = Vec::new();
        for (counter, text) in (1..).zip(texts) {
            let draft = Draft {
                time: moment,
                actor: "li2".into(),
                role: Role::County,
                target: (*text).into(),
                other: None,
                seen: "{}".into(),
                kind: EventKind::Visited,
                payload: "{}".into(),
            };
            let event = Event::chained(draft, device, counter, prev, moment);
            prev = event.hash;
            events.push(event);
        }
        events
    }

    fn faults(events: &[Event]) -> Vec<ChainFault> {
        let mut chains = Chains::default();
        chains.add(events.len() as u64, events);
        chains.faults()
    }

    #[test]
    fn whole_chains_have_no_faults() {
        let mut events = chain("a", &["1", "2", "3"]);
        events.extend(chain("b", &["1"]));
        assert_eq!(faults(&events), []);
    }

    #[test]
    fn a_changed_event_is_named() {
        let mut events = chain("a", &["1", "2", "3"]);
        events[1].draft.target = "9".into();
        let (seq, device, counter) = (2, "a".into(), 2);
        assert_eq!(
            faults(&events),
            [ChainFault::Changed {
                seq,
                device,
                counter
            }]
        );
    }

    #[test]
    fn a_change_with_its_hash_made_anew_breaks_the_link_behind_it() {
        let mut events = chain("a", &["1", "2", "3"]);
        events[1].draft.target = "9".into();
        events[1].hash = events[1].digest();
        let (seq, device, counter) = (3, "a".into(), 3);
        assert_eq!(
            faults(&events),
            [ChainFault::Unlinked {
                seq,
                device,
                counter
            }]
        );
    }

    #[test]
    fn missing_events_are_a_gap() {
        let mut events = chain("a", &["1", "2", "3", "4"]);
        events.drain(1..3);
        let (device, from, to) = ("a".into(), 2, 3);
        assert_eq!(faults(&events), [ChainFault::Gap { device, from, to }]);
    }

    #[test]
    fn a_copied_device_is_a_fork() {
        let mut events = chain("a", &["1", "2", "3"]);
        events.extend(chain("a", &["1", "2", "other", "4"]).drain(2..));
        let (device, counter, seqs) = ("a".into(), 3, vec![3, 4]);
        assert_eq!(
            faults(&events),
            [ChainFault::Fork {
                device,
                counter,
                seqs
            }]
        );
    }
}
