//! What lies behind what was found, with its intervals.

use super::{Sheet, Show};
use crate::coverage::likelihood::Estimate;

pub(super) fn estimates(show: Show<'_>) -> Sheet {
    let all = &show.coverage.estimates;
    let rates = [
        (
            "new heaps per km of corridor and year",
            "沿线路段每公里每年新增堆点",
            &all.along_corridors,
        ),
        (
            "new heaps per village and year",
            "每村（屯）每年新增堆点",
            &all.at_villages,
        ),
        (
            "rebounds per closed point and year",
            "每个销号点每年反弹",
            &all.rebounds,
        ),
    ];
    let mut rows: Vec<Vec<String>> = Vec::new();
    for (en, zh, rate) in rates {
        let mut row = vec![show.pick(en, zh).to_owned(), rate.found.to_string()];
        row.push(format!("{:.2}", rate.watched));
        row.extend(interval(rate.per_year.as_ref(), 3));
        rows.push(row);
    }
    let found = all.gaps_days.len();
    let days = (
        "days from dumping to discovery, mean",
        "倾倒至发现天数（平均）",
    );
    let chance = (
        "chance per day that the public reports a heap",
        "群众每日举报概率",
    );
    for ((en, zh), estimate, places) in [
        (days, &all.discovery_days, 1),
        (chance, &all.public_per_day, 4),
    ] {
        let mut row = vec![show.pick(en, zh).to_owned(), found.to_string()];
        row.push(String::new());
        row.extend(interval(estimate.as_ref(), places));
        rows.push(row);
    }
    let mut row = vec![
        show.pick("new heaps where no patrol looks", "无巡查覆盖处的新增堆点")
            .to_owned(),
        all.outside.to_string(),
    ];
    row.resize(6, String::new());
    rows.push(row);
    Sheet {
        name: "estimates",
        title: show.pick(
            "Estimates; they rest on a patrol noticing what it passes",
            "推算（以巡查经过即能发现为前提）",
        ),
        is_brief: true,
        head: vec![
            show.pick("figure", "指标"),
            show.pick("found", "发现数"),
            show.pick(
                "watched for (km-, village-, point-years)",
                "观察量（公里年、村年、点年）",
            ),
            show.pick("estimate", "推算值"),
            show.pick("95 % from", "95%区间下限"),
            show.pick("to", "上限"),
        ],
        rows,
    }
}

fn interval(estimate: Option<&Estimate>, places: usize) -> Vec<String> {
    let ends = |one: &Estimate| [one.value, one.low, one.high];
    estimate.map_or_else(
        || vec![String::new(); 3],
        |one| {
            let ends = ends(one).into_iter();
            ends.map(|value| format!("{value:.places$}")).collect()
        },
    )
}

pub(super) fn gaps(show: Show<'_>) -> Sheet {
    let gaps = &show.coverage.estimates.gaps_days;
    Sheet {
        name: "discovery",
        title: show.pick(
            "Days from the look before to the discovery of each new heap",
            "各新增堆点距前次巡查的天数",
        ),
        is_brief: false,
        head: vec![show.pick("days at most", "最多天数")],
        rows: gaps.iter().map(|days| vec![format!("{days:.1}")]).collect(),
    }
}
