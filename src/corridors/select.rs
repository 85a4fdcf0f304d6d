//! Which links may be patrolled, and which spans of a chain are.

use super::CorridorRule;
use super::areas::AreaIndex;
use super::chain::Chain;
use crate::domain::Road;
use crate::roads::{LinkIdx, Network, Position};

/// Distance between two tries along a road, in metres.
const STEP: f64 = 50.0;
/// A road that lies near the areas for less than this, in metres, is none of theirs.
const LEAST: f64 = 150.0;

/// Links of the rule's roads.
pub(super) fn links(network: &Network, roads: &[Road], rule: &CorridorRule) -> Vec<LinkIdx> {
    let wanted = |road: &Road| {
        rule.property
            .as_ref()
            .is_none_or(|(name, value)| road.tags.get(name) == Some(value))
    };
    (0..)
        .map(LinkIdx)
        .zip(network.links())
        .filter(|(_, link)| {
            rule.classes.contains(&link.class)
                && (link.forward.is_some() || link.backward.is_some())
                && wanted(&roads[link.road as usize])
        })
        .map(|(idx, _)| idx)
        .collect()
}

/// Spans of a chain to patrol, from and to in metres from its start, in order and apart.
///
/// Without areas the whole chain. Otherwise where areas are near: gaps up to half a shortest corridor are filled, and what
/// is shorter than a shortest corridor is lengthened at both ends as far as the road goes.
pub(super) fn spans(
    network: &Network,
    chain: &Chain,
    areas: Option<&AreaIndex<'_>>,
    rule: &CorridorRule,
) -> Vec<(f64, f64)> {
    let metres = chain.spans(network);
    let total: f64 = metres.iter().sum();
    let Some(areas) = areas else {
        return vec![(0.0, total)];
    };
    let fill = rule.min_length / 2.0;
    let mut spans = near(network, chain, &metres, areas);
    spans = merged(spans, fill);
    spans.retain(|(from, to)| to - from >= LEAST);
    for span in &mut spans {
        *span = lengthened(*span, rule.min_length, total);
    }
    merged(spans, fill)
}

/// Steps along a chain whose middle lies near the areas.
fn near(
    network: &Network,
    chain: &Chain,
    metres: &[f64],
    areas: &AreaIndex<'_>,
) -> Vec<(f64, f64)> {
    let mut spans = Vec::new();
    let mut behind = 0.0;
    for (part, length) in chain.parts.iter().zip(metres) {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a link is shorter than 2^32 steps"
        )]
        let count = (length / STEP).ceil().max(1.0) as usize;
        let share = |step: usize| step as f64 / count as f64;
        for step in 0..count {
            let middle = f64::midpoint(share(step), share(step + 1));
            let fraction = part.from_fraction + (part.to_fraction - part.from_fraction) * middle;
            let link = part.link;
            if areas.is_near(network.coord_at(Position { link, fraction })) {
                let at = |step: usize| behind + length * share(step);
                spans.push((at(step), at(step + 1)));
            }
        }
        behind += length;
    }
    spans
}

/// Spans in order, joined over gaps up to `fill`.
fn merged(spans: Vec<(f64, f64)>, fill: f64) -> Vec<(f64, f64)> {
    let mut apart: Vec<(f64, f64)> = Vec::new();
    for (from, to) in spans {
        match apart.last_mut() {
            Some(last) if from - last.1 <= fill => last.1 = last.1.max(to),
            _ => apart.push((from, to)),
        }
    }
    apart
}

/// A span grown about its middle to a length, within a chain of `total` metres.
fn lengthened((from, to): (f64, f64), least: f64, total: f64) -> (f64, f64) {
    let lacking = least - (to - from);
    if lacking <= 0.0 {
        return (from, to);
    }
    if total <= least {
        return (0.0, total);
    }
    let from = (from - lacking / 2.0).clamp(0.0, total - least);
    (from, from + least)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_are_filled_and_short_spans_lengthened_within_the_road() {
        let spans = merged(vec![(0.0, 200.0), (600.0, 900.0), (2000.0, 2200.0)], 500.0);
        assert_eq!(spans, [(0.0, 900.0), (2000.0, 2200.0)]);
        assert_eq!(lengthened((0.0, 900.0), 1000.0, 2300.0), (0.0, 1000.0));
        assert_eq!(
            lengthened((2000.0, 2200.0), 1000.0, 2300.0),
            (1300.0, 2300.0)
        );
        assert_eq!(lengthened((10.0, 200.0), 1000.0, 400.0), (0.0, 400.0));
    }
}
