//! Findings that are said once for many features.

use std::collections::BTreeMap;

use crate::domain::{Code, Finding, Source};

/// More different values than this are summed as `…`.
const MOST_VALUES: usize = 20;

/// Counts features by kind of finding and arguments.
#[derive(Default)]
pub(super) struct Tally(BTreeMap<&'static str, Group>);

struct Group {
    code: &'static Code,
    counts: BTreeMap<Vec<String>, (usize, Source)>,
}

impl Tally {
    /// Counts one more; the finding stands at the first one, and its argument `{0}` is the count.
    pub(super) fn add(&mut self, code: &'static Code, args: &[&str], source: &Source) {
        let group = self.0.entry(code.id).or_insert_with(|| Group {
            code,
            counts: BTreeMap::new(),
        });
        let args: Vec<String> = args.iter().map(|arg| (*arg).to_owned()).collect();
        let entry = group
            .counts
            .entry(args)
            .or_insert_with(|| (0, source.clone()));
        entry.0 += 1;
    }

    /// Adds the counts of a later part of the same file.
    pub(super) fn merge(&mut self, later: Self) {
        for (id, later) in later.0 {
            let group = self.0.entry(id).or_insert_with(|| Group {
                code: later.code,
                counts: BTreeMap::new(),
            });
            for (args, (count, source)) in later.counts {
                let entry = group.counts.entry(args).or_insert_with(|| (0, source));
                entry.0 += count;
            }
        }
    }

    /// The places that were noted, to be moved.
    pub(super) fn sources(&mut self) -> impl Iterator<Item = &mut Source> {
        let groups = self.0.values_mut();
        let counts = groups.flat_map(|group| group.counts.values_mut());
        counts.map(|(_, source)| source)
    }

    /// The findings, one for each kind and value; the rarest of too many values in one.
    pub(super) fn findings(self) -> Vec<Finding> {
        self.0.into_values().flat_map(Group::findings).collect()
    }
}

impl Group {
    fn findings(self) -> Vec<Finding> {
        let code = self.code;
        let mut counts: Vec<_> = self.counts.into_iter().collect();
        if counts.len() > MOST_VALUES {
            // Stable, so that values of one frequency stay in the order of their text.
            counts.sort_by_key(|(_, (count, _))| std::cmp::Reverse(*count));
            let rest = counts.split_off(MOST_VALUES);
            let total = rest.iter().map(|(_, (count, _))| count).sum();
            let first = rest.into_iter().map(|(_, (_, source))| source).min();
            counts.push((vec!["…".to_owned()], (total, first.unwrap_or_default())));
        }
        counts
            .into_iter()
            .map(|(args, (count, source))| {
                args.into_iter()
                    .fold(Finding::new(code, source).arg(count), Finding::arg)
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layers::codes;

    #[test]
    fn rare_values_are_summed() {
        let mut tally = Tally::default();
        for value in 0..30 {
            for _ in 0..=value {
                tally.add(
                    &codes::ROAD_CLASS_UNKNOWN,
                    &[&format!("v{value:02}")],
                    &Source::default(),
                );
            }
        }
        let findings = tally.findings();
        assert_eq!(findings.len(), MOST_VALUES + 1);
        assert_eq!(findings[0].args, ["30", "v29"]);
        assert_eq!(findings[MOST_VALUES].args, ["55", "…"]);
    }
}
