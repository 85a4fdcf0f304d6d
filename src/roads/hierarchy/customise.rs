//! The weights of all arcs under one speed table and one set of closures.
//!
//! An arc weighs as much as the fastest link between its ends; then, in the order of contraction, every way over an
//! earlier node to two later ones may make the arc between those lighter: the basic customisation of Dibbelt, Strasser,
//! Wagner 2016, "Customizable Contraction Hierarchies", Journal of Experimental Algorithmics 21, doi:10.1145/2886843. An
//! arc's row is kept by depth while the ways over earlier nodes are added, so that no arc is looked for. Subtrees are
//! independent and done in parallel. O(triangles).

use super::contract::{Below, Tree};
use super::graph::small;
use super::weight::{NEVER, Weight, lesser};

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

/// So many earlier neighbours of one node are worth another thread: near the root nothing else is left to do.
const MANY: usize = 512;

/// Weights of an arc: from the earlier end to the later, and back. Side by side, so that both are worked on at once.
type Both = [Weight; 2];

impl Weights {
    /// Weights of all arcs, given those of the links.
    pub(super) fn new(
        tree: &Tree,
        links: impl Iterator<Item = (Option<LinkArc>, Weight, Weight)>,
    ) -> Self {
        let mut rows = of_links(tree, links);
        forest(tree, (0, small(tree.len())), &mut rows);
        let down = rows.iter().map(|both| both[1]).collect();
        // The other half stays where it is: new memory costs more than moving within the old.
        let mut up = rows.into_flattened();
        for arc in 0..up.len() / 2 {
            up[arc] = up[2 * arc];
        }
        up.truncate(up.len() / 2);
        up.shrink_to_fit();
        Self { up, down }
    }
}

/// Weights of the links alone; `NEVER` where there is none.
fn of_links(
    tree: &Tree,
    links: impl Iterator<Item = (Option<LinkArc>, Weight, Weight)>,
) -> Vec<Both> {
    let mut rows = vec![[NEVER; 2]; tree.heads.len()];
    for (arc, forward, backward) in links {
        let Some(LinkArc { arc, upward }) = arc else {
            continue;
        };
        let link = if upward {
            [forward, backward]
        } else {
            [backward, forward]
        };
        let both = &mut rows[arc as usize];
        *both = less(*both, link);
    }
    rows
}

/// The lesser weights both ways.
#[inline]
fn less(a: Both, b: Both) -> Both {
    [lesser(a[0], b[0]), lesser(a[1], b[1])]
}

/// The arc that a link is driven along.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct LinkArc {
    pub(super) arc: u32,
    /// Whether the link runs from the arc's earlier end to its later.
    pub(super) upward: bool,
}

/// Customises whole trees: the nodes from `from` to before `to`.
fn forest(tree: &Tree, (from, to): (u32, u32), rows: &mut [Both]) {
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
        let (one, other) = rows[..at(end)].split_at_mut(at(middle));
        rayon::join(
            || forest(tree, (from, middle), one),
            || forest(tree, (middle, end), other),
        );
        spine = end;
    }
    let mut scratch = Scratch::default();
    for node in spine..to {
        row(tree, node, offset, rows, &mut scratch);
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

/// A row of arcs by the depth of their later ends.
type Scratch = Vec<Both>;

/// Lets every way over earlier nodes count for the arcs of one node.
///
/// Never part of the recursion around it: there the innermost loop took a third more time.
#[inline(never)]
fn row(tree: &Tree, node: u32, offset: usize, rows: &mut [Both], scratch: &mut Scratch) {
    let arcs = tree.arcs(node);
    let (before, here) = rows.split_at_mut(arcs.start - offset);
    let depth = tree.depth[node as usize] as usize;
    if scratch.len() < depth {
        scratch.resize(depth, [NEVER; 2]);
    }
    let slots = &mut scratch[..depth];
    let levels = &tree.levels[arcs];
    for (level, both) in levels.iter().zip(&*here) {
        slots[*level as usize] = *both;
    }
    let below = tree.below(node);
    if below.len() > MANY {
        let (one, other) = below.split_at(below.len() / 2);
        let mut more = vec![[NEVER; 2]; depth];
        rayon::join(
            || ways_over(tree, one, (offset, before), slots),
            || ways_over(tree, other, (offset, before), &mut more),
        );
        for (slot, more) in slots.iter_mut().zip(more) {
            *slot = less(more, *slot);
        }
    } else {
        ways_over(tree, below, (offset, before), slots);
    }
    for (level, both) in levels.iter().zip(here) {
        *both = slots[*level as usize];
    }
}

/// Lets every way over some arcs from earlier nodes count for the arcs of one node, by the depth of their later ends.
#[inline]
fn ways_over(
    tree: &Tree,
    below: Below<'_>,
    (offset, before): (usize, &[Both]),
    slots: &mut [Both],
) {
    for (arc, tail) in below.iter() {
        let (first, last) = (arc as usize, tree.first[tail as usize + 1] as usize);
        // From `node` down to the earlier one, and back up.
        let [back, out] = before[first - offset];
        let others = &before[first + 1 - offset..last - offset];
        for (level, [up, down]) in tree.levels[first + 1..last].iter().zip(others) {
            let slot = &mut slots[*level as usize];
            *slot = less([out + up, back + down], *slot);
        }
    }
}
