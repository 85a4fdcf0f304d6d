//! From lines on a map to a network that can be driven.
//!
//! Lines are noded and mended ([`RepairReport`] lists every mend and doubt), points are snapped ([`Snapper`]), travel
//! times and paths are exact for the fastest way. Knows nothing of layers as files, prizes or teams.

mod additions;
mod cells;
mod closures;
pub mod codes;
mod counts;
mod crossings;
mod dead_ends;
mod drawing;
mod duplicates;
mod fetch;
mod geometry;
pub mod hierarchy;
mod index;
mod islands;
mod matrix;
mod meets;
mod nearby;
mod network;
mod noding;
mod path;
mod pieces;
mod places;
mod position;
pub mod prepared;
mod radix;
mod report;
mod runs;
#[cfg(test)]
mod search;
mod seen;
mod shared;
mod snap;
#[cfg(test)]
mod tests;
mod touches;
mod walk;

pub use closures::{Conditions, DayNetworks, RoadDay, is_frozen_only};
pub use counts::GivenCounts;
pub(crate) use geometry::{distance, nearest_on_segment};
pub use hierarchy::{Hierarchy, Ways};
pub use islands::{Gap, IslandGap, island_gaps};
pub use matrix::travel_matrix;
pub use network::{Arc, Link, Network};
pub use noding::{RoadParams, build};
pub use path::{Path, Traversal, fastest_path, traversal_coords};
pub use position::{Facing, LinkIdx, Position};
pub use report::{Repair, RepairKind, RepairReport};
pub use snap::{SnapFailure, Snapped, Snapper};
