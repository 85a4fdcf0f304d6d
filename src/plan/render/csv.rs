//! The stop table for Excel and WPS: UTF-8 with byte order mark, CRLF, times as local clock times.

use crate::domain::Lang;
use crate::plan::{PlanFile, ShiftFile, StopFile};

use super::{anew, clock, costs, onward};

/// Columns in Chinese and English.
const COLUMNS: [(&str, &str); 23] = [
    ("序号", "seq"),
    ("编号", "id"),
    ("名称", "name"),
    ("类别", "kind"),
    ("销号状态", "status"),
    ("巡查方案", "programme"),
    ("检查清单", "checklist"),
    ("必到", "required"),
    ("到达", "arrive"),
    ("开始", "start"),
    ("离开", "depart"),
    ("作业（分）", "work_min"),
    ("行驶（公里）", "drive_km"),
    ("行驶（分）", "drive_min"),
    ("步行（米）", "walk_m"),
    ("收益", "prize"),
    ("缘由", "why"),
    ("占用（分）", "costs_min"),
    ("经度WGS84", "lon_wgs84"),
    ("纬度WGS84", "lat_wgs84"),
    ("目标经度WGS84", "target_lon_wgs84"),
    ("目标纬度WGS84", "target_lat_wgs84"),
    ("结果", "result"),
];

/// The stops of a shift, a row each; of a plan made anew one column more says since when, and what is new of each stop.
pub(in crate::plan) fn csv(plan: &PlanFile, shift: &ShiftFile) -> Vec<u8> {
    let zh = plan.language == Lang::Zh;
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(b"\xef\xbb\xbf".to_vec());
    let titles = COLUMNS.map(|(chinese, english)| if zh { chinese } else { english });
    let as_of = anew::as_of(plan, &shift.date);
    // Writing to memory cannot fail.
    let _ = writer.write_record(titles.into_iter().chain(as_of.as_deref()));
    for stop in &shift.stops {
        let news = anew::news(plan, shift, stop).unwrap_or_default();
        let news = as_of.as_ref().map(|_| plain(&news));
        let _ = writer.write_record(row(plan, stop).into_iter().chain(news));
    }
    writer.into_inner().unwrap_or_default()
}

fn row(plan: &PlanFile, stop: &StopFile) -> [String; 23] {
    let lang = plan.language;
    let minutes = |seconds: i64| super::minutes(seconds).to_string();
    let reasons: Vec<String> = stop
        .reasons
        .iter()
        .map(|reason| format!("{} {:+}", reason.text, reason.value))
        .collect();
    [
        stop.seq.to_string(),
        plain(&stop.target),
        plain(&stop.name),
        stop.kind.label(lang).to_owned(),
        stop.status
            .map_or(String::new(), |status| status.label(lang).to_owned()),
        plain(&stop.programme),
        plain(&stop.checklist),
        if stop.required {
            lang.pick("yes", "是")
        } else {
            lang.pick("no", "否")
        }
        .to_owned(),
        clock(&stop.arrive).to_owned(),
        clock(&stop.start).to_owned(),
        clock(&stop.depart).to_owned(),
        minutes(stop.service_s),
        format!(
            "{}.{}",
            (stop.leg.distance_m + 50) / 1000,
            (stop.leg.distance_m + 50) % 1000 / 100
        ),
        minutes(onward(&stop.leg)),
        stop.walk_m.to_string(),
        stop.prize.to_string(),
        plain(&reasons.join("; ")),
        costs(stop).map_or(String::new(), minutes),
        stop.lon.to_string(),
        stop.lat.to_string(),
        stop.target_lon.to_string(),
        stop.target_lat.to_string(),
        if stop.frozen {
            anew::done(lang).to_owned()
        } else {
            String::new()
        },
    ]
}

/// Text that no spreadsheet takes for a formula or a number: such texts get an apostrophe in front.
///
/// Numbers of more than 15 digits would lose their last ones.
pub(crate) fn plain(text: &str) -> String {
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let long_number = text.len() > 15 && text.bytes().all(|byte| byte.is_ascii_digit());
    if formula || long_number {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_and_long_numbers_stay_text() {
        assert_eq!(plain("=1+1"), "'=1+1");
        assert_eq!(plain("2202840010010001"), "'2202840010010001");
        assert_eq!(plain("220284001001-A-0001"), "220284001001-A-0001");
    }
}
