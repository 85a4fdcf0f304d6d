//! Villages and hamlets with the roads that lead there, and tracks into fields and hills.

use geo::Coord;

use super::dice::Dice;
use super::frame::Frame;
use super::mesh::{Mesh, Node, SPACING, distance};
use super::net::{Net, Taste};
use super::trunks::{join, links};
use crate::domain::RoadClass;

const SHORT: Taste = Taste {
    reuse: 0.4,
    beside: 2.2,
    climb: 0.7,
};

/// Nodes that keep a distance from each other.
#[derive(Debug, Default)]
pub(super) struct Spread {
    taken: Vec<Coord>,
}

impl Spread {
    pub(super) fn take(&mut self, place: Coord) {
        self.taken.push(place);
    }

    fn is_free(&self, place: Coord, apart: f64) -> bool {
        let near =
            |other: &Coord| (other.x - place.x).abs() < apart && distance(*other, place) < apart;
        !self.taken.iter().any(near)
    }
}

/// Chooses nodes for settlements: level ground in the valleys before slopes, `apart` metres from all others.
pub(super) fn settle(
    frame: &Frame,
    net: &Net<'_>,
    spread: &mut Spread,
    (count, apart, steepest): (usize, f64, f64),
    dice: &mut Dice,
) -> Vec<Node> {
    let mesh = net.mesh;
    let mut chosen = Vec::with_capacity(count);
    let mut apart = apart;
    let mut tries = 0;
    while chosen.len() < count && apart > SPACING {
        tries += 1;
        if tries % (count * 60) == 0 {
            apart *= 0.85;
        }
        let node = mesh.any(dice);
        let place = mesh.place(node);
        let usable =
            mesh.open[node as usize] && !net.reserved[node as usize] && !net.wet[node as usize];
        // Steep ground is settled too, but thinly.
        let steep = mesh.slope(node) / steepest;
        if !usable || dice.unit() < steep * steep || !frame.contains(place, 260.0) {
            continue;
        }
        if away_from_expressway(frame, place) && spread.is_free(place, apart) {
            spread.take(place);
            chosen.push(node);
        }
    }
    chosen
}

/// Nothing is built within 250 m of the expressway.
pub(super) fn away_from_expressway(frame: &Frame, place: Coord) -> bool {
    (place.x - frame.expressway(place.y)).abs() > 250.0
}

/// Leads roads of a class to settlements, then links neighbours until there are enough of them.
pub(super) fn serve(
    net: &mut Net<'_>,
    places: &[Node],
    class: RoadClass,
    kilometres: f64,
    reach: (f64, f64),
) {
    let mut order: Vec<Node> = places.to_vec();
    order.sort_by_key(|node| !net.is_beside(*node));
    for node in order {
        if !net.has_road(node) {
            join(net, node, class, SHORT);
        }
    }
    links(net, places, class, kilometres * 1000.0, reach);
}

/// Leads tracks from the roads into fields and hills; most end there.
pub(super) fn tracks(net: &mut Net<'_>, kilometres: f64, dice: &mut Dice) {
    let target = kilometres * 1000.0;
    let mesh: &Mesh = net.mesh;
    let mut tries = 0;
    while net.metres(RoadClass::Track) < target - 300.0 && tries < 400 * mesh.len() {
        tries += 1;
        let node = mesh.any(dice);
        let free = mesh.open[node as usize] && !net.is_beside(node) && !net.wet[node as usize];
        if !free || net.reserved[node as usize] {
            continue;
        }
        let goal =
            |net: &Net<'_>, other: Node| net.has_road(other) && !net.reserved[other as usize];
        let Some(mut way) = net.way(node, SHORT, goal) else {
            continue;
        };
        let metres = net.new_metres(&way);
        let lacking = target - net.metres(RoadClass::Track);
        if (350.0..2_600.0).contains(&metres) && metres < lacking + 300.0 {
            way.reverse();
            let route = net.new_route();
            net.build(&way, RoadClass::Track, route);
        }
    }
}
