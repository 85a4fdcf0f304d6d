//! A million ways of the hierarchy against Dijkstra: `XUNCHA_SHARED=<folder> cargo test --release --test ways -- --ignored --nocapture`.
//!
//! The folder holds `data/<set>/*.geojson.gz`. A Dijkstra of its own, which shares no code with the library's.

#![expect(
    clippy::unwrap_used,
    reason = "a missing or broken file ends the run, and each network is a row of a table"
)]

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};
use std::path::Path;

use rand_core::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;
use rayon::prelude::*;
use xuncha::domain::Datum;
use xuncha::layers::{LayerKind, LayerSpec, read_layers};
use xuncha::roads::{LinkIdx, Network, Position, RoadParams, build, travel_matrix};
use xuncha::synth::{self, Size};

/// Positions on each network.
const POSITIONS: usize = 260;

const REAL: [&str; 9] = [
    "ar-salado/roads.geojson.gz",
    "br-campo-grande/roads.geojson.gz",
    "cn-jingyu-jilin/roads_fragmented.geojson.gz",
    "cn-lingqiu/roads.geojson.gz",
    "in-ladakh/roads.geojson.gz",
    "li-liechtenstein/roads.geojson.gz",
    "us-beatty-nv/roads.geojson.gz",
    "us-madison-ne/roads.geojson.gz",
    "za-swellendam/roads_wgs84.geojson.gz",
];

fn read(dir: &Path, path: &str) -> Network {
    let spec = LayerSpec {
        kind: LayerKind::Roads,
        path: path.to_owned(),
        datum: Datum::default(),
        fields: BTreeMap::new(),
        values: BTreeMap::new(),
        defaults: BTreeMap::new(),
        keep: Vec::new(),
    };
    let layers = read_layers(dir, &[spec]);
    assert!(layers.fatal.is_empty(), "{:?}", layers.fatal);
    build(&layers.roads, &RoadParams::default()).0
}

/// Milliseconds, then millimetres.
type Cost = (u64, u64);

/// The links in the directions in which they are driven, by the junction left.
struct Arcs(Vec<Vec<(usize, Cost)>>);

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "small and positive"
)]
fn part(length: f64, millis: u32, share: f64) -> Cost {
    let millis = (f64::from(millis) * share).round() as u64;
    (millis, (length * 1000.0 * share).round() as u64)
}

/// Junctions at either end of a position's link, with the cost to get there, or from there.
fn ends(network: &Network, at: Position, leaving: bool) -> Vec<(usize, Cost)> {
    let link = network.link(at.link);
    let (from, to) = (link.from.index(), link.to.index());
    if at.fraction <= 1e-9 {
        return vec![(from, (0, 0))];
    }
    if at.fraction >= 1.0 - 1e-9 {
        return vec![(to, (0, 0))];
    }
    let (to_start, to_end) = if leaving {
        (link.backward, link.forward)
    } else {
        (link.forward, link.backward)
    };
    let start = to_start.map(|millis| (from, part(link.length, millis, at.fraction)));
    let end = to_end.map(|millis| (to, part(link.length, millis, 1.0 - at.fraction)));
    start.into_iter().chain(end).collect()
}

impl Arcs {
    fn new(network: &Network) -> Self {
        let mut arcs = vec![Vec::new(); network.graph().node_count()];
        for link in network.links() {
            let (from, to) = (link.from.index(), link.to.index());
            for (tail, head, millis) in [(from, to, link.forward), (to, from, link.backward)] {
                if let Some(millis) = millis {
                    arcs[tail].push((head, part(link.length, millis, 1.0)));
                }
            }
        }
        Self(arcs)
    }

    fn from(&self, starts: &[(usize, Cost)]) -> Vec<Cost> {
        let mut costs = vec![(u64::MAX, u64::MAX); self.0.len()];
        let mut heap = BinaryHeap::new();
        for (node, cost) in starts {
            costs[*node] = costs[*node].min(*cost);
            heap.push(Reverse((*cost, *node)));
        }
        while let Some(Reverse((cost, node))) = heap.pop() {
            if cost > costs[node] {
                continue;
            }
            for (head, step) in &self.0[node] {
                let sum = (cost.0 + step.0, cost.1 + step.1);
                if sum < costs[*head] {
                    costs[*head] = sum;
                    heap.push(Reverse((sum, *head)));
                }
            }
        }
        costs
    }
}

fn direct(network: &Network, from: Position, to: Position) -> Option<Cost> {
    let link = network.link(from.link);
    let share = to.fraction - from.fraction;
    let on_link = from.link == to.link;
    let forward = link.forward.filter(|_| on_link && share >= 0.0);
    let backward = link.backward.filter(|_| on_link && share <= 0.0);
    let costs = [forward, backward].into_iter().flatten();
    costs
        .map(|millis| part(link.length, millis, share.abs()))
        .min()
}

/// How many pairs there are, how many of them have a way, and how many differ.
fn differences(network: &Network, seed: u64) -> (usize, usize, usize) {
    let mut dice = Xoshiro256PlusPlus::seed_from_u64(seed);
    let mut below = |limit: usize| usize::try_from(dice.next_u64() % limit as u64).unwrap();
    let positions: Vec<Position> = (0..POSITIONS)
        .map(|_| {
            Position::new(
                LinkIdx(u32::try_from(below(network.links().len())).unwrap()),
                [0.0, 1.0, below(1000) as f64 / 1e3, below(1000) as f64 / 1e3][below(4)],
            )
        })
        .collect();
    let (seconds, metres) = travel_matrix(network, &positions);
    let arcs = Arcs::new(network);
    let whole = |value: u64| u32::try_from((value + 500) / 1000).unwrap();
    let rows: Vec<(usize, usize)> = (0..POSITIONS)
        .into_par_iter()
        .map(|row| {
            let from = positions[row];
            let costs = arcs.from(&ends(network, from, true));
            let (mut ways, mut wrong) = (0, 0);
            for (column, to) in positions.iter().enumerate() {
                let over = ends(network, *to, false)
                    .into_iter()
                    .filter_map(|(node, step)| {
                        let cost = costs[node];
                        (cost.0 != u64::MAX).then(|| (cost.0 + step.0, cost.1 + step.1))
                    });
                let best = over.chain(direct(network, from, *to)).min();
                let best = best.map_or((u32::MAX, u32::MAX), |cost| (whole(cost.0), whole(cost.1)));
                ways += usize::from(best.0 != u32::MAX);
                let cell = row * POSITIONS + column;
                wrong += usize::from((seconds[cell], metres[cell]) != best);
            }
            (ways, wrong)
        })
        .collect();
    let sum = |of: fn(&(usize, usize)) -> usize| rows.iter().map(of).sum();
    (POSITIONS * POSITIONS, sum(|row| row.0), sum(|row| row.1))
}

#[test]
#[ignore = "a million ways on real and generated networks take minutes"]
fn a_million_ways_are_as_dijkstra_sees_them() {
    #[expect(
        clippy::disallowed_methods,
        reason = "real layers are found through the environment"
    )]
    let root = std::env::var("XUNCHA_SHARED")
        .expect("XUNCHA_SHARED names the folder of the published layers");
    let data = Path::new(&root).join("data");
    let mut networks: Vec<(String, Network)> = REAL
        .iter()
        .map(|name| ((*name).to_owned(), read(&data, name)))
        .collect();
    for (seed, defects) in [(1, false), (2, true)] {
        let folder = tempfile::tempdir().unwrap();
        for file in synth::make(Size::County, seed, defects) {
            std::fs::write(folder.path().join(file.name), file.bytes).unwrap();
        }
        networks.push((
            format!("county {seed}"),
            read(folder.path(), "roads.geojson"),
        ));
    }
    let (mut pairs, mut wrong) = (0, 0);
    for (name, network) in networks {
        let roads: BTreeSet<u32> = network.links().iter().map(|link| link.road).collect();
        let closed: BTreeSet<u32> = roads.into_iter().step_by(9).collect();
        for (what, network) in [
            ("open", network.clone()),
            ("closed", network.without(&closed)),
        ] {
            let (all, ways, differ) = differences(&network, 7);
            let links = network.links().len();
            println!(
                "{name} {what}: {links} links, {all} pairs, {ways} with a way, {differ} differ"
            );
            pairs += all;
            wrong += differ;
        }
    }
    println!("{pairs} pairs, {wrong} differ");
    assert!(pairs > 1_000_000);
    assert_eq!(wrong, 0);
}
