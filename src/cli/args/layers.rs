//! Arguments of `init`, `check` and `generate`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::values::{any_datum, whole};
use crate::domain::Datum;
use crate::synth::Size;

#[derive(Debug, Args)]
pub(in crate::cli) struct Init {
    /// Folder to make
    pub(in crate::cli) dir: PathBuf,
    /// Roads layer (GeoJSON, may be gzip); may be given several times
    #[arg(long, required = true, value_name = "F")]
    pub(in crate::cli) roads: Vec<PathBuf>,
    /// Dump points layer
    #[arg(long, value_name = "F")]
    pub(in crate::cli) dump_points: Option<PathBuf>,
    /// Construction sites layer
    #[arg(long, value_name = "F")]
    pub(in crate::cli) sites: Option<PathBuf>,
    /// Places layer: villages, stations, compounds
    #[arg(long, value_name = "F")]
    pub(in crate::cli) places: Option<PathBuf>,
    /// Areas layer: farmland, hillside, gully; may be given several times
    #[arg(long, value_name = "F")]
    pub(in crate::cli) areas: Vec<PathBuf>,
    /// Datum of all layers [default: wgs84, and for points what fits the roads best]
    #[arg(long, value_parser = any_datum, value_name = "wgs84|cgcs2000|gcj02|bd09|EPSG:n")]
    pub(in crate::cli) datum: Option<Datum>,
    /// Name of the county [default: the folder's name]
    #[arg(long)]
    pub(in crate::cli) name: Option<String>,
    /// Number of default teams
    #[arg(long, default_value_t = 2, value_parser = whole::<u32>(1, 99))]
    pub(in crate::cli) teams: u32,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct Check {
    /// Workspace
    pub(in crate::cli) dir: PathBuf,
    /// Write every mend, doubt and unreachable target as GeoJSON
    #[arg(long, value_name = "F.geojson")]
    pub(in crate::cli) report: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct Generate {
    /// Folder to make
    pub(in crate::cli) dir: PathBuf,
    /// How large
    #[arg(long, value_enum)]
    pub(in crate::cli) size: SizeArg,
    /// Seed of all random choices
    #[arg(long, value_parser = whole::<u64>(0, u64::MAX), default_value_t = 1)]
    pub(in crate::cli) seed: u64,
    /// Add one of each fault of real layers, listed in defects.json
    #[arg(long)]
    pub(in crate::cli) defects: bool,
    /// Draw an instance for `solve --kind mixed` on the county's roads, too
    #[arg(long, value_name = "F")]
    pub(in crate::cli) instance: Option<PathBuf>,
    /// Jobs of the instance
    #[arg(long, default_value_t = 100, value_name = "N", requires = "instance",
          value_parser = whole::<u32>(1, 24_000))]
    pub(in crate::cli) jobs: u32,
    /// Days of the instance
    #[arg(long, default_value_t = 1, value_name = "D", requires = "instance",
          value_parser = whole::<u32>(1, 366))]
    pub(in crate::cli) days: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum SizeArg {
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
