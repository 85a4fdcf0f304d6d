//! A county on which many days are planned one after the other.

use super::county::parts;
use super::standing::stand;
use super::task::due_among;
use super::{County, Horizon, Standing, Task};
use crate::domain::{Finding, History, Target, Team, Wishes};
use crate::problem::assemble::{Parts, Terrain, TravelTimes, assemble_on};
use crate::roads::Position;
use crate::units::Day;
use crate::workspace::Workspace;

/// A county on which many days are planned one after the other: what does not change is worked out once.
#[derive(Debug)]
pub struct Ground<'a> {
    workspace: &'a Workspace,
    county: &'a County,
    /// First day of the county's day networks.
    first_day: Day,
    terrain: Terrain<'a>,
    travel: &'a dyn TravelTimes,
}

impl<'a> Ground<'a> {
    /// The ground of a workspace's teams; `first_day` is that of the county's day networks.
    pub fn new(
        workspace: &'a Workspace,
        county: &'a County,
        first_day: Day,
        travel: &'a dyn TravelTimes,
    ) -> Self {
        Self::of_teams(workspace, &workspace.teams, county, first_day, travel)
    }

    /// The same for other teams than the workspace's own.
    pub fn of_teams(
        workspace: &'a Workspace,
        teams: &'a [Team],
        county: &'a County,
        first_day: Day,
        travel: &'a dyn TravelTimes,
    ) -> Self {
        Self {
            workspace,
            county,
            first_day,
            terrain: terrain(workspace, teams, county, first_day, &[]),
            travel,
        }
    }

    /// The same with travel times from elsewhere.
    #[must_use]
    pub fn with_travel(self, travel: &'a dyn TravelTimes) -> Self {
        Self { travel, ..self }
    }

    /// What was found wrong with the bases of its teams.
    pub fn findings(&self) -> &[Finding] {
        self.terrain.findings()
    }

    /// Targets of the county as they stand on a day after a history.
    pub fn stand(&self, history: History, day: Day) -> Standing {
        stand(
            self.workspace,
            &self.county.network,
            self.county.layers.targets.clone(),
            self.county.corridors.clone(),
            history,
            day,
        )
    }

    /// What is due in a horizon, as a problem.
    pub fn pose(&self, standing: &Standing, horizon: Horizon) -> Task {
        self.pose_in(&self.workspace.teams, standing, horizon, self.travel)
    }

    /// The same with travel times of its own: those of a day with snow.
    pub fn pose_with(
        &self,
        standing: &Standing,
        horizon: Horizon,
        travel: &dyn TravelTimes,
    ) -> Task {
        self.pose_in(&self.workspace.teams, standing, horizon, travel)
    }

    /// The same for the first of the ground's teams, with shifts of their own: places and due visits are the same however
    /// many go out.
    pub fn pose_for(&self, teams: &[Team], standing: &Standing, horizon: Horizon) -> Task {
        self.pose_in(teams, standing, horizon, self.travel)
    }

    fn pose_in(
        &self,
        teams: &[Team],
        standing: &Standing,
        horizon: Horizon,
        travel: &dyn TravelTimes,
    ) -> Task {
        let Standing {
            targets,
            corridors,
            history,
            ..
        } = standing;
        let (due, mut findings) = due_among(self.workspace, targets, corridors, history, horizon);
        let parts = Parts {
            targets,
            corridors,
            teams,
            day_offset: horizon.first_day.days_since(self.first_day),
            ..parts(self.workspace, self.county, &due, horizon)
        };
        let (assembled, placing) = assemble_on(&parts, &self.terrain, travel);
        findings.extend(placing);
        Task {
            horizon,
            due,
            assembled,
            findings,
            wishes: Wishes::default(),
            bound: Vec::new(),
            given_up: Wishes::default(),
        }
    }
}

fn terrain<'a>(
    workspace: &'a Workspace,
    teams: &'a [Team],
    county: &'a County,
    first_day: Day,
    more: &[Target],
) -> Terrain<'a> {
    let horizon = Horizon { first_day, days: 1 };
    let parts = Parts {
        teams,
        ..parts(workspace, county, &[], horizon)
    };
    let terrain = Terrain::new(&parts).with_targets(&parts, &county.layers.targets);
    terrain.with_targets(&parts, more)
}

/// Positions between which the days of a workspace are driven: its bases, the targets of the layers, further targets that
/// may come to be, the ends of the corridors.
pub fn positions(
    workspace: &Workspace,
    county: &County,
    first_day: Day,
    more: &[Target],
) -> Vec<Position> {
    let mut positions = terrain(workspace, &workspace.teams, county, first_day, more).positions();
    for route in &county.corridors {
        positions.extend(route.ends(&county.network).into_iter().flatten());
    }
    positions
}
