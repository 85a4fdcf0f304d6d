//! Points that lie far from every road, and the zone of the grid under which they would lie by the roads.

use geo::Coord;
use rayon::prelude::*;

use super::{LayerSpec, Layers, ToRoad, codes};
use crate::domain::{Code, Datum, Finding, Source};

/// Farther than this from every road, in metres, no county's points lie.
const FAR: f64 = 20_000.0;
/// Nearer than this to a road, in metres, a zone is taken for the right one: the wrong ones shift points by 100 km and more.
const NEAR: f64 = 5_000.0;
/// So many points, spread over all, tell whether the rest is worth the time.
const SAMPLE: usize = 64;

/// More than half of some points lie far from every road.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stray {
    /// Points farther than 20 km from every road.
    pub far: usize,
    /// All points.
    pub points: usize,
    /// The system of another zone, and how many of the points lie within 5 km of a road under it: more than half.
    pub zone: Option<(Datum, usize)>,
}

/// Whether more than half of some places lie far from every road; `places` are in WGS 84, had from `declared`.
///
/// Only the zones of the CGCS2000 grids are tried, as only their numbers look alike; the one that brings most points to
/// the roads is named, the nearest of several.
pub fn stray(declared: Datum, places: &[Coord], to_road: ToRoad<'_>) -> Option<Stray> {
    let is_far = |place: &Coord| to_road(*place, FAR).is_none();
    let step = places.len().div_ceil(SAMPLE).max(1);
    let sample = places.iter().step_by(step);
    let sampled = sample.len();
    if sample.filter(|place| is_far(place)).count() * 2 < sampled {
        return None;
    }
    let far = places.par_iter().filter(|place| is_far(place)).count();
    if far * 2 <= places.len() {
        return None;
    }
    let mut zone: Option<(Datum, usize)> = None;
    for other in declared.other_zones() {
        let near = places.par_iter().filter(|place| {
            let place = other.to_wgs84(declared.without_zone(**place));
            place.x.is_finite() && place.y.is_finite() && to_road(place, NEAR).is_some()
        });
        let near = near.count();
        if near * 2 > places.len() && zone.is_none_or(|(_, most)| near > most) {
            zone = Some((other, near));
        }
    }
    Some(Stray {
        far,
        points: places.len(),
        zone,
    })
}

/// One warning for each layer of targets that lies far from every road.
pub fn stray_layers(layers: &Layers, specs: &[LayerSpec], to_road: ToRoad<'_>) -> Vec<Finding> {
    let warn = |spec: &LayerSpec| {
        let of_file = layers
            .targets
            .iter()
            .filter(|target| *target.source.file == *spec.path);
        let places: Vec<Coord> = of_file.filter_map(super::datum::first_position).collect();
        let found = stray(spec.datum, &places, to_road)?;
        let code = match found.zone {
            Some(_) => &codes::ZONE_SUSPECT,
            None => &codes::LAYER_STRAY,
        };
        Some(stray_finding(code, &spec.path, spec.datum, found))
    };
    specs.iter().filter_map(warn).collect()
}

/// The warning about points that lie far from every road.
pub fn stray_finding(code: &'static Code, path: &str, declared: Datum, stray: Stray) -> Finding {
    let source = Source {
        file: path.into(),
        ..Source::default()
    };
    let kilometres = |metres: f64| format!("{:.0}", metres / 1000.0);
    let finding = Finding::new(code, source)
        .arg(declared.word())
        .arg(stray.far)
        .arg(stray.points)
        .arg(kilometres(FAR));
    match stray.zone {
        Some((zone, near)) => finding.arg(zone.word()).arg(near).arg(kilometres(NEAR)),
        None => finding,
    }
}

/// Whether a finding says that a layer lies far from every road.
pub fn is_stray(finding: &Finding) -> bool {
    [codes::ZONE_SUSPECT.id, codes::LAYER_STRAY.id].contains(&finding.code.id)
}

#[cfg(test)]
mod tests {
    use super::*;

    const METRES_PER_DEGREE: f64 = 111_195.0;

    /// Metres to one road that runs north along 126.5 E.
    fn to_meridian(place: Coord, limit: f64) -> Option<f64> {
        let across = METRES_PER_DEGREE * place.y.to_radians().cos();
        Some((place.x - 126.5).abs() * across).filter(|metres| *metres <= limit)
    }

    fn by_the_road(count: u32) -> Vec<Coord> {
        let place = |idx| Coord {
            x: 126.5 + f64::from(idx % 7) * 0.001,
            y: 43.5 + f64::from(idx) * 0.001,
        };
        (0..count).map(place).collect()
    }

    /// The places as a file of `truth` gives them when it is declared as `declared`.
    fn misread(places: &[Coord], truth: u16, declared: u16) -> (Datum, Vec<Coord>) {
        let (truth, declared) = (Datum::Epsg(truth), Datum::Epsg(declared));
        let read = |place: &Coord| declared.to_wgs84(truth.without_zone(*place));
        (declared, places.iter().map(read).collect())
    }

    #[test]
    fn every_wrong_zone_leads_to_the_right_one() {
        let places = by_the_road(30);
        for declared in (4534..=4554).chain(4513..=4533) {
            let (datum, read) = misread(&places, 4551, declared);
            let found = stray(datum, &read, &to_meridian);
            if [4551, 4530].contains(&declared) {
                assert_eq!(found, None, "{declared}");
            } else {
                let zone = found.and_then(|found| found.zone);
                assert_eq!(zone, Some((Datum::Epsg(4551), 30)), "{declared}");
            }
        }
        // A grid of 3 degrees declared as one of 6, and the other way round.
        let (datum, read) = misread(&places, 4551, 4510);
        let found = stray(datum, &read, &to_meridian).unwrap();
        assert_eq!(found.zone, Some((Datum::Epsg(4551), 30)));
        let (datum, read) = misread(&places, 4510, 4552);
        let found = stray(datum, &read, &to_meridian).unwrap();
        assert_eq!(found.zone, Some((Datum::Epsg(4550), 30)));
    }

    #[test]
    fn half_of_the_points_may_stray() {
        let mut places = by_the_road(200);
        for place in places.iter_mut().take(100) {
            place.x += 5.0;
        }
        assert_eq!(stray(Datum::Wgs84, &places, &to_meridian), None);
        places[150].x += 5.0;
        let found = stray(Datum::Wgs84, &places, &to_meridian).unwrap();
        assert_eq!((found.far, found.points, found.zone), (101, 200, None));
        assert_eq!(stray(Datum::Wgs84, &[], &to_meridian), None);
    }
}
