use std::path::Path;

use serde_json::json;

use crate::cli::args::{Cli, Generate};
use crate::cli::outcome::{Exit, Failure};
use crate::synth;

/// `xuncha generate`: writes a synthetic county; files of other names in the folder stay as they are.
pub(super) fn run(cli: &Cli, args: &Generate) -> Result<Exit, Failure> {
    let files = synth::make(args.size.into(), args.seed, args.defects);
    create(&args.dir)?;
    for file in &files {
        let path = args.dir.join(&file.name);
        crate::files::write_atomically(&path, &file.bytes).map_err(|source| Failure::Io {
            action: "write",
            path,
            source,
        })?;
    }
    let speaker = super::speaker(cli, None);
    let bytes: usize = files.iter().map(|file| file.bytes.len()).sum();
    let names: Vec<&str> = files.iter().map(|file| file.name.as_str()).collect();
    speaker.text(&format!(
        "{}: {} ({bytes} bytes)\n",
        args.dir.display(),
        names.join(" ")
    ));
    speaker.json(&json!({"dir": args.dir, "files": names, "bytes": bytes}));
    Ok(Exit::Done)
}

pub(super) fn create(dir: &Path) -> Result<(), Failure> {
    std::fs::create_dir_all(dir).map_err(|source| Failure::Io {
        action: "create",
        path: dir.to_owned(),
        source,
    })
}
