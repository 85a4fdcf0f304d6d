//! The repair report (路网修复报告): every mend, doubt, island and unreachable target with its place, the worst first.
//!
//! Written twice, as GeoJSON for QGIS and as a table for a spreadsheet, so that a clerk can work through it.

mod files;
mod near;
mod shape;
mod words;

use std::collections::BTreeMap;

use geo::{Coord, CoordsIter};
use sha2::{Digest, Sha256};

use crate::domain::{Finding, Lang, Level};
use crate::pipeline::County;
use crate::problem::assemble::Verdict;
use crate::roads::{IslandGap, Repair, RepairKind};

pub(super) use files::{csv, geojson};
pub(super) use words::{kind_name, severity_name};

/// One thing to look at.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Entry {
    /// Code of the kind, stable.
    pub(super) kind: String,
    /// 1 (somebody is not served) to 5 (nothing to do).
    pub(super) severity: u8,
    /// What it is and what to do, in English and Chinese.
    pub(super) what: [String; 2],
    pub(super) fix: [String; 2],
    /// A point, or a gap from end to end.
    pub(super) places: Vec<Coord>,
    /// The stretches concerned, when they are known.
    pub(super) lines: Vec<Vec<Coord>>,
    /// Distance bridged or to be bridged, or length concerned.
    pub(super) metres: Option<f64>,
    /// Road length in metres that would be linked.
    pub(super) gain: Option<f64>,
    /// Targets concerned.
    pub(super) targets: Option<usize>,
    /// Islands that would be linked.
    pub(super) islands: Option<usize>,
    /// Road or target concerned: id, name, place in the file.
    pub(super) subject: Named,
    /// The other road.
    pub(super) other: Named,
}

/// Who or what an entry is about.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Named {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) at: String,
    /// A road, not a target.
    pub(super) is_road: bool,
}

impl Entry {
    /// A number that stays the same as long as the roads concerned and the place do, whatever else is mended: eight
    /// letters of a SHA-256.
    pub(super) fn number(&self) -> String {
        let mut hash = Sha256::new();
        let place = self.places.first().copied().unwrap_or_default();
        let parts = [
            self.kind.as_str(),
            &self.subject.id,
            &self.other.id,
            &format!("{:.5},{:.5}", place.x, place.y),
        ];
        for part in parts {
            hash.update(part.as_bytes());
            hash.update([0]);
        }
        let hash = hash.finalize();
        let first = u32::from_be_bytes([hash[0], hash[1], hash[2], hash[3]]);
        format!("{first:08x}")
    }
}

/// Every entry, the worst first.
pub(super) fn entries(
    county: &County,
    findings: &[Finding],
    verdicts: &[Verdict],
    gaps: &[IslandGap],
) -> Vec<Entry> {
    let repairs = county.repairs.repairs.iter();
    let single =
        |repair: &&Repair| !matches!(repair.kind, RepairKind::Island | RepairKind::Overlap);
    let mut entries: Vec<Entry> = repairs
        .filter(single)
        .map(|repair| of_repair(county, repair))
        .collect();
    entries.extend(overlaps(county));
    entries.extend(gaps.iter().map(|gap| of_island(county, gap)));
    entries.extend(findings.iter().filter_map(of_finding));
    entries.extend(unreachable(county, verdicts));
    entries.sort_by(|a, b| {
        let weight = |entry: &Entry| {
            let targets = entry.targets.unwrap_or_default();
            (
                std::cmp::Reverse(targets),
                -entry.gain.or(entry.metres).unwrap_or_default(),
            )
        };
        let (one, two) = (weight(a), weight(b));
        a.severity
            .cmp(&b.severity)
            .then(one.0.cmp(&two.0))
            .then(one.1.total_cmp(&two.1))
            .then_with(|| {
                (&a.kind, &a.subject.id, &a.other.id).cmp(&(&b.kind, &b.subject.id, &b.other.id))
            })
    });
    entries
}

fn road(county: &County, road: u32) -> Named {
    let Some(road) = county.layers.roads.get(road as usize) else {
        return Named::default();
    };
    let name = match (&road.number, &road.name) {
        (Some(number), Some(name)) => format!("{number} {name}"),
        (one, two) => one
            .as_ref()
            .or(two.as_ref())
            .map(ToString::to_string)
            .unwrap_or_default(),
    };
    Named {
        id: road.id.clone(),
        name,
        at: road.source.to_string(),
        is_road: true,
    }
}

/// Two roads that share stretches are one thing to look at, however many crossings part the stretches.
fn overlaps(county: &County) -> impl Iterator<Item = Entry> + '_ {
    let mut pairs: BTreeMap<(u32, u32), Vec<&Repair>> = BTreeMap::new();
    for repair in county.repairs.of(RepairKind::Overlap) {
        let other = repair.other.unwrap_or(repair.road);
        let pair = (repair.road.min(other), repair.road.max(other));
        pairs.entry(pair).or_default().push(repair);
    }
    pairs.into_values().filter_map(|repairs| {
        let mut entry = of_repair(county, repairs.first()?);
        entry.metres = Some(repairs.iter().map(|repair| repair.metres).sum());
        entry.places = repairs.iter().map(|repair| repair.place).collect();
        if repairs.len() > 1 {
            entry.what = words::of_overlaps(repairs.len());
        }
        Some(entry)
    })
}

fn course(county: &County, road: u32) -> &[Coord] {
    let road = county.layers.roads.get(road as usize);
    road.map_or(&[], |road| &road.line)
}

/// The stretches of two roads that are drawn twice; nothing for another kind.
fn stretches(county: &County, repair: &Repair) -> Vec<Vec<Coord>> {
    let within = match repair.kind {
        RepairKind::DuplicateLine | RepairKind::Overlap => 0.5,
        RepairKind::NearDuplicate => 3.0,
        _ => return Vec::new(),
    };
    let other = repair.other.unwrap_or(repair.road);
    if other == repair.road {
        return Vec::new();
    }
    shape::shared(course(county, repair.road), course(county, other), within)
}

/// The place of a mend, and of a gap its other end too.
fn ends(county: &County, repair: &Repair) -> Vec<Coord> {
    let mut ends = vec![repair.place];
    if matches!(
        repair.kind,
        RepairKind::NearMiss | RepairKind::DeadEndJoined
    ) && let Some(other) = repair.other
        && let Some((foot, metres)) = shape::foot(repair.place, course(county, other))
        // The road as given may have been mended before it was measured.
        && metres > 0.0
        && (metres - repair.metres).abs() < 0.5
    {
        ends.push(foot);
    }
    ends
}

fn of_repair(county: &County, repair: &Repair) -> Entry {
    let words = words::of_repair(repair.kind);
    Entry {
        kind: words.kind.to_owned(),
        severity: words.severity,
        what: words.what.map(str::to_owned),
        fix: words.fix.map(str::to_owned),
        places: ends(county, repair),
        lines: stretches(county, repair),
        metres: Some(repair.metres),
        gain: None,
        targets: None,
        islands: None,
        subject: road(county, repair.road),
        other: repair
            .other
            .map_or_else(Named::default, |other| road(county, other)),
    }
}

fn of_island(county: &County, island: &IslandGap) -> Entry {
    let (what, fix) = words::of_island(island);
    let gap = island.gap.as_ref();
    let places = gap.map_or_else(
        || vec![island.place],
        |gap| {
            let ends = [gap.from, gap.to];
            ends[..if gap.metres > 0.0 { 2 } else { 1 }].to_vec()
        },
    );
    let subject = road(county, gap.map_or(island.road, |gap| gap.road));
    let other = gap.map_or_else(Named::default, |gap| road(county, gap.other));
    Entry {
        kind: "island".to_owned(),
        severity: words::island_severity(island),
        what,
        fix,
        places,
        lines: Vec::new(),
        metres: island.gap.map(|gap| gap.metres),
        gain: Some(island.gain),
        targets: Some(island.targets),
        islands: Some(island.islands),
        subject,
        other,
    }
}

/// Findings with a place; those of the roads stand among the mends already.
fn of_finding(finding: &Finding) -> Option<Entry> {
    let is_shown = finding.code.level > Level::Note
        && finding.source.line > 0
        && !crate::roads::codes::ALL.contains(&finding.code);
    let place = finding.place.filter(|_| is_shown)?;
    Some(Entry {
        kind: finding.code.id.to_owned(),
        severity: if finding.code.level == Level::Error {
            1
        } else {
            2
        },
        what: [finding.message(Lang::En), finding.message(Lang::Zh)],
        fix: [finding.hint(Lang::En), finding.hint(Lang::Zh)],
        places: vec![place],
        lines: Vec::new(),
        metres: None,
        gain: None,
        targets: None,
        islands: None,
        subject: Named {
            id: finding.id.clone().unwrap_or_default(),
            at: finding.source.to_string(),
            ..Named::default()
        },
        other: Named::default(),
    })
}

fn unreachable<'a>(
    county: &'a County,
    verdicts: &'a [Verdict],
) -> impl Iterator<Item = Entry> + 'a {
    let targets = county.layers.targets.iter().zip(verdicts);
    targets.filter_map(|(target, verdict)| {
        let Verdict::Unreachable(exclusion) = verdict else {
            return None;
        };
        let place = target.geometry.coords_iter().next()?;
        Some(Entry {
            kind: "unreachable".to_owned(),
            severity: 1,
            what: [Lang::En, Lang::Zh].map(|lang| super::why(*exclusion, lang)),
            fix: [
                "correct the place, draw the missing road, or raise walk_limit_m in xuncha.toml",
                "请更正位置、补画道路，或在 xuncha.toml 中调大 walk_limit_m",
            ]
            .map(str::to_owned),
            places: vec![place],
            lines: Vec::new(),
            metres: None,
            gain: None,
            targets: Some(1),
            islands: None,
            subject: Named {
                id: target.id.to_string(),
                name: target.name.clone(),
                at: target.source.to_string(),
                is_road: false,
            },
            other: Named::default(),
        })
    })
}
