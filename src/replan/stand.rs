//! What stands at a moment: what the ledger knows as visited since the plan began, and which wishes are in force.

use std::collections::{BTreeMap, BTreeSet};

use super::codes;
use crate::domain::{Due, Finding, Pin, Source, Wishes};
use crate::ledger::LedgerError;
use crate::pipeline::{self, County, Horizon};
use crate::plan::PlanFile;
use crate::priority::{InVain, Taken};
use crate::register::{self, SoFar};
use crate::units::{Day, TargetId, TeamId};
use crate::workspace::Workspace;

/// What stands at the moment of a plan made anew; of another plan, its wishes alone.
#[derive(Clone, Debug)]
pub struct Stand {
    /// Wishes of the settings and of the plan.
    pub wishes: Wishes,
    /// First day that is still planned.
    pub from: Day,
    /// Visits that were made or begun.
    pub taken: Taken,
    /// Of the begun ones those that were made in vain.
    pub in_vain: InVain,
    /// Due visits that the ledger knows as made and that are no stops of the plan, by target and visit.
    pub done: Vec<(TargetId, u32, Day)>,
}

/// Wishes that were stated for a written plan.
pub fn wishes_of(plan: &PlanFile) -> Wishes {
    Wishes {
        pins: plan.pins.iter().map(Pin::from).collect(),
        forbids: plan.forbid.iter().map(Into::into).collect(),
    }
}

/// Takes the team and the place out of the pins to teams that have dropped out: the visit alone is still wanted.
pub fn loosen(wishes: &mut Wishes, without: &BTreeSet<TeamId>) {
    let is_out = |pin: &&mut Pin| pin.team.as_ref().is_some_and(|team| without.contains(team));
    for pin in wishes.pins.iter_mut().filter(is_out) {
        (pin.team, pin.place) = (None, None);
    }
}

/// What stands for a written plan, worked out from the plan and the ledger; targets that were found since it began and are
/// urgent or pinned in it join those of the county. `due` is what was due before any wish.
///
/// # Errors
/// When the ledger cannot be read.
pub fn stand(
    workspace: &Workspace,
    plan: &PlanFile,
    horizon: Horizon,
    county: &mut County,
    due: &[Due],
) -> Result<Stand, LedgerError> {
    let (mut wishes, own) = (workspace.wishes.clone(), wishes_of(plan));
    wishes.pins.extend(own.pins);
    wishes.forbids.extend(own.forbids);
    let mut stand = Stand {
        from: horizon.first_day,
        taken: Taken::new(),
        in_vain: InVain::new(),
        done: Vec::new(),
        wishes: Wishes::default(),
    };
    let replanned = plan.replanned.as_ref();
    let at = replanned.and_then(|replanned| crate::ledger::Moment::parse(&replanned.at));
    if let (Some(replanned), Some(at)) = (replanned, at) {
        wishes.pins.extend(replanned.urgent.iter().map(Pin::from));
        let without = replanned.without.iter();
        loosen(&mut wishes, &without.map(|id| TeamId::new(&**id)).collect());
        stand.from = at.day();
        stand.taken = begun(plan);
        let known = replanned.ledger_events;
        let so_far = register::so_far(workspace, horizon.first_day, at, known)?;
        stand.in_vain = in_vain(&stand.taken, &so_far);
        let wanted: Vec<TargetId> = wishes.pins.iter().map(|pin| pin.target.clone()).collect();
        pipeline::join(county, &so_far.found, &wanted);
        stand.done = answered(due, &mut stand.taken, &so_far);
    }
    stand.wishes = wishes;
    Ok(stand)
}

/// Teams that cannot be home by the end of their shift on the day on which the plan was made anew.
pub fn late(plan: &PlanFile) -> Vec<Finding> {
    let today = plan.replanned.as_ref().and_then(|own| own.at.get(..10));
    let shifts = plan.shifts.iter();
    let late = shifts.filter(|shift| shift.back.late_s > 0 && Some(shift.date.as_str()) == today);
    late.map(|shift| {
        let finding = Finding::new(&codes::LATE, Source::default());
        let clock = shift.back.arrive.get(11..16).unwrap_or_default();
        let minutes = shift.back.late_s.saturating_add(59) / 60;
        let finding = finding.id(&shift.team).arg(&shift.team).arg(clock);
        finding.arg(minutes).arg(&shift.date)
    })
    .collect()
}

/// The begun stops of a plan.
fn begun(plan: &PlanFile) -> Taken {
    let mut taken = Taken::new();
    for shift in &plan.shifts {
        let Ok(day) = Day::parse(&shift.date) else {
            continue;
        };
        for stop in shift.stops.iter().filter(|stop| stop.frozen) {
            let key = (TargetId::new(&*stop.target), stop.visit.unwrap_or(1));
            taken.insert(key, day);
        }
    }
    taken
}

/// Begun stops whose visits failed, as the ledger has it: a team may be sent there again on that day. Where more stops of a
/// target were begun than failed, one of them may still succeed.
pub fn in_vain(taken: &Taken, so_far: &SoFar) -> InVain {
    let begun = |target: &TargetId, day: Day| {
        let all = (target.clone(), 0)..=(target.clone(), u32::MAX);
        taken.range(all).filter(|(_, own)| **own == day).count()
    };
    let failed = so_far.failed.iter();
    let failed =
        failed.filter(|((target, day), (count, _))| (1..=*count).contains(&begun(target, *day)));
    failed.map(|(key, _)| key.clone()).collect()
}

/// The due visits that visits of the ledger answer beside those that a plan has as begun; all of them are taken then.
///
/// A visit answers the due visit that may be made on its day, else the nearest one that its least distance would keep from
/// it; one that answers none still keeps later visits of its target at their distance.
pub fn answered(due: &[Due], taken: &mut Taken, so_far: &SoFar) -> Vec<(TargetId, u32, Day)> {
    let mut done = Vec::new();
    let begun: BTreeMap<TargetId, Vec<Day>> =
        taken
            .iter()
            .fold(BTreeMap::new(), |mut days, ((target, _), day)| {
                days.entry(target.clone())
                    .or_insert_with(Vec::new)
                    .push(*day);
                days
            });
    for (target, day) in &so_far.visits {
        if begun.get(target).is_some_and(|days| days.contains(day)) {
            continue;
        }
        let away = |due: &Due| {
            let early = due.first_day.days_since(*day);
            early
                .max(day.days_since(due.last_day))
                .max(0)
                .unsigned_abs()
        };
        let is_open = |due: &&Due| {
            due.target == *target
                && !taken.contains_key(&(target.clone(), due.visit))
                && (away(due) == 0 || away(due) < due.min_gap_days)
        };
        let answered = due
            .iter()
            .filter(is_open)
            .min_by_key(|due| (away(due), due.visit))
            .map(|due| due.visit);
        if let Some(visit) = answered {
            taken.insert((target.clone(), visit), *day);
            done.push((target.clone(), visit, *day));
            continue;
        }
        let own = due.iter().filter(|due| due.target == *target);
        let all = (target.clone(), 0)..=(target.clone(), u32::MAX);
        let highest = own
            .map(|due| due.visit)
            .chain(taken.range(all).map(|((_, visit), _)| *visit))
            .max();
        let visit = highest.unwrap_or(0).saturating_add(1);
        taken.insert((target.clone(), visit), *day);
    }
    done.sort();
    done
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::TargetKind;
    use crate::units::{Prize, ProgrammeId, Seconds};

    fn day(nth: i32) -> Day {
        Day::EPOCH.plus(nth)
    }

    fn due(target: &str, visit: u32, first: i32, last: i32) -> Due {
        Due {
            target: TargetId::new(target),
            kind: TargetKind::Site,
            visit,
            programme: ProgrammeId::new("P06"),
            first_day: day(first),
            last_day: day(last),
            min_gap_days: 2,
            prize: Prize(1),
            reasons: Vec::new(),
            required: false,
            service: Seconds(60),
            windows: Vec::new(),
            checklist: String::new(),
            pinned: false,
            team: None,
            barred: Vec::new(),
        }
    }

    #[test]
    fn a_visit_answers_the_due_visit_of_its_day_or_the_next_that_is_near() {
        let due = [due("A", 1, 0, 1), due("A", 2, 3, 4), due("B", 1, 2, 2)];
        let answers = |target: &str, nth: i32| {
            let so_far = SoFar {
                visits: vec![(TargetId::new(target), day(nth))],
                ..SoFar::default()
            };
            let mut taken = Taken::new();
            let done = answered(&due, &mut taken, &so_far);
            assert_eq!(taken.len(), 1);
            done.first().map(|done| done.1)
        };
        assert_eq!(answers("A", 1), Some(1));
        assert_eq!(answers("A", 3), Some(2));
        assert_eq!(answers("A", 2), Some(1), "of two equally near the first");
        assert_eq!(answers("B", 1), Some(1));
        assert_eq!(answers("B", 0), None, "two days before is another visit");
        assert_eq!(answers("C", 0), None, "it was not due");
    }

    #[test]
    fn a_begun_stop_is_the_visit_that_the_ledger_knows() {
        let mut taken = Taken::from([((TargetId::new("A"), 1), day(0))]);
        let so_far = SoFar {
            visits: vec![(TargetId::new("A"), day(0))],
            ..SoFar::default()
        };
        let due = [due("A", 1, 0, 1), due("A", 2, 3, 4)];
        assert_eq!(answered(&due, &mut taken, &so_far), []);
        assert_eq!(taken.len(), 1);
    }
}
