use std::collections::BTreeMap;

use geo::{LineString, MultiLineString, MultiPolygon, Rect};
use proptest::prelude::*;

use super::*;
use crate::domain::{Corridor, CorridorPass, Oneway, TargetDetail};
use crate::roads::{LinkIdx, RoadParams, build};
use crate::testing::{Sketch, Sketched, at, grid, metres, road, sketch};

/// County roads everywhere, in pieces of one to three kilometres.
fn rule() -> CorridorRule {
    CorridorRule {
        programme: ProgrammeId::new("P07"),
        classes: vec![RoadClass::County],
        near: Vec::new(),
        within: 200.0,
        property: None,
        min_length: 1000.0,
        max_length: 3000.0,
    }
}

fn cut_all(net: &Sketched) -> Vec<CorridorRoute> {
    cut(&net.network, &net.roads, &[], &[], &[rule()]).0
}

fn detail(route: &CorridorRoute) -> &Corridor {
    match &route.target.detail {
        TargetDetail::Corridor(corridor) => corridor,
        other => panic!("{other:?} is no corridor"),
    }
}

/// Lengths in metres, in the order of the names.
fn lengths(routes: &[CorridorRoute]) -> Vec<i64> {
    let mut routes: Vec<_> = routes.iter().collect();
    routes.sort_by_key(|route| &route.target.name);
    let lengths = routes.iter().map(|route| detail(route).length.get());
    lengths.collect()
}

fn ids(routes: &[CorridorRoute]) -> Vec<&str> {
    let ids = routes.iter().map(|route| route.target.id.as_str());
    ids.collect()
}

#[test]
fn a_long_road_is_cut_into_equal_pieces() {
    let routes = cut_all(&sketch("a-------------b", metres(500)));
    assert_eq!(lengths(&routes), [2333, 2333, 2333]);
    let mut names: Vec<_> = routes.iter().map(|route| &*route.target.name).collect();
    names.sort_unstable();
    assert_eq!(names, ["ab (1/3)", "ab (2/3)", "ab (3/3)"]);
}

#[test]
fn a_short_road_is_one_corridor() {
    let routes = cut_all(&sketch("a---b", metres(100)));
    assert_eq!(lengths(&routes), [400]);
    assert_eq!(routes[0].target.name, "ab");
}

/// Seven kilometres with a side road at 1500 or 2500 m.
fn with_side_road(east: &str) -> Sketched {
    let map = "
        a--x-y--------b
           | |
           p q";
    let ways = format!("a{east}b {east}{}", if east == "x" { 'p' } else { 'q' });
    let side = ways.split(' ').next_back().unwrap().to_owned();
    Sketch::new(map, metres(500))
        .ways(&ways)
        .with(&side, |road| road.class = Some(RoadClass::Track))
        .with(&format!("a{east}b"), |road| {
            road.number = Some("X1".into());
        })
        .build()
}

#[test]
fn pieces_end_at_a_junction_that_lies_near_the_cut() {
    let routes = cut_all(&with_side_road("y"));
    assert_eq!(lengths(&routes), [2500, 2167, 2333]);
}

#[test]
fn a_junction_farther_than_a_quarter_of_a_piece_is_no_cut() {
    let routes = cut_all(&with_side_road("x"));
    assert_eq!(lengths(&routes), [2333, 2333, 2333]);
}

#[test]
fn features_of_one_road_are_patrolled_in_one_go() {
    let drawn = Sketch::new("a---b---c", metres(250));
    let names = |road: &mut Road| road.name = Some(road.id.as_str().into());
    let apart = drawn.clone().with("ab bc", names).build();
    assert_eq!(lengths(&cut_all(&apart)), [1000, 1000]);
    let number = |road: &mut Road| road.number = Some("X7".into());
    let routes = cut_all(&drawn.with("ab bc", number).build());
    assert_eq!(lengths(&routes), [2000]);
    assert_eq!(detail(&routes[0]).road, "X7");
    assert_eq!(routes[0].traversals.len(), 2);
}

#[test]
fn only_roads_of_the_rule_are_cut() {
    let drawn = Sketch::new("a---b   c---d   e---f", metres(500))
        .with("cd", |road| road.class = Some(RoadClass::Village))
        .with("ef", |road| {
            road.tags.insert("key".to_owned(), "yes".to_owned());
        });
    let net = drawn.build();
    let roads = |rule: &CorridorRule| {
        let (routes, _) = cut(
            &net.network,
            &net.roads,
            &[],
            &[],
            std::slice::from_ref(rule),
        );
        let mut roads: Vec<String> = routes
            .iter()
            .map(|route| detail(route).road.clone())
            .collect();
        roads.sort();
        roads
    };
    assert_eq!(roads(&rule()), ["ab", "ef"]);
    let property = Some(("key".to_owned(), "yes".to_owned()));
    assert_eq!(roads(&CorridorRule { property, ..rule() }), ["ef"]);
}

#[test]
fn a_rule_without_any_road_is_told() {
    let net = sketch("a---b", metres(500));
    let none = CorridorRule {
        classes: vec![RoadClass::National],
        ..rule()
    };
    let (routes, findings) = cut(&net.network, &net.roads, &[], &[], &[rule(), none]);
    assert_eq!(routes.len(), 1);
    let codes: Vec<&str> = findings.iter().map(|finding| finding.code.id).collect();
    assert_eq!(codes, ["C0001", "C0002"]);
    assert_eq!(findings[0].args, ["1", "P07", "2.0"]);
}

#[test]
fn an_undivided_road_is_patrolled_once_in_either_direction() {
    let routes = cut_all(&sketch("a---b", metres(500)));
    assert_eq!(routes.len(), 1);
    assert_eq!(detail(&routes[0]).pass, CorridorPass::Either);
}

#[test]
fn each_carriageway_of_a_divided_road_is_patrolled_its_own_way() {
    let map = "
        a---b
        c---d";
    let net = Sketch::new(map, metres(500))
        .with("ab cd", |road| {
            road.divided = true;
            road.number = Some("G202".into());
        })
        .with("ab", |road| road.oneway = Oneway::Backward)
        .with("cd", |road| road.oneway = Oneway::Forward)
        .build();
    let routes = cut_all(&net);
    let ends: Vec<_> = routes
        .iter()
        .map(|route| {
            assert_eq!(detail(route).pass, CorridorPass::Forward);
            detail(route).ends().unwrap()
        })
        .collect();
    assert_eq!(ends.len(), 2);
    assert!(ends.contains(&(net.point("b"), net.point("a"))));
    assert!(ends.contains(&(net.point("c"), net.point("d"))));
}

#[test]
fn carriageways_that_meet_at_a_tip_stay_two_passes() {
    let map = "
              b-----c
        a----t
              d-----e";
    let net = Sketch::new(map, metres(100))
        .ways("at tbc edt")
        .with("at tbc edt", |road| road.number = Some("G202".into()))
        .with("tbc edt", |road| road.oneway = Oneway::Forward)
        .build();
    let routes = cut_all(&net);
    let one_way = routes
        .iter()
        .filter(|route| detail(route).pass == CorridorPass::Forward);
    let ends: Vec<_> = one_way.map(|route| detail(route).ends().unwrap()).collect();
    assert_eq!(ends.len(), 2);
    assert!(ends.contains(&(net.point("t"), net.point("c"))));
    assert!(ends.contains(&(net.point("e"), net.point("t"))));
}

#[test]
fn a_road_without_a_name_is_cut_as_one() {
    let map = "a---b---c---d";
    let net = Sketch::new(map, metres(100)).ways("ab bc cd").build();
    let routes = cut_all(&net);
    assert_eq!(lengths(&routes), [1200]);
    assert_eq!(routes[0].target.name, "ab");
}

#[test]
fn two_rules_of_one_programme_share_no_metre() {
    let net = sketch("a---b", metres(500));
    let (routes, _) = cut(&net.network, &net.roads, &[], &[], &[rule(), rule()]);
    assert_eq!(routes.len(), 1);
}

#[test]
fn a_divided_road_drawn_as_one_line_is_patrolled_once_in_each_direction() {
    let net = Sketch::new("a---b", metres(500))
        .with("ab", |road| road.divided = true)
        .build();
    let routes = cut_all(&net);
    let driven = |route: &CorridorRoute| {
        assert_eq!(detail(route).pass, CorridorPass::Forward);
        detail(route).ends().unwrap()
    };
    let (a, b) = (net.point("a"), net.point("b"));
    let mut ends: Vec<_> = routes.iter().map(driven).collect();
    ends.sort_by(|one, two| one.0.x.total_cmp(&two.0.x));
    assert_eq!(ends, [(a, b), (b, a)]);
    assert_ne!(routes[0].target.id, routes[1].target.id);
}

#[test]
fn a_change_elsewhere_renames_nothing() {
    let map = "
        a-------------b

        c-------------d";
    let alone = cut_all(&Sketch::new(map, metres(500)).ways("ab").build());
    // `aa` is a name before `ab`, so that every index moves.
    let both = Sketch::new(map, metres(500)).ways("ab cd");
    let both = both.with("cd", |road| road.id = "aa".to_owned());
    let mut roads = both.roads().to_vec();
    roads.sort_by(|a, b| a.id.cmp(&b.id));
    let (network, _) = build(&roads, &RoadParams::default());
    let (both, _) = cut(&network, &roads, &[], &[], &[rule()]);
    assert_eq!(both.len(), 6);
    assert_eq!(alone.len(), 3);
    for id in ids(&alone) {
        assert!(ids(&both).contains(&id), "{id} is gone");
    }
}

#[test]
fn two_programmes_may_patrol_the_same_road() {
    let net = sketch("a---b", metres(500));
    let other = CorridorRule {
        programme: ProgrammeId::new("P08"),
        ..rule()
    };
    let (routes, _) = cut(&net.network, &net.roads, &[], &[], &[rule(), other]);
    let programmes: Vec<&str> = routes
        .iter()
        .map(|route| detail(route).programme.as_str())
        .collect();
    assert_eq!(programmes, ["P07", "P08"]);
    assert_ne!(routes[0].target.id, routes[1].target.id);
}

#[test]
fn loops_and_crumbs_of_road_are_cut_like_any_other() {
    let map = "
        a----b----c
        |    |
        d----e";
    for (cell, ways) in [
        (500, "abeda"),
        (500, "abeda bc"),
        (500, "ab bed da"),
        (500, "abc cba"),
        (1, "ab"),
        (1, "abeda"),
        (1, "abeda bc"),
    ] {
        let drawn = Sketch::new(map, metres(cell)).ways(ways);
        let net = drawn
            .with(ways, |road| road.number = Some("X1".into()))
            .build();
        let routes = cut_all(&net);
        assert_covers(&net.network, &net.roads, &routes, &rule());
    }
}

/// Farmland over a rectangle, in metres east and north.
fn field(kind: AreaKind, (west, south): (f64, f64), (east, north): (f64, f64)) -> Area {
    let rect = Rect::new(at(west, south), at(east, north));
    Area {
        kind,
        name: None,
        polygons: MultiPolygon(vec![rect.to_polygon()]),
        lines: MultiLineString(Vec::new()),
        source: Source::default(),
    }
}

/// How far east the corridors along a road of ten kilometres begin and end, in metres.
fn stretches(areas: &[Area]) -> Vec<(f64, f64)> {
    let net = sketch("a-------------------b", metres(500));
    let near = CorridorRule {
        near: vec![AreaKind::Farmland, AreaKind::Gully],
        ..rule()
    };
    let (routes, _) = cut(&net.network, &net.roads, &[], areas, &[near]);
    let east = |position: Position| position.fraction * 10_000.0;
    let stretches = routes
        .iter()
        .map(|route| (east(route.from), east(route.to)));
    let mut stretches: Vec<_> = stretches.collect();
    stretches.sort_by(|a, b| a.0.total_cmp(&b.0));
    stretches
}

/// Asserts stretches to within the 50 m by which the road is tried.
fn assert_stretches(found: &[(f64, f64)], wanted: &[(f64, f64)]) {
    let same = |a: f64, b: f64| (a - b).abs() <= 50.0;
    let all = found
        .iter()
        .zip(wanted)
        .all(|(found, wanted)| same(found.0, wanted.0) && same(found.1, wanted.1));
    assert!(
        all && found.len() == wanted.len(),
        "{found:?} for {wanted:?}"
    );
}

#[test]
fn with_areas_only_stretches_within_the_distance_are_patrolled() {
    // 150 m off the road, so that 132 m to either side are within 200 m.
    let beside = field(AreaKind::Farmland, (4000.0, 150.0), (5500.0, 400.0));
    assert_stretches(&stretches(&[beside]), &[(3868.0, 5632.0)]);
    let off = field(AreaKind::Farmland, (4000.0, 210.0), (5500.0, 400.0));
    assert_stretches(&stretches(&[off]), &[]);
    let other = field(AreaKind::Settlement, (4000.0, 0.0), (5500.0, 400.0));
    assert_stretches(&stretches(&[other]), &[]);
}

#[test]
fn a_road_through_an_area_lies_near_it_all_the_way() {
    let wide = field(AreaKind::Farmland, (2000.0, -3000.0), (4500.0, 3000.0));
    assert_stretches(&stretches(&[wide]), &[(1800.0, 4700.0)]);
}

#[test]
fn a_gully_drawn_as_a_line_counts() {
    let mut gully = field(AreaKind::Gully, (0.0, 0.0), (0.0, 0.0));
    gully.polygons = MultiPolygon(Vec::new());
    let course = LineString(vec![at(6000.0, 100.0), at(7500.0, 100.0)]);
    gully.lines = MultiLineString(vec![course]);
    assert_stretches(&stretches(&[gully]), &[(5827.0, 7673.0)]);
}

#[test]
fn short_stretches_are_lengthened_and_shorter_gaps_filled() {
    let small = field(AreaKind::Farmland, (5000.0, 0.0), (5100.0, 100.0));
    assert_stretches(
        &stretches(std::slice::from_ref(&small)),
        &[(4550.0, 5550.0)],
    );
    let next = field(AreaKind::Farmland, (5900.0, 0.0), (6500.0, 100.0));
    assert_stretches(&stretches(&[small, next]), &[(4800.0, 6700.0)]);
}

#[test]
fn a_stretch_that_merely_touches_is_none() {
    let corner = field(AreaKind::Farmland, (5000.0, 198.0), (5010.0, 400.0));
    assert_stretches(&stretches(&[corner]), &[]);
}

/// Asserts that every metre of the rule's roads lies in exactly one corridor, and that each corridor can be driven.
fn assert_covers(network: &Network, roads: &[Road], routes: &[CorridorRoute], rule: &CorridorRule) {
    let mut spans: BTreeMap<LinkIdx, Vec<(f64, f64)>> = BTreeMap::new();
    for route in routes {
        let corridor = detail(route);
        let either = corridor.pass == CorridorPass::Either;
        let (mut driven, mut here) = (0.0, route.from);
        for part in &route.traversals {
            let link = network.link(part.link);
            assert_eq!(either, link.forward.is_some() && link.backward.is_some());
            let share = part.to_fraction - part.from_fraction;
            let speed = if share > 0.0 {
                link.forward
            } else {
                link.backward
            };
            assert!(speed.is_some(), "{} goes against traffic", route.target.id);
            let place = |fraction| network.coord_at(Position::new(part.link, fraction));
            assert!(
                near(network.coord_at(here), place(part.from_fraction)),
                "{route:?}"
            );
            here = Position::new(part.link, part.to_fraction);
            driven += share.abs() * link.length;
            let span = (
                part.from_fraction.min(part.to_fraction),
                part.from_fraction.max(part.to_fraction),
            );
            spans.entry(part.link).or_default().push(span);
        }
        assert_eq!(here, route.to);
        let length = corridor.length.get() as f64;
        assert!(
            (driven - length).abs() <= 0.5 || driven < 0.5,
            "{driven} for {length}"
        );
        assert!(driven <= rule.max_length + 0.01, "{driven} is too long");
        let (from, to) = corridor.ends().unwrap();
        assert!(near(from, network.coord_at(route.from)) && near(to, network.coord_at(route.to)));
        assert_eq!(
            corridor.road,
            road_name(&roads[network.link(route.from.link).road as usize])
        );
    }
    for (idx, link) in (0..).map(LinkIdx).zip(network.links()) {
        let mut spans = spans.remove(&idx).unwrap_or_default();
        if !rule.classes.contains(&link.class) {
            assert!(spans.is_empty());
            continue;
        }
        spans.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut behind = 0.0;
        for (from, to) in spans {
            assert!(
                (from - behind).abs() * link.length < 0.02,
                "{from} follows {behind}"
            );
            behind = to;
        }
        assert!(
            (1.0 - behind) * link.length < 0.02,
            "the end of {idx:?} is left out"
        );
    }
}

fn near(a: geo::Coord, b: geo::Coord) -> bool {
    (a.x - b.x).abs() < 3e-7 && (a.y - b.y).abs() < 3e-7
}

fn road_name(road: &Road) -> &str {
    road.number.as_deref().unwrap_or(&road.id)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn every_metre_lies_in_exactly_one_corridor(seed: u64, columns in 2..12_usize, rows in 2..6_usize) {
        let roads = grid(columns, rows, seed);
        let (network, _) = build(&roads, &RoadParams::default());
        let rule = CorridorRule { classes: vec![RoadClass::Provincial, RoadClass::Township], ..rule() };
        let (routes, _) = cut(&network, &roads, &[], &[], std::slice::from_ref(&rule));
        assert_covers(&network, &roads, &routes, &rule);
        let ids = ids(&routes);
        prop_assert!(ids.windows(2).all(|pair| pair[0] < pair[1]));
    }

    #[test]
    fn a_road_added_far_away_renames_nothing(seed: u64) {
        let mut roads = grid(8, 3, seed);
        let (network, _) = build(&roads, &RoadParams::default());
        let (before, _) = cut(&network, &roads, &[], &[], &[rule()]);
        roads.insert(0, road("far", &[at(9000.0, 0.0), at(9000.0, 5000.0)]));
        let (network, _) = build(&roads, &RoadParams::default());
        let (after, _) = cut(&network, &roads, &[], &[], &[rule()]);
        prop_assert_eq!(after.len(), before.len() + 2);
        let after = ids(&after);
        prop_assert!(ids(&before).iter().all(|id| after.contains(id)));
    }
}

/// The layer of required roads says so, the one laid over it has the higher class: the stretch is driven as the latter.
#[test]
fn a_stretch_drawn_twice_keeps_what_either_road_says() {
    let mut asked = road(
        "asked",
        &[
            at(0.0, 0.0),
            at(500.0, 0.0),
            at(1000.0, 0.0),
            at(2000.0, 0.0),
        ],
    );
    asked.class = Some(RoadClass::Village);
    asked.tags = BTreeMap::from([("required".to_owned(), "true".to_owned())]);
    let over = road(
        "over",
        &[
            at(500.0, 300.0),
            at(500.0, 0.0),
            at(1000.0, 0.0),
            at(1000.0, 900.0),
        ],
    );
    let whole = road("whole", &[at(0.0, 0.0), at(500.0, 0.0)]);
    let roads = [asked, over, whole];
    let (network, report) = build(&roads, &RoadParams::default());
    assert_eq!(report.repairs.len(), 2, "{:?}", report.repairs);
    let asked = CorridorRule {
        classes: vec![RoadClass::Village],
        property: Some(("required".to_owned(), "true".to_owned())),
        ..rule()
    };
    let metres = |rule: CorridorRule| -> i64 {
        let (routes, _) = cut(&network, &roads, &report.repairs, &[], &[rule]);
        lengths(&routes).iter().sum()
    };
    let near = |metres: i64, want: i64| assert!((metres - want).abs() <= 3, "{metres} {want}");
    // Not the arms of the road laid over it.
    near(metres(asked), 2000);
    // What it is driven as counts as before.
    near(metres(rule()), 300 + 500 + 900 + 500);
}
