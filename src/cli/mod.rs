//! The command line: arguments, progress, texts, exit codes. The only place that prints.

mod args;
mod clock;
mod commands;
mod observer;
mod outcome;
mod render;
mod table;
mod usage;

use std::process::ExitCode;

use clap::error::ErrorKind;
use clap::{CommandFactory, Parser};

use crate::domain::Lang;
pub use args::Cli;
pub use outcome::{Exit, Failure};

/// Runs the program with the arguments of the process.
pub fn run() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            let failed = error.use_stderr();
            if usage::lang(std::env::args_os()) == Lang::Zh
                && let Some(text) = usage::chinese(&error)
            {
                render::talk(&text);
                return Exit::Usage.into();
            }
            // A closed pipe is not an error; nothing is left to tell it to.
            let _ = error.print();
            return if failed {
                Exit::Usage.into()
            } else {
                Exit::Done.into()
            };
        }
    };
    if let Some((en, zh)) = cli.misuse() {
        match commands::speaker(&cli, None).lang {
            Lang::En => {
                let error = Cli::command().error(ErrorKind::ArgumentConflict, en);
                let _ = error.print();
            }
            Lang::Zh => render::talk(&format!("错误：{zh}\n")),
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

/// Tells a failure; gives its exit.
fn told(speaker: render::Speaker, failure: &Failure) -> Exit {
    speaker.failure(failure);
    failure.exit()
}
