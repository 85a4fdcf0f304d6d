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

impl Observer for Bar {
    fn improved(&self, progress: &Progress) {
        let Ok(mut best) = self.best.lock() else {
            return;
        };
        if best.is_some_and(|best| best >= progress.value) {
            return;
        }
        *best = Some(progress.value);
        let shown = progress.shown;
        let share = 100.0 * shown.prize.get() as f64 / self.due.get().max(1) as f64;
        let missing = shown.required_missing;
        self.drawn.set_message(match self.lang {
            Lang::En => format!(
                "prize {} ({share:.1} % of due), required left out {missing}",
                shown.prize
            ),
            Lang::Zh => format!(
                "收益 {}（占到期 {share:.1} %），必查未排 {missing}",
                shown.prize
            ),
        });
    }

    fn restarted(&self) {
        if let Ok(mut best) = self.best.lock() {
            *best = None;
        }
        self.stage("searching again, pins first", "正在重新搜索，指定优先");
    }
}
