//! Dead ends that stop just short of a road.

use geo::Coord;
use rustc_hash::{FxHashMap, FxHashSet};

use super::additions::{Additions, Insert};
use super::cells::{Cells, Near, of_entry};
use super::drawing::Drawing;
use super::fetch::fetch;
use super::geometry::{between, distance, on_grid, scale};
use super::walk::Walk;
use super::{Repair, RepairKind, radix};
use crate::domain::{Road, RoadClass};

/// Times the tolerance: a dead end within so many metres of a road nearly touches it.
const NEARLY: f64 = 4.0;

/// Times the tolerance: a road that is reached within so many metres does not lie behind a gap; the end is a stub beside it.
const LINKED: f64 = 8.0;

/// What is known of the ends and roads in one round.
pub(super) struct Ends<'a> {
    roads: &'a [Road],
    drawing: &'a Drawing,
    /// Which lines hang together.
    parts: Vec<u32>,
    tolerance: f64,
    /// Ends that no other line shares, by place.
    pub(super) dead: Vec<u32>,
    /// What lies near each of them that lies near anything.
    near: FxHashMap<u32, Vec<Near>>,
}

impl<'a> Ends<'a> {
    pub(super) fn new(
        roads: &'a [Road],
        drawing: &'a Drawing,
        parts: Vec<u32>,
        cells: &Cells,
        tolerance: f64,
    ) -> Self {
        let lines = drawing.lines.iter().filter(|line| line.driven);
        let mut dead: Vec<u32> = lines
            .flat_map(|line| [line.first, line.last])
            .filter(|end| drawing.degree(*end) == 1)
            .collect();
        dead.sort_unstable_by_key(|end| drawing.place(*end));
        let mut ends = Self {
            roads,
            drawing,
            parts,
            tolerance,
            dead,
            near: FxHashMap::default(),
        };
        ends.look_around(cells);
        ends
    }

    /// Looks around all ends, cell after cell, so that what is looked up for one is at hand for the next.
    fn look_around(&mut self, cells: &Cells) {
        /// Ends that fit the nearest cache.
        const AHEAD: usize = 64;
        let cell = |end: u32| u64::from(cells.of(self.drawing.place(end)));
        let mut by_cell: Vec<u64> = self
            .dead
            .iter()
            .map(|end| cell(*end) << 32 | u64::from(*end))
            .collect();
        radix::sort(&mut by_cell, |entry| entry >> 32);
        let mut near = Vec::new();
        for ends in by_cell.chunks(AHEAD) {
            fetch(ends, |entry| self.drawing.place(of_entry(*entry).1));
            for entry in ends {
                let end = of_entry(*entry).1;
                self.find(cells, end, &mut near);
                if !near.is_empty() {
                    self.near.insert(end, near.clone());
                }
            }
        }
    }

    /// How many ends lie within the tolerance of a road of another part.
    pub(super) fn beside_another_part(&self) -> usize {
        let beside = self.dead.iter().filter(|end| {
            let mut near = self.near(**end).iter();
            near.any(|near| near.metres <= self.tolerance && self.apart(**end, near))
        });
        beside.count()
    }

    /// Joins each dead end within the tolerance to another line; tells near misses up to four times that.
    ///
    /// Of the lines that are not reached already, one of another part of the layer goes before one of the own: it is the
    /// likelier neighbour, and leaving it would cut off the part. Among these the nearest is taken. An end near a place that
    /// changes in this round is left to the next.
    pub(super) fn join(&self, additions: &mut Additions) -> Vec<Repair> {
        let mut repairs = Vec::new();
        let mut joined: FxHashSet<u64> = FxHashSet::default();
        let changes = Changes::new(self, additions);
        for end in &self.dead {
            if changes.are_near(self.drawing.coord(*end)) {
                continue;
            }
            if joined.contains(&self.drawing.place(*end)) {
                continue;
            }
            let Some(near) = self.choose(*end, self.near(*end)) else {
                continue;
            };
            let kind = if near.metres <= self.tolerance {
                RepairKind::DeadEndJoined
            } else {
                RepairKind::NearMiss
            };
            repairs.push(Repair {
                kind,
                place: self.drawing.coord(*end),
                road: self.drawing.line(*end).road,
                other: Some(self.drawing.line(near.segment).road),
                metres: near.metres,
            });
            if kind == RepairKind::NearMiss {
                continue;
            }
            joined.insert(self.drawing.place(*end));
            let (foot, vertex) = self.foot(&near);
            additions.longer.push((*end, foot));
            if let Some(vertex) = vertex {
                joined.insert(self.drawing.place(vertex));
            } else {
                additions.inserts.push(Insert {
                    segment: near.segment,
                    fraction: near.fraction,
                    coord: foot,
                });
            }
        }
        repairs
    }

    /// Segments that lie near a dead end and that its road may meet, the nearest first.
    fn near(&self, end: u32) -> &[Near] {
        self.near.get(&end).map_or(&[], Vec::as_slice)
    }

    /// Finds them.
    fn find(&self, cells: &Cells, end: u32, found: &mut Vec<Near>) {
        found.clear();
        let drawing = self.drawing;
        let road = |vertex: u32| &self.roads[drawing.line(vertex).road as usize];
        let limit = NEARLY * self.tolerance;
        cells.near(drawing, end, limit, found);
        found.retain(|near| {
            drawing.line(near.segment).driven && may_meet(road(end), road(near.segment))
        });
        // As near, to a tenth of a millimetre: the smaller place, however the lines are numbered.
        found.sort_by_cached_key(|near| {
            let mut ends = drawing.places_of(near.segment);
            ends.sort_unstable();
            (tenths(near.metres), ends, near.segment)
        });
    }

    fn apart(&self, end: u32, near: &Near) -> bool {
        let part = |vertex: u32| self.parts[self.drawing.line_of(vertex)];
        part(end) != part(near.segment)
    }

    fn choose(&self, end: u32, near: &[Near]) -> Option<Near> {
        near.first()?;
        let limit = LINKED * self.tolerance;
        let walk = Walk::from(self.drawing, end, limit);
        let mut open = near
            .iter()
            .filter(|near| !walk.reaches(near.segment, near.fraction));
        let first = *open.clone().next()?;
        let apart = open.find(|near| near.metres <= self.tolerance && self.apart(end, near));
        Some(apart.copied().unwrap_or(first))
    }

    /// Where a dead end is joined: an existing vertex when the foot lies within a decimetre of it.
    fn foot(&self, near: &Near) -> (Coord, Option<u32>) {
        let [a, b] = self.drawing.segment(near.segment);
        let place = on_grid(between(a, b, near.fraction));
        let ends = [near.segment, near.segment + 1];
        let end = ends
            .into_iter()
            .find(|end| distance(self.drawing.coord(*end), place) < 0.1);
        end.map_or((place, None), |end| (self.drawing.coord(end), Some(end)))
    }
}

/// Squares of the map in which something changes.
struct Changes {
    size: Coord,
    squares: FxHashSet<(i64, i64)>,
}

impl Changes {
    /// Squares as wide as an end looks and walks.
    fn new(ends: &Ends<'_>, additions: &Additions) -> Self {
        let reach = (NEARLY + LINKED) * ends.tolerance + 1.0;
        let inserts = additions.inserts.iter();
        let latitude = inserts
            .clone()
            .fold(0.0, |most: f64, one| most.max(one.coord.y.abs()));
        let (sx, sy) = scale(latitude.min(89.0));
        let mut changes = Self {
            size: Coord {
                x: reach / sx,
                y: reach / sy,
            },
            squares: FxHashSet::default(),
        };
        changes.squares = inserts.map(|one| changes.square(one.coord)).collect();
        changes
    }

    #[expect(
        clippy::cast_possible_truncation,
        reason = "degrees over metres fit by far"
    )]
    fn square(&self, place: Coord) -> (i64, i64) {
        let whole = |value: f64| value.floor() as i64;
        (whole(place.x / self.size.x), whole(place.y / self.size.y))
    }

    fn are_near(&self, place: Coord) -> bool {
        let (x, y) = self.square(place);
        let mut around = (-1..=1).flat_map(|dx| (-1..=1).map(move |dy| (x + dx, y + dy)));
        !self.squares.is_empty() && around.any(|square| self.squares.contains(&square))
    }
}

/// Tenths of millimetres.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "tens of metres at most, and never negative"
)]
fn tenths(metres: f64) -> u32 {
    (metres * 1e4).round() as u32
}

/// Whether a road may end at another: on the same level, and not in the middle of nowhere on an expressway.
fn may_meet(road: &Road, other: &Road) -> bool {
    let expressway = |road: &Road| road.class == Some(RoadClass::Expressway);
    !road.is_apart_from(other) && (expressway(road) || !expressway(other))
}
