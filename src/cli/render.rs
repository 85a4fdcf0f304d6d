//! Every word to a person, in text or JSON.

use std::collections::BTreeMap;
use std::io::Write;

use serde_json::{Value, json};

use super::args::Format;
use super::outcome::Failure;
use crate::domain::{Finding, Lang, Level};
use crate::files::told;
use crate::workspace::WorkspaceError;

/// At most so many findings of one kind are shown as text; JSON has them all.
const SHOWN_PER_CODE: usize = 12;

/// Warnings that are always told in full: a whole layer, a base or a stated position is off, or a point is not planned.
const LOUD: [&str; 9] = [
    "L0901", "L0902", "L0903", "G0212", "G0213", "A0003", "A0008", "A0009", "M0009",
];

/// How much of the findings is shown as text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Detail {
    /// Many of each kind, with what to do.
    Full,
    /// Errors as in full, one of each other kind.
    Brief,
}

/// Speaks to the person at the terminal: data on standard output, talk on standard error.
#[derive(Clone, Copy, Debug)]
pub(super) struct Speaker {
    pub(super) format: Format,
    pub(super) lang: Lang,
}

/// Language of the locale.
#[expect(
    clippy::disallowed_methods,
    reason = "the command line alone reads the environment"
)]
pub(super) fn locale() -> Lang {
    let said = ["LC_ALL", "LC_MESSAGES", "LANG"]
        .iter()
        .find_map(|name| std::env::var(name).ok().filter(|v| !v.is_empty()));
    if said.is_some_and(|value| value.starts_with("zh")) {
        Lang::Zh
    } else {
        Lang::En
    }
}

impl Speaker {
    pub(super) const fn new(format: Format, lang: Lang) -> Self {
        Self { format, lang }
    }

    /// Data, as text; nothing in JSON mode.
    pub(super) fn text(self, text: &str) {
        if self.format == Format::Text {
            out(text, self.lang);
        }
    }

    /// Data, as JSON; nothing in text mode.
    pub(super) fn json(self, value: &Value) {
        if self.format == Format::Json {
            out(&format!("{value:#}\n"), self.lang);
        }
    }

    /// Talk beside the data.
    pub(super) fn say(self, en: &str, zh: &str) {
        talk(&format!("{}\n", self.lang.pick(en, zh)));
    }

    /// Why the command failed.
    pub(super) fn failure(self, failure: &Failure) {
        let findings = match failure {
            Failure::Findings(findings)
            | Failure::Workspace(WorkspaceError::Faulty { findings }) => findings.as_slice(),
            _ => &[],
        };
        if self.format == Format::Json {
            let (message, hint) = (failure.message(self.lang), failure.hint(self.lang));
            let findings: Vec<Value> = findings
                .iter()
                .map(|finding| finding_json(finding, self.lang))
                .collect();
            out(
                &format!(
                    "{:#}\n",
                    json!({"error": {"code": failure.code(), "message": message, "hint": hint}, "findings": findings})
                ),
                self.lang,
            );
            return;
        }
        if findings.is_empty() {
            let mut text = format!(
                "{}{}{} [{}]\n",
                Level::Error.word(self.lang),
                self.lang.colon(),
                failure.message(self.lang),
                failure.code()
            );
            let hint = failure.hint(self.lang);
            if !hint.is_empty() {
                text.push_str(&format!("  {}{hint}\n", self.lang.pick("hint: ", "建议：")));
            }
            talk(&text);
        } else {
            self.findings(findings, Detail::Full);
        }
    }

    /// Findings as talk, the worst kinds last so that they stay in view; many of one kind are counted.
    pub(super) fn findings(self, findings: &[Finding], detail: Detail) {
        if self.format == Format::Text {
            talk(&findings_text(findings, self.lang, detail));
        }
    }
}

fn findings_text(findings: &[Finding], lang: Lang, detail: Detail) -> String {
    let mut by_code: BTreeMap<(Level, &str), Vec<&Finding>> = BTreeMap::new();
    for finding in findings {
        by_code
            .entry((finding.code.level, finding.code.id))
            .or_default()
            .push(finding);
    }
    let mut text = String::new();
    for ((level, id), same) in &by_code {
        let loud = LOUD.contains(id);
        let full = detail == Detail::Full || *level == Level::Error || loud;
        let shown = if full { SHOWN_PER_CODE } else { 1 };
        for finding in same.iter().take(shown) {
            text.push_str(&finding_text(finding, lang));
        }
        if same.len() > shown {
            text.push_str(&more(lang, *level, id, same.len() - shown, detail));
        }
        let hint = same
            .first()
            .map_or(String::new(), |finding| finding.hint(lang));
        if full && !hint.is_empty() {
            text.push_str(&format!("  {}{hint}\n", lang.pick("hint: ", "建议：")));
        }
    }
    text
}

/// How many of a kind are not shown, and which command shows them.
fn more(lang: Lang, level: Level, id: &str, count: usize, detail: Detail) -> String {
    let word = level.word(lang);
    match (lang, detail) {
        (Lang::En, Detail::Full) => {
            format!("{word}: {count} more like this [{id}]; --format json lists them all\n")
        }
        (Lang::En, Detail::Brief) => format!("{word}: {count} more like this [{id}]\n"),
        (Lang::Zh, Detail::Full) => {
            format!("{word}：另有 {count} 处同类 [{id}]；--format json 列出全部\n")
        }
        (Lang::Zh, Detail::Brief) => format!("{word}：另有 {count} 处同类 [{id}]\n"),
    }
}

fn finding_text(finding: &Finding, lang: Lang) -> String {
    let mut text = finding.source.to_string();
    if !text.is_empty() {
        text.push_str(if finding.source.feature.is_some() {
            " "
        } else {
            ": "
        });
    }
    if let Some(id) = &finding.id {
        text.push_str(&format!("(id {id:?}): "));
    } else if finding.source.feature.is_some() {
        text = format!("{}: ", text.trim_end());
    }
    text.push_str(&format!(
        "{}{}{} [{}]",
        finding.code.level.word(lang),
        lang.pick(": ", "："),
        finding.message(lang),
        finding.code.id
    ));
    if let (Some(place), true) = (finding.place, finding.source.line == 0) {
        text.push_str(&format!(" @ {:.6},{:.6}", place.x, place.y));
    }
    text.push('\n');
    text
}

pub(super) fn finding_json(finding: &Finding, lang: Lang) -> Value {
    json!({
        "code": finding.code.id,
        "level": match finding.code.level { Level::Note => "note", Level::Warning => "warning", Level::Error => "error" },
        "file": finding.source.file.as_str(), "line": finding.source.line, "column": finding.source.column,
        "feature": finding.source.feature, "id": finding.id,
        "lon": finding.place.map(|place| place.x), "lat": finding.place.map(|place| place.y),
        "message": finding.message(lang), "hint": finding.hint(lang), "args": finding.args,
    })
}

/// Counts by level, as a sentence.
pub(super) fn counts(findings: &[Finding], lang: Lang) -> String {
    let count = |level| {
        findings
            .iter()
            .filter(|finding| finding.code.level == level)
            .count()
    };
    let (errors, warnings, notes) = (
        count(Level::Error),
        count(Level::Warning),
        count(Level::Note),
    );
    match lang {
        Lang::En => [(errors, "error"), (warnings, "warning"), (notes, "note")]
            .map(|(count, word)| format!("{count} {word}{}", if count == 1 { "" } else { "s" }))
            .join(", "),
        Lang::Zh => format!("错误 {errors} 条，警告 {warnings} 条，说明 {notes} 条"),
    }
}

/// Whether something could not be written to standard output.
static LOST: std::sync::atomic::AtomicBool = std::sync::atomic::AtomicBool::new(false);

/// Whether something could not be written to standard output; a closed pipe does not count.
pub(super) fn lost_output() -> bool {
    LOST.load(std::sync::atomic::Ordering::Relaxed)
}

fn out(text: &str, lang: Lang) {
    out_bytes(text.as_bytes(), lang);
}

/// Data as they are.
pub(super) fn out_bytes(bytes: &[u8], lang: Lang) {
    let mut stdout = std::io::stdout().lock();
    if let Err(error) = stdout.write_all(bytes).and_then(|()| stdout.flush())
        // A closed pipe is not an error: whoever read has read enough.
        && error.kind() != std::io::ErrorKind::BrokenPipe
    {
        // Said once: what follows is lost alike.
        if !LOST.swap(true, std::sync::atomic::Ordering::Relaxed) {
            let why = told::io(&error, lang);
            talk(&match lang {
                Lang::En => format!("error: cannot write to standard output: {why} [X0004]\n"),
                Lang::Zh => format!("错误：无法写入标准输出：{why} [X0004]\n"),
            });
        }
    }
}

pub(super) fn talk(text: &str) {
    let _ = std::io::stderr().lock().write_all(text.as_bytes());
}
