//! The command line: arguments, progress, texts, exit codes. The only place that prints.

mod args;
mod clock;
mod commands;
mod observer;
mod outcome;
mod render;
mod table;
mod usage;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::error::ErrorKind;
use clap::{ArgMatches, CommandFactory, FromArgMatches};

use crate::domain::Lang;
pub use args::Cli;
pub use outcome::{Exit, Failure};

/// Runs the program with the arguments of the process.
pub fn run() -> ExitCode {
    let args = usage::joined(std::env::args_os());
    let read = |matches: &ArgMatches| {
        let cli = Cli::from_arg_matches(matches);
        cli.map_err(|error| error.format(&mut Cli::command()))
    };
    let matches = Cli::command().try_get_matches_from(&args);
    let (cli, command) = match matches.and_then(|all| Ok((read(&all)?, usage::command(&all)))) {
        Ok(read) => read,
        Err(error) => return refused(&usage::with_formats(error, &args), &args),
    };
    if let Some((en, zh)) = cli.misuse() {
        let mut command = command;
        match commands::speaker(&cli, None).lang {
            Lang::En => {
                let error = command.error(ErrorKind::ArgumentConflict, en);
                let _ = error.print();
            }
            Lang::Zh => {
                let usage = command.render_usage().to_string();
                render::talk(&usage::told(zh, &usage));
            }
        }
        return Exit::Usage.into();
    }
    match commands::run(&cli) {
        // What nobody could read was not done.
        Ok(Exit::Done) if render::lost_output() => Exit::Machine.into(),
        Ok(exit) => exit.into(),
        Err(failure) => told(commands::speaker(&cli, None), &failure).into(),
    }
}

/// Says what is wrong with the arguments, or helps.
fn refused(error: &clap::Error, args: &[OsString]) -> ExitCode {
    let failed = error.use_stderr();
    if usage::lang(args.iter().cloned()) == Lang::Zh
        && let Some(text) = usage::chinese(error)
    {
        render::talk(&text);
        return Exit::Usage.into();
    }
    // A closed pipe is not an error; nothing is left to tell it to.
    let _ = error.print();
    if failed {
        Exit::Usage.into()
    } else {
        Exit::Done.into()
    }
}

/// Tells a failure; gives its exit.
fn told(speaker: render::Speaker, failure: &Failure) -> Exit {
    speaker.failure(failure);
    failure.exit()
}
