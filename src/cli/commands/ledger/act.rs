use serde_json::json;

use super::attach::{self, Attached};
use super::doubts;
use super::taken::Owners;

use crate::cli::args::{Acting, LedgerComplain, LedgerMove, LedgerSettle, MatterArg, Position};
use crate::cli::clock::now;
use crate::cli::outcome::{Exit, Failure};
use crate::cli::render::Speaker;
use crate::domain::{Lang, Status};
use crate::ledger::act::{Actor, MoveRequest, complaint_draft, move_drafts, settle_draft};
use crate::ledger::payload::{Matter, Purpose};
use crate::ledger::tell::{event_json, sentence};
use crate::ledger::{Book, Draft, Event, Lack, Ledger, LedgerError, Moment, Surroundings};
use crate::register;
use crate::workspace::Workspace;

/// `xuncha ledger move`
pub(super) fn run_move(
    workspace: &Workspace,
    args: &LedgerMove,
    speaker: Speaker,
) -> Result<Exit, Failure> {
    let (mut register, layers) = super::open(workspace, None, register::Purpose::Write, speaker)?;
    let actor = actor(workspace, &args.acting)?;
    let at = position(&args.position)?;
    let book = register.ledger.book();
    if let Some(taken) = Owners::new(workspace, &layers).refuse(book, &args.id) {
        return Err(Failure::Findings(vec![taken]));
    }
    let before = register.ledger.book().target(&args.id);
    let before = before.and_then(|target| target.point.as_deref());
    // A correction may put a point elsewhere; any other move is made at it.
    let place = before.filter(|point| point.status != args.to);
    let place = place
        .and_then(|point| point.at)
        .map(|at| geo::Point(at).into());
    let unnamed = attach::Unnamed {
        image: usual_purpose(args.to),
        other: Some(Purpose::Document),
    };
    let attached = attach::describe(workspace, &args.evidence, unnamed, &actor, at)?;
    let request = MoveRequest {
        id: args.id.clone(),
        to: args.to,
        set: args.set.clone(),
        evidence: attached.evidence.clone(),
        reason: args.reason.clone(),
        with: persons(&args.acting.with),
        at,
    };
    let ledger = &mut register.ledger;
    let make = |book: &Book| move_drafts(book, &actor, &request);
    let events = append(ledger, workspace, &args.id, &attached, make)?;
    tell(register.ledger.book(), &args.id, &events, speaker);
    if !doubts::say_outside(at, &layers, speaker) {
        doubts::say_far(at, place.as_ref(), speaker);
    }
    Ok(Exit::Done)
}

/// What an image without a purpose shows when a point goes to a state.
const fn usual_purpose(to: Status) -> Purpose {
    match to {
        Status::Works => Purpose::Start,
        Status::Done => Purpose::After,
        _ => Purpose::Photo,
    }
}

/// `xuncha ledger complain`
pub(super) fn run_complain(
    workspace: &Workspace,
    args: &LedgerComplain,
    speaker: Speaker,
) -> Result<Exit, Failure> {
    let (mut register, layers) = super::open(workspace, None, register::Purpose::Write, speaker)?;
    let is_known = register.ledger.book().target(&args.id).is_some()
        || layers
            .targets
            .iter()
            .any(|target| target.id.as_str() == args.id);
    if !is_known {
        return Err(unknown_target(&args.id));
    }
    let actor = actor(workspace, &args.acting)?;
    let matter = match args.matter {
        MatterArg::Complaint => Matter::Complaint,
        MatterArg::Objection => Matter::Objection,
        MatterArg::Upheld => Matter::Upheld,
        MatterArg::Dismissed => Matter::Dismissed,
    };
    let make = |_: &Book| {
        let (source, note) = (args.source.clone(), args.note.clone());
        complaint_draft(&actor, &args.id, matter, source, note).map(|draft| vec![draft])
    };
    let nothing = Attached::default();
    let events = append(&mut register.ledger, workspace, &args.id, &nothing, make)?;
    tell(register.ledger.book(), &args.id, &events, speaker);
    Ok(Exit::Done)
}

/// `xuncha ledger settle`
pub(super) fn run_settle(
    workspace: &Workspace,
    args: &LedgerSettle,
    speaker: Speaker,
) -> Result<Exit, Failure> {
    let (mut register, _) = super::open(workspace, None, register::Purpose::Write, speaker)?;
    let actor = actor(workspace, &args.acting)?;
    let make = |book: &Book| {
        let named = args.events.clone();
        settle_draft(book, &actor, &args.id, named, &args.set, &args.reason)
            .map(|draft| vec![draft])
    };
    let nothing = Attached::default();
    let events = append(&mut register.ledger, workspace, &args.id, &nothing, make)?;
    tell(register.ledger.book(), &args.id, &events, speaker);
    Ok(Exit::Done)
}

/// Appends what `make` drafts, unless the rules refuse it; files are kept only then.
pub(super) fn append(
    ledger: &mut Ledger,
    workspace: &Workspace,
    id: &str,
    attached: &Attached,
    mut make: impl FnMut(&Book) -> Result<Vec<Draft>, Vec<Lack>>,
) -> Result<Vec<Event>, Failure> {
    let make = |book: &Book| {
        make(book).map_err(|lacks| {
            Failure::from(LedgerError::Refused {
                target: id.to_owned(),
                lacks,
            })
        })
    };
    ledger.append_with(now(workspace.utc_offset), make, || attached.keep(workspace))
}

/// Clocks of two machines may differ by so much, in seconds.
const SLACK: i64 = 300;

/// Keys in small letters: one person, one key.
pub(super) fn persons(keys: &[String]) -> Vec<String> {
    keys.iter().map(|key| key.to_lowercase()).collect()
}

/// Who acts, and when.
pub(super) fn actor(workspace: &Workspace, acting: &Acting) -> Result<Actor, Failure> {
    let present = now(workspace.utc_offset);
    let time = match &acting.at {
        None => present,
        Some(text) => moment(text, present, workspace.utc_offset).ok_or_else(|| Failure::Refused {
            code: "G0105",
            en: format!("`{text}` is not a time"),
            zh: format!("`{text}` 不是时间"),
            hint: (
                "write 2026-11-24T09:30 or 2026-11-24T09:30:00+08:00; a date alone is noon, today's is now".into(),
                "请写成 2026-11-24T09:30 或 2026-11-24T09:30:00+08:00；只写日期按正午计，当天按现在计".into(),
            ),
        })?,
    };
    if time.seconds() > present.seconds() + SLACK {
        return Err(Failure::Refused {
            code: "G0106",
            en: format!("{time} lies in the future"),
            zh: format!("{time} 晚于当前时间"),
            hint: (
                format!("it is {present} by this machine's clock"),
                format!("本机时间为 {present}"),
            ),
        });
    }
    Ok(Actor {
        key: acting.by.to_lowercase(),
        role: acting.role,
        time,
    })
}

/// A time as people type it, on the county's clock, whose days count; also when it was read off another. A date alone is
/// its noon, today is now, since noon may still lie ahead.
pub(super) fn moment(text: &str, present: Moment, utc_offset: i32) -> Option<Moment> {
    let text = text.trim().replacen(' ', "T", 1);
    if let Some(moment) = Moment::parse(&text) {
        return Moment::new(moment.seconds(), utc_offset);
    }
    let (date, clock) = match text.split_once('T') {
        Some((date, clock)) => (date, Some(clock)),
        None => (text.as_str(), None),
    };
    let day = crate::units::Day::parse(date).ok()?;
    if clock.is_none() && day == present.day() {
        return Some(present);
    }
    let clock = crate::domain::ClockTime::parse(clock.unwrap_or("12:00"))?;
    Moment::on(day, clock.seconds().get(), utc_offset)
}

/// A position in WGS 84.
pub(super) fn position(position: &Position) -> Result<Option<[f64; 2]>, Failure> {
    let (Some(lon), Some(lat)) = (position.lon, position.lat) else {
        return Ok(None);
    };
    if !(-180.0..=180.0).contains(&lon) || !(-90.0..=90.0).contains(&lat) {
        return Err(Failure::Refused {
            code: "G0107",
            en: format!("{lon}, {lat} is no position on earth"),
            zh: format!("{lon}，{lat} 不是有效位置"),
            hint: (
                "--lon is the longitude, --lat the latitude, in degrees".into(),
                "--lon 为经度，--lat 为纬度，单位为度".into(),
            ),
        });
    }
    if lon == 0.0 && lat == 0.0 {
        return Err(Failure::Refused {
            code: "G0107",
            en: "0, 0 is the position of a receiver that has none".to_owned(),
            zh: "0，0 是设备未定位时的坐标".to_owned(),
            hint: (
                "leave --lon and --lat out when the position is not known".into(),
                "位置不明时请不写 --lon 和 --lat".into(),
            ),
        });
    }
    let place = position.datum.to_wgs84(geo::Coord { x: lon, y: lat });
    Ok(Some([place.x, place.y]))
}

pub(super) fn unknown_target(id: &str) -> Failure {
    Failure::Refused {
        code: "G0103",
        en: format!("there is no target `{id}` in the ledger or the layers"),
        zh: format!("台账和图层中都没有 `{id}`"),
        hint: (
            "`xuncha ledger list DIR` names the points; the plan's routes name the rest".into(),
            "`xuncha ledger list DIR` 列出点位，其余对象见路线文件".into(),
        ),
    }
}

/// Says what was written down, and what to look at next.
pub(super) fn tell(book: &Book, id: &str, events: &[Event], speaker: Speaker) {
    let lang = speaker.lang;
    let mut text = String::new();
    let target = book.target(id);
    let point = target.and_then(|target| target.point.as_deref());
    for event in events {
        text.push_str(&sentence(event, lang));
        text.push('\n');
    }
    let mut near = Vec::new();
    if let Some(point) = point {
        let state = point.status.label(lang);
        text.push_str(&match lang {
            Lang::En => format!("{id}: {state}, round {}\n", point.round),
            Lang::Zh => format!("{id}：{state}，第 {} 轮\n", point.round),
        });
        near = duplicates(book, id);
    }
    for (other, metres) in &near {
        text.push_str(&match lang {
            Lang::En => format!("may be the same place as {other}, {metres:.0} m away: `--to merged --set merged_into={other}`, or `--set apart_from={other}`\n"),
            Lang::Zh => format!("可能与 {other} 重复（相距 {metres:.0} 米）：可 `--to merged --set merged_into={other}` 合并，或 `--set apart_from={other}` 认定不同\n"),
        });
    }
    speaker.text(&text);
    speaker.json(&json!({
        "id": id,
        "status": point.map(|point| point.status), "round": point.map(|point| point.round),
        "events": events.iter().map(event_json).collect::<Vec<_>>(),
        "possible_duplicates": near.iter().map(|(id, metres)| json!({"id": id, "metres": metres.round()})).collect::<Vec<_>>(),
    }));
}

/// Points that may be the same place as this one (R10): near it, in the ledger still, and not judged yet.
pub(super) fn duplicates(book: &Book, id: &str) -> Vec<(String, f64)> {
    let Some(point) = book.target(id).and_then(|target| target.point.as_deref()) else {
        return Vec::new();
    };
    let Some(at) = point.at.filter(|_| point.is_open()) else {
        return Vec::new();
    };
    let is_judged = |other: &str| {
        let mut known = point.apart_from.iter().chain(&point.merged_into);
        known.any(|known| **known == *other)
    };
    Surroundings::new(book)
        .within(at, book.rules().same_place_m)
        .into_iter()
        .filter(|one| one.id != id && !is_judged(one.id))
        .filter(|one| !matches!(one.point.status, Status::Merged | Status::Excluded))
        .map(|one| (one.id.to_owned(), one.metres))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn today_as_a_bare_date_is_now_and_any_other_is_its_noon() {
        let present = Moment::parse("2026-11-24T09:12:30+08:00").unwrap();
        let at = |text: &str| moment(text, present, 28_800).map(|moment| moment.to_string());
        assert_eq!(at("2026-11-24"), Some(present.to_string()));
        let noon = Some("2026-11-23T12:00:00+08:00".to_owned());
        assert_eq!(at(" 2026-11-23 "), noon);
        let early = Some("2026-11-24T07:30:00+08:00".to_owned());
        assert_eq!(at("2026-11-24 07:30"), early);
        assert_eq!(at("2026-11-24T"), None);
        // 23:30 in Greenwich is the next morning here.
        let there = Some("2026-11-24T07:30:00+08:00".to_owned());
        assert_eq!(at("2026-11-23T23:30:00Z"), there);
        assert_eq!(at("2026-11-24T08:30:00+09:00"), there);
        // The day is that of the county's clock.
        let late = Moment::new(present.seconds() + 12 * 3600, 28_800).unwrap();
        assert_eq!(moment("2026-11-24", late, 28_800), Some(late));
    }
}
