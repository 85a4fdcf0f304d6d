//! What holds for any track on any roads.

use geo::Coord;
use proptest::prelude::*;
use xuncha::domain::{Oneway, Road};
use xuncha::roads::{LinkIdx, Network, Position, RoadParams, Traversal, build, fastest_path};
use xuncha::testing::{at, grid};
use xuncha::tracks::{CleanParams, CleanTrack, Fix, MatchParams, Matched, Matcher, Track, clean};

use crate::dice::Dice;
use crate::drive::Spans;
use crate::score::{score, spans_of};

fn network(roads: &[Road]) -> Network {
    build(roads, &RoadParams::default()).0
}

fn matched(network: &Network, track: &CleanTrack) -> Matched {
    Matcher::new(network, MatchParams::default()).match_track(track)
}

fn track(fixes: Vec<Fix>) -> Track {
    Track {
        name: "walk".to_owned(),
        segments: vec![fixes],
    }
}

/// Steps of up to 200 m on and around the roads, at odd times, with faults strewn in.
fn walk(seed: u64, count: usize) -> Track {
    let mut dice = Dice::new(seed);
    let (mut east, mut north, mut time) = (dice.between(-500.0, 2_500.0), 1_000.0, 0.0);
    let fixes = (0..count).map(|_| {
        east += dice.between(-200.0, 200.0);
        north += dice.between(-200.0, 200.0);
        time += dice.between(-1.0, 30.0);
        let place = match dice.between(0.0, 60.0) {
            fault if fault < 1.0 => Coord::zero(),
            fault if fault < 2.0 => at(east + 50_000.0, north),
            fault if fault < 3.0 => Coord {
                x: f64::NAN,
                y: 0.0,
            },
            _ => at(east, north),
        };
        #[expect(clippy::cast_possible_truncation, reason = "a few thousand seconds")]
        let time = (dice.share() < 0.95).then_some(time as i64);
        Fix { at: place, time }
    });
    track(fixes.collect())
}

/// Fixes every 30 m along the fastest way between two random places, and that way.
fn along(network: &Network, seed: u64) -> Option<(Vec<Fix>, Vec<Traversal>)> {
    let mut dice = Dice::new(seed);
    let mut place = || {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a share of the links"
        )]
        let link = LinkIdx((dice.share() * network.links().len() as f64) as u32);
        let fraction = dice.between(0.2, 0.8);
        Position::new(link, fraction)
    };
    let path = fastest_path(network, place(), place())?;
    let mut fixes = Vec::new();
    let mut left = 0.0;
    for step in &path.traversals {
        let share = step.to_fraction - step.from_fraction;
        let length = share.abs() * network.link(step.link).length;
        while left <= length && length > 0.0 {
            let fraction = step.from_fraction + share * left / length;
            let at = network.coord_at(Position::new(step.link, fraction));
            let time = i64::try_from(fixes.len()).ok().map(|number| number * 3);
            fixes.push(Fix { at, time });
            left += 30.0;
        }
        left -= length;
    }
    (path.metres > 300).then_some((fixes, path.traversals))
}

fn spans(route: &[Traversal]) -> Spans {
    let mut spans = Spans::new();
    for step in route {
        let of_link = spans.entry(step.link.0).or_default();
        of_link.push((step.from_fraction, step.to_fraction));
    }
    spans
}

/// Course and times of a step.
type Told = (Vec<Coord>, Option<(i64, i64)>);

/// The way driven as places and times, whatever the links are called.
fn told(network: &Network, matched: &Matched) -> Vec<Told> {
    let steps = matched.pieces.iter().flat_map(|piece| &piece.steps);
    let place = |step: &Traversal| network.course(step.link, step.from_fraction, step.to_fraction);
    steps
        .map(|step| (place(&step.traversal), step.times))
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn no_fix_is_lost(seed in 0..10_000_u64, count in 0..200_usize) {
        let network = network(&grid(8, 8, seed));
        let walk = walk(seed, count);
        let clean = clean(&walk, &CleanParams::default());
        prop_assert_eq!(clean.report.read, count);
        prop_assert_eq!(clean.report.kept + clean.report.removed(), count);
        prop_assert_eq!(clean.fixes(), clean.report.kept);
        let matched = matched(&network, &clean);
        let left: usize = matched.unmatched.iter().map(|one| one.fixes).sum();
        prop_assert_eq!(matched.fixes, clean.fixes());
        prop_assert_eq!(matched.matched_fixes + left, matched.fixes);
        let on_pieces: usize = matched.pieces.iter().map(|piece| piece.fixes).sum();
        prop_assert_eq!(on_pieces, matched.matched_fixes);
    }

    #[test]
    fn a_piece_is_driven_without_a_jump_or_against_a_oneway(seed in 0..10_000_u64) {
        let network = network(&grid(8, 8, seed));
        let matched = matched(&network, &clean(&walk(seed, 150), &CleanParams::default()));
        for piece in &matched.pieces {
            for pair in piece.steps.windows(2) {
                let [left, entered] = [(pair[0].traversal.link, pair[0].traversal.to_fraction), (pair[1].traversal.link, pair[1].traversal.from_fraction)]
                    .map(|(link, fraction)| network.coord_at(Position::new(link, fraction)));
                prop_assert!((left.x - entered.x).hypot(left.y - entered.y) < 1e-6);
                if let (Some(a), Some(b)) = (pair[0].times, pair[1].times) {
                    prop_assert!(a.0 <= a.1 && a.1 <= b.0);
                }
            }
            for step in &piece.steps {
                let link = network.link(step.traversal.link);
                let forward = step.traversal.to_fraction > step.traversal.from_fraction;
                let backward = step.traversal.to_fraction < step.traversal.from_fraction;
                prop_assert!(!forward || link.forward.is_some());
                prop_assert!(!backward || link.backward.is_some());
            }
        }
    }

    #[test]
    fn fixes_on_a_route_give_that_route(seed in 0..10_000_u64) {
        let network = network(&grid(8, 8, seed));
        let Some((fixes, route)) = along(&network, seed) else {
            return Ok(());
        };
        let matched = matched(&network, &clean(&track(fixes), &CleanParams::default()));
        let score = score(&network, &spans(&route), &spans_of(&matched));
        // The first and the last 30 m may lie beyond the fixes.
        prop_assert!(score.driven - score.right < 60.0 && score.wrong < 10.0, "{score:?}");
    }

    #[test]
    fn driven_backward_the_same_roads_are_matched(seed in 0..10_000_u64) {
        let mut roads = grid(8, 8, seed);
        for road in &mut roads {
            road.oneway = Oneway::No;
        }
        let network = network(&roads);
        let Some((fixes, _)) = along(&network, seed) else {
            return Ok(());
        };
        let times: Vec<Option<i64>> = fixes.iter().map(|fix| fix.time).collect();
        let back = fixes.iter().rev().zip(times).map(|(fix, time)| Fix { at: fix.at, time });
        let back = track(back.collect());
        let there = matched(&network, &clean(&track(fixes), &CleanParams::default()));
        let back = matched(&network, &clean(&back, &CleanParams::default()));
        let score = score(&network, &spans_of(&there), &spans_of(&back));
        prop_assert!(score.driven - score.right < 60.0 && score.wrong < 60.0, "{score:?}");
    }

    #[test]
    fn the_order_of_the_roads_does_not_show(seed in 0..10_000_u64) {
        let roads = grid(8, 8, seed);
        let mut turned = roads.clone();
        turned.reverse();
        turned.rotate_left(roads.len() / 3);
        let walk = clean(&walk(seed, 100), &CleanParams::default());
        let (one, other) = (network(&roads), network(&turned));
        let (a, b) = (matched(&one, &walk), matched(&other, &walk));
        prop_assert_eq!(&a.unmatched, &b.unmatched);
        prop_assert_eq!(told(&one, &a), told(&other, &b));
    }
}
