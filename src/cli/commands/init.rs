use crate::cli::args::{Cli, Init};
use crate::cli::outcome::{Exit, Failure};

pub(super) fn run(cli: &Cli, args: &Init) -> Result<Exit, Failure> {
    let _ = (cli, args);
    Ok(Exit::Done)
}
