//! Arguments of `matrix` and `solve`.

use std::path::PathBuf;
use std::time::Duration;

use clap::Args;

use super::values::{datum, duration, kind, walk, whole};
use crate::domain::Datum;
use crate::problem::formats::Kind;

/// What `matrix` writes, told where the global `--format` cannot.
pub(super) const MATRIX: &str = "Driving times (s, dry) and distances (m) along the fastest path between all points of a file, each snapped to the roads as a target is; walks are not counted

--format csv (also text, the default): a header, then one row per origin: its id, the seconds to all points (columns s:ID), the metres to all (columns m:ID); empty where there is no way
--format bin: little-endian 32-bit numbers, row major, all seconds, then all metres; all ones where there is no way
--format json: points, seconds, metres, findings; null where there is no way

Points are in the order of the file; those off every road are told of and have no way to or from them. See docs/matrix.md";

#[derive(Debug, Args)]
pub(in crate::cli) struct Matrix {
    /// Roads (GeoJSON, may be gzip)
    pub(in crate::cli) roads: PathBuf,
    /// Points (GeoJSON, may be gzip): points, or lines and areas at their nearest place
    pub(in crate::cli) points: PathBuf,
    /// Write here instead of to standard output
    #[arg(long, value_name = "F")]
    pub(in crate::cli) out: Option<PathBuf>,
    /// Longest walk from a point to its road
    #[arg(long, default_value = "500m", value_parser = walk, value_name = "500m")]
    pub(in crate::cli) walk_limit: f64,
    /// Datum of both files
    #[arg(long, value_parser = datum, value_name = "wgs84|cgcs2000|gcj02|bd09", default_value = "wgs84")]
    pub(in crate::cli) datum: Datum,
    /// Threads [default: all cores]
    #[arg(long, value_name = "T", value_parser = whole::<u16>(1, 256))]
    pub(in crate::cli) threads: Option<u16>,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct Solve {
    /// Instance, may be gzip
    pub(in crate::cli) file: PathBuf,
    /// What the file holds (see docs/solve.md)
    #[arg(long, value_parser = kind, value_name = "toptw|top|vrptw|pcvrptw|carp|mcgrp|mixed")]
    pub(in crate::cli) kind: Kind,
    /// Most routes [default: what the file says; carp and mcgrp: no limit]
    #[arg(long, value_name = "M", value_parser = whole::<u32>(1, u64::from(u32::MAX)))]
    pub(in crate::cli) routes: Option<u32>,
    /// Take so long, reading and writing included [default: 10s, or no limit with --iterations]
    #[arg(long, value_parser = duration, value_name = "10s")]
    pub(in crate::cli) time_limit: Option<Duration>,
    /// Search so many iterations: the same bytes on any machine
    #[arg(long, value_parser = whole::<u64>(0, u64::MAX), value_name = "N")]
    pub(in crate::cli) iterations: Option<u64>,
    /// Seed of all random choices
    #[arg(long, value_parser = whole::<u64>(0, u64::MAX), default_value_t = 1, value_name = "S")]
    pub(in crate::cli) seed: u64,
    /// Threads [default: all cores]
    #[arg(long, value_name = "T", value_parser = whole::<u16>(1, 256))]
    pub(in crate::cli) threads: Option<u16>,
    /// Write the answer as JSON
    #[arg(long, value_name = "F.json")]
    pub(in crate::cli) out: Option<PathBuf>,
}
