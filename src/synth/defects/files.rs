//! Whole files with faults, and good ones in unusual clothes.

use serde_json::json;

use super::{Scene, feature, heap, point};
use crate::domain::Datum;
use crate::synth::MadeFile;
use crate::synth::settings::LayerEntry;
use crate::synth::write::{Lines, degrees, object};

/// Files, their entries in the settings, and the lines of `defects.json`.
pub(super) fn make(scene: &mut Scene<'_>) -> (Vec<MadeFile>, Vec<LayerEntry>, Vec<String>) {
    let mut made = Made {
        files: Vec::new(),
        layers: Vec::new(),
        listed: Vec::new(),
    };
    datums(scene, &mut made);
    clothes(scene, &mut made);
    grids(scene, &mut made);
    refused(scene, &mut made);
    (made.files, made.layers, made.listed)
}

struct Made {
    files: Vec<MadeFile>,
    layers: Vec<LayerEntry>,
    listed: Vec<String>,
}

impl Made {
    fn add(&mut self, kind: &'static str, name: &str, bytes: Vec<u8>, more: &'static str) {
        self.files.push(MadeFile {
            name: name.to_owned(),
            bytes,
        });
        self.layers.push(LayerEntry {
            kind,
            path: name.to_owned(),
            more,
        });
    }

    fn list(
        &mut self,
        what: &str,
        file: &str,
        id: Option<&str>,
        code: Option<&str>,
        planned: Option<bool>,
    ) {
        let members = vec![
            ("what", json!(what)),
            ("file", json!(file)),
            ("id", json!(id)),
            ("code", json!(code)),
            ("planned", json!(planned)),
        ];
        self.listed.push(object(members));
    }
}

/// A layer in GCJ-02 declared as WGS 84, and one rightly declared as BD-09.
fn datums(scene: &mut Scene<'_>, made: &mut Made) {
    let mut lines = Lines::default();
    while lines.0.len() < 24 {
        let place = scene.place();
        let there = Datum::Gcj02.from_wgs84(scene.ground.frame.lon_lat(place));
        let id = scene.id();
        // Visited the day before, so that nobody drives to places that are not there.
        let properties = vec![
            ("id", json!(id)),
            ("name", json!("手机地图标注点")),
            ("type", json!("collection_point")),
            ("last_visit", json!("2026-11-23")),
        ];
        lines.0.push(feature(&point(&degrees(there)), properties));
    }
    let name = "places-gcj02.geojson";
    made.add("places", name, lines.file(name.to_owned()).bytes, "");
    made.list(
        "a whole layer in GCJ-02 declared as WGS 84",
        name,
        None,
        Some("L0901"),
        None,
    );

    let name = "heaps-bd09.geojson";
    let mut lines = Lines::default();
    for _ in 0..2 {
        let place = scene.place();
        let there = Datum::Bd09.from_wgs84(scene.ground.frame.lon_lat(place));
        let id = scene.id();
        lines
            .0
            .push(feature(&point(&degrees(there)), heap(&id, vec![])));
        made.list(
            "point of a layer rightly declared as BD-09: good",
            name,
            Some(&id),
            None,
            Some(true),
        );
    }
    made.add(
        "dump_points",
        name,
        lines.file(name.to_owned()).bytes,
        "datum = \"bd09\"\n",
    );
}

/// Good layers: byte order mark and CRLF, one feature per line without a collection, NAD 83, Chinese field names.
fn clothes(scene: &mut Scene<'_>, made: &mut Made) {
    let one = |scene: &mut Scene<'_>| {
        let place = scene.place();
        let (id, at) = (scene.id(), scene.at(place));
        let text = feature(&point(&at), heap(&id, vec![]));
        (id, text)
    };
    let name = "heaps-bom-crlf.geojson";
    let (id, text) = one(scene);
    let mut lines = Lines::default();
    lines.0.push(text);
    let text = String::from_utf8(lines.file(name.to_owned()).bytes).unwrap_or_default();
    made.add(
        "dump_points",
        name,
        format!("\u{feff}{}", text.replace('\n', "\r\n")).into_bytes(),
        "",
    );
    made.list(
        "byte order mark and CRLF: good",
        name,
        Some(&id),
        None,
        Some(true),
    );

    let name = "heaps-lines.geojson";
    let ((one_id, one_text), (two_id, two_text)) = (one(scene), one(scene));
    made.add(
        "dump_points",
        name,
        format!("{one_text}\n{two_text}\n").into_bytes(),
        "",
    );
    for id in [one_id, two_id] {
        made.list(
            "one feature per line, no collection: good",
            name,
            Some(&id),
            None,
            Some(true),
        );
    }

    let name = "heaps-nad83.geojson";
    let (id, text) = one(scene);
    made.add(
        "dump_points",
        name,
        collection("urn:ogc:def:crs:EPSG::4269", &text),
        "",
    );
    made.list(
        "declared as EPSG:4269, a metre off",
        name,
        Some(&id),
        Some("L0302"),
        Some(true),
    );

    let name = "heaps-chinese.geojson";
    let place = scene.place();
    let (id, at) = (scene.id(), scene.at(place));
    let properties = vec![
        ("点位编号", json!(id)),
        ("点位名称", json!("中文字段点位")),
        ("状态", json!("整治中")),
        ("状态日期", json!("2026/11/2")),
        ("危害程度", json!("高")),
        ("是否仍在倾倒", json!("是")),
        ("体积（立方米）", json!("120")),
    ];
    let mut lines = Lines::default();
    lines.0.push(feature(&point(&at), properties));
    made.add("dump_points", name, lines.file(name.to_owned()).bytes, "");
    made.list(
        "Chinese field names and words: good",
        name,
        Some(&id),
        None,
        Some(true),
    );
}

/// Layers on the national grid: with `crs`, and as surveyors write it, told by the settings.
fn grids(scene: &mut Scene<'_>, made: &mut Made) {
    let on_grid = |scene: &mut Scene<'_>, code: u16| {
        let place = scene.place();
        let there = Datum::Epsg(code).from_wgs84(scene.ground.frame.lon_lat(place));
        (
            scene.id(),
            format!("{:.2}", there.x),
            format!("{:.2}", there.y),
        )
    };
    let name = "heaps-epsg4530.geojson";
    let (id, east, north) = on_grid(scene, 4530);
    let text = feature(&point(&format!("[{east},{north}]")), heap(&id, vec![]));
    let bytes = collection("urn:ogc:def:crs:EPSG::4530", &text);
    made.add("dump_points", name, bytes, "");
    let what = "declared as EPSG:4530, a zone of CGCS2000: converted";
    made.list(what, name, Some(&id), Some("L0305"), Some(true));

    let name = "heaps-survey.geojson";
    let (id, east, north) = on_grid(scene, 4551);
    let text = feature(&point(&format!("[{north},{east}]")), heap(&id, vec![]));
    let mut lines = Lines::default();
    lines.0.push(text);
    let bytes = lines.file(name.to_owned()).bytes;
    made.add("dump_points", name, bytes, "datum = \"EPSG:4551\"\n");
    let what = "north before east, as surveyors have it: converted";
    made.list(what, name, Some(&id), Some("L0311"), Some(true));
}

/// A layer that makes a run fail. It lies beside the workspace, not in its settings: add it to see what is said.
fn refused(scene: &mut Scene<'_>, made: &mut Made) {
    let id = scene.id();
    let text = feature(&point("[515230.4,4829811.7]"), heap(&id, vec![]));
    made.files.push(MadeFile {
        name: "refused-epsg61234.geojson".to_owned(),
        bytes: collection("urn:ogc:def:crs:EPSG::61234", &text),
    });
}

fn collection(crs: &str, feature: &str) -> Vec<u8> {
    let crs = format!("{{\"type\":\"name\",\"properties\":{{\"name\":\"{crs}\"}}}}");
    format!("{{\"type\":\"FeatureCollection\",\"crs\":{crs},\"features\":[\n{feature}\n]}}\n")
        .into_bytes()
}
