//! Which segments come near each other, as the grid of places tells: what is looked at more closely, and what is not.

use rayon::prelude::*;

use super::cells::{Cells, of_entry};
use super::drawing::Drawing;
use super::fetch::fetch;
use super::places::halves;
use super::runs::{Frame, Run};

/// What comes near what, each in any order and now and then twice.
#[derive(Clone, Debug, Default)]
pub(super) struct Nearby {
    /// Vertices that share their place with others.
    pub(super) same: Vec<u32>,
    /// Segments without a common place whose boxes touch, the smaller number first.
    pub(super) segments: Vec<[u32; 2]>,
    /// Vertices that lie about a touch from a segment of which they are no end, with that segment.
    pub(super) vertices: Vec<[u32; 2]>,
}

/// Compares the runs of each cell with each other, and the segments of those that come near each other: O(n) for lines of
/// similar vertex spacing.
pub(super) fn find(drawing: &Drawing, cells: &Cells) -> Nearby {
    let reach = cells.reach();
    let compare = || Compare {
        drawing,
        cells,
        touch: reach.map(f64::from),
        near: Vec::new(),
        pairs: Vec::new(),
        items: [Vec::new(), Vec::new()],
        found: Nearby::default(),
    };
    let blocks = (0..cells.blocks()).into_par_iter().with_min_len(4);
    let met = blocks.fold(compare, |mut compare, block| {
        compare.block(block);
        compare
    });
    let runs = cells.runs().par_iter().with_min_len(1 << 12);
    let alone = runs.fold(compare, |mut compare, run| {
        if !run.is_plain() {
            compare.run(run);
        }
        compare
    });
    (met.chain(alone).map(|compare| compare.found)).reduce(Nearby::default, |mut one, mut two| {
        one.same.append(&mut two.same);
        one.segments.append(&mut two.segments);
        one.vertices.append(&mut two.vertices);
        one
    })
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
    /// Pairs of these that are to be compared.
    pairs: Vec<[u32; 2]>,
    /// The segments of two runs that come near the other one.
    items: [Vec<Item>; 2],
    found: Nearby,
}

impl Compare<'_> {
    /// Compares the runs of a block of cells.
    ///
    /// What is read of them lies all over memory, so it is fetched ahead.
    fn block(&mut self, block: usize) {
        let cells = self.cells;
        fetch(cells.entries_of(block), |entry| {
            u64::from(cells.runs()[of_entry(*entry).1 as usize].first)
        });
        for entries in cells.filled(block) {
            self.cell(entries);
        }
        self.pairs();
    }

    /// Compares the pairs of runs that were taken note of.
    fn pairs(&mut self) {
        /// Pairs of runs that fit the nearest cache.
        const AHEAD: usize = 64;
        let cells = self.cells;
        let mut pairs = std::mem::take(&mut self.pairs);
        for pairs in pairs.chunks(AHEAD) {
            fetch(pairs.as_flattened(), |run| {
                let run = &cells.runs()[*run as usize];
                self.drawing.place(run.first) ^ self.drawing.place(run.last())
            });
            for pair in pairs {
                self.runs(*pair);
            }
        }
        pairs.clear();
        self.pairs = pairs;
    }

    /// Takes note of the pairs of runs in a cell that come near each other, and compares them when they are many.
    fn cell(&mut self, entries: &[u64]) {
        /// So many pairs are compared at once at most: where roads lie on each other, they are no end.
        const MANY: usize = 4_096;
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
                let pair = [*one.min(two), *one.max(two)];
                if frame.touches(other) && self.may_meet(cell, pair) {
                    self.pairs.push(pair);
                }
            }
            if self.pairs.len() >= MANY {
                self.pairs();
            }
        }
        self.near = near;
    }

    /// Whether two runs can meet, unless they are compared in another cell.
    fn may_meet(&self, cell: u32, pair: [u32; 2]) -> bool {
        let [one, two] = pair.map(|run| &self.cells.runs()[run as usize]);
        !two.continues(one) && self.cells.meeting(one, two).is_none_or(|at| at == cell)
    }

    /// Compares two runs.
    fn runs(&mut self, pair: [u32; 2]) {
        let [one, two] = pair.map(|run| &self.cells.runs()[run as usize]);
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
        let places = self.drawing.places(run.first..=run.last());
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
        let mut shared = false;
        for (end, place) in one.places.iter().enumerate() {
            for other in (0..2).filter(|other| two.places[*other] == *place) {
                shared = true;
                let pair = [self.vertex(one, end), self.vertex(two, other)];
                if let [Some(one), Some(two)] = pair
                    && one != two
                {
                    self.found.same.extend([one, two]);
                }
            }
        }
        if !shared {
            self.found.segments.push([one.segment, two.segment]);
        }
        for (one, two) in [(one, two), (two, one)] {
            for end in 0..2 {
                if self.may_touch(one, end, two)
                    && let Some(vertex) = self.vertex(one, end)
                {
                    self.found.vertices.push([vertex, two.segment]);
                }
            }
        }
    }

    /// The vertex at an end of a segment, if it is looked at with this one: it belongs to the segment that begins there,
    /// the last one of a line to the segment before it.
    fn vertex(&self, item: &Item, end: usize) -> Option<u32> {
        let vertex = item.segment + u32::from(end == 1);
        (end == 0 || self.drawing.line(vertex).last == vertex).then_some(vertex)
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
