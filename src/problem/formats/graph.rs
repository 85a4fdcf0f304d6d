//! Roads as a graph of nodes, edges and arcs, some of which must be served: shortest paths and the instance.
//!
//! Deadheading follows shortest paths over everything, served or not, so only the ends of what must be served and the depot
//! are places of the instance. An edge is a job with one mode per direction, an arc and a node have one. The cost of
//! traversing what is served is the same in every solution and stays out of the instance.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

use smallvec::{SmallVec, smallvec};

use super::error::{FormatError, words};
use super::plane::{job_at, shift, window};
use super::text::{Fixed, most_digits};
use super::{Claim, LARGEST_LOCATIONS, Place, Posed};
use crate::problem::{Instance, Job, LocationIdx, Mode, Shift, Travel};

/// What is served.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Element {
    Node(u32),
    Edge(u32, u32),
    Arc(u32, u32),
}

/// One line of a file: an element, its traversal cost, its demand when it must be served.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entry {
    /// Line of the file, from 1.
    pub(super) line: usize,
    pub(super) element: Element,
    pub(super) cost: Fixed,
    pub(super) demand: Option<Fixed>,
}

/// A whole file.
#[derive(Clone, Debug, Default)]
pub(super) struct Network {
    pub(super) entries: Vec<Entry>,
    pub(super) depot: u32,
    pub(super) capacity: Fixed,
    /// Line of the depot or, where the file names none, of the end.
    pub(super) line: usize,
}

impl Element {
    fn ends(self) -> (u32, u32) {
        match self {
            Self::Node(node) => (node, node),
            Self::Edge(from, to) | Self::Arc(from, to) => (from, to),
        }
    }

    /// Every way of serving it, from where to where, and what it is called then.
    fn ways(self) -> SmallVec<[(u32, u32, Place); 2]> {
        match self {
            Self::Node(node) => smallvec![(node, node, Place::Node(node))],
            Self::Arc(from, to) => smallvec![(from, to, Place::Arc(from, to))],
            Self::Edge(from, to) if from == to => smallvec![(from, to, Place::Edge(from, to))],
            Self::Edge(from, to) => smallvec![
                (from, to, Place::Edge(from, to)),
                (to, from, Place::Edge(to, from))
            ],
        }
    }
}

impl Network {
    /// The instance, with as many routes as can be of use but at most `routes`.
    pub(super) fn pose(&self, routes: Option<u32>) -> Result<Posed, FormatError> {
        let digits = most_digits(self.entries.iter().map(|entry| entry.cost));
        let load_digits = most_digits(
            self.required()
                .filter_map(|entry| entry.demand)
                .chain([self.capacity]),
        );
        let locations = self.locations()?;
        let travel = self.travel(&locations, digits)?;
        let capacity = self.capacity.units(load_digits);
        let (mut jobs, mut places, mut served) = (Vec::new(), Vec::new(), 0);
        for entry in self.required() {
            let ways = entry.element.ways();
            let place = |node| LocationIdx::from_idx(locations[&node]);
            let modes = ways.iter().map(|(from, to, _)| Mode {
                entry: place(*from),
                exit: place(*to),
            });
            let load = entry.demand.unwrap_or_default().units(load_digits);
            let job = Job {
                required: true,
                modes: modes.collect(),
                load,
                ..job_at(0)
            };
            can_be_served(&job, &travel, entry.line)?;
            if load > capacity {
                return Err(FormatError::Impossible {
                    line: entry.line,
                    what: words(
                        "the demand is more than a vehicle takes",
                        "需求量超过车辆容量",
                    ),
                });
            }
            jobs.push(job);
            places.push(ways.into_iter().map(|(_, _, place)| place).collect());
            served += entry.cost.units(digits);
        }
        let wanted = enough(&jobs, capacity);
        let wanted = routes.map_or(wanted, |most| wanted.min(most as usize));
        let vehicle = Shift {
            capacity: Some(capacity),
            ..shift(
                LocationIdx(0),
                LocationIdx(0),
                window(0, longest(&travel, jobs.len()), 0)?,
            )
        };
        Ok(Posed {
            places,
            claim: Claim::travel(served, digits),
            instance: Instance {
                travel,
                jobs,
                shifts: vec![vehicle; wanted],
                ..Instance::default()
            },
        })
    }

    fn required(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter().filter(|entry| entry.demand.is_some())
    }

    /// Row of the matrix by node: the depot, then every node at an end of what must be served, by number.
    fn locations(&self) -> Result<BTreeMap<u32, usize>, FormatError> {
        let mut rows: BTreeMap<u32, usize> = BTreeMap::new();
        for entry in self.required() {
            let (from, to) = entry.element.ends();
            rows.insert(from, 0);
            rows.insert(to, 0);
            if rows.len() >= LARGEST_LOCATIONS {
                return Err(FormatError::TooMuch {
                    line: entry.line,
                    what: words("the number of nodes with service", "需服务的节点数"),
                    value: i64::try_from(rows.len()).unwrap_or(i64::MAX),
                    limit: i64::try_from(LARGEST_LOCATIONS).unwrap_or(i64::MAX) - 1,
                });
            }
        }
        rows.remove(&self.depot);
        for (row, place) in (1..).zip(rows.values_mut()) {
            *place = row;
        }
        rows.insert(self.depot, 0);
        Ok(rows)
    }

    /// Cost of the cheapest paths between the locations.
    fn travel(&self, locations: &BTreeMap<u32, usize>, digits: u32) -> Result<Travel, FormatError> {
        let graph = Graph::new(&self.entries, self.depot, digits);
        let n = locations.len();
        let mut seconds = vec![Travel::UNREACHABLE; n * n];
        for (from, row) in locations {
            let costs = graph.from(*from);
            for (to, column) in locations {
                if let Some(cost) = graph.rows.get(to).and_then(|at| costs[*at]) {
                    let short = u32::try_from(cost)
                        .ok()
                        .filter(|cost| *cost < Travel::UNREACHABLE);
                    seconds[row * n + column] = short.ok_or(FormatError::Impossible {
                        line: self.line,
                        what: words(
                            "the ways through the network are too long",
                            "路网中的路径过长",
                        ),
                    })?;
                }
            }
        }
        Ok(Travel {
            n,
            seconds,
            metres: Vec::new(),
        })
    }
}

/// Whether a vehicle can come from the depot and go back in some mode.
fn can_be_served(job: &Job, travel: &Travel, line: usize) -> Result<(), FormatError> {
    let depot = LocationIdx(0);
    let can = |mode: &Mode| {
        travel.time(depot, mode.entry).is_some() && travel.time(mode.exit, depot).is_some()
    };
    if job.modes.iter().any(can) {
        return Ok(());
    }
    Err(FormatError::Impossible {
        line,
        what: words(
            "there is no way from the depot to this and back",
            "车场与此处之间无法往返",
        ),
    })
}

/// Longer than any route.
fn longest(travel: &Travel, jobs: usize) -> i64 {
    let legs = travel
        .seconds
        .iter()
        .filter(|leg| **leg != Travel::UNREACHABLE);
    let legs = i64::from(legs.max().copied().unwrap_or(0));
    legs * (i64::try_from(jobs).unwrap_or(i64::from(u32::MAX)) + 1)
}

/// Routes that surely suffice: half as many again as the loads need, and more than filling up by decreasing load takes.
fn enough(jobs: &[Job], capacity: i64) -> usize {
    let total: i64 = jobs.iter().map(|job| job.load).sum();
    let least = usize::try_from(total / capacity.max(1)).unwrap_or(jobs.len()) + 1;
    (least * 3 / 2 + 5)
        .max(first_fit(jobs, capacity) + 3)
        .min(jobs.len())
}

/// Routes that first fit by decreasing load fills.
fn first_fit(jobs: &[Job], capacity: i64) -> usize {
    let mut loads: Vec<i64> = jobs.iter().map(|job| job.load).collect();
    loads.sort_unstable_by_key(|load| Reverse(*load));
    let mut free: Vec<i64> = Vec::new();
    for load in loads {
        match free.iter_mut().find(|free| **free >= load) {
            Some(free) => *free -= load,
            None => free.push(capacity - load),
        }
    }
    free.len()
}

/// Everything that can be driven, by rows of nodes.
struct Graph {
    rows: BTreeMap<u32, usize>,
    /// Arcs by their start: end and cost.
    arcs: Vec<Vec<(usize, u64)>>,
}

impl Graph {
    fn new(entries: &[Entry], depot: u32, digits: u32) -> Self {
        let mut rows: BTreeMap<u32, usize> = BTreeMap::from([(depot, 0)]);
        for entry in entries {
            let (from, to) = entry.element.ends();
            rows.insert(from, 0);
            rows.insert(to, 0);
        }
        for (row, place) in rows.values_mut().enumerate() {
            *place = row;
        }
        let mut arcs = vec![Vec::new(); rows.len()];
        for entry in entries {
            let cost = u64::try_from(entry.cost.units(digits)).unwrap_or(0);
            let (from, to) = entry.element.ends();
            let (from, to) = (rows[&from], rows[&to]);
            match entry.element {
                Element::Node(_) => {}
                Element::Arc(..) => arcs[from].push((to, cost)),
                Element::Edge(..) => {
                    arcs[from].push((to, cost));
                    arcs[to].push((from, cost));
                }
            }
        }
        Self { rows, arcs }
    }

    /// Costs of the cheapest paths from a node to every row; Dijkstra's method with a binary heap, O(arcs log nodes).
    fn from(&self, node: u32) -> Vec<Option<u64>> {
        let mut costs: Vec<Option<u64>> = vec![None; self.arcs.len()];
        let mut open = BinaryHeap::from([Reverse((0_u64, self.rows[&node]))]);
        while let Some(Reverse((cost, row))) = open.pop() {
            if costs[row].is_some() {
                continue;
            }
            costs[row] = Some(cost);
            for (to, arc) in &self.arcs[row] {
                if costs[*to].is_none() {
                    open.push(Reverse((cost + arc, *to)));
                }
            }
        }
        costs
    }
}
