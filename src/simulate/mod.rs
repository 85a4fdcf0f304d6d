//! Weeks ahead (推演): day by day what is due is planned by the real engine, patrols go out, waste is dumped, works go on,
//! and the rules of the ledger apply, in memory.
//!
//! Knows the county's stages, the ledger and coverage; nothing of the command line.

mod deed;
mod diary;
pub mod dice;
pub mod dumping;
pub mod experiment;
mod fill;
mod forms;
pub mod heap;
pub mod keep;
pub mod office;
pub mod outcome;
pub mod page;
pub mod patrol;
pub mod policy;
pub mod run;
pub mod scenario;
pub mod sheets;
mod steps;
pub mod summary;
pub mod weather;
pub mod world;
