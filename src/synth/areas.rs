//! The areas layer: rivers, streams, gullies, hillsides and fields.

use geo::Coord;
use serde_json::json;

use super::dice::{Dice, hash, mix, noise};
use super::frame::Frame;
use super::grid::{Grid, Segment, off};
use super::layout::Layout;
use super::mesh::{Mesh, SPACING, distance};
use super::settlements::blob;
use super::streams::Flow;
use super::write::{Lines, Shape};

/// Nodes that drain through a stream, a gully and a crest at least: a node is about 3.5 ha.
const STREAM: u32 = 110;
const GULLY: u32 = 14;
const CREST: u32 = 45;
/// Steeper ground is a hillside, in metres per metre.
const HILL_SLOPE: f64 = 0.08;
/// Steeper ground is no field, in metres per metre.
const FIELD_SLOPE: f64 = 0.034;
/// Width of a field, in metres.
const FIELD: f64 = 640.0;

/// Rivers, streams and gullies as lines.
#[derive(Debug)]
pub(super) struct Waters {
    /// The main river, from south to north.
    pub(super) river: Vec<Coord>,
    pub(super) streams: Vec<Vec<Coord>>,
    pub(super) gullies: Vec<Vec<Coord>>,
}

impl Waters {
    /// The lines that roads need bridges over.
    pub(super) fn grid(&self, frame: &Frame) -> Grid {
        let (low, high) = frame.bounds();
        let mut grid = Grid::new(low, high);
        for pair in self
            .streams
            .iter()
            .chain([&self.river])
            .flat_map(|line| line.windows(2))
        {
            grid.add(Segment {
                a: pair[0],
                b: pair[1],
                tag: 0,
            });
        }
        grid
    }
}

/// Finds the waters of a county.
pub(super) fn waters(frame: &Frame, layout: &Layout) -> Waters {
    let (low, high) = frame.bounds();
    let river: Vec<Coord> = river(frame);
    let mut grid = Grid::new(low, high);
    for pair in river.windows(2) {
        grid.add(Segment {
            a: pair[0],
            b: pair[1],
            tag: 0,
        });
    }
    let mesh = &layout.mesh;
    let mut streams = Vec::new();
    for flow in layout.hollows.flows(mesh, STREAM) {
        let line = course(frame, mesh, &flow, &grid);
        if line.len() > 3 {
            streams.push(line);
        }
    }
    let mut gullies = Vec::new();
    for flow in layout.hollows.flows(mesh, GULLY) {
        // Only the steep head of a stream is a gully.
        let until = flow
            .drained
            .iter()
            .take_while(|drained| **drained < STREAM)
            .count()
            .min(9);
        let head = Flow {
            nodes: flow.nodes[..until].to_vec(),
            drained: flow.drained[..until].to_vec(),
        };
        if until > 3 && fall(mesh, &head) > 0.033 {
            let line = course(frame, mesh, &head, &grid);
            if line.len() > 3 {
                gullies.push(line);
            }
        }
    }
    Waters {
        river,
        streams,
        gullies,
    }
}

/// The main river within the county.
fn river(frame: &Frame) -> Vec<Coord> {
    let (low, high) = frame.bounds();
    let mut line = Vec::new();
    let mut y = low.y;
    while y < high.y {
        let place = Coord {
            x: frame.river(y),
            y,
        };
        if frame.contains(place, 0.0) {
            line.push(place);
        }
        y += 90.0;
    }
    line
}

/// Metres fallen per metre.
fn fall(mesh: &Mesh, flow: &Flow) -> f64 {
    let height = |idx: usize| mesh.heights[flow.nodes[idx] as usize];
    let long: f64 = flow
        .nodes
        .windows(2)
        .map(|pair| distance(mesh.place(pair[0]), mesh.place(pair[1])))
        .sum();
    (height(0) - height(flow.nodes.len() - 1)).abs() / long.max(1.0)
}

/// A smooth line along a flow, within the county, down to where it meets the river.
fn course(frame: &Frame, mesh: &Mesh, flow: &Flow, river: &Grid) -> Vec<Coord> {
    let mut line: Vec<Coord> = Vec::new();
    for node in &flow.nodes {
        let place = mesh.place(*node);
        if !frame.contains(place, 0.0) {
            break;
        }
        if let Some((metres, _)) = river.nearest(place, 260.0) {
            let segments = river.around(place, place, 260.0);
            let mouth = segments
                .iter()
                .find(|one| off(place, one.a, one.b) <= metres + 1e-6);
            line.extend(mouth.map(|one| one.a));
            break;
        }
        // The mesh has three directions only; water does not keep to them.
        let sway = |salt: u64| (noise(salt, place.x, place.y, 450.0) - 0.5) * 260.0;
        line.push(Coord {
            x: place.x + sway(31),
            y: place.y + sway(32),
        });
    }
    rounded(&rounded(&line))
}

/// Cuts the corners of a line (Chaikin); the ends stay.
fn rounded(line: &[Coord]) -> Vec<Coord> {
    if line.len() < 3 {
        return line.to_vec();
    }
    let mut smooth = vec![line[0]];
    for (idx, pair) in line.windows(2).enumerate() {
        if idx > 0 {
            smooth.push(pair[0] * 0.75 + pair[1] * 0.25);
        }
        if idx + 2 < line.len() {
            smooth.push(pair[0] * 0.25 + pair[1] * 0.75);
        }
    }
    smooth.push(line[line.len() - 1]);
    smooth
}

/// Writes all areas but the settlements.
pub(super) fn write(
    frame: &Frame,
    layout: &Layout,
    waters: &Waters,
    code: &str,
    seed: u64,
    lines: &mut Lines,
) {
    let mut dice = Dice::new(seed, frame.number as u64, 5);
    let mut number = 0;
    let mut add = |kind: &str, shape: &Shape, name: Option<&str>| {
        number += 1;
        let letter = match kind {
            "water" => 'W',
            "gully" => 'G',
            "hillside" => 'H',
            _ => 'F',
        };
        let id = format!("{code}-{letter}-{number:05}");
        lines.add(
            frame,
            shape,
            vec![
                ("id", json!(id)),
                ("kind", json!(kind)),
                ("name", json!(name)),
            ],
        );
    };
    if waters.river.len() > 2 {
        let half = |idx: usize| 34.0 + 14.0 * noise(seed, idx as f64, 0.0, 9.0);
        add(
            "water",
            &Shape::Polygon(band(&waters.river, half)),
            Some("清河"),
        );
    }
    for stream in &waters.streams {
        add("water", &Shape::Line(stream.clone()), None);
    }
    for gully in &waters.gullies {
        let long = gully.len() as f64;
        let half = |idx: usize| 6.0 + 14.0 * (idx as f64 / long);
        add("gully", &Shape::Polygon(band(gully, half)), None);
    }
    for ring in hills(frame, layout, seed, &mut dice) {
        add("hillside", &Shape::Polygon(ring), None);
    }
    for ring in fields(frame, layout, seed, &mut dice) {
        add("farmland", &Shape::Polygon(ring), None);
    }
}

/// Overlapping patches on steep ground and along the crests.
fn hills(frame: &Frame, layout: &Layout, seed: u64, dice: &mut Dice) -> Vec<Vec<Coord>> {
    let mesh = &layout.mesh;
    let mut rings = Vec::new();
    for node in mesh.nodes() {
        let place = mesh.place(node);
        let steep = mesh.slope(node) > HILL_SLOPE || layout.crests.drained(node) > CREST;
        // About one in eight nodes, evenly spread.
        let chosen = hash(mix(seed, 41), i64::from(node), 0) < 0.12;
        if chosen && steep && mesh.slope(node) > FIELD_SLOPE && frame.contains(place, 500.0) {
            rings.push(blob(place, dice.between(230.0, 420.0), 11, dice));
        }
    }
    rings
}

/// The ring at a distance on both sides of a line.
fn band(line: &[Coord], half: impl Fn(usize) -> f64) -> Vec<Coord> {
    let side = |sign: f64, idx: usize| {
        let (before, after) = (
            line[idx.saturating_sub(1)],
            line[(idx + 1).min(line.len() - 1)],
        );
        let along = after - before;
        let long = distance(before, after).max(1.0);
        let reach = half(idx) * sign;
        Coord {
            x: line[idx].x + along.y / long * reach,
            y: line[idx].y - along.x / long * reach,
        }
    };
    let right = (0..line.len()).map(|idx| side(1.0, idx));
    right
        .chain((0..line.len()).rev().map(|idx| side(-1.0, idx)))
        .collect()
}

/// A patchwork of fields on level ground: squares with shared, moved corners, each a little smaller than its square.
fn fields(frame: &Frame, layout: &Layout, seed: u64, dice: &mut Dice) -> Vec<Vec<Coord>> {
    let (low, high) = frame.bounds();
    let corner = |column: f64, row: f64| {
        let shift = |salt: u64| (noise(seed + salt, column * 7.0, row * 7.0, 1.0) - 0.5) * 0.55;
        Coord {
            x: low.x + (column + shift(21) + row * 0.12) * FIELD,
            y: low.y + (row + shift(22) - column * 0.05) * FIELD * 0.8,
        }
    };
    let mut rings = Vec::new();
    let mut row = 0.0;
    while row * FIELD * 0.8 < (high.y - low.y) * 1.4 {
        let mut column = -0.2 * row;
        column = column.floor();
        while column * FIELD < high.x - low.x {
            let ring = [
                corner(column, row),
                corner(column + 1.0, row),
                corner(column + 1.0, row + 1.0),
                corner(column, row + 1.0),
            ];
            let middle = (ring[0] + ring[1] + ring[2] + ring[3]) / 4.0;
            let dry = (middle.x - frame.river(middle.y)).abs() > 230.0;
            let tilled = dry
                && frame.contains(middle, 450.0)
                && is_level(layout, middle)
                && !dice.percent(14);
            if tilled {
                rings.push(
                    ring.iter()
                        .map(|place| middle + (*place - middle) * 0.9)
                        .collect(),
                );
            }
            column += 1.0;
        }
        row += 1.0;
    }
    rings
}

fn is_level(layout: &Layout, place: Coord) -> bool {
    let node = layout.mesh.nearest(place, |_| true);
    node.is_some_and(|node| {
        layout.mesh.slope(node) < FIELD_SLOPE
            && distance(layout.mesh.place(node), place) < 2.0 * SPACING
    })
}
