//! Events of another device.

use std::path::Path;

use serde_json::json;

use super::super::{bytes, open};
use super::personal::{PersonalText, personal_texts, say_personal};
use super::taking::{Outcome, new_names, rehearsal, take};
use crate::cli::args::LedgerImport;
use crate::cli::outcome::{Exit, Failure};
use crate::cli::render::Speaker;
use crate::domain::Lang;
use crate::ledger::{Event, StoreError};
use crate::register;
use crate::workspace::Workspace;

/// Takes the events of another device: all good lines, and every bad one is named.
pub(super) fn events(
    workspace: &Workspace,
    args: &LedgerImport,
    speaker: Speaker,
) -> Result<Exit, Failure> {
    let mut file = read(&bytes(&args.file)?);
    let purpose = if args.dry_run {
        register::Purpose::Rehearse
    } else {
        register::Purpose::Write
    };
    let (mut register, _) = open(workspace, None, purpose, speaker)?;
    let new = new_names(&file.events, &register.ledger)?;
    file.private.retain(|(_, said)| new.contains(&said.event));
    let outcome = if args.dry_run {
        take(&mut rehearsal(&register.ledger)?, &file.events, &new)?
    } else {
        take(&mut register.ledger, &file.events, &new)?
    };
    warn(&args.file, &file, &outcome, speaker);
    tell(&file, &outcome, args.dry_run, speaker);
    Ok(if file.faults.is_empty() && outcome.forked.is_empty() {
        Exit::Done
    } else {
        Exit::Input
    })
}

/// What a file of events holds.
#[derive(Default)]
struct EventFile {
    events: Vec<Event>,
    /// Lines that are no events, and why, in English and Chinese.
    faults: Vec<(usize, [String; 2])>,
    /// Texts with personal numbers, and their lines.
    private: Vec<(usize, PersonalText)>,
}

/// Reads an event a line; empty lines count for nothing.
fn read(bytes: &[u8]) -> EventFile {
    let mut file = EventFile::default();
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    for (idx, line) in bytes.split(|byte| *byte == b'\n').enumerate() {
        let number = idx + 1;
        if line.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        let Ok(text) = std::str::from_utf8(line) else {
            let why = ["it is not UTF-8 text", "不是 UTF-8 文本"].map(str::to_owned);
            file.faults.push((number, why));
            continue;
        };
        match Event::parse(text.trim()) {
            Ok(event) => {
                let texts = personal_texts(&event).into_iter();
                file.private.extend(texts.map(|said| (number, said)));
                file.events.push(event);
            }
            Err(error) => {
                let error = StoreError::from(error);
                let why = [Lang::En, Lang::Zh].map(|lang| error.message(lang));
                file.faults.push((number, why));
            }
        }
    }
    file
}

/// Names what is doubtful of a file, and of taking it.
fn warn(path: &Path, file: &EventFile, outcome: &Outcome, speaker: Speaker) {
    for (device, counter) in &outcome.forked {
        speaker.say(
            &format!("error: device {device} has two histories from event {counter} on: a ledger.db was copied and both copies went on; both are kept, see docs/ledger.md [D0104]"),
            &format!("错误：设备 {device} 自第 {counter} 条事件起有两份历史：ledger.db 被复制后两份都在使用；两份均已保留，见 docs/ledger.md [D0104]"),
        );
    }
    let path = path.display();
    for (line, [en, zh]) in &file.faults {
        speaker.say(
            &format!("error: {path}:{line}: {en} [G0114]"),
            &format!("错误：{path}:{line}：{zh} [G0114]"),
        );
    }
    say_personal(&path.to_string(), &file.private, speaker);
    for ((target, event), why) in &outcome.not_applied {
        let (en, zh) = (why.0.join("; "), why.1.join("；"));
        speaker.say(
            &format!("warning: {target}: event {event} is not allowed where it stands and was not applied: {en} [G0110]"),
            &format!("警告：{target}：事件 {event} 不合规则，未生效：{zh} [G0110]"),
        );
    }
    for (target, event, day, found) in &outcome.early {
        speaker.say(
            &format!("warning: {target}: event {event} is a visit of {day}, but the point was first seen on {found}; it is kept, `coverage` does not count it: was the clock of the device right? [G0125]"),
            &format!("警告：{target}：事件 {event} 的到访日期为 {day}，早于发现时间 {found}；已保留，但 `coverage` 不计：请核对该设备的时钟 [G0125]"),
        );
    }
}

/// What was done, in numbers.
fn tell(file: &EventFile, outcome: &Outcome, dry_run: bool, speaker: Speaker) {
    let lang = speaker.lang;
    let (added, known, conflicts) = (outcome.added, outcome.known, outcome.conflicts);
    let (bad, idle) = (file.faults.len(), outcome.not_applied.len());
    let dry = if dry_run {
        lang.pick(" (nothing written)", "（未写入）")
    } else {
        ""
    };
    speaker.text(&match lang {
        Lang::En => format!("{added} events new, {known} known already, {bad} lines refused; {conflicts} new conflicts, {idle} events not applied{dry}\n"),
        Lang::Zh => format!("新增事件 {added} 条，已有 {known} 条，拒收 {bad} 行；新增冲突 {conflicts} 处，未生效 {idle} 条{dry}\n"),
    });
    if conflicts > 0 {
        speaker.say(
            "`xuncha ledger verify DIR` names the conflicts, `ledger settle` settles them",
            "`xuncha ledger verify DIR` 列出冲突，`ledger settle` 处理冲突",
        );
    }
    speaker.json(&json!({
        "new": added, "known": known, "refused": file.faults.iter().map(|(line, [en, zh])| json!({"line": line, "why": lang.pick(en, zh)})).collect::<Vec<_>>(),
        "new_conflicts": conflicts, "written": !dry_run,
        "not_applied": outcome.not_applied.iter().map(|((target, event), why)| json!({
            "target": target, "event": event, "why": lang.pick(&why.0, &why.1),
        })).collect::<Vec<_>>(),
        "too_early": outcome.early.iter().map(|(target, event, day, found)| json!({
            "target": target, "event": event, "date": day.to_string(), "first_seen": found.to_string(),
        })).collect::<Vec<_>>(),
        "personal": file.private.iter().map(|(line, said)| json!({
            "line": line, "event": said.event, "member": said.member,
        })).collect::<Vec<_>>(),
    }));
}
