//! Metres driven and matched, link by link.

use std::collections::BTreeMap;

use xuncha::roads::Network;
use xuncha::tracks::Matched;

use crate::drive::Spans;

/// Metres of the links, each counted once.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Score {
    pub(crate) driven: f64,
    /// Driven and matched.
    pub(crate) right: f64,
    /// Matched and not driven.
    pub(crate) wrong: f64,
}

impl Score {
    pub(crate) fn add(&mut self, other: Self) {
        self.driven += other.driven;
        self.right += other.right;
        self.wrong += other.wrong;
    }

    pub(crate) fn right_share(&self) -> f64 {
        self.right / self.driven
    }

    pub(crate) fn wrong_share(&self) -> f64 {
        self.wrong / self.driven
    }
}

pub(crate) fn spans_of(matched: &Matched) -> Spans {
    let mut spans = Spans::new();
    for step in matched.pieces.iter().flat_map(|piece| &piece.steps) {
        let one = step.traversal;
        let of_link = spans.entry(one.link.0).or_default();
        of_link.push((one.from_fraction, one.to_fraction));
    }
    spans
}

/// The same spans on the first of the links that have the same course: a road drawn twice is one road.
fn of_first(network: &Network, spans: &Spans) -> Spans {
    let mut first: BTreeMap<Vec<(i64, i64)>, u32> = BTreeMap::new();
    let mut moved = Spans::new();
    for (idx, link) in (0..).zip(network.links()) {
        #[expect(clippy::cast_possible_truncation, reason = "degrees times 1e7")]
        let grid = |degrees: f64| (degrees * 1e7).round() as i64;
        let mut course: Vec<_> = link.coords.iter().map(|c| (grid(c.x), grid(c.y))).collect();
        let turned = course.last() < course.first();
        if turned {
            course.reverse();
        }
        let first = *first.entry(course).or_insert(idx);
        for (from, to) in spans.get(&idx).into_iter().flatten() {
            let span = if turned {
                (1.0 - from, 1.0 - to)
            } else {
                (*from, *to)
            };
            moved.entry(first).or_default().push(span);
        }
    }
    moved
}

pub(crate) fn score(network: &Network, driven: &Spans, matched: &Spans) -> Score {
    let (driven, matched) = (of_first(network, driven), of_first(network, matched));
    let mut score = Score::default();
    for (idx, link) in (0..).zip(network.links()) {
        let (a, b) = (union(driven.get(&idx)), union(matched.get(&idx)));
        let both = common(&a, &b);
        score.driven += length(&a) * link.length;
        score.right += both * link.length;
        score.wrong += (length(&b) - both) * link.length;
    }
    score
}

fn union(spans: Option<&Vec<(f64, f64)>>) -> Vec<(f64, f64)> {
    let mut spans: Vec<(f64, f64)> = spans
        .into_iter()
        .flatten()
        .map(|span| (span.0.min(span.1), span.0.max(span.1)))
        .collect();
    spans.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut union: Vec<(f64, f64)> = Vec::new();
    for span in spans {
        match union.last_mut() {
            Some(last) if span.0 <= last.1 => last.1 = last.1.max(span.1),
            _ => union.push(span),
        }
    }
    union
}

fn length(spans: &[(f64, f64)]) -> f64 {
    spans.iter().map(|span| span.1 - span.0).sum()
}

fn common(a: &[(f64, f64)], b: &[(f64, f64)]) -> f64 {
    let pairs = a.iter().flat_map(|a| b.iter().map(move |b| (a, b)));
    pairs
        .map(|(a, b)| (a.1.min(b.1) - a.0.max(b.0)).max(0.0))
        .sum()
}
