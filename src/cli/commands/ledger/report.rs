use std::collections::BTreeMap;
use std::path::Path;

use serde_json::json;

use crate::cli::args::LedgerReport;
use crate::cli::outcome::{Exit, Failure};
use crate::cli::render::Speaker;
use crate::domain::Lang;
use crate::files::write_atomically;
use crate::ledger::report::{
    DailyReport, Planned, PlannedStop, PlannedTeam, WorkingTeam, chat, html, make, sheets, text,
};
use crate::ledger::tables::write_xlsx;
use crate::ledger::{Event, EventRef, LedgerError};
use crate::plan::{self, PlanFile, ReadError};
use crate::problem::assemble::working_teams;
use crate::register;
use crate::units::Day;
use crate::workspace::Workspace;

/// Longest message of a group robot, in bytes.
const MESSAGE: usize = 2_048;

/// `xuncha ledger report`
pub(super) fn run(
    workspace: &Workspace,
    args: &LedgerReport,
    speaker: Speaker,
) -> Result<Exit, Failure> {
    let (register, layers) =
        super::open(workspace, Some(args.date), register::Purpose::Read, speaker)?;
    let month = Day::from_date(args.date.date().first_of_month());
    let mut events: Vec<Event> = Vec::new();
    let mut keep = |event: EventRef<'_>| {
        if (month..=args.date).contains(&event.time.day()) {
            events.push(event.to_event());
        }
    };
    register
        .ledger
        .store()
        .read_since(0, &mut keep)
        .map_err(LedgerError::from)?;
    events.sort_by(|a, b| a.borrowed().order().cmp(&b.borrowed().order()));
    let mut plans = plans(&workspace.dir, month, args.date);
    if let Some(dir) = &args.plan {
        plans.extend(
            read_plan(dir)?
                .into_iter()
                .filter(|(day, _)| *day == args.date),
        );
    }
    let (book, lang) = (register.ledger.book(), speaker.lang);
    let working: Vec<WorkingTeam> = working_teams(&workspace.teams, &workspace.calendar, args.date)
        .map(|team| WorkingTeam {
            id: team.id.to_string(),
            name: team.name.clone(),
        })
        .collect();
    let county = &workspace.name;
    let named = layers.targets.iter();
    plans.entry(args.date).or_default().names = named
        .map(|target| (target.id.to_string(), target.name.clone()))
        .collect();
    let report = make(county, args.date, book, &events, &plans, &working, lang);
    match &args.out {
        None => speaker.text(&chat(&text(&report, lang), MESSAGE).join("\n")),
        Some(path) => {
            write(path, &report, lang)?;
            let path = path.display();
            speaker.say(
                &format!("report written to {path}"),
                &format!("日报已写入 {path}"),
            );
        }
    }
    speaker.json(&json!(report));
    Ok(Exit::Done)
}

fn write(path: &Path, report: &DailyReport, lang: Lang) -> Result<(), Failure> {
    let ending = path
        .extension()
        .and_then(|ending| ending.to_str())
        .unwrap_or_default();
    let bytes = match ending {
        "txt" => chat(&text(report, lang), MESSAGE).join("\n").into_bytes(),
        "html" => html(report, lang).into_bytes(),
        "json" => format!("{:#}\n", json!(report)).into_bytes(),
        "xlsx" => {
            write_xlsx(&sheets(report, lang)).map_err(|error| super::table_failure(path, &error))?
        }
        _ => {
            return Err(super::unknown_ending(path, ".txt .html .xlsx .json"));
        }
    };
    write_atomically(path, &bytes).map_err(|source| Failure::Io {
        action: "write",
        path: path.to_owned(),
        source,
    })
}

/// The plans of a workspace for the days of a period, by day; a plan of several days gives each of its days.
fn plans(dir: &Path, from: Day, to: Day) -> BTreeMap<Day, Planned> {
    let mut plans = BTreeMap::new();
    for plan in plan::read_all(dir) {
        let days = days(&plan).into_iter();
        plans.extend(days.filter(|(day, _)| (from..=to).contains(day)));
    }
    plans
}

fn read_plan(folder: &Path) -> Result<BTreeMap<Day, Planned>, Failure> {
    let plan = plan::read(folder).map_err(|error| match error {
        ReadError::Io { path, source } => Failure::Io {
            action: "read",
            path,
            source,
        },
        ReadError::Syntax { path, source } => Failure::Refused {
            code: "V0001",
            en: format!("`{}` is not a plan: {source}", path.display()),
            zh: format!("`{}` 不是巡查计划：{source}", path.display()),
            hint: (String::new(), String::new()),
        },
        ReadError::Schema { path, schema } => Failure::Refused {
            code: "V0102",
            en: format!(
                "`{}` has the schema `{schema}`, which is not read",
                path.display()
            ),
            zh: format!("`{}` 的 schema `{schema}` 无法识别", path.display()),
            hint: (String::new(), String::new()),
        },
    })?;
    Ok(days(&plan))
}

/// What a plan says of each of its days.
fn days(plan: &PlanFile) -> BTreeMap<Day, Planned> {
    let mut days: BTreeMap<Day, Planned> = BTreeMap::new();
    for shift in &plan.shifts {
        let Ok(day) = Day::parse(&shift.date) else {
            continue;
        };
        let stops = shift.stops.iter().map(|stop| PlannedStop {
            target: stop.target.clone(),
            name: stop.name.clone(),
            kind: stop.kind,
            programme: stop.programme.clone(),
            corridor_m: stop.corridor.as_ref().map(|corridor| corridor.length_m),
        });
        days.entry(day).or_default().teams.push(PlannedTeam {
            id: shift.team.clone(),
            name: shift.team_name.clone(),
            distance_m: shift.distance_m,
            stops: stops.collect(),
        });
    }
    if let Ok(first) = Day::parse(&plan.date) {
        let unvisited = plan.unvisited.iter();
        days.entry(first).or_default().unvisited = unvisited
            .map(|entry| (entry.target.clone(), entry.programme.clone()))
            .collect();
    }
    days
}
