//! A grid of settings, each planned with equal effort: what a team more or an hour more would bring (情景测算).
//!
//! Every setting changes teams and shifts alone. Layers, places, due visits and travel times are those of one
//! [`Ground`]; every setting is searched with the same seeds and iterations (common random numbers), so that two of them
//! differ by what they are and not by luck. Results do not depend on the number of threads. Knows the pipeline; nothing
//! of the ledger, of clocks or of terminals.

mod balance;
mod csv;
mod file;
mod grid;
mod marginal;
mod page;
mod run;
mod teams;
#[cfg(test)]
mod tests;
mod unreachable;
pub mod words;

use std::collections::BTreeMap;

use rayon::prelude::*;

pub use balance::{
    BALANCE_FOLDER, BalanceError, BalanceFile, BalanceOptions, Measure, ServedFile, StepFile,
    TeamLoadFile, balance, searches, words as balance_words,
};
pub use file::{AmountFile, CellFile, GainFile, MeasureFile, RunFile, TeamFile, WhatIfFile};
pub use grid::{Grid, Setting, ShiftLengths, TeamRange};

use self::run::Run;
use crate::domain::{Finding, History, Lang, Team};
use crate::files::folder::Kind;
use crate::pipeline::{County, Ground, Horizon, Standing, Task};
use crate::problem::assemble::{Computed, TravelTable};
use crate::problem::check::Fault;
use crate::workspace::Workspace;

/// The folder that the files are written to.
pub const FOLDER: Kind = Kind {
    manifest: "whatif.json",
    mark: "\"xuncha.whatif/",
    en: "a what-if folder",
    zh: "情景测算文件夹",
    is_own: |_| false,
};

/// What is planned.
#[derive(Clone, Debug)]
pub struct Input<'a> {
    /// Settings; its teams are the first of the grid, `surge` holds for all of it.
    pub workspace: &'a Workspace,
    /// The county as read for the horizon.
    pub county: &'a County,
    /// The past before the first day.
    pub history: History,
    /// Days.
    pub horizon: Horizon,
    /// Language of the texts.
    pub lang: Lang,
}

/// How it is planned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// The settings.
    pub grid: Grid,
    /// Iterations of each search.
    pub iterations: u64,
    /// Searches of each setting, from 1.
    pub runs: u32,
    /// Seed of the first search; the next ones follow it.
    pub seed: u64,
}

/// The grid, planned.
#[derive(Clone, Debug)]
pub struct WhatIf {
    /// Every figure.
    pub file: WhatIfFile,
    /// Findings of bases, places and due visits.
    pub findings: Vec<Finding>,
}

impl WhatIf {
    /// The files of a what-if folder, by name.
    pub fn files(&self) -> BTreeMap<String, Vec<u8>> {
        let mut json = serde_json::to_vec_pretty(&self.file).unwrap_or_default();
        json.push(b'\n');
        let html = page::html(&self.file).into_bytes();
        let files = [
            ("whatif.json", json),
            ("whatif.csv", csv::table(&self.file)),
            ("whatif.html", html),
        ];
        files.map(|(name, bytes)| (name.to_owned(), bytes)).into()
    }
}

/// Plans every setting of a grid; `done` hears of each search that is finished.
///
/// # Errors
/// The faults of routes: a bug of ours.
pub fn plan(
    input: &Input<'_>,
    options: &Options,
    done: &(dyn Fn() + Sync),
) -> Result<WhatIf, Vec<Fault>> {
    let Input {
        workspace, county, ..
    } = input;
    let horizon = input.horizon;
    let grid = &options.grid;
    let settings = grid.settings();
    // Places are those of all own teams also where fewer go out, as `plan` finds them.
    let most = workspace.teams.len().max(grid.teams.most() as usize);
    let crew = teams::crew(&workspace.teams, most);
    let computed = Computed {
        network: &county.network,
        day_networks: &county.day_networks,
    };
    let ground = Ground::of_teams(workspace, &crew, county, horizon.first_day, &computed);
    let standing = ground.stand(input.history.clone(), horizon.first_day);
    let largest = largest(&settings, &crew);
    let task = ground.pose_for(&largest, &standing, horizon);
    // The places of every setting are those of the largest one.
    let table = TravelTable::new(computed, &task.assembled.locations);
    let ground = ground.with_travel(&table);
    let cells = search(&ground, &standing, &settings, &crew, horizon, options, done)?;
    let mut findings = ground.findings().to_vec();
    findings.retain(|finding| is_own(finding, &workspace.teams));
    findings.extend(standing.findings.iter().cloned());
    findings.extend(task.findings.iter().cloned());
    let file = file::make(&file::Made {
        input,
        options,
        settings: &settings,
        cells: &cells,
        crew: &crew,
        task: &task,
        unreachable: unreachable::list(input, &standing, &largest, &task, &cells),
    });
    Ok(WhatIf { file, findings })
}

/// The teams of the setting with the most teams and the longest shifts.
fn largest(settings: &[Setting], crew: &[Team]) -> Vec<Team> {
    let last = settings.last();
    last.map_or_else(Vec::new, |setting| teams::of_setting(crew, *setting))
}

/// A copy's base is its original's: told once.
fn is_own(finding: &Finding, own: &[Team]) -> bool {
    let id = finding.id.as_deref();
    id.is_none_or(|id| own.iter().any(|team| team.id.as_str() == id))
}

/// The runs of every setting, in order, after taking over what is better.
fn search(
    ground: &Ground<'_>,
    standing: &Standing,
    settings: &[Setting],
    crew: &[Team],
    horizon: Horizon,
    options: &Options,
    done: &(dyn Fn() + Sync),
) -> Result<Vec<Vec<Run>>, Vec<Fault>> {
    let seeds: Vec<u64> = seeds(options).collect();
    let cell = |setting: &Setting| -> Result<Vec<Run>, Vec<Fault>> {
        let teams = teams::of_setting(crew, *setting);
        let task: Task = ground.pose_for(&teams, standing, horizon);
        let runs = seeds.par_iter().map(|seed| {
            let run = run::plan(&task, *seed, options.iterations);
            done();
            run
        });
        runs.collect()
    };
    // Each setting is a piece of work of its own, the last ones being the longest.
    let planned: Result<Vec<Vec<Run>>, Vec<Fault>> =
        settings.par_iter().with_max_len(1).map(cell).collect();
    let mut cells = planned?;
    run::take_over(&mut cells, options.grid.columns());
    Ok(cells)
}

/// The seeds of every setting.
fn seeds(options: &Options) -> impl Iterator<Item = u64> {
    let first = options.seed;
    (0..u64::from(options.runs.max(1))).map(move |number| first.wrapping_add(number))
}
