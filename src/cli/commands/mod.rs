//! One file per subcommand.

mod check;
mod coverage;
mod generate;
mod init;
mod ledger;
mod matrix;
mod plan;
mod simulate;
mod solve;
mod verify;
mod whatif;

use std::path::Path;

use super::args::{Cli, Command};
use super::outcome::{Exit, Failure};
use super::render::{Speaker, locale};
use crate::ledger::Ledger;
use crate::workspace::{self, Workspace};

pub(super) fn run(cli: &Cli) -> Result<Exit, Failure> {
    match &cli.command {
        Command::Init(args) => init::run(cli, args),
        Command::Check(args) => check::run(cli, args),
        Command::Plan(args) => plan::run(cli, args),
        Command::Verify(args) => verify::run(cli, args),
        Command::Ledger(command) => ledger::run(cli, command),
        Command::Coverage(args) => coverage::run(cli, args),
        Command::Whatif(args) => whatif::run(cli, args),
        Command::Simulate(args) => simulate::run(cli, args),
        Command::Matrix(args) => matrix::run(cli, args),
        Command::Solve(args) => solve::run(cli, args),
        Command::Generate(args) => generate::run(cli, args),
    }
}

/// Speaks the language of the arguments, else of the workspace, else of the locale.
pub(super) fn speaker(cli: &Cli, workspace: Option<&Workspace>) -> Speaker {
    let lang = cli
        .lang
        .or_else(|| workspace.and_then(|workspace| workspace.lang))
        .unwrap_or_else(locale);
    Speaker::new(cli.format, lang)
}

/// Opens a workspace, and warns when its ledger is a file without a byte: a first use that was cut off, or a loss.
fn enter(cli: &Cli, dir: &Path) -> Result<(Workspace, Speaker), Failure> {
    let workspace = workspace::open(dir)?;
    let speaker = speaker(cli, Some(&workspace));
    if Ledger::is_void(&workspace.dir) {
        let path = Ledger::path(&workspace.dir);
        let path = path.display();
        speaker.say(
            &format!("warning: `{path}` is empty and counts as no ledger [G0126]\n  hint: if this workspace had a ledger, put the file back from a copy before anything is noted"),
            &format!("警告：`{path}` 为空文件，按没有台账处理 [G0126]\n  建议：如本文件夹原有台账，请先从备份恢复该文件，再登记任何内容"),
        );
    }
    Ok((workspace, speaker))
}

/// Does something on so many threads; `None` = all cores.
///
/// The pool holds for every stage; without threads of its own the work runs on those of the program.
fn on_threads<T: Send>(threads: Option<u16>, work: impl FnOnce() -> T + Send) -> T {
    let count = threads.map_or(0, usize::from);
    match rayon::ThreadPoolBuilder::new().num_threads(count).build() {
        Ok(pool) => pool.install(work),
        Err(_) => work(),
    }
}

/// What is written must not take the place of what was read: the layers and settings of a workspace.
fn refuse_layer(workspace: &Workspace, out: &Path) -> Result<(), Failure> {
    let layers = workspace.layers.iter().map(|layer| layer.path.as_str());
    let mut inputs = layers.chain([workspace::SETTINGS_FILE]);
    if inputs.any(|name| same_file(out, &workspace.dir.join(name))) {
        return Err(is_input(out));
    }
    Ok(())
}

/// A file that was read cannot be written to.
fn is_input(path: &Path) -> Failure {
    let path = path.display();
    Failure::Refused {
        code: "X0003",
        en: format!("`{path}` is an input"),
        zh: format!("`{path}` 是输入文件"),
        hint: ("name another file".into(), "请另取文件名".into()),
    }
}

/// Whether two paths lead to one existing file.
fn same_file(one: &Path, two: &Path) -> bool {
    matches!((one.canonicalize(), two.canonicalize()), (Ok(one), Ok(two)) if one == two)
}
