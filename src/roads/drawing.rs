//! The lines of the roads on flat arrays: what noding and mending work on, again and again until nothing changes.

use std::collections::{BTreeMap, BTreeSet};
use std::iter::repeat;
use std::ops::RangeInclusive;

use geo::Coord;
use petgraph::unionfind::UnionFind;

use super::geometry::{Key, key};
use super::{Repair, RepairKind, RepairReport, radix};
use crate::domain::Road;

/// Highest number of a file: they are told apart as the bits of a word.
const FILES: u8 = 63;

/// The course of a road or a part of it, without repeated vertices.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line {
    /// Index into the roads.
    pub(super) road: u32,
    /// Number of its first vertex.
    pub(super) first: u32,
    /// Number of its last vertex.
    pub(super) last: u32,
    /// Which of the files it was read from; the last number stands for all beyond it.
    pub(super) file: u8,
    /// Whether it is driven: neither closed nor a duplicate.
    pub(super) driven: bool,
}

impl Line {
    /// Numbers of its vertices.
    pub(super) fn vertices(&self) -> RangeInclusive<u32> {
        self.first..=self.last
    }
}

/// Lines over one array of vertices.
///
/// A segment has the number of the vertex that it begins at, so that the last vertex of a line begins none. A place is
/// a cell of the grid on which coordinates count as equal; places are numbered from west to east.
#[derive(Clone, Debug, Default)]
pub(super) struct Drawing {
    pub(super) lines: Vec<Line>,
    pub(super) coords: Vec<Coord>,
    /// Number of the line of each vertex.
    pub(super) line_of: Vec<u32>,
    /// Number of the place of each vertex.
    pub(super) place: Vec<u32>,
    /// Vertices by place, and where each place begins among them.
    by_place: Vec<u32>,
    starts: Vec<u32>,
    /// How many segments of driven lines end at each place; 255 stands for more.
    degree: Vec<u8>,
}

/// A number of lines or vertices as `u32`: a layer of more than four thousand million is not read.
pub(super) fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// A point put into a line.
#[derive(Clone, Copy, Debug)]
pub(super) struct Insert {
    pub(super) segment: u32,
    pub(super) fraction: f64,
    pub(super) coord: Coord,
}

/// What is added to the lines in one round.
#[derive(Clone, Debug, Default)]
pub(super) struct Additions {
    /// Points on segments.
    pub(super) inserts: Vec<Insert>,
    /// Points behind dead ends: the end's vertex and the point.
    pub(super) longer: Vec<(u32, Coord)>,
}

impl Additions {
    pub(super) fn is_empty(&self) -> bool {
        self.inserts.is_empty() && self.longer.is_empty()
    }
}

/// Every line of the layer but those without length.
pub(super) fn given(roads: &[Road], report: &mut RepairReport) -> Drawing {
    let files: BTreeSet<&str> = roads.iter().map(|road| road.source.file.as_str()).collect();
    let files: BTreeMap<&str, u8> = files
        .into_iter()
        .zip((0..FILES).chain(repeat(FILES)))
        .collect();
    let mut drawing = Drawing::default();
    drawing
        .coords
        .reserve(roads.iter().map(|road| road.line.0.len()).sum());
    let mut known = ("", 0);
    for (road, given) in (0..).zip(roads) {
        if given.source.file != known.0 {
            known = (&given.source.file, files[given.source.file.as_str()]);
        }
        let driven = !given.closed;
        if !drawing.push(road, known.1, driven, given.line.0.iter().copied()) {
            report.repairs.push(Repair {
                kind: RepairKind::ZeroLength,
                place: given.line.0.first().copied().unwrap_or_default(),
                road,
                other: None,
                metres: 0.0,
            });
            continue;
        }
        report.closed += usize::from(!driven);
    }
    drawing.number();
    drawing
}

impl Drawing {
    /// Adds a line unless it has no length; repeated vertices are left out.
    fn push(
        &mut self,
        road: u32,
        file: u8,
        driven: bool,
        course: impl Iterator<Item = Coord>,
    ) -> bool {
        let first = self.coords.len();
        let mut last: Option<Key> = None;
        for coord in course {
            let key = key(coord);
            if last != Some(key) {
                self.coords.push(coord);
            }
            last = Some(key);
        }
        if self.coords.len() < first + 2 {
            self.coords.truncate(first);
            return false;
        }
        let line = number(self.lines.len());
        self.line_of.resize(self.coords.len(), line);
        self.lines.push(Line {
            road,
            first: number(first),
            last: number(self.coords.len() - 1),
            file,
            driven,
        });
        true
    }

    /// Numbers the places, and moves all vertices of a place, which lie within a centimetre of each other, onto the first.
    ///
    /// Lines between the same places are the same lines then, down to the last digit, and new places lie on the grid: so
    /// crossings cannot breed further crossings (compare Hobby, "Practical segment intersection with finite precision
    /// output", Computational Geometry 13, 1999, doi:10.1016/S0925-7721(99)00021-8).
    fn number(&mut self) {
        // Column of the grid in the upper half, vertex in the lower: few vertices share a column, so that most need no
        // look at their row.
        let mut sorted: Vec<u64> = self
            .coords
            .iter()
            .zip(0_u64..)
            .map(|(coord, vertex)| u64::from(half(key(*coord).0)) << 32 | vertex)
            .collect();
        radix::sort(&mut sorted, |entry| entry >> 32);
        self.place = vec![0; self.coords.len()];
        self.by_place.reserve_exact(sorted.len());
        self.starts.reserve_exact(sorted.len() + 1);
        let mut rows: Vec<(u32, u32)> = Vec::new();
        for column in sorted.chunk_by(|a, b| a >> 32 == b >> 32) {
            if let [alone] = column {
                let vertex = lower_half(*alone);
                self.place[vertex as usize] = number(self.starts.len());
                self.starts.push(number(self.by_place.len()));
                self.by_place.push(vertex);
                continue;
            }
            rows.clear();
            rows.extend(column.iter().map(|entry| {
                let vertex = lower_half(*entry);
                (half(key(self.coord(vertex)).1), vertex)
            }));
            rows.sort_unstable();
            for place in rows.chunk_by(|a, b| a.0 == b.0) {
                let first = self.coord(place[0].1);
                self.starts.push(number(self.by_place.len()));
                for (_, vertex) in place {
                    self.coords[*vertex as usize] = first;
                    self.place[*vertex as usize] = number(self.starts.len() - 1);
                    self.by_place.push(*vertex);
                }
            }
        }
        self.starts.push(number(self.by_place.len()));
        self.count_degrees();
    }

    /// Counts the driven segments at each place.
    pub(super) fn count_degrees(&mut self) {
        self.degree = vec![0; self.places()];
        for line in self.lines.iter().filter(|line| line.driven) {
            for vertex in line.vertices() {
                let ends = 1 + u8::from(vertex != line.first && vertex != line.last);
                let degree = &mut self.degree[self.place[vertex as usize] as usize];
                *degree = degree.saturating_add(ends);
            }
        }
    }

    /// How many places there are.
    pub(super) fn places(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    /// Vertices at a place, of whatever lines.
    pub(super) fn vertices_at(&self, place: u32) -> &[u32] {
        let (from, to) = (self.starts[place as usize], self.starts[place as usize + 1]);
        &self.by_place[from as usize..to as usize]
    }

    /// How many segments of driven lines end at the place of a vertex.
    pub(super) fn degree(&self, vertex: u32) -> u8 {
        self.degree[self.place[vertex as usize] as usize]
    }

    /// Places at which at least three segments of driven lines end.
    pub(super) fn junctions(&self) -> usize {
        self.degree.iter().filter(|ends| **ends > 2).count()
    }

    pub(super) fn line(&self, vertex: u32) -> &Line {
        &self.lines[self.line_of[vertex as usize] as usize]
    }

    pub(super) fn coord(&self, vertex: u32) -> Coord {
        self.coords[vertex as usize]
    }

    pub(super) fn place(&self, vertex: u32) -> u32 {
        self.place[vertex as usize]
    }

    /// Both ends of a segment.
    pub(super) fn segment(&self, segment: u32) -> [Coord; 2] {
        [self.coord(segment), self.coord(segment + 1)]
    }

    /// Places of both ends of a segment.
    pub(super) fn places_of(&self, segment: u32) -> [u32; 2] {
        [self.place(segment), self.place(segment + 1)]
    }

    /// Vertices beside a vertex on its line.
    pub(super) fn beside(&self, vertex: u32) -> impl Iterator<Item = u32> {
        let line = self.line(vertex);
        let before = (vertex > line.first).then(|| vertex - 1);
        let behind = (vertex < line.last).then(|| vertex + 1);
        before.into_iter().chain(behind)
    }

    /// Which lines hang together by shared vertices: a label per line, the number of one of them. Others keep their own number.
    pub(super) fn components(&self, counts: impl Fn(&Line) -> bool) -> Vec<usize> {
        let mut sets = UnionFind::<usize>::new(self.lines.len());
        for place in 0..self.places() {
            let vertices = self.vertices_at(number(place));
            // Most places are of one vertex, which links nothing.
            if vertices.len() < 2 {
                continue;
            }
            let mut lines = vertices
                .iter()
                .map(|vertex| self.line_of[*vertex as usize] as usize)
                .filter(|line| counts(&self.lines[*line]));
            if let Some(first) = lines.next() {
                for line in lines {
                    sets.union(first, line);
                }
            }
        }
        sets.into_labeling()
    }

    /// The driven lines led through the added points; what joins a dead end is a line of its own of the same road.
    pub(super) fn with(&self, mut additions: Additions) -> Self {
        let inserts = &mut additions.inserts;
        inserts.sort_by(|a, b| {
            let along = a.fraction.total_cmp(&b.fraction);
            (a.segment.cmp(&b.segment).then(along)).then_with(|| key(a.coord).cmp(&key(b.coord)))
        });
        let longer: BTreeMap<u32, Coord> = additions.longer.into_iter().collect();
        let mut made = Self::default();
        let mut next = additions.inserts.iter().peekable();
        for line in self.lines.iter().filter(|line| line.driven) {
            if let Some(foot) = longer.get(&line.first) {
                let joint = [*foot, self.coord(line.first)];
                made.push(line.road, line.file, true, joint.into_iter());
            }
            let mut course: Vec<Coord> = Vec::new();
            for vertex in line.vertices() {
                course.push(self.coord(vertex));
                while let Some(insert) = next.next_if(|insert| insert.segment <= vertex) {
                    course.push(insert.coord);
                }
            }
            made.push(line.road, line.file, true, course.into_iter());
            if let Some(foot) = longer.get(&line.last) {
                let joint = [self.coord(line.last), *foot];
                made.push(line.road, line.file, true, joint.into_iter());
            }
        }
        made.number();
        made
    }

    /// The driven lines cut where they meet: first and last vertex of each piece, and its line.
    pub(super) fn pieces(&self) -> Vec<Piece> {
        let mut pieces = Vec::new();
        for line in self.lines.iter().filter(|line| line.driven) {
            let mut first = line.first;
            for vertex in line.first + 1..=line.last {
                if vertex == line.last || self.degree(vertex) > 2 {
                    pieces.push(Piece {
                        road: line.road,
                        file: line.file,
                        first,
                        last: vertex,
                    });
                    first = vertex;
                }
            }
        }
        pieces
    }

    /// Lines of some numbers, all driven.
    pub(super) fn of_lines<'a>(lines: impl Iterator<Item = (u32, &'a [Coord])>) -> Self {
        let mut made = Self::default();
        for (number, coords) in lines {
            made.push(number, 0, true, coords.iter().copied());
        }
        made.number();
        made
    }

    /// The pieces as lines of their own.
    pub(super) fn of_pieces(&self, pieces: &[Piece]) -> Self {
        let mut made = Self::default();
        for piece in pieces {
            let course = self.coords[piece.range()].iter().copied();
            made.push(piece.road, piece.file, true, course);
        }
        made.number();
        made
    }
}

/// A piece of a road between two junctions.
#[derive(Clone, Copy, Debug)]
pub(super) struct Piece {
    pub(super) road: u32,
    pub(super) file: u8,
    pub(super) first: u32,
    pub(super) last: u32,
}

impl Piece {
    /// Its vertices.
    pub(super) const fn range(&self) -> RangeInclusive<usize> {
        self.first as usize..=self.last as usize
    }
}

/// A place on the grid in one word, west before east, then south before north.
pub(super) fn packed((x, y): Key) -> u64 {
    u64::from(half(x)) << 32 | u64::from(half(y))
}

/// A column or row of the grid as a number that is not negative, in their order.
fn half(value: i64) -> u32 {
    u32::try_from(value.saturating_add(1 << 31).max(0)).unwrap_or(u32::MAX)
}

#[expect(clippy::cast_possible_truncation, reason = "half of a word")]
const fn lower_half(entry: u64) -> u32 {
    entry as u32
}
