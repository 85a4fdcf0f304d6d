//! The teams of a setting: the county's own in the order of their ids, then copies of them.

use super::Setting;
use crate::domain::{ClockTime, DayWindow, Team};
use crate::units::{Seconds, TeamId};

/// So many teams: the county's own, beyond them copies of these in turn, named `+1`, `+2` and so on, each for all townships.
pub(super) fn crew(own: &[Team], count: usize) -> Vec<Team> {
    let copies = own.iter().cycle().zip(1..).map(|(team, number)| {
        let name = format!("+{number}");
        Team {
            id: TeamId::new(name.as_str()),
            name,
            townships: Vec::new(),
            ..team.clone()
        }
    });
    own.iter().cloned().chain(copies).take(count).collect()
}

/// The teams of a setting, out of a crew with no fewer.
pub(super) fn of_setting(crew: &[Team], setting: Setting) -> Vec<Team> {
    let teams = crew.iter().take(setting.teams as usize);
    teams
        .map(|team| match setting.shift {
            Some(length) => with_shift(team, length),
            None => team.clone(),
        })
        .collect()
}

/// A team whose shift begins as before and lasts so long, until 24:00 at the latest.
///
/// A break is left out when the shift is over before it must have begun: no route owes it then.
fn with_shift(team: &Team, length: Seconds) -> Team {
    let start = team.shift.start();
    let end = (start.seconds() + length).min(Seconds::DAY).get();
    let end = u32::try_from(end).ok().and_then(ClockTime::from_seconds);
    let shift = end.and_then(|end| DayWindow::new(start, end));
    let shift = shift.unwrap_or(team.shift);
    let breaks = team.breaks.iter().copied();
    Team {
        shift,
        breaks: breaks
            .filter(|rest| rest.begin.end() < shift.end())
            .collect(),
        ..team.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace;

    fn own() -> Vec<Team> {
        let text = "[county]\nname = \"X\"\n[[layer]]\nkind = \"roads\"\npath = \"r.geojson\"\n\
            [[team]]\nid = \"B\"\nbase = [126.1, 43.5]\nshift = \"08:00-16:00\"\n\
            breaks = [{ begin = \"11:00-12:30\", duration = \"40m\" }]\ntownships = [\"甲镇\"]\n\
            [[team]]\nid = \"A\"\nbase = [126.0, 43.5]\nshift = \"13:00-20:00\"\n";
        let workspace = workspace::parse(std::path::Path::new("."), text.as_bytes());
        workspace.unwrap().teams
    }

    #[test]
    fn copies_follow_the_own_teams_in_turn_and_work_everywhere() {
        let ids = |count| -> Vec<String> {
            let crew = crew(&own(), count).into_iter();
            crew.map(|team| format!("{} {}", team.id, team.start.place.x))
                .collect()
        };
        assert_eq!(ids(0), [""; 0]);
        assert_eq!(ids(1), ["A 126"]);
        assert_eq!(ids(5), ["A 126", "B 126.1", "+1 126", "+2 126.1", "+3 126"]);
        let crew = crew(&own(), 4);
        assert_eq!(crew[1].townships, ["甲镇"]);
        assert!(crew[3].townships.is_empty());
    }

    #[test]
    fn a_longer_or_shorter_shift_keeps_its_start() {
        let shift = |team: usize, hours: i64| {
            let team = with_shift(&own()[team], Seconds(3600 * hours));
            format!("{} {}", team.shift, team.breaks.len())
        };
        assert_eq!(shift(1, 9), "08:00-17:00 1");
        assert_eq!(shift(1, 5), "08:00-13:00 1");
        // Over at noon: whoever is back by then owes no break.
        assert_eq!(shift(1, 4), "08:00-12:00 0");
        assert_eq!(shift(0, 12), "13:00-24:00 0");
    }
}
