//! By how much a route would be late: what a left-out visit lacks.

use crate::domain::TimeWindow;
use crate::problem::{Instance, Job, ShiftIdx, Step};
use crate::units::Seconds;

/// Whether the jobs' windows count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Windows {
    Kept,
    Ignored,
}

/// A moment, and the most that anything before it is late.
#[derive(Clone, Copy, Debug)]
struct Label {
    now: Seconds,
    late: Seconds,
}

impl Label {
    fn later(self, by: Seconds) -> Self {
        Self {
            now: self.now + by,
            ..self
        }
    }

    fn due_by(self, limit: Seconds) -> Self {
        Self {
            late: self.late.max(self.now - limit),
            ..self
        }
    }
}

/// Most seconds that a route is late for a window, for the latest begin of the break or for the end of its shift; zero when
/// it is feasible, `None` when no lateness would make it so (no way, or no window on the day).
///
/// Drives on when it is late instead of giving up, once with the break still owed and once with it taken; O(stops).
pub(super) fn lateness(
    instance: &Instance,
    shift: ShiftIdx,
    route: &[Step],
    windows: Windows,
) -> Option<Seconds> {
    let owner = &instance.shifts[shift.idx()];
    let start = Label {
        now: owner.window.start(),
        late: Seconds::ZERO,
    };
    let (mut owed, mut taken): (Option<Label>, Option<Label>) = (Some(start), None);
    let mut here = owner.start;
    for step in route {
        let job = &instance.jobs[step.job.idx()];
        let mode = job.modes[usize::from(step.mode)];
        let drive = instance.travel_of(owner).time(here, mode.entry)?;
        let serve = |label: Label| match windows {
            Windows::Kept => serve(job, label, owner.day),
            Windows::Ignored => Some(label.later(job.approach + job.service)),
        };
        let (before, after) = (
            owed.map(|label| label.later(drive)),
            taken.map(|label| label.later(drive)),
        );
        let rested = before.zip(owner.rest).map(|(label, rest)| {
            let begin = Label {
                now: label.now.max(rest.begin.start()),
                ..label
            };
            begin.due_by(rest.begin.end()).later(rest.duration)
        });
        owed = before.and_then(serve);
        taken = better(after, rested).and_then(serve);
        here = mode.exit;
    }
    let back = instance.travel_of(owner).time(here, owner.end)?;
    let done = |label: Label| label.later(back).due_by(owner.window.end());
    let without = owed.map(done).map(|label| {
        owner
            .rest
            .map_or(label, |rest| label.due_by(rest.begin.end()))
    });
    better(without, taken.map(done)).map(|label| label.late)
}

/// The one that is less late, the earlier one on a tie.
fn better(one: Option<Label>, two: Option<Label>) -> Option<Label> {
    match (one, two) {
        (Some(one), Some(two)) if (two.late, two.now) < (one.late, one.now) => Some(two),
        (one, two) => one.or(two),
    }
}

/// After the work, begun in the first window of the day that is still open, else late for the last one.
fn serve(job: &Job, label: Label, day: i32) -> Option<Label> {
    let arrived = label.later(job.approach);
    if job.windows.is_empty() {
        return Some(arrived.later(job.service));
    }
    let mut of_day = job.windows.iter().filter(|window| on(window, day));
    let window = of_day
        .clone()
        .find(|window| arrived.now <= window.end())
        .or_else(|| of_day.next_back())?;
    let begun = Label {
        now: arrived.now.max(window.start()),
        ..arrived
    };
    Some(begun.due_by(window.end()).later(job.service))
}

/// Whether a window begins on a day of the horizon.
fn on(window: &TimeWindow, day: i32) -> bool {
    let midnight = Seconds::DAY * i64::from(day);
    (midnight..midnight + Seconds::DAY).contains(&window.start())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::check::schedule;
    use crate::problem::{Break, JobIdx, LocationIdx, Mode, Shift, Travel};
    use crate::units::Prize;

    fn window(from: i64, to: i64) -> TimeWindow {
        TimeWindow::new(Seconds(from), Seconds(to)).unwrap()
    }

    /// A depot and jobs on a line, 600 s apart, each of 1800 s; a shift of `end` seconds.
    fn line(windows: &[Option<(i64, i64)>], end: i64, rest: Option<Break>) -> Instance {
        let n = windows.len() + 1;
        let seconds = |from: usize, to: usize| u32::try_from(from.abs_diff(to) * 600).unwrap();
        let seconds: Vec<u32> = (0..n * n).map(|cell| seconds(cell / n, cell % n)).collect();
        let at = |idx: usize| LocationIdx::from_idx(idx);
        let jobs = windows.iter().zip(1..).map(|(span, place)| Job {
            prize: Prize(1),
            required: false,
            approach: Seconds::ZERO,
            service: Seconds(1800),
            windows: span.iter().map(|(from, to)| window(*from, *to)).collect(),
            modes: [Mode {
                entry: at(place),
                exit: at(place),
            }]
            .into_iter()
            .collect(),
            load: 0,
            shifts: None,
            group: None,
        });
        Instance {
            travel: Travel {
                n,
                metres: seconds.clone(),
                seconds,
            },
            jobs: jobs.collect(),
            shifts: vec![Shift {
                start: at(0),
                end: at(0),
                window: window(0, end),
                day: 0,
                rest,
                capacity: None,
                max_jobs: None,
                travel: 0,
            }],
            groups: Vec::new(),
            ..Instance::default()
        }
    }

    fn all(instance: &Instance) -> Vec<Step> {
        (0..instance.jobs.len())
            .map(|idx| Step {
                job: JobIdx::from_idx(idx),
                mode: 0,
            })
            .collect()
    }

    fn late(instance: &Instance) -> Option<i64> {
        lateness(instance, ShiftIdx(0), &all(instance), Windows::Kept).map(Seconds::get)
    }

    #[test]
    fn what_fits_is_not_late_and_what_does_not_misses_by_its_excess() {
        // Two jobs: out 600, work, on 600, work, back 1200 = 6000 s.
        assert_eq!(late(&line(&[None, None], 6000, None)), Some(0));
        assert_eq!(late(&line(&[None, None], 5500, None)), Some(500));
        // The second may begin until 2000 and is reached at 3000.
        assert_eq!(
            late(&line(&[None, Some((0, 2000))], 9000, None)),
            Some(1000)
        );
        let ignored = line(&[None, Some((0, 2000))], 9000, None);
        let route = all(&ignored);
        let without = lateness(&ignored, ShiftIdx(0), &route, Windows::Ignored);
        assert_eq!(without, Some(Seconds::ZERO));
    }

    #[test]
    fn windows_of_other_days_are_of_no_use() {
        assert_eq!(late(&line(&[Some((90_000, 100_000))], 9000, None)), None);
    }

    #[test]
    fn lateness_is_zero_exactly_where_a_schedule_exists() {
        let breaks = [
            None,
            Some(Break {
                begin: window(1000, 4000),
                duration: Seconds(1200),
            }),
            Some(Break {
                begin: window(5000, 5200),
                duration: Seconds(600),
            }),
        ];
        let spans = [
            None,
            Some((0, 2500)),
            Some((2600, 3600)),
            Some((4000, 9000)),
        ];
        let mut seen = [0, 0];
        for rest in breaks {
            for (one, two) in spans
                .iter()
                .flat_map(|one| spans.iter().map(move |two| (one, two)))
            {
                for end in [4000, 6000, 7000, 8000, 12_000] {
                    let instance = line(&[*one, *two, None], end, rest);
                    let fits = schedule(&instance, ShiftIdx(0), &all(&instance)).is_ok();
                    assert_eq!(
                        fits,
                        late(&instance) == Some(0),
                        "{one:?} {two:?} {end} {rest:?}"
                    );
                    seen[usize::from(fits)] += 1;
                }
            }
        }
        assert!(seen.iter().all(|count| *count >= 20), "{seen:?}");
    }
}
