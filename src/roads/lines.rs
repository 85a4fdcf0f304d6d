//! The lines of the roads, and which of them are driven.

use std::collections::{BTreeMap, BTreeSet};
use std::iter::repeat;

use geo::Coord;
use rustc_hash::FxHashMap;

use super::geometry::{Key, key, length};
use super::{Repair, RepairKind, RepairReport};
use crate::domain::{Oneway, Road};

/// Highest number of a file: they are told apart as the bits of a word.
const FILES: u8 = 63;

/// Points inserted into one line: (segment, fraction) and the place.
pub(super) type Inserts = Vec<Vec<(u32, f64, Coord)>>;

/// The course of a road, without repeated vertices.
#[derive(Clone, Debug)]
pub(super) struct Line {
    /// Index into the roads.
    pub(super) road: u32,
    pub(super) coords: Vec<Coord>,
    /// Which of the files it was read from; the last number stands for all beyond it.
    pub(super) file: u8,
    /// Whether it is driven: neither closed nor a duplicate.
    pub(super) driven: bool,
}

impl Line {
    /// First or last vertex.
    pub(super) fn end(&self, at_start: bool) -> Coord {
        self.coords[if at_start { 0 } else { self.coords.len() - 1 }]
    }
}

/// Every line of the layer but those without length.
pub(super) fn given(roads: &[Road], report: &mut RepairReport) -> Vec<Line> {
    let files: BTreeSet<&str> = roads.iter().map(|road| road.source.file.as_str()).collect();
    let files: BTreeMap<&str, u8> = files
        .into_iter()
        .zip((0..FILES).chain(repeat(FILES)))
        .collect();
    let mut lines = Vec::new();
    for (road, given) in (0..).zip(roads) {
        let mut coords: Vec<Coord> = given.line.0.clone();
        coords.dedup_by_key(|coord| key(*coord));
        if coords.len() < 2 {
            report.repairs.push(Repair {
                kind: RepairKind::ZeroLength,
                place: given.line.0.first().copied().unwrap_or_default(),
                road,
                other: None,
                metres: 0.0,
            });
            continue;
        }
        let driven = !given.closed;
        report.closed += usize::from(!driven);
        let file = files[given.source.file.as_str()];
        lines.push(Line {
            road,
            coords,
            file,
            driven,
        });
    }
    lines
}

/// Of several lines with the same course in either direction, drives the one whose road comes first.
///
/// A one-way line stands for others of its own direction only, however they are drawn.
pub(super) fn drop_duplicates(roads: &[Road], lines: &mut [Line], report: &mut RepairReport) {
    let mut seen: FxHashMap<Vec<Key>, [Option<u32>; 3]> = FxHashMap::default();
    for line in lines.iter_mut().filter(|line| line.driven) {
        let mut course: Vec<Key> = line.coords.iter().map(|coord| key(*coord)).collect();
        let mut oneway = roads[line.road as usize].oneway;
        if course.last() < course.first()
            || (course.first() == course.last() && course.iter().rev().lt(course.iter()))
        {
            course.reverse();
            oneway = turned(oneway);
        }
        let first = seen.entry(course).or_default();
        let known = first[Oneway::No as usize].or(first[oneway as usize]);
        if known.is_some() {
            report.repairs.push(Repair {
                kind: RepairKind::DuplicateLine,
                place: line.coords[line.coords.len() / 2],
                road: line.road,
                other: known,
                metres: length(&line.coords),
            });
            line.driven = false;
        } else {
            first[oneway as usize] = Some(line.road);
        }
    }
}

/// The same way of a line drawn from its other end.
fn turned(oneway: Oneway) -> Oneway {
    match oneway {
        Oneway::No => Oneway::No,
        Oneway::Forward => Oneway::Backward,
        Oneway::Backward => Oneway::Forward,
    }
}
