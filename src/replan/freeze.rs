//! Which part of each route is kept, and from where and when its team goes on.

use std::collections::BTreeMap;

use geo::{Coord, Geometry, Point};

use super::{Request, answered, codes, drawing};
use crate::domain::{Due, Finding, Pin, Source, Team};
use crate::pipeline::{self, County, Horizon};
use crate::plan::{
    Course, Direction, DoneFile, Kept, Passed, PositionFile, ReplannedFile, ShiftFile, StopFile,
    UrgentFile, ViaFile, local_time, moment,
};
use crate::problem::assemble::{Parts, Progress, Remainder, Terrain, working_teams};
use crate::register::SoFar;
use crate::roads::{LinkIdx, Network, Path, Position, Snapped, Snapper, distance, fastest_path};
use crate::units::{Day, Seconds, TargetId};
use crate::workspace::Workspace;

/// What a plan that is made anew begins with.
#[derive(Clone, Debug)]
pub struct Resumed {
    /// What has happened so far.
    pub progress: Progress,
    /// What is kept of the routes.
    pub course: Course,
    /// Urgent targets as pins, those of the plan before among them.
    pub urgent: Vec<Pin>,
    /// What was assumed.
    pub findings: Vec<Finding>,
}

/// Cuts a plan at a moment; `due` is what was due before any wish.
///
/// # Errors
/// Findings for which the plan cannot be gone on from.
pub fn resume(
    request: &Request<'_>,
    workspace: &Workspace,
    county: &County,
    horizon: Horizon,
    so_far: &SoFar,
    due: &[Due],
) -> Result<Resumed, Vec<Finding>> {
    let knife = Knife::new(request, workspace, county, horizon)?;
    let (mut progress, mut kept) = (Progress::default(), BTreeMap::new());
    let (mut findings, mut assumed) = (Vec::new(), Vec::new());
    knife.new_shifts(&mut progress);
    for shift in &request.plan.shifts {
        match knife.cut(shift) {
            Ok(Some((key, part, left))) => {
                take(shift, key, &part, &mut progress);
                if key.1 <= knife.today {
                    assumed.extend(knife.far_ahead(key, &part, left));
                    progress.shifts.insert(key, left);
                    kept.insert(key, part);
                }
            }
            Ok(None) => {}
            Err(finding) => findings.push(*finding),
        }
    }
    if !findings.is_empty() {
        return Err(findings);
    }
    kept.retain(|_, part: &mut Kept| !part.stops.is_empty() || part.via.is_some());
    progress.most_moved = request.moves;
    let done = answered(due, &mut progress.taken, so_far);
    let urgent = urgent(request, &progress, knife.today);
    let course = Course {
        kept,
        replanned: ReplannedFile {
            from: request.digest.clone(),
            at: local_time(horizon.first_day, workspace.utc_offset, request.at),
            without: request.without.iter().map(ToString::to_string).collect(),
            urgent: urgent.clone(),
            positions: request
                .positions
                .iter()
                .map(|(team, place)| PositionFile {
                    team: team.to_string(),
                    lon: place.x,
                    lat: place.y,
                })
                .collect(),
            done: done
                .iter()
                .map(|(target, visit, day)| DoneFile {
                    target: target.to_string(),
                    visit: *visit,
                    date: day.to_string(),
                })
                .collect(),
            most_moved: request.moves,
            changes: Vec::new(),
        },
        before: request.plan.clone(),
    };
    Ok(Resumed {
        progress,
        course,
        urgent: urgent.iter().map(Pin::from).collect(),
        findings: assumed,
    })
}

/// Urgent targets of the plan before that are still to be visited, then those asked for now.
fn urgent(request: &Request<'_>, progress: &Progress, today: Day) -> Vec<UrgentFile> {
    let before = request
        .plan
        .replanned
        .iter()
        .flat_map(|replanned| &replanned.urgent);
    let is_open = |urgent: &&UrgentFile| {
        let target = TargetId::new(&*urgent.target);
        let all = (target.clone(), 0)..=(target, u32::MAX);
        let date = Day::parse(&urgent.date).ok();
        date.is_some_and(|date| date >= today)
            && !progress.taken.range(all).any(|(_, day)| Some(*day) == date)
    };
    let mut urgent: Vec<UrgentFile> = before.filter(is_open).cloned().collect();
    urgent.extend(request.urgent.iter().map(|target| UrgentFile {
        target: target.to_string(),
        date: today.to_string(),
    }));
    urgent.sort();
    urgent.dedup();
    urgent
}

/// Notes the kept stops as taken, and where the others were.
fn take(shift: &ShiftFile, key: (usize, Day), part: &Kept, progress: &mut Progress) {
    for (at, stop) in shift.stops.iter().enumerate() {
        let visit = (TargetId::new(&*stop.target), stop.visit.unwrap_or(1));
        if at < part.stops.len() {
            progress.taken.insert(visit, key.1);
        } else {
            let is_backward = stop
                .corridor
                .as_ref()
                .is_some_and(|corridor| corridor.direction == Direction::Backward);
            let (target, number) = visit.clone();
            let order = progress.order.entry(key).or_default();
            order.push((target, number, u8::from(is_backward)));
            progress.homes.insert(visit, key);
        }
    }
}

/// One cut through every route.
struct Knife<'a> {
    request: &'a Request<'a>,
    workspace: &'a Workspace,
    county: &'a County,
    horizon: Horizon,
    parts: Parts<'a>,
    terrain: Terrain<'a>,
    snapper: Snapper<'a>,
    today: Day,
}

/// A shift by team and day, what is kept of it, and what is left of it.
type Cut = ((usize, Day), Kept, Option<Remainder>);

impl<'a> Knife<'a> {
    fn new(
        request: &'a Request<'a>,
        workspace: &'a Workspace,
        county: &'a County,
        horizon: Horizon,
    ) -> Result<Self, Vec<Finding>> {
        let known =
            |id: &&crate::units::TeamId| !workspace.teams.iter().any(|team| team.id == **id);
        let named = request.positions.iter().map(|(team, _)| team);
        let unknown: Vec<Finding> = named
            .chain(&request.without)
            .filter(known)
            .map(|id| Finding::new(&codes::UNKNOWN_TEAM, Source::default()).arg(id))
            .collect();
        if !unknown.is_empty() {
            return Err(unknown);
        }
        let parts = pipeline::parts(workspace, county, &[], horizon);
        Ok(Self {
            terrain: Terrain::new(&parts),
            snapper: Snapper::new(&county.network),
            today: request.day(horizon.first_day),
            parts,
            request,
            workspace,
            county,
            horizon,
        })
    }

    /// Shifts as they stand whether the plan has them or not: over, not begun, or without their team.
    fn new_shifts(&self, progress: &mut Progress) {
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
        let passed = team
            .breaks
            .first()
            .is_some_and(|rest| at > rest.begin.on(day, self.horizon.first_day).end());
        (at <= window.end() && !is_full).then(|| Remainder {
            from,
            at,
            is_rested: passed || kept.iter().any(|stop| stop.rest.is_some()),
            stops,
        })
    }

    /// Cuts one shift; `None` when its team or day are gone and nothing of it was begun.
    fn cut(&self, shift: &ShiftFile) -> Result<Option<Cut>, Box<Finding>> {
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
        let stated = self
            .request
            .positions
            .iter()
            .find(|(own, _)| *own == team.id);
        if let Some((_, place)) = stated {
            kept.via = Some(self.stated(team, idx, *place, &kept, network)?);
            kept.back = None;
        } else if is_through && kept.left.is_some_and(|left| left <= self.request.at) {
            kept.via = self.at_base(shift, idx, &kept);
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
        let left = self
            .left(team, day, from, at, &kept.stops)
            .filter(|_| !is_out);
        Ok(Some(((idx, day), kept, left)))
    }

    /// Says when a stated place is farther than the team can have driven.
    fn far_ahead(
        &self,
        (team, day): (usize, Day),
        kept: &Kept,
        left: Option<Remainder>,
    ) -> Option<Finding> {
        let owner = &self.workspace.teams[team];
        let id = &owner.id;
        let is_stated = self.request.positions.iter().any(|(own, _)| own == id);
        let begun = kept.left.unwrap_or(self.begin(owner, day));
        let known = begun.max(self.request.at);
        let at = left.filter(|left| is_stated && left.at > known)?.at;
        let clock = local_time(self.horizon.first_day, 0, at)[11..16].to_owned();
        Some(
            Finding::new(&codes::FAR_AHEAD, Source::default())
                .arg(id)
                .arg(clock),
        )
    }

    fn network(&self, day: Day) -> &'a Network {
        let networks = &self.county.day_networks;
        let variant = networks.variant(day.days_since(self.horizon.first_day));
        networks.network(&self.county.network, variant)
    }

    fn begin(&self, team: &Team, day: Day) -> Seconds {
        team.shift.on(day, self.horizon.first_day).start()
    }

    /// A moment of the plan before.
    fn time(&self, text: &str) -> Seconds {
        moment(text).map_or(Seconds::MAX, |local| {
            Seconds(local - i64::from(self.horizon.first_day.number()) * Seconds::DAY.get())
        })
    }

    /// How many stops of a shift are kept: those begun, and the one that the team is driving to unless it is known to be
    /// elsewhere or has dropped out.
    fn begun(&self, shift: &ShiftFile, day: Day) -> usize {
        if day < self.today {
            return shift.stops.len();
        }
        if day > self.today {
            return 0;
        }
        let at = self.request.at;
        let begun = shift
            .stops
            .iter()
            .take_while(|stop| self.time(&stop.arrive) <= at)
            .count();
        let is_driving = shift.stops.get(begun).is_some_and(|next| {
            let leaves = match begun.checked_sub(1) {
                Some(last) => self.time(&shift.stops[last].depart),
                None => self.time(&next.arrive) - Seconds(next.leg.drive_s),
            };
            leaves <= at
        });
        let is_elsewhere = self
            .request
            .positions
            .iter()
            .any(|(team, _)| team.as_str() == shift.team)
            || self
                .request
                .without
                .iter()
                .any(|team| team.as_str() == shift.team);
        begun + usize::from(is_driving && !is_elsewhere)
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

    /// Where a stop is left.
    fn exit(&self, stop: &StopFile) -> Position {
        /// The same place, for the rounding of coordinates, in metres.
        const NEAR: f64 = 2.0;
        let (wanted, known) = if let Some(driven) = &stop.corridor {
            let [x, y] = driven.to;
            let routes = &self.county.corridors;
            let at = routes.binary_search_by(|route| route.target.id.as_str().cmp(&stop.target));
            let end = at.ok().map(|at| match driven.direction {
                Direction::Forward => routes[at].to,
                Direction::Backward => routes[at].from,
            });
            (Coord { x, y }, end)
        } else {
            let place = Coord {
                x: stop.lon,
                y: stop.lat,
            };
            let targets = &self.county.layers.targets;
            let at = targets.binary_search_by(|target| target.id.as_str().cmp(&stop.target));
            let target = at.ok().map(|at| &targets[at]);
            let snapped = target.and_then(|target| self.terrain.roadside(&self.parts, target));
            (place, snapped.map(|snapped: Snapped| snapped.position))
        };
        let is_there =
            |position: &Position| distance(self.county.network.coord_at(*position), wanted) <= NEAR;
        known
            .filter(is_there)
            .unwrap_or_else(|| self.nearest(wanted))
    }

    /// The nearest place on a road, however far.
    fn nearest(&self, place: Coord) -> Position {
        /// How far a road is looked for, in metres.
        const FAR: f64 = 50_000.0;
        let point = Geometry::Point(Point(place));
        let snapped = self.snapper.snap(&point, FAR, &|_| true);
        // A network without any road makes no county.
        snapped.map_or(
            Position {
                link: LinkIdx(0),
                fraction: 0.0,
            },
            |snapped| snapped.position,
        )
    }

    /// The place where a team is said to be, reached from what it did.
    fn stated(
        &self,
        team: &Team,
        idx: usize,
        place: Coord,
        kept: &Kept,
        network: &Network,
    ) -> Result<Passed, Box<Finding>> {
        let finding = |code| {
            Finding::new(code, Source::default())
                .place(place)
                .arg(&team.id)
        };
        let is_driven = |link| {
            let link = network.link(link);
            link.forward.is_some() || link.backward.is_some()
        };
        let limit = self.workspace.walk_limit;
        let snapped = self
            .snapper
            .snap(&Geometry::Point(Point(place)), limit, &is_driven);
        let snapped = snapped.map_err(|failure| {
            let metres = failure
                .nearest
                .map_or("> 50000".to_owned(), |metres| format!("{metres:.0}"));
            Box::new(finding(&codes::OFF_ROAD).arg(metres).arg(limit))
        })?;
        let no_way = || Box::new(finding(&codes::NO_WAY));
        let (base, home) = self.terrain.base(idx).ok_or_else(no_way)?;
        let position = snapped.position;
        fastest_path(network, position, home).ok_or_else(no_way)?;
        let start = kept.exit.unwrap_or(base);
        let path: Path = fastest_path(network, start, position).ok_or_else(no_way)?;
        // By the plan's own times it may not be there yet: then it goes on when it can be.
        let driven = Seconds(i64::from(path.seconds));
        let after = kept
            .left
            .map_or(driven, |left| (self.request.at - left).max(driven));
        Ok(Passed {
            position,
            file: via(snapped.roadside, after),
            metres: i64::from(path.metres),
            coords: path.coords,
        })
    }

    /// A team that is home, or on its way there, goes on from its base.
    fn at_base(&self, shift: &ShiftFile, idx: usize, kept: &Kept) -> Option<Passed> {
        let (_, home) = self.terrain.base(idx)?;
        let (back, coords) = kept.back.clone()?;
        let at = self.time(&shift.back.arrive).max(self.request.at);
        Some(Passed {
            position: home,
            file: via(self.county.network.coord_at(home), at - kept.left?),
            metres: back.distance_m,
            coords,
        })
    }
}

fn via(place: Coord, after: Seconds) -> ViaFile {
    let round = |degrees: f64| (degrees * 1e7).round() / 1e7;
    ViaFile {
        lon: round(place.x),
        lat: round(place.y),
        after_s: after.get(),
    }
}
