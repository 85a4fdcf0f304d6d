//! Where lines meet without a shared vertex: proper crossings, and vertices that lie on another line.

use geo::Coord;
use rayon::prelude::*;

use super::cells::{Cells, TOUCH, of_entry};
use super::crossings::proper;
use super::drawing::{Drawing, halves};
use super::geometry::{between, distance, nearest_on_segment};
use super::runs::{Frame, Run};

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

/// Compares the runs of each cell with each other, and the segments of those that come near each other: O(n) for lines of
/// similar vertex spacing.
pub(super) fn find(drawing: &Drawing, cells: &Cells) -> Meets {
    let reach = cells.reach();
    let compare = || Compare {
        drawing,
        cells,
        touch: reach.map(f64::from),
        near: Vec::new(),
        items: [Vec::new(), Vec::new()],
        meets: Meets::default(),
    };
    let rows = (0..cells.rows()).into_par_iter().with_min_len(16);
    let met = rows.fold(compare, |mut compare, row| {
        for entries in cells.filled(row) {
            compare.cell(entries);
        }
        compare
    });
    let runs = cells.runs().par_iter().with_min_len(1 << 12);
    let alone = runs.fold(compare, |mut compare, run| {
        if !run.is_plain() {
            compare.run(run);
        }
        compare
    });
    let mut meets = (met.chain(alone).map(|compare| compare.meets)).reduce(
        Meets::default,
        |mut one, mut two| {
            one.crossings.append(&mut two.crossings);
            one.touches.append(&mut two.touches);
            one
        },
    );
    // Long runs are compared in every cell that holds both.
    let crossings = &mut meets.crossings;
    crossings.sort_unstable_by_key(|one| (one.one, one.two));
    crossings.dedup_by_key(|one| (one.one, one.two));
    let touches = &mut meets.touches;
    touches.sort_unstable_by_key(|touch| (touch.vertex, touch.segment));
    touches.dedup_by_key(|touch| (touch.vertex, touch.segment));
    touches.retain(|touch| !is_crossed(drawing, touch));
    meets
}

/// A segment as it is compared.
#[derive(Clone, Copy, Debug)]
struct Item {
    segment: u32,
    places: [u64; 2],
    frame: Frame,
}

/// Compares runs and segments, with the same memory.
struct Compare<'a> {
    drawing: &'a Drawing,
    cells: &'a Cells,
    /// A touch in columns and rows, generously.
    touch: [f64; 2],
    /// The runs of a cell, each a touch wider.
    near: Vec<(Frame, u32)>,
    /// The segments of two runs that come near the other one.
    items: [Vec<Item>; 2],
    meets: Meets,
}

impl Compare<'_> {
    fn cell(&mut self, entries: &[u64]) {
        /// So few runs are compared each with each.
        const FEW: usize = 12;
        if entries.len() < 2 {
            return;
        }
        let (cell, reach) = (of_entry(entries[0]).0, self.cells.reach());
        let mut near = std::mem::take(&mut self.near);
        near.clear();
        near.extend(entries.iter().map(|entry| {
            let run = of_entry(*entry).1;
            (self.cells.runs()[run as usize].frame.wider(reach), run)
        }));
        let sorted = near.len() > FEW;
        if sorted {
            near.sort_unstable_by_key(|(frame, run)| (frame.low[0], *run));
        }
        for (at, (frame, one)) in near.iter().enumerate() {
            for (other, two) in &near[at + 1..] {
                if sorted && other.low[0] > frame.high[0] {
                    break;
                }
                if frame.touches(other) {
                    self.runs(cell, *one.min(two), *one.max(two));
                }
            }
        }
        self.near = near;
    }

    /// Compares two runs, unless they are compared in another cell or cannot meet.
    fn runs(&mut self, cell: u32, one: u32, two: u32) {
        let [one, two] = [one, two].map(|run| &self.cells.runs()[run as usize]);
        if two.continues(one) || self.cells.meeting(one, two).is_some_and(|at| at != cell) {
            return;
        }
        let reach = self.cells.reach();
        let common = one.frame.wider(reach).common(&two.frame.wider(reach));
        let mut items = std::mem::take(&mut self.items);
        for (items, run) in items.iter_mut().zip([one, two]) {
            items.clear();
            items.extend(self.near(run).filter(|item| item.frame.touches(&common)));
        }
        for one in &items[0] {
            for two in &items[1] {
                self.segments(one, two);
            }
        }
        self.items = items;
    }

    /// Compares the segments of a run with each other.
    fn run(&mut self, run: &Run) {
        let mut items = std::mem::take(&mut self.items);
        items[0].clear();
        items[0].extend(self.near(run));
        for (at, one) in items[0].iter().enumerate() {
            for two in &items[0][at + 1..] {
                self.segments(one, two);
            }
        }
        self.items = items;
    }

    /// The segments of a run.
    fn near(&self, run: &Run) -> impl Iterator<Item = Item> {
        let places = self.drawing.places(run.first..=run.last);
        let pairs = run.segments().zip(places.windows(2));
        pairs.map(|(segment, pair)| Item {
            segment,
            places: [pair[0], pair[1]],
            frame: Frame::around([pair[0], pair[1]]),
        })
    }

    /// Compares two segments, the one with the smaller number first.
    fn segments(&mut self, one: &Item, two: &Item) {
        let reach = self.cells.reach();
        if !one.frame.wider(reach).touches(&two.frame) {
            return;
        }
        let shared = one.places.iter().any(|place| two.places.contains(place));
        if !shared {
            let ends = [one, two].map(|item| self.drawing.segment(item.segment));
            if let Some((s, t)) = proper(ends[0], ends[1]) {
                self.meets.crossings.push(Crossing {
                    one: one.segment,
                    two: two.segment,
                    along: [s, t],
                    place: between(ends[0][0], ends[0][1], s),
                });
            }
        }
        for (one, two) in [(one, two), (two, one)] {
            for end in 0..2 {
                if !self.may_touch(one, end, two) {
                    continue;
                }
                let vertex = one.segment + u32::from(end == 1);
                // A vertex belongs to the segment that begins there, the last one to the segment before it.
                if end == 0 || self.drawing.line(one.segment).last == vertex {
                    touch(self.drawing, vertex, two.segment, &mut self.meets);
                }
            }
        }
    }

    /// Whether an end of a segment lies about so near to another: quick and generous.
    fn may_touch(&self, one: &Item, end: usize, two: &Item) -> bool {
        let place = one.places[end];
        let wider = two.frame.wider(self.cells.reach());
        if !Frame::at(place).touches(&wider) || two.places.contains(&place) {
            return false;
        }
        // Distance from the line in units of a touch.
        let [p, a, b] =
            [place, two.places[0], two.places[1]].map(|place| halves(place).map(f64::from));
        let along = [0, 1].map(|axis| (b[axis] - a[axis]) / self.touch[axis]);
        let apart = [0, 1].map(|axis| (p[axis] - a[axis]) / self.touch[axis]);
        let off = along[0] * apart[1] - along[1] * apart[0];
        off * off <= 1.1 * (along[0] * along[0] + along[1] * along[1])
    }
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
