//! Arguments of `ledger` that note something: visits, moves, complaints, settlements.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::values::{datum, finding, pair, role, span, status};
use crate::domain::{Datum, Status};
use crate::ledger::Role;
use crate::ledger::payload::Finding as VisitFinding;

const FINDINGS: &str = "What was found: clean, unchanged, problem, new_dumping, rebound, cleared\n\
                        or why nothing was seen: road_blocked, snow, no_time, gate_closed, not_found, unsafe, vehicle, other\n\
                        [default: from the answers, else clean, of a dump point unchanged]";
const SETTINGS: &str = "Set a field (docs/ledger.md lists them; an empty value empties it)\n\
                        or link the point to another: merged_into, moved_to, moved_from, moved_settled, same_place, apart_from, cites";

/// Who acts.
#[derive(Debug, Args)]
pub(in crate::cli) struct Acting {
    /// Key of the person, as in contacts.toml (no names: `zhang1`)
    #[arg(long, value_name = "WHO")]
    pub(in crate::cli) by: String,
    /// patrol, village, township, county, prefecture or province
    #[arg(long, value_parser = role, value_name = "R")]
    pub(in crate::cli) role: Role,
    /// When it happened [default: now]
    #[arg(long, value_name = "TIME")]
    pub(in crate::cli) at: Option<String>,
    /// Others who were there or act together; may be given several times
    #[arg(long, value_name = "WHO")]
    pub(in crate::cli) with: Vec<String>,
}

/// A position.
#[derive(Debug, Args)]
pub(in crate::cli) struct Position {
    /// Longitude in degrees
    #[arg(
        long,
        value_name = "X",
        requires = "lat",
        allow_negative_numbers = true
    )]
    pub(in crate::cli) lon: Option<f64>,
    /// Latitude in degrees
    #[arg(
        long,
        value_name = "Y",
        requires = "lon",
        allow_negative_numbers = true
    )]
    pub(in crate::cli) lat: Option<f64>,
    /// Datum of the position
    #[arg(long, value_parser = datum, value_name = "wgs84|cgcs2000|gcj02|bd09", default_value = "wgs84")]
    pub(in crate::cli) datum: Datum,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct LedgerVisit {
    /// Workspace
    pub(in crate::cli) dir: PathBuf,
    /// Target: a dump point, site, place or corridor
    pub(in crate::cli) id: String,
    #[command(flatten)]
    pub(in crate::cli) acting: Acting,
    /// What was found, or why nothing was seen [default: from the answers]
    #[arg(long, value_parser = finding, value_name = "CODE", long_help = FINDINGS)]
    pub(in crate::cli) finding: Option<VisitFinding>,
    /// Answers to the checklist, as JSON (see `ledger checklist`)
    #[arg(long, value_name = "F.json")]
    pub(in crate::cli) answers: Option<PathBuf>,
    /// Checklist of the answers [default: that of the target's kind]
    #[arg(long, value_name = "CODE")]
    pub(in crate::cli) checklist: Option<String>,
    /// Photo, also PURPOSE=F (near, wide, before, start, during, after); may be given several times
    #[arg(long, value_name = "F")]
    pub(in crate::cli) photo: Vec<String>,
    #[command(flatten)]
    pub(in crate::cli) position: Position,
    /// Team that went
    #[arg(long, value_name = "TEAM")]
    pub(in crate::cli) team: Option<String>,
    /// Corridor: metres seen from its start, FROM..TO; may be given several times [default: all of it]
    #[arg(long, value_parser = span, value_name = "FROM..TO")]
    pub(in crate::cli) seen: Vec<(i64, i64)>,
    /// Free text, without names and phones
    #[arg(long, value_name = "TEXT")]
    pub(in crate::cli) note: Option<String>,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct LedgerMove {
    /// Workspace
    pub(in crate::cli) dir: PathBuf,
    /// Point; a new id with `--to suspected` reports a new point
    pub(in crate::cli) id: String,
    /// State it shall have; the one that it has corrects its fields
    #[arg(long, value_parser = status, value_name = "STATE")]
    pub(in crate::cli) to: Status,
    #[command(flatten)]
    pub(in crate::cli) acting: Acting,
    /// Set a field, or link the point to another
    #[arg(long, value_parser = pair, value_name = "field=value", long_help = SETTINGS)]
    pub(in crate::cli) set: Vec<(String, String)>,
    /// Photo or paper, also PURPOSE=F (photo, near, wide, before, start, during, after, manifest, form, document)
    #[arg(long, value_name = "F")]
    pub(in crate::cli) evidence: Vec<String>,
    #[command(flatten)]
    pub(in crate::cli) position: Position,
    /// Why
    #[arg(long, value_name = "TEXT")]
    pub(in crate::cli) reason: Option<String>,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct LedgerComplain {
    /// Workspace
    pub(in crate::cli) dir: PathBuf,
    /// Target
    pub(in crate::cli) id: String,
    #[command(flatten)]
    pub(in crate::cli) acting: Acting,
    /// What it is
    #[arg(long, value_enum, default_value_t = MatterArg::Complaint)]
    pub(in crate::cli) matter: MatterArg,
    /// Where it came from: 12345, media ...
    #[arg(long, value_name = "TEXT")]
    pub(in crate::cli) source: Option<String>,
    /// What it says, without names and phones
    #[arg(long, value_name = "TEXT")]
    pub(in crate::cli) note: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum MatterArg {
    /// A complaint about the target
    Complaint,
    /// An objection to a closure in publicity
    Objection,
    /// The objection is upheld
    Upheld,
    /// The objection is dismissed
    Dismissed,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct LedgerSettle {
    /// Workspace
    pub(in crate::cli) dir: PathBuf,
    /// Point
    pub(in crate::cli) id: String,
    /// The two events that disagree, as `ledger show` names them
    #[arg(long, num_args = 2, required = true, value_names = ["EVENT", "EVENT"])]
    pub(in crate::cli) events: Vec<String>,
    #[command(flatten)]
    pub(in crate::cli) acting: Acting,
    /// The value that holds
    #[arg(long, value_parser = pair, value_name = "field=value")]
    pub(in crate::cli) set: Vec<(String, String)>,
    /// Why
    #[arg(long, value_name = "TEXT")]
    pub(in crate::cli) reason: String,
}
