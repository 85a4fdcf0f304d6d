//! Travel times as the inner loops read them: what is near on the road is near in memory.
//!
//! A search on a large instance waits for memory, not for sums: each place of a route is priced by two entries of the
//! matrix. So places are renumbered such that those near each other come one after the other, and where the way back differs from the
//! way there, both stand side by side.

use rayon::prelude::*;

use super::model::{NEVER, count};
use crate::problem::Travel;

/// The numbers that places have in all matrices of a model.
#[derive(Debug)]
pub(super) struct Sites {
    /// By location of the instance.
    numbers: Vec<u32>,
    /// Locations in the order of their numbers.
    order: Vec<u32>,
    /// Entries of a row for each place: two where ways differ by direction.
    stride: usize,
}

impl Sites {
    /// Numbers for all locations of some matrices, which have the same.
    pub(super) fn new<'t>(travels: impl Iterator<Item = &'t Travel> + Clone) -> Self {
        let first = travels.clone().next();
        let order = first.map_or_else(Vec::new, in_order);
        let both_ways = !travels.into_iter().all(is_symmetric);
        let stride = 1 + usize::from(both_ways);
        let mut numbers = vec![0; order.len()];
        for (number, location) in (0..).zip(&order) {
            numbers[*location as usize] = number * count(stride);
        }
        Self {
            numbers,
            order,
            stride,
        }
    }

    /// What the matrices call a location.
    pub(super) fn number(&self, location: u32) -> u32 {
        self.numbers[location as usize]
    }
}

/// Travel times between places, by the numbers of [`Sites`].
#[derive(Debug)]
pub(super) struct Matrix {
    n: usize,
    stride: usize,
    /// A row for each place: from each place to it and from it to each, one entry where they are the same.
    seconds: Vec<u32>,
}

impl Matrix {
    pub(super) fn new(travel: &Travel, sites: &Sites) -> Self {
        let (n, stride) = (travel.n, sites.stride);
        let mut seconds = vec![0; n * n * stride];
        let rows = seconds.par_chunks_exact_mut((n * stride).max(1));
        rows.zip(&sites.order).for_each(|(row, location)| {
            let from = &travel.seconds[*location as usize * n..][..n];
            for (cell, to) in row.chunks_exact_mut(stride).zip(&sites.order) {
                cell[stride - 1] = from[*to as usize];
            }
        });
        if stride > 1 {
            pair(&mut seconds, n);
        }
        Self { n, stride, seconds }
    }

    /// Times from a place to all others.
    pub(super) fn from(&self, place: u32) -> &[u32] {
        &self.seconds[place as usize * self.n..][..self.n * self.stride][self.stride - 1..]
    }

    /// Times from all others to a place.
    pub(super) fn to(&self, place: u32) -> &[u32] {
        &self.seconds[place as usize * self.n..][..self.n * self.stride]
    }

    pub(super) fn time(&self, from: u32, to: u32) -> i64 {
        lasts(self.from(from)[to as usize])
    }

    /// The longest way of all.
    pub(super) fn longest(&self) -> i64 {
        let ways = self
            .seconds
            .iter()
            .filter(|way| **way != Travel::UNREACHABLE);
        i64::from(ways.max().copied().unwrap_or(0))
    }
}

/// Sets each first of two entries to the second of the way back; by tiles, as columns are far apart.
fn pair(seconds: &mut [u32], n: usize) {
    const TILE: usize = 16;
    for rows in (0..n).step_by(TILE) {
        for columns in (0..n).step_by(TILE) {
            for row in rows..n.min(rows + TILE) {
                for column in columns..n.min(columns + TILE) {
                    seconds[2 * (row * n + column)] = seconds[2 * (column * n + row) + 1];
                }
            }
        }
    }
}

/// An entry of the matrix as a duration.
pub(super) fn lasts(entry: u32) -> i64 {
    if entry == Travel::UNREACHABLE {
        NEVER
    } else {
        i64::from(entry)
    }
}

/// Whether rows are columns; by tiles, as columns of a large matrix are far apart.
fn is_symmetric(travel: &Travel) -> bool {
    const TILE: usize = 32;
    let (out, n) = (&travel.seconds, travel.n);
    let same = |i: usize, j: usize| out[i * n + j] == out[j * n + i];
    (0..n).step_by(TILE).all(|rows| {
        (0..=rows).step_by(TILE).all(|columns| {
            (rows..n.min(rows + TILE)).all(|i| (columns..i.min(columns + TILE)).all(|j| same(i, j)))
        })
    })
}

/// Locations such that those near each other are mostly near in the list: halves by which of two far ones is nearer, again
/// and again.
fn in_order(travel: &Travel) -> Vec<u32> {
    let mut order: Vec<u32> = (0..count(travel.n)).collect();
    halve(travel, &mut order);
    order
}

fn halve(travel: &Travel, part: &mut [u32]) {
    /// About a cache line of entries.
    const LINE: usize = 8;
    if part.len() <= LINE {
        return;
    }
    let row = |from: u32| &travel.seconds[from as usize * travel.n..][..travel.n];
    let farthest = |from: u32| {
        let way = |to: &&u32| (row(from)[**to as usize], **to);
        part.iter().max_by_key(way).copied().unwrap_or(from)
    };
    let one = farthest(part[0]);
    let two = farthest(one);
    let (one, two) = (row(one), row(two));
    let side = |at: &u32| {
        (
            i64::from(one[*at as usize]) - i64::from(two[*at as usize]),
            *at,
        )
    };
    let middle = part.len() / 2;
    part.select_nth_unstable_by_key(middle, side);
    let (left, right) = part.split_at_mut(middle);
    halve(travel, left);
    halve(travel, right);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Dice;

    /// Places in a ring, the way round it dearer in one direction if wished; the last can only be left.
    fn ring(n: usize, one_way: u32, dice: &mut Dice) -> Travel {
        let mut spot: Vec<usize> = (0..n).collect();
        for at in (1..n).rev() {
            let other = dice.below(u64::from(count(at)) + 1);
            spot.swap(at, usize::try_from(other).unwrap());
        }
        let way = |from: usize, to: usize| match (spot[to] + n - spot[from]) % n {
            0 => 0,
            ahead if 2 * ahead <= n => count(ahead),
            ahead => count(n - ahead) * one_way,
        };
        let mut seconds: Vec<u32> = (0..n * n).map(|at| way(at / n, at % n)).collect();
        if one_way > 1 {
            for from in 0..n - 1 {
                seconds[from * n + n - 1] = Travel::UNREACHABLE;
            }
        }
        Travel {
            n,
            seconds,
            metres: Vec::new(),
        }
    }

    #[test]
    fn every_entry_is_that_of_the_instance() {
        let mut dice = Dice::new(1);
        for (n, one_way) in [(1, 1), (2, 1), (9, 1), (40, 1), (2, 3), (9, 3), (41, 3)] {
            let travel = ring(n, one_way, &mut dice);
            let sites = Sites::new(std::iter::once(&travel));
            let matrix = Matrix::new(&travel, &sites);
            for from in 0..n {
                for to in 0..n {
                    let (a, b) = (sites.number(count(from)), sites.number(count(to)));
                    let way = travel.seconds[from * n + to];
                    assert_eq!(matrix.from(a)[b as usize], way, "{from} {to} of {n}");
                    assert_eq!(matrix.to(b)[a as usize], way, "{from} {to} of {n}");
                    assert_eq!(matrix.time(a, b), lasts(way), "{from} {to} of {n}");
                }
            }
        }
    }

    #[test]
    fn what_is_near_on_the_road_is_near_in_memory() {
        let n = 512;
        let travel = ring(n, 1, &mut Dice::new(2));
        let sites = Sites::new(std::iter::once(&travel));
        let apart = |number: &dyn Fn(usize) -> u32| {
            let neighbours = (0..n * n).filter(|at| travel.seconds[*at] == 1);
            let far = neighbours.map(|at| number(at / n).abs_diff(number(at % n)));
            f64::from(far.sum::<u32>()) / (2 * n) as f64
        };
        let (before, after) = (apart(&count), apart(&|at| sites.number(count(at))));
        assert!(after * 8.0 < before, "{after} of {before}");
    }
}
