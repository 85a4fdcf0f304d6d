use std::path::Path;

use serde_json::json;

use crate::cli::args::{Cli, Generate};
use crate::cli::observer::Bar;
use crate::cli::outcome::{Exit, Failure};
use crate::synth::{self, MadeFile};
use crate::testbed::{self, Wish};
use crate::units::Prize;
use crate::workspace::{self, SETTINGS_FILE};
use crate::{files, pipeline};

/// `xuncha generate`: writes a synthetic county beside what else is in the folder; replaces nothing.
pub(super) fn run(cli: &Cli, args: &Generate) -> Result<Exit, Failure> {
    refuse(&args.dir, SETTINGS_FILE)?;
    if let Some(instance) = &args.instance {
        refuse_path(instance)?;
    }
    let bar = Bar::new(Prize::ZERO, super::speaker(cli, None).lang);
    bar.stage("making up the county", "正在生成");
    let files = synth::make(args.size.into(), args.seed, args.defects);
    bar.finish();
    for file in &files {
        refuse(&args.dir, &file.name)?;
    }
    let is_new = !args.dir.exists();
    create(&args.dir)?;
    let written = write(&args.dir, &files);
    if written.is_err() {
        // Half a county is none; what cannot be removed is told by the error that led here.
        for file in &files {
            let _ = std::fs::remove_file(args.dir.join(&file.name));
        }
        if is_new {
            let _ = std::fs::remove_dir(&args.dir);
        }
    }
    written?;
    if let Some(instance) = &args.instance {
        draw(args, instance)?;
    }
    let speaker = super::speaker(cli, None);
    let bytes: usize = files.iter().map(|file| file.bytes.len()).sum();
    let names: Vec<&str> = files.iter().map(|file| file.name.as_str()).collect();
    speaker.text(&format!(
        "{}: {} ({bytes} bytes)\n",
        args.dir.display(),
        names.join(" ")
    ));
    if let Some(instance) = &args.instance {
        speaker.text(&format!("{}\n", instance.display()));
    }
    let mut told = json!({"dir": args.dir, "files": names, "bytes": bytes});
    if let Some(instance) = &args.instance {
        told["instance"] = json!(instance);
    }
    speaker.json(&told);
    Ok(Exit::Done)
}

fn write(dir: &Path, files: &[MadeFile]) -> Result<(), Failure> {
    for file in files {
        let path = dir.join(&file.name);
        files::write_atomically(&path, &file.bytes).map_err(|source| Failure::Io {
            action: "write",
            path,
            source,
        })?;
    }
    Ok(())
}

/// Reads the county as `plan` would and draws the instance on its roads.
fn draw(args: &Generate, file: &Path) -> Result<(), Failure> {
    let workspace = workspace::open(&args.dir)?;
    let county = pipeline::read_county(&workspace, None).map_err(Failure::Findings)?;
    let wish = Wish {
        jobs: args.jobs,
        days: args.days,
        seed: args.seed,
    };
    let size = clap::ValueEnum::to_possible_value(&args.size);
    let size = size.map_or(String::new(), |size| size.get_name().to_owned());
    let remark = format!(
        "synthetic: xuncha generate --size {size} --seed {} --jobs {} --days {}",
        args.seed, args.jobs, args.days
    );
    let text = testbed::draw(&county.network, wish).write(&[remark]);
    files::write_atomically(file, text.as_bytes()).map_err(|source| Failure::Io {
        action: "write",
        path: file.to_owned(),
        source,
    })
}

fn refuse(dir: &Path, name: &str) -> Result<(), Failure> {
    refuse_path(&dir.join(name))
}

fn refuse_path(path: &Path) -> Result<(), Failure> {
    if std::fs::symlink_metadata(path).is_err() {
        return Ok(());
    }
    let path = path.display();
    Err(Failure::Refused {
        code: "G0001",
        en: format!("`{path}` exists already"),
        zh: format!("`{path}` 已存在"),
        hint: (
            "name a new folder, or remove the old one first".into(),
            "请另取文件夹名，或先删除旧文件夹".into(),
        ),
    })
}

pub(super) fn create(dir: &Path) -> Result<(), Failure> {
    std::fs::create_dir_all(dir).map_err(|source| Failure::Io {
        action: "create",
        path: dir.to_owned(),
        source,
    })
}
