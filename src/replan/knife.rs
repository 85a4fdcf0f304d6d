//! One cut through every route: which stops are kept, and what is left of each shift.

use super::{Request, codes, drawing};
use crate::domain::{Finding, Source, Team};
use crate::pipeline::{self, County, Horizon};
use crate::plan::{FinishedFile, Kept, ShiftFile, StopFile, moment};
use crate::problem::assemble::{Parts, Progress, Remainder, Terrain, working_teams};
use crate::roads::{Network, Position, Snapper};
use crate::units::{Day, Seconds, TeamId};
use crate::workspace::Workspace;

/// One cut through every route.
pub(super) struct Knife<'a> {
    pub(super) request: &'a Request<'a>,
    pub(super) workspace: &'a Workspace,
    pub(super) county: &'a County,
    pub(super) horizon: Horizon,
    pub(super) parts: Parts<'a>,
    pub(super) terrain: Terrain<'a>,
    pub(super) snapper: Snapper<'a>,
    pub(super) today: Day,
}

/// A shift by team and day, what is kept of it, and what is left of it.
pub(super) type Cut = ((usize, Day), Kept, Option<Remainder>);

impl<'a> Knife<'a> {
    pub(super) fn new(
        request: &'a Request<'a>,
        workspace: &'a Workspace,
        county: &'a County,
        horizon: Horizon,
    ) -> Result<Self, Vec<Finding>> {
        let today = request.day(horizon.first_day);
        let wrong = wrong(request, workspace, today);
        if !wrong.is_empty() {
            return Err(wrong);
        }
        let parts = pipeline::parts(workspace, county, &[], horizon);
        Ok(Self {
            terrain: Terrain::new(&parts),
            snapper: Snapper::new(&county.network),
            today,
            parts,
            request,
            workspace,
            county,
            horizon,
        })
    }

    /// Shifts as they stand whether the plan has them or not: over, not begun, or without their team.
    pub(super) fn new_shifts(&self, progress: &mut Progress) {
        for (idx, team) in self.workspace.teams.iter().enumerate() {
            for nth in 0..i32::try_from(self.horizon.days).unwrap_or(i32::MAX) {
                let day = self.horizon.first_day.plus(nth);
                let is_out = self.request.without.contains(&team.id);
                let left = if day < self.today || is_out {
                    Some(None)
                } else if day == self.today {
                    Some(self.left(team, day, None, self.request.at, &[]))
                } else {
                    None
                };
                if let Some(left) = left {
                    progress.shifts.insert((idx, day), left);
                }
            }
        }
    }

    /// What is left of a shift that goes on at a moment; `None` when that is nothing.
    fn left(
        &self,
        team: &Team,
        day: Day,
        from: Option<Position>,
        at: Seconds,
        kept: &[StopFile],
    ) -> Option<Remainder> {
        let window = team.shift.on(day, self.horizon.first_day);
        let stops = u32::try_from(kept.len()).unwrap_or(u32::MAX);
        let is_full = team.max_stops.is_some_and(|most| stops >= most);
        (at <= window.end() && !is_full).then(|| Remainder {
            from,
            at,
            breaks: kept
                .iter()
                .flat_map(StopFile::breaks)
                .map(|rest| self.time(&rest.start))
                .collect(),
            stops,
        })
    }

    /// Cuts one shift; `None` when its team or day are gone and nothing of it was begun.
    pub(super) fn cut(&self, shift: &ShiftFile) -> Result<Option<Cut>, Box<Finding>> {
        let day = Day::parse(&shift.date).unwrap_or(self.horizon.first_day);
        let teams = &self.workspace.teams;
        let works = working_teams(teams, &self.workspace.calendar, day)
            .any(|team| team.id.as_str() == shift.team);
        let idx = teams.iter().position(|team| team.id.as_str() == shift.team);
        let count = self.begun(shift, day);
        let Some(idx) = idx.filter(|_| works) else {
            if count == 0 {
                return Ok(None);
            }
            let lost = Finding::new(&codes::SHIFT_LOST, Source::default());
            return Err(Box::new(lost.arg(&shift.team).arg(&shift.date)));
        };
        let team = &teams[idx];
        let mut kept = self.kept(shift, count)?;
        if day != self.today {
            return Ok(Some(((idx, day), kept, None)));
        }
        let is_out = self.request.without.contains(&team.id);
        if count > 0 {
            kept.exit = Some(self.exit(&shift.stops[count - 1]));
        }
        let network = self.network(day);
        let is_through = count > 0 && count == shift.stops.len();
        let is_past = kept.left.is_some_and(|left| left <= self.request.at);
        if let Some(place) = self.request.position(&shift.team) {
            kept.via = Some(self.stated(team, idx, place, &kept, network)?);
            kept.back = None;
        } else if is_through && is_past {
            kept.via = self.at_base(shift, idx, &kept);
        } else if is_past && self.request.finished(&shift.team).is_some() {
            kept.via = self.standing(&kept);
        }
        let from = kept.via.as_ref().map(|via| via.position).or(kept.exit);
        let at = match (&kept.via, kept.left) {
            (Some(via), Some(left)) => left + Seconds(via.file.after_s),
            (Some(via), None) => {
                (self.begin(team, day) + Seconds(via.file.after_s)).max(self.request.at)
            }
            (None, Some(left)) => left,
            (None, None) => self.request.at,
        };
        let is_out = is_out || (count > 0 && self.late((team, idx, day), from, at).is_some());
        let left = self
            .left(team, day, from, at, &kept.stops)
            .filter(|_| !is_out);
        Ok(Some(((idx, day), kept, left)))
    }

    pub(super) fn network(&self, day: Day) -> &'a Network {
        let networks = &self.county.day_networks;
        let variant = networks.variant(day.days_since(self.horizon.first_day));
        networks.network(&self.county.network, variant)
    }

    pub(super) fn begin(&self, team: &Team, day: Day) -> Seconds {
        team.shift.on(day, self.horizon.first_day).start()
    }

    /// A moment of the plan before.
    pub(super) fn time(&self, text: &str) -> Seconds {
        moment(text).map_or(Seconds::MAX, |local| {
            Seconds(local - i64::from(self.horizon.first_day.number()) * Seconds::DAY.get())
        })
    }

    /// How many stops of a shift are kept: as many as its team is said to have finished, else those begun by the plan, and the
    /// one that the team is driving to unless it is known to be elsewhere or has dropped out.
    fn begun(&self, shift: &ShiftFile, day: Day) -> usize {
        if day < self.today {
            return shift.stops.len();
        }
        if day > self.today {
            return 0;
        }
        if let Some(stops) = self.request.finished(&shift.team) {
            return shift.stops.len().min(stops as usize);
        }
        self.by_plan(shift).max(self.told_before(shift) as usize)
    }

    /// How many stops of a shift of today were begun when all went as planned.
    fn by_plan(&self, shift: &ShiftFile) -> usize {
        let at = self.request.at;
        let stops = shift.stops.iter();
        let begun = stops
            .take_while(|stop| self.time(&stop.arrive) <= at)
            .count();
        let is_driving = shift.stops.get(begun).is_some_and(|next| {
            let leaves = match begun.checked_sub(1) {
                Some(last) => self.time(&shift.stops[last].depart),
                None => self.time(&next.arrive) - Seconds(next.leg.drive_s),
            };
            leaves <= at
        });
        let mut without = self.request.without.iter();
        let is_elsewhere = self.request.position(&shift.team).is_some()
            || without.any(|team| team.as_str() == shift.team);
        begun + usize::from(is_driving && !is_elsewhere)
    }

    /// How many stops of a shift of today were finished by what was said when the plan was made anew before.
    pub(super) fn told_before(&self, shift: &ShiftFile) -> u32 {
        let before = self.request.plan.replanned.iter();
        let mut told = before.flat_map(|replanned| &replanned.finished);
        let today = self.today.to_string();
        let own = told.find(|told| told.team == shift.team && told.date == today);
        own.map_or(0, |told| told.stops)
    }

    /// What is said of finished stops, and what was said before and is more than the plan's own times tell.
    pub(super) fn finished(&self) -> Vec<FinishedFile> {
        let date = self.today.to_string();
        let entry = |team: &str, stops: u32| FinishedFile {
            team: team.to_owned(),
            date: date.clone(),
            stops,
        };
        let said = self.request.finished.iter();
        let mut all: Vec<FinishedFile> = said
            .map(|(team, stops)| entry(team.as_str(), *stops))
            .collect();
        let shifts = self.request.plan.shifts.iter();
        for shift in shifts.filter(|shift| shift.date == date) {
            let told = self.told_before(shift);
            let is_said = self.request.finished(&shift.team).is_some();
            if !is_said && told as usize > self.by_plan(shift) {
                all.push(entry(&shift.team, told));
            }
        }
        all.sort();
        all
    }

    /// The first stops of a shift with their drawing.
    fn kept(&self, shift: &ShiftFile, count: usize) -> Result<Kept, Box<Finding>> {
        if count == 0 {
            return Ok(Kept::default());
        }
        let mut drawn = drawing::read(self.request.folder, shift)?;
        let back = drawn.legs.pop().unwrap_or_default();
        drawn.legs.truncate(count);
        drawn.corridors.truncate(count);
        let stops = shift.stops[..count].iter().map(|stop| StopFile {
            frozen: true,
            ..stop.clone()
        });
        Ok(Kept {
            stops: stops.collect(),
            legs: drawn.legs,
            corridors: drawn.corridors,
            left: shift.stops[..count]
                .last()
                .map(|stop| self.time(&stop.depart)),
            back: (count == shift.stops.len()).then(|| (shift.back.clone(), back)),
            ..Kept::default()
        })
    }
}

/// What is said of teams that do not exist, twice of one, or of more stops than there are.
fn wrong(request: &Request<'_>, workspace: &Workspace, today: Day) -> Vec<Finding> {
    let finding = |code| Finding::new(code, Source::default());
    let placed = request.positions.iter().map(|(team, _)| team);
    let finished = request.finished.iter().map(|(team, _)| team);
    let is_known = |id: &TeamId| workspace.teams.iter().any(|team| team.id == *id);
    let named = placed
        .clone()
        .chain(finished.clone())
        .chain(&request.without);
    let mut wrong: Vec<Finding> = named
        .filter(|id| !is_known(id))
        .map(|id| finding(&codes::UNKNOWN_TEAM).arg(id))
        .collect();
    let placed: Vec<&TeamId> = placed.collect();
    let told: Vec<&TeamId> = finished.collect();
    for (option, teams) in [("--position", placed), ("--finished", told)] {
        for (at, team) in teams.iter().enumerate() {
            let before = teams[..at].iter().filter(|other| *other == team).count();
            if before == 1 {
                wrong.push(finding(&codes::TWICE).arg(option).arg(team));
            }
        }
    }
    let date = today.to_string();
    for (team, stops) in &request.finished {
        let mut shifts = request.plan.shifts.iter();
        let shift = shifts.find(|shift| shift.team == team.as_str() && shift.date == date);
        let count = shift.map_or(0, |shift| shift.stops.len());
        if *stops as usize > count && is_known(team) {
            let finding = finding(&codes::TOO_MANY).arg(team).arg(stops);
            wrong.push(finding.arg(today).arg(count));
        }
    }
    wrong
}
