use std::fmt;

use super::Source;
use crate::units::{Day, TargetId, TeamId};

/// A stop that people fix beforehand (指定): a target that is visited in a plan whatever it is worth, where stated by a
/// team, on a day, at a place of the route.
///
/// Written `TARGET[@TEAM][@DATE][#PLACE]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pin {
    /// Which target.
    pub target: TargetId,
    /// By this team.
    pub team: Option<TeamId>,
    /// On this day.
    pub date: Option<Day>,
    /// At this place of the team's day: 1, 2 ... from its start, -1, -2 ... from its end; never 0.
    pub place: Option<i32>,
    /// Asked for in the middle of the day: an urgent target (紧急任务).
    pub urgent: bool,
    /// Where it was stated; empty on the command line.
    pub source: Source,
}

/// What people rule out beforehand (禁止): a target for a team, or two targets in one route.
///
/// Written `TARGET@TEAM` or `TARGET+TARGET`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Forbid {
    /// One target with a team, two without.
    pub targets: Vec<TargetId>,
    /// The team that never takes the target.
    pub team: Option<TeamId>,
    /// Where it was stated; empty on the command line.
    pub source: Source,
}

/// Everything that people fix and rule out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wishes {
    /// Stops fixed.
    pub pins: Vec<Pin>,
    /// What is ruled out.
    pub forbids: Vec<Forbid>,
}

impl Pin {
    /// Reads `TARGET[@TEAM][@DATE][#PLACE]`: what reads as a date after an `@` is one, anything else is a team; the place is
    /// a number or `last`.
    pub fn parse(text: &str) -> Option<Self> {
        let mut rest = text.trim();
        let mut pin = Self {
            target: TargetId::new(""),
            team: None,
            date: None,
            place: None,
            urgent: false,
            source: Source::default(),
        };
        if let Some((head, word)) = rest.rsplit_once('#') {
            pin.place = Some(place(word)?);
            rest = head;
        }
        let mut parts = rest.split('@');
        pin.target = TargetId::new(parts.next().map(str::trim).filter(|id| !id.is_empty())?);
        for part in parts {
            let part = part.trim();
            let date = Day::parse(part).ok();
            let is_twice = date.map_or(pin.team.is_some(), |_| pin.date.is_some());
            if part.is_empty() || is_twice {
                return None;
            }
            match date {
                Some(date) => pin.date = Some(date),
                None => pin.team = Some(TeamId::new(part)),
            }
        }
        Some(pin)
    }

    /// As it is asked for on the command line.
    pub fn argument(&self) -> String {
        if self.urgent {
            format!("--urgent {}", self.target)
        } else {
            format!("--pin {self}")
        }
    }
}

/// A place of a route: 1, 2 ... from its start, `last`, -1, -2 ... from its end.
pub(crate) fn place(text: &str) -> Option<i32> {
    const MOST: i32 = 1000;
    match text.trim() {
        "last" => Some(-1),
        word => word
            .parse()
            .ok()
            .filter(|place| *place != 0 && (-MOST..=MOST).contains(place)),
    }
}

impl Forbid {
    /// Reads `TARGET@TEAM` or `TARGET+TARGET`.
    pub fn parse(text: &str) -> Option<Self> {
        let whole = |(one, two): (&str, &str)| {
            let (one, two) = (one.trim(), two.trim());
            (!one.is_empty() && !two.is_empty()).then(|| (one.to_owned(), two.to_owned()))
        };
        let source = Source::default();
        if let Some(pair) = text.rsplit_once('@') {
            let (target, team) = whole(pair)?;
            return Some(Self {
                targets: vec![TargetId::new(target)],
                team: Some(TeamId::new(team)),
                source,
            });
        }
        let (one, two) = whole(text.split_once('+')?)?;
        (one != two).then(|| Self {
            targets: vec![TargetId::new(one), TargetId::new(two)],
            team: None,
            source,
        })
    }
}

impl fmt::Display for Pin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.target)?;
        if let Some(team) = &self.team {
            write!(f, "@{team}")?;
        }
        if let Some(date) = self.date {
            write!(f, "@{date}")?;
        }
        match self.place {
            Some(-1) => f.write_str("#last"),
            Some(place) => write!(f, "#{place}"),
            None => Ok(()),
        }
    }
}

impl fmt::Display for Forbid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let targets: Vec<&str> = self.targets.iter().map(TargetId::as_str).collect();
        f.write_str(&targets.join("+"))?;
        match &self.team {
            Some(team) => write!(f, "@{team}"),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pins_are_written_as_they_are_read() {
        for text in [
            "D-1",
            "D-1@T1",
            "D-1@2026-11-24",
            "D-1@T1@2026-11-24",
            "D-1@T1@2026-11-24#1",
            "屯 3@巡查1组#last",
            "D-1#-2",
        ] {
            assert_eq!(Pin::parse(text).unwrap().to_string(), text);
        }
        let pin = Pin::parse("D-1@2026-11-24@T1#-1").unwrap();
        assert_eq!(pin.to_string(), "D-1@T1@2026-11-24#last");
    }

    #[test]
    fn what_is_no_pin_is_refused() {
        for text in [
            "",
            "@T1",
            "D@",
            "D@T1@T2",
            "D@2026-11-24@2026-11-25",
            "D#0",
            "D#first",
            "D#",
        ] {
            assert_eq!(Pin::parse(text), None, "{text}");
        }
    }

    #[test]
    fn forbidden_teams_and_pairs() {
        for text in ["D-1@T1", "D-1+D-2"] {
            assert_eq!(Forbid::parse(text).unwrap().to_string(), text);
        }
        for text in ["", "D-1", "D-1@", "@T1", "A+A", "A+"] {
            assert_eq!(Forbid::parse(text), None, "{text}");
        }
    }
}
