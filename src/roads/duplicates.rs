//! Lines drawn twice: whole, in part, or nearly.

use geo::Coord;
use rustc_hash::FxHashMap;

use super::drawing::{Drawing, number};
use super::geometry::{distance, key, length_along, nearest_on_segment};
use super::pieces::Piece;
use super::places::{halves, packed};
use super::seen::Seen;
use super::{Network, Repair, RepairKind, radix};
use crate::domain::{Oneway, Road, RoadClass};

/// Of several lines with the same course in either direction, drives the one whose road comes first.
///
/// A one-way line stands for others of its own direction only, however they are drawn.
pub(super) fn drop_lines(roads: &[Road], drawing: &mut Drawing) -> Vec<Repair> {
    let mut pieces: Vec<Piece> = Vec::new();
    let mut of: Vec<u32> = Vec::new();
    for (at, line) in (0..).zip(&drawing.lines).filter(|(_, line)| line.driven) {
        of.push(at);
        pieces.push(Piece {
            road: line.road,
            file: line.file,
            first: line.first,
            last: line.last,
            begins: line.begins,
        });
    }
    let dropped = doubles(roads, drawing, &pieces, |_| RoadClass::Village);
    for (piece, _) in &dropped {
        drawing.lines[of[*piece as usize] as usize].driven = false;
    }
    let repairs = told(drawing, &pieces, &dropped, RepairKind::DuplicateLine);
    if !dropped.is_empty() {
        drawing.count_degrees();
    }
    repairs
}

/// Of several pieces with the same course leaves the one of the highest class, and of these the first.
pub(super) fn drop_pieces(
    roads: &[Road],
    drawing: &Drawing,
    pieces: &mut Vec<Piece>,
) -> Vec<Repair> {
    let class = |road: u32| roads[road as usize].class.unwrap_or(RoadClass::Village);
    let dropped = doubles(roads, drawing, pieces, class);
    let repairs = told(drawing, pieces, &dropped, RepairKind::Overlap);
    let mut keep = vec![true; pieces.len()];
    for (piece, _) in &dropped {
        keep[*piece as usize] = false;
    }
    let mut keep = keep.into_iter();
    pieces.retain(|_| keep.next().unwrap_or(true));
    repairs
}

/// Pieces that another of the same course stands for, with the road of that one, by number.
fn doubles(
    roads: &[Road],
    drawing: &Drawing,
    pieces: &[Piece],
    class: impl Fn(u32) -> RoadClass,
) -> Vec<(u32, u32)> {
    let mut dropped = Vec::new();
    let alike = alike(drawing, pieces);
    for group in alike
        .chunk_by(|a, b| a.0 == b.0)
        .filter(|group| group.len() > 1)
    {
        let rank = |at: u32| {
            let road = pieces[at as usize].road;
            // A two-way line stands for one-way ones too.
            (roads[road as usize].oneway != Oneway::No, class(road), at)
        };
        let mut group: Vec<_> = group.iter().map(|(_, at)| rank(*at)).collect();
        group.sort_unstable();
        let group = group.into_iter().map(|(_, _, at)| at);
        doubles_of(roads, drawing, pieces, group, &mut dropped);
    }
    dropped.sort_unstable();
    dropped
}

/// The pieces that may have both ends in common with another one, and some by chance, by their ends.
fn alike(drawing: &Drawing, pieces: &[Piece]) -> Vec<(u64, u32)> {
    let mut seen = Seen::new(pieces.len());
    let known = pieces.iter().filter_map(|piece| ends(drawing, piece));
    known.for_each(|ends| seen.add(ends));
    let mut alike: Vec<(u64, u32)> = (0..)
        .zip(pieces)
        .filter_map(|(at, piece)| Some((ends(drawing, piece)?, at)))
        .filter(|(ends, _)| seen.has_twice(*ends))
        .collect();
    alike.sort_unstable();
    alike
}

/// Those of some pieces that have both ends in common, in the order in which they stand for each other.
fn doubles_of(
    roads: &[Road],
    drawing: &Drawing,
    pieces: &[Piece],
    group: impl Iterator<Item = u32>,
    dropped: &mut Vec<(u32, u32)>,
) {
    // Few pieces have both ends in common, unless the same road was drawn again and again.
    let mut seen: FxHashMap<Vec<u64>, [Option<u32>; 3]> = FxHashMap::default();
    for at in group {
        let piece = &pieces[at as usize];
        let (course, turned) = course(drawing, piece);
        let oneway = roads[piece.road as usize].oneway;
        let oneway = if turned { self::turned(oneway) } else { oneway };
        let first = seen.entry(course).or_default();
        match first[Oneway::No as usize].or(first[oneway as usize]) {
            Some(known) => dropped.push((at, known)),
            None => first[oneway as usize] = Some(piece.road),
        }
    }
}

/// The numbers of the places of both ends, the smaller in the upper half; `None` when one of them is that of no other line.
fn ends(drawing: &Drawing, piece: &Piece) -> Option<u64> {
    let (from, to) = (
        drawing.group_of(piece.first)?,
        drawing.group_of(piece.last)?,
    );
    Some(u64::from(from.min(to)) << 32 | u64::from(from.max(to)))
}

/// The places of a piece, in that direction in which they come first, and whether it is drawn in the other.
fn course(drawing: &Drawing, piece: &Piece) -> (Vec<u64>, bool) {
    let drawn = drawing.places(piece.vertices());
    let turned = drawn.iter().rev().lt(drawn.iter());
    let mut course = drawn.to_vec();
    if turned {
        course.reverse();
    }
    (course, turned)
}

fn told(
    drawing: &Drawing,
    pieces: &[Piece],
    dropped: &[(u32, u32)],
    kind: RepairKind,
) -> Vec<Repair> {
    let repair = |(piece, known): &(u32, u32)| {
        let piece = &pieces[*piece as usize];
        let vertices = piece.last + 1 - piece.first;
        Repair {
            kind,
            place: drawing.coord(piece.first + vertices / 2),
            road: piece.road,
            other: Some(*known),
            metres: length_along(drawing.course(piece.vertices())),
        }
    };
    dropped.iter().map(repair).collect()
}

/// The same way of a line drawn from its other end.
fn turned(oneway: Oneway) -> Oneway {
    match oneway {
        Oneway::No => Oneway::No,
        Oneway::Forward => Oneway::Backward,
        Oneway::Backward => Oneway::Forward,
    }
}

/// Links nearer to each other than so many metres all along are doubted: less than the distance of two carriageways.
const BESIDE: f64 = 3.0;

/// Shorter links lie beside others for other reasons: the arms of a junction, the stubs of a crossing.
const SHORTEST: f64 = 20.0;

/// Links between nearly the same ends that run within [`BESIDE`] of each other: the same road drawn twice, it seems.
///
/// Both are driven, since each may be right. Only links on one level are compared, and none with its opposite lane.
pub(super) fn nearly(roads: &[Road], network: &Network) -> Vec<Repair> {
    // By the middle between both ends, which is the same in either direction, in squares of 1e-4 degrees.
    let square = |link: u32| {
        let coords = &network.links[link as usize].coords;
        let (x, y) = key((coords[0] + coords[coords.len() - 1]) / 2.0);
        (x.div_euclid(1000), y.div_euclid(1000))
    };
    let long = |link: &u32| network.links[*link as usize].length >= SHORTEST;
    let mut links: Vec<(u64, u32)> = (0..number(network.links.len()))
        .filter(long)
        .map(|link| (packed(square(link)), link))
        .collect();
    radix::sort(&mut links, |entry| entry.0);
    // Where the squares begin that lie west, beside and east of the one at hand; they move on as it does.
    let mut begins = [0; 3];
    let mut doubles: Vec<(u32, u32)> = Vec::new();
    for (square, link) in &links {
        let [x, y] = halves(*square).map(|half| i64::from(half) - (1 << 31));
        let mut double: Option<u32> = None;
        for (begin, x) in begins.iter_mut().zip(x - 1..) {
            let (from, to) = (packed((x, y - 1)), packed((x, y + 1)));
            while links.get(*begin).is_some_and(|entry| entry.0 < from) {
                *begin += 1;
            }
            let known = links[*begin..].iter().take_while(|entry| entry.0 <= to);
            for (_, other) in known {
                if other < link
                    && double.is_none_or(|double| *other < double)
                    && is_beside(roads, network, *link as usize, *other as usize)
                {
                    double = Some(*other);
                }
            }
        }
        doubles.extend(double.map(|double| (*link, double)));
    }
    doubles.sort_unstable();
    let repair = |(link, other): (u32, u32)| {
        let (link, other) = (
            &network.links[link as usize],
            &network.links[other as usize],
        );
        Repair {
            kind: RepairKind::NearDuplicate,
            place: link.coords[link.coords.len() / 2],
            road: link.road,
            other: Some(other.road),
            metres: link.length,
        }
    };
    doubles.into_iter().map(repair).collect()
}

fn is_beside(roads: &[Road], network: &Network, one: usize, two: usize) -> bool {
    let (one, two) = (&network.links[one], &network.links[two]);
    let (road, other) = (&roads[one.road as usize], &roads[two.road as usize]);
    let alike = (one.length - two.length).abs() <= 4.0 * BESIDE + 0.1 * one.length.min(two.length);
    let both_ways = road.oneway == Oneway::No && other.oneway == Oneway::No;
    if !alike || !both_ways || road.divided || other.divided || road.is_apart_from(other) {
        return false;
    }
    let ends = |link: &super::Link| (link.coords[0], link.coords[link.coords.len() - 1]);
    let ((a, b), (c, d)) = (ends(one), ends(two));
    let near = |a: Coord, b: Coord| distance(a, b) <= 2.0 * BESIDE;
    let within = |coords: &[Coord], line: &[Coord]| {
        coords.iter().all(|place| {
            let mut pairs = line.windows(2);
            pairs.any(|pair| nearest_on_segment(*place, pair[0], pair[1]).1 <= BESIDE)
        })
    };
    ((near(a, c) && near(b, d)) || (near(a, d) && near(b, c)))
        && within(inner(&one.coords), &two.coords)
        && within(inner(&two.coords), &one.coords)
}

/// All but the ends, which may lie somewhat apart.
fn inner(coords: &[Coord]) -> &[Coord] {
    &coords[1..coords.len() - 1]
}
