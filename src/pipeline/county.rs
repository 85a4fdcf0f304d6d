//! Layers to a county: everything that does not depend on what is due.

use geo::Coord;

use super::groundwork::{self, Groundwork, Trust};
use super::{Horizon, NO_ROAD};
use crate::corridors::{self, CorridorRoute};
use crate::domain::{Datum, Due, Finding, Source, Target};
use crate::layers::{self, DatumGuess, LayerSpec, Layers};
use crate::problem::assemble::{self, Parts, Verdict};
use crate::roads::{self, DayNetworks, IslandGap, Network, RepairReport, RoadDay, Snapper};
use crate::units::{Day, TargetId};
use crate::workspace::Workspace;

/// The county as read, mended and cut: everything that does not depend on a date's due visits.
#[derive(Clone, Debug)]
pub struct County {
    /// Layers, with their findings.
    pub layers: Layers,
    /// Roads, none of them closed by date.
    pub network: Network,
    /// What dated closures leave of them on each day of the horizon.
    pub day_networks: DayNetworks,
    /// What was mended or doubted.
    pub repairs: RepairReport,
    /// Corridors, by id.
    pub corridors: Vec<CorridorRoute>,
    /// Every finding of layers, roads and corridors.
    pub findings: Vec<Finding>,
    /// SHA-256 of every input file, `xuncha.toml` included.
    pub inputs: std::collections::BTreeMap<String, String>,
}

/// Reads the layers, builds the network, cuts the corridors; roads that an earlier run left prepared need not be read.
///
/// # Errors
/// The findings for which a whole layer could not be used, or that no road is left.
pub fn read_county(
    workspace: &Workspace,
    horizon: Option<Horizon>,
) -> Result<County, Vec<Finding>> {
    county(workspace, horizon, Trust::Prepared)
}

/// The same from the layers alone, whatever earlier runs left.
///
/// # Errors
/// The same.
pub fn read_county_anew(
    workspace: &Workspace,
    horizon: Option<Horizon>,
) -> Result<County, Vec<Finding>> {
    county(workspace, horizon, Trust::Layers)
}

fn county(
    workspace: &Workspace,
    horizon: Option<Horizon>,
    trust: Trust,
) -> Result<County, Vec<Finding>> {
    let Groundwork {
        layers,
        network,
        repairs,
        notes,
    } = groundwork::read(workspace, trust)?;
    let day_networks = horizon.map_or_else(DayNetworks::default, |horizon| {
        let days = days(workspace, horizon);
        DayNetworks::new(&network, &layers.roads, &workspace.roads, &days)
    });
    let mut findings = layers.findings.clone();
    findings.extend(notes);
    findings.extend(repairs.findings.iter().cloned());
    findings.extend(day_networks.findings(&layers.roads));
    if network.links().is_empty() {
        findings.push(Finding::new(&NO_ROAD, Source::default()));
        return Err(findings);
    }
    findings.extend(suspect_datums(workspace, &layers, &network));
    let (corridors, cutting) = corridors::cut(
        &network,
        &layers.roads,
        &repairs.repairs,
        &layers.areas,
        &workspace.corridors,
    );
    findings.extend(cutting);
    let mut inputs = layers.inputs.clone();
    inputs.insert(
        crate::workspace::SETTINGS_FILE.to_owned(),
        workspace.settings_hash.clone(),
    );
    Ok(County {
        layers,
        network,
        day_networks,
        repairs,
        corridors,
        findings,
        inputs,
    })
}

/// When the teams of a workspace are on the road, on each day of a horizon.
pub fn days(workspace: &Workspace, horizon: Horizon) -> Vec<RoadDay> {
    let day = |offset: i32| {
        let day = horizon.first_day.plus(offset);
        let teams = assemble::working_teams(&workspace.teams, &workspace.calendar, day);
        RoadDay {
            day,
            shifts: teams.map(|team| team.shift).collect(),
        }
    };
    let days = i32::try_from(horizon.days).unwrap_or(i32::MAX);
    (0..days).map(day).collect()
}

/// The roads of a county on each day of a horizon.
pub fn day_networks(workspace: &Workspace, county: &County, horizon: Horizon) -> DayNetworks {
    let days = days(workspace, horizon);
    DayNetworks::new(
        &county.network,
        &county.layers.roads,
        &workspace.roads,
        &days,
    )
}

/// Adds found targets to those of a county, the asked-for ones that it does not hold, as a corridor neither.
pub fn join(county: &mut County, found: &[Target], asked: &[TargetId]) {
    let corridors = &county.corridors;
    let is_corridor = |id: &TargetId| corridors.iter().any(|route| route.target.id == *id);
    let targets = &mut county.layers.targets;
    let found = found.iter().filter(|target| asked.contains(&target.id));
    for target in found.filter(|target| !is_corridor(&target.id)) {
        if let Err(at) = targets.binary_search_by(|known| known.id.cmp(&target.id)) {
            targets.insert(at, target.clone());
        }
    }
}

/// For every target of the layers, in order: where it can be worked on, or why it cannot.
pub fn verdicts(workspace: &Workspace, county: &County) -> (Vec<Verdict>, Vec<Finding>) {
    let horizon = Horizon {
        first_day: Day::EPOCH,
        days: 1,
    };
    assemble::verdicts(&parts(workspace, county, &[], horizon))
}

/// What would join each island of the roads to the others, the ones that bring most first; targets count on the island
/// whose road is nearest to them.
pub fn island_gaps(workspace: &Workspace, county: &County) -> Vec<IslandGap> {
    /// Roads that are farther apart are not told as having a gap between them, in metres.
    const LIMIT: f64 = 2000.0;
    let network = &county.network;
    let mut targets = vec![0; network.islands().len()];
    if targets.len() < 2 {
        return Vec::new();
    }
    let snapper = Snapper::new(network);
    for target in &county.layers.targets {
        if let Ok(snapped) = snapper.snap(&target.geometry, workspace.walk_limit, &|_| true) {
            targets[network.island(snapped.position.link) as usize] += 1;
        }
    }
    roads::island_gaps(network, &targets, LIMIT)
}

pub(crate) fn parts<'a>(
    workspace: &'a Workspace,
    county: &'a County,
    due: &'a [Due],
    horizon: Horizon,
) -> Parts<'a> {
    Parts {
        network: &county.network,
        day_networks: &county.day_networks,
        day_offset: 0,
        targets: &county.layers.targets,
        corridors: &county.corridors,
        teams: &workspace.teams,
        due,
        calendar: &workspace.calendar,
        first_day: horizon.first_day,
        days: horizon.days,
        walk_limit: workspace.walk_limit,
        walk_speed: workspace.walk_speed,
        progress: None,
    }
}

/// Layers whose points lie nearer to the roads under another datum than under the declared one, or far from all of them.
fn suspect_datums(workspace: &Workspace, layers: &Layers, network: &Network) -> Vec<Finding> {
    let snapper = Snapper::new(network);
    let to_road = |place, limit| snapper.to_road(place, limit);
    let mut findings = layers::doubtful_datums(layers, &workspace.layers, &to_road);
    findings.extend(layers::stray_layers(layers, &workspace.layers, &to_road));
    findings
}

/// Whether more than half of some WGS 84 places, had from `declared`, lie far from every road.
pub fn stray(declared: Datum, places: &[Coord], network: &Network) -> Option<layers::Stray> {
    let snapper = Snapper::new(network);
    layers::stray(declared, places, &|place, limit| {
        snapper.to_road(place, limit)
    })
}

/// For each layer whose points fit the roads better under another datum: its index and that datum.
pub fn likelier_datums(
    layers: &Layers,
    specs: &[LayerSpec],
    network: &Network,
) -> Vec<(usize, DatumGuess)> {
    let snapper = Snapper::new(network);
    layers::likelier_datums(layers, specs, &|place, limit| snapper.to_road(place, limit))
}
