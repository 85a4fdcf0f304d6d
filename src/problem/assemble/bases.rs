//! Where teams start and end on the network.

use geo::{Geometry, Point};

use super::{Parts, codes};
use crate::domain::{Finding, RoadClass, Source};
use crate::problem::LocationIdx;
use crate::roads::{LinkIdx, Network, Position, Snapper};

/// A base farther than this from any road, in metres, is no base.
const BASE_LIMIT: f64 = 2_000.0;

/// A base farther than this from its road, in metres, is doubted.
const BASE_DOUBT: f64 = 300.0;

/// Start and end of a team on the network; `None` when either lies off it.
pub(super) struct BasePlaces {
    /// By team.
    pub(super) ends: Vec<Option<(LocationIdx, LocationIdx)>>,
    pub(super) positions: Vec<Position>,
}

/// No vehicle stops on an expressway, nor where it may not drive.
pub fn may_stop(network: &Network, link: LinkIdx) -> bool {
    let link = network.link(link);
    link.class != RoadClass::Expressway && (link.forward.is_some() || link.backward.is_some())
}

pub(super) fn bases(
    parts: &Parts<'_>,
    snapper: &Snapper<'_>,
    findings: &mut Vec<Finding>,
) -> BasePlaces {
    let mut places = BasePlaces {
        ends: Vec::new(),
        positions: Vec::new(),
    };
    for team in parts.teams {
        let mut ends = Vec::new();
        for base in [team.start, team.end] {
            // A road that is closed on some day is none to start from: every day begins at the same place.
            let open = |link| {
                !parts
                    .day_networks
                    .ever_closed(parts.network.link(link).road)
            };
            let allowed = |link| may_stop(parts.network, link) && open(link);
            match snapper.snap(&Geometry::Point(Point(base.place)), BASE_LIMIT, &allowed) {
                Ok(snapped) => {
                    if snapped.walk > BASE_DOUBT {
                        let finding =
                            Finding::new(&codes::BASE_OFF, Source::default()).id(team.id.as_str());
                        let metres = format!("{:.0}", snapped.walk);
                        findings.push(finding.place(base.place).arg(&team.id).arg(metres));
                    }
                    ends.push(intern(&mut places.positions, snapped.position));
                }
                Err(failure) => {
                    let metres = failure
                        .nearest
                        .map_or("> 50000".to_owned(), |metres| format!("{metres:.0}"));
                    let finding =
                        Finding::new(&codes::BASE_FAR, Source::default()).id(team.id.as_str());
                    findings.push(finding.place(base.place).arg(&team.id).arg(metres));
                    break;
                }
            }
        }
        places.ends.push(if let [start, end] = ends[..] {
            Some((start, end))
        } else {
            None
        });
    }
    places
}

impl BasePlaces {
    pub(super) fn position(&self, location: LocationIdx) -> Position {
        self.positions[location.idx()]
    }
}

/// Index of a position, added when it is new.
fn intern(positions: &mut Vec<Position>, position: Position) -> LocationIdx {
    let found = positions.iter().position(|other| *other == position);
    LocationIdx::from_idx(found.unwrap_or_else(|| {
        positions.push(position);
        positions.len() - 1
    }))
}
