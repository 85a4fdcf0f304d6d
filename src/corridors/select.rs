//! Which links may be patrolled, and which spans of a chain are.

use std::collections::{BTreeMap, BTreeSet};

use geo::Coord;

use super::CorridorRule;
use super::areas::AreaIndex;
use super::chain::Chain;
use crate::domain::{Road, RoadClass};
use crate::roads::{LinkIdx, Network, Position, Repair, RepairKind, nearest_on_segment};

/// Distance between two tries along a road, in metres.
const STEP: f64 = 50.0;
/// A road that lies near the areas for less than this, in metres, is none of theirs.
const LEAST: f64 = 150.0;

/// Links of the rule's roads; `doubled` are those of [`doubled`].
pub(super) fn links(
    network: &Network,
    roads: &[Road],
    doubled: &BTreeSet<(LinkIdx, u32)>,
    rule: &CorridorRule,
) -> Vec<LinkIdx> {
    let wanted = |road: u32, class: RoadClass| {
        let has = |(name, value): &(String, String)| {
            let road = roads.get(road as usize);
            road.is_some_and(|road| road.tags.get(name) == Some(value))
        };
        rule.classes.contains(&class) && rule.property.as_ref().is_none_or(has)
    };
    let of_another = |idx: LinkIdx, class: RoadClass| {
        let mut others = doubled.range((idx, 0)..=(idx, u32::MAX));
        others.any(|(_, road)| {
            let own = roads.get(*road as usize).and_then(|road| road.class);
            wanted(*road, own.unwrap_or(class))
        })
    };
    (0..)
        .map(LinkIdx)
        .zip(network.links())
        .filter(|(idx, link)| {
            (link.forward.is_some() || link.backward.is_some())
                && (wanted(link.road, link.class) || of_another(*idx, link.class))
        })
        .map(|(idx, _)| idx)
        .collect()
}

/// What is drawn twice is driven as one of the roads: links with each other road that they are a stretch of, so that a rule
/// may ask for either.
pub(super) fn doubled(
    network: &Network,
    roads: &[Road],
    repairs: &[Repair],
) -> BTreeSet<(LinkIdx, u32)> {
    /// Metres within which a stretch lies on the road as drawn: vertices move so far while lines are joined.
    const ON: f64 = 0.5;
    let mut by_place: BTreeMap<(i64, i64), Vec<&Repair>> = BTreeMap::new();
    for repair in repairs {
        if matches!(repair.kind, RepairKind::Overlap | RepairKind::DuplicateLine) {
            by_place.entry(key(repair.place)).or_default().push(repair);
        }
    }
    let mut doubled = BTreeSet::new();
    if by_place.is_empty() {
        return doubled;
    }
    let on = |place: Coord, road: u32| {
        let course = roads.get(road as usize).map_or(&[][..], |road| &road.line);
        let mut pairs = course.windows(2);
        pairs.any(|pair| nearest_on_segment(place, pair[0], pair[1]).1 <= ON)
    };
    for (idx, link) in (0..).map(LinkIdx).zip(network.links()) {
        for place in link.coords.iter() {
            for repair in by_place.get(&key(*place)).into_iter().flatten() {
                // The place may be a junction: only links that run along the other road are meant.
                if repair.other == Some(link.road)
                    && link
                        .coords
                        .windows(2)
                        .all(|pair| on((pair[0] + pair[1]) / 2.0, repair.road))
                {
                    doubled.insert((idx, repair.road));
                }
            }
        }
    }
    doubled
}

/// A place to a ten-millionth of a degree.
#[expect(
    clippy::cast_possible_truncation,
    reason = "degrees times ten million are far below 2^63"
)]
fn key(place: Coord) -> (i64, i64) {
    let whole = |degrees: f64| (degrees * 1e7).round() as i64;
    (whole(place.x), whole(place.y))
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
            if areas.is_near(network.coord_at(Position::new(link, fraction))) {
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
