//! A smaller graph with the same ways between the nodes that count.

use std::collections::{BTreeMap, BTreeSet};

/// Arcs by node: the other end and the time.
type Arcs = Vec<BTreeMap<u32, u64>>;

/// Takes out, one after the other, nodes that do not count and have at most two neighbours, each replaced by the ways through
/// it: dead ends and bends. Gives the arcs in whole seconds between nodes numbered anew, and the old numbers in order.
pub(super) fn contract(
    ways: Vec<(u32, u32, u64)>,
    used: &BTreeSet<u32>,
) -> (Vec<(u32, u32, u32)>, Vec<u32>) {
    let most = ways.iter().map(|(from, to, _)| from.max(to)).max().copied();
    let count = most.map_or(0, |most| most as usize + 1);
    let (mut on, mut back): (Arcs, Arcs) =
        (vec![BTreeMap::new(); count], vec![BTreeMap::new(); count]);
    for (from, to, time) in ways {
        shorten(&mut on, &mut back, from, to, time);
    }
    let mut open: Vec<u32> = (0..u32::try_from(count).unwrap_or(u32::MAX))
        .rev()
        .collect();
    while let Some(node) = open.pop() {
        let at = node as usize;
        let near: BTreeSet<u32> = on[at].keys().chain(back[at].keys()).copied().collect();
        if used.contains(&node) || near.is_empty() || near.len() > 2 {
            continue;
        }
        let (out, into) = (std::mem::take(&mut on[at]), std::mem::take(&mut back[at]));
        for other in &near {
            on[*other as usize].remove(&node);
            back[*other as usize].remove(&node);
        }
        for (from, before) in &into {
            for (to, after) in &out {
                shorten(&mut on, &mut back, *from, *to, before + after);
            }
        }
        open.extend(near);
    }
    numbered(&on, &back, used)
}

/// Adds an arc, unless there is a shorter one.
fn shorten(on: &mut Arcs, back: &mut Arcs, from: u32, to: u32, time: u64) {
    if from == to {
        return;
    }
    let known = on[from as usize].entry(to).or_insert(time);
    *known = time.min(*known);
    back[to as usize].insert(from, *known);
}

fn numbered(on: &Arcs, back: &Arcs, used: &BTreeSet<u32>) -> (Vec<(u32, u32, u32)>, Vec<u32>) {
    let is_left = |node: &u32| {
        let at = *node as usize;
        used.contains(node) || !on[at].is_empty() || !back[at].is_empty()
    };
    let names: Vec<u32> = (0..u32::try_from(on.len()).unwrap_or(u32::MAX))
        .filter(is_left)
        .collect();
    let new = |node: u32| names.partition_point(|name| *name < node);
    let number = |node: u32| u32::try_from(new(node)).unwrap_or(u32::MAX);
    let mut arcs = Vec::new();
    for from in &names {
        for (to, time) in &on[*from as usize] {
            let seconds = u32::try_from((time + 500) / 1000).unwrap_or(u32::MAX);
            arcs.push((number(*from), number(*to), seconds.max(1)));
        }
    }
    (arcs, names)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Dice;

    #[test]
    fn bends_and_dead_ends_go_and_ways_stay() {
        // 0 - 1 - 2 one way on and a dead end at 3; 4 is a shorter way back.
        let ways = vec![
            (0, 1, 2000),
            (1, 2, 3000),
            (1, 3, 9000),
            (3, 1, 9000),
            (2, 4, 1000),
            (4, 0, 1000),
        ];
        let (arcs, names) = contract(ways, &BTreeSet::from([0, 2]));
        assert_eq!(names, [0, 2]);
        assert_eq!(arcs, [(0, 1, 5), (1, 0, 2)]);
    }

    /// Ways between the first nodes, all pairs by Floyd and Warshall's method.
    fn ways(count: usize, first: usize, arcs: &[(u32, u32, u64)]) -> Vec<u64> {
        let mut costs = vec![u64::MAX; count * count];
        for (from, to, time) in arcs {
            let cell = &mut costs[*from as usize * count + *to as usize];
            *cell = *time.min(cell);
        }
        for by in 0..count {
            for from in 0..count {
                for to in 0..count {
                    let way = costs[from * count + by].saturating_add(costs[by * count + to]);
                    costs[from * count + to] = costs[from * count + to].min(way);
                }
            }
        }
        let pairs = (0..first).flat_map(|from| (0..first).map(move |to| (from, to)));
        pairs
            .filter(|(from, to)| from != to)
            .map(|(from, to)| costs[from * count + to])
            .collect()
    }

    #[test]
    fn ways_between_nodes_that_count_stay_the_same() {
        let mut dice = Dice::new(9);
        for _ in 0..300 {
            let node = |dice: &mut Dice| u32::try_from(dice.below(12)).unwrap();
            let arcs: Vec<(u32, u32, u64)> = (0..16)
                .map(|_| (node(&mut dice), node(&mut dice), 1000 * (1 + dice.below(9))))
                .collect();
            let (left, names) = contract(arcs.clone(), &BTreeSet::from([0, 1, 2, 3]));
            assert_eq!(names[..4], [0, 1, 2, 3]);
            let left = left
                .iter()
                .map(|(from, to, time)| (*from, *to, 1000 * u64::from(*time)));
            let left: Vec<(u32, u32, u64)> = left.collect();
            assert_eq!(ways(12, 4, &left), ways(12, 4, &arcs), "{arcs:?}");
        }
    }
}
