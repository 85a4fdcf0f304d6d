//! Texts of arguments to values.

use std::time::Duration;

use super::Wrong;
use crate::domain::{Datum, Lang, Status};
use crate::ledger::Role;
use crate::ledger::payload::Finding as VisitFinding;
use crate::problem::formats::Kind;
use crate::units::Day;
use crate::whatif::{ShiftLengths, TeamRange};

pub(super) fn lang(text: &str) -> Result<Lang, Wrong> {
    match text {
        "zh" => Ok(Lang::Zh),
        "en" => Ok(Lang::En),
        _ => Err(Wrong::new("zh or en", "应为 zh 或 en")),
    }
}

/// A whole number from `least` to `most`, both included.
pub(super) fn whole<T: TryFrom<u64> + 'static>(
    least: u64,
    most: u64,
) -> impl Fn(&str) -> Result<T, Wrong> + Clone + Send + Sync + 'static {
    move |text: &str| {
        let number = text.parse::<u64>().ok();
        let good = number.filter(|number| (least..=most).contains(number));
        good.and_then(|number| T::try_from(number).ok())
            .ok_or_else(|| {
                if most == u64::MAX {
                    Wrong::new(
                        format!("a whole number from {least} on"),
                        format!("应为整数，不小于 {least}"),
                    )
                } else {
                    Wrong::new(
                        format!("a whole number from {least} to {most}"),
                        format!("应为 {least} 至 {most} 的整数"),
                    )
                }
            })
    }
}

pub(super) fn team_range(text: &str) -> Result<TeamRange, Wrong> {
    TeamRange::parse(text).ok_or_else(|| {
        Wrong::new(
            "numbers from 0 to 200, such as 2..6 or 4",
            "应为 0 至 200 的组数，如 2..6 或 4",
        )
    })
}

pub(super) fn shift_lengths(text: &str) -> Result<ShiftLengths, Wrong> {
    ShiftLengths::parse(text).ok_or_else(|| {
        Wrong::new(
            "at most 48 lengths up to 24h, such as 6h..9h, 6h..9h/30m or 7h",
            "应为至多 48 种、不超过 24h 的时长，如 6h..9h、6h..9h/30m 或 7h",
        )
    })
}

pub(super) fn any_datum(text: &str) -> Result<Datum, Wrong> {
    Datum::parse(text).ok_or_else(|| {
        Wrong::new(
            "wgs84, cgcs2000, gcj02, bd09 or a known code such as EPSG:4547",
            "应为 wgs84、cgcs2000、gcj02、bd09 或 EPSG:4547 之类的已知代码",
        )
    })
}

pub(super) fn datum(text: &str) -> Result<Datum, Wrong> {
    let found = Datum::ALL.into_iter().find(|datum| datum.word() == text);
    found.ok_or_else(|| {
        Wrong::new(
            "wgs84, cgcs2000, gcj02 or bd09",
            "应为 wgs84、cgcs2000、gcj02 或 bd09",
        )
    })
}

pub(super) fn kind(text: &str) -> Result<Kind, Wrong> {
    let words = || Wrong::words(&Kind::ALL.map(Kind::word).join(", "));
    let found = Kind::ALL.into_iter().find(|kind| kind.word() == text);
    found.ok_or_else(words)
}

pub(super) fn metres(text: &str) -> Result<f64, Wrong> {
    let number = text.trim().trim_end_matches('m').parse::<u32>();
    let good = number.ok().filter(|metres| *metres <= 1_000);
    good.map(f64::from).ok_or_else(|| {
        Wrong::new(
            "whole metres up to 1000, such as 50m",
            "应为不超过 1000 的整米数，如 50m",
        )
    })
}

/// A walk off the road: `500m`, `2km`.
pub(super) fn walk(text: &str) -> Result<f64, Wrong> {
    const LONGEST: f64 = 50_000.0;
    let text = text.trim();
    let (number, unit) = match text.strip_suffix("km") {
        Some(number) => (number, 1000.0),
        None => (text.trim_end_matches('m'), 1.0),
    };
    let metres = number.trim().parse::<f64>().map(|number| number * unit);
    let good = metres
        .ok()
        .filter(|metres| (0.0..=LONGEST).contains(metres));
    good.ok_or_else(|| {
        Wrong::new(
            "a length up to 50km, such as 500m",
            "应为不超过 50km 的长度，如 500m",
        )
    })
}

pub(super) fn day(text: &str) -> Result<Day, Wrong> {
    Day::parse(text).map_err(|error| Wrong::new(error.to_string(), "应为 2026-11-24 这样的日期"))
}

pub(super) fn role(text: &str) -> Result<Role, Wrong> {
    let words = || Wrong::words(&Role::ALL.map(Role::word).join(", "));
    Role::parse(text).ok_or_else(words)
}

pub(super) fn status(text: &str) -> Result<Status, Wrong> {
    let words = || Wrong::words(&Status::ALL.map(Status::word).join(", "));
    Status::parse(text).ok_or_else(words)
}

pub(super) fn finding(text: &str) -> Result<VisitFinding, Wrong> {
    let words = || Wrong::words(&VisitFinding::ALL.map(VisitFinding::word).join(", "));
    VisitFinding::parse(text).ok_or_else(words)
}

pub(super) fn pair(text: &str) -> Result<(String, String), Wrong> {
    let (name, value) = text
        .split_once('=')
        .ok_or_else(|| Wrong::new("field=value", "应写成 字段=值"))?;
    Ok((name.trim().to_owned(), value.trim().to_owned()))
}

pub(super) fn span(text: &str) -> Result<(i64, i64), Wrong> {
    let parts = text.split_once("..");
    let read = |text: &str| {
        text.trim()
            .parse::<i64>()
            .ok()
            .filter(|metres| *metres >= 0)
    };
    parts
        .and_then(|(from, to)| Some((read(from)?, read(to)?)))
        .filter(|(from, to)| from < to)
        .ok_or_else(|| {
            Wrong::new(
                "metres from the corridor's start, such as 0..1200",
                "应为距路段起点的米数，如 0..1200",
            )
        })
}

pub(super) fn duration(text: &str) -> Result<Duration, Wrong> {
    let seconds = crate::workspace::duration(text).and_then(|seconds| u64::try_from(seconds).ok());
    seconds.map(Duration::from_secs).ok_or_else(|| {
        Wrong::new(
            format!("`{text}` is not a duration such as 90s, 10m or 8h"),
            "应为 90s、10m、8h 这样的时长",
        )
    })
}
