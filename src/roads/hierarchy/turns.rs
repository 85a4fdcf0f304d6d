//! What turning round costs where a way begins and ends.
//!
//! No fastest way turns round between its ends. A stop, though, may be left the way it was come by, and a dead end has to be.
//! So a position may say which way a vehicle faces there: it arrives and leaves that way, or turns round, which costs
//! [`Network::turn_millis`]. Between two such positions there are four ways, by either end of the link out and by either end
//! in. One that leaves ahead, only to come back past where it began, has turned round on the road ahead, as it has to at a
//! dead end, and counts as turning where it stands. So does one that passes the place that it leads to. What is ahead of a stop on a dead end is thus worth nothing, without that anything has to know dead ends.
//!
//! Where the fastest way ahead comes back, another that does not, slower or as fast, is not looked for: turning may then be
//! charged though a way round would be faster, by less than a turn.

use rustc_hash::FxHashMap;

use super::Ways;
use super::ends::share;
use super::weight::{NEVER, Weight, parts, weight};
use crate::roads::{Facing, Network, Position};

/// Shares of links are rounded to milliseconds: ways that come back differ by no more than this from the sum of their
/// parts.
const ROUNDING_MILLIS: u64 = 2;

/// Who is there within so many milliseconds has not driven anywhere to come back from.
const MOMENT: u64 = 500;

/// Weights by the way in which the one place is left and the other reached, as in [`Yard::ways`].
pub(super) type FourWays = [[Weight; 2]; 2];

/// A place with the ways in which it may be left and reached.
#[derive(Clone, Debug)]
pub(super) struct Yard {
    /// Facing along the link and against it; twice the same where it does not matter.
    pub(super) ways: [Position; 2],
    /// Milliseconds to the end of the link that is ahead, and back; `u64::MAX` where there is no coming back.
    ahead_and_back: [u64; 2],
    /// Numbers of the positions that are here, and how each is faced.
    pub(super) stands: Vec<(usize, Facing)>,
}

impl Yard {
    pub(super) fn new(network: &Network, position: Position) -> Self {
        if position.facing == Facing::Either {
            return Self {
                ways: [position; 2],
                ahead_and_back: [u64::MAX; 2],
                stands: Vec::new(),
            };
        }
        let link = network.link(position.link);
        let ahead_and_back = |part: f64| {
            let drive = |millis| share(link, millis, part);
            let both = drive(link.forward).saturating_add(drive(link.backward));
            if both < NEVER {
                parts(both).0
            } else {
                u64::MAX
            }
        };
        Self {
            ways: [Facing::Forward, Facing::Backward].map(|facing| position.facing(facing)),
            ahead_and_back: [1.0 - position.fraction, position.fraction].map(ahead_and_back),
            stands: Vec::new(),
        }
    }

    /// Whether it does not matter which way a vehicle faces.
    fn is_free(&self) -> bool {
        self.ways[0].facing == Facing::Either
    }

    /// Which of the ways comes back past the place, given how long each takes and when a way is no way at all.
    fn returning(&self, [ahead, behind]: [Weight; 2], moment: u64) -> [bool; 2] {
        let returns = |way: usize, by: Weight, other: Weight| {
            let (by, other) = (parts(by).0, parts(other).0);
            let back = self.ahead_and_back[way].saturating_add(other);
            by >= moment && by.saturating_add(ROUNDING_MILLIS) >= back
        };
        let first = returns(0, ahead, behind);
        [first, !first && returns(1, behind, ahead)]
    }
}

/// The places of some positions, each once.
pub(super) fn yards(network: &Network, positions: &[Position]) -> Vec<Yard> {
    let mut known: FxHashMap<(u32, u64, bool), usize> = FxHashMap::default();
    let mut yards: Vec<Yard> = Vec::new();
    for (number, position) in positions.iter().enumerate() {
        let is_free = position.facing == Facing::Either;
        let key = (position.link.0, position.fraction.to_bits(), is_free);
        let yard = *known.entry(key).or_insert_with(|| {
            yards.push(Yard::new(network, *position));
            yards.len() - 1
        });
        yards[yard].stands.push((number, position.facing));
    }
    yards
}

/// The four ways, without those that come back past where they begin, or past where they lead.
pub(super) fn without_return(ways: FourWays, from: &Yard, to: &Yard) -> FourWays {
    let mut left = ways;
    // A team that stands at a stop, or a base there, is not faced.
    let moment = if from.is_free() || to.is_free() {
        MOMENT
    } else {
        0
    };
    for arrives in 0..2 {
        let returns = from.returning([ways[0][arrives], ways[1][arrives]], moment);
        for leaves in 0..2 {
            if returns[leaves] {
                left[leaves][arrives] = NEVER;
            }
        }
    }
    for leaves in 0..2 {
        // A place that is reached by the far end of its link first was passed.
        let passes = to.returning([ways[leaves][1], ways[leaves][0]], moment);
        for arrives in 0..2 {
            if passes[1 - arrives] {
                left[leaves][arrives] = NEVER;
            }
        }
    }
    left
}

/// The least of four ways, with the turns that it takes to leave and to stand as the positions are faced.
pub(super) fn with_turns(
    ways: FourWays,
    (leaves, arrives): (Facing, Facing),
    turn: Weight,
) -> Weight {
    let (_, _, sum) = least(ways, (leaves, arrives), turn);
    sum
}

/// The same with the way itself.
pub(super) fn least(
    ways: FourWays,
    (leaves, arrives): (Facing, Facing),
    turn: Weight,
) -> (usize, usize, Weight) {
    let turns = |facing: Facing| {
        let turn = |way| if facing.allows(way) { 0 } else { turn };
        [turn(Facing::Forward), turn(Facing::Backward)]
    };
    let (leaving, arriving) = (turns(leaves), turns(arrives));
    let mut best = (0, 0, NEVER);
    for (out, ways) in ways.iter().enumerate() {
        for (into, way) in ways.iter().enumerate() {
            let sum = way.saturating_add(leaving[out] + arriving[into]);
            if sum < best.2 {
                best = (out, into, sum);
            }
        }
    }
    best
}

impl Ways<'_> {
    /// Weight of one turn.
    pub(super) fn turn(&self) -> Weight {
        weight(u64::from(self.network.turn_millis()), 0)
    }
}
