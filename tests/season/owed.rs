//! Which visits are owed on a day, as section 6 has it, stated anew from the recount.

use xuncha::corridors::CorridorRoute;
use xuncha::domain::{Due, ReasonCode, TargetDetail};
use xuncha::units::Day;

use crate::almanac::working_days_after;
use crate::county::metres;
use crate::recount::{Account, Ordered, Patrol, Spot, is_closed};

/// A visit that is owed: the programme, its weight, and whether it must be planned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Owed {
    pub(crate) programme: &'static str,
    pub(crate) weight: i64,
    pub(crate) required: bool,
}

const fn owed(programme: &'static str, weight: i64, required: bool) -> Owed {
    Owed {
        programme,
        weight,
        required,
    }
}

fn is_after(last: Option<Day>, every: i32, today: Day) -> bool {
    last.is_none_or(|last| last.plus(every) <= today)
}

/// Visits owed to a point on a day; how it stood the evening before.
pub(crate) fn to_point(account: &Account, spot: &Spot, today: Day) -> Vec<Owed> {
    let mut all = Vec::new();
    all.extend(regular(account, spot, today));
    let complaint = account.complaint;
    all.extend(complaint.map(|since| owed("P05-C", 80, working_days_after(since, 2) <= today)));
    all.extend(recheck(&account.orders, "P06", today));
    all
}

fn regular(account: &Account, spot: &Spot, today: Day) -> Option<Owed> {
    let since = spot.since.unwrap();
    let is_answered = account.last_visit.is_some_and(|visit| visit > since);
    match spot.status.as_str() {
        "works" => is_after(account.last_visit, 2, today).then_some(owed("P01", 60, false)),
        "listed" | "planned" | "done" | "returned" => {
            let weight = if hazard(spot) >= 3 { 70 } else { 40 };
            is_after(account.last_visit, 7, today).then_some(owed("P02", weight, false))
        }
        "requested" => {
            // Only a visit that may accept the clearing answers the application.
            let is_answered = is_answered && spot.is_inspected();
            (!is_answered).then(|| owed("P03", 90, working_days_after(since, 5) <= today))
        }
        "suspected" => {
            (!is_answered).then(|| owed("P05", 80, working_days_after(since, 2) <= today))
        }
        status if is_closed(status) => {
            let mut behind = spot
                .look_backs
                .iter()
                .filter(|(due, _)| *due <= today)
                .peekable();
            behind.peek()?;
            Some(owed("P04", 30, behind.any(|(_, must)| *must)))
        }
        _ => None,
    }
}

/// A recheck may be made from the day the order was due, and must be from the working day after.
fn recheck(orders: &[Ordered], programme: &'static str, today: Day) -> Option<Owed> {
    let open = orders.iter().filter(|order| order.closed.is_none());
    let due = open
        .map(|order| order.due)
        .min()
        .filter(|due| *due <= today)?;
    Some(owed(programme, 80, working_days_after(due, 1) <= today))
}

/// Visits owed to a site by its state.
pub(crate) fn to_site(account: &Account, state: &str, today: Day) -> Vec<Owed> {
    let mut all = Vec::new();
    match state {
        "working" if is_after(account.last_visit, 14, today) => all.push(owed("P09", 50, false)),
        "suspended" | "not_started" if is_after(account.last_visit, 30, today) => {
            all.push(owed("P10", 25, false));
        }
        _ => {}
    }
    if state != "finished" {
        all.extend(recheck(&account.orders, "P06-S", today));
    }
    all
}

/// Medium until somebody has said.
pub(crate) fn hazard(spot: &Spot) -> i64 {
    spot.fields
        .get("hazard")
        .and_then(serde_json::Value::as_i64)
        .unwrap_or(2)
}

/// Checks the due visit of a target against what is owed.
pub(crate) fn check(id: &str, due: Option<&Due>, owed: &[Owed], today: Day) {
    let Some(due) = due else {
        assert!(
            owed.is_empty(),
            "{today} {id}: nothing is due, owed: {owed:?}"
        );
        return;
    };
    let asked = owed
        .iter()
        .find(|owed| owed.programme == due.programme.as_str());
    let asked = asked.unwrap_or_else(|| panic!("{today} {id}: {due:?} is not owed: {owed:?}"));
    let weight = value(due, ReasonCode::Programme).0;
    assert_eq!(weight, asked.weight, "{today} {id}: {due:?}");
    let must = owed.iter().any(|owed| owed.required);
    assert_eq!(due.required, must, "{today} {id}: {due:?} of {owed:?}");
}

/// Checks what else makes a visit to a point worth more.
pub(crate) fn check_reasons(due: &Due, account: &Account, spot: &Spot) {
    let dumping = spot
        .fields
        .get("still_dumping")
        .is_some_and(|dumping| *dumping == true);
    assert_eq!(
        value(due, ReasonCode::StillDumping).0,
        if dumping { 15 } else { 0 },
        "{due:?}"
    );
    assert_eq!(
        value(due, ReasonCode::Round).0,
        10 * i64::from(spot.round - 1),
        "{due:?}"
    );
    assert_eq!(
        value(due, ReasonCode::Hazard).0,
        5 * (hazard(spot) - 1),
        "{due:?}"
    );
    assert_eq!(
        value(due, ReasonCode::FailedVisits).0,
        5 * i64::from(account.failed.min(3)),
        "{due:?}"
    );
}

/// Value and detail of a reason; none counts nothing.
fn value(due: &Due, code: ReasonCode) -> (i64, i64) {
    let reason = due.reasons.iter().find(|reason| reason.code == code);
    reason.map_or((0, 0), |reason| (reason.value.get(), reason.detail))
}

/// What is left to patrol of a corridor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Undone {
    pub(crate) from: i64,
    pub(crate) to: i64,
    pub(crate) is_due: bool,
}

/// Metre by metre: undone is what was not seen within the least gap, half the frequency; all of it when nothing is.
pub(crate) fn of_corridor(patrols: &[Patrol], length: i64, every: i32, today: Day) -> Undone {
    let mut seen: Vec<Option<Day>> = vec![None; usize::try_from(length).unwrap()];
    for (day, spans) in patrols {
        for [from, to] in spans.clone().unwrap_or_else(|| vec![[0, length]]) {
            for metre in
                &mut seen[usize::try_from(from).unwrap()..usize::try_from(to.min(length)).unwrap()]
            {
                *metre = (*metre).max(Some(*day));
            }
        }
    }
    let fresh = today.plus(-(every + 1) / 2);
    let is_undone = |day: &Option<Day>| day.is_none_or(|day| day <= fresh);
    let undone: Vec<usize> = (0..seen.len())
        .filter(|metre| is_undone(&seen[*metre]))
        .collect();
    // Less than 50 m are left to the next full patrol.
    if undone.len() < 50 {
        return Undone {
            from: 0,
            to: length,
            is_due: false,
        };
    }
    let (first, last) = (undone[0], undone[undone.len() - 1] + 1);
    Undone {
        from: i64::try_from(first).unwrap(),
        to: i64::try_from(last).unwrap(),
        is_due: undone
            .iter()
            .any(|metre| is_after(seen[*metre], every, today)),
    }
}

/// Checks a corridor as it was cut down, against the corridor as it is.
pub(crate) fn check_corridor(whole: &CorridorRoute, left: &CorridorRoute, undone: Undone) {
    let (TargetDetail::Corridor(whole), TargetDetail::Corridor(left)) =
        (&whole.target.detail, &left.target.detail)
    else {
        panic!("{:?} is no corridor", whole.target.id);
    };
    let wanted = undone.to - undone.from;
    assert!(
        (left.length.get() - wanted).abs() <= 2,
        "{undone:?} is {} m long",
        left.length.get()
    );
    let line: Vec<[f64; 2]> = whole
        .line
        .0
        .iter()
        .map(|place| [place.x, place.y])
        .collect();
    let (begin, end) = left.ends().unwrap();
    for (metre, place) in [(undone.from, begin), (undone.to, end)] {
        let share = metre as f64 / whole.length.get() as f64;
        let apart = metres(along(&line, share), [place.x, place.y]);
        assert!(apart <= 5.0, "{metre} m of {undone:?} lies {apart} m away");
    }
}

/// The place at a share of a line's length.
fn along(line: &[[f64; 2]], share: f64) -> [f64; 2] {
    let lengths: Vec<f64> = line
        .windows(2)
        .map(|pair| metres(pair[0], pair[1]))
        .collect();
    let mut left = lengths.iter().sum::<f64>() * share;
    for (pair, length) in line.windows(2).zip(&lengths) {
        if left <= *length {
            let part = left / length.max(1e-9);
            return [0, 1].map(|axis| pair[0][axis] + part * (pair[1][axis] - pair[0][axis]));
        }
        left -= length;
    }
    line[line.len() - 1]
}
