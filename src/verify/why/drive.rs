//! A shift driven through anew: breaks taken wherever they may be, windows waited for.
//!
//! The numbers come from a file that may hold anything, so every sum saturates.

/// Longer than any drive: stands for a way that is not known.
pub(super) const FAR: i64 = 1 << 40;

/// A stop as the clock sees it.
#[derive(Clone, Debug)]
pub(super) struct Call {
    /// Seconds of driving there.
    pub(super) drive: i64,
    /// Seconds of walking, one way.
    pub(super) walk: i64,
    /// Seconds of work.
    pub(super) work: i64,
    /// Begin and end of the windows within one of which the work lies; empty = any time.
    pub(super) windows: Vec<(i64, i64)>,
}

/// A break: first and last moment to begin it, and its length.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rest {
    pub(super) from: i64,
    pub(super) to: i64,
    pub(super) length: i64,
}

/// A shift with its stops, without those that were begun before a plan was made anew.
#[derive(Clone, Debug, Default)]
pub(super) struct Outing {
    /// Stops begun before: the team is under way and leaves the last of them at `start`.
    pub(super) begun: usize,
    pub(super) start: i64,
    pub(super) end: i64,
    /// Breaks owed, in their order; no moment lies in the windows of two.
    pub(super) rests: Vec<Rest>,
    pub(super) calls: Vec<Call>,
    /// Seconds of driving back.
    pub(super) back: i64,
}

/// When a vehicle leaves its base and is back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Away {
    pub(super) leave: i64,
    pub(super) back: i64,
}

impl Outing {
    /// The schedule that is back first, with as few breaks as that allows, the first of them as early as it may be; `None` when
    /// none fits.
    pub(super) fn drive(&self) -> Option<Away> {
        if self.calls.is_empty() {
            // A team that is under way drives home from where it is.
            let home = if self.begun > 0 { self.back } else { 0 };
            return Some(Away {
                leave: self.start,
                back: self.start.saturating_add(home),
            });
        }
        let backs = self.backs(false);
        let is_free = |taken: usize, back: i64| {
            let owed = self.rests.get(taken);
            back <= self.end && owed.is_none_or(|rest| back <= rest.to)
        };
        let mut ways = backs.iter().enumerate();
        let (taken, back) = ways.find_map(|(taken, back)| {
            let back = back.filter(|back| is_free(taken, *back))?;
            Some((taken, back))
        })?;
        // Where the first stop may as well wait for the break, it does.
        let at_once = taken > 0 && self.backs(true)[taken] == Some(back);
        Some(Away {
            leave: self.leaves(at_once)?,
            back,
        })
    }

    /// Earliest returns by how many breaks are taken; `at_once`: the first of them before the first stop.
    fn backs(&self, at_once: bool) -> Vec<Option<i64>> {
        let mut moments = vec![None; self.rests.len() + 1];
        moments[0] = Some(self.start);
        for (n, call) in self.calls.iter().enumerate() {
            for moment in moments.iter_mut().flatten() {
                *moment = moment.saturating_add(call.drive);
            }
            for (taken, rest) in self.rests.iter().enumerate() {
                let paused = moments[taken].and_then(|moment| rest.after(moment));
                moments[taken + 1] = [moments[taken + 1], paused].into_iter().flatten().min();
            }
            if n == 0 && at_once {
                moments[0] = None;
            }
            for moment in &mut moments {
                let begin = moment.and_then(|free| call.begin(free.saturating_add(call.walk)));
                *moment =
                    begin.map(|begin| begin.saturating_add(call.work).saturating_add(call.walk));
            }
        }
        let back = |moment: &Option<i64>| moment.map(|moment| moment.saturating_add(self.back));
        moments.iter().map(back).collect()
    }

    /// When the vehicle leaves, as late as the first work, or a break before it, allows; a team under way leaves at once.
    fn leaves(&self, at_once: bool) -> Option<i64> {
        let first = self.calls.first().filter(|_| self.begun == 0);
        let Some(first) = first else {
            return Some(self.start);
        };
        let arrive = self.start.saturating_add(first.drive);
        let busy = if let Some(rest) = self.rests.first().filter(|_| at_once) {
            arrive.max(rest.from)
        } else {
            let begin = first.begin(arrive.saturating_add(first.walk))?;
            begin.saturating_sub(first.walk)
        };
        Some(busy.saturating_sub(first.drive))
    }

    pub(super) fn fits(&self) -> bool {
        self.drive().is_some()
    }

    /// Takes out a stop by its place in the whole shift; the next drive is that from the stop before.
    pub(super) fn take_out(&mut self, at: usize, direct: i64) {
        let call = at.saturating_sub(self.begun);
        if call < self.calls.len() {
            self.calls.remove(call);
        }
        *self.drive_to(at) = direct;
    }

    /// Puts in a stop at a place of the whole shift; the next drive is that from it.
    pub(super) fn put_in(&mut self, at: usize, call: Call, onward: i64) {
        *self.drive_to(at) = onward;
        let place = at.saturating_sub(self.begun).min(self.calls.len());
        self.calls.insert(place, call);
    }

    /// A stop by its place in the whole shift.
    pub(super) fn call_mut(&mut self, at: usize) -> Option<&mut Call> {
        self.calls.get_mut(at.checked_sub(self.begun)?)
    }

    fn drive_to(&mut self, at: usize) -> &mut i64 {
        match self.calls.get_mut(at.saturating_sub(self.begun)) {
            Some(call) => &mut call.drive,
            None => &mut self.back,
        }
    }
}

impl Rest {
    /// The end of a break that may begin from a moment on; `None` when its window is over.
    fn after(self, moment: i64) -> Option<i64> {
        let begin = moment.max(self.from);
        (begin <= self.to).then(|| begin.saturating_add(self.length))
    }
}

/// The breaks of a list that are still owed when a team goes on after it has begun some.
///
/// One begun in no window of the list stands for the next owed.
pub(super) fn owed(
    mut rests: Vec<Rest>,
    taken: impl Iterator<Item = i64>,
    goes_on: i64,
) -> Vec<Rest> {
    let mut strays = 0;
    let mut done = vec![false; rests.len()];
    for begin in taken {
        match rests
            .iter()
            .position(|rest| rest.from <= begin && begin <= rest.to)
        {
            Some(of) => done[of] = true,
            None => strays += 1,
        }
    }
    let mut done = done.into_iter();
    rests.retain(|rest| !done.next().unwrap_or(false) && goes_on <= rest.to);
    rests.drain(..rests.len().min(strays));
    rests
}

impl Call {
    /// The earliest begin of the work from a moment on.
    fn begin(&self, moment: i64) -> Option<i64> {
        if self.windows.is_empty() {
            return Some(moment);
        }
        let begins = self.windows.iter().filter_map(|(from, to)| {
            let begin = moment.max(*from);
            (begin.saturating_add(self.work) <= *to).then_some(begin)
        });
        begins.min()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn call(drive: i64, windows: &[(i64, i64)]) -> Call {
        Call {
            drive,
            walk: 10,
            work: 100,
            windows: windows.to_vec(),
        }
    }

    #[test]
    fn a_vehicle_leaves_as_late_as_the_first_work_allows() {
        let mut outing = Outing {
            start: 0,
            end: 1000,
            calls: vec![call(50, &[(300, 420)])],
            back: 50,
            ..Outing::default()
        };
        let away = Away {
            leave: 240,
            back: 460,
        };
        assert_eq!(outing.drive(), Some(away));
        outing.end = 459;
        assert_eq!(outing.drive(), None);
        // Work of 100 s does not fit in what is left of the window.
        outing.end = 1000;
        outing.calls[0].windows = vec![(0, 150), (500, 700)];
        assert_eq!(outing.drive().map(|away| away.back), Some(660));
    }

    #[test]
    fn a_break_is_taken_where_the_vehicle_is_back_first() {
        let mut outing = Outing {
            start: 0,
            end: 2000,
            rests: vec![Rest {
                from: 0,
                to: 100,
                length: 60,
            }],
            calls: vec![call(50, &[]), call(50, &[(500, 800)])],
            back: 50,
            ..Outing::default()
        };
        // The wait for the window would swallow it, but it begins too late there.
        assert_eq!(outing.drive().map(|away| away.back), Some(660));
        outing.take_out(1, 50);
        assert_eq!(outing.drive().map(|away| away.back), Some(280));
        outing.put_in(0, call(10, &[]), 20);
        assert_eq!(outing.calls.iter().map(|call| call.drive).sum::<i64>(), 30);
    }

    fn rest(from: i64, to: i64, length: i64) -> Rest {
        Rest { from, to, length }
    }

    #[test]
    fn several_breaks_are_taken_in_their_order() {
        let mut outing = Outing {
            start: 0,
            end: 2000,
            rests: vec![rest(0, 100, 60), rest(130, 700, 60)],
            calls: vec![call(50, &[]), call(50, &[(500, 800)])],
            back: 50,
            ..Outing::default()
        };
        let away = |leave, back| Some(Away { leave, back });
        // Both before the first stop, or the second in the wait for the window: back at the same moment.
        assert_eq!(outing.drive(), away(0, 660));
        // Home by the end of the second: none but the first is owed.
        outing.take_out(1, 50);
        assert_eq!(outing.drive(), away(0, 280));
        outing.rests[1].to = 279;
        assert_eq!(outing.drive(), away(0, 360));
        outing.rests[1].to = 131;
        outing.rests[0].length = 100;
        assert_eq!(outing.drive(), None);
    }

    #[test]
    fn what_is_owed_is_what_was_not_begun_and_may_still_be() {
        let rests = || vec![rest(0, 10, 1), rest(20, 30, 1), rest(40, 50, 1)];
        let left = |taken: &[i64], goes_on| {
            let left = owed(rests(), taken.iter().copied(), goes_on);
            left.iter().map(|rest| rest.from).collect::<Vec<_>>()
        };
        assert_eq!(left(&[], 10), [0, 20, 40]);
        assert_eq!(left(&[], 11), [20, 40]);
        assert_eq!(left(&[5], 7), [20, 40]);
        assert_eq!(left(&[25], 28), [40]);
        assert_eq!(left(&[15], 16), [40]);
        assert_eq!(left(&[15, 16], 60), [0; 0]);
    }

    #[test]
    fn a_team_under_way_leaves_at_once_and_drives_home_without_a_stop() {
        let mut outing = Outing {
            begun: 2,
            start: 100,
            end: 1000,
            calls: vec![call(50, &[(300, 420)])],
            back: 50,
            ..Outing::default()
        };
        let away = |back| Some(Away { leave: 100, back });
        assert_eq!(outing.drive(), away(460));
        // Places count from the start of the whole shift.
        outing.put_in(3, call(10, &[]), 20);
        assert_eq!(outing.drive(), away(300 + 110 + 10 + 10 + 110 + 20));
        outing.take_out(2, 30);
        outing.take_out(2, 70);
        assert_eq!(outing.drive(), away(170));
    }
}
