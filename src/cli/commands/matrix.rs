use serde_json::{Value, json};

use crate::cli::args::{Cli, Format, Matrix as Args};
use crate::cli::observer::Bar;
use crate::cli::outcome::{Exit, Failure};
use crate::cli::render::{Detail, Speaker, counts, finding_json, out_bytes};
use crate::domain::Lang;
use crate::pipeline::matrix::{Matrix, MatrixInput, matrix};
use crate::plan;
use crate::units::Prize;

/// `xuncha matrix`: driving times and distances between all points of a file.
pub(super) fn run(cli: &Cli, args: &Args) -> Result<Exit, Failure> {
    let inputs = [&args.roads, &args.points];
    if let Some(out) = &args.out
        && inputs.iter().any(|input| super::same_file(out, input))
    {
        return Err(super::is_input(out));
    }
    if super::same_file(&args.roads, &args.points) {
        return Err(one_file(args));
    }
    let lang = super::speaker(cli, None).lang;
    // Here the format is that of the matrix; what is said beside it is said as ever.
    let speaker = Speaker::new(Format::Text, lang);
    let bar = Bar::new(Prize::ZERO, lang);
    bar.stage(
        "reading roads and points, driving",
        "正在读取道路和点，计算行驶",
    );
    let input = MatrixInput {
        roads: &args.roads,
        points: &args.points,
        datum: args.datum,
        walk_limit: args.walk_limit,
    };
    let made = super::on_threads(args.threads, || matrix(&input));
    bar.finish();
    let made = made.map_err(Failure::Findings)?;
    let bytes = match cli.format {
        Format::Bin => binary(&made),
        Format::Json => format!("{:#}\n", value(&made, lang)).into_bytes(),
        Format::Text | Format::Csv => table(&made).into_bytes(),
    };
    if cli.format != Format::Json {
        speaker.findings(&made.findings, Detail::Brief);
    }
    match &args.out {
        None => out_bytes(&bytes, lang),
        Some(path) => {
            crate::files::write_atomically(path, &bytes).map_err(|source| Failure::Io {
                action: "write",
                path: path.clone(),
                source,
            })?;
        }
    }
    say(speaker, &made);
    Ok(Exit::Done)
}

fn one_file(args: &Args) -> Failure {
    let path = args.roads.display();
    Failure::Refused {
        code: "X0005",
        en: format!("`{path}` is named as the roads and as the points"),
        zh: format!("`{path}` 既作为道路又作为点"),
        hint: (
            "name a file of roads, then a file of points".into(),
            "请先写道路文件，再写点文件".into(),
        ),
    }
}

fn say(speaker: Speaker, made: &Matrix) {
    let (points, off) = (made.ids.len(), made.ids.len() - made.placed);
    let unreached = made
        .seconds
        .iter()
        .filter(|value| **value == u32::MAX)
        .count();
    let counts = counts(&made.findings, speaker.lang);
    speaker.say(
        &format!("{points} points, {off} off the road, {unreached} pairs without a way; {counts}"),
        &format!("点 {points} 个，其中 {off} 个不在路边；不通的点对 {unreached} 对；{counts}"),
    );
}

/// One row per origin: its id, the seconds to all, the metres to all; empty where there is no way.
fn table(made: &Matrix) -> String {
    let cell = |text: &str| {
        let text = plan::plain(text);
        if text.contains([',', '"', '\n', '\r']) {
            format!("\"{}\"", text.replace('"', "\"\""))
        } else {
            text
        }
    };
    let mut text = String::from("from");
    for unit in ["s", "m"] {
        for id in &made.ids {
            text.push(',');
            text.push_str(&cell(&format!("{unit}:{id}")));
        }
    }
    text.push('\n');
    let count = made.ids.len().max(1);
    let rows = made.seconds.chunks(count).zip(made.metres.chunks(count));
    for (id, (seconds, metres)) in made.ids.iter().zip(rows) {
        text.push_str(&cell(id));
        for value in seconds.iter().chain(metres) {
            text.push(',');
            if *value != u32::MAX {
                text.push_str(&value.to_string());
            }
        }
        text.push('\n');
    }
    text
}

/// Little-endian 32-bit numbers, row major: all seconds, then all metres; all ones where there is no way.
fn binary(made: &Matrix) -> Vec<u8> {
    let values = made.seconds.iter().chain(&made.metres);
    values.flat_map(|value| value.to_le_bytes()).collect()
}

fn value(made: &Matrix, lang: Lang) -> Value {
    let count = made.ids.len().max(1);
    let rows = |values: &[u32]| -> Vec<Vec<Option<u32>>> {
        let known = |value: &u32| (*value != u32::MAX).then_some(*value);
        let rows = values.chunks(count);
        rows.map(|row| row.iter().map(known).collect()).collect()
    };
    let findings = made
        .findings
        .iter()
        .map(|finding| finding_json(finding, lang));
    json!({
        "points": made.ids, "seconds": rows(&made.seconds), "metres": rows(&made.metres),
        "findings": findings.collect::<Vec<_>>(),
    })
}
