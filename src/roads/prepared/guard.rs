//! Holds [`FORMAT`] to what it promises: prepared roads of before are not taken for those of now.

use std::path::Path;

use geo::Coord;

use super::*;
use crate::domain::Datum;
use crate::layers::{LayerKind, LayerSpec, read_layers};
use crate::roads::build;

/// The folder of a small layer with a fault of each kind, and of what was made of it under which number.
const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/roads");

/// Read, mended and ordered; lengths as the last bits of a sine may differ between machines.
fn made() -> Prepared {
    let spec = LayerSpec {
        kind: LayerKind::Roads,
        path: "guard.geojson".to_owned(),
        datum: Datum::default(),
        fields: BTreeMap::new(),
        values: BTreeMap::new(),
        defaults: BTreeMap::new(),
        keep: Vec::new(),
    };
    let layers = read_layers(Path::new(FOLDER), &[spec]);
    assert!(layers.fatal.is_empty(), "{:?}", layers.fatal);
    let (mut network, mut repairs) = build(&layers.roads, &RoadParams::default());
    // Ordered before anything is rounded.
    network.hierarchy();
    let round = |number: f64, by: f64| (number * by).round() / by;
    let place = |at: Coord| Coord {
        x: round(at.x, 1e7),
        y: round(at.y, 1e7),
    };
    for link in &mut network.links {
        link.length = round(link.length, 1e3);
        let road = &layers.roads[link.road as usize];
        if link.coords.begins_on(&road.line).is_none() {
            link.coords = link.coords.iter().copied().map(place).collect();
        }
    }
    for repair in &mut repairs.repairs {
        repair.metres = round(repair.metres, 1e3);
        repair.place = place(repair.place);
    }
    Prepared {
        roads: layers.roads,
        findings: layers.findings,
        features: layers.features,
        network,
        repairs,
    }
}

#[test]
fn other_roads_have_another_format() {
    let prepared = made();
    let kinds = |kind| prepared.repairs.repairs.iter().any(|one| one.kind == kind);
    assert!(
        report::RepairKind::ALL
            .into_iter()
            .filter(|kind| kinds(*kind))
            .count()
            >= 8,
        "the layer shows most faults: {:?}",
        prepared.repairs.repairs
    );
    let bytes = encode(&Key([0; HASH]), &prepared);
    let sum = format!("{:x}", Sha256::digest(&bytes));
    let path = Path::new(FOLDER).join("guard.txt");
    let known = std::fs::read_to_string(&path).unwrap_or_default();
    let mut known = known.split_whitespace();
    let (number, before) = (known.next().unwrap_or("0"), known.next().unwrap_or(""));
    if (number, before) == (FORMAT.to_string().as_str(), sum.as_str()) {
        return;
    }
    assert_ne!(
        number,
        FORMAT.to_string(),
        "reading, mending, ordering or writing gives other prepared roads than FORMAT {FORMAT} had: files of before would be \
         taken for right ones. Raise FORMAT in src/roads/prepared/mod.rs, then run `XUNCHA_BLESS=1 cargo test --lib guard`"
    );
    #[expect(clippy::disallowed_methods, reason = "a test is blessed by its caller")]
    let bless = std::env::var("XUNCHA_BLESS").is_ok();
    assert!(
        bless,
        "FORMAT is {FORMAT}, {} has {number}: run `XUNCHA_BLESS=1 cargo test --lib guard` and commit the file",
        path.display()
    );
    std::fs::write(&path, format!("{FORMAT} {sum}\n")).unwrap();
}
