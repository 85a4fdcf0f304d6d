//! The whole county on the mesh, from the land to the last track.

use super::dice::Dice;
use super::frame::Frame;
use super::local::{self, Spread};
use super::mesh::{Mesh, Node};
use super::net::{Net, Run};
use super::streams::Drainage;
use super::trunks::{self, Interchange};
use crate::domain::RoadClass;

/// Land, roads and settlements, as nodes of the mesh.
#[derive(Debug)]
pub(super) struct Layout {
    pub(super) mesh: Mesh,
    pub(super) hollows: Drainage,
    pub(super) crests: Drainage,
    pub(super) runs: Vec<Run>,
    /// Routes 0 to n-1 are the n trunk roads.
    pub(super) routes: usize,
    pub(super) interchanges: Vec<Interchange>,
    /// Nodes whose place is fixed: gates and interchanges.
    pub(super) pinned: Vec<bool>,
    /// The county seat first.
    pub(super) towns: Vec<Node>,
    pub(super) villages: Vec<Node>,
    pub(super) hamlets: Vec<Node>,
}

/// Curves are shorter than the edges of the mesh that they follow.
pub(super) const EASED: f64 = 1.04;

/// Lays a county out.
pub(super) fn lay_out(frame: &Frame, seed: u64) -> Layout {
    let county = frame.number as u64;
    let mut dice = Dice::new(seed, county, 1);
    let mut mesh = Mesh::new(frame, seed ^ county);
    let gates = gates(frame, &mut mesh);
    let interchanges = trunks::interchanges(frame, &mut mesh);
    let (hollows, crests) = (Drainage::new(&mesh, false), Drainage::new(&mesh, true));
    let mut towns = trunks::towns(frame, &mesh, &mut dice);

    let mut net = Net::new(&mesh);
    let reserved = gates
        .iter()
        .flatten()
        .chain(interchanges.iter().flat_map(|one| &one.nodes[1..3]));
    for node in reserved {
        net.reserved[*node as usize] = true;
    }
    for node in mesh.nodes() {
        let place = mesh.place(node);
        let river = (place.x - frame.river(place.y)).abs() < 120.0;
        net.wet[node as usize] = river || hollows.drained(node) > 400;
    }
    trunks::trunks(frame, &mut net, &towns, &interchanges, &gates);
    trunks::move_to_roads(frame, &net, &mut towns);
    trunks::county_roads(frame, &mut net, &towns, &mut dice);

    for (number, town) in towns.iter().enumerate() {
        let great = number == 0 && frame.figures.towns > 1;
        trunks::streets(frame, &mut net, *town, if great { 900.0 } else { 330.0 });
    }

    let mut spread = Spread::default();
    for town in &towns {
        spread.take(mesh.place(*town));
    }
    let area = frame.figures.extent.0 * frame.figures.extent.1;
    let apart = |count: usize, share: f64| (area / count as f64).sqrt() * share;
    let figures = frame.figures;
    let wanted = (figures.villages, apart(figures.villages, 0.62), 0.07);
    let villages = local::settle(frame, &net, &mut spread, wanted, &mut dice);
    let reach = (apart(figures.villages, 2.2), 900.0);
    local::serve(
        &mut net,
        &villages,
        RoadClass::Township,
        figures.km[1] * EASED,
        reach,
    );
    let wanted = (figures.hamlets, apart(figures.hamlets, 0.42), 0.10);
    let hamlets = local::settle(frame, &net, &mut spread, wanted, &mut dice);
    let reach = (apart(figures.hamlets, 2.6), 500.0);
    local::serve(
        &mut net,
        &hamlets,
        RoadClass::Village,
        figures.km[2] * EASED,
        reach,
    );
    local::tracks(&mut net, figures.km[3] * EASED, &mut dice);

    let (runs, routes, pinned) = (
        std::mem::take(&mut net.runs),
        net.routes(),
        pinned(&gates, &interchanges, mesh.len()),
    );
    Layout {
        mesh,
        hollows,
        crests,
        runs,
        routes,
        interchanges,
        pinned,
        towns,
        villages,
        hamlets,
    }
}

/// Moves the node nearest to each gate onto it.
fn gates(frame: &Frame, mesh: &mut Mesh) -> Vec<[Node; 2]> {
    let mut found = Vec::new();
    for (number, trunk) in frame.figures.trunks.iter().enumerate() {
        found.push(frame.gates(number, trunk).map(|gate| {
            let node = mesh.nearest(gate, |_| true).unwrap_or(0);
            mesh.places[node as usize] = gate;
            node
        }));
    }
    found
}

fn pinned(gates: &[[Node; 2]], interchanges: &[Interchange], count: usize) -> Vec<bool> {
    let mut pinned = vec![false; count];
    let fixed = gates
        .iter()
        .flatten()
        .chain(interchanges.iter().flat_map(|one| &one.nodes));
    for node in fixed {
        pinned[*node as usize] = true;
    }
    pinned
}
