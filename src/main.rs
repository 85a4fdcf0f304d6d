//! The command line program: see [`xuncha::cli`].

use std::process::ExitCode;

fn main() -> ExitCode {
    xuncha::cli::run()
}
