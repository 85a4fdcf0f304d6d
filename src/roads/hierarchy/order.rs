//! In which order junctions are contracted: nested dissection of the map.
//!
//! A few junctions whose removal parts the map in two go last, and so within either part, until the parts are small
//! (George 1973, "Nested Dissection of a Regular Finite Element Mesh", SIAM Journal on Numerical Analysis 10(2),
//! doi:10.1137/0710032). They are found by inertial flow: sorted along some direction, the first quarter of the
//! junctions are sources, the last quarter sinks, and the minimum cut between them is the smallest border anywhere in the
//! middle (Schild, Sommer 2015, "On Balanced Separators in Road Networks", doi:10.1007/978-3-319-20086-6_22). Parts are
//! independent, so they are dissected in parallel, and the order does not depend on who does it.

use geo::Coord;

use super::core::core;
use super::flow::{self, Sorted};
use super::graph::{Graph, small};
use super::least::least_degree;

/// Part of the map, its nodes numbered anew.
#[derive(Debug)]
struct Cell {
    graph: Graph,
    /// Which node of the whole each node is.
    nodes: Vec<u32>,
    places: Vec<Coord>,
}

/// Directions in which the nodes are sorted, east and north.
const DIRECTIONS: [(f64, f64); 4] = [(1.0, 0.0), (0.0, 1.0), (0.707, 0.707), (0.707, -0.707)];

/// One node in so many is a source, and one a sink.
const ENDS: u32 = 4;

/// Cells of at most so many nodes are left to the least degree, which bears more than a word of neighbours no longer.
const FEW: usize = 64;

/// Cells with more nodes than this are worth another thread.
const MANY: usize = 2_000;

/// All nodes, those to be contracted first at the front.
pub(super) fn order(graph: &Graph, places: &[Coord]) -> Vec<u32> {
    let core = core(graph);
    let cell = Cell::new(
        core.graph,
        core.nodes.clone(),
        core.nodes
            .iter()
            .map(|node| level(places[*node as usize]))
            .collect(),
    );
    let mut order = core.gone;
    let start = order.len();
    order.resize(graph.len(), 0);
    dissect(cell, &mut order[start..]);
    order
}

/// A place with the east shrunk to the scale of the north.
fn level(place: Coord) -> Coord {
    let x = place.x * place.y.to_radians().cos();
    Coord { x, y: place.y }
}

/// Puts the nodes of a cell in order.
fn dissect(cell: Cell, order: &mut [u32]) {
    if cell.len() <= FEW {
        for (slot, node) in order.iter_mut().zip(least_degree(&cell.graph)) {
            *slot = cell.nodes[node as usize];
        }
        return;
    }
    let border = border(&cell);
    let (one, other) = (cell.part(&border, 0), cell.part(&border, 1));
    let (parts, last) = order.split_at_mut(one.len() + other.len());
    for (slot, node) in last.iter_mut().zip(&border.nodes) {
        *slot = cell.nodes[*node as usize];
    }
    let (first, second) = parts.split_at_mut(one.len());
    let together = cell.len() > MANY;
    drop(cell);
    if together {
        rayon::join(|| dissect(one, first), || dissect(other, second));
    } else {
        dissect(one, first);
        dissect(other, second);
    }
}

/// Nodes between the two parts of a cell.
struct Border {
    nodes: Vec<u32>,
    /// 0 or 1 for the parts, 2 for the border.
    part: Vec<u8>,
}

/// The best border over all directions.
fn border(cell: &Cell) -> Border {
    let mut best: Option<(f64, Border)> = None;
    for direction in DIRECTIONS {
        let least = best.as_ref().map_or(f64::INFINITY, |best| best.0);
        if let Some(found) = along(cell, direction, least) {
            best = Some(found);
        }
    }
    best.map_or_else(
        || Border {
            nodes: (0..small(cell.len())).collect(),
            part: vec![2; cell.len()],
        },
        |(_, border)| border,
    )
}

/// The smallest border across a direction when it is less bad than `least`, and how bad it is: its size, more when the
/// parts are uneven.
fn along(cell: &Cell, (east, north): (f64, f64), least: f64) -> Option<(f64, Border)> {
    let far = |node: u32| {
        let place = cell.places[node as usize];
        place.x * east + place.y * north
    };
    let across = |node: u32| {
        let place = cell.places[node as usize];
        place.x * north - place.y * east
    };
    let mut order: Vec<(f64, u32)> = (0..small(cell.len()))
        .map(|node| (far(node), node))
        .collect();
    order.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let ends = (small(cell.len()) / ENDS).max(1);
    // Even halves would make the badness of a border twice its size, under the root.
    let most = least / 2.0_f64.sqrt();
    let cut = flow::cut(&cell.sorted(&order), ends, most)?;
    let mut side = vec![false; cell.len()];
    for ((_, node), here) in order.iter().zip(cut) {
        side[*node as usize] = here;
    }
    let mut part: Vec<u8> = side.iter().map(|first| u8::from(!first)).collect();
    let mut nodes = thinner(cell, &side);
    // In the order of their places, so that what belongs together lies together.
    nodes.sort_by(|a, b| across(*a).total_cmp(&across(*b)).then(a.cmp(b)));
    for node in &nodes {
        part[*node as usize] = 2;
    }
    let mut sizes = [0_usize; 3];
    for which in &part {
        sizes[usize::from(*which)] += 1;
    }
    let smaller = sizes[0].min(sizes[1]).max(1);
    let evenness = smaller as f64 / cell.len() as f64;
    let badness = nodes.len() as f64 / evenness.sqrt();
    (badness < least).then_some((badness, Border { nodes, part }))
}

/// The ends of the cut roads on one side, where there are fewer; as few on both: on the larger.
fn thinner(cell: &Cell, side: &[bool]) -> Vec<u32> {
    let mut ends = [Vec::new(), Vec::new()];
    let mut size = [0_usize; 2];
    for node in 0..small(cell.len()) {
        let here = side[node as usize];
        size[usize::from(here)] += 1;
        let mut others = cell.graph.neighbours(node).iter();
        if others.any(|other| side[*other as usize] != here) {
            ends[usize::from(here)].push(node);
        }
    }
    let [out, within] = ends;
    let within_first = (within.len(), size[0]) <= (out.len(), size[1]);
    if within_first { within } else { out }
}

impl Cell {
    fn new(graph: Graph, nodes: Vec<u32>, places: Vec<Coord>) -> Self {
        Self {
            graph,
            nodes,
            places,
        }
    }

    fn len(&self) -> usize {
        self.nodes.len()
    }

    /// The cell numbered in an order.
    fn sorted(&self, order: &[(f64, u32)]) -> Sorted {
        let mut number = vec![0; self.len()];
        for (place, (_, node)) in (0..).zip(order) {
            number[*node as usize] = place;
        }
        let mut sorted = Sorted {
            first: Vec::with_capacity(self.len() + 1),
            heads: Vec::with_capacity(self.graph.heads.len()),
            edge: vec![0; self.graph.heads.len()],
        };
        sorted.first.push(0);
        for (_, node) in order {
            let start = sorted.heads.len();
            let heads = self.graph.neighbours(*node).iter();
            sorted
                .heads
                .extend(heads.map(|head| number[*head as usize]));
            sorted.heads[start..].sort_unstable();
            sorted.first.push(small(sorted.heads.len()));
        }
        // Neighbours ascend, so that the arcs back come in the order in which their tails do.
        let mut next = sorted.first.clone();
        let mut count = 0;
        for node in 0..small(self.len()) {
            for arc in sorted.first[node as usize]..sorted.first[node as usize + 1] {
                let head = sorted.heads[arc as usize];
                if head > node {
                    let back = &mut next[head as usize];
                    sorted.edge[arc as usize] = count;
                    sorted.edge[*back as usize] = count;
                    *back += 1;
                    count += 1;
                }
            }
        }
        sorted
    }

    /// One side of a border.
    fn part(&self, border: &Border, which: u8) -> Self {
        let inside: Vec<u32> = (0..small(self.len()))
            .filter(|node| border.part[*node as usize] == which)
            .collect();
        let mut number = vec![u32::MAX; self.len()];
        for (idx, node) in (0..).zip(&inside) {
            number[*node as usize] = idx;
        }
        let mut graph = Graph {
            first: vec![0],
            heads: Vec::new(),
        };
        for node in &inside {
            let heads = self.graph.neighbours(*node).iter();
            let heads = heads.map(|head| number[*head as usize]);
            graph.heads.extend(heads.filter(|head| *head != u32::MAX));
            graph.first.push(small(graph.heads.len()));
        }
        let of = |node: &u32| *node as usize;
        Self::new(
            graph,
            inside.iter().map(|node| self.nodes[of(node)]).collect(),
            inside.iter().map(|node| self.places[of(node)]).collect(),
        )
    }
}
