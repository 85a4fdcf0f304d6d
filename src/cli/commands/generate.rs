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
        has_a_folder(instance, &args.dir)?;
    }
    let bar = Bar::new(Prize::ZERO, super::speaker(cli, None).lang);
    bar.stage("making up the county", "正在生成");
    let files = synth::make(args.size.into(), args.seed, args.defects);
    bar.finish();
    for file in &files {
        refuse(&args.dir, &file.name)?;
        if let Some(instance) = &args.instance
            && is_one_path(instance, &args.dir.join(&file.name))
        {
            return Err(is_of_county(instance));
        }
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
        code: "X0006",
        en: format!("`{path}` exists already"),
        zh: format!("`{path}` 已存在"),
        hint: (
            "name a new folder, or remove the old one first".into(),
            "请另取文件夹名，或先删除旧文件夹".into(),
        ),
    })
}

/// The instance cannot be written over what it is drawn from.
fn is_of_county(path: &Path) -> Failure {
    let path = path.display();
    Failure::Refused {
        code: "X0006",
        en: format!("`{path}` is a file of the county itself"),
        zh: format!("`{path}` 是所生成县自身的文件"),
        hint: ("name another file".into(), "请另取文件名".into()),
    }
}

/// Whether two paths name one file, which need not be there yet.
fn is_one_path(one: &Path, two: &Path) -> bool {
    let whole = |path: &Path| {
        let folder = path.parent().map(|folder| folder.join("."));
        let folder = folder.and_then(|folder| folder.canonicalize().ok());
        folder.map_or_else(
            || std::path::absolute(path).ok(),
            |folder| Some(folder.join(path.file_name()?)),
        )
    };
    whole(one).is_some_and(|one| Some(one) == whole(two))
}

/// That the folder of a file is there, or is the one about to be made.
fn has_a_folder(file: &Path, made: &Path) -> Result<(), Failure> {
    let folder = file.parent().unwrap_or(made);
    let whole = |path: &Path| std::path::absolute(path).ok();
    if folder.as_os_str().is_empty() || whole(folder) == whole(made) {
        return Ok(());
    }
    let found = std::fs::metadata(folder).map(|_| ());
    found.map_err(|source| Failure::Io {
        action: "write",
        path: file.to_owned(),
        source,
    })
}

pub(super) fn create(dir: &Path) -> Result<(), Failure> {
    std::fs::create_dir_all(dir).map_err(|source| Failure::Io {
        action: "create",
        path: dir.to_owned(),
        source,
    })
}
