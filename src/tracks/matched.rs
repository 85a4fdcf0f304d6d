use geo::Coord;

use crate::domain::{Finding, Source};
use crate::roads::{Network, Traversal};

use super::codes;

/// A track on the roads (轨迹匹配结果): what was driven, and what could not be matched and why.
///
/// Every fix of the clean track is either matched or in one unmatched stretch:
/// `fixes == matched_fixes + sum of unmatched.fixes`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Matched {
    /// Name of the track.
    pub name: String,
    /// Driven stretches in order.
    pub pieces: Vec<Piece>,
    /// Stretches without a road, in order.
    pub unmatched: Vec<Unmatched>,
    /// Fixes of the clean track.
    pub fixes: usize,
    /// Fixes that lie on a piece.
    pub matched_fixes: usize,
    /// Standard deviation of the fixes that was reckoned with, in metres.
    pub sigma: f64,
}

/// A stretch driven without a break.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Piece {
    /// Links in the order driven, each entered where the one before was left.
    pub steps: Vec<Step>,
    /// Fixes that it was made of.
    pub fixes: usize,
}

/// A link driven whole or in part.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Step {
    /// Which link, from where to where.
    pub traversal: Traversal,
    /// When it was entered and left, in seconds since 1970 (UTC), between fixes by even speed; `None` without times.
    pub times: Option<(i64, i64)>,
}

/// Why a stretch is not matched.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Why {
    /// No road lies near enough.
    NoRoad,
    /// Roads are near, but no way leads from one to the next.
    NoWay,
    /// The recorder was off, or its fixes were removed; no fixes.
    Gap,
    /// A fix by itself says nothing of the road driven.
    Alone,
}

/// A stretch that is not matched.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Unmatched {
    /// Why.
    pub why: Why,
    /// Fixes in it.
    pub fixes: usize,
    /// Straight length from fix to fix in metres, from the last fix before it.
    pub metres: f64,
    /// Where it begins, lon, lat.
    pub from: Coord,
    /// Where it ends.
    pub to: Coord,
    /// Time of its first and last fix (of a gap: of the fixes around it), when known.
    pub times: Option<(i64, i64)>,
}

impl Piece {
    /// Metres driven, turns counted twice.
    pub fn metres(&self, network: &Network) -> f64 {
        let metres = |step: &Step| {
            let share = step.traversal.to_fraction - step.traversal.from_fraction;
            share.abs() * network.link(step.traversal.link).length
        };
        self.steps.iter().map(metres).sum()
    }

    /// When it begins and ends, when known.
    pub fn times(&self) -> Option<(i64, i64)> {
        let first = self.steps.first()?.times?;
        let last = self.steps.last()?.times?;
        Some((first.0, last.1))
    }
}

impl Matched {
    /// Metres driven on roads, turns counted twice.
    pub fn metres(&self, network: &Network) -> f64 {
        self.pieces.iter().map(|piece| piece.metres(network)).sum()
    }

    /// Straight metres of the stretches left out for a reason.
    pub fn unmatched_metres(&self, why: Why) -> f64 {
        let stretches = self.unmatched.iter();
        stretches
            .filter(|stretch| stretch.why == why)
            .map(|stretch| stretch.metres)
            .sum()
    }

    /// Fixes of the stretches left out for a reason.
    pub fn unmatched_fixes(&self, why: Why) -> usize {
        let stretches = self.unmatched.iter();
        stretches
            .filter(|stretch| stretch.why == why)
            .map(|stretch| stretch.fixes)
            .sum()
    }

    /// What a person should know: that nothing was matched, or how much was not.
    pub fn findings(&self) -> Vec<Finding> {
        let source = || Source {
            file: self.name.as_str().into(),
            ..Source::default()
        };
        if self.fixes == 0 {
            return vec![Finding::new(&codes::NOTHING_LEFT, source())];
        }
        if self.matched_fixes == 0 {
            let off = self.unmatched_fixes(Why::NoRoad);
            let finding = Finding::new(&codes::OFF_THE_ROADS, source());
            return vec![finding.arg(self.fixes).arg(off)];
        }
        let left = self.fixes - self.matched_fixes;
        let metres: f64 = [Why::NoRoad, Why::NoWay, Why::Alone]
            .into_iter()
            .map(|why| self.unmatched_metres(why))
            .sum();
        let mut findings = Vec::new();
        if left > 0 {
            let finding = Finding::new(&codes::IN_PART, source());
            let finding = finding.arg(left).arg(self.fixes);
            findings.push(finding.arg(format!("{metres:.0}")));
        }
        let gaps = self.unmatched.iter().filter(|one| one.why == Why::Gap);
        let gaps = gaps.count();
        if gaps > 0 {
            let finding = Finding::new(&codes::GAPS, source()).arg(gaps);
            let metres = self.unmatched_metres(Why::Gap);
            findings.push(finding.arg(format!("{metres:.0}")));
        }
        findings
    }
}
