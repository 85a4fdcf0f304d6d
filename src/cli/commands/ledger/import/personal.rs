//! Phone and identity numbers in the texts of events.

use serde_json::Value;

use crate::cli::render::Speaker;
use crate::ledger::Event;
use crate::ledger::fields::{mask, personal};

/// A text of an event that holds a phone or identity number.
pub(super) struct PersonalText {
    /// `device:counter`
    pub(super) event: String,
    /// Member of the payload.
    pub(super) member: String,
    /// The text, its digits hidden.
    text: String,
}

/// The reasons, notes and sources of an event that hold a personal number.
pub(super) fn personal_texts(event: &Event) -> Vec<PersonalText> {
    let mut texts = Vec::new();
    let Ok(payload) = serde_json::from_str::<Value>(&event.draft.payload) else {
        return texts;
    };
    let mut open = vec![("", &payload)];
    while let Some((name, value)) = open.pop() {
        match value {
            Value::Object(members) => {
                open.extend(members.iter().map(|(name, value)| (name.as_str(), value)));
            }
            Value::Array(items) => open.extend(items.iter().map(|item| (name, item))),
            Value::String(text)
                if matches!(name, "reason" | "note" | "source") && personal(text).is_some() =>
            {
                texts.push(PersonalText {
                    event: event.name(),
                    member: name.to_owned(),
                    text: mask(text),
                });
            }
            _ => {}
        }
    }
    texts
}

pub(super) fn say_personal(file: &str, texts: &[(usize, PersonalText)], speaker: Speaker) {
    for (line, said) in texts {
        let (event, member, text) = (&said.event, &said.member, &said.text);
        speaker.say(
            &format!("warning: {file}:{line}: the {member} of event {event} holds a phone or identity number, and is kept: `{text}` [G0116]"),
            &format!("警告：{file}:{line}：事件 {event} 的 {member} 含手机号或身份证号，已照收：`{text}` [G0116]"),
        );
    }
}
