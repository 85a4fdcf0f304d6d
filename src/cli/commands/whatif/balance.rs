//! `xuncha whatif --balance`: what it costs to spread the load.

use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::json;

use crate::cli::args::{Balance, Whatif};
use crate::cli::commands::plan::unreadable;
use crate::cli::observer::Bar;
use crate::cli::outcome::{Exit, Failure};
use crate::cli::render::{Detail, Speaker, finding_json};
use crate::cli::table::{Lean, Table};
use crate::domain::{Finding, Source};
use crate::files::folder;
use crate::plan;
use crate::problem::assemble::{codes, working_teams};
use crate::whatif::{
    self, BalanceError, BalanceFile, BalanceOptions, Input, Measure, balance_words as words,
};

/// Plans the steps and tells of them.
pub(super) fn run(
    args: &Whatif,
    what: Balance,
    input: &Input<'_>,
    findings: &[Finding],
    bar: &Bar,
    speaker: Speaker,
) -> Result<Exit, Failure> {
    let like = args.like.as_deref().map(plan::read).transpose();
    let like = like.map_err(|error| unreadable(&error))?;
    let options = BalanceOptions {
        measure: match what {
            Balance::Hours => Measure::Hours,
            Balance::Stops => Measure::Stops,
            Balance::Townships => Measure::Townships,
            Balance::OwnArea => Measure::OwnArea,
            Balance::Steady => Measure::Steady,
        },
        iterations: args.iterations,
        runs: args.runs,
        seed: args.seed,
        like: like.as_ref(),
    };
    let (done, of) = (AtomicUsize::new(0), whatif::searches(options));
    let count = || bar.count(done.fetch_add(1, Ordering::Relaxed) + 1, of);
    let file = whatif::balance(input, options, &count).map_err(|error| match error {
        BalanceError::Routes(faults) => Failure::Routes(faults),
        BalanceError::NothingInCommon => nothing_in_common(args),
    })?;
    let mut findings = findings.to_vec();
    findings.extend(nobody(input));
    if let Some(out) = &args.out {
        folder::write(out, &file.files(), &whatif::BALANCE_FOLDER)?;
    }
    bar.finish();
    speaker.findings(&findings, Detail::Brief);
    let lang = speaker.lang;
    speaker.text(&table(&file).to_string());
    speaker.text(&format!("{}\n", words::remark(&file)));
    if let Some(out) = &args.out {
        let written = out.display();
        speaker.say(
            &format!("written to {written}"),
            &format!("已写入 {written}"),
        );
    }
    let mut value = serde_json::to_value(&file).unwrap_or_default();
    let told = findings.iter().map(|finding| finding_json(finding, lang));
    value["out"] = json!(args.out);
    value["findings"] = json!(told.collect::<Vec<_>>());
    speaker.json(&value);
    let nobody = findings
        .iter()
        .any(|finding| finding.code == &codes::NO_SHIFT);
    Ok(if nobody { Exit::Input } else { Exit::Done })
}

/// That no team works in the horizon, as a plan would say it.
fn nobody(input: &Input<'_>) -> Option<Finding> {
    let (teams, calendar) = (&input.workspace.teams, &input.workspace.calendar);
    let first = input.horizon.first_day;
    let days = i32::try_from(input.horizon.days).unwrap_or(i32::MAX);
    let last = first.plus(days.saturating_sub(1));
    let works = (0..days).any(|ahead| {
        let mut working = working_teams(teams, calendar, first.plus(ahead));
        working.next().is_some()
    });
    let finding = || Finding::new(&codes::NO_SHIFT, Source::default());
    (!works).then(|| finding().arg(first).arg(last))
}

/// The earlier plan has nothing to keep to.
fn nothing_in_common(args: &Whatif) -> Failure {
    let dir = args.like.as_deref().unwrap_or(&args.dir).display();
    Failure::Refused {
        code: "B0001",
        en: format!(
            "no visit of `{dir}` is due again with its team at work on that day of the plan: there is nothing to keep to"
        ),
        zh: format!("`{dir}` 中没有仍到期且该组当日当班的到访，无从保持"),
        hint: (
            "name a plan of the same county that lies nearer, or see --date and --days".into(),
            "请给出同一区县、日期更近的计划，或核对 --date、--days".into(),
        ),
    }
}

/// One row per step.
fn table(file: &BalanceFile) -> Table {
    let heads = words::heads(file);
    let last = heads.len() - 1;
    let lean = |at: usize| {
        if at == 0 || at == last {
            Lean::Left
        } else {
            Lean::Right
        }
    };
    let columns: Vec<(&str, Lean)> = heads
        .into_iter()
        .enumerate()
        .map(|(at, head)| (head, lean(at)))
        .collect();
    let mut table = Table::new(&columns);
    for (number, step) in file.steps.iter().enumerate() {
        table.row(words::row(file, number, step));
    }
    table
}
