//! The courses of all legs and corridors.

use geo::Coord;
use rayon::prelude::*;

use super::PlanInput;
use super::render::{MapRoad, ShiftGeometry};
use crate::problem::{LocationIdx, Step};
use crate::roads::Path;
use crate::roads::hierarchy::Query;

/// A shift's courses and the numbers of its legs.
#[derive(Debug)]
pub(super) struct Drawn {
    pub(super) geometry: ShiftGeometry,
    /// Metres and seconds of each leg, the way back last.
    pub(super) legs: Vec<(i64, i64)>,
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
    let mut drawn = Drawn {
        geometry: ShiftGeometry {
            legs: Vec::new(),
            corridors: Vec::new(),
        },
        legs: Vec::new(),
    };
    if route.is_empty() {
        return drawn;
    }
    let owner = &input.assembled.instance.shifts[shift];
    let network = input.day_networks.network(input.network, owner.travel);
    let mut query = network.ways().query();
    let mut here = owner.start;
    for step in route {
        let mode = input.assembled.instance.jobs[step.job.idx()].modes[usize::from(step.mode)];
        add(input, &mut query, &mut drawn, here, mode.entry);
        drawn.geometry.corridors.push(corridor(input, *step));
        here = mode.exit;
    }
    add(input, &mut query, &mut drawn, here, owner.end);
    drawn
}

fn add(
    input: &PlanInput<'_>,
    query: &mut Query<'_>,
    drawn: &mut Drawn,
    from: LocationIdx,
    to: LocationIdx,
) {
    let positions = &input.assembled.locations;
    let path = query.path(positions[from.idx()], positions[to.idx()]);
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
