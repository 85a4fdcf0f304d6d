//! The roads layer: names, numbers, bridges over water and a divided stretch beside the county seat.

use std::collections::BTreeMap;

use geo::Coord;
use serde_json::{Value, json};

use super::curve::Course;
use super::dice::Dice;
use super::expressway::Carriageway;
use super::frame::Frame;
use super::grid::{Grid, crossing};
use super::layout::Layout;
use super::mesh::distance;
use super::net::Run;
use super::settlements::Settlements;
use super::write::{Lines, Shape};
use crate::domain::RoadClass;

/// One feature of the roads layer.
#[derive(Clone, Debug)]
pub(super) struct RoadLine {
    pub(super) points: Vec<Coord>,
    pub(super) class: RoadClass,
    pub(super) link: bool,
    pub(super) oneway: bool,
    pub(super) bridge: bool,
    pub(super) name: String,
    pub(super) number: String,
    pub(super) maxspeed: Option<u32>,
}

/// Longest feature in metres, where a junction allows it to end.
const LONGEST: f64 = 3_500.0;
/// From the middle of a divided road to either carriageway, in metres.
const HALF: f64 = 8.0;

/// All roads of a county; `water` holds the rivers that need bridges.
pub(super) fn lines(
    frame: &Frame,
    layout: &Layout,
    courses: &[Course],
    carriageways: &[Carriageway],
    settlements: &Settlements,
    (water, seed): (&Grid, u64),
) -> Vec<RoadLine> {
    let mut dice = Dice::new(seed, frame.number as u64, 4);
    let titles = titles(frame, layout, settlements);
    let degree = degrees(layout);
    let mut lines = Vec::new();
    for carriageway in carriageways {
        lines.push(RoadLine {
            points: carriageway.points.clone(),
            class: RoadClass::Expressway,
            link: carriageway.ramp,
            oneway: true,
            bridge: carriageway.bridge,
            name: if carriageway.ramp {
                "匝道"
            } else {
                "云梦高速"
            }
            .to_owned(),
            number: if carriageway.ramp {
                String::new()
            } else {
                format!("G99{:02}", frame.column + 1)
            },
            maxspeed: Some(if carriageway.ramp { 40 } else { 110 }),
        });
    }
    for (run, course) in layout.runs.iter().zip(courses) {
        let (name, number) = titles[run.route].clone();
        let limit = match run.class {
            RoadClass::National | RoadClass::Provincial => dice.percent(40).then_some(70),
            RoadClass::County => dice.percent(30).then_some(60),
            RoadClass::Village => dice.percent(10).then_some(30),
            _ => None,
        };
        let base = RoadLine {
            points: Vec::new(),
            class: run.class,
            link: false,
            oneway: false,
            bridge: false,
            name,
            number,
            maxspeed: limit,
        };
        let is_junction: Vec<bool> = run
            .nodes
            .iter()
            .map(|node| degree[*node as usize] > 2)
            .collect();
        let divided = divided(layout, run, &is_junction);
        for (from, to, pair) in stretches(course, &is_junction, &divided) {
            let points = &course.points[course.nodes[from]..=course.nodes[to]];
            if pair {
                for side in [HALF, -HALF] {
                    let points = shifted(points, side);
                    lines.push(RoadLine {
                        points,
                        oneway: true,
                        ..base.clone()
                    });
                }
            } else {
                lines.extend(over_water(points, water, &base));
            }
        }
    }
    lines
}

fn degrees(layout: &Layout) -> Vec<u8> {
    let mut degree = vec![0_u8; layout.mesh.len()];
    for pair in layout.runs.iter().flat_map(|run| run.nodes.windows(2)) {
        degree[pair[0] as usize] += 1;
        degree[pair[1] as usize] += 1;
    }
    degree
}

/// Name and number of each route.
fn titles(frame: &Frame, layout: &Layout, settlements: &Settlements) -> Vec<(String, String)> {
    let mut titles = vec![(String::new(), String::new()); layout.routes];
    let mut counts: BTreeMap<RoadClass, usize> = BTreeMap::new();
    let named: BTreeMap<u32, &str> = settlements
        .all
        .iter()
        .rev()
        .map(|one| (one.node, one.name.as_str()))
        .collect();
    for run in &layout.runs {
        let title = &mut titles[run.route];
        if !title.0.is_empty() || run.class == RoadClass::Track {
            continue;
        }
        let count = counts.entry(run.class).or_default();
        *count += 1;
        let trunk = frame.figures.trunks.get(run.route);
        let lane = trunk.map_or(0, |trunk| {
            if trunk.northward {
                frame.column
            } else {
                frame.row
            }
        });
        let number = match (run.class, trunk) {
            (RoadClass::National, _) => format!("G9{}{lane}", run.route + 1),
            (RoadClass::Provincial, _) => format!("S9{}{lane}", run.route + 1),
            (RoadClass::County, _) => format!("X{count:03}"),
            (RoadClass::Township, _) => format!("Y{count:03}"),
            _ => format!("C{count:03}"),
        };
        let ends = [run.nodes[0], run.nodes[run.nodes.len() - 1]];
        let mut places = ends.iter().filter_map(|node| named.get(node).copied());
        let name = match (run.class, places.next(), places.next()) {
            (RoadClass::National | RoadClass::Provincial, ..) => format!("{number}线"),
            (RoadClass::County, Some(one), Some(two)) => format!("{one}至{two}公路"),
            (_, Some(one), Some(two)) => format!("{one}{two}路"),
            (_, Some(one), None) => format!("{one}路"),
            _ => format!("{number}线"),
        };
        *title = (name, number);
    }
    titles
}

/// Edges of a run that are a divided road: on the first trunk road, for some kilometres from the county seat.
fn divided(layout: &Layout, run: &Run, is_junction: &[bool]) -> Vec<bool> {
    let mut divided = vec![false; run.nodes.len() - 1];
    let seat = run
        .nodes
        .iter()
        .position(|node| layout.towns.first() == Some(node));
    let (Some(seat), 0) = (seat, run.route) else {
        return divided;
    };
    let last = (seat + if layout.towns.len() > 1 { 20 } else { 9 }).min(divided.len());
    let openings: Vec<usize> = (seat + 2..=last)
        .filter(|idx| is_junction.get(*idx) == Some(&true))
        .collect();
    for pair in openings.windows(2) {
        // A carriageway of one edge would be all taper.
        if pair[1] - pair[0] > 1 {
            divided[pair[0]..pair[1]].fill(true);
        }
    }
    divided
}

/// Stretches of a run that become features: first and last node, and whether it is divided.
fn stretches(course: &Course, is_junction: &[bool], divided: &[bool]) -> Vec<(usize, usize, bool)> {
    let mut found = Vec::new();
    let (mut from, mut metres) = (0, 0.0);
    for idx in 0..divided.len() {
        let points = &course.points[course.nodes[idx]..=course.nodes[idx + 1]];
        metres += points
            .windows(2)
            .map(|pair| distance(pair[0], pair[1]))
            .sum::<f64>();
        let changes = divided
            .get(idx + 1)
            .is_some_and(|next| *next != divided[idx]);
        let opening = divided[idx] && is_junction[idx + 1];
        let long = metres > LONGEST && is_junction[idx + 1];
        if changes || opening || long || idx + 1 == divided.len() {
            found.push((from, idx + 1, divided[idx]));
            (from, metres) = (idx + 1, 0.0);
        }
    }
    found
}

/// A line beside another, to the right of its direction for a positive shift; a left one is reversed. The ends stay.
fn shifted(points: &[Coord], shift: f64) -> Vec<Coord> {
    let mut line = vec![points[0]];
    for three in points.windows(3) {
        let along = three[2] - three[0];
        let long = distance(three[0], three[2]);
        line.push(Coord {
            x: three[1].x + along.y / long * shift,
            y: three[1].y - along.x / long * shift,
        });
    }
    line.push(points[points.len() - 1]);
    if shift < 0.0 {
        line.reverse();
    }
    line
}

/// Cuts a line into features where it crosses water.
fn over_water(points: &[Coord], water: &Grid, base: &RoadLine) -> Vec<RoadLine> {
    let wet = |pair: &[Coord]| {
        let near = water.around(pair[0], pair[1], 0.0);
        near.iter()
            .any(|river| crossing(pair[0], pair[1], river.a, river.b).is_some())
    };
    let is_bridge: Vec<bool> = points.windows(2).map(wet).collect();
    let mut lines = Vec::new();
    let mut from = 0;
    for idx in 0..is_bridge.len() {
        if is_bridge
            .get(idx + 1)
            .is_none_or(|next| *next != is_bridge[idx])
        {
            let points = points[from..=idx + 1].to_vec();
            lines.push(RoadLine {
                points,
                bridge: is_bridge[idx],
                ..base.clone()
            });
            from = idx + 1;
        }
    }
    lines
}

/// Writes the layer.
pub(super) fn write(frame: &Frame, roads: &[RoadLine], county_code: &str) -> Lines {
    let mut lines = Lines::default();
    for (idx, road) in roads.iter().enumerate() {
        let properties = properties(road, &format!("{county_code}-R-{:05}", idx + 1));
        lines.add(frame, &Shape::Line(road.points.clone()), properties);
    }
    lines
}

/// The properties of a road.
pub(super) fn properties(road: &RoadLine, id: &str) -> Vec<(&'static str, Value)> {
    let highway = match road.class {
        RoadClass::Expressway if road.link => "motorway_link",
        RoadClass::Expressway => "motorway",
        RoadClass::National => "trunk",
        RoadClass::Provincial => "primary",
        RoadClass::County => "secondary",
        RoadClass::Township => "tertiary",
        RoadClass::Village => "unclassified",
        RoadClass::Track => "track",
    };
    let surface = match road.class {
        RoadClass::Expressway | RoadClass::National | RoadClass::Provincial => "asphalt",
        RoadClass::County | RoadClass::Township | RoadClass::Village => "concrete",
        RoadClass::Track => "ground",
    };
    let text = |text: &str| {
        if text.is_empty() {
            Value::Null
        } else {
            json!(text)
        }
    };
    vec![
        ("id", json!(id)),
        ("highway", json!(highway)),
        ("name", text(&road.name)),
        ("ref", text(&road.number)),
        (
            "oneway",
            if road.oneway {
                json!("yes")
            } else {
                Value::Null
            },
        ),
        (
            "bridge",
            if road.bridge {
                json!("yes")
            } else {
                Value::Null
            },
        ),
        ("layer", if road.bridge { json!("1") } else { Value::Null }),
        (
            "maxspeed",
            road.maxspeed
                .map_or(Value::Null, |limit| json!(limit.to_string())),
        ),
        ("surface", json!(surface)),
    ]
}
