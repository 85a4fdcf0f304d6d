//! The truth of a run: each heap from its dumping to its close-out.

use super::office::Finder;
use crate::domain::Tier;

/// A heap as it really was.
#[derive(Clone, Debug, PartialEq)]
pub struct Heap {
    /// Number of its spot.
    pub spot: usize,
    /// Point of the ledger that it is, once it was found.
    pub point: Option<String>,
    /// When it was dumped, seconds since 1970-01-01T00:00:00Z.
    pub dumped: i64,
    /// When it was found, the same.
    pub found: Option<i64>,
    /// By whom.
    pub finder: Option<Finder>,
    /// When it was closed or cleared at once, the same.
    pub closed: Option<i64>,
    /// At a closed point (反弹).
    pub is_rebound: bool,
    /// No dump at all, as it turns out.
    pub is_false: bool,
    /// How large.
    pub tier: Tier,
}

impl Heap {
    /// Days from dumping to discovery.
    pub fn days_to_discovery(&self) -> Option<f64> {
        self.found
            .map(|found| (found - self.dumped) as f64 / 86_400.0)
    }

    /// Days from dumping to close-out.
    pub fn days_to_close_out(&self) -> Option<f64> {
        self.closed
            .map(|closed| (closed - self.dumped) as f64 / 86_400.0)
    }
}
