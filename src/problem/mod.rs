//! The problem as integers: jobs, shifts, travel times.
//!
//! [`Instance`] is all that the solver sees; [`check`](check::check) verifies any solution from scratch.
//! Only `assemble` knows the county, only [`formats`] the text of published instance files. Nothing here knows roads or
//! geometry.

pub mod assemble;
mod breaks;
pub mod check;
pub mod formats;
mod instance;
mod out_of_reach;
mod ties;

pub use breaks::{Break, Breaks};
pub use instance::{
    Group, Instance, Job, JobIdx, LocationIdx, Mode, Objective, Shift, ShiftIdx, Solution, Step,
    Travel, Value,
};
pub use out_of_reach::{OutOfReach, out_of_reach};
pub use ties::{Ends, Ties};
