//! Links one after the other along the same road.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use crate::domain::Road;
use crate::roads::{LinkIdx, Network, Traversal, traversal_coords};

/// Which ways a stretch is driven for all of it to be seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Passes {
    /// One-way: a carriageway of its own.
    Along,
    /// Undivided: once in either direction.
    Either,
    /// Divided, yet drawn as one two-way line: once in each direction.
    Each,
}

/// Links driven in a row: along one road, all with the same passes.
#[derive(Clone, Debug)]
pub(super) struct Chain {
    /// Name, number or id of the road.
    pub(super) road: String,
    pub(super) passes: Passes,
    pub(super) parts: Vec<Traversal>,
}

impl Chain {
    /// Metres of each part.
    pub(super) fn spans(&self, network: &Network) -> Vec<f64> {
        self.parts.iter().map(|part| span(network, part)).collect()
    }
}

/// Metres driven along a part.
pub(super) fn span(network: &Network, part: &Traversal) -> f64 {
    (part.to_fraction - part.from_fraction).abs() * network.link(part.link).length
}

/// What links must share to be chained: the road and its passes.
type Kind = (String, Passes);

/// Links by the node and the kind that they meet at.
type Meetings<'a> = BTreeMap<(usize, &'a Kind), Vec<usize>>;

/// Joins links to chains; each link is in exactly one.
///
/// From a link a chain grows at both ends through nodes where exactly one other link of the same road goes on, so that
/// the result does not depend on where it began. Ordered by the first link.
pub(super) fn chains(network: &Network, roads: &[Road], links: &[LinkIdx]) -> Vec<Chain> {
    let kinds: Vec<Kind> = links
        .iter()
        .map(|link| kind(network, roads, *link))
        .collect();
    let mut meetings: Meetings<'_> = BTreeMap::new();
    for (idx, link) in links.iter().enumerate() {
        let link = network.link(*link);
        for node in [link.from.index(), link.to.index()] {
            meetings.entry((node, &kinds[idx])).or_default().push(idx);
        }
    }
    let mut used = vec![false; links.len()];
    let mut chains = Vec::new();
    for idx in 0..links.len() {
        if std::mem::replace(&mut used[idx], true) {
            continue;
        }
        let forward = network.link(links[idx]).forward.is_some();
        let mut parts = VecDeque::from([drive(links[idx], forward)]);
        for at_back in [true, false] {
            let end = |parts: &VecDeque<Traversal>| {
                if at_back {
                    parts.back().copied()
                } else {
                    parts.front().copied()
                }
            };
            while let Some((next, part)) = end(&parts)
                .and_then(|end| grow(network, links, &kinds[idx], &meetings, end, at_back))
                .filter(|(next, _)| !used[*next])
            {
                used[next] = true;
                if at_back {
                    parts.push_back(part);
                } else {
                    parts.push_front(part);
                }
            }
        }
        let (name, passes) = kinds[idx].clone();
        let road = if name.starts_with('\0') {
            smallest_id(network, roads, &parts)
        } else {
            name
        };
        chains.push(Chain {
            road,
            passes,
            parts: parts.into(),
        });
    }
    chains
}

/// The name of a chain whose roads have none.
fn smallest_id(network: &Network, roads: &[Road], parts: &VecDeque<Traversal>) -> String {
    let ids = parts
        .iter()
        .map(|part| &roads[network.link(part.link).road as usize].id);
    ids.min().cloned().unwrap_or_default()
}

fn kind(network: &Network, roads: &[Road], link: LinkIdx) -> Kind {
    let link = network.link(link);
    let road = &roads[link.road as usize];
    let plain = |text: &Option<Arc<str>>| {
        text.as_ref()
            .map(|text| text.trim().to_owned())
            .filter(|text| !text.is_empty())
    };
    // Stretches of a road without a name hang together by their class.
    let name = plain(&road.number)
        .or_else(|| plain(&road.name))
        .unwrap_or_else(|| format!("\0{}", link.class.index()));
    let passes = match (
        link.forward.is_some() && link.backward.is_some(),
        road.divided,
    ) {
        (false, _) => Passes::Along,
        (true, false) => Passes::Either,
        (true, true) => Passes::Each,
    };
    (name, passes)
}

fn drive(link: LinkIdx, forward: bool) -> Traversal {
    let (from_fraction, to_fraction) = if forward { (0.0, 1.0) } else { (1.0, 0.0) };
    Traversal {
        link,
        from_fraction,
        to_fraction,
    }
}

/// The one link that goes on at an end of a chain, as driven.
fn grow(
    network: &Network,
    links: &[LinkIdx],
    kind: &Kind,
    meetings: &Meetings<'_>,
    end: Traversal,
    at_back: bool,
) -> Option<(usize, Traversal)> {
    let last = network.link(end.link);
    let at_to = (end.to_fraction > end.from_fraction) == at_back;
    let node = if at_to { last.to } else { last.from }.index();
    let here = meetings.get(&(node, kind))?;
    let others: Vec<usize> = here
        .iter()
        .copied()
        .filter(|idx| links[*idx] != end.link)
        .collect();
    let [next] = others[..] else { return None };
    let link = network.link(links[next]);
    // Driven away from the node behind the chain, towards it before the chain.
    let along = (link.from.index() == node) == at_back;
    let allowed = if along {
        link.forward.is_some()
    } else {
        link.backward.is_some()
    };
    let next = (next, drive(links[next], along));
    // At the tip of a pair of carriageways one ends where the other begins: these are two passes, not one.
    let turns_back = kind.1 == Passes::Along && {
        let (before, after) = if at_back {
            (end, next.1)
        } else {
            (next.1, end)
        };
        turns_back(network, before, after)
    };
    (allowed && !turns_back).then_some(next)
}

/// Whether a vehicle that goes on from one part to the next turns by more than a right angle.
fn turns_back(network: &Network, before: Traversal, after: Traversal) -> bool {
    let (before, after) = (
        traversal_coords(network, &[before]),
        traversal_coords(network, &[after]),
    );
    let ([.., a, b], [c, d, ..]) = (&before[..], &after[..]) else {
        return false;
    };
    let scale = b.y.to_radians().cos();
    let east = (b.x - a.x) * (d.x - c.x) * scale * scale;
    east + (b.y - a.y) * (d.y - c.y) < 0.0
}
