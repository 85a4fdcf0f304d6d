use std::fs;
use std::path::{Path, PathBuf};

use geo::{Centroid, Coord};
use serde_json::json;

use crate::cli::args::{Cli, Init};
use crate::cli::outcome::{Exit, Failure};
use crate::cli::render::Speaker;
use crate::domain::{PlaceType, TargetDetail};
use crate::files::write_atomically;
use crate::init::{self, Guessed, Said};
use crate::layers::{self, LayerKind, LayerSpec, Layers};
use crate::pipeline;
use crate::roads::{self, Network, RoadParams};
use crate::workspace::SETTINGS_FILE;

/// `xuncha init`: a workspace around existing layers.
pub(super) fn run(cli: &Cli, args: &Init) -> Result<Exit, Failure> {
    let speaker = super::speaker(cli, None);
    let settings = args.dir.join(SETTINGS_FILE);
    if settings.exists() {
        return Err(Failure::Refused {
            code: "I0001",
            en: format!("`{}` exists already", settings.display()),
            zh: format!("`{}` 已存在", settings.display()),
            hint: (
                "change it with an editor, or name another folder".into(),
                "请用编辑器修改，或另取文件夹名".into(),
            ),
        });
    }
    let mut guessed = init::guess_layers(&given(args), args.datum.unwrap_or_default())?;
    let is_new = !args.dir.exists();
    super::generate::create(&args.dir)?;
    let mut copied = Vec::new();
    let made = make(args, &mut guessed, &settings, &mut copied, speaker);
    if made.is_err() {
        // Leave nothing behind that was not there; what cannot be removed is told by the error that led here.
        for path in &copied {
            let _ = fs::remove_file(path);
        }
        if is_new {
            let _ = fs::remove_dir(&args.dir);
        }
    }
    made
}

fn given(args: &Init) -> Vec<(LayerKind, &Path)> {
    let mut given: Vec<(LayerKind, &Path)> = args
        .roads
        .iter()
        .map(|path| (LayerKind::Roads, path.as_path()))
        .collect();
    let single = [
        (LayerKind::DumpPoints, &args.dump_points),
        (LayerKind::Sites, &args.sites),
        (LayerKind::Places, &args.places),
    ];
    given.extend(
        single
            .into_iter()
            .filter_map(|(kind, path)| Some((kind, path.as_deref()?))),
    );
    given.extend(
        args.areas
            .iter()
            .map(|path| (LayerKind::Areas, path.as_path())),
    );
    given
}

fn make(
    args: &Init,
    guessed: &mut [Guessed],
    settings: &Path,
    copied: &mut Vec<PathBuf>,
    speaker: Speaker,
) -> Result<Exit, Failure> {
    for layer in guessed.iter() {
        let to = args.dir.join(&layer.spec.path);
        if super::same_file(&layer.source, &to) {
            continue;
        }
        if to.exists() {
            return Err(Failure::Io {
                action: "write",
                path: to,
                source: std::io::Error::from(std::io::ErrorKind::AlreadyExists),
            });
        }
        let bytes = fs::read(&layer.source).map_err(|source| Failure::Io {
            action: "read",
            path: layer.source.clone(),
            source,
        })?;
        write_atomically(&to, &bytes).map_err(|source| Failure::Io {
            action: "write",
            path: to.clone(),
            source,
        })?;
        copied.push(to);
    }
    let mut read = read(args, guessed)?;
    let (network, _) = roads::build(&read.roads, &RoadParams::default());
    if args.datum.is_none() && guess_datums(guessed, &read, &network) {
        read = self::read(args, guessed)?;
    }
    let settlements: Vec<(Coord, String)> = read.targets.iter().filter_map(settlement).collect();
    let teams = init::default_teams(&network, &settlements, args.teams as usize, speaker.lang);
    if teams.is_empty() {
        return Err(Failure::Findings(vec![crate::domain::Finding::new(
            &pipeline::NO_ROAD,
            crate::domain::Source::default(),
        )]));
    }
    let county = init::County {
        name: name(args),
        lang: speaker.lang,
        utc_offset: init::utc_offset(teams[0].base),
    };
    let text = init::write_toml(&county, guessed, &teams);
    write_atomically(settings, text.as_bytes()).map_err(|source| Failure::Io {
        action: "write",
        path: settings.to_owned(),
        source,
    })?;
    tell(args, guessed, &teams, &county, speaker);
    Ok(Exit::Done)
}

fn specs(guessed: &[Guessed]) -> Vec<LayerSpec> {
    guessed.iter().map(|layer| layer.spec.clone()).collect()
}

fn read(args: &Init, guessed: &[Guessed]) -> Result<Layers, Failure> {
    let mut read = layers::read_layers(&args.dir, &specs(guessed));
    if read.fatal.is_empty() {
        Ok(read)
    } else {
        Err(Failure::Findings(std::mem::take(&mut read.fatal)))
    }
}

/// Declares the datum under which a layer's points lie by the roads; whether any was changed.
fn guess_datums(guessed: &mut [Guessed], read: &Layers, network: &Network) -> bool {
    let likelier = pipeline::likelier_datums(read, &specs(guessed), network);
    for (idx, guess) in &likelier {
        let layer = &mut guessed[*idx];
        let (before, now) = (layer.spec.datum.word(), guess.datum.word());
        let (far, near) = (guess.median_declared_m, guess.median_guess_m);
        layer.said.push(Said {
            en: format!(
                "datum {now}: half the points lie within {near:.0} m of a road then, {far:.0} m as {before}; make sure of it"
            ),
            zh: format!(
                "坐标系 {now}：按此有一半的点距道路不超过 {near:.0} 米，按 {before} 为 {far:.0} 米；请核实"
            ),
        });
        layer.spec.datum = guess.datum;
    }
    !likelier.is_empty()
}

/// A town or village that a team could start from.
fn settlement(target: &crate::domain::Target) -> Option<(Coord, String)> {
    let TargetDetail::Place(place) = &target.detail else {
        return None;
    };
    let lived_in = matches!(
        place.place_type,
        PlaceType::Town | PlaceType::Village | PlaceType::Hamlet
    );
    let middle = target.geometry.centroid()?;
    lived_in.then(|| (middle.0, target.name.clone()))
}

fn name(args: &Init) -> String {
    let folder = || {
        args.dir
            .canonicalize()
            .ok()
            .and_then(|dir| Some(dir.file_name()?.to_string_lossy().into_owned()))
    };
    args.name
        .clone()
        .filter(|name| !name.trim().is_empty())
        .or_else(folder)
        .unwrap_or_else(|| "county".to_owned())
}

fn tell(
    args: &Init,
    guessed: &[Guessed],
    teams: &[init::DefaultTeam],
    county: &init::County,
    speaker: Speaker,
) {
    let lang = speaker.lang;
    for layer in guessed {
        for said in &layer.said {
            speaker.text(&format!(
                "{}{}{}\n",
                layer.spec.path,
                lang.colon(),
                lang.pick(&said.en, &said.zh)
            ));
        }
    }
    for team in teams {
        speaker.text(&format!(
            "{} {}: {:.6}, {:.6}\n",
            team.id, team.name, team.base.x, team.base.y
        ));
    }
    let dir = args.dir.display();
    speaker.say(
        &format!("made {dir}/{SETTINGS_FILE}; next: xuncha check {dir}"),
        &format!("已建立 {dir}/{SETTINGS_FILE}；下一步：xuncha check {dir}"),
    );
    speaker.json(&json!({
        "dir": args.dir, "name": county.name, "utc_offset_s": county.utc_offset,
        "layers": guessed.iter().map(|layer| json!({
            "spec": layer.spec, "said": layer.said.iter().map(|said| lang.pick(&said.en, &said.zh)).collect::<Vec<_>>(),
        })).collect::<Vec<_>>(),
        "teams": teams.iter().map(|team| json!({"id": team.id, "name": team.name, "base": [team.base.x, team.base.y]})).collect::<Vec<_>>(),
    }));
}
