use std::collections::BTreeMap;

use crate::units::{Day, TargetId};

/// What is known of one target's past.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TargetHistory {
    /// The last visit that was really made.
    pub last_visit: Option<Day>,
    /// Visits that failed since then (gate closed, road blocked ...).
    pub failed_visits: u32,
    /// Look-back dates (回头看) still open, earliest first.
    pub look_backs: Vec<Day>,
    /// A rectification order's recheck date, when one is open.
    pub recheck_due: Option<Day>,
}

/// Yesterday, as far as it matters for tomorrow (巡查历史): read from the layers or from the ledger by whoever runs the pipeline.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct History {
    /// By target; a target without an entry was never visited.
    pub targets: BTreeMap<TargetId, TargetHistory>,
}
