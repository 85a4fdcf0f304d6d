//! What is said of a grid, in both languages.

use super::{CellFile, MeasureFile, WhatIfFile};
use crate::domain::Lang;
use crate::plan::UnvisitedFile;

/// How to read the figures, a sentence each.
pub(super) fn notes(file: &WhatIfFile) -> Vec<String> {
    let lang = file.language;
    vec![
        marginal_rule(lang).to_owned(),
        interval(file),
        order(file),
        taken_over(lang).to_owned(),
        figures(lang).to_owned(),
    ]
}

/// The rule of the marginal team.
pub fn marginal_rule(lang: Lang) -> &'static str {
    lang.pick(
        "From the marginal team on, every further team of the grid adds less than half as much prize as the teams before it did on average.",
        "边际组：从该组起，测算范围内每增加一个组，新增收益都不足此前各组平均收益的一半。",
    )
}

fn interval(file: &WhatIfFile) -> String {
    let (runs, iterations) = (file.seeds.len(), file.iterations);
    let freedom = runs.saturating_sub(1);
    match file.language {
        Lang::En if runs == 1 => format!(
            "Every setting was planned once with {iterations} iterations and the same seed; one run gives no interval."
        ),
        Lang::En => format!(
            "Every setting was planned {runs} times with {iterations} iterations and the same seeds; figures are means, \
             intervals are 95 % intervals of the mean (Student's t with {freedom} degrees of freedom)."
        ),
        Lang::Zh if runs == 1 => {
            format!("每种情景用同一随机种子规划 1 次，迭代 {iterations} 次；只有一次，没有区间。")
        }
        Lang::Zh => format!(
            "每种情景用相同的随机种子各规划 {runs} 次，每次迭代 {iterations} 次；数值为平均值，区间为平均值的 95% 区间\
             （t 分布，自由度 {freedom}）。"
        ),
    }
}

/// Which teams they are, and what a shift of another length is.
fn order(file: &WhatIfFile) -> String {
    let own = file.own_teams;
    match file.language {
        Lang::En => format!(
            "Teams are added in the order of their ids; beyond the {own} of the county, copies of them in turn (+1, +2 ...), \
             with the same base and hours but for all townships. A shift of another length keeps its start; its end moves, \
             to 24:00 at the latest, and a break that no longer fits is left out."
        ),
        Lang::Zh => format!(
            "巡查组按编号顺序增加；超出本县 {own} 个组时，依次复制现有各组（+1、+2……），驻地和班次不变，不限乡镇。\
             改变班次时长时出发时间不变，只移动结束时间，最迟 24:00，放不下的休息取消。"
        ),
    }
}

fn taken_over(lang: Lang) -> &'static str {
    lang.pick(
        "A plan of fewer teams or shorter shifts is also a plan of more: where the search found nothing better, it was kept.",
        "少组或短班次的计划在多组或长班次时同样可行：搜索没有更好的结果时沿用该计划。",
    )
}

fn figures(lang: Lang) -> &'static str {
    lang.pick(
        "Kilometres are driven between stops; hours are driving, work, walks and waiting, without breaks.",
        "公里为各站之间的行车里程；工时含行车、作业、步行和等候，不含休息。",
    )
}

/// A length of shift, such as `7h` or `7h30m`; the teams' own.
pub fn shift(cell: &CellFile, lang: Lang) -> String {
    let Some(seconds) = cell.shift_s else {
        return lang.pick("own", "原班次").to_owned();
    };
    let (hours, minutes, rest) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    let parts = [(hours, "h"), (minutes, "m"), (rest, "s")];
    let mut text = String::new();
    for (number, unit) in parts.into_iter().filter(|(number, _)| *number > 0) {
        text.push_str(&format!("{number}{unit}"));
    }
    text
}

/// A share of one as percent with a decimal, without the percent sign.
pub fn percent(share: f64) -> String {
    let tenths = (share * 1000.0).round() + 0.0;
    format!("{:.1}", tenths / 10.0).replace('-', "\u{2212}")
}

/// The interval of a share as percent, such as `81.2–84.0`, or `84.0` where both ends are that; empty without one.
pub fn percents(measure: MeasureFile) -> String {
    let ends = measure.low.map(percent).zip(measure.high.map(percent));
    match ends {
        Some((low, high)) if low == high => low,
        Some((low, high)) => format!("{low}–{high}"),
        None => String::new(),
    }
}

/// A mean of counts: whole where the runs agree, else with a decimal.
pub fn count(mean: f64) -> String {
    if mean.fract().abs() < 1e-9 {
        format!("{mean:.0}")
    } else {
        format!("{mean:.1}")
    }
}

/// What is left to say where no team is marginal.
pub fn no_marginal(file: &WhatIfFile) -> Option<&'static str> {
    let has_gain = file
        .cells
        .iter()
        .any(|cell| cell.teams > 1 && cell.gain.is_some());
    let none = has_gain && file.cells.iter().all(|cell| !cell.marginal);
    none.then(|| {
        file.language.pick(
            "In this grid there is no marginal team: the last one still adds at least half of that average.",
            "本次测算范围内没有边际组：最后增加的组，新增收益仍不低于该平均值的一半。",
        )
    })
}

/// What is due, and how much of it is within reach, as a sentence.
pub fn due(file: &WhatIfFile) -> String {
    let (due, reachable) = (file.due, file.reachable);
    let share = percent(reach(file));
    match file.language {
        Lang::En => format!(
            "{} visits due from {} on ({} days), {} of them required; within reach of the largest setting {} visits, {} required, {share} % of the prize\n",
            due.visits, file.date, file.days, due.required, reachable.visits, reachable.required,
        ),
        Lang::Zh => format!(
            "{} 起 {} 天到期 {} 项，其中必查 {} 项；最大情景下可达 {} 项，其中必查 {} 项，占收益 {share}%\n",
            file.date, file.days, due.visits, due.required, reachable.visits, reachable.required,
        ),
    }
}

/// Share of the prize due that is within reach in the largest setting.
pub fn reach(file: &WhatIfFile) -> f64 {
    file.reachable.prize as f64 / file.due.prize.max(1) as f64
}

/// What the list of unreachable visits is.
pub fn unreachable(file: &WhatIfFile) -> String {
    let (count, lang) = (file.unreachable.len(), file.language);
    let required = file
        .unreachable
        .iter()
        .filter(|entry| entry.required)
        .count();
    match lang {
        Lang::En if count == 0 => {
            "nothing that is required stays undone in every setting, and every due target can be reached\n".to_owned()
        }
        Lang::En => format!(
            "undone whatever is added, with the reason of the largest setting: {count} visits, {required} of them required\n"
        ),
        Lang::Zh if count == 0 => "没有在任何情景下都无法完成的必查项，到期对象都可到达\n".to_owned(),
        Lang::Zh => format!("无论怎样增加都无法完成（原因以最大情景为准）：{count} 项，其中必查 {required} 项\n"),
    }
}

/// A visit that stays undone, and why.
pub fn entry(entry: &UnvisitedFile, lang: Lang) -> String {
    let visit = entry
        .visit
        .map_or(String::new(), |visit| format!("#{visit}"));
    let name = Some(entry.name.as_str()).filter(|name| *name != entry.target);
    let name = name.map_or(String::new(), |name| format!(" {name}"));
    let required = if entry.required {
        lang.pick(" (required)", "（必查）")
    } else {
        ""
    };
    let colon = lang.pick(": ", "：");
    format!(
        "{}{visit}{name}{required}{colon}{}",
        entry.target, entry.reason.text
    )
}
