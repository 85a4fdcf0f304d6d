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

/// Points are drawn in three classes, as they are small.
const POINT_CLASSES: [(&str, &str); 3] = [
    ("target: 0-30 days", "对象：0-30 天"),
    ("target: over 30 days", "对象：30 天以上"),
    ("target: never", "对象：从未"),
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

const fn point_class(days: Option<i32>) -> usize {
    match days {
        None => 2,
        Some(..=30) => 0,
        Some(31..) => 1,
    }
}

pub(super) fn figure(shown: &Shown<'_>, lang: Lang) -> Figure {
    let names = |classes: &[(&str, &str)]| {
        let classes = classes.iter();
        classes
            .map(|(en, zh)| lang.pick(*en, *zh).to_owned())
            .collect()
    };
    let roads = shown.network.links().iter().map(|link| MapRoad {
        class: link.class,
        coords: &link.coords,
    });
    let map = Map {
        label: lang
            .pick("map of days since last seen", "距上次巡查天数地图")
            .to_owned(),
        roads: roads.collect(),
        classes: names(&CLASSES),
        lines: lines(shown),
        point_classes: names(&POINT_CLASSES),
        points: points(shown),
    };
    Figure {
        svg: map.svg(lang),
        caption: lang
            .pick(
                "Corridors by the metre, and targets. stretches.csv, days_since.csv.",
                "逐米路段及各对象。数据见 stretches.csv、days_since.csv。",
            )
            .to_owned(),
        wide: true,
    }
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
            class: point_class(one.days),
            at: *places.get(one.target.as_str())?,
        })
    });
    points.collect()
}
