//! What dump points, sites and places share.

use std::collections::BTreeMap;

use geo::Geometry;

use super::record::{Context, Record};
use super::schema::Field;
use crate::domain::{Target, TargetDetail};
use crate::units::TargetId;

/// Makes a target of a feature whose kind was read.
pub(super) fn target<'a>(
    ctx: &mut Context<'a>,
    record: &Record<'a>,
    geometry: Geometry,
    detail: TargetDetail,
) -> Target {
    Target {
        id: TargetId::new(record.id.clone()),
        name: ctx
            .text(record, Field::Name)
            .map_or_else(|| record.id.clone(), Into::into),
        township: ctx.text(record, Field::Township).map(Into::into),
        village: ctx.text(record, Field::Village).map(Into::into),
        geometry,
        last_visit: ctx.day(record, Field::LastVisit),
        windows: ctx.windows(record, Field::Windows),
        columns: match detail {
            TargetDetail::DumpPoint(_) => ctx.columns(record),
            _ => BTreeMap::new(),
        },
        detail,
        source: record.source.clone(),
    }
}
