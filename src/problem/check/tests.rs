use super::*;
use crate::testing::{Dice, narrow, rested};

/// All ways of taking so many breaks before stops from `from` on.
fn all_places(from: usize, stops: usize, count: usize) -> Vec<Vec<usize>> {
    if count == 0 {
        return vec![Vec::new()];
    }
    let first = |at: usize| {
        let others = all_places(at, stops, count - 1);
        others.into_iter().map(move |mut others| {
            others.insert(0, at);
            others
        })
    };
    (from..stops).flat_map(first).collect()
}

/// The best schedule of all ways of taking breaks: back first, then with the fewest, then with the earliest.
fn best(instance: &Instance, shift: ShiftIdx, route: &[Step]) -> Option<ShiftTimes> {
    let breaks = &instance.shifts[shift.idx()].breaks;
    let counts = 0..=breaks.len();
    let ways = counts.flat_map(|count| all_places(0, route.len(), count));
    let fits = ways.filter_map(|before| {
        let times = simulate(instance, shift, route, &before).ok()?;
        let next = breaks.get(before.len());
        let owes = !route.is_empty() && next.is_some_and(|next| times.back > next.begin.end());
        (!owes).then_some((before, times))
    });
    let best = fits.min_by_key(|(before, times)| (times.back, before.len(), before.clone()));
    best.map(|(_, times)| times)
}

#[test]
fn the_schedule_is_the_best_of_all_ways_of_taking_breaks() {
    let mut taken = [0; 5];
    let mut refused = 0;
    for seed in 0..300 {
        let instance = if seed % 3 == 0 {
            narrow(seed, 9)
        } else {
            rested(seed, 9)
        };
        let mut dice = Dice::new(seed);
        for shift in [0, 2].map(ShiftIdx) {
            let mut route = Vec::new();
            for job in 0..instance.jobs.len() {
                let step = Step {
                    job: JobIdx::from_idx(job),
                    mode: 0,
                };
                let at = usize::try_from(dice.below(route.len() as u64 + 1)).unwrap();
                let mut longer = route.clone();
                longer.insert(at, step);
                let times = schedule(&instance, shift, &longer);
                let wanted = best(&instance, shift, &longer);
                assert_eq!(times.as_ref().ok(), wanted.as_ref(), "seed {seed}");
                match times {
                    Ok(times) => {
                        let breaks = times.stops.iter().map(|stop| stop.breaks.len());
                        taken[breaks.sum::<usize>()] += 1;
                        route = longer;
                    }
                    Err(Fault::NoBreak { .. }) => refused += 1,
                    Err(_) => {}
                }
            }
        }
    }
    assert!(taken.iter().all(|routes| *routes > 20), "{taken:?}");
    assert!(refused > 50, "{refused}");
}

#[test]
fn breaks_are_taken_one_after_the_other_at_a_stop() {
    let mut instance = narrow(1, 3);
    let step = Step {
        job: JobIdx(2),
        mode: 0,
    };
    instance.jobs[2].windows.clear();
    let shift = ShiftIdx(2);
    let drive = instance
        .travel
        .time(LocationIdx(0), instance.jobs[2].modes[0].entry);
    let arrive = drive.unwrap();
    let rest = |from: i64, until: i64| Break {
        begin: crate::domain::TimeWindow::new(arrive + Seconds(from), arrive + Seconds(until))
            .unwrap(),
        duration: Seconds(7),
    };
    let begins = |instance: &Instance| {
        let times = schedule(instance, shift, &[step])?;
        let begins = times.stops[0].breaks.iter();
        Ok::<Vec<i64>, Fault>(begins.map(|(begin, _)| (*begin - arrive).get()).collect())
    };
    let owe = |breaks: [Break; 2]| super::super::Breaks::new(breaks).unwrap();
    // The second waits for the end of the first, or for its own window.
    instance.shifts[2].breaks = owe([rest(-9, 0), rest(1, 7)]);
    assert_eq!(begins(&instance), Ok(vec![0, 7]));
    instance.shifts[2].breaks = owe([rest(-9, 0), rest(9, 9)]);
    assert_eq!(begins(&instance), Ok(vec![0, 9]));
    instance.shifts[2].breaks = owe([rest(-9, 0), rest(1, 6)]);
    assert_eq!(begins(&instance), Err(Fault::NoBreak { route: 2 }));
    // Who is back by the end of the second owes the first alone.
    instance.shifts[2].breaks = owe([rest(-9, 0), rest(400, 420)]);
    assert_eq!(begins(&instance), Ok(vec![0]));
}
