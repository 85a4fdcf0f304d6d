//! What is known of the past, laid over a county: points and corridors as they stand on a day.

use std::collections::BTreeSet;

use geo::{Centroid, Coord, Distance, Geometry, Haversine, Point};

use super::{County, ID_OF_ANOTHER, PLACED, UNPLACED};
use crate::corridors::CorridorRoute;
use crate::domain::{
    Finding, History, Lang, Metres, Source, Status, Target, TargetDetail, TargetKind,
};
use crate::priority;
use crate::roads::Network;
use crate::units::{Day, TargetId};
use crate::workspace::Workspace;

/// Lays what is known of the past over the county: points as they stand now, points found since, corridors cut down to
/// what is undone.
///
/// Gives the history as the rest of the pipeline needs it: a corridor's last visit is that of its undone stretch.
pub fn remember(
    workspace: &Workspace,
    county: &mut County,
    history: History,
    first_day: Day,
) -> History {
    let now = stand(
        workspace,
        &county.network,
        std::mem::take(&mut county.layers.targets),
        std::mem::take(&mut county.corridors),
        history,
        first_day,
    );
    county.layers.targets = now.targets;
    county.corridors = now.corridors;
    county.findings.extend(now.findings);
    let mut history = now.history;
    for target in &mut county.layers.targets {
        let past = history.targets.get(&target.id);
        if let Some(place) = past.and_then(|past| past.placed) {
            county.findings.extend(put(target, place));
        }
    }
    county.inputs.extend(history.input.take());
    history
}

/// Puts a target where the ledger has it since it was corrected there, and says so when the layer has it elsewhere.
fn put(target: &mut Target, place: Coord) -> Option<Finding> {
    /// The same place, for the rounding of coordinates, in metres.
    const NEAR: f64 = 1.0;
    let layer = target.geometry.centroid()?.0;
    let apart = Haversine.distance(Point(layer), Point(place));
    if apart <= NEAR {
        return None;
    }
    target.geometry = Geometry::Point(Point(place));
    let text = |place: Coord| format!("{:.7},{:.7}", place.x, place.y);
    let finding = Finding::new(&PLACED, target.source.clone()).id(target.id.as_str());
    let finding = finding.arg(text(place)).arg(text(layer));
    Some(finding.arg(format!("{apart:.0}")))
}

/// Targets as they stand on a day.
#[derive(Clone, Debug)]
pub struct Standing {
    /// All but corridors, by id: points as the history has them, those found since among them.
    pub targets: Vec<Target>,
    /// Corridors, each cut down to what is undone, by id.
    pub corridors: Vec<CorridorRoute>,
    /// The past; a corridor's last visit is that of its undone stretch.
    pub history: History,
    /// Points of the history that were left out, each a finding.
    pub findings: Vec<Finding>,
}

/// Targets of the layers and corridors of the network as they stand on a day after a history.
pub fn stand(
    workspace: &Workspace,
    network: &Network,
    mut targets: Vec<Target>,
    mut corridors: Vec<CorridorRoute>,
    mut history: History,
    day: Day,
) -> Standing {
    let mut findings = part(&mut targets, &corridors, &mut history);
    let known: BTreeSet<&TargetId> = targets.iter().map(|target| &target.id).collect();
    let (_, new): (Vec<Target>, Vec<Target>) = history
        .found
        .drain(..)
        .partition(|target| known.contains(&target.id));
    targets.extend(new);
    for target in &mut targets {
        let known = history.targets.get(&target.id);
        if let Some(now) = known.and_then(|past| past.point.as_ref()) {
            target.detail = TargetDetail::DumpPoint(now.clone());
        }
    }
    targets.sort_by(|a, b| a.id.cmp(&b.id));
    findings.extend(unplaced(&targets, &history));
    for route in &mut corridors {
        let Some(past) = history.targets.get_mut(&route.target.id) else {
            continue;
        };
        // What an order is about may lie on any metre.
        if let Some((metres, _)) = past.metres.as_ref().filter(|_| past.recheck_due.is_none()) {
            (*route, past.last_visit) = undone(workspace, network, route, metres, day);
        }
    }
    Standing {
        targets,
        corridors,
        history,
        findings,
    }
}

/// Takes the points out of a history whose ids are those of sites, places or corridors, and says so of each that the ledger
/// still goes after: one id is one thing, and those were there first.
fn part(
    targets: &mut Vec<Target>,
    corridors: &[CorridorRoute],
    history: &mut History,
) -> Vec<Finding> {
    let layers = targets
        .iter()
        .filter(|target| target.kind() != TargetKind::DumpPoint);
    let owners = layers.chain(corridors.iter().map(|route| &route.target));
    let (mut findings, mut taken) = (Vec::new(), BTreeSet::new());
    for owner in owners {
        let past = history.targets.get_mut(&owner.id);
        let Some((past, point)) = past.and_then(|past| past.point.take().map(|it| (past, it)))
        else {
            continue;
        };
        (past.placed, past.look_backs) = (None, Vec::new());
        taken.insert(owner.id.clone());
        if !matches!(point.status, Status::Merged | Status::Excluded) {
            let finding = Finding::new(&ID_OF_ANOTHER, owner.source.clone());
            let finding = finding.id(owner.id.as_str()).arg(&owner.name);
            let [en, zh] = [Lang::En, Lang::Zh].map(|lang| owner.kind().label(lang));
            findings.push(finding.arg(en).arg(zh).arg(&owner.id));
        }
    }
    let is_taken =
        |target: &Target| target.kind() == TargetKind::DumpPoint && taken.contains(&target.id);
    if !taken.is_empty() {
        history.found.retain(|target| !is_taken(target));
        targets.retain(|target| !is_taken(target));
    }
    findings
}

/// Points of a history that are among no targets, as nobody has said where they lie.
fn unplaced(targets: &[Target], history: &History) -> Vec<Finding> {
    let points = history.targets.iter().filter_map(|(id, past)| {
        let point = past.point.as_ref()?;
        let is_over = matches!(point.status, Status::Merged | Status::Excluded);
        (!is_over).then_some(id)
    });
    let is_known = |id: &TargetId| targets.binary_search_by(|target| target.id.cmp(id)).is_ok();
    points
        .filter(|id| !is_known(id))
        .map(|id| Finding::new(&UNPLACED, Source::default()).id(id.as_str()))
        .collect()
}

/// The part of a corridor that may be patrolled again, and when a metre of it was last seen.
fn undone(
    workspace: &Workspace,
    network: &Network,
    route: &CorridorRoute,
    metres: &Metres,
    first_day: Day,
) -> (CorridorRoute, Option<Day>) {
    let last = metres.days().map(|days| days.1);
    let TargetDetail::Corridor(corridor) = &route.target.detail else {
        return (route.clone(), last);
    };
    let programme = workspace
        .programmes
        .iter()
        .find(|programme| programme.id == corridor.programme);
    let gap = programme.and_then(|programme| priority::least_gap(programme, workspace.surge));
    let since = first_day.plus(-i32::try_from(gap.unwrap_or(1)).unwrap_or(i32::MAX));
    let length = corridor.length.get();
    match metres.undone(length, since) {
        Some((from, to, seen)) if (from, to) != (0, length) => {
            let stretch = route.stretch(network, from as f64, to as f64);
            (stretch, seen)
        }
        Some((_, _, seen)) => (route.clone(), seen),
        None => (route.clone(), metres.days().map(|days| days.0)),
    }
}
