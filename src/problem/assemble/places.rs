//! Targets on the network.

use std::collections::BTreeMap;

use smallvec::SmallVec;

use super::bases::{BasePlaces, may_stop};
use super::reach::Reach;
use super::terrain::Terrain;
use super::{Exclusion, Parts, Verdict, codes};
use crate::domain::{Finding, Target, TargetKind};
use crate::problem::{LocationIdx, Mode};
use crate::roads::{Facing, LinkIdx, Network, Position, Snapped, Snapper};
use crate::units::TargetId;

/// Where a due target is worked on.
#[derive(Clone, Debug)]
pub(super) enum Place {
    /// A point: where the vehicle stops.
    Point(Snapped),
    /// A corridor: index into the corridors.
    Corridor(usize),
    /// Nowhere.
    Excluded(Exclusion),
}

/// The places of all due targets.
pub(super) struct Places {
    pub(super) by_target: BTreeMap<TargetId, Place>,
    /// The ways in which each target on the network may be worked on: a point as a vehicle may face there, a corridor forward
    /// and backward.
    pub(super) modes: BTreeMap<TargetId, SmallVec<[Mode; 2]>>,
    corridor_ends: Vec<[[Position; 2]; 2]>,
}

pub(super) fn targets(
    parts: &Parts<'_>,
    terrain: &Terrain<'_>,
    findings: &mut Vec<Finding>,
) -> Places {
    let mut places = Places::empty();
    places.corridor_ends = parts
        .corridors
        .iter()
        .map(|corridor| corridor.ends(parts.network))
        .collect();
    for due in parts.due {
        if places.by_target.contains_key(&due.target) {
            continue;
        }
        let place = if due.kind == TargetKind::Corridor {
            corridor_place(parts, &terrain.reach, &due.target)
        } else if let Some(place) = terrain.known(due) {
            place.clone()
        } else {
            match parts
                .targets
                .binary_search_by(|target| target.id.cmp(&due.target))
            {
                Ok(idx) => place_of(parts, terrain, &parts.targets[idx], findings),
                Err(_) => Place::Excluded(Exclusion::TooFarFromRoad { nearest: None }),
            }
        };
        places.by_target.insert(due.target.clone(), place);
    }
    places
}

/// The place of a point target.
pub(super) fn place_of(
    parts: &Parts<'_>,
    terrain: &Terrain<'_>,
    target: &Target,
    findings: &mut Vec<Finding>,
) -> Place {
    match point_place(parts, &terrain.snapper, &terrain.reach, target, findings) {
        Ok(snapped) => Place::Point(snapped),
        Err(exclusion) => Place::Excluded(exclusion),
    }
}

/// A verdict for every target, in order.
pub(super) fn verdicts(
    parts: &Parts<'_>,
    terrain: &Terrain<'_>,
    findings: &mut Vec<Finding>,
) -> Vec<Verdict> {
    let mut verdict = |target: &Target| match point_place(
        parts,
        &terrain.snapper,
        &terrain.reach,
        target,
        findings,
    ) {
        Ok(snapped) => Verdict::Reached { snapped },
        Err(exclusion) => Verdict::Unreachable(exclusion),
    };
    parts.targets.iter().map(&mut verdict).collect()
}

fn corridor_place(parts: &Parts<'_>, reach: &Reach, id: &TargetId) -> Place {
    let Ok(idx) = parts
        .corridors
        .binary_search_by(|corridor| corridor.target.id.cmp(id))
    else {
        return Place::Excluded(Exclusion::TooFarFromRoad { nearest: None });
    };
    let link = parts.corridors[idx].from.link;
    if reach.is_empty() || reach.covers(parts.network, link) {
        Place::Corridor(idx)
    } else {
        Place::Excluded(cut(parts.network, link))
    }
}

/// Why a link is not reached: it lies on an island, or one-way roads lead only to it or only away.
pub(super) fn cut(network: &Network, link: LinkIdx) -> Exclusion {
    let island = network.island(link);
    if island == 0 {
        return Exclusion::OneWay;
    }
    Exclusion::Cut {
        island_length: network
            .islands()
            .get(island as usize)
            .copied()
            .unwrap_or(0.0),
    }
}

fn point_place(
    parts: &Parts<'_>,
    snapper: &Snapper<'_>,
    reach: &Reach,
    target: &Target,
    findings: &mut Vec<Finding>,
) -> Result<Snapped, Exclusion> {
    let network = parts.network;
    let nearest = match snapper.snap(&target.geometry, parts.walk_limit, &|link| {
        may_stop(network, link)
    }) {
        Ok(snapped) => snapped,
        Err(failure) => {
            return Err(Exclusion::TooFarFromRoad {
                nearest: failure.nearest,
            });
        }
    };
    // Without any base on the network no road is better than another; there is no shift then.
    if reach.is_empty() || reach.covers(network, nearest.position.link) {
        return Ok(nearest);
    }
    let reachable = |link| may_stop(network, link) && reach.covers(network, link);
    match snapper.snap(&target.geometry, parts.walk_limit, &reachable) {
        Ok(snapped) => {
            let finding = Finding::new(&codes::OTHER_ROAD, target.source.clone())
                .id(target.id.as_str())
                .place(snapped.target);
            findings.push(
                finding
                    .arg(format!("{:.0}", nearest.walk))
                    .arg(format!("{:.0}", snapped.walk)),
            );
            Ok(snapped)
        }
        Err(_) => Err(cut(network, nearest.position.link)),
    }
}

impl Places {
    pub(super) const fn empty() -> Self {
        Self {
            by_target: BTreeMap::new(),
            modes: BTreeMap::new(),
            corridor_ends: Vec::new(),
        }
    }

    /// All positions that the matrix is made for: the bases, then the targets in order; fills `modes`.
    pub(super) fn locations(&mut self, bases: &BasePlaces, network: &Network) -> Vec<Position> {
        let mut positions = bases.positions.clone();
        let mut known: BTreeMap<Key, LocationIdx> = BTreeMap::new();
        for (idx, position) in positions.iter().enumerate() {
            known
                .entry(key(*position))
                .or_insert(LocationIdx::from_idx(idx));
        }
        let mut add = |position: Position| {
            *known.entry(key(position)).or_insert_with(|| {
                positions.push(position);
                LocationIdx::from_idx(positions.len() - 1)
            })
        };
        for (id, place) in &self.by_target {
            let ends: SmallVec<[[Position; 2]; 2]> = match place {
                Place::Point(snapped) => {
                    let facings = network.facings(snapped.position).iter();
                    let faced = facings.map(|facing| [snapped.position.facing(*facing); 2]);
                    faced.collect()
                }
                Place::Corridor(idx) => self.corridor_ends[*idx].into(),
                Place::Excluded(_) => continue,
            };
            let modes = ends.into_iter().map(|[entry, exit]| Mode {
                entry: add(entry),
                exit: add(exit),
            });
            self.modes.insert(id.clone(), modes.collect());
        }
        positions
    }
}

/// Tells positions apart.
pub(super) type Key = (u32, u64, Facing);

pub(super) fn key(position: Position) -> Key {
    (
        position.link.0,
        position.fraction.to_bits(),
        position.facing,
    )
}
