//! Cleaning and matching tracks of a county, on one core.

#![expect(
    clippy::unwrap_used,
    reason = "a bench that cannot read its own layers ends"
)]

use std::collections::BTreeMap;
use std::fs;
use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use geo::Coord;
use xuncha::domain::Datum;
use xuncha::layers::{LayerKind, LayerSpec, read_layers};
use xuncha::roads::{LinkIdx, Network, Position, RoadParams, build, fastest_path};
use xuncha::synth::{Size, make};
use xuncha::tracks::{CleanParams, Fix, MatchParams, Matcher, Track, clean};

fn tracks(c: &mut Criterion) {
    let network = county();
    c.bench_function("tracks/prepare a county", |b| {
        b.iter(|| Matcher::new(black_box(&network), MatchParams::default()));
    });
    let matcher = Matcher::new(&network, MatchParams::default());
    let mut group = c.benchmark_group("tracks/points");
    for interval in [1, 5, 15] {
        let tracks: Vec<Track> = (0..20)
            .map(|number| drive(&network, number, interval))
            .collect();
        let fixes: usize = tracks.iter().map(Track::fixes).sum();
        group.throughput(Throughput::Elements(fixes as u64));
        group.bench_function(format!("every {interval} s"), |b| {
            b.iter(|| {
                let matched = tracks
                    .iter()
                    .map(|track| matcher.match_track(&clean(track, &CleanParams::default())));
                matched.map(|matched| matched.matched_fixes).sum::<usize>()
            });
        });
    }
    group.finish();
}

fn county() -> Network {
    let folder = tempfile::tempdir().unwrap();
    for file in make(Size::County, 1, false) {
        fs::write(folder.path().join(&file.name), &file.bytes).unwrap();
    }
    let spec = LayerSpec {
        kind: LayerKind::Roads,
        path: "roads.geojson".to_owned(),
        datum: Datum::Wgs84,
        fields: BTreeMap::new(),
        values: BTreeMap::new(),
        defaults: BTreeMap::new(),
        keep: Vec::new(),
    };
    let layers = read_layers(folder.path(), &[spec]);
    build(&layers.roads, &RoadParams::default()).0
}

/// About 100 km from place to place at 80 % of the class speed, a fix every so many seconds, up to 17 m off in each direction
/// (10 m in the mean square).
fn drive(network: &Network, number: u32, interval: u32) -> Track {
    let links = u32::try_from(network.links().len()).unwrap();
    let mut random = 12_345 + number;
    let mut below = |limit: u32| {
        // A linear congruential generator (Numerical Recipes); its high bits are good enough for noise.
        random = random.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        u32::try_from((u64::from(random) * u64::from(limit)) >> 32).unwrap()
    };
    let (mut fixes, mut clock, mut next) = (Vec::new(), 0.0, 0.0);
    let (mut metres, mut here) = (0.0, None);
    while metres < 100_000.0 {
        let there = Position::new(LinkIdx(below(links)), 0.5);
        let from = here.replace(there);
        let Some(path) = from.and_then(|from| fastest_path(network, from, there)) else {
            continue;
        };
        metres += f64::from(path.metres);
        for step in path.traversals {
            let link = network.link(step.link);
            let share = step.to_fraction - step.from_fraction;
            let millis = if share > 0.0 {
                link.forward
            } else {
                link.backward
            };
            let seconds = f64::from(millis.unwrap_or(0)) / 800.0 * share.abs();
            while next < clock + seconds {
                let fraction = step.from_fraction + share * (next - clock) / seconds;
                let place = network.coord_at(Position::new(step.link, fraction));
                let mut off =
                    |metres: f64| (f64::from(below(1_000)) / 500.0 - 1.0) * metres / 111_195.0;
                let off = Coord {
                    x: off(17.3) / 0.724,
                    y: off(17.3),
                };
                #[expect(clippy::cast_possible_truncation, reason = "a day's seconds")]
                let time = Some(next as i64);
                fixes.push(Fix {
                    at: place + off,
                    time,
                });
                next += f64::from(interval);
            }
            clock += seconds;
        }
    }
    Track {
        name: format!("{number}"),
        segments: vec![fixes],
    }
}

criterion_group!(benches, tracks);
criterion_main!(benches);
