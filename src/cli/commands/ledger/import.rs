use crate::cli::args::*;
use crate::cli::outcome::{Exit, Failure};
use crate::cli::render::Speaker;
use crate::workspace::Workspace;
pub(super) fn run(_w: &Workspace, _args: &LedgerImport, _s: Speaker) -> Result<Exit, Failure> {
    Ok(Exit::Done)
}
