//! Colours, dashes, widths and hatches: what tells series and classes apart.
//!
//! The hues follow the palette of Okabe and Ito (2008, "Color Universal Design"), darkened where white paper needs it; ordered
//! classes follow viridis (van der Walt and Smith 2015), light to dark. Neighbours differ in lightness, so they survive a grey
//! printer, and in form besides.

use super::canvas::Canvas;

/// How a series of lines is drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Stroke {
    pub(super) colour: &'static str,
    pub(super) dash: &'static str,
    pub(super) width: f64,
    /// Number of its [`super::marker::shape`].
    pub(super) marker: usize,
}

impl Stroke {
    /// The attributes of a path drawn so.
    pub(super) fn attributes(&self) -> String {
        let dash = if self.dash.is_empty() {
            String::new()
        } else {
            format!(" stroke-dasharray=\"{}\"", self.dash)
        };
        format!(
            "fill=\"none\" stroke=\"{}\" stroke-width=\"{}\" stroke-linejoin=\"round\"{dash}",
            self.colour, self.width
        )
    }
}

/// Colours of series of lines, dark and lighter in turn.
pub(super) const SERIES: [&str; 6] = [
    "#004c78", "#d55e00", "#111111", "#00916a", "#6b1f54", "#c0679c",
];

const DASHES: [&str; 5] = ["", "9 4", "2.5 4", "12 4 2.5 4", "5 3"];

/// The stroke of a series; the sixty-first looks like the first.
pub(super) fn stroke(number: usize) -> Stroke {
    Stroke {
        colour: SERIES[number % SERIES.len()],
        dash: DASHES[number % DASHES.len()],
        width: if number.is_multiple_of(2) { 2.8 } else { 2.4 },
        marker: number,
    }
}

/// Colours of the parts of a bar, each with the ink of its hatch.
pub(super) const PARTS: [(&str, &str); 5] = [
    ("#00527f", ""),
    ("#f0b042", "#6b4300"),
    ("#ffffff", "#b03a00"),
    ("#7a7a7a", ""),
    ("#d4ebf7", "#004c78"),
];

/// The fill of a part of a bar: solid, strokes, crossed strokes, solid, dots.
pub(super) fn part(canvas: &mut Canvas, number: usize) -> String {
    let number = number % PARTS.len();
    let (colour, ink) = PARTS[number];
    let drawing = match number {
        1 => format!(
            "<path d=\"M-2 2l4-4M0 8l8-8M6 10l4-4\" stroke=\"{ink}\" stroke-width=\"1.6\"/>"
        ),
        2 => format!("<path d=\"M0 0l8 8M0 8l8-8\" stroke=\"{ink}\" stroke-width=\"1.5\"/>"),
        4 => format!("<path d=\"M2 2h2v2h-2zM6 6h2v2h-2z\" fill=\"{ink}\"/>"),
        _ => return colour.to_owned(),
    };
    let content = format!("<path d=\"M0 0h8v8H0z\" fill=\"{colour}\"/>{drawing}");
    canvas.pattern(&format!("part{number}"), &content)
}

/// Colours of ordered classes, light (recent, small) to dark (long ago, large).
const VIRIDIS: [&str; 6] = [
    "#fde725", "#7fca41", "#35a77c", "#2b748e", "#433d84", "#22002b",
];

/// How a class of an ordered series is drawn: the higher, the darker and the broader.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Class {
    pub(super) colour: &'static str,
    /// Stroke width of a line.
    pub(super) width: f64,
    /// White or black dashes upon the line.
    pub(super) dash: &'static str,
    pub(super) dash_ink: &'static str,
}

/// The class of a number among `count`; beyond six classes neighbours share a look.
pub(super) fn class(number: usize, count: usize) -> Class {
    let last = VIRIDIS.len() - 1;
    let steps = count.max(2) - 1;
    let number = number.min(steps);
    // The classes spread over the whole scale, so that few of them lie far apart.
    let at = (number * last + steps / 2) / steps;
    Class {
        colour: VIRIDIS[at],
        width: 4.0 + 0.8 * at as f64,
        dash: ["", "2 9", "", "7 7", "", "2.5 5"][at],
        dash_ink: if at < 3 { "#111111" } else { "#ffffff" },
    }
}
