use super::clash::too_many;
use super::order::{Ranked, follows, servable};
use crate::domain::TimeWindow;
use crate::problem::check::schedule;
use crate::problem::{Break, Breaks, Instance, JobIdx, ShiftIdx, Step};
use crate::testing::{Dice, instance, rested};
use crate::units::Seconds;

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

fn unbroken(seed: u64, jobs: usize) -> Instance {
    let mut unbroken = instance(seed, jobs);
    for shift in &mut unbroken.shifts {
        shift.breaks = Breaks::default();
    }
    unbroken
}

/// Points among which no way is shorter than the direct one, visited by shifts with breaks.
fn direct(seed: u64, jobs: usize) -> Instance {
    let mut direct = rested(seed, jobs);
    for job in &mut direct.jobs {
        job.modes.truncate(1);
        job.modes[0].exit = job.modes[0].entry;
    }
    let n = direct.travel.n;
    let seconds = &mut direct.travel.seconds;
    for via in 0..n {
        for from in 0..n {
            for to in 0..n {
                let around = seconds[from * n + via].saturating_add(seconds[via * n + to]);
                seconds[from * n + to] = seconds[from * n + to].min(around);
            }
        }
    }
    direct
}

#[test]
fn without_breaks_a_set_is_servable_exactly_when_some_order_fits() {
    let mut dice = Dice::new(7);
    let mut seen = [0, 0];
    for seed in 0..40 {
        let instance = unbroken(seed, 5);
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

/// A break is taken at a stop: visits that alone leave none where one is owed may fit among others.
#[test]
fn with_breaks_no_set_is_refused_that_fits_among_other_visits() {
    let (mut refused, mut mended) = (0, 0);
    for seed in 40..80 {
        let instance = direct(seed, 5);
        let visits: Vec<Ranked> = (0..5).map(|at| (JobIdx::from_idx(at), 0)).collect();
        for shift in [ShiftIdx(0), ShiftIdx(2)] {
            let good = servable(&instance, shift, &visits);
            let fitting: Vec<bool> = (0..good.len())
                .map(|set| fits(&instance, shift, &members(set, &visits)))
                .collect();
            for (set, good) in good.iter().enumerate() {
                let among = |other: usize| other & set == set && fitting[other];
                let can = (0..fitting.len()).any(among);
                assert!(*good || !can, "seed {seed} {shift:?} set {set:b}");
                refused += usize::from(!*good);
                mended += usize::from(can && !fitting[set]);
            }
        }
    }
    assert!(refused > 200 && mended > 20, "{refused} {mended}");
}

/// By hand: 50 s there and 50 s back, a break of 10 s that begins within 10 to 20 s, when nobody stands anywhere.
#[test]
fn a_break_that_is_due_on_the_road_is_no_clash_until_it_does_not_fit_the_shift() {
    for (until, can) in [(120, true), (119, false)] {
        let mut instance = instance(1, 1);
        let job = &mut instance.jobs[0];
        (job.approach, job.service) = (Seconds(0), Seconds(10));
        job.windows.clear();
        job.modes.truncate(1);
        instance.travel.seconds.fill(50);
        let shift = &mut instance.shifts[0];
        shift.window = TimeWindow::new(Seconds(0), Seconds(until)).unwrap();
        shift.breaks = Breaks::new([Break {
            begin: TimeWindow::new(Seconds(10), Seconds(20)).unwrap(),
            duration: Seconds(10),
        }])
        .unwrap();
        let visit = [(JobIdx(0), 0)];
        assert!(!fits(&instance, ShiftIdx(0), &visit));
        assert_eq!(
            servable(&instance, ShiftIdx(0), &visit),
            [true, can],
            "{until}"
        );
    }
}

#[test]
fn the_sets_that_clash_are_those_of_which_no_visit_can_be_spared() {
    let mut dice = Dice::new(11);
    let mut sizes = [0; 7];
    for seed in 0..40 {
        let instance = unbroken(seed, 6);
        let visits = visits(&mut dice, 6);
        let shift = ShiftIdx(0);
        let fitting: Vec<bool> = (0_usize..1 << visits.len())
            .map(|set| fits(&instance, shift, &members(set, &visits)))
            .collect();
        let can = |set: usize| fitting[set] || set.count_ones() < 2;
        let mut wanted: Vec<Vec<usize>> = (0..fitting.len())
            .filter(|set| !can(*set))
            .map(|set| {
                (0..6)
                    .filter(|bit| set >> bit & 1 == 1)
                    .collect::<Vec<usize>>()
            })
            .filter(|set: &Vec<usize>| {
                let whole: usize = set.iter().map(|bit| 1 << bit).sum();
                set.iter().all(|bit| can(whole & !(1 << bit)))
            })
            .collect();
        // The smallest first, then by their members.
        wanted.sort_by_key(|set| (set.len(), set.clone()));
        wanted.retain(|_| !fitting[fitting.len() - 1]);
        let found = too_many(&instance, shift, &visits);
        assert_eq!(found, wanted, "seed {seed}");
        sizes[found.first().map_or(0, Vec::len)] += 1;
    }
    assert!(sizes[2] > 0 && sizes[3] + sizes[4] > 0, "{sizes:?}");
}

#[test]
fn visits_in_a_fixed_order_follow_each_other_exactly_when_they_are_servable() {
    let mut seen = [0, 0];
    for seed in 0..60 {
        for instance in [instance(seed, 4), rested(seed, 4)] {
            let visits: Vec<Ranked> = (0..4).map(|at| (JobIdx(at), 3 - at)).collect();
            for shift in (0..instance.shifts.len()).map(ShiftIdx::from_idx) {
                let good = servable(&instance, shift, &visits);
                for (set, good) in good.iter().enumerate() {
                    let mut row = members(set, &visits);
                    row.sort_by_key(|(_, rank)| *rank);
                    assert_eq!(
                        follows(&instance, shift, &row),
                        *good,
                        "seed {seed} {set:b}"
                    );
                    seen[usize::from(*good)] += 1;
                }
            }
        }
    }
    assert!(seen.iter().all(|count| *count > 200), "{seen:?}");
}

/// By hand: places ten seconds apart, ten seconds of work; thirteen visits in a row take 130 s and 140 s of driving.
#[test]
fn a_row_of_many_pinned_visits_clashes_when_it_is_a_second_too_long() {
    for (until, clash) in [(270, None), (269, Some((0..13).collect::<Vec<usize>>()))] {
        let mut instance = unbroken(3, 14);
        for job in &mut instance.jobs {
            (job.approach, job.service) = (Seconds(0), Seconds(10));
            job.windows.clear();
            job.modes.truncate(1);
        }
        instance.travel.seconds.fill(10);
        instance.shifts[0].window = TimeWindow::new(Seconds(0), Seconds(until)).unwrap();
        let visits: Vec<Ranked> = (0..13).map(|at| (JobIdx(at), at)).collect();
        let found = too_many(&instance, ShiftIdx(0), &visits);
        assert_eq!(found, Vec::from_iter(clash), "{until}");
    }
}
