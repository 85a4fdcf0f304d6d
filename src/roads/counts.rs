//! The layer as it was given, in numbers, before anything is mended.

use std::collections::BTreeMap;

use super::drawing::{Drawing, Line};
use super::meets::Crossing;

/// Numbers of the roads layer as given, roads closed to vehicles and duplicates included.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct GivenCounts {
    /// Lines with a length.
    pub lines: usize,
    /// Groups of lines that share vertices.
    pub components: usize,
    /// Distinct vertices inside a line that are used again, by another line or by the same: junctions at which lines must be split.
    pub shared_vertices: usize,
    /// Proper crossings of two lines without a shared vertex.
    pub crossings: usize,
}

/// Two files, the smaller number first; one file with itself.
pub(super) type Files = (u8, u8);

/// Two files in order.
pub(super) fn files(one: &Line, two: &Line) -> Files {
    (one.file.min(two.file), one.file.max(two.file))
}

/// Counts all but the crossings; `labels` are those of [`Drawing::components`] for all lines.
pub(super) fn count(drawing: &Drawing, labels: &[u32]) -> GivenCounts {
    let roots = labels
        .iter()
        .enumerate()
        .filter(|(number, label)| *number == **label as usize);
    let shared = drawing
        .shared()
        .filter(|vertices| is_inside(drawing, vertices));
    GivenCounts {
        lines: drawing.lines.len(),
        components: roots.count(),
        shared_vertices: shared.count(),
        crossings: 0,
    }
}

/// Crossings of two different lines.
pub(super) fn crossings(drawing: &Drawing, crossings: &[Crossing]) -> usize {
    let line = |segment: u32| drawing.line_of(segment);
    let mut crossings = crossings.iter();
    crossings
        .by_ref()
        .filter(|one| line(one.one) != line(one.two))
        .count()
}

/// Whether one of the vertices of a place lies inside its line.
fn is_inside(drawing: &Drawing, vertices: &[u32]) -> bool {
    vertices.iter().any(|vertex| {
        let line = drawing.line(*vertex);
        *vertex != line.first && *vertex != line.last
    })
}

/// Places at which at least three driven segments end, by the files that meet there.
///
/// Counted on segments, not lines, so that a layer cut at its junctions gives the same number as one that is not.
pub(super) fn junctions(drawing: &Drawing) -> BTreeMap<Files, usize> {
    let mut junctions: BTreeMap<Files, usize> = BTreeMap::new();
    if drawing
        .lines
        .iter()
        .all(|line| line.file == drawing.lines[0].file)
    {
        if let Some(line) = drawing.lines.first() {
            junctions.insert((line.file, line.file), drawing.junctions());
        }
        return junctions;
    }
    for vertices in drawing.shared() {
        if drawing.degree(vertices[0]) < 3 {
            continue;
        }
        let mut by_file: BTreeMap<u8, u32> = BTreeMap::new();
        for vertex in vertices {
            let line = drawing.line(*vertex);
            if line.driven {
                let ends = 1 + u32::from(*vertex != line.first && *vertex != line.last);
                *by_file.entry(line.file).or_default() += ends;
            }
        }
        for (one, ends) in &by_file {
            if *ends > 2 {
                *junctions.entry((*one, *one)).or_default() += 1;
            }
            for (two, _) in by_file.range(one + 1..) {
                *junctions.entry((*one, *two)).or_default() += 1;
            }
        }
    }
    junctions
}
