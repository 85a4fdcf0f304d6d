use geo::Coord;

use super::{Dice, at, road};
use crate::domain::{Oneway, Road, RoadClass};

/// Metres between two crossings.
const CELL: f64 = 400.0;

/// Streets on a perturbed grid of so many crossings, about two roads to a crossing, sorted by id.
///
/// Every street between two crossings is a road of its own, numbered by its row or column (`X3`, `Y0`). One in eight is left
/// out, one in eight is one-way, one in three bends; here and there a loop begins and ends at a crossing, and a lane ends in
/// the open, so that some places cannot be reached or left.
pub fn grid(columns: usize, rows: usize, seed: u64) -> Vec<Road> {
    let mut dice = Dice::new(seed);
    let mut places = vec![vec![Coord::zero(); columns]; rows];
    for (row, line) in places.iter_mut().enumerate() {
        for (column, place) in line.iter_mut().enumerate() {
            *place = Coord {
                x: column as f64 * CELL + dice.about(60.0),
                y: row as f64 * CELL + dice.about(60.0),
            };
        }
    }
    let mut roads = Vec::new();
    for row in 0..rows {
        for column in 0..columns {
            let here = places[row][column];
            if column + 1 < columns {
                let there = places[row][column + 1];
                street(&mut roads, &mut dice, (here, there), ('X', row));
            }
            if row + 1 < rows {
                let there = places[row + 1][column];
                street(&mut roads, &mut dice, (here, there), ('Y', column));
            }
            ends(&mut roads, &mut dice, here);
        }
    }
    roads
}

/// A street of a row or column between two crossings.
fn street(
    roads: &mut Vec<Road>,
    dice: &mut Dice,
    (from, to): (Coord, Coord),
    (letter, number): (char, usize),
) {
    if dice.once_in(8) {
        return;
    }
    let mut course = vec![from, to];
    if dice.once_in(3) {
        let bend = Coord {
            x: dice.about(20.0),
            y: dice.about(20.0),
        };
        course.insert(1, (from + to) / 2.0 + bend);
    }
    let mut street = draw(roads.len(), &course);
    street.number = Some(format!("{letter}{number}").into());
    street.class = Some(if number % 8 == 0 {
        RoadClass::Provincial
    } else {
        [RoadClass::County, RoadClass::Township, RoadClass::Village][number % 3]
    });
    street.oneway = match dice.below(16) {
        0 => Oneway::Forward,
        1 => Oneway::Backward,
        _ => Oneway::No,
    };
    roads.push(street);
}

/// A loop to the north-east of a crossing, a lane to its south-west.
fn ends(roads: &mut Vec<Road>, dice: &mut Dice, here: Coord) {
    let place = |x: f64, y: f64| here + Coord { x, y };
    if dice.once_in(12) {
        let course = [here, place(70.0, 110.0), place(120.0, 75.0), here];
        let mut round = draw(roads.len(), &course);
        round.oneway = match dice.below(3) {
            0 => Oneway::Forward,
            1 => Oneway::Backward,
            _ => Oneway::No,
        };
        roads.push(round);
    }
    if dice.once_in(10) {
        let mut lane = draw(roads.len(), &[here, place(-90.0, -dice.about(15.0) - 90.0)]);
        lane.class = Some(RoadClass::Track);
        lane.oneway = if dice.once_in(4) {
            Oneway::Forward
        } else {
            Oneway::No
        };
        roads.push(lane);
    }
}

fn draw(number: usize, course: &[Coord]) -> Road {
    let course: Vec<Coord> = course.iter().map(|place| at(place.x, place.y)).collect();
    road(&format!("r{number:06}"), &course)
}
