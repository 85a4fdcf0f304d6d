//! Chains cut to corridors of a good length.

use std::collections::BTreeSet;

use geo::{Geometry, LineString};
use sha2::{Digest, Sha256};

use super::chain::{Chain, Passes, span};
use super::{CorridorRoute, CorridorRule};
use crate::domain::{Corridor, CorridorPass, Road, Target, TargetDetail};
use crate::roads::{Network, Position, Traversal, traversal_coords};
use crate::units::{Metres, TargetId};

/// Length of a corridor in metres.
pub(super) fn length(route: &CorridorRoute) -> i64 {
    match &route.target.detail {
        TargetDetail::Corridor(corridor) => corridor.length.get(),
        _ => 0,
    }
}

/// The corridors of a span of a chain: as equal as possible, no longer than the rule allows, cut at a junction where one
/// lies within a quarter of a piece.
pub(super) fn routes(
    network: &Network,
    roads: &[Road],
    rule: &CorridorRule,
    chain: &Chain,
    (from, to): (f64, f64),
) -> Vec<CorridorRoute> {
    let (_, parts) = split(network, chain.parts.clone(), from);
    let (parts, _) = split(network, parts, to - from);
    let metres: Vec<f64> = parts.iter().map(|part| span(network, part)).collect();
    let cuts = cuts(&metres, rule);
    let count = cuts.len() + 1;
    let mut rest = parts;
    let mut made = Vec::new();
    let mut behind = 0.0;
    for (number, cut) in cuts.iter().copied().chain([f64::INFINITY]).enumerate() {
        let (piece, after) = split(network, rest, cut - behind);
        rest = after;
        behind = cut;
        if !piece.is_empty() {
            let number = (number + 1, count);
            if chain.passes == Passes::Each {
                let back = reversed(&piece);
                made.push(route(network, roads, rule, chain, back, number));
            }
            made.push(route(network, roads, rule, chain, piece, number));
        }
    }
    made
}

/// The same links driven the other way.
fn reversed(parts: &[Traversal]) -> Vec<Traversal> {
    let turned = |part: &Traversal| Traversal {
        link: part.link,
        from_fraction: part.to_fraction,
        to_fraction: part.from_fraction,
    };
    parts.iter().rev().map(turned).collect()
}

/// Where a chain is cut, in metres from its start.
fn cuts(metres: &[f64], rule: &CorridorRule) -> Vec<f64> {
    let total: f64 = metres.iter().sum();
    let count = (total / rule.max_length).ceil().max(1.0);
    let piece = total / count;
    let mut joints = Vec::new();
    let mut at = 0.0;
    for part in metres {
        at += part;
        joints.push(at);
    }
    let mut cuts: Vec<f64> = Vec::new();
    let mut number = 1.0;
    while number < count {
        let wanted = number * piece;
        let before = cuts.last().copied().unwrap_or(0.0);
        let fits = |joint: f64| {
            let left = total - joint;
            joint - before >= rule.min_length
                && joint - before <= rule.max_length
                && left >= rule.min_length
                && left <= (count - number) * rule.max_length
        };
        let joint = joints
            .iter()
            .copied()
            .filter(|joint| (joint - wanted).abs() <= piece / 4.0 && fits(*joint))
            .min_by(|a, b| (a - wanted).abs().total_cmp(&(b - wanted).abs()));
        cuts.push(joint.unwrap_or_else(|| wanted.min(before + rule.max_length)));
        number += 1.0;
    }
    cuts
}

/// The first `metres` of the parts, and what is left.
fn split(
    network: &Network,
    parts: Vec<Traversal>,
    metres: f64,
) -> (Vec<Traversal>, Vec<Traversal>) {
    /// Shorter remainders in metres are rounding.
    const DUST: f64 = 0.01;
    let (mut piece, mut rest, mut left) = (Vec::new(), Vec::new(), metres);
    for part in parts {
        let span = span(network, &part);
        if left <= DUST {
            rest.push(part);
        } else if span <= left + DUST {
            piece.push(part);
            left -= span;
        } else {
            let share = left / span;
            let cut = part.from_fraction + (part.to_fraction - part.from_fraction) * share;
            piece.push(Traversal {
                to_fraction: cut,
                ..part
            });
            rest.push(Traversal {
                from_fraction: cut,
                ..part
            });
            left = 0.0;
        }
    }
    (piece, rest)
}

fn route(
    network: &Network,
    roads: &[Road],
    rule: &CorridorRule,
    chain: &Chain,
    piece: Vec<Traversal>,
    (number, count): (usize, usize),
) -> CorridorRoute {
    let line = LineString(traversal_coords(network, &piece));
    let (first, last) = (piece[0], piece[piece.len() - 1]);
    let metres: f64 = piece.iter().map(|part| span(network, part)).sum();
    let length = whole_metres(metres);
    let source = roads[network.link(first.link).road as usize].source.clone();
    let corridor = Corridor {
        line: line.clone(),
        length,
        pass: if chain.passes == Passes::Either {
            CorridorPass::Either
        } else {
            CorridorPass::Forward
        },
        road: chain.road.clone(),
        programme: rule.programme.clone(),
    };
    let target = Target {
        id: id(rule, chain, &line),
        name: if count > 1 {
            format!("{} ({number}/{count})", chain.road)
        } else {
            chain.road.clone()
        },
        township: None,
        village: None,
        geometry: Geometry::LineString(line),
        last_visit: None,
        windows: Vec::new(),
        columns: std::collections::BTreeMap::new(),
        detail: TargetDetail::Corridor(corridor),
        source,
    };
    CorridorRoute {
        target,
        from: Position::new(first.link, first.from_fraction),
        to: Position::new(last.link, last.to_fraction),
        traversals: piece,
    }
}

/// The stretch of a corridor between two places in metres from its start; the whole when nothing lies between them.
pub(super) fn stretch(
    network: &Network,
    whole: &CorridorRoute,
    from: f64,
    to: f64,
) -> CorridorRoute {
    let (_, parts) = split(network, whole.traversals.clone(), from);
    let (parts, _) = split(network, parts, to - from);
    let (Some(first), Some(last)) = (parts.first().copied(), parts.last().copied()) else {
        return whole.clone();
    };
    let metres: f64 = parts.iter().map(|part| span(network, part)).sum();
    let mut target = whole.target.clone();
    target.geometry = Geometry::LineString(LineString(traversal_coords(network, &parts)));
    target.name = format!("{} [{from:.0}-{to:.0} m]", target.name);
    if let (TargetDetail::Corridor(corridor), Geometry::LineString(line)) =
        (&mut target.detail, &target.geometry)
    {
        corridor.line = line.clone();
        corridor.length = whole_metres(metres);
    }
    CorridorRoute {
        target,
        from: Position::new(first.link, first.from_fraction),
        to: Position::new(last.link, last.to_fraction),
        traversals: parts,
    }
}

/// Rounded, at least one.
#[expect(
    clippy::cast_possible_truncation,
    reason = "a corridor is far shorter than 2^53 metres"
)]
fn whole_metres(metres: f64) -> Metres {
    Metres((metres.round() as i64).max(1))
}

/// Programme, road and a hash of both ends in either order.
fn id(rule: &CorridorRule, chain: &Chain, line: &LineString) -> TargetId {
    let place = |coord: &geo::Coord| format!("{:.5} {:.5}", coord.x, coord.y);
    let middle = place(&line.0[line.0.len() / 2]);
    let mut ends = [line.0.first().map(place), line.0.last().map(place)];
    let either = chain.passes == Passes::Either;
    if either {
        ends.sort();
    }
    let digest = Sha256::digest(format!("{ends:?} {middle} {either}"));
    let plain: String = chain
        .road
        .chars()
        .map(|c| if c.is_alphanumeric() { c } else { '_' })
        .take(24)
        .collect();
    let hash = digest
        .iter()
        .take(4)
        .fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"));
    TargetId::new(format!("{}-{plain}-{hash}", rule.programme))
}

/// Sorts by id; equal ids get a running number.
pub(super) fn make_ids_unique(corridors: &mut [CorridorRoute]) {
    corridors.sort_by(|a, b| {
        let line = |route: &CorridorRoute| match &route.target.detail {
            TargetDetail::Corridor(corridor) => corridor
                .line
                .0
                .iter()
                .map(|c| (c.x, c.y))
                .collect::<Vec<_>>(),
            _ => Vec::new(),
        };
        let by_line = || {
            let (one, two) = (line(a), line(b));
            one.partial_cmp(&two).unwrap_or(std::cmp::Ordering::Equal)
        };
        a.target.id.cmp(&b.target.id).then_with(by_line)
    });
    let mut taken: BTreeSet<TargetId> = BTreeSet::new();
    for corridor in corridors.iter_mut() {
        let plain = corridor.target.id.clone();
        let mut number = 2;
        while !taken.insert(corridor.target.id.clone()) {
            corridor.target.id = TargetId::new(format!("{plain}~{number}"));
            number += 1;
        }
    }
    corridors.sort_by(|a, b| a.target.id.cmp(&b.target.id));
}
