//! Recorded tracks on the roads: which links were driven, when, and what cannot be told.
//!
//! A file is read ([`read`]), its impossible fixes are taken out and counted ([`clean`]), the rest is matched to the
//! network ([`Matcher`]); [`Matcher::seen_spans`] and [`nearest_pass`] answer for corridors and places. Nothing is lost in
//! silence: every fix read is matched, unmatched with its reason, or removed with its reason. Keeps nothing of persons
//! or devices. Knows nothing of corridors, plans or the ledger, and writes nothing.

mod clean;
pub mod codes;
mod condense;
mod gpx;
mod gpx_skeleton;
mod graph;
mod grid;
mod hmm;
mod lines;
mod matched;
mod matcher;
mod params;
mod passes;
mod plane;
mod read;
mod search;
mod spans;
mod standing;
mod trace;
mod track;

#[cfg(test)]
mod tests;

pub use clean::{CleanParams, CleanReport, CleanTrack, clean};
pub use matched::{Matched, Piece, Step, Unmatched, Why};
pub use matcher::Matcher;
pub use params::MatchParams;
pub use passes::{Pass, nearest_pass};
pub use read::{read, read_bytes};
pub use spans::{Direction, Seen};
pub use track::{Fix, Track};
