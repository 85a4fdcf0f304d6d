//! The hierarchy against Dijkstra: every weight to the second and the metre.

use std::collections::BTreeSet;

use rand_core::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;

use super::super::geometry::length;
use super::super::search::{Search, wanted, whole};
use super::super::*;
use crate::domain::{Oneway, Road};
use crate::testing::{Sketch, at, grid, metres, road, sketch};

/// Seconds and metres by Dijkstra: `n x n`, row = from.
fn slow_matrix(network: &Network, positions: &[Position]) -> Vec<(u32, u32)> {
    let (wanted, count) = wanted(network, positions);
    let mut search = Search::new(network);
    let mut found = Vec::new();
    for from in positions {
        search.run(*from, &wanted, count);
        let row = positions.iter().map(|to| search.arrival(*from, *to));
        found.extend(row.map(|cost| cost.map_or((u32::MAX, u32::MAX), whole)));
    }
    found
}

struct Dice(Xoshiro256PlusPlus);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.0.next_u64() % limit as u64).unwrap()
    }

    /// Positions all over a network, many of them at junctions, on the same link, or at one place.
    fn positions(&mut self, network: &Network, count: usize) -> Vec<Position> {
        let mut positions: Vec<Position> = Vec::new();
        for number in 0..count {
            let link = self.below(network.links().len());
            let fraction = match self.below(6) {
                0 => 0.0,
                1 => 1.0,
                _ => self.below(1_000_001) as f64 / 1e6,
            };
            let mut position = Position::new(LinkIdx(u32::try_from(link).unwrap()), fraction);
            match (positions.last(), number % 7) {
                (Some(before), 5) => position.link = before.link,
                (Some(before), 6) => position = *before,
                _ => {}
            }
            positions.push(position);
        }
        positions
    }
}

fn dice(seed: u64) -> Dice {
    Dice(Xoshiro256PlusPlus::seed_from_u64(seed))
}

/// A grid with duplicates, tiny links, a detached pair of roads and a long chain.
pub(super) fn messy(columns: usize, rows: usize, seed: u64) -> Vec<Road> {
    let mut roads = grid(columns, rows, seed);
    let mut dice = dice(seed);
    for number in 0..roads.len() / 6 {
        let mut copy = roads[dice.below(roads.len())].clone();
        copy.id = format!("copy{number}");
        copy.maxspeed = Some(5.0 + dice.below(60) as f64);
        copy.oneway = [Oneway::No, Oneway::Forward, Oneway::Backward][dice.below(3)];
        roads.push(copy);
    }
    roads.push(road("island", &[at(-3000.0, 0.0), at(-2700.0, 0.0)]));
    roads.push(road("island2", &[at(-2700.0, 0.0), at(-2700.0, 300.0)]));
    for step in 0..40_u32 {
        let along = |step: u32| at(-500.0 - 10.0 * f64::from(step), -500.0);
        roads.push(road(
            &format!("chain{step:02}"),
            &[along(step), along(step + 1)],
        ));
    }
    let touching = roads[0].line[0];
    roads.push(road("tie", &[at(-500.0, -500.0), touching]));
    roads.sort_by(|a, b| a.id.cmp(&b.id));
    roads
}

/// Matrix and ways equal those of Dijkstra.
fn compare(network: &Network, positions: &[Position], ways: usize) {
    let (seconds, lengths) = travel_matrix(network, positions);
    let wanted = slow_matrix(network, positions);
    let n = positions.len();
    let mut query = network.ways().query();
    for (idx, wanted) in wanted.iter().enumerate() {
        let (from, to) = (positions[idx / n], positions[idx % n]);
        assert_eq!((seconds[idx], lengths[idx]), *wanted, "{from:?} to {to:?}");
        if idx % (n * n / ways.max(1)).max(1) != 0 {
            continue;
        }
        let path = query.path(from, to);
        let found = path
            .as_ref()
            .map_or((u32::MAX, u32::MAX), |path| (path.seconds, path.metres));
        assert_eq!(found, *wanted, "{from:?} to {to:?}");
        if let Some(path) = path {
            assert!((length(&path.coords) - f64::from(path.metres)).abs() < 1.0);
        }
    }
}

#[test]
pub(super) fn messy_grids_are_as_dijkstra_sees_them() {
    for seed in 0..12 {
        let size = 3 + usize::try_from(seed).unwrap();
        let (network, _) = build(&messy(size, size + 2, seed), &RoadParams::default());
        let positions = dice(seed).positions(&network, 60);
        compare(&network, &positions, 400);
    }
}

#[test]
fn a_county_is_as_dijkstra_sees_it() {
    let (network, _) = build(&messy(50, 60, 99), &RoadParams::default());
    let positions = dice(5).positions(&network, 150);
    compare(&network, &positions, 2_000);
}

#[test]
fn closures_are_weights_of_the_same_order() {
    let (network, _) = build(&messy(12, 12, 3), &RoadParams::default());
    let positions = dice(8).positions(&network, 50);
    compare(&network, &positions, 100);
    let closed: BTreeSet<u32> = network
        .links()
        .iter()
        .step_by(5)
        .map(|link| link.road)
        .collect();
    let closed_network = network.without(&closed);
    compare(&closed_network, &positions, 2_500);
    compare(&network, &positions, 100);
}

#[test]
fn any_number_of_threads_prepares_the_same() {
    let (network, _) = build(&messy(60, 60, 4), &RoadParams::default());
    let prepared = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .unwrap();
        pool.install(|| format!("{:?}", Hierarchy::new(&network)))
    };
    assert!(prepared(1) == prepared(3));
}

#[test]
fn a_way_of_three_days_is_none() {
    let slow = |speed: f64| {
        let drawn = Sketch::new("a---b---c", metres(10_000));
        drawn
            .with("ab bc", |road| road.maxspeed = Some(speed))
            .build()
    };
    // Eighty kilometres at 1.2 km/h take 67 hours, at 1 km/h eighty.
    assert!(slow(1.2).reaches("a", "c"));
    assert!(!slow(1.0).reaches("a", "c"));
    assert!(slow(1.0).reaches("a", "b"));
}

#[test]
fn a_network_without_links_has_no_ways() {
    let network = Network::default();
    assert_eq!(travel_matrix(&network, &[]), (vec![], vec![]));
    let two = sketch("a---b   c---d", metres(100));
    assert!(!two.reaches("a", "d"));
}
