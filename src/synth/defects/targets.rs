//! Faults of the layers of dump points, sites, places and areas.

use geo::Coord;
use serde_json::{Value, json};

use super::{Scene, feature, heap, point};
use crate::domain::Datum;
use crate::synth::mesh::distance;
use crate::synth::write::{Lines, Properties, degrees, object};

/// Adds them.
pub(super) fn add(scene: &mut Scene<'_>, layers: &[(&'static str, Lines)]) {
    positions(scene);
    geometries(scene);
    ids(scene, layers);
    values(scene);
    json_faults(scene);
    gcj02(scene);
}

/// Positions that cannot be right.
fn positions(scene: &mut Scene<'_>) {
    let place = scene.place();
    let here = scene.ground.frame.lon_lat(place);
    let texts = [
        (
            "latitude before longitude",
            degrees(Coord {
                x: here.y,
                y: here.x,
            }),
            "L0113",
            Some(false),
        ),
        (
            "coordinates as strings",
            format!("[\"{:.6}\",\"{:.6}\"]", here.x, here.y),
            "L0110",
            Some(false),
        ),
        (
            "metres of a projection",
            "[42515230.4,4829811.7]".to_owned(),
            "L0116",
            Some(false),
        ),
        (
            "receiver without a fix",
            "[0,0]".to_owned(),
            "L0114",
            Some(false),
        ),
        (
            "outside the globe",
            "[196.2,43.6]".to_owned(),
            "L0112",
            Some(false),
        ),
    ];
    for (what, at, code, planned) in texts {
        let id = scene.id();
        let fault = scene.fault("dump_points", what, feature(&point(&at), heap(&id, vec![])));
        fault.id(&id).code(code).planned = planned;
    }
}

/// Geometries of the wrong kind, and two that are good.
fn geometries(scene: &mut Scene<'_>) {
    let place = scene.place();
    let at = scene.at(place);
    let corner = |east: f64, north: f64| scene.at(place + Coord { x: east, y: north });
    let open = [
        corner(0.0, 0.0),
        corner(18.0, 2.0),
        corner(15.0, 16.0),
        corner(-2.0, 14.0),
    ]
    .join(",");
    let ring = format!("{open},{at}");
    let twins = format!("{at},{}", corner(9.0, 7.0));
    let texts: [(&'static str, String, Option<&'static str>, bool); 8] = [
        ("no geometry", "null".to_owned(), Some("L0101"), false),
        (
            "unknown geometry type",
            format!("{{\"type\":\"Pint\",\"coordinates\":{at}}}"),
            Some("L0102"),
            false,
        ),
        (
            "GeometryCollection",
            format!(
                "{{\"type\":\"GeometryCollection\",\"geometries\":[{}]}}",
                point(&at)
            ),
            Some("L0103"),
            false,
        ),
        (
            "no positions",
            "{\"type\":\"Polygon\",\"coordinates\":[]}".to_owned(),
            Some("L0105"),
            false,
        ),
        (
            "ring that is not closed",
            format!("{{\"type\":\"Polygon\",\"coordinates\":[[{open}]]}}"),
            Some("L0108"),
            true,
        ),
        (
            "heap drawn as a polygon: good",
            format!("{{\"type\":\"Polygon\",\"coordinates\":[[{ring}]]}}"),
            None,
            true,
        ),
        (
            "heap drawn as several points: good",
            format!("{{\"type\":\"MultiPoint\",\"coordinates\":[{twins}]}}"),
            None,
            true,
        ),
        (
            "polygon nested as a point",
            format!("{{\"type\":\"Polygon\",\"coordinates\":{at}}}"),
            Some("L0109"),
            false,
        ),
    ];
    for (what, geometry, code, planned) in texts {
        let id = scene.id();
        let fault = scene.fault("dump_points", what, feature(&geometry, heap(&id, vec![])));
        fault.id(&id).planned(planned).code = code;
    }
    let place = scene.place();
    let (id, at) = (scene.id(), scene.at(place));
    let properties = vec![("id", json!(id)), ("kind", json!("farmland"))];
    scene
        .fault(
            "areas",
            "area drawn as a point",
            feature(&point(&at), properties),
        )
        .id(&id)
        .code("L0104");
}

fn ids(scene: &mut Scene<'_>, layers: &[(&'static str, Lines)]) {
    let first = layers
        .iter()
        .find(|layer| layer.0 == "dump_points")
        .and_then(|layer| layer.1.0.first());
    let known = first.and_then(|line| serde_json::from_str::<Value>(line).ok());
    let known = known
        .and_then(|value| value["properties"]["id"].as_str().map(str::to_owned))
        .unwrap_or_default();
    for (what, id, code) in [
        ("id of another point", json!(known), "L0401"),
        ("no id", Value::Null, "L0403"),
        (
            "id damaged by a spreadsheet",
            json!("9.9000112e+17"),
            "L0404",
        ),
    ] {
        let place = scene.place();
        let at = scene.at(place);
        let text = feature(&point(&at), heap("", vec![("id", id)]));
        scene.fault("dump_points", what, text).code(code);
    }
}

/// Values that are none.
fn values(scene: &mut Scene<'_>) {
    let heaps: [(&'static str, &'static str, Value, Option<&'static str>); 6] = [
        ("unknown status", "status", json!("pending"), Some("L0601")),
        (
            "31 February",
            "last_visit",
            json!("2026-02-31"),
            Some("L0409"),
        ),
        // Counted as made on the first day: only points in works are due again within the week.
        (
            "last visit in the future",
            "last_visit",
            json!("2027-03-01"),
            None,
        ),
        ("hazard of seven", "hazard", json!(7), Some("L0408")),
        (
            "window that is none",
            "windows",
            json!("白天"),
            Some("L0410"),
        ),
        (
            "date as people write it: good",
            "last_visit",
            json!("2026年11月2日"),
            None,
        ),
    ];
    for (what, name, value, code) in heaps {
        let place = scene.place();
        let (id, at) = (scene.id(), scene.at(place));
        let changes: Properties<'static> = match what {
            "last visit in the future" => vec![("status", json!("works")), (name, value)],
            // Taken as suspected, and suspects are verified once.
            "unknown status" => vec![("last_visit", Value::Null), (name, value)],
            _ => vec![(name, value)],
        };
        let text = feature(&point(&at), heap(&id, changes));
        scene
            .fault("dump_points", what, text)
            .id(&id)
            .planned(true)
            .code = code;
    }
    let place = scene.place();
    let (id, at) = (scene.id(), scene.at(place));
    let properties = vec![
        ("id", json!(id)),
        ("name", json!("状态不明的工地")),
        ("state", json!("resting")),
    ];
    let text = feature(&point(&at), properties);
    scene
        .fault("sites", "unknown state of works", text)
        .id(&id)
        .code("L0701")
        .planned(true);
    for (what, kind, code) in [
        ("unknown type of place", json!("spaceport"), "L0702"),
        ("place without a type", Value::Null, "L0703"),
    ] {
        let place = scene.place();
        let (id, at) = (scene.id(), scene.at(place));
        let properties = vec![
            ("id", json!(id)),
            ("name", json!("类型不明")),
            ("type", kind),
        ];
        scene
            .fault("places", what, feature(&point(&at), properties))
            .id(&id)
            .code(code)
            .planned(false);
    }
    let (id, at) = (scene.id(), scene.at(place));
    let ring = format!(
        "{at},{},{},{at}",
        scene.at(place + Coord { x: 60.0, y: 0.0 }),
        scene.at(place + Coord { x: 40.0, y: 50.0 })
    );
    let geometry = format!("{{\"type\":\"Polygon\",\"coordinates\":[[{ring}]]}}");
    let text = feature(&geometry, vec![("id", json!(id)), ("kind", json!("moor"))]);
    scene
        .fault("areas", "unknown kind of area", text)
        .id(&id)
        .code("L0704");
}

/// Text that is not quite GeoJSON.
fn json_faults(scene: &mut Scene<'_>) {
    let place = scene.place();
    let (id, at) = (scene.id(), scene.at(place));
    scene
        .fault(
            "dump_points",
            "number in place of a feature",
            "17".to_owned(),
        )
        .code("L0202");
    let kind = format!(
        "{{\"type\":\"Place\",\"properties\":{{\"id\":\"{id}\"}},\"geometry\":{}}}",
        point(&at)
    );
    scene
        .fault("dump_points", "object that is not a feature", kind)
        .code("L0203");
    let listed = format!(
        "{{\"type\":\"Feature\",\"properties\":[\"{id}\"],\"geometry\":{}}}",
        point(&at)
    );
    scene
        .fault("dump_points", "properties that are a list", listed)
        .code("L0205");

    let place = scene.place();
    let (id, at) = (scene.id(), scene.at(place));
    let untyped = format!(
        "{{\"properties\":{},\"geometry\":{}}}",
        object(heap(&id, vec![])),
        point(&at)
    );
    scene
        .fault("dump_points", "feature without `type`", untyped)
        .id(&id)
        .code("L0204")
        .planned(true);

    let place = scene.place();
    let (id, at) = (scene.id(), scene.at(place));
    let broken = feature(&point(&at), heap(&id, vec![])).replacen("\"name\":\"", "\"name\":", 1);
    scene
        .fault("dump_points", "quotation mark missing", broken)
        .code("L0201")
        .planned(false);

    let (one, two) = (scene.place(), scene.place());
    let (first, second) = (scene.id(), scene.id());
    let lines = [(&first, one), (&second, two)]
        .map(|(id, place)| feature(&point(&scene.at(place)), heap(id, vec![])));
    let fault = scene.fault(
        "dump_points",
        "comma missing between two features",
        lines.join("\n"),
    );
    fault.features = 2;
    fault.id(&second).code("L0207").planned(true);
}

/// One point in GCJ-02 among many in WGS 84: nothing can prove it.
fn gcj02(scene: &mut Scene<'_>) {
    for _ in 0..5_000 {
        let place = scene.place();
        let here = scene.ground.frame.lon_lat(place);
        let there = Datum::Gcj02.from_wgs84(here);
        let moved = place
            + Coord {
                x: (there.x - here.x) * 80_524.0,
                y: (there.y - here.y) * 111_195.0,
            };
        let near = scene.ground.is_good(moved)
            && scene
                .ground
                .road(moved)
                .is_some_and(|metres| metres < 120.0);
        if near && distance(place, moved) > 300.0 {
            let id = scene.id();
            let text = feature(&point(&degrees(there)), heap(&id, vec![]));
            scene
                .fault(
                    "dump_points",
                    "one point in GCJ-02, half a kilometre off: cannot be noticed",
                    text,
                )
                .id(&id)
                .planned(true);
            return;
        }
    }
}
