//! `balance.csv`: a row for each step, for Excel and WPS: UTF-8 with byte order mark, CRLF.

use super::{BalanceFile, words};

/// Columns in English and Chinese.
const COLUMNS: [(&str, &str); 18] = [
    ("step", "规则"),
    ("rule", "规则值"),
    ("cap_percent", "上限%"),
    ("required", "必查已排"),
    ("required_due", "必查到期"),
    ("prize", "收益"),
    ("prize_due", "到期收益"),
    ("prize_lost", "收益损失"),
    ("visits", "到访数"),
    ("work_most_s", "工时最多（秒）"),
    ("work_least_s", "工时最少（秒）"),
    ("stops_most", "站数最多"),
    ("stops_least", "站数最少"),
    ("lost_per_minute", "每分钟损失"),
    ("own_share", "本片区占比"),
    ("moved", "改班次"),
    ("worst_township", "服务最少的乡镇"),
    ("taken_over", "沿用"),
];

/// The steps, a row each.
pub(super) fn table(file: &BalanceFile) -> Vec<u8> {
    let lang = file.language;
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(b"\xef\xbb\xbf".to_vec());
    // Writing to memory cannot fail.
    let _ = writer.write_record(COLUMNS.map(|(english, chinese)| lang.pick(english, chinese)));
    for (number, step) in file.steps.iter().enumerate() {
        let share = |share: Option<f64>| share.map_or(String::new(), |share| format!("{share:.4}"));
        let _ = writer.write_record([
            words::rule(file, number),
            step.rule.to_string(),
            step.cap_percent
                .map_or(String::new(), |cap| cap.to_string()),
            step.required.to_string(),
            file.required_due.to_string(),
            step.prize.to_string(),
            file.prize_due.to_string(),
            step.prize_lost.to_string(),
            step.visits.to_string(),
            step.work_s[0].to_string(),
            step.work_s[1].to_string(),
            step.stops[0].to_string(),
            step.stops[1].to_string(),
            share(step.lost_per_minute),
            share(step.own_share),
            step.moved.map_or(String::new(), |moved| moved.to_string()),
            step.worst
                .as_ref()
                .map_or(String::new(), |worst| worst.township.clone()),
            u8::from(step.taken_over).to_string(),
        ]);
    }
    writer.into_inner().unwrap_or_default()
}
