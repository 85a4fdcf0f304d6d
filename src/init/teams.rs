//! Where default teams start, and on what clock a place lives.

use std::collections::BTreeMap;

use geo::{Coord, Distance, Geometry, Haversine, Point};

use crate::domain::{Lang, RoadClass};
use crate::roads::{LinkIdx, Network, Snapper};

/// Metres between a settlement and a road for it to hold a base.
const BASE_WALK: f64 = 500.0;
/// Side in degrees of the squares into which road length is summed, about 2 km.
const SQUARE: f64 = 0.02;

/// A team for a new workspace.
#[derive(Clone, Debug, PartialEq)]
pub struct DefaultTeam {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Where its shifts start, lon, lat in WGS 84 degrees.
    pub base: Coord,
}

/// So many teams with their base at the best-connected settlement, else at the best-connected road junction.
///
/// A settlement counts when a road of the largest island on which a vehicle may stop lies within 500 m. The best
/// connected is the one with the smallest mean straight distance to the road length of that island; ties break on the
/// place. Without any, the base is the junction of three or more roads nearest to the centre of the road length. No
/// teams without roads.
pub fn default_teams(
    network: &Network,
    settlements: &[(Coord, String)],
    count: usize,
    lang: Lang,
) -> Vec<DefaultTeam> {
    let weights = road_weights(network);
    let Some(base) = settlement_base(network, settlements, &weights)
        .or_else(|| junction_base(network, &weights))
    else {
        return Vec::new();
    };
    let base = Coord {
        x: (base.x * 1e6).round() / 1e6,
        y: (base.y * 1e6).round() / 1e6,
    };
    (1..=count)
        .map(|n| {
            let name = match lang {
                Lang::En => format!("Team {n}"),
                Lang::Zh => format!("巡查{n}组"),
            };
            DefaultTeam {
                id: format!("T{n}"),
                name,
                base,
            }
        })
        .collect()
}

/// Whether a base may lie on a link: of the largest island, no expressway, driven both ways.
fn may_hold_base(network: &Network, link: LinkIdx) -> bool {
    let road = network.link(link);
    network.island(link) == 0
        && road.class != RoadClass::Expressway
        && road.forward.is_some()
        && road.backward.is_some()
}

fn links(network: &Network) -> impl Iterator<Item = LinkIdx> + '_ {
    (0..).take(network.links().len()).map(LinkIdx)
}

/// Road length of the largest island by square: its centre of length, and metres.
fn road_weights(network: &Network) -> Vec<(Coord, f64)> {
    let mut squares: BTreeMap<(i64, i64), (f64, f64, f64)> = BTreeMap::new();
    let island = links(network).filter(|link| network.island(*link) == 0);
    for pair in island.flat_map(|link| network.link(link).coords.windows(2)) {
        for (middle, length) in pieces(pair[0], pair[1]) {
            #[expect(
                clippy::cast_possible_truncation,
                reason = "hundredths of degrees fit by far; a cast saturates"
            )]
            let square = |degrees: f64| (degrees / SQUARE).floor() as i64;
            let sum = squares
                .entry((square(middle.x), square(middle.y)))
                .or_default();
            sum.0 += middle.x * length;
            sum.1 += middle.y * length;
            sum.2 += length;
        }
    }
    squares
        .into_values()
        .filter(|(.., length)| *length > 0.0)
        .map(|(x, y, length)| {
            (
                Coord {
                    x: x / length,
                    y: y / length,
                },
                length,
            )
        })
        .collect()
}

/// A straight stretch in pieces of at most 2 km: the middle of each, and its metres.
fn pieces(a: Coord, b: Coord) -> impl Iterator<Item = (Coord, f64)> {
    let length = metres(a, b);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a length on earth in units of 2 km is small and not negative"
    )]
    let count = (length / 2_000.0).ceil().max(1.0) as u32;
    (0..count).map(move |n| {
        let share = (f64::from(n) + 0.5) / f64::from(count);
        let middle = Coord {
            x: a.x + (b.x - a.x) * share,
            y: a.y + (b.y - a.y) * share,
        };
        (middle, length / f64::from(count))
    })
}

fn metres(a: Coord, b: Coord) -> f64 {
    Haversine.distance(Point(a), Point(b))
}

/// Mean straight distance in metres from a place to the road length.
fn mean_distance(place: Coord, weights: &[(Coord, f64)]) -> f64 {
    let whole: f64 = weights.iter().map(|(_, length)| length).sum();
    weights
        .iter()
        .map(|(centre, length)| metres(place, *centre) * length)
        .sum::<f64>()
        / whole.max(1.0)
}

fn by_key(a: &(f64, Coord), b: &(f64, Coord)) -> std::cmp::Ordering {
    a.0.total_cmp(&b.0)
        .then(a.1.x.total_cmp(&b.1.x))
        .then(a.1.y.total_cmp(&b.1.y))
}

fn settlement_base(
    network: &Network,
    settlements: &[(Coord, String)],
    weights: &[(Coord, f64)],
) -> Option<Coord> {
    let snapper = Snapper::new(network);
    let allowed = |link| may_hold_base(network, link);
    settlements
        .iter()
        .filter_map(|(place, _)| {
            let geometry = Geometry::Point(Point(*place));
            let snapped = snapper.snap(&geometry, BASE_WALK, &allowed).ok()?;
            Some((mean_distance(*place, weights), snapped.roadside))
        })
        .min_by(by_key)
        .map(|(_, roadside)| roadside)
}

/// The junction of three or more links nearest to the centre of the road length; any end of a link without one.
fn junction_base(network: &Network, weights: &[(Coord, f64)]) -> Option<Coord> {
    let whole: f64 = weights.iter().map(|(_, length)| length).sum();
    let sum = |axis: fn(&Coord) -> f64| {
        weights
            .iter()
            .map(|(at, length)| axis(at) * length)
            .sum::<f64>()
    };
    let centre = Coord {
        x: sum(|at| at.x) / whole.max(1.0),
        y: sum(|at| at.y) / whole.max(1.0),
    };
    let mut degree = BTreeMap::new();
    for link in links(network).filter(|link| may_hold_base(network, *link)) {
        let road = network.link(link);
        for node in [road.from, road.to] {
            *degree.entry(node).or_insert(0_u32) += 1;
        }
    }
    let nearest = |least: u32| {
        degree
            .iter()
            .filter(|(_, links)| **links >= least)
            .filter_map(|(node, _)| network.graph().node_weight(*node))
            .map(|place| (metres(*place, centre), *place))
            .min_by(by_key)
            .map(|(_, place)| place)
    };
    nearest(3).or_else(|| nearest(1))
}

/// Seconds east of UTC on the clock of a place: +08:00 in mainland China, else the whole hour of its longitude.
///
/// China is cut into bands of latitude, within some ten kilometres along most of its border; a guess to be looked at.
pub fn utc_offset(place: Coord) -> i32 {
    /// South and north of a band, west and east of it, in degrees.
    const CHINA: [(f64, f64, f64, f64); 19] = [
        (18.0, 20.2, 108.4, 111.2),
        (20.2, 21.5, 109.5, 112.0),
        (21.5, 22.5, 99.5, 114.2),
        (22.5, 24.0, 98.8, 117.5),
        (24.0, 26.0, 98.0, 119.8),
        (26.0, 27.8, 98.7, 120.8),
        (27.8, 29.5, 88.8, 122.5),
        (29.5, 31.0, 81.5, 122.9),
        (31.0, 32.5, 79.2, 122.5),
        (32.5, 35.5, 79.5, 121.5),
        (35.5, 37.5, 76.5, 123.0),
        (37.5, 40.0, 74.5, 124.2),
        (40.0, 41.5, 76.5, 126.5),
        (41.5, 42.6, 80.2, 128.2),
        (42.6, 43.5, 80.3, 130.8),
        (43.5, 45.0, 80.5, 90.9),
        (45.0, 47.5, 83.0, 90.6),
        (47.5, 49.2, 86.0, 88.0),
        (49.8, 53.6, 119.5, 127.5),
    ];
    /// The same east of Mongolia.
    const NORTH_EAST: [(f64, f64, f64, f64); 3] = [
        (43.5, 45.0, 112.0, 131.2),
        (45.0, 47.0, 116.0, 133.5),
        (47.0, 49.8, 116.5, 134.7),
    ];
    let within = |(south, north, west, east): &(f64, f64, f64, f64)| {
        (*south..*north).contains(&place.y) && (*west..*east).contains(&place.x)
    };
    if CHINA.iter().chain(&NORTH_EAST).any(within) {
        return 8 * 3600;
    }
    #[expect(
        clippy::cast_possible_truncation,
        reason = "clamped to the hours of the clock before"
    )]
    let hours = (place.x / 15.0).round().clamp(-12.0, 14.0) as i32;
    hours * 3600
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Road;
    use crate::roads::RoadParams;

    fn road(id: &str, class: RoadClass, points: &[(f64, f64)]) -> Road {
        let course: Vec<Coord> = points.iter().map(|(x, y)| Coord { x: *x, y: *y }).collect();
        Road {
            class: Some(class),
            ..crate::testing::road(id, &course)
        }
    }

    /// A cross of village roads at 126.0 E, 43.0 N, a spur in the east, an expressway north of it, and an island.
    fn network() -> Network {
        let roads = [
            road("west", RoadClass::Village, &[(125.9, 43.0), (126.0, 43.0)]),
            road("east", RoadClass::Village, &[(126.0, 43.0), (126.1, 43.0)]),
            road("north", RoadClass::Village, &[(126.0, 43.0), (126.0, 43.1)]),
            road("spur", RoadClass::Village, &[(126.1, 43.0), (126.12, 43.0)]),
            road(
                "motorway",
                RoadClass::Expressway,
                &[(125.9, 43.2), (126.1, 43.2)],
            ),
        ];
        crate::roads::build(&roads, &RoadParams::default()).0
    }

    #[test]
    fn teams_start_at_the_best_connected_settlement() {
        let network = network();
        let place = |x, y| (Coord { x, y }, "x".to_owned());
        let settlements = [
            place(126.09, 43.001),
            place(126.03, 43.001),
            place(126.0, 43.05),
            place(126.0, 43.199),
        ];
        let teams = default_teams(&network, &settlements, 2, Lang::En);
        assert_eq!(teams.len(), 2);
        assert_eq!(
            (teams[1].id.as_str(), teams[1].name.as_str()),
            ("T2", "Team 2")
        );
        assert!(
            metres(teams[0].base, Coord { x: 126.03, y: 43.0 }) < 1.0,
            "{:?}",
            teams[0].base
        );
    }

    #[test]
    fn teams_start_at_the_central_junction_where_no_settlement_lies_near_a_road() {
        let far = [(
            Coord {
                x: 126.0,
                y: 43.199,
            },
            "by the motorway".to_owned(),
        )];
        let teams = default_teams(&network(), &far, 1, Lang::Zh);
        assert!(
            metres(teams[0].base, Coord { x: 126.0, y: 43.0 }) < 1.0,
            "{:?}",
            teams[0].base
        );
        assert_eq!(default_teams(&Network::default(), &far, 1, Lang::Zh), []);
    }

    #[test]
    fn clocks_of_known_places() {
        for (name, x, y, hours) in [
            ("Jilin City", 126.55, 43.84, 8),
            ("Lingqiu", 114.2, 39.4, 8),
            ("Kashgar", 75.99, 39.47, 8),
            ("Lhasa", 91.1, 29.65, 8),
            ("Sanya", 109.5, 18.25, 8),
            ("Mohe", 122.5, 52.97, 8),
            ("Hulunbuir", 119.7, 49.2, 8),
            ("Fuyuan", 134.3, 48.36, 8),
            ("Leh", 77.58, 34.15, 5),
            ("Kathmandu", 85.3, 27.7, 6),
            ("Hanoi", 105.8, 21.0, 7),
            ("Ulaanbaatar", 106.9, 47.9, 7),
            ("Vladivostok", 131.9, 43.1, 9),
            ("Vaduz", 9.5, 47.1, 1),
            ("San Jose", -121.9, 37.3, -8),
            ("Swellendam", 20.4, -34.0, 1),
        ] {
            assert_eq!(utc_offset(Coord { x, y }), hours * 3600, "{name}");
        }
        assert_eq!(
            utc_offset(Coord {
                x: f64::NAN,
                y: 0.0
            }),
            0
        );
    }
}
