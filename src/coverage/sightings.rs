//! What a recorded track proves: the metres of corridors that it drove and the places that it passed.

use std::collections::BTreeMap;

use geo::Coord;

use super::record::Sighting;
use crate::corridors::CorridorRoute;
use crate::domain::{CorridorPass, Target, TargetDetail};
use crate::ledger::{Moment, middle};
use crate::roads::{Network, Snapper};
use crate::tracks::{CleanTrack, Direction, Matched, Matcher, nearest_pass};
use crate::units::{Day, TargetId};

/// Places beside the roads, where tracks pass them.
#[derive(Debug)]
pub struct Roadsides {
    /// Id, the place itself and the roadside where a patrol stops for it.
    places: Vec<(TargetId, Vec<Coord>)>,
}

impl Roadsides {
    /// Of the villages, stations and compounds among the targets, at most `walk` metres from a road.
    ///
    /// Dump points and sites need a look on the spot: passing by them is no visit.
    pub fn new(network: &Network, targets: &[Target], walk: f64) -> Self {
        let snapper = Snapper::new(network);
        let places = targets
            .iter()
            .filter(|target| matches!(target.detail, TargetDetail::Place(_)));
        let places = places.map(|target| {
            let snapped = snapper.snap(&target.geometry, walk, &|_| true);
            let roadside = snapped.ok().map(|snapped| snapped.roadside);
            let at = middle(&target.geometry).into_iter().chain(roadside);
            (target.id.clone(), at.collect())
        });
        Self {
            places: places.collect(),
        }
    }
}

/// What a track drove along.
#[derive(Clone, Copy, Debug)]
pub struct Trail<'a> {
    /// Its fixes.
    pub clean: &'a CleanTrack,
    /// What was driven of the roads.
    pub matched: &'a Matched,
}

/// What tracks are held against.
#[derive(Clone, Copy, Debug)]
pub struct Trails<'a> {
    /// Corridors, whole.
    pub corridors: &'a [CorridorRoute],
    /// Places.
    pub roadsides: &'a Roadsides,
    /// The matcher that matched the tracks.
    pub matcher: &'a Matcher,
    /// The roads that it was made of.
    pub network: &'a Network,
    /// A place within so many metres of a track was passed.
    pub within: f64,
    /// Seconds east of UTC of the county's clock.
    pub utc_offset: i32,
}

impl Trails<'_> {
    /// The corridors and places that a track saw, each once a day.
    ///
    /// What was driven without a time belongs to no day and is left out.
    pub fn sightings(&self, trail: Trail<'_>) -> Vec<Sighting> {
        let mut seen = self.driven(trail.matched);
        seen.extend(self.passed(trail.clean));
        seen
    }

    fn driven(&self, matched: &Matched) -> Vec<Sighting> {
        let mut sightings = Vec::new();
        for route in self.corridors {
            let TargetDetail::Corridor(corridor) = &route.target.detail else {
                continue;
            };
            let direction = match corridor.pass {
                CorridorPass::Forward => Direction::Along,
                CorridorPass::Either => Direction::Either,
            };
            let length = corridor.length.get().max(0);
            let mut days: BTreeMap<Day, (i64, Vec<(i64, i64)>)> = BTreeMap::new();
            for one in
                (self.matcher).seen_spans(matched, &route.traversals, self.network, direction)
            {
                let timed = one
                    .times
                    .and_then(|times| Some((times.0, self.day(times.0)?)));
                let span = (whole(one.from).min(length), whole(one.to).min(length));
                if let Some((time, day)) = timed.filter(|_| span.0 < span.1) {
                    let of_day = days.entry(day).or_insert((time, Vec::new()));
                    of_day.0 = of_day.0.min(time);
                    of_day.1.push(span);
                }
            }
            sightings.extend(days.into_iter().map(|(day, (time, spans))| Sighting {
                target: route.target.id.clone(),
                time,
                day,
                spans: Some(spans),
            }));
        }
        sightings
    }

    fn passed(&self, track: &CleanTrack) -> Vec<Sighting> {
        let mut sightings = Vec::new();
        // A part for each day, so that a place passed on two days is seen on both.
        for (day, part) in self.by_day(track) {
            for (id, at) in &self.roadsides.places {
                let passes = at
                    .iter()
                    .filter_map(|at| nearest_pass(&part, *at, self.within));
                let time = passes.filter_map(|pass| pass.time).min();
                sightings.extend(time.map(|time| Sighting {
                    target: id.clone(),
                    time,
                    day,
                    spans: None,
                }));
            }
        }
        sightings
    }

    /// The timed fixes of a track, day by day.
    fn by_day(&self, track: &CleanTrack) -> BTreeMap<Day, CleanTrack> {
        let mut days: BTreeMap<Day, CleanTrack> = BTreeMap::new();
        for segment in &track.segments {
            let day = |fix: &crate::tracks::Fix| fix.time.and_then(|time| self.day(time));
            for part in segment.chunk_by(|a, b| day(a) == day(b)) {
                if let Some(day) = part.first().and_then(day) {
                    days.entry(day).or_default().segments.push(part.to_vec());
                }
            }
        }
        days
    }

    fn day(&self, time: i64) -> Option<Day> {
        Moment::new(time, self.utc_offset).map(Moment::day)
    }
}

/// The nearest whole metre.
#[expect(
    clippy::cast_possible_truncation,
    reason = "a corridor is far below 2^53 m long"
)]
fn whole(metres: f64) -> i64 {
    metres.round() as i64
}
