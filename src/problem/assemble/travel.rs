//! Where an instance gets its travel times from: computed for it, or looked up in a table made beforehand.

use rustc_hash::FxHashMap;

use super::places::{Key, key};
use crate::problem::Travel;
use crate::roads::{DayNetworks, Network, Position, travel_matrix};

/// Travel times between positions.
pub trait TravelTimes: std::fmt::Debug + Sync {
    /// Between all of the positions on a variant of the network (0 = no road closed), row = from.
    fn between(&self, variant: usize, positions: &[Position]) -> Travel;
}

/// Computes them each time.
#[derive(Clone, Copy, Debug)]
pub struct Computed<'n> {
    /// Roads, none of them closed by date.
    pub network: &'n Network,
    /// What dated closures leave of them on each day.
    pub day_networks: &'n DayNetworks,
}

impl TravelTimes for Computed<'_> {
    fn between(&self, variant: usize, positions: &[Position]) -> Travel {
        let network = self.day_networks.network(self.network, variant);
        let (seconds, metres) = travel_matrix(network, positions);
        Travel {
            n: positions.len(),
            seconds,
            metres,
        }
    }
}

/// A table over many positions, from which those of a day are taken; a position that it does not hold is computed.
#[derive(Debug)]
pub struct TravelTable<'n> {
    computed: Computed<'n>,
    rows: FxHashMap<Key, u32>,
    /// By variant.
    tables: Vec<Travel>,
}

impl<'n> TravelTable<'n> {
    /// Computes the table of some positions for every variant of the network; each position counts once.
    pub fn new(computed: Computed<'n>, positions: &[Position]) -> Self {
        let mut rows = FxHashMap::default();
        let mut held: Vec<Position> = Vec::new();
        for position in positions {
            rows.entry(key(*position)).or_insert_with(|| {
                held.push(*position);
                u32::try_from(held.len() - 1).unwrap_or(u32::MAX)
            });
        }
        let variants = 0..=computed.day_networks.closed_variants();
        let tables = variants.map(|variant| computed.between(variant, &held));
        Self {
            tables: tables.collect(),
            computed,
            rows,
        }
    }
}

impl TravelTimes for TravelTable<'_> {
    fn between(&self, variant: usize, positions: &[Position]) -> Travel {
        let rows: Option<Vec<usize>> = positions
            .iter()
            .map(|position| self.rows.get(&key(*position)).map(|row| *row as usize))
            .collect();
        let (Some(rows), Some(table)) = (rows, self.tables.get(variant)) else {
            return self.computed.between(variant, positions);
        };
        let take = |values: &[u32]| {
            let mut taken = Vec::with_capacity(rows.len() * rows.len());
            for from in &rows {
                let row = &values[from * table.n..][..table.n];
                taken.extend(rows.iter().map(|to| row[*to]));
            }
            taken
        };
        Travel {
            n: rows.len(),
            seconds: take(&table.seconds),
            metres: take(&table.metres),
        }
    }
}
