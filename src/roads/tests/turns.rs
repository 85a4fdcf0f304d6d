//! Turning round at the ends of ways: by hand on drawn roads, and against Dijkstra on tangles.

use rand_core::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;

use super::super::search::{self, Search, wanted, whole};
use super::super::*;
use super::hierarchy::messy;
use crate::testing::{Sketch, metres, sketch};

const FORWARD: Facing = Facing::Forward;
const BACKWARD: Facing = Facing::Backward;

/// Seconds of the fastest way, the same by the matrix and by a query.
fn seconds(network: &Network, from: Position, to: Position) -> u32 {
    let (seconds, metres) = travel_matrix(network, &[from, to]);
    let path = fastest_path(network, from, to).unwrap();
    assert_eq!((path.seconds, path.metres), (seconds[1], metres[1]));
    seconds[1]
}

/// A trunk road with a dead end of 200 m: 30 km/h, so that 100 m take 12 s, and a turn takes 30 s.
const DEAD_END: &str = "
a---b---c
    |
    d
";

#[test]
fn who_leaves_a_dead_end_has_turned_once() {
    let net = sketch(DEAD_END, metres(50));
    let (network, gate) = (&net.network, net.at("a"));
    let stop = net.along("bd", 0.5);
    assert_eq!(network.facings(stop), [FORWARD, BACKWARD]);
    let plain = seconds(network, gate, stop);
    assert_eq!(seconds(network, stop, gate), plain);
    let deep = stop.facing(FORWARD);
    assert_eq!(seconds(network, gate, deep), plain);
    assert_eq!(seconds(network, deep, gate), plain + 30);
    // Whoever is to stand the other way round turns before.
    let out = stop.facing(BACKWARD);
    assert_eq!(seconds(network, gate, out), plain + 30);
    assert_eq!(seconds(network, out, gate), plain);
}

#[test]
fn of_two_stops_on_a_dead_end_only_the_deeper_one_asks_for_a_turn() {
    let net = sketch(DEAD_END, metres(50));
    let (network, gate) = (&net.network, net.at("a"));
    let at = |fraction| net.along("bd", fraction).facing(FORWARD);
    let (near, far) = (at(0.25), at(0.75));
    let once =
        seconds(network, gate, near) + seconds(network, near, far) + seconds(network, far, gate);
    let plain = 2 * fastest_path(network, gate, net.along("bd", 0.75))
        .unwrap()
        .seconds;
    assert_eq!(once, plain + 30);
}

#[test]
fn the_end_of_a_dead_end_is_left_by_turning() {
    let net = sketch(DEAD_END, metres(50));
    let end = net.at("d");
    assert_eq!(net.network.facings(end), [FORWARD, BACKWARD]);
    let gate = net.at("a");
    let link = net.network.link(end.link);
    let inward = if end.fraction < 0.5 {
        FORWARD
    } else {
        BACKWARD
    };
    let outward = if end.fraction < 0.5 {
        BACKWARD
    } else {
        FORWARD
    };
    assert!(link.length > 99.0);
    let plain = seconds(&net.network, gate, end);
    assert_eq!(seconds(&net.network, gate, end.facing(outward)), plain);
    assert_eq!(seconds(&net.network, end.facing(outward), gate), plain + 30);
    assert_eq!(seconds(&net.network, end.facing(inward), gate), plain);
}

const SQUARE: &str = "
a---b
|   |
d---c
";

#[test]
fn who_drives_on_round_the_block_does_not_turn() {
    let net = sketch(SQUARE, metres(50));
    let stop = net.along("ab", 0.5).facing(FORWARD);
    // Ahead to c: 100 m and 200 m; back by a would be as far, after a turn.
    let ahead = seconds(&net.network, stop, net.at("c"));
    let plain = fastest_path(&net.network, net.along("ab", 0.5), net.at("c"));
    assert_eq!(ahead, plain.unwrap().seconds);
    // To a: 100 m back and a turn of 30 s, or 700 m round the block at 84 s.
    let turned = seconds(&net.network, stop, net.at("a"));
    let plain = fastest_path(&net.network, net.along("ab", 0.5), net.at("a"));
    assert_eq!(turned, plain.unwrap().seconds + 30);
}

#[test]
fn where_lines_meet_end_to_end_nobody_turns_for_nothing() {
    let net = Sketch::new("a---b---c---d", metres(50))
        .ways("ab bc cd")
        .build();
    let network = &net.network;
    // At the very place where they meet, too.
    let joint = net.at("b");
    assert_eq!(network.facings(joint), [FORWARD, BACKWARD]);
    for facing in [FORWARD, BACKWARD] {
        let ends = ["a", "d"].map(|end| {
            let plain = fastest_path(network, joint, net.at(end)).unwrap();
            seconds(network, joint.facing(facing), net.at(end)) - plain.seconds
        });
        assert!(ends == [0, 30] || ends == [30, 0], "{ends:?}");
    }
    let stop = net.along("bc", 0.99).facing(FORWARD);
    let plain = fastest_path(network, net.along("bc", 0.99), net.at("a")).unwrap();
    assert_eq!(seconds(network, stop, net.at("a")), plain.seconds + 30);
}

#[test]
fn who_stands_at_a_stop_does_not_turn_to_get_there() {
    let net = sketch(SQUARE, metres(50));
    let stop = net.along("ab", 0.5);
    for aside in [0.497, 0.5, 0.503] {
        let here = net.along("ab", aside);
        for facing in [FORWARD, BACKWARD] {
            assert_eq!(seconds(&net.network, here, stop.facing(facing)), 0);
            assert_eq!(seconds(&net.network, stop.facing(facing), here), 0);
        }
    }
    // A base at the tip of a dead end, and a stop there.
    let net = sketch(DEAD_END, metres(50));
    let tip = net.at("d");
    for facing in [FORWARD, BACKWARD] {
        assert_eq!(seconds(&net.network, tip, tip.facing(facing)), 0);
        assert_eq!(seconds(&net.network, tip.facing(facing), tip), 0);
    }
    assert_eq!(
        seconds(&net.network, tip.facing(FORWARD), tip.facing(BACKWARD)),
        30
    );
}

#[test]
fn at_one_place_standing_the_other_way_is_a_turn() {
    let net = sketch(SQUARE, metres(500));
    let stop = net.along("ab", 0.5);
    assert_eq!(
        seconds(&net.network, stop.facing(FORWARD), stop.facing(FORWARD)),
        0
    );
    assert_eq!(
        seconds(&net.network, stop.facing(FORWARD), stop.facing(BACKWARD)),
        30
    );
}

#[test]
fn it_does_not_matter_at_junctions_on_one_way_roads_or_where_turning_costs_nothing() {
    let drawn = Sketch::new(DEAD_END, metres(50));
    let net = drawn.build();
    assert_eq!(net.network.facings(net.at("b")), [Facing::Either]);
    let free = RoadParams {
        turn_millis: 0,
        ..RoadParams::default()
    };
    let free = drawn.build_with(&free);
    assert_eq!(
        free.network.facings(free.along("bd", 0.5)),
        [Facing::Either]
    );
    let drawn = drawn.with("ab", |road| road.oneway = crate::domain::Oneway::Forward);
    let net = drawn.build();
    assert_eq!(net.network.facings(net.along("ab", 0.5)), [Facing::Either]);
}

/// Milliseconds and millimetres.
type Cost = (u64, u64);

/// The turns of a way by what the module `turns` says, all measured by Dijkstra.
fn slow(search: &mut Search<'_>, network: &Network, from: Position, to: Position) -> Option<Cost> {
    let (wanted, count) = wanted(network, &[from, to]);
    let faced = |at: Position| match at.facing {
        Facing::Either => vec![at],
        _ => vec![at.facing(FORWARD), at.facing(BACKWARD)],
    };
    let (outs, ins) = (faced(from), faced(to));
    let mut costs: Vec<Vec<Option<Cost>>> = Vec::new();
    for out in &outs {
        search.run(*out, &wanted, count);
        costs.push(ins.iter().map(|into| search.arrival(*out, *into)).collect());
    }
    let lap = |at: Position, forward: bool| {
        let link = network.link(at.link);
        let part = if forward {
            1.0 - at.fraction
        } else {
            at.fraction
        };
        let drive = |millis: u32| search::part(millis, link.length, part).0;
        Some(drive(link.forward?) + drive(link.backward?))
    };
    let moment = if outs.len() == 1 || ins.len() == 1 {
        500
    } else {
        0
    };
    let returns = |lap: Option<u64>, by: Option<Cost>, other: Option<Cost>| {
        lap.zip(by)
            .zip(other)
            .is_some_and(|((lap, by), other)| by.0 >= moment && by.0 + 2 >= lap + other.0)
    };
    let mut best: Option<Cost> = None;
    for (i, out) in outs.iter().enumerate() {
        for (j, into) in ins.iter().enumerate() {
            let Some(cost) = costs[i][j] else { continue };
            let leaves = outs.len() > 1 && {
                let ahead = returns(lap(from, true), costs[0][j], costs[1][j]);
                let behind = returns(lap(from, false), costs[1][j], costs[0][j]);
                [ahead, behind && !ahead][i]
            };
            let passes = ins.len() > 1 && {
                let ahead = returns(lap(to, true), costs[i][1], costs[i][0]);
                let behind = returns(lap(to, false), costs[i][0], costs[i][1]);
                [behind && !ahead, ahead][j]
            };
            if leaves || passes {
                continue;
            }
            let turns = u64::from(out.facing != from.facing) + u64::from(into.facing != to.facing);
            let cost = (cost.0 + turns * u64::from(network.turn_millis()), cost.1);
            best = best.into_iter().chain([cost]).min();
        }
    }
    best
}

#[test]
fn tangles_are_as_dijkstra_sees_them() {
    for seed in 0..8 {
        let size = 3 + usize::try_from(seed).unwrap();
        let (network, _) = build(&messy(size, size + 1, seed), &RoadParams::default());
        let mut dice = Xoshiro256PlusPlus::seed_from_u64(seed);
        let mut below = |limit: usize| usize::try_from(dice.next_u64() % limit as u64).unwrap();
        let mut positions: Vec<Position> = Vec::new();
        for _ in 0..25 {
            let link = LinkIdx(u32::try_from(below(network.links().len())).unwrap());
            let fraction = [0.0, 1.0, below(1001) as f64 / 1e3][below(3)];
            let place = Position::new(link, fraction);
            // Each place as it may be faced; some twice, some together with the same place faced any way.
            let facings = network.facings(place);
            positions.extend(facings.iter().map(|facing| place.facing(*facing)));
            positions.extend(
                [place, positions[below(positions.len())]]
                    .iter()
                    .take(below(3)),
            );
        }
        let (seconds, lengths) = travel_matrix(&network, &positions);
        let mut search = Search::new(&network);
        let mut query = network.ways().query();
        let count = positions.len();
        let mut turned = 0;
        for (i, from) in positions.iter().enumerate() {
            for (j, to) in positions.iter().enumerate() {
                let wanted = slow(&mut search, &network, *from, *to);
                let wanted = wanted.map_or((u32::MAX, u32::MAX), whole);
                let found = (seconds[i * count + j], lengths[i * count + j]);
                assert_eq!(found, wanted, "seed {seed}: {from:?} to {to:?}");
                let path = query.path(*from, *to);
                let found = path.map_or((u32::MAX, u32::MAX), |path| (path.seconds, path.metres));
                assert_eq!(found, wanted, "seed {seed}: {from:?} to {to:?}");
                let any = [from, to].map(|at| at.facing(Facing::Either));
                let plain = query
                    .path(any[0], any[1])
                    .map_or(u32::MAX, |path| path.seconds);
                assert!(wanted.0 >= plain);
                turned += usize::from(wanted.0 > plain);
            }
        }
        assert!(turned > 100, "seed {seed}: {turned} ways with turns");
    }
}
