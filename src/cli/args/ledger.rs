//! Arguments of `ledger`: its commands, and those that read.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::values::{day, status};
use super::{LedgerComplain, LedgerExport, LedgerImport, LedgerMove, LedgerSettle, LedgerVisit};
use crate::domain::Status;
use crate::units::Day;

#[derive(Debug, Subcommand)]
pub(in crate::cli) enum LedgerCommand {
    /// List the points
    List(LedgerList),
    /// Show the whole file of a point or any other target
    Show(LedgerShow),
    /// Note a visit to a target
    Visit(LedgerVisit),
    /// Move a point to its next state, correct it, or link it to another
    Move(LedgerMove),
    /// Note a complaint, an objection or its decision
    Complain(LedgerComplain),
    /// Settle a conflict between events of two devices
    Settle(LedgerSettle),
    /// Take rows (.geojson .csv .xlsx) or another device's events (.jsonl)
    Import(LedgerImport),
    /// Write the ledger: .geojson .csv .xlsx, or its events: .jsonl
    Export(LedgerExport),
    /// Check chain, file and evidence; names the first event that does not fit
    Verify(LedgerVerify),
    /// The daily report, also when nothing was found
    Report(LedgerReport),
    /// Print a blank answers file for a checklist, or name the checklists
    Checklist(LedgerChecklist),
}

impl LedgerCommand {
    /// The workspace it is about.
    pub(in crate::cli) fn dir(&self) -> Option<&PathBuf> {
        Some(match self {
            Self::List(args) => &args.dir,
            Self::Show(args) => &args.dir,
            Self::Visit(args) => &args.dir,
            Self::Move(args) => &args.dir,
            Self::Complain(args) => &args.dir,
            Self::Settle(args) => &args.dir,
            Self::Import(args) => &args.dir,
            Self::Export(args) => &args.dir,
            Self::Verify(args) => &args.dir,
            Self::Report(args) => &args.dir,
            Self::Checklist(_) => return None,
        })
    }
}

#[derive(Debug, Args)]
pub(in crate::cli) struct LedgerList {
    /// Workspace
    pub(in crate::cli) dir: PathBuf,
    /// Only points in this state
    #[arg(long, value_parser = status, value_name = "S")]
    pub(in crate::cli) state: Option<Status>,
    /// Only this township
    #[arg(long, value_name = "T")]
    pub(in crate::cli) township: Option<String>,
    /// Only what is overdue
    #[arg(long)]
    pub(in crate::cli) overdue: bool,
    /// As the ledger stood at the end of this day [default: today]
    #[arg(long, value_parser = day, value_name = "DATE")]
    pub(in crate::cli) as_of: Option<Day>,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct LedgerShow {
    /// Workspace
    pub(in crate::cli) dir: PathBuf,
    /// Target
    pub(in crate::cli) id: String,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct LedgerVerify {
    /// Workspace
    pub(in crate::cli) dir: PathBuf,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct LedgerReport {
    /// Workspace
    pub(in crate::cli) dir: PathBuf,
    /// Day
    #[arg(long, value_parser = day, value_name = "D")]
    pub(in crate::cli) date: Day,
    /// File: .txt .html .xlsx .json [default: the text, on standard output]
    #[arg(long, value_name = "F")]
    pub(in crate::cli) out: Option<PathBuf>,
    /// Plan of that day [default: DIR/plans/DATE]
    #[arg(long, value_name = "PLANDIR")]
    pub(in crate::cli) plan: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct LedgerChecklist {
    /// Code, such as CS; without it the checklists are named
    pub(in crate::cli) code: Option<String>,
}
