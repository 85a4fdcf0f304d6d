//! The route files against `plan.json`: they exist, can be read, and show the same way and the same stops.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Component, Path};

use geo::Coord;
use serde_json::Value;

use super::codes::{self, Faults};
use super::legs::base_spots;
use super::markup;
use super::scan::{Ground, length, metres};
use super::targets::to_f64;
use super::{Claim, shift_place, stop_place};
use crate::domain::Team;
use crate::plan::{ShiftFile, StopFile};

/// Metres that a drawn vertex may lie off the roads, or a drawn end off its stop.
const DRAWN_SLACK: f64 = 3.0;
/// A leg no longer than this, in metres, need not be drawn.
const SHORT_LEG: i64 = 5;

/// Checks every file of the plan folder.
pub(super) fn check(dir: &Path, claim: &Claim<'_>, ground: &Ground<'_>, faults: &mut Faults) {
    let mut names = BTreeSet::new();
    for shift in &claim.plan.shifts {
        if shift.stops.is_empty() {
            continue;
        }
        let place = shift_place(shift);
        let files = &shift.files;
        let mut open = |kind: &str, name: &str, faults: &mut Faults| {
            if !names.insert(name.to_owned()) {
                faults.add(
                    &codes::FILE_BROKEN,
                    place.as_str(),
                    &[&name, &"used by another shift too"],
                );
            }
            read(dir, kind, name, &place, faults)
        };
        if let Some(bytes) = open("GeoJSON", &files.geojson, faults)
            && let Some(features) = features(&bytes, &files.geojson, faults)
        {
            geojson(claim, ground, shift, &features, faults);
        }
        if let Some(bytes) = open("GPX", &files.gpx, faults) {
            gpx(ground, shift, &bytes, &place, faults);
        }
        if let Some(bytes) = open("CSV", &files.csv, faults) {
            table(shift, &bytes, &place, faults);
        }
        if let Some(bytes) = open("HTML", &files.html, faults) {
            sheet(shift, &bytes, &place, faults);
        }
    }
    if let Some(bytes) = read(dir, "GeoJSON", "unvisited.geojson", "unvisited", faults)
        && let Some(features) = features(&bytes, "unvisited.geojson", faults)
    {
        unvisited(claim, &features, faults);
    }
}

/// A file within the plan folder, named by a plain path.
fn read(dir: &Path, kind: &str, name: &str, place: &str, faults: &mut Faults) -> Option<Vec<u8>> {
    let path = Path::new(name);
    let plain = !name.is_empty()
        && path
            .components()
            .all(|part| matches!(part, Component::Normal(_)));
    let bytes = if plain {
        std::fs::read(dir.join(path)).ok()
    } else {
        None
    };
    if bytes.is_none() {
        faults.add(&codes::FILE, place, &[&kind, &name]);
    }
    bytes
}

/// A feature of a route file: where it is, and its properties.
struct Feature {
    shape: Shape,
    properties: BTreeMap<String, Value>,
}

enum Shape {
    Point(Coord),
    Line(Vec<Coord>),
    Other,
}

fn features(bytes: &[u8], name: &str, faults: &mut Faults) -> Option<Vec<Feature>> {
    let parsed: Result<Value, _> = serde_json::from_slice(bytes);
    let found = match &parsed {
        Ok(value) => {
            collection(value).ok_or_else(|| "not a FeatureCollection of RFC 7946".to_owned())
        }
        Err(error) => Err(error.to_string()),
    };
    match found {
        Ok(features) => Some(features),
        Err(what) => {
            faults.add(&codes::FILE_BROKEN, name, &[&name, &what]);
            None
        }
    }
}

fn collection(value: &Value) -> Option<Vec<Feature>> {
    if value.get("type")?.as_str()? != "FeatureCollection" {
        return None;
    }
    let each = |feature: &Value| {
        if feature.get("type")?.as_str()? != "Feature" {
            return None;
        }
        let geometry = feature.get("geometry")?;
        let coordinates = geometry.get("coordinates");
        let shape = match geometry.get("type").and_then(Value::as_str) {
            Some("Point") => Shape::Point(coord(coordinates?)?),
            Some("LineString") => Shape::Line(
                coordinates?
                    .as_array()?
                    .iter()
                    .map(coord)
                    .collect::<Option<_>>()?,
            ),
            _ => Shape::Other,
        };
        let properties = match feature.get("properties")? {
            Value::Object(map) => map
                .iter()
                .map(|(key, value)| (key.clone(), value.clone()))
                .collect(),
            _ => BTreeMap::new(),
        };
        Some(Feature { shape, properties })
    };
    value
        .get("features")?
        .as_array()?
        .iter()
        .map(each)
        .collect()
}

fn coord(value: &Value) -> Option<Coord> {
    let numbers = value.as_array()?;
    let (x, y) = (numbers.first()?.as_f64()?, numbers.get(1)?.as_f64()?);
    ((-180.0..=180.0).contains(&x) && (-90.0..=90.0).contains(&y)).then_some(Coord { x, y })
}

/// A stretch that should be drawn: between which places, how long, and whether it may be left out.
struct Stretch {
    place: String,
    from: Vec<Coord>,
    to: Vec<Coord>,
    metres: i64,
    optional: bool,
}

/// What a shift drives, in order. The patrol of a corridor may be drawn between the legs.
fn stretches(shift: &ShiftFile, team: &Team, ground: &Ground<'_>) -> Vec<Stretch> {
    let mut list = Vec::new();
    let mut here = base_points(ground, team.start.place);
    for stop in &shift.stops {
        let entry = vec![roadside(stop)];
        list.push(Stretch {
            place: stop_place(shift, stop),
            from: std::mem::replace(&mut here, entry.clone()),
            to: entry.clone(),
            metres: stop.leg.distance_m,
            optional: stop.leg.distance_m <= SHORT_LEG,
        });
        if let Some(corridor) = &stop.corridor {
            let [x, y] = corridor.to;
            here = vec![Coord { x, y }];
            list.push(Stretch {
                place: format!("{} corridor", stop_place(shift, stop)),
                from: entry,
                to: here.clone(),
                metres: corridor.length_m,
                optional: true,
            });
        }
    }
    list.push(Stretch {
        place: format!("{} return", shift_place(shift)),
        from: here,
        to: base_points(ground, team.end.place),
        metres: shift.back.distance_m,
        optional: shift.back.distance_m <= SHORT_LEG,
    });
    list
}

fn roadside(stop: &StopFile) -> Coord {
    Coord {
        x: stop.lon,
        y: stop.lat,
    }
}

/// A base may be drawn at its place or at its roadside.
fn base_points(ground: &Ground<'_>, place: Coord) -> Vec<Coord> {
    let spots = base_spots(ground, place);
    spots
        .into_iter()
        .map(|spot| spot.point)
        .chain([place])
        .collect()
}

fn geojson(
    claim: &Claim<'_>,
    ground: &Ground<'_>,
    shift: &ShiftFile,
    features: &[Feature],
    faults: &mut Faults,
) {
    let place = shift_place(shift);
    let points: Vec<Coord> = features
        .iter()
        .filter_map(|feature| match feature.shape {
            Shape::Point(point) => Some(point),
            _ => None,
        })
        .collect();
    marks(shift, &points, "points", &place, faults);
    let mut lines = features
        .iter()
        .filter_map(|feature| match &feature.shape {
            Shape::Line(line) => Some(line.as_slice()),
            _ => None,
        })
        .peekable();
    let Some(team) = claim.teams.get(shift.team.as_str()) else {
        return;
    };
    let mut missing = 0_u32;
    for stretch in stretches(shift, team, ground) {
        let fits = |line: &&[Coord]| {
            !stretch.optional
                || (ends_apart(line, &stretch) <= DRAWN_SLACK && long_enough(line, &stretch))
        };
        match lines.next_if(fits) {
            Some(line) => drawn(ground, line, &stretch, faults),
            None if !stretch.optional => missing += 1,
            None => {}
        }
    }
    let extra = lines.count();
    if missing > 0 || extra > 0 {
        let all = stretches(shift, team, ground)
            .iter()
            .filter(|stretch| !stretch.optional)
            .count();
        faults.add(
            &codes::DRAWN_COUNT,
            place,
            &[&format!("{extra} extra, {missing} missing"), &"lines", &all],
        );
    }
}

/// Metres between a line's ends and where they should be, the larger of both.
fn ends_apart(line: &[Coord], stretch: &Stretch) -> f64 {
    let away = |end: Option<&Coord>, wanted: &[Coord]| {
        let end = end.copied();
        wanted
            .iter()
            .filter_map(|want| Some(metres(end?, *want)))
            .fold(f64::INFINITY, f64::min)
    };
    away(line.first(), &stretch.from).max(away(line.last(), &stretch.to))
}

fn drawn(ground: &Ground<'_>, line: &[Coord], stretch: &Stretch, faults: &mut Faults) {
    let apart = ends_apart(line, stretch);
    if apart > DRAWN_SLACK {
        faults.add(
            &codes::DRAWN_ENDS,
            stretch.place.as_str(),
            &[&format!("{apart:.1}")],
        );
    }
    if !long_enough(line, stretch) {
        let whole = format!("{:.0}", length(line));
        let place = stretch.place.as_str();
        faults.add(&codes::DRAWN_LENGTH, place, &[&whole, &stretch.metres]);
    }
    on_roads(ground, line, &stretch.place, faults);
}

/// Whether a line is as long as its stretch: to 1 % and 5 m.
fn long_enough(line: &[Coord], stretch: &Stretch) -> bool {
    let whole = length(line);
    (whole - to_f64(stretch.metres)).abs() <= 0.01 * whole + 5.0
}

/// Names the vertex that lies farthest off the roads.
fn on_roads(ground: &Ground<'_>, line: &[Coord], place: &str, faults: &mut Faults) {
    let worst = line
        .iter()
        .map(|vertex| (ground.distance(*vertex).unwrap_or(f64::INFINITY), vertex))
        .filter(|(away, _)| *away > DRAWN_SLACK)
        .max_by(|a, b| a.0.total_cmp(&b.0));
    if let Some((away, vertex)) = worst {
        let args = [
            format!("{away:.1}"),
            format!("{:.6}", vertex.x),
            format!("{:.6}", vertex.y),
        ];
        faults.add(&codes::VERTEX, place, &[&args[0], &args[1], &args[2]]);
    }
}

/// Every stop has a mark at its roadside or its target.
fn marks(shift: &ShiftFile, points: &[Coord], what: &str, place: &str, faults: &mut Faults) {
    let marked = |stop: &&StopFile| {
        let target = Coord {
            x: stop.target_lon,
            y: stop.target_lat,
        };
        points.iter().any(|point| {
            metres(*point, roadside(stop)) <= DRAWN_SLACK || metres(*point, target) <= DRAWN_SLACK
        })
    };
    let found = shift.stops.iter().filter(marked).count().min(points.len());
    if found < shift.stops.len() {
        faults.add(
            &codes::DRAWN_COUNT,
            place,
            &[&found, &what, &shift.stops.len()],
        );
    }
}

/// The GPX is well formed, marks every stop, and its track follows the roads.
fn gpx(ground: &Ground<'_>, shift: &ShiftFile, bytes: &[u8], place: &str, faults: &mut Faults) {
    let name = shift.files.gpx.as_str();
    let parsed = std::str::from_utf8(bytes)
        .map_err(|error| error.to_string())
        .and_then(markup::xml);
    let elements = match parsed {
        Ok(elements) if elements.first().is_some_and(|root| root.name == "gpx") => elements,
        Ok(_) => {
            faults.add(&codes::FILE_BROKEN, place, &[&name, &"the root is not gpx"]);
            return;
        }
        Err(what) => {
            faults.add(&codes::FILE_BROKEN, place, &[&name, &what]);
            return;
        }
    };
    let points = |tag: &str| -> Option<Vec<Coord>> {
        elements
            .iter()
            .filter(|element| element.name == tag)
            .map(|element| {
                Some(Coord {
                    x: element.number("lon")?,
                    y: element.number("lat")?,
                })
            })
            .collect()
    };
    let (Some(waypoints), Some(track)) = (points("wpt"), points("trkpt")) else {
        faults.add(
            &codes::FILE_BROKEN,
            place,
            &[&name, &"a point without lon, lat"],
        );
        return;
    };
    marks(shift, &waypoints, "waypoints", place, faults);
    let driven = to_f64(shift.distance_m);
    if track.is_empty() && driven > 0.0 {
        faults.add(&codes::DRAWN_COUNT, place, &[&0, &"track points", &2]);
        return;
    }
    on_roads(ground, &track, &format!("{place} GPX"), faults);
    let patrolled = shift
        .stops
        .iter()
        .filter_map(|stop| Some(to_f64(stop.corridor.as_ref()?.length_m)));
    let most = driven + patrolled.sum::<f64>();
    let slack = 0.01 * most + 5.0 * (shift.stops.len() + 1) as f64;
    let whole = length(&track);
    if whole < driven - slack || whole > most + slack {
        faults.add(
            &codes::DRAWN_LENGTH,
            format!("{place} GPX"),
            &[&format!("{whole:.0}"), &shift.distance_m],
        );
    }
}

/// The stop table has its byte order mark and a row per stop, in order.
fn table(shift: &ShiftFile, bytes: &[u8], place: &str, faults: &mut Faults) {
    let body = bytes.strip_prefix(b"\xef\xbb\xbf");
    if body.is_none() {
        faults.add(&codes::CSV, place, &[&"has no byte order mark"]);
    }
    let mut reader = csv::Reader::from_reader(body.unwrap_or(bytes));
    let plain = |text: &str| text.trim_matches(['\'', '"', '=', '\t', ' ']).to_owned();
    let mut stops = shift
        .stops
        .iter()
        .map(|stop| plain(&stop.target))
        .peekable();
    for record in reader.records() {
        match record {
            Ok(record) => {
                stops.next_if(|target| record.iter().any(|field| plain(field) == *target));
            }
            Err(error) => {
                faults.add(&codes::FILE_BROKEN, place, &[&shift.files.csv, &error]);
                return;
            }
        }
    }
    if let Some(target) = stops.next() {
        faults.add(
            &codes::CSV,
            place,
            &[&format!("lacks `{target}` in its order")],
        );
    }
}

/// The sheet mentions every target and loads nothing.
fn sheet(shift: &ShiftFile, bytes: &[u8], place: &str, faults: &mut Faults) {
    let html = match std::str::from_utf8(bytes) {
        Ok(html) => html,
        Err(error) => {
            faults.add(&codes::FILE_BROKEN, place, &[&shift.files.html, &error]);
            return;
        }
    };
    let text = markup::html_text(html);
    for stop in shift
        .stops
        .iter()
        .filter(|stop| !text.contains(&stop.target))
    {
        faults.add(&codes::SHEET_LACKS, place, &[&stop.target]);
    }
    for address in markup::loads(html) {
        faults.add(&codes::SHEET_LOADS, place, &[&address]);
    }
}

/// `unvisited.geojson` lists the visits of `plan.json`, each as often.
fn unvisited(claim: &Claim<'_>, features: &[Feature], faults: &mut Faults) {
    let mut balance: BTreeMap<(String, Option<u64>), i32> = BTreeMap::new();
    for entry in &claim.plan.unvisited {
        *balance
            .entry((entry.target.clone(), entry.visit.map(u64::from)))
            .or_default() += 1;
    }
    for feature in features {
        let target = feature
            .properties
            .get("target")
            .and_then(Value::as_str)
            .unwrap_or_default();
        let visit = feature.properties.get("visit").and_then(Value::as_u64);
        *balance.entry((target.to_owned(), visit)).or_default() -= 1;
    }
    let odd: Vec<String> = balance
        .into_iter()
        .filter(|(_, count)| *count != 0)
        .map(|((target, visit), _)| {
            visit.map_or(target.clone(), |visit| format!("{target} visit {visit}"))
        })
        .collect();
    if !odd.is_empty() {
        faults.add(
            &codes::UNVISITED_FILE,
            "unvisited.geojson",
            &[&odd.join(", ")],
        );
    }
}
