//! Arguments of `ledger import` and `ledger export`.

use std::path::PathBuf;

use clap::Args;

use super::values::{any_datum, role};
use crate::domain::Datum;
use crate::ledger::Role;

#[derive(Debug, Args)]
pub(in crate::cli) struct LedgerImport {
    /// Workspace
    pub(in crate::cli) dir: PathBuf,
    /// File: .geojson .csv .xlsx .jsonl
    pub(in crate::cli) file: PathBuf,
    /// Mapping of the columns of a county's own template (TOML)
    #[arg(long, value_name = "F.toml")]
    pub(in crate::cli) mapping: Option<PathBuf>,
    /// Datum of the positions, or the grid that they are metres of [default: what the mapping says, else wgs84]
    #[arg(long, value_parser = any_datum, value_name = "wgs84|cgcs2000|gcj02|bd09|EPSG:n")]
    pub(in crate::cli) datum: Option<Datum>,
    /// Key of the person who imports
    #[arg(long, value_name = "WHO", default_value = "xuncha")]
    pub(in crate::cli) by: String,
    /// Role of that person
    #[arg(long, value_parser = role, value_name = "R", default_value = "county")]
    pub(in crate::cli) role: Role,
    /// Reason noted with changed rows
    #[arg(long, value_name = "TEXT")]
    pub(in crate::cli) reason: Option<String>,
    /// Say what would be done and write nothing
    #[arg(long)]
    pub(in crate::cli) dry_run: bool,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct LedgerExport {
    /// Workspace
    pub(in crate::cli) dir: PathBuf,
    /// File: .geojson .csv .xlsx .jsonl
    pub(in crate::cli) file: PathBuf,
    /// Template of the columns (TOML, as for import)
    #[arg(long, value_name = "F.toml")]
    pub(in crate::cli) mapping: Option<PathBuf>,
    /// Datum of the positions, or the grid that they are to be metres of [default: what the mapping says, else wgs84]
    #[arg(long, value_parser = any_datum, value_name = "wgs84|cgcs2000|gcj02|bd09|EPSG:n")]
    pub(in crate::cli) datum: Option<Datum>,
}
