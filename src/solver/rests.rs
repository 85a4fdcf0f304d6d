//! Labels of routes that owe breaks: one layer for every number of breaks taken.
//!
//! Breaks are taken in their order, so that a step has a label for none of them taken, for the first, for the first two, and
//! so on. The layer of none is the one that routes without breaks have; the others lie side by side, a row of `K` for every
//! step. `K` is known when the code is compiled: with one break there is nothing to loop over.

use super::job_data::JobData;
use super::model::NEVER;
use super::shift_data::Rest;

/// A label with no break taken, and with the first, the first two ... taken.
pub(super) type Layers<const K: usize> = (i64, [i64; K]);

/// Does one thing for a shift without breaks and another with the array of its breaks, compiled for each length of it
/// (see [`Breaks::MOST`](crate::problem::Breaks::MOST)).
macro_rules! with_rests {
    ($shift:expr, $plain:expr, |$rests:ident| $layered:expr) => {
        match $shift.rests.as_slice() {
            [] => $plain,
            [one] => {
                let $rests = &[*one];
                $layered
            }
            [one, two] => {
                let $rests = &[*one, *two];
                $layered
            }
            [one, two, three] => {
                let $rests = &[*one, *two, *three];
                $layered
            }
            [one, two, three, four, ..] => {
                let $rests = &[*one, *two, *three, *four];
                $layered
            }
        }
    };
}
pub(super) use with_rests;

/// Labels as rows of so many layers.
pub(super) fn rows<const K: usize>(labels: &[i64]) -> &[[i64; K]] {
    labels.as_chunks().0
}

/// The same, to be written.
pub(super) fn rows_mut<const K: usize>(labels: &mut [i64]) -> &mut [[i64; K]] {
    labels.as_chunks_mut().0
}

/// Puts an empty row before another.
pub(super) fn open_row<const K: usize>(labels: &mut Vec<i64>, at: usize) {
    for _ in 0..K {
        labels.insert(at * K, 0);
    }
}

/// Moments later by a leg.
pub(super) fn after<const K: usize>(labels: Layers<K>, leg: i64) -> Layers<K> {
    let later = |moment: i64| (moment + leg).min(NEVER);
    (later(labels.0), labels.1.map(later))
}

/// Moments earlier by a leg.
pub(super) fn before<const K: usize>(labels: Layers<K>, leg: i64) -> Layers<K> {
    let earlier = |moment: i64| (moment - leg).max(-NEVER);
    (earlier(labels.0), labels.1.map(earlier))
}

/// Earliest departures of a job from the arrivals at it.
pub(super) fn serve<const K: usize>(
    job: &JobData,
    rests: &[Rest; K],
    arrivals: Layers<K>,
) -> Layers<K> {
    let done = |arrival: i64| (job.begin(arrival) + job.service).min(NEVER);
    let mut ready = arrivals.0;
    let mut departs = [NEVER; K];
    for ((depart, arrival), rest) in departs.iter_mut().zip(arrivals.1).zip(rests) {
        let pause = ready.max(rest.from);
        let paused = if pause <= rest.until {
            pause + rest.lasts
        } else {
            NEVER
        };
        ready = arrival.min(paused);
        *depart = done(ready);
    }
    (done(arrivals.0), departs)
}

/// Latest arrivals at a job from the latest departures of it.
pub(super) fn latest<const K: usize>(
    job: &JobData,
    rests: &[Rest; K],
    departs: Layers<K>,
) -> Layers<K> {
    let begin = |depart: i64| job.latest((depart - job.service).max(-NEVER));
    let paused = |taken: i64, rest: Rest| {
        let pause = taken - rest.lasts;
        if pause >= rest.from {
            pause.min(rest.until)
        } else {
            -NEVER
        }
    };
    let mut arrivals = departs.1.map(begin);
    for next in (1..K).rev() {
        arrivals[next - 1] = arrivals[next - 1].max(paused(arrivals[next], rests[next]));
    }
    let owed = begin(departs.0);
    match (arrivals.first(), rests.first()) {
        (Some(taken), Some(rest)) => (owed.max(paused(*taken, *rest)), arrivals),
        _ => (owed, arrivals),
    }
}

/// Latest arrivals at the end depot: none of the breaks not taken is owed then.
pub(super) fn home<const K: usize>(rests: &[Rest; K], close: i64) -> Layers<K> {
    let mut latest = [close; K];
    for (latest, next) in latest.iter_mut().zip(rests.iter().skip(1)) {
        *latest = close.min(next.until);
    }
    (
        rests.first().map_or(close, |first| close.min(first.until)),
        latest,
    )
}

/// Whether some layer is in time.
pub(super) fn in_time<const K: usize>(soon: Layers<K>, late: Layers<K>) -> bool {
    soon.0 <= late.0 || soon.1.iter().zip(&late.1).any(|(soon, late)| soon <= late)
}
