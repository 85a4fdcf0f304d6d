//! A map of when things were last seen: roads in grey, stretches and points by class.
//!
//! No boundaries and no base map: public maps of China show those only from approved sources.

use geo::Coord;

use super::canvas::{Canvas, WIDTH, no_data};
use super::frame::{Frame, path, pieces};
use super::ink::{Class, class};
use super::legend::{Legend, SAMPLE};
use super::marker::shape;
use super::number::tenths;
use super::scale_bar::{north_arrow, scale_bar};
use crate::domain::{Lang, RoadClass};

/// Vertices of roads that one map may hold; lower classes are left out beyond it.
const MOST_VERTICES: usize = 16_000;

/// Stroke width and grey of each road class.
const STROKES: [(f64, &str); 7] = [
    (2.4, "#8a8a8a"),
    (2.2, "#9a9a9a"),
    (2.0, "#a6a6a6"),
    (1.5, "#b0b0b0"),
    (1.1, "#bababa"),
    (0.8, "#c4c4c4"),
    (0.5, "#cccccc"),
];

/// A road, for finding one's way on the map.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MapRoad<'a> {
    /// Its class; the map draws higher classes broader and darker.
    pub class: RoadClass,
    /// Its course: lon, lat.
    pub coords: &'a [Coord],
}

/// A stretch of a class, such as a piece of a corridor.
#[derive(Clone, Debug, PartialEq)]
pub struct MapLine {
    /// Number of its class in [`Map::classes`].
    pub class: usize,
    /// Its course: lon, lat.
    pub coords: Vec<Coord>,
}

/// A point of a class, such as a dump point.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MapPoint {
    /// Number of its class in [`Map::point_classes`].
    pub class: usize,
    /// Where it is: lon, lat.
    pub at: Coord,
}

/// A map of classes (时效图), such as days since a stretch was last seen.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Map<'a> {
    /// What a screen reader says of the map.
    pub label: String,
    /// Roads in grey.
    pub roads: Vec<MapRoad<'a>>,
    /// Names of the classes of stretches, from the lightest (recent) to the darkest (long ago, never); at most six look
    /// different.
    pub classes: Vec<String>,
    /// The stretches; later ones lie on top within their class, higher classes on top of lower ones.
    pub lines: Vec<MapLine>,
    /// Names of the classes of points, from the lightest to the darkest.
    pub point_classes: Vec<String>,
    /// The points.
    pub points: Vec<MapPoint>,
}

impl Map<'_> {
    /// The map as SVG: what is around the stretches and points; without any, around the roads.
    pub fn svg(&self, lang: Lang) -> String {
        let lines = self
            .lines
            .iter()
            .flat_map(|line| line.coords.iter().copied());
        let points = self.points.iter().map(|point| point.at);
        let mut shown: Vec<Coord> = lines.chain(points).filter(is_place).collect();
        if shown.is_empty() {
            let roads = self
                .roads
                .iter()
                .flat_map(|road| road.coords.iter().copied());
            shown = roads.filter(is_place).collect();
        }
        if shown.is_empty() {
            return no_data(&self.label, lang);
        }
        let frame = Frame::around(WIDTH, shown.into_iter());
        let mut canvas = Canvas::new(&self.label);
        let edge = format!("M0 0h{}v{}H0z", tenths(frame.width), tenths(frame.height));
        canvas.push(&format!(
            "<clipPath id=\"{id}\"><path d=\"{edge}\"/></clipPath>\n<g clip-path=\"url(#{id})\">",
            id = canvas.id("edge")
        ));
        self.draw_roads(&mut canvas, &frame);
        self.draw_lines(&mut canvas, &frame);
        self.draw_points(&mut canvas, &frame);
        canvas.push("</g>");
        let rim = format!(
            "M.5 .5h{}v{}H.5z",
            tenths(frame.width - 1.0),
            tenths(frame.height - 1.0)
        );
        canvas.path(&rim, "fill=\"none\" stroke=\"#767676\"");
        canvas.push(&format!(
            "<g stroke-linejoin=\"round\">{}{}</g>",
            scale_bar(lang, &frame),
            north_arrow(lang, &frame)
        ));
        let height = self.legend(&mut canvas, frame.height + 8.0, lang);
        canvas.finish(WIDTH, height + 4.0)
    }

    /// Roads, the highest classes on top.
    fn draw_roads(&self, canvas: &mut Canvas, frame: &Frame) {
        let mut by_class: [(String, usize); 7] = Default::default();
        for road in &self.roads {
            let (data, vertices) = visible(frame, road.coords);
            let class = &mut by_class[road.class.index()];
            class.0.push_str(&data);
            class.1 += vertices;
        }
        let (mut vertices, mut shown) = (0, 0);
        for (_, count) in &by_class {
            vertices += count;
            if shown > 0 && vertices > MOST_VERTICES {
                break;
            }
            shown += 1;
        }
        for ((data, _), (width, grey)) in by_class[..shown].iter().zip(STROKES).rev() {
            canvas.path(
                data,
                &format!("fill=\"none\" stroke=\"{grey}\" stroke-width=\"{width}\""),
            );
        }
    }

    /// Stretches, each class with a dark rim and its dashes.
    fn draw_lines(&self, canvas: &mut Canvas, frame: &Frame) {
        for number in 0..self.classes.len() {
            let lines = self
                .lines
                .iter()
                .filter(|line| line.class.min(self.classes.len() - 1) == number);
            let data: String = lines.map(|line| visible(frame, &line.coords).0).collect();
            draw_stretch(canvas, &data, class(number, self.classes.len()));
        }
    }

    fn draw_points(&self, canvas: &mut Canvas, frame: &Frame) {
        for number in 0..self.point_classes.len() {
            let last = self.point_classes.len() - 1;
            let points = self
                .points
                .iter()
                .filter(|point| point.class.min(last) == number && is_place(&point.at));
            let data: String = points
                .map(|point| {
                    let spot = frame.project(point.at);
                    shape(number, (spot.x, spot.y), 5.0)
                })
                .collect();
            canvas.path(&data, &point_ink(number, self.point_classes.len()));
        }
    }

    fn legend(&self, canvas: &mut Canvas, top: f64, lang: Lang) -> f64 {
        let mut legend = Legend::default();
        let (lines, points) = (self.classes.len(), self.point_classes.len());
        for (number, name) in self.classes.iter().enumerate() {
            legend.add(name, move |canvas, x, y| {
                let data = format!("M{} {}h{SAMPLE}", tenths(x), tenths(y));
                draw_stretch(canvas, &data, class(number, lines));
            });
        }
        for (number, name) in self.point_classes.iter().enumerate() {
            legend.add(name, move |canvas, x, y| {
                canvas.path(
                    &shape(number, (x + SAMPLE / 2.0, y), 6.0),
                    &point_ink(number, points),
                );
            });
        }
        if !self.roads.is_empty() {
            legend.add(lang.pick("roads", "道路"), |canvas, x, y| {
                let (width, grey) = STROKES[1];
                canvas.path(
                    &format!("M{} {}h{SAMPLE}", tenths(x), tenths(y)),
                    &format!("stroke=\"{grey}\" stroke-width=\"{width}\""),
                );
            });
        }
        legend.below(canvas, top)
    }
}

/// Draws a stretch of a class.
fn draw_stretch(canvas: &mut Canvas, data: &str, class: Class) {
    let line = "fill=\"none\" stroke-linejoin=\"round\"";
    canvas.path(
        data,
        &format!(
            "{line} stroke=\"#111\" stroke-width=\"{}\"",
            tenths(class.width + 1.6)
        ),
    );
    canvas.path(
        data,
        &format!(
            "{line} stroke=\"{}\" stroke-width=\"{}\"",
            class.colour,
            tenths(class.width)
        ),
    );
    if !class.dash.is_empty() {
        canvas.path(
            data,
            &format!(
                "{line} stroke=\"{}\" stroke-width=\"{}\" stroke-dasharray=\"{}\"",
                class.dash_ink,
                tenths(class.width * 0.45),
                class.dash
            ),
        );
    }
}

fn point_ink(number: usize, count: usize) -> String {
    format!(
        "fill=\"{}\" stroke=\"#111\" stroke-width=\"1.2\"",
        class(number, count).colour
    )
}

/// Path data of what is seen of a line, and its vertices.
fn visible(frame: &Frame, coords: &[Coord]) -> (String, usize) {
    if coords.len() < 2 || !coords.iter().all(is_place) || !frame.may_show(coords) {
        return (String::new(), 0);
    }
    let pieces = pieces(frame, coords);
    let vertices = pieces.iter().map(Vec::len).sum();
    (pieces.iter().map(|piece| path(piece)).collect(), vertices)
}

/// Whether a position is one on the Earth.
fn is_place(coord: &Coord) -> bool {
    coord.x.abs() <= 180.0 && coord.y.abs() <= 90.0
}
