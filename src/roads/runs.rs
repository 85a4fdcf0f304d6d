//! Short runs of segments and the boxes around them: what cells hold in place of single segments.

use super::drawing::{Drawing, Line};
use super::places::halves;

/// Most segments of a run.
pub(super) const LONGEST: u8 = 12;

/// A box on the grid of places: columns from the west and rows from the south, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Frame {
    pub(super) low: [u32; 2],
    pub(super) high: [u32; 2],
}

impl Frame {
    /// Around a single place.
    pub(super) const fn at(place: u64) -> Self {
        let at = halves(place);
        Self { low: at, high: at }
    }

    /// Around two places.
    pub(super) fn around([a, b]: [u64; 2]) -> Self {
        Self::at(a).with(b)
    }

    /// With another place in it.
    pub(super) fn with(self, place: u64) -> Self {
        let [x, y] = halves(place);
        Self {
            low: [self.low[0].min(x), self.low[1].min(y)],
            high: [self.high[0].max(x), self.high[1].max(y)],
        }
    }

    /// Wider by so many columns and rows on each side.
    pub(super) fn wider(self, by: [u32; 2]) -> Self {
        Self {
            low: [0, 1].map(|axis| self.low[axis].saturating_sub(by[axis])),
            high: [0, 1].map(|axis| self.high[axis].saturating_add(by[axis])),
        }
    }

    /// Whether they have a place in common.
    pub(super) fn touches(&self, other: &Self) -> bool {
        // Without a branch for each side: most boxes that are compared are apart on either.
        let [west, south] = [0, 1].map(|axis| self.low[axis] <= other.high[axis]);
        let [east, north] = [0, 1].map(|axis| other.low[axis] <= self.high[axis]);
        west & south & east & north
    }

    /// What they have in common, if they touch.
    pub(super) fn common(&self, other: &Self) -> Self {
        Self {
            low: [0, 1].map(|axis| self.low[axis].max(other.low[axis])),
            high: [0, 1].map(|axis| self.high[axis].min(other.high[axis])),
        }
    }

    /// How wide and high it is.
    pub(super) fn size(&self) -> [u32; 2] {
        [0, 1].map(|axis| self.high[axis] - self.low[axis])
    }
}

/// Segments of a line on end.
#[derive(Clone, Copy, Debug)]
pub(super) struct Run {
    pub(super) frame: Frame,
    /// Its first vertex.
    pub(super) first: u32,
    /// How many segments it has.
    count: u8,
    /// Ways that all of its segments go, each by more than a touch: a bit each for east, west, north and south.
    ways: u8,
}

impl Run {
    /// Its last vertex.
    pub(super) const fn last(&self) -> u32 {
        self.first + self.count as u32
    }

    /// Its segments.
    pub(super) const fn segments(&self) -> std::ops::Range<u32> {
        self.first..self.last()
    }

    /// Whether no segment of it can meet another, since all of them go the same way.
    pub(super) const fn is_plain(&self) -> bool {
        self.ways != 0 || self.count == 1
    }

    /// Whether it goes on as another ends, so that none of their segments meet but where the one becomes the other.
    pub(super) const fn continues(&self, other: &Self) -> bool {
        self.first == other.last() && self.ways & other.ways != 0
    }
}

/// Cuts a line into runs no wider or higher than `limit`, unless they are of one segment only.
pub(super) fn of_line(
    drawing: &Drawing,
    line: &Line,
    limit: [u32; 2],
    touch: [u32; 2],
    runs: &mut Vec<Run>,
) {
    let places = drawing.places(line.vertices());
    let mut run: Option<Run> = None;
    for (vertex, pair) in (line.first..).zip(places.windows(2)) {
        let ends = [pair[0], pair[1]];
        let ways = ways(ends, touch);
        let longer = run.map(|run| Run {
            frame: run.frame.with(pair[1]),
            count: run.count + 1,
            ways: run.ways & ways,
            ..run
        });
        let fits = |run: &Run| {
            let size = run.frame.size();
            size[0] <= limit[0] && size[1] <= limit[1] && run.count <= LONGEST
        };
        run = longer.filter(fits).or_else(|| {
            runs.extend(run);
            Some(Run {
                frame: Frame::around(ends),
                first: vertex,
                count: 1,
                ways,
            })
        });
    }
    runs.extend(run);
}

/// The ways that a segment goes by more than a touch.
fn ways([from, to]: [u64; 2], touch: [u32; 2]) -> u8 {
    let (from, to) = (halves(from), halves(to));
    let farther =
        |one: u32, other: u32, axis: usize| u8::from(one > other.saturating_add(touch[axis]));
    farther(to[0], from[0], 0)
        | farther(from[0], to[0], 0) << 1
        | farther(to[1], from[1], 1) << 2
        | farther(from[1], to[1], 1) << 3
}
