use super::condense::{Observation, condense};
use super::graph::Graph;
use super::grid::{Grid, Near};
use super::hmm::{Layer, Model};
use super::matched::{Matched, Unmatched, Why};
use super::params::{MatchParams, Noise};
use super::plane::metres;
use super::{CleanTrack, Fix, trace};
use crate::roads::Network;

/// Matches tracks to a network (地图匹配): made once, used by any number of threads.
#[derive(Debug)]
pub struct Matcher {
    graph: Graph,
    grid: Grid,
    params: MatchParams,
}

impl Matcher {
    /// Prepares a network: O(n log n) in its segments.
    pub fn new(network: &Network, params: MatchParams) -> Self {
        let graph = Graph::new(network);
        let grid = Grid::new(network, &graph);
        Self {
            graph,
            grid,
            params,
        }
    }

    pub(super) fn graph(&self) -> &Graph {
        &self.graph
    }

    /// The likeliest ways that a track was driven; what fits no road is told, not guessed.
    pub fn match_track(&self, track: &CleanTrack) -> Matched {
        let sigma = self
            .params
            .sigma
            .unwrap_or_else(|| self.estimate(track))
            .max(0.1);
        let noise = Noise::new(sigma, &self.params);
        let mut model = Model::new(&self.graph, &self.grid, &self.params, noise);
        let mut matched = Matched {
            name: track.name.clone(),
            fixes: track.fixes(),
            sigma,
            ..Matched::default()
        };
        let mut before: Option<Fix> = None;
        for fixes in &track.segments {
            if let (Some(last), Some(first)) = (before, fixes.first()) {
                matched.unmatched.push(gap(last, *first));
            }
            before = fixes.last().copied().or(before);
            let observations = condense(fixes, sigma);
            let fates = self.follow(&mut model, &observations, &mut matched);
            account(&observations, &fates, &mut matched);
        }
        matched
    }

    /// Sigma from the distances to the nearest road: the median of a normal law's absolute value is 0.6745 sigma.
    fn estimate(&self, track: &CleanTrack) -> f64 {
        const SAMPLES: usize = 200;
        let (low, high) = self.params.sigma_range;
        let radius = Noise::new(high, &self.params).radius;
        let step = (track.fixes() / SAMPLES).max(1);
        let mut near: Vec<Near> = Vec::new();
        let mut off: Vec<f64> = Vec::new();
        for fix in track.segments.iter().flatten().step_by(step) {
            self.grid.near(fix.at, radius, &mut near);
            let nearest = near.iter().map(|near| near.metres).min_by(f64::total_cmp);
            off.extend(nearest);
        }
        off.sort_by(f64::total_cmp);
        let median = off.get(off.len() / 2).copied().unwrap_or(low);
        (median / 0.674_49).clamp(low, high)
    }

    /// Matches one segment; the fate of each observation.
    fn follow(
        &self,
        model: &mut Model<'_>,
        observations: &[Observation],
        matched: &mut Matched,
    ) -> Vec<Fate> {
        /// Observations that no way leads to are outliers, up to so many in a row.
        const OUTLIERS: usize = 3;
        model.clear();
        let mut fates = vec![Fate::Left(Why::NoRoad); observations.len()];
        let mut chain = Chain::default();
        let mut skipped: Vec<usize> = Vec::new();
        let mut idx = 0;
        while idx < observations.len() {
            if let Some(layer) = model.layer(observations[idx].at) {
                if chain.leaves_the_roads(observations, idx, &skipped, self.params.bridge) {
                    self.finish(model, &mut chain, observations, &mut fates, matched);
                }
                let connected = match chain.last {
                    None => {
                        model.begin(layer);
                        true
                    }
                    Some(last) => model.connect(last, layer),
                };
                if connected {
                    chain.add(idx, layer);
                    skipped.clear();
                } else {
                    fates[idx] = Fate::Left(Why::NoWay);
                    skipped.push(idx);
                }
            }
            idx += 1;
            if skipped.len() > OUTLIERS || (idx == observations.len() && !skipped.is_empty()) {
                // Too many to be outliers: a new chain begins with the first of them.
                self.finish(model, &mut chain, observations, &mut fates, matched);
                idx = skipped[0];
                skipped.clear();
            }
        }
        self.finish(model, &mut chain, observations, &mut fates, matched);
        fates
    }

    /// Writes a chain down as a piece.
    fn finish(
        &self,
        model: &Model<'_>,
        chain: &mut Chain,
        observations: &[Observation],
        fates: &mut [Fate],
        matched: &mut Matched,
    ) {
        let done = std::mem::take(chain);
        let Some(last) = done.last else {
            return;
        };
        if let [only] = done.members[..] {
            fates[only] = Fate::Left(Why::Alone);
        } else {
            let of_chain = done.members.iter().map(|idx| &observations[*idx]);
            let fixes = of_chain.clone().map(|one| one.fixes.len()).sum();
            let times: Vec<Option<(i64, i64)>> = of_chain.map(|one| one.times).collect();
            let best = model.best(last);
            let piece = trace::piece(&self.graph, model, best, &times, fixes);
            for idx in &done.members {
                fates[*idx] = Fate::On(matched.pieces.len());
            }
            matched.matched_fixes += fixes;
            matched.pieces.push(piece);
        }
    }
}

/// What became of an observation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    /// It lies on the piece of this number.
    On(usize),
    Left(Why),
}

/// Observations connected so far.
#[derive(Debug, Default)]
struct Chain {
    members: Vec<usize>,
    last: Option<Layer>,
}

impl Chain {
    fn add(&mut self, idx: usize, layer: Layer) {
        self.members.push(idx);
        self.last = Some(layer);
    }

    /// Whether the track was off the roads for too long before an observation.
    fn leaves_the_roads(
        &self,
        observations: &[Observation],
        idx: usize,
        skipped: &[usize],
        bridge: f64,
    ) -> bool {
        let Some(last) = self.members.last() else {
            return false;
        };
        if idx - last - 1 <= skipped.len() {
            return false;
        }
        let legs = observations[*last..=idx].windows(2);
        legs.map(|leg| metres(leg[0].at, leg[1].at)).sum::<f64>() > bridge
    }
}

/// The stretch between two segments.
fn gap(last: Fix, first: Fix) -> Unmatched {
    Unmatched {
        why: Why::Gap,
        fixes: 0,
        metres: metres(last.at, first.at),
        from: last.at,
        to: first.at,
        times: last.time.zip(first.time),
    }
}

/// Writes down the stretches that are on no piece. A leg between two observations counts for the first of them that was
/// left out; between two pieces it has no way.
fn account(observations: &[Observation], fates: &[Fate], matched: &mut Matched) {
    let mut open: Option<Unmatched> = None;
    let mut close = |open: &mut Option<Unmatched>| matched.unmatched.extend(open.take());
    for (idx, observation) in observations.iter().enumerate() {
        let before = idx
            .checked_sub(1)
            .map(|before| (&observations[before], fates[before]));
        let leg = before.map_or(0.0, |(before, _)| metres(before.at, observation.at));
        match (before.map(|(_, fate)| fate), fates[idx]) {
            (None | Some(Fate::On(_)), Fate::On(piece)) => {
                let other = before.filter(|(_, fate)| *fate != Fate::On(piece));
                if let Some((before, _)) = other {
                    let mut hole = stretch(Why::NoWay, before);
                    hole.take(observation, leg, 0);
                    open = Some(hole);
                    close(&mut open);
                }
            }
            (Some(Fate::Left(_)), Fate::On(_)) => {
                if let Some(open) = &mut open {
                    open.take(observation, leg, 0);
                }
                close(&mut open);
            }
            (fate, Fate::Left(why)) => {
                if fate.is_some_and(|fate| fate != Fate::Left(why)) {
                    close(&mut open);
                }
                let open = open.get_or_insert_with(|| {
                    stretch(why, before.map_or(observation, |(before, _)| before))
                });
                open.take(observation, leg, observation.fixes.len());
            }
        }
    }
    close(&mut open);
}

fn stretch(why: Why, from: &Observation) -> Unmatched {
    Unmatched {
        why,
        fixes: 0,
        metres: 0.0,
        from: from.at,
        to: from.at,
        times: from.times.map(|times| (times.1, times.1)),
    }
}

impl Unmatched {
    fn take(&mut self, observation: &Observation, leg: f64, fixes: usize) {
        self.metres += leg;
        self.fixes += fixes;
        self.to = observation.at;
        let times = self.times.zip(observation.times);
        self.times = times.map(|(open, taken)| (open.0, taken.1));
    }
}
