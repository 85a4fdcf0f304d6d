//! What every part of the measure looks things up in: states over time, visits by day, who patrols what.

use std::collections::BTreeMap;

use geo::{BoundingRect, Coord, Rect};

use super::Input;
use super::chain::{Roll, Stretch};
use crate::domain::{Programme, Status, Target, TargetDetail};
use crate::ledger;
use crate::priority::{applies_in, is_regular, period};
use crate::units::Day;

/// Stands for a township that is not known.
pub(super) const NOWHERE: &str = "-";

/// The input with what is worked out once.
#[derive(Debug)]
pub(super) struct Ground<'a> {
    pub(super) input: Input<'a>,
    /// From here on a record was kept: the ledger's first day, else the period's.
    pub(super) known_since: Day,
    /// First day that counts.
    pub(super) counted_from: Day,
    pub(super) roll: Roll<'a>,
    /// Places with a township, to find that of a corridor.
    places: Vec<(Coord, &'a str)>,
}

/// A state that a target had, or has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct State {
    /// Of a dump point.
    pub(super) status: Option<Status>,
    /// The day it was entered.
    pub(super) entered: Day,
    /// From when it counts, and when it was left.
    pub(super) stretch: Stretch,
    /// Taken over from a layer: the ledger did not see how it came about.
    pub(super) carried: bool,
}

/// A target with its past.
#[derive(Debug)]
pub(super) struct Life<'a> {
    pub(super) target: &'a Target,
    pub(super) township: &'a str,
    /// States in order.
    pub(super) states: Vec<State>,
    /// Days on which it was seen up to the end of the period, in order, each once.
    pub(super) visits: Vec<Day>,
    /// The last of them, or a later one that the layer states.
    pub(super) last_visit: Option<Day>,
    pub(super) book: Option<&'a ledger::Target>,
}

impl<'a> Ground<'a> {
    pub(super) fn new(input: Input<'a>) -> Self {
        /// Days around the period whose working days are worked out at once.
        const AROUND: i32 = 1_100;
        let known_since = input.record.first_day.unwrap_or(input.from);
        let counted_from = input.from.max(known_since);
        let (first, last) = (input.from.plus(-AROUND), input.to.plus(AROUND));
        let places = input.targets.iter().filter_map(|target| {
            let is_place = matches!(target.detail, TargetDetail::Place(_));
            let township = target.township.as_deref().filter(|name| !name.is_empty())?;
            is_place.then_some((middle(target)?, township))
        });
        Self {
            input,
            known_since,
            counted_from,
            roll: Roll::new(input.calendar, first, last),
            places: places.collect(),
        }
    }

    /// Whether a day lies in the part of the period that counts.
    pub(super) fn counts(&self, day: Day) -> bool {
        (self.counted_from..=self.input.to).contains(&day)
    }

    /// The past of a target.
    pub(super) fn life(&self, target: &'a Target) -> Life<'a> {
        let to = self.input.to;
        let looks = self.input.record.looks(&target.id).iter();
        // Since a record is kept it alone says what was visited.
        let stated = target.last_visit.filter(|day| *day <= self.known_since);
        let mut visits: Vec<Day> = looks
            .map(|look| look.day)
            .chain(stated)
            .filter(|day| *day <= to)
            .collect();
        visits.sort_unstable();
        visits.dedup();
        let stated = target.last_visit.filter(|day| *day <= to);
        let last_visit = visits.last().copied().max(stated);
        let book = self.input.book.target(target.id.as_str());
        Life {
            target,
            township: self.township(target),
            states: self.states(target, book, &visits),
            visits,
            last_visit,
            book,
        }
    }

    /// The states of a target in order; before the first nothing is due.
    ///
    /// A target that was not visited before a record was kept is known from then on: its first period begins then.
    fn states(&self, target: &Target, book: Option<&ledger::Target>, visits: &[Day]) -> Vec<State> {
        let visited = visits.first().copied();
        let seen_before = visited.filter(|day| *day <= self.known_since);
        let start = |stated: Option<Day>| match (stated, seen_before) {
            (Some(stated), Some(_)) => stated,
            (Some(stated), None) => stated.max(self.known_since),
            (None, Some(visited)) => visited,
            (None, None) => self.known_since,
        };
        let steps = book
            .and_then(|target| target.point.as_deref())
            .map_or(&[][..], |point| point.steps.as_slice());
        if steps.is_empty() {
            let stated = match &target.detail {
                TargetDetail::DumpPoint(point) => point.status_since,
                _ => None,
            };
            let start = start(stated);
            return vec![State {
                status: target.status(),
                entered: stated.unwrap_or(start),
                stretch: Stretch { start, end: None },
                carried: true,
            }];
        }
        let ends = steps.iter().skip(1).map(|step| Some(step.day));
        let states = steps.iter().zip(ends.chain([None])).map(|(step, end)| {
            let carried = step.number == 0;
            let known = if carried {
                start(Some(step.day))
            } else {
                step.day
            };
            State {
                status: Some(step.to),
                entered: step.day,
                stretch: Stretch {
                    start: end.map_or(known, |end| known.min(end)),
                    end,
                },
                carried,
            }
        });
        states.collect()
    }

    fn township(&self, target: &'a Target) -> &'a str {
        let own = target.township.as_deref().filter(|name| !name.is_empty());
        let is_corridor = matches!(target.detail, TargetDetail::Corridor(_));
        own.or_else(|| is_corridor.then(|| self.nearest(target)).flatten())
            .unwrap_or(NOWHERE)
    }

    /// The township of the place nearest to the middle of a target.
    fn nearest(&self, target: &Target) -> Option<&'a str> {
        let at = middle(target)?;
        let narrow = at.y.to_radians().cos();
        // Degrees of latitude, squared: only compared.
        let away = |place: &Coord| {
            let (x, y) = ((place.x - at.x) * narrow, place.y - at.y);
            x * x + y * y
        };
        let places = self.places.iter();
        let nearest =
            places.min_by(|a, b| away(&a.0).total_cmp(&away(&b.0)).then_with(|| a.1.cmp(b.1)));
        nearest.map(|(_, township)| *township)
    }

    /// The programme by which a target was patrolled on a day when nothing particular was wrong.
    pub(super) fn regular(&self, life: &Life<'_>, day: Day) -> Option<&'a Programme> {
        let status = life.status_on(day);
        if life.target.status().is_some() && status.is_none() {
            return None;
        }
        self.input
            .programmes
            .iter()
            .find(|one| is_regular(one) && applies_in(one, life.target, status))
    }

    /// Days between the due visits of a programme, when it has a frequency in days.
    pub(super) fn period(&self, programme: &Programme) -> Option<u32> {
        period(programme, self.input.surge)
    }
}

impl Life<'_> {
    /// The status of a dump point on a day; `None` before its first state, and of anything else.
    pub(super) fn status_on(&self, day: Day) -> Option<Status> {
        let at = self
            .states
            .partition_point(|state| state.stretch.start <= day);
        at.checked_sub(1).and_then(|at| self.states[at].status)
    }

    /// The first visit from one day to another, both included.
    pub(super) fn visit_within(&self, from: Day, to: Day) -> Option<Day> {
        let at = self.visits.partition_point(|visit| *visit < from);
        self.visits.get(at).copied().filter(|visit| *visit <= to)
    }
}

/// Townships of targets, by id.
pub(super) fn townships<'a>(lives: &[&Life<'a>]) -> BTreeMap<&'a str, &'a str> {
    let lives = lives.iter();
    lives
        .map(|life| (life.target.id.as_str(), life.township))
        .collect()
}

/// The middle of a target's bounding box, lon, lat.
fn middle(target: &Target) -> Option<Coord> {
    target.geometry.bounding_rect().map(Rect::center)
}
