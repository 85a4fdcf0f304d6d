//! The great roads: towns, interchanges of the expressway, national, provincial and county roads.

use geo::Coord;

use super::dice::Dice;
use super::frame::Frame;
use super::layout::EASED;
use super::mesh::{Mesh, Node, distance};
use super::net::{Net, Taste};
use crate::domain::RoadClass;

/// Where a road passes under the expressway and its ramps begin.
#[derive(Clone, Copy, Debug)]
pub(super) struct Interchange {
    /// Index of the trunk road.
    pub(super) trunk: usize,
    /// The trunk road's nodes from west to east: two on either side of the expressway.
    pub(super) nodes: [Node; 4],
    /// Northing.
    pub(super) y: f64,
    /// The expressway ends here; it comes from the south.
    pub(super) terminus: bool,
}

/// From the middle of the expressway to the node where its ramps meet the road, in metres.
const RAMP_FOOT: f64 = 110.0;
/// No other road comes nearer to an interchange, across and along the expressway, in metres.
const CLEAR: (f64, f64) = (380.0, 640.0);
/// No node lies nearer to the middle of the expressway, in metres.
const BAND: f64 = 78.0;

const LONG: Taste = Taste {
    reuse: 0.7,
    beside: 2.5,
    climb: 1.0,
};

/// For a road that is to open new ground.
const FRESH: Taste = Taste {
    reuse: 1.3,
    beside: 2.5,
    climb: 1.0,
};

/// Makes room for the expressway and lays the interchanges out.
pub(super) fn interchanges(frame: &Frame, mesh: &mut Mesh) -> Vec<Interchange> {
    let mut found = Vec::new();
    for (number, trunk) in frame.figures.trunks.iter().enumerate() {
        if trunk.interchange {
            let gates = frame.gates(number, trunk);
            let y = f64::midpoint(gates[0].y, gates[1].y);
            let terminus = frame.figures.expressway < 1.0;
            found.push(interchange(frame, mesh, number, y, terminus));
        }
    }
    let top = found
        .iter()
        .filter(|one| one.terminus)
        .map(|one| one.y)
        .next();
    for node in mesh.nodes() {
        let place = mesh.place(node);
        let off = (place.x - frame.expressway(place.y)).abs();
        let kept = found.iter().any(|one| one.nodes.contains(&node));
        let within = |one: &Interchange| off < CLEAR.0 && (place.y - one.y).abs() < CLEAR.1;
        let on_way = top.is_none_or(|top| place.y < top) && off < BAND;
        if !kept && (on_way || found.iter().any(within)) {
            mesh.open[node as usize] = false;
        }
    }
    found
}

fn interchange(
    frame: &Frame,
    mesh: &mut Mesh,
    trunk: usize,
    y: f64,
    terminus: bool,
) -> Interchange {
    let (y, west) = mesh.row_at(Coord {
        x: frame.expressway(y),
        y,
    });
    let middle = frame.expressway(y);
    let nodes = [west - 1, west, west + 1, west + 2];
    let off = [-RAMP_FOOT - 200.0, -RAMP_FOOT, RAMP_FOOT, RAMP_FOOT + 200.0];
    for (node, off) in nodes.iter().zip(off) {
        mesh.places[*node as usize] = Coord { x: middle + off, y };
        mesh.open[*node as usize] = true;
    }
    Interchange {
        trunk,
        nodes,
        y,
        terminus,
    }
}

/// The nodes of the towns, the county seat first.
pub(super) fn towns(frame: &Frame, mesh: &Mesh, dice: &mut Dice) -> Vec<Node> {
    let mut towns: Vec<Node> = mesh.nearest(frame.seat(), |_| true).into_iter().collect();
    let (width, height) = frame.figures.extent;
    let apart = (width * height / frame.figures.towns as f64).sqrt() * 0.95;
    let inland = |node: &Node| frame.contains(mesh.place(*node), apart * 0.22);
    while towns.len() < frame.figures.towns {
        let mut best: Option<(f64, Node)> = None;
        for _ in 0..400 {
            let node = mesh.any(dice);
            if !mesh.open[node as usize] || !inland(&node) {
                continue;
            }
            let gap = towns
                .iter()
                .map(|town| distance(mesh.place(*town), mesh.place(node)));
            let value = gap.fold(apart, f64::min) / apart - 6.0 * mesh.slope(node);
            if best.is_none_or(|known| value > known.0) {
                best = Some((value, node));
            }
        }
        let Some((_, node)) = best else { break };
        towns.push(node);
    }
    towns
}

/// Lays the trunk roads from gate to gate; route `n` is trunk road `n`.
pub(super) fn trunks(
    frame: &Frame,
    net: &mut Net<'_>,
    towns: &[Node],
    crossings: &[Interchange],
    gates: &[[Node; 2]],
) {
    for (number, trunk) in frame.figures.trunks.iter().enumerate() {
        let route = net.new_route();
        let along = |place: Coord| if trunk.northward { place.y } else { place.x };
        let mut stops: Vec<Vec<Node>> = Vec::new();
        if trunk.by_seat {
            stops.extend(towns.first().map(|seat| vec![*seat]));
        }
        let passage = crossings.iter().find(|one| one.trunk == number);
        stops.extend(passage.map(|one| one.nodes.to_vec()));
        stops.sort_by(|a, b| along(net.mesh.place(a[0])).total_cmp(&along(net.mesh.place(b[0]))));
        let mut way = vec![gates[number][0]];
        for stop in stops.into_iter().chain([vec![gates[number][1]]]) {
            let goal = stop[0];
            let last = way[way.len() - 1];
            if let Some(leg) = (last != goal)
                .then(|| net.way(last, LONG, |_, node| node == goal))
                .flatten()
            {
                way.extend_from_slice(&leg[1..]);
                way.extend_from_slice(&stop[1..]);
            }
        }
        net.build(&way, trunk.class, route);
    }
}

/// Moves towns that lie near a trunk road onto it, as towns have grown along roads.
pub(super) fn move_to_roads(frame: &Frame, net: &Net<'_>, towns: &mut [Node]) {
    let reach = frame.figures.extent.1 * 0.08;
    for idx in 1..towns.len() {
        let place = net.mesh.place(towns[idx]);
        let good = |node: Node| {
            net.degree(node) == 2
                && !net.reserved[node as usize]
                && frame.contains(net.mesh.place(node), 900.0)
        };
        let near = net
            .mesh
            .nearest(place, |node| good(node) && !towns.contains(&node));
        if let Some(node) = near.filter(|node| distance(net.mesh.place(*node), place) < reach) {
            towns[idx] = node;
        }
    }
}

/// Links the towns by county roads until there are enough of them.
pub(super) fn county_roads(frame: &Frame, net: &mut Net<'_>, towns: &[Node], dice: &mut Dice) {
    for town in towns {
        if !net.has_road(*town) {
            join(net, *town, RoadClass::County, LONG);
        }
    }
    let target = frame.figures.km[0] * 1000.0 * EASED;
    let reach = (frame.figures.extent.1 * 0.8, 1_500.0);
    links(net, towns, RoadClass::County, target, reach);
    for _ in 0..120 {
        let lacking = target - net.metres(RoadClass::County);
        if lacking < 4_000.0 {
            break;
        }
        if let Some(node) = loneliest(frame, net, dice) {
            thread(net, node, lacking, dice);
        }
    }
}

/// Of some places the one that lies farthest from all roads.
fn loneliest(frame: &Frame, net: &Net<'_>, dice: &mut Dice) -> Option<Node> {
    let mut best: Option<(f64, Node)> = None;
    for _ in 0..12 {
        let node = net.mesh.any(dice);
        let place = net.mesh.place(node);
        if net.mesh.open[node as usize] && frame.contains(place, 1_200.0) {
            let all = net.runs.iter().flat_map(|run| run.nodes.iter().step_by(4));
            let lonely = all
                .map(|other| distance(net.mesh.place(*other), place))
                .fold(f64::MAX, f64::min);
            if best.is_none_or(|known| lonely > known.0) {
                best = Some((lonely, node));
            }
        }
    }
    best.map(|found| found.1)
}

/// Leads a county road through a place, from one road to another that lies elsewhere; no longer than `lacking` metres.
fn thread(net: &mut Net<'_>, node: Node, lacking: f64, dice: &mut Dice) {
    let reach = |net: &Net<'_>, other: Node| net.has_road(other) && !net.reserved[other as usize];
    let Some(first) = net.way(node, LONG, reach) else {
        return;
    };
    let end = net.mesh.place(first[first.len() - 1]);
    let apart = dice.between(4_000.0, 9_000.0).min(lacking);
    let far = |net: &Net<'_>, other: Node| {
        reach(net, other) && distance(net.mesh.place(other), end) > apart
    };
    let off = first[1..]
        .iter()
        .map(|node| std::mem::replace(&mut net.reserved[*node as usize], true))
        .collect::<Vec<_>>();
    let second = net.way(node, FRESH, far);
    for (node, was) in first[1..].iter().zip(off) {
        net.reserved[*node as usize] = was;
    }
    let Some(second) = second else { return };
    let mut way: Vec<Node> = first.into_iter().rev().collect();
    way.extend_from_slice(&second[1..]);
    let fresh = net.new_metres(&way);
    // A road that comes back to where it set out would be a hairpin.
    let span = distance(net.mesh.place(way[0]), net.mesh.place(way[way.len() - 1]));
    if fresh > 3_000.0 && fresh < lacking * 1.03 && span > fresh * 0.6 {
        let route = net.new_route();
        net.build(&way, RoadClass::County, route);
    }
}

/// Links a node to the nearest road.
pub(super) fn join(net: &mut Net<'_>, node: Node, class: RoadClass, taste: Taste) {
    let way = net.way(node, taste, |net, other| {
        net.has_road(other) && !net.reserved[other as usize]
    });
    if let Some(mut way) = way {
        way.reverse();
        let route = net.new_route();
        net.build(&way, class, route);
    }
}

/// Links neighbouring places, the nearest pairs first, where that needs at least `reach.1` metres of new road, up to a length.
pub(super) fn links(
    net: &mut Net<'_>,
    places: &[Node],
    class: RoadClass,
    target: f64,
    reach: (f64, f64),
) {
    for (one, two) in pairs(net.mesh, places, reach.0) {
        let lacking = target - net.metres(class);
        if lacking < reach.1 {
            break;
        }
        let Some(way) = net.way(one, LONG, |_, node| node == two) else {
            continue;
        };
        let fresh = net.new_metres(&way);
        if fresh >= reach.1 && fresh <= lacking * 1.02 {
            let route = net.new_route();
            net.build(&way, class, route);
        }
    }
}

/// Pairs within a distance, the nearest first.
fn pairs(mesh: &Mesh, places: &[Node], reach: f64) -> Vec<(Node, Node)> {
    let mut pairs = Vec::new();
    for (idx, one) in places.iter().enumerate() {
        for two in places[idx + 1..].iter().filter(|two| *two != one) {
            let metres = distance(mesh.place(*one), mesh.place(*two));
            if metres < reach {
                pairs.push((metres, *one, *two));
            }
        }
    }
    pairs.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)).then(a.2.cmp(&b.2)));
    pairs.into_iter().map(|pair| (pair.1, pair.2)).collect()
}

/// Streets of a town: the mesh within a distance of its middle, as rows and as one of the slanting directions.
pub(super) fn streets(frame: &Frame, net: &mut Net<'_>, town: Node, radius: f64) {
    let mesh = net.mesh;
    let middle = mesh.place(town);
    let inside = |net: &Net<'_>, node: Node| {
        let place = mesh.place(node);
        let free =
            mesh.open[node as usize] && !net.reserved[node as usize] && !net.wet[node as usize];
        free && distance(place, middle) < radius && frame.contains(place, 300.0)
    };
    // Only what can be reached from the middle on this side of the river.
    let mut linked = vec![town];
    let mut next = 0;
    while let Some(node) = linked.get(next).copied() {
        next += 1;
        for other in mesh.neighbours(node).into_iter().flatten() {
            if inside(net, other) && !linked.contains(&other) {
                linked.push(other);
            }
        }
    }
    linked.sort_unstable();
    for direction in [0, 1] {
        let mut seen: Vec<Node> = Vec::new();
        for start in &linked {
            let mut way = vec![*start];
            if seen.contains(start) {
                continue;
            }
            while let Some(other) = mesh.neighbours(way[way.len() - 1])[direction]
                .filter(|other| linked.contains(other))
            {
                seen.push(other);
                way.push(other);
            }
            if way.len() > 1 {
                let route = net.new_route();
                net.build(&way, RoadClass::Village, route);
            }
        }
    }
}
