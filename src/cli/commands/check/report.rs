//! The repair report as GeoJSON: every mend, doubt and unreachable target, with its place.

use geo::CoordsIter;
use serde_json::{Value, json};

use crate::domain::{Finding, Lang, Level};
use crate::pipeline::County;
use crate::problem::assemble::Verdict;
use crate::roads::RepairKind;

/// Word and advice of a kind of mend.
const fn words(kind: RepairKind, lang: Lang) -> (&'static str, &'static str, &'static str) {
    match kind {
        RepairKind::DeadEndJoined => (
            "dead_end_joined",
            lang.pick(
                "dead end joined to the road beside it",
                "断头已接到旁边的道路",
            ),
            lang.pick(
                "move the end onto the road in the layer",
                "请在图层中把端点移到道路上",
            ),
        ),
        RepairKind::TouchJoined => (
            "touch_joined",
            lang.pick(
                "vertex on another road joined to it",
                "落在另一条路上的顶点已接通",
            ),
            lang.pick(
                "split the other road here in the layer",
                "请在图层中于此处打断另一条路",
            ),
        ),
        RepairKind::CrossingJoined => (
            "crossing_joined",
            lang.pick("crossing joined", "交叉已接通"),
            lang.pick(
                "split both lines here in the layer",
                "请在图层中于此处打断两线",
            ),
        ),
        RepairKind::CrossingGradeSeparated => (
            "crossing_separated",
            lang.pick(
                "crossing at different levels, kept apart",
                "立体交叉，未接通",
            ),
            "",
        ),
        RepairKind::CrossingDoubtful => (
            "crossing_doubtful",
            lang.pick(
                "crossing without a shared vertex, kept apart",
                "交叉处没有公共顶点，未接通",
            ),
            lang.pick(
                "mark the bridge or tunnel, or split both lines here",
                "请标明桥梁、隧道，或于此处打断两线",
            ),
        ),
        RepairKind::DuplicateLine => (
            "duplicate_line",
            lang.pick("the same line twice", "重复的线"),
            lang.pick("delete one of the two", "请删除其中一条"),
        ),
        RepairKind::ZeroLength => (
            "zero_length",
            lang.pick("line without length", "没有长度的线"),
            lang.pick("delete it", "请删除"),
        ),
        RepairKind::Island => (
            "island",
            lang.pick(
                "roads that are not linked to the largest network",
                "与最大路网不相通的道路",
            ),
            lang.pick(
                "draw the missing link, if there is one in fact",
                "如实际相通，请补画连接线",
            ),
        ),
        RepairKind::NearMiss => (
            "near_miss",
            lang.pick(
                "dead end that nearly touches another road",
                "断头离另一条路很近但未接通",
            ),
            lang.pick("join it if the roads meet in fact", "如实际相通，请接通"),
        ),
    }
}

/// The report's bytes: one feature per line.
pub(super) fn geojson(
    county: &County,
    findings: &[Finding],
    verdicts: &[Verdict],
    lang: Lang,
) -> Vec<u8> {
    let mut features = Vec::new();
    let road_at = |idx: u32| {
        let road = county.layers.roads.get(idx as usize);
        road.map(|road| road.source.to_string())
    };
    let road_id = |idx: u32| {
        county
            .layers
            .roads
            .get(idx as usize)
            .map(|road| road.id.clone())
    };
    for repair in &county.repairs.repairs {
        let (kind, text, fix) = words(repair.kind, lang);
        let (road, other) = (road_id(repair.road), repair.other.and_then(road_id));
        let metres = (repair.metres * 100.0).round() / 100.0;
        features.push(point(
            [repair.place.x, repair.place.y],
            &json!({
                "kind": kind, "text": text, "fix": fix, "road": road, "other": other, "metres": metres,
                "at": road_at(repair.road), "other_at": repair.other.and_then(road_at),
            }),
        ));
    }
    for finding in findings
        .iter()
        .filter(|finding| finding.code.level > Level::Note && finding.source.line > 0)
        // Those of the roads stand among the mends already.
        .filter(|finding| !crate::roads::codes::ALL.contains(&finding.code))
    {
        if let Some(place) = finding.place {
            features.push(point(
                [place.x, place.y],
                &json!({"kind": finding.code.id, "text": finding.message(lang), "fix": finding.hint(lang), "id": finding.id,
                       "at": finding.source.to_string()}),
            ));
        }
    }
    for (target, verdict) in county.layers.targets.iter().zip(verdicts) {
        if let (Verdict::Unreachable(exclusion), Some(place)) =
            (verdict, target.geometry.coords_iter().next())
        {
            let text = super::why(*exclusion, lang);
            let fix = lang.pick(
                "correct the place, draw the missing road, or raise walk_limit_m in xuncha.toml",
                "请更正位置、补画道路，或在 xuncha.toml 中调大 walk_limit_m",
            );
            features.push(point(
                [place.x, place.y],
                &json!({
                    "kind": "unreachable", "text": text, "fix": fix, "id": target.id, "name": target.name,
                    "at": target.source.to_string(),
                }),
            ));
        }
    }
    let mut bytes = b"{\"type\":\"FeatureCollection\",\"features\":[\n".to_vec();
    for (idx, feature) in features.iter().enumerate() {
        bytes.extend_from_slice(feature.to_string().as_bytes());
        bytes.extend_from_slice(if idx + 1 < features.len() {
            b",\n"
        } else {
            b"\n"
        });
    }
    bytes.extend_from_slice(b"]}\n");
    bytes
}

fn point(place: [f64; 2], properties: &Value) -> Value {
    let rounded = place.map(|degrees| (degrees * 1e7).round() / 1e7);
    json!({"type": "Feature", "geometry": {"type": "Point", "coordinates": rounded}, "properties": properties})
}
