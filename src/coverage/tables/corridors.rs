//! Corridors by the metre.

use super::visits::{classes, unseen_head, unseen_rows};
use super::{Sheet, Show, kilometres, percent};
use crate::coverage::figures::MetreTally;

type Group<'c> = (&'static str, String, &'c MetreTally);

pub(super) fn metres(show: Show<'_>) -> Sheet {
    let row = |(by, name, one): Group<'_>| {
        let mut row = vec![by.to_owned(), name];
        row.extend(
            [
                one.metres,
                one.seen,
                one.due,
                one.on_time,
                one.late,
                one.missed,
            ]
            .map(kilometres),
        );
        row.extend([one.seen_share(), one.on_time_share(), one.met_share()].map(percent));
        row.push(kilometres(one.additional));
        row
    };
    Sheet {
        name: "corridors",
        title: show.pick(
            "Corridors by the metre, in km",
            "沿线路段（逐米统计，公里）",
        ),
        is_brief: true,
        head: vec![
            show.pick("by", "分组"),
            show.pick("group", "名称"),
            show.pick("length", "总长"),
            show.pick("seen", "期内已巡"),
            show.pick("due", "应巡"),
            show.pick("on time", "按期"),
            show.pick("late", "逾期到访"),
            show.pick("missed", "漏巡"),
            show.pick("seen %", "覆盖率%"),
            show.pick("on time %", "按期率%"),
            show.pick("visited %", "到访率%"),
            show.pick("additional", "额外到访"),
        ],
        rows: groups(show).into_iter().map(row).collect(),
    }
}

pub(super) fn recency(show: Show<'_>) -> Sheet {
    let row = |(by, name, one): Group<'_>| {
        let mut row = vec![by.to_owned(), name];
        row.extend(one.recency.counts().map(kilometres));
        row
    };
    let mut head = vec![show.pick("by", "分组"), show.pick("group", "名称")];
    head.extend(classes(show));
    Sheet {
        name: "corridor_recency",
        title: show.pick(
            "Corridors by days since last seen, in km",
            "沿线路段距上次巡查天数（公里）",
        ),
        is_brief: false,
        head,
        rows: groups(show).into_iter().map(row).collect(),
    }
}

pub(super) fn worst(show: Show<'_>) -> Sheet {
    Sheet {
        name: "corridors_worst",
        title: show.pick(
            "Corridors with metres not seen for the longest time",
            "最久未巡的路段",
        ),
        is_brief: true,
        head: unseen_head(show),
        rows: unseen_rows(show, &show.coverage.corridors.worst),
    }
}

pub(super) fn stretches(show: Show<'_>) -> Sheet {
    let never = show.pick("never", "从未");
    let rows = show.coverage.stretches.iter().map(|one| {
        let days = one.days;
        vec![
            one.target.clone(),
            one.road.clone(),
            one.township.clone(),
            one.from.to_string(),
            one.to.to_string(),
            days.map_or_else(|| never.to_owned(), |days| days.to_string()),
        ]
    });
    Sheet {
        name: "stretches",
        title: show.pick(
            "Stretches of corridors by days since last seen",
            "路段各区间距上次巡查天数",
        ),
        is_brief: false,
        head: vec![
            show.pick("corridor", "路段编号"),
            show.pick("road", "道路"),
            show.pick("township", "乡镇"),
            show.pick("from m", "起（米）"),
            show.pick("to m", "止（米）"),
            show.pick("days", "天数"),
        ],
        rows: rows.collect(),
    }
}

fn groups(show: Show<'_>) -> Vec<Group<'_>> {
    let all = &show.coverage.corridors;
    let mut groups = vec![(show.pick("total", "合计"), String::new(), &all.total)];
    groups.extend(show.by_programme(&all.by_programme));
    groups.extend(show.by("township", "乡镇", &all.by_township));
    groups.extend(show.by("road", "道路", &all.by_road));
    groups.extend(all.by_direction.iter().map(|(name, one)| {
        let label = match name.as_str() {
            "N" => show.pick("northward", "向北"),
            "E" => show.pick("eastward", "向东"),
            "S" => show.pick("southward", "向南"),
            "W" => show.pick("westward", "向西"),
            _ => show.pick("either way", "双向"),
        };
        (show.pick("direction", "方向"), label.to_owned(), one)
    }));
    groups
}
