//! The places layer: towns, villages, hamlets, collection points, stations, facilities, compounds, agencies.

use geo::Coord;
use serde_json::{Value, json};

use super::dates;
use super::dice::Dice;
use super::frame::Frame;
use super::ground::Ground;
use super::names::Names;
use super::settlements::{Kind, Settlements};
use super::write::{Lines, Shape};
use crate::domain::RoadClass;

/// Writes the layer.
pub(super) fn write(ground: &Ground<'_>, settlements: &Settlements, seed: u64) -> Lines {
    let frame = ground.frame;
    let mut writer = Writer {
        frame,
        settlements,
        lines: Lines::default(),
        dice: Dice::new(seed, frame.number as u64, 7),
        serial: 0,
    };
    settled(&mut writer, ground);
    works(&mut writer, ground);
    let names = Names::new(Dice::new(seed, frame.number as u64, 8));
    town_life(&mut writer, ground, names);
    writer.lines
}

struct Writer<'a> {
    frame: &'a Frame,
    settlements: &'a Settlements,
    lines: Lines,
    dice: Dice,
    serial: usize,
}

impl Writer<'_> {
    /// One place on the ground of settlement `of`, patrolled every so many days (0 = never).
    fn add(
        &mut self,
        place: Coord,
        kind: &str,
        name: &str,
        of: usize,
        id: Option<String>,
        every: i32,
    ) {
        self.serial += 1;
        let id =
            id.unwrap_or_else(|| format!("{}-P-{:04}", self.settlements.county_code, self.serial));
        let visit = if every > 0 {
            dates::last_visit(every, &mut self.dice)
        } else {
            None
        };
        self.lines.add(
            self.frame,
            &Shape::Point(place),
            vec![
                ("id", json!(id)),
                ("name", json!(name)),
                ("type", json!(kind)),
                ("township", json!(self.settlements.township(of))),
                ("village", json!(self.settlements.village(of))),
                (
                    "last_visit",
                    visit.map_or(Value::Null, |day| json!(day.to_string())),
                ),
            ],
        );
    }
}

fn settled(writer: &mut Writer<'_>, ground: &Ground<'_>) {
    let mut hamlets = std::collections::BTreeMap::<usize, usize>::new();
    for (idx, one) in writer.settlements.all.iter().enumerate() {
        let place = ground
            .spot(one.middle, (10.0, 70.0), (8.0, 45.0), &mut writer.dice)
            .unwrap_or(one.middle);
        let (kind, every, id) = match one.kind {
            Kind::Town => ("town", 0, one.code.clone() + "-00"),
            Kind::Village => ("village", 30, one.code.clone()),
            Kind::Hamlet => {
                let count = hamlets.entry(one.village).or_default();
                *count += 1;
                ("hamlet", 30, format!("{}-{count:02}", one.code))
            }
        };
        writer.add(place, kind, &one.name, idx, Some(id), every);
    }
}

/// Collection points in settlements, transfer stations near the towns, facilities away from all.
fn works(writer: &mut Writer<'_>, ground: &Ground<'_>) {
    let figures = ground.frame.figures;
    let settlements = writer.settlements;
    let mut order: Vec<usize> = (0..settlements.all.len())
        .filter(|idx| settlements.all[*idx].kind != Kind::Town)
        .collect();
    writer.dice.shuffle(&mut order);
    for idx in order.into_iter().take(figures.collection_points) {
        let one = &settlements.all[idx];
        let place = ground
            .spot(
                one.middle,
                (30.0, one.radius),
                (8.0, 60.0),
                &mut writer.dice,
            )
            .unwrap_or(one.middle);
        writer.add(
            place,
            "collection_point",
            &format!("{}垃圾收集点", one.name),
            idx,
            None,
            30,
        );
    }
    for number in 0..figures.transfer_stations {
        let towns = figures.towns;
        let town = &settlements.all[number % towns];
        let second = if number >= towns { "第二" } else { "" };
        let ring = (town.radius * 0.6, town.radius * 1.5 + 200.0);
        if let Some(place) = ground.spot(town.middle, ring, (8.0, 60.0), &mut writer.dice) {
            writer.add(
                place,
                "transfer_station",
                &format!("{}{second}垃圾中转站", town.name),
                number % towns,
                None,
                14,
            );
        }
    }
    let county = [
        ("facility", "生活垃圾填埋场"),
        ("facility", "生活垃圾焚烧发电厂"),
    ];
    let seat = settlements.all[0].middle;
    let far = ground.frame.figures.extent.1 * 0.12;
    for (kind, name) in county.into_iter().take(figures.facilities) {
        let place = ground.spot(seat, (far, far * 3.0), (40.0, 150.0), &mut writer.dice);
        if let Some(place) = place {
            let name = format!("{}{name}", settlements.county);
            writer.add(place, kind, &name, settlements.village_of(place), None, 30);
        }
    }
}

/// Compounds and agencies of the county seat and, fewer, of the towns.
fn town_life(writer: &mut Writer<'_>, ground: &Ground<'_>, mut names: Names) {
    let figures = ground.frame.figures;
    let settlements = writer.settlements;
    let kinds = [
        ("compound", figures.compounds.0, 30),
        ("compound_unmanaged", figures.compounds.1, 30),
        ("agency", figures.agencies, 0),
    ];
    for (kind, count, every) in kinds {
        for number in 0..count {
            // Every fourth compound stands in a town other than the seat.
            let town = if kind != "agency" && number % 4 == 3 {
                (number / 4 + 1) % figures.towns
            } else {
                0
            };
            let one = &settlements.all[town];
            let near = ground.spot(
                one.middle,
                (20.0, one.radius * 0.9),
                (10.0, 80.0),
                &mut writer.dice,
            );
            let place = near.unwrap_or_else(|| {
                ground.on_road(&[RoadClass::County, RoadClass::National], &mut writer.dice)
            });
            let name = names.compound() + if kind == "agency" { "售楼处" } else { "" };
            writer.add(place, kind, &name, town, None, every);
        }
    }
}
