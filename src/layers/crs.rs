//! The member `crs` of older GeoJSON: degrees of a known datum are taken, known grids converted, anything else refused
//! by name.

use std::borrow::Cow;

use serde_json::Value;

use super::codes;
use super::feature::excerpt;
use crate::domain::{Code, Datum, Grid};

/// Degrees that are WGS 84 or equal to it below a metre: WGS 84 (2D, 3D), CGCS2000 (3D, 2D).
const SAME: [u32; 4] = [4326, 4979, 4480, 4490];
/// Degrees that differ by a metre or two: NAD83, ETRS89, GDA94, NAD83(2011).
const NEAR: [u32; 4] = [4269, 4258, 4283, 6318];

/// What a `crs` member declares.
#[derive(Debug)]
pub(super) struct Declared {
    /// What is to be said of it.
    pub(super) code: &'static Code,
    /// Its name as findings say it.
    pub(super) name: String,
    /// The system that its positions are converted from, if they must be.
    pub(super) datum: Option<Datum>,
}

/// Reads a `crs` member; `None` when it is null.
pub(super) fn check(raw: &str) -> Option<Declared> {
    let said = |code, name: String, datum| Some(Declared { code, name, datum });
    let unclear = || said(&codes::CRS_UNCLEAR, format!("`{}`", excerpt(raw)), None);
    let Ok(value) = serde_json::from_str::<Value>(raw) else {
        return unclear();
    };
    if value.is_null() {
        return None;
    }
    let Some(name) = name(&value) else {
        return unclear();
    };
    let upper = name.to_uppercase();
    if upper.ends_with("CRS84") || upper.ends_with("CRS84H") {
        return said(&codes::CRS_SAME, "`CRS84`".to_owned(), None);
    }
    let Some(number) = epsg(&upper) else {
        return said(&codes::CRS_REFUSED, format!("`{}`", excerpt(&name)), None);
    };
    let (code, datum) = if SAME.contains(&number) {
        (&codes::CRS_SAME, None)
    } else if NEAR.contains(&number) {
        (&codes::CRS_NEAR, None)
    } else {
        grid(number)
    };
    said(code, format!("`EPSG:{number}`"), datum)
}

/// What is to be said of a code that is no degrees of a known datum.
fn grid(number: u32) -> (&'static Code, Option<Datum>) {
    let number = u16::try_from(number).ok();
    match number.and_then(|number| Some((number, Grid::of(number)?))) {
        Some((number, grid)) if grid.is_approximate() => {
            (&codes::CRS_SHIFT, Some(Datum::Epsg(number)))
        }
        Some((number, _)) => (&codes::CRS_GRID, Some(Datum::Epsg(number))),
        None => (&codes::CRS_REFUSED, None),
    }
}

/// The name in any of the forms that are met: a string, a named one, an EPSG code, a link.
fn name(value: &Value) -> Option<Cow<'_, str>> {
    if let Some(text) = value.as_str() {
        return Some(text.into());
    }
    let properties = value.get("properties").unwrap_or(value);
    let text = |key: &str| properties.get(key)?.as_str().map(Cow::Borrowed);
    let code = || {
        let code = properties.get("code")?;
        let number = code.as_u64().map(|number| number.to_string());
        let number = number.or_else(|| code.as_str().map(str::to_owned))?;
        Some(Cow::Owned(format!("EPSG:{number}")))
    };
    text("name").or_else(code).or_else(|| text("href"))
}

/// The number in `EPSG:4490`, `urn:ogc:def:crs:EPSG::4490` or `.../EPSG/0/4490`.
fn epsg(upper: &str) -> Option<u32> {
    if !upper.contains("EPSG") {
        return None;
    }
    upper.rsplit([':', '/']).next()?.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(name: &str) -> Option<&'static str> {
        let raw = format!(r#"{{"type":"name","properties":{{"name":"{name}"}}}}"#);
        check(&raw).map(|declared| declared.code.id)
    }

    #[test]
    fn degrees_of_a_known_datum_are_taken() {
        for name in [
            "urn:ogc:def:crs:OGC:1.3:CRS84",
            "EPSG:4326",
            "urn:ogc:def:crs:EPSG::4490",
            "urn:ogc:def:crs:OGC::CRS84",
        ] {
            assert_eq!(code(name), Some(codes::CRS_SAME.id), "{name}");
        }
        assert_eq!(code("urn:ogc:def:crs:EPSG::4269"), Some(codes::CRS_NEAR.id));
        assert!(check("null").is_none());
    }

    #[test]
    fn known_grids_are_converted_and_riddles_refused_by_name() {
        let grid = check(r#"{"type":"EPSG","properties":{"code":4513}}"#).unwrap();
        assert_eq!(
            (grid.code.id, grid.datum),
            (codes::CRS_GRID.id, Some(Datum::Epsg(4513)))
        );
        assert_eq!(
            code("urn:ogc:def:crs:EPSG::32733"),
            Some(codes::CRS_GRID.id)
        );
        assert_eq!(code("EPSG:2415"), Some(codes::CRS_SHIFT.id), "Beijing 1954");
        for name in ["Beijing 1954", "EPSG:61234", "EPSG:4294967295", "EPSG:1"] {
            assert_eq!(code(name), Some(codes::CRS_REFUSED.id), "{name}");
        }
        assert_eq!(check("17").unwrap().code.id, codes::CRS_UNCLEAR.id);
    }
}
