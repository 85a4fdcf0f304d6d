//! Fixes that no vehicle made are taken out, each counted.

use geo::Coord;

use super::codes;
use super::plane::metres;
use super::read::finding;
use super::standing::settle;
use super::{Fix, Track};
use crate::domain::Finding;

/// Settings of cleaning.
#[derive(Clone, Debug, PartialEq)]
pub struct CleanParams {
    /// No patrol vehicle is faster, in metres per second; 60 are 216 km/h.
    pub most_speed: f64,
    /// Noise may move a fix by this many metres whatever the speed.
    pub slack: f64,
    /// Without fixes for longer, in seconds, a new segment begins.
    pub gap_seconds: i64,
    /// Without fixes for longer, in metres, a new segment begins.
    pub gap_metres: f64,
    /// The same for fixes without times, where nothing else tells a gap.
    pub untimed_gap_metres: f64,
    /// Fixes within this many metres of each other for `standing_seconds` were made by a standing vehicle.
    pub standing_metres: f64,
    /// See `standing_metres`; without times, as many fixes.
    pub standing_seconds: i64,
}

impl Default for CleanParams {
    fn default() -> Self {
        Self {
            most_speed: 60.0,
            slack: 150.0,
            gap_seconds: 180,
            gap_metres: 3_000.0,
            untimed_gap_metres: 500.0,
            standing_metres: 20.0,
            standing_seconds: 60,
        }
    }
}

/// What cleaning took out (清洗统计): `read == kept + removed()`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CleanReport {
    /// Fixes of the track.
    pub read: usize,
    /// Fixes left.
    pub kept: usize,
    /// At 0 E, 0 N: the receiver had no position.
    pub zero: usize,
    /// Not on the globe, or not a number.
    pub out_of_range: usize,
    /// The same as the fix before.
    pub duplicate: usize,
    /// Not later than the fix before.
    pub backward: usize,
    /// Too far from the fix before for any vehicle, and not confirmed by those behind.
    pub jump: usize,
    /// Made by a standing vehicle: the first and the last are kept, at the mean place of all.
    pub standing: usize,
    /// Gaps at which a segment was cut; no fixes.
    pub gaps: usize,
    /// Places at which the clock or the position was set anew, and a segment cut; no fixes.
    pub restarts: usize,
}

impl CleanReport {
    /// Fixes taken out.
    pub const fn removed(&self) -> usize {
        self.zero + self.out_of_range + self.duplicate + self.backward + self.jump + self.standing
    }
}

impl CleanTrack {
    /// What was taken out, for a person; `None` when nothing was.
    pub fn finding(&self) -> Option<Finding> {
        let report = &self.report;
        let finding = finding(&codes::CLEANED, &self.name, 0);
        (report.removed() > 0).then(|| {
            finding
                .arg(report.removed())
                .arg(report.read)
                .arg(report.zero)
                .arg(report.out_of_range)
                .arg(report.duplicate)
                .arg(report.backward)
                .arg(report.jump)
                .arg(report.standing)
        })
    }
}

/// A track fit to be matched.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CleanTrack {
    /// Name of the track.
    pub name: String,
    /// Segments without a gap, none empty.
    pub segments: Vec<Vec<Fix>>,
    /// What was taken out.
    pub report: CleanReport,
}

impl CleanTrack {
    /// Fixes left.
    pub fn fixes(&self) -> usize {
        self.segments.iter().map(Vec::len).sum()
    }
}

/// Takes out what no vehicle drove and cuts the track at its gaps. Nothing is added; only standing fixes are moved, to
/// their mean.
pub fn clean(track: &Track, params: &CleanParams) -> CleanTrack {
    let mut cleaner = Cleaner {
        params,
        report: CleanReport::default(),
        segments: Vec::new(),
        suspects: Vec::new(),
    };
    for segment in &track.segments {
        cleaner.segments.push(Vec::with_capacity(segment.len()));
        for fix in segment {
            cleaner.take(*fix);
        }
        cleaner.drop_suspects();
    }
    let mut report = cleaner.report;
    let mut segments = cleaner.segments;
    segments.retain(|segment| !segment.is_empty());
    for segment in &mut segments {
        let before = segment.len();
        settle(segment, params);
        report.standing += before - segment.len();
        report.kept += segment.len();
    }
    CleanTrack {
        name: track.name.clone(),
        segments,
        report,
    }
}

/// Why a fix does not follow the one before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fault {
    Duplicate,
    Backward,
    Jump,
}

struct Cleaner<'p> {
    params: &'p CleanParams,
    report: CleanReport,
    /// The last one is being filled.
    segments: Vec<Vec<Fix>>,
    /// Fixes that do not follow the last one kept, but each other: after some of them it is the clock or the position that
    /// was set anew.
    suspects: Vec<(Fix, Fault)>,
}

impl Cleaner<'_> {
    fn take(&mut self, fix: Fix) {
        /// So many fixes that follow each other are believed.
        const BELIEVED: usize = 3;
        self.report.read += 1;
        if !is_on_globe(fix.at) {
            self.report.out_of_range += 1;
        } else if fix.at.x.abs() < 1e-6 && fix.at.y.abs() < 1e-6 {
            self.report.zero += 1;
        } else {
            match self.last().and_then(|last| self.fault(last, fix)) {
                None => {
                    self.drop_suspects();
                    self.keep(fix);
                }
                Some(Fault::Duplicate) => self.report.duplicate += 1,
                Some(fault) => {
                    let before = self.suspects.last().copied();
                    match before.and_then(|(before, _)| self.fault(before, fix)) {
                        Some(Fault::Duplicate) => {
                            self.report.duplicate += 1;
                            return;
                        }
                        Some(_) => self.drop_suspects(),
                        None => {}
                    }
                    self.suspects.push((fix, fault));
                    if self.suspects.len() >= BELIEVED {
                        self.restart();
                    }
                }
            }
        }
    }

    fn last(&self) -> Option<Fix> {
        self.segments.last()?.last().copied()
    }

    fn fault(&self, last: Fix, fix: Fix) -> Option<Fault> {
        let seconds = last.time.zip(fix.time).map(|(last, now)| now - last);
        if fix.at == last.at && seconds.is_none_or(|seconds| seconds == 0) {
            return Some(Fault::Duplicate);
        }
        let far = metres(last.at, fix.at);
        match seconds {
            Some(seconds) if seconds <= 0 => Some(Fault::Backward),
            Some(seconds) => (far > self.params.slack + self.params.most_speed * seconds as f64)
                .then_some(Fault::Jump),
            None => (far > self.params.untimed_gap_metres).then_some(Fault::Jump),
        }
    }

    /// Keeps a fix that follows the last one, behind a gap in a new segment.
    fn keep(&mut self, fix: Fix) {
        if let Some(last) = self.last() {
            let seconds = last.time.zip(fix.time).map(|(last, now)| now - last);
            let far = metres(last.at, fix.at);
            if seconds.is_some_and(|seconds| seconds > self.params.gap_seconds)
                || far > self.params.gap_metres
            {
                self.report.gaps += 1;
                self.segments.push(Vec::new());
            }
        }
        if let Some(segment) = self.segments.last_mut() {
            segment.push(fix);
        }
    }

    /// The suspects confirm each other.
    fn restart(&mut self) {
        self.report.restarts += 1;
        self.segments.push(Vec::new());
        for (fix, _) in std::mem::take(&mut self.suspects) {
            self.keep(fix);
        }
    }

    fn drop_suspects(&mut self) {
        for (_, fault) in self.suspects.drain(..) {
            match fault {
                Fault::Duplicate => self.report.duplicate += 1,
                Fault::Backward => self.report.backward += 1,
                Fault::Jump => self.report.jump += 1,
            }
        }
    }
}

fn is_on_globe(place: Coord) -> bool {
    (-180.0..=180.0).contains(&place.x) && (-90.0..=90.0).contains(&place.y)
}
