//! A route as GPX 1.1: numbered waypoints and one track, a segment for each leg or corridor.

use std::fmt::Write as _;

use geo::Coord;

use super::escape::markup;
use super::geojson::rounded;
use super::{ShiftGeometry, anew, clock};
use crate::plan::{PlanFile, ShiftFile, StopFile};

/// The route of a shift.
pub(in crate::plan) fn gpx(
    plan: &PlanFile,
    shift: &ShiftFile,
    geometry: &ShiftGeometry,
) -> Vec<u8> {
    let anew = anew::behind(plan, &shift.date);
    let title = markup(&format!(
        "{} {} {}{anew}",
        plan.county, shift.team_name, shift.date
    ));
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    out.push_str(
        "<gpx version=\"1.1\" creator=\"xuncha\" xmlns=\"http://www.topografix.com/GPX/1/1\" \
         xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" \
         xsi:schemaLocation=\"http://www.topografix.com/GPX/1/1 http://www.topografix.com/GPX/1/1/gpx.xsd\">\n",
    );
    let _ = writeln!(out, "<metadata><name>{title}</name></metadata>");
    for stop in &shift.stops {
        let news = anew::news(plan, shift, stop);
        let done = stop.frozen.then(|| anew::done(plan.language).to_owned());
        waypoint(&mut out, stop, done.or(news));
    }
    let _ = writeln!(out, "<trk><name>{title}</name>");
    let mut drawn = false;
    for (idx, leg) in geometry.legs.iter().enumerate() {
        drawn |= segment(&mut out, leg);
        if let Some(Some(corridor)) = geometry.corridors.get(idx) {
            drawn |= segment(&mut out, corridor);
        }
    }
    if !drawn {
        // All stops are at the base: a track of its place alone.
        let base = Coord {
            x: shift.base.lon,
            y: shift.base.lat,
        };
        let here = geometry.legs.first().and_then(|leg| leg.first()).copied();
        track_points(&mut out, &[rounded(here.unwrap_or(base))]);
    }
    out.push_str("</trk>\n</gpx>\n");
    out.into_bytes()
}

/// `mark` is what a plan made anew says of the stop.
fn waypoint(out: &mut String, stop: &StopFile, mark: Option<String>) {
    let mark = mark.map_or(String::new(), |mark| format!(" [{mark}]"));
    let reasons: Vec<&str> = stop
        .reasons
        .iter()
        .map(|reason| reason.text.as_str())
        .collect();
    let _ = writeln!(
        out,
        "<wpt lat=\"{}\" lon=\"{}\"><name>{:02} {}{}</name><cmt>{}</cmt><desc>{}–{} {}; {}</desc><type>{}</type></wpt>",
        stop.lat,
        stop.lon,
        stop.seq,
        markup(&stop.name),
        markup(&mark),
        markup(&stop.target),
        clock(&stop.arrive),
        clock(&stop.depart),
        markup(&stop.target),
        markup(&reasons.join("; ")),
        markup(&stop.programme),
    );
}

/// Writes a segment unless it stays in one place; whether it was written.
fn segment(out: &mut String, coords: &[Coord]) -> bool {
    let mut positions: Vec<[f64; 2]> = coords.iter().map(|coord| rounded(*coord)).collect();
    positions.dedup();
    let moves = positions.len() > 1;
    if moves {
        track_points(out, &positions);
    }
    moves
}

fn track_points(out: &mut String, positions: &[[f64; 2]]) {
    out.push_str("<trkseg>\n");
    for [lon, lat] in positions {
        let _ = writeln!(out, "<trkpt lat=\"{lat}\" lon=\"{lon}\"/>");
    }
    out.push_str("</trkseg>\n");
}
