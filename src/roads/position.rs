//! Places on the network, and which way a vehicle faces there.

use petgraph::Direction;
use petgraph::graph::NodeIndex;
use smallvec::SmallVec;

use super::Network;

/// Shares of a link this small are rounding.
pub(super) const ROUNDING: f64 = 1e-9;

/// A link of the network: see [`super::Link`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LinkIdx(pub u32);

impl LinkIdx {
    /// As an index of a slice.
    pub const fn idx(self) -> usize {
        self.0 as usize
    }
}

/// Which way a vehicle faces where it stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Facing {
    /// It arrives and leaves either way: turning there costs nothing.
    #[default]
    Either,
    /// Along the link.
    Forward,
    /// Against it.
    Backward,
}

impl Facing {
    /// Whether a vehicle that is to face this way may face that way.
    pub(super) const fn allows(self, way: Self) -> bool {
        matches!(
            (self, way),
            (Self::Either, _) | (Self::Forward, Self::Forward) | (Self::Backward, Self::Backward)
        )
    }
}

/// A position on the network: a link, how far along it, 0 at its start, 1 at its end (by length), and which way a
/// vehicle faces there.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Position {
    /// Which link.
    pub link: LinkIdx,
    /// How far along it.
    pub fraction: f64,
    /// Which way a vehicle arrives there and leaves unless it turns, which costs [`Network::turn_millis`].
    pub facing: Facing,
}

impl Position {
    /// A position where it does not matter which way a vehicle faces.
    pub const fn new(link: LinkIdx, fraction: f64) -> Self {
        Self {
            link,
            fraction,
            facing: Facing::Either,
        }
    }

    /// The same place with a vehicle that faces that way.
    #[must_use]
    pub const fn facing(self, facing: Facing) -> Self {
        Self { facing, ..self }
    }
}

impl Network {
    /// What turning round on the road costs, in milliseconds.
    pub const fn turn_millis(&self) -> u32 {
        self.turn_millis
    }

    /// The ways in which a vehicle may face at a position, where that matters: on a road that is driven both ways, but not
    /// at a junction of three and more, where any of them may be taken.
    pub fn facings(&self, position: Position) -> &'static [Facing] {
        let link = self.link(position.link);
        let is_two_way = link.forward.is_some() && link.backward.is_some();
        let is_free = self
            .junction(position)
            .is_some_and(|junction| self.meets_others(junction, position.link));
        if self.turn_millis == 0 || !is_two_way || is_free {
            &[Facing::Either]
        } else {
            &[Facing::Forward, Facing::Backward]
        }
    }

    /// The junction that a position lies at, when it lies at an end of its link.
    pub fn junction(&self, position: Position) -> Option<NodeIndex> {
        let link = self.link(position.link);
        match position.fraction {
            at if at <= ROUNDING => Some(link.from),
            at if at >= 1.0 - ROUNDING => Some(link.to),
            _ => None,
        }
    }

    /// Whether a link meets more than one other at a junction: at a dead end and where one line goes on as another, there
    /// is no road to turn into.
    fn meets_others(&self, junction: NodeIndex, link: LinkIdx) -> bool {
        let arcs = [Direction::Outgoing, Direction::Incoming];
        let arcs = arcs
            .into_iter()
            .flat_map(|direction| self.graph.edges_directed(junction, direction));
        let others = arcs.map(|arc| arc.weight().link);
        let others: SmallVec<[LinkIdx; 8]> = others.filter(|other| *other != link).collect();
        others.iter().any(|other| *other != others[0])
    }
}
