//! A workspace around layers that already exist: which column is which, where the teams start, on what clock.
//!
//! Everything here is a guess from names and values, said in words and written to `xuncha.toml` where people can mend
//! it. Columns that the readers of the layers know by themselves are left to them. Copies no file, writes none.

mod columns;
mod guess;
mod teams;
mod text;
mod values;

pub use guess::{Guessed, InitError, Said, guess_layers};
pub use teams::{DefaultTeam, default_teams, utc_offset};
pub use text::{County, write_toml};
