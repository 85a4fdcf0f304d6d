//! Route files: GeoJSON, GPX, CSV and the sheet.
//!
//! Each is made from the plan's own types and the drawn courses, and knows nothing of the network or the problem.

mod anew;
mod csv;
mod escape;
mod geojson;
mod gpx;
mod links;
mod sheet;

pub(super) use self::csv::csv;
pub(crate) use self::csv::plain;
pub(super) use geojson::{geojson, unvisited};
pub(super) use gpx::gpx;
pub(super) use links::links;
pub(super) use sheet::sheet;

use geo::Coord;

use crate::domain::RoadClass;

/// The courses of a shift, lon, lat in WGS 84 degrees.
#[derive(Debug, Default)]
pub(super) struct ShiftGeometry {
    /// One per stop, then the way back.
    pub(super) legs: Vec<Vec<Coord>>,
    /// One per stop: the corridor as it is driven.
    pub(super) corridors: Vec<Option<Vec<Coord>>>,
}

/// A road of the sheet's map.
#[derive(Clone, Copy, Debug)]
pub(super) struct MapRoad<'a> {
    /// Lon, lat in WGS 84 degrees.
    pub(super) coords: &'a [Coord],
    /// How strong it is drawn.
    pub(super) class: RoadClass,
    /// Its number, such as `G202`.
    pub(super) number: Option<&'a str>,
}

/// The hours and minutes of an RFC 3339 time.
fn clock(time: &str) -> &str {
    time.get(11..16).unwrap_or(time)
}

/// Whole minutes of a duration in seconds, rounded up: nobody is to be late by the rounding.
const fn minutes(seconds: i64) -> i64 {
    (seconds + 59).div_euclid(60)
}

/// Seconds of a drive from the place where a team goes on, without its standing there.
fn onward(leg: &super::LegFile) -> i64 {
    leg.drive_s - leg.via.map_or(0, |via| via.after_s)
}

/// Seconds by which the route would be shorter without a stop, when it would fit without it.
fn costs(stop: &super::StopFile) -> Option<i64> {
    let freed = stop.marginal.as_ref()?.freed?;
    Some(freed.total_s)
}

#[cfg(test)]
mod tests;
