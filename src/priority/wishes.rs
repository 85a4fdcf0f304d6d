//! What people pin and forbid, laid over what is due: a pinned visit is due, required, and on its day.

use std::collections::{BTreeMap, BTreeSet};

use super::recency::{DueDate, Past, horizon_end};
use super::{Occasion, Tally, codes, rules};
use crate::domain::{
    Due, Finding, Frequency, History, Pin, Programme, Reason, ReasonCode, Target, TargetHistory,
    Wishes,
};
use crate::units::{Day, TargetId};

/// Visits of the horizon that were made or begun, by target and visit, and when: no wish binds them again.
pub type Taken = BTreeMap<(TargetId, u32), Day>;

/// Of those the ones that were made in vain, by target and day: an urgent visit may be asked for again.
pub type InVain = BTreeSet<(TargetId, Day)>;

/// A due visit and the pins that bind it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bound {
    /// Index into the due visits.
    pub due: usize,
    /// Indices into the pins, in order.
    pub pins: Vec<usize>,
}

/// What is due, with the wishes laid over it.
#[derive(Clone, Debug, Default)]
pub struct Wished {
    /// Due visits, by target and visit.
    pub due: Vec<Due>,
    /// The visits that pins bind, by due visit.
    pub bound: Vec<Bound>,
    /// Pins that cannot bind any visit.
    pub findings: Vec<Finding>,
}

/// Lays wishes over the due visits.
///
/// Each date that is pinned for a target binds the visit that is due on it, else the nearest one, which is moved to it, else a
/// further one that is made for it; pins without a date bind all of them, or the target's first visit. A target that is not
/// due becomes so for the weight of its programme. Wishes on targets that are not among `targets` are passed over.
pub fn wish(
    due: Vec<Due>,
    targets: &[&Target],
    history: &History,
    occasion: &Occasion<'_>,
    wishes: &Wishes,
    (taken, in_vain): (&Taken, &InVain),
) -> Wished {
    let mut desk = Desk {
        due,
        history,
        occasion,
        taken,
        in_vain,
        findings: Vec::new(),
    };
    let mut by_target: BTreeMap<&TargetId, Vec<usize>> = BTreeMap::new();
    for (idx, pin) in wishes.pins.iter().enumerate() {
        by_target.entry(&pin.target).or_default().push(idx);
    }
    let mut bound: Vec<((TargetId, u32), Vec<usize>)> = Vec::new();
    for (id, pins) in by_target {
        if let Some(target) = targets.iter().find(|target| target.id == *id) {
            bound.extend(desk.bind(target, &wishes.pins, &pins));
        }
    }
    let mut due = desk.due;
    due.sort_by(|a, b| a.target.cmp(&b.target).then(a.visit.cmp(&b.visit)));
    for forbid in &wishes.forbids {
        let Some(team) = &forbid.team else { continue };
        for due in due
            .iter_mut()
            .filter(|due| forbid.targets.contains(&due.target))
        {
            due.barred.push(team.clone());
        }
    }
    let place = |(target, visit): &(TargetId, u32)| {
        due.binary_search_by(|due| (&due.target, due.visit).cmp(&(target, *visit)))
            .ok()
    };
    let bound = bound
        .iter()
        .filter_map(|(key, pins)| {
            let pins = pins.clone();
            place(key).map(|due| Bound { due, pins })
        })
        .collect();
    Wished {
        due,
        bound,
        findings: desk.findings,
    }
}

/// What the wishes are laid over.
struct Desk<'a> {
    due: Vec<Due>,
    history: &'a History,
    occasion: &'a Occasion<'a>,
    taken: &'a Taken,
    in_vain: &'a InVain,
    findings: Vec<Finding>,
}

impl Desk<'_> {
    /// Binds the visits of one target; gives each and the pins that bind it.
    fn bind(
        &mut self,
        target: &Target,
        pins: &[Pin],
        own: &[usize],
    ) -> Vec<((TargetId, u32), Vec<usize>)> {
        let was_made: BTreeSet<Day> = self.made(&target.id).collect();
        let loose: Vec<usize> = own
            .iter()
            .copied()
            .filter(|idx| pins[*idx].date.is_none())
            .collect();
        let mut dates: BTreeSet<Option<Day>> = own.iter().map(|idx| pins[*idx].date).collect();
        if dates.len() > 1 || !was_made.is_empty() {
            dates.remove(&None);
        }
        let mut bound = Vec::new();
        let mut used = BTreeSet::new();
        for date in dates {
            let mut binding: Vec<usize> = own
                .iter()
                .copied()
                .filter(|idx| date.is_some() && pins[*idx].date == date)
                .collect();
            if let Some(date) = date.filter(|date| was_made.contains(date)) {
                binding.retain(|idx| pins[*idx].urgent);
                if !self.in_vain.contains(&(target.id.clone(), date)) {
                    self.too_often(target, pins, &binding);
                    continue;
                }
                if binding.is_empty() {
                    continue;
                }
            } else {
                binding.extend(&loose);
            }
            binding.sort_unstable();
            let is_urgent = binding.iter().any(|idx| pins[*idx].urgent);
            let Some(at) = self.visit_on(target, date, is_urgent, &used) else {
                let finding = Finding::new(&codes::NO_PROGRAMME, pins[binding[0]].source.clone());
                self.findings
                    .push(finding.id(target.id.as_str()).arg(&target.id));
                continue;
            };
            let due = &mut self.due[at];
            (due.required, due.pinned) = (true, true);
            due.team = binding.iter().find_map(|idx| pins[*idx].team.clone());
            used.insert(due.visit);
            bound.push(((target.id.clone(), due.visit), binding));
        }
        bound
    }

    /// Days on which a target was visited.
    fn made(&self, target: &TargetId) -> impl Iterator<Item = Day> {
        let all = (target.clone(), 0)..=(target.clone(), u32::MAX);
        self.taken.range(all).map(|(_, day)| *day)
    }

    /// Urgent visits to a target that was visited on the same day.
    fn too_often(&mut self, target: &Target, pins: &[Pin], binding: &[usize]) {
        for idx in binding {
            let finding = Finding::new(&codes::VISITED_TODAY, pins[*idx].source.clone());
            self.findings
                .push(finding.id(target.id.as_str()).arg(&target.id));
        }
    }

    /// The visit for a day, or any visit, moved or made where there is none; `None` when no programme tells what is done there.
    fn visit_on(
        &mut self,
        target: &Target,
        date: Option<Day>,
        is_urgent: bool,
        used: &BTreeSet<u32>,
    ) -> Option<usize> {
        let away = |due: &Due| {
            date.map_or(0, |date| {
                due.first_day
                    .days_since(date)
                    .max(date.days_since(due.last_day))
                    .max(0)
            })
        };
        let is_free = |due: &Due| {
            due.target == target.id
                && !used.contains(&due.visit)
                && !self.taken.contains_key(&(due.target.clone(), due.visit))
        };
        let nearest = (0..self.due.len())
            .filter(|at| is_free(&self.due[*at]))
            .min_by_key(|at| (away(&self.due[*at]), self.due[*at].visit));
        let Some(at) = nearest else {
            let made = self.made_due(target, date, is_urgent)?;
            self.due.push(made);
            return Some(self.due.len() - 1);
        };
        if let Some(date) = date {
            let windows = match date.days_since(self.due[at].first_day) {
                offset if away(&self.due[at]) == 0 => usize::try_from(offset)
                    .ok()
                    .and_then(|offset| self.due[at].windows.get(offset).cloned())
                    .unwrap_or_default(),
                _ => self.windows(target, &self.due[at], date)?,
            };
            let due = &mut self.due[at];
            (due.first_day, due.last_day) = (date, date);
            due.windows = vec![windows];
        }
        Some(at)
    }

    fn windows(
        &self,
        target: &Target,
        due: &Due,
        date: Day,
    ) -> Option<Vec<crate::domain::DayWindow>> {
        let own = self.occasion.programmes.iter().find(|programme| {
            programme.id == due.programme
                && !matches!(programme.frequency, Frequency::DrawPerWeek { .. })
        });
        let programme = own.or_else(|| programme_for(self.occasion, target))?;
        rules::windows_of(programme, target, (date, date), self.occasion).pop()
    }

    /// A visit that nothing but the wish asks for.
    fn made_due(&self, target: &Target, date: Option<Day>, is_urgent: bool) -> Option<Due> {
        let occasion = self.occasion;
        let programme = programme_for(occasion, target)?;
        let nothing = TargetHistory::default();
        let past = self.history.targets.get(&target.id).unwrap_or(&nothing);
        // What is assumed of the past was told with the due visits.
        let past = Past::of(target, past, occasion, &mut Tally::default());
        let (first, last) = date.map_or((occasion.first_day, horizon_end(occasion)), |date| {
            (date, date)
        });
        let others = || self.due.iter().filter(|due| due.target == target.id);
        let highest = others().map(|due| due.visit).max();
        let taken = self
            .taken
            .keys()
            .filter(|(id, _)| *id == target.id)
            .map(|(_, visit)| *visit)
            .max();
        let visit = highest.max(taken).unwrap_or(0).saturating_add(1);
        let stated = DueDate {
            due: first,
            first,
            last,
            period: 1,
            deadline: false,
            mandatory: true,
        };
        let asked = rules::visit(programme, target, &past, &stated, visit, occasion);
        let weight = asked.reasons.first().map(|reason| reason.value)?;
        let code = if is_urgent {
            ReasonCode::Urgent
        } else {
            ReasonCode::Pinned
        };
        Some(Due {
            min_gap_days: others().map(|due| due.min_gap_days).max().unwrap_or(1),
            prize: weight,
            reasons: vec![Reason {
                code,
                value: weight,
                detail: 0,
            }],
            ..asked
        })
    }
}

/// The programme by which a target is visited that is not due: its regular one, else any that may lead there.
fn programme_for<'p>(occasion: &Occasion<'p>, target: &Target) -> Option<&'p Programme> {
    let any = || {
        let mut programmes = occasion.programmes.iter();
        programmes.find(|programme| rules::applies(programme, target))
    };
    rules::regular(occasion, target).or_else(any)
}
