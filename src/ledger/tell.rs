//! Events in words and as JSON.

use serde_json::{Value, json};

use super::event::{Event, EventKind};
use super::fields::Field;
use super::payload::{
    Complained, Corrected, Evidence, Link, Linked, Matter, Moved, Opened, Settled, Visited,
};
use super::transitions::between;
use crate::domain::{Lang, Status};

/// An event as JSON, its payload as it was written.
pub fn event_json(event: &Event) -> Value {
    let draft = &event.draft;
    json!({
        "event": event.name(), "time": draft.time.to_string(), "recorded": event.recorded.to_string(),
        "by": draft.actor, "role": draft.role, "target": draft.target, "other": draft.other,
        "kind": draft.kind, "payload": serde_json::from_str::<Value>(&draft.payload).unwrap_or_default(),
        "hash": event.hash.to_string(),
    })
}

/// One line for people: when, who, what.
pub fn sentence(event: &Event, lang: Lang) -> String {
    let draft = &event.draft;
    let time = draft.time.to_string();
    let clock = time.get(..16).unwrap_or(&time).replace('T', " ");
    format!(
        "{clock}  {}  {} ({})  {}",
        event.name(),
        draft.actor,
        draft.role.label(lang),
        what(event, lang)
    )
}

/// What an event says, in words.
pub fn what(event: &Event, lang: Lang) -> String {
    let draft = &event.draft;
    let other = draft.other.as_deref().unwrap_or_default();
    let told = match draft.kind {
        EventKind::Opened => read::<Opened>(event).map(|opened| {
            let state = opened.status.label(lang);
            let source = opened.source;
            match lang {
                Lang::En => format!("taken over from {source} as {state}"),
                Lang::Zh => format!("自 {source} 建账，状态：{state}"),
            }
        }),
        EventKind::Moved => read::<Moved>(event).map(|moved| moved_text(&moved, other, lang)),
        EventKind::Corrected => read::<Corrected>(event).map(|corrected| {
            let place = lang.pick("position", "位置").to_owned();
            let place = corrected.at.map(|_| place);
            let fields = Some(fields(&corrected.set, lang)).filter(|text| !text.is_empty());
            let fields: Vec<String> = fields.into_iter().chain(place).collect();
            let fields = fields.join(lang.pick(", ", "，"));
            let reason = corrected.reason;
            match lang {
                Lang::En => format!("corrected {fields}: {reason}"),
                Lang::Zh => format!("更正 {fields}：{reason}"),
            }
        }),
        EventKind::Visited => read::<Visited>(event).map(|visited| visit_text(&visited, lang)),
        EventKind::Linked => read::<Linked>(event).map(|linked| link_text(&linked, other, lang)),
        EventKind::Complained => {
            read::<Complained>(event).map(|complained| complaint_text(&complained, lang))
        }
        EventKind::Settled => read::<Settled>(event).map(|settled| {
            let events = settled.events.join(lang.pick(" and ", " 与 "));
            match lang {
                Lang::En => format!("settled {events}: {}", settled.reason),
                Lang::Zh => format!("处理冲突 {events}：{}", settled.reason),
            }
        }),
        EventKind::Rules => Some(lang.pick("rules put in force", "规则生效").to_owned()),
    };
    told.unwrap_or_else(|| {
        lang.pick("contents cannot be read", "内容无法读取")
            .to_owned()
    })
}

fn read<T: serde::de::DeserializeOwned>(event: &Event) -> Option<T> {
    serde_json::from_str(&event.draft.payload).ok()
}

fn moved_text(moved: &Moved, other: &str, lang: Lang) -> String {
    let number = between(moved.from, moved.to)
        .map_or_else(String::new, super::transitions::Transition::name);
    let from = moved
        .from
        .map_or(lang.pick("new", "新"), |from: Status| from.label(lang));
    let mut text = format!("{number} {from} → {}", moved.to.label(lang));
    if !other.is_empty() {
        text.push_str(&format!(" ({other})"));
    }
    if !moved.set.is_empty() {
        text.push_str(&format!("{}{}", lang.semicolon(), fields(&moved.set, lang)));
    }
    if !moved.evidence.is_empty() {
        text.push_str(&format!(
            "{}{}",
            lang.semicolon(),
            evidence(&moved.evidence, lang)
        ));
    }
    if let Some(reason) = &moved.reason {
        text.push_str(&format!("{}{reason}", lang.semicolon()));
    }
    text
}

fn visit_text(visited: &Visited, lang: Lang) -> String {
    let mut text = format!(
        "{}{}{}",
        lang.pick("visit", "到访"),
        lang.colon(),
        visited.finding.label(lang)
    );
    for problem in &visited.problems {
        text.push_str(&format!(
            "{}{} {}={}",
            lang.semicolon(),
            problem.severity.label(lang),
            problem.item,
            problem.value
        ));
        if let Some(due) = problem.due {
            text.push_str(&match lang {
                Lang::En => format!(" by {due}"),
                Lang::Zh => format!("，限 {due}"),
            });
        }
    }
    if let Some(seen) = &visited.seen {
        let spans: Vec<String> = seen
            .spans
            .iter()
            .map(|[from, to]| format!("{from}-{to}"))
            .collect();
        text.push_str(&format!(
            "{}{} m / {} m",
            lang.semicolon(),
            spans.join(", "),
            seen.length
        ));
    }
    if !visited.evidence.is_empty() {
        text.push_str(&format!(
            "{}{}",
            lang.semicolon(),
            evidence(&visited.evidence, lang)
        ));
    }
    if let Some(note) = &visited.note {
        text.push_str(&format!("{}{note}", lang.semicolon()));
    }
    text
}

fn link_text(linked: &Linked, other: &str, lang: Lang) -> String {
    let text = match linked.link {
        Link::Moved => lang.pick("its waste was found at", "垃圾被移至"),
        Link::MovedSettled => lang.pick("re-movement settled with", "再移动已处理："),
        Link::SamePlace => lang.pick("may be the same place as", "可能与之重复："),
        Link::Apart => lang.pick("another place than", "认定与之不同："),
    };
    format!("{text} {other}")
}

fn complaint_text(complained: &Complained, lang: Lang) -> String {
    let matter = match complained.matter {
        Matter::Complaint => lang.pick("complaint", "投诉"),
        Matter::Objection => lang.pick("objection", "异议"),
        Matter::Upheld => lang.pick("objection upheld", "异议成立"),
        Matter::Dismissed => lang.pick("objection dismissed", "异议不成立"),
    };
    let parts = [&complained.source, &complained.note];
    let parts: Vec<&str> = parts.into_iter().flatten().map(String::as_str).collect();
    if parts.is_empty() {
        matter.to_owned()
    } else {
        format!("{matter}{}{}", lang.colon(), parts.join(lang.semicolon()))
    }
}

/// `volume_m3=300, tier=small`
fn fields(set: &super::payload::Set, lang: Lang) -> String {
    let parts: Vec<String> = set
        .iter()
        .map(|(word, json)| {
            let Some(field) = Field::from_word(word) else {
                return format!("{word}={json}");
            };
            let value = field.value_from_json(json).ok();
            let text = value.map_or(String::new(), |value| value.text(lang));
            format!("{}={text}", field.label(lang))
        })
        .collect();
    parts.join(lang.pick(", ", "，"))
}

fn evidence(evidence: &[Evidence], lang: Lang) -> String {
    let parts: Vec<&str> = evidence.iter().map(|one| one.purpose.label(lang)).collect();
    parts.join(lang.pick(", ", "、"))
}
