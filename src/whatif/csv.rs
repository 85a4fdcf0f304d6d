//! `whatif.csv`: a row for each setting, for Excel and WPS: UTF-8 with byte order mark, CRLF.

use super::{CellFile, MeasureFile, WhatIfFile, words};
use crate::domain::Lang;

/// Columns in English and Chinese.
const COLUMNS: [(&str, &str); 26] = [
    ("teams", "组数"),
    ("shift", "班次时长"),
    ("prize_share_pct", "收益占比%"),
    ("prize_share_low_pct", "收益占比下限%"),
    ("prize_share_high_pct", "收益占比上限%"),
    ("best_prize_share_pct", "最好一次收益占比%"),
    ("required", "必查已排"),
    ("required_low", "必查已排下限"),
    ("required_high", "必查已排上限"),
    ("required_due", "必查到期"),
    ("visits", "到访数"),
    ("visits_low", "到访数下限"),
    ("visits_high", "到访数上限"),
    ("distance_km", "公里"),
    ("distance_low_km", "公里下限"),
    ("distance_high_km", "公里上限"),
    ("work_h", "工时"),
    ("work_low_h", "工时下限"),
    ("work_high_h", "工时上限"),
    ("gain_prize_share_pct", "新增收益占比%"),
    ("gain_prize_share_low_pct", "新增收益占比下限%"),
    ("gain_prize_share_high_pct", "新增收益占比上限%"),
    ("gain_required", "新增必查"),
    ("marginal", "边际组"),
    ("taken_over", "沿用次数"),
    ("runs", "规划次数"),
];

/// The settings, a row each.
pub(super) fn table(file: &WhatIfFile) -> Vec<u8> {
    let lang = file.language;
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(b"\xef\xbb\xbf".to_vec());
    // Writing to memory cannot fail.
    let _ = writer.write_record(COLUMNS.map(|(english, chinese)| lang.pick(english, chinese)));
    for cell in &file.cells {
        let _ = writer.write_record(row(file, cell, lang));
    }
    writer.into_inner().unwrap_or_default()
}

fn row(file: &WhatIfFile, cell: &CellFile, lang: Lang) -> Vec<String> {
    let gain = cell.gain.map(|gain| gain.prize_share);
    let gained = cell.gain.map(|gain| gain.required.mean);
    let mut row = vec![cell.teams.to_string(), words::shift(cell, lang)];
    row.extend(three(Some(cell.prize_share), 100.0));
    row.push(number(Some(cell.best.prize_share), 100.0));
    row.extend(three(Some(cell.required), 1.0));
    row.push(file.due.required.to_string());
    for measure in [cell.visits, cell.distance_km, cell.work_h] {
        row.extend(three(Some(measure), 1.0));
    }
    row.extend(three(gain, 100.0));
    row.push(number(gained, 1.0));
    row.push(
        if cell.marginal {
            lang.pick("yes", "是")
        } else {
            ""
        }
        .to_owned(),
    );
    row.extend([cell.taken_over.to_string(), cell.runs.len().to_string()]);
    row
}

/// Mean, lower and upper end; empty where there is none.
fn three(measure: Option<MeasureFile>, scale: f64) -> [String; 3] {
    let part = |part: fn(MeasureFile) -> Option<f64>| number(measure.and_then(part), scale);
    [
        part(|measure| Some(measure.mean)),
        part(|measure| measure.low),
        part(|measure| measure.high),
    ]
}

fn number(value: Option<f64>, scale: f64) -> String {
    value.map_or(String::new(), |value| format!("{:.3}", value * scale))
}
