use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::domain::{Datum, Lang};
use crate::synth::Size;
use crate::units::Day;

/// Plans a county's inspection patrols: 巡查路线规划
#[derive(Debug, Parser)]
#[command(name = "xuncha", version, about, max_term_width = 100)]
pub struct Cli {
    /// What to print: text for people, or JSON
    #[arg(long, global = true, value_enum, default_value_t = Format::Text)]
    pub(super) format: Format,
    /// Language of texts [default: that of xuncha.toml, else of the locale]
    #[arg(long, global = true, value_parser = lang)]
    pub(super) lang: Option<Lang>,
    #[command(subcommand)]
    pub(super) command: Command,
}

/// What is printed on standard output.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// Tables and sentences
    Text,
    /// One JSON value
    Json,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Make a workspace around existing layers
    Init(Init),
    /// Say everything that is wrong or doubtful in a workspace's layers
    Check(Check),
    /// Plan the patrols: the main job
    Plan(Plan),
    /// Check a written plan against the workspace
    Verify(Verify),
    /// Make a synthetic county
    Generate(Generate),
}

#[derive(Debug, Args)]
pub(super) struct Init {
    /// Folder to make
    pub(super) dir: PathBuf,
    /// Roads layer (GeoJSON, may be gzip); may be given several times
    #[arg(long, required = true, value_name = "F")]
    pub(super) roads: Vec<PathBuf>,
    /// Dump points layer
    #[arg(long, value_name = "F")]
    pub(super) dump_points: Option<PathBuf>,
    /// Construction sites layer
    #[arg(long, value_name = "F")]
    pub(super) sites: Option<PathBuf>,
    /// Places layer: villages, stations, compounds
    #[arg(long, value_name = "F")]
    pub(super) places: Option<PathBuf>,
    /// Areas layer: farmland, hillside, gully; may be given several times
    #[arg(long, value_name = "F")]
    pub(super) areas: Vec<PathBuf>,
    /// Datum of all layers [default: wgs84, and for points what fits the roads best]
    #[arg(long, value_parser = datum, value_name = "wgs84|cgcs2000|gcj02|bd09")]
    pub(super) datum: Option<Datum>,
    /// Name of the county [default: the folder's name]
    #[arg(long)]
    pub(super) name: Option<String>,
    /// Number of default teams
    #[arg(long, default_value_t = 2, value_parser = clap::value_parser!(u32).range(1..=99))]
    pub(super) teams: u32,
}

#[derive(Debug, Args)]
pub(super) struct Check {
    /// Workspace
    pub(super) dir: PathBuf,
    /// Write every mend, doubt and unreachable target as GeoJSON
    #[arg(long, value_name = "F.geojson")]
    pub(super) report: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(super) struct Plan {
    /// Workspace
    pub(super) dir: PathBuf,
    /// First day [default: the next day from tomorrow on which a team works]
    #[arg(long, value_parser = day, value_name = "YYYY-MM-DD")]
    pub(super) date: Option<Day>,
    /// Number of days
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=366))]
    pub(super) days: u32,
    /// Plan folder [default: DIR/plans/DATE]
    #[arg(long, value_name = "OUT")]
    pub(super) out: Option<PathBuf>,
    /// Seed of all random choices
    #[arg(long, default_value_t = 1)]
    pub(super) seed: u64,
    /// Search so long [default: 10s, or no limit with --iterations]
    #[arg(long, value_parser = duration, value_name = "10s")]
    pub(super) time_limit: Option<Duration>,
    /// Search so many iterations: the same bytes on any machine
    #[arg(long, value_name = "N")]
    pub(super) iterations: Option<u64>,
    /// Threads [default: all cores]
    #[arg(long, value_name = "T", value_parser = clap::value_parser!(u16).range(1..=256))]
    pub(super) threads: Option<u16>,
}

#[derive(Debug, Args)]
pub(super) struct Verify {
    /// Workspace
    pub(super) dir: PathBuf,
    /// Plan folder
    pub(super) plan: PathBuf,
}

#[derive(Debug, Args)]
pub(super) struct Generate {
    /// Folder to make
    pub(super) dir: PathBuf,
    /// How large
    #[arg(long, value_enum)]
    pub(super) size: SizeArg,
    /// Seed of all random choices
    #[arg(long, default_value_t = 1)]
    pub(super) seed: u64,
    /// Add one of each fault of real layers, listed in defects.json
    #[arg(long)]
    pub(super) defects: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum SizeArg {
    /// About a fifth of a township: for tests
    #[value(hide = true)]
    Village,
    /// 260 km2
    Township,
    /// 2,600 km2
    County,
    /// Nine counties
    Prefecture,
    /// Sixty counties
    Province,
}

impl From<SizeArg> for Size {
    fn from(size: SizeArg) -> Self {
        match size {
            SizeArg::Village => Self::Village,
            SizeArg::Township => Self::Township,
            SizeArg::County => Self::County,
            SizeArg::Prefecture => Self::Prefecture,
            SizeArg::Province => Self::Province,
        }
    }
}

fn lang(text: &str) -> Result<Lang, String> {
    match text {
        "zh" => Ok(Lang::Zh),
        "en" => Ok(Lang::En),
        _ => Err("zh or en".to_owned()),
    }
}

fn datum(text: &str) -> Result<Datum, String> {
    let found = Datum::ALL.into_iter().find(|datum| datum.word() == text);
    found.ok_or_else(|| "wgs84, cgcs2000, gcj02 or bd09".to_owned())
}

fn day(text: &str) -> Result<Day, String> {
    Day::parse(text).map_err(|error| error.to_string())
}

fn duration(text: &str) -> Result<Duration, String> {
    let seconds = crate::workspace::duration(text).and_then(|seconds| u64::try_from(seconds).ok());
    seconds
        .map(Duration::from_secs)
        .ok_or_else(|| format!("`{text}` is not a duration such as 90s, 10m or 8h"))
}
