//! What people do with a point, as events: moves, corrections, links, visits, complaints.
//!
//! Fills in what follows from the act itself (who found it, the tier of a size), and judges what needs the neighbours
//! to be known (R10, R12); everything else is judged where the event is folded.

use geo::Coord;

use super::book::Book;
use super::event::{Draft, EventKind};
use super::fields::{Field, Size, Value, tier_of};
use super::moment::Moment;
use super::nearby::Surroundings;
use super::needs::Lack;
use super::opening::{json, rounded};
use super::payload::{
    Complained, Corrected, Evidence, Link, Linked, Matter, Moved, Set, Settled, Visited,
};
use super::role::Role;
use super::target::{no_such_move, values};
use super::transitions::between;
use crate::domain::{Lang, Status};
use crate::units::Day;

/// Who acts, when, and in which role.
#[derive(Clone, Debug)]
pub struct Actor {
    /// Key of the person.
    pub key: String,
    /// In which role.
    pub role: Role,
    /// When.
    pub time: Moment,
}

/// A move or a correction as it is asked for.
#[derive(Clone, Debug)]
pub struct MoveRequest {
    /// Point.
    pub id: String,
    /// State it shall have; the one that it has = a correction.
    pub to: Status,
    /// Fields to set, as people type them: word or heading, and text; an empty text empties the field.
    pub set: Vec<(String, String)>,
    /// Evidence, kept already.
    pub evidence: Vec<Evidence>,
    /// Why.
    pub reason: Option<String>,
    /// Keys of the others who act.
    pub with: Vec<String>,
    /// Where it was done, lon, lat in WGS 84.
    pub at: Option<[f64; 2]>,
}

/// Whether a text may be a key of a person: 1 to 32 of small letters, digits, `_`, `.` and `-`, so that one person has
/// one key.
pub fn is_key(text: &str) -> bool {
    let good = |byte: u8| {
        byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'_' | b'.' | b'-')
    };
    (1..=32).contains(&text.len())
        && text.bytes().all(good)
        && super::fields::personal(text).is_none()
}

/// The drafts of a move, a correction or a link; the first is the move itself.
///
/// # Errors
/// What is missing or cannot be read.
pub fn move_drafts(
    book: &Book,
    actor: &Actor,
    request: &MoveRequest,
) -> Result<Vec<Draft>, Vec<Lack>> {
    let mut lacks = Vec::new();
    check_keys(actor, &request.with, &mut lacks);
    check_texts([request.reason.as_deref()], &mut lacks);
    let (mut set, links) = read_set(book, request, actor.time.day(), &mut lacks);
    let known = book
        .target(&request.id)
        .and_then(|target| target.point.as_deref());
    let from = known.map(|point| point.status);
    if from == Some(request.to) {
        if !lacks.is_empty() {
            return Err(lacks);
        }
        return correction(actor, request, set, &links);
    }
    if between(from, request.to).is_none() {
        lacks.push(no_such_move(from, request.to));
    }
    if from.is_none() && request.to == Status::Suspected {
        check_id(&request.id, &mut lacks);
        found(actor, &mut set);
    }
    size_up(known, &mut set);
    let other = links.iter().find_map(|link| match link {
        Tie::Merged(id) | Tie::Cites(id) => Some(id.clone()),
        Tie::Link(..) => None,
    });
    let cites = from
        .is_none()
        .then(|| neighbours(book, request, &mut lacks))
        .flatten();
    if !lacks.is_empty() {
        return Err(lacks);
    }
    let moved = Moved {
        from,
        to: request.to,
        set,
        evidence: request.evidence.clone(),
        reason: request.reason.clone(),
        with: request.with.clone(),
        at: request.at.map(|place| place.map(rounded)),
    };
    let mut first = draft(actor, &request.id, EventKind::Moved, &moved);
    first.other = other.or(cites);
    let mut drafts = vec![first];
    drafts.extend(link_drafts(actor, request, &links));
    Ok(drafts)
}

/// A correction, when fields, a place or evidence are given; links besides or instead.
fn correction(
    actor: &Actor,
    request: &MoveRequest,
    set: Set,
    links: &[Tie],
) -> Result<Vec<Draft>, Vec<Lack>> {
    let mut drafts: Vec<Draft> = link_drafts(actor, request, links).collect();
    if !set.is_empty() || request.at.is_some() || !request.evidence.is_empty() {
        let corrected = Corrected {
            set,
            at: request.at.map(|place| place.map(rounded)),
            evidence: request.evidence.clone(),
            reason: request.reason.clone().unwrap_or_default(),
        };
        drafts.insert(
            0,
            draft(actor, &request.id, EventKind::Corrected, &corrected),
        );
    }
    if drafts.is_empty() {
        return Err(vec![Lack::new(
            "nothing",
            "something to change: it is in that state already (--set field=value corrects)",
            "已处于该状态，没有可更改的内容（可用 --set 字段=值 更正）",
        )]);
    }
    Ok(drafts)
}

/// What `--set` says beside fields.
enum Tie {
    Merged(String),
    Cites(String),
    Link(Link, String, bool),
}

/// The fields of a request, and its links to other points.
fn read_set(
    book: &Book,
    request: &MoveRequest,
    today: Day,
    lacks: &mut Vec<Lack>,
) -> (Set, Vec<Tie>) {
    let (mut set, mut links) = (Set::new(), Vec::new());
    for (name, text) in &request.set {
        let tie = match name.as_str() {
            "merged_into" => Some(Tie::Merged(text.clone())),
            "cites" => Some(Tie::Cites(text.clone())),
            "moved_to" => Some(Tie::Link(Link::Moved, text.clone(), false)),
            "moved_from" => Some(Tie::Link(Link::Moved, text.clone(), true)),
            "moved_settled" => Some(Tie::Link(Link::MovedSettled, text.clone(), false)),
            "same_place" => Some(Tie::Link(Link::SamePlace, text.clone(), false)),
            "apart_from" => Some(Tie::Link(Link::Apart, text.clone(), false)),
            _ => None,
        };
        if let Some(tie) = tie {
            if text == &request.id || book.target(text).is_none_or(|other| other.point.is_none()) {
                lacks.push(Lack::new(
                    name.clone(),
                    format!("another point that is on the ledger: `{text}` is none"),
                    format!("台账中的另一点位：`{text}` 不是"),
                ));
            }
            if matches!(tie, Tie::Merged(_)) {
                check_merge(book, request, text, lacks);
            }
            links.push(tie);
            continue;
        }
        let Some(field) = Field::from_word(name).or_else(|| Field::find(name)) else {
            lacks.push(Lack::new(
                name.clone(),
                format!("a field of the ledger: there is no `{name}` (docs/ledger.md lists them)"),
                format!("台账没有字段 `{name}`（见 docs/ledger.md）"),
            ));
            continue;
        };
        match field.parse_cell(text) {
            Ok(value) => {
                let day = value.as_ref().and_then(Value::day);
                if field == Field::FirstSeen && day.is_some_and(|day| day > today) {
                    lacks.push(seen_later(today));
                }
                let json = value.map_or(serde_json::Value::Null, |value| value.to_json());
                set.insert(field.word().to_owned(), json);
            }
            Err(fault) => lacks.push(Lack::new(
                field.word(),
                fault.message(Lang::En),
                fault.message(Lang::Zh),
            )),
        }
    }
    (set, links)
}

/// Nobody tells of a find before it is made.
fn seen_later(today: Day) -> Lack {
    Lack::new(
        Field::FirstSeen.word(),
        format!("a day of the find that is over: {today}, when this happens, or earlier"),
        format!("发现时间不得晚于办理日期 {today}"),
    )
}

/// T16: the other point goes on, so it must be open; and it is the same place, or a person says why.
fn check_merge(book: &Book, request: &MoveRequest, other: &str, lacks: &mut Vec<Lack>) {
    let point = |id: &str| book.target(id).and_then(|target| target.point.as_deref());
    let (Some(one), Some(two)) = (point(&request.id), point(other)) else {
        return;
    };
    if !two.is_open() {
        lacks.push(Lack::new(
            "merged_into",
            format!(
                "an open point to merge into: `{other}` is `{}`",
                two.status.word()
            ),
            format!(
                "须并入未销号的点位：`{other}` 为“{}”",
                two.status.label(Lang::Zh)
            ),
        ));
    }
    let metres = one.at.zip(two.at).map(|(one, two)| apart(one, two));
    let is_near = metres.is_some_and(|metres| metres <= book.rules().same_place_m);
    let reason = request.reason.as_deref().unwrap_or_default().trim();
    if !is_near && reason.is_empty() {
        lacks.push(Lack::new(
            "reason",
            "a reason (--reason): the two points are not within the distance of one place (R10)",
            "理由（--reason）：两点距离超出同一地点范围（R10）",
        ));
    }
}

/// Metres between two places.
fn apart(one: Coord, two: Coord) -> f64 {
    use geo::{Distance, Haversine, Point};
    Haversine.distance(Point(one), Point(two))
}

fn link_drafts<'a>(
    actor: &'a Actor,
    request: &'a MoveRequest,
    links: &'a [Tie],
) -> impl Iterator<Item = Draft> + 'a {
    links.iter().filter_map(move |tie| {
        let Tie::Link(link, id, from_other) = tie else {
            return None;
        };
        let linked = Linked {
            link: *link,
            note: request.reason.clone(),
        };
        let (target, other) = if *from_other {
            (id, &request.id)
        } else {
            (&request.id, id)
        };
        let mut one = draft(actor, target, EventKind::Linked, &linked);
        one.other = Some(other.clone());
        Some(one)
    })
}

/// What a new suspect's report says of itself.
fn found(actor: &Actor, set: &mut Set) {
    let mut default = |field: Field, value: serde_json::Value| {
        set.entry(field.word().to_owned()).or_insert(value);
    };
    default(Field::FoundBy, actor.key.as_str().into());
    default(Field::FirstSeen, actor.time.day().to_string().into());
    if actor.role == Role::Patrol {
        default(Field::FoundSource, "patrol".into());
    }
}

/// The tier that follows from a size, when one is given without the other.
fn size_up(known: Option<&super::point::Point>, set: &mut Set) {
    let is_sized = [Field::Volume, Field::Mass, Field::Area]
        .iter()
        .any(|field| set.contains_key(field.word()));
    if !is_sized || set.contains_key(Field::Tier.word()) {
        return;
    }
    let value = |field: Field| -> Option<Value> {
        let json = set.get(field.word());
        json.map_or_else(
            || known.and_then(|point| point.value(field)).cloned(),
            |json| field.value_from_json(json).ok(),
        )
    };
    let number = |field| value(field).and_then(|value| value.number());
    let class = value(Field::WasteClass).and_then(|value| value.str().map(str::to_owned));
    let size = Size {
        volume_m3: number(Field::Volume),
        area_m2: number(Field::Area),
        mass_t: number(Field::Mass),
    };
    let tier = tier_of(
        class.as_deref().unwrap_or("mixed"),
        size,
        super::fields::LITTER_BELOW_M3,
    );
    if let Some(tier) = tier {
        let word = super::history::tier_word(tier);
        set.insert(Field::Tier.word().to_owned(), word.into());
    }
}

/// R10 and R12: what lies where a new suspect is reported. Gives the excluded point that it cites.
fn neighbours(book: &Book, request: &MoveRequest, lacks: &mut Vec<Lack>) -> Option<String> {
    let [x, y] = request.at?;
    let around = Surroundings::new(book);
    let near = around.within(Coord { x, y }, book.rules().same_place_m);
    for one in &near {
        if matches!(one.point.status, Status::Closed | Status::QuickClosed) {
            lacks.push(Lack::new(
                "closed_point",
                format!(
                    "a place without a closed point: {} is {:.0} m away; note the rebound there (`ledger visit ... --finding rebound`), the county lists it again (R10)",
                    one.id, one.metres
                ),
                format!(
                    "{:.0} 米处有已销号点位 {}：请登记反弹（`ledger visit … --finding rebound`），由县级重新挂账（R10）",
                    one.metres, one.id
                ),
            ));
        }
    }
    let excluded = near.iter().find(|one| one.point.status == Status::Excluded);
    excluded.map(|one| one.id.to_owned())
}

/// The draft of a visit.
///
/// # Errors
/// What cannot be written down.
pub fn visit_draft(actor: &Actor, id: &str, visited: &Visited) -> Result<Draft, Vec<Lack>> {
    let mut lacks = Vec::new();
    check_keys(actor, &visited.with, &mut lacks);
    check_texts(
        [visited.note.as_deref(), visited.team.as_deref()],
        &mut lacks,
    );
    if lacks.is_empty() {
        Ok(draft(actor, id, EventKind::Visited, visited))
    } else {
        Err(lacks)
    }
}

/// The draft of a complaint, an objection or its decision.
///
/// # Errors
/// What cannot be written down.
pub fn complaint_draft(
    actor: &Actor,
    id: &str,
    matter: Matter,
    source: Option<String>,
    note: Option<String>,
) -> Result<Draft, Vec<Lack>> {
    let mut lacks = Vec::new();
    check_keys(actor, &[], &mut lacks);
    check_texts([source.as_deref(), note.as_deref()], &mut lacks);
    let complained = Complained {
        matter,
        source,
        note,
    };
    if lacks.is_empty() {
        Ok(draft(actor, id, EventKind::Complained, &complained))
    } else {
        Err(lacks)
    }
}

/// The draft that settles a conflict between events.
///
/// # Errors
/// What cannot be written down.
pub fn settle_draft(
    book: &Book,
    actor: &Actor,
    id: &str,
    events: Vec<String>,
    set: &[(String, String)],
    reason: &str,
) -> Result<Draft, Vec<Lack>> {
    let mut lacks = Vec::new();
    check_keys(actor, &[], &mut lacks);
    check_texts([Some(reason)], &mut lacks);
    let request = MoveRequest {
        id: id.to_owned(),
        to: Status::Listed,
        set: set.to_vec(),
        evidence: Vec::new(),
        reason: None,
        with: Vec::new(),
        at: None,
    };
    let (set, _) = read_set(book, &request, actor.time.day(), &mut lacks);
    if let Err(more) = values(&set) {
        lacks.extend(more);
    }
    let settled = Settled {
        events,
        set,
        reason: reason.to_owned(),
    };
    if lacks.is_empty() {
        Ok(draft(actor, id, EventKind::Settled, &settled))
    } else {
        Err(lacks)
    }
}

fn draft(actor: &Actor, id: &str, kind: EventKind, payload: &impl serde::Serialize) -> Draft {
    Draft {
        time: actor.time,
        actor: actor.key.clone(),
        role: actor.role,
        target: id.to_owned(),
        other: None,
        seen: "{}".to_owned(),
        kind,
        payload: json(payload),
    }
}

pub(super) fn not_a_key() -> Lack {
    Lack::new(
        "by",
        "persons by key, such as `zhang1`: small letters, digits, `_`, `.`, `-`; names and phones go into contacts.toml",
        "人员须用代号，如 `zhang1`（字母、数字、`_`、`.`、`-`）；姓名和电话写入 contacts.toml",
    )
}

/// A new id: 1 to 64 letters, digits and `-_.~/`, no phone or identity number.
fn check_id(id: &str, lacks: &mut Vec<Lack>) {
    let good = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '~' | '/');
    let is_good = (1..=64).contains(&id.chars().count()) && id.chars().all(good);
    if !is_good || super::fields::personal(id).is_some() {
        lacks.push(Lack::new(
            "id",
            "an id of letters, digits and `-_.~/`, such as 220281001001-D-0001",
            "编号由字母、数字和 `-_.~/` 组成，如 220281001001-D-0001",
        ));
    }
}

/// Persons are named by key.
fn check_keys(actor: &Actor, with: &[String], lacks: &mut Vec<Lack>) {
    for key in std::iter::once(&actor.key).chain(with) {
        if !is_key(key) {
            lacks.push(not_a_key());
        }
    }
}

/// Free text holds no phone or identity number.
fn check_texts<'a>(texts: impl IntoIterator<Item = Option<&'a str>>, lacks: &mut Vec<Lack>) {
    for text in texts.into_iter().flatten() {
        if super::fields::personal(text).is_some() {
            lacks.push(Lack::new(
                "personal",
                "texts without phone or identity numbers; those go into contacts.toml",
                "文字中不得含电话或身份证号码；请写入 contacts.toml",
            ));
        }
    }
}
