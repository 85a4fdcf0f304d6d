//! Which fields a role may set, and when.

use super::fields::{Field, Need};
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

/// Fields that a closed point must have (R3) and that it would no longer have.
pub(super) fn emptied(before: &Point, after: &Point) -> Vec<Lack> {
    if before.status != Status::Closed {
        return Vec::new();
    }
    let is_missing = |point: &Point, field: Field| {
        let needed = match field.need() {
            Need::Closing => true,
            Need::ClosingWhenMoved => point.is_moved(),
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
                    "`{}` of a closed point (R3): correct it, do not empty it",
                    field.word()
                ),
                format!(
                    "已销号点位须有{}（R3）：可更正，不可清空",
                    field.label(Lang::Zh)
                ),
            )
        })
        .collect()
}

/// Why a role may not set a field of a point in this state; `None` when it may.
pub(super) fn why_not(field: Field, role: Role, status: Option<Status>) -> Option<Lack> {
    if field.need() == Need::Derived || matches!(field, Field::Id | Field::AcceptedBy) {
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
    let is_county = ACCEPTANCE.contains(&field) || (is_listed && SIZES.contains(&field));
    (is_county && role < Role::County).then(|| {
        Lack::new(
            field.word(),
            format!("`{}` set by the county or above", field.word()),
            format!("{}须由县级以上填写", field.label(Lang::Zh)),
        )
    })
}
