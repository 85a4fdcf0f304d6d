//! Which fields a role may set, and when.

use super::fields::{Field, Need};
use super::needs::Lack;
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
