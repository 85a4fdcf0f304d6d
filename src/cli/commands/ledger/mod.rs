//! `xuncha ledger ...`: one file per subcommand.

mod act;
mod attach;
mod checklist;
mod contacts;
mod doubts;
mod export;
mod import;
mod list;
mod mapping;
mod outside;
mod report;
mod show;
mod taken;
mod verify;
mod visit;

use std::path::Path;

use crate::cli::args::{Cli, LedgerCommand};
use crate::cli::clock::now;
use crate::cli::outcome::{Exit, Failure};
use crate::cli::render::{Detail, Speaker};
use crate::domain::Lang;
use crate::layers::Layers;
use crate::ledger::tables::TableError;
use crate::register::{self, Purpose, Register};
use crate::units::Day;
use crate::workspace::Workspace;

pub(super) fn run(cli: &Cli, command: &LedgerCommand) -> Result<Exit, Failure> {
    let Some(dir) = command.dir() else {
        let LedgerCommand::Checklist(args) = command else {
            return Ok(Exit::Usage);
        };
        return checklist::run(args, super::speaker(cli, None));
    };
    let (workspace, speaker) = super::enter(cli, dir)?;
    let done = match command {
        LedgerCommand::List(args) => list::run(&workspace, args, speaker),
        LedgerCommand::Show(args) => show::run(&workspace, args, speaker),
        LedgerCommand::Visit(args) => visit::run(&workspace, args, speaker),
        LedgerCommand::Move(args) => act::run_move(&workspace, args, speaker),
        LedgerCommand::Complain(args) => act::run_complain(&workspace, args, speaker),
        LedgerCommand::Settle(args) => act::run_settle(&workspace, args, speaker),
        LedgerCommand::Import(args) => import::run(&workspace, args, speaker),
        LedgerCommand::Export(args) => export::run(&workspace, args, speaker),
        LedgerCommand::Verify(_) => verify::run(&workspace, speaker),
        LedgerCommand::Report(args) => report::run(&workspace, args, speaker),
        LedgerCommand::Checklist(args) => checklist::run(args, speaker),
    };
    done.or_else(|failure| Ok(crate::cli::told(speaker, &failure)))
}

/// A workspace's target layers and its ledger, up to a day.
fn open(
    workspace: &Workspace,
    until: Option<Day>,
    purpose: Purpose,
    speaker: Speaker,
) -> Result<(Register, Layers), Failure> {
    let mut layers = register::target_layers(workspace);
    if !layers.fatal.is_empty() {
        let mut findings = std::mem::take(&mut layers.findings);
        findings.append(&mut layers.fatal);
        return Err(Failure::Findings(findings));
    }
    let time = now(workspace.utc_offset);
    let register = register::open(workspace, &layers.targets, until, purpose, time)?;
    tell_opening(&register, speaker);
    Ok((register, layers))
}

/// Says what opening the ledger did.
pub(super) fn tell_opening(register: &Register, speaker: Speaker) {
    speaker.findings(&register.findings, Detail::Brief);
    if register.opened > 0 {
        let count = register.opened;
        if register.is_rehearsal {
            speaker.say(
                &format!("ledger: {count} points read from the layers (nothing written)"),
                &format!("台账：按图层计 {count} 个点位（未写入）"),
            );
        } else {
            speaker.say(
                &format!("ledger: {count} points taken over from the layers"),
                &format!("台账：已从图层建账 {count} 个点位"),
            );
        }
    }
    if register.read_only {
        speaker.say(
            "ledger: nothing can be written here; read as it is",
            "台账：此处不可写入，按现状读取",
        );
    }
}

/// A file whose ending names no format that is known here.
fn unknown_ending(path: &Path, known: &str) -> Failure {
    Failure::Refused {
        code: "G0101",
        en: format!("`{}` has no ending that is known here", path.display()),
        zh: format!("无法识别 `{}` 的扩展名", path.display()),
        hint: (format!("one of {known}"), format!("应为 {known} 之一")),
    }
}

/// A table that cannot be read or written.
fn table_failure(path: &Path, error: &TableError) -> Failure {
    Failure::Refused {
        code: "G0102",
        en: format!("`{}`: {}", path.display(), error.message(Lang::En)),
        zh: format!("`{}`：{}", path.display(), error.message(Lang::Zh)),
        hint: (String::new(), String::new()),
    }
}

/// The bytes of a file.
fn bytes(path: &Path) -> Result<Vec<u8>, Failure> {
    std::fs::read(path).map_err(|source| Failure::Io {
        action: "read",
        path: path.to_owned(),
        source,
    })
}
