//! Exact fastest ways by a customizable contraction hierarchy.
//!
//! Preparation looks at the map alone: [`Hierarchy::new`] orders the junctions by nested dissection (`order`) and finds all
//! shortcuts that any speeds may need (`contract`). [`Hierarchy::customise`] gives them their weights under the speeds and
//! closures of one network (`customise`), in a fraction of a second. [`Ways`] answers: whole matrices (`many`), and single
//! ways with their links (`query`); turning round at their ends costs time (`turns`). After Dibbelt, Strasser, Wagner 2016, "Customizable Contraction Hierarchies", Journal of
//! Experimental Algorithmics 21, doi:10.1145/2886843. Weights are compared by time, then length (`weight`), so that both
//! are those of Dijkstra's algorithm, to the millisecond and the millimetre.

mod contract;
mod core;
mod customise;
mod ends;
mod flow;
mod graph;
mod least;
mod many;
mod order;
mod query;
mod turns;
mod weight;

use contract::Tree;
use customise::{LinkArc, Weights};
use ends::both_ways;
use graph::Graph;
pub use query::Query;
#[cfg(test)]
pub(in crate::roads) use weight::TOO_LONG;

use super::{Link, Network};

/// What is known of a map before its speeds are: the order of its junctions and all shortcuts.
#[derive(Clone, Debug)]
pub struct Hierarchy {
    tree: Tree,
    /// By link; `None` for one that ends where it begins.
    link_arcs: Vec<Option<LinkArc>>,
    /// Arc and link, ascending.
    arc_links: Vec<(u32, u32)>,
}

/// The weights of a hierarchy's shortcuts under the speeds and closures of one network.
#[derive(Clone, Debug)]
pub struct Customised(Weights);

/// Fastest ways on a network.
#[derive(Clone, Copy, Debug)]
pub struct Ways<'n> {
    network: &'n Network,
    hierarchy: &'n Hierarchy,
    weights: &'n Weights,
}

impl Hierarchy {
    /// Prepares the map of a network, closed links included.
    pub fn new(network: &Network) -> Self {
        let places: Vec<geo::Coord> = network.graph().node_weights().copied().collect();
        let graph = graph_of(network);
        Self::of(network, &graph, &order::order(&graph, &places))
    }

    /// The same with the order of the junctions known from before: all of them, each once, as [`Hierarchy::order`] gives it.
    pub fn in_order(network: &Network, order: &[u32]) -> Self {
        Self::of(network, &graph_of(network), order)
    }

    /// Junctions in the order in which they are contracted.
    pub fn order(&self) -> Vec<u32> {
        contract::inverse(&self.tree.rank)
    }

    fn of(network: &Network, graph: &Graph, order: &[u32]) -> Self {
        let tree = Tree::new(graph, order);
        let link_arcs: Vec<Option<LinkArc>> = network
            .links()
            .iter()
            .map(|link| {
                let (from, to) = (tree.rank[link.from.index()], tree.rank[link.to.index()]);
                let arc = tree.arc(from.min(to), from.max(to))?;
                let upward = from < to;
                Some(LinkArc { arc, upward })
            })
            .collect();
        let mut arc_links: Vec<(u32, u32)> = link_arcs
            .iter()
            .zip(0..)
            .filter_map(|(arc, link)| arc.map(|arc| (arc.arc, link)))
            .collect();
        arc_links.sort_unstable();
        Self {
            tree,
            link_arcs,
            arc_links,
        }
    }

    /// The weights under the speeds and closures of a network with the same links.
    pub fn customise(&self, network: &Network) -> Customised {
        let links = self.link_arcs.iter().zip(network.links());
        let links = links.map(|(arc, link)| {
            let (forward, backward) = both_ways(link);
            (*arc, forward, backward)
        });
        Customised(Weights::new(&self.tree, links))
    }

    /// Numbers of shortcuts and links, and of junctions that a way to the root passes at most: what preparation cost.
    pub fn size(&self) -> (usize, usize) {
        let deepest = self
            .tree
            .depth
            .iter()
            .max()
            .map_or(0, |depth| *depth as usize + 1);
        (self.tree.heads.len(), deepest)
    }

    /// Links along an arc, ascending.
    fn links_of(&self, arc: u32) -> impl IntoIterator<Item = &u32> {
        let start = self.arc_links.partition_point(|(other, _)| *other < arc);
        let rest = self.arc_links[start..].iter();
        rest.take_while(move |(other, _)| *other == arc)
            .map(|(_, link)| link)
    }
}

/// Which junctions of a network are neighbours.
fn graph_of(network: &Network) -> Graph {
    let ends = |link: &Link| {
        (
            graph::small(link.from.index()),
            graph::small(link.to.index()),
        )
    };
    Graph::new(
        network.graph().node_count(),
        network.links().iter().map(ends),
    )
}

impl<'n> Ways<'n> {
    /// Ways on a network with a hierarchy of its links and the weights of its speeds.
    pub fn new(network: &'n Network, hierarchy: &'n Hierarchy, weights: &'n Customised) -> Self {
        Self {
            network,
            hierarchy,
            weights: &weights.0,
        }
    }

    /// Something that finds single ways; one per thread.
    pub fn query(self) -> Query<'n> {
        Query::new(self)
    }
}
