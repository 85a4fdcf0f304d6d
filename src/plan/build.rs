//! `plan.json` from the routes.

use std::collections::{BTreeMap, BTreeSet};

use geo::Coord;

use super::legs::Drawn;
use super::times::local;
use super::{
    BreakFile, CorridorFile, Direction, FilesFile, Kept, LegFile, LonLat, PlanFile, PlanInput,
    ReasonFile, ReturnFile, ShiftFile, StopFile, Totals, explain, render, words,
};
use crate::domain::Team;
use crate::problem::check::{ShiftTimes, StopTimes, schedule};
use crate::problem::{LocationIdx, ShiftIdx, Step};
use crate::roads::Facing;
use crate::units::Seconds;

/// The whole plan; `drawn` is parallel to the shifts.
pub(super) fn plan(input: &PlanInput<'_>, drawn: &[Drawn]) -> PlanFile {
    let names = file_names(input.teams);
    let mut shifts: Vec<ShiftFile> = drawn
        .iter()
        .enumerate()
        .map(|(number, drawn)| shift(input, number, drawn, &names))
        .collect();
    let unvisited = explain::explain(input, &mut shifts);
    let mut totals = Totals::default();
    for shift in &shifts {
        totals.prize += shift.prize;
        totals.visits += u32::try_from(shift.stops.len()).unwrap_or(u32::MAX);
        totals.required_visited +=
            u32::try_from(shift.stops.iter().filter(|stop| stop.required).count()).unwrap_or(0);
        totals.distance_m += shift.distance_m;
        totals.drive_s += shift.drive_s;
        totals.service_s += shift.service_s;
        totals.wait_s += shift.wait_s;
    }
    totals.prize_due = totals.prize + unvisited.iter().map(|entry| entry.prize).sum::<i64>();
    let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    totals.due = totals.visits + count(unvisited.len());
    totals.required_due =
        totals.required_visited + count(unvisited.iter().filter(|entry| entry.required).count());
    PlanFile {
        schema: "xuncha.plan/1".to_owned(),
        county: input.county.to_owned(),
        date: input.first_day.to_string(),
        days: input.days,
        seed: input.seed,
        inputs: input.inputs.clone(),
        language: input.lang,
        totals,
        shifts,
        unvisited,
        pins: stated(&input.wishes.pins, |pin| {
            !pin.urgent && pin.source.file.is_empty()
        }),
        forbid: stated(&input.wishes.forbids, |forbid| {
            forbid.source.file.is_empty()
        }),
        replanned: None,
    }
}

/// What was stated on the command line, as the file has it.
fn stated<'a, T, F: From<&'a T>>(all: &'a [T], is_own: impl Fn(&T) -> bool) -> Vec<F> {
    all.iter().filter(|one| is_own(one)).map(F::from).collect()
}

/// Each team's id made safe for file names, unique among the teams.
fn file_names(teams: &[Team]) -> Vec<String> {
    const LONGEST: usize = 60;
    let mut taken = BTreeSet::new();
    let mut names = Vec::new();
    for team in teams {
        let mut plain = String::new();
        for letter in team.id.as_str().chars() {
            let kept = if letter.is_alphanumeric() || letter == '-' {
                letter
            } else {
                '_'
            };
            if plain.len() + kept.len_utf8() <= LONGEST {
                plain.push(kept);
            }
        }
        let mut name = plain.clone();
        let mut number = 2;
        // Some file systems do not tell large letters from small ones.
        while !taken.insert(name.to_lowercase()) {
            name = format!("{plain}_{number}");
            number += 1;
        }
        names.push(name);
    }
    names
}

fn shift(input: &PlanInput<'_>, number: usize, drawn: &Drawn, names: &[String]) -> ShiftFile {
    let source = input.assembled.shifts[number];
    let team = &input.teams[source.team];
    let owner = &input.assembled.instance.shifts[number];
    let route = &input.solution.routes[number];
    let start = team.shift.on(source.day, input.first_day).start();
    let times = times(input, number);
    let nothing = Kept::default();
    let kept = input.kept(number).unwrap_or(&nothing);
    let first = kept.stops.len();
    let passed = kept.via.as_ref().map(|via| via.file);
    let mut stops = kept.stops.clone();
    for stop in &mut stops {
        // What it would free was said of a route that has changed since.
        stop.marginal = None;
        stop.reasons = words::again(input, stop);
    }
    for (at, (step, times)) in route.iter().zip(&times.stops).enumerate() {
        let seq = u32::try_from(first + at + 1).unwrap_or(u32::MAX);
        let leg = LegFile {
            distance_m: drawn.legs[first + at].0,
            drive_s: drawn.legs[first + at].1,
            via: passed.filter(|_| at == 0),
        };
        stops.push(stop(input, *step, times, leg, seq));
    }
    let place = |coord: Coord| LonLat {
        lon: round(coord.x),
        lat: round(coord.y),
    };
    let wait = |stop: &StopTimes, file: &StopFile| (stop.start - stop.arrive).get() - file.walk_s;
    let waits = times
        .stops
        .iter()
        .zip(&stops[first..])
        .map(|(times, stop)| wait(times, stop));
    // A sheet that is handed out anew is not to be taken for that of the morning.
    let anew = input.course.and_then(|course| course.replanned.clock());
    let anew = anew.map_or(String::new(), |clock| {
        format!("_{}", clock.replace(':', ""))
    });
    let stem = format!("routes/{}_{}{anew}", source.day, names[source.team]);
    let file = |ending: &str| {
        if stops.is_empty() {
            String::new()
        } else {
            format!("{stem}.{ending}")
        }
    };
    let end = local(input, owner.window.end());
    let mut back = back(input, (kept, route), drawn, times.back);
    back.late_s = if stops.is_empty() {
        0
    } else {
        late(&back, &end)
    };
    ShiftFile {
        team: team.id.to_string(),
        team_name: team.name.clone(),
        date: source.day.to_string(),
        start: local(input, start),
        end,
        base: place(team.start.place),
        end_base: place(team.end.place),
        distance_m: drawn.legs.iter().map(|leg| leg.0).sum(),
        drive_s: drawn.legs.iter().map(|leg| leg.1).sum(),
        service_s: stops.iter().map(|stop| stop.service_s).sum(),
        walk_s: stops.iter().map(|stop| 2 * stop.walk_s).sum(),
        wait_s: waits.sum::<i64>() + kept.wait(),
        prize: stops.iter().map(|stop| stop.prize).sum(),
        files: FilesFile {
            geojson: file("geojson"),
            gpx: file("gpx"),
            csv: file("csv"),
            html: file("html"),
        },
        back,
        stops,
    }
}

/// The way back: as it was when nothing follows what is kept, else when the last leg is over.
fn back(
    input: &PlanInput<'_>,
    (kept, route): (&Kept, &[Step]),
    drawn: &Drawn,
    moment: Seconds,
) -> ReturnFile {
    let (distance_m, drive_s) = drawn.legs.last().copied().unwrap_or((0, 0));
    if !route.is_empty() || kept.stops.is_empty() {
        return ReturnFile {
            distance_m,
            drive_s,
            arrive: local(input, moment),
            via: None,
            late_s: 0,
        };
    }
    if let Some((back, _)) = &kept.back {
        return back.clone();
    }
    let left = kept.left.unwrap_or(moment);
    ReturnFile {
        distance_m,
        drive_s,
        arrive: local(input, left + Seconds(drive_s)),
        via: kept.via.as_ref().map(|via| via.file),
        late_s: 0,
    }
}

/// Seconds by which a team is back after the end of its shift.
fn late(back: &ReturnFile, end: &str) -> i64 {
    let (arrive, end) = (super::moment(&back.arrive), super::moment(end));
    arrive
        .zip(end)
        .map_or(0, |(arrive, end)| (arrive - end).max(0))
}

/// Times of the new part of a shift. What follows a kept stop is driven to at once.
fn times(input: &PlanInput<'_>, number: usize) -> ShiftTimes {
    let instance = &input.assembled.instance;
    let start = instance.shifts[number].window.start();
    let route = &input.solution.routes[number];
    // The search only hands out routes that fit; an unfit one would show as an empty shift and fail `verify`.
    let mut times = schedule(instance, ShiftIdx::from_idx(number), route).unwrap_or(ShiftTimes {
        leave: start,
        stops: Vec::new(),
        drive_back: Seconds::ZERO,
        back: start,
    });
    let is_begun = input
        .kept(number)
        .is_some_and(|kept| !kept.stops.is_empty());
    if let Some(first) = times.stops.first_mut().filter(|_| is_begun) {
        first.arrive -= times.leave - start;
        times.leave = start;
    }
    times
}

fn stop(input: &PlanInput<'_>, step: Step, times: &StopTimes, leg: LegFile, seq: u32) -> StopFile {
    let source = &input.assembled.jobs[step.job.idx()];
    let due = &input.due[source.due];
    let target = input.target(due);
    let mode = input.assembled.instance.jobs[step.job.idx()].modes[usize::from(step.mode)];
    let place = |location: LocationIdx| {
        input
            .network
            .coord_at(input.assembled.locations[location.idx()])
    };
    let roadside = source
        .snapped
        .map_or_else(|| place(mode.entry), |snapped| snapped.roadside);
    let at_target = source.snapped.map_or(roadside, |snapped| snapped.target);
    let name = target.map_or_else(|| due.target.to_string(), |target| target.name.clone());
    let mut breaks = times.breaks.iter().map(|(begin, duration)| BreakFile {
        start: local(input, *begin),
        duration_s: duration.get(),
    });
    StopFile {
        seq,
        target: due.target.to_string(),
        visit: input.visit_number(source.due),
        kind: due.kind,
        programme: due.programme.to_string(),
        status: target.and_then(crate::domain::Target::status),
        lon: round(roadside.x),
        lat: round(roadside.y),
        target_lon: round(at_target.x),
        target_lat: round(at_target.y),
        arrive: local(input, times.arrive),
        start: local(input, times.start),
        depart: local(input, times.depart),
        service_s: due.service.get(),
        walk_m: source.walk_metres,
        walk_s: source.walk_seconds,
        rest: breaks.next(),
        more_breaks: breaks.collect(),
        prize: due.prize.get(),
        required: due.required,
        leg,
        reasons: due
            .reasons
            .iter()
            .map(|reason| ReasonFile {
                code: words::code(reason.code).to_owned(),
                value: reason.value.get(),
                text: words::reason(input, due.programme.as_str(), reason),
            })
            .collect(),
        corridor: source.corridor.map(|idx| corridor(input, idx, step)),
        facing: source
            .corridor
            .is_none()
            .then(|| facing(input, mode.entry))
            .flatten(),
        links: render::links(round(roadside.x), round(roadside.y), &name),
        name,
        checklist: due.checklist.clone(),
        marginal: None,
        pinned: due.pinned,
        frozen: false,
    }
}

/// Which way a vehicle faces at a location, where that matters.
pub(super) fn facing(input: &PlanInput<'_>, at: LocationIdx) -> Option<Direction> {
    match input.assembled.locations[at.idx()].facing {
        Facing::Either => None,
        Facing::Forward => Some(Direction::Forward),
        Facing::Backward => Some(Direction::Backward),
    }
}

fn corridor(input: &PlanInput<'_>, idx: usize, step: Step) -> CorridorFile {
    let route = &input.corridors[idx];
    let [from, to] = [route.from, route.to].map(|position| input.network.coord_at(position));
    let (from, to, direction) = if step.mode == 1 {
        (to, from, Direction::Backward)
    } else {
        (from, to, Direction::Forward)
    };
    let length = match &route.target.detail {
        crate::domain::TargetDetail::Corridor(corridor) => corridor.length.get(),
        _ => 0,
    };
    let pair = |coord: Coord| [round(coord.x), round(coord.y)];
    CorridorFile {
        from: pair(from),
        to: pair(to),
        length_m: length,
        direction,
    }
}

/// Degrees to seven decimals, about a centimetre.
pub(super) fn round(degrees: f64) -> f64 {
    (degrees * 1e7).round() / 1e7
}

/// A number for `detail`.
pub(super) fn detail<const N: usize>(
    pairs: [(&str, serde_json::Value); N],
) -> BTreeMap<String, serde_json::Value> {
    pairs
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .collect()
}
