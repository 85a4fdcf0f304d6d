//! The tracks and routes of a GPX file.

use std::io::{self, Read};

use gpx::{Time, Waypoint};

use super::read::finding;
use super::{Fix, codes, gpx_skeleton};
use crate::domain::Finding;

/// Segments of each track, then those of each route.
pub(super) fn segments(text: &[u8], name: &str) -> Result<Vec<Vec<Vec<Fix>>>, Finding> {
    let skeleton = gpx_skeleton::of(text);
    let mut reader = Counted {
        text: &skeleton,
        at: 0,
    };
    let gpx = ::gpx::read(&mut reader).map_err(|error| {
        let line = line_of(&skeleton, reader.at);
        finding(&codes::GPX_BROKEN, name, line).arg(words(&error))
    })?;
    let fixes = |points: &[Waypoint]| points.iter().map(|point| fix(point, name)).collect();
    let mut all = Vec::new();
    for track in &gpx.tracks {
        let segments = track.segments.iter().map(|segment| fixes(&segment.points));
        all.push(segments.collect::<Result<_, _>>()?);
    }
    for route in &gpx.routes {
        all.push(vec![fixes(&route.points)?]);
    }
    Ok(all)
}

fn fix(point: &Waypoint, name: &str) -> Result<Fix, Finding> {
    let time = point.time.map(seconds).transpose();
    let time = time.map_err(|text| finding(&codes::GPX_BROKEN, name, 0).arg(text))?;
    Ok(Fix {
        at: point.point().0,
        time,
    })
}

/// Seconds since 1970, or the text of a time beyond the calendar.
fn seconds(time: Time) -> Result<i64, String> {
    let text = time.format().map_err(|error| error.to_string())?;
    match text.parse::<jiff::Timestamp>() {
        Ok(moment) => Ok(moment.as_second()),
        Err(_) => Err(format!("`{text}`")),
    }
}

/// What was wrong, with the parser's own words where it says so little.
fn words(error: &dyn std::error::Error) -> String {
    let own = error.to_string();
    match error.source() {
        Some(source) => format!("{own}: {source}"),
        None => own,
    }
}

/// Counts what was read, byte by byte as the parser asks, to tell the line of a fault.
struct Counted<'t> {
    text: &'t [u8],
    at: usize,
}

impl Read for Counted<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut rest = &self.text[self.at..];
        let count = rest.read(buffer)?;
        self.at += count;
        Ok(count)
    }
}

fn line_of(text: &[u8], at: usize) -> u32 {
    let lines = text[..at].split(|byte| *byte == b'\n').count();
    u32::try_from(lines).unwrap_or(u32::MAX)
}
