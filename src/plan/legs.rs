//! The courses of all legs and corridors.

use geo::Coord;
use rayon::prelude::*;

use super::render::{MapRoad, ShiftGeometry};
use super::{Kept, PlanInput};
use crate::problem::Step;
use crate::roads::hierarchy::Query;
use crate::roads::{Path, Position};

/// A shift's courses and the numbers of its legs.
#[derive(Debug, Default)]
pub(super) struct Drawn {
    pub(super) geometry: ShiftGeometry,
    /// Metres and seconds of each leg, the way back last.
    pub(super) legs: Vec<(i64, i64)>,
}

impl Drawn {
    /// The part of a route that was begun.
    fn of(kept: &Kept) -> Self {
        let legs = kept
            .stops
            .iter()
            .map(|stop| (stop.leg.distance_m, stop.leg.drive_s));
        Self {
            geometry: ShiftGeometry {
                legs: kept.legs.clone(),
                corridors: kept.corridors.clone(),
            },
            legs: legs.collect(),
        }
    }
}

/// Draws every shift.
pub(super) fn draw(input: &PlanInput<'_>) -> Vec<Drawn> {
    let routes: Vec<(usize, &Vec<Step>)> = input.solution.routes.iter().enumerate().collect();
    routes
        .into_par_iter()
        .map(|(shift, route)| draw_shift(input, shift, route))
        .collect()
}

fn draw_shift(input: &PlanInput<'_>, shift: usize, route: &[Step]) -> Drawn {
    let kept = input.kept(shift);
    let mut drawn = kept.map_or_else(Drawn::default, Drawn::of);
    if route.is_empty() && drawn.legs.is_empty() {
        return drawn;
    }
    if let (true, Some((back, course))) =
        (route.is_empty(), kept.and_then(|kept| kept.back.as_ref()))
    {
        drawn.legs.push((back.distance_m, back.drive_s));
        drawn.geometry.legs.push(course.clone());
        return drawn;
    }
    let owner = &input.assembled.instance.shifts[shift];
    let network = input.day_networks.network(input.network, owner.travel);
    let mut query = network.ways().query();
    let positions = &input.assembled.locations;
    // Where it goes on from: a place that it passes, the last kept stop, or the base.
    let passed = kept.and_then(|kept| kept.via.as_ref());
    let from = passed
        .map(|via| via.position)
        .or(kept.and_then(|kept| kept.exit));
    let mut here = from.unwrap_or(positions[owner.start.idx()]);
    let first = drawn.legs.len();
    for step in route {
        let mode = input.assembled.instance.jobs[step.job.idx()].modes[usize::from(step.mode)];
        add(&mut query, &mut drawn, here, positions[mode.entry.idx()]);
        drawn.geometry.corridors.push(corridor(input, *step));
        here = positions[mode.exit.idx()];
    }
    add(&mut query, &mut drawn, here, positions[owner.end.idx()]);
    if let Some(via) = passed {
        drawn.legs[first].0 += via.metres;
        drawn.legs[first].1 += via.file.after_s;
        let onward = std::mem::replace(&mut drawn.geometry.legs[first], via.coords.clone());
        drawn.geometry.legs[first].extend(onward);
    }
    drawn
}

fn add(query: &mut Query<'_>, drawn: &mut Drawn, from: Position, to: Position) {
    let path = query.path(from, to);
    // The solver only drives where the matrix has a way, and both come from the same search.
    let Path {
        seconds,
        metres,
        coords,
        ..
    } = path.unwrap_or(Path {
        seconds: 0,
        metres: 0,
        traversals: Vec::new(),
        coords: Vec::new(),
    });
    drawn.legs.push((i64::from(metres), i64::from(seconds)));
    drawn.geometry.legs.push(coords);
}

/// The course of a corridor as a step drives it.
fn corridor(input: &PlanInput<'_>, step: Step) -> Option<Vec<Coord>> {
    let route = &input.corridors[input.assembled.jobs[step.job.idx()].corridor?];
    let mut coords = match &route.target.detail {
        crate::domain::TargetDetail::Corridor(corridor) => corridor.line.0.clone(),
        _ => return None,
    };
    if step.mode == 1 {
        coords.reverse();
    }
    Some(coords)
}

/// Every link as a road of the map.
pub(super) fn map_roads<'a>(input: &PlanInput<'a>) -> Vec<MapRoad<'a>> {
    let links = input.network.links().iter();
    links
        .map(|link| MapRoad {
            coords: &link.coords,
            class: link.class,
            number: input
                .roads
                .get(link.road as usize)
                .and_then(|road| road.number.as_deref()),
        })
        .collect()
}
