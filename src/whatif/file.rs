//! `whatif.json`: every figure of a grid, from which table, sheet and page are made.

use std::collections::BTreeMap;

use serde::Serialize;

use super::run::{Run, Tally, best};
use super::{Input, Options, Setting, marginal, seeds, words};
use crate::domain::{Lang, Team};
use crate::mean::Mean;
use crate::pipeline::Task;
use crate::plan::UnvisitedFile;
use crate::units::{Prize, Seconds};

/// A grid of settings, planned.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct WhatIfFile {
    /// `xuncha.whatif/1`.
    pub schema: &'static str,
    /// Name of the county.
    pub county: String,
    /// First day.
    pub date: String,
    /// Number of days.
    pub days: u32,
    /// Language of the texts.
    pub language: Lang,
    /// Surge frequencies apply.
    pub surge: bool,
    /// Iterations of each search.
    pub iterations: u64,
    /// Seeds, the same for every setting.
    pub seeds: Vec<u64>,
    /// SHA-256 of every input file.
    pub inputs: BTreeMap<String, String>,
    /// The teams in the order in which they are added.
    pub teams: Vec<TeamFile>,
    /// Teams of the county's own.
    pub own_teams: u32,
    /// What is due in every setting.
    pub due: AmountFile,
    /// What of it is within reach in the largest setting.
    pub reachable: AmountFile,
    /// Settings: by length of shift, then by number of teams.
    pub cells: Vec<CellFile>,
    /// What stays undone whatever is added.
    pub unreachable: Vec<UnvisitedFile>,
    /// How to read the figures, a sentence each.
    pub notes: Vec<String>,
}

/// A team of the grid.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TeamFile {
    /// With it there are so many teams.
    pub number: u32,
    /// Id.
    pub team: String,
    /// Name.
    pub name: String,
    /// The own team that it is a copy of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub copy_of: Option<String>,
    /// Its own working time.
    pub shift: String,
}

/// An amount of visits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct AmountFile {
    /// Visits.
    pub visits: u32,
    /// Required ones among them.
    pub required: u32,
    /// Their prize.
    pub prize: i64,
}

/// Mean over the seeds and the 95 % interval of the mean (Student's t); without an interval there was one seed.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct MeasureFile {
    /// Mean.
    pub mean: f64,
    /// Lower end of the interval.
    pub low: Option<f64>,
    /// Upper end of the interval.
    pub high: Option<f64>,
}

/// A setting and what it brings.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CellFile {
    /// Number of teams.
    pub teams: u32,
    /// Length of every shift in seconds; `null` = each team's own.
    pub shift_s: Option<i64>,
    /// Prize of the plan as a share of the prize due, 0 to 1.
    pub prize_share: MeasureFile,
    /// Required visits in the plan.
    pub required: MeasureFile,
    /// Visits in the plan.
    pub visits: MeasureFile,
    /// Driven between stops, in kilometres.
    pub distance_km: MeasureFile,
    /// Driving, work, walks and waiting, in hours; breaks do not count.
    pub work_h: MeasureFile,
    /// What this team brings over one team less with the same shifts; `null` where that is not in the grid.
    pub gain: Option<GainFile>,
    /// It is the marginal team of its length of shift.
    pub marginal: bool,
    /// Runs that kept the plan of fewer teams or shorter shifts.
    pub taken_over: u32,
    /// The best of the runs.
    pub best: RunFile,
    /// Every run, by seed.
    pub runs: Vec<RunFile>,
}

/// What one team more brings, seed by seed.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct GainFile {
    /// Share of the prize due.
    pub prize_share: MeasureFile,
    /// Required visits.
    pub required: MeasureFile,
}

/// A plan.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct RunFile {
    /// Prize.
    pub prize: i64,
    /// The same as a share of the prize due, 0 to 1.
    pub prize_share: f64,
    /// Required visits.
    pub required: u32,
    /// Visits.
    pub visits: u32,
    /// Driven between stops, in metres.
    pub distance_m: i64,
    /// Driving, work, walks and waiting, in seconds.
    pub work_s: i64,
}

/// What a file is made from.
pub(super) struct Made<'a> {
    pub(super) input: &'a Input<'a>,
    pub(super) options: &'a Options,
    pub(super) settings: &'a [Setting],
    /// Parallel to the settings.
    pub(super) cells: &'a [Vec<Run>],
    pub(super) crew: &'a [Team],
    /// That of the largest setting.
    pub(super) task: &'a Task,
    pub(super) unreachable: Vec<UnvisitedFile>,
}

pub(super) fn make(made: &Made<'_>) -> WhatIfFile {
    let (workspace, horizon) = (made.input.workspace, made.input.horizon);
    let mut inputs = made.input.county.inputs.clone();
    inputs.extend(made.input.history.input.clone());
    let due = amount(made.task, |_| true);
    let excluded = &made.task.assembled.excluded;
    let excluded: std::collections::BTreeSet<usize> =
        excluded.iter().map(|(due, _)| *due).collect();
    let mut file = WhatIfFile {
        schema: "xuncha.whatif/1",
        county: workspace.name.clone(),
        date: horizon.first_day.to_string(),
        days: horizon.days,
        language: made.input.lang,
        surge: workspace.surge,
        iterations: made.options.iterations,
        seeds: seeds(made.options).collect(),
        inputs,
        teams: teams(made),
        own_teams: u32::try_from(workspace.teams.len()).unwrap_or(u32::MAX),
        due,
        reachable: amount(made.task, |idx| !excluded.contains(&idx)),
        cells: cells(made, due.prize),
        unreachable: made.unreachable.clone(),
        notes: Vec::new(),
    };
    file.notes = words::notes(&file);
    file
}

fn amount(task: &Task, counts: impl Fn(usize) -> bool) -> AmountFile {
    let mut amount = AmountFile::default();
    for (_, due) in task.due.iter().enumerate().filter(|(idx, _)| counts(*idx)) {
        amount.visits += 1;
        amount.required += u32::from(due.required);
        amount.prize += due.prize.get();
    }
    amount
}

fn teams(made: &Made<'_>) -> Vec<TeamFile> {
    let own = &made.input.workspace.teams;
    let most = made.options.grid.teams.most() as usize;
    let teams = (1..).zip(made.crew).take(most);
    teams
        .map(|(number, team)| TeamFile {
            number,
            team: team.id.to_string(),
            name: team.name.clone(),
            copy_of: (number as usize > own.len())
                .then(|| own[(number as usize - 1) % own.len()].id.to_string()),
            shift: team.shift.to_string(),
        })
        .collect()
}

fn cells(made: &Made<'_>, prize_due: i64) -> Vec<CellFile> {
    let columns = made.options.grid.columns();
    let share = |prize: Prize| prize.get() as f64 / prize_due.max(1) as f64;
    let mut cells: Vec<CellFile> = made
        .settings
        .iter()
        .zip(made.cells)
        .enumerate()
        .map(|(at, (setting, runs))| {
            let before = (!at.is_multiple_of(columns)).then(|| made.cells[at - 1].as_slice());
            cell(*setting, runs, before, &share)
        })
        .collect();
    for row in cells.chunks_mut(columns) {
        let shares: Vec<f64> = row.iter().map(|cell| cell.prize_share.mean).collect();
        let marginal = marginal::team(&shares, row[0].teams);
        for cell in row {
            cell.marginal = Some(cell.teams) == marginal;
        }
    }
    cells
}

fn cell(
    setting: Setting,
    runs: &[Run],
    before: Option<&[Run]>,
    share: &dyn Fn(Prize) -> f64,
) -> CellFile {
    let over = |value: &dyn Fn(&Tally) -> f64| -> Mean {
        let values: Vec<f64> = runs.iter().map(|run| value(&run.tally)).collect();
        Mean::of(&values)
    };
    let count = |value: &dyn Fn(&Tally) -> f64, decimals| {
        measure(over(value).within(0.0, f64::INFINITY), decimals)
    };
    let one = |run: &Run| run_file(&run.tally, share);
    CellFile {
        teams: setting.teams,
        shift_s: setting.shift.map(Seconds::get),
        prize_share: measure(over(&|tally| share(tally.prize)).within(0.0, 1.0), 6),
        required: count(&|tally| f64::from(tally.required), 3),
        visits: count(&|tally| f64::from(tally.visits), 3),
        distance_km: count(&|tally| tally.metres.get() as f64 / 1000.0, 3),
        work_h: count(&|tally| tally.work.get() as f64 / 3600.0, 3),
        gain: gain(setting, runs, before, share),
        marginal: false,
        taken_over: u32::try_from(runs.iter().filter(|run| run.taken_over).count()).unwrap_or(0),
        best: best(runs).map(one).unwrap_or_default(),
        runs: runs.iter().map(one).collect(),
    }
}

/// Over one team less, seed by seed; one team alone over none, which brings nothing.
fn gain(
    setting: Setting,
    runs: &[Run],
    before: Option<&[Run]>,
    share: &dyn Fn(Prize) -> f64,
) -> Option<GainFile> {
    if before.is_none() && setting.teams != 1 {
        return None;
    }
    let tally = |number: usize| before.map_or(Tally::default(), |runs| runs[number].tally);
    let over = |value: &dyn Fn(&Tally) -> f64| {
        let runs = runs.iter().enumerate();
        let gains = runs.map(|(number, run)| value(&run.tally) - value(&tally(number)));
        Mean::of(&gains.collect::<Vec<f64>>())
    };
    Some(GainFile {
        prize_share: measure(over(&|tally| share(tally.prize)), 6),
        required: measure(over(&|tally| f64::from(tally.required)), 3),
    })
}

fn run_file(tally: &Tally, share: &dyn Fn(Prize) -> f64) -> RunFile {
    RunFile {
        prize: tally.prize.get(),
        prize_share: rounded(share(tally.prize), 6),
        required: tally.required,
        visits: tally.visits,
        distance_m: tally.metres.get(),
        work_s: tally.work.get(),
    }
}

fn measure(measure: Mean, decimals: i32) -> MeasureFile {
    let end = |value| rounded(value, decimals);
    MeasureFile {
        mean: end(measure.mean),
        low: measure.interval.map(|(low, _)| end(low)),
        high: measure.interval.map(|(_, high)| end(high)),
    }
}

fn rounded(value: f64, decimals: i32) -> f64 {
    let scale = 10_f64.powi(decimals);
    // Adding zero turns a negative zero into zero.
    (value * scale).round() / scale + 0.0
}
