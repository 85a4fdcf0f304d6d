//! Driving times and distances between points of a file on the roads of another, without a workspace.

use std::collections::BTreeMap;
use std::path::Path;

use crate::domain::{Code, Datum, Finding, Level, Source, Target};
use crate::layers::{self, LayerKind, LayerSpec};
use crate::problem::assemble::may_stop;
use crate::roads::{self, Network, Position, RoadParams, Snapper, travel_matrix};

use super::NO_ROAD;

/// A point of a matrix lies off every road.
pub const POINT_OFF_ROAD: Code = Code {
    id: "A0006",
    level: Level::Warning,
    en: "no road within {0} m ({1}); no times from it or to it",
    zh: "{0} 米内没有道路（{1}），没有往返该点的时间和里程",
    hint_en: "check the point's lon, lat and the datum of both files, or allow more with --walk-limit",
    hint_zh: "请核对该点的经纬度和两个文件的坐标系，或用 --walk-limit 放宽",
};

/// What a matrix is made of.
#[derive(Clone, Copy, Debug)]
pub struct MatrixInput<'a> {
    /// Roads layer.
    pub roads: &'a Path,
    /// Points layer.
    pub points: &'a Path,
    /// Datum of both.
    pub datum: Datum,
    /// Longest walk off the road in metres.
    pub walk_limit: f64,
}

/// Driving times and distances between all features of a file, in its order (里程时间矩阵).
#[derive(Clone, Debug, Default)]
pub struct Matrix {
    /// The features' ids; `features[3]` for one that could not be read.
    pub ids: Vec<String>,
    /// Driving seconds, row = from, row major; all ones where there is no way.
    pub seconds: Vec<u32>,
    /// Metres along the same ways.
    pub metres: Vec<u32>,
    /// How many of the features lie on the network.
    pub placed: usize,
    /// What was found wrong with roads and points.
    pub findings: Vec<Finding>,
}

/// Reads both files and drives between all points, each snapped as a target is, on dry roads without dated closures.
///
/// # Errors
/// The findings for which a whole file could not be used, or that no road is left.
pub fn matrix(input: &MatrixInput<'_>) -> Result<Matrix, Vec<Finding>> {
    let name = |path: &Path| path.to_string_lossy().into_owned();
    let spec = |kind, path| LayerSpec {
        kind,
        path: name(path),
        datum: input.datum,
        fields: BTreeMap::new(),
        values: BTreeMap::new(),
        defaults: BTreeMap::new(),
        keep: Vec::new(),
    };
    let specs = [
        spec(LayerKind::Roads, input.roads),
        spec(LayerKind::Places, input.points),
    ];
    let mut layers = layers::read_layers(Path::new(""), &specs);
    // A point of a matrix need not be a place of any type.
    layers
        .findings
        .retain(|finding| !layers::is_of_place_type(finding));
    if !layers.fatal.is_empty() {
        layers.findings.append(&mut layers.fatal);
        return Err(layers.findings);
    }
    let (network, repairs) = roads::build(&layers.roads, &RoadParams::default());
    layers.findings.extend(repairs.findings);
    if network.links().is_empty() {
        layers
            .findings
            .push(Finding::new(&NO_ROAD, Source::default()));
        return Err(layers.findings);
    }
    let count = layers.features.get(&name(input.points)).copied();
    let points = in_order(&layers.targets, count.unwrap_or(0));
    let mut made = Matrix {
        findings: layers.findings,
        ..Matrix::default()
    };
    let places = made.place(&network, &points, input.walk_limit);
    made.drive(&network, &places);
    Ok(made)
}

/// The targets by their place in the file; `None` for a feature that could not be read.
fn in_order(targets: &[Target], features: usize) -> Vec<Option<&Target>> {
    let mut points = vec![None; features];
    for target in targets {
        let place = target
            .source
            .feature
            .and_then(|at| points.get_mut(at as usize));
        if let Some(place) = place {
            *place = Some(target);
        }
    }
    points
}

impl Matrix {
    /// Where each point lies on the network; tells of those that do not.
    fn place(
        &mut self,
        network: &Network,
        points: &[Option<&Target>],
        limit: f64,
    ) -> Vec<Option<Position>> {
        let snapper = Snapper::new(network);
        let mut places = Vec::with_capacity(points.len());
        for (idx, point) in points.iter().enumerate() {
            let Some(target) = point else {
                self.ids.push(format!("features[{idx}]"));
                places.push(None);
                continue;
            };
            self.ids.push(target.id.to_string());
            let snapped = snapper.snap(&target.geometry, limit, &|link| may_stop(network, link));
            if let Err(failure) = snapped {
                let nearest = failure
                    .nearest
                    .map_or_else(|| "> 50 km".to_owned(), |metres| format!("{metres:.0} m"));
                let finding = Finding::new(&POINT_OFF_ROAD, target.source.clone());
                let finding = finding.id(target.id.as_str()).arg(format!("{limit:.0}"));
                self.findings.push(finding.arg(nearest));
            }
            places.push(snapped.ok().map(|snapped| snapped.position));
        }
        places
    }

    /// Fills in times and distances.
    fn drive(&mut self, network: &Network, places: &[Option<Position>]) {
        let positions: Vec<Position> = places.iter().flatten().copied().collect();
        self.placed = positions.len();
        let (seconds, metres) = travel_matrix(network, &positions);
        if positions.len() == places.len() {
            (self.seconds, self.metres) = (seconds, metres);
            return;
        }
        self.seconds = spread(&seconds, places);
        self.metres = spread(&metres, places);
    }
}

/// A matrix over the placed points as one over all.
fn spread(values: &[u32], places: &[Option<Position>]) -> Vec<u32> {
    let mut values = values.iter().copied();
    let mut next = || values.next().unwrap_or(u32::MAX);
    let mut all = Vec::with_capacity(places.len() * places.len());
    for from in places {
        let row = places.iter().map(|to| match (from, to) {
            (Some(_), Some(_)) => next(),
            _ => u32::MAX,
        });
        all.extend(row);
    }
    all
}
