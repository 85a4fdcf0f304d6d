//! Rows into the ledger.

use serde_json::json;

use super::super::open;
use super::super::taken::Owners;
use super::stray::{far, strays};
use crate::cli::args::LedgerImport;
use crate::cli::clock::now;
use crate::cli::outcome::{Exit, Failure};
use crate::cli::render::{Detail, Speaker, finding_json};
use crate::domain::{Datum, Finding, Lang, Level, Source};
use crate::ledger::act::{Actor, is_key};
use crate::ledger::exchange::{Import, ImportSource, import};
use crate::ledger::tables::SheetRow;
use crate::ledger::{Book, LedgerError};
use crate::register;
use crate::workspace::Workspace;

/// Takes rows.
pub(super) fn table(
    workspace: &Workspace,
    args: &LedgerImport,
    (mut rows, datum): (Vec<SheetRow>, Datum),
    mut findings: Vec<Finding>,
    speaker: Speaker,
) -> Result<Exit, Failure> {
    if !is_key(&args.by.to_lowercase()) {
        return Err(Failure::Refused {
            code: "G0113",
            en: format!("`{}` is no key of a person", args.by),
            zh: format!("`{}` 不是人员代号", args.by),
            hint: (
                "letters, digits, `_`, `.`, `-`, such as `zhang1`".into(),
                "由字母、数字、`_`、`.`、`-` 组成，如 `zhang1`".into(),
            ),
        });
    }
    let purpose = if args.dry_run {
        register::Purpose::Rehearse
    } else {
        register::Purpose::Write
    };
    let (mut register, layers) = open(workspace, None, purpose, speaker)?;
    let file = args
        .file
        .file_name()
        .map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    let source = ImportSource {
        reason: args.reason.clone().unwrap_or_else(|| file.clone()),
        file,
        // Positions on a grid are in WGS 84 by now.
        datum: if matches!(datum, Datum::Epsg(_)) {
            Datum::Wgs84
        } else {
            datum
        },
    };
    let taken = take_out(
        &mut rows,
        &Owners::new(workspace, &layers),
        register.ledger.book(),
        &source,
    );
    let time = now(workspace.utc_offset);
    let actor = Actor {
        key: args.by.to_lowercase(),
        role: args.role,
        time,
    };
    let mut done = Import::default();
    if args.dry_run {
        done = import(register.ledger.book(), &rows, &source, &actor);
    } else {
        register.ledger.append(time, |book| {
            done = import(book, &rows, &source, &actor);
            Ok::<_, LedgerError>(done.drafts.clone())
        })?;
    }
    done.refused += taken.len();
    findings.extend(taken);
    findings.append(&mut done.findings);
    let strays = strays(workspace, &layers, &rows, &source);
    if strays.is_empty() {
        findings.extend(far(&layers, &rows, &source));
    }
    findings.extend(strays);
    tell(&done, &findings, args.dry_run, speaker);
    let is_bad = done.refused > 0
        || findings
            .iter()
            .any(|finding| finding.code.level == Level::Error);
    Ok(if is_bad { Exit::Input } else { Exit::Done })
}

/// Takes out the rows of new points whose ids something else has, a finding each.
fn take_out(
    rows: &mut Vec<SheetRow>,
    owners: &Owners<'_>,
    book: &Book,
    source: &ImportSource,
) -> Vec<Finding> {
    let mut taken = Vec::new();
    rows.retain(|row| {
        let id = row.id.as_deref().unwrap_or_default();
        let origin = Source {
            file: source.file.as_str().into(),
            line: row.line,
            ..Source::default()
        };
        let refused = owners.refuse_row(book, id, origin);
        let is_free = refused.is_none();
        taken.extend(refused);
        is_free
    });
    taken
}

fn tell(done: &Import, findings: &[Finding], dry_run: bool, speaker: Speaker) {
    let lang = speaker.lang;
    speaker.findings(findings, Detail::Full);
    let (new, changed, same, refused) = (done.new, done.changed, done.same, done.refused);
    let dry = if dry_run {
        lang.pick(" (nothing written)", "（未写入）")
    } else {
        ""
    };
    speaker.text(&match lang {
        Lang::En => {
            format!("{new} new, {changed} changed, {same} unchanged, {refused} refused{dry}\n")
        }
        Lang::Zh => format!("新增 {new}，更改 {changed}，无变化 {same}，未采用 {refused}{dry}\n"),
    });
    speaker.json(&json!({
        "new": new, "changed": changed, "unchanged": same, "refused": refused, "written": !dry_run,
        "findings": findings.iter().map(|finding| finding_json(finding, lang)).collect::<Vec<_>>(),
    }));
}
