use geo::{Coord, Geometry, LineString, MultiPoint, MultiPolygon, Point, Polygon};
use proptest::prelude::*;

use super::super::geometry::distance;
use super::super::*;
use crate::testing::{Sketched, at, grid, metres, sketch};

/// 1000 m of road eastward from 126 E, 43.5 N, and a side road from its middle.
fn roads() -> Sketched {
    sketch(
        "
        a----b----c
             |
             d",
        metres(100),
    )
}

fn point(east: f64, north: f64) -> Geometry {
    Geometry::Point(Point(at(east, north)))
}

fn polygon(corners: &[(f64, f64)]) -> Polygon {
    let outline: LineString = corners.iter().map(|(x, y)| at(*x, *y)).collect();
    Polygon::new(outline, Vec::new())
}

fn snap(net: &Sketched, geometry: &Geometry, limit: f64) -> Result<Snapped, SnapFailure> {
    Snapper::new(&net.network).snap(geometry, limit, &|_| true)
}

fn assert_place(found: Coord, east: f64, north: f64) {
    assert!(distance(found, at(east, north)) < 0.05, "{found:?}");
}

#[test]
fn a_point_is_snapped_to_the_nearest_segment_at_its_fraction() {
    let net = roads();
    let found = snap(&net, &point(125.0, 30.0), 100.0).unwrap();
    assert_eq!(found.position.link, net.link("ab"));
    assert!((found.position.fraction - 0.25).abs() < 1e-4);
    assert!((found.walk - 30.0).abs() < 0.05);
    assert_place(found.roadside, 125.0, 0.0);
    assert_place(found.target, 125.0, 30.0);
}

#[test]
fn a_fraction_counts_the_length_of_a_bent_link() {
    let net = crate::testing::Sketch::new("a----b----c", metres(100))
        .ways("abc")
        .build();
    let found = snap(&net, &point(750.0, -10.0), 100.0).unwrap();
    assert!((found.position.fraction - 0.75).abs() < 1e-4);
}

#[test]
fn beyond_the_end_of_a_road_the_end_is_nearest() {
    let net = roads();
    let found = snap(&net, &point(1030.0, 40.0), 100.0).unwrap();
    assert!((found.walk - 50.0).abs() < 0.05);
    assert_place(found.roadside, 1000.0, 0.0);
}

#[test]
fn beyond_the_limit_the_distance_is_told() {
    let net = roads();
    let failure = snap(&net, &point(200.0, 150.0), 149.0).unwrap_err();
    assert!((failure.nearest.unwrap() - 150.0).abs() < 0.1);
    assert!(snap(&net, &point(200.0, 150.0), 151.0).is_ok());
    let far = snap(&net, &point(0.0, 30_000.0), 300.0).unwrap_err();
    assert!((far.nearest.unwrap() - 30_000.0).abs() < 50.0);
}

#[test]
fn roads_that_are_not_allowed_are_passed_over() {
    let net = roads();
    let snapper = Snapper::new(&net.network);
    let (side, place) = (net.link("bd"), point(520.0, -30.0));
    let found = snapper.snap(&place, 100.0, &|_| true).unwrap();
    assert_eq!(found.position.link, side);
    let found = snapper.snap(&place, 100.0, &|link| link != side).unwrap();
    assert_eq!(found.position.link, net.link("bc"));
    assert!((found.walk - 30.0).abs() < 0.05);
    let failure = snapper.snap(&place, 100.0, &|_| false).unwrap_err();
    assert_eq!(failure.nearest, None);
}

#[test]
fn a_polygon_counts_as_its_outline() {
    let net = roads();
    let field = polygon(&[(100.0, 40.0), (200.0, 60.0), (200.0, 200.0), (100.0, 200.0)]);
    let found = snap(&net, &Geometry::Polygon(field), 300.0).unwrap();
    assert!((found.walk - 40.0).abs() < 0.05);
    assert_place(found.target, 100.0, 40.0);
}

#[test]
fn a_road_that_ends_before_the_side_of_a_polygon_is_near_that_side() {
    let net = roads();
    // The side road ends 30 m before the middle of the side, whose corners are farther off than the limit.
    let wide = polygon(&[
        (0.0, -150.0),
        (1000.0, -150.0),
        (1000.0, -400.0),
        (0.0, -400.0),
    ]);
    let net_end = net.point("d");
    assert!(distance(net_end, at(500.0, -200.0)) < 0.05, "d lies inside");
    let below = polygon(&[
        (0.0, -230.0),
        (1000.0, -230.0),
        (1000.0, -500.0),
        (0.0, -500.0),
    ]);
    for limit in [100.0, 2000.0] {
        let found = snap(&net, &Geometry::Polygon(below.clone()), limit).unwrap();
        assert!((found.walk - 30.0).abs() < 0.05, "{limit}");
        assert_eq!(found.position.link, net.link("bd"));
        assert_place(found.target, 500.0, -230.0);
    }
    assert!(snap(&net, &Geometry::Polygon(wide), 300.0).unwrap().walk < 50.1);
}

#[test]
fn the_nearest_part_of_a_multi_geometry_counts() {
    let net = roads();
    let places = [point(100.0, 90.0), point(900.0, 20.0)].map(|place| match place {
        Geometry::Point(point) => point,
        _ => unreachable!(),
    });
    let found = snap(
        &net,
        &Geometry::MultiPoint(MultiPoint(places.to_vec())),
        100.0,
    );
    assert_place(found.unwrap().roadside, 900.0, 0.0);
    let fields = MultiPolygon(vec![
        polygon(&[(100.0, 400.0), (200.0, 400.0), (200.0, 500.0)]),
        polygon(&[(700.0, 40.0), (800.0, 80.0), (700.0, 80.0)]),
    ]);
    let found = snap(&net, &Geometry::MultiPolygon(fields), 100.0).unwrap();
    assert_place(found.target, 700.0, 40.0);
}

#[test]
fn a_tie_breaks_on_place_whatever_the_order_of_the_roads() {
    let map = "
        a----b
             
        c----d";
    let one = crate::testing::Sketch::new(map, metres(100));
    let mut roads = one.roads().to_vec();
    roads.reverse();
    let (other, _) = build(&roads, &RoadParams::default());
    let net = one.build();
    let middle = (net.point("a") + net.point("d")) / 2.0;
    let middle = Geometry::Point(Point(middle));
    let found = snap(&net, &middle, 200.0).unwrap();
    let again = Snapper::new(&other).snap(&middle, 200.0, &|_| true);
    assert_eq!(found.roadside, again.unwrap().roadside);
}

/// Metres from a place to the nearest of all segments, in the plane around the place.
fn scan(network: &Network, place: Coord) -> f64 {
    let shrink = place.y.to_radians().cos();
    let plane = |coord: Coord| {
        let [x, y] = [(coord.x - place.x) * shrink, coord.y - place.y];
        [x * 111_195.08, y * 111_195.08]
    };
    let links = network.links().iter();
    let segments = links.flat_map(|link| link.coords.windows(2));
    let far = segments.map(|pair| {
        let ([ax, ay], [bx, by]) = (plane(pair[0]), plane(pair[1]));
        let square = (bx - ax).powi(2) + (by - ay).powi(2);
        let t = -(ax * (bx - ax) + ay * (by - ay)) / square;
        let t = t.clamp(0.0, 1.0);
        (ax + t * (bx - ax)).hypot(ay + t * (by - ay))
    });
    far.fold(f64::INFINITY, f64::min)
}

/// Places every metre along the outline of a polygon.
fn outline(polygon: &Polygon) -> impl Iterator<Item = Coord> {
    polygon.exterior().lines().flat_map(|side| {
        let steps = distance(side.start, side.end).ceil().max(1.0);
        (0..)
            .map(f64::from)
            .take_while(move |step| *step <= steps)
            .map(move |step| side.start + (side.end - side.start) * (step / steps))
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn the_index_finds_what_a_scan_finds(seed: u64, east in -900.0..2500.0_f64, north in -900.0..2500.0_f64) {
        let (network, _) = build(&grid(5, 5, seed), &RoadParams::default());
        let place = at(east, north);
        let wanted = scan(&network, place);
        let snapper = Snapper::new(&network);
        let geometry = Geometry::Point(Point(place));
        let found = snapper.snap(&geometry, wanted + 1.0, &|_| true).unwrap();
        prop_assert!((found.walk - wanted).abs() < 1e-3, "{} for {}", found.walk, wanted);
        prop_assert!(distance(network.coord_at(found.position), found.roadside) < 0.01);
        prop_assert!(distance(found.target, found.roadside) - found.walk < 0.01 + wanted * 1e-3);
        let refused = snapper.snap(&geometry, wanted - 1.0, &|_| true);
        prop_assert!(wanted < 1.0 || refused.is_err());
    }

    #[test]
    fn no_place_of_an_outline_is_nearer_than_the_one_found(
        seed: u64,
        corners in prop::collection::vec((-300.0..700.0_f64, -300.0..700.0_f64), 3..6),
    ) {
        let (network, _) = build(&grid(2, 2, seed), &RoadParams::default());
        let field = polygon(&corners);
        prop_assume!(!network.links().is_empty());
        let wanted = outline(&field).map(|place| scan(&network, place)).fold(f64::INFINITY, f64::min);
        let found = Snapper::new(&network).snap(&Geometry::Polygon(field), 2000.0, &|_| true).unwrap();
        prop_assert!(found.walk < wanted + 0.1, "{} for {}", found.walk, wanted);
        prop_assert!(found.walk > wanted - 0.6, "{} for {}", found.walk, wanted);
    }
}
