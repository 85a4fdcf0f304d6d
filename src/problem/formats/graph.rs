//! Roads as a graph of nodes, edges and arcs, some of which must be served: shortest paths and the instance.
//!
//! Deadheading follows shortest paths over everything, served or not, so only the ends of what must be served and the depot
//! are places of the instance. An edge is a job with one mode per direction, an arc and a node have one. The cost of
//! traversing what is served is the same in every solution and stays out of the instance.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use smallvec::{SmallVec, smallvec};

use super::error::{FormatError, Words, words};
use super::plane::{job_at, shift, window};
use super::text::{Fixed, most_digits};
use super::{Claim, LARGEST_LOCATIONS, Place, Posed, ways};
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
            is_own: false,
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
        let mut arcs = Vec::with_capacity(2 * self.entries.len());
        for entry in &self.entries {
            let cost = u64::try_from(entry.cost.units(digits)).unwrap_or(0);
            match entry.element {
                Element::Node(_) => {}
                Element::Arc(from, to) => arcs.push((from, to, cost)),
                Element::Edge(from, to) => arcs.extend([(from, to, cost), (to, from, cost)]),
            }
        }
        let mut places = vec![0; locations.len()];
        for (node, row) in locations {
            places[*row] = *node;
        }
        let travel = ways::travel(&arcs, &places);
        travel.ok_or(FormatError::Impossible {
            line: self.line,
            what: TOO_LONG,
        })
    }
}

/// A way does not fit 32 bits.
pub(super) const TOO_LONG: Words = words(
    "the ways through the network are too long",
    "路网中的路径过长",
);

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
