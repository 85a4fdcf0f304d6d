//! The network on each day of a horizon.

use std::collections::BTreeSet;

use super::{Network, RoadParams, codes};
use crate::domain::{ClockTime, DayWindow, Finding, Road, RoadClass, Source};
use crate::units::Day;

/// What a day is like for the roads.
#[derive(Clone, Debug, PartialEq)]
pub struct RoadDay {
    /// Which day.
    pub day: Day,
    /// When teams are on the road; none = at any time of the day.
    pub shifts: Vec<DayWindow>,
}

impl RoadDay {
    /// The shifts, or the whole day.
    pub fn windows(&self) -> Vec<DayWindow> {
        let all = || DayWindow::new(ClockTime::hm(0, 0), ClockTime::hm(24, 0));
        if self.shifts.is_empty() {
            all().into_iter().collect()
        } else {
            self.shifts.clone()
        }
    }
}

/// What sets a day's roads apart from the open, dry ones.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Conditions {
    /// Roads that are not driven, by index.
    pub closed: BTreeSet<u32>,
    /// Snow lies: the speeds of snow hold.
    pub snow: bool,
}

/// The network on each day of a horizon: without the roads that are closed (封闭) or thawed, slower under snow.
///
/// A road that is closed at any moment of a shift is closed for the whole of that day's plan: a plan gives no hour at
/// which a road is passed that holds when the day turns out slower. A closure that lies outside all shifts is none.
/// Days of the same conditions share a variant; variant 0 is the open, dry network, which is kept by whoever has it.
#[derive(Clone, Debug, Default)]
pub struct DayNetworks {
    variants: Vec<(Conditions, Network)>,
    of_day: Vec<usize>,
    thawed: (usize, usize),
    snowy: Vec<Day>,
}

impl DayNetworks {
    /// Looks at each day.
    pub fn new(open: &Network, roads: &[Road], params: &RoadParams, days: &[RoadDay]) -> Self {
        let of_day: Vec<Conditions> = days
            .iter()
            .map(|day| conditions(roads, params, day))
            .collect();
        let mut made = Self::of(open, roads, params, of_day);
        let thawed = |day: &&RoadDay| !params.is_frozen(day.day);
        let frozen_only = roads
            .iter()
            .filter(|road| is_frozen_only(params, road))
            .count();
        made.thawed = (frozen_only, days.iter().filter(thawed).count());
        let snowy = days
            .iter()
            .map(|day| day.day)
            .filter(|day| params.has_snow(*day));
        made.snowy = snowy.collect();
        made
    }

    /// The networks of days whose conditions are known.
    pub fn of(open: &Network, roads: &[Road], params: &RoadParams, days: Vec<Conditions>) -> Self {
        let mut made = Self::default();
        for conditions in days {
            let variant = made.find_or_make(open, roads, params, conditions);
            made.of_day.push(variant);
        }
        made
    }

    fn find_or_make(
        &mut self,
        open: &Network,
        roads: &[Road],
        params: &RoadParams,
        conditions: Conditions,
    ) -> usize {
        if conditions == Conditions::default() {
            return 0;
        }
        let known = self
            .variants
            .iter()
            .position(|(known, _)| *known == conditions);
        known.map_or_else(
            || {
                let mut network = open.without(&conditions.closed);
                if conditions.snow {
                    network.slow_down(roads, &params.snow_speeds);
                }
                self.variants.push((conditions, network));
                self.variants.len()
            },
            |known| known + 1,
        )
    }

    /// Which variant holds on a day of the horizon, counted from 0.
    pub fn variant(&self, offset: i32) -> usize {
        let offset = usize::try_from(offset).ok();
        offset
            .and_then(|offset| self.of_day.get(offset).copied())
            .unwrap_or(0)
    }

    /// Variants beside the open network: 1 to this number.
    pub fn closed_variants(&self) -> usize {
        self.variants.len()
    }

    /// The network of a variant.
    pub fn network<'a>(&'a self, open: &'a Network, variant: usize) -> &'a Network {
        variant
            .checked_sub(1)
            .and_then(|idx| self.variants.get(idx))
            .map_or(open, |(_, network)| network)
    }

    /// Whether a road is closed on some day of the horizon.
    pub fn ever_closed(&self, road: u32) -> bool {
        let mut variants = self.variants.iter();
        variants.any(|(conditions, _)| conditions.closed.contains(&road))
    }

    /// One note for each road that a dated closure closes on some day of the horizon; one for all that wait for the frost,
    /// one for the snow.
    pub fn findings(&self, roads: &[Road]) -> Vec<Finding> {
        let variants = self.variants.iter();
        let closed: BTreeSet<u32> = variants
            .flat_map(|(conditions, _)| conditions.closed.iter().copied())
            .filter(|idx| !roads[*idx as usize].closures.is_empty())
            .collect();
        let mut findings: Vec<Finding> = closed
            .iter()
            .map(|idx| closed_in_part(&roads[*idx as usize]))
            .collect();
        if self.thawed.0 > 0 && self.thawed.1 > 0 {
            let finding = Finding::new(&codes::THAWED, Source::default());
            findings.push(finding.arg(self.thawed.0).arg(self.thawed.1));
        }
        if let (Some(first), Some(last)) = (self.snowy.first(), self.snowy.last()) {
            let finding = Finding::new(&codes::SNOW, Source::default()).arg(self.snowy.len());
            findings.push(finding.arg(first).arg(last));
        }
        findings
    }
}

fn closed_in_part(road: &Road) -> Finding {
    let dates: Vec<String> = road.closures.iter().map(ToString::to_string).collect();
    let name = road.number.as_deref().or(road.name.as_deref());
    Finding::new(&codes::CLOSED_IN_PART, road.source.clone())
        .id(&road.id)
        .place(road.line[0])
        .arg(dates.join("; "))
        .arg(name.unwrap_or_default())
}

/// Whether a road is passable on frozen ground only, as the layer or the county says.
pub fn is_frozen_only(params: &RoadParams, road: &Road) -> bool {
    road.frozen_only || params.tracks_when_frozen && road.class == Some(RoadClass::Track)
}

fn conditions(roads: &[Road], params: &RoadParams, day: &RoadDay) -> Conditions {
    let windows = day.windows();
    let thawed = !params.is_frozen(day.day);
    let is_closed = |road: &Road| {
        let mut closures = road.closures.iter();
        closures.any(|closure| windows.iter().any(|window| closure.meets(day.day, *window)))
            || thawed && is_frozen_only(params, road)
    };
    Conditions {
        closed: (0..)
            .zip(roads)
            .filter(|(_, road)| is_closed(road))
            .map(|(idx, _)| idx)
            .collect(),
        snow: params.has_snow(day.day),
    }
}
