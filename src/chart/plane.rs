//! The plane between two axes: from values to units of the drawing, with ticks, grid and titles.

use super::axis::Axis;
use super::canvas::{Anchor, Canvas, LINE, TYPE, WIDTH, title};
use super::number::{finite, tenths};
use super::text;
use super::ticks::{self, Tick};
use crate::domain::Lang;

/// Most intervals of the upright axis.
const MOST_UP: usize = 5;

/// Where values lie in the drawing.
#[derive(Clone, Debug)]
pub(super) struct Plane {
    pub(super) left: f64,
    pub(super) right: f64,
    pub(super) top: f64,
    pub(super) bottom: f64,
    x: (f64, f64),
    y: (f64, f64),
    across: Vec<Tick>,
    up: Vec<Tick>,
    across_title: Vec<String>,
    up_title: Vec<String>,
}

impl Plane {
    /// A plane of a height that holds all values, its axes lengthened to whole ticks upward.
    pub(super) fn new(
        (x_axis, y_axis): (&Axis, &Axis),
        (xs, ys): (impl Iterator<Item = f64>, impl Iterator<Item = f64>),
        height: f64,
        lang: Lang,
    ) -> Self {
        let x = x_axis.ends(xs.filter_map(finite));
        let y = whole_ticks(y_axis, y_axis.ends(ys.filter_map(finite)));
        let up = ticks::numbers(y_axis, y, MOST_UP, lang);
        let widest = up
            .iter()
            .flat_map(|tick| &tick.lines)
            .map(|line| text::width(line, TYPE))
            .fold(0.0, f64::max);
        let up_title = title(&y_axis.title);
        let left = (widest + 16.0).min(WIDTH / 2.0);
        let right = WIDTH - 20.0;
        let top = 12.0 + LINE * up_title.len() as f64;
        Self {
            left,
            right,
            top,
            bottom: top + height,
            x,
            y,
            across: ticks::across(x_axis, x, right - left, TYPE, lang),
            up,
            across_title: title(&x_axis.title),
            up_title,
        }
    }

    /// Units from the left.
    pub(super) fn x(&self, value: f64) -> f64 {
        let value = finite(value).unwrap_or(self.x.0);
        let share = (value - self.x.0) / (self.x.1 - self.x.0);
        self.left + share.clamp(-0.1, 1.1) * (self.right - self.left)
    }

    /// Units from the top.
    pub(super) fn y(&self, value: f64) -> f64 {
        let value = finite(value).unwrap_or(self.y.0);
        let share = (value - self.y.0) / (self.y.1 - self.y.0);
        self.bottom - share.clamp(-0.1, 1.1) * (self.bottom - self.top)
    }

    /// Draws grid, ticks and titles; gives the height below them.
    pub(super) fn draw(&self, canvas: &mut Canvas) -> f64 {
        canvas.lines((8.0, 16.0), Anchor::Start, &self.up_title);
        let mut grid = String::new();
        for tick in &self.up {
            let y = self.y(tick.value);
            grid.push_str(&format!(
                "M{} {}H{}",
                tenths(self.left),
                tenths(y),
                tenths(self.right)
            ));
            canvas.lines((self.left - 7.0, y + 5.0), Anchor::End, &tick.lines);
        }
        canvas.path(&grid, "stroke=\"#d0d0d0\"");
        let mut marks = String::new();
        let mut rows = 1;
        for tick in &self.across {
            let x = self.x(tick.value);
            marks.push_str(&format!("M{} {}v6", tenths(x), tenths(self.bottom)));
            rows = rows.max(tick.lines.len());
            for (row, line) in tick.lines.iter().enumerate() {
                let half = text::width(line, TYPE) / 2.0;
                let middle = x.clamp(half + 2.0, WIDTH - half - 2.0);
                let y = self.bottom + 21.0 + LINE * row as f64;
                canvas.text((middle, y), Anchor::Middle, line);
            }
        }
        canvas.path(
            &format!(
                "{marks}M{} {}V{}H{}",
                tenths(self.left),
                tenths(self.top),
                tenths(self.bottom),
                tenths(self.right)
            ),
            "fill=\"none\" stroke=\"#111\" stroke-width=\"1.4\"",
        );
        let below = self.bottom + 21.0 + LINE * rows as f64;
        canvas.lines((self.right, below), Anchor::End, &self.across_title) - 5.0
    }
}

/// The ends moved outward to the ticks next to them.
fn whole_ticks(axis: &Axis, (low, high): (f64, f64)) -> (f64, f64) {
    let step = ticks::step(high - low, MOST_UP);
    let low = if axis.least == Some(low) {
        low
    } else {
        (low / step + 1e-6).floor() * step
    };
    let high = if axis.most == Some(high) {
        high
    } else {
        (high / step - 1e-6).ceil() * step
    };
    (low, high)
}

/// Path data of a course of places; `None` breaks it.
pub(super) fn course(places: impl Iterator<Item = Option<(f64, f64)>>) -> String {
    let mut out = String::new();
    let mut last: Option<(String, String)> = None;
    for place in places {
        let Some((x, y)) = place else {
            last = None;
            continue;
        };
        let here = (tenths(x), tenths(y));
        if last.as_ref() == Some(&here) {
            continue;
        }
        let letter = if last.is_none() { 'M' } else { 'L' };
        out.push_str(&format!("{letter}{} {}", here.0, here.1));
        last = Some(here);
    }
    out
}
