//! The built program as people use it: one binary for all such tests.

mod bad_input;
mod broken_county;
mod browser;
mod datum;
mod docs;
mod generate;
mod help;
mod plan;
mod support;
