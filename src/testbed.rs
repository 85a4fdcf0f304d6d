//! Mixed instances for the solver, drawn from a county: points and corridors, windows, days, spacing, breaks, loads, skills.
//!
//! The roads are the county's; what is due on them is drawn, so that any number of jobs can be had. Seeded: same county,
//! wish and seed, same instance. Knows no files and no solver.

mod contract;
mod draw;

use std::collections::BTreeSet;

use self::contract::contract;
use self::draw::Drawer;
use crate::domain::RoadClass;
use crate::problem::formats::Mixed;
use crate::roads::{Link, LinkIdx, Network};

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

/// Metres between two places on a road, at most.
const STEP: f64 = 250.0;

/// Draws an instance on the largest island of a network.
pub fn draw(network: &Network, wish: Wish) -> Mixed {
    let pieces = Pieces::of(network);
    let mut mixed = Drawer::new(network, pieces.places, wish).draw();
    let used: BTreeSet<u32> = places(&mixed).into_iter().collect();
    let (arcs, names) = contract(pieces.ways, &used);
    rename(&mut mixed, &names);
    mixed.arcs = arcs;
    mixed
}

/// The largest island, its links cut so that targets lie along them, too.
#[derive(Debug, Default)]
struct Pieces {
    /// From, to and driving time in milliseconds.
    ways: Vec<(u32, u32, u64)>,
    /// Where a vehicle may stop: junctions keep their number, the others come behind.
    places: Vec<u32>,
}

impl Pieces {
    fn of(network: &Network) -> Self {
        let mut pieces = Self::default();
        let mut next = network.graph().node_count();
        for (link, number) in network.links().iter().zip(0..) {
            if network.island(LinkIdx(number)) != 0 {
                continue;
            }
            let inner = inner(link.length);
            let mut nodes = vec![link.from.index()];
            nodes.extend(next..next + inner);
            nodes.push(link.to.index());
            next += inner;
            let nodes: Vec<u32> = nodes
                .into_iter()
                .filter_map(|node| u32::try_from(node).ok())
                .collect();
            if is_for_stops(link) {
                pieces.places.extend(&nodes);
            }
            if let Some(millis) = link.forward {
                pieces.drive(&nodes, millis);
            }
            if let Some(millis) = link.backward {
                let back: Vec<u32> = nodes.into_iter().rev().collect();
                pieces.drive(&back, millis);
            }
        }
        pieces.places.sort_unstable();
        pieces.places.dedup();
        pieces
    }

    /// Cuts a drive over nodes into equal parts, whose sum stays.
    fn drive(&mut self, nodes: &[u32], millis: u32) {
        let count = nodes.len() as u64 - 1;
        let until = |part: u64| u64::from(millis) * part / count;
        for (pair, part) in nodes.windows(2).zip(0..) {
            self.ways
                .push((pair[0], pair[1], until(part + 1) - until(part)));
        }
    }
}

/// Places within a link of so many metres.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a link is far shorter than 2^53 metres, and its length is not negative"
)]
fn inner(length: f64) -> usize {
    ((length / STEP).ceil() as usize).saturating_sub(1)
}

/// Whether a team may stop at the roadside and turn.
fn is_for_stops(link: &Link) -> bool {
    link.forward.is_some() && link.backward.is_some() && link.class != RoadClass::Expressway
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
