//! All targets of the ledger, folded from its events in the order of time, device and counter.
//!
//! Events arrive in any order, those of a device that was offline late; a target whose events did not come in their
//! order is folded anew from all of them, so that the book depends on the set of the events alone.

use std::collections::BTreeMap;

use rayon::slice::ParallelSliceMut;
use rustc_hash::FxHashMap;
use smallvec::SmallVec;

use super::event::{Digest, Event, EventKind, EventRef};
use super::needs::Lack;
use super::payload::RulesSet;
use super::point::Stamp;
use super::role::Role;
use super::rules::Rules;
use super::target::{Arrival, Key, Place, Target};
use crate::domain::TargetKind;
use crate::units::Day;

/// The ledger in memory (台账现状).
#[derive(Clone, Debug)]
pub struct Book {
    targets: Vec<Target>,
    by_id: FxHashMap<Box<str>, u32>,
    devices: Vec<Box<str>>,
    /// Rules by the event that set them, in order.
    rules: Vec<(Key, Rules)>,
    defaults: Rules,
    until: Option<Day>,
    events: u64,
    digest: [u8; 32],
    /// Highest event seen: rules that come before it were late.
    last: Option<Place>,
    is_stale: bool,
    unreadable: Vec<String>,
}

impl Default for Book {
    fn default() -> Self {
        Self::new(None)
    }
}

impl Book {
    /// An empty book that takes events up to a day, that day included; `None` = all.
    pub fn new(until: Option<Day>) -> Self {
        Self {
            targets: Vec::new(),
            by_id: FxHashMap::default(),
            devices: Vec::new(),
            rules: Vec::new(),
            defaults: Rules::default(),
            until,
            events: 0,
            digest: [0; 32],
            last: None,
            is_stale: false,
            unreadable: Vec::new(),
        }
    }

    /// Takes one event.
    pub fn take(&mut self, event: &EventRef<'_>) {
        if !self.wants(event) {
            return;
        }
        self.events += 1;
        self.digest = added(self.digest, content(event));
        if event.kind == EventKind::Rules {
            self.take_rules(event);
            return;
        }
        let is_later = |last: Place| last.order(&self.devices) < event.order();
        if self.last.is_none_or(is_later) {
            let device = self.device(event.device);
            self.last = Some(Place::of(event, device));
        }
        self.fold(event);
    }

    /// Openings and rules are the ground that everything stands on, whenever they were written down.
    fn wants(&self, event: &EventRef<'_>) -> bool {
        let is_ground = matches!(event.kind, EventKind::Opened | EventKind::Rules);
        is_ground || self.until.is_none_or(|until| event.time.day() <= until)
    }

    fn take_rules(&mut self, event: &EventRef<'_>) {
        self.device(event.device);
        // What cannot be read changes nothing; `verify` names it.
        let set = serde_json::from_str::<RulesSet>(event.payload);
        let Some(set) = set.ok().filter(|_| event.role >= Role::County) else {
            self.unreadable
                .push(format!("{}:{}", event.device, event.counter));
            return;
        };
        let at = self
            .rules
            .partition_point(|(key, _)| borrowed(key) < event.order());
        let late = self
            .last
            .is_some_and(|last| event.order() < last.order(&self.devices));
        // The first rules hold for what lies before them too.
        let first = at == 0 && self.last.is_some();
        // Rules that say what held already change nothing: every device states its own once.
        let before = self.rules.get(at.saturating_sub(1));
        let same = before.map_or(&self.defaults, |(_, rules)| rules) == &set.rules;
        self.is_stale |= (late || first) && !same;
        self.rules.insert(at, (key(event), set.rules));
    }

    /// Events about the whole county that cannot be read, `device:counter`.
    pub fn unreadable(&self) -> &[String] {
        &self.unreadable
    }

    fn fold(&mut self, event: &EventRef<'_>) {
        let device = self.device(event.device);
        let seen = self.seen(event.seen);
        let kind = TargetKind::DumpPoint;
        let own = self.index(event.target, kind);
        let rules = rules_at(&self.rules, &self.defaults, event);
        let arrival = Arrival {
            event,
            stamp: Stamp {
                device,
                counter: event.counter,
            },
            seen: &seen,
            rules,
            day: event.time.day(),
            devices: &self.devices,
            twins: &[],
        };
        settle_in(&mut self.targets[own], &arrival, false);
        let other = event.other.filter(|other| *other != event.target);
        if let Some(other) = other
            && let Some(idx) = self.by_id.get(other)
        {
            settle_in(&mut self.targets[*idx as usize], &arrival, true);
        } else if let Some(other) = other {
            // The other point is not known yet: it is folded from all of its events when it comes.
            let idx = self.index(other, kind);
            self.targets[idx].is_dirty = true;
        }
    }

    fn index(&mut self, id: &str, kind: TargetKind) -> usize {
        if let Some(idx) = self.by_id.get(id) {
            return *idx as usize;
        }
        let idx = self.targets.len();
        self.by_id
            .insert(id.into(), u32::try_from(idx).unwrap_or(u32::MAX));
        self.targets.push(Target::new(id, kind));
        idx
    }

    fn device(&mut self, name: &str) -> u32 {
        self.known_device(name).unwrap_or_else(|| {
            self.devices.push(name.into());
            u32::try_from(self.devices.len() - 1).unwrap_or(u32::MAX)
        })
    }

    fn known_device(&self, name: &str) -> Option<u32> {
        let idx = self.devices.iter().position(|device| **device == *name);
        idx.and_then(|idx| u32::try_from(idx).ok())
    }

    /// Devices of which no event is here cannot have been seen.
    fn seen(&self, text: &str) -> SmallVec<[(u32, u64); 4]> {
        if text == "{}" {
            return SmallVec::new();
        }
        let read: BTreeMap<String, u64> = serde_json::from_str(text).unwrap_or_default();
        read.into_iter()
            .filter_map(|(device, counter)| Some((self.known_device(&device)?, counter)))
            .collect()
    }

    /// Targets that must be folded anew from all their events, which the caller reads and gives to [`Book::refold`].
    pub fn dirty(&self) -> Vec<Box<str>> {
        self.targets
            .iter()
            .filter(|target| self.is_stale || target.is_dirty)
            .map(|target| target.id.clone())
            .collect()
    }

    /// Folds one target anew from all events that name it.
    pub fn refold(&mut self, id: &str, mut events: Vec<Event>) {
        events
            .retain(|event| event.draft.kind != EventKind::Rules && self.wants(&event.borrowed()));
        events.sort_by(|a, b| a.borrowed().order().cmp(&b.borrowed().order()));
        report_first(&mut events, id);
        let Some(idx) = self.by_id.get(id).map(|idx| *idx as usize) else {
            return;
        };
        self.targets[idx] = Target::new(id, TargetKind::DumpPoint);
        for event in &events {
            let event = event.borrowed();
            let device = self.device(event.device);
            let seen = self.seen(event.seen);
            let arrival = Arrival {
                event: &event,
                stamp: Stamp {
                    device,
                    counter: event.counter,
                },
                seen: &seen,
                rules: rules_at(&self.rules, &self.defaults, &event),
                day: event.time.day(),
                devices: &self.devices,
                twins: &[],
            };
            count_in(&mut self.targets[idx], &arrival);
            self.targets[idx].take(&arrival, event.target != id);
        }
    }

    /// Says that every dirty target was folded anew.
    pub fn settled(&mut self) {
        self.is_stale = false;
        for target in &mut self.targets {
            target.is_dirty = false;
        }
    }

    /// The targets in the order of their ids.
    pub fn targets(&self) -> Vec<&Target> {
        let mut targets: Vec<&Target> = self
            .targets
            .iter()
            .filter(|target| target.last.is_some())
            .collect();
        // No two have one id, so that the order does not depend on the threads.
        targets.par_sort_unstable_by(|a, b| a.id.cmp(&b.id));
        targets
    }

    /// The targets in the order of the first event that was read of each.
    pub fn unsorted(&self) -> impl Iterator<Item = &Target> {
        self.targets.iter().filter(|target| target.last.is_some())
    }

    /// A target, by id.
    pub fn target(&self, id: &str) -> Option<&Target> {
        let idx = *self.by_id.get(id)?;
        self.targets
            .get(idx as usize)
            .filter(|target| target.last.is_some())
    }

    /// The rules in force at the end.
    pub fn rules(&self) -> &Rules {
        self.rules.last().map_or(&self.defaults, |(_, rules)| rules)
    }

    /// Rules were set by an event.
    pub fn has_rules(&self) -> bool {
        !self.rules.is_empty()
    }

    /// Names of the devices, by the number that a [`Stamp`] has.
    pub fn devices(&self) -> &[Box<str>] {
        &self.devices
    }

    /// Events taken.
    pub const fn events(&self) -> u64 {
        self.events
    }

    /// The same for the same set of events, whatever their order.
    pub const fn digest(&self) -> Digest {
        Digest(self.digest)
    }

    /// What the next event about these targets says that it has seen, for an event of `own` device.
    pub fn heads(&self, own: &str, targets: &[&str]) -> String {
        let mut heads: BTreeMap<&str, u64> = BTreeMap::new();
        let known = targets.iter().filter_map(|id| self.target(id));
        for (device, counter) in known.flat_map(|target| &target.heads) {
            let name = &*self.devices[*device as usize];
            if name != own {
                let head = heads.entry(name).or_default();
                *head = (*head).max(*counter);
            }
        }
        serde_json::to_string(&heads).unwrap_or_else(|_| "{}".to_owned())
    }

    /// What an event would lack if it came now; the book is not changed.
    pub fn lacks(&self, event: &EventRef<'_>) -> Vec<Lack> {
        let about = [Some(event.target), event.other];
        self.around(about.into_iter().flatten()).judge(event)
    }

    /// A small book of some targets, to try events on.
    pub(super) fn around<'t>(&self, ids: impl IntoIterator<Item = &'t str>) -> Self {
        let mut copy = Self {
            targets: Vec::new(),
            by_id: FxHashMap::default(),
            devices: self.devices.clone(),
            rules: self.rules.clone(),
            defaults: self.defaults.clone(),
            until: None,
            events: 0,
            digest: [0; 32],
            last: None,
            is_stale: false,
            unreadable: Vec::new(),
        };
        for id in ids {
            if let Some(target) = self.target(id) {
                let idx = copy.index(id, target.kind);
                copy.targets[idx] = target.clone();
            }
        }
        copy
    }

    /// Takes an event that is being tried and says what it lacks.
    pub(super) fn judge(&mut self, event: &EventRef<'_>) -> Vec<Lack> {
        let before = self
            .target(event.target)
            .map_or(0, |target| target.troubles.len());
        if event.kind == EventKind::Rules {
            self.take_rules(event);
            return Vec::new();
        }
        self.fold(event);
        let after = self.target(event.target);
        let new = after.map_or(&[][..], |target| {
            &target.troubles[before.min(target.troubles.len())..]
        });
        let mut lacks: Vec<Lack> = new
            .iter()
            .flat_map(|trouble| match trouble {
                super::target::Trouble::Refused { lacks, .. } => lacks.clone(),
                super::target::Trouble::Conflict { says, .. } => vec![Lack::new(
                    "conflict",
                    format!("`{}` and `{}` disagree", says[0], says[1]),
                    format!("`{}` 与 `{}` 冲突", says[0], says[1]),
                )],
            })
            .collect();
        // A visit may come in late: the target is folded anew, the visit in its place.
        let is_late = after.is_some_and(|target| target.is_dirty);
        if is_late && !matches!(event.kind, EventKind::Visited | EventKind::Complained) {
            lacks.push(Lack::new(
                "order",
                "a time after the point's last event; only visits and complaints may come in late",
                "时间不得早于该点位最后一条记录；只有到访和投诉可补录",
            ));
        }
        self.settled();
        lacks
    }
}

/// What an event adds to the digest of a book. Openings and rules come from files: what counts of them is what they say,
/// not when and on which device it was taken over, so that two ledgers of the same files are the same.
fn content(event: &EventRef<'_>) -> [u8; 32] {
    match event.kind {
        EventKind::Opened | EventKind::Rules => {
            Digest::of(format!("{}\0{}", event.target, event.payload).as_bytes()).0
        }
        _ => event.hash.0,
    }
}

/// Sum of two digests as numbers, least byte first; what is carried over the end is dropped.
fn added(mut sum: [u8; 32], more: [u8; 32]) -> [u8; 32] {
    let mut carry = 0_u16;
    for (byte, other) in sum.iter_mut().zip(more) {
        carry += u16::from(*byte) + u16::from(other);
        *byte = carry.to_le_bytes()[0];
        carry >>= 8;
    }
    sum
}

fn key(event: &EventRef<'_>) -> Key {
    (
        event.time.seconds(),
        event.device.into(),
        event.counter,
        event.hash,
    )
}

fn borrowed(key: &Key) -> (i64, &str, u64, Digest) {
    (key.0, &key.1, key.2, key.3)
}

/// The rules in force when an event happened: the last ones set before it; the first ones for what lies before all.
fn rules_at<'r>(rules: &'r [(Key, Rules)], defaults: &'r Rules, event: &EventRef<'_>) -> &'r Rules {
    let after = rules.partition_point(|(key, _)| borrowed(key) <= event.order());
    let at = rules.get(after.saturating_sub(1));
    at.map_or(defaults, |(_, rules)| rules)
}

/// A point that was reported here and stated by a layer elsewhere is the reported one: its openings, dated back to the day
/// that the layer states, come after the report and only add to it.
fn report_first(events: &mut Vec<Event>, id: &str) {
    let is_own = |event: &Event, kind| event.draft.kind == kind && event.draft.target == id;
    let report = events
        .iter()
        .position(|event| is_own(event, EventKind::Moved) && event.borrowed().is_report());
    let Some(report) = report else {
        return;
    };
    let rest = events.split_off(report + 1);
    let report = events.pop();
    let (openings, before): (Vec<Event>, Vec<Event>) = std::mem::take(events)
        .into_iter()
        .partition(|event| is_own(event, EventKind::Opened));
    events.extend(before.into_iter().chain(report).chain(openings).chain(rest));
}

/// Notes that a target has an event.
fn count_in(target: &mut Target, arrival: &Arrival<'_>) {
    let stamp = arrival.stamp;
    match target.heads.iter_mut().find(|head| head.0 == stamp.device) {
        Some(head) => head.1 = head.1.max(stamp.counter),
        None => target.heads.push((stamp.device, stamp.counter)),
    }
    let is_later = |last: Place| last.order(arrival.devices) < arrival.event.order();
    if target.last.is_none_or(is_later) {
        target.last = Some(Place::of(arrival.event, stamp.device));
    }
}

/// Takes an event into a target, or marks the target when the event is late.
fn settle_in(target: &mut Target, arrival: &Arrival<'_>, is_other: bool) {
    let is_earlier = |last: Place| arrival.event.order() < last.order(arrival.devices);
    // An opening that came before it gives way, see `report_first`.
    let is_second = !is_other && target.last.is_some() && arrival.event.is_report();
    target.is_dirty |= is_second || target.last.is_some_and(is_earlier);
    count_in(target, arrival);
    if !target.is_dirty {
        target.take(arrival, is_other);
    }
}
