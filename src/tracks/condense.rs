//! Fixes closer together than their noise, taken as one.

use std::ops::Range;

use geo::Coord;

use super::Fix;
use super::plane::metres;

/// Some fixes in a row, as one observation.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Observation {
    /// Mean place.
    pub(super) at: Coord,
    /// Mean time, when all fixes have one.
    pub(super) time: Option<f64>,
    /// Which fixes of the segment.
    pub(super) fixes: Range<usize>,
}

/// Takes fixes in a row together while they lie within `reach` metres of the first.
///
/// Newson and Krumm (section 4.1) drop a fix closer than two sigma to the last one kept. We keep the mean of all of them
/// instead: a fix kept because it jumped far would be the noisiest of its group.
pub(super) fn condense(fixes: &[Fix], reach: f64) -> Vec<Observation> {
    let mut all = Vec::with_capacity(fixes.len());
    let mut from = 0;
    while from < fixes.len() {
        let rest = &fixes[from..];
        let near = rest
            .iter()
            .position(|fix| metres(rest[0].at, fix.at) > reach);
        let to = from + near.unwrap_or(rest.len());
        all.push(mean(fixes, from..to));
        from = to;
    }
    all
}

fn mean(fixes: &[Fix], range: Range<usize>) -> Observation {
    let some = &fixes[range.clone()];
    let count = some.len() as f64;
    let sum = some.iter().fold(Coord::zero(), |sum, fix| sum + fix.at);
    let times = some.iter().map(|fix| fix.time.map(|time| time as f64));
    let time: Option<f64> = times.sum();
    Observation {
        at: sum / count,
        time: time.map(|time| time / count),
        fixes: range,
    }
}
