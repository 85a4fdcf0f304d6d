use std::ops::Deref;

use smallvec::SmallVec;

use crate::domain::{BreakRule, TimeWindow};
use crate::units::Seconds;

/// A pause that a shift owes: so long, begun within the window while the vehicle stands, before a stop's approach begins.
/// A route that is back at its end depot by the window's end owes none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Break {
    /// When it may begin; both ends included.
    pub begin: TimeWindow,
    /// How long it lasts.
    pub duration: Seconds,
}

/// The breaks of a shift, in the order in which they are taken.
///
/// No moment lies in the windows of two. So what a route owes is always a first part of the list: who is back too late for
/// the end of one window is so for those before it. Several may be taken one after the other at one stop.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Breaks(SmallVec<[Break; 1]>);

impl Breaks {
    /// A shift owes no more than these.
    pub const MOST: usize = BreakRule::MOST;

    /// `None` when there are too many, or when one's window does not begin after the end of the window before.
    pub fn new(breaks: impl IntoIterator<Item = Break>) -> Option<Self> {
        let breaks: SmallVec<[Break; 1]> = breaks.into_iter().collect();
        let is_apart = |pair: &[Break]| pair[0].begin.end() < pair[1].begin.start();
        let is_right = breaks.len() <= Self::MOST && breaks.windows(2).all(is_apart);
        is_right.then_some(Self(breaks))
    }

    /// Those still owed by a team that goes on at a moment, when it has begun breaks at others.
    ///
    /// A break begun within a window is that window's. One begun outside all of them, as may be where the rules have changed,
    /// stands for the next that is still owed.
    #[must_use]
    pub fn left(&self, at: Seconds, begun: &[Seconds]) -> Self {
        let is_of =
            |rest: &Break, begun: &Seconds| (rest.begin.start()..=rest.begin.end()).contains(begun);
        let strays = begun
            .iter()
            .filter(|begun| !self.iter().any(|rest| is_of(rest, begun)));
        let owed = self
            .iter()
            .filter(|rest| at <= rest.begin.end() && !begun.iter().any(|begun| is_of(rest, begun)));
        Self(owed.skip(strays.count()).copied().collect())
    }
}

impl Deref for Breaks {
    type Target = [Break];

    fn deref(&self) -> &[Break] {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rest(from: i64, until: i64) -> Break {
        Break {
            begin: TimeWindow::new(Seconds(from), Seconds(until)).unwrap(),
            duration: Seconds(5),
        }
    }

    #[test]
    fn windows_lie_apart_and_in_order() {
        assert!(Breaks::new([]).is_some());
        assert!(Breaks::new([rest(0, 10), rest(11, 20)]).is_some());
        assert_eq!(Breaks::new([rest(0, 10), rest(10, 20)]), None);
        assert_eq!(Breaks::new([rest(11, 20), rest(0, 10)]), None);
        assert_eq!(Breaks::new((0..5).map(|n| rest(10 * n, 10 * n + 9))), None);
    }

    #[test]
    fn a_break_is_owed_until_it_is_taken_or_its_window_has_passed() {
        let all = Breaks::new([rest(0, 10), rest(20, 30), rest(40, 50)]).unwrap();
        let left = |at: i64, begun: &[i64]| {
            let begun: Vec<Seconds> = begun.iter().copied().map(Seconds).collect();
            let left = all.left(Seconds(at), &begun);
            left.iter()
                .map(|rest| rest.begin.start().get())
                .collect::<Vec<_>>()
        };
        assert_eq!(left(0, &[]), [0, 20, 40]);
        assert_eq!(left(10, &[]), [0, 20, 40]);
        assert_eq!(left(11, &[]), [20, 40]);
        assert_eq!(left(10, &[3]), [20, 40]);
        // The first was not owed, the second is taken.
        assert_eq!(left(28, &[22]), [40]);
        assert_eq!(left(5, &[3, 22]), [40]);
        // Begun when no rule allows it now.
        assert_eq!(left(16, &[15]), [40]);
        assert_eq!(left(51, &[15]), [0; 0]);
    }
}
