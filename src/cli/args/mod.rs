//! What the command line takes: a file for each group of commands.

mod instance;
mod layers;
mod ledger;
mod ledger_files;
mod ledger_notes;
mod look_back;
mod plan;
mod values;
mod wishes;
mod wrong;

use std::ffi::OsStr;
use std::path::Path;

use clap::{Parser, Subcommand, ValueEnum};

pub(super) use instance::{Matrix, Solve};
pub(super) use layers::{Check, Generate, Init};
pub(super) use ledger::{LedgerChecklist, LedgerCommand, LedgerList, LedgerReport, LedgerShow};
pub(super) use ledger_files::{LedgerExport, LedgerImport};
pub(super) use ledger_notes::{
    Acting, LedgerComplain, LedgerMove, LedgerSettle, LedgerVisit, MatterArg, Position,
};
pub(super) use look_back::{Balance, Coverage, Simulate, Whatif};
pub(super) use plan::{Plan, Verify};
pub(super) use wishes::{AtTime, Replan, WishArgs};
pub(super) use wrong::Wrong;

use instance::MATRIX;
use values::lang;

use crate::domain::Lang;
use crate::problem::formats::Kind;

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

impl Cli {
    /// Whether a matrix is asked for.
    pub(super) const fn is_matrix(&self) -> bool {
        matches!(self.command, Command::Matrix(_))
    }

    /// Arguments that do not go together, of which the parser cannot know.
    pub(super) fn misuse(&self) -> Option<(&'static str, &'static str)> {
        if self.format.is_for_matrix() && !self.is_matrix() {
            return Some((
                "`--format csv` and `--format bin` are for `xuncha matrix`",
                "`--format csv` 和 `--format bin` 只用于 `xuncha matrix`",
            ));
        }
        match &self.command {
            Command::Whatif(args)
                if args.like.is_some() && args.balance != Some(Balance::Steady) =>
            {
                Some((
                    "`--like` is for `--balance steady`",
                    "`--like` 只用于 `--balance steady`",
                ))
            }
            Command::Solve(args) if args.routes.is_some() && args.kind == Kind::Mixed => Some((
                "`--routes` is not for `--kind mixed`: its file names the shifts",
                "`--routes` 不用于 `--kind mixed`：班次由文件写明",
            )),
            // An export says itself in which system it wrote; an import would pass over them in silence.
            Command::Ledger(LedgerCommand::Import(args))
                if is_of_events(&args.file) && (args.mapping.is_some() || args.datum.is_some()) =>
            {
                Some((
                    "`--mapping` and `--datum` are not for events (.jsonl): they have no columns, and WGS 84",
                    "`--mapping` 和 `--datum` 不用于事件文件（.jsonl）：其中没有列，坐标为 WGS 84",
                ))
            }
            _ => None,
        }
    }
}

/// Whether a file is one of events, by its ending.
fn is_of_events(file: &Path) -> bool {
    let ending = file.extension().map(OsStr::to_ascii_lowercase);
    ending.is_some_and(|ending| ending == "jsonl")
}

/// What is printed on standard output.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// Tables and sentences
    Text,
    /// One JSON value
    Json,
    /// A matrix as a table, of `matrix` alone
    #[value(hide = true)]
    Csv,
    /// A matrix as little-endian 32-bit numbers, of `matrix` alone
    #[value(hide = true)]
    Bin,
}

impl Format {
    /// Whether it is one of a matrix only.
    pub(super) const fn is_for_matrix(self) -> bool {
        matches!(self, Self::Csv | Self::Bin)
    }
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
    /// The close-out ledger: list, show, visit, move, import, export, verify, report
    #[command(subcommand)]
    Ledger(LedgerCommand),
    /// What was seen and what was missed, from ledger and plans
    Coverage(Coverage),
    /// Plan a grid of settings: what a team or an hour more would bring
    Whatif(Whatif),
    /// Simulate the weeks ahead: policies compared under the same dumping, snow and absences
    Simulate(Simulate),
    /// Driving times and distances between all points of a file: --format csv (default), bin or json
    #[command(long_about = MATRIX)]
    Matrix(Matrix),
    /// Run the solver on a published instance file
    Solve(Solve),
    /// Make a synthetic county
    Generate(Generate),
}
