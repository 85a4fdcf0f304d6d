//! Events of another device.

use std::collections::BTreeMap;

use serde_json::json;

use super::super::{bytes, open};
use super::personal::{keep_new, personal_texts, say_personal};
use crate::cli::args::LedgerImport;
use crate::cli::outcome::{Exit, Failure};
use crate::cli::render::Speaker;
use crate::domain::Lang;
use crate::ledger::{ChainFault, Event, Ledger, LedgerError, Trouble, verify};
use crate::register;
use crate::workspace::Workspace;

/// Takes the events of another device: all good lines, and every bad one is named.
pub(super) fn events(
    workspace: &Workspace,
    args: &LedgerImport,
    speaker: Speaker,
) -> Result<Exit, Failure> {
    let bytes = bytes(&args.file)?;
    let mut events = Vec::new();
    let mut faults = Vec::new();
    let mut private = Vec::new();
    for (idx, line) in bytes.split(|byte| *byte == b'\n').enumerate() {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let line = if idx == 0 {
            line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line)
        } else {
            line
        };
        if line.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        let read = std::str::from_utf8(line)
            .map_err(|error| error.to_string())
            .and_then(|line| Event::parse(line.trim()).map_err(|error| error.to_string()));
        match read {
            Ok(event) => {
                private.extend(
                    personal_texts(&event)
                        .into_iter()
                        .map(|said| (idx + 1, said)),
                );
                events.push(event);
            }
            Err(error) => faults.push((idx + 1, error)),
        }
    }
    let (mut register, _) = open(workspace, None, register::Purpose::Write, speaker)?;
    let before = conflicts(register.ledger.book());
    let refused_before = refused(register.ledger.book());
    keep_new(&mut private, &register.ledger)?;
    let taken = if args.dry_run {
        None
    } else {
        Some(register.ledger.take(&events)?)
    };
    let forked = forks(&register.ledger)?;
    for (device, counter) in &forked {
        speaker.say(
            &format!("error: device {device} has two histories from event {counter} on: a ledger.db was copied and both copies went on; both are kept, see docs/ledger.md [D0104]"),
            &format!("错误：设备 {device} 自第 {counter} 条事件起有两份历史：ledger.db 被复制后两份都在使用；两份均已保留，见 docs/ledger.md [D0104]"),
        );
    }
    let lang = speaker.lang;
    let file = args.file.display();
    for (line, why) in &faults {
        speaker.say(
            &format!("error: {file}:{line}: {why} [G0114]"),
            &format!("错误：{file}:{line}：{why} [G0114]"),
        );
    }
    let (added, known) = taken.map_or((0, 0), |taken| (taken.added, taken.known));
    let conflicts = conflicts(register.ledger.book()).saturating_sub(before);
    let mut refused = refused(register.ledger.book());
    refused.retain(|key, _| !refused_before.contains_key(key));
    say_personal(&file.to_string(), &private, speaker);
    for ((target, event), why) in &refused {
        let (en, zh) = (why.0.join("; "), why.1.join("；"));
        speaker.say(
            &format!("warning: {target}: event {event} is not allowed where it stands and was not applied: {en} [G0110]"),
            &format!("警告：{target}：事件 {event} 不合规则，未生效：{zh} [G0110]"),
        );
    }
    let (bad, idle) = (faults.len(), refused.len());
    speaker.text(&match lang {
        Lang::En => format!("{added} events new, {known} known already, {bad} lines refused; {conflicts} new conflicts, {idle} events not applied\n"),
        Lang::Zh => format!("新增事件 {added} 条，已有 {known} 条，拒收 {bad} 行；新增冲突 {conflicts} 处，未生效 {idle} 条\n"),
    });
    if conflicts > 0 {
        speaker.say(
            "`xuncha ledger verify DIR` names the conflicts, `ledger settle` settles them",
            "`xuncha ledger verify DIR` 列出冲突，`ledger settle` 处理冲突",
        );
    }
    speaker.json(&json!({
        "new": added, "known": known, "refused": faults.iter().map(|(line, why)| json!({"line": line, "why": why})).collect::<Vec<_>>(),
        "new_conflicts": conflicts,
        "not_applied": refused.iter().map(|((target, event), why)| json!({
            "target": target, "event": event, "why": lang.pick(&why.0, &why.1),
        })).collect::<Vec<_>>(),
        "personal": private.iter().map(|(line, said)| json!({
            "line": line, "event": said.event, "member": said.member,
        })).collect::<Vec<_>>(),
    }));
    Ok(if faults.is_empty() && forked.is_empty() {
        Exit::Done
    } else {
        Exit::Input
    })
}

/// Devices with two histories, and from which event on.
fn forks(ledger: &Ledger) -> Result<Vec<(String, u64)>, Failure> {
    let faults = verify(ledger.store()).map_err(LedgerError::from)?;
    let forks = faults.into_iter().filter_map(|fault| match fault {
        ChainFault::Fork {
            device, counter, ..
        } => Some((device, counter)),
        _ => None,
    });
    Ok(forks.collect())
}

fn conflicts(book: &crate::ledger::Book) -> usize {
    book.unsorted()
        .map(|target| target.open_conflicts().count())
        .sum()
}

/// Why an event was not applied, in English and Chinese.
type Why = (Vec<String>, Vec<String>);

/// Events that the rules do not allow where they stand, by target and event.
fn refused(book: &crate::ledger::Book) -> BTreeMap<(String, String), Why> {
    let mut refused = BTreeMap::new();
    for target in book.unsorted() {
        for trouble in &target.troubles {
            if let Trouble::Refused { event, lacks } = trouble {
                let key = (target.id.to_string(), event.name(book.devices()));
                let why = |lang| {
                    let texts = lacks.iter().map(|lack| lack.message(lang).to_owned());
                    texts.collect::<Vec<_>>()
                };
                refused.insert(key, (why(Lang::En), why(Lang::Zh)));
            }
        }
    }
    refused
}
