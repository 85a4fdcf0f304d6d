use geo::Coord;

use super::{GivenCounts, Network, codes};
use crate::domain::{Code, Finding, Road, Source};

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
    /// A stretch of one line that is also a stretch of another; driven once.
    Overlap,
    /// Two lines so near to each other all along that they seem to be the same road; both driven.
    NearDuplicate,
    /// A line without length; left out.
    ZeroLength,
    /// A part of the network that no road links to the largest part.
    Island,
    /// A dead end that stops short of another road by more than the tolerance but less than four times it.
    NearMiss,
}

impl RepairKind {
    /// All kinds, in order.
    pub const ALL: [Self; 11] = [
        Self::DeadEndJoined,
        Self::TouchJoined,
        Self::CrossingJoined,
        Self::CrossingGradeSeparated,
        Self::CrossingDoubtful,
        Self::DuplicateLine,
        Self::Overlap,
        Self::NearDuplicate,
        Self::ZeroLength,
        Self::Island,
        Self::NearMiss,
    ];
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
    /// Of these, how many lie within the tolerance of a road of a part of the layer that no vertex links to theirs.
    pub joined_parts: usize,
    /// Whether the layer as a whole was found un-noded, so that crossings were joined.
    pub un_noded: bool,
    /// Summed findings for people: one per kind, with the count, and one per road without a class set.
    pub findings: Vec<Finding>,
}

impl RepairReport {
    /// Those of a kind.
    pub fn of(&self, kind: RepairKind) -> impl Iterator<Item = &Repair> {
        self.repairs
            .iter()
            .filter(move |repair| repair.kind == kind)
    }

    /// How many of a kind.
    pub fn count(&self, kind: RepairKind) -> usize {
        self.of(kind).count()
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

/// The sentences for people.
pub(super) fn findings(roads: &[Road], report: &mut RepairReport) {
    for (kind, code) in codes::SUMMED {
        let count = report.count(*kind);
        if count > 0 {
            report
                .findings
                .push(Finding::new(code, Source::default()).arg(count));
        }
    }
    for (kind, code) in codes::NAMED {
        let mut repairs: Vec<&Repair> = report.of(*kind).collect();
        if *kind == RepairKind::Island {
            repairs.sort_by(|a, b| b.metres.total_cmp(&a.metres));
        }
        let (named, more) = repairs.split_at(repairs.len().min(MOST_NAMED));
        let mut findings: Vec<Finding> = named
            .iter()
            .map(|repair| of_repair(roads, code, repair))
            .collect();
        if !more.is_empty() {
            let finding = Finding::new(&codes::MORE, Source::default()).arg(more.len());
            findings.push(finding.arg(code.id));
        }
        report.findings.append(&mut findings);
    }
    if report.closed > 0 {
        report
            .findings
            .push(Finding::new(&codes::CLOSED, Source::default()).arg(report.closed));
    }
}

/// Of each kind so many are named one by one; the repair report has all of them.
const MOST_NAMED: usize = 10;

fn of_repair(roads: &[Road], code: &'static Code, repair: &Repair) -> Finding {
    let road = &roads[repair.road as usize];
    let other = repair
        .other
        .map_or("", |other| roads[other as usize].id.as_str());
    Finding::new(code, road.source.clone())
        .id(&road.id)
        .place(repair.place)
        .arg(format!("{:.1}", repair.metres))
        .arg(other)
        .arg(format!("{:.6},{:.6}", repair.place.x, repair.place.y))
}
