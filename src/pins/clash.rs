//! The smallest set of wishes that cannot hold together, and why.
//!
//! Looked for where pins meet: on one visit (teams, places, shifts that may do it), between the visits of one target (days
//! apart), and in one shift, where every set of the visits pinned to it is tried in every order, the smallest sets first. A
//! pin that leaves several shifts open takes part only with the visit itself. More than [`order::MOST`] visits pinned to one
//! shift are tried by twos and threes, then those whose order is fixed as they follow each other, then their work alone is
//! added up; what clashes otherwise is seen after the search, as a visit that was left out.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::order::{self, Ranked, follows, servable};
use super::tie::{job_of, jobs_of, only_shift};
use super::{Board, codes};
use crate::domain::{Code, Finding, Pin, Source};
use crate::priority::Bound;
use crate::problem::assemble::Exclusion;
use crate::problem::{JobIdx, ShiftIdx, Ties};
use crate::units::Seconds;

/// Wishes that cannot hold together: indices, pins first, then what is forbidden.
#[derive(Clone, Debug)]
struct Clash {
    wishes: Vec<usize>,
    code: &'static Code,
    /// Arguments beyond the list of wishes.
    more: Vec<String>,
}

/// The smallest set of wishes that cannot hold together, of several the one whose wishes were stated first; `None` when
/// nothing clashes.
///
/// `ties` are those of the wishes; the instance's own are not looked at.
pub fn clash(board: &Board<'_>, ties: &Ties) -> Option<Finding> {
    let mut found = Vec::new();
    for bound in board.bound {
        on_one_visit(board, bound, &mut found);
    }
    on_one_place(board, &mut found);
    away_from_home(board, ties, &mut found);
    between_visits(board, &mut found);
    let mut by_shift: BTreeMap<ShiftIdx, Vec<(JobIdx, &Bound)>> = BTreeMap::new();
    for bound in board.bound {
        let job = job_of(board, bound.due);
        if let Some((job, shift)) = job.and_then(|job| Some((job, only_shift(board, job)?))) {
            by_shift.entry(shift).or_default().push((job, bound));
        }
    }
    // Of several sets the one stated first is wanted.
    for visits in by_shift.values_mut() {
        visits.sort_by_key(|(_, bound)| narrowing(board, bound));
    }
    for (shift, visits) in &by_shift {
        in_one_shift(board, *shift, visits, ties, &mut found);
        in_one_route(board, visits, &mut found);
    }
    let least = found
        .into_iter()
        .min_by(|a, b| (a.wishes.len(), &a.wishes).cmp(&(b.wishes.len(), &b.wishes)))?;
    Some(told(board, &least))
}

fn told(board: &Board<'_>, clash: &Clash) -> Finding {
    let pins = &board.wishes.pins;
    let name = |idx: &usize| match pins.get(*idx) {
        Some(pin) => pin.argument(),
        None => format!("--forbid {}", board.wishes.forbids[idx - pins.len()]),
    };
    let names: Vec<String> = clash.wishes.iter().map(name).collect();
    let source = clash.wishes.iter().find_map(|idx| {
        let source = pins.get(*idx).map_or_else(
            || &board.wishes.forbids[idx - pins.len()].source,
            |pin| &pin.source,
        );
        (!source.file.is_empty()).then(|| source.clone())
    });
    let finding = Finding::new(clash.code, source.unwrap_or_else(Source::default));
    let finding = finding.arg(names.join(", "));
    clash.more.iter().fold(finding, Finding::arg)
}

/// Pins that bind one visit, and what is forbidden of its target.
fn on_one_visit(board: &Board<'_>, bound: &Bound, found: &mut Vec<Clash>) {
    let pins = &board.wishes.pins;
    let pairs = || {
        let each = bound.pins.iter().enumerate();
        each.flat_map(|(at, one)| bound.pins[at + 1..].iter().map(move |two| (*one, *two)))
    };
    let mut add = |wishes: Vec<usize>, code| {
        found.push(Clash {
            wishes,
            code,
            more: Vec::new(),
        });
    };
    for (one, two) in pairs() {
        let differ = |a: Option<&str>, b: Option<&str>| a.is_some() && b.is_some() && a != b;
        let team = |idx: usize| pins[idx].team.as_ref().map(crate::units::TeamId::as_str);
        if differ(team(one), team(two)) {
            add(vec![one, two], &codes::TWO_TEAMS);
        }
        if let (Some(a), Some(b)) = (pins[one].place, pins[two].place)
            && a != b
        {
            add(vec![one, two], &codes::TWO_PLACES);
        }
    }
    let able = able(board, bound);
    for pin in bound.pins.iter().filter(|_| !able.is_empty()) {
        if !able.iter().any(|shift| allows(board, *pin, *shift)) {
            add(vec![*pin], &codes::NO_SHIFT);
        }
    }
    let excluded = board.assembled.excluded.iter();
    let exclusion = excluded
        .filter(|(due, _)| *due == bound.due)
        .map(|(_, exclusion)| *exclusion)
        .next();
    let dated = || {
        let mut own = bound.pins.iter();
        let dated = own.find(|idx| pins[**idx].date.is_some());
        vec![*dated.unwrap_or(&bound.pins[0])]
    };
    match exclusion {
        None => {
            if let Some(job) = job_of(board, bound.due)
                && !fits_alone(board, job)
            {
                add(narrowing(board, bound), &codes::TOO_LONG);
            }
        }
        Some(Exclusion::TooFarFromRoad { .. } | Exclusion::Cut { .. } | Exclusion::OneWay) => {
            add(vec![bound.pins[0]], &codes::UNREACHABLE);
        }
        Some(Exclusion::Closed) => add(dated(), &codes::CLOSED),
        Some(Exclusion::NoWindow) => add(dated(), &codes::NO_WINDOW),
        Some(Exclusion::Spaced) => add(dated(), &codes::MADE),
        Some(Exclusion::NoShift) => add(without_shift(board, bound), &codes::NO_SHIFT),
    }
}

/// The pins of a visit that say by whom and when, all of them when none does.
fn narrowing(board: &Board<'_>, bound: &Bound) -> Vec<usize> {
    let narrows = |pin: &Pin| pin.team.is_some() || pin.date.is_some();
    let own = bound.pins.iter().copied();
    let narrow: Vec<usize> = own
        .filter(|idx| narrows(&board.wishes.pins[*idx]))
        .collect();
    if narrow.is_empty() {
        bound.pins.clone()
    } else {
        narrow
    }
}

/// Shifts that could do a visit, were nothing wished, where that is asked for.
fn able<'a>(board: &Board<'a>, bound: &Bound) -> &'a [ShiftIdx] {
    let able = board.assembled.able.get(&bound.due);
    able.map_or(&[], Vec::as_slice)
}

/// Whether a pin or a ban lets a shift do its visit.
fn allows(board: &Board<'_>, idx: usize, shift: ShiftIdx) -> bool {
    let source = board.assembled.shifts[shift.idx()];
    let team = &board.teams[source.team].id;
    let pins = &board.wishes.pins;
    match pins.get(idx) {
        Some(pin) => {
            pin.team.as_ref().is_none_or(|own| own == team)
                && pin.date.is_none_or(|date| date == source.day)
        }
        None => board.wishes.forbids[idx - pins.len()].team.as_ref() != Some(team),
    }
}

/// The smallest set of a visit's pins and bans that no shift satisfies.
fn without_shift(board: &Board<'_>, bound: &Bound) -> Vec<usize> {
    let wishes = board.wishes;
    let due = &board.due[bound.due];
    let bans = wishes.forbids.iter().enumerate();
    let bans = bans.filter(|(_, ban)| ban.team.is_some() && ban.targets.contains(&due.target));
    let own: Vec<usize> = bound
        .pins
        .iter()
        .copied()
        .chain(bans.map(|(idx, _)| wishes.pins.len() + idx))
        .collect();
    let shifts = able(board, bound);
    let is_empty = |set: &[usize]| {
        let mut left = shifts.iter();
        !left.any(|shift| set.iter().all(|idx| allows(board, *idx, *shift)))
    };
    let small = own.len().min(order::MOST);
    let least = subsets(small)
        .map(|set| picked(&own, set))
        .find(|set| is_empty(set) && set.iter().any(|idx| *idx < wishes.pins.len()));
    // A time that the visit must be made in keeps every shift out beside the wishes.
    least.unwrap_or_else(|| narrowing(board, bound))
}

/// Non-empty sets of so many things as bits, by size, then in order.
fn subsets(count: usize) -> impl Iterator<Item = usize> {
    let mut all: Vec<usize> = (1..1 << count).collect();
    // Of one size, the set whose first member comes first.
    all.sort_by_key(|set: &usize| (set.count_ones(), Reverse(set.reverse_bits())));
    all.into_iter()
}

fn picked(from: &[usize], set: usize) -> Vec<usize> {
    let bits = from.iter().enumerate();
    bits.filter(|(bit, _)| set >> bit & 1 == 1)
        .map(|(_, idx)| *idx)
        .collect()
}

/// Whether some shift that may do a job can do it and nothing else.
fn fits_alone(board: &Board<'_>, job: JobIdx) -> bool {
    let instance = &board.assembled.instance;
    let fits = |shift: ShiftIdx| servable(instance, shift, &[(job, 0)])[1];
    match &instance.jobs[job.idx()].shifts {
        Some(shifts) => shifts.iter().any(|shift| fits(*shift)),
        None => (0..instance.shifts.len()).any(|shift| fits(ShiftIdx::from_idx(shift))),
    }
}

/// Visits that no longer may be made by their shift of the plan before, when they are more than may be given to others.
fn away_from_home(board: &Board<'_>, ties: &Ties, found: &mut Vec<Clash>) {
    let Some(most) = ties.most_moved else {
        return;
    };
    let homes: BTreeMap<JobIdx, ShiftIdx> = ties.homes.iter().copied().collect();
    let moves = |bound: &&Bound| {
        let job = job_of(board, bound.due);
        let home = job.and_then(|job| Some((job, *homes.get(&job)?)));
        home.is_some_and(|(job, home)| {
            let shifts = &board.assembled.instance.jobs[job.idx()].shifts;
            shifts.as_ref().is_some_and(|own| !own.contains(&home))
        })
    };
    let away: Vec<&Bound> = board.bound.iter().filter(moves).collect();
    if away.len() <= most as usize {
        return;
    }
    let few = away.iter().take(most as usize + 1);
    let mut wishes: Vec<usize> = few.flat_map(|bound| narrowing(board, bound)).collect();
    wishes.sort_unstable();
    wishes.dedup();
    found.push(Clash {
        wishes,
        code: &codes::MOVES,
        more: vec![(most + 1).to_string(), most.to_string()],
    });
}

/// Two visits at one place of one shift.
fn on_one_place(board: &Board<'_>, found: &mut Vec<Clash>) {
    let mut known: BTreeMap<(ShiftIdx, i32), (usize, usize)> = BTreeMap::new();
    for bound in board.bound {
        let shift = job_of(board, bound.due).and_then(|job| only_shift(board, job));
        for idx in &bound.pins {
            let (Some(shift), Some(place)) = (shift, board.wishes.pins[*idx].place) else {
                continue;
            };
            let (visit, first) = *known.entry((shift, place)).or_insert((bound.due, *idx));
            if visit != bound.due {
                found.push(Clash {
                    wishes: vec![first.min(*idx), first.max(*idx)],
                    code: &codes::SAME_PLACE,
                    more: Vec::new(),
                });
            }
        }
    }
}

/// Visits of one target on days too near to each other.
fn between_visits(board: &Board<'_>, found: &mut Vec<Clash>) {
    let dated = |bound: &Bound| {
        let mut pins = bound.pins.iter();
        let idx = *pins.find(|idx| board.wishes.pins[**idx].date.is_some())?;
        Some((idx, board.wishes.pins[idx].date?))
    };
    for (at, one) in board.bound.iter().enumerate() {
        for two in &board.bound[at + 1..] {
            let (a, b) = (&board.due[one.due], &board.due[two.due]);
            let (Some((first, day)), Some((second, other))) = (dated(one), dated(two)) else {
                continue;
            };
            let gap = a.min_gap_days.max(b.min_gap_days).max(1);
            if a.target == b.target && day.days_since(other).unsigned_abs() < gap {
                found.push(Clash {
                    wishes: vec![first.min(second), first.max(second)],
                    code: &codes::SPACING,
                    more: vec![gap.to_string()],
                });
            }
        }
    }
}

/// Visits that one shift cannot serve together, in any order.
fn in_one_shift(
    board: &Board<'_>,
    shift: ShiftIdx,
    visits: &[(JobIdx, &Bound)],
    ties: &Ties,
    found: &mut Vec<Clash>,
) {
    let instance = &board.assembled.instance;
    let source = board.assembled.shifts[shift.idx()];
    let team = board.teams[source.team].id.to_string();
    let wishes_of = |set: &[usize]| {
        let each = set.iter().flat_map(|at| narrowing(board, visits[*at].1));
        let mut wishes: Vec<usize> = each.collect();
        wishes.sort_unstable();
        wishes.dedup();
        wishes
    };
    let most = instance.shifts[shift.idx()].max_jobs;
    if let Some(most) = most.filter(|most| visits.len() > *most as usize) {
        let first: Vec<usize> = (0..=most as usize).collect();
        found.push(Clash {
            wishes: wishes_of(&first),
            code: &codes::STOPS,
            more: vec![most.to_string(), team.clone(), source.day.to_string()],
        });
    }
    let ranked: Vec<Ranked> = visits
        .iter()
        .map(|(job, _)| (*job, rank(ties, shift, *job)))
        .collect();
    for set in too_many(instance, shift, &ranked) {
        found.push(Clash {
            wishes: wishes_of(&set),
            code: &codes::TIME,
            more: vec![team.clone(), source.day.to_string()],
        });
    }
}

/// Sets of at least two visits that a shift cannot serve in any order that keeps the ranks, none of which can be spared; the
/// smallest first. Empty when it can serve all of them.
///
/// All such sets of up to [`order::MOST`] visits. Of more the twos; without any the threes, then one set of those whose order
/// is fixed, then one by work alone.
pub(super) fn too_many(
    instance: &crate::problem::Instance,
    shift: ShiftIdx,
    ranked: &[Ranked],
) -> Vec<Vec<usize>> {
    let all: Vec<usize> = (0..ranked.len()).collect();
    if ranked.len() <= order::MOST {
        let good = servable(instance, shift, ranked);
        if good[good.len() - 1] {
            return Vec::new();
        }
        // Single visits are looked at with their own pins.
        let can = |set: usize| good[set] || set.count_ones() < 2;
        let is_least = |set: &usize| {
            let mut members = all.iter().filter(|at| set >> **at & 1 == 1);
            !can(*set) && members.all(|at| can(set & !(1 << at)))
        };
        let least = subsets(ranked.len()).filter(is_least);
        return least.map(|set| picked(&all, set)).collect();
    }
    let is_bad = |set: &Vec<usize>| {
        let some: Vec<Ranked> = set.iter().map(|at| ranked[*at]).collect();
        let good = servable(instance, shift, &some);
        !good[good.len() - 1]
    };
    let n = ranked.len();
    let pairs = (0..n).flat_map(|a| (a + 1..n).map(move |b| vec![a, b]));
    let threes =
        (0..n).flat_map(|a| (a + 1..n).flat_map(move |b| (b + 1..n).map(move |c| vec![a, b, c])));
    let mut sets: Vec<Vec<usize>> = pairs.filter(is_bad).collect();
    if sets.is_empty() {
        sets.extend(threes.filter(is_bad));
    }
    if sets.is_empty() {
        sets.extend(too_long_a_row(instance, shift, ranked));
    }
    if sets.is_empty() {
        sets.extend(too_much_work(instance, shift, ranked));
    }
    sets
}

/// Of the visits whose order is fixed, when a shift cannot serve them one after the other, some of which none can be spared;
/// those stated last are spared first.
fn too_long_a_row(
    instance: &crate::problem::Instance,
    shift: ShiftIdx,
    ranked: &[Ranked],
) -> Option<Vec<usize>> {
    let is_alone = |at: &usize| {
        let rank = ranked[*at].1;
        ranked.iter().filter(|(_, other)| *other == rank).count() == 1
    };
    let mut row: Vec<usize> = (0..ranked.len()).filter(is_alone).collect();
    row.sort_by_key(|at| ranked[*at].1);
    let is_bad = |row: &[usize]| {
        let some: Vec<Ranked> = row.iter().map(|at| ranked[*at]).collect();
        !follows(instance, shift, &some)
    };
    if !is_bad(&row) {
        return None;
    }
    for at in (0..ranked.len()).rev() {
        let fewer: Vec<usize> = row.iter().copied().filter(|other| *other != at).collect();
        if is_bad(&fewer) {
            row = fewer;
        }
    }
    row.sort_unstable();
    Some(row)
}

/// The fewest visits whose work alone, without any driving, is longer than the shift.
fn too_much_work(
    instance: &crate::problem::Instance,
    shift: ShiftIdx,
    ranked: &[Ranked],
) -> Option<Vec<usize>> {
    let work = |at: usize| {
        let job = &instance.jobs[ranked[at].0.idx()];
        job.approach + job.service
    };
    let window = instance.shifts[shift.idx()].window;
    let mut longest: Vec<usize> = (0..ranked.len()).collect();
    longest.sort_by_key(|at| (Reverse(work(*at)), *at));
    let mut left = window.end() - window.start();
    for (count, at) in longest.iter().enumerate() {
        left -= work(*at);
        if left < Seconds::ZERO {
            let mut set = longest[..=count].to_vec();
            set.sort_unstable();
            return Some(set);
        }
    }
    None
}

/// Pinned first visits in their order, then the free ones, then the pinned last ones.
fn rank(ties: &Ties, shift: ShiftIdx, job: JobIdx) -> u32 {
    let number = |idx: usize| u32::try_from(idx).unwrap_or(u32::MAX / 4);
    let Some(ends) = ties.ends.iter().find(|ends| ends.shift == shift) else {
        return 0;
    };
    let at = |jobs: &[JobIdx]| jobs.iter().position(|other| *other == job);
    let free = number(ends.first.len());
    match (at(&ends.first), at(&ends.last)) {
        (Some(idx), _) => number(idx),
        (None, Some(idx)) => free + 1 + number(idx),
        (None, None) => free,
    }
}

/// Two visits pinned to one shift that may not be in one route.
fn in_one_route(board: &Board<'_>, visits: &[(JobIdx, &Bound)], found: &mut Vec<Clash>) {
    let bans = board.wishes.forbids.iter().enumerate();
    for (idx, ban) in bans.filter(|(_, ban)| ban.team.is_none()) {
        let pinned = |target| {
            let mut jobs = jobs_of(board, target);
            jobs.find_map(|job| visits.iter().find(|(other, _)| *other == job))
        };
        let (Some(one), Some(two)) = (
            ban.targets.first().and_then(pinned),
            ban.targets.get(1).and_then(pinned),
        ) else {
            continue;
        };
        let mut wishes = [one, two]
            .map(|(_, bound)| narrowing(board, bound))
            .concat();
        wishes.sort_unstable();
        wishes.dedup();
        wishes.push(board.wishes.pins.len() + idx);
        found.push(Clash {
            wishes,
            code: &codes::TOGETHER,
            more: Vec::new(),
        });
    }
}
