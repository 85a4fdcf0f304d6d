//! Which fields a role may set, and when.

use super::fields::{Field, Need, Value};
use super::needs::Lack;
use super::point::Point;
use super::role::Role;
use crate::domain::{Lang, Status};

/// Fields that the accepting side alone fills in.
const ACCEPTANCE: [Field; 6] = [
    Field::AcceptUnit,
    Field::AcceptDoc,
    Field::PublicityFrom,
    Field::PublicityTo,
    Field::FilingNo,
    Field::ReturnDue,
];

/// Sizes on which acceptance and mass balance rest: once listed, the county's to change.
const SIZES: [Field; 5] = [
    Field::Volume,
    Field::Mass,
    Field::Area,
    Field::Tier,
    Field::WasteClass,
];

/// What the county approves with the plan (T05): the township carries it out, it does not change it.
const PLAN: [Field; 5] = [
    Field::Measure,
    Field::DestFacility,
    Field::RespUnit,
    Field::PlanStart,
    Field::PlanDue,
];

/// Fields that a listed or closed point must have (R3, R5) and that it would no longer have.
pub(super) fn emptied(before: &Point, after: &Point) -> Vec<Lack> {
    if before.status == Status::Suspected {
        return Vec::new();
    }
    let is_closed = before.status == Status::Closed;
    let is_missing = |point: &Point, field: Field| {
        let needed = match field.need() {
            // R5 rests on it.
            Need::ListingSize => before.is_open(),
            Need::Closing => is_closed,
            Need::ClosingWhenMoved => is_closed && point.is_moved(),
            _ => false,
        };
        needed && point.value(field).is_none()
    };
    Field::all()
        .filter(|field| is_missing(after, *field) && !is_missing(before, *field))
        .map(|field| {
            Lack::new(
                field.word(),
                format!(
                    "`{}` is needed (R3, R5): correct it, do not empty it",
                    field.word()
                ),
                format!(
                    "{}为必填（R3、R5）：可更正，不可清空",
                    field.label(Lang::Zh)
                ),
            )
        })
        .collect()
}

/// Why a role may not set a field of a point to a value, in a state that the point had; `None` when it may.
///
/// Saying again what holds already is no change.
pub(super) fn why_not(
    field: Field,
    value: Option<&Value>,
    role: Role,
    status: Option<Status>,
    point: Option<&Point>,
) -> Option<Lack> {
    // Of a point that was taken over as accepted the county states by whom.
    let is_stated = point.is_some_and(|point| point.carried) && status == Some(Status::Accepted);
    let is_derived = match field {
        Field::Id => true,
        Field::AcceptedBy => !is_stated || role < Role::County,
        _ => field.need() == Need::Derived,
    };
    if is_derived {
        return Some(Lack::new(
            field.word(),
            format!(
                "`{}` is derived from the events and never set",
                field.word()
            ),
            format!("{}由事件得出，不能直接填写", field.label(Lang::Zh)),
        ));
    }
    let is_listed = !matches!(status, None | Some(Status::Suspected));
    if matches!(field, Field::Lon | Field::Lat) {
        return Some(Lack::new(
            field.word(),
            "the place given with --lon and --lat, not --set",
            "位置请用 --lon、--lat 填写，不用 --set",
        ));
    }
    let known = point.and_then(|point| point.value(field));
    // A point taken over without a plan is filled in by whoever works on it.
    let is_planned = is_listed && status != Some(Status::Listed) && known.is_some();
    let is_county = ACCEPTANCE.contains(&field)
        || (is_listed && SIZES.contains(&field))
        || (is_planned && PLAN.contains(&field));
    (is_county && role < Role::County && known != value).then(|| {
        Lack::new(
            field.word(),
            format!("`{}` set by the county or above", field.word()),
            format!("{}须由县级以上填写", field.label(Lang::Zh)),
        )
    })
}
