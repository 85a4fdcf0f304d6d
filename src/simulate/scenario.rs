//! What may happen in the weeks ahead (情景): how often waste is dumped, how fast works go, what keeps patrols from going.
//!
//! No public source gives these figures for a county (see `docs/simulate.md`); every one is a setting with a plain default.

use serde::{Deserialize, Serialize};

/// A scenario, as its file says it; what the file leaves out keeps its default.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Scenario {
    /// New heaps.
    pub dumping: Dumping,
    /// Closed points.
    pub rebound: Rebound,
    /// How long the steps of a close-out take.
    pub works: Pace,
    /// What happens to patrols on their way.
    pub patrol: Patrol,
    /// Snow.
    pub weather: Weather,
    /// Roads that are closed for some of the days, beside those of the layer.
    #[serde(rename = "closure")]
    pub closures: Vec<Closure>,
}

/// How often new heaps appear (新增倾倒).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Dumping {
    /// At a village, per year.
    pub village_per_year: f64,
    /// At a hamlet, per year.
    pub hamlet_per_year: f64,
    /// Along a key corridor of a national or provincial road, per kilometre and year.
    pub trunk_per_km_year: f64,
    /// Along any other corridor, per kilometre and year.
    pub other_per_km_year: f64,
    /// So many times as often within `before_within_m` of a point that is on the ledger.
    pub before_factor: f64,
    /// Metres.
    pub before_within_m: f64,
    /// So many times as often where the two nearest villages belong to different townships.
    pub edge_factor: f64,
    /// Share of heaps that are litter (below 10 m3); the rest but `census_share` is small.
    pub litter_share: f64,
    /// Share of heaps of census size (500 m3 and more).
    pub census_share: f64,
    /// Share of heaps with hazardous waste.
    pub hazardous_share: f64,
    /// Share of what patrols report that turns out to be no dump (compost, stacked straw).
    pub false_share: f64,
    /// How often per day somebody of the public reports a heap that nobody has found (hazard; small values are chances).
    pub public_report_per_day: f64,
    /// Chance that a patrol that passes a heap notices it.
    pub notice: f64,
}

impl Default for Dumping {
    fn default() -> Self {
        Self {
            village_per_year: 0.3,
            hamlet_per_year: 0.1,
            trunk_per_km_year: 0.4,
            other_per_km_year: 0.15,
            before_factor: 3.0,
            before_within_m: 300.0,
            edge_factor: 1.5,
            litter_share: 0.55,
            census_share: 0.05,
            hazardous_share: 0.02,
            false_share: 0.1,
            public_report_per_day: 0.005,
            notice: 1.0,
        }
    }
}

/// What happens at closed points, and to waste on its way.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Rebound {
    /// New waste at a closed point, per year (反弹).
    pub per_year: f64,
    /// Share of works whose waste is dumped again within the county's distance of re-movement (再移动).
    pub moved_share: f64,
}

impl Default for Rebound {
    fn default() -> Self {
        Self {
            per_year: 0.25,
            moved_share: 0.03,
        }
    }
}

/// A log-normal time: half of all cases take less than `median` days.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Days {
    /// Median in days.
    pub median: f64,
    /// Deviation of the logarithm.
    pub sigma: f64,
}

/// How long each step takes from the one before (log-normal, in days), and how it ends.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Pace {
    /// T02 to T04, from the first visit that saw the suspect: listing, exclusion or clearing at once.
    pub verify: Days,
    /// T05.
    pub plan: Days,
    /// T06, from the approved plan.
    pub begin: Days,
    /// T07, from the beginning of the works.
    pub finish: Days,
    /// T08.
    pub request: Days,
    /// T09 or T10, from the visit of acceptance.
    pub accept: Days,
    /// T11, from the end of publicity.
    pub close: Days,
    /// T13, from the visit that found the rebound.
    pub relist: Days,
    /// T15, from the return.
    pub resume: Days,
    /// Share of applications that are returned (T10).
    pub returned_share: f64,
}

impl Default for Pace {
    fn default() -> Self {
        let days = |median, sigma| Days { median, sigma };
        Self {
            verify: days(1.5, 0.5),
            plan: days(6.0, 0.5),
            begin: days(4.0, 0.6),
            finish: days(14.0, 0.8),
            request: days(2.0, 0.5),
            accept: days(1.0, 0.5),
            close: days(3.0, 0.5),
            relist: days(1.0, 0.5),
            resume: days(3.0, 0.5),
            returned_share: 0.1,
        }
    }
}

/// What happens to patrols.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Patrol {
    /// Chance that a team does not go out on a day.
    pub absent: f64,
    /// Mean delay of a shift's start, in minutes.
    pub late_minutes: f64,
    /// Deviation of the logarithm of driving times.
    pub drive_sigma: f64,
    /// Deviation of the logarithm of the length of the work.
    pub service_sigma: f64,
    /// Chance that a gate is closed, of sites, compounds and stations.
    pub gate_closed: f64,
    /// Chance that a target is not found.
    pub not_found: f64,
    /// Chance that the road there is blocked.
    pub road_blocked: f64,
    /// Minutes lost on a visit that fails.
    pub failed_minutes: f64,
    /// Minutes a team works beyond its shift to be back at its base.
    pub overtime_minutes: f64,
    /// Chance that a visit to a working site ends in a rectification order.
    pub order: f64,
    /// Days until what is ordered is due.
    pub order_days: u32,
    /// Share of orders that are met when they are due.
    pub order_met: f64,
}

impl Default for Patrol {
    fn default() -> Self {
        Self {
            absent: 0.02,
            late_minutes: 8.0,
            drive_sigma: 0.1,
            service_sigma: 0.2,
            gate_closed: 0.03,
            not_found: 0.01,
            road_blocked: 0.005,
            failed_minutes: 3.0,
            overtime_minutes: 15.0,
            order: 0.1,
            order_days: 7,
            order_met: 0.8,
        }
    }
}

/// Snow by season.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Weather {
    /// Months in which it may snow, 1 to 12.
    pub snow_months: Vec<u8>,
    /// Chance that snow comes on a day after one without.
    pub snow_comes: f64,
    /// Chance that it stays for another day.
    pub snow_stays: f64,
    /// Share of snow days on which nobody goes out.
    pub snowed_in: f64,
}

impl Default for Weather {
    fn default() -> Self {
        Self {
            snow_months: vec![11, 12, 1, 2, 3],
            snow_comes: 0.08,
            snow_stays: 0.6,
            snowed_in: 0.1,
        }
    }
}

/// A road that is closed (封闭).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Closure {
    /// Id, number or name of the road.
    pub road: String,
    /// First day.
    pub from: crate::units::Day,
    /// Last day.
    pub to: crate::units::Day,
}

/// A setting that cannot be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScenarioFault {
    /// Table and key, `dumping.notice`.
    pub key: &'static str,
    /// What it must be.
    pub must: (&'static str, &'static str),
}

impl Scenario {
    /// Every setting that lies outside what it may be.
    pub fn faults(&self) -> Vec<ScenarioFault> {
        const SHARE: (&str, &str) = ("a share from 0 to 1", "应为 0 至 1 的比例");
        const COUNT: (&str, &str) = ("a number from 0 to 1,000", "应为 0 至 1000 的数");
        let (dumping, patrol, weather) = (&self.dumping, &self.patrol, &self.weather);
        let shares = [
            ("dumping.litter_share", dumping.litter_share),
            ("dumping.census_share", dumping.census_share),
            ("dumping.hazardous_share", dumping.hazardous_share),
            ("dumping.false_share", dumping.false_share),
            (
                "dumping.public_report_per_day",
                dumping.public_report_per_day,
            ),
            ("dumping.notice", dumping.notice),
            ("rebound.moved_share", self.rebound.moved_share),
            ("works.returned_share", self.works.returned_share),
            ("patrol.absent", patrol.absent),
            ("patrol.gate_closed", patrol.gate_closed),
            ("patrol.not_found", patrol.not_found),
            ("patrol.road_blocked", patrol.road_blocked),
            ("patrol.order", patrol.order),
            ("patrol.order_met", patrol.order_met),
            ("weather.snow_comes", weather.snow_comes),
            ("weather.snow_stays", weather.snow_stays),
            ("weather.snowed_in", weather.snowed_in),
        ];
        let counts = [
            ("dumping.village_per_year", dumping.village_per_year),
            ("dumping.hamlet_per_year", dumping.hamlet_per_year),
            ("dumping.trunk_per_km_year", dumping.trunk_per_km_year),
            ("dumping.other_per_km_year", dumping.other_per_km_year),
            ("dumping.before_factor", dumping.before_factor),
            ("dumping.before_within_m", dumping.before_within_m / 100.0),
            ("dumping.edge_factor", dumping.edge_factor),
            ("rebound.per_year", self.rebound.per_year),
            ("patrol.late_minutes", patrol.late_minutes),
            ("patrol.drive_sigma", patrol.drive_sigma),
            ("patrol.service_sigma", patrol.service_sigma),
            ("patrol.failed_minutes", patrol.failed_minutes),
            ("patrol.overtime_minutes", patrol.overtime_minutes),
        ];
        let fault = |key, must| ScenarioFault { key, must };
        let is_share = |value: f64| (0.0..=1.0).contains(&value);
        let mut faults: Vec<ScenarioFault> = shares
            .into_iter()
            .filter(|(_, value)| !is_share(*value))
            .map(|(key, _)| fault(key, SHARE))
            .collect();
        let is_count = |value: f64| (0.0..=1_000.0).contains(&value);
        let bad = counts.into_iter().filter(|(_, value)| !is_count(*value));
        faults.extend(bad.map(|(key, _)| fault(key, COUNT)));
        if is_share(dumping.litter_share) && dumping.litter_share + dumping.census_share > 1.0 {
            faults.push(fault("dumping.census_share", SHARE));
        }
        for (key, days) in self.works.steps() {
            let good = (0.0..=3_650.0).contains(&days.median) && (0.0..=5.0).contains(&days.sigma);
            if !good {
                faults.push(fault(
                    key,
                    (
                        "median from 0 to 3650 days, sigma from 0 to 5",
                        "median 应为 0 至 3650 天，sigma 应为 0 至 5",
                    ),
                ));
            }
        }
        for (key, minutes) in [
            ("patrol.late_minutes", patrol.late_minutes),
            ("patrol.failed_minutes", patrol.failed_minutes),
            ("patrol.overtime_minutes", patrol.overtime_minutes),
        ] {
            if minutes > 240.0 {
                faults.push(fault(key, ("at most four hours", "不得超过四小时")));
            }
        }
        let mut closures = self.closures.iter();
        if closures.any(|closure| closure.from > closure.to) {
            faults.push(fault(
                "closure.to",
                ("not before its `from`", "不得早于 `from`"),
            ));
        }
        if weather
            .snow_months
            .iter()
            .any(|month| !(1..=12).contains(month))
        {
            faults.push(fault(
                "weather.snow_months",
                ("months from 1 to 12", "应为 1 至 12 月"),
            ));
        }
        faults
    }
}

impl Pace {
    fn steps(&self) -> [(&'static str, Days); 9] {
        [
            ("works.verify", self.verify),
            ("works.plan", self.plan),
            ("works.begin", self.begin),
            ("works.finish", self.finish),
            ("works.request", self.request),
            ("works.accept", self.accept),
            ("works.close", self.close),
            ("works.relist", self.relist),
            ("works.resume", self.resume),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_defaults_are_sound_and_survive_a_file() {
        let scenario = Scenario::default();
        assert_eq!(scenario.faults(), []);
        let text = toml::to_string(&scenario).unwrap();
        assert_eq!(toml::from_str::<Scenario>(&text).unwrap(), scenario);
        assert_eq!(toml::from_str::<Scenario>("").unwrap(), scenario);
    }

    #[test]
    fn the_page_states_the_defaults() {
        let page = include_str!("../../docs/simulate.md");
        let block = page.split("```toml\n[dumping]").nth(1).unwrap();
        let block = block.split("```").next().unwrap();
        let mut stated: Scenario = toml::from_str(&format!("[dumping]{block}")).unwrap();
        assert_eq!(stated.closures.len(), 1, "an example");
        stated.closures.clear();
        assert_eq!(stated, Scenario::default());
    }

    #[test]
    fn what_cannot_be_is_named() {
        let text = "[dumping]\nnotice = 1.5\n[works]\nplan = { median = -1, sigma = 0.5 }\n[weather]\nsnow_months = [13]";
        let scenario: Scenario = toml::from_str(text).unwrap();
        let keys: Vec<&str> = scenario.faults().iter().map(|fault| fault.key).collect();
        assert_eq!(
            keys,
            ["dumping.notice", "works.plan", "weather.snow_months"]
        );
        assert!(toml::from_str::<Scenario>("[dumping]\nnotise = 1.0").is_err());
    }
}
