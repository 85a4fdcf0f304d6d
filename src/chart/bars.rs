//! Horizontal bars by category, each stacked of parts.

use super::axis::{Axis, Form};
use super::canvas::{Anchor, Canvas, LINE, TYPE, WIDTH, no_data, title};
use super::ink::part;
use super::legend::{Legend, SAMPLE};
use super::number::{finite, tenths};
use super::text;
use super::ticks;
use crate::domain::Lang;

/// Widest name that stands beside its bar; longer ones stand above.
const BESIDE: f64 = 130.0;

/// Height of a bar.
const THICK: f64 = 20.0;

/// One bar.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Bar {
    /// The category, such as a township.
    pub name: String,
    /// Its parts, in the order of [`Bars::parts`]; below zero and what is no number count as nothing.
    pub values: Vec<f64>,
    /// What is written behind the bar; without it the sum of the parts.
    pub note: Option<String>,
}

/// Stacked bars by category (条形图), in the order given.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Bars {
    /// What a screen reader says of the plot.
    pub label: String,
    /// The axis across: what the values measure, with the unit.
    pub axis: Axis,
    /// Names of the parts, from the axis outward, such as on time, late, missed; at most five look different.
    pub parts: Vec<String>,
    /// The bars from the top down.
    pub bars: Vec<Bar>,
}

impl Bars {
    /// The plot as SVG.
    pub fn svg(&self, lang: Lang) -> String {
        if self.bars.iter().all(|bar| parts(bar).is_empty()) {
            return no_data(&self.label, lang);
        }
        let widest = |texts: &mut dyn Iterator<Item = f64>| texts.fold(0.0, f64::max);
        let names = widest(&mut self.bars.iter().map(|bar| text::width(&bar.name, TYPE)));
        let notes = widest(
            &mut self
                .bars
                .iter()
                .map(|bar| text::width(&self.note(bar, lang), TYPE)),
        );
        let above = names > BESIDE;
        let left = if above { 16.0 } else { names + 16.0 };
        let right = WIDTH - 16.0 - notes.clamp(16.0, WIDTH / 2.5);
        let axis = Axis {
            least: Some(0.0),
            ..self.axis.clone()
        };
        let (_, high) = axis.ends(self.bars.iter().map(|bar| parts(bar).iter().sum()));
        let across = |value: f64| left + (value / high).clamp(0.0, 1.0) * (right - left);

        let mut canvas = Canvas::new(&self.label);
        let top = 6.0;
        let row = if above {
            THICK + LINE + 9.0
        } else {
            THICK + 9.0
        };
        let bottom = top + row * self.bars.len() as f64 + 4.0;
        let marks = ticks::across(&axis, (0.0, high), right - left, TYPE, lang);
        let mut grid = String::new();
        for tick in &marks {
            let x = across(tick.value);
            grid.push_str(&format!(
                "M{} {}V{}",
                tenths(x),
                tenths(top),
                tenths(bottom + 5.0)
            ));
            for line in &tick.lines {
                let half = text::width(line, TYPE) / 2.0;
                canvas.text((x.max(half + 2.0), bottom + 21.0), Anchor::Middle, line);
            }
        }
        canvas.path(&grid, "stroke=\"#d0d0d0\"");
        for (at, bar) in self.bars.iter().enumerate() {
            let mut y = top + row * at as f64 + 4.0;
            if above {
                let name = text::fit(&bar.name, TYPE, WIDTH - left - 10.0);
                canvas.rimmed((left + 5.0, y + 14.0), Anchor::Start, &name);
                y += LINE;
            } else {
                canvas.text((left - 8.0, y + 15.0), Anchor::End, &bar.name);
            }
            Self::draw_bar(&mut canvas, bar, y, &across);
            let end = across(parts(bar).iter().sum());
            let note = text::fit(&self.note(bar, lang), TYPE, WIDTH - end - 8.0);
            canvas.rimmed((end + 6.0, y + 15.0), Anchor::Start, &note);
        }
        canvas.path(
            &format!("M{} {}V{}", tenths(left), tenths(top), tenths(bottom)),
            "stroke=\"#111\" stroke-width=\"1.4\"",
        );
        let titles = title(&self.axis.title);
        let below = canvas.lines((WIDTH - 20.0, bottom + 21.0 + LINE), Anchor::End, &titles) - 5.0;
        let height = self.legend(&mut canvas, below);
        canvas.finish(WIDTH, height + 4.0)
    }

    fn note(&self, bar: &Bar, lang: Lang) -> String {
        bar.note.clone().unwrap_or_else(|| {
            let values = parts(bar);
            if values.is_empty() {
                lang.pick("no data", "无数据").to_owned()
            } else {
                self.axis.form.say(values.iter().sum(), lang)
            }
        })
    }

    fn draw_bar(canvas: &mut Canvas, bar: &Bar, y: f64, across: &impl Fn(f64) -> f64) {
        let mut sum = 0.0;
        for (number, value) in parts(bar).into_iter().enumerate() {
            let from = across(sum);
            sum += value;
            let to = across(sum);
            if to - from < 0.05 {
                continue;
            }
            let fill = part(canvas, number);
            canvas.path(
                &format!(
                    "M{} {}H{}v{THICK}H{}z",
                    tenths(from),
                    tenths(y),
                    tenths(to),
                    tenths(from)
                ),
                &format!("fill=\"{fill}\" stroke=\"#111\" stroke-width=\"1\""),
            );
        }
    }

    fn legend(&self, canvas: &mut Canvas, top: f64) -> f64 {
        let mut legend = Legend::default();
        if self.parts.len() > 1 {
            for (number, name) in self.parts.iter().enumerate() {
                legend.add(name, move |canvas, x, y| {
                    let fill = part(canvas, number);
                    canvas.path(
                        &format!("M{} {}h{SAMPLE}v14h-{SAMPLE}z", tenths(x), tenths(y - 7.0)),
                        &format!("fill=\"{fill}\" stroke=\"#111\" stroke-width=\"1\""),
                    );
                });
            }
        }
        legend.below(canvas, top)
    }
}

impl Bars {
    /// Bars of counts.
    pub fn counts(label: impl Into<String>, title: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            axis: Axis {
                form: Form::Number,
                ..Axis::numbers(title)
            },
            ..Self::default()
        }
    }
}

/// The parts of a bar that can be drawn; empty when none is a number.
fn parts(bar: &Bar) -> Vec<f64> {
    if bar.values.iter().all(|value| !value.is_finite()) {
        return Vec::new();
    }
    bar.values
        .iter()
        .map(|value| finite(*value).unwrap_or(0.0).max(0.0))
        .collect()
}
