//! The lines of the roads on flat arrays: what noding and mending work on, again and again until nothing changes.

use std::collections::{BTreeMap, BTreeSet};
use std::iter::{repeat, repeat_n};
use std::ops::RangeInclusive;

use geo::Coord;
use petgraph::unionfind::UnionFind;

use super::geometry::key;
use super::places::{are_middles, are_same, is_middle, middle, packed};
use super::shared::Shared;
use super::{Repair, RepairKind, RepairReport};
use crate::domain::{FileName, Road};

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
pub(super) struct Origin {
    pub(super) road: u32,
    pub(super) file: u8,
    pub(super) driven: bool,
    pub(super) begins: Option<u32>,
}

impl Origin {
    pub(super) const fn of(line: &Line) -> Self {
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
    /// How many segments of driven lines end at each place that vertices share; 255 stands for more.
    degrees: Vec<u8>,
}

/// Vertices of which the line of the first one is kept.
const BLOCK: usize = 16;

/// A number of lines or vertices as `u32`: a layer of more than four thousand million is not read.
pub(super) fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// Every line of the layer but those without length.
pub(super) fn given(roads: &[Road], report: &mut RepairReport) -> Drawing {
    // One after another, roads are mostly of the same file.
    let runs = || roads.chunk_by(|a, b| a.source.file == b.source.file);
    let name = |run: &[Road]| run[0].source.file.clone();
    let files: BTreeSet<FileName> = runs().map(name).collect();
    let files: BTreeMap<FileName, u8> = files
        .into_iter()
        .zip((0..FILES).chain(repeat(FILES)))
        .collect();
    let mut drawing = Drawing::default();
    drawing
        .places
        .reserve_exact(roads.iter().map(|road| road.line.len()).sum());
    drawing.lines.reserve_exact(roads.len());
    let of_run = |run: &[Road]| files[&run[0].source.file];
    let files_of = runs().flat_map(|run| repeat_n(of_run(run), run.len()));
    for ((road, given), file) in (0..).zip(roads).zip(files_of) {
        let driven = !given.closed;
        let origin = Origin {
            road,
            file,
            driven,
            begins: Some(0),
        };
        if !drawing.push(origin, &given.line) {
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
    pub(super) fn push(&mut self, origin: Origin, course: &[Coord]) -> bool {
        let first = self.places.len();
        if self.exact.is_empty() && course.len() > 1 {
            self.places
                .extend(course.iter().map(|coord| packed(key(*coord))));
            if are_middles(course, &self.places[first..]) {
                self.end_line(origin, first);
                return true;
            }
            self.places.truncate(first);
        }
        self.push_carefully(origin, course)
    }

    /// The same where a vertex is repeated or not the middle of its place.
    fn push_carefully(&mut self, origin: Origin, course: &[Coord]) -> bool {
        let first = self.places.len();
        let mut begins = origin.begins;
        for coord in course {
            let place = packed(key(*coord));
            if self.places.len() > first && self.places.last() == Some(&place) {
                begins = None;
                continue;
            }
            if !self.exact.is_empty() || !is_middle(*coord, place) {
                self.keep_exact();
                self.exact.push(*coord);
            }
            self.places.push(place);
        }
        if self.places.len() < first + 2 {
            self.places.truncate(first);
            self.exact.truncate(first);
            return false;
        }
        self.end_line(Origin { begins, ..origin }, first);
        true
    }

    /// Adds vertices of a line of another drawing, or all of them, as they are.
    pub(super) fn copy(&mut self, other: &Self, vertices: RangeInclusive<u32>, origin: Origin) {
        let first = self.places.len();
        if !other.exact.is_empty() {
            self.keep_exact();
        }
        if !self.exact.is_empty() || !other.exact.is_empty() {
            self.exact.extend(other.course(vertices.clone()));
        }
        self.places.extend_from_slice(other.places(vertices));
        self.end_line(origin, first);
    }

    /// Makes a line of the vertices behind the last one, of which there are two at least.
    fn end_line(&mut self, origin: Origin, first: usize) {
        let line = number(self.lines.len());
        self.blocks.resize(self.places.len().div_ceil(BLOCK), line);
        self.lines.push(Line {
            road: origin.road,
            first: number(first),
            last: number(self.places.len() - 1),
            file: origin.file,
            driven: origin.driven,
            begins: origin.begins,
        });
    }

    /// An empty drawing with room for as many vertices and so many lines.
    pub(super) fn room_for(&self, lines: usize) -> Self {
        Self {
            lines: Vec::with_capacity(lines),
            places: Vec::with_capacity(self.places.len() + lines),
            ..Self::default()
        }
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
        let degrees = self.shared.groups().map(|vertices| {
            let degrees = vertices.iter().map(|vertex| self.ends_on_line(*vertex));
            degrees.fold(0, u8::saturating_add)
        });
        self.degrees = degrees.collect();
    }

    /// How many segments of its own line end at a vertex, if it is driven.
    fn ends_on_line(&self, vertex: u32) -> u8 {
        let line = self.line(vertex);
        let ends = 1 + u8::from(vertex != line.first && vertex != line.last);
        ends * u8::from(line.driven)
    }

    /// How many vertices there are.
    pub(super) fn vertices(&self) -> usize {
        self.places.len()
    }

    /// Which vertices share their place, when nothing else is needed of the lines.
    pub(super) fn into_shared(self) -> Shared {
        self.shared
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
        match self.shared.group_of(vertex) {
            Some(group) => self.degrees[group as usize],
            None => self.ends_on_line(vertex),
        }
    }

    /// Places at which at least three segments of driven lines end.
    pub(super) fn junctions(&self) -> usize {
        self.degrees.iter().filter(|ends| **ends > 2).count()
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
            made.push(origin, coords);
        }
        made
    }
}
