//! Layers and the network of their roads: read and mended, or taken from the file that an earlier run left of them.

use crate::domain::{Code, Finding, Level, Source};
use crate::layers::{self, LayerKind, LayerSpec, Layers};
use crate::roads::prepared::{self, Key, Prepared, Unusable};
use crate::roads::{self, Network, RepairReport};
use crate::workspace::Workspace;

/// The file of prepared roads was damaged.
pub(super) const PREPARED_DAMAGED: Code = Code {
    id: "R0901",
    level: Level::Note,
    en: "the prepared roads in `{0}` were damaged and were made anew from the layers",
    zh: "`{0}` 中整理好的路网已损坏，已从图层重新生成",
    hint_en: "",
    hint_zh: "",
};

/// All layers, and what was made of the roads.
pub(super) struct Groundwork {
    pub(super) layers: Layers,
    pub(super) network: Network,
    pub(super) repairs: RepairReport,
    /// What is to be said of the file of prepared roads.
    pub(super) notes: Vec<Finding>,
}

/// Whether prepared roads of an earlier run may stand for the layers that they are of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Trust {
    /// As long as nothing has changed.
    Prepared,
    /// The layers alone count.
    Layers,
}

/// Reads all layers and builds the network.
///
/// # Errors
/// The findings for which a whole layer could not be used.
pub(super) fn read(workspace: &Workspace, trust: Trust) -> Result<Groundwork, Vec<Finding>> {
    let specs = workspace.layers.iter().cloned();
    let (of_roads, others): (Vec<LayerSpec>, Vec<LayerSpec>) =
        specs.partition(|spec| spec.kind == LayerKind::Roads);
    let (found, others) = rayon::join(
        || match trust {
            Trust::Prepared => kept(workspace, &of_roads),
            Trust::Layers => Err(Unusable::Missing),
        },
        || layers::read_layers(&workspace.dir, &others),
    );
    let mut notes = Vec::new();
    match found {
        Ok((hashes, prepared)) => {
            let mut layers = Layers {
                roads: prepared.roads,
                findings: prepared.findings,
                inputs: paths(&of_roads).zip(hashes).collect(),
                features: prepared.features,
                ..Layers::default()
            };
            layers.join(others);
            let layers = sound(layers)?;
            Ok(Groundwork {
                layers,
                network: prepared.network,
                repairs: prepared.repairs,
                notes,
            })
        }
        Err(why) => {
            if why == Unusable::Damaged {
                let path = prepared::path(&workspace.dir);
                let finding = Finding::new(&PREPARED_DAMAGED, Source::default());
                notes.push(finding.arg(path.display()));
            }
            afresh(workspace, &of_roads, others, notes)
        }
    }
}

fn paths(specs: &[LayerSpec]) -> impl Iterator<Item = String> {
    specs.iter().map(|spec| spec.path.clone())
}

/// The layers when none of them has to be given up.
fn sound(mut layers: Layers) -> Result<Layers, Vec<Finding>> {
    if layers.fatal.is_empty() {
        return Ok(layers);
    }
    let mut findings = layers.findings;
    findings.append(&mut layers.fatal);
    Err(findings)
}

/// Prepared roads of the files as they are, with the hashes of these.
fn kept(workspace: &Workspace, specs: &[LayerSpec]) -> Result<(Vec<String>, Prepared), Unusable> {
    // Without the file there is nothing that a hash would have to be compared with.
    if !prepared::path(&workspace.dir).is_file() {
        return Err(Unusable::Missing);
    }
    let hashes = specs
        .iter()
        .map(|spec| layers::file_hash(&workspace.dir, spec))
        .collect::<Option<Vec<String>>>()
        .ok_or(Unusable::Missing)?;
    let key = key(workspace, specs, &hashes);
    let codes = [layers::codes::ALL, roads::codes::ALL].concat();
    let prepared = prepared::read(&workspace.dir, &key, &workspace.roads, &codes)?;
    Ok((hashes, prepared))
}

fn key(workspace: &Workspace, specs: &[LayerSpec], hashes: &[String]) -> Key {
    let layers: Vec<String> = specs
        .iter()
        .zip(hashes)
        .map(|(spec, hash)| format!("{hash} {spec:?}"))
        .collect();
    Key::new(&layers, &workspace.roads)
}

/// Reads the roads layers, mends them, and leaves what came of it for the next run.
fn afresh(
    workspace: &Workspace,
    specs: &[LayerSpec],
    others: Layers,
    notes: Vec<Finding>,
) -> Result<Groundwork, Vec<Finding>> {
    let mut layers = layers::read_layers(&workspace.dir, specs);
    if !layers.fatal.is_empty() {
        layers.join(others);
        layers = sound(layers)?;
        return Ok(Groundwork {
            layers,
            network: Network::default(),
            repairs: RepairReport::default(),
            notes,
        });
    }
    let (network, repairs) = roads::build(&layers.roads, &workspace.roads);
    let hashes: Option<Vec<String>> = paths(specs)
        .map(|path| layers.inputs.get(&path).cloned())
        .collect();
    let mut prepared = Prepared {
        roads: std::mem::take(&mut layers.roads),
        findings: layers.findings.clone(),
        features: layers.features.clone(),
        network,
        repairs,
    };
    if let Some(hashes) = hashes.filter(|_| !prepared.network.links().is_empty()) {
        let key = key(workspace, specs, &hashes);
        prepared::write(&workspace.dir, &key, &prepared);
    }
    layers.roads = std::mem::take(&mut prepared.roads);
    layers.join(others);
    Ok(Groundwork {
        layers: sound(layers)?,
        network: prepared.network,
        repairs: prepared.repairs,
        notes,
    })
}
