//! Texts of arguments to values.

use std::time::Duration;

use crate::domain::{Datum, Lang, Status};
use crate::ledger::Role;
use crate::ledger::payload::Finding as VisitFinding;
use crate::problem::formats::Kind;
use crate::units::Day;
use crate::whatif::{ShiftLengths, TeamRange};

pub(super) fn lang(text: &str) -> Result<Lang, String> {
    match text {
        "zh" => Ok(Lang::Zh),
        "en" => Ok(Lang::En),
        _ => Err("zh or en".to_owned()),
    }
}

pub(super) fn team_range(text: &str) -> Result<TeamRange, String> {
    TeamRange::parse(text).ok_or_else(|| "numbers from 0 to 200, such as 2..6 or 4".to_owned())
}

pub(super) fn shift_lengths(text: &str) -> Result<ShiftLengths, String> {
    ShiftLengths::parse(text)
        .ok_or_else(|| "at most 48 lengths up to 24h, such as 6h..9h, 6h..9h/30m or 7h".to_owned())
}

pub(super) fn any_datum(text: &str) -> Result<Datum, String> {
    Datum::parse(text)
        .ok_or_else(|| "wgs84, cgcs2000, gcj02, bd09 or a known code such as EPSG:4547".to_owned())
}

pub(super) fn datum(text: &str) -> Result<Datum, String> {
    let found = Datum::ALL.into_iter().find(|datum| datum.word() == text);
    found.ok_or_else(|| "wgs84, cgcs2000, gcj02 or bd09".to_owned())
}

pub(super) fn kind(text: &str) -> Result<Kind, String> {
    let words = || Kind::ALL.map(Kind::word).join(", ");
    let found = Kind::ALL.into_iter().find(|kind| kind.word() == text);
    found.ok_or_else(words)
}

pub(super) fn metres(text: &str) -> Result<f64, String> {
    let number = text.trim().trim_end_matches('m').parse::<u32>();
    let good = number.ok().filter(|metres| *metres <= 1_000);
    good.map(f64::from)
        .ok_or_else(|| "whole metres up to 1000, such as 50m".to_owned())
}

/// A walk off the road: `500m`, `2km`.
pub(super) fn walk(text: &str) -> Result<f64, String> {
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
    good.ok_or_else(|| "a length up to 50km, such as 500m".to_owned())
}

pub(super) fn day(text: &str) -> Result<Day, String> {
    Day::parse(text).map_err(|error| error.to_string())
}

pub(super) fn role(text: &str) -> Result<Role, String> {
    let words = || Role::ALL.map(Role::word).join(", ");
    Role::parse(text).ok_or_else(words)
}

pub(super) fn status(text: &str) -> Result<Status, String> {
    let words = || Status::ALL.map(Status::word).join(", ");
    Status::parse(text).ok_or_else(words)
}

pub(super) fn finding(text: &str) -> Result<VisitFinding, String> {
    let words = || VisitFinding::ALL.map(VisitFinding::word).join(", ");
    VisitFinding::parse(text).ok_or_else(words)
}

pub(super) fn pair(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once('=').ok_or("field=value")?;
    Ok((name.trim().to_owned(), value.trim().to_owned()))
}

pub(super) fn span(text: &str) -> Result<(i64, i64), String> {
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
        .ok_or_else(|| "metres from the corridor's start, such as 0..1200".to_owned())
}

pub(super) fn duration(text: &str) -> Result<Duration, String> {
    let seconds = crate::workspace::duration(text).and_then(|seconds| u64::try_from(seconds).ok());
    seconds
        .map(Duration::from_secs)
        .ok_or_else(|| format!("`{text}` is not a duration such as 90s, 10m or 8h"))
}
