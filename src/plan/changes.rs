//! What differs between a plan and the one before it.

use std::collections::{BTreeMap, BTreeSet};

use super::{Direction, PlanChangeFile, PlanChangeKind, PlanFile, WhereFile};

/// Every stop that was added, dropped, moved to another shift, re-ordered or turned round, by target and visit.
///
/// A stop is re-ordered when it is not among the longest run of a shift's common stops that kept their order. Visits that
/// were made meanwhile are no longer due and no change.
pub fn changes(before: &PlanFile, now: &PlanFile) -> Vec<PlanChangeFile> {
    let (old, new) = (places(before), places(now));
    let done: BTreeSet<Key<'_>> = now
        .replanned
        .iter()
        .flat_map(|replanned| &replanned.done)
        .map(|done| (done.target.as_str(), done.visit))
        .collect();
    let keys: BTreeSet<Key<'_>> = old.keys().chain(new.keys()).copied().collect();
    let reordered = reordered(&old, &new);
    let (ways_before, ways_now) = (directions(before), directions(now));
    let mut changes = Vec::new();
    for key in keys {
        let (was, is) = (old.get(&key), new.get(&key));
        let change = match (was, is) {
            (None, Some(_)) => PlanChangeKind::Added,
            (Some(_), None) if done.contains(&key) => continue,
            (Some(_), None) => PlanChangeKind::Dropped,
            (Some(was), Some(is)) if shift(was) != shift(is) => PlanChangeKind::Moved,
            _ if reordered.contains(&key) => PlanChangeKind::Reordered,
            _ if ways_before.get(&key) != ways_now.get(&key) => PlanChangeKind::Turned,
            _ => continue,
        };
        changes.push(PlanChangeFile {
            change,
            target: key.0.to_owned(),
            visit: visit(before, now, key),
            before: was.cloned(),
            now: is.cloned(),
        });
    }
    changes.sort();
    changes
}

type Key<'a> = (&'a str, u32);
/// A stop that both plans have in one shift: its place now and before.
type Common<'a> = (u32, u32, Key<'a>);

fn places(plan: &PlanFile) -> BTreeMap<Key<'_>, WhereFile> {
    let stops = plan
        .shifts
        .iter()
        .flat_map(|shift| shift.stops.iter().map(move |stop| (shift, stop)));
    stops
        .map(|(shift, stop)| {
            let place = WhereFile {
                team: shift.team.clone(),
                date: shift.date.clone(),
                seq: stop.seq,
                arrive: stop.arrive.clone(),
            };
            ((stop.target.as_str(), stop.visit.unwrap_or(1)), place)
        })
        .collect()
}

/// Which way each corridor is driven.
fn directions(plan: &PlanFile) -> BTreeMap<Key<'_>, Direction> {
    let stops = plan.shifts.iter().flat_map(|shift| &shift.stops);
    stops
        .filter_map(|stop| {
            let key = (stop.target.as_str(), stop.visit.unwrap_or(1));
            Some((key, stop.corridor.as_ref()?.direction))
        })
        .collect()
}

fn shift(place: &WhereFile) -> (&str, &str) {
    (&place.team, &place.date)
}

/// The number of a visit as either plan has it.
fn visit(before: &PlanFile, now: &PlanFile, (target, number): Key<'_>) -> Option<u32> {
    let all = [before, now].into_iter().flat_map(|plan| &plan.shifts);
    let mut stops = all.flat_map(|shift| &shift.stops);
    let is_it = |stop: &&super::StopFile| stop.target == target && stop.visit == Some(number);
    stops.find(is_it).map(|_| number)
}

/// Stops of both plans in one shift that left the order of the others.
fn reordered<'a>(
    old: &BTreeMap<Key<'a>, WhereFile>,
    new: &BTreeMap<Key<'a>, WhereFile>,
) -> BTreeSet<Key<'a>> {
    let mut by_shift: BTreeMap<(&str, &str), Vec<Common<'a>>> = BTreeMap::new();
    for (key, is) in new {
        if let Some(was) = old.get(key).filter(|was| shift(was) == shift(is)) {
            let common = by_shift.entry(shift(is)).or_default();
            common.push((is.seq, was.seq, *key));
        }
    }
    let mut out = BTreeSet::new();
    for (_, mut stops) in by_shift {
        stops.sort_unstable();
        let kept = longest_rising(&stops.iter().map(|stop| stop.1).collect::<Vec<_>>());
        let left = stops
            .iter()
            .enumerate()
            .filter(|(at, _)| !kept.contains(at));
        out.extend(left.map(|(_, stop)| stop.2));
    }
    out
}

/// Indices of a longest rising subsequence, of several the one that ends first.
pub(crate) fn longest_rising(values: &[u32]) -> BTreeSet<usize> {
    let mut best: Vec<(usize, Option<usize>)> = Vec::new();
    for (at, value) in values.iter().enumerate() {
        let before = (0..at)
            .filter(|before| values[*before] < *value)
            .max_by_key(|before| (best[*before].0, at - before));
        best.push((before.map_or(1, |before| best[before].0 + 1), before));
    }
    let mut next = (0..values.len()).max_by_key(|at| (best[*at].0, values.len() - at));
    let mut kept = BTreeSet::new();
    while let Some(at) = next {
        kept.insert(at);
        next = best[at].1;
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_run_that_kept_its_order_stays() {
        let kept = |values: &[u32]| longest_rising(values).into_iter().collect::<Vec<_>>();
        assert_eq!(kept(&[1, 2, 3]), [0, 1, 2]);
        assert_eq!(kept(&[3, 1, 2]), [1, 2]);
        assert_eq!(kept(&[1, 4, 2, 3, 5]), [0, 2, 3, 4]);
        assert_eq!(kept(&[]), [0; 0]);
    }
}
