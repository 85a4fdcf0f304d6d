//! A shift driven through anew: every place of the break tried in turn, windows waited for.
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
    pub(super) rest: Option<Rest>,
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
    /// The schedule that is back first, without a break where that is allowed, else with the earliest; `None` when none fits.
    pub(super) fn drive(&self) -> Option<Away> {
        if self.calls.is_empty() {
            // A team that is under way drives home from where it is.
            let home = if self.begun > 0 { self.back } else { 0 };
            return Some(Away {
                leave: self.start,
                back: self.start.saturating_add(home),
            });
        }
        let owes_none = |away: &Away| self.rest.is_none_or(|rest| away.back <= rest.to);
        let mut best = self.drive_with(None).filter(owes_none);
        let breaks = self.rest.map_or(0, |_| self.calls.len());
        for at in 0..breaks {
            let other = self.drive_with(Some(at));
            if let Some(away) = other
                && best.is_none_or(|known| away.back < known.back)
            {
                best = other;
            }
        }
        best
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

    /// With the break before the stop of that number.
    fn drive_with(&self, broken: Option<usize>) -> Option<Away> {
        let mut now = self.start;
        let mut leave = self.start;
        for (n, call) in self.calls.iter().enumerate() {
            let arrive = now.saturating_add(call.drive);
            let mut free = arrive;
            let mut until = None;
            if let Some(rest) = self.rest.filter(|_| broken == Some(n)) {
                let begin = arrive.max(rest.from);
                if begin > rest.to {
                    return None;
                }
                until = Some(begin);
                free = begin.saturating_add(rest.length);
            }
            let begin = call.begin(free.saturating_add(call.walk))?;
            if n == 0 && self.begun == 0 {
                let busy = until.unwrap_or(begin.saturating_sub(call.walk));
                leave = busy.saturating_sub(call.drive);
            }
            now = begin.saturating_add(call.work).saturating_add(call.walk);
        }
        let back = now.saturating_add(self.back);
        (back <= self.end).then_some(Away { leave, back })
    }
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
            rest: None,
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
            rest: Some(Rest {
                from: 0,
                to: 100,
                length: 60,
            }),
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
