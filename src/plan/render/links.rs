//! Links that open a navigation app at a place; every one says that its coordinates are WGS 84.

use super::escape::url;
use crate::plan::LinksFile;

/// Links to a place, lon, lat in WGS 84 degrees.
///
/// Amap takes `lon,lat`, Baidu and `geo:` (RFC 5870) take `lat,lon`; both Chinese services turn WGS 84 into their own datum when told so.
pub(in crate::plan) fn links(lon: f64, lat: f64, name: &str) -> LinksFile {
    let name = url(name);
    LinksFile {
        amap: format!(
            "https://uri.amap.com/marker?position={lon},{lat}&name={name}&coordinate=wgs84&src=xuncha"
        ),
        baidu: format!(
            "https://api.map.baidu.com/marker?location={lat},{lon}&title={name}&content={name}\
             &coord_type=wgs84&output=html&src=xuncha"
        ),
        geo: format!("geo:{lat},{lon};crs=wgs84?q={lat},{lon}({name})"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_link_has_its_own_order_and_names_its_coordinate_type() {
        let links = links(126.25, 43.5, "双河");
        assert!(links.amap.contains("position=126.25,43.5&"));
        assert!(links.amap.contains("coordinate=wgs84"));
        assert!(links.baidu.contains("location=43.5,126.25&"));
        assert!(links.baidu.contains("coord_type=wgs84"));
        assert!(links.geo.starts_with("geo:43.5,126.25;crs=wgs84"));
    }
}
