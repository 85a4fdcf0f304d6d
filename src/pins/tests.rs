use super::clash::too_many;
use super::order::{Ranked, servable};
use crate::problem::check::schedule;
use crate::problem::{Instance, JobIdx, ShiftIdx, Step};
use crate::testing::{Dice, instance, narrow, rested};

/// Whether some order that keeps the ranks, in some modes, fits the shift: every one is tried.
fn fits(instance: &Instance, shift: ShiftIdx, visits: &[Ranked]) -> bool {
    fn grow(
        instance: &Instance,
        shift: ShiftIdx,
        left: &[Ranked],
        route: &mut Vec<Step>,
        rank: u32,
    ) -> bool {
        if left.is_empty() {
            return schedule(instance, shift, route).is_ok();
        }
        for at in 0..left.len() {
            let mut rest = left.to_vec();
            let (job, own) = rest.remove(at);
            if own < rank {
                continue;
            }
            let modes = instance.jobs[job.idx()].modes.len();
            for mode in 0..u8::try_from(modes).unwrap() {
                route.push(Step { job, mode });
                let found = grow(instance, shift, &rest, route, own);
                route.pop();
                if found {
                    return true;
                }
            }
        }
        false
    }
    grow(instance, shift, visits, &mut Vec::new(), 0)
}

fn members(set: usize, visits: &[Ranked]) -> Vec<Ranked> {
    let bits = visits.iter().enumerate();
    bits.filter(|(bit, _)| set >> bit & 1 == 1)
        .map(|(_, visit)| *visit)
        .collect()
}

fn visits(dice: &mut Dice, jobs: usize) -> Vec<Ranked> {
    // Two pinned first, one pinned last, the others free, or all of them free.
    let is_ordered = dice.once_in(2);
    let rank = |at: usize| match (is_ordered, at) {
        (true, 0) => 0,
        (true, 1) => 1,
        (true, 2) => 3,
        _ => 2,
    };
    (0..jobs)
        .map(|at| (JobIdx::from_idx(at), rank(at)))
        .collect()
}

#[test]
fn a_set_is_servable_exactly_when_some_order_fits() {
    let mut dice = Dice::new(7);
    let mut seen = [0, 0];
    for seed in 0..60 {
        let instance = match seed {
            40.. => rested(seed, 5),
            _ if seed % 2 == 0 => instance(seed, 5),
            _ => narrow(seed, 5),
        };
        let visits = visits(&mut dice, 5);
        for shift in (0..instance.shifts.len()).map(ShiftIdx::from_idx) {
            let good = servable(&instance, shift, &visits);
            for (set, good) in good.iter().enumerate() {
                let some = members(set, &visits);
                assert_eq!(
                    *good,
                    fits(&instance, shift, &some),
                    "seed {seed} {shift:?} set {set:b}"
                );
                seen[usize::from(*good)] += 1;
            }
        }
    }
    assert!(seen.iter().all(|count| *count > 200), "{seen:?}");
}

#[test]
fn the_set_that_clashes_is_a_smallest_one() {
    let mut dice = Dice::new(11);
    let mut sizes = [0; 7];
    for seed in 0..40 {
        let instance = instance(seed, 6);
        let visits = visits(&mut dice, 6);
        let shift = ShiftIdx(0);
        let all_fit = fits(&instance, shift, &visits);
        // Every set of two or more that does not fit, the smallest first, then by its members.
        let mut bad: Vec<Vec<usize>> = (1_usize..1 << visits.len())
            .filter(|set| set.count_ones() > 1)
            .filter(|set| !fits(&instance, shift, &members(*set, &visits)))
            .map(|set| {
                (0..visits.len())
                    .filter(|bit| set >> bit & 1 == 1)
                    .collect()
            })
            .collect();
        bad.sort_by_key(|set: &Vec<usize>| (set.len(), set.clone()));
        let wanted = bad.into_iter().next().filter(|_| !all_fit);
        let found = too_many(&instance, shift, &visits);
        assert_eq!(found, wanted, "seed {seed}");
        sizes[found.map_or(0, |set| set.len())] += 1;
    }
    assert!(sizes[2] > 0 && sizes[3] + sizes[4] > 0, "{sizes:?}");
}
