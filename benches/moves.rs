//! How fast each part of the search is: `cargo bench --bench moves -- FILE ...`, files of `xuncha solve --kind mixed` such as
//! `xuncha generate --instance` makes.
//!
//! For every file the cost of an iteration, after five iterations a job; for the first, moves a second of each neighbourhood,
//! with all teams alike and no breaks, as it is, and with nothing timed. `-- instructions FILE` counts instructions instead, of
//! the first file after one iteration a job: it runs itself under `valgrind --tool=callgrind`, each part once with its setup
//! alone and once with the work behind it.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a bench reports")]

use std::error::Error;
use std::fs;
use std::process::Command;
use std::time::{Duration, Instant};

use xuncha::domain::TimeWindow;
use xuncha::problem::formats::{Kind, read};
use xuncha::problem::{Breaks, Instance};
use xuncha::solver::lab::{Lab, Ruin, in_lab};
use xuncha::solver::{Params, Tuning};
use xuncha::units::Seconds;

type Outcome<T> = Result<T, Box<dyn Error>>;

/// A neighbourhood: its name, what is counted, how to try it so many times, and how often for the count of instructions.
struct Part {
    name: &'static str,
    counts: &'static str,
    run: fn(&mut Lab<'_>, u32) -> u64,
    times: u32,
}

const PARTS: [Part; 9] = [
    part("insertion", "places", insertions, 20_000),
    part(
        "ruin by strings",
        "jobs out",
        |lab, n| lab.ruins(n, Ruin::Strings),
        5_000,
    ),
    part(
        "ruin by cluster",
        "jobs out",
        |lab, n| lab.ruins(n, Ruin::Cluster),
        5_000,
    ),
    part(
        "recreate after strings",
        "jobs in",
        |lab, n| lab.recreates(n, Ruin::Strings),
        2_000,
    ),
    part(
        "recreate after cluster",
        "jobs in",
        |lab, n| lab.recreates(n, Ruin::Cluster),
        2_000,
    ),
    part("tails", "jobs", tails, 20_000),
    part("reversal", "stretches", reversals, 2_000),
    part("turning", "steps", turns, 20_000),
    part("repacking", "packings", packings, 200),
];

/// Into routes that have lost every third stop: nearly all places of a full one are ruled out by one comparison.
fn insertions(lab: &mut Lab<'_>, times: u32) -> u64 {
    lab.loosen();
    let places = lab.insertions(times);
    lab.tighten();
    places
}

fn tails(lab: &mut Lab<'_>, jobs: u32) -> u64 {
    lab.tails(jobs)
}

fn reversals(lab: &mut Lab<'_>, routes: u32) -> u64 {
    lab.reversals(routes)
}

fn turns(lab: &mut Lab<'_>, routes: u32) -> u64 {
    lab.turns(routes)
}

fn packings(lab: &mut Lab<'_>, times: u32) -> u64 {
    lab.packings(times)
}

const fn part(
    name: &'static str,
    counts: &'static str,
    run: fn(&mut Lab<'_>, u32) -> u64,
    times: u32,
) -> Part {
    Part {
        name,
        counts,
        run,
        times,
    }
}

fn main() -> Outcome<()> {
    let words: Vec<String> = std::env::args()
        .skip(1)
        .filter(|word| word != "--bench")
        .collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["--once", file, kind, part, times] => once(file, kind, part, times.parse()?),
        ["instructions", file] => instructions(file),
        [] => {
            eprintln!("nothing to measure: FILE ...");
            Ok(())
        }
        files => {
            iterations(files)?;
            moves(files[0])
        }
    }
}

fn instance(file: &str) -> Outcome<Instance> {
    Ok(read(Kind::Mixed, file, &fs::read_to_string(file)?, None)?.instance)
}

/// The instance with all teams of a day alike and no breaks, as it is, and with nothing timed and all required.
fn kinds(with_breaks: Instance) -> [(&'static str, Instance); 3] {
    let mut timed = with_breaks.clone();
    let first = timed.shifts.first().cloned();
    for (shift, first) in timed.shifts.iter_mut().zip(first.iter().cycle()) {
        let from = first.window.start().get() + 86_400 * i64::from(shift.day - first.day);
        let until = from + first.window.end().get() - first.window.start().get();
        shift.window = TimeWindow::new(Seconds(from), Seconds(until)).unwrap_or(shift.window);
        (shift.start, shift.end, shift.breaks) = (first.start, first.end, Breaks::default());
        (shift.capacity, shift.max_jobs) = (first.capacity, first.max_jobs);
    }
    for job in &mut timed.jobs {
        job.shifts = None;
    }
    let mut timeless = timed.clone();
    for shift in &mut timeless.shifts {
        let long = TimeWindow::new(Seconds(0), Seconds(1_000_000_000_000));
        shift.window = long.unwrap_or(shift.window);
        shift.day = 0;
    }
    for job in &mut timeless.jobs {
        job.windows.clear();
        (job.required, job.group) = (true, None);
    }
    timeless.groups.clear();
    [
        ("timed, teams alike", timed),
        ("with breaks", with_breaks),
        ("timeless", timeless),
    ]
}

/// Whether the search has such a part: tails need shifts alike, the rest needs time or prize.
fn has(kind: &str, part: &Part) -> bool {
    match part.name {
        "tails" => kind != "with breaks",
        "reversal" | "turning" | "repacking" => kind != "timeless",
        _ => true,
    }
}

fn params(instance: &Instance, each: u64) -> Params {
    Params {
        seed: 1,
        iterations: Some(each * instance.jobs.len() as u64),
        time_limit: None,
        threads: 1,
        tuning: Tuning::default(),
    }
}

fn iterations(files: &[&str]) -> Outcome<()> {
    println!("{:>7} {:>7} {:>14}", "jobs", "shifts", "us/iteration");
    for file in files {
        let instance = instance(file)?;
        let each = in_lab(&instance, &params(&instance, 5), |lab| {
            let (count, lasted) = measure(|times| lab.iterations(times.into()));
            lasted.as_secs_f64() * 1e6 / count as f64
        });
        let (jobs, shifts) = (instance.jobs.len(), instance.shifts.len());
        println!("{jobs:>7} {shifts:>7} {each:>14.1}");
    }
    Ok(())
}

fn moves(file: &str) -> Outcome<()> {
    for (kind, instance) in kinds(instance(file)?) {
        println!("\n{kind}, {} jobs", instance.jobs.len());
        in_lab(&instance, &params(&instance, 5), |lab| {
            for part in PARTS.iter().filter(|part| has(kind, part)) {
                let (count, lasted) = measure(|times| (part.run)(lab, times));
                let pace = count as f64 / lasted.as_secs_f64();
                println!("{:<24} {pace:>14.0} {}/s", part.name, part.counts);
            }
        });
    }
    Ok(())
}

/// How many things were done in a time long enough to tell.
#[expect(clippy::disallowed_methods, reason = "a bench measures time")]
fn measure(mut work: impl FnMut(u32) -> u64) -> (u64, Duration) {
    const ENOUGH: Duration = Duration::from_millis(500);
    let mut times = 4;
    loop {
        let begun = Instant::now();
        let count = work(times);
        let lasted = begun.elapsed();
        if lasted >= ENOUGH || times > 1 << 28 {
            return (count, lasted);
        }
        times *= 2;
    }
}

/// One part so many times behind its setup; tells how many things it did.
fn once(file: &str, kind: &str, name: &str, times: u32) -> Outcome<()> {
    let mut kinds = kinds(instance(file)?).into_iter();
    let (_, instance) = kinds.find(|known| known.0 == kind).ok_or("no such kind")?;
    let part = PARTS.iter().find(|part| part.name == name);
    let part = part.ok_or("no such part")?;
    in_lab(&instance, &params(&instance, 1), |lab| {
        println!("{}", (part.run)(lab, times));
    });
    Ok(())
}

fn instructions(file: &str) -> Outcome<()> {
    if Command::new("valgrind").arg("--version").output().is_err() {
        eprintln!("valgrind is not installed, nothing was measured");
        return Ok(());
    }
    for kind in ["timed, teams alike", "with breaks", "timeless"] {
        println!("\n{kind}");
        for part in PARTS.iter().filter(|part| has(kind, part)) {
            let (_, setup) = counted(file, kind, part.name, 0)?;
            let (count, whole) = counted(file, kind, part.name, part.times)?;
            let each = whole.saturating_sub(setup) / count.max(1);
            println!("{:<24} {each:>10} instructions, {}", part.name, part.counts);
        }
    }
    Ok(())
}

/// Things done and instructions taken by this program.
fn counted(file: &str, kind: &str, part: &str, times: u32) -> Outcome<(u64, u64)> {
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(std::env::current_exe()?)
        .args(["--once", file, kind, part, &times.to_string()])
        .env("RAYON_NUM_THREADS", "1")
        .output()?;
    let said = String::from_utf8_lossy(&output.stderr);
    let mut lines = said.lines();
    let collected = lines.find_map(|line| line.split_once("Collected : "));
    let (_, instructions) =
        collected.ok_or_else(|| format!("callgrind counted nothing:\n{said}"))?;
    let count = String::from_utf8_lossy(&output.stdout).trim().parse()?;
    Ok((count, instructions.trim().parse()?))
}
