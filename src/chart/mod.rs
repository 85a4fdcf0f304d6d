//! Plots as SVG text and the frame of a report page (报告), for the screen, the phone and A4 paper.
//!
//! Every plot is a plain value with public fields and a method `svg(lang)`; a [`Page`] strings plots, tables and key figures
//! together as one HTML file that loads nothing. Drawings are 440 units wide with type of 15 units, so that they stay
//! readable when a phone shows them at 350 px. Classes differ in colour, and also in dash, marker, width or hatch, so that they
//! read on a grey printer and by the colour-blind. Same values, same bytes: coordinates are rounded to tenths.
//!
//! This module knows nothing of patrols, plans or the ledger: numbers, names and places come in, text goes out. It never
//! draws a boundary or a base map. Values that are not finite numbers are left out; values beyond 1e12 are drawn as 1e12.

mod axis;
mod bars;
mod canvas;
mod curve;
mod frame;
mod ink;
mod legend;
mod lines;
mod lorenz;
mod map;
mod marker;
mod number;
mod page;
mod plane;
mod scale_bar;
mod steps;
mod text;
mod ticks;

pub use axis::{Axis, Form};
pub use bars::{Bar, Bars};
pub use curve::{Curve, Marginal, Setting, Settings};
pub use lines::{Line, LinePoint, Lines};
pub use lorenz::{Lorenz, Served};
pub use map::{Map, MapLine, MapPoint, MapRoad};
pub use page::{Block, Figure, Page, Section, Table, Tile};
pub use steps::{Sample, Steps};

pub(crate) use frame::{Frame, Spot, path, pieces, thin};
pub(crate) use scale_bar::{north_arrow, scale_bar};

#[cfg(test)]
mod tests;
