//! `xuncha whatif --balance`: what it costs to spread the load.

use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::json;

use crate::cli::args::{Balance, Whatif};
use crate::cli::observer::Bar;
use crate::cli::outcome::{Exit, Failure};
use crate::cli::render::{Detail, Speaker, finding_json};
use crate::cli::table::{Lean, Table};
use crate::domain::{Finding, Lang};
use crate::whatif::{self, BalanceFile, BalanceOptions, Input, Measure, StepFile};

/// Plans the steps and tells of them.
pub(super) fn run(
    args: &Whatif,
    what: Balance,
    input: &Input<'_>,
    findings: &[Finding],
    bar: &Bar,
    speaker: Speaker,
) -> Result<Exit, Failure> {
    let options = BalanceOptions {
        measure: match what {
            Balance::Hours => Measure::Hours,
            Balance::Stops => Measure::Stops,
            Balance::Townships => Measure::Townships,
            Balance::OwnArea => Measure::OwnArea,
        },
        iterations: args.iterations,
        runs: args.runs,
        seed: args.seed,
    };
    let (done, of) = (AtomicUsize::new(0), whatif::searches(options));
    let count = || bar.count(done.fetch_add(1, Ordering::Relaxed) + 1, of);
    let file = whatif::balance(input, options, &count).map_err(Failure::Routes)?;
    bar.finish();
    speaker.findings(findings, Detail::Brief);
    let lang = speaker.lang;
    speaker.text(&table(&file, lang).to_string());
    speaker.text(&remark(&file, lang));
    let mut value = serde_json::to_value(&file).unwrap_or_default();
    let told = findings.iter().map(|finding| finding_json(finding, lang));
    value["findings"] = json!(told.collect::<Vec<_>>());
    speaker.json(&value);
    Ok(Exit::Done)
}

/// One row per step.
fn table(file: &BalanceFile, lang: Lang) -> Table {
    let mut table = Table::new(&[
        (lang.pick("rule", "规则"), Lean::Left),
        (lang.pick("required", "必查"), Lean::Right),
        (lang.pick("prize %", "收益%"), Lean::Right),
        (lang.pick("lost %", "损失%"), Lean::Right),
        (lang.pick("hours most/least", "工时 最多/最少"), Lean::Right),
        (lang.pick("lost per min", "每分钟损失"), Lean::Right),
        (lang.pick("stops most/least", "站数 最多/最少"), Lean::Right),
        (lang.pick("own area %", "本片区%"), Lean::Right),
        (
            lang.pick("worst-served township", "服务最少的乡镇"),
            Lean::Left,
        ),
    ]);
    let free = file.steps.first().map_or(0, |step| step.prize);
    let percent =
        |part: i64, whole: i64| format!("{:.1}", 100.0 * part as f64 / whole.max(1) as f64);
    for (number, step) in file.steps.iter().enumerate() {
        let hours = step
            .work_s
            .map(|seconds| format!("{:.1}", seconds as f64 / 3600.0));
        table.row(vec![
            rule(file.measure, number, step, lang),
            format!("{}/{}", step.required, file.required_due),
            percent(step.prize, file.prize_due),
            percent(step.prize_lost, free),
            hours.join("/"),
            step.lost_per_minute
                .map_or(String::new(), |lost| format!("{lost:.1}")),
            format!("{}/{}", step.stops[0], step.stops[1]),
            step.own_share
                .map_or(String::new(), |share| format!("{:.0}", 100.0 * share)),
            step.worst.as_ref().map_or(String::new(), |worst| {
                format!("{} {}/{}", worst.township, worst.visits, worst.due)
            }),
        ]);
    }
    table
}

/// The rule of a step in words.
fn rule(measure: Measure, number: usize, step: &StepFile, lang: Lang) -> String {
    if number == 0 {
        return lang.pick("free", "不限").to_owned();
    }
    let percent = step.cap_percent.unwrap_or(100);
    let (hours, minutes) = (step.rule / 3600, step.rule / 60 % 60);
    let (times, stops) = (step.rule, step.rule);
    match (measure, lang) {
        (Measure::Hours, Lang::En) => format!("shifts of {hours}:{minutes:02} ({percent} %)"),
        (Measure::Hours, Lang::Zh) => format!("班次至多 {hours}:{minutes:02}（{percent}%）"),
        (Measure::Stops, Lang::En) => format!("{stops} stops a shift ({percent} %)"),
        (Measure::Stops, Lang::Zh) => format!("每班至多 {stops} 站（{percent}%）"),
        (Measure::Townships, Lang::En) => format!("worst raised {times} x"),
        (Measure::Townships, Lang::Zh) => format!("最少者加权 {times} 次"),
        (Measure::OwnArea, Lang::En) => "own area only".to_owned(),
        (Measure::OwnArea, Lang::Zh) => "只去本片区".to_owned(),
    }
}

fn remark(file: &BalanceFile, lang: Lang) -> String {
    let searched = file.seeds.len();
    match lang {
        Lang::En => format!(
            "best of {searched} searches each; most and least are of teams over the days; teams are listed in the order of the plan, not compared\n"
        ),
        Lang::Zh => format!(
            "每行取 {searched} 次规划中最好的一次；最多、最少按各组全部天数合计；各组按计划顺序列出，不作排名\n"
        ),
    }
}
