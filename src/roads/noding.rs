//! Lines to links: noding and mending.

use std::collections::BTreeSet;

use super::additions::Additions;
use super::counts::Files;
use super::dead_ends::Ends;
use super::drawing::Drawing;
use super::pieces::Piece;
use super::{
    Network, Repair, RepairKind, RepairReport, counts, crossings, drawing, duplicates, meets,
    touches,
};
use crate::domain::{Road, SpeedTable};
use crate::units::Day;

/// Settings of noding and mending.
#[derive(Clone, Debug, PartialEq)]
pub struct RoadParams {
    /// A dead end this near to another road, in metres, is joined to it.
    pub join_tolerance: f64,
    /// Planning speeds.
    pub speeds: SpeedTable,
    /// Planning speeds on days with snow.
    pub snow_speeds: SpeedTable,
    /// Days with snow, from and to.
    pub snow: Vec<(Day, Day)>,
    /// Days of the year, month and day from and to, on which the ground is frozen; past the turn of the year when the
    /// second is the earlier one.
    pub frozen: Vec<[(u8, u8); 2]>,
    /// Every track is passable on frozen ground only.
    pub tracks_when_frozen: bool,
    /// Milliseconds to turn round on the road, at a stop or at a dead end.
    pub turn_millis: u32,
}

impl RoadParams {
    /// Whether snow lies on a day.
    pub fn has_snow(&self, day: Day) -> bool {
        let mut snow = self.snow.iter();
        snow.any(|(first, last)| (*first..=*last).contains(&day))
    }

    /// Whether the ground is frozen on a day.
    pub fn is_frozen(&self, day: Day) -> bool {
        let date = day.date();
        let day = (date.month().unsigned_abs(), date.day().unsigned_abs());
        self.frozen.iter().any(|[from, to]| {
            if from <= to {
                (from..=to).contains(&&day)
            } else {
                day >= *from || day <= *to
            }
        })
    }
}

impl Default for RoadParams {
    fn default() -> Self {
        Self {
            join_tolerance: 5.0,
            speeds: SpeedTable::DRY,
            snow_speeds: SpeedTable::SNOW,
            snow: Vec::new(),
            frozen: Vec::new(),
            tracks_when_frozen: false,
            turn_millis: 30_000,
        }
    }
}

/// Rounds after which mending stops, whatever is left: two or three are the rule, and each leaves less to do.
const MOST_ROUNDS: u32 = 100;

/// Builds the network of the roads, mending what can be mended.
///
/// Mending goes in rounds until one changes nothing, so that the links, taken as roads, need no mending again. Every
/// rule looks at segments and places, not at where one line ends and the next begins, for the same reason. A round costs
/// O(n log n) with the sorting of places, and O(n) else where vertices are spaced alike; a layer without faults takes one.
///
/// `roads` keep their index in [`super::Link::road`]; sorted by id they give the same network in any order of the file.
pub fn build(roads: &[Road], params: &RoadParams) -> (Network, RepairReport) {
    let mut report = RepairReport::default();
    let given = drawing::given(roads, &mut report);
    let (drawing, pieces) = mend(roads, given, params.join_tolerance, &mut report);
    let network = super::network::assemble(roads, drawing, pieces, params);
    report.repairs.extend(duplicates::nearly(roads, &network));
    super::report::finish(roads, &network, &mut report);
    (network, report)
}

/// The mended lines and the pieces between their junctions.
fn mend(
    roads: &[Road],
    mut drawing: Drawing,
    tolerance: f64,
    report: &mut RepairReport,
) -> (Drawing, Vec<Piece>) {
    let mut met = meets::look(&mut drawing);
    let parts = drawing.components(|_| true);
    report.given = counts::count(&drawing, &parts);
    let doubles = duplicates::drop_lines(roads, &mut drawing);
    report.repairs.extend(doubles);
    // Of which part each line is that is driven, where it is known already.
    let is_driven = drawing.lines.iter().all(|line| line.driven);
    let mut parts = is_driven.then_some(parts);
    let mut un_noded: BTreeSet<Files> = BTreeSet::new();
    let mut is_counted = false;
    let mut left = MOST_ROUNDS;
    loop {
        left = u32::saturating_sub(left, 1);
        let (cells, nearby) = met;
        let meets = meets::find(&drawing, nearby);
        let parts = parts.take();
        let parts = parts.unwrap_or_else(|| drawing.components(|line| line.driven));
        let ends = Ends::new(roads, &drawing, parts, &cells, tolerance);
        // Cells and pieces are large, and nothing needs both.
        drop(cells);
        let mut pieces = drawing.pieces();
        let doubles = duplicates::drop_pieces(roads, &drawing, &mut pieces);
        // Judged in each round, so that the mended layer is judged as it was mended; and first as it was given.
        if doubles.is_empty() || !is_counted {
            let junctions = counts::junctions(&drawing);
            un_noded.extend(crossings::un_noded(&drawing, &meets.crossings, &junctions));
            report.un_noded = !un_noded.is_empty();
        }
        if !is_counted {
            report.given.crossings = counts::crossings(&drawing, &meets.crossings);
            report.dead_ends = ends.dead.len();
            report.joined_parts = ends.beside_another_part();
            is_counted = true;
        }
        if !doubles.is_empty() {
            report.repairs.extend(doubles);
            drawing = drawing.of_pieces(&pieces);
            met = meets::look(&mut drawing);
            continue;
        }
        let mut additions = Additions::default();
        let mut found = touches::join(roads, &drawing, meets.touches, &mut additions);
        let ground = Ground {
            roads,
            drawing: &drawing,
            un_noded: &un_noded,
            tolerance,
        };
        found.extend(crossings::cross(&ground, &meets.crossings, &mut additions));
        found.extend(ends.join(&mut additions));
        if additions.is_empty() || left == 0 {
            report.repairs.extend(found);
            return (drawing, pieces);
        }
        // What is left as it is will be told by the round that changes nothing.
        report.repairs.extend(found.into_iter().filter(is_mend));
        drawing = drawing.with(additions);
        met = meets::look(&mut drawing);
    }
}

/// What crossings are judged by.
pub(super) struct Ground<'a> {
    pub(super) roads: &'a [Road],
    pub(super) drawing: &'a Drawing,
    /// Files between which nobody drew junctions.
    pub(super) un_noded: &'a BTreeSet<Files>,
    pub(super) tolerance: f64,
}

fn is_mend(repair: &Repair) -> bool {
    matches!(
        repair.kind,
        RepairKind::DeadEndJoined | RepairKind::TouchJoined | RepairKind::CrossingJoined
    )
}
