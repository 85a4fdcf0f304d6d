use serde_json::json;

use super::attach::FOLDER;
use crate::cli::outcome::{Exit, Failure};
use crate::cli::render::Speaker;
use crate::domain::Lang;
use crate::ledger::evidence::{EvidenceFault, check_all};
use crate::ledger::payload::Evidence;
use crate::ledger::{
    Access, Digest, EventRef, Ledger, LedgerError, StoreError, Trouble, check_pages, verify,
};
use crate::workspace::Workspace;

/// One line of the outcome.
struct Line {
    code: &'static str,
    is_note: bool,
    text: (String, String),
}

/// `xuncha ledger verify`: every byte of the file, every event of the chains, every piece of evidence.
pub(super) fn run(workspace: &Workspace, speaker: Speaker) -> Result<Exit, Failure> {
    let path = Ledger::path(&workspace.dir);
    let mut lines = Vec::new();
    // Before anything else opens it: opening mends the end of a write-ahead log.
    for fault in check_pages(&path).map_err(LedgerError::from)? {
        lines.push(Line {
            code: fault.code(),
            is_note: fault.is_note(),
            text: (fault.message(Lang::En), fault.message(Lang::Zh)),
        });
    }
    let mut events = 0;
    match Ledger::open(&workspace.dir, Access::Read, None) {
        Ok(ledger) => {
            events = ledger.book().events();
            chain(&ledger, &mut lines)?;
            evidence(workspace, &ledger, &mut lines)?;
            troubles(&ledger, &mut lines);
        }
        Err(LedgerError::Store(error @ StoreError::Damaged { .. })) => lines.push(Line {
            code: error.code(),
            is_note: false,
            text: (error.message(Lang::En), error.message(Lang::Zh)),
        }),
        Err(error) => return Err(error.into()),
    }
    Ok(tell(&lines, events, speaker))
}

fn chain(ledger: &Ledger, lines: &mut Vec<Line>) -> Result<(), Failure> {
    for fault in verify(ledger.store()).map_err(LedgerError::from)? {
        lines.push(Line {
            code: fault.code(),
            is_note: false,
            text: (fault.message(Lang::En), fault.message(Lang::Zh)),
        });
    }
    Ok(())
}

fn evidence(workspace: &Workspace, ledger: &Ledger, lines: &mut Vec<Line>) -> Result<(), Failure> {
    let mut named: Vec<(Digest, String)> = Vec::new();
    let read = ledger
        .store()
        .read_since(0, &mut |event| named.extend(evidence_of(&event)));
    read.map_err(LedgerError::from)?;
    named.sort();
    named.dedup();
    for fault in check_all(&workspace.dir.join(FOLDER), &named) {
        lines.push(Line {
            code: fault.code(),
            is_note: matches!(fault, EvidenceFault::Stray { .. }),
            text: (fault.message(Lang::En), fault.message(Lang::Zh)),
        });
    }
    Ok(())
}

/// The files that an event names.
pub(super) fn evidence_of(event: &EventRef<'_>) -> Vec<(Digest, String)> {
    #[derive(serde::Deserialize)]
    struct Named {
        #[serde(default)]
        evidence: Vec<Evidence>,
    }
    if !event.payload.contains("\"evidence\"") {
        return Vec::new();
    }
    let named = serde_json::from_str::<Named>(event.payload);
    let evidence = named.map(|named| named.evidence).unwrap_or_default();
    evidence
        .into_iter()
        .map(|one| (one.sha256, one.ending))
        .collect()
}

/// Events that were not applied, and conflicts that nobody has settled.
fn troubles(ledger: &Ledger, lines: &mut Vec<Line>) {
    let book = ledger.book();
    for event in book.unreadable() {
        lines.push(Line {
            code: "G0117",
            is_note: false,
            text: (
                format!("event {event} sets rules that cannot be read or are not the county's to set; they were not put in force"),
                format!("事件 {event} 的规则无法读取，或非县级以上所定，未生效"),
            ),
        });
    }
    for target in book.targets() {
        for trouble in &target.troubles {
            let id = &target.id;
            let (code, is_note, en, zh) = match trouble {
                Trouble::Refused { event, lacks } => {
                    let name = event.name(book.devices());
                    let why = |lang| {
                        let texts: Vec<&str> =
                            lacks.iter().map(|lack| lack.message(lang)).collect();
                        texts.join("; ")
                    };
                    (
                        "G0110",
                        false,
                        format!(
                            "{id}: event {name} is not allowed where it stands and was not applied: {}",
                            why(Lang::En)
                        ),
                        format!("{id}：事件 {name} 不合规则，未生效：{}", why(Lang::Zh)),
                    )
                }
                Trouble::Conflict {
                    events,
                    says,
                    settled: None,
                    ..
                } => {
                    let [one, two] = events.map(|stamp| stamp.name(book.devices()));
                    (
                        "G0111",
                        true,
                        format!(
                            "{id}: events {one} and {two} disagree (`{}`, `{}`); settle it with `ledger settle`",
                            says[0], says[1]
                        ),
                        format!(
                            "{id}：事件 {one} 与 {two} 冲突（`{}`、`{}`）；请用 `ledger settle` 处理",
                            says[0], says[1]
                        ),
                    )
                }
                Trouble::Conflict { .. } => continue,
            };
            lines.push(Line {
                code,
                is_note,
                text: (en, zh),
            });
        }
    }
}

fn tell(lines: &[Line], events: u64, speaker: Speaker) -> Exit {
    let lang = speaker.lang;
    let faults = lines.iter().filter(|line| !line.is_note).count();
    let said = |line: &Line| {
        lang.pick(line.text.0.as_str(), line.text.1.as_str())
            .to_owned()
    };
    for line in lines {
        let word = if line.is_note {
            lang.pick("note", "说明")
        } else {
            lang.pick("fault", "错误")
        };
        speaker.text(&format!("{word}: {} [{}]\n", said(line), line.code));
    }
    let notes = lines.len() - faults;
    speaker.text(&match lang {
        Lang::En => format!("{events} events checked: {faults} faults, {notes} notes\n"),
        Lang::Zh => format!("已核对 {events} 条事件：错误 {faults} 处，说明 {notes} 条\n"),
    });
    speaker.json(&json!({
        "events": events, "faults": faults,
        "lines": lines.iter().map(|line| json!({
            "code": line.code, "level": if line.is_note { "note" } else { "fault" }, "message": said(line),
        })).collect::<Vec<_>>(),
    }));
    if faults == 0 { Exit::Done } else { Exit::Input }
}
