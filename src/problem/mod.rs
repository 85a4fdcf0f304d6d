//! The problem as integers: jobs, shifts, travel times.
//!
//! [`Instance`] is all that the solver sees; [`check`](check::check) verifies any solution from scratch.
//! Only `assemble` knows the county. Nothing here knows files, roads or geometry.

pub mod assemble;
pub mod check;
mod instance;

pub use instance::{
    Break, Group, Instance, Job, JobIdx, LocationIdx, Mode, Objective, Shift, ShiftIdx, Solution,
    Step, Travel, Value,
};
