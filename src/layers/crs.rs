//! The member `crs` of older GeoJSON: degrees of a known datum are taken, anything else is refused by name.

use std::borrow::Cow;

use serde_json::Value;

use super::codes;
use super::feature::excerpt;
use crate::domain::Code;

/// Degrees that are WGS 84 or equal to it below a metre: WGS 84 (2D, 3D), CGCS2000 (3D, 2D).
const SAME: [u32; 4] = [4326, 4979, 4480, 4490];
/// Degrees that differ by a metre or two: NAD83, ETRS89, GDA94, NAD83(2011).
const NEAR: [u32; 4] = [4269, 4258, 4283, 6318];

/// What is to be said of a `crs` member; `None` when it is null.
pub(super) fn check(raw: &str) -> Option<(&'static Code, String)> {
    let Ok(value) = serde_json::from_str::<Value>(raw) else {
        return Some((&codes::CRS_UNCLEAR, format!("`{}`", excerpt(raw))));
    };
    if value.is_null() {
        return None;
    }
    let Some(name) = name(&value) else {
        return Some((&codes::CRS_UNCLEAR, format!("`{}`", excerpt(raw))));
    };
    let upper = name.to_uppercase();
    if upper.ends_with("CRS84") || upper.ends_with("CRS84H") {
        return Some((&codes::CRS_SAME, "`CRS84`".to_owned()));
    }
    let Some(number) = epsg(&upper) else {
        return Some((&codes::CRS_REFUSED, format!("`{}`", excerpt(&name))));
    };
    if SAME.contains(&number) {
        Some((&codes::CRS_SAME, format!("`EPSG:{number}`")))
    } else if NEAR.contains(&number) {
        Some((&codes::CRS_NEAR, format!("`EPSG:{number}`")))
    } else {
        Some((&codes::CRS_REFUSED, format!("`EPSG:{number}`")))
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
        check(&raw).map(|(code, _)| code.id)
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
        assert_eq!(check("null"), None);
    }

    #[test]
    fn projections_and_riddles_are_refused_by_name() {
        assert_eq!(
            code("urn:ogc:def:crs:EPSG::32733"),
            Some(codes::CRS_REFUSED.id)
        );
        assert_eq!(code("Beijing 1954"), Some(codes::CRS_REFUSED.id));
        assert_eq!(
            check(r#"{"type":"EPSG","properties":{"code":4513}}"#)
                .unwrap()
                .1,
            "`EPSG:4513`"
        );
        assert_eq!(check("17").unwrap().0.id, codes::CRS_UNCLEAR.id);
    }
}
