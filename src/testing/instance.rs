use smallvec::{SmallVec, smallvec};

use super::Dice;
use crate::domain::TimeWindow;
use crate::problem::{
    Break, Breaks, Group, Instance, Job, JobIdx, LocationIdx, Mode, Shift, ShiftIdx, Travel,
};
use crate::units::{Prize, Seconds};

/// A random instance of so many jobs (two or more) with everything in it: windows, a break, corridors, spacing, required
/// jobs, a limit of jobs, places without a way between them.
///
/// One team works on two days, from place 0 to place 1; its time serves about five jobs a day.
pub fn instance(seed: u64, jobs: usize) -> Instance {
    let mut dice = Dice::new(seed);
    let travel = travel(&mut dice, jobs + 3);
    let jobs: Vec<Job> = (0..jobs).map(|idx| job(&mut dice, idx, travel.n)).collect();
    Instance {
        travel,
        jobs,
        shifts: vec![shift(0, Some((100, 200)), None), shift(1, None, Some(3))],
        groups: vec![Group {
            jobs: vec![JobIdx(0), JobIdx(1)],
            min_gap_days: 1,
        }],
        ..Instance::default()
    }
}

/// The same with a second team on the first day, whose break must begin within a window shorter than most drives: taking a
/// stop out of its route may leave none that fits.
pub fn narrow(seed: u64, jobs: usize) -> Instance {
    let mut narrow = instance(seed, jobs);
    narrow.shifts.push(shift(0, Some((90, 100)), None));
    narrow
}

/// The same with one to four breaks in every shift but the second: long and short ones, near each other and far apart.
pub fn rested(seed: u64, jobs: usize) -> Instance {
    let mut rested = narrow(seed, jobs);
    let mut dice = Dice::new(seed ^ 0xb4ea);
    let most = u64::try_from(Breaks::MOST).unwrap_or(1);
    for at in [0, 2] {
        let mut from = 20 + dice.below(60).cast_signed();
        let drawn: Vec<Break> = (0..=dice.below(most))
            .map(|_| {
                let to = from + 5 + dice.below(60).cast_signed();
                let begin = window(from, to);
                from = to + 1 + dice.below(40).cast_signed();
                Break {
                    begin,
                    duration: Seconds(1 + dice.below(30).cast_signed()),
                }
            })
            .collect();
        rested.shifts[at].breaks = breaks(drawn);
    }
    rested
}

/// So many jobs, with loads, and shifts of two days that differ by start, end, time, limits and skill, every other one a copy of the
/// one before it; some jobs have times on one day only, some need one of three skills.
pub fn unlike(seed: u64, jobs: usize, shifts: usize) -> Instance {
    let mut dice = Dice::new(seed ^ 0x5417);
    let mut unlike = instance(seed, jobs);
    for job in &mut unlike.jobs {
        job.load = dice.below(9).cast_signed();
        let skill = dice.below(9);
        let able = (0..shifts).filter(|shift| (shift / 2 % 3) as u64 == skill);
        let able: Vec<ShiftIdx> = able.map(ShiftIdx::from_idx).collect();
        job.shifts = (!able.is_empty()).then_some(able);
    }
    let places = unlike.travel.n as u64;
    let mut place = || LocationIdx(u32::try_from(dice.below(places)).unwrap_or_default());
    let ends: Vec<(LocationIdx, LocationIdx)> = (0..shifts).map(|_| (place(), place())).collect();
    unlike.shifts.clear();
    for (start, end) in ends {
        let copied = unlike.shifts.len() % 2 == 1;
        let next = match unlike.shifts.last() {
            Some(last) if copied => last.clone(),
            _ => {
                let day = i32::from(dice.once_in(2));
                let rest = dice.once_in(3).then_some((90, 200));
                let begin = 1000 * i64::from(day) + dice.below(90).cast_signed();
                Shift {
                    start,
                    end: if dice.once_in(2) { start } else { end },
                    window: window(begin, begin + 200 + dice.below(250).cast_signed()),
                    capacity: dice.once_in(2).then(|| 5 + dice.below(40).cast_signed()),
                    ..shift(day, rest, dice.once_in(3).then_some(4))
                }
            }
        };
        unlike.shifts.push(next);
    }
    unlike
}

/// [`instance`] with nothing timed.
pub fn timeless(seed: u64, jobs: usize) -> Instance {
    let mut timeless = instance(seed, jobs);
    for job in &mut timeless.jobs {
        job.windows.clear();
    }
    for shift in &mut timeless.shifts {
        (shift.window, shift.breaks) = (window(0, 1_000_000), breaks([]));
    }
    timeless
}

fn breaks(breaks: impl IntoIterator<Item = Break>) -> Breaks {
    Breaks::new(breaks).expect("few breaks, one after the other")
}

fn travel(dice: &mut Dice, n: usize) -> Travel {
    let places: Vec<(u64, u64)> = (0..n).map(|_| (dice.below(100), dice.below(100))).collect();
    let mut seconds = Vec::new();
    for (from, a) in places.iter().enumerate() {
        for (to, b) in places.iter().enumerate() {
            let far = a.0.abs_diff(b.0) + a.1.abs_diff(b.1);
            let cut = from != to && dice.once_in(60);
            let far = u32::try_from(far).unwrap_or(Travel::UNREACHABLE);
            seconds.push(if cut { Travel::UNREACHABLE } else { far });
        }
    }
    Travel {
        n,
        metres: seconds.clone(),
        seconds,
    }
}

fn shift(day: i32, rest: Option<(i64, i64)>, max_jobs: Option<u32>) -> Shift {
    let begin = 1000 * i64::from(day);
    Shift {
        start: LocationIdx(0),
        end: LocationIdx(1),
        window: window(begin, begin + 420),
        day,
        breaks: breaks(rest.map(|(from, to)| Break {
            begin: window(begin + from, begin + to),
            duration: Seconds(30),
        })),
        capacity: None,
        max_jobs,
        travel: 0,
    }
}

fn job(dice: &mut Dice, idx: usize, n: usize) -> Job {
    let place = LocationIdx::from_idx(idx + 2);
    let other = LocationIdx(u32::try_from(dice.below(n as u64)).unwrap_or_default());
    let corridor = dice.once_in(4);
    let open = dice.below(200).cast_signed();
    Job {
        prize: Prize(1 + dice.below(50).cast_signed()),
        required: dice.once_in(5),
        approach: Seconds(dice.below(5).cast_signed()),
        service: Seconds(5 + dice.below(30).cast_signed()),
        windows: match dice.below(3) {
            0 => smallvec![],
            1 => smallvec![window(open, open + 90), window(1000 + open, 1200 + open)],
            _ => smallvec![window(0, 400), window(1000, 1400)],
        },
        modes: if corridor {
            smallvec![mode(place, other), mode(other, place)]
        } else {
            point(place)
        },
        load: 0,
        shifts: dice.once_in(6).then(|| vec![ShiftIdx(1)]),
        group: (idx < 2).then_some(0),
    }
}

fn mode(entry: LocationIdx, exit: LocationIdx) -> Mode {
    Mode { entry, exit }
}

fn point(place: LocationIdx) -> SmallVec<[Mode; 2]> {
    smallvec![mode(place, place)]
}

fn window(start: i64, end: i64) -> TimeWindow {
    TimeWindow::new(Seconds(start), Seconds(end))
        .expect("windows of instances end after they start")
}
