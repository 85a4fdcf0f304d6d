//! What lies behind what was found (推算): how often waste is dumped and comes back, and how long it lies before it is found.
//!
//! A heap that a patrol finds was dumped since the patrol before: its time is known up to that gap (interval-censored).
//! With dumping as a Poisson process the number found over the watched time gives the rate, and the gaps in which they
//! were found give the time to discovery. Heaps that the public reports in between are taken into account: their chance
//! per day is estimated along with it. See Sun, "The Statistical Analysis of Interval-censored Failure Time Data", Springer
//! 2006, chapter 2; [`super::likelihood`] has the intervals. All of it rests on a patrol noticing what it passes.

use serde::Serialize;

use super::likelihood::{Estimate, hazard, poisson, public_reports, waiting};
use super::record::{Look, Record};
use super::watch::{Watch, Watched, village};
use crate::corridors::CorridorRoute;
use crate::domain::{Status, Target, TargetDetail};
use crate::ledger::payload::Finding;
use crate::ledger::{Book, Field, Point};
use crate::units::{Day, TargetId};

/// Days of a year.
const YEAR: f64 = 365.25;
/// Less than so many kilometre-years, village-years or point-years tells nothing of a rate.
const ENOUGH: f64 = 0.01;
/// Seconds of a day.
const DAY: f64 = 86_400.0;

/// How often something happens at watched places.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Rate {
    /// How often it was found.
    pub found: u32,
    /// What was watched, in kilometre-years, village-years or point-years.
    pub watched: f64,
    /// Per kilometre, village or point and year; `None` when nothing was watched.
    pub per_year: Option<Estimate>,
}

/// What the visits of a ledger tell beyond themselves.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Estimates {
    /// New heaps along corridors, per kilometre and year.
    pub along_corridors: Rate,
    /// New heaps at villages and hamlets, per village and year.
    pub at_villages: Rate,
    /// New waste at closed points, per point and year (反弹).
    pub rebounds: Rate,
    /// Days from dumping to discovery: mean over the new heaps of which the patrol before is known.
    pub discovery_days: Option<Estimate>,
    /// Days from the look before to the discovery of each of them, ascending: each lay at most so long.
    pub gaps_days: Vec<f64>,
    /// The points behind `discovery_days`.
    pub discovered: Vec<String>,
    /// Chance per day that the public reports a heap that lies undiscovered.
    pub public_per_day: Option<Estimate>,
    /// New heaps at places that nobody watches, or that were not watched before: in no other figure.
    pub outside: u32,
}

/// What estimates are made from.
#[derive(Clone, Copy, Debug)]
pub struct Evidence<'a> {
    /// What was seen.
    pub record: &'a Record,
    /// The ledger as it stood at the end of `to`.
    pub book: &'a Book,
    /// Who watches which place.
    pub watch: &'a Watch,
    /// All targets but corridors.
    pub targets: &'a [Target],
    /// Corridors, whole.
    pub corridors: &'a [CorridorRoute],
    /// First day.
    pub from: Day,
    /// Last day, included.
    pub to: Day,
}

/// A new heap: the days since the look before it until it was found, and whether the public reported it.
#[derive(Clone, Copy, Debug)]
struct Found {
    waited: f64,
    by_public: bool,
}

/// Estimates of a period, both ends included.
pub fn estimates(evidence: &Evidence<'_>) -> Estimates {
    let mut counts = [0_u32; 2];
    let (mut found, mut discovered, mut outside) = (Vec::new(), Vec::new(), 0);
    for target in evidence.book.targets() {
        let point = target.point.as_deref();
        let Some((point, day)) = point.and_then(|point| Some((point, reported(point)?))) else {
            continue;
        };
        // The same heap under another number is none of its own.
        if matches!(point.status, Status::Excluded | Status::Merged) {
            continue;
        }
        let watched = point.at.and_then(|at| evidence.watch.of(at));
        let known = watched.and_then(|watched| {
            let waited = evidence.waited(&watched, day, by_public(point))?;
            Some((watched, waited))
        });
        let Some((watched, waited)) = known else {
            outside += u32::from(evidence.holds(day));
            continue;
        };
        counts[usize::from(matches!(watched, Watched::Place(_)))] += 1;
        discovered.push(target.id.to_string());
        found.push(Found {
            waited,
            by_public: by_public(point),
        });
    }
    let corridors = evidence.corridor_km_years();
    let villages = evidence.village_years();
    let (public_per_day, discovery_days) = discovery(&found);
    let mut gaps_days: Vec<f64> = found.iter().map(|one| one.waited).collect();
    gaps_days.sort_by(f64::total_cmp);
    Estimates {
        along_corridors: rate(counts[0], corridors),
        at_villages: rate(counts[1], villages),
        rebounds: evidence.rebounds(public_per_day.map_or(0.0, |chance| chance.value)),
        discovery_days,
        gaps_days,
        discovered,
        public_per_day,
        outside,
    }
}

fn rate(found: u32, watched: f64) -> Rate {
    Rate {
        found,
        // A sum of nothing is a negative zero.
        watched: watched + 0.0,
        per_year: (watched > ENOUGH).then(|| poisson(found).over(watched)),
    }
}

/// The day on which the ledger first heard of a point that it did not take over.
fn reported(point: &Point) -> Option<Day> {
    let first = point.steps.iter().find(|step| step.number == 1);
    first.map(|step| step.day)
}

/// Somebody else than a patrol reported it.
fn by_public(point: &Point) -> bool {
    point
        .text(Field::FoundSource)
        .is_some_and(|source| source != "patrol")
}

/// The chance per day of a report by the public, and the mean time to discovery.
fn discovery(found: &[Found]) -> (Option<Estimate>, Option<Estimate>) {
    if found.is_empty() {
        return (None, None);
    }
    let gaps = |by_public: bool| {
        let own = found.iter().filter(move |one| one.by_public == by_public);
        own.map(|one| one.waited).collect::<Vec<f64>>()
    };
    let public = public_reports(&gaps(false), &gaps(true));
    let all: Vec<f64> = found.iter().map(|one| one.waited).collect();
    (Some(public), Some(waiting(&all, public)))
}

impl Evidence<'_> {
    fn holds(&self, day: Day) -> bool {
        (self.from..=self.to).contains(&day)
    }

    /// Days from the look before a heap was reported to its report, when the look that it belongs to lies in the period.
    fn waited(&self, watched: &Watched, day: Day, by_public: bool) -> Option<f64> {
        let looks = match watched {
            Watched::Corridor(id, metre) => passes(self.record.looks(id), *metre),
            Watched::Place(id) => self.record.looks(id).iter().collect(),
        };
        let before = looks.iter().rev().find(|look| look.day < day)?;
        let next = looks.iter().find(|look| look.day >= day)?;
        if !self.holds(next.day) {
            return None;
        }
        let days = if by_public {
            f64::from(day.days_since(before.day))
        } else {
            (next.time - before.time) as f64 / DAY
        };
        (days > 0.0).then_some(days)
    }

    /// Time between looks that end in the period, in years.
    fn years<'l>(&self, looks: impl IntoIterator<Item = &'l Look>) -> f64 {
        let mut before: Option<&Look> = None;
        let mut seconds = 0;
        for look in looks {
            if let Some(before) = before.filter(|_| self.holds(look.day)) {
                seconds += look.time - before.time;
            }
            before = Some(look);
        }
        seconds as f64 / DAY / YEAR
    }

    fn village_years(&self) -> f64 {
        let villages = self.targets.iter().filter_map(village);
        let mut ids: Vec<&TargetId> = villages.map(|(id, _)| id).collect();
        // Sums do not depend on the order of the layers.
        ids.sort_unstable();
        ids.into_iter()
            .map(|id| self.years(self.record.looks(id)))
            .sum()
    }

    fn corridor_km_years(&self) -> f64 {
        let mut sum = 0.0;
        let mut routes: Vec<&CorridorRoute> = self.corridors.iter().collect();
        routes.sort_unstable_by(|a, b| a.target.id.cmp(&b.target.id));
        for route in routes {
            let TargetDetail::Corridor(corridor) = &route.target.detail else {
                continue;
            };
            let looks = self.record.looks(&route.target.id);
            for (from, to) in cells(looks, corridor.length.get()) {
                sum += self.years(passes(looks, from)) * (to - from) as f64 / 1_000.0;
            }
        }
        sum
    }

    /// New waste at closed points: each look at one ends a gap with or without it.
    ///
    /// A gap that no look has ended yet was watched by the public alone: of what was dumped `u` days before its end they
    /// would have told a share of `1 - exp(-c u)`, so that `w` days count as `w - (1 - exp(-c w)) / c`.
    fn rebounds(&self, public_per_day: f64) -> Rate {
        let began = self.record.looks.values().filter_map(|looks| looks.first());
        let began = began.map(|look| look.time).min();
        let (mut clean, mut found) = (Vec::new(), Vec::new());
        for target in self.book.targets() {
            let Some(point) = target.point.as_deref() else {
                continue;
            };
            let looks = self.record.looks(&TargetId::new(&*target.id));
            let closed = point
                .steps
                .iter()
                .enumerate()
                .filter(|(_, step)| matches!(step.to, Status::Closed | Status::QuickClosed));
            for (at, step) in closed {
                let until = point.steps.get(at + 1).map(|next| next.day);
                // What a point was like before anybody looked is not known: there the first look begins the watch.
                let closed = start_of(step.day);
                let mut before = began
                    .filter(|began| closed >= *began - 86_400)
                    .map(|_| closed);
                let within = looks.iter().filter(|look| {
                    look.day > step.day && until.is_none_or(|until| look.day <= until)
                });
                for look in within {
                    let gap = before.map(|before| (look.time - before) as f64 / DAY);
                    let is_found = look.finding == Some(Finding::Rebound);
                    if let Some(gap) = gap.filter(|gap| *gap > 0.0 && self.holds(look.day)) {
                        if is_found { &mut found } else { &mut clean }.push(gap);
                    }
                    before = (!is_found).then_some(look.time);
                    if is_found {
                        break;
                    }
                }
                let stays = until.is_none_or(|until| until > self.to);
                if let Some(before) = before.filter(|_| stays) {
                    let open = (start_of(self.to.plus(1)) - before) as f64 / DAY;
                    clean.push(told_of(open.max(0.0), public_per_day));
                }
            }
        }
        let watched: f64 = clean.iter().chain(&found).sum::<f64>() / YEAR;
        let years = |gaps: &[f64]| gaps.iter().map(|gap| gap / YEAR).collect::<Vec<f64>>();
        Rate {
            found: u32::try_from(found.len()).unwrap_or(u32::MAX),
            watched: watched + 0.0,
            per_year: (watched > ENOUGH).then(|| hazard(&years(&clean), &years(&found))),
        }
    }
}

/// Days that count of so many that only the public watched.
fn told_of(days: f64, chance: f64) -> f64 {
    if chance * days < 1e-6 {
        return 0.0;
    }
    days + (-chance * days).exp_m1() / chance
}

/// Midnight UTC of a day.
fn start_of(day: Day) -> i64 {
    i64::from(day.number()) * 86_400
}

/// Looks that saw a metre of a corridor, in the order of time.
fn passes(looks: &[Look], metre: i64) -> Vec<&Look> {
    let saw = |look: &&Look| {
        let spans = look.spans.as_ref();
        spans.is_none_or(|spans| spans.iter().any(|(from, to)| (*from..*to).contains(&metre)))
    };
    looks.iter().filter(saw).collect()
}

/// Stretches of a corridor of which every look saw all or nothing.
fn cells(looks: &[Look], length: i64) -> Vec<(i64, i64)> {
    let ends = looks.iter().filter_map(|look| look.spans.as_ref());
    let ends = ends.flatten().flat_map(|(from, to)| [*from, *to]);
    let mut cuts: Vec<i64> = ends
        .chain([0, length])
        .map(|cut| cut.clamp(0, length.max(0)))
        .collect();
    cuts.sort_unstable();
    cuts.dedup();
    cuts.windows(2).map(|pair| (pair[0], pair[1])).collect()
}
