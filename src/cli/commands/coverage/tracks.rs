//! Tracks of the command line: read, cleaned, matched, and told file by file.

use std::path::Path;

use rayon::prelude::*;
use serde_json::{Value, json};

use crate::coverage::{Roadsides, Sighting, Trail, Trails};
use crate::domain::{Finding, Lang, Level, Source};
use crate::ledger::Moment;
use crate::pipeline::County;
use crate::roads::{Network, traversal_coords};
use crate::tracks::{self, CleanParams, CleanTrack, MatchParams, Matched, Matcher, Why};
use crate::workspace::Workspace;

/// What the tracks say; holds the courses only to write them when that is asked for.
#[derive(Debug, Default)]
pub(super) struct Followed {
    pub(super) sightings: Vec<Sighting>,
    pub(super) findings: Vec<Finding>,
    tracks: Vec<Told>,
}

/// A track that could be read.
#[derive(Debug)]
struct Told {
    clean: CleanTrack,
    matched: Matched,
    metres: f64,
    corridors: usize,
    places: usize,
}

/// Follows the tracks of files, in their order.
pub(super) fn follow(
    files: &[std::path::PathBuf],
    within: f64,
    workspace: &Workspace,
    county: &County,
) -> Followed {
    if files.is_empty() {
        return Followed::default();
    }
    let matcher = Matcher::new(&county.network, MatchParams::default());
    let roadsides = Roadsides::new(
        &county.network,
        &county.layers.targets,
        workspace.walk_limit,
    );
    let trails = Trails {
        corridors: &county.corridors,
        roadsides: &roadsides,
        matcher: &matcher,
        network: &county.network,
        within,
        utc_offset: workspace.utc_offset,
    };
    let followed: Vec<Followed> = files
        .par_iter()
        .map(|path| follow_file(path, &trails))
        .collect();
    let mut all = Followed::default();
    for one in followed {
        all.sightings.extend(one.sightings);
        all.findings.extend(one.findings);
        all.tracks.extend(one.tracks);
    }
    all
}

fn follow_file(path: &Path, trails: &Trails<'_>) -> Followed {
    let mut followed = Followed::default();
    let tracks = match tracks::read(path, &path.display().to_string()) {
        Ok(tracks) => tracks,
        Err(finding) => {
            followed.findings.push(finding);
            return followed;
        }
    };
    for track in tracks {
        let clean = tracks::clean(&track, &CleanParams::default());
        let matched = trails.matcher.match_track(&clean);
        followed.findings.extend(clean.finding());
        followed.findings.extend(matched.findings());
        followed.findings.extend(untimed(&matched, trails.network));
        let seen = trails.sightings(Trail {
            clean: &clean,
            matched: &matched,
        });
        let corridors = seen.iter().filter(|one| one.spans.is_some()).count();
        followed.tracks.push(Told {
            metres: matched.metres(trails.network),
            corridors,
            places: seen.len() - corridors,
            clean,
            matched,
        });
        followed.sightings.extend(seen);
    }
    followed
}

/// What was driven without a time: of no day.
fn untimed(matched: &Matched, network: &Network) -> Option<Finding> {
    let steps = matched.pieces.iter().flat_map(|piece| &piece.steps);
    let untimed = steps.filter(|step| step.times.is_none());
    let metres: f64 = untimed
        .map(|step| {
            let share = step.traversal.to_fraction - step.traversal.from_fraction;
            share.abs() * network.link(step.traversal.link).length
        })
        .sum();
    let source = Source {
        file: matched.name.as_str().into(),
        ..Source::default()
    };
    (metres >= 1.0)
        .then(|| Finding::new(&tracks::codes::UNTIMED, source).arg(format!("{metres:.0}")))
}

impl Followed {
    /// Whether no track was given.
    pub(super) fn is_empty(&self) -> bool {
        self.tracks.is_empty() && self.findings.is_empty()
    }

    /// Whether a track could not be used.
    pub(super) fn has_refused(&self) -> bool {
        let mut findings = self.findings.iter();
        findings.any(|finding| finding.code.level == Level::Error)
    }

    /// A line for each track.
    pub(super) fn text(&self, lang: Lang) -> String {
        self.tracks.iter().map(|told| told.line(lang)).collect()
    }

    /// The counts of each track.
    pub(super) fn json(&self) -> Vec<Value> {
        self.tracks.iter().map(Told::json).collect()
    }

    /// The matched courses as GeoJSON.
    pub(super) fn courses(&self, network: &Network, utc_offset: i32) -> Vec<u8> {
        let time = |seconds: i64| Moment::new(seconds, utc_offset).map(|time| time.to_string());
        let mut features = Vec::new();
        for told in &self.tracks {
            for piece in &told.matched.pieces {
                let traversals: Vec<_> = piece.steps.iter().map(|step| step.traversal).collect();
                let coords = traversal_coords(network, &traversals);
                let round = |degrees: f64| (degrees * 1e7).round() / 1e7;
                let coords: Vec<[f64; 2]> =
                    coords.iter().map(|at| [round(at.x), round(at.y)]).collect();
                let times = piece.times();
                features.push(json!({
                    "type": "Feature",
                    "properties": {
                        "track": told.matched.name,
                        "from": times.and_then(|times| time(times.0)),
                        "to": times.and_then(|times| time(times.1)),
                        "metres": piece.metres(network).round(),
                    },
                    "geometry": {"type": "LineString", "coordinates": coords},
                }));
            }
        }
        let text = json!({"type": "FeatureCollection", "features": features});
        format!("{text}\n").into_bytes()
    }
}

impl Told {
    fn line(&self, lang: Lang) -> String {
        let (report, matched) = (&self.clean.report, &self.matched);
        let (name, km) = (&matched.name, self.metres / 1000.0);
        let unmatched = matched.fixes - matched.matched_fixes;
        let (corridors, places) = (self.corridors, self.places);
        let (read, removed, on) = (report.read, report.removed(), matched.matched_fixes);
        match lang {
            Lang::En => format!(
                "{name}: {read} fixes, {removed} taken out, {on} on roads, {unmatched} not; \
                 {km:.1} km driven, {corridors} corridors and {places} places seen\n"
            ),
            Lang::Zh => format!(
                "{name}：{read} 个定位点，剔除 {removed} 个，匹配 {on} 个，未匹配 {unmatched} 个；\
                 行驶 {km:.1} 公里，巡查路段 {corridors} 条、点位 {places} 处\n"
            ),
        }
    }

    fn json(&self) -> Value {
        let (report, matched) = (&self.clean.report, &self.matched);
        let unmatched = |why: Why| {
            let metres = matched.unmatched_metres(why).round();
            json!({"fixes": matched.unmatched_fixes(why), "metres": metres})
        };
        json!({
            "track": matched.name,
            "fixes": report.read,
            "removed": {
                "zero": report.zero, "out_of_range": report.out_of_range, "duplicate": report.duplicate,
                "backward": report.backward, "jump": report.jump, "standing": report.standing,
            },
            "matched": matched.matched_fixes,
            "unmatched": {
                "no_road": unmatched(Why::NoRoad), "no_way": unmatched(Why::NoWay),
                "gap": unmatched(Why::Gap), "alone": unmatched(Why::Alone),
            },
            "metres": self.metres.round(),
            "corridors_seen": self.corridors,
            "places_passed": self.places,
        })
    }
}
