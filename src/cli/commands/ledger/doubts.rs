//! What cannot be true of a visit or a move, and what hardly can.

use geo::{Closest, Coord, Distance, Haversine, HaversineClosestPoint, Point};

use super::outside;
use crate::cli::outcome::Failure;
use crate::cli::render::Speaker;
use crate::layers::Layers;
use crate::ledger::{Book, Draft, Event, Field, Ledger, LedgerError, Moment};
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

/// Metres are seen of corridors only.
pub(super) fn no_corridor(id: &str) -> Failure {
    Failure::Refused {
        code: "G0131",
        en: format!("`--seen` is for corridors, and `{id}` is none"),
        zh: format!("`--seen` 只用于沿线巡查路段，`{id}` 不是"),
        hint: ("leave --seen out".into(), "请不写 --seen".into()),
    }
}

/// The same visit is noted once: same target, time, person, finding and all that is said of it.
pub(super) fn refuse_twice(ledger: &Ledger, drafts: &[Draft]) -> Result<(), Failure> {
    for draft in drafts {
        let known = ledger.store().read_target(&draft.target);
        let known = known.map_err(LedgerError::from)?;
        let is_same = |event: &&Event| {
            let one = &event.draft;
            (one.kind, one.time, &one.actor, one.role, &one.target)
                == (
                    draft.kind,
                    draft.time,
                    &draft.actor,
                    draft.role,
                    &draft.target,
                )
                && one.payload == draft.payload
        };
        if let Some(event) = known.iter().find(is_same) {
            let (id, name, time) = (&draft.target, event.name(), draft.time);
            return Err(Failure::Refused {
                code: "G0130",
                en: format!("this visit to `{id}` at {time} is noted already, as event {name}"),
                zh: format!("`{id}` 在 {time} 的这次到访已登记，事件为 {name}"),
                hint: (
                    "if there was another visit, give its time with --at".into(),
                    "如确有另一次到访，请用 --at 写明时间".into(),
                ),
            });
        }
    }
    Ok(())
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

/// Warns of a position far from every target of the layers; whether it did.
pub(super) fn say_outside(at: Option<[f64; 2]>, layers: &Layers, speaker: Speaker) -> bool {
    let place = at.map(|[x, y]| Coord { x, y });
    let far = place.and_then(|place| outside::km(layers, outside::extent(layers), place));
    if let Some(km) = far {
        speaker.say(
            &format!("warning: the position given lies {km:.0} km from the nearest target of the layers: make sure of --lon, --lat and --datum [G0128]"),
            &format!("警告：所给位置距图层中最近的巡查对象 {km:.0} 公里，请核对 --lon、--lat 和 --datum [G0128]"),
        );
    }
    far.is_some()
}

/// Warns of what is noted far from its target.
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
            &format!("warning: the position given lies {km:.1} km from the target: make sure of --lon, --lat and --datum [G0123]"),
            &format!("警告：所给位置距巡查对象 {km:.1} 公里，请核对 --lon、--lat 和 --datum [G0123]"),
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
