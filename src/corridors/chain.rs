//! Stretches one after the other along the same road.

use std::collections::BTreeMap;

use super::select::Stretch;
use crate::domain::Road;
use crate::roads::{Network, Traversal};

/// Stretches driven in a row: along one road, all two-way or all one-way.
#[derive(Clone, Debug)]
pub(super) struct Chain {
    /// Name, number or id of the road.
    pub(super) road: String,
    /// May be driven in either direction.
    pub(super) two_way: bool,
    pub(super) parts: Vec<Traversal>,
}

/// What stretches must share to be chained.
type Kind = (String, bool);

/// An end of a stretch on the network: the node where a link is used to its end; `None` inside a link.
type End = Option<usize>;

/// Joins the stretches to chains; each stretch is in exactly one.
///
/// From a stretch a chain grows at both ends through nodes where exactly one other stretch of the same road goes on, so
/// that the result does not depend on where it began. Ordered by place.
pub(super) fn chains(network: &Network, roads: &[Road], stretches: &[Stretch]) -> Vec<Chain> {
    let kinds: Vec<Kind> = stretches
        .iter()
        .map(|stretch| kind(network, roads, stretch))
        .collect();
    let mut at_node: BTreeMap<(usize, &Kind), Vec<usize>> = BTreeMap::new();
    for (idx, stretch) in stretches.iter().enumerate() {
        for end in ends(network, stretch).into_iter().flatten() {
            at_node.entry((end, &kinds[idx])).or_default().push(idx);
        }
    }
    let mut used = vec![false; stretches.len()];
    let mut chains = Vec::new();
    for idx in 0..stretches.len() {
        if used[idx] {
            continue;
        }
        used[idx] = true;
        let mut parts = std::collections::VecDeque::from([drive(
            &stretches[idx],
            forward(network, &stretches[idx]),
        )]);
        for at_back in [true, false] {
            while let Some((next, part)) = grow(
                network,
                stretches,
                &kinds[idx],
                &at_node,
                &used,
                &parts,
                at_back,
            ) {
                used[next] = true;
                if at_back {
                    parts.push_back(part);
                } else {
                    parts.push_front(part);
                }
            }
        }
        let (road, two_way) = kinds[idx].clone();
        chains.push(Chain {
            road,
            two_way,
            parts: parts.into(),
        });
    }
    chains
}

fn kind(network: &Network, roads: &[Road], stretch: &Stretch) -> Kind {
    let link = network.link(stretch.link);
    let road = &roads[link.road as usize];
    let plain = |text: &Option<String>| {
        text.as_ref()
            .map(|text| text.trim().to_owned())
            .filter(|text| !text.is_empty())
    };
    let name = plain(&road.number)
        .or_else(|| plain(&road.name))
        .unwrap_or_else(|| road.id.clone());
    (name, link.forward.is_some() && link.backward.is_some())
}

/// Whether a stretch is first driven as its link is drawn: always, but for one-way roads against the drawing.
fn forward(network: &Network, stretch: &Stretch) -> bool {
    network.link(stretch.link).forward.is_some()
}

fn drive(stretch: &Stretch, forward: bool) -> Traversal {
    let (from, to) = if forward {
        (stretch.from, stretch.to)
    } else {
        (stretch.to, stretch.from)
    };
    Traversal {
        link: stretch.link,
        from_fraction: from,
        to_fraction: to,
    }
}

fn ends(network: &Network, stretch: &Stretch) -> [End; 2] {
    let link = network.link(stretch.link);
    [
        (stretch.from <= 0.0).then(|| link.from.index()),
        (stretch.to >= 1.0).then(|| link.to.index()),
    ]
}

/// Node where a driven part ends (or begins), when it ends at a node.
fn node_of(network: &Network, part: &Traversal, at_back: bool) -> End {
    let link = network.link(part.link);
    let fraction = if at_back {
        part.to_fraction
    } else {
        part.from_fraction
    };
    if fraction <= 0.0 {
        Some(link.from.index())
    } else {
        (fraction >= 1.0).then(|| link.to.index())
    }
}

/// The one stretch that goes on at an end of the chain, as driven.
fn grow(
    network: &Network,
    stretches: &[Stretch],
    kind: &Kind,
    at_node: &BTreeMap<(usize, &Kind), Vec<usize>>,
    used: &[bool],
    parts: &std::collections::VecDeque<Traversal>,
    at_back: bool,
) -> Option<(usize, Traversal)> {
    let end = if at_back {
        parts.back()?
    } else {
        parts.front()?
    };
    let node = node_of(network, end, at_back)?;
    let here = at_node.get(&(node, kind))?;
    let others: Vec<usize> = here
        .iter()
        .copied()
        .filter(|idx| stretches[*idx].link != end.link)
        .collect();
    let [next] = others[..] else { return None };
    if used[next] {
        return None;
    }
    let stretch = &stretches[next];
    let starts_here = ends(network, stretch)[0] == Some(node);
    // Driven away from the node behind the chain, towards it before the chain.
    let along = starts_here == at_back;
    let link = network.link(stretch.link);
    let allowed = if along {
        link.forward.is_some()
    } else {
        link.backward.is_some()
    };
    allowed.then(|| (next, drive(stretch, along)))
}
