use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::json;

use crate::cli::args::{Cli, Simulate as Args};
use crate::cli::clock::today;
use crate::cli::observer::Bar;
use crate::cli::outcome::{Exit, Failure};
use crate::cli::render::{Detail, Speaker};
use crate::cli::table::{Lean, Table};
use crate::coverage::{Sheet, csv};
use crate::domain::{Lang, Level};
use crate::files::folder::{self, Kind};
use crate::files::told;
use crate::ledger::Digest;
use crate::problem::assemble::next_working_day;
use crate::simulate::experiment::{Plan, Progress, SimulateError, Stage, simulate};
use crate::simulate::keep::Kept;
use crate::simulate::outcome::{Measure, Outcome};
use crate::simulate::page::{About, page};
use crate::simulate::policy::{self, Policy, PolicyError};
use crate::simulate::scenario::Scenario;
use crate::simulate::sheets::{label, sheets, with_interval};
use crate::simulate::summary::{PolicySummary, summary};
use crate::units::Prize;
use crate::workspace::Workspace;

/// What the folder of a simulation is known by.
const SIMULATION: Kind = Kind {
    manifest: "simulation.json",
    mark: "\"xuncha.simulation/",
    en: "a simulation folder",
    zh: "推演文件夹",
    is_own: |_| false,
};

/// `xuncha simulate`: the weeks ahead.
pub(super) fn run(cli: &Cli, args: &Args) -> Result<Exit, Failure> {
    let (workspace, speaker) = super::enter(cli, &args.dir)?;
    let made = super::on_threads(args.threads, || make(&workspace, args, speaker));
    made.or_else(|failure| Ok(crate::cli::told(speaker, &failure)))
}

fn make(workspace: &Workspace, args: &Args, speaker: Speaker) -> Result<Exit, Failure> {
    let lang = speaker.lang;
    let first = args.date.unwrap_or_else(|| {
        let tomorrow = today(workspace.utc_offset).plus(1);
        next_working_day(&workspace.teams, &workspace.calendar, tomorrow)
    });
    let plan = Plan {
        first,
        days: args.days,
        runs: u64::from(args.runs),
        iterations: args.iterations,
        seed: args.seed,
    };
    let default = || workspace.dir.join("simulations").join(first.to_string());
    let out = args.out.clone().unwrap_or_else(default);
    folder::check(&out, &SIMULATION)?;
    let scenario = args
        .scenario
        .as_deref()
        .map(read_scenario)
        .transpose()?
        .unwrap_or_default();
    let policies = policies(workspace, &args.policy, lang)?;
    let bar = Bar::new(Prize::ZERO, lang);
    bar.stage("reading layers and roads", "正在读取图层、整理路网");
    let stage = Stage::new(workspace, &scenario, &plan).map_err(failure)?;
    let experiment = experiment(&stage, &policies, &scenario, &plan);
    let kept = Kept::open(&out, &experiment).map_err(|source| unkept("read", &out, source))?;
    let names: Vec<String> = policies.iter().map(|policy| policy.name.clone()).collect();
    let earlier = kept.count(&names, plan.runs);
    let watcher = Watcher {
        bar: &bar,
        kept: &kept,
        done: AtomicUsize::new(earlier),
        of: policies.len() * args.runs as usize,
    };
    bar.stage("travel times", "正在计算行车时间");
    let known = |name: &str, run: u64| kept.known(name, run);
    let outcomes =
        simulate(&stage, &policies, &scenario, &plan, &known, &watcher).map_err(failure)?;
    bar.stage("writing", "正在生成文件");
    let summaries = summary(&names, &outcomes);
    let about = About {
        county: workspace.name.clone(),
        first,
        days: args.days,
        runs: plan.runs,
        seed: args.seed,
        iterations: args.iterations,
    };
    let tables = sheets(&summaries, &outcomes, first, lang);
    let files = files(&about, &scenario, &policies, &summaries, &tables, lang);
    folder::write(&out, &files, &SIMULATION)?;
    let unkept = kept.failure();
    kept.done(&names, plan.runs);
    bar.finish();
    speaker.findings(&stage.findings, Detail::Brief);
    if earlier > 0 {
        speaker.say(
            &format!("{earlier} runs were finished earlier and taken from there"),
            &format!("{earlier} 次推演此前已完成，直接采用"),
        );
    }
    if let Some(error) = unkept {
        speaker.say(
            &format!("runs could not be kept while they went on ({error}); the result is whole"),
            &format!("推演途中未能保存各次结果（{error}）；最终结果完整"),
        );
    }
    if stage.world.left_out > 0 {
        let count = stage.world.left_out;
        speaker.say(
            &format!("{count} villages and stretches have no place where waste could be dumped and are left out"),
            &format!("{count} 个村屯或路段没有可设倾倒点的位置，未计入"),
        );
    }
    tell(&about, &summaries, speaker);
    let written = out.display();
    speaker.say(
        &format!("simulation written to {written}"),
        &format!("推演结果已写入 {written}"),
    );
    speaker.json(
        &json!({"out": out, "simulation": as_json(&about, &scenario, &policies, &summaries)}),
    );
    let is_broken = stage
        .findings
        .iter()
        .any(|finding| finding.code.level == Level::Error && finding.code.id.starts_with('A'));
    Ok(if is_broken { Exit::Input } else { Exit::Done })
}

/// Keeps runs and shows how many are finished.
struct Watcher<'a> {
    bar: &'a Bar,
    kept: &'a Kept,
    done: AtomicUsize,
    of: usize,
}

impl Progress for Watcher<'_> {
    fn preparing(&self) {
        self.bar.stage("travel times", "正在计算行车时间");
    }

    fn finished(&self, outcome: &Outcome) {
        self.kept.keep(outcome);
        let done = self.done.fetch_add(1, Ordering::Relaxed) + 1;
        self.bar.count_runs(done, self.of);
    }
}

/// The workspace as it is, then each policy by the name of its file.
fn policies(workspace: &Workspace, files: &[PathBuf], lang: Lang) -> Result<Vec<Policy>, Failure> {
    let as_is = lang.pick("as it is", "现行方案");
    let mut all = vec![policy::as_is(as_is, workspace)];
    let path = policy::settings_path(workspace);
    let settings = read(&path)?;
    for file in files {
        let name = file
            .file_stem()
            .and_then(|stem| stem.to_str())
            .unwrap_or("policy");
        if all.iter().any(|known| known.name == name) {
            return Err(refused(
                "Y0003",
                format!("two policies are called `{name}`"),
                format!("有两个方案同名 `{name}`"),
                ("rename one of the files", "请更改其中一个文件名"),
            ));
        }
        let made = policy::policy(name, &workspace.dir, &settings, &read(file)?);
        all.push(made.map_err(|error| faulty(file, error))?);
    }
    Ok(all)
}

fn faulty(file: &Path, error: PolicyError) -> Failure {
    let path = file.display();
    let hint = (
        "a policy may set [county] surge, [[programme]], [priority], [[team]] and [[extra_team]]; docs/simulate.md has examples",
        "方案可设 [county] surge、[[programme]]、[priority]、[[team]]、[[extra_team]]，示例见 docs/simulate.md",
    );
    match error {
        PolicyError::Faulty(mut findings) => {
            for finding in &mut findings {
                // Lines are those of the merged settings, which nobody has seen.
                finding.source.file = format!("{path}").into();
                (finding.source.line, finding.source.column) = (0, 0);
            }
            Failure::Findings(findings)
        }
        PolicyError::Foreign { key } => refused(
            "Y0002",
            format!("`{path}`: `{key}` is not a policy's to change"),
            format!("`{path}`：方案不能更改 `{key}`"),
            hint,
        ),
        PolicyError::Syntax { en, zh } => refused(
            "Y0001",
            format!("`{path}` cannot be read: {en}"),
            format!("`{path}` 无法读取：{zh}"),
            hint,
        ),
    }
}

fn read_scenario(path: &Path) -> Result<Scenario, Failure> {
    let text = read(path)?;
    let hint = (
        "docs/simulate.md lists every setting with its default",
        "全部设置及默认值见 docs/simulate.md",
    );
    let shown = path.display();
    let scenario: Scenario = toml::from_str(&text).map_err(|error| {
        refused(
            "Y0001",
            format!("`{shown}` cannot be read: {error}"),
            format!(
                "`{shown}` 无法读取：{}",
                told::toml_at(&text, &error, Lang::Zh)
            ),
            hint,
        )
    })?;
    let faults = scenario.faults();
    if faults.is_empty() {
        return Ok(scenario);
    }
    let list = |lang: Lang| {
        let texts = faults.iter().map(|fault| {
            format!(
                "{}{}{}",
                fault.key,
                lang.colon(),
                lang.pick(fault.must.0, fault.must.1)
            )
        });
        texts.collect::<Vec<_>>().join(lang.semicolon())
    };
    Err(refused(
        "Y0004",
        format!("`{shown}`: {}", list(Lang::En)),
        format!("`{shown}`：{}", list(Lang::Zh)),
        hint,
    ))
}

fn read(path: &Path) -> Result<String, Failure> {
    std::fs::read_to_string(path).map_err(|source| Failure::Io {
        action: "read",
        path: path.to_owned(),
        source,
    })
}

fn refused(code: &'static str, en: String, zh: String, hint: (&str, &str)) -> Failure {
    Failure::Refused {
        code,
        en,
        zh,
        hint: (hint.0.to_owned(), hint.1.to_owned()),
    }
}

fn unkept(action: &'static str, path: &Path, source: std::io::Error) -> Failure {
    Failure::Io {
        action,
        path: path.to_owned(),
        source,
    }
}

fn failure(error: SimulateError) -> Failure {
    match error {
        SimulateError::Findings(findings) => Failure::Findings(findings),
        SimulateError::Ledger(error) => error.into(),
        SimulateError::UnknownRoad { road } => refused(
            "Y0005",
            format!("no road of the layers is called `{road}`, which the scenario closes"),
            format!("情景要封闭的道路 `{road}` 不在道路图层中"),
            (
                "name it by its number, name or id",
                "请用道路编号、名称或 id",
            ),
        ),
        SimulateError::NoSuchDay => refused(
            "Y0006",
            "the first day lies beyond the calendar".to_owned(),
            "起始日期超出历法范围".to_owned(),
            ("dates have four-digit years", "年份应为四位"),
        ),
    }
}

/// What a finished run depends on: it is taken up again only under the same.
fn experiment(stage: &Stage, policies: &[Policy], scenario: &Scenario, plan: &Plan) -> String {
    let policies: Vec<(&str, &str)> = policies
        .iter()
        .map(|policy| (policy.name.as_str(), policy.digest.as_str()))
        .collect();
    let text = json!({
        "version": env!("CARGO_PKG_VERSION"), "inputs": stage.county.inputs,
        "ledger": stage.ledger.book().digest().to_string(), "policies": policies, "scenario": scenario,
        "first": plan.first, "days": plan.days, "iterations": plan.iterations, "seed": plan.seed,
    });
    Digest::of(text.to_string().as_bytes()).to_string()
}

fn as_json(
    about: &About,
    scenario: &Scenario,
    policies: &[Policy],
    summaries: &[PolicySummary],
) -> serde_json::Value {
    let digests: BTreeMap<&str, &str> = policies
        .iter()
        .map(|policy| (policy.name.as_str(), policy.digest.as_str()))
        .collect();
    json!({
        "schema": "xuncha.simulation/1", "county": about.county, "date": about.first, "days": about.days,
        "runs": about.runs, "seed": about.seed, "iterations": about.iterations, "settings": digests,
        "scenario": scenario, "policies": summaries,
    })
}

fn files(
    about: &About,
    scenario: &Scenario,
    policies: &[Policy],
    summaries: &[PolicySummary],
    tables: &[Sheet],
    lang: Lang,
) -> BTreeMap<String, Vec<u8>> {
    let tables = tables.iter();
    let mut files: BTreeMap<String, Vec<u8>> = tables
        .map(|sheet| (format!("{}.csv", sheet.name), csv(sheet)))
        .collect();
    let text = format!("{:#}\n", as_json(about, scenario, policies, summaries));
    files.insert(SIMULATION.manifest.to_owned(), text.into_bytes());
    files.insert(
        "simulation.html".to_owned(),
        page(about, summaries, lang).into_bytes(),
    );
    files
}

/// One row per measure, one column per policy.
fn tell(about: &About, policies: &[PolicySummary], speaker: Speaker) {
    let lang = speaker.lang;
    let mut columns = vec![(lang.pick("measure", "指标").to_owned(), Lean::Left)];
    for (at, policy) in policies.iter().enumerate() {
        columns.push((policy.policy.clone(), Lean::Right));
        if at > 0 {
            columns.push((
                lang.pick("difference", "与首个之差").to_owned(),
                Lean::Right,
            ));
        }
    }
    let heads: Vec<(&str, Lean)> = columns
        .iter()
        .map(|(name, lean)| (name.as_str(), *lean))
        .collect();
    let mut table = Table::new(&heads);
    for measure in Measure::ALL {
        let mut row = vec![label(measure, lang)];
        for (at, policy) in policies.iter().enumerate() {
            let cell = |known: Option<&_>| {
                known.map_or(String::new(), |one| with_interval(measure, one, lang))
            };
            row.push(cell(policy.measures.get(&measure)));
            if at > 0 {
                row.push(cell(policy.differences.get(&measure)));
            }
        }
        table.row(row);
    }
    speaker.text(&table.to_string());
    let mut refused: BTreeMap<&str, u64> = BTreeMap::new();
    for (word, count) in policies.iter().flat_map(|policy| &policy.refused) {
        *refused.entry(word).or_default() += count;
    }
    let last = crate::simulate::outcome::last_day(about.first, about.days);
    speaker.say(
        &format!(
            "{} to {last}, {} runs of each policy; mean and its 95 % interval, differences run by run",
            about.first, about.runs
        ),
        &format!(
            "{} 至 {last}，每个方案 {} 次；均值及 95 % 区间，差异按同一次推演相减",
            about.first, about.runs
        ),
    );
    if !refused.is_empty() {
        let words: Vec<String> = refused
            .iter()
            .map(|(word, count)| format!("{word} {count}"))
            .collect();
        let words = words.join(", ");
        speaker.say(
            &format!("steps of the close-out that the rules refused and that were tried again, by what they lacked: {words}"),
            &format!("不符合规则、后续重试的销号步骤，按所缺事项：{words}"),
        );
    }
}
