//! What cannot be true of a visit, and what hardly can.

use geo::{Closest, Coord, Distance, Haversine, HaversineClosestPoint, Point};

use crate::cli::outcome::Failure;
use crate::cli::render::Speaker;
use crate::ledger::{Book, Field, Moment};
use crate::units::Day;
use crate::workspace::Workspace;

/// A visit dated farther back than this, in days, is hardly meant so: paper is noted within the year.
const OLD_DAYS: i32 = 366;
/// Whoever stands farther than this from a target, in metres, does not see it.
const FAR: f64 = 1_000.0;

/// Nobody visited a point before it was found.
pub(super) fn refuse_before_found(book: &Book, id: &str, day: Day) -> Result<(), Failure> {
    let Some(found) = found(book, id).filter(|found| day < *found) else {
        return Ok(());
    };
    Err(Failure::Refused {
        code: "G0121",
        en: format!("`{id}` was first seen on {found}, after {day}"),
        zh: format!("`{id}` 的发现时间为 {found}，晚于 {day}"),
        hint: (
            format!(
                "correct --at; if it was found earlier, first `xuncha ledger move DIR {id} --to STATE --set first_seen=DATE --reason TEXT`"
            ),
            format!(
                "请更正 --at；如确系更早发现，请先 `xuncha ledger move DIR {id} --to 现状态 --set first_seen=日期 --reason 理由`"
            ),
        ),
    })
}

/// The day on which a point was first seen.
pub(super) fn found(book: &Book, id: &str) -> Option<Day> {
    let point = book.target(id)?.point.as_deref()?;
    point.day(Field::FirstSeen)
}

/// Warns of a visit that lies long back.
pub(super) fn say_old(time: Moment, present: Moment, speaker: Speaker) {
    let days = present.day().days_since(time.day());
    if days > OLD_DAYS {
        let day = time.day();
        speaker.say(
            &format!("warning: the visit is dated {day}, {days} days ago; `coverage` counts from the first visit on: make sure of --at [G0122]"),
            &format!("警告：到访日期为 {day}，距今 {days} 天；`coverage` 自首次到访起统计，请核对 --at [G0122]"),
        );
    }
}

/// Warns of a visit noted far from its target.
pub(super) fn say_far(at: Option<[f64; 2]>, target: Option<&geo::Geometry>, speaker: Speaker) {
    let (Some([x, y]), Some(target)) = (at, target) else {
        return;
    };
    let here = Point(Coord { x, y });
    let metres = match target.haversine_closest_point(&here) {
        Closest::Intersection(_) | Closest::Indeterminate => return,
        Closest::SinglePoint(there) => Haversine.distance(here, there),
    };
    if metres > FAR {
        let km = metres / 1000.0;
        speaker.say(
            &format!("warning: the position of the visit lies {km:.1} km from the target: make sure of --lon, --lat and --datum [G0123]"),
            &format!("警告：到访位置距巡查对象 {km:.1} 公里，请核对 --lon、--lat 和 --datum [G0123]"),
        );
    }
}

/// The id of the team that is named, by id or name.
pub(super) fn team(workspace: &Workspace, said: Option<&str>) -> Result<Option<String>, Failure> {
    let Some(said) = said else {
        return Ok(None);
    };
    let mut teams = workspace.teams.iter();
    let named = teams.find(|team| team.id.as_str() == said || team.name == said);
    if let Some(team) = named {
        return Ok(Some(team.id.to_string()));
    }
    let known: Vec<&str> = workspace
        .teams
        .iter()
        .map(|team| team.id.as_str())
        .collect();
    Err(Failure::Refused {
        code: "G0124",
        en: format!("there is no team `{said}` in xuncha.toml"),
        zh: format!("xuncha.toml 中没有巡查组 `{said}`"),
        hint: (
            format!("the teams are {}", known.join(", ")),
            format!("现有巡查组：{}", known.join("、")),
        ),
    })
}
