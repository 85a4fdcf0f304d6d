//! Events of another device.

use serde_json::json;

use super::super::{bytes, open};
use super::personal::{personal_texts, say_personal};
use super::taking::{new_names, rehearsal, take};
use crate::cli::args::LedgerImport;
use crate::cli::outcome::{Exit, Failure};
use crate::cli::render::Speaker;
use crate::domain::Lang;
use crate::ledger::Event;
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
    let purpose = if args.dry_run {
        register::Purpose::Read
    } else {
        register::Purpose::Write
    };
    let (mut register, _) = open(workspace, None, purpose, speaker)?;
    let new = new_names(&events, &register.ledger)?;
    private.retain(|(_, said)| new.contains(&said.event));
    let outcome = if args.dry_run {
        take(&mut rehearsal(&register.ledger)?, &events, &new)?
    } else {
        take(&mut register.ledger, &events, &new)?
    };
    for (device, counter) in &outcome.forked {
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
    say_personal(&file.to_string(), &private, speaker);
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
    let (added, known, conflicts) = (outcome.added, outcome.known, outcome.conflicts);
    let (bad, idle) = (faults.len(), outcome.not_applied.len());
    let dry = if args.dry_run {
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
        "new": added, "known": known, "refused": faults.iter().map(|(line, why)| json!({"line": line, "why": why})).collect::<Vec<_>>(),
        "new_conflicts": conflicts, "written": !args.dry_run,
        "not_applied": outcome.not_applied.iter().map(|((target, event), why)| json!({
            "target": target, "event": event, "why": lang.pick(&why.0, &why.1),
        })).collect::<Vec<_>>(),
        "too_early": outcome.early.iter().map(|(target, event, day, found)| json!({
            "target": target, "event": event, "date": day.to_string(), "first_seen": found.to_string(),
        })).collect::<Vec<_>>(),
        "personal": private.iter().map(|(line, said)| json!({
            "line": line, "event": said.event, "member": said.member,
        })).collect::<Vec<_>>(),
    }));
    Ok(if faults.is_empty() && outcome.forked.is_empty() {
        Exit::Done
    } else {
        Exit::Input
    })
}
