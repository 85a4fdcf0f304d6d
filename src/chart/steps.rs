//! How a quantity is distributed: the share of cases up to each value, with the median.

use super::axis::{Axis, Form};
use super::canvas::{Anchor, Canvas, WIDTH, no_data};
use super::ink::stroke;
use super::legend::Legend;
use super::lines::sample;
use super::marker::shape;
use super::number::{finite, tenths};
use super::plane::{Plane, course};
use crate::domain::Lang;

/// The cases of one series.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sample {
    /// What the legend calls it.
    pub name: String,
    /// Known values, in any order.
    pub values: Vec<f64>,
    /// Cases whose value is not known yet and lies beyond the known ones, such as dumps never found; they keep the curve
    /// below 100 %.
    pub unknown: usize,
}

impl Sample {
    /// The smallest value that at least half of all cases reach; `None` when fewer than half are known.
    pub fn median(&self) -> Option<f64> {
        let values = self.sorted();
        let all = values.len() + self.unknown;
        values.get(all.div_ceil(2).checked_sub(1)?).copied()
    }

    fn sorted(&self) -> Vec<f64> {
        let mut values: Vec<f64> = self.values.iter().copied().filter_map(finite).collect();
        values.sort_by(f64::total_cmp);
        values
    }
}

/// Empirical distributions (累积分布图), such as days from dumping to discovery.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Steps {
    /// What a screen reader says of the plot.
    pub label: String,
    /// The axis across: the quantity with its unit.
    pub x: Axis,
    /// What is counted, for the title of the upright axis, such as `share of dumps found`.
    pub share: String,
    /// The series, in the order of the legend.
    pub samples: Vec<Sample>,
}

impl Steps {
    /// The plot as SVG.
    pub fn svg(&self, lang: Lang) -> String {
        let values = self.samples.iter().flat_map(|sample| &sample.values);
        let known: Vec<f64> = values.copied().filter_map(finite).collect();
        if known.is_empty() {
            return no_data(&self.label, lang);
        }
        let y = Axis::percent(self.share.as_str());
        let plane = Plane::new(
            (&self.x, &y),
            (known.into_iter(), std::iter::empty()),
            230.0,
            lang,
        );
        let mut canvas = Canvas::new(&self.label);
        let below = plane.draw(&mut canvas);
        let half = tenths(plane.y(0.5));
        canvas.path(
            &format!("M{} {half}H{}", tenths(plane.left), tenths(plane.right)),
            "stroke=\"#555\" stroke-dasharray=\"1.5 4\" stroke-width=\"1.4\"",
        );
        let mut legend = Legend::default();
        for (number, cases) in self.samples.iter().enumerate() {
            let stroke = stroke(number);
            canvas.path(&cumulative(&plane, cases), &stroke.attributes());
            legend.add(&self.entry(cases, lang), move |canvas, x, y| {
                sample(canvas, stroke, x, y);
            });
        }
        for (number, cases) in self.samples.iter().enumerate() {
            if let Some(median) = cases.median() {
                let stroke = stroke(number);
                let place = (plane.x(median), plane.y(0.5));
                canvas.path(
                    &format!(
                        "M{} {}V{}",
                        tenths(place.0),
                        tenths(place.1),
                        tenths(plane.bottom)
                    ),
                    &format!(
                        "stroke=\"{}\" stroke-width=\"1.2\" stroke-dasharray=\"3 3\"",
                        stroke.colour
                    ),
                );
                canvas.path(
                    &shape(stroke.marker, place, 5.0),
                    &super::lines::marker_ink(stroke),
                );
            }
        }
        canvas.rimmed(
            (plane.right - 4.0, plane.y(0.5) - 6.0),
            Anchor::End,
            lang.pick("median", "中位数"),
        );
        let height = legend.below(&mut canvas, below);
        canvas.finish(WIDTH, height + 4.0)
    }

    /// The name of a series with its median and its number of cases.
    fn entry(&self, cases: &Sample, lang: Lang) -> String {
        let known = cases
            .values
            .iter()
            .filter(|value| value.is_finite())
            .count();
        let form = if self.x.form == Form::Date {
            Form::Date
        } else {
            self.x.form
        };
        let median = cases.median().map_or_else(
            || lang.pick("none yet", "尚无").to_owned(),
            |median| form.say(median, lang),
        );
        let mut text = match lang {
            Lang::En => format!(
                "{}: median {median}, n = {}",
                cases.name,
                known + cases.unknown
            ),
            Lang::Zh => format!(
                "{}：中位数 {median}，n = {}",
                cases.name,
                known + cases.unknown
            ),
        };
        if cases.unknown > 0 {
            text.push_str(&match lang {
                Lang::En => format!(", {} open", cases.unknown),
                Lang::Zh => format!("，其中未知 {}", cases.unknown),
            });
        }
        text
    }
}

/// Path data of the share of cases up to each value.
fn cumulative(plane: &Plane, cases: &Sample) -> String {
    let values = cases.sorted();
    let all = (values.len() + cases.unknown) as f64;
    let mut places = Vec::new();
    let mut before = plane.y(0.0);
    for (at, value) in values.iter().enumerate() {
        if values.get(at + 1) == Some(value) {
            continue;
        }
        let (x, y) = (plane.x(*value), plane.y((at + 1) as f64 / all));
        if places.is_empty() {
            places.push(Some((plane.left.min(x), before)));
        }
        places.push(Some((x, before)));
        places.push(Some((x, y)));
        before = y;
    }
    if !places.is_empty() {
        places.push(Some((plane.right, before)));
    }
    course(places.into_iter())
}
