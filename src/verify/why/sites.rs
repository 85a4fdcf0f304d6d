//! Where stops and left-out visits lie on the roads, and the drives between them.

use geo::Coord;

use super::super::codes::{self, Faults};
use super::super::dijkstra::{Arcs, Search};
use super::super::legs::{
    base_positions, corridor_spots, faced, leg_via, nearest_road, roadside_spots, stop_spots,
};
use super::super::scan::Ground;
use super::super::{Claim, Known};
use crate::plan::{Direction, LegFile, PlaceFile, ShiftFile, UnvisitedFile};
use crate::roads::Position;
use crate::units::Day;

/// Positions where a stop is entered, and where it is left.
pub(super) type Site = (Vec<Position>, Vec<Position>);

/// What one thread needs to measure drives.
pub(super) struct Roads<'a> {
    pub(super) claim: &'a Claim<'a>,
    pub(super) ground: &'a Ground<'a>,
    searches: Vec<Search<'a>>,
}

impl<'a> Roads<'a> {
    pub(super) fn new(claim: &'a Claim<'a>, ground: &'a Ground<'a>, arcs: &'a [Arcs]) -> Self {
        let searches = arcs.iter().enumerate().map(|(variant, arcs)| {
            let network = claim.days.network(claim.expect.network, variant);
            Search::new(network, arcs)
        });
        Self {
            claim,
            ground,
            searches: searches.collect(),
        }
    }

    /// The site of every stop of a shift, the base before them and after them.
    pub(super) fn sites(&self, shift: &ShiftFile) -> Vec<Site> {
        let team = self.claim.teams.get(shift.team.as_str());
        let base = |place: Option<Coord>| {
            let at = place.map_or(Vec::new(), |place| base_positions(self.ground, place));
            (at.clone(), at)
        };
        // What is wrong with a stop's place was said with its legs.
        let mut said = Faults::default();
        let stops = shift
            .stops
            .iter()
            .map(|stop| stop_spots(self.claim, self.ground, stop, "", &mut said));
        std::iter::once(base(team.map(|team| team.start.place)))
            .chain(stops.collect::<Vec<_>>())
            .chain([base(team.map(|team| team.end.place))])
            .collect()
    }

    /// The site of a left-out visit.
    pub(super) fn left_out(&self, entry: &UnvisitedFile, direction: Option<Direction>) -> Site {
        let known = self.claim.known.get(entry.target.as_str());
        let at = match (known, entry.roadside) {
            (Some(Known::Corridor(route)), _) => {
                let direction = direction.unwrap_or(Direction::Forward);
                return corridor_spots(self.claim, route, direction);
            }
            (_, Some(roadside)) => {
                let place = Coord {
                    x: roadside.lon,
                    y: roadside.lat,
                };
                roadside_spots(self.ground, place).unwrap_or_default()
            }
            (Some(Known::Target(target)), None) => nearest_road(self.ground, &target.geometry).1,
            (None, None) => Vec::new(),
        };
        let at = faced(at, direction);
        (at.clone(), at)
    }

    fn variant(&self, date: &str) -> usize {
        let day = Day::parse(date).unwrap_or(self.claim.expect.first_day);
        self.claim.variant(day)
    }

    /// A stated drive against the fastest one.
    pub(super) fn drive(
        &mut self,
        date: &str,
        (from, to): (&[Position], &[Position]),
        stated: LegFile,
        place: &str,
        faults: &mut Faults,
    ) {
        let variant = self.variant(date);
        leg_via(
            (self.claim, self.ground),
            &mut self.searches[variant],
            (from, to),
            stated,
            place,
            faults,
        );
    }

    /// Seconds of the fastest way, turns in doubt counted, rounded up; `None` when there is none.
    pub(super) fn seconds(
        &mut self,
        date: &str,
        from: &[Position],
        to: &[Position],
    ) -> Option<i64> {
        let variant = self.variant(date);
        let way = self.searches[variant].fastest_in_doubt(from, to)?;
        #[expect(
            clippy::cast_possible_truncation,
            reason = "a drive is far below 2^53 seconds"
        )]
        let seconds = way.seconds.ceil() as i64;
        Some(seconds)
    }

    /// Both drives of a place against the fastest ones; the site that is taken out is not among `sites`.
    pub(super) fn place(
        &mut self,
        date: &str,
        (sites, at): (&[Site], usize),
        visit: &Site,
        stated: &PlaceFile,
        place: &str,
        faults: &mut Faults,
    ) {
        let (Some(before), Some(after)) = (sites.get(at), sites.get(at + 1)) else {
            return;
        };
        if visit.0.is_empty() {
            faults.add(&codes::CHANGE_PLACE, place, &[&"roadside"]);
            return;
        }
        let there = (&*before.1, &*visit.0);
        let onward = (&*visit.1, &*after.0);
        self.drive(date, there, stated.to, place, faults);
        self.drive(date, onward, stated.onward, place, faults);
    }
}
