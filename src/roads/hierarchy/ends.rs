//! Where a position's own link is left for the rest of the network, and where it is entered from it.

use smallvec::SmallVec;

use super::Ways;
use super::weight::{NEVER, Weight, parts, weight};
use crate::roads::position::ROUNDING;
use crate::roads::{Facing, Link, Network, Position};

/// A junction at an end of a position's link.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct End {
    /// Rank of the junction.
    pub(super) node: u32,
    /// Of the part of the link between the position and the junction.
    pub(super) weight: Weight,
    /// Where on the link the junction is.
    pub(super) fraction: f64,
}

/// The ends of a position's link, as far as they can be driven.
pub(super) type Ends = SmallVec<[End; 2]>;

/// A position as the hierarchy sees it.
#[derive(Clone, Debug)]
pub(super) struct Stand {
    /// The junction from which the way to the root passes both ends of the link.
    pub(super) bottom: u32,
    /// Where a vehicle may drive first.
    pub(super) exits: Ends,
    /// From where it may drive to the position last.
    pub(super) entries: Ends,
}

/// Metres along the road within which two places are one.
const AT_IT: f64 = 1.0;

/// Weight of a share of a link, in whole milliseconds and millimetres, to the nearest.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a share of a link is positive and far shorter than 2^53 millimetres"
)]
pub(super) fn share(link: &Link, millis: Option<u32>, share: f64) -> Weight {
    let share = share.max(0.0);
    millis.map_or(NEVER, |millis| {
        weight(
            (f64::from(millis) * share).round() as u64,
            (link.length * 1000.0 * share).round() as u64,
        )
    })
}

/// Weights of a link, forward and backward.
pub(super) fn both_ways(link: &Link) -> (Weight, Weight) {
    let (_, length) = parts(share(link, Some(0), 1.0));
    let whole =
        |millis: Option<u32>| millis.map_or(NEVER, |millis| weight(u64::from(millis), length));
    (whole(link.forward), whole(link.backward))
}

/// Weight of the way along one link only, without turning.
pub(super) fn direct(network: &Network, from: Position, to: Position) -> Weight {
    let mut best = NEVER;
    if from.link == to.link {
        let link = network.link(from.link);
        let part = to.fraction - from.fraction;
        let may = |way| from.facing.allows(way) && to.facing.allows(way);
        // Who stands at a stop, for the rounding of coordinates, does not turn to get there.
        if from.facing != to.facing
            && (from.facing == Facing::Either || to.facing == Facing::Either)
            && part.abs() * link.length <= AT_IT
            && (link.forward.is_some() && link.backward.is_some())
        {
            let (there, back) = (link.forward, link.backward);
            best = best.min(share(
                link,
                if part >= 0.0 { there } else { back },
                part.abs(),
            ));
        }
        if part >= 0.0 && may(Facing::Forward) {
            best = best.min(share(link, link.forward, part));
        }
        if part <= 0.0 && may(Facing::Backward) {
            best = best.min(share(link, link.backward, -part));
        }
    }
    best
}

impl Ways<'_> {
    /// How a position is left and reached without turning there.
    pub(super) fn stand(&self, position: Position) -> Stand {
        let link = self.network.link(position.link);
        let rank = &self.hierarchy.tree.rank;
        let (from, to) = (rank[link.from.index()], rank[link.to.index()]);
        let start = |weight| End {
            node: from,
            weight,
            fraction: 0.0,
        };
        let end = |weight| End {
            node: to,
            weight,
            fraction: 1.0,
        };
        let driven = |ends: [End; 2]| ends.into_iter().filter(|end| end.weight < NEVER).collect();
        let at = position.fraction;
        // At a junction a vehicle may take any road, whichever way the position's own link is driven.
        let junction = if position.facing != Facing::Either {
            None
        } else if at <= ROUNDING {
            Some(start(0))
        } else {
            (at >= 1.0 - ROUNDING).then(|| end(0))
        };
        let (exits, entries) = junction.map_or_else(
            || {
                let (there, back) = (
                    link.forward
                        .filter(|_| position.facing.allows(Facing::Forward)),
                    link.backward
                        .filter(|_| position.facing.allows(Facing::Backward)),
                );
                (
                    driven([
                        start(share(link, back, at)),
                        end(share(link, there, 1.0 - at)),
                    ]),
                    driven([
                        start(share(link, there, at)),
                        end(share(link, back, 1.0 - at)),
                    ]),
                )
            },
            |mut junction| {
                junction.fraction = at;
                (Ends::from_slice(&[junction]), Ends::from_slice(&[junction]))
            },
        );
        Stand {
            bottom: from.min(to),
            exits,
            entries,
        }
    }
}
