//! The recency map: corridors cut by the metre, targets by class.

use std::collections::BTreeMap;

use crate::chart::{Figure, Map, MapLine, MapPoint, MapRoad};
use crate::coverage::page::Shown;
use crate::domain::{Lang, TargetDetail};
use crate::ledger::middle;

/// Names of the classes of days.
const CLASSES: [(&str, &str); 6] = [
    ("0-7 days", "0-7 天"),
    ("8-14 days", "8-14 天"),
    ("15-30 days", "15-30 天"),
    ("31-60 days", "31-60 天"),
    ("over 60 days", "60 天以上"),
    ("never seen", "从未巡查"),
];

/// Names of the classes of targets; those seen lately would hide the rest.
const POINT_CLASSES: [(&str, &str); 3] = [
    ("31-60 days", "31-60 天"),
    ("over 60 days", "60 天以上"),
    ("never visited", "从未到访"),
];

const fn class(days: Option<i32>) -> usize {
    match days {
        None => 5,
        Some(..=7) => 0,
        Some(8..=14) => 1,
        Some(15..=30) => 2,
        Some(31..=60) => 3,
        Some(61..) => 4,
    }
}

const fn point_class(days: Option<i32>) -> Option<usize> {
    match days {
        None => Some(2),
        Some(..=30) => None,
        Some(31..=60) => Some(0),
        Some(61..) => Some(1),
    }
}

/// Corridors by the metre, and the targets not visited for long.
pub(super) fn figures(shown: &Shown<'_>, lang: Lang) -> [Figure; 2] {
    let names = |classes: &[(&str, &str)]| {
        let classes = classes.iter();
        let names = classes.map(|(en, zh)| lang.pick(*en, *zh).to_owned());
        names.collect::<Vec<String>>()
    };
    let roads: Vec<MapRoad<'_>> = shown
        .network
        .links()
        .iter()
        .map(|link| MapRoad {
            class: link.class,
            coords: &link.coords,
        })
        .collect();
    let corridors = Map {
        label: lang
            .pick(
                "map of corridors by days since last seen",
                "路段距上次巡查天数地图",
            )
            .to_owned(),
        roads: roads.clone(),
        classes: names(&CLASSES),
        lines: lines(shown),
        ..Map::default()
    };
    let targets = Map {
        label: lang
            .pick(
                "map of targets not visited for 30 days",
                "30 天以上未到访对象地图",
            )
            .to_owned(),
        roads,
        point_classes: names(&POINT_CLASSES),
        points: points(shown),
        ..Map::default()
    };
    let figure = |map: &Map<'_>, caption: &str| Figure {
        svg: map.svg(lang),
        caption: caption.to_owned(),
        wide: true,
    };
    [
        figure(
            &corridors,
            lang.pick(
                "Corridors by the metre: days since each was last seen. stretches.csv.",
                "路段逐米：距上次巡查天数。数据见 stretches.csv。",
            ),
        ),
        figure(
            &targets,
            lang.pick(
                "Targets not visited for more than 30 days. days_since.csv.",
                "30 天以上未到访的对象。数据见 days_since.csv。",
            ),
        ),
    ]
}

fn lines(shown: &Shown<'_>) -> Vec<MapLine> {
    let routes: BTreeMap<&str, _> = shown
        .corridors
        .iter()
        .map(|route| (route.target.id.as_str(), route))
        .collect();
    let stretches = shown.coverage.stretches.iter();
    let lines = stretches.filter_map(|one| {
        let route = routes.get(one.target.as_str())?;
        let part = route.stretch(shown.network, one.from as f64, one.to as f64);
        let TargetDetail::Corridor(corridor) = part.target.detail else {
            return None;
        };
        Some(MapLine {
            class: class(one.days),
            coords: corridor.line.0,
        })
    });
    lines.collect()
}

fn points(shown: &Shown<'_>) -> Vec<MapPoint> {
    let places: BTreeMap<&str, _> = shown
        .targets
        .iter()
        .filter_map(|target| Some((target.id.as_str(), middle(&target.geometry)?)))
        .collect();
    let all = shown.coverage.recency.all.iter();
    let points = all.filter_map(|one| {
        Some(MapPoint {
            class: point_class(one.days)?,
            at: *places.get(one.target.as_str())?,
        })
    });
    points.collect()
}
