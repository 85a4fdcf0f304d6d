//! Fixes in a row that show no movement beyond their noise, taken as one.

use std::ops::Range;

use geo::Coord;

use super::Fix;
use super::plane::metres;

/// Some fixes in a row, as one observation.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Observation {
    /// Mean place.
    pub(super) at: Coord,
    /// Time of the first and the last, when both have one.
    pub(super) times: Option<(i64, i64)>,
    /// Which fixes of the segment.
    pub(super) fixes: Range<usize>,
}

/// Takes fixes in a row together as long as they may have been made at one place.
///
/// They may, while the means of their two halves lie within `SURE` standard deviations of the difference of such means.
/// Newson and Krumm (section 4.1) drop a fix closer than two sigma to the last one kept; but of fixes made each second,
/// those kept are then the noisiest, and a standing vehicle seems to drive about. The first and the last fix of a track
/// stand alone where it moves, so that it is as long as it was driven.
pub(super) fn condense(fixes: &[Fix], sigma: f64) -> Vec<Observation> {
    let sums = Sums::new(fixes);
    let mut all = Vec::with_capacity(fixes.len());
    let mut from = 0;
    while from < fixes.len() {
        let mut to = from + 1;
        while to < fixes.len() && !sums.moved(from, to + 1, sigma) {
            to += 1;
        }
        for part in sums.parts(fixes, from..to, sigma) {
            all.push(Observation {
                at: sums.mean(part.start, part.end),
                times: fixes[part.start].time.zip(fixes[part.end - 1].time),
                fixes: part,
            });
        }
        from = to;
    }
    all
}

/// Sums of the places before each fix, from the first fix, so that a mean is two look-ups.
struct Sums {
    origin: Coord,
    before: Vec<Coord>,
}

impl Sums {
    fn new(fixes: &[Fix]) -> Self {
        let origin = fixes.first().map_or(Coord::zero(), |fix| fix.at);
        let mut before = Vec::with_capacity(fixes.len() + 1);
        let mut sum = Coord::zero();
        before.push(sum);
        for fix in fixes {
            sum = sum + (fix.at - origin);
            before.push(sum);
        }
        Self { origin, before }
    }

    fn mean(&self, from: usize, to: usize) -> Coord {
        self.origin + (self.before[to] - self.before[from]) / (to - from) as f64
    }

    /// A stretch of fixes with the first and the last of all by themselves where its mean would cut the track short.
    fn parts(&self, fixes: &[Fix], all: Range<usize>, sigma: f64) -> Vec<Range<usize>> {
        /// Noise of one fix that is left to the mean, in standard deviations.
        const NOISE: f64 = 1.0;
        let mean = self.mean(all.start, all.end);
        let far = |fix: usize| metres(fixes[fix].at, mean) > NOISE * sigma;
        let (mut from, mut to) = (all.start, all.end);
        let (mut parts, mut last) = (Vec::new(), None);
        if from == 0 && to - from > 1 && far(from) {
            parts.push(from..from + 1);
            from += 1;
        }
        if to == fixes.len() && to - from > 1 && far(to - 1) {
            last = Some(to - 1..to);
            to -= 1;
        }
        parts.push(from..to);
        parts.extend(last);
        parts
    }

    fn moved(&self, from: usize, to: usize, sigma: f64) -> bool {
        /// In a plane, chance differs by more once in ninety times.
        const SURE: f64 = 3.0;
        let middle = usize::midpoint(from, to);
        let (first, second) = ((middle - from) as f64, (to - middle) as f64);
        let deviation = sigma * (1.0 / first + 1.0 / second).sqrt();
        metres(self.mean(from, middle), self.mean(middle, to)) > SURE * deviation
    }
}
