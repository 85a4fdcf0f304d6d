//! Lines over dates or numbers, with intervals around them.

use super::axis::Axis;
use super::canvas::{Canvas, no_data};
use super::ink::{Stroke, stroke};
use super::legend::{Legend, SAMPLE};
use super::marker::shape;
use super::number::{finite, tenths};
use super::plane::{Plane, course};
use crate::domain::Lang;

/// Markers that a line may carry.
const MOST_MARKERS: usize = 12;

/// One value of a line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LinePoint {
    /// Where: a number, or [`crate::units::Day::number`] on an axis of dates.
    pub x: f64,
    /// The value; what is no number makes a gap in the line.
    pub y: f64,
    /// The interval around the value, both ends included.
    pub interval: Option<(f64, f64)>,
}

/// A line with its name.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Line {
    /// What the legend calls it.
    pub name: String,
    /// Its values, in any order.
    pub points: Vec<LinePoint>,
}

/// Lines in one plane (曲线图), such as coverage over time.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Lines {
    /// What a screen reader says of the plot.
    pub label: String,
    /// The axis across.
    pub x: Axis,
    /// The upright axis.
    pub y: Axis,
    /// The lines, in the order of the legend.
    pub lines: Vec<Line>,
    /// Whether a value holds until the next one, instead of a slope between them.
    pub steps: bool,
    /// What the intervals are, such as `80 % of runs`; named in the legend where there are any.
    pub interval: String,
}

impl Lines {
    /// The plot as SVG.
    pub fn svg(&self, lang: Lang) -> String {
        let points = || self.lines.iter().flat_map(|line| &line.points);
        let drawn = || points().filter(|point| point.x.is_finite() && point.y.is_finite());
        if drawn().next().is_none() {
            return no_data(&self.label, lang);
        }
        let heights = drawn().flat_map(|point| {
            let (low, high) = point.interval.unwrap_or((point.y, point.y));
            [point.y, low, high]
        });
        let plane = Plane::new(
            (&self.x, &self.y),
            (drawn().map(|point| point.x), heights),
            230.0,
            lang,
        );
        let mut canvas = Canvas::new(&self.label);
        let below = plane.draw(&mut canvas);
        let mut legend = Legend::default();
        for (number, line) in self.lines.iter().enumerate() {
            self.band(&mut canvas, &plane, line, stroke(number));
        }
        for (number, line) in self.lines.iter().enumerate() {
            let stroke = stroke(number);
            self.line(&mut canvas, &plane, line, stroke);
            legend.add(&line.name, move |canvas, x, y| sample(canvas, stroke, x, y));
        }
        if points().any(|point| point.interval.is_some()) {
            legend.add(&self.interval, |canvas, x, y| {
                canvas.path(
                    &format!("M{} {}h{SAMPLE}v12h-{SAMPLE}z", tenths(x), tenths(y - 6.0)),
                    "fill=\"#111\" fill-opacity=\".16\" stroke=\"#111\" stroke-width=\".8\"",
                );
            });
        }
        let height = legend.below(&mut canvas, below);
        canvas.finish(super::canvas::WIDTH, height + 4.0)
    }

    /// The values of a line from left to right; those without a place are left out.
    fn sorted(line: &Line) -> Vec<LinePoint> {
        let mut points: Vec<LinePoint> = line
            .points
            .iter()
            .copied()
            .filter(|point| point.x.is_finite())
            .collect();
        points.sort_by(|a, b| a.x.total_cmp(&b.x));
        points
    }

    fn line(&self, canvas: &mut Canvas, plane: &Plane, line: &Line, stroke: Stroke) {
        let points = Self::sorted(line);
        let places: Vec<Option<(f64, f64)>> = points
            .iter()
            .map(|point| finite(point.y).map(|y| (plane.x(point.x), plane.y(y))))
            .collect();
        canvas.path(&self.path(&places), &stroke.attributes());
        let every = places.len().div_ceil(MOST_MARKERS).max(1);
        let markers: String = places
            .iter()
            .enumerate()
            // Each line has its markers elsewhere, so that lines that run together stay apart.
            .filter(|(at, _)| at % every == (stroke.marker * every / 3) % every)
            .filter_map(|(_, place)| place.map(|place| shape(stroke.marker, place, 4.2)))
            .collect();
        canvas.path(&markers, &marker_ink(stroke));
    }

    fn band(&self, canvas: &mut Canvas, plane: &Plane, line: &Line, stroke: Stroke) {
        let mut runs: Vec<Vec<(f64, f64, f64)>> = vec![Vec::new()];
        for point in Self::sorted(line) {
            let ends = point
                .interval
                .and_then(|(low, high)| Some((finite(low)?, finite(high)?)));
            match (ends, runs.last_mut()) {
                (Some((low, high)), Some(run)) => {
                    run.push((plane.x(point.x), plane.y(low), plane.y(high)));
                }

                _ => runs.push(Vec::new()),
            }
        }
        for run in runs.iter().filter(|run| run.len() > 1) {
            let upper: Vec<_> = run.iter().map(|(x, _, high)| Some((*x, *high))).collect();
            let lower: Vec<_> = run.iter().map(|(x, low, _)| Some((*x, *low))).collect();
            let (upper, lower) = (self.stepped(&upper), self.stepped(&lower));
            let ring = course(upper.iter().copied().chain(lower.iter().rev().copied()));
            let colour = stroke.colour;
            canvas.path(
                &format!("{ring}z"),
                &format!("fill=\"{colour}\" fill-opacity=\".16\""),
            );
            let edges = course(upper.into_iter()) + &course(lower.into_iter());
            let thin = Stroke {
                width: 0.8,
                ..stroke
            };
            canvas.path(&edges, &thin.attributes());
        }
    }

    fn path(&self, places: &[Option<(f64, f64)>]) -> String {
        course(self.stepped(places).into_iter())
    }

    fn stepped(&self, places: &[Option<(f64, f64)>]) -> Vec<Option<(f64, f64)>> {
        if !self.steps {
            return places.to_vec();
        }
        let mut out = Vec::new();
        let mut before: Option<f64> = None;
        for place in places {
            if let (Some(y), Some((x, _))) = (before, place) {
                out.push(Some((*x, y)));
            }
            out.push(*place);
            before = place.map(|(_, y)| y);
        }
        out
    }
}

/// The attributes of markers of a series: filled for every other, hollow for the rest.
pub(super) fn marker_ink(stroke: Stroke) -> String {
    let fill = if stroke.marker.is_multiple_of(2) {
        stroke.colour
    } else {
        "#fff"
    };
    format!(
        "fill=\"{fill}\" stroke=\"{}\" stroke-width=\"1.6\"",
        stroke.colour
    )
}

/// A piece of a line with its marker, for the legend.
pub(super) fn sample(canvas: &mut Canvas, stroke: Stroke, x: f64, y: f64) {
    canvas.path(
        &format!("M{} {}h{SAMPLE}", tenths(x), tenths(y)),
        &stroke.attributes(),
    );
    canvas.path(
        &shape(stroke.marker, (x + SAMPLE / 2.0, y), 4.2),
        &marker_ink(stroke),
    );
}
