//! The built program as people use it: one binary for all such tests.

#![expect(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "tests may panic and speak; clippy takes their helpers for other code"
)]

mod bad_input;
mod breaks;
mod broken_county;
mod browser;
mod chinese;
mod closures;
mod coverage;
mod datum;
mod docs;
mod doubts;
mod generate;
mod help;
mod ledger;
mod matrix;
mod one_id;
mod overwrite;
mod plan;
mod prepared;
mod replan;
mod simulate;
mod small_roads;
mod solve;
mod support;
mod untold;
mod whatif;
