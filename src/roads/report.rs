use geo::Coord;

use super::{GivenCounts, Network, codes};
use crate::domain::{Finding, Road, Source};

/// What kind of mend or doubt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RepairKind {
    /// A dead end was joined to a road within the tolerance.
    DeadEndJoined,
    /// A vertex that lies on another line, within a width far below that of a road, was joined to it.
    TouchJoined,
    /// Two lines cross without a shared vertex and were joined.
    CrossingJoined,
    /// Two lines cross without a shared vertex and were kept apart (bridge, tunnel, layer): as it should be.
    CrossingGradeSeparated,
    /// Two lines cross without a shared vertex, in a layer that is otherwise noded: kept apart, to be looked at.
    CrossingDoubtful,
    /// The same line twice; driven once.
    DuplicateLine,
    /// A line without length; left out.
    ZeroLength,
    /// A part of the network that no road links to the largest part.
    Island,
    /// A dead end that stops short of another road by more than the tolerance but less than four times it.
    NearMiss,
}

/// One mend or doubt, with its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Repair {
    /// What kind.
    pub kind: RepairKind,
    /// Where, lon, lat in WGS 84 degrees.
    pub place: Coord,
    /// Index of the road concerned.
    pub road: u32,
    /// Index of the other road concerned.
    pub other: Option<u32>,
    /// Distance bridged or length concerned, in metres.
    pub metres: f64,
}

/// Every mend and doubt of the roads (路网修复报告), sorted by kind, place and road ids.
#[derive(Clone, Debug, Default)]
pub struct RepairReport {
    /// Each mend and doubt.
    pub repairs: Vec<Repair>,
    /// The layer as given.
    pub given: GivenCounts,
    /// Roads closed to vehicles altogether.
    pub closed: usize,
    /// Dead ends of the driven roads before mending.
    pub dead_ends: usize,
    /// Dead ends joined to a part of the layer that was not linked before.
    pub joined_parts: usize,
    /// Whether the layer as a whole was found un-noded, so that crossings were joined.
    pub un_noded: bool,
    /// Summed findings for people: one per kind, with the count, and one per road without a class set.
    pub findings: Vec<Finding>,
}

impl RepairReport {
    /// How many of a kind.
    pub fn count(&self, kind: RepairKind) -> usize {
        self.repairs
            .iter()
            .filter(|repair| repair.kind == kind)
            .count()
    }
}

/// Islands and the sentences for people; sorts everything.
pub(super) fn finish(roads: &[Road], network: &Network, report: &mut RepairReport) {
    let mut first: Vec<Option<(u32, Coord)>> = vec![None; network.islands().len()];
    for link in network.links() {
        let place = (link.road, link.coords[0]);
        let slot = &mut first[network.node_island[link.from.index()] as usize];
        if slot.is_none_or(|known| place.0 < known.0) {
            *slot = Some(place);
        }
    }
    for (slot, metres) in first.iter().zip(network.islands()).skip(1) {
        if let Some((road, place)) = slot {
            report.repairs.push(Repair {
                kind: RepairKind::Island,
                place: *place,
                road: *road,
                other: None,
                metres: *metres,
            });
        }
    }
    let id = |repair: &Repair| roads[repair.road as usize].id.clone();
    report.repairs.sort_by(|a, b| {
        let order = |repair: &Repair| (repair.kind, super::geometry::key(repair.place));
        order(a).cmp(&order(b)).then_with(|| id(a).cmp(&id(b)))
    });
    findings(roads, report);
}

fn findings(roads: &[Road], report: &mut RepairReport) {
    for (kind, code) in codes::SUMMED {
        let count = report.count(*kind);
        if count > 0 {
            report
                .findings
                .push(Finding::new(code, Source::default()).arg(count));
        }
    }
    for repair in &report.repairs {
        let code = match repair.kind {
            RepairKind::CrossingDoubtful => &codes::CROSSING_DOUBTFUL,
            RepairKind::NearMiss => &codes::NEAR_MISS,
            RepairKind::Island => &codes::ISLAND,
            _ => continue,
        };
        let road = &roads[repair.road as usize];
        let finding = Finding::new(code, road.source.clone())
            .id(&road.id)
            .place(repair.place);
        let other = repair
            .other
            .map_or("", |other| roads[other as usize].id.as_str());
        report.findings.push(
            finding
                .arg(format!("{:.1}", repair.metres))
                .arg(other)
                .arg(format!("{:.6},{:.6}", repair.place.x, repair.place.y)),
        );
    }
    if report.closed > 0 {
        report
            .findings
            .push(Finding::new(&codes::CLOSED, Source::default()).arg(report.closed));
    }
}
