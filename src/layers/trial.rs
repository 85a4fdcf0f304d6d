use super::read::read_layer;
use super::*;
use crate::domain::{Datum, Lang};
struct Instant(f64);
fn cpu() -> f64 {
    std::fs::read_to_string("/proc/thread-self/schedstat")
        .unwrap()
        .split(" ")
        .next()
        .unwrap()
        .parse::<f64>()
        .unwrap()
        / 1e9
}
struct El(f64);
impl El {
    fn as_secs_f64(&self) -> f64 {
        self.0
    }
}
impl Instant {
    fn now() -> Self {
        Self(std::time::UNIX_EPOCH.elapsed().unwrap().as_secs_f64())
    }
    fn elapsed(&self) -> El {
        El(std::time::UNIX_EPOCH.elapsed().unwrap().as_secs_f64() - self.0)
    }
}

#[test]
#[ignore]
fn trial() {
    let dir = Path::new("/work/shared/data");
    let mut files = Vec::new();
    for sub in std::fs::read_dir(dir).unwrap().flatten() {
        if sub.path().is_dir() {
            for f in std::fs::read_dir(sub.path()).unwrap().flatten() {
                let n = f
                    .path()
                    .strip_prefix(dir)
                    .unwrap()
                    .to_string_lossy()
                    .into_owned();
                if n.contains("json") || n.ends_with("csv") {
                    files.push(n);
                }
            }
        }
    }
    files.sort();
    for n in files {
        let base = n.rsplit('/').next().unwrap();
        let kind = if base.contains("road") || base.contains("track") {
            LayerKind::Roads
        } else if base.contains("dump") || base.contains("workorders") {
            LayerKind::DumpPoints
        } else if base.contains("places") || base.contains("facil") || base.contains("habit") {
            LayerKind::Places
        } else if base.contains("waste") {
            LayerKind::Sites
        } else {
            LayerKind::Areas
        };
        let spec = LayerSpec {
            kind,
            path: n.clone(),
            datum: Datum::Wgs84,
            fields: BTreeMap::new(),
            values: BTreeMap::new(),
            defaults: BTreeMap::new(),
            keep: Vec::new(),
        };
        let t = Instant::now();
        let l = read_layer(dir, &spec);
        let ms = t.elapsed().as_secs_f64() * 1e3;
        let nf = l.findings.len();
        println!(
            "{n} {kind:?}: features {} roads {} targets {} areas {} findings {nf} fatal {} {ms:.1} ms",
            l.features,
            l.roads.len(),
            l.targets.len(),
            l.areas.len(),
            l.fatal.len()
        );
        for f in l.fatal.iter().chain(l.findings.iter().take(14)) {
            println!(
                "    {} {}: {} [{}] {:?}",
                f.code.level.word(Lang::En),
                f.source,
                f.message(Lang::En),
                f.code.id,
                f.id
            );
        }
    }
}

#[test]
#[ignore]
fn speed() {
    use std::fmt::Write;
    // 10^7 coordinates in one line; and many small features
    let mut big = String::from(
        r#"{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"id":1},"geometry":{"type":"LineString","coordinates":["#,
    );
    for i in 0..10_000_000u32 {
        if i > 0 {
            big.push(',');
        }
        let _ = write!(big, "[126.{:07},43.{:07}]", i, (i * 7) % 10_000_000);
    }
    big.push_str("]}}]}");
    let mut small = String::from("{\"type\":\"FeatureCollection\",\"features\":[\n");
    for i in 0..500_000u32 {
        if i > 0 {
            small.push_str(",\n");
        }
        let _ = write!(
            small,
            r#"{{"type":"Feature","properties":{{"osm_id":{i},"highway":"residential","name":"Street {i}","oneway":"no"}},"geometry":{{"type":"LineString","coordinates":["#
        );
        for k in 0..12 {
            if k > 0 {
                small.push(',');
            }
            let _ = write!(small, "[126.{:07},43.{:07}]", i * 12 + k, k);
        }
        small.push_str("]}}");
    }
    small.push_str("\n]}");
    let _ = &big;
    for (name, text) in [("500k roads", &small)] {
        for kind in [LayerKind::Roads, LayerKind::Places] {
            let spec = LayerSpec {
                kind,
                path: "x".into(),
                datum: Datum::Wgs84,
                fields: BTreeMap::new(),
                values: BTreeMap::new(),
                defaults: BTreeMap::new(),
                keep: Vec::new(),
            };
            let t = Instant::now();
            let s = super::split::split(text);
            let a = t.elapsed().as_secs_f64();
            drop(s);
            let t = Instant::now();
            let l = super::read::read_text(text, &spec);
            let ms = t.elapsed().as_secs_f64();
            println!(
                "{name} {kind:?} {} MB: split {a:.2} s, all {ms:.2} s = {:.0} MB/s; {} roads {} targets",
                text.len() / 1_000_000,
                text.len() as f64 / 1e6 / ms,
                l.roads.len(),
                l.targets.len()
            );
            if kind == LayerKind::Roads {
                let t = Instant::now();
                let mut f = Vec::new();
                let r = super::check::unique_roads(l.roads, &mut f);
                println!("   unique {} {:.2}s", r.len(), t.elapsed().as_secs_f64());
            }
        }
    }
}
