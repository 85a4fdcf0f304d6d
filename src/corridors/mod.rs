//! Corridor targets (沿线巡查路段): stretches of trunk road beside farmland, hill edges and gullies, cut to 1-3 km.
//!
//! Knows roads and areas; nothing of prizes, teams or files.

mod areas;
mod chain;
pub mod codes;
mod pieces;
mod select;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use crate::domain::{Area, AreaKind, Finding, Road, RoadClass, Source, Target};
use crate::roads::{Facing, LinkIdx, Network, Position, Repair, Traversal};
use crate::units::ProgrammeId;

/// Which roads become corridors, and how they are cut.
#[derive(Clone, Debug, PartialEq)]
pub struct CorridorRule {
    /// Programme that the corridors belong to.
    pub programme: ProgrammeId,
    /// Roads of these classes.
    pub classes: Vec<RoadClass>,
    /// Only where such an area lies within `within` metres; empty = everywhere.
    pub near: Vec<AreaKind>,
    /// Metres.
    pub within: f64,
    /// Only roads whose kept property has this value; `None` = all.
    pub property: Option<(String, String)>,
    /// Shortest corridor in metres; a shorter stretch is lengthened along its road as far as that goes.
    pub min_length: f64,
    /// Longest corridor in metres.
    pub max_length: f64,
}

/// A corridor on the network.
#[derive(Clone, Debug)]
pub struct CorridorRoute {
    /// The target (its `detail` is a `Corridor`).
    pub target: Target,
    /// First position when driven forward.
    pub from: Position,
    /// Last position when driven forward.
    pub to: Position,
    /// Links driven forward, in order.
    pub traversals: Vec<Traversal>,
}

impl CorridorRoute {
    /// Where it is entered and where it is left, driven forward and driven backward; a vehicle faces along it.
    pub fn ends(&self, network: &Network) -> [[Position; 2]; 2] {
        let faced = |position: Position, along: Option<&Traversal>, forward: bool| {
            let is_along = along.is_none_or(|part| part.to_fraction >= part.from_fraction);
            let facing = if is_along == forward {
                Facing::Forward
            } else {
                Facing::Backward
            };
            match network.facings(position) {
                [_] => position,
                _ => position.facing(facing),
            }
        };
        let from = |forward| faced(self.from, self.traversals.first(), forward);
        let to = |forward| faced(self.to, self.traversals.last(), forward);
        [[from(true), to(true)], [to(false), from(false)]]
    }

    /// The stretch of it between two places, in metres from its start when driven forward, under the same id.
    #[must_use]
    pub fn stretch(&self, network: &Network, from: f64, to: f64) -> Self {
        pieces::stretch(network, self, from, to)
    }
}

/// Cuts corridors from the network by the rules; each metre of a road belongs to at most one corridor of a programme (to
/// one for each direction where a divided road is drawn as one line), that of the first rule that takes it.
///
/// A stretch that is drawn twice counts as both roads, whichever of them it is driven as; `repairs` say so.
///
/// Sorted by target id. Ids are made from the programme, the road's name and the place, so that a change elsewhere in
/// the county does not rename them. Without `near` every metre of every matching road is in exactly one corridor.
pub fn cut(
    network: &Network,
    roads: &[Road],
    repairs: &[Repair],
    areas: &[Area],
    rules: &[CorridorRule],
) -> (Vec<CorridorRoute>, Vec<Finding>) {
    let (mut corridors, mut findings) = (Vec::new(), Vec::new());
    let doubled = select::doubled(network, roads, repairs);
    // Links that an earlier rule of the same programme has corridors on.
    let mut taken: BTreeSet<(&ProgrammeId, LinkIdx)> = BTreeSet::new();
    for rule in rules {
        let near = (!rule.near.is_empty()).then(|| areas::AreaIndex::new(areas, rule));
        let before = corridors.len();
        let mut links = select::links(network, roads, &doubled, rule);
        links.retain(|link| !taken.contains(&(&rule.programme, *link)));
        for chain in chain::chains(network, roads, &links) {
            for span in select::spans(network, &chain, near.as_ref(), rule) {
                corridors.extend(pieces::routes(network, roads, rule, &chain, span));
            }
        }
        if corridors.len() == before {
            findings.push(Finding::new(&codes::NOTHING, Source::default()).arg(&rule.programme));
            continue;
        }
        let made: &[CorridorRoute] = &corridors[before..];
        let parts = made.iter().flat_map(|route| &route.traversals);
        taken.extend(parts.map(|part| (&rule.programme, part.link)));
        let metres: i64 = made.iter().map(pieces::length).sum();
        let finding = Finding::new(&codes::CUT, Source::default())
            .arg(made.len())
            .arg(&rule.programme);
        findings.push(finding.arg(format!("{:.1}", metres as f64 / 1000.0)));
    }
    pieces::make_ids_unique(&mut corridors);
    (corridors, findings)
}
