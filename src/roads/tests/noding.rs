use std::collections::BTreeSet;

use geo::Coord;
use proptest::prelude::*;

use super::super::geometry::{Key, key, length};
use super::super::*;
use crate::domain::{Oneway, Road};
use crate::testing::{Sketch, Sketched, at, grid, metres, road, sketch};
use crate::units::Day;

/// Asserts how many mends and doubts of each kind there are, all others none.
fn assert_repairs(net: &Sketched, wanted: &[(RepairKind, usize)]) {
    let kinds: BTreeSet<RepairKind> = net
        .report
        .repairs
        .iter()
        .map(|repair| repair.kind)
        .collect();
    let found: Vec<(RepairKind, usize)> = kinds
        .into_iter()
        .map(|kind| (kind, net.report.count(kind)))
        .collect();
    assert_eq!(found, wanted);
}

fn close(a: f64, b: f64) -> bool {
    (a - b).abs() < 0.05
}

#[test]
fn equal_coordinates_join_lines_at_their_ends() {
    let net = sketch("a---b---c", metres(100));
    assert_eq!(net.links(), ["ab", "bc"]);
    assert_eq!(net.route("a", "c").nodes(), ["a", "b", "c"]);
    assert_repairs(&net, &[]);
}

#[test]
fn lines_are_split_at_shared_inner_vertices() {
    let map = "
        a---b---c
            |
            d    ";
    let alone = Sketch::new(map, metres(100)).ways("abc").build();
    assert_eq!(alone.links(), ["abc"]);
    let net = Sketch::new(map, metres(100)).ways("abc bd").build();
    assert_eq!(net.links(), ["ab", "bc", "bd"]);
    assert_eq!(net.report.given.shared_vertices, 1);
    assert_repairs(&net, &[]);
}

#[test]
fn coordinates_within_a_centimetre_are_equal() {
    let nudged = |by: f64| {
        let roads = [
            road("1", &[at(0.0, 0.0), at(100.0, 0.0)]),
            road("2", &[at(100.0 + by, 0.0), at(200.0, 0.0)]),
        ];
        build(&roads, &RoadParams::default()).1.dead_ends
    };
    assert_eq!(nudged(0.001), 2);
    assert_eq!(nudged(0.05), 4);
}

/// A road that stops short of a ring, at one metre a cell.
const FOUR_SHORT: &str = "
    c----e
    |    |
    |    |   b------------------------a
    |    |
    d----f";
const SIX_SHORT: &str = "
    c----e
    |    |
    |    |     b------------------------a
    |    |
    d----f";

#[test]
fn an_end_that_lies_on_a_road_without_a_vertex_is_joined() {
    let map = "
        a-------c
            |
            d";
    let mut lane = Sketch::new(map, metres(20)).ways("ac").roads().to_vec();
    let on_road = at(80.0, 0.0);
    lane.push(road("lane", &[on_road, at(80.0, -60.0)]));
    let middle = (lane[0].line.0[0] + lane[0].line.0[1]) / 2.0;
    lane[1].line.0[0] = middle;
    let (network, report) = build(&lane, &RoadParams::default());
    assert_eq!(report.count(RepairKind::DeadEndJoined), 1);
    assert_eq!(network.islands().len(), 1);
}

#[test]
fn an_end_beside_a_bridge_or_an_expressway_is_not_joined_to_it() {
    let map = "
        a-------b

            c
            |
            d";
    let beside = |change: &dyn Fn(&mut Road)| {
        let sketch = Sketch::new(map, metres(2)).ways("ab cd").with("ab", change);
        sketch.build().report.count(RepairKind::DeadEndJoined)
    };
    assert_eq!(beside(&|_| ()), 1, "4 m short of a road on the ground");
    assert_eq!(beside(&|road| road.bridge = true), 0);
    assert_eq!(beside(&|road| road.layer = 1), 0);
    assert_eq!(
        beside(&|road| road.class = Some(crate::domain::RoadClass::Expressway)),
        0
    );
}

#[test]
fn a_short_stub_is_not_joined_to_the_road_it_stands_on() {
    let map = "
        a---b---c
            |
            d";
    // A lane of 3 m: its end lies within 5 m of the road that it leaves.
    let net = Sketch::new(map, metres(1)).ways("abc bd").build();
    assert_eq!(net.links(), ["ab", "bc", "bd"]);
    assert_eq!(net.report.count(RepairKind::DeadEndJoined), 0);
}

#[test]
fn a_dead_end_four_metres_short_is_joined() {
    let net = Sketch::new(FOUR_SHORT, metres(1)).ways("ab cdfec").build();
    assert_eq!(net.links(), [".ec", "ab", "b.", "cdf."]);
    assert_repairs(&net, &[(RepairKind::DeadEndJoined, 1)]);
    assert!(close(net.report.repairs[0].metres, 4.0));
    assert_eq!(net.report.joined_parts, 1);
    assert!(net.reaches("a", "c"));
}

#[test]
fn a_dead_end_six_metres_short_is_a_near_miss() {
    let net = Sketch::new(SIX_SHORT, metres(1)).ways("ab cdfec").build();
    assert_eq!(net.links(), ["ab", "cdfec"]);
    let kinds = [(RepairKind::Island, 1), (RepairKind::NearMiss, 1)];
    assert_repairs(&net, &kinds);
    assert!(close(net.report.repairs[1].metres, 6.0));
    assert!(!net.reaches("a", "c"));
}

#[test]
fn the_tolerance_of_dead_ends_is_a_setting() {
    let params = RoadParams {
        join_tolerance: 7.0,
        ..RoadParams::default()
    };
    let drawn = Sketch::new(SIX_SHORT, metres(1)).ways("ab cdfec");
    assert!(drawn.build_with(&params).reaches("a", "c"));
}

#[test]
fn a_dead_end_beside_a_vertex_is_joined_to_it() {
    let map = "
        c----e
        |    |
        d----f   b------------------------a";
    let net = Sketch::new(map, metres(1)).ways("ab cdfec").build();
    assert_eq!(net.links(), ["ab", "bf", "cdf", "fec"]);
}

#[test]
fn a_dead_end_links_an_apart_part_rather_than_a_nearer_line() {
    let map = "
        a-----------------------------b   c-----e
        |                                 |     |
        k-----------------------------m   |     |
        |                             |   |     |
        o-----------------------------n   d-----f";
    let alone = Sketch::new(map, metres(1)).ways("ab akmnok").build();
    assert_eq!(alone.links(), ["ab", "ak", "bm", "km", "mnok"]);
    assert_eq!(alone.report.joined_parts, 0);
    let net = Sketch::new(map, metres(1)).ways("ab akmnok cdfec").build();
    assert_eq!(net.links(), ["ab", "ak", "bc", "cdfec", "kmnok"]);
    assert_eq!(net.report.joined_parts, 1);
    assert_eq!(net.network.islands().len(), 1);
}

#[test]
fn dead_ends_that_face_each_other_get_one_link() {
    let map = "a-------------------------b   c-------------------------d";
    let net = sketch(map, metres(1));
    assert_eq!(net.links(), ["ab", "bc", "cd"]);
    assert_eq!(net.route("a", "d").path.metres, 56);
}

const CROSSING: &str = "
        c
        |
    a---+---b
        |
        d";

#[test]
fn crossings_of_a_layer_that_is_not_noded_are_joined() {
    let net = sketch(CROSSING, metres(100));
    assert_eq!(net.links(), [".b", ".d", "a.", "c."]);
    assert_repairs(&net, &[(RepairKind::CrossingJoined, 1)]);
    assert!(net.report.un_noded);
    assert_eq!(net.report.given.crossings, 1);
    assert_eq!(net.route("a", "c").nodes(), ["a", ".", "c"]);
}

#[test]
fn crossings_of_a_noded_layer_are_kept_apart_and_reported() {
    let map = "
            c
            |
        a---+---b---e
            |   |
            d   f";
    let net = Sketch::new(map, metres(100)).ways("abe bf cd").build();
    assert_eq!(net.links(), ["ab", "be", "bf", "cd"]);
    let kinds = [(RepairKind::CrossingDoubtful, 1), (RepairKind::Island, 1)];
    assert_repairs(&net, &kinds);
    assert!(!net.report.un_noded);
    let doubt = &net.report.repairs[0];
    assert_eq!(key(doubt.place), key(at(400.0, -200.0)));
    let finding = &net.report.findings[0];
    assert_eq!(finding.code.id, "R0006");
    assert_eq!(finding.id.as_deref(), Some("abe"));
    assert_eq!(finding.args[1], "cd");
}

#[test]
fn bridges_tunnels_and_other_levels_are_never_joined() {
    let changes: [fn(&mut Road); 3] = [
        |road| road.bridge = true,
        |road| road.tunnel = true,
        |road| road.layer = -1,
    ];
    for change in changes {
        let net = Sketch::new(CROSSING, metres(100))
            .with("cd", change)
            .build();
        assert_eq!(net.links(), ["ab", "cd"]);
        let kinds = [
            (RepairKind::CrossingGradeSeparated, 1),
            (RepairKind::Island, 1),
        ];
        assert_repairs(&net, &kinds);
    }
}

#[test]
fn crossings_on_the_same_upper_level_are_joined() {
    let drawn = Sketch::new(CROSSING, metres(100)).with("ab cd", |road| road.layer = 2);
    assert_eq!(drawn.build().links().len(), 4);
}

#[test]
fn a_crossing_with_a_closed_road_is_no_junction() {
    let drawn = Sketch::new(CROSSING, metres(100)).with("cd", |road| road.closed = true);
    let net = drawn.build();
    assert_eq!(net.links(), ["ab"]);
    assert_eq!(net.report.closed, 1);
    assert_repairs(&net, &[]);
}

#[test]
fn two_layers_are_judged_by_what_lies_between_them() {
    let map = "
            c       g
            |       |
        a---+---b---+---e
            |   |   |
            d   f   h";
    let drawn = Sketch::new(map, metres(100)).ways("abe bf cd gh");
    let one = drawn.build();
    assert!(one.report.un_noded, "two crossings and one junction");
    let file = |road: &mut Road| road.source.file = "other.geojson".into();
    let two = drawn.with("gh", file).build();
    assert_eq!(
        two.links(),
        [".e", ".h", "ab", "b.", "bf", "cd", "g."].sorted()
    );
    let kinds = [
        (RepairKind::CrossingJoined, 1),
        (RepairKind::CrossingDoubtful, 1),
        (RepairKind::Island, 1),
    ];
    assert_repairs(&two, &kinds);
}

#[test]
fn lines_drawn_twice_in_either_direction_are_driven_once() {
    let net = Sketch::new("a---b---c", metres(100))
        .ways("abc abc cba")
        .build();
    assert_eq!(net.links(), ["abc"]);
    assert_repairs(&net, &[(RepairKind::DuplicateLine, 2)]);
    assert!(close(net.report.repairs[0].metres, 800.0));
}

#[test]
fn a_one_way_pair_of_opposite_directions_is_kept() {
    for oneway in [Oneway::Forward, Oneway::Backward] {
        let drawn = Sketch::new("a---b", metres(100)).ways("ab ba");
        let net = drawn.with("ab ba", |road| road.oneway = oneway).build();
        assert_eq!(net.links(), ["ab", "ba"]);
        assert!(net.reaches("a", "b") && net.reaches("b", "a"));
        assert_repairs(&net, &[]);
    }
}

#[test]
fn one_way_lines_of_the_same_direction_are_driven_once_however_they_are_drawn() {
    let drawn = Sketch::new("a---b---c", metres(100)).ways("abc cba");
    let net = drawn
        .with("abc", |road| road.oneway = Oneway::Forward)
        .with("cba", |road| road.oneway = Oneway::Backward)
        .build();
    assert_eq!(net.links(), ["abc"]);
    assert_repairs(&net, &[(RepairKind::DuplicateLine, 1)]);
}

#[test]
fn a_one_way_line_never_hides_a_two_way_one() {
    for one_way in ["ab", "ab#2"] {
        let drawn = Sketch::new("a---b", metres(100)).ways("ab ab");
        let net = drawn
            .with(one_way, |road| road.oneway = Oneway::Forward)
            .build();
        assert!(net.reaches("a", "b") && net.reaches("b", "a"), "{one_way}");
    }
}

#[test]
fn a_closed_line_does_not_hide_an_open_one() {
    let drawn = Sketch::new("a---b", metres(100)).ways("ab ab");
    let net = drawn.with("ab", |road| road.closed = true).build();
    assert_eq!(net.links(), ["ab"]);
    assert_repairs(&net, &[]);
}

#[test]
fn lines_without_length_are_left_out_and_reported() {
    let net = Sketch::new("a---b", metres(100)).ways("aa ab bbb").build();
    assert_eq!(net.links(), ["ab"]);
    assert_eq!(net.report.given.lines, 1);
    assert_repairs(&net, &[(RepairKind::ZeroLength, 2)]);
}

#[test]
fn islands_are_numbered_by_length() {
    let net = sketch("a---b   c-------d   e-f", metres(100));
    let islands = net.network.islands();
    assert!(close(islands[0], 800.0) && close(islands[1], 400.0) && close(islands[2], 200.0));
    let numbers = ["cd", "ab", "ef"].map(|link| net.network.island(net.link(link)));
    assert_eq!(numbers, [0, 1, 2]);
    assert_repairs(&net, &[(RepairKind::Island, 2)]);
    assert!(!net.reaches("a", "c"));
}

#[test]
fn one_way_roads_do_not_make_islands() {
    let drawn = Sketch::new("a---b---c", metres(100));
    let net = drawn
        .with("bc", |road| road.oneway = Oneway::Forward)
        .build();
    assert_eq!(net.network.islands().len(), 1);
    assert!(!net.reaches("c", "b"));
}

#[test]
fn closures_hold_on_their_days_only() {
    let day = |number: i32| Day::parse("2026-11-01").unwrap().plus(number - 1);
    let net = Sketch::new("a---b---c", metres(100))
        .with("ab", |road| road.closures = vec![(day(24), day(26))])
        .build();
    let days = DayNetworks::new(&net.network, &net.roads, day(23), 5);
    let open: Vec<bool> = (0..5)
        .map(|offset| {
            let network = days.network(&net.network, days.variant(offset));
            let (from, to) = (net.along("ab", 0.5), net.along("bc", 0.5));
            fastest_path(network, from, to).is_some()
        })
        .collect();
    assert_eq!(open, [true, false, false, false, true]);
    assert_eq!(days.closed_variants(), 1, "equal days share a network");
    assert_eq!(days.findings(&net.roads).len(), 1);
}

trait Sorted {
    /// Itself, sorted.
    fn sorted(self) -> Self;
}

impl<const N: usize> Sorted for [&str; N] {
    fn sorted(mut self) -> Self {
        self.sort_unstable();
        self
    }
}

/// Straight lines through and past each other, ends off by some metres: nothing is noded.
fn tangle(seed: u64) -> Vec<Road> {
    let streets = grid(4, 4, seed);
    let mut roads = Vec::new();
    for (number, street) in streets.iter().enumerate() {
        let (from, to) = (street.line.0[0], street.line.0[street.line.0.len() - 1]);
        // From some metres short of the crossing to far beyond it, by the street's number, and past it on one side.
        let stretch = [-0.02, -0.008, 0.3, 1.6][number % 4];
        let along = to - from;
        let aside = Coord {
            x: -along.y,
            y: along.x,
        };
        let end = from + along * (1.0 + stretch) + aside * 0.03;
        if from != to {
            let mut line = road(&street.id, &[from, end]);
            line.oneway = street.oneway;
            roads.push(line);
        }
    }
    roads
}

/// The courses of all links, whichever way they are drawn.
fn courses(network: &Network) -> BTreeSet<Vec<Key>> {
    let course = |link: &Link| {
        let mut course: Vec<Key> = link.coords.iter().map(|coord| key(*coord)).collect();
        if course.last() < course.first() {
            course.reverse();
        }
        course
    };
    network.links().iter().map(course).collect()
}

/// The links of a network as roads of their own.
fn as_roads(network: &Network, roads: &[Road]) -> Vec<Road> {
    let links = network.links().iter().enumerate();
    links
        .map(|(number, link)| Road {
            id: format!("l{number:05}"),
            line: link.coords.iter().copied().collect(),
            ..roads[link.road as usize].clone()
        })
        .collect()
}

#[test]
fn mended_roads_need_no_mending() {
    for seed in 0..300 {
        let roads = tangle(seed);
        let (network, _) = build(&roads, &RoadParams::default());
        let mended = as_roads(&network, &roads);
        let (again, report) = build(&mended, &RoadParams::default());
        let joined = report.count(RepairKind::DeadEndJoined);
        assert_eq!(joined, 0, "seed {seed}: {:?}", report.repairs);
        assert_eq!(network.islands().len(), again.islands().len());
        // Nearly parallel roads may be led through each other's vertices once more, by less than 0.2 m.
        let built = |network: &Network| network.links().iter().map(|link| link.length).sum::<f64>();
        assert!((built(&network) - built(&again)).abs() < 0.5, "seed {seed}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn the_order_of_the_roads_changes_nothing(seed: u64) {
        let roads = tangle(seed);
        let (network, report) = build(&roads, &RoadParams::default());
        let mut other = roads.clone();
        other.reverse();
        other.rotate_left(roads.len() / 3);
        let (again, other) = build(&other, &RoadParams::default());
        prop_assert_eq!(courses(&network), courses(&again));
        prop_assert_eq!(report.repairs.len(), other.repairs.len());
        prop_assert_eq!(report.given, other.given);
    }

    #[test]
    fn no_metre_is_lost_and_only_joints_are_added(seed: u64) {
        let roads = tangle(seed);
        let (network, report) = build(&roads, &RoadParams::default());
        let given: f64 = roads.iter().map(|road| length(&road.line.0)).sum();
        let doubled: f64 = of_kind(&report, RepairKind::DuplicateLine);
        let joints: f64 = of_kind(&report, RepairKind::DeadEndJoined);
        let built: f64 = network.links().iter().map(|link| link.length).sum();
        prop_assert!(built > given - doubled - 0.1, "{} of {}", built, given);
        prop_assert!(built < given - doubled + joints + 0.1, "{} of {} with {}", built, given, joints);
    }

    #[test]
    fn a_noded_grid_is_taken_as_it_is(seed: u64) {
        let roads = grid(6, 5, seed);
        let (network, report) = build(&roads, &RoadParams::default());
        prop_assert_eq!(network.links().len(), roads.len());
        prop_assert_eq!(report.repairs.len(), report.count(RepairKind::Island));
    }
}

fn of_kind(report: &RepairReport, kind: RepairKind) -> f64 {
    let repairs = report.repairs.iter().filter(|repair| repair.kind == kind);
    repairs.map(|repair| repair.metres).sum()
}
