//! Which way of facing at a point is worth a mode of its own.

use super::places::{Place, Places};
use crate::problem::{Instance, LocationIdx, Travel};

/// How much later one of two locations is reached, and how much farther from it all others are, in seconds: least and most.
#[derive(Clone, Copy, Debug)]
struct Apart {
    locations: [LocationIdx; 2],
    reached: (i64, i64),
    left: (i64, i64),
}

/// Stands for a location that is reached from where the other is not.
const FAR: i64 = 1 << 40;

/// Takes out the second way of facing at each point where it brings nothing: on a dead end there is one way in.
///
/// A way of facing brings nothing where the other is reached no later from anywhere, and no way in and out by the other takes
/// longer. One look at every entry of the travel times.
pub(super) fn narrow(places: &mut Places, instance: &Instance) {
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
