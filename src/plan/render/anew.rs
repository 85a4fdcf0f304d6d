//! What route files say of a plan that was made anew in the middle of it.

use crate::domain::Lang;
use crate::plan::{
    DoneFile, PlanChangeFile, PlanChangeKind, PlanFile, ShiftFile, StopFile, WhereFile,
};

/// `planned anew at 11:00`, with the date where that is not the shift's; `None` in a plan of the morning.
pub(super) fn as_of(plan: &PlanFile, date: &str) -> Option<String> {
    let replanned = plan.replanned.as_ref()?;
    let clock = replanned.clock()?;
    let day = replanned.at.get(..10).filter(|day| *day != date);
    let moment = day.map_or(clock.to_owned(), |day| format!("{day} {clock}"));
    Some(match plan.language {
        Lang::En => format!("planned anew at {moment}"),
        Lang::Zh => format!("{moment} 调整"),
    })
}

/// The same behind a title, in brackets.
pub(super) fn behind(plan: &PlanFile, date: &str) -> String {
    let as_of = as_of(plan, date);
    as_of.map_or(String::new(), |as_of| match plan.language {
        Lang::En => format!(" ({as_of})"),
        Lang::Zh => format!("（{as_of}）"),
    })
}

/// That a stop was begun before.
pub(super) const fn done(lang: Lang) -> &'static str {
    lang.pick("done or under way", "已完成或进行中")
}

/// What is new of a stop against the plan before.
pub(super) fn news(plan: &PlanFile, shift: &ShiftFile, stop: &StopFile) -> Option<String> {
    let mut changes = plan
        .replanned
        .iter()
        .flat_map(|replanned| &replanned.changes);
    let change = changes.find(|change| {
        change.target == stop.target
            && change.visit.unwrap_or(1) == stop.visit.unwrap_or(1)
            && change.now.as_ref().is_some_and(|now| is_in(now, shift))
    })?;
    let lang = plan.language;
    let before = change.before.as_ref();
    Some(match change.change {
        PlanChangeKind::Added | PlanChangeKind::Dropped => lang.pick("new", "新增").to_owned(),
        PlanChangeKind::Moved => {
            let from = before.map_or(String::new(), |before| other(plan, shift, before));
            match lang {
                Lang::En => format!("from {from}"),
                Lang::Zh => format!("接自{from}"),
            }
        }
        PlanChangeKind::Reordered => lang.pick("order changed", "顺序有变").to_owned(),
        PlanChangeKind::Turned => lang.pick("direction changed", "方向有变").to_owned(),
    })
}

/// Stops that a shift had before and has no more, each with who makes it now.
pub(super) fn gone(plan: &PlanFile, shift: &ShiftFile) -> Vec<String> {
    let changes = plan
        .replanned
        .iter()
        .flat_map(|replanned| &replanned.changes);
    let left = changes.filter(|change| {
        let was_here = change
            .before
            .as_ref()
            .is_some_and(|before| is_in(before, shift));
        was_here && change.now.as_ref().is_none_or(|now| !is_in(now, shift))
    });
    let text = |change: &PlanChangeFile| {
        let known = name(plan, change).filter(|name| *name != change.target);
        let what = known.map_or(change.target.clone(), |name| {
            format!("{name} {}", change.target)
        });
        let to = change.now.as_ref().map(|now| other(plan, shift, now));
        match (plan.language, to) {
            (Lang::En, Some(to)) => format!("{what} (to {to})"),
            (Lang::Zh, Some(to)) => format!("{what}（交{to}）"),
            (Lang::En, None) => format!("{what} (dropped)"),
            (Lang::Zh, None) => format!("{what}（取消）"),
        }
    };
    let done = plan.replanned.iter().flat_map(|own| &own.done);
    let was_here = |done: &&DoneFile| done.before.as_ref().is_some_and(|at| is_in(at, shift));
    let made = done.filter(was_here).map(|done| {
        let name = done.name.as_ref().filter(|name| **name != done.target);
        let what = name.map_or(done.target.clone(), |name| {
            format!("{name} {}", done.target)
        });
        match plan.language {
            Lang::En => format!("{what} (visited already)"),
            Lang::Zh => format!("{what}（已到访）"),
        }
    });
    left.map(text).chain(made).collect()
}

/// The name of a stop that changed, wherever it is now.
fn name<'a>(plan: &'a PlanFile, change: &PlanChangeFile) -> Option<&'a str> {
    let stops = plan.shifts.iter().flat_map(|shift| &shift.stops);
    let mut planned = stops.map(|stop| (&stop.target, &stop.name));
    let mut left = plan
        .unvisited
        .iter()
        .map(|entry| (&entry.target, &entry.name));
    let is_it = |(target, _): &(&String, &String)| **target == change.target;
    let found = planned.find(is_it).or_else(|| left.find(is_it))?;
    Some(found.1)
}

fn is_in(place: &WhereFile, shift: &ShiftFile) -> bool {
    place.team == shift.team && place.date == shift.date
}

/// The name of another shift's team, with the date where that is another.
fn other(plan: &PlanFile, shift: &ShiftFile, place: &WhereFile) -> String {
    let mut shifts = plan.shifts.iter();
    let own = shifts.find(|other| other.team == place.team);
    let name = own.map_or(&place.team, |own| &own.team_name);
    if place.date == shift.date {
        name.clone()
    } else {
        format!("{name} {}", place.date)
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::plan;
    use super::*;
    use crate::plan::{Direction, ReplannedFile, changes};

    /// The plan made anew at 08:10: the heap goes to another team, the corridor is driven the other way, and a stop is new.
    fn anew(language: Lang) -> PlanFile {
        let (before, mut now) = (plan(language), plan(language));
        let mut other = now.shifts[0].clone();
        (other.team, other.team_name) = ("T2".to_owned(), "Team 2".to_owned());
        other.stops.truncate(1);
        now.shifts[0].stops.remove(0);
        if let Some(corridor) = &mut now.shifts[0].stops[0].corridor {
            corridor.direction = Direction::Forward;
        }
        let mut new = other.stops[0].clone();
        (new.target, new.seq) = ("D8".to_owned(), 2);
        now.shifts[0].stops.push(new);
        now.shifts.push(other);
        let mut replanned: ReplannedFile = serde_json::from_value(
            serde_json::json!({"from": "ab", "at": "2026-11-24T08:10:00+08:00"}),
        )
        .unwrap();
        replanned.changes = changes(&before, &now);
        now.replanned = Some(replanned);
        now
    }

    #[test]
    fn every_stop_says_what_is_new_of_it_and_a_shift_what_it_has_no_more() {
        for (lang, direction, new, from, to) in [
            (
                Lang::En,
                "direction changed",
                "new",
                "from Team <1>",
                "=1+1 (to Team 2)",
            ),
            (
                Lang::Zh,
                "方向有变",
                "新增",
                "接自Team <1>",
                "=1+1（交Team 2）",
            ),
        ] {
            let plan = anew(lang);
            let (one, two) = (&plan.shifts[0], &plan.shifts[1]);
            let told = |shift: &ShiftFile| -> Vec<String> {
                let stops = shift.stops.iter();
                stops.filter_map(|stop| news(&plan, shift, stop)).collect()
            };
            assert_eq!(told(one), [direction, new]);
            assert_eq!(told(two), [from]);
            let gone = gone(&plan, one);
            assert!(gone.len() == 1 && gone[0].ends_with(to), "{gone:?}");
        }
    }

    #[test]
    fn the_date_is_told_where_it_is_not_that_of_the_shift() {
        let plan = anew(Lang::En);
        let of = |date| as_of(&plan, date).unwrap();
        assert_eq!(of("2026-11-24"), "planned anew at 08:10");
        assert_eq!(of("2026-11-25"), "planned anew at 2026-11-24 08:10");
        assert_eq!(
            behind(&super::super::tests::plan(Lang::En), "2026-11-24"),
            ""
        );
    }
}
