//! Whether a layer's points fit the roads better under another datum than the declared one.

use geo::Coord;
use rayon::prelude::*;

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
/// Nearer than this, in metres, a layer is never doubted: heaps lie 10 to 150 m off the road.
const NEAR_ENOUGH: f64 = 100.0;
/// Under the likelier datum half the points must lie nearer than this, in metres: by the road, not just less far from it.
const CONVINCING: f64 = 150.0;
/// The likelier datum must bring this share of the points nearer.
const SHARE_NEARER: f64 = 0.75;
/// How far a road is looked for, in metres: no datum is shifted as far.
const REACH: f64 = 5_000.0;

/// Metres from a WGS 84 place to the nearest road; `None` when none lies within so many metres.
pub type ToRoad<'a> = &'a (dyn Fn(Coord, f64) -> Option<f64> + Sync);

/// Compares WGS 84, GCJ-02 and BD-09 by the median distance to the nearest road, over every point.
///
/// `points` are as in the file, not converted. A guess is given only in mainland China, for at least 8 points, when the
/// declared median is above 100 m, another datum halves it to less than 150 m and brings at least 75 % of the points
/// nearer. A wrong datum shifts all points by 500 m or more the same way, so points near roads end up anywhere between
/// them; a right one is hardly ever beaten so clearly.
///
/// A layer that lies by the roads is done with after looking 100 m around each point; farther roads are looked for only
/// while they can still change the answer.
pub fn likelier_datum(
    declared: Datum,
    points: &[Coord],
    distance_to_road: ToRoad<'_>,
) -> Option<DatumGuess> {
    let china = points.iter().filter(|point| in_china(**point)).count();
    if points.len() < LEAST_POINTS || china * 10 < points.len() * 9 {
        return None;
    }
    // The upper median is within a limit when more than half of the points are.
    let half_within = |places: &[Coord], limit: f64| {
        let near = |place: &&Coord| distance_to_road(**place, limit).is_some();
        places.par_iter().filter(near).count() > places.len() / 2
    };
    let places = |datum: Datum| -> Vec<Coord> {
        points
            .par_iter()
            .map(|point| datum.to_wgs84(*point))
            .collect()
    };
    let as_declared = places(declared);
    if half_within(&as_declared, NEAR_ENOUGH) {
        return None;
    }
    let as_declared: Vec<f64> = as_declared
        .par_iter()
        .map(|place| distance_to_road(*place, REACH).unwrap_or(f64::INFINITY))
        .collect();
    let median_declared_m = median(&as_declared);
    let mut best: Option<DatumGuess> = None;
    for datum in [Datum::Wgs84, Datum::Gcj02, Datum::Bd09] {
        if same(datum, declared) {
            continue;
        }
        let guessed = places(datum);
        if !half_within(&guessed, CONVINCING.min(median_declared_m / 2.0)) {
            continue;
        }
        // What is not nearer than before counts as far.
        let guessed: Vec<f64> = guessed
            .par_iter()
            .zip(&as_declared)
            .map(|(place, declared)| {
                let limit = declared.clamp(CONVINCING, REACH);
                distance_to_road(*place, limit).unwrap_or(f64::INFINITY)
            })
            .collect();
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
    distance_to_road: ToRoad<'_>,
) -> Vec<(usize, DatumGuess)> {
    let doubt = |(idx, spec): (usize, &LayerSpec)| {
        let mut points: Vec<Coord> = layers
            .targets
            .iter()
            .filter(|target| *target.source.file == *spec.path)
            .filter_map(first_position)
            .map(|place| spec.datum.from_wgs84(place))
            .collect();
        // Neighbours after one another find their roads in the same memory.
        points.par_sort_by(|a, b| along(*a).cmp(&along(*b)).then(a.x.total_cmp(&b.x)));
        Some((idx, likelier_datum(spec.datum, &points, distance_to_road)?))
    };
    specs.iter().enumerate().filter_map(doubt).collect()
}

/// One warning for each layer that fits the roads better under another datum.
pub fn doubtful_datums(
    layers: &Layers,
    specs: &[LayerSpec],
    distance_to_road: ToRoad<'_>,
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

pub(super) fn first_position(target: &Target) -> Option<Coord> {
    use geo::CoordsIter;
    target.geometry.coords_iter().next()
}

/// Bands of a hundredth of a degree from south to north, walked to and fro; places within a band by their longitude.
#[expect(
    clippy::cast_possible_truncation,
    reason = "a number that is none is the first"
)]
fn along(point: Coord) -> (i64, i64) {
    let (band, way) = ((point.y * 100.0).floor() as i64, (point.x * 1e7) as i64);
    (band, if band % 2 == 0 { way } else { -way })
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
    fn to_grid(spacing: f64) -> impl Fn(Coord, f64) -> Option<f64> {
        move |place, limit| {
            let x = place.x * METRES_PER_DEGREE * 43.75_f64.to_radians().cos();
            let y = place.y * METRES_PER_DEGREE;
            let off = |value: f64, step: f64| {
                let rest = value.rem_euclid(step);
                rest.min(step - rest)
            };
            Some(off(x, spacing).min(off(y, spacing * 2.0))).filter(|metres| *metres <= limit)
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
            if distance(place, reach).is_some() {
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

    /// Every fortieth point says another thing than the rest: a sample of 500 that meets just these would be led astray.
    #[test]
    fn every_point_counts() {
        let count = 20_000;
        let places = near_roads(count, 3_000.0, 90.0, 7);
        let shifted = |place: &Coord| Datum::Gcj02.from_wgs84(*place);
        let pick = |some: fn(usize) -> bool| -> Vec<Coord> {
            let pick = |(idx, place)| if some(idx) { shifted(place) } else { *place };
            places.iter().enumerate().map(pick).collect()
        };
        let few = pick(|idx| idx % 40 == 0);
        assert_eq!(likelier_datum(Datum::Wgs84, &few, &to_grid(3_000.0)), None);
        let most = pick(|idx| idx % 40 != 0);
        let guess = likelier_datum(Datum::Wgs84, &most, &to_grid(3_000.0)).unwrap();
        assert_eq!((guess.datum, guess.points), (Datum::Gcj02, count));
    }

    /// The decision against the plain rule: all distances, without limits.
    #[test]
    fn looking_less_far_decides_as_looking_everywhere() {
        let road = |spacing: f64| move |place| to_grid(spacing)(place, REACH);
        for seed in 1..=60_u32 {
            let spacing = 1_500.0 + f64::from(seed) * 40.0;
            let places = near_roads(25, spacing, 60.0 + f64::from(seed) * 4.0, seed.into());
            let truth = Datum::ALL[seed as usize % 4];
            let points: Vec<Coord> = places.iter().map(|p| truth.from_wgs84(*p)).collect();
            for declared in Datum::ALL {
                let all = |datum: Datum| -> Vec<f64> {
                    let all = points.iter().map(|p| road(spacing)(datum.to_wgs84(*p)));
                    all.map(|metres| metres.unwrap_or(f64::INFINITY)).collect()
                };
                let (now, mut best) = (all(declared), None);
                for datum in [Datum::Wgs84, Datum::Gcj02, Datum::Bd09] {
                    let then = all(datum);
                    let nearer = then.iter().zip(&now).filter(|(g, d)| g < d).count();
                    let good = !same(datum, declared)
                        && median(&now) > NEAR_ENOUGH
                        && median(&then) < CONVINCING.min(median(&now) / 2.0)
                        && nearer as f64 >= SHARE_NEARER * 25.0;
                    if good && best.is_none_or(|(_, metres)| median(&then) < metres) {
                        best = Some((datum, median(&then)));
                    }
                }
                let guess = likelier_datum(declared, &points, &to_grid(spacing));
                let said = guess.map(|guess| (guess.datum, guess.median_guess_m));
                assert_eq!(said, best, "{seed} {declared:?}");
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
            likelier_datum(Datum::Gcj02, &abroad, &|_, _| Some(900.0)),
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
