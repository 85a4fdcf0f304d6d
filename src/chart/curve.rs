//! What-if curves: a result over a number, such as teams, with intervals, and the marginal setting marked.

use super::axis::Axis;
use super::canvas::{Anchor, Canvas, TYPE, WIDTH, no_data};
use super::ink::{Stroke, stroke};
use super::legend::{Legend, SAMPLE};
use super::lines::{marker_ink, sample};
use super::marker::shape;
use super::number::{finite, tenths};
use super::plane::{Plane, course};
use super::text;
use crate::domain::Lang;

/// The result of one setting.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Setting {
    /// The number that is varied, such as teams.
    pub x: f64,
    /// The result.
    pub y: f64,
    /// The interval of the result, both ends included.
    pub interval: Option<(f64, f64)>,
}

/// The settings of one series, such as a length of shift.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Settings {
    /// What the legend calls it.
    pub name: String,
    /// Its settings, in any order.
    pub points: Vec<Setting>,
}

/// The setting to point at, such as the last team that is worth its cost.
#[derive(Clone, Debug, PartialEq)]
pub struct Marginal {
    /// Which of [`Curve::series`].
    pub series: usize,
    /// Which of its settings, by the varied number.
    pub x: f64,
    /// What is written at it; short.
    pub text: String,
}

/// Curves over a varied number (情景曲线), with whiskers for intervals.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Curve {
    /// What a screen reader says of the plot.
    pub label: String,
    /// The axis across: what is varied.
    pub x: Axis,
    /// The upright axis: the result.
    pub y: Axis,
    /// The series, in the order of the legend.
    pub series: Vec<Settings>,
    /// What the whiskers are, such as `95 % interval`; named in the legend where there are any.
    pub interval: String,
    /// The settings to point at.
    pub marginal: Vec<Marginal>,
}

impl Curve {
    /// The plot as SVG.
    pub fn svg(&self, lang: Lang) -> String {
        let points: Vec<Setting> = self.series.iter().flat_map(drawn).collect();
        if points.is_empty() {
            return no_data(&self.label, lang);
        }
        let heights = points.iter().flat_map(|point| {
            let (low, high) = point.interval.unwrap_or((point.y, point.y));
            [point.y, low, high]
        });
        let (low, high) = points
            .iter()
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), point| {
                (low.min(point.x), high.max(point.x))
            });
        // Room beside the outermost settings, for their whiskers.
        let beside = if high > low { 0.06 * (high - low) } else { 0.5 };
        let x = Axis {
            least: None,
            most: None,
            ..self.x.clone()
        };
        let xs = [low - beside, high + beside];
        let plane = Plane::new((&x, &self.y), (xs.into_iter(), heights), 250.0, lang);
        let mut canvas = Canvas::new(&self.label);
        let below = plane.draw(&mut canvas);
        let mut legend = Legend::default();
        let count = self.series.len();
        for (number, series) in self.series.iter().enumerate() {
            let stroke = stroke(number);
            // Series stand side by side, so that their whiskers do not hide each other.
            let aside =
                (number as f64 - (count as f64 - 1.0) / 2.0) * (24.0 / count as f64).min(7.0);
            draw_series(&mut canvas, &plane, series, stroke, aside);
            legend.add(&series.name, move |canvas, x, y| {
                sample(canvas, stroke, x, y);
            });
        }
        for marginal in &self.marginal {
            self.point_at(&mut canvas, &plane, marginal);
        }
        if points.iter().any(|point| point.interval.is_some()) {
            legend.add(&self.interval, |canvas, x, y| {
                let at = (x + SAMPLE / 2.0, y);
                canvas.path(
                    &whisker(at.0, (y - 8.0, y + 8.0)),
                    "stroke=\"#111\" stroke-width=\"1.6\"",
                );
            });
        }
        let height = legend.below(&mut canvas, below);
        canvas.finish(WIDTH, height + 4.0)
    }

    /// A ring around a setting, an arrow to it, and its text where there is room.
    fn point_at(&self, canvas: &mut Canvas, plane: &Plane, marginal: &Marginal) {
        let series = self
            .series
            .get(marginal.series)
            .map(drawn)
            .unwrap_or_default();
        let Some(point) = series
            .iter()
            .find(|point| (point.x - marginal.x).abs() < 1e-9)
        else {
            return;
        };
        let count = self.series.len();
        let aside =
            (marginal.series as f64 - (count as f64 - 1.0) / 2.0) * (24.0 / count as f64).min(7.0);
        let (x, y) = (plane.x(point.x) + aside, plane.y(point.y));
        canvas.path(
            &shape(0, (x, y), 10.0),
            "fill=\"none\" stroke=\"#fff\" stroke-width=\"5\"",
        );
        canvas.path(
            &shape(0, (x, y), 10.0),
            "fill=\"none\" stroke=\"#111\" stroke-width=\"2.4\"",
        );
        let text = text::fit(&marginal.text, TYPE, plane.right - plane.left);
        let half = text::width(&text, TYPE) / 2.0;
        let middle = x.min(plane.right - half).max(plane.left + half + 4.0);
        let base = self.clear(plane, (middle, half), y);
        let (tip, tail) = if base > y {
            (y + 13.0, (base - 15.0).max(y + 22.0))
        } else {
            (y - 13.0, (base + 5.0).min(y - 22.0))
        };
        let barb = if tail > tip { 7.0 } else { -7.0 };
        canvas.path(
            &format!(
                "M{x} {}V{}M{} {}L{x} {}L{} {}",
                tenths(tail),
                tenths(tip),
                tenths(x - 5.0),
                tenths(tip + barb),
                tenths(tip),
                tenths(x + 5.0),
                tenths(tip + barb),
                x = tenths(x),
            ),
            "fill=\"none\" stroke=\"#111\" stroke-width=\"2\"",
        );
        canvas.rimmed((middle, base), Anchor::Middle, &text);
    }
}

impl Curve {
    /// The base line of a text around `middle` that clears the curves: below them, else above them, else far below `y`.
    fn clear(&self, plane: &Plane, (middle, half): (f64, f64), y: f64) -> f64 {
        const AWAY: f64 = 45.0;
        let (mut highest, mut lowest) = (y, y);
        for point in self.series.iter().flat_map(drawn) {
            if (plane.x(point.x) - middle).abs() < half + AWAY {
                let (low, high) = point.interval.unwrap_or((point.y, point.y));
                highest = highest.min(plane.y(high));
                lowest = lowest.max(plane.y(low));
            }
        }
        if lowest.max(y + 22.0) + 32.0 < plane.bottom {
            lowest.max(y + 22.0) + 28.0
        } else if highest.min(y - 22.0) - 28.0 > plane.top {
            highest.min(y - 22.0) - 14.0
        } else if y + 62.0 < plane.bottom {
            plane.bottom - 8.0
        } else {
            plane.top + 14.0
        }
    }
}

/// The settings that can be drawn, from left to right.
fn drawn(series: &Settings) -> Vec<Setting> {
    let mut points: Vec<Setting> = series
        .points
        .iter()
        .filter_map(|point| {
            let ends = point
                .interval
                .and_then(|(low, high)| Some((finite(low)?, finite(high)?)));
            Some(Setting {
                x: finite(point.x)?,
                y: finite(point.y)?,
                interval: ends,
            })
        })
        .collect();
    points.sort_by(|a, b| a.x.total_cmp(&b.x));
    points
}

fn draw_series(canvas: &mut Canvas, plane: &Plane, series: &Settings, stroke: Stroke, aside: f64) {
    let points = drawn(series);
    let place = |point: &Setting| (plane.x(point.x) + aside, plane.y(point.y));
    let line = course(points.iter().map(|point| Some(place(point))));
    canvas.path(&line, &stroke.attributes());
    let whiskers: String = points
        .iter()
        .filter_map(|point| {
            let (low, high) = point.interval?;
            Some(whisker(place(point).0, (plane.y(high), plane.y(low))))
        })
        .collect();
    canvas.path(
        &whiskers,
        &format!("stroke=\"{}\" stroke-width=\"1.6\"", stroke.colour),
    );
    let markers: String = points
        .iter()
        .map(|point| shape(stroke.marker, place(point), 5.0))
        .collect();
    canvas.path(&markers, &marker_ink(stroke));
}

/// An upright line with ends.
fn whisker(x: f64, (top, bottom): (f64, f64)) -> String {
    format!(
        "M{} {}h8M{} {}V{}M{} {}h8",
        tenths(x - 4.0),
        tenths(top),
        tenths(x),
        tenths(top),
        tenths(bottom),
        tenths(x - 4.0),
        tenths(bottom)
    )
}
