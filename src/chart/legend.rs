//! What the signs of a plot mean: samples and names, set in rows.

use super::canvas::{Canvas, LINE, TYPE, WIDTH};
use super::text;
use crate::chart::canvas::Anchor;

/// Width of a sample in units.
pub(super) const SAMPLE: f64 = 34.0;

const GAP: f64 = 8.0;
const MARGIN: f64 = 8.0;

/// Draws one sample: its left end and the middle of its height.
type Sample<'a> = Box<dyn Fn(&mut Canvas, f64, f64) + 'a>;

/// The entries of a legend, in order.
#[derive(Default)]
pub(super) struct Legend<'a> {
    entries: Vec<(Sample<'a>, String)>,
}

impl<'a> Legend<'a> {
    /// Adds an entry; a name without a letter is left out.
    pub(super) fn add(&mut self, name: &str, sample: impl Fn(&mut Canvas, f64, f64) + 'a) {
        if !name.trim().is_empty() {
            self.entries.push((Box::new(sample), name.to_owned()));
        }
    }

    /// Draws the legend from a height down; gives the height below it.
    pub(super) fn draw(&self, canvas: &mut Canvas, top: f64, width: f64) -> f64 {
        let room = width - 2.0 * MARGIN;
        let (mut x, mut y) = (MARGIN, top);
        let mut below = top;
        for (sample, name) in &self.entries {
            let lines = text::wrap(name, TYPE, room - SAMPLE - GAP);
            let widest = lines
                .iter()
                .map(|line| text::width(line, TYPE))
                .fold(0.0, f64::max);
            let long = SAMPLE + GAP + widest;
            if x > MARGIN && (x + long > width - MARGIN || lines.len() > 1) {
                x = MARGIN;
                y = below;
            }
            sample(canvas, x, y + LINE / 2.0);
            let end = canvas.lines((x + SAMPLE + GAP, y + 15.0), Anchor::Start, &lines);
            below = below.max(end - 15.0 + 5.0);
            x += long + 18.0;
        }
        below
    }

    /// Draws the legend of a plot.
    pub(super) fn below(&self, canvas: &mut Canvas, top: f64) -> f64 {
        self.draw(canvas, top, WIDTH)
    }
}
