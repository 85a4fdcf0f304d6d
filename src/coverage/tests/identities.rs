use proptest::prelude::*;

use super::*;

const DAYS: i32 = 60;

fn county() -> World {
    World::new(
        vec![
            site("s1", "A"),
            site("s2", "B"),
            village("v1", "B"),
            village("v2", ""),
            dump_point("p1", Status::Listed, Some(day(-3))),
            dump_point("p2", Status::Suspected, None),
            dump_point("p3", Status::Closed, Some(day(-20))),
        ],
        vec![
            corridor("c1", 1_000, CorridorPass::Either),
            corridor("c2", 700, CorridorPass::Forward),
        ],
    )
}

const IDS: [&str; 9] = ["s1", "s2", "v1", "v2", "p1", "p2", "p3", "c1", "c2"];

/// Everything that must hold of any coverage.
fn check(coverage: &Coverage) {
    let visits = &coverage.visits;
    let sum = |tallies: Vec<&Tally>| {
        tallies.into_iter().fold([0; 6], |sum, tally| {
            assert_eq!(tally.on_time + tally.late + tally.missed, tally.due);
            let failed: u64 = tally.failed.values().sum();
            let [due, on_time, late, missed] = four(tally);
            let more = [due, on_time, late, missed, tally.additional, failed];
            std::array::from_fn(|at| sum[at] + more[at])
        })
    };
    let total = sum(vec![&visits.total]);
    assert_eq!(sum(visits.by_programme.values().collect()), total);
    assert_eq!(sum(visits.by_township.values().collect()), total);
    assert_eq!(sum(visits.by_kind.values().collect()), total);
    let corridors = &coverage.corridors;
    let sum = |tallies: Vec<&MetreTally>| {
        tallies.into_iter().fold([0; 6], |sum: [u64; 6], tally| {
            assert_eq!(tally.on_time + tally.late + tally.missed, tally.due);
            assert!(tally.seen <= tally.metres);
            assert_eq!(tally.recency.total(), tally.metres);
            let more = [
                tally.metres,
                tally.seen,
                tally.due,
                tally.on_time,
                tally.late,
                tally.missed,
            ];
            std::array::from_fn(|at| sum[at] + more[at])
        })
    };
    let metres = sum(vec![&corridors.total]);
    assert_eq!(sum(corridors.by_programme.values().collect()), metres);
    assert_eq!(sum(corridors.by_township.values().collect()), metres);
    assert_eq!(sum(corridors.by_road.values().collect()), metres);
    assert_eq!(sum(corridors.by_direction.values().collect()), metres);
    let spans = &coverage.series.spans;
    let over = |value: fn(&SpanTally) -> u64| spans.iter().map(value).sum::<u64>();
    assert_eq!(over(|span| span.due), visits.total.due);
    assert_eq!(over(|span| span.missed), visits.total.missed);
    assert_eq!(over(|span| span.metres_due), corridors.total.due);
    let kept = &coverage.promise.total;
    assert_eq!(
        kept.that_day + kept.later + kept.failed + kept.no_record,
        kept.promised
    );
    for spread in [&coverage.fairness.visits, &coverage.fairness.metres] {
        assert!(spread.gini.is_none_or(|gini| (0.0..=1.0).contains(&gini)));
        assert!(spread.lorenz.iter().all(|(x, y)| *y <= *x + 1e-9));
    }
}

#[test]
fn who_sees_everything_every_day_misses_nothing() {
    let mut world = county();
    for on in 0..=DAYS {
        for id in IDS {
            world.visit(id, on, "clean");
        }
    }
    let coverage = world.measure(day(0), day(DAYS));
    check(&coverage);
    let visits = &coverage.visits.total;
    assert!(visits.due > 0);
    assert_eq!(
        (visits.on_time, visits.late, visits.missed),
        (visits.due, 0, 0)
    );
    let metres = &coverage.corridors.total;
    assert!(metres.due > 0);
    assert_eq!((metres.on_time, metres.seen), (metres.due, metres.metres));
    assert_eq!(coverage.fairness.visits.gini, Some(0.0));
}

#[test]
fn who_sees_nothing_misses_everything() {
    let mut world = county();
    world.events.clear();
    let coverage = world.measure(day(0), day(DAYS));
    check(&coverage);
    let visits = &coverage.visits.total;
    assert!(visits.due > 0);
    assert_eq!(
        (visits.on_time, visits.late, visits.missed),
        (0, 0, visits.due)
    );
    let metres = &coverage.corridors.total;
    assert!(metres.due > 0);
    assert_eq!((metres.missed, metres.seen), (metres.due, 0));
    assert_eq!(coverage.visits.total.met_share(), Some(0.0));
}

#[test]
fn every_table_has_a_cell_for_every_column() {
    let mut world = county();
    world.visit("s1", 3, "snow");
    world.drive("c1", 9, [100, 400], 1_000);
    let coverage = world.measure(day(0), day(DAYS));
    for lang in [crate::domain::Lang::En, crate::domain::Lang::Zh] {
        for sheet in tables(&coverage, lang) {
            for row in &sheet.rows {
                assert_eq!(row.len(), sheet.head.len(), "{}", sheet.name);
            }
            assert!(csv(&sheet).starts_with(b"\xef\xbb\xbf"));
        }
    }
    assert!(serde_json::to_string(&coverage).is_ok());
}

/// A visit at random: which target, when, what it found, which metres it saw.
fn happenings() -> impl Strategy<Value = Vec<(usize, i32, usize, i64, i64)>> {
    let one = (
        0..IDS.len(),
        -10..DAYS + 10,
        0..6_usize,
        0..1_000_i64,
        0..1_000_i64,
    );
    prop::collection::vec(one, 0..60)
}

fn happen(happenings: &[(usize, i32, usize, i64, i64)]) -> World {
    let mut world = county();
    world.open("p1", 2, Status::Listed);
    for (id, on, what, a, b) in happenings {
        let id = IDS[*id];
        match what {
            0 => world.visit(id, *on, "gate_closed"),
            1 => {
                let complaint = json!({"matter": "complaint"});
                world.note(
                    id,
                    (*on, 10),
                    Role::County,
                    EventKind::Complained,
                    &complaint,
                );
            }
            _ if id.starts_with('c') => {
                world.drive(id, *on, [(*a).min(*b), (*a).max(*b)], 1_000);
            }
            _ => world.visit(id, *on, "clean"),
        }
    }
    world
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]
    #[test]
    fn what_is_due_is_in_time_late_or_missed(happenings in happenings(), from in 0..30_i32, length in 0..40_i32) {
        let world = happen(&happenings);
        check(&world.measure(day(from), day(from + length)));
    }

    #[test]
    fn the_order_of_events_and_layers_changes_nothing(happenings in happenings()) {
        let mut world = happen(&happenings);
        let before = world.measure(day(0), day(DAYS));
        world.events.reverse();
        world.targets.reverse();
        world.corridors.reverse();
        prop_assert_eq!(before, world.measure(day(0), day(DAYS)));
    }

    #[test]
    fn metres_seen_are_those_that_counting_one_by_one_finds(happenings in happenings()) {
        let world = happen(&happenings);
        let coverage = world.measure(day(0), day(DAYS));
        let mut seen = [[false; 1_000]; 2];
        for (id, on, what, a, b) in &happenings {
            let Some(corridor) = IDS[*id].strip_prefix('c').filter(|_| *what > 1 && (0..=DAYS).contains(on)) else {
                continue;
            };
            let slots = &mut seen[usize::from(corridor == "2")];
            let (a, b) = (usize::try_from(*a.min(b)).unwrap(), usize::try_from(*a.max(b)).unwrap());
            slots[a..b].fill(true);
        }
        // The second one is 700 metres long now: what was noted along 1,000 is seen along 700, to the nearest metre.
        let count = |slots: &[bool]| slots.iter().filter(|seen| **seen).count() as u64;
        prop_assert_eq!(coverage.corridors.by_direction["either"].seen, count(&seen[0]));
        let scaled = count(&seen[1]) * 7 / 10;
        prop_assert!(coverage.corridors.by_direction["E"].seen.abs_diff(scaled) <= 60);
    }
}
