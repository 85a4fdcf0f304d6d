use serde_json::json;

use crate::cli::args::{Cli, Verify};
use crate::cli::observer::Bar;
use crate::cli::outcome::{Exit, Failure};
use crate::cli::render::{Speaker, finding_json};
use crate::domain::Lang;
use crate::files::told;
use crate::pipeline::{self, Horizon};
use crate::plan::PlanFile;
use crate::register;
use crate::replan;
use crate::units::{Day, Prize};
use crate::verify::{self, Expectation};
use crate::workspace::Workspace;

/// At most so many faults are shown as text.
const SHOWN: usize = 40;

/// `xuncha verify`: a written plan against the workspace.
pub(super) fn run(cli: &Cli, args: &Verify) -> Result<Exit, Failure> {
    let (workspace, speaker) = super::enter(cli, &args.dir)?;
    check(&workspace, args, speaker).or_else(|failure| Ok(crate::cli::told(speaker, &failure)))
}

fn check(workspace: &Workspace, args: &Verify, speaker: Speaker) -> Result<Exit, Failure> {
    let plan = plan(args)?;
    let horizon = horizon(args, &plan)?;
    let bar = Bar::new(Prize::ZERO, speaker.lang);
    bar.stage("reading layers and roads", "正在读取图层、整理路网");
    // A check owes nothing to what planning left behind.
    let mut county =
        pipeline::read_county_anew(workspace, Some(horizon)).map_err(Failure::Findings)?;
    let history = register::read_history(workspace, horizon.first_day)?;
    let history = pipeline::remember(workspace, &mut county, history, horizon.first_day);
    bar.stage("checking the plan", "正在核对计划");
    let (morning, _) = pipeline::due(workspace, &county, &history, horizon);
    let stand = replan::stand(workspace, &plan, horizon, &mut county, &morning)?;
    let laid = (&stand.wishes, stand.from, (&stand.taken, &stand.in_vain));
    let (wished, wishes) = pipeline::wished(workspace, &county, &history, horizon, laid);
    let due = wished.due;
    let faults = verify::verify(
        &args.plan,
        &Expectation {
            network: &county.network,
            roads: &county.layers.roads,
            params: &workspace.roads,
            days: horizon.days,
            targets: &county.layers.targets,
            corridors: &county.corridors,
            teams: &workspace.teams,
            calendar: &workspace.calendar,
            walk_limit: workspace.walk_limit,
            due: &due,
            first_day: horizon.first_day,
            utc_offset: workspace.utc_offset,
            walk_speed: workspace.walk_speed,
            inputs: &county.inputs,
            wishes: &wishes,
            done: &stand.done,
            in_vain: &stand.in_vain,
        },
    );
    bar.finish();
    for fault in faults.iter().take(SHOWN) {
        let message = speaker.lang.pick(&fault.message.0, &fault.message.1);
        speaker.text(&format!(
            "{}{}{message} [{}]\n",
            fault.place,
            speaker.lang.colon(),
            fault.code
        ));
    }
    let count = faults.len();
    speaker.text(&match speaker.lang {
        Lang::En => format!("{count} faults; {} due visits checked\n", due.len()),
        Lang::Zh => format!("{count} 处错误；已核对到期任务 {} 项\n", due.len()),
    });
    let late = replan::late(&plan);
    for finding in &late {
        speaker.text(&format!(
            "{} [{}]\n",
            finding.message(speaker.lang),
            finding.code.id
        ));
    }
    speaker.json(&json!({
        "late": late.iter().map(|finding| finding_json(finding, speaker.lang)).collect::<Vec<_>>(),
        "faults": faults.iter().map(|fault| json!({
            "code": fault.code, "place": fault.place, "message": speaker.lang.pick(&fault.message.0, &fault.message.1),
        })).collect::<Vec<_>>(),
        "due": due.len(),
    }));
    Ok(if count == 0 { Exit::Done } else { Exit::Input })
}

/// The written plan.
fn plan(args: &Verify) -> Result<PlanFile, Failure> {
    let path = args.plan.join("plan.json");
    let bytes = std::fs::read(&path).map_err(|source| Failure::Io {
        action: "read",
        path: path.clone(),
        source,
    })?;
    serde_json::from_slice(&bytes).map_err(|error| {
        let [en, zh] = [Lang::En, Lang::Zh].map(|lang| told::json(&error, lang));
        refused(args, [&en, &zh])
    })
}

fn refused(args: &Verify, [en, zh]: [&str; 2]) -> Failure {
    let path = args.plan.join("plan.json");
    Failure::Refused {
        code: "V0001",
        en: format!("`{}` is not a plan: {en}", path.display()),
        zh: format!("`{}` 不是巡查计划：{zh}", path.display()),
        hint: (
            "give the folder that `xuncha plan` wrote".into(),
            "请给出 `xuncha plan` 写成的文件夹".into(),
        ),
    }
}

/// Days of the written plan.
fn horizon(args: &Verify, plan: &PlanFile) -> Result<Horizon, Failure> {
    let refused = |why: &str| refused(args, [why, why]);
    let first_day = Day::parse(&plan.date).map_err(|error| refused(&error.to_string()))?;
    if !(1..=366).contains(&plan.days) {
        return Err(refused("days"));
    }
    Ok(Horizon {
        first_day,
        days: plan.days,
    })
}
