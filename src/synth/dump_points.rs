//! The dump points layer: registered heaps in every state of the close-out, and litter spots.

use geo::Coord;
use serde_json::{Value, json};

use super::areas::Waters;
use super::dates::{REFERENCE, ago, takes};
use super::dice::Dice;
use super::ground::Ground;
use super::settlements::{Kind, Settlements, blob};
use super::write::{Lines, Properties, Shape};
use crate::domain::{RoadClass, Status};
use crate::units::Day;

/// Where a heap lies: 58 % at village edges, 23 % at water, 18 % along roads, 1 % elsewhere (a survey of 3,386 heaps).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Setting {
    VillageEdge,
    Water,
    Roadside,
    Pit,
}

/// Further states of registered points once each has occurred.
const COMMON: [Status; 9] = [
    Status::Works,
    Status::Listed,
    Status::Planned,
    Status::Closed,
    Status::Works,
    Status::Requested,
    Status::Listed,
    Status::Suspected,
    Status::Planned,
];
/// Classes of waste with their letter in the id, the common ones more often.
const CLASSES: [(&str, char); 9] = [
    ("domestic", 'D'),
    ("construction", 'C'),
    ("domestic", 'D'),
    ("mixed", 'M'),
    ("farm", 'F'),
    ("domestic", 'D'),
    ("construction", 'C'),
    ("industrial", 'I'),
    ("mixed", 'M'),
];
const ROADSIDES: &[RoadClass] = &[
    RoadClass::National,
    RoadClass::Provincial,
    RoadClass::County,
    RoadClass::Township,
    RoadClass::Village,
];

/// Writes the layer.
pub(super) fn write(
    ground: &Ground<'_>,
    settlements: &Settlements,
    waters: &Waters,
    seed: u64,
) -> Lines {
    let figures = ground.frame.figures;
    let mut dice = Dice::new(seed, ground.frame.number as u64, 11);
    let mut lines = Lines::default();
    let hot = hot(settlements, &mut dice);
    for number in 0..figures.registered + figures.litter {
        let registered = number < figures.registered;
        let status = status(number, registered, &mut dice);
        let (place, setting) = place(ground, settlements, waters, &hot, &mut dice);
        let heap = Heap {
            number,
            registered,
            status,
            setting,
        };
        let of = settlements.village_of(place);
        let volume = heap.volume(&mut dice);
        let shape = if registered && number % 3 == 0 {
            let radius = (volume / 3.0).sqrt().clamp(5.0, 28.0);
            Shape::Polygon(blob(place, radius, 7, &mut dice))
        } else {
            Shape::Point(place)
        };
        lines.add(
            ground.frame,
            &shape,
            heap.properties(settlements, of, volume, &mut dice),
        );
    }
    lines
}

/// A fifth of the villages and hamlets draws most of the heaps.
fn hot(settlements: &Settlements, dice: &mut Dice) -> Vec<usize> {
    let mut small: Vec<usize> = (0..settlements.all.len())
        .filter(|idx| settlements.all[*idx].kind != Kind::Town)
        .collect();
    dice.shuffle(&mut small);
    small.truncate((small.len() / 5).max(1));
    small
}

fn status(number: usize, registered: bool, dice: &mut Dice) -> Status {
    if registered {
        let each = Status::ALL.get(number).copied();
        return each.unwrap_or_else(|| COMMON[(number - Status::ALL.len()) % COMMON.len()]);
    }
    match dice.below(100) {
        0..=11 => Status::Suspected,
        12..=26 => Status::Listed,
        27..=74 => Status::QuickClosed,
        75..=95 => Status::Closed,
        _ => Status::Excluded,
    }
}

/// Finds a place for a heap: 10 to 150 m off a road, every twentieth up to 300 m.
fn place(
    ground: &Ground<'_>,
    settlements: &Settlements,
    waters: &Waters,
    hot: &[usize],
    dice: &mut Dice,
) -> (Coord, Setting) {
    let road = if dice.percent(5) {
        (150.0, 295.0)
    } else {
        (10.0, 148.0)
    };
    let setting = match dice.below(100) {
        0..=57 => Setting::VillageEdge,
        58..=80 => Setting::Water,
        81..=98 => Setting::Roadside,
        _ => Setting::Pit,
    };
    for _ in 0..200 {
        let found = match setting {
            Setting::VillageEdge => {
                let idx = if dice.percent(65) {
                    hot[dice.below(hot.len())]
                } else {
                    dice.below(settlements.all.len())
                };
                let one = &settlements.all[idx];
                ground.spot(
                    one.middle,
                    (one.radius * 0.8, one.radius * 1.5 + 40.0),
                    road,
                    dice,
                )
            }
            Setting::Water => {
                let shores = &waters.streams;
                let shore = if shores.is_empty() || dice.percent(25) {
                    &waters.river
                } else {
                    &shores[dice.below(shores.len())]
                };
                let bank = shore.get(dice.below(shore.len())).copied();
                bank.and_then(|bank| ground.spot(bank, (12.0, 90.0), road, dice))
            }
            Setting::Roadside => {
                let along = ground.on_road(ROADSIDES, dice);
                let road = if road.0 > 100.0 { road } else { (10.0, 60.0) };
                ground.spot(along, (10.0, 280.0), road, dice)
            }
            Setting::Pit => {
                let along = ground.on_road(&[RoadClass::Track], dice);
                ground.spot(along, (10.0, 290.0), road, dice)
            }
        };
        if let Some(place) = found {
            return (place, setting);
        }
    }
    (settlements.all[0].middle, setting)
}

struct Heap {
    number: usize,
    registered: bool,
    status: Status,
    setting: Setting,
}

/// The days of a heap's story.
struct Days {
    first_seen: Day,
    since: Day,
    plan_due: Option<Day>,
    look_back: Option<Day>,
    last_visit: Option<Day>,
}

impl Heap {
    /// Cubic metres, in steps of a half.
    fn volume(&self, dice: &mut Dice) -> f64 {
        let volume = match (self.registered, self.number % 5) {
            (false, _) => dice.between(0.5, 9.5),
            (true, 0 | 1) => dice.between(520.0, 4_200.0),
            (true, _) => dice.between(15.0, 450.0),
        };
        (volume * 2.0).round() / 2.0
    }

    fn days(&self, dice: &mut Dice) -> Days {
        let (slow, quick) = if self.registered {
            (45.0, 9.0)
        } else {
            (20.0, 2.0)
        };
        let open = !matches!(
            self.status,
            Status::Closed | Status::QuickClosed | Status::Excluded | Status::Merged
        );
        let since = match self.status {
            Status::Suspected => ago(dice.whole(0, 4)),
            Status::Requested => ago(dice.whole(1, 6)),
            Status::Accepted => ago(dice.whole(2, 8)),
            Status::Done => ago(dice.whole(1, 7)),
            _ if open => ago(dice.whole(3, 60)),
            _ => ago(dice.whole(2, 330)),
        };
        let before = match self.status {
            Status::Suspected => 0,
            Status::QuickClosed => takes(quick, dice),
            _ => takes(slow, dice),
        };
        let plan_due = match self.status {
            Status::Planned => Some(REFERENCE.plus(dice.whole(10, 60))),
            Status::Works | Status::Returned => Some(REFERENCE.plus(dice.whole(-12, 40))),
            Status::Done => Some(ago(dice.whole(0, 10))),
            _ => None,
        };
        let (look_back, looked) = self.look_back(since, dice);
        let last_visit = match self.status {
            Status::Works => Some(ago(dice.whole(1, 4))),
            Status::Listed | Status::Planned | Status::Done | Status::Returned => {
                Some(ago(dice.whole(1, 9)).max(since))
            }
            Status::Suspected => None,
            _ => looked.or(Some(since.plus(-1))),
        };
        Days {
            first_seen: since.plus(-before),
            since,
            plan_due,
            look_back,
            last_visit,
        }
    }

    /// The next look-back of a closed point and the one before it, at 7, 30, 90, 180 and 365 days.
    fn look_back(&self, since: Day, dice: &mut Dice) -> (Option<Day>, Option<Day>) {
        if !matches!(self.status, Status::Closed | Status::QuickClosed) {
            return (None, None);
        }
        let dates = [7, 30, 90, 180, 365].map(|days| since.plus(days));
        // One in seven was not looked back at in time.
        let late = if dice.percent(14) { 20 } else { 0 };
        let next = dates.into_iter().find(|day| *day >= ago(late));
        let before = dates
            .into_iter()
            .rev()
            .find(|day| next.is_none_or(|next| *day < next));
        (next, before.map(|day| day.plus(1)))
    }

    fn properties(
        &self,
        settlements: &Settlements,
        of: usize,
        volume: f64,
        dice: &mut Dice,
    ) -> Properties<'static> {
        let (class, letter) = if self.registered {
            CLASSES[(self.number * 2) % 9]
        } else {
            CLASSES[dice.below(9)]
        };
        let days = self.days(dice);
        let census = volume
            >= if class == "construction" {
                5_000.0
            } else {
                500.0
            };
        let tier = if !self.registered {
            "litter"
        } else if census {
            "census"
        } else {
            "small"
        };
        let place_type = match self.setting {
            Setting::VillageEdge => "village_edge",
            Setting::Water => "riverbank",
            Setting::Roadside => "roadside",
            Setting::Pit => "pit",
        };
        let hazard = if self.registered {
            1 + (self.number * 3 + dice.below(2)) % 4
        } else {
            1 + dice.below(6) / 5
        };
        let open = self.status <= Status::Works;
        let round = if self.status != Status::Suspected && dice.percent(9) {
            2
        } else {
            1
        };
        let ledger = format!(
            "{}-{letter}-{:04}",
            settlements.all[of].code,
            self.number + 1
        );
        let day = |day: Option<Day>| day.map_or(Value::Null, |day| json!(day.to_string()));
        let source = ["patrol", "12345 hotline", "satellite", "drone", "superior"][dice.below(5)];
        vec![
            ("id", json!(ledger)),
            (
                "name",
                json!(format!(
                    "{}{}点",
                    settlements.all[of].name,
                    spot_name(self.setting)
                )),
            ),
            ("township", json!(settlements.township(of))),
            ("village", json!(settlements.village(of))),
            ("status", json!(self.status.word())),
            ("status_since", day(Some(days.since))),
            ("round", json!(round)),
            ("hazard", json!(hazard)),
            ("still_dumping", json!(open && dice.percent(25))),
            ("tier", json!(tier)),
            ("volume_m3", json!(volume)),
            ("waste_class", json!(class)),
            ("place_type", json!(place_type)),
            ("first_seen", day(Some(days.first_seen))),
            ("found_source", json!(source)),
            ("plan_due", day(days.plan_due)),
            ("lookback_next", day(days.look_back)),
            ("last_visit", day(days.last_visit)),
        ]
    }
}

fn spot_name(setting: Setting) -> &'static str {
    match setting {
        Setting::VillageEdge => "村边",
        Setting::Water => "河边",
        Setting::Roadside => "路边",
        Setting::Pit => "土坑",
    }
}
