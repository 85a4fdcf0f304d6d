//! Arguments of `plan` and `verify`.

use std::path::PathBuf;
use std::time::Duration;

use clap::Args;

use super::values::{day, duration, whole};
use super::{Replan, WishArgs};
use crate::units::Day;

#[derive(Debug, Args)]
pub(in crate::cli) struct Plan {
    /// Workspace
    pub(in crate::cli) dir: PathBuf,
    /// First day [default: the next day from tomorrow on which a team works]
    #[arg(long, value_parser = day, value_name = "YYYY-MM-DD")]
    pub(in crate::cli) date: Option<Day>,
    /// Number of days
    #[arg(long, default_value_t = 1, value_parser = whole::<u32>(1, 366))]
    pub(in crate::cli) days: u32,
    /// Plan folder [default: DIR/plans/DATE, with --from and the time added]
    #[arg(long, value_name = "OUT")]
    pub(in crate::cli) out: Option<PathBuf>,
    /// Seed of all random choices
    #[arg(long, value_parser = whole::<u64>(0, u64::MAX), default_value_t = 1)]
    pub(in crate::cli) seed: u64,
    /// Search so long [default: 10s, or no limit with --iterations]
    #[arg(long, value_parser = duration, value_name = "10s")]
    pub(in crate::cli) time_limit: Option<Duration>,
    /// Search so many iterations: the same bytes on any machine
    #[arg(long, value_parser = whole::<u64>(0, u64::MAX), value_name = "N")]
    pub(in crate::cli) iterations: Option<u64>,
    /// Threads [default: all cores]
    #[arg(long, value_name = "T", value_parser = whole::<u16>(1, 256))]
    pub(in crate::cli) threads: Option<u16>,
    #[command(flatten)]
    pub(in crate::cli) wishes: WishArgs,
    #[command(flatten)]
    pub(in crate::cli) replan: Replan,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct Verify {
    /// Workspace
    pub(in crate::cli) dir: PathBuf,
    /// Plan folder
    pub(in crate::cli) plan: PathBuf,
}
