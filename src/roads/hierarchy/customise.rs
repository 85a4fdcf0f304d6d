//! The weights of all arcs under one speed table and one set of closures.
//!
//! An arc weighs as much as the fastest link between its ends; then, in the order of contraction, every way over an
//! earlier node to two later ones may make the arc between those lighter: the basic customisation of Dibbelt, Strasser,
//! Wagner 2016, "Customizable Contraction Hierarchies", Journal of Experimental Algorithmics 21, doi:10.1145/2886843. An
//! arc's row is kept by depth while the ways over earlier nodes are added, so that no arc is looked for. Subtrees are
//! independent and done in parallel. O(triangles).

use super::contract::Tree;
use super::graph::small;
use super::weight::{NEVER, Weight};

/// Weights by arc.
#[derive(Clone, Debug, Default)]
pub(super) struct Weights {
    /// From the earlier end to the later.
    pub(super) up: Vec<Weight>,
    /// From the later end to the earlier.
    pub(super) down: Vec<Weight>,
}

/// Ranges of at most so many nodes are not worth another thread.
const FEW: u32 = 4_096;

impl Weights {
    /// Weights of the links alone; `NEVER` where there is none.
    pub(super) fn of_links(
        tree: &Tree,
        links: impl Iterator<Item = (Option<LinkArc>, Weight, Weight)>,
    ) -> Self {
        let mut weights = Self {
            up: vec![NEVER; tree.heads.len()],
            down: vec![NEVER; tree.heads.len()],
        };
        for (arc, forward, backward) in links {
            let Some(LinkArc { arc, upward }) = arc else {
                continue;
            };
            let (up, down) = if upward {
                (forward, backward)
            } else {
                (backward, forward)
            };
            let (old_up, old_down) = (
                &mut weights.up[arc as usize],
                &mut weights.down[arc as usize],
            );
            (*old_up, *old_down) = (up.min(*old_up), down.min(*old_down));
        }
        weights
    }

    /// Lets every way over earlier nodes count.
    pub(super) fn customise(&mut self, tree: &Tree) {
        forest(
            tree,
            (0, small(tree.len())),
            Rows {
                up: &mut self.up,
                down: &mut self.down,
            },
        );
    }
}

/// The arc that a link is driven along.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct LinkArc {
    pub(super) arc: u32,
    /// Whether the link runs from the arc's earlier end to its later.
    pub(super) upward: bool,
}

/// The arcs of a range of nodes.
struct Rows<'w> {
    up: &'w mut [Weight],
    down: &'w mut [Weight],
}

impl Rows<'_> {
    fn split(&mut self, at: usize) -> (Rows<'_>, Rows<'_>) {
        let (up, more_up) = self.up.split_at_mut(at);
        let (down, more_down) = self.down.split_at_mut(at);
        (
            Rows { up, down },
            Rows {
                up: more_up,
                down: more_down,
            },
        )
    }
}

/// Customises whole trees: the nodes from `from` to before `to`.
fn forest(tree: &Tree, (from, to): (u32, u32), mut rows: Rows<'_>) {
    let offset = tree.first[from as usize] as usize;
    // Roots of single trees are peeled off until the rest is small or falls apart.
    let mut end = to;
    let middle = loop {
        if end - from <= FEW {
            break None;
        }
        let middle = halves(tree, from, end);
        if middle.is_some() {
            break middle;
        }
        end -= 1;
    };
    let mut spine = from;
    if let Some(middle) = middle {
        let at = |node: u32| tree.first[node as usize] as usize - offset;
        let (mut below, _) = rows.split(at(end));
        let (one, other) = below.split(at(middle));
        rayon::join(
            || forest(tree, (from, middle), one),
            || forest(tree, (middle, end), other),
        );
        spine = end;
    }
    let mut scratch = Scratch::default();
    for node in spine..to {
        row(tree, node, offset, &mut rows, &mut scratch);
    }
}

/// Where a range of whole trees falls apart most evenly; `None` when it is one tree.
fn halves(tree: &Tree, from: u32, to: u32) -> Option<u32> {
    let mut best: Option<u32> = None;
    let mut start = to;
    let uneven = |middle: u32| (middle - from).abs_diff(to - middle);
    while start > from {
        start -= tree.size[start as usize - 1];
        if start > from && best.is_none_or(|best| uneven(start) < uneven(best)) {
            best = Some(start);
        }
    }
    best
}

/// A row of arcs by the depth of their later ends, up and down.
type Scratch = Vec<[Weight; 2]>;

/// Lets every way over earlier nodes count for the arcs of one node.
fn row(tree: &Tree, node: u32, offset: usize, rows: &mut Rows<'_>, scratch: &mut Scratch) {
    let arcs = tree.arcs(node);
    let (before, here) = rows.split(arcs.start - offset);
    let depth = tree.depth[node as usize] as usize;
    if scratch.len() < depth {
        scratch.resize(depth, [NEVER; 2]);
    }
    let slots = &mut scratch[..depth];
    let levels = &tree.levels[arcs.clone()];
    for (level, (up, down)) in levels.iter().zip(here.up.iter().zip(here.down.iter())) {
        slots[*level as usize] = [*up, *down];
    }
    for (arc, tail) in tree.below(node) {
        let (first, last) = (arc as usize, tree.first[tail as usize + 1] as usize);
        // From `node` down to the earlier one, and back up.
        let (out, back) = (before.down[first - offset], before.up[first - offset]);
        let rest = first + 1 - offset..last - offset;
        let weights = before.up[rest.clone()].iter().zip(&before.down[rest]);
        for (level, (up, down)) in tree.levels[first + 1..last].iter().zip(weights) {
            let slot = &mut slots[*level as usize];
            slot[0] = slot[0].min(out + up);
            slot[1] = slot[1].min(down + back);
        }
    }
    let arcs = arcs.len();
    let weights = here.up[..arcs].iter_mut().zip(&mut here.down[..arcs]);
    for (level, (up, down)) in levels.iter().zip(weights) {
        [*up, *down] = slots[*level as usize];
    }
}
