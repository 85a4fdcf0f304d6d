//! Cheapest ways between some places of a network.
//!
//! Nodes that are no places and have few neighbours are taken out first, each pair of its neighbours getting the way through it as an
//! arc: what is left is little more than the places. The first step of contraction hierarchies (Geisberger, Sanders,
//! Schultes, Delling 2008, doi:10.1007/978-3-540-68552-4_24), without their order. Then Dijkstra's method from each place.

use rayon::prelude::*;
use smallvec::SmallVec;

use crate::problem::Travel;

/// An arc: from, to, cost.
pub(super) type Arc = (u32, u32, u64);

const NEVER: u64 = u64::MAX;

/// Costs of the cheapest ways between places, `n x n`; `None` when one does not fit 32 bits.
///
/// A place need not be at any arc.
pub(super) fn travel(arcs: &[Arc], places: &[u32]) -> Option<Travel> {
    let mut draft = Draft::new(arcs, places);
    draft.thin_out();
    let graph = Graph::new(&draft);
    let rows: Vec<u32> = places
        .iter()
        .filter_map(|node| graph.rows.get(draft.number(*node)?).copied())
        .collect();
    let n = rows.len();
    let mut seconds = vec![Travel::UNREACHABLE; n * n];
    let cells = seconds.par_chunks_mut(n.max(1)).zip(&rows);
    let fits = cells.map_init(Search::default, |search, (cells, from)| {
        let costs = search.run(&graph, *from);
        let mut pairs = cells.iter_mut().zip(&rows);
        pairs.all(|(cell, to)| match costs[*to as usize] {
            NEVER => true,
            cost => u32::try_from(cost).is_ok_and(|cost| {
                *cell = cost;
                cost < Travel::UNREACHABLE
            }),
        })
    });
    fits.all(|fits| fits).then_some(Travel {
        n,
        seconds,
        metres: Vec::new(),
    })
}

/// Arcs of a node by the node at their other end, the cheapest of each.
type Ends = SmallVec<[(u32, u64); 4]>;

/// The network while nodes are taken out of it.
#[derive(Debug)]
struct Draft {
    /// Numbers of the nodes in the file, in order; a node is its place here from now on.
    nodes: Vec<u32>,
    is_place: Vec<bool>,
    out: Vec<Ends>,
    into: Vec<Ends>,
}

impl Draft {
    fn new(arcs: &[Arc], places: &[u32]) -> Self {
        let ends = arcs.iter().flat_map(|(from, to, _)| [*from, *to]);
        let mut nodes: Vec<u32> = ends.chain(places.iter().copied()).collect();
        nodes.sort_unstable();
        nodes.dedup();
        let mut draft = Self {
            is_place: vec![false; nodes.len()],
            out: vec![Ends::new(); nodes.len()],
            into: vec![Ends::new(); nodes.len()],
            nodes,
        };
        for place in places {
            if let Some(node) = draft.number(*place) {
                draft.is_place[node] = true;
            }
        }
        for (from, to, cost) in arcs {
            if let (Some(from), Some(to)) = (draft.number(*from), draft.number(*to)) {
                draft.join(from, to, *cost);
            }
        }
        draft
    }

    fn number(&self, node: u32) -> Option<usize> {
        self.nodes.binary_search(&node).ok()
    }

    /// An arc, unless there is a cheaper one or it leads nowhere.
    fn join(&mut self, from: usize, to: usize, cost: u64) {
        if from != to {
            lower(&mut self.out[from], to, cost);
            lower(&mut self.into[to], from, cost);
        }
    }

    /// Takes out nodes that are no places until each of those left has more neighbours than it may have.
    fn thin_out(&mut self) {
        /// With more than so many the arcs soon become more than the nodes become fewer.
        const NEIGHBOURS: usize = 4;
        let mut open: Vec<usize> = (0..self.nodes.len()).rev().collect();
        while let Some(node) = open.pop() {
            let mut around: SmallVec<[u32; 8]> = SmallVec::new();
            let ends = self.out[node].iter().chain(&self.into[node]);
            for (other, _) in ends {
                if !around.contains(other) {
                    around.push(*other);
                }
            }
            if self.is_place[node] || around.is_empty() || around.len() > NEIGHBOURS {
                continue;
            }
            let out = std::mem::take(&mut self.out[node]);
            let into = std::mem::take(&mut self.into[node]);
            for other in &around {
                self.out[*other as usize].retain(|(end, _)| *end as usize != node);
                self.into[*other as usize].retain(|(end, _)| *end as usize != node);
            }
            for (from, there) in &into {
                for (to, on) in &out {
                    self.join(*from as usize, *to as usize, there.saturating_add(*on));
                }
            }
            open.extend(around.iter().map(|other| *other as usize));
        }
    }
}

/// Adds an arc to a node's or lowers the one that is there.
fn lower(ends: &mut Ends, other: usize, cost: u64) {
    let other = u32::try_from(other).unwrap_or(u32::MAX);
    match ends.iter_mut().find(|(end, _)| *end == other) {
        Some((_, known)) => *known = cost.min(*known),
        None => ends.push((other, cost)),
    }
}

/// The nodes that are left, their arcs in one list.
#[derive(Debug)]
struct Graph {
    /// Row of each node of the draft; those taken out have that of the next.
    rows: Vec<u32>,
    first: Vec<u32>,
    arcs: Vec<(u32, u64)>,
}

impl Graph {
    fn new(draft: &Draft) -> Self {
        let is_left = |node: usize| {
            draft.is_place[node] || !draft.out[node].is_empty() || !draft.into[node].is_empty()
        };
        let mut graph = Self {
            rows: Vec::with_capacity(draft.nodes.len()),
            first: vec![0],
            arcs: Vec::new(),
        };
        let mut row = 0;
        for node in 0..draft.nodes.len() {
            graph.rows.push(row);
            row += u32::from(is_left(node));
        }
        for node in (0..draft.nodes.len()).filter(|node| is_left(*node)) {
            let out = draft.out[node].iter();
            graph
                .arcs
                .extend(out.map(|(to, cost)| (graph.rows[*to as usize], *cost)));
            let end = u32::try_from(graph.arcs.len()).unwrap_or(u32::MAX);
            graph.first.push(end);
        }
        graph
    }
}

/// Nodes to go on from, the least cost first: a radix heap.
///
/// Ahuja, Mehlhorn, Orlin, Tarjan 1990, "Faster algorithms for the shortest path problem", doi:10.1145/77600.77615. Costs never
/// go down, so that they are told apart by the highest bit in which they differ from the last one given out.
#[derive(Debug)]
struct Open {
    /// By that bit, none of them first.
    buckets: [Vec<(u64, u32)>; 65],
    last: u64,
}

impl Default for Open {
    fn default() -> Self {
        Self {
            buckets: std::array::from_fn(|_| Vec::new()),
            last: 0,
        }
    }
}

impl Open {
    fn push(&mut self, cost: u64, row: u32) {
        let differs = u64::BITS - (cost ^ self.last).leading_zeros();
        self.buckets[differs as usize].push((cost, row));
    }

    fn pop(&mut self) -> Option<(u64, u32)> {
        if self.buckets[0].is_empty() {
            let least = self.buckets.iter().position(|bucket| !bucket.is_empty())?;
            let mut bucket = std::mem::take(&mut self.buckets[least]);
            self.last = bucket.iter().map(|(cost, _)| *cost).min()?;
            for (cost, row) in bucket.drain(..) {
                self.push(cost, row);
            }
            self.buckets[least] = bucket;
        }
        self.buckets[0].pop()
    }
}

/// Reused memory of a search.
#[derive(Debug, Default)]
struct Search {
    costs: Vec<u64>,
    open: Open,
}

impl Search {
    /// Costs of the cheapest ways from a row to every row, by Dijkstra's method.
    fn run(&mut self, graph: &Graph, from: u32) -> &[u64] {
        let Self { costs, open } = self;
        costs.clear();
        costs.resize(graph.first.len() - 1, NEVER);
        costs[from as usize] = 0;
        open.last = 0;
        open.push(0, from);
        while let Some((cost, row)) = open.pop() {
            if cost > costs[row as usize] {
                continue;
            }
            let row = row as usize;
            for (to, arc) in &graph.arcs[graph.first[row] as usize..graph.first[row + 1] as usize] {
                let cost = cost.saturating_add(*arc);
                if cost < costs[*to as usize] {
                    costs[*to as usize] = cost;
                    open.push(cost, *to);
                }
            }
        }
        costs
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Dice;

    /// All pairs by Floyd and Warshall's method.
    fn slowly(n: usize, arcs: &[(u32, u32, u64)]) -> Vec<u64> {
        let mut costs = vec![NEVER; n * n];
        for node in 0..n {
            costs[node * n + node] = 0;
        }
        for (from, to, cost) in arcs {
            let cell = &mut costs[*from as usize * n + *to as usize];
            *cell = *cost.min(cell);
        }
        for by in 0..n {
            for from in 0..n {
                for to in 0..n {
                    let way = costs[from * n + by].saturating_add(costs[by * n + to]);
                    costs[from * n + to] = costs[from * n + to].min(way);
                }
            }
        }
        costs
    }

    #[test]
    fn ways_are_those_of_a_slower_method() {
        let mut dice = Dice::new(5);
        for _ in 0..1_000 {
            let n = 2 + dice.below(14);
            let node = |dice: &mut Dice| u32::try_from(dice.below(n)).unwrap();
            let arcs: Vec<(u32, u32, u64)> = (0..dice.below(3 * n))
                .map(|_| (node(&mut dice), node(&mut dice), dice.below(50)))
                .collect();
            let nodes = u32::try_from(n).unwrap();
            let share = 1 + dice.below(4);
            let places: Vec<u32> = (0..nodes).filter(|_| dice.once_in(share)).collect();
            let travel = travel(&arcs, &places).unwrap();
            let all = slowly(nodes as usize, &arcs);
            let pairs = places
                .iter()
                .flat_map(|a| places.iter().map(move |b| (a, b)));
            let slow: Vec<u32> = pairs
                .map(|(a, b)| all[(a * nodes + b) as usize])
                .map(|cost| u32::try_from(cost).unwrap_or(Travel::UNREACHABLE))
                .collect();
            assert_eq!(travel.seconds, slow, "{arcs:?} {places:?}");
        }
    }

    #[test]
    fn a_way_too_long_for_32_bits_is_refused() {
        let arcs = [(0, 1, 4_000_000_000), (1, 2, 4_000_000_000)];
        assert!(travel(&arcs, &[0, 1, 2]).is_none());
        assert!(travel(&arcs, &[0, 1]).is_some());
    }
}
