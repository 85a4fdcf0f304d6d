//! Where lines meet without a shared vertex: proper crossings, and vertices that lie on another line.

use geo::Coord;

use super::cells::{Cells, TOUCH};
use super::crossings::proper;
use super::drawing::Drawing;
use super::geometry::{between, distance, nearest_on_segment};
use super::nearby::{self, Nearby};

/// A vertex that touches a line so near to where its own line crosses that one, in metres, was meant to be their junction.
const MEANT: f64 = 1.0;

/// Two segments that cross.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Crossing {
    /// The smaller number.
    pub(super) one: u32,
    pub(super) two: u32,
    /// Fractions along both.
    pub(super) along: [f64; 2],
    pub(super) place: Coord,
}

/// A vertex that touches a segment.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Touch {
    pub(super) vertex: u32,
    pub(super) segment: u32,
    pub(super) fraction: f64,
    pub(super) metres: f64,
}

/// All that was found.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Meets {
    /// Crossings of any two segments, by their numbers.
    pub(super) crossings: Vec<Crossing>,
    /// Touches of driven lines, by vertex and segment; dead ends are left to their own rule, and places where the lines
    /// cross in fact to that of crossings.
    pub(super) touches: Vec<Touch>,
}

/// The cells of a drawing and what comes near what there; the vertices that share a place are joined on the way.
pub(super) fn look(drawing: &mut Drawing) -> (Cells, Nearby) {
    let cells = Cells::new(drawing);
    let mut nearby = nearby::find(drawing, &cells);
    drawing.join_places(std::mem::take(&mut nearby.same));
    (cells, nearby)
}

/// What meets in fact of that which comes near each other.
pub(super) fn find(drawing: &Drawing, nearby: Nearby) -> Meets {
    let mut meets = Meets::default();
    for [one, two] in nearby.segments {
        let ends = [one, two].map(|segment| drawing.segment(segment));
        if let Some((s, t)) = proper(ends[0], ends[1]) {
            meets.crossings.push(Crossing {
                one,
                two,
                along: [s, t],
                place: between(ends[0][0], ends[0][1], s),
            });
        }
    }
    for [vertex, segment] in nearby.vertices {
        touch(drawing, vertex, segment, &mut meets);
    }
    let crossings = &mut meets.crossings;
    crossings.sort_unstable_by_key(|one| (one.one, one.two));
    crossings.dedup_by_key(|one| (one.one, one.two));
    let touches = &mut meets.touches;
    touches.sort_unstable_by_key(|touch| (touch.vertex, touch.segment));
    touches.dedup_by_key(|touch| (touch.vertex, touch.segment));
    touches.retain(|touch| !is_crossed(drawing, touch));
    meets
}

fn touch(drawing: &Drawing, vertex: u32, segment: u32, meets: &mut Meets) {
    if !drawing.line(vertex).driven || !drawing.line(segment).driven || drawing.degree(vertex) == 1
    {
        return;
    }
    let [a, b] = drawing.segment(segment);
    let (fraction, metres) = nearest_on_segment(drawing.coord(vertex), a, b);
    if metres <= TOUCH {
        meets.touches.push(Touch {
            vertex,
            segment,
            fraction,
            metres,
        });
    }
}

/// Whether a crossing is what is left of a vertex that was drawn onto the other line.
pub(super) fn is_touch(drawing: &Drawing, crossing: &Crossing) -> bool {
    let [one, two] = [crossing.one, crossing.two];
    [(one, two), (one + 1, two), (two, one), (two + 1, one)]
        .into_iter()
        .any(|(vertex, segment)| {
            let place = drawing.coord(vertex);
            let [a, b] = drawing.segment(segment);
            drawing.degree(vertex) > 1
                && distance(place, crossing.place) <= MEANT
                && nearest_on_segment(place, a, b).1 <= TOUCH
        })
}

/// Whether a driven segment at the vertex's place crosses the segment, and not just beside it.
fn is_crossed(drawing: &Drawing, touch: &Touch) -> bool {
    let ends = drawing.places_of(touch.segment);
    let beside = |vertex: u32| {
        let here = drawing.coord(vertex);
        drawing.beside(vertex).any(|other| {
            let [c, d] = drawing.segment(touch.segment);
            let crossing = proper([here, drawing.coord(other)], [c, d]);
            !ends.contains(&drawing.place(other))
                && crossing.is_some_and(|(_, t)| distance(here, between(c, d, t)) > MEANT)
        })
    };
    let at = drawing.vertices_at(&touch.vertex).iter();
    at.filter(|vertex| drawing.line(**vertex).driven)
        .any(|vertex| beside(*vertex))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::super::drawing::given;
    use super::super::geometry::key;
    use super::super::{Network, RepairReport};
    use super::*;
    use crate::testing::{at, road};

    /// Every pair of segments and of vertex and segment, one after the other.
    fn slow(drawing: &Drawing) -> Meets {
        let mut meets = Meets::default();
        let segments = || drawing.lines.iter().flat_map(|line| line.first..line.last);
        for one in segments() {
            for two in segments() {
                let shared = drawing
                    .places_of(one)
                    .iter()
                    .any(|place| drawing.places_of(two).contains(place));
                if one < two
                    && !shared
                    && let Some((s, t)) = proper(drawing.segment(one), drawing.segment(two))
                {
                    let [a, b] = drawing.segment(one);
                    meets.crossings.push(Crossing {
                        one,
                        two,
                        along: [s, t],
                        place: between(a, b, s),
                    });
                }
            }
        }
        for vertex in 0..crate::roads::drawing::number(drawing.vertices()) {
            for segment in segments() {
                if !drawing.places_of(segment).contains(&drawing.place(vertex)) {
                    touch(drawing, vertex, segment, &mut meets);
                }
            }
        }
        meets.touches.retain(|touch| !is_crossed(drawing, touch));
        meets
    }

    fn courses() -> impl Strategy<Value = Vec<Vec<(i32, i32)>>> {
        let place = prop_oneof![
            (0..4_i32, 0..4_i32).prop_map(|(x, y)| (x * 1000, y * 1000)),
            (0..3000_i32, 0..3000_i32)
        ];
        let near = (place, -15..15_i32, -15..15_i32).prop_map(|((x, y), dx, dy)| (x + dx, y + dy));
        let short = prop::collection::vec(near.clone(), 2..6);
        let long = prop::collection::vec(near, 15..40);
        prop::collection::vec(prop_oneof![9 => short, 1 => long], 1..14)
    }

    /// The same in clusters along a line of some 20 km, with two straight roads that pass all of them.
    fn scattered() -> impl Strategy<Value = Vec<Vec<(i32, i32)>>> {
        let place = (0..3000_i32, 0..3000_i32);
        let ends = [place.clone(), place.clone(), place.clone(), place];
        (prop::collection::vec(courses(), 8..14), ends).prop_map(|(clusters, ends)| {
            let moved =
                |(x, y): (i32, i32), cluster: i32| (x + cluster * 180_000, y + cluster * 120_000);
            let mut all = Vec::new();
            let mut last = 0;
            for (cluster, courses) in (0..).zip(clusters) {
                let course = |course: Vec<(i32, i32)>| {
                    course
                        .into_iter()
                        .map(|place| moved(place, cluster))
                        .collect()
                };
                all.extend(courses.into_iter().map(course));
                last = cluster;
            }
            let passing = ends
                .chunks(2)
                .map(|ends| vec![ends[0], moved(ends[1], last)]);
            all.extend(passing);
            all
        })
    }

    /// Holds what cells find to a scan of all pairs; places are in centimetres.
    fn is_as_scanned(courses: &[Vec<(i32, i32)>]) -> Result<(), TestCaseError> {
        let place = |(x, y): &(i32, i32)| at(f64::from(*x) / 100.0, f64::from(*y) / 100.0);
        let course = |course: &Vec<(i32, i32)>| course.iter().map(place).collect::<Vec<_>>();
        let numbered = courses.iter().enumerate();
        let roads: Vec<_> = numbered
            .map(|(number, line)| road(&number.to_string(), &course(line)))
            .collect();
        let mut drawing = given(&roads, &mut RepairReport::default());
        let (_, nearby) = look(&mut drawing);
        let mut by_place: BTreeMap<u64, Vec<u32>> = BTreeMap::new();
        for vertex in 0..crate::roads::drawing::number(drawing.vertices()) {
            let vertices = by_place.entry(drawing.place(vertex)).or_default();
            vertices.push(vertex);
        }
        for vertices in by_place.values() {
            for vertex in vertices {
                prop_assert_eq!(drawing.vertices_at(vertex), &**vertices);
            }
        }
        let fast = find(&drawing, nearby);
        let slow = slow(&drawing);
        prop_assert_eq!(fast.touches, slow.touches);
        prop_assert_eq!(fast.crossings.len(), slow.crossings.len());
        for (one, two) in fast.crossings.iter().zip(&slow.crossings) {
            prop_assert_eq!((one.one, one.two), (two.one, two.two));
            prop_assert_eq!(key(one.place), key(two.place));
        }
        Ok(())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(300))]

        #[test]
        fn cells_find_what_a_scan_of_all_pairs_finds(courses in courses()) {
            is_as_scanned(&courses)?;
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(40))]

        #[test]
        fn cells_far_apart_find_what_a_scan_of_all_pairs_finds(courses in scattered()) {
            is_as_scanned(&courses)?;
        }
    }

    #[test]
    fn more_pairs_than_are_compared_at_once_are_all_found() {
        let course = |n: i32| {
            vec![
                (n * 37 % 300, n),
                (1_000 + n, 3_000 - n * 5),
                (2_000, n * 3),
            ]
        };
        let courses: Vec<_> = (0..110).map(course).collect();
        is_as_scanned(&courses).unwrap();
    }

    #[test]
    fn nothing_is_found_where_there_is_nothing() {
        let mut drawing = given(&[], &mut RepairReport::default());
        let (_, nearby) = look(&mut drawing);
        assert_eq!(find(&drawing, nearby), Meets::default());
        assert!(Network::default().links().is_empty());
    }
}
