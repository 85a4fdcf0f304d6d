//! The network on each day of a horizon.

use std::collections::BTreeSet;

use super::{Network, codes};
use crate::domain::{Finding, Road};
use crate::units::Day;

/// What dated closures (封闭) leave of the network on each day of a horizon.
///
/// Days with the same closed roads share a variant; variant 0 is the open network, which is kept by whoever has it.
#[derive(Clone, Debug, Default)]
pub struct DayNetworks {
    variants: Vec<(BTreeSet<u32>, Network)>,
    of_day: Vec<usize>,
}

impl DayNetworks {
    /// Looks at each of so many days from the first.
    pub fn new(open: &Network, roads: &[Road], first_day: Day, days: u32) -> Self {
        let dated: Vec<(u32, &Road)> = (0..)
            .zip(roads)
            .filter(|(_, road)| !road.closures.is_empty())
            .collect();
        let mut made = Self::default();
        for offset in 0..i32::try_from(days).unwrap_or(i32::MAX) {
            let day = first_day.plus(offset);
            let on = |road: &Road| {
                let mut closures = road.closures.iter();
                closures.any(|(from, to)| (*from..=*to).contains(&day))
            };
            let closed: BTreeSet<u32> = dated
                .iter()
                .filter(|(_, road)| on(road))
                .map(|(idx, _)| *idx)
                .collect();
            let variant = made.find_or_make(open, closed);
            made.of_day.push(variant);
        }
        made
    }

    fn find_or_make(&mut self, open: &Network, closed: BTreeSet<u32>) -> usize {
        if closed.is_empty() {
            return 0;
        }
        let known = self.variants.iter().position(|(roads, _)| *roads == closed);
        known.map_or_else(
            || {
                let network = open.without(&closed);
                self.variants.push((closed, network));
                self.variants.len()
            },
            |known| known + 1,
        )
    }

    /// Which variant holds on a day of the horizon, counted from 0.
    pub fn variant(&self, offset: i32) -> usize {
        let offset = usize::try_from(offset).ok();
        offset
            .and_then(|offset| self.of_day.get(offset).copied())
            .unwrap_or(0)
    }

    /// Variants beside the open network: 1 to this number.
    pub fn closed_variants(&self) -> usize {
        self.variants.len()
    }

    /// The network of a variant.
    pub fn network<'a>(&'a self, open: &'a Network, variant: usize) -> &'a Network {
        variant
            .checked_sub(1)
            .and_then(|idx| self.variants.get(idx))
            .map_or(open, |(_, network)| network)
    }

    /// Whether a road is closed on some day of the horizon.
    pub fn ever_closed(&self, road: u32) -> bool {
        self.variants.iter().any(|(roads, _)| roads.contains(&road))
    }

    /// One warning for each road that is closed on some day of the horizon.
    pub fn findings(&self, roads: &[Road]) -> Vec<Finding> {
        let closed: BTreeSet<u32> = self
            .variants
            .iter()
            .flat_map(|(roads, _)| roads.iter().copied())
            .collect();
        let finding = |idx: &u32| {
            let road = &roads[*idx as usize];
            let dates: Vec<String> = road
                .closures
                .iter()
                .map(|(from, to)| format!("{from}/{to}"))
                .collect();
            let name = road.number.as_ref().or(road.name.as_ref());
            Finding::new(&codes::CLOSED_IN_PART, road.source.clone())
                .id(&road.id)
                .place(road.line.0[0])
                .arg(dates.join("; "))
                .arg(name.map_or("", String::as_str))
        };
        closed.iter().map(finding).collect()
    }
}
