//! Who made each visit in an earlier plan, as ties of a new one.

use std::collections::BTreeMap;

use crate::domain::Team;
use crate::pipeline::Task;
use crate::plan::PlanFile;
use crate::problem::assemble::Progress;
use crate::problem::{JobIdx, ShiftIdx};
use crate::units::{Day, TargetId};

/// The shift of each job that makes the new plan like the earlier one: the same team, as many days after the first.
///
/// Visits of other targets, of teams that are gone and of days that are not planned have none.
pub(super) fn homes(before: &PlanFile, task: &Task, teams: &[Team]) -> Vec<(JobIdx, ShiftIdx)> {
    let Ok(first) = Day::parse(&before.date) else {
        return Vec::new();
    };
    let mut homes = BTreeMap::new();
    for shift in &before.shifts {
        let team = teams.iter().position(|team| team.id.as_str() == shift.team);
        let (Some(team), Ok(day)) = (team, Day::parse(&shift.date)) else {
            continue;
        };
        let day = task.horizon.first_day.plus(day.days_since(first));
        for stop in &shift.stops {
            let visit = (TargetId::new(&*stop.target), stop.visit.unwrap_or(1));
            homes.insert(visit, (team, day));
        }
    }
    let progress = Progress {
        homes,
        ..Progress::default()
    };
    progress.homes(&task.due, &task.assembled)
}
