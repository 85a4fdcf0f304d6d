//! Faults of the roads layer.

use geo::Coord;
use serde_json::{Value, json};

use super::{Scene, feature, heap, point, with};
use crate::synth::ground::Ground;
use crate::synth::mesh::distance;
use crate::synth::write::{Lines, Properties};

/// Adds them.
pub(super) fn add(scene: &mut Scene<'_>, layers: &[(&'static str, Lines)]) {
    junctions(scene);
    crossings(scene);
    shapes(scene, layers);
    words(scene);
    island(scene);
}

fn road(id: &str, changes: Properties<'static>) -> Properties<'static> {
    let base = vec![
        ("id", json!(id)),
        ("highway", json!("unclassified")),
        ("surface", json!("concrete")),
    ];
    with(base, changes)
}

fn line_string(coordinates: &str) -> String {
    format!("{{\"type\":\"LineString\",\"coordinates\":{coordinates}}}")
}

/// Square to a course at a vertex, one metre long.
fn aside(course: &[Coord], at: usize) -> Coord {
    let along = course[at + 1] - course[at - 1];
    let long = distance(course[at + 1], course[at - 1]);
    Coord {
        x: along.y / long,
        y: -along.x / long,
    }
}

/// A road that begins `gap` metres beside another and leads away from it, clear of all others.
fn stub(ground: &Ground<'_>, course: &[Coord], at: usize, gap: f64) -> Option<Vec<Coord>> {
    let aside = aside(course, at);
    let line: Vec<Coord> = [gap, 70.0, 140.0, 210.0]
        .iter()
        .map(|off| course[at] + aside * *off)
        .collect();
    let clear = |place: &Coord, least: f64| {
        ground.is_good(*place) && ground.road(*place).is_none_or(|metres| metres > least)
    };
    let good = clear(&line[1], 60.0) && clear(&line[2], 90.0) && clear(&line[3], 90.0);
    // The vertex itself must be the nearest part of the road, and no junction.
    (good && ground.crossings(&line) == 0).then_some(line)
}

fn junctions(scene: &mut Scene<'_>) {
    for (what, gap, code) in [
        ("T junction three metres short", 3.0, "dead_end_joined"),
        ("T junction twelve metres short", 12.0, "R0007"),
    ] {
        let line = scene.draw(|ground, course, at| stub(ground, course, at, gap));
        let id = scene.id();
        let text = feature(&line_string(&scene.line(&line)), road(&id, vec![]));
        scene.fault("roads", what, text).id(&id).code(code);
        if gap < 5.0
            && let Some(end) = line.last().copied()
        {
            let (id, at) = (scene.id(), scene.at(end + Coord { x: 12.0, y: 9.0 }));
            let text = feature(&point(&at), heap(&id, vec![]));
            scene
                .fault(
                    "dump_points",
                    "heap at the end of the road that was three metres short",
                    text,
                )
                .id(&id)
                .planned(true);
        }
    }
}

/// A road that leaves another at a vertex, runs beside it and crosses it farther on.
fn crossing(ground: &Ground<'_>, course: &[Coord], at: usize) -> Option<Vec<Coord>> {
    let far = at + 4;
    if far + 2 > course.len() {
        return None;
    }
    let (aside, there) = (aside(course, at), aside(course, far));
    let over = (course[far] + course[far - 1]) / 2.0;
    let line = vec![
        course[at],
        course[at] + aside * 75.0,
        over + there * 75.0,
        over - there * 75.0,
    ];
    let clear = |place: Coord| {
        ground.is_good(place) && ground.road(place).is_none_or(|metres| metres > 50.0)
    };
    let good = line[1..].iter().all(|place| clear(*place)) && clear((line[1] + line[2]) / 2.0);
    (good && distance(course[at], over) > 90.0 && ground.crossings(&line) == 1).then_some(line)
}

fn crossings(scene: &mut Scene<'_>) {
    for (what, bridge, code) in [
        (
            "bridge over a road, to be kept apart",
            true,
            "crossing_separated",
        ),
        (
            "crossing without a shared vertex or a bridge",
            false,
            "crossing_doubtful",
        ),
    ] {
        let line = scene.draw(crossing);
        let id = scene.id();
        let level = if bridge { json!("1") } else { Value::Null };
        let tag = if bridge { json!("yes") } else { Value::Null };
        let text = feature(
            &line_string(&scene.line(&line)),
            road(&id, vec![("bridge", tag), ("layer", level)]),
        );
        scene.fault("roads", what, text).id(&id).code(code);
    }
}

fn shapes(scene: &mut Scene<'_>, layers: &[(&'static str, Lines)]) {
    // The last road of the layer once more under another id.
    let last = layers
        .iter()
        .find(|layer| layer.0 == "roads")
        .and_then(|layer| layer.1.0.last());
    if let Some(geometry) = last.and_then(|line| line.split("\"geometry\":").nth(1)) {
        let id = scene.id();
        let text = feature(
            geometry.strip_suffix('}').unwrap_or(geometry),
            road(&id, vec![("highway", json!("track"))]),
        );
        scene
            .fault("roads", "exact duplicate of another road", text)
            .id(&id)
            .code("duplicate_line");
    }

    let line = scene.draw(|ground, course, at| {
        let mut line = stub(ground, course, at, 20.0)?;
        line.insert(0, course[at]);
        Some(line)
    });
    let high = |places: &[Coord]| {
        let all: Vec<String> = places
            .iter()
            .map(|place| scene.at(*place).replace(']', ",231.5]"))
            .collect();
        format!("[{}]", all.join(","))
    };
    let (near, far) = line.split_at(line.len().min(3));
    let parts = [
        high(near),
        high(&[&near[near.len().saturating_sub(1)..], far].concat()),
    ]
    .join(",");
    let geometry = format!("{{\"type\":\"MultiLineString\",\"coordinates\":[{parts}]}}");
    let id = scene.id();
    let text = feature(&geometry, road(&id, vec![]));
    scene
        .fault("roads", "MultiLineString with heights", text)
        .id(&id)
        .code("L0115");

    let id = scene.id();
    scene
        .fault(
            "roads",
            "road without geometry",
            feature("null", road(&id, vec![])),
        )
        .id(&id)
        .code("L0101");
    let place = scene.place();
    let at = scene.at(place);
    for (what, coordinates) in [
        ("line of one point", format!("[{at}]")),
        ("line without length", format!("[{at},{at}]")),
    ] {
        let id = scene.id();
        let text = feature(&line_string(&coordinates), road(&id, vec![]));
        scene.fault("roads", what, text).id(&id).code("L0106");
    }
}

/// Words that nobody knows, on short roads that are linked to the others.
fn words(scene: &mut Scene<'_>) {
    let words: [(&'static str, &'static str, &'static str, &'static str); 4] = [
        ("unknown road class", "highway", "boulevard", "L0503"),
        ("closure that is no date", "closures", "入冬后", "L0505"),
        ("speed limit in words", "maxspeed", "RO:urban", "L0506"),
        ("unknown one-way word", "oneway", "perhaps", "L0507"),
    ];
    for (what, name, word, code) in words {
        let line = scene.draw(|ground, course, at| {
            let mut line = stub(ground, course, at, 35.0)?;
            line.insert(0, course[at]);
            Some(line)
        });
        let id = scene.id();
        let text = feature(
            &line_string(&scene.line(&line)),
            road(&id, vec![(name, json!(word))]),
        );
        scene.fault("roads", what, text).id(&id).code(code);
    }
}

/// A road outside the county with a heap on it, and a heap far from any road.
fn island(scene: &mut Scene<'_>) {
    let (low, high) = scene.ground.frame.bounds();
    let west = Coord {
        x: low.x - 1_300.0,
        y: f64::midpoint(low.y, high.y),
    };
    let line = [
        west,
        west + Coord { x: 30.0, y: 180.0 },
        west + Coord { x: -20.0, y: 390.0 },
    ];
    let id = scene.id();
    let text = feature(&line_string(&scene.line(&line)), road(&id, vec![]));
    scene
        .fault("roads", "island of roads", text)
        .id(&id)
        .code("R0008");
    for (what, place) in [
        (
            "heap on an island of roads",
            line[1] + Coord { x: 25.0, y: 0.0 },
        ),
        (
            "heap 900 m from any road",
            west + Coord {
                x: -900.0,
                y: 100.0,
            },
        ),
    ] {
        let (id, at) = (scene.id(), scene.at(place));
        let text = feature(&point(&at), heap(&id, vec![]));
        scene
            .fault("dump_points", what, text)
            .id(&id)
            .code("unreachable")
            .planned(false);
    }
}
