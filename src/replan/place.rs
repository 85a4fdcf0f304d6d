//! Where teams are at the moment of the cut.

use geo::{Coord, Geometry, Point};

use super::codes;
use super::knife::Knife;
use crate::domain::{Finding, Source, Team};
use crate::plan::{Direction, Kept, Passed, ShiftFile, StopFile, ViaFile, local_time};
use crate::problem::assemble::Remainder;
use crate::roads::{Facing, LinkIdx, Network, Path, Position, Snapped, distance, fastest_path};
use crate::units::{Day, Seconds};

/// Which way a vehicle faces, as a plan says it of a stop.
pub(super) const fn facing(stated: Option<Direction>) -> Facing {
    match stated {
        None => Facing::Either,
        Some(Direction::Forward) => Facing::Forward,
        Some(Direction::Backward) => Facing::Backward,
    }
}

impl Knife<'_> {
    /// Says when a stated place is farther than the team can have driven.
    pub(super) fn far_ahead(
        &self,
        (team, day): (usize, Day),
        kept: &Kept,
        left: Option<&Remainder>,
    ) -> Option<Finding> {
        let owner = &self.workspace.teams[team];
        let id = &owner.id;
        let is_stated = self.request.position(id.as_str()).is_some();
        let begun = kept.left.unwrap_or(self.begin(owner, day));
        let known = begun.max(self.request.at);
        let at = left.filter(|left| is_stated && left.at > known)?.at;
        let far = Finding::new(&codes::FAR_AHEAD, Source::default());
        Some(far.arg(id).arg(self.clock(at)))
    }

    /// Says when a team has finished its stops before their time.
    pub(super) fn ahead(&self, team: &Team, kept: &Kept) -> Option<Finding> {
        let stops = self.request.finished(team.id.as_str())?;
        let left = kept.left.filter(|left| *left > self.request.at)?;
        let ahead = Finding::new(&codes::AHEAD, Source::default());
        Some(ahead.arg(&team.id).arg(stops).arg(self.clock(left)))
    }

    /// Says when fewer stops are said to be finished than were before.
    pub(super) fn fewer(&self, team: &Team, before: u32) -> Option<Finding> {
        let now = self.request.finished(team.id.as_str())?;
        let fewer = Finding::new(&codes::FEWER, Source::default());
        (now < before).then(|| fewer.arg(&team.id).arg(before).arg(now))
    }

    /// When a team that goes on from somewhere is home at the earliest, and the end of its shift, when that is before it.
    pub(super) fn late(
        &self,
        (team, idx, day): (&Team, usize, Day),
        from: Option<Position>,
        at: Seconds,
    ) -> Option<[Seconds; 2]> {
        let end = team.shift.on(day, self.horizon.first_day).end();
        let (_, home) = self.terrain.base(idx)?;
        let path = fastest_path(self.network(day), from?, home)?;
        let back = at + Seconds(i64::from(path.seconds));
        (back > end).then_some([back, end])
    }

    /// Says when a team that has begun nothing cannot be home by the end of its shift: no stop of the plan tells it.
    pub(super) fn late_unbegun(
        &self,
        (idx, day): (usize, Day),
        kept: &Kept,
        left: Option<&Remainder>,
    ) -> Option<Finding> {
        let team = &self.workspace.teams[idx];
        let via = kept.via.as_ref().filter(|_| kept.stops.is_empty())?;
        if self.request.without.contains(&team.id) {
            return None;
        }
        let begin = self.begin(team, day) + Seconds(via.file.after_s);
        let at = left.map_or(begin.max(self.request.at), |left| left.at);
        let [back, end] = self.late((team, idx, day), Some(via.position), at)?;
        let minutes = ((back - end).get() + 59) / 60;
        let finding = Finding::new(&codes::LATE, Source::default()).id(team.id.as_str());
        let finding = finding.arg(&team.id).arg(self.clock(back));
        Some(finding.arg(minutes).arg(day))
    }

    /// `HH:MM` of a moment.
    fn clock(&self, at: Seconds) -> String {
        local_time(self.horizon.first_day, 0, at)[11..16].to_owned()
    }

    /// Where a stop is left.
    pub(super) fn exit(&self, stop: &StopFile) -> Position {
        /// The same place, for the rounding of coordinates, in metres.
        const NEAR: f64 = 2.0;
        let (wanted, known) = if let Some(driven) = &stop.corridor {
            let [x, y] = driven.to;
            let routes = &self.county.corridors;
            let at = routes.binary_search_by(|route| route.target.id.as_str().cmp(&stop.target));
            let end = at.ok().map(|at| {
                let [forward, backward] = routes[at].ends(&self.county.network);
                match driven.direction {
                    Direction::Forward => forward[1],
                    Direction::Backward => backward[1],
                }
            });
            (Coord { x, y }, end)
        } else {
            let place = Coord {
                x: stop.lon,
                y: stop.lat,
            };
            let targets = &self.county.layers.targets;
            let at = targets.binary_search_by(|target| target.id.as_str().cmp(&stop.target));
            let target = at.ok().map(|at| &targets[at]);
            let snapped = target.and_then(|target| self.terrain.roadside(&self.parts, target));
            let faced = |snapped: Snapped| snapped.position.facing(facing(stop.facing));
            (place, snapped.map(faced))
        };
        let is_there =
            |position: &Position| distance(self.county.network.coord_at(*position), wanted) <= NEAR;
        known
            .filter(is_there)
            .unwrap_or_else(|| self.nearest(wanted))
    }

    /// The nearest place on a road, however far.
    fn nearest(&self, place: Coord) -> Position {
        /// How far a road is looked for, in metres.
        const FAR: f64 = 50_000.0;
        let point = Geometry::Point(Point(place));
        let snapped = self.snapper.snap(&point, FAR, &|_| true);
        // A network without any road makes no county.
        snapped.map_or(Position::new(LinkIdx(0), 0.0), |snapped| snapped.position)
    }

    /// The place where a team is said to be, reached from what it did.
    pub(super) fn stated(
        &self,
        team: &Team,
        idx: usize,
        place: Coord,
        kept: &Kept,
        network: &Network,
    ) -> Result<Passed, Box<Finding>> {
        let finding = |code| {
            Finding::new(code, Source::default())
                .place(place)
                .arg(&team.id)
        };
        let is_driven = |link| {
            let link = network.link(link);
            link.forward.is_some() || link.backward.is_some()
        };
        let limit = self.workspace.walk_limit;
        let snapped = self
            .snapper
            .snap(&Geometry::Point(Point(place)), limit, &is_driven);
        let snapped = snapped.map_err(|failure| {
            let metres = failure
                .nearest
                .map_or("> 50000".to_owned(), |metres| format!("{metres:.0}"));
            Box::new(finding(&codes::OFF_ROAD).arg(metres).arg(limit))
        })?;
        let no_way = || Box::new(finding(&codes::NO_WAY));
        let (base, home) = self.terrain.base(idx).ok_or_else(no_way)?;
        let position = snapped.position;
        fastest_path(network, position, home).ok_or_else(no_way)?;
        let start = kept.exit.unwrap_or(base);
        let path: Path = fastest_path(network, start, position).ok_or_else(no_way)?;
        // By the plan's own times it may not be there yet: then it goes on when it can be.
        let driven = Seconds(i64::from(path.seconds));
        let after = kept
            .left
            .map_or(driven, |left| (self.request.at - left).max(driven));
        Ok(Passed {
            position,
            file: via(snapped.roadside, after),
            metres: i64::from(path.metres),
            coords: path.coords,
        })
    }

    /// A team that has finished its last stop only now goes on from there.
    pub(super) fn standing(&self, kept: &Kept) -> Option<Passed> {
        // It has stood there for a while, and goes on whichever way.
        let (position, left) = (kept.exit?.facing(Facing::Either), kept.left?);
        let place = self.county.network.coord_at(position);
        Some(Passed {
            position,
            file: via(place, self.request.at - left),
            metres: 0,
            coords: vec![place],
        })
    }

    /// A team that is home, or on its way there, goes on from its base.
    pub(super) fn at_base(&self, shift: &ShiftFile, idx: usize, kept: &Kept) -> Option<Passed> {
        let (_, home) = self.terrain.base(idx)?;
        let (back, coords) = kept.back.clone()?;
        let at = self.time(&shift.back.arrive).max(self.request.at);
        Some(Passed {
            position: home,
            file: via(self.county.network.coord_at(home), at - kept.left?),
            metres: back.distance_m,
            coords,
        })
    }
}

fn via(place: Coord, after: Seconds) -> ViaFile {
    let round = |degrees: f64| (degrees * 1e7).round() / 1e7;
    ViaFile {
        lon: round(place.x),
        lat: round(place.y),
        after_s: after.get(),
    }
}
