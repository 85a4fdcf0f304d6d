//! Fields of a place (村屯、站点、小区).

use super::codes;
use super::record::{Context, Record};
use super::schema::Field;
use super::words;
use crate::domain::{Place, PlaceType};

/// Reads the fields of a place: its type, or what tags of OpenStreetMap say of it.
pub(super) fn convert<'a>(ctx: &mut Context<'a>, record: &Record<'a>) -> Place {
    const FIELDS: [Field; 5] = [
        Field::Type,
        Field::Amenity,
        Field::Office,
        Field::Landuse,
        Field::Place,
    ];
    let mut unknown = None;
    for field in FIELDS {
        let Some(text) = ctx.text(record, field) else {
            continue;
        };
        if let Some(place_type) = words::place_type(&text) {
            return Place { place_type };
        }
        unknown.get_or_insert(text);
    }
    match unknown {
        Some(text) => ctx.count(&codes::PLACE_TYPE_UNKNOWN, record, &[&text]),
        None => ctx.count(&codes::PLACE_NO_TYPE, record, &[]),
    }
    Place {
        place_type: PlaceType::Other,
    }
}
