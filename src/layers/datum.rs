//! Whether a layer's points fit the roads better under another datum than the declared one.

use geo::Coord;

use super::{LayerSpec, Layers, codes};
use crate::domain::{Datum, Finding, Source, Target};

/// A datum under which points lie much nearer to the roads.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DatumGuess {
    /// The likelier datum.
    pub datum: Datum,
    /// Median distance to the nearest road as declared, in metres.
    pub median_declared_m: f64,
    /// The same under the likelier datum.
    pub median_guess_m: f64,
    /// Points that were measured.
    pub points: usize,
}

/// Fewer points say nothing.
const LEAST_POINTS: usize = 8;
/// More points say nothing new; every n-th is measured then.
const MOST_POINTS: usize = 500;
/// Nearer than this, in metres, a layer is never doubted: heaps lie 10 to 150 m off the road.
const NEAR_ENOUGH: f64 = 100.0;
/// Under the likelier datum half the points must lie nearer than this, in metres: by the road, not just less far from it.
const CONVINCING: f64 = 150.0;
/// The likelier datum must bring this share of the points nearer.
const SHARE_NEARER: f64 = 0.75;

/// Compares WGS 84, GCJ-02 and BD-09 by the median distance to the nearest road.
///
/// `points` are as in the file, not converted; `distance_to_road` takes WGS 84 degrees and gives metres, `None` when no
/// road is in reach. A guess is given only in mainland China, for at least 8 points, when the declared median is above
/// 100 m, another datum halves it to less than 150 m and brings at least 75 % of the points nearer. A wrong datum shifts all points by 500 m
/// or more the same way, so points near roads end up anywhere between them; a right one is hardly ever beaten so clearly.
pub fn likelier_datum(
    declared: Datum,
    points: &[Coord],
    distance_to_road: &dyn Fn(Coord) -> Option<f64>,
) -> Option<DatumGuess> {
    let china = points.iter().filter(|point| in_china(**point)).count();
    if points.len() < LEAST_POINTS || china * 10 < points.len() * 9 {
        return None;
    }
    let step = points.len().div_ceil(MOST_POINTS);
    let distances = |datum: Datum| -> Vec<f64> {
        let places = points.iter().step_by(step);
        places
            .map(|point| distance_to_road(datum.to_wgs84(*point)).unwrap_or(f64::INFINITY))
            .collect()
    };
    let as_declared = distances(declared);
    let median_declared_m = median(&as_declared);
    if median_declared_m <= NEAR_ENOUGH {
        return None;
    }
    let mut best: Option<DatumGuess> = None;
    for datum in [Datum::Wgs84, Datum::Gcj02, Datum::Bd09] {
        if same(datum, declared) {
            continue;
        }
        let guessed = distances(datum);
        let median_guess_m = median(&guessed);
        let nearer = guessed
            .iter()
            .zip(&as_declared)
            .filter(|(g, d)| g < d)
            .count();
        let convincing = median_guess_m < CONVINCING.min(median_declared_m / 2.0)
            && nearer as f64 >= SHARE_NEARER * guessed.len() as f64;
        if convincing && best.is_none_or(|best| median_guess_m < best.median_guess_m) {
            best = Some(DatumGuess {
                datum,
                median_declared_m,
                median_guess_m,
                points: guessed.len(),
            });
        }
    }
    best
}

/// Asks [`likelier_datum`] of every layer of targets: the index of each layer that is doubted, and its likelier datum.
///
/// `layers` hold WGS 84 places; those of the file are had back by the inverse of the conversion.
pub fn likelier_datums(
    layers: &Layers,
    specs: &[LayerSpec],
    distance_to_road: &dyn Fn(Coord) -> Option<f64>,
) -> Vec<(usize, DatumGuess)> {
    let doubt = |(idx, spec): (usize, &LayerSpec)| {
        let mut points: Vec<Coord> = layers
            .targets
            .iter()
            .filter(|target| *target.source.file == *spec.path)
            .filter_map(first_position)
            .map(|place| spec.datum.from_wgs84(place))
            .collect();
        points.sort_by(|a, b| a.x.total_cmp(&b.x).then(a.y.total_cmp(&b.y)));
        Some((idx, likelier_datum(spec.datum, &points, distance_to_road)?))
    };
    specs.iter().enumerate().filter_map(doubt).collect()
}

/// One warning for each layer that fits the roads better under another datum.
pub fn doubtful_datums(
    layers: &Layers,
    specs: &[LayerSpec],
    distance_to_road: &dyn Fn(Coord) -> Option<f64>,
) -> Vec<Finding> {
    let doubted = likelier_datums(layers, specs, distance_to_road);
    doubted
        .iter()
        .map(|(idx, guess)| datum_finding(&specs[*idx].path, specs[*idx].datum, guess))
        .collect()
}

/// The warning about a layer that fits the roads better under another datum.
pub fn datum_finding(path: &str, declared: Datum, guess: &DatumGuess) -> Finding {
    let source = Source {
        file: path.into(),
        ..Source::default()
    };
    let metres = |distance: f64| {
        if distance.is_finite() {
            format!("{distance:.0}")
        } else {
            "∞".to_owned()
        }
    };
    Finding::new(&codes::DATUM_SUSPECT, source)
        .arg(declared.word())
        .arg(guess.datum.word())
        .arg(metres(guess.median_declared_m))
        .arg(metres(guess.median_guess_m))
        .arg(guess.points)
}

fn first_position(target: &Target) -> Option<Coord> {
    use geo::CoordsIter;
    target.geometry.coords_iter().next()
}

/// Whether lon, lat lie in the rectangle of mainland China.
fn in_china(point: Coord) -> bool {
    (73.0..=135.5).contains(&point.x) && (17.5..=54.0).contains(&point.y)
}

/// WGS 84 and CGCS2000 are one for this purpose.
fn same(a: Datum, b: Datum) -> bool {
    let plain = |datum| matches!(datum, Datum::Wgs84 | Datum::Cgcs2000);
    a == b || (plain(a) && plain(b))
}

/// The upper median; the list is not empty.
fn median(distances: &[f64]) -> f64 {
    let mut sorted = distances.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted
        .get(sorted.len() / 2)
        .copied()
        .unwrap_or(f64::INFINITY)
}

#[cfg(test)]
mod tests {
    use super::*;

    const METRES_PER_DEGREE: f64 = 111_195.0;

    /// Numbers in 0..1 that look random and are always the same.
    fn noise(seed: u64) -> impl FnMut() -> f64 {
        let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
        move || {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            (state >> 11) as f64 / (1_u64 << 53) as f64
        }
    }

    /// Distance to roads that run every `spacing` metres north-south and, twice as far apart, east-west.
    fn to_grid(spacing: f64) -> impl Fn(Coord) -> Option<f64> {
        move |place| {
            let x = place.x * METRES_PER_DEGREE * 43.75_f64.to_radians().cos();
            let y = place.y * METRES_PER_DEGREE;
            let off = |value: f64, step: f64| {
                let rest = value.rem_euclid(step);
                rest.min(step - rest)
            };
            Some(off(x, spacing).min(off(y, spacing * 2.0)))
        }
    }

    /// Places near Jilin City at most `reach` metres off a road of the grid.
    fn near_roads(count: usize, spacing: f64, reach: f64, seed: u64) -> Vec<Coord> {
        let mut random = noise(seed);
        let distance = to_grid(spacing);
        let mut places = Vec::new();
        while places.len() < count {
            let place = Coord {
                x: 126.2 + random() * 0.6,
                y: 43.5 + random() * 0.5,
            };
            if distance(place).is_some_and(|metres| metres <= reach) {
                places.push(place);
            }
        }
        places
    }

    #[test]
    fn a_correct_layer_is_never_doubted() {
        for seed in 1..=60 {
            for (count, spacing, reach) in [
                (8, 3_000.0, 150.0),
                (30, 4_000.0, 400.0),
                (12, 2_000.0, 1_000.0),
                (200, 6_000.0, 3_000.0),
            ] {
                let places = near_roads(count, spacing, reach, seed);
                for datum in Datum::ALL {
                    let points: Vec<Coord> = places.iter().map(|p| datum.from_wgs84(*p)).collect();
                    let guess = likelier_datum(datum, &points, &to_grid(spacing));
                    assert_eq!(guess, None, "{seed} {count} {spacing} {reach} {datum:?}");
                }
            }
        }
    }

    #[test]
    fn a_wrong_datum_is_found_when_points_lie_by_roads() {
        for seed in 1..=20 {
            let places = near_roads(30, 3_000.0, 120.0, seed);
            for (truth, declared) in [
                (Datum::Gcj02, Datum::Wgs84),
                (Datum::Bd09, Datum::Cgcs2000),
                (Datum::Wgs84, Datum::Gcj02),
            ] {
                let points: Vec<Coord> = places.iter().map(|p| truth.from_wgs84(*p)).collect();
                let guess = likelier_datum(declared, &points, &to_grid(3_000.0));
                assert_eq!(
                    guess.map(|guess| guess.datum),
                    Some(truth),
                    "{seed} {declared:?}"
                );
            }
        }
    }

    #[test]
    fn few_points_or_foreign_ones_are_not_judged() {
        let places = near_roads(7, 3_000.0, 120.0, 1);
        let points: Vec<Coord> = places.iter().map(|p| Datum::Gcj02.from_wgs84(*p)).collect();
        assert_eq!(
            likelier_datum(Datum::Wgs84, &points, &to_grid(3_000.0)),
            None
        );
        let abroad: Vec<Coord> = (0..30)
            .map(|i| Coord {
                x: 9.5 + f64::from(i) * 0.01,
                y: 47.1,
            })
            .collect();
        assert_eq!(
            likelier_datum(Datum::Gcj02, &abroad, &|_| Some(900.0)),
            None
        );
    }

    #[test]
    fn the_warning_names_both_datums_and_medians() {
        let guess = DatumGuess {
            datum: Datum::Gcj02,
            median_declared_m: 431.4,
            median_guess_m: 38.0,
            points: 20,
        };
        let finding = datum_finding("d.geojson", Datum::Wgs84, &guess);
        let text = finding.message(crate::domain::Lang::En);
        for word in ["wgs84", "gcj02", "431", "38", "20"] {
            assert!(text.contains(word), "{text}");
        }
    }
}
