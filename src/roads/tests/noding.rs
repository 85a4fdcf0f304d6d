use std::collections::BTreeSet;

use geo::Coord;
use proptest::prelude::*;

use super::super::geometry::{Key, key, length};
use super::super::*;
use crate::domain::{ClockTime, Closure, ClosureHours, DayWindow, Oneway, Road};
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
    let middle = (lane[0].line[0] + lane[0].line[1]) / 2.0;
    lane[1].line = [middle, lane[1].line[1]].into_iter().collect();
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

/// The networks of days of November 2026 on which teams are out in these hours.
fn days_of(
    net: &Sketched,
    params: &RoadParams,
    days: std::ops::Range<i32>,
    shifts: &[&str],
) -> DayNetworks {
    let first = Day::parse("2026-11-01").unwrap();
    let shifts: Vec<DayWindow> = shifts
        .iter()
        .map(|text| DayWindow::parse(text).unwrap())
        .collect();
    let days: Vec<RoadDay> = days
        .map(|number| RoadDay {
            day: first.plus(number - 1),
            shifts: shifts.clone(),
        })
        .collect();
    DayNetworks::new(&net.network, &net.roads, params, &days)
}

#[test]
fn a_road_closed_at_any_moment_of_a_shift_is_closed_for_the_day() {
    let hours = |from: &str, to: &str| Closure {
        days: None,
        hours: ClosureHours::Daily(
            ClockTime::parse(from).unwrap(),
            ClockTime::parse(to).unwrap(),
        ),
    };
    for (from, to, open) in [
        ("13:00", "14:00", false),
        ("17:00", "19:00", true),
        ("22:00", "06:00", true),
        ("22:00", "08:30", false),
    ] {
        let net = Sketch::new("a---b---c", metres(100))
            .with("ab", |road| road.closures = vec![hours(from, to)])
            .build();
        let shifts = ["08:00-12:00", "10:00-16:00"];
        let days = days_of(&net, &RoadParams::default(), 23..24, &shifts);
        assert_eq!(days.variant(0) == 0, open, "{from}-{to}");
        // Without a shift the whole day counts.
        let days = days_of(&net, &RoadParams::default(), 23..24, &[]);
        assert_eq!(days.variant(0), 1, "{from}-{to}");
    }
}

#[test]
fn snow_slows_its_days_and_frost_opens_the_tracks() {
    let day = |number: i32| Day::parse("2026-11-01").unwrap().plus(number - 1);
    let params = RoadParams {
        snow: vec![(day(25), day(26))],
        frozen: vec![[(11, 26), (3, 15)]],
        tracks_when_frozen: true,
        ..RoadParams::default()
    };
    let net = Sketch::new("a---b---c", metres(100))
        .with("ab", |road| {
            road.class = Some(crate::domain::RoadClass::Track);
        })
        .build_with(&params);
    let days = days_of(&net, &params, 24..28, &["08:00-16:00"]);
    let seconds: Vec<Option<u32>> = (0..4)
        .map(|offset| {
            let network = days.network(&net.network, days.variant(offset));
            let path = fastest_path(network, net.along("ab", 0.0), net.along("bc", 1.0));
            path.map(|path| path.seconds)
        })
        .collect();
    // 400 m of track at 12 or 6 km/h, 400 m of county road at 45 or 28 km/h.
    assert_eq!(seconds, [None, None, Some(291), Some(152)]);
    let codes: Vec<&str> = days
        .findings(&net.roads)
        .iter()
        .map(|one| one.code.id)
        .collect();
    assert_eq!(codes, ["R0015", "R0016"]);
}

#[test]
fn closures_hold_on_their_days_only() {
    let day = |number: i32| Day::parse("2026-11-01").unwrap().plus(number - 1);
    let net = Sketch::new("a---b---c", metres(100))
        .with("ab", |road| {
            road.closures = vec![Closure::whole_days(day(24), day(26))];
        })
        .build();
    let days = days_of(&net, &RoadParams::default(), 23..28, &["08:00-16:00"]);
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
        let (from, to) = (street.line[0], street.line[street.line.len() - 1]);
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

/// Lines beside, along and across each other by centimetres: every fault that drawing by hand leaves.
fn scribble(seed: u64) -> Vec<Road> {
    let mut dice = StdRng(seed);
    let mut next = |limit: u64| dice.below(limit);
    let mut roads: Vec<Road> = Vec::new();
    let about = |next: &mut dyn FnMut(u64) -> u64, most: u64| {
        (next(2 * most + 1) as f64 - most as f64) / 100.0
    };
    for number in 0..4 + next(8) {
        // A new line, or an old one some centimetres or metres aside, in part, turned, with a vertex more.
        let mut course: Vec<Coord> = if roads.is_empty() || next(3) == 0 {
            (0..2 + next(3))
                .map(|_| Coord {
                    x: next(6) as f64 * 25.0,
                    y: next(6) as f64 * 25.0,
                })
                .collect()
        } else {
            let old = &roads[usize::try_from(next(roads.len() as u64)).unwrap()].line;
            old.iter().map(|place| metres_of(*place)).collect()
        };
        let off = [0, 3, 15, 30, 400][usize::try_from(next(5)).unwrap()];
        for place in &mut course {
            place.x += about(&mut next, off);
            place.y += about(&mut next, off);
        }
        if next(2) == 0 && course.len() > 1 {
            let (a, b) = (course[0], course[1]);
            let share = next(100) as f64 / 100.0;
            course.insert(1, a + (b - a) * share);
        }
        if next(3) == 0 {
            course.reverse();
        }
        if next(3) == 0 && course.len() > 2 {
            course.pop();
        }
        let course: Vec<Coord> = course.iter().map(|place| at(place.x, place.y)).collect();
        let mut line = road(&format!("s{number:02}"), &course);
        line.bridge = next(12) == 0;
        line.oneway = [
            Oneway::No,
            Oneway::No,
            Oneway::No,
            Oneway::Forward,
            Oneway::Backward,
        ][usize::try_from(next(5)).unwrap()];
        line.class = Some(crate::domain::RoadClass::ALL[usize::try_from(next(7)).unwrap()]);
        roads.push(line);
    }
    roads
}

/// Metres of a place that [`at`] made.
fn metres_of(place: Coord) -> Coord {
    let (origin, unit) = (at(0.0, 0.0), at(1.0, 1.0));
    let off = place - origin;
    Coord {
        x: off.x / (unit.x - origin.x),
        y: off.y / (unit.y - origin.y),
    }
}

/// Numbers by `SplitMix64`.
struct StdRng(u64);

impl StdRng {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ z >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ z >> 31) % limit
    }
}

/// Mends roads, then what came of it once more: nothing changes.
fn assert_mended_once(roads: &[Road], name: &str) {
    let (network, _) = build(roads, &RoadParams::default());
    let mended = as_roads(&network, roads);
    let (again, report) = build(&mended, &RoadParams::default());
    let mends: Vec<_> = report
        .repairs
        .iter()
        .filter(|repair| {
            !matches!(
                repair.kind,
                RepairKind::CrossingGradeSeparated
                    | RepairKind::CrossingDoubtful
                    | RepairKind::NearDuplicate
                    | RepairKind::NearMiss
                    | RepairKind::Island
            )
        })
        .collect();
    assert!(mends.is_empty(), "{name}: {mends:?}");
    assert_eq!(network.links().len(), again.links().len(), "{name}");
    assert_eq!(courses(&network), courses(&again), "{name}");
    assert_eq!(network.islands(), again.islands(), "{name}");
}

#[test]
fn mended_roads_need_no_mending() {
    for seed in 0..100 {
        assert_mended_once(&tangle(seed), &format!("tangle {seed}"));
    }
    for seed in 0..60 {
        assert_mended_once(&scribble(seed), &format!("scribble {seed}"));
    }
}

#[test]
#[ignore = "minutes of scribbles; the test above runs the first of them"]
fn mended_roads_need_no_mending_however_they_are_scribbled() {
    for seed in 0..20_000 {
        assert_mended_once(&scribble(seed), &format!("scribble {seed}"));
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
        let given: f64 = roads.iter().map(|road| length(&road.line)).sum();
        let doubled: f64 = of_kind(&report, RepairKind::DuplicateLine);
        let joints: f64 = of_kind(&report, RepairKind::DeadEndJoined);
        let built: f64 = network.links().iter().map(|link| link.length).sum();
        let doubled = doubled + of_kind(&report, RepairKind::Overlap);
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
