//! Which way of facing at a point is worth a mode of its own.

use super::Assembled;
use super::bases::BasePlaces;
use super::places::{Place, Places};
use crate::problem::{LocationIdx, Travel};

/// How much later one of two locations is reached, and how much farther from it all others are, in seconds: least and most.
#[derive(Clone, Copy, Debug)]
struct Apart {
    locations: [LocationIdx; 2],
    reached: (i64, i64),
    left: (i64, i64),
}

/// Stands for a location that is reached from where the other is not.
const FAR: i64 = 1 << 40;

/// Takes out the second way of facing at each point where it brings nothing, and the locations that nothing needs then: on a
/// dead end there is one way in.
///
/// A way of facing brings nothing where the other is reached no later from anywhere, and no way in and out by the other takes
/// longer. One look at every entry of the travel times.
pub(super) fn narrow(places: &mut Places, bases: &BasePlaces, assembled: &mut Assembled) {
    let instance = &assembled.instance;
    let points = places.by_target.iter().filter_map(|(id, place)| {
        let modes = places.modes.get(id)?;
        match (place, modes.as_slice()) {
            (Place::Point(_), [one, other]) => Some((id.clone(), [one.entry, other.entry])),
            _ => None,
        }
    });
    let (ids, pairs): (Vec<_>, Vec<_>) = points.unzip();
    let mut apart: Vec<Apart> = pairs
        .into_iter()
        .map(|locations| Apart {
            locations,
            reached: (FAR, -FAR),
            left: (FAR, -FAR),
        })
        .collect();
    for travel in std::iter::once(&instance.travel).chain(&instance.closed_travel) {
        look(travel, &mut apart);
    }
    for (id, apart) in ids.iter().zip(&apart) {
        let (first, second) = (apart.reached.0, apart.left.0);
        let second_is_worse = first >= 0 && first + second >= 0;
        let (first, second) = (-apart.reached.1, -apart.left.1);
        let first_is_worse = first >= 0 && first + second >= 0;
        if let Some(modes) = places.modes.get_mut(id) {
            match (second_is_worse, first_is_worse) {
                (true, _) => modes.truncate(1),
                (false, true) => drop(modes.remove(0)),
                (false, false) => {}
            }
        }
    }
    leave_out_unused(places, bases, assembled);
}

/// Takes locations out at which no target is worked on, nor a shift goes on from. Bases stay, the first of all, also those of
/// teams that stay at home: with fewer teams everything has the same number.
fn leave_out_unused(places: &mut Places, bases: &BasePlaces, assembled: &mut Assembled) {
    let mut is_used = vec![false; assembled.locations.len()];
    is_used[..bases.positions.len()].fill(true);
    let of_shifts = assembled.instance.shifts.iter();
    let of_shifts = of_shifts.flat_map(|shift| [shift.start, shift.end]);
    let of_modes = places.modes.values().flatten();
    let of_modes = of_modes.flat_map(|mode| [mode.entry, mode.exit]);
    for at in of_shifts.chain(of_modes) {
        is_used[at.idx()] = true;
    }
    let used: Vec<usize> = (0..is_used.len()).filter(|at| is_used[*at]).collect();
    let mut number = vec![LocationIdx::default(); is_used.len()];
    for (new, old) in used.iter().enumerate() {
        number[*old] = LocationIdx::from_idx(new);
    }
    let renumber = |at: &mut LocationIdx| *at = number[at.idx()];
    for shift in &mut assembled.instance.shifts {
        renumber(&mut shift.start);
        renumber(&mut shift.end);
    }
    for mode in places.modes.values_mut().flatten() {
        renumber(&mut mode.entry);
        renumber(&mut mode.exit);
    }
    assembled.locations = used.iter().map(|at| assembled.locations[*at]).collect();
    let instance = &mut assembled.instance;
    for travel in std::iter::once(&mut instance.travel).chain(&mut instance.closed_travel) {
        for values in [&mut travel.seconds, &mut travel.metres] {
            gather(values, travel.n, &used);
        }
        travel.n = used.len();
    }
}

/// Keeps the rows and columns of a matrix that are used, in place.
fn gather(values: &mut Vec<u32>, width: usize, used: &[usize]) {
    let mut next = 0;
    for from in used {
        for to in used {
            values[next] = values[from * width + to];
            next += 1;
        }
    }
    values.truncate(next);
    values.shrink_to_fit();
}

/// Widens what is apart by all travel times of one table.
fn look(travel: &Travel, apart: &mut [Apart]) {
    let difference = |[one, other]: [u32; 2]| match (one, other) {
        (Travel::UNREACHABLE, Travel::UNREACHABLE) => None,
        (Travel::UNREACHABLE, _) => Some(-FAR),
        (_, Travel::UNREACHABLE) => Some(FAR),
        (one, other) => Some(i64::from(other) - i64::from(one)),
    };
    let widen = |range: &mut (i64, i64), by: Option<i64>| {
        if let Some(by) = by {
            *range = (range.0.min(by), range.1.max(by));
        }
    };
    for (from, row) in travel.seconds.chunks(travel.n.max(1)).enumerate() {
        for apart in &mut *apart {
            let [one, other] = apart.locations.map(LocationIdx::idx);
            if from != one && from != other {
                widen(&mut apart.reached, difference([row[one], row[other]]));
            }
        }
    }
    for apart in apart {
        let rows = apart.locations.map(|at| {
            let from = at.idx() * travel.n;
            &travel.seconds[from..from + travel.n]
        });
        for (to, (one, other)) in rows[0].iter().zip(rows[1]).enumerate() {
            if !apart.locations.contains(&LocationIdx::from_idx(to)) {
                widen(&mut apart.left, difference([*one, *other]));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_and_columns_that_are_used_move_together() {
        let mut values: Vec<u32> = (0..16).collect();
        gather(&mut values, 4, &[0, 2, 3]);
        assert_eq!(values, [0, 2, 3, 8, 10, 11, 12, 14, 15]);
    }

    #[test]
    fn differences_are_the_least_and_the_most_of_all_others() {
        // Locations 0 and 1 are the pair; from 2 the second is reached 30 later, from 3 it alone is reached.
        let none = Travel::UNREACHABLE;
        let travel = Travel {
            n: 4,
            seconds: vec![
                0, 0, 40, 10, //
                0, 0, 10, 10, //
                5, 35, 0, 0, //
                none, 9, 0, 0,
            ],
            metres: vec![0; 16],
        };
        let mut apart = [Apart {
            locations: [LocationIdx(0), LocationIdx(1)],
            reached: (FAR, -FAR),
            left: (FAR, -FAR),
        }];
        look(&travel, &mut apart);
        assert_eq!(apart[0].reached, (-FAR, 30));
        assert_eq!(apart[0].left, (-30, 0));
    }
}
