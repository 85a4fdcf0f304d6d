//! The lines of the roads on flat arrays: what noding and mending work on, again and again until nothing changes.

use std::collections::{BTreeMap, BTreeSet};
use std::iter::repeat;
use std::ops::RangeInclusive;

use geo::Coord;
use petgraph::unionfind::UnionFind;

use super::geometry::{GRID, Key, key};
use super::shared::Shared;
use super::{Repair, RepairKind, RepairReport};
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
    /// Where the course of the road has the same coordinates one after another, if anywhere.
    pub(super) begins: Option<u32>,
}

impl Line {
    /// Numbers of its vertices.
    pub(super) fn vertices(&self) -> RangeInclusive<u32> {
        self.first..=self.last
    }
}

/// What is known of a line beside its vertices: see [`Line`].
#[derive(Clone, Copy, Debug)]
struct Origin {
    road: u32,
    file: u8,
    driven: bool,
    begins: Option<u32>,
}

impl Origin {
    const fn of(line: &Line) -> Self {
        Self {
            road: line.road,
            file: line.file,
            driven: line.driven,
            begins: line.begins,
        }
    }
}

/// Lines over one array of vertices.
///
/// A segment has the number of the vertex that it begins at, so that the last vertex of a line begins none. A place is
/// a cell of the grid on which coordinates count as equal, told in one word: west before east, then south before north.
#[derive(Clone, Debug, Default)]
pub(super) struct Drawing {
    pub(super) lines: Vec<Line>,
    /// The place of each vertex.
    places: Vec<u64>,
    /// The coordinates of each vertex; none where all of them are the middles of their places, as seven decimals are.
    exact: Vec<Coord>,
    /// Number of the line of the first of each [`BLOCK`] vertices.
    blocks: Vec<u32>,
    shared: Shared,
    /// How many segments of driven lines end at the place of each vertex; 255 stands for more.
    degree: Vec<u8>,
}

/// Vertices of which the line of the first one is kept.
const BLOCK: usize = 16;

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
        .places
        .reserve_exact(roads.iter().map(|road| road.line.len()).sum());
    drawing.lines.reserve_exact(roads.len());
    let mut known = ("", 0);
    for (road, given) in (0..).zip(roads) {
        if given.source.file != known.0 {
            known = (&given.source.file, files[given.source.file.as_str()]);
        }
        let driven = !given.closed;
        let origin = Origin {
            road,
            file: known.1,
            driven,
            begins: Some(0),
        };
        if !drawing.push(origin, given.line.iter().copied()) {
            report.repairs.push(Repair {
                kind: RepairKind::ZeroLength,
                place: given.line.first().copied().unwrap_or_default(),
                road,
                other: None,
                metres: 0.0,
            });
            continue;
        }
        report.closed += usize::from(!driven);
    }
    drawing
}

impl Drawing {
    /// Adds a line unless it has no length; repeated vertices are left out.
    fn push(&mut self, origin: Origin, course: impl Iterator<Item = Coord>) -> bool {
        let first = self.places.len();
        let mut begins = origin.begins;
        for coord in course {
            let place = packed(key(coord));
            if self.places.len() > first && self.places.last() == Some(&place) {
                begins = None;
                continue;
            }
            if !self.exact.is_empty() || !is_middle(coord, place) {
                self.keep_exact();
                self.exact.push(coord);
            }
            self.places.push(place);
        }
        if self.places.len() < first + 2 {
            self.places.truncate(first);
            self.exact.truncate(first);
            return false;
        }
        let line = number(self.lines.len());
        self.blocks.resize(self.places.len().div_ceil(BLOCK), line);
        self.lines.push(Line {
            road: origin.road,
            first: number(first),
            last: number(self.places.len() - 1),
            file: origin.file,
            driven: origin.driven,
            begins,
        });
        true
    }

    /// Keeps the coordinates of all vertices so far, if that was not begun.
    #[cold]
    fn keep_exact(&mut self) {
        if self.exact.is_empty() {
            self.exact.reserve_exact(self.places.capacity());
            self.exact.extend(self.places.iter().copied().map(middle));
        }
    }

    /// Takes note of the vertices that share a place, and moves all of a place, which lie within a centimetre of each other,
    /// onto the first.
    ///
    /// Lines between the same places are the same lines then, down to the last digit, and new places lie on the grid: so
    /// crossings cannot breed further crossings (compare Hobby, "Practical segment intersection with finite precision
    /// output", Computational Geometry 13, 1999, doi:10.1016/S0925-7721(99)00021-8).
    pub(super) fn join_places(&mut self, same: Vec<u32>) {
        self.shared = Shared::new(&self.places, same);
        if !self.exact.is_empty() {
            for vertices in self.shared.groups() {
                let first = self.exact[vertices[0] as usize];
                for vertex in vertices {
                    let exact = &mut self.exact[*vertex as usize];
                    if !are_same(*exact, first) {
                        *exact = first;
                        let line = self.line_of(*vertex);
                        self.lines[line].begins = None;
                    }
                }
            }
        }
        self.count_degrees();
    }

    /// Counts the driven segments at each place.
    pub(super) fn count_degrees(&mut self) {
        self.degree.clear();
        self.degree.reserve_exact(self.places.len());
        for line in &self.lines {
            let inside = 2 * u8::from(line.driven);
            self.degree.resize(line.last as usize + 1, inside);
            for end in [line.first, line.last] {
                self.degree[end as usize] = inside / 2;
            }
        }
        for vertices in self.shared.groups() {
            let degrees = vertices.iter().map(|vertex| self.degree[*vertex as usize]);
            let degree = degrees.fold(0, u8::saturating_add);
            for vertex in vertices {
                self.degree[*vertex as usize] = degree;
            }
        }
    }

    /// How many vertices there are.
    #[cfg(test)]
    pub(super) fn vertices(&self) -> usize {
        self.places.len()
    }

    /// The vertices of each place that several share, of whatever lines.
    pub(super) fn shared(&self) -> impl Iterator<Item = &[u32]> {
        self.shared.groups()
    }

    /// Number of the place of a vertex among those of [`Self::shared`].
    pub(super) fn group_of(&self, vertex: u32) -> Option<u32> {
        self.shared.group_of(vertex)
    }

    /// Vertices at the place of this one, of whatever lines.
    pub(super) fn vertices_at<'a>(&'a self, vertex: &'a u32) -> &'a [u32] {
        self.shared.at(vertex)
    }

    /// How many segments of driven lines end at the place of a vertex.
    pub(super) fn degree(&self, vertex: u32) -> u8 {
        self.degree[vertex as usize]
    }

    /// Places at which at least three segments of driven lines end.
    pub(super) fn junctions(&self) -> usize {
        let junctions = self
            .shared()
            .filter(|vertices| self.degree(vertices[0]) > 2);
        junctions.count()
    }

    /// Number of the line of a vertex.
    pub(super) fn line_of(&self, vertex: u32) -> usize {
        let mut line = self.blocks[vertex as usize / BLOCK] as usize;
        while self.lines[line].last < vertex {
            line += 1;
        }
        line
    }

    pub(super) fn line(&self, vertex: u32) -> &Line {
        &self.lines[self.line_of(vertex)]
    }

    #[inline]
    pub(super) fn coord(&self, vertex: u32) -> Coord {
        match self.exact.get(vertex as usize) {
            Some(coord) => *coord,
            None => middle(self.places[vertex as usize]),
        }
    }

    /// The coordinates of some vertices.
    pub(super) fn course(&self, vertices: RangeInclusive<u32>) -> impl Iterator<Item = Coord> {
        vertices.map(|vertex| self.coord(vertex))
    }

    #[inline]
    pub(super) fn place(&self, vertex: u32) -> u64 {
        self.places[vertex as usize]
    }

    /// The places of some vertices.
    pub(super) fn places(&self, vertices: RangeInclusive<u32>) -> &[u64] {
        &self.places[*vertices.start() as usize..=*vertices.end() as usize]
    }

    /// Both ends of a segment.
    pub(super) fn segment(&self, segment: u32) -> [Coord; 2] {
        [self.coord(segment), self.coord(segment + 1)]
    }

    /// Places of both ends of a segment.
    pub(super) fn places_of(&self, segment: u32) -> [u64; 2] {
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
    pub(super) fn components(&self, counts: impl Fn(&Line) -> bool) -> Vec<u32> {
        let mut sets = UnionFind::<u32>::new(self.lines.len());
        for vertices in self.shared() {
            let mut lines = vertices
                .iter()
                .map(|vertex| self.line_of(*vertex))
                .filter(|line| counts(&self.lines[*line]));
            if let Some(first) = lines.next() {
                for line in lines {
                    sets.union(number(first), number(line));
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
            let mut origin = Origin::of(line);
            let joint = Origin {
                begins: None,
                ..origin
            };
            if let Some(foot) = longer.get(&line.first) {
                made.push(joint, [*foot, self.coord(line.first)].into_iter());
            }
            let mut course: Vec<Coord> = Vec::new();
            for vertex in line.vertices() {
                course.push(self.coord(vertex));
                while let Some(insert) = next.next_if(|insert| insert.segment <= vertex) {
                    course.push(insert.coord);
                    origin.begins = None;
                }
            }
            made.push(origin, course.into_iter());
            if let Some(foot) = longer.get(&line.last) {
                made.push(joint, [self.coord(line.last), *foot].into_iter());
            }
        }
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
                        begins: line.begins.map(|begins| begins + first - line.first),
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
            let origin = Origin {
                road: number,
                file: 0,
                driven: true,
                begins: None,
            };
            made.push(origin, coords.iter().copied());
        }
        made
    }

    /// The pieces as lines of their own.
    pub(super) fn of_pieces(&self, pieces: &[Piece]) -> Self {
        let mut made = Self::default();
        for piece in pieces {
            let course = self.course(piece.vertices());
            let origin = Origin {
                road: piece.road,
                file: piece.file,
                driven: true,
                begins: piece.begins,
            };
            made.push(origin, course);
        }
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
    /// Where the course of the road has the same coordinates one after another, if anywhere.
    pub(super) begins: Option<u32>,
}

impl Piece {
    /// Its vertices.
    pub(super) const fn vertices(&self) -> RangeInclusive<u32> {
        self.first..=self.last
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

/// The middle of a place on the grid.
fn middle(place: u64) -> Coord {
    let [column, row] = halves(place);
    let degrees = |half: u32| (f64::from(half) - f64::from(1_u32 << 31)) / GRID;
    Coord {
        x: degrees(column),
        y: degrees(row),
    }
}

/// Whether a coordinate is the middle of its place down to the last bit.
fn is_middle(coord: Coord, place: u64) -> bool {
    are_same(coord, middle(place))
}

/// Whether two coordinates are the same down to the last bit.
const fn are_same(a: Coord, b: Coord) -> bool {
    a.x.to_bits() == b.x.to_bits() && a.y.to_bits() == b.y.to_bits()
}

/// Column and row of a place.
#[expect(clippy::cast_possible_truncation, reason = "halves of a word")]
pub(super) const fn halves(place: u64) -> [u32; 2] {
    [(place >> 32) as u32, place as u32]
}
