use std::collections::BTreeMap;

use super::codes;
use crate::domain::{Finding, Source, Target, TargetDetail};

/// Counts what is said once for many targets.
#[derive(Debug, Default)]
pub(super) struct Tally {
    not_patrolled: BTreeMap<(String, String), u32>,
    no_status_date: u32,
    single: Vec<Finding>,
}

impl Tally {
    pub(super) fn not_patrolled(&mut self, target: &Target) {
        let (kind, detail) = match &target.detail {
            TargetDetail::DumpPoint(point) => ("dump_point", point.status.word().to_owned()),
            TargetDetail::Site(site) => ("site", word(&site.state)),
            TargetDetail::Place(place) => ("place", word(&place.place_type)),
            TargetDetail::Corridor(corridor) => ("corridor", corridor.programme.to_string()),
        };
        *self
            .not_patrolled
            .entry((kind.to_owned(), detail))
            .or_default() += 1;
    }

    pub(super) fn no_status_date(&mut self) {
        self.no_status_date += 1;
    }

    pub(super) fn add(&mut self, finding: Finding) {
        self.single.push(finding);
    }

    pub(super) fn findings(mut self) -> Vec<Finding> {
        self.single
            .sort_by(|a, b| a.source.cmp(&b.source).then(a.id.cmp(&b.id)));
        let mut findings = self.single;
        for ((kind, detail), count) in self.not_patrolled {
            let finding = Finding::new(&codes::NOT_PATROLLED, Source::default());
            findings.push(finding.arg(count).arg(kind).arg(detail));
        }
        if self.no_status_date > 0 {
            findings.push(
                Finding::new(&codes::NO_STATUS_DATE, Source::default()).arg(self.no_status_date),
            );
        }
        findings
    }
}

/// The word of an enum in files.
fn word(value: &impl serde::Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word,
        _ => String::new(),
    }
}
