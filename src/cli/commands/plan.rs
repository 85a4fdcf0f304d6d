mod anew;

use std::cmp::Reverse;
use std::path::Path;
use std::time::Duration;

use serde_json::json;

pub(super) use self::anew::unreadable;
use self::anew::{Before, tell_changes};
use crate::cli::args::{Cli, Plan};
use crate::cli::clock::{now, today};
use crate::cli::observer::Bar;
use crate::cli::outcome::{Exit, Failure};
use crate::cli::render::{Detail, Speaker, counts, finding_json};
use crate::cli::table::{Lean, Table};
use crate::domain::{Finding, Lang, Wishes};
use crate::pins;
use crate::pipeline::{self, Found, Horizon, Orders, Task};
use crate::plan::{self, PlanFile};
use crate::problem::assemble::{self, next_working_day};
use crate::register;
use crate::replan;
use crate::solver::{Observer, Params, Tuning};
use crate::units::Prize;
use crate::workspace::Workspace;

/// Left-out visits told as text; `plan.json` has them all.
const LEFT_OUT_SHOWN: usize = 4;
/// Time for the search when neither limit is given.
const DEFAULT_LIMIT: Duration = Duration::from_secs(10);

/// `xuncha plan`: the main job.
pub(super) fn run(cli: &Cli, args: &Plan) -> Result<Exit, Failure> {
    let (workspace, speaker) = super::enter(cli, &args.dir)?;
    let made = super::on_threads(args.threads, || make(&workspace, args, speaker));
    made.or_else(|failure| Ok(crate::cli::told(speaker, &failure)))
}

/// 0 = all cores.
fn threads(args: &Plan) -> usize {
    args.threads.map_or(0, usize::from)
}

fn make(workspace: &Workspace, args: &Plan, speaker: Speaker) -> Result<Exit, Failure> {
    let before = Before::read(workspace, args)?;
    let horizon = before
        .as_ref()
        .map_or_else(|| horizon(workspace, args), |before| before.horizon);
    let first_day = horizon.first_day;
    let out = args.out.clone().unwrap_or_else(|| match &before {
        Some(before) => before.out(workspace),
        None => workspace.dir.join("plans").join(first_day.to_string()),
    });
    if args
        .replan
        .from
        .as_deref()
        .is_some_and(|from| super::same_file(&out, from))
    {
        return Err(super::is_input(&out));
    }
    plan::check_target(&out)?;
    let mut bar = Bar::new(Prize::ZERO, speaker.lang);
    bar.stage("reading layers and roads", "正在读取图层、整理路网");
    let mut county = pipeline::read_county(workspace, Some(horizon)).map_err(Failure::Findings)?;
    bar.stage("what is due, and how far", "正在计算到期任务与行车时间");
    let now = now(workspace.utc_offset);
    let (history, register) = register::history(workspace, &county.layers.targets, first_day, now)?;
    let history = pipeline::remember(workspace, &mut county, history, first_day);
    let (mut resumed, wishes, carried) = match &before {
        Some(before) => {
            let (resumed, wishes, carried) =
                before.resume(workspace, &mut county, &history, args)?;
            (Some(resumed), wishes, carried)
        }
        None => (None, wishes(workspace, args), Wishes::default()),
    };
    let orders = Orders {
        wishes: &wishes,
        carried: &carried,
        from: before.as_ref().map_or(first_day, Before::from),
        progress: resumed.as_ref().map(|resumed| &resumed.progress),
    };
    let pose = |orders: &Orders<'_>| {
        let posed = pipeline::pose(workspace, &county, &history, horizon, orders);
        posed.map_err(Failure::Findings)
    };
    let (task, found) = routes(args, &pose, orders, &mut bar)?;
    if let Some(resumed) = &mut resumed {
        resumed.give_up(&task.given_up);
        resumed.course.replanned.held_back = anew::held_back(&task, &found, anew::least_gain(args));
    }
    let solution = found.solution;
    bar.stage("writing", "正在生成文件");
    let files = pipeline::write_down(
        workspace,
        &county,
        &task,
        &solution,
        (args.seed, speaker.lang),
        resumed.as_ref().map(|resumed| &resumed.course),
    );
    bar.finish();
    plan::write(&out, &files)?;
    match &register {
        Some(register) => super::ledger::tell_opening(register, speaker),
        None => speaker.say(
            "no ledger, and none can be made here: planned from the layers alone",
            "没有台账，且此处无法建立：仅按图层规划",
        ),
    }
    let mut findings = county.findings;
    findings.extend(pipeline::not_kept(workspace, &task, &solution));
    if let Some(resumed) = &resumed {
        let progress = &resumed.progress;
        findings.extend(replan::held(workspace, progress, &task, &solution));
    }
    findings.extend(task.findings);
    findings.extend(resumed.into_iter().flat_map(|resumed| resumed.findings));
    findings.extend(replan::late(&files.plan));
    tell(speaker, &args.dir, &out, &files.plan, &findings);
    let is_lacking = [&assemble::codes::NO_SHIFT, &pins::codes::NOT_KEPT];
    let lacks = |finding: &Finding| is_lacking.contains(&finding.code);
    Ok(if findings.iter().any(lacks) {
        Exit::Input
    } else {
        Exit::Done
    })
}

/// The task and its routes. Pinned visits of the plan before for which no place is found give way, and it is searched anew: the
/// day must go on.
fn routes(
    args: &Plan,
    pose: &dyn Fn(&Orders<'_>) -> Result<Task, Failure>,
    orders: Orders<'_>,
    bar: &mut Bar,
) -> Result<(Task, Found), Failure> {
    let (mut carried, mut given_up) = (orders.carried.clone(), Wishes::default());
    let mut findings = Vec::new();
    loop {
        let orders = Orders {
            carried: &carried,
            ..orders
        };
        let mut task = pose(&orders)?;
        bar.set_due(task.due.iter().map(|due| due.prize).sum());
        bar.stage("searching", "正在规划路线");
        let found = pipeline::search(&task, anew::least_gain(args), &params(args), bar)
            .map_err(Failure::Routes)?;
        let lapsed = pipeline::lapsed(&task, &found.solution, &orders);
        if lapsed.is_empty() {
            task.findings.extend(findings);
            task.given_up.pins.extend(given_up.pins);
            return Ok((task, found));
        }
        bar.restarted();
        findings.extend(lapsed.iter().map(pins::no_place));
        carried.pins.retain(|pin| !lapsed.contains(pin));
        given_up.pins.extend(lapsed);
    }
}

/// The days that the arguments ask for.
fn horizon(workspace: &Workspace, args: &Plan) -> Horizon {
    let first_day = args.date.unwrap_or_else(|| {
        let tomorrow = today(workspace.utc_offset).plus(1);
        next_working_day(&workspace.teams, &workspace.calendar, tomorrow)
    });
    Horizon {
        first_day,
        days: args.days,
    }
}

/// How the search is to be made.
fn params(args: &Plan) -> Params {
    Params {
        seed: args.seed,
        iterations: args.iterations,
        time_limit: args
            .time_limit
            .or_else(|| args.iterations.is_none().then_some(DEFAULT_LIMIT)),
        threads: threads(args),
        tuning: Tuning::default(),
    }
}

/// Wishes of the settings, then those of the command line.
fn wishes(workspace: &Workspace, args: &Plan) -> Wishes {
    let mut wishes = workspace.wishes.clone();
    wishes.pins.extend(args.wishes.pin.iter().cloned());
    wishes.forbids.extend(args.wishes.forbid.iter().cloned());
    wishes
}

fn tell(speaker: Speaker, dir: &Path, out: &Path, plan: &PlanFile, findings: &[Finding]) {
    let lang = speaker.lang;
    speaker.findings(findings, Detail::Brief);
    speaker.text(&table(plan, lang).to_string());
    speaker.text(&summary(plan, lang));
    speaker.text(&left_out(plan, lang));
    tell_changes(speaker, plan);
    let written = out.display();
    speaker.say(
        &format!(
            "input: {}; those of the layers in full by `xuncha check {}`, all by --format json\nplan written to {written}",
            counts(findings, lang),
            dir.display(),
        ),
        &format!(
            "输入检查：{}；图层的详见 `xuncha check {}`，全部见 --format json\n计划已写入 {written}",
            counts(findings, lang),
            dir.display(),
        ),
    );
    speaker.json(&json!({
        "out": out, "date": plan.date, "days": plan.days, "totals": plan.totals,
        "shifts": plan.shifts.iter().map(|shift| json!({
            "team": shift.team, "date": shift.date, "stops": shift.stops.len(), "prize": shift.prize,
            "distance_m": shift.distance_m, "drive_s": shift.drive_s, "service_s": shift.service_s,
            "wait_s": shift.wait_s, "files": shift.files,
        })).collect::<Vec<_>>(),
        "unvisited": plan.unvisited.len(), "replanned": plan.replanned,
        "findings": findings.iter().map(|finding| finding_json(finding, lang)).collect::<Vec<_>>(),
    }));
}

/// One row per shift.
fn table(plan: &PlanFile, lang: Lang) -> Table {
    let mut table = Table::new(&[
        (lang.pick("date", "日期"), Lean::Left),
        (lang.pick("team", "巡查组"), Lean::Left),
        (lang.pick("stops", "站数"), Lean::Right),
        (lang.pick("required", "必查"), Lean::Right),
        (lang.pick("prize", "收益"), Lean::Right),
        (lang.pick("km", "公里"), Lean::Right),
        (lang.pick("drive", "行车"), Lean::Right),
        (lang.pick("work", "作业"), Lean::Right),
        (lang.pick("from", "出发"), Lean::Left),
        (lang.pick("back", "返回"), Lean::Left),
    ]);
    for shift in &plan.shifts {
        let leave = shift
            .stops
            .first()
            .map_or(String::new(), |stop| minus(&stop.arrive, stop.leg.drive_s));
        table.row(vec![
            shift.date.clone(),
            shift.team_name.clone(),
            shift.stops.len().to_string(),
            shift
                .stops
                .iter()
                .filter(|stop| stop.required)
                .count()
                .to_string(),
            shift.prize.to_string(),
            format!("{:.1}", shift.distance_m as f64 / 1000.0),
            clock_span(shift.drive_s - shift.passing_s()),
            clock_span(shift.service_s),
            leave,
            if shift.stops.is_empty() {
                String::new()
            } else {
                clock(&shift.back.arrive)
            },
        ]);
    }
    table
}

/// `HH:MM` of an RFC 3339 time.
fn clock(time: &str) -> String {
    time.get(11..16).unwrap_or("").to_owned()
}

/// `HH:MM` so many seconds before an RFC 3339 time.
fn minus(time: &str, seconds: i64) -> String {
    let part = |range| {
        time.get(range)
            .and_then(|text: &str| text.parse::<i64>().ok())
            .unwrap_or(0)
    };
    let at = (part(11..13) * 3600 + part(14..16) * 60 + part(17..19) - seconds).rem_euclid(86_400);
    format!("{:02}:{:02}", at / 3600, at / 60 % 60)
}

fn clock_span(seconds: i64) -> String {
    format!("{}:{:02}", seconds / 3600, seconds / 60 % 60)
}

fn summary(plan: &PlanFile, lang: Lang) -> String {
    let totals = &plan.totals;
    let share = 100.0 * totals.prize as f64 / totals.prize_due.max(1) as f64;
    let unreachable = plan
        .unvisited
        .iter()
        .filter(|entry| entry.reason.code == plan::UnvisitedCode::Unreachable)
        .count();
    match lang {
        Lang::En => format!(
            "{} of {} due visits planned, {} of {} required; prize {} of {} ({share:.1} %); {} not visited, {unreachable} of them unreachable\n",
            totals.visits,
            totals.due,
            totals.required_visited,
            totals.required_due,
            totals.prize,
            totals.prize_due,
            plan.unvisited.len(),
        ),
        Lang::Zh => format!(
            "到期 {} 项，已排 {} 项；必查 {} 项，已排 {} 项；收益 {} / {}（{share:.1} %）；未排 {} 项，其中不可达 {unreachable} 项\n",
            totals.due,
            totals.visits,
            totals.required_due,
            totals.required_visited,
            totals.prize,
            totals.prize_due,
            plan.unvisited.len(),
        ),
    }
}

/// The left-out visits that are worth most, with the cheapest change that would bring each in, else with the reason.
fn left_out(plan: &PlanFile, lang: Lang) -> String {
    let mut worth: Vec<_> = plan.unvisited.iter().collect();
    worth.sort_by_key(|entry| (Reverse(entry.required), Reverse(entry.prize), &entry.target));
    let mut text = String::new();
    if !worth.is_empty() {
        text.push_str(lang.pick(
            "left out, worth most, and what would bring it in (all in plan.json):\n",
            "未排任务中收益最高的及可行变更（全部见 plan.json）：\n",
        ));
    }
    for entry in worth.into_iter().take(LEFT_OUT_SHOWN) {
        let change = entry.changes.iter().flatten().next();
        let why = change.map_or(&entry.reason.text, |change| &change.text);
        let name = Some(&entry.name).filter(|name| **name != entry.target);
        let name = name.map_or(String::new(), |name| format!(" {name}"));
        let worth = lang.pick("worth", "收益");
        text.push_str(&format!(
            "  {}{name} ({worth} {}): {why}\n",
            entry.target, entry.prize
        ));
    }
    text
}
