//! The construction sites layer.

use serde_json::{Value, json};

use super::dates;
use super::dice::Dice;
use super::ground::Ground;
use super::names::Names;
use super::settlements::Settlements;
use super::write::{Lines, Shape};
use crate::domain::{RoadClass, SiteState};

/// States in turn: each occurs among the first four, then about 60 % work, 20 % rest, 15 % have not begun.
const STATES: [SiteState; 10] = [
    SiteState::Working,
    SiteState::Suspended,
    SiteState::NotStarted,
    SiteState::Finished,
    SiteState::Working,
    SiteState::Working,
    SiteState::Working,
    SiteState::Suspended,
    SiteState::Working,
    SiteState::Working,
];
const WAYS: &[RoadClass] = &[
    RoadClass::National,
    RoadClass::Provincial,
    RoadClass::County,
    RoadClass::Township,
];

/// Writes the layer.
pub(super) fn write(ground: &Ground<'_>, settlements: &Settlements, seed: u64) -> Lines {
    let figures = ground.frame.figures;
    let mut dice = Dice::new(seed, ground.frame.number as u64, 9);
    let mut names = Names::new(Dice::new(seed, ground.frame.number as u64, 10));
    let mut lines = Lines::default();
    for number in 0..figures.sites {
        let state = STATES[number % STATES.len()];
        // Half at the county seat, a fifth in the other towns, the rest along roads.
        let town = match number % 10 {
            0..=4 => Some(0),
            5..=6 => Some(dice.below(figures.towns)),
            _ => None,
        };
        let at_town = town.and_then(|town| {
            let one = &settlements.all[town];
            ground.spot(
                one.middle,
                (100.0, one.radius * 1.25),
                (15.0, 120.0),
                &mut dice,
            )
        });
        let place = at_town.or_else(|| {
            let along = ground.on_road(WAYS, &mut dice);
            ground.spot(along, (20.0, 160.0), (15.0, 120.0), &mut dice)
        });
        let Some(place) = place else { continue };
        let (word, every) = match state {
            SiteState::Working => ("working", 14),
            SiteState::Suspended => ("suspended", 30),
            SiteState::NotStarted => ("not_started", 30),
            SiteState::Finished => ("finished", 90),
        };
        let visit = dates::last_visit(every, &mut dice);
        let of = settlements.village_of(place);
        lines.add(
            ground.frame,
            &Shape::Point(place),
            vec![
                (
                    "id",
                    json!(format!("{}-S-{:04}", settlements.county_code, number + 1)),
                ),
                ("name", json!(names.works())),
                ("state", json!(word)),
                ("township", json!(settlements.township(of))),
                ("village", json!(settlements.village(of))),
                (
                    "builder",
                    json!(format!(
                        "{}建筑公司",
                        ["甲", "乙", "丙", "丁"][dice.below(4)]
                    )),
                ),
                (
                    "last_visit",
                    visit.map_or(Value::Null, |day| json!(day.to_string())),
                ),
            ],
        );
    }
    lines
}
