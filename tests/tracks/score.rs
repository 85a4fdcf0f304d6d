//! Metres driven and matched, link by link.

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

pub(crate) fn score(network: &Network, driven: &Spans, matched: &Spans) -> Score {
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
    let mut spans: Vec<(f64, f64)> = spans.into_iter().flatten().map(|span| (span.0.min(span.1), span.0.max(span.1))).collect();
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
    pairs.map(|(a, b)| (a.1.min(b.1) - a.0.max(b.0)).max(0.0)).sum()
}
