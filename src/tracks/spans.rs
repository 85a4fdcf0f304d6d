use std::collections::BTreeMap;

use super::Matcher;
use super::matched::{Matched, Step};
use crate::roads::{Network, Traversal};

/// A stretch of a route that a track drove.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Seen {
    /// Metres along the route where it begins.
    pub from: f64,
    /// Metres along the route where it ends, greater than `from`.
    pub to: f64,
    /// When the first and the last of it was driven, in seconds since 1970 (UTC), when known.
    pub times: Option<(i64, i64)>,
}

/// Which drives count for a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// In the direction of the route only.
    Along,
    /// In either direction.
    Either,
}

impl Matcher {
    /// The stretches of a route of traversals (a corridor) that a track drove, one for each time that a link was driven,
    /// by where they begin; they may overlap.
    ///
    /// `network` is the one that the matcher was made of. A road that the layer draws twice counts as driven whichever of
    /// its links was matched.
    pub fn seen_spans(
        &self,
        matched: &Matched,
        route: &[Traversal],
        network: &Network,
        direction: Direction,
    ) -> Vec<Seen> {
        let mut driven: BTreeMap<u32, Vec<Part>> = BTreeMap::new();
        for step in matched.pieces.iter().flat_map(|piece| &piece.steps) {
            if let Some((link, part)) = self.part(step) {
                driven.entry(link).or_default().push(part);
            }
        }
        let mut seen = Vec::new();
        let mut done = 0.0;
        for traversal in route {
            let metres = (traversal.to_fraction - traversal.from_fraction).abs()
                * network.link(traversal.link).length;
            let whole = Step {
                traversal: *traversal,
                times: None,
            };
            if let Some((link, asked)) = self.part(&whole) {
                let parts = driven.get(&link).into_iter().flatten();
                let parts = parts.filter_map(|part| asked.shared(part, direction));
                seen.extend(parts.map(|part| Seen {
                    from: done + metres * part.from,
                    to: done + metres * part.to,
                    times: part.times,
                }));
            }
            done += metres;
        }
        seen.sort_by(|a, b| {
            a.from
                .total_cmp(&b.from)
                .then(a.to.total_cmp(&b.to))
                .then(a.times.cmp(&b.times))
        });
        join(seen)
    }

    /// A step on the link that stands for all with its course.
    fn part(&self, step: &Step) -> Option<(u32, Part)> {
        let lane = self.graph().lane(step.traversal.link)?;
        let (from, to) = (step.traversal.from_fraction, step.traversal.to_fraction);
        let (from, to) = if lane.is_forward() {
            (from, to)
        } else {
            (1.0 - from, 1.0 - to)
        };
        let times = step.times;
        Some((lane.link(), Part { from, to, times }))
    }
}

/// Part of a link driven from one fraction to another.
#[derive(Clone, Copy, Debug)]
struct Part {
    from: f64,
    to: f64,
    times: Option<(i64, i64)>,
}

impl Part {
    /// What a drive shares with this part, as shares of this part in its direction.
    fn shared(&self, drive: &Self, direction: Direction) -> Option<Part> {
        let is_along = (self.to >= self.from) == (drive.to >= drive.from);
        if direction == Direction::Along && !is_along {
            return None;
        }
        let low = self.from.min(self.to).max(drive.from.min(drive.to));
        let high = self.from.max(self.to).min(drive.from.max(drive.to));
        if low >= high {
            return None;
        }
        let of = |part: &Self, at: f64| (at - part.from) / (part.to - part.from);
        let ends = (of(self, low), of(self, high));
        let times = drive.times.map(|times| {
            let (a, b) = (
                at_share(times, of(drive, low)),
                at_share(times, of(drive, high)),
            );
            (a.min(b), a.max(b))
        });
        Some(Part {
            from: ends.0.min(ends.1),
            to: ends.0.max(ends.1),
            times,
        })
    }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "times of a track are far below 2^53 seconds"
)]
fn at_share((first, last): (i64, i64), share: f64) -> i64 {
    first + ((last - first) as f64 * share).round() as i64
}

/// Joins stretches that follow each other in place and in time.
fn join(seen: Vec<Seen>) -> Vec<Seen> {
    /// Links of a route meet to within rounding.
    const TOUCH: f64 = 0.01;
    /// Links driven one after the other are left and entered in the same second.
    const SECONDS: i64 = 1;
    let mut joined: Vec<Seen> = Vec::new();
    for one in seen {
        let follows = |last: &&mut Seen| {
            let together = match (last.times, one.times) {
                (Some(a), Some(b)) => (b.0 - a.1).abs() <= SECONDS || (a.0 - b.1).abs() <= SECONDS,
                (None, None) => true,
                _ => false,
            };
            (last.to - one.from).abs() <= TOUCH && together
        };
        match joined.iter_mut().rev().find(follows) {
            Some(last) => {
                last.to = one.to;
                let times = last.times.zip(one.times);
                last.times = times.map(|(a, b)| (a.0.min(b.0), a.1.max(b.1)));
            }
            None => joined.push(one),
        }
    }
    joined
}
