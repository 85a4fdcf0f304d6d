//! Wishes held against targets, teams and days: which of them count in a plan.

use std::collections::BTreeSet;

use super::codes;
use crate::domain::{Calendar, Code, Finding, Forbid, Pin, Source, Team, Wishes};
use crate::problem::assemble::working_teams;
use crate::units::{Day, TargetId, TeamId};

/// What wishes are held against.
#[derive(Clone, Copy, Debug)]
pub struct Scene<'a> {
    /// Ids of all targets, corridors among them.
    pub targets: &'a BTreeSet<&'a TargetId>,
    /// Teams.
    pub teams: &'a [Team],
    /// Working days.
    pub calendar: &'a Calendar,
    /// First day of the plan.
    pub first_day: Day,
    /// Days of the plan, from 1.
    pub days: u32,
    /// First day that is still planned.
    pub from: Day,
}

impl Scene<'_> {
    fn last(&self) -> Day {
        let days = i32::try_from(self.days).unwrap_or(i32::MAX);
        self.first_day.plus(days.saturating_sub(1))
    }
}

/// The wishes that count in a plan, each once, and what is wrong with the others.
///
/// Pins for days that are over, and pins of the settings for other days, do not count.
pub fn resolve(wishes: &Wishes, scene: &Scene<'_>) -> (Wishes, Vec<Finding>) {
    let (mut kept, mut findings) = (Wishes::default(), Vec::new());
    for pin in &wishes.pins {
        let mut pin = pin.clone();
        if pin.place.is_some() && pin.date.is_none() && scene.days == 1 {
            pin.date = Some(scene.first_day);
        }
        match judge(&pin, scene) {
            Ok(true) if !kept.pins.iter().any(|other| same(other, &pin)) => kept.pins.push(pin),
            Ok(_) => {}
            Err(finding) => findings.push(*finding),
        }
    }
    for forbid in &wishes.forbids {
        let known = |other: &Forbid| other.targets == forbid.targets && other.team == forbid.team;
        match judge_forbid(forbid, scene) {
            None if !kept.forbids.iter().any(known) => kept.forbids.push(forbid.clone()),
            None => {}
            Some(finding) => findings.push(finding),
        }
    }
    (kept, findings)
}

fn same(one: &Pin, two: &Pin) -> bool {
    let key = |pin: &Pin| (pin.target.clone(), pin.team.clone(), pin.date, pin.place);
    key(one) == key(two)
}

fn finding(code: &'static Code, source: &Source, wish: &dyn std::fmt::Display) -> Finding {
    Finding::new(code, source.clone()).arg(wish)
}

/// Whether a pin counts, or what is wrong with it.
fn judge(pin: &Pin, scene: &Scene<'_>) -> Result<bool, Box<Finding>> {
    let wrong = |code| finding(code, &pin.source, pin).id(pin.target.as_str());
    if let Some(date) = pin.date {
        if (scene.first_day..scene.from).contains(&date) {
            return Ok(false);
        }
        if !(scene.from..=scene.last()).contains(&date) {
            let is_setting = !pin.source.file.is_empty();
            let code = if is_setting {
                &codes::OTHER_DAY
            } else {
                &codes::DATE_OUTSIDE
            };
            let outside = wrong(code).arg(date).arg(scene.first_day);
            return Err(Box::new(outside.arg(scene.last())));
        }
    }
    if !scene.targets.contains(&pin.target) {
        return Err(Box::new(wrong(&codes::UNKNOWN_TARGET).arg(&pin.target)));
    }
    if let Some(team) = &pin.team {
        if !is_team(scene, team) {
            return Err(Box::new(wrong(&codes::UNKNOWN_TEAM).arg(team)));
        }
        if let Some(date) = pin.date
            && !working_teams(scene.teams, scene.calendar, date).any(|works| works.id == *team)
        {
            return Err(Box::new(wrong(&codes::DAY_OFF).arg(team).arg(date)));
        }
    }
    if pin.place.is_some() && (pin.team.is_none() || pin.date.is_none()) {
        return Err(Box::new(wrong(&codes::PLACE_NEEDS)));
    }
    Ok(true)
}

fn judge_forbid(forbid: &Forbid, scene: &Scene<'_>) -> Option<Finding> {
    let wrong = |code| finding(code, &forbid.source, forbid);
    let mut targets = forbid.targets.iter();
    if let Some(target) = targets.find(|target| !scene.targets.contains(target)) {
        return Some(wrong(&codes::UNKNOWN_TARGET).arg(target));
    }
    let team = forbid.team.as_ref().filter(|team| !is_team(scene, team))?;
    Some(wrong(&codes::UNKNOWN_TEAM).arg(team))
}

fn is_team(scene: &Scene<'_>, id: &TeamId) -> bool {
    scene.teams.iter().any(|team| team.id == *id)
}
