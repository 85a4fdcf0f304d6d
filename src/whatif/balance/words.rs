//! What is said of the steps, in both languages.

use super::{BalanceFile, Measure, StepFile};
use crate::domain::Lang;

/// The rule of a step in words.
pub fn rule(file: &BalanceFile, number: usize) -> String {
    let (measure, lang) = (file.measure, file.language);
    let Some(step) = file.steps.get(number).filter(|_| number > 0) else {
        return lang.pick("free", "不限").to_owned();
    };
    let percent = step.cap_percent.unwrap_or(100);
    let (hours, minutes) = (step.rule / 3600, step.rule / 60 % 60);
    let most = step.rule;
    match (measure, lang) {
        (Measure::Hours, Lang::En) => format!("shifts of {hours}:{minutes:02} ({percent} %)"),
        (Measure::Hours, Lang::Zh) => format!("班次至多 {hours}:{minutes:02}（{percent}%）"),
        (Measure::Stops, Lang::En) if most == 1 => format!("1 stop a shift ({percent} %)"),
        (Measure::Stops, Lang::En) => format!("{most} stops a shift ({percent} %)"),
        (Measure::Stops, Lang::Zh) => format!("每班至多 {most} 站（{percent}%）"),
        (Measure::Townships, Lang::En) => format!("worst raised {most} x"),
        (Measure::Townships, Lang::Zh) => format!("最少者加权 {most} 次"),
        (Measure::OwnArea, Lang::En) => "own area only".to_owned(),
        (Measure::OwnArea, Lang::Zh) => "只去本片区".to_owned(),
        (Measure::Steady, Lang::En) if most == 1 => {
            format!("at most 1 stop moved ({percent} %)")
        }
        (Measure::Steady, Lang::En) => format!("at most {most} stops moved ({percent} %)"),
        (Measure::Steady, Lang::Zh) => format!("至多改班次 {most} 站（{percent}%）"),
    }
}

/// How the figures came about.
pub fn remark(file: &BalanceFile) -> String {
    let searched = file.seeds.len();
    let text = match file.language {
        Lang::En => format!(
            "best of {searched} searches each; most and least are of teams over the days; teams are listed in the order of the plan, not compared"
        ),
        Lang::Zh => format!(
            "每行取 {searched} 次规划中最好的一次；最多、最少按各组全部天数合计；各组按计划顺序列出，不作排名"
        ),
    };
    if file.steps.iter().all(|step| step.cap_percent.is_none()) {
        return text;
    }
    // The column says what a plan has, the rule what it may have.
    let caps = file.language.pick(
        "; the percentage of a rule is of the most that the free plan had as it was searched for",
        "；规则中的百分比以不限方案搜索所得的最大值为 100%",
    );
    text + caps
}

/// Percent with one decimal.
pub fn percent(part: i64, whole: i64) -> String {
    format!("{:.1}", share(part, whole))
}

/// A part in percent of a whole; of nothing it is none.
pub(super) fn share(part: i64, whole: i64) -> f64 {
    100.0 * part as f64 / whole.max(1) as f64
}

/// Prize of the free plan.
pub fn free(file: &BalanceFile) -> i64 {
    file.steps.first().map_or(0, |step| step.prize)
}

/// Heads of a table of the steps.
pub fn heads(file: &BalanceFile) -> Vec<&'static str> {
    let lang = file.language;
    let mut heads = vec![
        lang.pick("rule", "规则"),
        lang.pick("required", "必查"),
        lang.pick("prize %", "收益%"),
        lang.pick("lost %", "损失%"),
        lang.pick("hours most/least", "工时 最多/最少"),
        lang.pick("lost per min", "每分钟损失"),
        lang.pick("stops most/least", "站数 最多/最少"),
        lang.pick("own area %", "本片区%"),
    ];
    if file.measure == Measure::Steady {
        heads.push(lang.pick("moved", "改班次"));
    }
    heads.push(lang.pick("worst-served township", "服务最少的乡镇"));
    heads
}

/// The cells of a step, as many as there are heads.
pub fn row(file: &BalanceFile, number: usize, step: &StepFile) -> Vec<String> {
    let hours = step.work_s.map(hours);
    let mut row = vec![
        rule(file, number),
        format!("{}/{}", step.required, file.required_due),
        percent(step.prize, file.prize_due),
        percent(step.prize_lost, free(file)),
        hours.join("/"),
        step.lost_per_minute
            .map_or(String::new(), |lost| format!("{lost:.1}")),
        format!("{}/{}", step.stops[0], step.stops[1]),
        step.own_share
            .map_or(String::new(), |share| format!("{:.0}", 100.0 * share)),
    ];
    if file.measure == Measure::Steady {
        row.push(
            step.moved
                .map_or(String::new(), |moved| format!("{moved}/{}", file.like)),
        );
    }
    row.push(step.worst.as_ref().map_or(String::new(), |worst| {
        format!("{} {}/{}", worst.township, worst.visits, worst.due)
    }));
    row
}

/// Seconds as hours with one decimal.
pub(super) fn hours(seconds: i64) -> String {
    format!("{:.1}", seconds as f64 / 3600.0)
}
