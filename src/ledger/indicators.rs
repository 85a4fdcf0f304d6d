//! How the close-out stands: the indicators that are reported upward.

use std::collections::BTreeMap;

use serde::Serialize;

use super::book::Book;
use super::deadlines::Clerk;
use super::nearby::{MovementAlert, Surroundings};
use super::point::{Point, Step};
use crate::domain::Status;
use crate::units::Day;

/// The indicators of a period, both ends included, as they stand at its end.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Indicators {
    /// Points by state; states without a point are left out.
    pub by_status: BTreeMap<Status, u32>,
    /// Points listed in the period (T02).
    pub listed: u32,
    /// Points closed in the period (T11).
    pub closed: u32,
    /// Points cleared at once in the period (T04).
    pub quick_closed: u32,
    /// Applications and closures sent back in the period (T10, T12, T14).
    pub returned: u32,
    /// Rebounds in the period (T13).
    pub rebounds: u32,
    /// Closed points among all that were ever listed, in per cent; `None` without any.
    pub rate_closed: Option<f64>,
    /// Rebounds of the whole ledger among its closures (T04, T11 and those taken over), in per cent; `None` without any.
    pub rebound_rate: Option<f64>,
    /// Median of the days from listing to closure, of all closures of the ledger (T11).
    pub median_days_to_close: Option<f64>,
    /// Targets with a deadline that has passed (R11).
    pub overdue: u32,
    /// Possible re-movements (R7), each suspect once.
    pub movement_alerts: u32,
    /// Re-movements that are proven and not settled (R6).
    pub movements_open: u32,
}

/// The indicators of a book for a period.
pub fn indicators(book: &Book, from: Day, to: Day) -> Indicators {
    let alerts = Surroundings::new(book).movements(book, book.rules());
    indicators_with(book, &alerts, from, to)
}

/// The same, for a caller that has the possible re-movements of the book (R7) already.
pub(super) fn indicators_with(
    book: &Book,
    alerts: &[MovementAlert],
    from: Day,
    to: Day,
) -> Indicators {
    let clerk = Clerk::new(book.rules());
    let mut by_status: BTreeMap<Status, u32> = BTreeMap::new();
    let mut counts = [0_u32; 17];
    let (mut ever_listed, mut now_closed) = (0_u32, 0_u32);
    let (mut closures, mut rebounds, mut movements_open) = (0_u32, 0_u32, 0_u32);
    let mut days: Vec<i32> = Vec::new();
    let mut overdue = 0;
    for target in book.unsorted() {
        overdue += u32::from(clerk.overdue(target, to).is_some());
        let Some(point) = target.point.as_deref() else {
            continue;
        };
        *by_status.entry(point.status).or_default() += 1;
        if is_listed(point) {
            ever_listed += 1;
            now_closed += u32::from(point.status == Status::Closed);
        }
        movements_open += u32::try_from(point.moved_to.len()).unwrap_or(u32::MAX);
        for step in &point.steps {
            if (from..=to).contains(&step.day) {
                counts[usize::from(step.number)] += 1;
            }
            let is_closure = matches!(step.to, Status::Closed | Status::QuickClosed);
            closures += u32::from(is_closure);
            rebounds += u32::from(step.number == 13);
        }
        days.extend(days_to_close(point));
    }
    let mut suspects: Vec<&str> = alerts.iter().map(|alert| alert.suspect.as_str()).collect();
    suspects.dedup();
    Indicators {
        by_status,
        listed: counts[2],
        closed: counts[11],
        quick_closed: counts[4],
        returned: counts[10] + counts[12] + counts[14],
        rebounds: counts[13],
        rate_closed: percent(now_closed, ever_listed),
        rebound_rate: percent(rebounds, closures),
        median_days_to_close: median(days),
        overdue,
        movement_alerts: u32::try_from(suspects.len()).unwrap_or(u32::MAX),
        movements_open,
    }
}

/// It is on the list now, or was struck off it: no suspect, none excluded, merged or cleared at once.
fn is_listed(point: &Point) -> bool {
    !matches!(
        point.status,
        Status::Suspected | Status::Excluded | Status::Merged | Status::QuickClosed
    )
}

/// For each closure (T11) the days since the listing of its round (T02, T13, or the opening of the ledger as listed).
fn days_to_close(point: &Point) -> impl Iterator<Item = i32> + '_ {
    let listed = |closure: &Step| {
        let mut steps = point.steps.iter();
        let listing = steps.find(|step| step.to == Status::Listed && step.round == closure.round);
        listing.map(|step| step.day)
    };
    let closures = point.steps.iter().filter(|step| step.number == 11);
    closures.filter_map(move |closure| Some(closure.day.days_since(listed(closure)?)))
}

fn percent(part: u32, whole: u32) -> Option<f64> {
    (whole > 0).then(|| f64::from(part) * 100.0 / f64::from(whole))
}

fn median(mut days: Vec<i32>) -> Option<f64> {
    days.sort_unstable();
    let middle = days.len().checked_sub(1)? / 2;
    let upper = days.len() / 2;
    Some(f64::midpoint(
        f64::from(days[middle]),
        f64::from(days[upper]),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_of_an_even_number_is_the_middle_of_two() {
        assert_eq!(median(vec![9, 1, 4]), Some(4.0));
        assert_eq!(median(vec![9, 1, 4, 6]), Some(5.0));
        assert_eq!(median(Vec::new()), None);
        assert_eq!(percent(0, 0), None);
        assert_eq!(percent(1, 4), Some(25.0));
    }
}
