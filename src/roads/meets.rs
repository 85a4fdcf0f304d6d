//! Where lines meet without a shared vertex: proper crossings, and vertices that lie on another line.

use std::cmp::Ordering;

use geo::Coord;
use rayon::prelude::*;

use super::cells::{Cells, higher, lower, of_entry};
use super::crossings::proper;
use super::drawing::Drawing;
use super::geometry::{between, distance, nearest_on_segment, scale};

/// A vertex this near to another line, in metres, was drawn onto it: less than the rounding of a survey, far less than the
/// width of a road.
pub(super) const TOUCH: f64 = 0.2;

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

/// Compares the segments of each cell with each other: O(n) for lines of similar vertex spacing.
///
/// A crossing counts in the cell that it lies in, a touch in that of its vertex, so that each is found once.
pub(super) fn find(drawing: &Drawing, cells: &Cells) -> Meets {
    let rows = (0..cells.rows()).into_par_iter().with_min_len(16);
    let (mut meets, _) = rows
        .fold(
            || (Meets::default(), Vec::new()),
            |(mut meets, mut items), row| {
                for entries in cells.filled(row) {
                    of_cell(drawing, cells, entries, &mut items, &mut meets);
                }
                (meets, items)
            },
        )
        .reduce(
            || (Meets::default(), Vec::new()),
            |(mut one, items), (mut two, _)| {
                one.crossings.append(&mut two.crossings);
                one.touches.append(&mut two.touches);
                (one, items)
            },
        );
    meets
        .crossings
        .sort_unstable_by_key(|one| (one.one, one.two));
    let touches = &mut meets.touches;
    touches.retain(|touch| !is_crossed(drawing, touch));
    touches.sort_unstable_by_key(|touch| (touch.vertex, touch.segment));
    meets
}

/// A segment as it is compared.
#[derive(Clone, Copy, Debug)]
struct Item {
    segment: u32,
    ends: [Coord; 2],
    places: [u32; 2],
    /// Box around it, a touch wider.
    low: Coord,
    high: Coord,
}

fn of_cell(
    drawing: &Drawing,
    cells: &Cells,
    entries: &[u64],
    items: &mut Vec<Item>,
    meets: &mut Meets,
) {
    /// So few segments are compared each with each.
    const FEW: usize = 12;
    if entries.len() < 2 {
        return;
    }
    let reach = reach(drawing.coord(of_entry(entries[0]).1).y);
    items.clear();
    items.extend(entries.iter().map(|entry| {
        let segment = of_entry(*entry).1;
        let ends = drawing.segment(segment);
        Item {
            segment,
            ends,
            places: drawing.places_of(segment),
            low: lower(ends[0], ends[1]) - reach,
            high: higher(ends[0], ends[1]) + reach,
        }
    }));
    if items.len() > FEW {
        items.sort_unstable_by(|a, b| {
            let by_place = a.low.x.partial_cmp(&b.low.x).unwrap_or(Ordering::Equal);
            by_place.then(a.segment.cmp(&b.segment))
        });
    }
    let cell = of_entry(entries[0]).0;
    for (at, one) in items.iter().enumerate() {
        for two in &items[at + 1..] {
            if two.low.x > one.high.x {
                if items.len() > FEW {
                    break;
                }
                continue;
            }
            if one.low.x <= two.high.x && one.low.y <= two.high.y && two.low.y <= one.high.y {
                compare(drawing, cells, cell, [one, two], reach, meets);
            }
        }
    }
}

/// A touch in degrees, generously.
fn reach(latitude: f64) -> Coord {
    let (sx, sy) = scale(latitude);
    Coord {
        x: 1.1 * TOUCH / sx.max(1.0),
        y: 1.1 * TOUCH / sy,
    }
}

fn compare(
    drawing: &Drawing,
    cells: &Cells,
    cell: u32,
    pair: [&Item; 2],
    reach: Coord,
    meets: &mut Meets,
) {
    let [mut one, mut two] = pair;
    if one.segment > two.segment {
        (one, two) = (two, one);
    }
    let shared = one.places.iter().any(|place| two.places.contains(place));
    if !shared && let Some((s, t)) = proper(one.ends, two.ends) {
        let place = between(one.ends[0], one.ends[1], s);
        if cells.of(place) == cell {
            meets.crossings.push(Crossing {
                one: one.segment,
                two: two.segment,
                along: [s, t],
                place,
            });
        }
    }
    for (one, two) in [(one, two), (two, one)] {
        for end in 0..2 {
            if !may_touch(one, end, two, reach) {
                continue;
            }
            let vertex = one.segment + u32::from(end == 1);
            // A vertex belongs to the segment that begins there, the last one to the segment before it.
            if end == 1 && drawing.line(one.segment).last != vertex {
                continue;
            }
            if cells.of(one.ends[end]) == cell {
                touch(drawing, vertex, two.segment, meets);
            }
        }
    }
}

/// Whether an end of a segment lies about so near to another: quick and generous.
fn may_touch(one: &Item, end: usize, two: &Item, reach: Coord) -> bool {
    let p = one.ends[end];
    let outside = p.x < two.low.x || p.x > two.high.x || p.y < two.low.y || p.y > two.high.y;
    if outside || two.places.contains(&one.places[end]) {
        return false;
    }
    // Distance from the line in units of the reach.
    let [a, b] = two.ends;
    let (dx, dy) = ((b.x - a.x) / reach.x, (b.y - a.y) / reach.y);
    let (px, py) = ((p.x - a.x) / reach.x, (p.y - a.y) / reach.y);
    let off = dx * py - dy * px;
    off * off <= 1.1 * (dx * dx + dy * dy)
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
    let at = drawing.vertices_at(drawing.place(touch.vertex)).iter();
    at.filter(|vertex| drawing.line(**vertex).driven)
        .any(|vertex| beside(*vertex))
}

#[cfg(test)]
mod tests {
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
        for vertex in 0..crate::roads::drawing::number(drawing.place.len()) {
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
        prop::collection::vec(prop::collection::vec(near, 2..6), 1..14)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(300))]

        #[test]
        fn cells_find_what_a_scan_of_all_pairs_finds(courses in courses()) {
            // Places in centimetres.
            let course = |course: &Vec<(i32, i32)>| course.iter()
                .map(|(x, y)| at(f64::from(*x) / 100.0, f64::from(*y) / 100.0)).collect::<Vec<_>>();
            let roads: Vec<_> = courses.iter().enumerate()
                .map(|(number, line)| road(&number.to_string(), &course(line))).collect();
            let drawing = given(&roads, &mut RepairReport::default());
            let fast = find(&drawing, &Cells::new(&drawing));
            let slow = slow(&drawing);
            prop_assert_eq!(fast.touches, slow.touches);
            prop_assert_eq!(fast.crossings.len(), slow.crossings.len());
            for (one, two) in fast.crossings.iter().zip(&slow.crossings) {
                prop_assert_eq!((one.one, one.two), (two.one, two.two));
                prop_assert_eq!(key(one.place), key(two.place));
            }
        }
    }

    #[test]
    fn nothing_is_found_where_there_is_nothing() {
        let drawing = given(&[], &mut RepairReport::default());
        assert_eq!(find(&drawing, &Cells::new(&drawing)), Meets::default());
        assert!(Network::default().links().is_empty());
    }
}
