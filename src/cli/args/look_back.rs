//! Arguments of `coverage`, `whatif` and `simulate`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::values::{day, metres, shift_lengths, team_range, whole};
use crate::units::Day;
use crate::whatif::{ShiftLengths, TeamRange};

#[derive(Debug, Args)]
pub(in crate::cli) struct Coverage {
    /// Workspace
    pub(in crate::cli) dir: PathBuf,
    /// First day [default: 90 days before the last, or the ledger's first when that is later]
    #[arg(long, value_parser = day, value_name = "YYYY-MM-DD")]
    pub(in crate::cli) from: Option<Day>,
    /// Last day [default: yesterday]
    #[arg(long, value_parser = day, value_name = "YYYY-MM-DD")]
    pub(in crate::cli) to: Option<Day>,
    /// Track of a patrol; may be given several times
    #[arg(long, value_name = "F.gpx")]
    pub(in crate::cli) gpx: Vec<PathBuf>,
    /// A place was seen when a track passed it, or the roadside where patrols stop for it, within so many metres
    #[arg(long, default_value = "50m", value_parser = metres, value_name = "50m", requires = "gpx")]
    pub(in crate::cli) gpx_within: f64,
    /// Write where the tracks drove on the roads; without this nothing of them is kept
    #[arg(long, value_name = "F.geojson", requires = "gpx")]
    pub(in crate::cli) keep_tracks: Option<PathBuf>,
    /// Folder for coverage.html, coverage.json and every table as CSV
    #[arg(long, value_name = "OUT")]
    pub(in crate::cli) out: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct Whatif {
    /// Workspace
    pub(in crate::cli) dir: PathBuf,
    /// Numbers of teams, both ends included [default: 1 to two more than there are]
    #[arg(long, value_parser = team_range, value_name = "A..B")]
    pub(in crate::cli) teams: Option<TeamRange>,
    /// Lengths of shift, also by other steps: 6h..9h/30m [default: each team's own shift]
    #[arg(long, value_parser = shift_lengths, value_name = "6h..9h")]
    pub(in crate::cli) shift: Option<ShiftLengths>,
    /// Spread the load instead, and say what prize each step costs
    #[arg(long, conflicts_with_all = ["teams", "shift"])]
    pub(in crate::cli) balance: Option<Balance>,
    /// Only with --balance steady: the earlier plan that visits stay like
    #[arg(
        long,
        value_name = "PLANDIR",
        requires = "balance",
        required_if_eq("balance", "steady")
    )]
    pub(in crate::cli) like: Option<PathBuf>,
    /// First day [default: the next day from tomorrow on which a team works]
    #[arg(long, value_parser = day, value_name = "YYYY-MM-DD")]
    pub(in crate::cli) date: Option<Day>,
    /// Number of days
    #[arg(long, default_value_t = 1, value_parser = whole::<u32>(1, 366))]
    pub(in crate::cli) days: u32,
    /// As in a campaign: surge frequencies apply
    #[arg(long)]
    pub(in crate::cli) surge: bool,
    /// Iterations of each search, the same for every setting
    #[arg(long, value_parser = whole::<u64>(0, u64::MAX), default_value_t = 500, value_name = "N")]
    pub(in crate::cli) iterations: u64,
    /// Searches of each setting, with the seeds S, S+1 ...
    #[arg(long, default_value_t = 3, value_parser = whole::<u32>(1, 100), value_name = "K")]
    pub(in crate::cli) runs: u32,
    /// First seed
    #[arg(long, value_parser = whole::<u64>(0, u64::MAX), default_value_t = 1, value_name = "S")]
    pub(in crate::cli) seed: u64,
    /// Threads [default: all cores]
    #[arg(long, value_name = "T", value_parser = whole::<u16>(1, 256))]
    pub(in crate::cli) threads: Option<u16>,
    /// Folder for whatif.html, whatif.csv and whatif.json, or balance.html, balance.csv and balance.json
    #[arg(long, value_name = "OUT")]
    pub(in crate::cli) out: Option<PathBuf>,
}

/// What the load is spread by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum Balance {
    /// Shifts get shorter, down to 70 % of the longest
    Hours,
    /// Fewer stops a shift, down to 70 % of the most
    Stops,
    /// The worst-served township counts more, again and again
    Townships,
    /// Teams keep to the township nearest to their base
    OwnArea,
    /// Visits stay with the team and the day of an earlier plan (--like)
    Steady,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct Simulate {
    /// Workspace
    pub(in crate::cli) dir: PathBuf,
    /// Number of days
    #[arg(long, default_value_t = 90, value_parser = whole::<u32>(1, 1098))]
    pub(in crate::cli) days: u32,
    /// Runs of each policy
    #[arg(long, default_value_t = 20, value_parser = whole::<u32>(1, 10_000))]
    pub(in crate::cli) runs: u32,
    /// First day [default: the next day from tomorrow on which a team works]
    #[arg(long, value_parser = day, value_name = "YYYY-MM-DD")]
    pub(in crate::cli) date: Option<Day>,
    /// What may happen (TOML, see docs/simulate.md) [default: built in]
    #[arg(long, value_name = "F.toml")]
    pub(in crate::cli) scenario: Option<PathBuf>,
    /// A policy to compare with the workspace as it is (TOML, laid over xuncha.toml); may be given several times
    #[arg(long, value_name = "F.toml")]
    pub(in crate::cli) policy: Vec<PathBuf>,
    /// Iterations of the search for each day's plan
    #[arg(long, value_parser = whole::<u64>(0, u64::MAX), default_value_t = 500, value_name = "N")]
    pub(in crate::cli) iterations: u64,
    /// Seed of all random choices
    #[arg(long, value_parser = whole::<u64>(0, u64::MAX), default_value_t = 1, value_name = "S")]
    pub(in crate::cli) seed: u64,
    /// Threads [default: all cores]
    #[arg(long, value_name = "T", value_parser = whole::<u16>(1, 256))]
    pub(in crate::cli) threads: Option<u16>,
    /// Folder for the report, the tables and simulation.json [default: DIR/simulations/DATE]
    #[arg(long, value_name = "OUT")]
    pub(in crate::cli) out: Option<PathBuf>,
}
