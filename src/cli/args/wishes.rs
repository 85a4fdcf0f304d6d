//! Arguments of `plan` for pins, and for planning anew in the middle of the day.

use std::path::PathBuf;

use clap::Args;
use geo::Coord;

use super::Wrong;
use super::values::whole;
use crate::domain::{ClockTime, Forbid, Pin};
use crate::ledger::Moment;
use crate::units::{Day, TargetId, TeamId};

/// Pins and what is forbidden.
#[derive(Debug, Args)]
pub(in crate::cli) struct WishArgs {
    /// Visit a target whatever it is worth, where stated by a team, on a date, at a place of the route (1, 2 ..., last, -2 ...);
    /// may be given several times
    #[arg(long, value_parser = pin, value_name = "TARGET[@TEAM][@DATE][#PLACE]")]
    pub(in crate::cli) pin: Vec<Pin>,
    /// Never give a target to a team, or never two targets to one route; may be given several times
    #[arg(long, value_parser = forbid, value_name = "TARGET@TEAM|A+B")]
    pub(in crate::cli) forbid: Vec<Forbid>,
}

/// Planning anew in the middle of the day.
#[derive(Debug, Args)]
pub(in crate::cli) struct Replan {
    /// Go on from this plan: what was begun by --at is kept as it was, the rest is planned anew
    #[arg(long, value_name = "PLANDIR", requires = "at", conflicts_with_all = ["date", "days"])]
    pub(in crate::cli) from: Option<PathBuf>,
    /// Time from which is planned anew: HH:MM of the plan's first day, or YYYY-MM-DDTHH:MM
    #[arg(long, value_parser = at, value_name = "TIME", requires = "from", conflicts_with_all = ["date", "days"])]
    pub(in crate::cli) at: Option<At>,
    /// A team is here now, not where the plan has it; may be given several times
    #[arg(long, value_parser = position, value_name = "TEAM=LON,LAT", requires = "from", conflicts_with_all = ["date", "days"])]
    pub(in crate::cli) position: Vec<(TeamId, Coord)>,
    /// A team has finished the first N stops of its route and no others, whatever the plan's times say; may be given several times
    #[arg(long, value_parser = finished, value_name = "TEAM=N", requires = "from", conflicts_with_all = ["date", "days"])]
    pub(in crate::cli) finished: Vec<(TeamId, u32)>,
    /// A team drops out; may be given several times
    #[arg(long, value_name = "TEAM", requires = "from", conflicts_with_all = ["date", "days"])]
    pub(in crate::cli) without: Vec<String>,
    /// A target that must be visited today, due or not; may be given several times
    #[arg(long, value_parser = target, value_name = "TARGET", requires = "from", conflicts_with_all = ["date", "days"])]
    pub(in crate::cli) urgent: Vec<TargetId>,
    /// Move at most so many stops of the plan to another shift [default: any number]
    #[arg(long, value_parser = whole::<u32>(0, u64::from(u32::MAX)), value_name = "K", requires = "from", conflicts_with_all = ["date", "days"])]
    pub(in crate::cli) moves: Option<u32>,
    /// Change the plan for prize only where each change brings so much, 0 = for any gain [default: 10]
    #[arg(long, value_parser = whole::<u32>(0, 1_000_000), value_name = "PRIZE", requires = "from", conflicts_with_all = ["date", "days"])]
    pub(in crate::cli) least_gain: Option<u32>,
}

/// The time from which is planned anew.
#[derive(Clone, Debug)]
pub(in crate::cli) struct At {
    /// As it was typed.
    pub(in crate::cli) text: String,
    /// What it says.
    pub(in crate::cli) time: AtTime,
}

/// The three forms of a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::cli) enum AtTime {
    /// Of the plan's first day.
    Clock(ClockTime),
    /// Of a day, by the county's clock.
    Local(Day, ClockTime),
    /// With an offset of its own.
    Moment(Moment),
}

fn at(text: &str) -> Result<At, Wrong> {
    let said = text.trim();
    let local = || {
        let (day, clock) = said.split_once('T')?;
        Some((Day::parse(day).ok()?, ClockTime::parse(clock)?))
    };
    let time = (ClockTime::parse(said).map(AtTime::Clock))
        .or_else(|| Moment::parse(said).map(AtTime::Moment))
        .or_else(|| local().map(|(day, clock)| AtTime::Local(day, clock)));
    let text = said.to_owned();
    time.map(|time| At { text, time }).ok_or_else(|| {
        Wrong::new(
            "a time such as 11:00, 2026-11-24T11:00 or 2026-11-24T11:00:00+08:00",
            "应为 11:00、2026-11-24T11:00 或 2026-11-24T11:00:00+08:00 这样的时刻",
        )
    })
}

fn pin(text: &str) -> Result<Pin, Wrong> {
    Pin::parse(text).ok_or_else(|| {
        Wrong::new(
            "write TARGET@TEAM@DATE#PLACE; all but the target may be left out",
            "请写成 对象@巡查组@日期#位置，除对象外均可省略",
        )
    })
}

fn forbid(text: &str) -> Result<Forbid, Wrong> {
    Forbid::parse(text).ok_or_else(|| {
        Wrong::new(
            "write TARGET@TEAM, or A+B for two targets",
            "请写成 对象@巡查组，或 A+B（两个对象）",
        )
    })
}

fn target(text: &str) -> Result<TargetId, Wrong> {
    let id = text.trim();
    if id.is_empty() {
        return Err(Wrong::new("the id of a target", "应为对象编号"));
    }
    Ok(TargetId::new(id))
}

fn finished(text: &str) -> Result<(TeamId, u32), Wrong> {
    let read = || {
        let (team, stops) = text.rsplit_once('=')?;
        let stops = stops.trim().parse().ok()?;
        (!team.trim().is_empty()).then(|| (TeamId::new(team.trim()), stops))
    };
    read().ok_or_else(|| {
        Wrong::new(
            "write TEAM=N, a number of stops, such as C1=3",
            "请写“组=站数”，如 C1=3",
        )
    })
}

fn position(text: &str) -> Result<(TeamId, Coord), Wrong> {
    let read = || {
        let (team, place) = text.rsplit_once('=')?;
        let (lon, lat) = place.split_once(',')?;
        let (x, y) = (lon.trim().parse().ok()?, lat.trim().parse().ok()?);
        let is_place = (-180.0..=180.0).contains(&x) && (-90.0..=90.0).contains(&y);
        (is_place && !team.trim().is_empty()).then(|| (TeamId::new(team.trim()), Coord { x, y }))
    };
    read().ok_or_else(|| {
        Wrong::new(
            "write TEAM=LON,LAT in degrees, such as C1=126.55,43.84",
            "请写成 巡查组=经度,纬度（度），如 C1=126.55,43.84",
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_in_three_forms() {
        let day = Day::parse("2026-11-25").unwrap();
        let clock = ClockTime::parse("11:00").unwrap();
        let moment = |text| AtTime::Moment(Moment::parse(text).unwrap());
        for (text, time) in [
            (" 11:00", AtTime::Clock(clock)),
            ("2026-11-25T11:00", AtTime::Local(day, clock)),
            (
                "2026-11-24T11:00:05+08:00",
                moment("2026-11-24T11:00:05+08:00"),
            ),
            ("2026-11-24T03:00:00Z", moment("2026-11-24T03:00:00Z")),
        ] {
            let read = at(text).unwrap();
            assert_eq!((read.text.as_str(), read.time), (text.trim(), time));
        }
        for bad in [
            "",
            "11",
            "24:01",
            "25:00",
            "2026-11-24",
            "2026-11-24T",
            "soon",
        ] {
            assert!(at(bad).is_err(), "{bad}");
        }
    }
}
