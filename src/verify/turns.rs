//! What turning round adds to a way: every way out and in is measured by itself, and those that come back past the stop are
//! charged as turns.

use super::dijkstra::Fastest;
use crate::roads::{Facing, Network, Position};

/// Seconds by which the parts of a way that comes back differ from the whole at most, for rounding.
const SURE: f64 = 0.000_5;
/// Seconds by which another way may differ from one that comes back and be taken for it where times are rounded.
const DOUBT: f64 = 0.02;
/// Who is there within so many seconds has not driven anywhere to come back from.
const MOMENT: f64 = 0.5;

/// Whether the way a vehicle faces counts at any of these places.
pub(super) fn matter(places: &[Position]) -> bool {
    places.iter().any(|place| place.facing != Facing::Either)
}

/// The ways in which a place may be left or reached without turning.
fn ways(place: Position) -> Vec<Position> {
    match place.facing {
        Facing::Either => vec![place],
        _ => vec![
            place.facing(Facing::Forward),
            place.facing(Facing::Backward),
        ],
    }
}

/// Seconds from a place to the end of the link on its forward side, or on the other, and back.
fn there_and_back(network: &Network, place: Position, forward: bool) -> Option<f64> {
    let link = network.link(place.link);
    let part = if forward {
        1.0 - place.fraction
    } else {
        place.fraction
    };
    let both = f64::from(link.forward?) + f64::from(link.backward?);
    Some(both * part / 1000.0)
}

/// Whether a way by one side of a place, forward or not, takes as long as the way by its other side and the drive to the end
/// of the link and back.
fn comes_back(
    network: &Network,
    place: Position,
    forward: bool,
    (by, other): (Option<Fastest>, Option<Fastest>),
    (moment, slack): (f64, f64),
) -> bool {
    let lap = there_and_back(network, place, forward);
    let (Some(lap), Some(by), Some(other)) = (lap, by, other) else {
        return false;
    };
    by.seconds >= moment && by.seconds + slack >= lap + other.seconds
}

/// One of the ways between two places, with the turns that it takes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Candidate {
    pub(super) way: Fastest,
    /// Whether it is as fast as one that comes back past a stop, so that it may have been taken for that.
    pub(super) in_doubt: bool,
}

/// The ways between two places, but for those that surely come back; `straight` measures a way without turns.
pub(super) fn candidates(
    network: &Network,
    (from, to): (Position, Position),
    mut straight: impl FnMut(Position, Position) -> Option<Fastest>,
) -> Vec<Candidate> {
    let (outs, ins) = (ways(from), ways(to));
    let measured: Vec<Vec<Option<Fastest>>> = outs
        .iter()
        .map(|out| ins.iter().map(|into| straight(*out, *into)).collect())
        .collect();
    let is_free = outs.len() == 1 || ins.len() == 1;
    let moment = if is_free { MOMENT } else { 0.0 };
    let turn = f64::from(network.turn_millis()) / 1000.0;
    let mut found = Vec::new();
    for (i, out) in outs.iter().enumerate() {
        for (j, into) in ins.iter().enumerate() {
            let Some(way) = measured[i][j] else { continue };
            let returns = |slack: f64| {
                let limits = (moment, slack);
                let leaves = |way: usize| {
                    let both = (measured[way][j], measured[1 - way][j]);
                    comes_back(network, from, way == 0, both, limits)
                };
                // Who stands facing backward has come by the forward end of the link.
                let passes = |way: usize| {
                    let both = (measured[i][way], measured[i][1 - way]);
                    comes_back(network, to, way == 1, both, limits)
                };
                (outs.len() > 1 && leaves(i) && !(i == 1 && leaves(0)))
                    || (ins.len() > 1 && passes(j) && !(j == 0 && passes(1)))
            };
            if returns(SURE) {
                continue;
            }
            let turns = [out.facing != from.facing, into.facing != to.facing];
            let turns = turns.map(|turns| if turns { turn } else { 0.0 });
            found.push(Candidate {
                way: Fastest {
                    seconds: way.seconds + turns[0] + turns[1],
                    ..way
                },
                in_doubt: returns(DOUBT),
            });
        }
    }
    found
}

/// The fastest of some ways.
pub(super) fn fastest(ways: impl Iterator<Item = Fastest>) -> Option<Fastest> {
    ways.reduce(Fastest::or)
}
