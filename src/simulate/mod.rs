//! Weeks ahead (推演): day by day what is due is planned by the real engine, patrols go out, waste is dumped, works go on,
//! and the rules of the ledger apply, in memory, through the same code as real people's moves.
//!
//! Knows the county's stages and the ledger; nothing of the command line.

mod deed;
mod diary;
pub mod dice;
mod fill;
mod forms;
pub mod office;
pub mod scenario;
mod steps;
