//! What people pin and forbid (指定与禁止): checked, laid on the instance, and a clash named before any search.
//!
//! Which visits pins bind is said by [`crate::priority::wish`]; here the pins are held against targets, teams and days
//! ([`resolve`]), places become [`crate::problem::Ties`] ([`tie`]), and pins that cannot hold together are found as the
//! smallest set that clashes ([`clash`]). Knows nothing of the search, of plans or of files.

mod clash;
pub mod codes;
mod order;
mod resolve;
mod tie;

pub use clash::clash;
pub use resolve::{Scene, resolve};
pub use tie::{given_up, no_place, not_kept, tie};

use crate::domain::{Due, Team, Wishes};
use crate::priority::Bound;
use crate::problem::assemble::{Assembled, Progress};
use crate::units::Day;

/// Wishes laid over what is due, and the instance made of it.
#[derive(Clone, Copy, Debug)]
pub struct Board<'a> {
    /// The wishes in force.
    pub wishes: &'a Wishes,
    /// The visits that pins bind.
    pub bound: &'a [Bound],
    /// Due visits, by target and visit.
    pub due: &'a [Due],
    /// The instance, and where everything in it comes from.
    pub assembled: &'a Assembled,
    /// Teams.
    pub teams: &'a [Team],
    /// Days of the horizon.
    pub days: u32,
    /// First day of the horizon.
    pub first_day: Day,
    /// What has happened already.
    pub progress: Option<&'a Progress>,
}

#[cfg(test)]
mod tests;
