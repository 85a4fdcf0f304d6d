//! The ledger's book against the recount.

use xuncha::ledger::{self, Book, Clerk, Point, Surroundings, Target};
use xuncha::units::Day;

use crate::recount::{self, Account, Accounts, Indicators, Spot};

/// Every target of the book stands as the recount has it.
pub(crate) fn check_book(book: &Book, accounts: &Accounts, today: Day) {
    let ids: Vec<&str> = book.targets().iter().map(|target| &*target.id).collect();
    let counted: Vec<&str> = accounts.keys().map(String::as_str).collect();
    assert_eq!(ids, counted, "{today}");
    let clerk = Clerk::new(book.rules());
    for target in book.targets() {
        let account = &accounts[&*target.id];
        let told = format!("{today} {}", target.id);
        assert!(target.troubles.is_empty(), "{told}: {:?}", target.troubles);
        check_visits(target, account, &told);
        match (target.point.as_deref(), &account.spot) {
            (Some(point), Some(spot)) => check_point(point, spot, &told),
            (None, None) => {}
            (point, spot) => panic!("{told}: {point:?} {spot:?}"),
        }
        let due: Vec<(Day, String)> = clerk
            .deadlines(target)
            .iter()
            .map(|one| (one.due, word(&one.step)))
            .collect();
        let counted: Vec<(Day, String)> = recount::deadlines(account)
            .into_iter()
            .map(|(due, step)| (due, step.to_owned()))
            .collect();
        assert_eq!(sorted(due), sorted(counted), "{told}: {account:?}");
        let late = clerk
            .overdue(target, today)
            .map(|(one, late)| (one.due, late));
        let counted = recount::overdue(account, today).map(|(due, _, late)| (due, late));
        assert_eq!(late, counted, "{told}");
    }
    check_movements(book, accounts, today);
}

fn word(json: &impl serde::Serialize) -> String {
    serde_json::to_value(json)
        .unwrap()
        .as_str()
        .unwrap()
        .to_owned()
}

fn sorted<T: Ord>(mut all: Vec<T>) -> Vec<T> {
    all.sort_unstable();
    all
}

fn check_visits(target: &Target, account: &Account, told: &str) {
    // A corridor is visited metre by metre; what is left of it is checked with the due visits.
    if account.patrols.is_empty() {
        assert_eq!(target.last_visit, account.last_visit, "{told}");
    }
    assert_eq!(target.visits, account.visits, "{told}");
    assert_eq!(target.failed_visits, account.failed, "{told}");
    let failure = target
        .last_failure
        .map(|(day, why)| (day, why.word().to_owned()));
    assert_eq!(failure, account.last_failure.clone(), "{told}");
    assert_eq!(target.complaint, account.complaint, "{told}");
    let orders: Vec<_> = target
        .orders
        .all()
        .iter()
        .map(|order| recount::Ordered {
            item: order.item.to_string(),
            issued: order.issued,
            due: order.due,
            failed: order.failed,
            closed: order.closed,
        })
        .collect();
    assert_eq!(orders, account.orders, "{told}");
}

fn check_point(point: &Point, spot: &Spot, told: &str) {
    assert_eq!(point.status.word(), spot.status, "{told}");
    assert_eq!(Some(point.since), spot.since, "{told}");
    assert_eq!(point.round, spot.round, "{told}");
    let steps: Vec<_> = point
        .steps
        .iter()
        .map(|step| (step.number, step.to.word().to_owned(), step.day, step.round))
        .collect();
    assert_eq!(steps, spot.steps, "{told}");
    let look_backs: Vec<_> = point
        .look_backs
        .iter()
        .map(|one| (one.due, one.mandatory))
        .collect();
    assert_eq!(look_backs, spot.look_backs, "{told}: {:?}", spot.steps);
    assert_eq!(point.rebound, spot.rebound, "{told}");
    assert_eq!(point.objections, spot.objections, "{told}");
    assert_eq!(words(&point.moved_to), spot.moved_to, "{told}");
    assert_eq!(words(&point.moved_from), spot.moved_from, "{told}");
    assert_eq!(point.cites.as_deref(), spot.cites.as_deref(), "{told}");
    assert_eq!(
        point.merged_into.as_deref(),
        spot.merged_into.as_deref(),
        "{told}"
    );
}

fn words(ids: &[Box<str>]) -> Vec<String> {
    ids.iter().map(ToString::to_string).collect()
}

fn check_movements(book: &Book, accounts: &Accounts, today: Day) {
    let alerts = Surroundings::new(book).movements(book, book.rules());
    let alerts: Vec<_> = alerts
        .into_iter()
        .map(|one| (one.suspect, one.removal, one.day))
        .collect();
    let counted = recount::movements(accounts);
    let missing: Vec<_> = counted.iter().filter(|one| !alerts.contains(one)).collect();
    let wrong: Vec<_> = alerts.iter().filter(|one| !counted.contains(one)).collect();
    assert!(
        wrong.is_empty() && missing.is_empty(),
        "{today}: not so: {wrong:?}; not told: {missing:?}"
    );
}

/// The figures of the report from one day to another.
pub(crate) fn check_indicators(book: &Book, accounts: &Accounts, from: Day, to: Day) {
    let told = ledger::indicators(book, from, to);
    let by_state = told
        .by_status
        .iter()
        .map(|(status, count)| (status.word().to_owned(), *count))
        .collect();
    let told = Indicators {
        by_state,
        moves: [
            told.listed,
            told.closed,
            told.quick_closed,
            told.returned,
            told.rebounds,
        ],
        rate_closed: told.rate_closed,
        rebound_rate: told.rebound_rate,
        median_days: told.median_days_to_close,
        overdue: told.overdue,
        alerts: told.movement_alerts,
        moved: told.movements_open,
    };
    assert_eq!(
        told,
        recount::indicators(accounts, from, to),
        "{from} to {to}"
    );
}
