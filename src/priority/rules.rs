//! What a due visit is worth, and why: the weight of its programme and what is added to it.

use super::Occasion;
use super::recency::{DueDate, Past, horizon_end, min_gap};
use crate::domain::{
    DayWindow, Daylight, Due, Frequency, Programme, Reason, ReasonCode, ServiceRule, Status,
    Target, TargetDetail, WindowRule, daylight,
};
use crate::units::{Day, Prize, Seconds};

/// Whether a programme patrols a target regularly.
pub(super) fn applies(programme: &Programme, target: &Target) -> bool {
    applies_in(programme, target, target.status())
}

/// The same for a dump point in a status that it has, or had; the status of anything else is not looked at.
pub(crate) fn applies_in(programme: &Programme, target: &Target, status: Option<Status>) -> bool {
    use crate::domain::SiteState;
    if programme.kind.is_none_or(|kind| kind != target.kind())
        || matches!(programme.frequency, Frequency::DrawPerWeek { .. })
    {
        return false;
    }
    let answers_complaint = matches!(
        programme.frequency,
        Frequency::ComplaintWithinWorkingDays(_)
    );
    match &target.detail {
        // Who complains of an excluded point or a finished site saw something there: it is verified like any other.
        TargetDetail::DumpPoint(_) if programme.statuses.is_empty() => {
            !matches!(status, Some(Status::Excluded | Status::Merged)) || answers_complaint
        }
        TargetDetail::DumpPoint(_) => {
            status.is_some_and(|status| programme.statuses.contains(&status))
        }
        TargetDetail::Site(site) if programme.site_states.is_empty() => {
            site.state != SiteState::Finished || answers_complaint
        }
        TargetDetail::Site(site) => programme.site_states.contains(&site.state),
        TargetDetail::Place(place) => programme.place_types.contains(&place.place_type),
        // A recheck or a complaint may lead to any corridor, its regular patrol only to its own.
        TargetDetail::Corridor(corridor) => {
            corridor.programme == programme.id
                || matches!(
                    programme.frequency,
                    Frequency::RecheckWithinWorkingDays(_)
                        | Frequency::ComplaintWithinWorkingDays(_)
                )
        }
    }
}

/// The programme by which a target is patrolled when nothing particular is wrong.
pub(super) fn regular<'p>(occasion: &Occasion<'p>, target: &Target) -> Option<&'p Programme> {
    let mut programmes = occasion.programmes.iter();
    programmes.find(|programme| is_regular(programme) && applies(programme, target))
}

/// A recheck or the answer to a complaint is no regular patrol.
pub(crate) fn is_regular(programme: &Programme) -> bool {
    !matches!(
        programme.frequency,
        Frequency::RecheckWithinWorkingDays(_) | Frequency::ComplaintWithinWorkingDays(_)
    )
}

/// One due visit with its prize, windows and work.
pub(super) fn visit(
    programme: &Programme,
    target: &Target,
    past: &Past,
    date: &DueDate,
    visit: u32,
    occasion: &Occasion<'_>,
) -> Due {
    let mut reasons = reasons(programme, target, past, date, visit, occasion);
    reasons.retain(|reason| reason.value != Prize::ZERO);
    let prize = reasons.iter().map(|reason| reason.value).sum();
    Due {
        target: target.id.clone(),
        kind: target.kind(),
        visit,
        programme: programme.id.clone(),
        first_day: date.first,
        last_day: date.last,
        min_gap_days: min_gap(programme, date.period),
        prize,
        reasons,
        required: date.mandatory
            || (programme.required_when_due && date.deadline && date.due <= horizon_end(occasion)),
        service: service(programme, target),
        windows: windows_of(programme, target, (date.first, date.last), occasion),
        checklist: checklist(programme, target, occasion),
        pinned: false,
        team: None,
        barred: Vec::new(),
    }
}

/// The programme's checklist; one without fills in that of the target's regular patrol.
fn checklist(programme: &Programme, target: &Target, occasion: &Occasion<'_>) -> String {
    let regular = || regular(occasion, target).map(|regular| regular.checklist.clone());
    if programme.checklist.is_empty() {
        regular().unwrap_or_default()
    } else {
        programme.checklist.clone()
    }
}

/// The parts of the prize. Percentages are of the weight, rounded down.
fn reasons(
    programme: &Programme,
    target: &Target,
    past: &Past,
    date: &DueDate,
    visit: u32,
    occasion: &Occasion<'_>,
) -> Vec<Reason> {
    let params = occasion.params;
    let weight = weight(programme, target);
    let percent = |share: i64| Prize(weight.get() * share / 100);
    let reason = |code, value, detail| Reason {
        code,
        value,
        detail,
    };
    let mut reasons = vec![reason(ReasonCode::Programme, weight, 0)];
    if visit > 1 {
        return reasons;
    }
    let overdue = i64::from(occasion.first_day.days_since(date.due)).max(0);
    if overdue > 0 {
        let share = (params.overdue_percent * overdue / i64::from(date.period))
            .min(params.overdue_cap_percent);
        reasons.push(reason(ReasonCode::Overdue, percent(share), overdue));
    }
    if date.deadline && date.due <= horizon_end(occasion) {
        let left = i64::from(date.due.days_since(occasion.first_day));
        reasons.push(reason(
            ReasonCode::Deadline,
            percent(params.deadline_percent),
            left,
        ));
    }
    if let Some(due) = clearing_due(target).filter(|due| *due <= horizon_end(occasion))
        && !date.deadline
    {
        let left = i64::from(due.days_since(occasion.first_day));
        let value = percent(params.deadline_percent);
        reasons.push(reason(ReasonCode::Deadline, value, left));
    }
    if past.last_visit.is_none() && !date.deadline {
        reasons.push(reason(
            ReasonCode::FirstVisit,
            percent(params.first_visit_percent),
            0,
        ));
    }
    if let TargetDetail::DumpPoint(point) = &target.detail {
        let class = i64::from(point.hazard);
        reasons.push(reason(
            ReasonCode::Hazard,
            Prize(params.hazard_points * (class - 1).max(0)),
            class,
        ));
        let round = i64::from(point.round);
        reasons.push(reason(
            ReasonCode::Round,
            Prize(params.round_points * (round - 1).max(0)),
            round,
        ));
        if point.still_dumping {
            reasons.push(reason(
                ReasonCode::StillDumping,
                Prize(params.still_dumping_points),
                0,
            ));
        }
    }
    let failed = i64::from(past.failed_visits.min(3));
    reasons.push(reason(
        ReasonCode::FailedVisits,
        Prize(params.failed_visit_points * failed),
        failed,
    ));
    reasons
}

/// When a point that is being cleared, or will be, must be clear (T07).
fn clearing_due(target: &Target) -> Option<Day> {
    match &target.detail {
        TargetDetail::DumpPoint(point)
            if matches!(
                point.status,
                Status::Planned | Status::Works | Status::Returned
            ) =>
        {
            point.plan_due
        }
        _ => None,
    }
}

/// Weight of one visit, at least one point: per kilometre for a corridor, higher for dump points of hazard 3 and 4.
fn weight(programme: &Programme, target: &Target) -> Prize {
    let weight = match &target.detail {
        TargetDetail::Corridor(corridor) => {
            (programme.weight.get() * corridor.length.get() + 500) / 1000
        }
        TargetDetail::DumpPoint(point) if point.hazard >= 3 => programme
            .weight_high_hazard
            .unwrap_or(programme.weight)
            .get(),
        _ => programme.weight.get(),
    };
    Prize(weight.max(1))
}

fn service(programme: &Programme, target: &Target) -> Seconds {
    match (programme.service, &target.detail) {
        (ServiceRule::Fixed(duration), _) => duration,
        (ServiceRule::MetresPerHour(speed), TargetDetail::Corridor(corridor)) => {
            Seconds((corridor.length.get() * 3600 + i64::from(speed) - 1) / i64::from(speed.max(1)))
        }
        (ServiceRule::MetresPerHour(_), _) => Seconds::ZERO,
    }
}

/// The windows of each day of a span.
pub(super) fn windows_of(
    programme: &Programme,
    target: &Target,
    (first, last): (Day, Day),
    occasion: &Occasion<'_>,
) -> Vec<Vec<DayWindow>> {
    (0..=last.days_since(first))
        .map(|offset| windows(programme, target, first.plus(offset), occasion))
        .collect()
}

/// When the work may be done on a day; a window without length at the end of the day stands for "never".
fn windows(
    programme: &Programme,
    target: &Target,
    day: Day,
    occasion: &Occasion<'_>,
) -> Vec<DayWindow> {
    let mut windows = match &programme.window {
        WindowRule::Windows(windows) => windows.clone(),
        WindowRule::Daylight => match daylight(day, occasion.place, occasion.utc_offset) {
            Daylight::Between(window) => vec![window],
            Daylight::AllDay => DayWindow::parse("00:00-24:00").into_iter().collect(),
            Daylight::None => Vec::new(),
        },
    };
    if !target.windows.is_empty() {
        windows = windows
            .iter()
            .flat_map(|one| target.windows.iter().filter_map(|two| shared(*one, *two)))
            .collect();
    }
    windows.sort_unstable();
    if windows.is_empty() {
        windows.extend(DayWindow::parse("24:00-24:00"));
    }
    windows
}

fn shared(one: DayWindow, two: DayWindow) -> Option<DayWindow> {
    DayWindow::new(one.start().max(two.start()), one.end().min(two.end()))
}
