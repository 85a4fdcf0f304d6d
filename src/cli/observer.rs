use std::sync::Mutex;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::domain::Lang;
use crate::problem::Value;
use crate::solver::{Observer, Progress};
use crate::units::Prize;

/// Shows the search on a terminal; draws nothing when standard error is none.
#[derive(Debug)]
pub(super) struct Bar {
    drawn: ProgressBar,
    due: Prize,
    lang: Lang,
    best: Mutex<Option<Value>>,
}

impl Bar {
    pub(super) fn new(due: Prize, lang: Lang) -> Self {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr_with_hz(5));
        if let Ok(style) = ProgressStyle::with_template("{spinner} {elapsed} {msg}") {
            bar.set_style(style);
        }
        // A ticker of a bar that nobody sees is a thread that wakes for nothing, and spins where clocks run on processor time.
        if !bar.is_hidden() {
            bar.enable_steady_tick(std::time::Duration::from_millis(200));
        }
        Self {
            drawn: bar,
            due,
            lang,
            best: Mutex::new(None),
        }
    }

    /// Says what is being done.
    pub(super) fn stage(&self, en: &'static str, zh: &'static str) {
        self.drawn.set_message(self.lang.pick(en, zh));
    }

    /// Says how much of a known number of pieces is done.
    pub(super) fn count(&self, done: usize, of: usize) {
        self.drawn.set_message(match self.lang {
            Lang::En => format!("planned {done} of {of}"),
            Lang::Zh => format!("已规划 {done} / {of}"),
        });
    }

    /// Says how many runs are finished.
    pub(super) fn count_runs(&self, done: usize, of: usize) {
        self.drawn.set_message(match self.lang {
            Lang::En => format!("{done} of {of} runs"),
            Lang::Zh => format!("已完成 {done} / {of} 次推演"),
        });
    }

    pub(super) fn set_due(&mut self, due: Prize) {
        self.due = due;
    }

    pub(super) fn finish(&self) {
        self.drawn.finish_and_clear();
    }
}

impl Drop for Bar {
    /// Leaves no half line behind when a stage fails.
    fn drop(&mut self) {
        self.finish();
    }
}

impl Bar {
    /// Shows a better solution: what `head` says of its value, how many routes it has, and how many required jobs it lacks.
    pub(super) fn show(&self, progress: &Progress, head: impl FnOnce(&Value) -> String) {
        let Ok(mut best) = self.best.lock() else {
            return;
        };
        if best.is_some_and(|best| best >= progress.value) {
            return;
        }
        *best = Some(progress.value);
        let (head, routes) = (head(&progress.shown), progress.routes);
        let missing = progress.shown.required_missing;
        self.drawn.set_message(match self.lang {
            Lang::En => format!("{head}, {routes} routes, required left out {missing}"),
            Lang::Zh => format!("{head}，路线 {routes} 条，必查未排 {missing}"),
        });
    }

    /// Prize as a share of all that is due, in percent; none where nothing has a prize.
    pub(super) fn share(&self, prize: Prize) -> Option<f64> {
        let due = self.due.get();
        (due > 0).then(|| 100.0 * prize.get() as f64 / due as f64)
    }
}

impl Observer for Bar {
    fn improved(&self, progress: &Progress) {
        self.show(progress, |value| {
            let (prize, share) = (value.prize, self.share(value.prize).unwrap_or(100.0));
            match self.lang {
                Lang::En => format!("prize {prize} ({share:.1} % of due)"),
                Lang::Zh => format!("收益 {prize}（占到期 {share:.1} %）"),
            }
        });
    }

    fn restarted(&self) {
        if let Ok(mut best) = self.best.lock() {
            *best = None;
        }
        self.stage("searching again, pins first", "正在重新搜索，指定优先");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::Objective;
    use crate::units::Seconds;

    fn progress(prize: u32, routes: usize) -> Progress {
        let value = Value {
            required_missing: 1,
            prize: Prize(prize.into()),
            cost: Seconds::ZERO,
            objective: Objective::PrizeThenTravel,
        };
        Progress {
            value,
            shown: value,
            routes,
        }
    }

    #[test]
    fn the_best_so_far_is_told_with_its_share_and_routes() {
        let bar = Bar::new(Prize(200), Lang::En);
        bar.improved(&progress(150, 3));
        bar.improved(&progress(100, 9));
        let told = "prize 150 (75.0 % of due), 3 routes, required left out 1";
        assert_eq!(bar.drawn.message(), told);
        bar.restarted();
        bar.improved(&progress(100, 9));
        let told = "prize 100 (50.0 % of due), 9 routes, required left out 1";
        assert_eq!(bar.drawn.message(), told);
    }
}
