//! Waste in a run: when it falls, who tells of it, and how it comes on the ledger.

use super::{POST, Season, midnight};
use crate::domain::{Status, Tier};
use crate::ledger::Moment;
use crate::ledger::Role;
use crate::ledger::act::{Actor, complaint_draft};
use crate::ledger::payload::Matter;
use crate::simulate::dice::{Draws, Stream, name};
use crate::simulate::dumping;
use crate::simulate::heap::Heap;
use crate::simulate::office::{Find, Finder, MovedWaste};
use crate::simulate::world::Spot;
use crate::units::Day;

impl Season<'_> {
    /// Lets the waste fall that is dumped before a moment.
    pub(super) fn dump_until(&mut self, moment: i64) {
        while let Some(dump) = self
            .dumps
            .get(self.next_dump)
            .filter(|dump| dump.time < moment)
        {
            let dump = *dump;
            self.next_dump += 1;
            let (place, spot) = (
                &self.places[dump.spot],
                &self.setting.world.spots[dump.spot],
            );
            let is_bare = place.point.is_none();
            let chance = dumping::chance(self.setting.scenario, spot.per_year, place.is_closed);
            if place.hidden.is_none() && (is_bare || place.is_closed) && dump.mark < chance {
                self.dump(dump.spot, dump.time, false);
            }
        }
    }

    pub(super) fn dump(&mut self, number: usize, time: i64, is_moved: bool) {
        let spot = &self.setting.world.spots[number];
        let dumping = &self.setting.scenario.dumping;
        let mut draws = self.heap_draws(spot, time);
        let size = draws.share();
        let tier = if size < dumping.litter_share {
            Tier::Litter
        } else if size < 1.0 - dumping.census_share {
            Tier::Small
        } else {
            Tier::Census
        };
        let is_rebound = self.places[number].is_closed;
        let is_false = draws.chance(dumping.false_share) && !is_rebound && !is_moved;
        self.places[number].hidden = Some(self.heaps.len());
        self.heaps.push(Heap {
            spot: number,
            point: None,
            dumped: time,
            found: None,
            finder: None,
            closed: None,
            is_rebound,
            is_false,
            tier,
        });
    }

    pub(super) fn heap_draws(&self, spot: &Spot, time: i64) -> Draws {
        self.dice
            .of(Stream::Heap, &[name(&spot.name), time.unsigned_abs()])
    }

    /// Works whose waste was dumped elsewhere: at a spot within the distance that raises an alert (R7) where nothing is known.
    ///
    /// Each spot has its own draw and the lowest one is taken, so that it is the same spot under every policy if it is bare.
    pub(super) fn dump_elsewhere(&mut self, waste: &MovedWaste, day: Day) {
        use geo::{Distance, Haversine, Point};
        let limit = self.ledger.book().rules().movement_km * 1_000.0;
        let spots = self.setting.world.spots.iter().enumerate();
        let bare = spots.filter(|(number, spot)| {
            let place = &self.places[*number];
            let is_bare = place.point.is_none() && place.hidden.is_none();
            let metres = Haversine.distance(Point(spot.at), Point(waste.at));
            is_bare && spot.watched.is_some() && metres <= limit
        });
        let drawn = bare.min_by_key(|(_, spot)| {
            let key = [name(&waste.id), u64::from(waste.round), name(&spot.name)];
            self.dice.of(Stream::Moved, &key).bits()
        });
        if let Some(number) = drawn.map(|(number, _)| number) {
            self.dump(number, midnight(day, self.workspace) + POST, true);
        }
    }

    /// The desks moved a point.
    pub(super) fn moved(&mut self, id: &str, to: Status, day: Day) {
        let Some(number) = self.by_point.get(id).copied() else {
            return;
        };
        let place = &mut self.places[number];
        match to {
            Status::Closed | Status::QuickClosed => {
                place.is_closed = true;
                if let Some(heap) = place.heap.take() {
                    self.heaps[heap].closed = Some(midnight(day, self.workspace) + 8 * 3600 + 1800);
                }
            }
            // Nothing was there, or it goes on as another point.
            Status::Excluded | Status::Merged => {
                place.point = None;
                place.heap = None;
                place.is_closed = false;
            }
            _ => place.is_closed = false,
        }
    }

    /// Reports of the public that arrive on a morning.
    pub(super) fn post(&mut self, day: Day) {
        let now = midnight(day, self.workspace) + POST;
        let chance = self.setting.scenario.dumping.public_report_per_day;
        let hidden: Vec<(usize, usize)> = self
            .places
            .iter()
            .enumerate()
            .filter_map(|(number, place)| Some((number, place.hidden?)))
            .collect();
        for (number, heap) in hidden {
            let spot = &self.setting.world.spots[number];
            let known = &self.heaps[heap];
            let mut draws = self.dice.of(
                Stream::PublicReport,
                &[name(&spot.name), known.dumped.unsigned_abs()],
            );
            let waits = draws.exponential(86_400.0 / chance.max(1e-12));
            let is_told = (now - known.dumped) as f64 >= waits && chance > 0.0;
            if !is_told || known.is_false || known.finder.is_some() {
                continue;
            }
            let Some(time) = Moment::on(day, POST, self.workspace.utc_offset) else {
                continue;
            };
            if known.is_rebound {
                self.complain(number, heap, time);
            } else {
                self.report(number, heap, time, Finder::Public);
            }
        }
    }

    /// Somebody complains of new waste at a closed point, which a patrol then verifies.
    pub(super) fn complain(&mut self, number: usize, heap: usize, time: Moment) {
        let Some(id) = self.places[number].point.clone() else {
            return;
        };
        let actor = Actor {
            key: "village-1".to_owned(),
            role: Role::Village,
            time,
        };
        let draft = complaint_draft(
            &actor,
            &id,
            Matter::Complaint,
            Some("12345".to_owned()),
            None,
        );
        match draft {
            Ok(draft) => {
                let found = &mut self.heaps[heap];
                (found.finder, found.found) = (Some(Finder::Public), Some(time.seconds()));
                self.append(time, vec![draft]);
            }
            Err(lacks) => self.refused.push((id, lacks)),
        }
    }

    /// Writes a new heap down as a suspect.
    pub(super) fn report(&mut self, number: usize, heap: usize, time: Moment, by: Finder) {
        let spot = &self.setting.world.spots[number];
        let known = &self.heaps[heap];
        let mut draws = self.dice.of(
            Stream::Heap,
            &[name(&spot.name), known.dumped.unsigned_abs(), 1],
        );
        let (volume, class) = size(
            known.tier,
            self.setting.scenario.dumping.hazardous_share,
            &mut draws,
        );
        let find = Find {
            id: format!("S{number:05}-{}", self.places[number].count + 1),
            at: spot.at,
            tier: known.tier,
            class: class.to_owned(),
            volume_m3: volume,
            is_false: known.is_false,
            township: spot.township.clone(),
            village: spot.village.clone(),
        };
        let drafts = match self.office.report(self.ledger.book(), &find, time, by) {
            Ok(drafts) => drafts,
            Err(lacks) => {
                self.refused.push((find.id, lacks));
                return;
            }
        };
        let before = self.refused.len();
        self.append(time, drafts);
        if self.refused.len() > before {
            return;
        }
        let place = &mut self.places[number];
        place.count += 1;
        place.point = Some(find.id.clone());
        place.hidden = None;
        place.heap = Some(heap);
        let found = &mut self.heaps[heap];
        found.found = Some(time.seconds());
        found.finder = Some(by);
        found.point = Some(find.id.clone());
        self.by_point.insert(find.id, number);
    }
}

/// Volume and class of a heap.
fn size(tier: Tier, hazardous: f64, draws: &mut Draws) -> (f64, &'static str) {
    let class = if draws.chance(hazardous) {
        "hazardous"
    } else if draws.chance(0.3) {
        "construction"
    } else {
        "domestic"
    };
    let share = draws.share();
    let volume = match tier {
        Tier::Litter => 1.0 + 8.0 * share,
        Tier::Small => 12.0 + 400.0 * share * share,
        Tier::Census => 520.0 + 6_000.0 * share * share,
    };
    ((volume * 10.0).round() / 10.0, class)
}
