//! Random samples (督导抽查): targets that a higher level draws each week, so many in all.

use std::collections::BTreeSet;

use sha2::{Digest, Sha256};

use super::recency::{DueDate, Past, horizon_end};
use super::tally::Tally;
use super::{Occasion, rules};
use crate::domain::{
    Due, Frequency, History, Programme, Reason, ReasonCode, Target, TargetHistory,
};
use crate::units::Day;

/// Adds what is drawn in the weeks of the horizon to the due visits.
///
/// The draw of a week is a ranking by a hash of programme, week and target: nobody can steer it, everybody can repeat it, and
/// it is the same for every plan that touches the week. A target that is due anyway is worth the programme's weight more and,
/// where the programme says so, required; any other gets a visit of its own, with the work and the windows of its kind. One
/// that was visited since the Monday of its week has had its sample and is not asked for again.
pub(super) fn draw(
    targets: &[&Target],
    history: &History,
    occasion: &Occasion<'_>,
    due: &mut Vec<Due>,
) {
    for programme in occasion.programmes {
        let Frequency::DrawPerWeek { normal, surge } = programme.frequency else {
            continue;
        };
        let count = if occasion.surge { surge } else { normal };
        for monday in weeks(occasion) {
            for target in drawn(targets, occasion, programme, monday, count) {
                add(target, history, occasion, programme, monday, due);
            }
        }
    }
}

/// Mondays of the weeks that the horizon touches.
fn weeks(occasion: &Occasion<'_>) -> BTreeSet<Day> {
    let days = 0..i32::try_from(occasion.days).unwrap_or(i32::MAX);
    days.map(|ahead| {
        let day = occasion.first_day.plus(ahead);
        day.plus(1 - i32::from(day.weekday()))
    })
    .collect()
}

fn drawn<'t>(
    targets: &[&'t Target],
    occasion: &Occasion<'_>,
    programme: &Programme,
    monday: Day,
    count: u32,
) -> Vec<&'t Target> {
    let mut ranked: Vec<([u8; 32], &Target)> = targets
        .iter()
        .filter(|target| {
            programme.kind.is_none_or(|kind| kind == target.kind())
                && rules::regular(occasion, target).is_some()
        })
        .map(|target| {
            let key = format!("{}\0{monday}\0{}", programme.id, target.id);
            (Sha256::digest(key).into(), *target)
        })
        .collect();
    ranked.sort_by(|a, b| a.0.cmp(&b.0).then_with(|| a.1.id.cmp(&b.1.id)));
    let drawn = ranked.into_iter().take(count as usize);
    drawn.map(|(_, target)| target).collect()
}

fn add(
    target: &Target,
    history: &History,
    occasion: &Occasion<'_>,
    programme: &Programme,
    monday: Day,
    due: &mut Vec<Due>,
) {
    let nothing = TargetHistory::default();
    let past = history.targets.get(&target.id).unwrap_or(&nothing);
    // What is doubtful in the past was said when the regular visits were worked out.
    let past = Past::of(target, past, occasion, &mut Tally::default());
    if past.last_visit.is_some_and(|visit| visit >= monday) {
        return;
    }
    let (first, last) = (
        monday.max(occasion.first_day),
        monday.plus(6).min(horizon_end(occasion)),
    );
    let reason = Reason {
        code: ReasonCode::Drawn,
        value: programme.weight,
        detail: 0,
    };
    let own =
        |due: &&mut Due| due.target == target.id && due.first_day <= last && first <= due.last_day;
    if let Some(due) = due.iter_mut().find(own) {
        due.prize += reason.value;
        due.reasons.push(reason);
        due.required |= programme.required_when_due;
        return;
    }
    let Some(regular) = rules::regular(occasion, target) else {
        return;
    };
    let date = DueDate {
        due: last,
        first,
        last,
        period: 1,
        deadline: false,
        mandatory: false,
    };
    let visits = due.iter().filter(|due| due.target == target.id).count();
    let visit = u32::try_from(visits).unwrap_or(u32::MAX).saturating_add(1);
    due.push(Due {
        programme: programme.id.clone(),
        visit,
        prize: reason.value,
        reasons: vec![reason],
        required: programme.required_when_due,
        ..rules::visit(regular, target, &past, &date, visit, occasion)
    });
}
