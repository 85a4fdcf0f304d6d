//! Files to domain records: every feature becomes a record or a finding, never nothing.
//!
//! Reads GeoJSON (also gzip, newline-delimited, with BOM, CRLF or Z), maps property names, turns the declared datum
//! into WGS 84 and collects every finding with its place in the file. Knows nothing of the road network, the solver
//! or the ledger.

#[doc(hidden)]
pub mod agreement;
mod areas;
#[doc(hidden)]
pub mod bare;
mod blocks;
mod check;
pub mod codes;
mod convert;
mod crs;
mod datum;
mod dump_points;
mod fast;
mod feature;
mod geometry;
mod head;
mod input;
mod locate;
mod number;
mod places;
mod read;
mod record;
mod roads;
mod scan;
mod schema;
mod sites;
mod split;
mod stray;
mod stream;
mod stretch;
mod tally;
mod targets;
mod words;

use std::collections::BTreeMap;
use std::path::Path;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

pub use datum::{
    DatumGuess, ToRoad, datum_finding, doubtful_datums, likelier_datum, likelier_datums,
};

pub use schema::page as fields_page;
pub use stray::{Stray, is_stray, stray, stray_finding, stray_layers};

use crate::domain::{Area, Datum, Finding, Road, Target};

/// What a layer holds (图层类别).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LayerKind {
    /// 道路
    Roads,
    /// 非正规垃圾堆放点
    DumpPoints,
    /// 建筑工地
    Sites,
    /// 村屯、站点、小区
    Places,
    /// 农田、山边、沟谷、水体、居民地
    Areas,
}

/// One layer as `xuncha.toml` declares it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LayerSpec {
    /// What it holds.
    pub kind: LayerKind,
    /// Path within the workspace.
    pub path: String,
    /// Its datum; `wgs84` when not given.
    #[serde(default)]
    pub datum: Datum,
    /// Our field name -> the file's property name, before the built-in aliases.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub fields: BTreeMap<String, String>,
    /// Our field name -> the file's value -> our value, before the built-in aliases (`class."Rural Road" = "village"`).
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub values: BTreeMap<String, BTreeMap<String, String>>,
    /// Our field name -> value for features that lack it.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub defaults: BTreeMap<String, String>,
    /// Properties to keep as text in `Road::tags`, for corridor rules that ask for them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub keep: Vec<String>,
}

/// Whether a finding only says that a place has no known type, which not every use of a layer asks for.
pub fn is_of_place_type(finding: &Finding) -> bool {
    [codes::PLACE_TYPE_UNKNOWN.id, codes::PLACE_NO_TYPE.id].contains(&finding.code.id)
}

/// Everything read from the layers of a workspace.
#[derive(Clone, Debug, Default)]
pub struct Layers {
    /// Roads, sorted by id, then course.
    pub roads: Vec<Road>,
    /// Dump points, sites and places, sorted by id.
    pub targets: Vec<Target>,
    /// Areas, sorted by place.
    pub areas: Vec<Area>,
    /// Every finding, sorted by file and place in it.
    pub findings: Vec<Finding>,
    /// Findings for which a whole file could not be used; planning stops when there is one.
    pub fatal: Vec<Finding>,
    /// SHA-256 (hex) of each file's bytes by its path.
    pub inputs: BTreeMap<String, String>,
    /// Features read (good or bad) by path.
    pub features: BTreeMap<String, usize>,
}

/// Reads all layers of a workspace folder.
///
/// The records do not depend on the order of features in the files. A missing, unreadable or unusable file gives a
/// fatal finding; everything else a finding per feature.
pub fn read_layers(dir: &Path, specs: &[LayerSpec]) -> Layers {
    let reads: Vec<_> = specs
        .par_iter()
        .map(|spec| read::read_layer(dir, spec))
        .collect();
    let mut layers = Layers::default();
    let mut targets = Vec::new();
    for (spec, read) in specs.iter().zip(reads) {
        append(&mut layers.roads, read.roads);
        append(&mut layers.areas, read.areas);
        layers.findings.extend(read.findings);
        layers.fatal.extend(read.fatal);
        targets.extend(read.targets);
        if !read.sha256.is_empty() {
            layers.inputs.insert(spec.path.clone(), read.sha256);
        }
        *layers.features.entry(spec.path.clone()).or_default() += read.features;
    }
    layers.targets = check::unique_targets(targets, &mut layers.findings);
    layers.roads = check::unique_roads(std::mem::take(&mut layers.roads), &mut layers.findings);
    check::sort_areas(&mut layers.areas);
    sort_findings(&mut layers.findings);
    sort_findings(&mut layers.fatal);
    layers
}

impl Layers {
    /// Adds the layers of other files.
    pub fn join(&mut self, other: Self) {
        append(&mut self.roads, other.roads);
        append(&mut self.targets, other.targets);
        append(&mut self.areas, other.areas);
        append(&mut self.findings, other.findings);
        append(&mut self.fatal, other.fatal);
        self.inputs.extend(other.inputs);
        self.features.extend(other.features);
        sort_findings(&mut self.findings);
        sort_findings(&mut self.fatal);
    }
}

/// SHA-256 (hex) of the bytes of a layer's file, as [`read_layers`] tells it; `None` when it cannot be read.
pub fn file_hash(dir: &Path, spec: &LayerSpec) -> Option<String> {
    input::hash(&dir.join(&spec.path))
}

/// Adds to a list; the first part becomes the list, as one layer is often all there is.
fn append<T>(list: &mut Vec<T>, part: Vec<T>) {
    if list.is_empty() {
        *list = part;
    } else {
        list.extend(part);
    }
}

/// By file, place in it, code.
fn sort_findings(findings: &mut [Finding]) {
    let key = |finding: &Finding| {
        let source = &finding.source;
        let place = (source.file.clone(), source.line, source.column);
        (place, finding.code.id, finding.args.clone())
    };
    findings.sort_by_cached_key(key);
}

#[cfg(test)]
mod properties;
#[cfg(test)]
mod tests;
