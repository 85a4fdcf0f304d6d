//! The hidden Markov model: where on the roads a fix may have been made, and how likely it is to come from there to here.
//!
//! Newson and Krumm, "Hidden Markov map matching through noise and sparseness", ACM GIS 2009,
//! doi:10.1145/1653771.1653818. A state is a place on a lane (a link in one direction), so that the direction driven is
//! part of the answer; the paper's states have none. A fix lies off its state by a Gaussian law (equation 1); the way
//! between two states differs from the straight line between their fixes by an exponential law (equation 2). Turning
//! round and creeping backward, which noise makes a standing vehicle do, are allowed at a price.
//!
//! Scores are negative logarithms, smaller is likelier. For n observations with k states each and m nodes within the
//! beam of a state: O(n k (k + m log m)).

use geo::Coord;

use super::graph::{Graph, Lane};
use super::grid::{Grid, Near};
use super::params::{MatchParams, Noise};
use super::plane::metres;
use super::search::{Search, Settled};

/// How a state was reached from the one before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Move {
    /// Along the same lane.
    Along,
    /// By turning round on the same link.
    Turned,
    /// Out of the end of the lane before, along the lanes of `way`, in at the start of this one.
    Through,
    /// The same, but in at the end of this lane and turned round at the place.
    ThroughTurned,
}

/// A place on a lane at which an observation may have been made.
#[derive(Clone, Copy, Debug)]
pub(super) struct State {
    pub(super) lane: Lane,
    /// Metres from the lane's start.
    pub(super) at: f64,
    /// Cost of the observation lying so far off.
    emission: f64,
    /// Cost of the best way to here, this observation counted.
    pub(super) score: f64,
    /// The state before on that way.
    pub(super) before: Option<u32>,
    pub(super) by: Move,
    way: (u32, u32),
}

/// The states of one observation.
#[derive(Clone, Copy, Debug)]
pub(super) struct Layer {
    first: u32,
    last: u32,
    at: Coord,
    /// Smallest emission.
    nearest: f64,
}

/// States of one segment and the scratch to connect them.
pub(super) struct Model<'m> {
    graph: &'m Graph,
    grid: &'m Grid,
    params: &'m MatchParams,
    noise: Noise,
    search: Search,
    states: Vec<State>,
    ways: Vec<Lane>,
    near: Vec<Near>,
    order: Vec<u32>,
}

impl<'m> Model<'m> {
    pub(super) fn new(
        graph: &'m Graph,
        grid: &'m Grid,
        params: &'m MatchParams,
        noise: Noise,
    ) -> Self {
        Self {
            graph,
            grid,
            params,
            noise,
            search: Search::new(graph),
            states: Vec::new(),
            ways: Vec::new(),
            near: Vec::new(),
            order: Vec::new(),
        }
    }

    /// Forgets all states.
    pub(super) fn clear(&mut self) {
        self.states.clear();
        self.ways.clear();
    }

    pub(super) fn state(&self, number: u32) -> &State {
        &self.states[number as usize]
    }

    /// Lanes driven whole before a state was reached.
    pub(super) fn way(&self, state: &State) -> &[Lane] {
        &self.ways[state.way.0 as usize..state.way.1 as usize]
    }

    /// The states of an observation; `None` when no road is near.
    pub(super) fn layer(&mut self, at: Coord) -> Option<Layer> {
        self.grid.near(at, self.noise.radius, &mut self.near);
        let first = count(&self.states);
        let mut nearest = f64::INFINITY;
        for near in &self.near {
            let off = near.metres / self.noise.sigma;
            let emission = off * off / 2.0;
            nearest = nearest.min(emission);
            for forward in [true, false] {
                let lane = Lane::of(near.link, forward);
                if self.graph.is_allowed(lane) {
                    let length = self.graph.length(lane);
                    self.states.push(State {
                        lane,
                        at: if forward {
                            near.along
                        } else {
                            length - near.along
                        },
                        emission,
                        score: f64::INFINITY,
                        before: None,
                        by: Move::Along,
                        way: (0, 0),
                    });
                }
            }
        }
        let last = count(&self.states);
        (first < last).then_some(Layer {
            first,
            last,
            at,
            nearest,
        })
    }

    /// Makes a layer the first of a chain.
    pub(super) fn begin(&mut self, layer: Layer) {
        for number in layer.first..layer.last {
            let state = &mut self.states[number as usize];
            (state.score, state.before) = (state.emission, None);
        }
    }

    /// The likeliest state of a layer, of equal ones the first.
    pub(super) fn best(&self, layer: Layer) -> u32 {
        let mut best = layer.first;
        for number in layer.first..layer.last {
            if self.state(number).score < self.state(best).score {
                best = number;
            }
        }
        best
    }

    /// Finds the best way to each state of a layer from the layer before; whether there is any.
    pub(super) fn connect(&mut self, before: Layer, after: Layer) -> bool {
        let straight = metres(before.at, after.at);
        let bound = self.state(self.best(before)).score + self.params.beam;
        let mut order = std::mem::take(&mut self.order);
        order.clear();
        order.extend(
            (before.first..before.last).filter(|number| self.state(*number).score <= bound),
        );
        order.sort_by(|a, b| {
            let score = |number: &u32| self.state(*number).score;
            score(a).total_cmp(&score(b)).then(a.cmp(b))
        });
        let mut best = f64::INFINITY;
        for number in &order {
            if self.state(*number).score + after.nearest > best + self.params.beam {
                break;
            }
            self.along_the_link(*number, after, straight, &mut best);
            self.through_the_network(*number, after, straight, &mut best);
        }
        self.order = order;
        best.is_finite()
    }

    /// Ways that do not leave the link.
    fn along_the_link(&mut self, from: u32, after: Layer, straight: f64, best: &mut f64) {
        let start = *self.state(from);
        for number in after.first..after.last {
            let state = self.state(number);
            if state.lane == start.lane {
                let driven = state.at - start.at;
                if driven >= 0.0 {
                    self.offer(number, from, (driven, straight, 0.0), Move::Along, best);
                } else if -driven <= self.noise.radius {
                    let price = -driven / self.noise.sigma;
                    self.offer(number, from, (-driven, straight, price), Move::Along, best);
                }
            } else if state.lane == start.lane.turned() {
                let driven = state.at - (self.graph.length(state.lane) - start.at);
                let costs = (driven.abs(), straight, self.params.turn);
                self.offer(number, from, costs, Move::Turned, best);
            }
        }
    }

    /// Ways out of the end of the lane, as far as they may still be the best to some state.
    fn through_the_network(&mut self, from: u32, after: Layer, straight: f64, best: &mut f64) {
        let start = *self.state(from);
        let rest = self.graph.length(start.lane) - start.at;
        let mut begun = false;
        loop {
            let limit = self.limit(&start, after, straight, *best);
            if limit < rest {
                return;
            }
            if !begun {
                self.search.begin(self.graph, start.lane);
                begun = true;
            }
            let Some(settled) = self.search.next(self.graph, limit - rest) else {
                return;
            };
            for number in after.first..after.last {
                self.arrive(number, from, settled, (rest, straight), best);
            }
        }
    }

    /// Metres beyond which no way from a state can be the best to any state of a layer that is worth following.
    fn limit(&self, start: &State, after: Layer, straight: f64, best: f64) -> f64 {
        let mut most: f64 = 0.0;
        for number in after.first..after.last {
            let state = self.state(number);
            // On the same lane ahead, nothing is shorter than straight on.
            if state.lane.link() != start.lane.link()
                || (state.lane == start.lane && state.at < start.at)
            {
                let worth = state.score.min(best + self.params.beam);
                most = most.max(worth - start.score - state.emission);
            }
        }
        if most <= 0.0 {
            return -1.0;
        }
        straight + (most * self.noise.beta).min(straight + self.params.longest_detour)
    }

    /// Offers a state the way by a settled node at either end of its lane.
    fn arrive(
        &mut self,
        number: u32,
        from: u32,
        settled: Settled,
        (rest, straight): (f64, f64),
        best: &mut f64,
    ) {
        let state = *self.state(number);
        let [entry, exit] = self.graph.ends(state.lane);
        let to_here = rest + settled.metres;
        if settled.node == entry {
            let turned = settled.by == Some(state.lane.turned())
                || (settled.by.is_none() && self.state(from).lane == state.lane.turned());
            let price = if turned { self.params.turn } else { 0.0 };
            let costs = (to_here + state.at, straight, price);
            if self.offer(number, from, costs, Move::Through, best) {
                self.keep_way(number, settled.node);
            }
        }
        if settled.node == exit && self.graph.is_allowed(state.lane.turned()) {
            let rest = self.graph.length(state.lane) - state.at;
            let costs = (to_here + rest, straight, self.params.turn);
            if self.offer(number, from, costs, Move::ThroughTurned, best) {
                self.keep_way(number, settled.node);
            }
        }
    }

    fn keep_way(&mut self, number: u32, node: u32) {
        let begin = count(&self.ways);
        self.search.way(self.graph, node, &mut self.ways);
        self.states[number as usize].way = (begin, count(&self.ways));
    }

    /// Takes a way to a state if it is better than the best so far.
    fn offer(
        &mut self,
        number: u32,
        from: u32,
        (driven, straight, price): (f64, f64, f64),
        by: Move,
        best: &mut f64,
    ) -> bool {
        if driven > 2.0 * straight + self.params.longest_detour {
            return false;
        }
        let before = self.state(from).score;
        let state = &mut self.states[number as usize];
        let cost = (driven - straight).abs() / self.noise.beta + price;
        let score = before + cost + state.emission;
        if score >= state.score {
            return false;
        }
        state.score = score;
        state.before = Some(from);
        state.by = by;
        state.way = (0, 0);
        *best = best.min(score);
        true
    }
}

/// How many, as the number of the next.
fn count<T>(items: &[T]) -> u32 {
    u32::try_from(items.len()).unwrap_or(u32::MAX)
}
