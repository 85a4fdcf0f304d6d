//! The map of a sheet: our own roads, the route and numbered stops as SVG that reads in black and white.
//!
//! No boundaries and no base map: public maps of China show those only from approved sources.

mod marks;

use std::collections::BTreeMap;
use std::fmt::Write as _;

use geo::Coord;

use crate::chart::{Frame, Spot, north_arrow, path, pieces, scale_bar, thin};
use crate::domain::{Lang, RoadClass};
use crate::plan::ShiftFile;
use crate::plan::render::{MapRoad, ShiftGeometry};

/// Drawing units.
const WIDTH: f64 = 600.0;

/// Vertices of roads that one map may hold; lower classes are left out beyond it.
const MOST_VERTICES: usize = 16_000;

/// Stroke width and grey of each road class.
const STROKES: [(f64, &str); 7] = [
    (3.2, "#8a8a8a"),
    (3.0, "#9a9a9a"),
    (2.6, "#a6a6a6"),
    (2.0, "#b0b0b0"),
    (1.5, "#bababa"),
    (1.1, "#c4c4c4"),
    (0.7, "#cccccc"),
];

/// Draws the map and its legend.
pub(super) fn draw(
    out: &mut String,
    lang: Lang,
    shift: &ShiftFile,
    geometry: &ShiftGeometry,
    roads: &[MapRoad<'_>],
) {
    let base = Coord {
        x: shift.base.lon,
        y: shift.base.lat,
    };
    let courses = geometry
        .legs
        .iter()
        .chain(geometry.corridors.iter().flatten());
    let stops = shift.stops.iter().map(|stop| Coord {
        x: stop.lon,
        y: stop.lat,
    });
    let frame = Frame::around(WIDTH, courses.flatten().copied().chain(stops).chain([base]));
    let _ = writeln!(
        out,
        "<svg class=\"map\" viewBox=\"0 0 {:.0} {:.0}\" role=\"img\" aria-label=\"{}\">\
         <path d=\"M0 0h{:.0}v{:.0}H0z\" fill=\"#fff\"/>",
        frame.width,
        frame.height,
        lang.pick("map of the route", "路线图"),
        frame.width,
        frame.height,
    );
    let numbers = draw_roads(out, &frame, roads);
    draw_route(out, &frame, geometry);
    let mut marks = marks::Marks::new(&frame);
    marks.base(lang, frame.project(base));
    for stop in &shift.stops {
        let spot = frame.project(Coord {
            x: stop.lon,
            y: stop.lat,
        });
        marks.stop(stop.seq, stop.required, spot);
    }
    for (number, spot) in numbers {
        marks.road_number(&number, spot);
    }
    marks.draw(out);
    let _ = writeln!(
        out,
        "<g font-size=\"13\" stroke-linejoin=\"round\">{}{}</g>",
        scale_bar(lang, &frame),
        north_arrow(lang, &frame)
    );
    out.push_str("</svg>\n");
    legend(out, lang, geometry);
}

/// Draws the roads, the highest classes last; gives each number and where its longest piece is.
fn draw_roads(out: &mut String, frame: &Frame, roads: &[MapRoad<'_>]) -> Vec<(String, Spot)> {
    let mut by_class: [Vec<Vec<Spot>>; 7] = Default::default();
    let mut numbers: BTreeMap<&str, (f64, Spot)> = BTreeMap::new();
    for road in roads.iter().filter(|road| frame.may_show(road.coords)) {
        for piece in pieces(frame, road.coords) {
            if let Some(number) = road.number
                && road.class <= RoadClass::County
            {
                let length = length(&piece);
                let entry = numbers.entry(number).or_insert((0.0, piece[0]));
                if length > entry.0 {
                    *entry = (length, piece[piece.len() / 2]);
                }
            }
            by_class[road.class.index()].push(piece);
        }
    }
    let mut vertices = 0;
    let mut shown = 0;
    for pieces in &by_class {
        vertices += pieces.iter().map(Vec::len).sum::<usize>();
        if shown > 0 && vertices > MOST_VERTICES {
            break;
        }
        shown += 1;
    }
    for (pieces, (width, grey)) in by_class[..shown].iter().zip(STROKES).rev() {
        if !pieces.is_empty() {
            let paths = pieces.iter().map(|piece| path(piece)).collect::<String>();
            let _ = writeln!(
                out,
                "<path d=\"{paths}\" fill=\"none\" stroke=\"{grey}\" stroke-width=\"{width}\"/>"
            );
        }
    }
    let least = 40.0;
    numbers
        .into_iter()
        .filter(|(_, (length, _))| *length > least)
        .map(|(number, (_, spot))| (number.to_owned(), spot))
        .collect()
}

fn length(piece: &[Spot]) -> f64 {
    piece.windows(2).map(|pair| pair[0].distance(pair[1])).sum()
}

/// Legs as a dark line with arrows, corridors as a broad band with white dashes.
fn draw_route(out: &mut String, frame: &Frame, geometry: &ShiftGeometry) {
    let project = |coords: &[Coord]| -> Vec<Spot> {
        thin(
            &coords
                .iter()
                .map(|coord| frame.project(*coord))
                .collect::<Vec<_>>(),
        )
    };
    let legs: Vec<Vec<Spot>> = geometry
        .legs
        .iter()
        .filter(|leg| leg.len() > 1)
        .map(|leg| project(leg))
        .collect();
    let corridors: Vec<Vec<Spot>> = geometry
        .corridors
        .iter()
        .flatten()
        .map(|corridor| project(corridor))
        .collect();
    let join = |pieces: &[Vec<Spot>]| pieces.iter().map(|piece| path(piece)).collect::<String>();
    let (legs_path, corridors_path) = (join(&legs), join(&corridors));
    let line = "fill=\"none\" stroke-linejoin=\"round\" stroke-linecap=\"round\"";
    let _ = writeln!(
        out,
        "<g {line}><path d=\"{legs_path}{corridors_path}\" stroke=\"#fff\" stroke-width=\"7\"/>\
         <path d=\"{corridors_path}\" stroke=\"#a33b00\" stroke-width=\"6\"/>\
         <path d=\"{corridors_path}\" stroke=\"#fff\" stroke-width=\"2.2\" stroke-dasharray=\"5 7\"/>\
         <path d=\"{legs_path}\" stroke=\"#0b3d91\" stroke-width=\"2.8\"/></g>"
    );
    let arrows: String = legs.iter().map(|leg| marks::arrows(leg)).collect();
    let _ = writeln!(
        out,
        "<path d=\"{arrows}\" fill=\"#0b3d91\" stroke=\"#fff\" stroke-width=\".8\"/>"
    );
}

fn legend(out: &mut String, lang: Lang, geometry: &ShiftGeometry) {
    let line = |stroke: &str| format!("<svg viewBox=\"0 0 34 10\">{stroke}</svg>");
    let leg = line(
        "<path d=\"M1 5h32\" stroke=\"#0b3d91\" stroke-width=\"2.8\"/><path d=\"M13 1l8 4-8 4z\" fill=\"#0b3d91\"/>",
    );
    let _ = write!(
        out,
        "<p class=\"legend\">{leg} {}",
        lang.pick("the way", "行驶路线")
    );
    if geometry.corridors.iter().any(Option::is_some) {
        let corridor = line(
            "<path d=\"M1 5h32\" stroke=\"#a33b00\" stroke-width=\"6\"/><path d=\"M1 5h32\" stroke=\"#fff\" stroke-width=\"2.2\" stroke-dasharray=\"5 7\"/>",
        );
        let _ = write!(
            out,
            "　{corridor} {}",
            lang.pick("patrolled slowly", "沿路慢行巡查")
        );
    }
    let _ = writeln!(out, "　■ {}</p>", lang.pick("base", "驻地"));
}
