//! When each metre of a corridor was last seen.

use crate::units::Day;

/// A corridor by the metre (逐米巡查记录): spans that were seen, each with the day it was last seen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Metres {
    /// From, to (metres along the corridor, from < to) and day; in order, apart or touching.
    spans: Vec<(i64, i64, Day)>,
}

impl Metres {
    /// Spans seen so far: from, to, last day; in order and without overlap.
    pub fn spans(&self) -> &[(i64, i64, Day)] {
        &self.spans
    }

    /// Adds what was seen on a day; a metre keeps the later of its days.
    pub fn see(&mut self, from: i64, to: i64, day: Day) {
        if from >= to {
            return;
        }
        let mut cuts: Vec<i64> = self
            .spans
            .iter()
            .flat_map(|span| [span.0, span.1])
            .chain([from, to])
            .collect();
        cuts.sort_unstable();
        cuts.dedup();
        let old = std::mem::take(&mut self.spans);
        let mut rest = old.iter().peekable();
        for pair in cuts.windows(2) {
            let (a, b) = (pair[0], pair[1]);
            while rest.peek().is_some_and(|span| span.1 <= a) {
                rest.next();
            }
            let before = rest.peek().filter(|span| span.0 <= a).map(|span| span.2);
            let now = (from <= a && b <= to).then_some(day);
            let Some(last) = before.max(now) else {
                continue;
            };
            match self.spans.last_mut() {
                Some(span) if span.1 == a && span.2 == last => span.1 = b,
                _ => self.spans.push((a, b, last)),
            }
        }
    }

    /// The stretch of a corridor of `length` metres that has not been seen since `since` (that day excluded), with the
    /// earliest day on which a metre of it was seen; `None` when every metre was.
    ///
    /// Where several stretches are undone, what lies between them is driven again: one stretch from the first undone
    /// metre to the last.
    pub fn undone(&self, length: i64, since: Day) -> Option<(i64, i64, Option<Day>)> {
        /// Shorter remainders are left to the next full patrol, in metres.
        const DUST: i64 = 50;
        let length = length.max(0);
        let mut gaps: Vec<(i64, i64, Option<Day>)> = Vec::new();
        let mut at = 0;
        for (from, to, day) in &self.spans {
            let (from, to) = ((*from).clamp(0, length), (*to).clamp(0, length));
            if from > at {
                gaps.push((at, from, None));
            }
            if *day <= since && to > from {
                gaps.push((from.max(at), to, Some(*day)));
            }
            at = at.max(to);
        }
        if at < length {
            gaps.push((at, length, None));
        }
        let undone: i64 = gaps.iter().map(|gap| gap.1 - gap.0).sum();
        if undone < DUST.min(length) || undone == 0 {
            return None;
        }
        let (first, last) = (gaps.first()?, gaps.last()?);
        let never = gaps.iter().any(|gap| gap.2.is_none());
        let earliest = gaps.iter().filter_map(|gap| gap.2).min();
        Some((first.0, last.1, if never { None } else { earliest }))
    }

    /// Metres seen at least once, of a corridor of `length` metres.
    pub fn seen(&self, length: i64) -> i64 {
        let clamp = |at: i64| at.clamp(0, length.max(0));
        self.spans
            .iter()
            .map(|span| clamp(span.1) - clamp(span.0))
            .sum()
    }

    /// Earliest and latest day on which any metre was last seen.
    pub fn days(&self) -> Option<(Day, Day)> {
        let days = self.spans.iter().map(|span| span.2);
        Some((days.clone().min()?, days.max()?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(number: i32) -> Day {
        Day::EPOCH.plus(number)
    }

    #[test]
    fn a_half_done_corridor_leaves_the_other_half() {
        let mut metres = Metres::default();
        metres.see(0, 2_000, day(10));
        metres.see(0, 1_200, day(17));
        assert_eq!(
            metres.spans(),
            [(0, 1_200, day(17)), (1_200, 2_000, day(10))]
        );
        assert_eq!(
            metres.undone(2_000, day(13)),
            Some((1_200, 2_000, Some(day(10))))
        );
        assert_eq!(
            metres.undone(2_000, day(17)),
            Some((0, 2_000, Some(day(10))))
        );
        assert_eq!(metres.undone(2_000, day(9)), None);
    }

    #[test]
    fn what_was_never_seen_has_no_day() {
        let mut metres = Metres::default();
        assert_eq!(metres.undone(500, day(1)), Some((0, 500, None)));
        metres.see(100, 200, day(5));
        assert_eq!(metres.undone(500, day(3)), Some((0, 500, None)));
        metres.see(0, 470, day(6));
        // Thirty metres are not worth a trip.
        assert_eq!(metres.undone(500, day(3)), None);
    }

    proptest! {
        #[test]
        fn each_metre_keeps_its_last_day(seen in prop::collection::vec((0_i64..40, 0_i64..40, 0_i32..30), 0..20)) {
            let mut metres = Metres::default();
            let mut each = [None; 40];
            for (from, to, at) in seen {
                metres.see(from, to, day(at));
                for slot in each.iter_mut().take(usize::try_from(to).unwrap()).skip(usize::try_from(from).unwrap()) {
                    *slot = (*slot).max(Some(day(at)));
                }
            }
            let mut found = [None; 40];
            let mut behind = 0;
            for (from, to, at) in metres.spans() {
                prop_assert!(*from >= behind && to > from);
                behind = *to;
                for slot in &mut found[usize::try_from(*from).unwrap()..usize::try_from(*to).unwrap()] {
                    *slot = Some(*at);
                }
            }
            prop_assert_eq!(each, found);
        }
    }
}
