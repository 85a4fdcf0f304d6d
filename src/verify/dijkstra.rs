//! Fastest ways by plain Dijkstra over the links.
//!
//! Labels are settled in the order of time from the start until no way to the goal can be faster; O((n + m) log n).
//! (Dijkstra 1959, "A note on two problems in connexion with graphs", DOI 10.1007/BF01386390)

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::turns::{self, Candidate};

use crate::roads::{Facing, Link, Network, Position};

/// No label yet.
const FAR: u64 = u64::MAX;
/// Ways that differ by less than so many microseconds at a junction count as equally fast.
const TIE: u64 = 20_000;

/// Metres along a road within which who stands by a stop is at it.
const AT_IT: f64 = 1.0;

/// A link in one direction.
#[derive(Clone, Copy)]
struct Arc {
    head: u32,
    micros: u64,
    metres: f64,
}

/// The links as arcs by the junction they leave.
pub(super) struct Arcs {
    first: Vec<u32>,
    arcs: Vec<Arc>,
}

/// Time in microseconds for a share of a link.
fn share(millis: u32, fraction: f64) -> u64 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a share of a driving time is positive and far below 2^64 microseconds"
    )]
    let micros = (f64::from(millis) * 1000.0 * fraction.clamp(0.0, 1.0)).round() as u64;
    micros
}

/// A link's ends as indices, with its time in both directions.
fn directions(link: &Link) -> [(usize, usize, Option<u32>); 2] {
    let (from, to) = (link.from.index(), link.to.index());
    [(from, to, link.forward), (to, from, link.backward)]
}

impl Arcs {
    /// All arcs, or all turned around.
    pub(super) fn new(network: &Network, reverse: bool) -> Self {
        let nodes = network.graph().node_count();
        let mut list = Vec::new();
        for link in network.links() {
            for (tail, head, millis) in directions(link) {
                if let Some(millis) = millis {
                    let (tail, head) = if reverse { (head, tail) } else { (tail, head) };
                    let arc = Arc {
                        head: u32::try_from(head).unwrap_or(u32::MAX),
                        micros: share(millis, 1.0),
                        metres: link.length,
                    };
                    list.push((tail, arc));
                }
            }
        }
        list.sort_by_key(|(tail, _)| *tail);
        let mut first = vec![0_u32; nodes + 1];
        for (tail, _) in &list {
            first[tail + 1] += 1;
        }
        for node in 0..nodes {
            first[node + 1] += first[node];
        }
        Self {
            first,
            arcs: list.into_iter().map(|(_, arc)| arc).collect(),
        }
    }

    fn leaving(&self, node: usize) -> &[Arc] {
        &self.arcs[self.first[node] as usize..self.first[node + 1] as usize]
    }

    fn nodes(&self) -> usize {
        self.first.len() - 1
    }

    /// Junctions that can be reached from the given ones.
    pub(super) fn reached(&self, starts: impl IntoIterator<Item = usize>) -> Vec<bool> {
        let mut seen = vec![false; self.nodes()];
        let mut open: Vec<usize> = starts.into_iter().collect();
        while let Some(node) = open.pop() {
            if !std::mem::replace(&mut seen[node], true) {
                open.extend(self.leaving(node).iter().map(|arc| arc.head as usize));
            }
        }
        seen
    }
}

/// The ways in which a vehicle at a place may drive along its link.
fn ways(facing: Facing) -> [bool; 2] {
    [facing != Facing::Backward, facing != Facing::Forward]
}

/// Junctions to which a vehicle at `at` may drive first, without turning: junction, microseconds, metres.
pub(super) fn exits(network: &Network, at: Position) -> Vec<(usize, u64, f64)> {
    let link = network.link(at.link);
    let shares = [1.0 - at.fraction, at.fraction];
    directions(link)
        .into_iter()
        .zip(shares)
        .zip(ways(at.facing))
        .filter(|(_, may)| *may)
        .filter_map(|(((_, head, millis), part), _)| {
            Some((head, share(millis?, part), link.length * part))
        })
        .collect()
}

/// Junctions from which a vehicle may drive to `at`, without turning: junction, microseconds, metres.
pub(super) fn entries(network: &Network, at: Position) -> Vec<(usize, u64, f64)> {
    let link = network.link(at.link);
    let shares = [at.fraction, 1.0 - at.fraction];
    directions(link)
        .into_iter()
        .zip(shares)
        .zip(ways(at.facing))
        .filter(|(_, may)| *may)
        .filter_map(|(((tail, _, millis), part), _)| {
            Some((tail, share(millis?, part), link.length * part))
        })
        .collect()
}

/// The way along one link only, when both positions lie on it in an allowed order: microseconds, metres.
fn along(network: &Network, from: Position, to: Position) -> Option<(u64, f64)> {
    if from.link != to.link {
        return None;
    }
    let link = network.link(from.link);
    let part = (to.fraction - from.fraction).abs();
    let (leaves, arrives) = (ways(from.facing), ways(to.facing));
    let [ahead, behind] = [0, 1].map(|way: usize| leaves[way] && arrives[way]);
    let is_there = from.facing != to.facing
        && (from.facing == Facing::Either || to.facing == Facing::Either)
        && part * link.length <= AT_IT;
    if let (true, Some(forward), Some(backward)) = (is_there, link.forward, link.backward) {
        let millis = if to.fraction >= from.fraction {
            forward
        } else {
            backward
        };
        return Some((share(millis, part), link.length * part));
    }
    let both = [
        link.forward
            .filter(|_| ahead && to.fraction >= from.fraction),
        link.backward
            .filter(|_| behind && to.fraction <= from.fraction),
    ];
    let millis = both.into_iter().flatten().min()?;
    Some((share(millis, part), link.length * part))
}

/// The fastest way: its time, and the shortest and longest of all ways that are as fast.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Fastest {
    /// Seconds.
    pub(super) seconds: f64,
    /// Metres of the shortest.
    pub(super) least: f64,
    /// Metres of the longest.
    pub(super) most: f64,
}

impl Fastest {
    /// The faster of two; both, when they are as fast.
    pub(super) fn or(self, other: Self) -> Self {
        #[expect(clippy::cast_precision_loss, reason = "a few microseconds")]
        let tie = TIE as f64 / 1e6;
        if (self.seconds - other.seconds).abs() <= tie {
            Self {
                seconds: self.seconds.min(other.seconds),
                least: self.least.min(other.least),
                most: self.most.max(other.most),
            }
        } else if self.seconds < other.seconds {
            self
        } else {
            other
        }
    }
}

/// Scratch space of one thread.
pub(super) struct Search<'a> {
    network: &'a Network,
    arcs: &'a Arcs,
    time: Vec<u64>,
    settled: Vec<u32>,
    touched: Vec<u32>,
    range: Vec<(f64, f64)>,
    heap: BinaryHeap<Reverse<(u64, u32)>>,
}

impl<'a> Search<'a> {
    pub(super) fn new(network: &'a Network, arcs: &'a Arcs) -> Self {
        Self {
            network,
            arcs,
            time: vec![FAR; arcs.nodes()],
            settled: Vec::new(),
            touched: Vec::new(),
            range: vec![(f64::INFINITY, 0.0); arcs.nodes()],
            heap: BinaryHeap::new(),
        }
    }

    /// The fastest way from any of the positions to any of the goals, with the turns that it takes to leave and to stand as
    /// they are faced.
    pub(super) fn fastest(&mut self, from: &[Position], to: &[Position]) -> Option<Fastest> {
        turns::fastest(self.candidates(from, to).iter().map(|one| one.way))
    }

    /// The same where ways as fast as one that comes back past a stop are taken to do so.
    pub(super) fn fastest_in_doubt(
        &mut self,
        from: &[Position],
        to: &[Position],
    ) -> Option<Fastest> {
        let all = self.candidates(from, to);
        let sure = all.iter().filter(|one| !one.in_doubt).map(|one| one.way);
        turns::fastest(sure).or_else(|| turns::fastest(all.iter().map(|one| one.way)))
    }

    /// Ways from any of the positions to any of the goals, by each end of their links and with the turns that it takes.
    pub(super) fn candidates(&mut self, from: &[Position], to: &[Position]) -> Vec<Candidate> {
        if !turns::matter(from) && !turns::matter(to) {
            let way = self.straight(from, to);
            let only = way.map(|way| Candidate {
                way,
                in_doubt: false,
            });
            return only.into_iter().collect();
        }
        let pairs = from
            .iter()
            .flat_map(|from| to.iter().map(move |to| (*from, *to)));
        let mut found = Vec::new();
        for pair in pairs {
            found.extend(turns::candidates(self.network, pair, |from, to| {
                self.straight(&[from], &[to])
            }));
        }
        found
    }

    /// The fastest way without turning at its ends.
    fn straight(&mut self, from: &[Position], to: &[Position]) -> Option<Fastest> {
        let direct: Vec<(u64, f64)> = from
            .iter()
            .flat_map(|from| to.iter().filter_map(|to| along(self.network, *from, *to)))
            .collect();
        let starts: Vec<_> = from
            .iter()
            .flat_map(|at| exits(self.network, *at))
            .collect();
        let goals: Vec<_> = to
            .iter()
            .flat_map(|at| entries(self.network, *at))
            .collect();
        let mut best = direct
            .iter()
            .map(|(micros, _)| *micros)
            .min()
            .unwrap_or(FAR);
        for (node, micros, _) in &starts {
            self.lower(*node, *micros);
        }
        while let Some(Reverse((micros, node))) = self.heap.pop() {
            // A tie may still change the lengths, hence the slack.
            if micros > best.saturating_add(TIE) {
                break;
            }
            if micros > self.time[node as usize] {
                continue;
            }
            self.settled.push(node);
            for (_, tail, _) in goals.iter().filter(|goal| goal.0 == node as usize) {
                best = best.min(micros + tail);
            }
            let arcs = self.arcs;
            for arc in arcs.leaving(node as usize) {
                self.lower(arc.head as usize, micros + arc.micros);
            }
        }
        let fastest = (best != FAR).then(|| {
            let (least, most) = self.lengths(&direct, &starts, &goals, best);
            #[expect(
                clippy::cast_precision_loss,
                reason = "microseconds of a drive are exact in 2^53"
            )]
            let seconds = best as f64 / 1e6;
            Fastest {
                seconds,
                least,
                most,
            }
        });
        self.clear();
        fastest
    }

    fn lower(&mut self, node: usize, micros: u64) {
        if micros < self.time[node] {
            let number = u32::try_from(node).unwrap_or(u32::MAX);
            if self.time[node] == FAR {
                self.touched.push(number);
            }
            self.time[node] = micros;
            self.heap.push(Reverse((micros, number)));
        }
    }

    /// Shortest and longest of the ways as fast as the best: junctions in the order they were settled pass on what
    /// they know over every arc that is part of such a way.
    fn lengths(
        &mut self,
        direct: &[(u64, f64)],
        starts: &[(usize, u64, f64)],
        goals: &[(usize, u64, f64)],
        best: u64,
    ) -> (f64, f64) {
        let near = |micros: u64, least: u64| micros <= least.saturating_add(TIE);
        let join = |range: &mut (f64, f64), least: f64, most: f64| {
            range.0 = range.0.min(least);
            range.1 = range.1.max(most);
        };
        for (node, micros, metres) in starts {
            if near(*micros, self.time[*node]) {
                join(&mut self.range[*node], *metres, *metres);
            }
        }
        let mut total = (f64::INFINITY, 0.0);
        for node in &self.settled {
            let node = *node as usize;
            let ((least, most), micros) = (self.range[node], self.time[node]);
            for arc in self.arcs.leaving(node) {
                let head = arc.head as usize;
                if near(micros + arc.micros, self.time[head]) {
                    join(&mut self.range[head], least + arc.metres, most + arc.metres);
                }
            }
            for (_, tail, metres) in goals.iter().filter(|goal| goal.0 == node) {
                if near(micros + tail, best) {
                    join(&mut total, least + metres, most + metres);
                }
            }
        }
        for (micros, metres) in direct {
            if near(*micros, best) {
                join(&mut total, *metres, *metres);
            }
        }
        total
    }

    fn clear(&mut self) {
        for node in self.touched.drain(..) {
            self.time[node as usize] = FAR;
            self.range[node as usize] = (f64::INFINITY, 0.0);
        }
        self.settled.clear();
        self.heap.clear();
    }
}
