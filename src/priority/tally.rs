use std::collections::BTreeMap;

use super::codes;
use crate::domain::{Finding, Lang, Source, Target, TargetDetail, TargetKind};

/// Counts what is said once for many targets.
#[derive(Debug, Default)]
pub(super) struct Tally {
    /// Kind, and what of it in English and Chinese.
    not_patrolled: BTreeMap<(TargetKind, [String; 2]), u32>,
    no_status_date: u32,
    single: Vec<Finding>,
}

impl Tally {
    pub(super) fn not_patrolled(&mut self, target: &Target) {
        let detail = match &target.detail {
            TargetDetail::DumpPoint(point) => {
                let label = |lang| point.status.label(lang).to_owned();
                [label(Lang::En), label(Lang::Zh)]
            }
            TargetDetail::Site(site) => both(word(&site.state)),
            TargetDetail::Place(place) => both(word(&place.place_type)),
            TargetDetail::Corridor(corridor) => both(corridor.programme.to_string()),
        };
        *self
            .not_patrolled
            .entry((target.kind(), detail))
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
        for ((kind, [en, zh]), count) in self.not_patrolled {
            let finding = Finding::new(&codes::NOT_PATROLLED, Source::default()).arg(count);
            let finding = finding.arg(kind.label(Lang::En)).arg(en);
            findings.push(finding.arg(kind.label(Lang::Zh)).arg(zh));
        }
        if self.no_status_date > 0 {
            findings.push(
                Finding::new(&codes::NO_STATUS_DATE, Source::default()).arg(self.no_status_date),
            );
        }
        findings
    }
}

fn both(word: String) -> [String; 2] {
    [word.clone(), word]
}

/// The word of an enum in files.
fn word(value: &impl serde::Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word,
        _ => String::new(),
    }
}
