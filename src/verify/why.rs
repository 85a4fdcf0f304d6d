//! Why each visit is in or out, proved anew: marginal figures driven through without the stop, changes made and driven
//! through, reasons refuted where a shift could do it after all.
//!
//! Drives that the plan does not have are stated with the claims; they are measured by the own Dijkstra with the slack of
//! every leg, and the rest is exact. Of a plan made anew it is proved for what was not begun by then. Not proved: that no cheaper change, and no better gain, exists elsewhere.

mod changes;
mod drive;
mod marginal;
mod reasons;
mod sites;

use std::collections::BTreeMap;
use std::sync::OnceLock;

use rayon::prelude::*;

use super::codes::{self, Faults};
use super::dijkstra::Arcs;
use super::legs::faces_as_asked;
use super::replanned::{after, begun, is_over, leaves, now_at, passed};
use super::scan::Ground;
use super::targets::{corridor_open, spaced, walk};
use super::teams::{is_barred, refusal};
use super::times::Clock;
use super::{Claim, Known};
use crate::domain::{CorridorPass, Due, TargetDetail, Team};
use crate::plan::{Direction, InsteadFile, PlaceFile, ShiftFile, StopFile, UnvisitedFile, ViaFile};
use crate::units::{Day, TargetId};
use drive::{Call, FAR, Outing, Rest, owed};
use sites::{Roads, Site};

/// Checks everything that a plan says of why.
pub(super) fn check(claim: &Claim<'_>, ground: &Ground<'_>, arcs: &[Arcs], faults: &mut Faults) {
    complete(claim, faults);
    let shifts = Shifts::new(claim);
    let roads = || Roads::new(claim, ground, arcs);
    let of_shifts = claim
        .plan
        .shifts
        .par_iter()
        .map_init(roads, |roads, shift| marginal::shift(roads, &shifts, shift));
    let mut found: Vec<Faults> = of_shifts.collect();
    let of_left_out = claim
        .plan
        .unvisited
        .par_iter()
        .map_init(roads, |roads, entry| {
            let mut faults = Faults::default();
            roadside(claim, entry, &mut faults);
            changes::check(roads, &shifts, entry, &mut faults);
            reasons::check(roads, &shifts, entry, &mut faults);
            faults
        });
    found.extend(of_left_out.collect::<Vec<_>>());
    faults.0.extend(found.into_iter().flat_map(|part| part.0));
}

/// A plan says why of everything, or was made by a version that said it of nothing.
fn complete(claim: &Claim<'_>, faults: &mut Faults) {
    let plan = claim.plan;
    let every = || plan.shifts.iter().flat_map(|shift| &shift.stops);
    let stops = || every().filter(|stop| !stop.frozen);
    let begun = every().filter(|stop| stop.frozen && stop.marginal.is_some());
    let too_much = begun.count();
    if too_much > 0 {
        let what = "marginal of a begun stop";
        faults.add(&codes::CHANGE_PLACE, "plan.json", &[&what]);
    }
    let said = stops().filter(|stop| stop.marginal.is_some()).count()
        + plan
            .unvisited
            .iter()
            .filter(|entry| entry.changes.is_some())
            .count();
    let all = stops().count() + plan.unvisited.len();
    if said != 0 && said != all {
        faults.add(&codes::UNEXPLAINED, "plan.json", &[&(all - said), &all]);
    }
}

/// The stated roadside lies as far from the target as the walk says.
fn roadside(claim: &Claim<'_>, entry: &UnvisitedFile, faults: &mut Faults) {
    if let (Some(roadside), Some(Known::Target(target))) =
        (entry.roadside, claim.known.get(entry.target.as_str()))
    {
        let place = format!("unvisited {} roadside", entry.target);
        walk(claim, &roadside, &target.geometry, &place, faults);
    }
}

/// A visit put in at a place of a shift, perhaps for one of its stops.
struct Wish<'a> {
    target: &'a str,
    visit: Option<u32>,
    place: &'a PlaceFile,
    /// Position of the stop of the same shift that goes.
    gives_up: Option<usize>,
}

impl Wish<'_> {
    /// Position among the stops that stay.
    fn at(&self) -> usize {
        let after = self.place.after as usize;
        match self.gives_up {
            Some(stop) if after > stop => after - 1,
            _ => after,
        }
    }

    /// Whether the place names a stop that stays.
    fn is_in(&self, shift: &ShiftFile) -> bool {
        let after = self.place.after as usize;
        (begun(shift)..=shift.stops.len()).contains(&after)
            && self.gives_up.is_none_or(|stop| after != stop + 1)
    }
}

/// A shift, and where its stops lie on the roads, once that was asked for.
type Located<'a> = (&'a ShiftFile, OnceLock<Vec<Site>>);

/// The shifts of a plan, found by team and date, and what is left out, by target and visit.
struct Shifts<'a> {
    claim: &'a Claim<'a>,
    clock: Clock,
    by_team: BTreeMap<(&'a str, &'a str), Located<'a>>,
    left_out: BTreeMap<(&'a str, u32), &'a UnvisitedFile>,
    /// Dates on which each target is planned, with its visit.
    planned: BTreeMap<&'a str, Vec<(Day, u32)>>,
    /// Days on which each target was visited before the plan was made anew.
    made: BTreeMap<&'a str, Vec<Day>>,
}

impl<'a> Shifts<'a> {
    fn new(claim: &'a Claim<'a>) -> Self {
        let mut planned: BTreeMap<&str, Vec<(Day, u32)>> = BTreeMap::new();
        let mut made: BTreeMap<&str, Vec<Day>> = BTreeMap::new();
        for shift in &claim.plan.shifts {
            let Ok(day) = Day::parse(&shift.date) else {
                continue;
            };
            for stop in &shift.stops {
                let key = (TargetId::new(&*stop.target), day);
                if stop.frozen && claim.expect.in_vain.contains(&key) {
                    continue;
                }
                let visits = planned.entry(&stop.target).or_default();
                visits.push((day, stop.visit.unwrap_or(1)));
                if stop.frozen {
                    made.entry(&stop.target).or_default().push(day);
                }
            }
        }
        for (target, visit, day) in claim.expect.done {
            let visits = planned.entry(target.as_str()).or_default();
            visits.push((*day, *visit));
            made.entry(target.as_str()).or_default().push(*day);
        }
        let shifts = claim.plan.shifts.iter();
        let left_out = claim.plan.unvisited.iter();
        Self {
            claim,
            clock: Clock::of(claim),
            by_team: shifts
                .map(|shift| ((&*shift.team, &*shift.date), (shift, OnceLock::new())))
                .collect(),
            left_out: left_out
                .map(|entry| ((&*entry.target, entry.visit.unwrap_or(1)), entry))
                .collect(),
            planned,
            made,
        }
    }

    fn all(&self) -> impl Iterator<Item = &'a ShiftFile> + use<'a> {
        self.claim.plan.shifts.iter()
    }

    fn find(&self, team: &str, date: &str) -> Option<&'a ShiftFile> {
        self.by_team.get(&(team, date)).map(|(shift, _)| *shift)
    }

    /// Base, stops and base of a shift on the roads; found once, but where a plan names a shift twice.
    fn sites(&self, roads: &Roads<'_>, shift: &ShiftFile) -> Vec<Site> {
        match self.by_team.get(&(&*shift.team, &*shift.date)) {
            Some((first, sites)) if std::ptr::eq(*first, shift) => {
                sites.get_or_init(|| roads.sites(shift)).clone()
            }
            _ => roads.sites(shift),
        }
    }

    fn left_out(&self, target: &str, visit: Option<u32>) -> Option<&'a UnvisitedFile> {
        self.left_out.get(&(target, visit.unwrap_or(1))).copied()
    }

    /// The stop that a change gives up, with its shift.
    fn stop(&self, other: &InsteadFile) -> Option<(&'a ShiftFile, usize)> {
        let shift = self.find(&other.team, &other.date)?;
        let at = (other.seq as usize).checked_sub(1)?;
        let stop = shift.stops.get(at)?;
        let same =
            stop.target == other.target && stop.visit == other.visit && stop.prize == other.prize;
        (same && !stop.frozen).then_some((shift, at))
    }

    /// The moment at which the plan was made anew.
    fn made_anew(&self) -> Option<i64> {
        let replanned = self.claim.plan.replanned.as_ref()?;
        self.clock.seconds(&replanned.at)
    }

    /// A shift as the clock sees it, without stops, when it passes a place first.
    fn empty(&self, shift: &ShiftFile, via: Option<ViaFile>) -> Option<Outing> {
        let day = Day::parse(&shift.date).ok()?;
        let team = self.claim.teams.get(shift.team.as_str())?;
        let rests = team.breaks.iter().map(|rule| {
            let begin = rule.begin.on(day, self.claim.expect.first_day);
            Rest {
                from: begin.start().get(),
                to: begin.end().get(),
                length: rule.duration.get(),
            }
        });
        let start = leaves(self.claim, shift, via, &self.clock)?;
        let goes_on = start.saturating_add(after(via));
        let mut rests: Vec<Rest> = rests.collect();
        if self.made_anew().is_some() {
            let begun_stops = shift.stops.iter().take(begun(shift));
            let taken = begun_stops.flat_map(StopFile::breaks);
            let taken = taken.filter_map(|rest| self.clock.seconds(&rest.start));
            rests = owed(rests, taken, goes_on);
        }
        Some(Outing {
            begun: begun(shift),
            start,
            end: self.clock.seconds(&shift.end)?,
            rests,
            calls: Vec::new(),
            back: FAR,
        })
    }

    /// A shift with its stops.
    fn outing(&self, shift: &ShiftFile) -> Option<Outing> {
        let calls = shift.stops.iter().skip(begun(shift)).map(|stop| {
            let due = self
                .claim
                .due
                .get(&(&*stop.target, stop.visit.unwrap_or(1)))?;
            Some(Call {
                drive: stop.leg.drive_s,
                walk: stop.walk_s,
                work: stop.service_s,
                windows: self.windows(due, &shift.date),
            })
        });
        Some(Outing {
            calls: calls.collect::<Option<Vec<_>>>()?,
            back: shift.back.drive_s,
            ..self.empty(shift, passed(self.claim, shift))?
        })
    }

    /// Begin and end of the windows of a due visit on a day.
    fn windows(&self, due: &Due, date: &str) -> Vec<(i64, i64)> {
        let Ok(day) = Day::parse(date) else {
            return Vec::new();
        };
        let nth = usize::try_from(day.days_since(due.first_day)).ok();
        let of_day = nth.and_then(|nth| due.windows.get(nth));
        let windows = of_day.map_or(&[][..], Vec::as_slice).iter();
        windows
            .map(|window| window.on(day, self.claim.expect.first_day))
            .map(|window| (window.start().get(), window.end().get()))
            .collect()
    }

    /// Which of the windows of a visit on a day has that text.
    fn window_named(&self, wish: &Wish<'_>, date: &str, text: &str) -> Option<usize> {
        let due = self
            .claim
            .due
            .get(&(wish.target, wish.visit.unwrap_or(1)))?;
        let day = Day::parse(date).ok()?;
        let nth = usize::try_from(day.days_since(due.first_day)).ok()?;
        let mut windows = due.windows.get(nth)?.iter();
        windows.position(|window| window.to_string() == text)
    }

    /// Whether a shift's team may do a due visit on its day.
    fn may_do(&self, shift: &ShiftFile, due: &Due) -> bool {
        let team = self.claim.teams.get(shift.team.as_str());
        let on_day =
            Day::parse(&shift.date).is_ok_and(|day| (due.first_day..=due.last_day).contains(&day));
        let may = |team: &Team| {
            let day = Day::parse(&shift.date);
            !is_barred(team, due)
                && day.is_ok_and(|day| !is_over(self.claim, team, day))
                && refusal(self.claim, team, due.target.as_str(), due).is_none()
        };
        on_day && team.is_some_and(|team| may(team))
    }

    /// Whether the roads of a corridor may be driven that way on a day; true for anything else.
    fn may_drive(&self, entry: &UnvisitedFile, direction: Option<Direction>, date: &str) -> bool {
        let Some(Known::Corridor(route)) = self.claim.known.get(entry.target.as_str()) else {
            return true;
        };
        let (Some(direction), Ok(day)) = (direction, Day::parse(date)) else {
            return false;
        };
        let one_way = matches!(&route.target.detail,
            TargetDetail::Corridor(corridor) if corridor.pass == CorridorPass::Forward);
        !(one_way && direction == Direction::Backward)
            && corridor_open(self.claim, route, direction, day)
    }

    /// Planned visits of the same target that stand too near to a shift, one of them not counted.
    fn near_visits(&self, shift: &ShiftFile, due: &Due, but: Option<u32>) -> Vec<u32> {
        let Ok(day) = Day::parse(&shift.date) else {
            return Vec::new();
        };
        let visits = self.planned.get(due.target.as_str());
        let visits = visits.map_or(&[][..], Vec::as_slice).iter();
        visits
            .filter(|(other, visit)| Some(*visit) != but && !spaced(*other, day, due.min_gap_days))
            .map(|(_, visit)| *visit)
            .collect()
    }

    /// Whether a visit made before the plan was made anew stands too near to a shift.
    fn near_made(&self, shift: &ShiftFile, due: &Due) -> bool {
        let Ok(day) = Day::parse(&shift.date) else {
            return false;
        };
        let made = self.made.get(due.target.as_str());
        let mut made = made.map_or(&[][..], Vec::as_slice).iter();
        made.any(|other| !spaced(*other, day, due.min_gap_days))
    }

    fn has_room(&self, shift: &ShiftFile) -> bool {
        let team = self.claim.teams.get(shift.team.as_str());
        let most = team.and_then(|team| team.max_stops);
        most.is_none_or(|most| shift.stops.len() < most as usize)
    }

    /// Whether everything but time allows a wish; `spare` stops more than the team's most are allowed.
    fn allowed(
        &self,
        shift: &ShiftFile,
        wish: &Wish<'_>,
        given_up: Option<(&ShiftFile, usize)>,
        spare: u32,
        place: &str,
        faults: &mut Faults,
    ) -> bool {
        let Some(due) = self.claim.due.get(&(wish.target, wish.visit.unwrap_or(1))) else {
            faults.add(&codes::CHANGE_PLACE, place, &[&"target, visit"]);
            return false;
        };
        let goes = given_up
            .map(|(at, stop)| &at.stops[stop])
            .filter(|stop| stop.target == wish.target)
            .map(|stop| stop.visit.unwrap_or(1));
        let most = self
            .claim
            .teams
            .get(&*shift.team)
            .and_then(|team| team.max_stops);
        let stops = shift.stops.len() + 1 - usize::from(wish.gives_up.is_some());
        let what = if !self.may_do(shift, due) {
            "team, date"
        } else if !self.near_visits(shift, due, goes).is_empty() {
            "min_gap_days"
        } else if most.is_some_and(|most| stops > (most.saturating_add(spare)) as usize) {
            "max_stops"
        } else {
            return true;
        };
        faults.add(
            &codes::CHANGE_ALLOWED,
            place,
            &[&shift.team, &shift.date, &what],
        );
        false
    }

    /// The shift with the wish fulfilled; both new drives are checked.
    fn with(
        &self,
        roads: &mut Roads<'_>,
        shift: &ShiftFile,
        entry: &UnvisitedFile,
        wish: &Wish<'_>,
        place: &str,
        faults: &mut Faults,
    ) -> Option<Outing> {
        let mut outing = self.outing(shift)?;
        let due = self
            .claim
            .due
            .get(&(wish.target, wish.visit.unwrap_or(1)))?;
        let is_corridor = matches!(self.claim.known.get(wish.target), Some(Known::Corridor(_)));
        let direction = wish.place.direction;
        if !wish.is_in(shift)
            || (is_corridor && direction.is_none())
            || !self.may_drive(entry, direction, &shift.date)
        {
            faults.add(&codes::CHANGE_PLACE, place, &[&"after, direction"]);
            return None;
        }
        let mut sites = self.sites(roads, shift);
        if let Some(stop) = wish.gives_up {
            let direct = shift.stops[stop]
                .marginal
                .as_ref()
                .and_then(|marginal| marginal.direct);
            outing.take_out(stop, direct.map_or(FAR, |direct| direct.drive_s));
            sites.remove(stop + 1);
        }
        if !self.pass(shift, wish, &mut outing) {
            faults.add(&codes::CHANGE_PLACE, place, &[&"via"]);
            return None;
        }
        let visit = roads.left_out(entry, direction);
        if !is_corridor && !faces_as_asked(roads.ground, &visit.0, direction) {
            faults.add(&codes::CHANGE_PLACE, place, &[&"direction"]);
            return None;
        }
        roads.place(
            &shift.date,
            (&sites, wish.at()),
            &visit,
            wish.place,
            place,
            faults,
        );
        let call = Call {
            drive: wish.place.to.drive_s,
            walk: entry.roadside.map_or(0, |roadside| roadside.walk_s),
            work: due.service.get(),
            windows: self.windows(due, &shift.date),
        };
        outing.put_in(wish.at(), call, wish.place.onward.drive_s);
        Some(outing)
    }

    /// Lets a visit that becomes the first pass the place from which the team goes on; false where the wish says otherwise.
    fn pass(&self, shift: &ShiftFile, wish: &Wish<'_>, outing: &mut Outing) -> bool {
        let (via, onward) = (wish.place.to.via, wish.place.onward.via);
        if onward.is_some() || (wish.at() != outing.begun && via.is_some()) {
            return false;
        }
        if wish.at() != outing.begun {
            return true;
        }
        let is_known = shift.stops.len() > outing.begun || now_at(self.claim, shift).is_some();
        if (is_known && via != passed(self.claim, shift))
            || (via.is_some() && self.made_anew().is_none())
        {
            return false;
        }
        let Some(empty) = self.empty(shift, via) else {
            return false;
        };
        (outing.start, outing.rests) = (empty.start, empty.rests);
        let goes_on = outing.start.saturating_add(after(via));
        self.made_anew().is_none_or(|at| goes_on >= at)
    }

    /// Whether a left-out visit fits in place of a stop.
    fn gain(
        &self,
        roads: &mut Roads<'_>,
        shift: &ShiftFile,
        entry: &UnvisitedFile,
        wish: &Wish<'_>,
        place: &str,
        faults: &mut Faults,
    ) {
        let given_up = wish.gives_up.map(|stop| (shift, stop));
        if self.allowed(shift, wish, given_up, 0, place, faults)
            && let Some(outing) = self.with(roads, shift, entry, wish, place, faults)
            && !outing.fits()
        {
            faults.add(&codes::CHANGE_FITS, place, &[&shift.team, &shift.date]);
        }
    }
}
