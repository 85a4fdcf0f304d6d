//! From the likeliest states to the links driven.

use super::graph::{Graph, Lane};
use super::hmm::{Model, Move};
use super::matched::{Piece, Step};
use crate::roads::Traversal;

/// Metres below which a stretch is rounding.
const NOTHING: f64 = 1e-3;

/// A lane driven from one of its metres to another.
#[derive(Clone, Copy, Debug)]
struct Run {
    lane: Lane,
    from: f64,
    to: f64,
}

/// Writes down what was driven, state after state.
#[derive(Debug, Default)]
struct Trace {
    runs: Vec<Run>,
    /// Metres of all runs but the last.
    done: f64,
    /// Metres driven and the time at each state.
    marks: Vec<(f64, f64)>,
}

/// The piece that ends in a state, given the time of each of its observations.
pub(super) fn piece(
    graph: &Graph,
    model: &Model<'_>,
    last: u32,
    times: &[Option<(i64, i64)>],
    fixes: usize,
) -> Piece {
    let mut chain = vec![last];
    while let Some(before) = model.state(chain[chain.len() - 1]).before {
        chain.push(before);
    }
    chain.reverse();
    let mut trace = Trace::default();
    for (idx, number) in chain.iter().enumerate() {
        trace.go_on(graph, model, *number, idx == 0);
        if let Some(Some((first, last))) = times.get(idx) {
            let driven = trace.driven();
            trace
                .marks
                .extend([(driven, *first as f64), (driven, *last as f64)]);
        }
    }
    let timed = times.iter().all(Option::is_some);
    Piece {
        steps: trace.steps(graph, timed),
        fixes,
    }
}

impl Trace {
    fn go_on(&mut self, graph: &Graph, model: &Model<'_>, number: u32, is_first: bool) {
        let state = model.state(number);
        let (lane, at) = (state.lane, state.at);
        if is_first {
            self.runs.push(Run {
                lane,
                from: at,
                to: at,
            });
            return;
        }
        match state.by {
            Move::Along => self.reach(at),
            Move::Turned => {
                let length = graph.length(lane);
                self.reach(length - at);
                let turn = length - self.runs.last().map_or(0.0, |run| run.to);
                self.enter(lane, turn, at.max(turn));
            }
            Move::Through | Move::ThroughTurned => {
                if let Some(run) = self.runs.last() {
                    self.reach(graph.length(run.lane));
                }
                for way in model.way(state) {
                    self.enter(*way, 0.0, graph.length(*way));
                }
                if state.by == Move::ThroughTurned {
                    self.enter(lane.turned(), 0.0, graph.length(lane) - at);
                    self.enter(lane, at, at);
                } else {
                    self.enter(lane, 0.0, at);
                }
            }
        }
    }

    /// Goes on along the lane; creeping backward is noise.
    fn reach(&mut self, at: f64) {
        if let Some(run) = self.runs.last_mut() {
            run.to = run.to.max(at);
        }
    }

    fn enter(&mut self, lane: Lane, from: f64, to: f64) {
        self.done = self.driven();
        self.runs.push(Run { lane, from, to });
    }

    fn driven(&self) -> f64 {
        self.done + self.runs.last().map_or(0.0, |run| run.to - run.from)
    }

    fn steps(&self, graph: &Graph, timed: bool) -> Vec<Step> {
        let mut steps = Vec::with_capacity(self.runs.len());
        let (mut driven, mut clock) = (0.0, Clock::new(&self.marks));
        for run in &self.runs {
            let metres = run.to - run.from;
            if metres > NOTHING || self.runs.len() == 1 {
                let enter = clock.at(driven);
                let times = timed.then(|| (enter, clock.at(driven + metres)));
                let traversal = traversal(graph, run);
                steps.push(Step { traversal, times });
            }
            driven += metres;
        }
        steps
    }
}

/// The time at so many metres, asked in order.
struct Clock<'m> {
    marks: &'m [(f64, f64)],
    next: usize,
}

impl<'m> Clock<'m> {
    fn new(marks: &'m [(f64, f64)]) -> Self {
        Self { marks, next: 0 }
    }

    #[expect(
        clippy::cast_possible_truncation,
        reason = "times of a track are far below 2^53 seconds"
    )]
    fn at(&mut self, metres: f64) -> i64 {
        while self
            .marks
            .get(self.next)
            .is_some_and(|mark| mark.0 < metres)
        {
            self.next += 1;
        }
        let after = self.marks.get(self.next);
        let before = self.next.checked_sub(1).and_then(|idx| self.marks.get(idx));
        let time = match (before, after) {
            (Some(before), Some(after)) => {
                let share = (metres - before.0) / (after.0 - before.0);
                before.1 + (after.1 - before.1) * share
            }
            (Some(only), None) | (None, Some(only)) => only.1,
            (None, None) => 0.0,
        };
        time.round() as i64
    }
}

fn traversal(graph: &Graph, run: &Run) -> Traversal {
    let link = &graph.links[run.lane.link() as usize];
    let share = |at: f64| {
        let share = (at / link.length.max(1e-9)).clamp(0.0, 1.0);
        if run.lane.is_forward() {
            share
        } else {
            1.0 - share
        }
    };
    Traversal {
        link: link.idx,
        from_fraction: share(run.from),
        to_fraction: share(run.to),
    }
}
