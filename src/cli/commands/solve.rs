use std::path::Path;
use std::time::{Duration, Instant};

use serde_json::Value as Json;

use crate::cli::args::{Cli, Format, Solve};
use crate::cli::observer::Bar;
use crate::cli::outcome::{Exit, Failure};
use crate::cli::render::Speaker;
use crate::domain::Lang;
use crate::files;
use crate::problem::check::check;
use crate::problem::formats::{self, Posed};
use crate::problem::{Solution, Value, out_of_reach};
use crate::solver::{self, Observer, Params, Progress, Tuning};

/// Time for all of it when neither limit is given.
const DEFAULT_LIMIT: Duration = Duration::from_secs(10);
/// The most that is read of one file, in bytes of text.
const LARGEST: u64 = 1 << 30;

/// `xuncha solve`: the solver on a published instance file.
pub(super) fn run(cli: &Cli, args: &Solve) -> Result<Exit, Failure> {
    let begun = now();
    let speaker = super::speaker(cli, None);
    let name = name(&args.file);
    if let Some(out) = args
        .out
        .as_deref()
        .filter(|out| super::same_file(out, &args.file))
    {
        return Err(super::is_input(out));
    }
    let posed = super::on_threads(args.threads, || read(args, &name))?;
    let limit = args
        .time_limit
        .or_else(|| args.iterations.is_none().then_some(DEFAULT_LIMIT));
    let params = Params {
        seed: args.seed,
        iterations: args.iterations,
        time_limit: limit.map(|limit| left(limit, begun)),
        threads: args.threads.map_or(0, usize::from),
        tuning: Tuning::default(),
    };
    let due = posed.instance.jobs.iter().map(|job| job.prize).sum();
    let bar = Bar::new(due, speaker.lang);
    bar.stage("searching", "正在求解");
    let shown = Shown {
        bar: &bar,
        posed: &posed,
        lang: speaker.lang,
    };
    let solution = solver::solve(&posed.instance, &params, &shown);
    bar.finish();
    let value = check(&posed.instance, &solution).map_err(Failure::Routes)?;
    if !posed.is_answer(&value) {
        return Err(incomplete(
            value.required_missing,
            posed.instance.jobs.len(),
        ));
    }
    let answer = posed.answer(args.kind, &name, &solution, &value);
    if let Some(out) = &args.out {
        write(out, &answer)?;
    }
    tell(speaker, args, &posed, &solution, &value);
    let lost = say_left_out(speaker, &posed, &solution, &value);
    if speaker.format == Format::Json {
        speaker.json(&answer);
    } else {
        let seconds = begun.elapsed().as_secs_f64();
        speaker.say(&format!("{seconds:.1} s"), &format!("用时 {seconds:.1} 秒"));
    }
    Ok(if lost { Exit::Input } else { Exit::Done })
}

/// Shows on the terminal what the family's objective comes to.
struct Shown<'a> {
    bar: &'a Bar,
    posed: &'a Posed,
    lang: Lang,
}

impl Observer for Shown<'_> {
    fn improved(&self, progress: &Progress) {
        self.bar.show(progress, |value| {
            let objective = self.posed.objective(value);
            match (self.lang, self.bar.share(value.prize)) {
                (Lang::En, Some(share)) => {
                    format!("objective {objective} ({share:.1} % of all prize)")
                }
                (Lang::En, None) => format!("objective {objective}"),
                (Lang::Zh, Some(share)) => {
                    format!("目标值 {objective}（占全部收益 {share:.1} %）")
                }
                (Lang::Zh, None) => format!("目标值 {objective}"),
            }
        });
    }
}

/// Warns of jobs to which no way leads, and of required ones that were left out though one does; whether the file cannot
/// be meant so: a required job, or all of them, are out of reach.
fn say_left_out(speaker: Speaker, posed: &Posed, solution: &Solution, value: &Value) -> bool {
    let lost = out_of_reach(&posed.instance, solution);
    let jobs = posed.instance.jobs.len();
    if lost.jobs > 0 {
        let (count, required) = (lost.jobs, lost.required);
        speaker.say(
            &format!("warning: {count} of {jobs} jobs are out of reach, {required} of them required: no shift has a way there and back [F0006]\n  hint: check the roads of the file (in `mixed` the records `edge` and `arc`), and which shifts may do the jobs"),
            &format!("警告：{jobs} 项任务中有 {count} 项无路可达（其中必做 {required} 项）：没有班次能够往返 [F0006]\n  建议：请核对文件中的道路（`mixed` 为 `edge`、`arc` 记录）和任务允许的班次"),
        );
    }
    let missing = (value.required_missing as usize).saturating_sub(lost.required);
    if missing > 0 {
        speaker.say(
            &format!("warning: {missing} required jobs that can be reached are left out: no place was found for them [F0007]"),
            &format!("警告：有 {missing} 项可达的必做任务未能排入 [F0007]"),
        );
    }
    lost.required > 0 || (jobs > 0 && lost.jobs == jobs)
}

#[expect(
    clippy::disallowed_methods,
    reason = "the time limit counts from the start of the program"
)]
fn now() -> Instant {
    Instant::now()
}

/// What the search may take: the limit less what reading took and what checking and writing will take.
fn left(limit: Duration, begun: Instant) -> Duration {
    let reserve = (limit / 100).min(Duration::from_millis(100));
    limit.saturating_sub(begun.elapsed() + reserve)
}

/// The file's name without folder and endings.
fn name(file: &Path) -> String {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let name = name.strip_suffix(".gz").unwrap_or(&name);
    let stem = name
        .rsplit_once('.')
        .filter(|(_, ending)| ["txt", "dat", "vrp", "top", "mixed"].contains(ending));
    stem.map_or(name, |(stem, _)| stem).to_owned()
}

fn read(args: &Solve, name: &str) -> Result<Posed, Failure> {
    let bytes =
        files::read_whole(&args.file, LARGEST).and_then(|bytes| files::unpack(bytes, LARGEST));
    let bytes = bytes.map_err(|source| Failure::Input {
        path: args.file.clone(),
        source,
    })?;
    // Names and remarks may be in any encoding; what counts is ASCII.
    let text = String::from_utf8_lossy(&bytes);
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    formats::read(args.kind, name, text, args.routes).map_err(|source| Failure::Format {
        path: args.file.clone(),
        source,
    })
}

fn incomplete(missing: u32, jobs: usize) -> Failure {
    Failure::Refused {
        code: "F0005",
        en: format!("no routes were found that serve all: {missing} of {jobs} are left out"),
        zh: format!("未找到服务全部对象的路线：{jobs} 项中有 {missing} 项未排"),
        hint: (
            "more time may help; or --routes is too small".into(),
            "可延长求解时间；也可能 --routes 过小".into(),
        ),
    }
}

fn write(out: &Path, answer: &Json) -> Result<(), Failure> {
    let text = format!("{answer:#}\n");
    files::write_atomically(out, text.as_bytes()).map_err(|source| Failure::Io {
        action: "write",
        path: out.to_owned(),
        source,
    })
}

fn tell(speaker: Speaker, args: &Solve, posed: &Posed, solution: &Solution, value: &Value) {
    let used = solution.routes.iter().filter(|route| !route.is_empty());
    let (used, served) = (
        used.count(),
        solution.routes.iter().map(Vec::len).sum::<usize>(),
    );
    let (objective, jobs) = (posed.objective(value), posed.instance.jobs.len());
    speaker.text(&match speaker.lang {
        Lang::En => format!("objective {objective}, {used} routes, {served} of {jobs} served\n"),
        Lang::Zh => format!("目标值 {objective}，路线 {used} 条，服务 {served} / {jobs} 项\n"),
    });
    if let Some(out) = &args.out {
        let out = out.display();
        speaker.say(&format!("written to {out}"), &format!("已写入 {out}"));
    }
}
