//! Lines to links: noding and mending.

use geo::Coord;
use rustc_hash::FxHashMap;

use super::dead_ends::Longer;
use super::geometry::{Key, key};
use super::index::SegmentIndex;
use super::lines::{Inserts, Line};
use super::{Network, RepairReport, counts, crossings, dead_ends, lines, touches};
use crate::domain::{Road, SpeedTable};

/// Settings of noding and mending.
#[derive(Clone, Debug, PartialEq)]
pub struct RoadParams {
    /// A dead end this near to another road, in metres, is joined to it.
    pub join_tolerance: f64,
    /// Planning speeds.
    pub speeds: SpeedTable,
}

impl Default for RoadParams {
    fn default() -> Self {
        Self {
            join_tolerance: 5.0,
            speeds: SpeedTable::DRY,
        }
    }
}

/// Builds the network of the roads, mending what can be mended.
///
/// `roads` keep their index in [`super::Link::road`]; sorted by id they give the same network in any order of the file.
pub fn build(roads: &[Road], params: &RoadParams) -> (Network, RepairReport) {
    let mut report = RepairReport::default();
    let mut lines = lines::given(roads, &mut report);
    let (given, shared) = counts::count(&lines);
    report.given = given;
    lines::drop_duplicates(roads, &mut lines, &mut report);
    let mut uses = count_uses(&lines);
    let index = SegmentIndex::new(lines.iter().map(|line| line.coords.as_slice()));
    let mut inserts: Inserts = vec![Vec::new(); lines.len()];
    crossings::cross(roads, &lines, &index, &shared, &mut inserts, &mut report);
    touches::join(roads, &lines, &index, &mut uses, &mut inserts, &mut report);
    let longer = dead_ends::join(
        roads,
        &lines,
        &index,
        &mut uses,
        &mut inserts,
        params.join_tolerance,
        &mut report,
    );
    let pieces = split(&lines, inserts, &longer, &uses);
    let network = super::network::assemble(roads, &pieces, params);
    super::report::finish(roads, &network, &mut report);
    (network, report)
}

/// How often each vertex is used; an end counts twice so that lines are always cut there.
fn count_uses(lines: &[Line]) -> FxHashMap<Key, u32> {
    let mut uses: FxHashMap<Key, u32> = FxHashMap::default();
    for line in lines.iter().filter(|line| line.driven) {
        for coord in &line.coords {
            *uses.entry(key(*coord)).or_default() += 1;
        }
    }
    uses
}

/// A piece of a road between two junctions.
#[derive(Clone, Debug)]
pub(super) struct Piece {
    pub(super) road: u32,
    pub(super) coords: Vec<Coord>,
}

/// Cuts every line at shared vertices and inserted points.
fn split(
    lines: &[Line],
    inserts: Inserts,
    longer: &Longer,
    uses: &FxHashMap<Key, u32>,
) -> Vec<Piece> {
    let mut pieces = Vec::new();
    for ((line, mut points), (front, back)) in lines.iter().zip(inserts).zip(longer) {
        if !line.driven {
            continue;
        }
        points.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)));
        let mut course: Vec<(Coord, bool)> = front.map(|place| (place, true)).into_iter().collect();
        let mut next = points.into_iter().peekable();
        let last = line.coords.len() - 1;
        for (at, coord) in line.coords.iter().enumerate() {
            let is_end = (at == 0 && front.is_none()) || (at == last && back.is_none());
            course.push((*coord, is_end || uses[&key(*coord)] > 1));
            while let Some((_, _, place)) = next.next_if(|(segment, _, _)| *segment as usize == at)
            {
                course.push((place, true));
            }
        }
        course.extend(back.map(|place| (place, true)));
        cut(line.road, &course, &mut pieces);
    }
    pieces
}

fn cut(road: u32, course: &[(Coord, bool)], pieces: &mut Vec<Piece>) {
    let mut coords: Vec<Coord> = Vec::new();
    for (coord, is_cut) in course {
        if coords.last().is_none_or(|last| key(*last) != key(*coord)) {
            coords.push(*coord);
        }
        if *is_cut && coords.len() > 1 {
            pieces.push(Piece {
                road,
                coords: std::mem::replace(&mut coords, vec![*coord]),
            });
        }
    }
}
