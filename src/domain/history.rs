use std::collections::BTreeMap;

use geo::Coord;

use super::{DumpPoint, Metres, Target};
use crate::units::{Day, TargetId};

/// What is known of one target's past.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TargetHistory {
    /// The last visit that was really made.
    pub last_visit: Option<Day>,
    /// Visits that failed since then (gate closed, road blocked ...).
    pub failed_visits: u32,
    /// Look-back dates (回头看) that no visit has answered, earliest first.
    pub look_backs: Vec<LookBackDate>,
    /// Due date of the earliest open rectification order (整改通知单).
    pub recheck_due: Option<Day>,
    /// Day of the first complaint (投诉) that no visit has answered.
    pub complaint: Option<Day>,
    /// A dump point as it stands now; takes the place of what the layer states, look-back dates included.
    pub point: Option<DumpPoint>,
    /// Where a dump point was put since it was opened, lon, lat; takes the place of where the layer has it.
    pub placed: Option<Coord>,
    /// A corridor by the metre, and its length when it was patrolled, in metres.
    pub metres: Option<(Metres, i64)>,
}

/// A date on which a closed point is to be looked at again (回头看).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LookBackDate {
    /// The date.
    pub due: Day,
    /// It must be made: the point was closed under snow (R8).
    pub mandatory: bool,
}

/// Yesterday, as far as it matters for tomorrow (巡查历史): read from the layers or from the ledger by whoever runs the pipeline.
#[derive(Clone, Debug, Default)]
pub struct History {
    /// By target; a target without an entry was never visited.
    pub targets: BTreeMap<TargetId, TargetHistory>,
    /// Points that no layer holds: found since.
    pub found: Vec<Target>,
    /// What it was read from: a name and a digest of the contents, for the list of a plan's inputs.
    pub input: Option<(String, String)>,
}
