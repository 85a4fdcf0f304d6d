//! What the ledger feeds into tomorrow: the past of every target as the priorities need it.

use geo::{Geometry, Point as GeoPoint};

use super::book::Book;
use super::deadlines::Clerk;
use super::fields::Field;
use super::point::Point;
use super::target::Target;
use crate::domain::{
    self, DumpPoint, History, LookBackDate, Source, Status, TargetDetail, TargetHistory,
    TargetKind, Tier,
};
use crate::units::TargetId;

/// Name under which the ledger stands among a plan's inputs.
pub const INPUT: &str = "ledger.db";

/// The past as a book knows it.
///
/// The rule table is in `docs/ledger.md`; each line of it is a field here.
pub fn history(book: &Book) -> History {
    let clerk = Clerk::new(book.rules());
    let mut history = History {
        input: Some((INPUT.to_owned(), book.digest().to_string())),
        ..History::default()
    };
    for target in book.targets() {
        let id = TargetId::new(&*target.id);
        history.found.extend(found(target));
        history.targets.insert(id, past(target, &clerk));
    }
    history
}

fn past(target: &Target, clerk: &Clerk<'_>) -> TargetHistory {
    let point = target.point.as_deref();
    // An application is answered by the visit that may accept it (T09), not by anybody who passes.
    let persons = clerk.rules().persons as usize;
    let is_waiting =
        |point: &&Point| point.status == Status::Requested && point.acceptors().len() < persons;
    let last_visit = match point.filter(is_waiting) {
        Some(point) => target.last_visit.map(|visit| visit.min(point.since)),
        None => target.last_visit,
    };
    TargetHistory {
        last_visit,
        failed_visits: target.failed_visits,
        look_backs: point.map_or(Vec::new(), |point| {
            let dates = point.look_backs.iter();
            dates
                .map(|one| LookBackDate {
                    due: one.due,
                    mandatory: one.mandatory,
                })
                .collect()
        }),
        recheck_due: target.orders.open().map(|order| order.due).min(),
        complaint: target.complaint,
        point: point.map(|point| dump_point(point, clerk)),
        placed: point.and_then(Point::placed),
        metres: target.metres.as_deref().cloned(),
    }
}

/// A point as the planning knows it.
fn dump_point(point: &Point, clerk: &Clerk<'_>) -> DumpPoint {
    let hazard = point.number(Field::Hazard).unwrap_or(2.0);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "clamped to 1 to 4"
    )]
    let hazard = hazard.clamp(1.0, 4.0) as u8;
    let tier = match point.text(Field::Tier) {
        Some("census") => Tier::Census,
        Some("litter") => Tier::Litter,
        _ => Tier::Small,
    };
    // The end of the works as planned; of a point that was sent back the new date.
    let due = match point.status {
        Status::Returned => Field::ReturnDue,
        _ => Field::PlanDue,
    };
    DumpPoint {
        status: point.status,
        status_since: point.since_stated,
        round: point.round,
        hazard,
        still_dumping: point
            .value(Field::StillDumping)
            .and_then(super::fields::Value::truth)
            == Some(true),
        tier,
        plan_due: point
            .day(due)
            .or_else(|| clerk.step(point).map(|step| step.due)),
        // The dates are in the history, each with what it is.
        lookback_next: None,
    }
}

/// The word of a tier in files.
pub(super) const fn tier_word(tier: Tier) -> &'static str {
    match tier {
        Tier::Census => "census",
        Tier::Small => "small",
        Tier::Litter => "litter",
    }
}

/// A point that may be in no layer, as a target.
fn found(target: &Target) -> Option<domain::Target> {
    let point = target.point.as_deref()?;
    let text = |field| point.text(field).map(str::to_owned);
    let stated = DumpPoint {
        status: point.status,
        status_since: point.since_stated,
        round: point.round,
        hazard: 2,
        still_dumping: false,
        tier: Tier::Small,
        plan_due: None,
        lookback_next: None,
    };
    debug_assert_eq!(target.kind, TargetKind::DumpPoint);
    Some(domain::Target {
        id: TargetId::new(&*target.id),
        name: text(Field::Name).unwrap_or_else(|| target.id.to_string()),
        township: text(Field::Township),
        village: text(Field::Village),
        geometry: Geometry::Point(GeoPoint(point.at?)),
        last_visit: None,
        windows: Vec::new(),
        columns: std::collections::BTreeMap::new(),
        detail: TargetDetail::DumpPoint(stated),
        source: Source {
            file: INPUT.into(),
            ..Source::default()
        },
    })
}
