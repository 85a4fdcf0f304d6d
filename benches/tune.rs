//! What each number that steers the search is worth, one at a time from its default:
//! `cargo bench --bench tune -- WHERE SECONDS EVERY FIELD=VALUE,VALUE ...`, or several at once:
//! `cargo bench --bench tune -- WHERE SECONDS EVERY together FIELD=VALUE FIELD=VALUE ...`.
//!
//! WHERE is a folder named after a kind of `xuncha solve`, with the files in `instances` and the best-known values in
//! `bks.csv` (columns `instance`, `bks`, `m`, `objective`), of which one row in so many is solved on one thread; or files of
//! kind `mixed`, joined by commas. Prints the mean gap to the best-known values in percent, for files to the whole prize. A
//! component is switched off by its value, such as `tails=0` (`tails_untimed=0` where nothing is timed), `cycles_prize=1` or
//! `pool=0`: that is the table of what each is worth. Together,
//! every row is solved with all settings, from four fields on with half of them, in which each has its default or its value (a fraction of a two-level
//! design: Box, Hunter, "The 2^(k-p) fractional factorial designs", Technometrics 3(3), 1961, doi:10.1080/00401706.1961.10489951), so that
//! each run tells of every field; printed is the gap that the value costs, mean and standard error over the rows.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a bench reports")]

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use xuncha::problem::check::check;
use xuncha::problem::formats::{Kind, read};
use xuncha::solver::{Params, Silent, Tuning, solve};

type Outcome<T> = Result<T, Box<dyn Error>>;

/// An instance to solve, and the value it is held against; `None` = its whole prize.
struct Row {
    file: PathBuf,
    routes: Option<u32>,
    best: Option<f64>,
}

fn main() -> Outcome<()> {
    let words: Vec<String> = std::env::args()
        .skip(1)
        .filter(|word| word != "--bench")
        .collect();
    let [place, seconds, every, fields @ ..] = words.as_slice() else {
        eprintln!("nothing to tune: WHERE SECONDS EVERY FIELD=VALUE,VALUE ...");
        return Ok(());
    };
    let (kind, rows) = rows(place, every.parse()?)?;
    let limit = Duration::from_secs_f64(seconds.parse()?);
    println!("{} rows, {seconds} s each", rows.len());
    if let [first, fields @ ..] = fields
        && first == "together"
    {
        return together(kind, &rows, limit, fields);
    }
    println!(
        "{:<24} {:.4} %",
        "as it is",
        mean_gap(kind, &rows, limit, Tuning::default())?
    );
    for field in fields {
        let (name, values) = field.split_once('=').ok_or("FIELD=VALUE,VALUE")?;
        for value in values.split(',') {
            let mut tuning = Tuning::default();
            *number(&mut tuning, name).ok_or_else(|| format!("no number `{name}`"))? =
                value.parse()?;
            let gap = mean_gap(kind, &rows, limit, tuning)?;
            println!("{:<24} {gap:.4} %", format!("{name}={value}"));
        }
    }
    Ok(())
}

/// What each of some values costs, by runs in which all of them come and go.
fn together(kind: Kind, rows: &[Row], limit: Duration, fields: &[String]) -> Outcome<()> {
    let mut values = Vec::new();
    for field in fields {
        let (name, value) = field.split_once('=').ok_or("FIELD=VALUE")?;
        let value: f64 = value.parse()?;
        number(&mut Tuning::default(), name).ok_or_else(|| format!("no number `{name}`"))?;
        values.push((name, value));
    }
    // Of four or more the settings with an even number of values: what one costs is not mixed with what two do together.
    let all = 0_u32..1 << values.len();
    let settings: Vec<u32> = all
        .filter(|set| values.len() < 4 || set.count_ones() % 2 == 0)
        .collect();
    let mut costs = vec![Vec::new(); values.len()];
    for row in rows {
        let mut gaps = Vec::new();
        for set in &settings {
            let mut tuning = Tuning::default();
            for (bit, (name, value)) in values.iter().enumerate() {
                if set >> bit & 1 == 1 {
                    *number(&mut tuning, name).ok_or("known above")? = *value;
                }
            }
            gaps.push(mean_gap(kind, std::slice::from_ref(row), limit, tuning)?);
        }
        for (bit, costs) in costs.iter_mut().enumerate() {
            let side = |on: u32| {
                let of = settings.iter().zip(&gaps);
                let of = of.filter(|(set, _)| *set >> bit & 1 == on);
                mean(&of.map(|(_, gap)| *gap).collect::<Vec<_>>())
            };
            costs.push(side(1) - side(0));
        }
    }
    for (field, costs) in fields.iter().zip(&costs) {
        let cost = mean(costs);
        let squares: f64 = costs.iter().map(|one| (one - cost).powi(2)).sum();
        let error = (squares / (costs.len() as f64 - 1.0) / costs.len() as f64).sqrt();
        let worse = costs.iter().filter(|cost| **cost > 1e-9).count();
        let better = costs.iter().filter(|cost| **cost < -1e-9).count();
        let error = match costs.len() {
            1 => "one row".into(),
            _ => format!("+- {error:.3} %"),
        };
        println!("{field:<24} {cost:+.3} {error} ({worse} rows lose, {better} gain)");
    }
    Ok(())
}

fn mean(numbers: &[f64]) -> f64 {
    numbers.iter().sum::<f64>() / numbers.len().max(1) as f64
}

/// The number of that name.
fn number<'t>(tuning: &'t mut Tuning, name: &str) -> Option<&'t mut f64> {
    Some(match name {
        "removed" => &mut tuning.removed,
        "longest" => &mut tuning.longest,
        "stretch" => &mut tuning.stretch,
        "cluster" => &mut tuning.cluster,
        "opening" => &mut tuning.opening,
        "fewer" => &mut tuning.fewer,
        "more" => &mut tuning.more,
        "blink" => &mut tuning.blink,
        "cycles_travel" => &mut tuning.cycles_travel,
        "cycles_prize" => &mut tuning.cycles_prize,
        "patience_travel" => &mut tuning.patience_travel,
        "patience_prize" => &mut tuning.patience_prize,
        "reheat" => &mut tuning.reheat,
        "hot_travel" => &mut tuning.hot_travel,
        "cold_travel" => &mut tuning.cold_travel,
        "cold_untimed" => &mut tuning.cold_untimed,
        "cold_weighed" => &mut tuning.cold_weighed,
        "hot_prize" => &mut tuning.hot_prize,
        "hotter" => &mut tuning.hotter,
        "cold_prize" => &mut tuning.cold_prize,
        "orders" => &mut tuning.orders,
        "reversed" => &mut tuning.reversed,
        "tails" => &mut tuning.tails,
        "tails_untimed" => &mut tuning.tails_untimed,
        "pool" => &mut tuning.pool,
        "leg_prize" => &mut tuning.leg_prize,
        _ => return None,
    })
}

fn rows(place: &str, every: usize) -> Outcome<(Kind, Vec<Row>)> {
    let root = Path::new(place);
    let named = |kind: &Kind| root.is_dir() && root.ends_with(kind.word());
    let Some(kind) = Kind::ALL.into_iter().find(named) else {
        let files = place.split(',').map(|file| Row {
            file: file.into(),
            routes: None,
            best: None,
        });
        return Ok((Kind::Mixed, files.collect()));
    };
    let mut files = Vec::new();
    list(&root.join("instances"), &mut files)?;
    let mut table = csv::Reader::from_path(root.join("bks.csv"))?;
    let head = table.headers()?.clone();
    let column = |name: &str| head.iter().position(|field| field == name);
    let (objective, routes) = (column("objective"), column("m"));
    let mut rows = Vec::new();
    for record in table.records() {
        let record = record?;
        // Of two objectives the one that `solve` has.
        if objective.is_some_and(|at| &record[at] != "dimacs") {
            continue;
        }
        let stem = |file: &&PathBuf| {
            file.file_stem()
                .is_some_and(|stem| stem.eq_ignore_ascii_case(&record[0]))
        };
        let file = files
            .iter()
            .find(stem)
            .ok_or_else(|| format!("no instance {}", &record[0]))?;
        rows.push(Row {
            file: file.clone(),
            routes: routes.and_then(|at| record[at].parse().ok()),
            best: Some(record[column("bks").ok_or("no column `bks`")?].parse()?),
        });
    }
    Ok((kind, rows.into_iter().step_by(every).collect()))
}

fn list(folder: &Path, files: &mut Vec<PathBuf>) -> Outcome<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            list(&path, files)?;
        } else {
            files.push(path);
        }
    }
    files.sort();
    Ok(())
}

fn mean_gap(kind: Kind, rows: &[Row], limit: Duration, tuning: Tuning) -> Outcome<f64> {
    let mut sum = 0.0;
    for row in rows {
        let name = row
            .file
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let posed = read(kind, &name, &fs::read_to_string(&row.file)?, row.routes)?;
        let params = Params {
            seed: 1,
            iterations: None,
            time_limit: Some(limit),
            threads: 1,
            tuning,
        };
        let solution = solve(&posed.instance, &params, &Silent);
        let value =
            check(&posed.instance, &solution).map_err(|faults| format!("{name}: {faults:?}"))?;
        let whole: i64 = posed.instance.jobs.iter().map(|job| job.prize.get()).sum();
        let got = posed.objective(&value).as_f64().ok_or("no objective")?;
        let best = row.best.unwrap_or(whole as f64);
        let more_is_better = matches!(kind, Kind::Toptw | Kind::Top | Kind::Mixed);
        sum += 100.0
            * if more_is_better {
                best - got
            } else {
                got - best
            }
            / best;
    }
    Ok(sum / rows.len().max(1) as f64)
}
