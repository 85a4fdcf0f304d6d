//! What does not change from day to day: where teams start, which roads they reach, and where targets lie on them.

use std::collections::BTreeMap;

use super::Parts;
use super::bases::{BasePlaces, bases};
use super::places::{Place, Places, place_of};
use super::reach::Reach;
use crate::domain::{Due, Finding, Target};
use crate::roads::{Network, Position, Snapped, Snapper};
use crate::units::TargetId;

/// Teams and targets on the network, found once for many days.
pub struct Terrain<'n> {
    pub(super) bases: BasePlaces,
    pub(super) reach: Reach,
    pub(super) snapper: Snapper<'n>,
    network: &'n Network,
    /// Places of targets that were looked up beforehand.
    known: BTreeMap<TargetId, Place>,
    findings: Vec<Finding>,
}

impl std::fmt::Debug for Terrain<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Terrain").finish_non_exhaustive()
    }
}

impl<'n> Terrain<'n> {
    /// Puts the bases of the teams on the network.
    pub fn new(parts: &Parts<'n>) -> Self {
        let snapper = Snapper::new(parts.network);
        let mut findings = Vec::new();
        let bases = bases(parts, &snapper, &mut findings);
        Self {
            reach: Reach::of(parts.network, &bases),
            bases,
            snapper,
            network: parts.network,
            known: BTreeMap::new(),
            findings,
        }
    }

    /// The same with every point target of a list looked up; its findings count once, here.
    #[must_use]
    pub fn with_targets(mut self, parts: &Parts<'_>, targets: &[Target]) -> Self {
        for target in targets {
            let place = place_of(parts, &self, target, &mut Vec::new());
            self.known.insert(target.id.clone(), place);
        }
        self
    }

    /// What was found wrong with the bases.
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// Where the shifts of a team start and end on the network; `None` when either lies off it.
    pub fn base(&self, team: usize) -> Option<(Position, Position)> {
        let (start, end) = self.bases.ends.get(team).copied().flatten()?;
        Some((self.bases.position(start), self.bases.position(end)))
    }

    /// Where the vehicle stops for a point target; `None` when it is not reached.
    pub fn roadside(&self, parts: &Parts<'_>, target: &Target) -> Option<Snapped> {
        match place_of(parts, self, target, &mut Vec::new()) {
            Place::Point(snapped) => Some(snapped),
            Place::Corridor(_) | Place::Excluded(_) => None,
        }
    }

    /// Positions of all bases and of the looked-up targets, each once, the bases first.
    pub fn positions(&self) -> Vec<Position> {
        let mut places = Places::empty();
        places.by_target.clone_from(&self.known);
        places.locations(&self.bases, self.network)
    }

    /// The place of a due target that was looked up beforehand.
    pub(super) fn known(&self, due: &Due) -> Option<&Place> {
        self.known.get(&due.target)
    }
}
