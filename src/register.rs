//! The ledger of a workspace: its rules are those of `xuncha.toml`, its points begin as rows of the layers (建账).
//!
//! Strings workspace, layers and ledger together for the commands that need all three; knows nothing of roads or plans.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::{Finding, History, PlaceType, Target, TargetDetail};
use crate::layers::{self, LayerKind, Layers};
use crate::ledger::payload::{Finding as VisitFinding, Visited};
use crate::ledger::{
    self, Access, Draft, Event, EventKind, EventStore, Ledger, LedgerError, MemoryStore, Moment,
    Rules, StoreError, openings, rules_draft,
};
use crate::units::{Day, TargetId};
use crate::workspace::Workspace;

/// A workspace's ledger, open.
#[derive(Debug)]
pub struct Register {
    /// The ledger.
    pub ledger: Ledger,
    /// What could not be taken over from the layers.
    pub findings: Vec<Finding>,
    /// Points that were opened now.
    pub opened: usize,
    /// It may only be read: what the layers have beyond it is not in it.
    pub read_only: bool,
    /// It lies in memory: what was opened now, and whatever is added, is written nowhere.
    pub is_rehearsal: bool,
}

/// Reads the layers that hold targets, and nothing else.
pub fn target_layers(workspace: &Workspace) -> Layers {
    let specs: Vec<_> = workspace
        .layers
        .iter()
        .filter(|spec| {
            matches!(
                spec.kind,
                LayerKind::DumpPoints | LayerKind::Sites | LayerKind::Places
            )
        })
        .cloned()
        .collect();
    layers::read_layers(&workspace.dir, &specs)
}

/// What a register is opened for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// To look things up: the file is written only when settings or points are new, and never one without a byte, which may
    /// be a loss.
    Read,
    /// To see what adding events would do: nothing is written.
    Rehearse,
    /// To add events.
    Write,
}

/// Opens the ledger of a workspace, puts the settings in force and opens the points that it has not heard of, once each.
///
/// `until` leaves out what happened after that day. Where nothing can be written an existing ledger is read as it is.
///
/// # Errors
/// When the file cannot be opened, read or written.
pub fn open(
    workspace: &Workspace,
    targets: &[Target],
    until: Option<Day>,
    purpose: Purpose,
    now: Moment,
) -> Result<Register, LedgerError> {
    let rules = rules(workspace, targets);
    // A book that ends on a day does not know what was reported since.
    let unknown = |ledger: &Ledger| -> Result<Vec<&Target>, LedgerError> {
        let book = ledger.book();
        let mut unknown = Vec::new();
        for target in targets {
            let point = book.target(target.id.as_str());
            let is_known = point.is_some_and(|known| known.point.is_some());
            let is_point = matches!(target.detail, TargetDetail::DumpPoint(_));
            if is_point && !is_known && (until.is_none() || !ledger.knows(target.id.as_str())?) {
                unknown.push(target);
            }
        }
        Ok(unknown)
    };
    let as_it_is = |ledger, read_only| Register {
        ledger,
        findings: Vec::new(),
        opened: 0,
        read_only,
        is_rehearsal: false,
    };
    let mut real = None;
    if purpose != Purpose::Write {
        match Ledger::open(&workspace.dir, Access::Read, until) {
            Ok(ledger) => {
                let is_new = rules_draft(ledger.book(), &rules, now).is_some()
                    || !unknown(&ledger)?.is_empty();
                if !is_new {
                    return Ok(as_it_is(ledger, false));
                }
                real = Some(ledger);
            }
            Err(LedgerError::Store(StoreError::Missing { .. })) => {}
            Err(error) => return Err(error),
        }
    }
    let is_rehearsal = match purpose {
        Purpose::Write => false,
        Purpose::Read => Ledger::is_void(&workspace.dir),
        Purpose::Rehearse => true,
    };
    let opened = if is_rehearsal {
        Ledger::in_memory(&workspace.dir, real.as_ref(), until)
    } else {
        drop(real);
        Ledger::open(&workspace.dir, Access::Write, until)
    };
    let mut ledger = match opened {
        Err(LedgerError::Store(error @ StoreError::ReadOnly { .. })) => {
            let ledger = Ledger::open(&workspace.dir, Access::Read, until);
            return ledger.map_or(Err(error.into()), |ledger| Ok(as_it_is(ledger, true)));
        }
        opened => opened?,
    };
    let unknown = unknown(&ledger)?;
    let (opened, findings) = begin(&mut ledger, &rules, &unknown, now)?;
    Ok(Register {
        opened,
        ledger,
        findings,
        read_only: false,
        is_rehearsal,
    })
}

/// Puts rules in force and opens points; gives how many were opened, and what could not be taken over.
fn begin<S: EventStore>(
    ledger: &mut Ledger<S>,
    rules: &Rules,
    unknown: &[&Target],
    now: Moment,
) -> Result<(usize, Vec<Finding>), LedgerError> {
    let mut findings = Vec::new();
    let events = ledger.append(now, |book| {
        let (drafts, found) = openings(book, unknown.iter().copied(), now);
        findings = found;
        let rules = rules_draft(book, rules, now);
        let drafts: Vec<Draft> = rules.into_iter().chain(drafts).collect();
        Ok::<_, LedgerError>(drafts)
    })?;
    let is_opening = |event: &&Event| event.draft.kind == EventKind::Opened;
    Ok((events.iter().filter(is_opening).count(), findings))
}

/// The ledger of a workspace as it stood before a moment, in memory, for weeks that are only simulated: what happened
/// before that day, the settings of today, and the points of the layers that it had not heard of.
///
/// Nothing is written to the workspace; without a ledger there everything begins with the layers.
///
/// # Errors
/// When the file cannot be opened or read.
pub fn in_memory(
    workspace: &Workspace,
    targets: &[Target],
    now: Moment,
) -> Result<(Ledger<MemoryStore>, Vec<Finding>), LedgerError> {
    /// Device in whose name the weeks ahead are written down.
    const DEVICE: &str = "simulation";
    let mut ledger = Ledger::over(MemoryStore::new(DEVICE), None)?;
    // Points that are reported only later are not there yet, though a layer may state them.
    let mut later = BTreeSet::new();
    match Ledger::open(&workspace.dir, Access::Read, Some(now.day().plus(-1))) {
        Ok(real) => {
            let mut before: Vec<Event> = Vec::new();
            real.store().read_since(0, &mut |event| {
                if event.time.day() < now.day() {
                    before.push(event.to_event());
                } else if event.is_report() {
                    later.insert(event.target.to_owned());
                }
            })?;
            ledger.take(&before)?;
        }
        Err(LedgerError::Store(StoreError::Missing { .. })) => {}
        Err(error) => return Err(error),
    }
    let unknown: Vec<&Target> = targets
        .iter()
        .filter(|target| !later.contains(target.id.as_str()))
        .collect();
    let (_, findings) = begin(&mut ledger, &rules(workspace, targets), &unknown, now)?;
    Ok((ledger, findings))
}

/// The past of a workspace before a day, from its ledger, which is opened first when there is none.
///
/// Where nothing can be written and there is no ledger either, nothing is known of the past: no register is given.
///
/// # Errors
/// When the file cannot be opened, read or written.
pub fn history(
    workspace: &Workspace,
    targets: &[Target],
    first_day: Day,
    now: Moment,
) -> Result<(History, Option<Register>), LedgerError> {
    let until = Some(first_day.plus(-1));
    match open(workspace, targets, until, Purpose::Read, now) {
        Ok(register) => Ok((ledger::history(register.ledger.book()), Some(register))),
        Err(LedgerError::Store(StoreError::ReadOnly { .. })) => Ok((History::default(), None)),
        Err(error) => Err(error),
    }
}

/// The same without writing anything; a workspace without a ledger has no past.
///
/// # Errors
/// When the file cannot be opened or read.
pub fn read_history(workspace: &Workspace, first_day: Day) -> Result<History, LedgerError> {
    match Ledger::open(&workspace.dir, Access::Read, Some(first_day.plus(-1))) {
        Ok(ledger) => Ok(ledger::history(ledger.book())),
        Err(LedgerError::Store(StoreError::Missing { .. })) => Ok(History::default()),
        Err(error) => Err(error),
    }
}

/// What a ledger knows at a moment in the middle of a plan.
#[derive(Clone, Debug, Default)]
pub struct SoFar {
    /// Points known by then, whether a layer holds them or not.
    pub found: Vec<Target>,
    /// Targets that were really seen since the plan's first day, and when, each once a day: by day, then target. A corridor
    /// counts once all of its metres were seen on that day.
    pub visits: Vec<(TargetId, Day)>,
    /// Targets that teams came to in vain on a day and that nobody has seen since on it: how often, and why the last time.
    pub failed: BTreeMap<(TargetId, Day), (usize, VisitFinding)>,
    /// So many events of the ledger were looked at.
    pub events: Option<u64>,
}

/// What a workspace's ledger knows at a moment, from a day on, without writing anything; with a number of events no more than
/// the first ones that it took down, whatever was noted later for a time before that moment.
///
/// # Errors
/// When the file cannot be opened or read.
pub fn so_far(
    workspace: &Workspace,
    first_day: Day,
    at: Moment,
    most: Option<u64>,
) -> Result<SoFar, LedgerError> {
    let real = match Ledger::open(&workspace.dir, Access::Read, Some(at.day())) {
        Ok(real) => real,
        Err(LedgerError::Store(StoreError::Missing { .. })) => return Ok(SoFar::default()),
        Err(error) => return Err(error),
    };
    let mut events: Vec<Event> = Vec::new();
    let mut seen: BTreeMap<(Day, TargetId), Vec<[i64; 2]>> = BTreeMap::new();
    let mut tried: Vec<(Moment, TargetId, VisitFinding)> = Vec::new();
    let mut count = 0;
    real.store().read_since(0, &mut |event| {
        if most.is_some_and(|most| count >= most) {
            return;
        }
        count += 1;
        if event.time.seconds() > at.seconds() {
            return;
        }
        events.push(event.to_event());
        let visit = (event.kind == EventKind::Visited && event.time.day() >= first_day)
            .then(|| serde_json::from_str::<Visited>(event.payload).ok())
            .flatten();
        let Some(visit) = visit else { return };
        tried.push((event.time, TargetId::new(event.target), visit.finding));
        if !visit.finding.is_failure() {
            let key = (event.time.day(), TargetId::new(event.target));
            let spans = seen.entry(key).or_default();
            match visit.seen {
                None => spans.push([0, 1000]),
                // Counted in thousandths, for the corridor may be cut anew.
                Some(part) => spans.extend(part.spans.iter().map(|span| {
                    span.map(|metres| metres.saturating_mul(1000) / part.length.max(1))
                })),
            }
        }
    })?;
    let mut ledger = Ledger::over(MemoryStore::new("moment"), None)?;
    ledger.take(&events)?;
    let is_whole = |(key, spans): ((Day, TargetId), Vec<[i64; 2]>)| covers(spans).then_some(key);
    let visits = seen.into_iter().filter_map(is_whole);
    Ok(SoFar {
        found: ledger::history(ledger.book()).found,
        visits: visits.map(|(day, target)| (target, day)).collect(),
        failed: failed(tried),
        events: Some(count),
    })
}

/// Visits in vain that no other visit of their day follows, by target and day.
fn failed(
    mut tried: Vec<(Moment, TargetId, VisitFinding)>,
) -> BTreeMap<(TargetId, Day), (usize, VisitFinding)> {
    tried.sort_by_key(|(time, ..)| time.seconds());
    let mut failed = BTreeMap::new();
    for (time, target, finding) in tried {
        let key = (target, time.day());
        if finding.is_failure() {
            let entry = failed.entry(key).or_insert((0, finding));
            *entry = (entry.0 + 1, finding);
        } else {
            failed.remove(&key);
        }
    }
    failed
}

/// Whether spans cover everything from 0 to 1000.
fn covers(mut spans: Vec<[i64; 2]>) -> bool {
    /// What rounding may leave out between two spans.
    const SLACK: i64 = 2;
    spans.sort_unstable();
    let reach = spans.iter().fold(0, |reach, [from, to]| {
        if *from <= reach + SLACK {
            reach.max(*to)
        } else {
            reach
        }
    });
    reach + SLACK >= 1000
}

/// The county's rules with the facilities of its places layer.
fn rules(workspace: &Workspace, targets: &[Target]) -> Rules {
    let mut rules = workspace.ledger.clone();
    let takes_waste = |target: &&Target| {
        matches!(
            &target.detail,
            TargetDetail::Place(place)
                if matches!(place.place_type, PlaceType::Facility | PlaceType::TransferStation)
        )
    };
    let facilities = targets.iter().filter(takes_waste);
    rules
        .facilities
        .extend(facilities.map(|target| target.id.to_string()));
    rules
}

#[cfg(test)]
mod tests;
