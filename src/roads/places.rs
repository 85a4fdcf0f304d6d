//! Places: cells of the grid on which coordinates count as equal, each told in one word.

use geo::Coord;

use super::geometry::{GRID, Key};

/// A place on the grid in one word, west before east, then south before north.
pub(super) fn packed((x, y): Key) -> u64 {
    u64::from(half(x)) << 32 | u64::from(half(y))
}

/// A column or row of the grid as a number that is not negative, in their order.
fn half(value: i64) -> u32 {
    u32::try_from(value.saturating_add(1 << 31).max(0)).unwrap_or(u32::MAX)
}

/// The middle of a place on the grid.
pub(super) fn middle(place: u64) -> Coord {
    let [column, row] = halves(place);
    let degrees = |half: u32| (f64::from(half) - f64::from(1_u32 << 31)) / GRID;
    Coord {
        x: degrees(column),
        y: degrees(row),
    }
}

/// Whether a coordinate is the middle of its place down to the last bit.
pub(super) fn is_middle(coord: Coord, place: u64) -> bool {
    are_same(coord, middle(place))
}

/// Whether all coordinates are the middles of their places, and no two places on end the same.
pub(super) fn are_middles(coords: &[Coord], places: &[u64]) -> bool {
    // Without a branch for each: nearly all are.
    let vertices = coords.iter().zip(places);
    let middles = vertices.fold(true, |all, (coord, place)| all & is_middle(*coord, *place));
    middles && places.windows(2).all(|pair| pair[0] != pair[1])
}

/// Whether two coordinates are the same down to the last bit.
pub(super) const fn are_same(a: Coord, b: Coord) -> bool {
    (a.x.to_bits() == b.x.to_bits()) & (a.y.to_bits() == b.y.to_bits())
}

/// Column and row of a place.
#[expect(clippy::cast_possible_truncation, reason = "halves of a word")]
pub(super) const fn halves(place: u64) -> [u32; 2] {
    [(place >> 32) as u32, place as u32]
}

/// A number of so many bits that stands for a place: multiplied as Knuth does it (The Art of Computer Programming 3,
/// section 6.4), and once more so that column and row both tell.
pub(super) const fn spread(place: u64, bits: u32) -> usize {
    const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;
    let mixed = place.wrapping_mul(GOLDEN);
    let mixed = (mixed ^ mixed >> 32).wrapping_mul(GOLDEN);
    (mixed >> 1 >> (63 - bits)) as usize
}
