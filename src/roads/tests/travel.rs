use std::ops::Add;

use petgraph::algo::dijkstra;
use petgraph::graph::{DiGraph, NodeIndex};
use proptest::prelude::*;

use super::super::geometry::{distance, length};
use super::super::*;
use crate::domain::{Oneway, SpeedTable};
use crate::testing::{Sketch, Sketched, at, grid, metres, road, sketch};

const SQUARE: &str = "
    a---b
    |   |
    |   |
    c---d";

fn drive(net: &Sketched, from: &str, to: &str) -> (u32, u32) {
    let (seconds, metres) = travel_matrix(&net.network, &[net.at(from), net.at(to)]);
    let path = net.route(from, to).path;
    assert_eq!((seconds[1], metres[1]), (path.seconds, path.metres));
    (seconds[1], metres[1])
}

#[test]
fn one_way_roads_are_driven_their_way_only() {
    for (oneway, there, back) in [
        (Oneway::Forward, 400, 1000),
        (Oneway::Backward, 1000, 400),
        (Oneway::No, 400, 400),
    ] {
        let drawn = Sketch::new(SQUARE, metres(100)).with("ab", |road| road.oneway = oneway);
        let net = drawn.build();
        assert_eq!(drive(&net, "a", "b").1, there, "{oneway:?}");
        assert_eq!(drive(&net, "b", "a").1, back, "{oneway:?}");
    }
    let net = Sketch::new(SQUARE, metres(100))
        .with("ab", |road| road.oneway = Oneway::Backward)
        .build();
    assert_eq!(net.route("a", "b").nodes(), ["a", "c", "d", "b"]);
}

#[test]
fn the_faster_way_is_taken_even_when_it_is_longer() {
    let drawn = Sketch::new(SQUARE, metres(100));
    let net = drawn.with("ab", |road| road.maxspeed = Some(15.0)).build();
    // 400 m at 15 km/h take 96 s, 1000 m at 45 km/h 80 s.
    assert_eq!(drive(&net, "a", "b"), (80, 1000));
}

#[test]
fn a_declared_speed_caps_and_nought_is_none() {
    for (maxspeed, seconds) in [
        (None, 72),
        (Some(0.0), 72),
        (Some(90.0), 72),
        (Some(30.0), 108),
    ] {
        let drawn = Sketch::new("a---b", metres(225));
        let net = drawn.with("ab", |road| road.maxspeed = maxspeed).build();
        assert_eq!(drive(&net, "a", "b"), (seconds, 900), "{maxspeed:?}");
    }
}

#[test]
fn a_road_without_a_class_is_a_village_road_and_snow_slows() {
    let drawn = Sketch::new("a---b", metres(250)).with("ab", |road| road.class = None);
    assert_eq!(drive(&drawn.build(), "a", "b"), (144, 1000));
    let snow = RoadParams {
        speeds: SpeedTable::SNOW,
        ..RoadParams::default()
    };
    assert_eq!(drive(&drawn.build_with(&snow), "a", "b"), (200, 1000));
}

#[test]
fn a_part_of_a_link_takes_its_share() {
    let net = sketch("a---b", metres(100));
    let (from, to) = (net.along("ab", 0.25), net.along("ab", 0.75));
    let (seconds, metres) = travel_matrix(&net.network, &[from, to]);
    assert_eq!(
        (seconds, metres),
        (vec![0, 16, 16, 0], vec![0, 200, 200, 0])
    );
}

#[test]
fn behind_on_a_one_way_link_is_a_whole_round_away() {
    let drawn = Sketch::new(SQUARE, metres(100));
    let net = drawn
        .with("ab", |road| road.oneway = Oneway::Forward)
        .build();
    let (from, to) = (net.along("ab", 0.75), net.along("ab", 0.25));
    let path = fastest_path(&net.network, from, to).unwrap();
    assert_eq!(path.metres, 1200);
    assert_eq!(path.traversals.len(), 5);
    assert_eq!(
        travel_matrix(&net.network, &[from, to]).1,
        [0, 1200, 200, 0]
    );
}

#[test]
fn at_a_junction_any_road_may_be_taken() {
    let net = Sketch::new("a---b---c", metres(100))
        .with("bc", |road| road.oneway = Oneway::Forward)
        .build();
    let on = |way: &str| net.links().iter().position(|link| link == way).unwrap();
    let at = |way: &str, fraction: f64| {
        Position::new(LinkIdx(u32::try_from(on(way)).unwrap()), fraction)
    };
    let metres = |from, to| fastest_path(&net.network, from, to).map(|path| path.metres);
    // The start of the one-way link is the junction `b`.
    assert_eq!(metres(at("bc", 0.0), at("ab", 0.0)), Some(400));
    assert_eq!(metres(at("ab", 0.0), at("bc", 0.0)), Some(400));
    assert_eq!(metres(at("bc", 0.1), at("ab", 0.0)), None);
}

#[test]
fn a_loop_is_driven_the_shorter_way_round() {
    let map = "
        a---b---c
            |   |
            d---e";
    let drawn = Sketch::new(map, metres(100)).ways("ab bcedb");
    let net = drawn.build();
    let total = 1200.0;
    for (fraction, round) in [(0.25, 0.25), (0.75, 0.25), (0.4, 0.4), (0.6, 0.4)] {
        let (outside, inside) = (net.at("a"), net.along("bcedb", fraction));
        for (from, to) in [(outside, inside), (inside, outside)] {
            let path = fastest_path(&net.network, from, to).unwrap();
            assert!((f64::from(path.metres) - 400.0 - round * total).abs() < 1.0);
            assert!((length(&path.coords) - f64::from(path.metres)).abs() < 1.0);
        }
    }
    let one_way = drawn.with("bcedb", |road| road.oneway = Oneway::Forward);
    let net = one_way.build();
    let last = net.along("bcedb", 0.9);
    assert_eq!(
        fastest_path(&net.network, net.at("a"), last)
            .unwrap()
            .metres,
        400 + 1080
    );
    assert_eq!(
        fastest_path(&net.network, last, net.at("a"))
            .unwrap()
            .metres,
        400 + 120
    );
}

#[test]
fn unreachable_places_are_all_ones() {
    let net = sketch("a---b   c---d", metres(100));
    let (seconds, metres) = travel_matrix(&net.network, &[net.at("a"), net.at("c")]);
    let never = u32::MAX;
    assert_eq!(seconds, [0, never, never, 0]);
    assert_eq!(metres, [0, never, never, 0]);
    assert_eq!(fastest_path(&net.network, net.at("a"), net.at("c")), None);
}

#[test]
fn no_positions_make_an_empty_matrix() {
    let net = sketch("a---b", metres(100));
    assert_eq!(travel_matrix(&net.network, &[]), (vec![], vec![]));
}

/// Seconds, then metres.
#[derive(Clone, Copy, Debug, Default, PartialEq, PartialOrd)]
struct Cost(f64, f64);

impl Add for Cost {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0, self.1 + other.1)
    }
}

/// How far whole seconds may lie from the exact time: half a second for the rounding at the end and half a millisecond for the
/// part of a link at either end of a way, which two halves of odd links do reach; the last term is the rounding of `f64`.
const SECONDS_OFF: f64 = 0.5 + 2.0 * 0.0005 + 1e-9;

/// petgraph's Dijkstra over the network with the positions put into its links as nodes: `n x n`, row = from.
fn oracle(network: &Network, positions: &[Position]) -> Vec<Option<Cost>> {
    let mut graph: DiGraph<(), Cost> = DiGraph::new();
    for _ in network.graph().node_indices() {
        graph.add_node(());
    }
    let nodes: Vec<NodeIndex> = positions.iter().map(|_| graph.add_node(())).collect();
    for (idx, link) in (0..).map(LinkIdx).zip(network.links()) {
        let on_it = positions.iter().zip(&nodes);
        let mut stations: Vec<(f64, NodeIndex)> = on_it
            .filter(|(position, _)| position.link == idx)
            .map(|(position, node)| (position.fraction, *node))
            .collect();
        stations.sort_by(|a, b| a.0.total_cmp(&b.0));
        stations.insert(0, (0.0, link.from));
        stations.push((1.0, link.to));
        for pair in stations.windows(2) {
            let share = pair[1].0 - pair[0].0;
            let cost = |millis: u32| Cost(f64::from(millis) / 1000.0 * share, link.length * share);
            // Two positions at one place are no drive apart, whatever the direction; nor is one at a junction from it.
            let same = share == 0.0;
            if let Some(millis) = link.forward.or(same.then_some(0)) {
                graph.add_edge(pair[0].1, pair[1].1, cost(millis));
            }
            if let Some(millis) = link.backward.or(same.then_some(0)) {
                graph.add_edge(pair[1].1, pair[0].1, cost(millis));
            }
        }
    }
    let mut costs = Vec::new();
    for from in &nodes {
        let found = dijkstra(&graph, *from, None, |edge| *edge.weight());
        costs.extend(nodes.iter().map(|to| found.get(to).copied()));
    }
    costs
}

/// What a small network with positions on it is made from.
#[derive(Clone, Debug)]
struct Case {
    seed: u64,
    columns: usize,
    rows: usize,
    places: Vec<(u32, f64)>,
}

fn cases() -> impl Strategy<Value = Case> {
    let fraction = prop_oneof![4 => 0.0..=1.0_f64, 1 => Just(0.0), 1 => Just(1.0), 1 => Just(0.5)];
    let places = prop::collection::vec((any::<u32>(), fraction), 2..9);
    let case = (any::<u64>(), 2..5_usize, 2..5_usize, places);
    case.prop_map(|(seed, columns, rows, places)| Case {
        seed,
        columns,
        rows,
        places,
    })
}

impl Case {
    /// A network with one-way streets, loops, lanes that cannot be left, and an island; every third position lies on the link
    /// of the one before.
    fn build(&self) -> (Network, Vec<Position>) {
        let mut roads = grid(self.columns, self.rows, self.seed);
        roads.push(road("island", &[at(5000.0, 0.0), at(5300.0, 0.0)]));
        let (network, _) = build(&roads, &RoadParams::default());
        let count = u32::try_from(network.links().len()).unwrap();
        let mut positions: Vec<Position> = Vec::new();
        for (number, (link, fraction)) in self.places.iter().enumerate() {
            let link = match positions.last() {
                Some(before) if number % 3 == 2 => before.link,
                _ => LinkIdx(link % count),
            };
            let fraction = *fraction;
            positions.push(Position::new(link, fraction));
        }
        (network, positions)
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn matrix_and_paths_equal_dijkstra_of_petgraph(case in cases()) {
        let (network, positions) = case.build();
        let (seconds, metres) = travel_matrix(&network, &positions);
        let costs = oracle(&network, &positions);
        let n = positions.len();
        for (idx, cost) in costs.iter().enumerate() {
            let (from, to) = (positions[idx / n], positions[idx % n]);
            let path = fastest_path(&network, from, to);
            let Some(Cost(wanted_seconds, wanted_metres)) = cost else {
                prop_assert_eq!((seconds[idx], metres[idx]), (u32::MAX, u32::MAX));
                prop_assert_eq!(path, None);
                continue;
            };
            prop_assert!((f64::from(seconds[idx]) - wanted_seconds).abs() <= SECONDS_OFF, "{:?} to {:?}: {} for {}", from, to, seconds[idx], wanted_seconds);
            // Half a metre for the rounding, and something for the millimetres of each part.
            prop_assert!((f64::from(metres[idx]) - wanted_metres).abs() < 0.51, "{:?} to {:?}: {} for {}", from, to, metres[idx], wanted_metres);
            let path = path.expect("the matrix has a way");
            prop_assert_eq!((path.seconds, path.metres), (seconds[idx], metres[idx]));
        }
    }

    #[test]
    fn a_path_hangs_together_and_is_as_long_as_it_says(case in cases()) {
        let (network, positions) = case.build();
        for (from, to) in positions.iter().zip(&positions[1..]) {
            let Some(path) = fastest_path(&network, *from, *to) else { continue };
            let near = |a, b| distance(a, b) < 0.02;
            prop_assert!(near(path.coords[0], network.coord_at(*from)));
            prop_assert!(near(path.coords[path.coords.len() - 1], network.coord_at(*to)));
            prop_assert!((length(&path.coords) - f64::from(path.metres)).abs() < 0.6);
            let (mut millis, mut here) = (0.0, network.coord_at(*from));
            for step in &path.traversals {
                let at = |fraction| network.coord_at(Position::new(step.link, fraction));
                prop_assert!(near(here, at(step.from_fraction)), "{:?}", path);
                here = at(step.to_fraction);
                let share = step.to_fraction - step.from_fraction;
                let link = network.link(step.link);
                let speed = if share >= 0.0 { link.forward } else { link.backward };
                let speed = speed.or(Some(0).filter(|_| share == 0.0));
                millis += f64::from(speed.expect("only allowed directions are driven")) * share.abs();
            }
            prop_assert!(near(here, network.coord_at(*to)));
            prop_assert!((millis / 1000.0 - f64::from(path.seconds)).abs() <= SECONDS_OFF);
        }
    }
}
