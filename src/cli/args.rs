mod wishes;

use std::path::PathBuf;
use std::time::Duration;

pub(super) use wishes::{Replan, WishArgs};

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::domain::{Datum, Lang, Status};
use crate::ledger::Role;
use crate::ledger::payload::Finding as VisitFinding;
use crate::problem::formats::Kind;
use crate::synth::Size;
use crate::units::Day;
use crate::whatif::{ShiftLengths, TeamRange};

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
    pub(super) fn misuse(&self) -> Option<&'static str> {
        if self.format.is_for_matrix() && !self.is_matrix() {
            return Some("`--format csv` and `--format bin` are for `xuncha matrix`");
        }
        match &self.command {
            Command::Whatif(args)
                if args.like.is_some() && args.balance != Some(Balance::Steady) =>
            {
                Some("`--like` is for `--balance steady`")
            }
            Command::Solve(args) if args.routes.is_some() && args.kind == Kind::Mixed => {
                Some("`--routes` is not for `--kind mixed`: its file names the shifts")
            }
            _ => None,
        }
    }
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
    #[arg(long, value_parser = any_datum, value_name = "wgs84|cgcs2000|gcj02|bd09|EPSG:n")]
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
    /// Plan folder [default: DIR/plans/DATE, with --from and the time added]
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
    #[command(flatten)]
    pub(super) wishes: WishArgs,
    #[command(flatten)]
    pub(super) replan: Replan,
}

#[derive(Debug, Args)]
pub(super) struct Verify {
    /// Workspace
    pub(super) dir: PathBuf,
    /// Plan folder
    pub(super) plan: PathBuf,
}

#[derive(Debug, Args)]
pub(super) struct Coverage {
    /// Workspace
    pub(super) dir: PathBuf,
    /// First day [default: 90 days before the last, or the ledger's first when that is later]
    #[arg(long, value_parser = day, value_name = "YYYY-MM-DD")]
    pub(super) from: Option<Day>,
    /// Last day [default: yesterday]
    #[arg(long, value_parser = day, value_name = "YYYY-MM-DD")]
    pub(super) to: Option<Day>,
    /// Track of a patrol; may be given several times
    #[arg(long, value_name = "F.gpx")]
    pub(super) gpx: Vec<PathBuf>,
    /// A place was seen when a track passed it, or the roadside where patrols stop for it, within so many metres
    #[arg(long, default_value = "50m", value_parser = metres, value_name = "50m", requires = "gpx")]
    pub(super) gpx_within: f64,
    /// Write where the tracks drove on the roads; without this nothing of them is kept
    #[arg(long, value_name = "F.geojson", requires = "gpx")]
    pub(super) keep_tracks: Option<PathBuf>,
    /// Folder for coverage.html, coverage.json and every table as CSV
    #[arg(long, value_name = "OUT")]
    pub(super) out: Option<PathBuf>,
}

/// What `matrix` writes, told where the global `--format` cannot.
const MATRIX: &str = "Driving times (s, dry) and distances (m) along the fastest path between all points of a file, each snapped to the roads as a target is; walks are not counted

--format csv (also text, the default): a header, then one row per origin: its id, the seconds to all points (columns s:ID), the metres to all (columns m:ID); empty where there is no way
--format bin: little-endian 32-bit numbers, row major, all seconds, then all metres; all ones where there is no way
--format json: points, seconds, metres, findings; null where there is no way

Points are in the order of the file; those off every road are told of and have no way to or from them. See docs/matrix.md";

#[derive(Debug, Args)]
pub(super) struct Matrix {
    /// Roads (GeoJSON, may be gzip)
    pub(super) roads: PathBuf,
    /// Points (GeoJSON, may be gzip): points, or lines and areas at their nearest place
    pub(super) points: PathBuf,
    /// Write here instead of to standard output
    #[arg(long, value_name = "F")]
    pub(super) out: Option<PathBuf>,
    /// Longest walk from a point to its road
    #[arg(long, default_value = "500m", value_parser = walk, value_name = "500m")]
    pub(super) walk_limit: f64,
    /// Datum of both files
    #[arg(long, value_parser = datum, value_name = "wgs84|cgcs2000|gcj02|bd09", default_value = "wgs84")]
    pub(super) datum: Datum,
    /// Threads [default: all cores]
    #[arg(long, value_name = "T", value_parser = clap::value_parser!(u16).range(1..=256))]
    pub(super) threads: Option<u16>,
}

#[derive(Debug, Args)]
pub(super) struct Whatif {
    /// Workspace
    pub(super) dir: PathBuf,
    /// Numbers of teams, both ends included [default: 1 to two more than there are]
    #[arg(long, value_parser = team_range, value_name = "A..B")]
    pub(super) teams: Option<TeamRange>,
    /// Lengths of shift, also by other steps: 6h..9h/30m [default: each team's own shift]
    #[arg(long, value_parser = shift_lengths, value_name = "6h..9h")]
    pub(super) shift: Option<ShiftLengths>,
    /// Spread the load instead, and say what prize each step costs
    #[arg(long, conflicts_with_all = ["teams", "shift"])]
    pub(super) balance: Option<Balance>,
    /// Only with --balance steady: the earlier plan that visits stay like
    #[arg(
        long,
        value_name = "PLANDIR",
        requires = "balance",
        required_if_eq("balance", "steady")
    )]
    pub(super) like: Option<PathBuf>,
    /// First day [default: the next day from tomorrow on which a team works]
    #[arg(long, value_parser = day, value_name = "YYYY-MM-DD")]
    pub(super) date: Option<Day>,
    /// Number of days
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=366))]
    pub(super) days: u32,
    /// As in a campaign: surge frequencies apply
    #[arg(long)]
    pub(super) surge: bool,
    /// Iterations of each search, the same for every setting
    #[arg(long, default_value_t = 500, value_name = "N")]
    pub(super) iterations: u64,
    /// Searches of each setting, with the seeds S, S+1 ...
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u32).range(1..=100), value_name = "K")]
    pub(super) runs: u32,
    /// First seed
    #[arg(long, default_value_t = 1, value_name = "S")]
    pub(super) seed: u64,
    /// Threads [default: all cores]
    #[arg(long, value_name = "T", value_parser = clap::value_parser!(u16).range(1..=256))]
    pub(super) threads: Option<u16>,
    /// Folder for whatif.html, whatif.csv and whatif.json, or balance.html, balance.csv and balance.json
    #[arg(long, value_name = "OUT")]
    pub(super) out: Option<PathBuf>,
}

/// What the load is spread by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Balance {
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
pub(super) struct Simulate {
    /// Workspace
    pub(super) dir: PathBuf,
    /// Number of days
    #[arg(long, default_value_t = 90, value_parser = clap::value_parser!(u32).range(1..=1098))]
    pub(super) days: u32,
    /// Runs of each policy
    #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    pub(super) runs: u32,
    /// First day [default: the next day from tomorrow on which a team works]
    #[arg(long, value_parser = day, value_name = "YYYY-MM-DD")]
    pub(super) date: Option<Day>,
    /// What may happen (TOML, see docs/simulate.md) [default: built in]
    #[arg(long, value_name = "F.toml")]
    pub(super) scenario: Option<PathBuf>,
    /// A policy to compare with the workspace as it is (TOML, laid over xuncha.toml); may be given several times
    #[arg(long, value_name = "F.toml")]
    pub(super) policy: Vec<PathBuf>,
    /// Iterations of the search for each day's plan
    #[arg(long, default_value_t = 500, value_name = "N")]
    pub(super) iterations: u64,
    /// Seed of all random choices
    #[arg(long, default_value_t = 1, value_name = "S")]
    pub(super) seed: u64,
    /// Threads [default: all cores]
    #[arg(long, value_name = "T", value_parser = clap::value_parser!(u16).range(1..=256))]
    pub(super) threads: Option<u16>,
    /// Folder for the report, the tables and simulation.json [default: DIR/simulations/DATE]
    #[arg(long, value_name = "OUT")]
    pub(super) out: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(super) struct Solve {
    /// Instance, may be gzip
    pub(super) file: PathBuf,
    /// What the file holds (see docs/solve.md)
    #[arg(long, value_parser = kind, value_name = "toptw|top|vrptw|pcvrptw|carp|mcgrp|mixed")]
    pub(super) kind: Kind,
    /// Most routes [default: what the file says; carp and mcgrp: no limit]
    #[arg(long, value_name = "M", value_parser = clap::value_parser!(u32).range(1..))]
    pub(super) routes: Option<u32>,
    /// Take so long, reading and writing included [default: 10s, or no limit with --iterations]
    #[arg(long, value_parser = duration, value_name = "10s")]
    pub(super) time_limit: Option<Duration>,
    /// Search so many iterations: the same bytes on any machine
    #[arg(long, value_name = "N")]
    pub(super) iterations: Option<u64>,
    /// Seed of all random choices
    #[arg(long, default_value_t = 1, value_name = "S")]
    pub(super) seed: u64,
    /// Threads [default: all cores]
    #[arg(long, value_name = "T", value_parser = clap::value_parser!(u16).range(1..=256))]
    pub(super) threads: Option<u16>,
    /// Write the answer as JSON
    #[arg(long, value_name = "F.json")]
    pub(super) out: Option<PathBuf>,
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
    /// Draw an instance for `solve --kind mixed` on the county's roads, too
    #[arg(long, value_name = "F")]
    pub(super) instance: Option<PathBuf>,
    /// Jobs of the instance
    #[arg(long, default_value_t = 100, value_name = "N", requires = "instance",
          value_parser = clap::value_parser!(u32).range(1..=24_000))]
    pub(super) jobs: u32,
    /// Days of the instance
    #[arg(long, default_value_t = 1, value_name = "D", requires = "instance",
          value_parser = clap::value_parser!(u32).range(1..=366))]
    pub(super) days: u32,
}

const FINDINGS: &str = "What was found: clean, unchanged, problem, new_dumping, rebound, cleared\n\
                        or why nothing was seen: road_blocked, snow, no_time, gate_closed, not_found, unsafe, vehicle, other\n\
                        [default: from the answers, else clean, of a dump point unchanged]";
const SETTINGS: &str = "Set a field (docs/ledger.md lists them; an empty value empties it)\n\
                        or link the point to another: merged_into, moved_to, moved_from, moved_settled, same_place, apart_from, cites";

#[derive(Debug, Subcommand)]
pub(super) enum LedgerCommand {
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
    pub(super) fn dir(&self) -> Option<&PathBuf> {
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

/// Who acts.
#[derive(Debug, Args)]
pub(super) struct Acting {
    /// Key of the person, as in contacts.toml (no names: `zhang1`)
    #[arg(long, value_name = "WHO")]
    pub(super) by: String,
    /// patrol, village, township, county, prefecture or province
    #[arg(long, value_parser = role, value_name = "R")]
    pub(super) role: Role,
    /// When it happened [default: now]
    #[arg(long, value_name = "TIME")]
    pub(super) at: Option<String>,
    /// Others who were there or act together; may be given several times
    #[arg(long, value_name = "WHO")]
    pub(super) with: Vec<String>,
}

/// A position.
#[derive(Debug, Args)]
pub(super) struct Position {
    /// Longitude in degrees
    #[arg(
        long,
        value_name = "X",
        requires = "lat",
        allow_negative_numbers = true
    )]
    pub(super) lon: Option<f64>,
    /// Latitude in degrees
    #[arg(
        long,
        value_name = "Y",
        requires = "lon",
        allow_negative_numbers = true
    )]
    pub(super) lat: Option<f64>,
    /// Datum of the position
    #[arg(long, value_parser = datum, value_name = "wgs84|cgcs2000|gcj02|bd09", default_value = "wgs84")]
    pub(super) datum: Datum,
}

#[derive(Debug, Args)]
pub(super) struct LedgerList {
    /// Workspace
    pub(super) dir: PathBuf,
    /// Only points in this state
    #[arg(long, value_parser = status, value_name = "S")]
    pub(super) state: Option<Status>,
    /// Only this township
    #[arg(long, value_name = "T")]
    pub(super) township: Option<String>,
    /// Only what is overdue
    #[arg(long)]
    pub(super) overdue: bool,
    /// As the ledger stood at the end of this day [default: today]
    #[arg(long, value_parser = day, value_name = "DATE")]
    pub(super) as_of: Option<Day>,
}

#[derive(Debug, Args)]
pub(super) struct LedgerShow {
    /// Workspace
    pub(super) dir: PathBuf,
    /// Target
    pub(super) id: String,
}

#[derive(Debug, Args)]
pub(super) struct LedgerVisit {
    /// Workspace
    pub(super) dir: PathBuf,
    /// Target: a dump point, site, place or corridor
    pub(super) id: String,
    #[command(flatten)]
    pub(super) acting: Acting,
    /// What was found, or why nothing was seen [default: from the answers]
    #[arg(long, value_parser = finding, value_name = "CODE", long_help = FINDINGS)]
    pub(super) finding: Option<VisitFinding>,
    /// Answers to the checklist, as JSON (see `ledger checklist`)
    #[arg(long, value_name = "F.json")]
    pub(super) answers: Option<PathBuf>,
    /// Checklist of the answers [default: that of the target's kind]
    #[arg(long, value_name = "CODE")]
    pub(super) checklist: Option<String>,
    /// Photo, also PURPOSE=F (near, wide, before, start, during, after); may be given several times
    #[arg(long, value_name = "F")]
    pub(super) photo: Vec<String>,
    #[command(flatten)]
    pub(super) position: Position,
    /// Team that went
    #[arg(long, value_name = "TEAM")]
    pub(super) team: Option<String>,
    /// Corridor: metres seen from its start, FROM..TO; may be given several times [default: all of it]
    #[arg(long, value_parser = span, value_name = "FROM..TO")]
    pub(super) seen: Vec<(i64, i64)>,
    /// Free text, without names and phones
    #[arg(long, value_name = "TEXT")]
    pub(super) note: Option<String>,
}

#[derive(Debug, Args)]
pub(super) struct LedgerMove {
    /// Workspace
    pub(super) dir: PathBuf,
    /// Point; a new id with `--to suspected` reports a new point
    pub(super) id: String,
    /// State it shall have; the one that it has corrects its fields
    #[arg(long, value_parser = status, value_name = "STATE")]
    pub(super) to: Status,
    #[command(flatten)]
    pub(super) acting: Acting,
    /// Set a field, or link the point to another
    #[arg(long, value_parser = pair, value_name = "field=value", long_help = SETTINGS)]
    pub(super) set: Vec<(String, String)>,
    /// Photo or paper, also PURPOSE=F (photo, near, wide, before, start, during, after, manifest, form, document)
    #[arg(long, value_name = "F")]
    pub(super) evidence: Vec<String>,
    #[command(flatten)]
    pub(super) position: Position,
    /// Why
    #[arg(long, value_name = "TEXT")]
    pub(super) reason: Option<String>,
}

#[derive(Debug, Args)]
pub(super) struct LedgerComplain {
    /// Workspace
    pub(super) dir: PathBuf,
    /// Target
    pub(super) id: String,
    #[command(flatten)]
    pub(super) acting: Acting,
    /// What it is
    #[arg(long, value_enum, default_value_t = MatterArg::Complaint)]
    pub(super) matter: MatterArg,
    /// Where it came from: 12345, media ...
    #[arg(long, value_name = "TEXT")]
    pub(super) source: Option<String>,
    /// What it says, without names and phones
    #[arg(long, value_name = "TEXT")]
    pub(super) note: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum MatterArg {
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
pub(super) struct LedgerSettle {
    /// Workspace
    pub(super) dir: PathBuf,
    /// Point
    pub(super) id: String,
    /// The two events that disagree, as `ledger show` names them
    #[arg(long, num_args = 2, required = true, value_names = ["EVENT", "EVENT"])]
    pub(super) events: Vec<String>,
    #[command(flatten)]
    pub(super) acting: Acting,
    /// The value that holds
    #[arg(long, value_parser = pair, value_name = "field=value")]
    pub(super) set: Vec<(String, String)>,
    /// Why
    #[arg(long, value_name = "TEXT")]
    pub(super) reason: String,
}

#[derive(Debug, Args)]
pub(super) struct LedgerImport {
    /// Workspace
    pub(super) dir: PathBuf,
    /// File: .geojson .csv .xlsx .jsonl
    pub(super) file: PathBuf,
    /// Mapping of the columns of a county's own template (TOML)
    #[arg(long, value_name = "F.toml")]
    pub(super) mapping: Option<PathBuf>,
    /// Datum of the positions, or the grid that they are metres of [default: what the mapping says, else wgs84]
    #[arg(long, value_parser = any_datum, value_name = "wgs84|cgcs2000|gcj02|bd09|EPSG:n")]
    pub(super) datum: Option<Datum>,
    /// Key of the person who imports
    #[arg(long, value_name = "WHO", default_value = "xuncha")]
    pub(super) by: String,
    /// Role of that person
    #[arg(long, value_parser = role, value_name = "R", default_value = "county")]
    pub(super) role: Role,
    /// Reason noted with changed rows
    #[arg(long, value_name = "TEXT")]
    pub(super) reason: Option<String>,
    /// Say what would be done and write nothing
    #[arg(long)]
    pub(super) dry_run: bool,
}

#[derive(Debug, Args)]
pub(super) struct LedgerExport {
    /// Workspace
    pub(super) dir: PathBuf,
    /// File: .geojson .csv .xlsx .jsonl
    pub(super) file: PathBuf,
    /// Template of the columns (TOML, as for import)
    #[arg(long, value_name = "F.toml")]
    pub(super) mapping: Option<PathBuf>,
    /// Datum of the positions, or the grid that they are to be metres of [default: what the mapping says, else wgs84]
    #[arg(long, value_parser = any_datum, value_name = "wgs84|cgcs2000|gcj02|bd09|EPSG:n")]
    pub(super) datum: Option<Datum>,
}

#[derive(Debug, Args)]
pub(super) struct LedgerVerify {
    /// Workspace
    pub(super) dir: PathBuf,
}

#[derive(Debug, Args)]
pub(super) struct LedgerReport {
    /// Workspace
    pub(super) dir: PathBuf,
    /// Day
    #[arg(long, value_parser = day, value_name = "D")]
    pub(super) date: Day,
    /// File: .txt .html .xlsx .json [default: the text, on standard output]
    #[arg(long, value_name = "F")]
    pub(super) out: Option<PathBuf>,
    /// Plan of that day [default: DIR/plans/DATE]
    #[arg(long, value_name = "PLANDIR")]
    pub(super) plan: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(super) struct LedgerChecklist {
    /// Code, such as CS; without it the checklists are named
    pub(super) code: Option<String>,
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

fn team_range(text: &str) -> Result<TeamRange, String> {
    TeamRange::parse(text).ok_or_else(|| "numbers from 0 to 200, such as 2..6 or 4".to_owned())
}

fn shift_lengths(text: &str) -> Result<ShiftLengths, String> {
    ShiftLengths::parse(text)
        .ok_or_else(|| "at most 48 lengths up to 24h, such as 6h..9h, 6h..9h/30m or 7h".to_owned())
}

fn any_datum(text: &str) -> Result<Datum, String> {
    Datum::parse(text)
        .ok_or_else(|| "wgs84, cgcs2000, gcj02, bd09 or a known code such as EPSG:4547".to_owned())
}

fn datum(text: &str) -> Result<Datum, String> {
    let found = Datum::ALL.into_iter().find(|datum| datum.word() == text);
    found.ok_or_else(|| "wgs84, cgcs2000, gcj02 or bd09".to_owned())
}

fn kind(text: &str) -> Result<Kind, String> {
    let words = || Kind::ALL.map(Kind::word).join(", ");
    let found = Kind::ALL.into_iter().find(|kind| kind.word() == text);
    found.ok_or_else(words)
}

fn metres(text: &str) -> Result<f64, String> {
    let number = text.trim().trim_end_matches('m').parse::<u32>();
    let good = number.ok().filter(|metres| *metres <= 1_000);
    good.map(f64::from)
        .ok_or_else(|| "whole metres up to 1000, such as 50m".to_owned())
}

/// A walk off the road: `500m`, `2km`.
fn walk(text: &str) -> Result<f64, String> {
    const LONGEST: f64 = 50_000.0;
    let text = text.trim();
    let (number, unit) = match text.strip_suffix("km") {
        Some(number) => (number, 1000.0),
        None => (text.trim_end_matches('m'), 1.0),
    };
    let metres = number.trim().parse::<f64>().map(|number| number * unit);
    let good = metres
        .ok()
        .filter(|metres| (0.0..=LONGEST).contains(metres));
    good.ok_or_else(|| "a length up to 50km, such as 500m".to_owned())
}

fn day(text: &str) -> Result<Day, String> {
    Day::parse(text).map_err(|error| error.to_string())
}

fn role(text: &str) -> Result<Role, String> {
    let words = || Role::ALL.map(Role::word).join(", ");
    Role::parse(text).ok_or_else(words)
}

fn status(text: &str) -> Result<Status, String> {
    let words = || Status::ALL.map(Status::word).join(", ");
    Status::parse(text).ok_or_else(words)
}

fn finding(text: &str) -> Result<VisitFinding, String> {
    let words = || VisitFinding::ALL.map(VisitFinding::word).join(", ");
    VisitFinding::parse(text).ok_or_else(words)
}

fn pair(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once('=').ok_or("field=value")?;
    Ok((name.trim().to_owned(), value.trim().to_owned()))
}

fn span(text: &str) -> Result<(i64, i64), String> {
    let parts = text.split_once("..");
    let read = |text: &str| {
        text.trim()
            .parse::<i64>()
            .ok()
            .filter(|metres| *metres >= 0)
    };
    parts
        .and_then(|(from, to)| Some((read(from)?, read(to)?)))
        .filter(|(from, to)| from < to)
        .ok_or_else(|| "metres from the corridor's start, such as 0..1200".to_owned())
}

fn duration(text: &str) -> Result<Duration, String> {
    let seconds = crate::workspace::duration(text).and_then(|seconds| u64::try_from(seconds).ok());
    seconds
        .map(Duration::from_secs)
        .ok_or_else(|| format!("`{text}` is not a duration such as 90s, 10m or 8h"))
}
