//! Mixed instances for the solver, drawn from a county: points and corridors, windows, days, spacing, breaks, loads, skills.
//!
//! The roads are the county's; what is due on them is drawn, so that any number of jobs can be had. Seeded: same county,
//! wish and seed, same instance. Knows no files and no solver.

mod contract;
mod draw;

use std::collections::BTreeSet;

use petgraph::visit::EdgeRef;

use self::contract::contract;
use self::draw::Drawer;
use crate::problem::formats::Mixed;
use crate::roads::Network;

/// What is wished for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wish {
    /// Jobs, one or more.
    pub jobs: u32,
    /// Days of the horizon, one or more.
    pub days: u32,
    /// Seed of all random choices.
    pub seed: u64,
}

/// Draws an instance on the largest island of a network.
pub fn draw(network: &Network, wish: Wish) -> Mixed {
    let ways = ways(network);
    let mut mixed = Drawer::new(network, wish).draw();
    let used: BTreeSet<u32> = places(&mixed).into_iter().collect();
    let (arcs, names) = contract(ways, &used);
    rename(&mut mixed, &names);
    mixed.arcs = arcs;
    mixed
}

/// Arcs of the largest island in milliseconds.
fn ways(network: &Network) -> Vec<(u32, u32, u64)> {
    let graph = network.graph();
    let arcs = graph
        .edge_references()
        .filter(|arc| network.island(arc.weight().link) == 0);
    let number = |node: petgraph::graph::NodeIndex| u32::try_from(node.index()).unwrap_or(u32::MAX);
    arcs.map(|arc| {
        let time = u64::from(arc.weight().millis);
        (number(arc.source()), number(arc.target()), time)
    })
    .collect()
}

/// Every node at which a job or shift is.
fn places(mixed: &Mixed) -> Vec<u32> {
    let jobs = mixed.jobs.iter().flat_map(|job| &job.modes);
    let jobs = jobs.flat_map(|mode| [mode.entry.0, mode.exit.0]);
    let shifts = mixed
        .shifts
        .iter()
        .flat_map(|shift| [shift.start.0, shift.end.0]);
    shifts.chain(jobs).collect()
}

/// Gives the nodes their new numbers; `names` holds the old ones in order.
fn rename(mixed: &mut Mixed, names: &[u32]) {
    let new = |node: &mut crate::problem::LocationIdx| {
        node.0 = u32::try_from(names.partition_point(|name| *name < node.0)).unwrap_or(u32::MAX);
    };
    for mode in mixed.jobs.iter_mut().flat_map(|job| &mut job.modes) {
        new(&mut mode.entry);
        new(&mut mode.exit);
    }
    for shift in &mut mixed.shifts {
        new(&mut shift.start);
        new(&mut shift.end);
    }
}
