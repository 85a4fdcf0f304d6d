//! When waste is dumped at the spots of a county, in one run: the same for every policy.

use super::dice::{Dice, Stream, name};
use super::scenario::Scenario;
use super::world::{World, YEAR};

/// Waste that may be dumped, if the spot is as the mark asks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Dump {
    /// When, seconds since 1970-01-01T00:00:00Z.
    pub time: i64,
    /// Number of the spot.
    pub spot: usize,
    /// A share of 1, drawn with it: the dump happens when it lies below [`chance`].
    pub mark: f64,
}

/// Highest rate per year of a spot: a heap a day.
const MOST: f64 = 366.0;

/// Rate per year at which a bare spot gets heaps, those among them that turn out to be none.
fn bare(scenario: &Scenario, base: f64) -> f64 {
    // Of all heaps a share is false, so that the real ones come at the rate that was set.
    (base / (1.0 - scenario.dumping.false_share).max(0.01)).min(MOST)
}

/// Highest rate per year of a spot in any state: that of its stream of dumps.
fn most(scenario: &Scenario, base: f64) -> f64 {
    bare(scenario, base).max(scenario.rebound.per_year)
}

/// Chance that a dump of the stream happens: a closed point attracts waste at the rate of rebounds, a bare spot at its own.
///
/// One stream for both, thinned by the state: Lewis and Shedler, "Simulation of nonhomogeneous Poisson processes by
/// thinning", Naval Research Logistics Quarterly 26(3), 1979, doi:10.1002/nav.3800260304.
pub fn chance(scenario: &Scenario, base: f64, is_closed: bool) -> f64 {
    let rate = if is_closed {
        scenario.rebound.per_year
    } else {
        bare(scenario, base)
    };
    rate / most(scenario, base).max(f64::MIN_POSITIVE)
}

/// All dumps from one moment to another, in the order of time.
pub fn dumps(scenario: &Scenario, world: &World, dice: Dice, from: i64, to: i64) -> Vec<Dump> {
    let mut dumps = Vec::new();
    for (number, spot) in world.spots.iter().enumerate() {
        let rate = most(scenario, spot.per_year);
        if rate <= 0.0 {
            continue;
        }
        let mut draws = dice.of(Stream::Dumping, &[name(&spot.name)]);
        let mut at = 0.0;
        loop {
            at += draws.exponential(YEAR / rate);
            let mark = draws.share();
            if at >= (to - from) as f64 {
                break;
            }
            dumps.push(Dump {
                time: from + whole(at),
                spot: number,
                mark,
            });
        }
    }
    dumps.sort_by(|a, b| a.time.cmp(&b.time).then(a.spot.cmp(&b.spot)));
    dumps
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "weeks are far below 2^53 seconds"
)]
fn whole(seconds: f64) -> i64 {
    seconds.floor() as i64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simulate::world::Spot;
    use geo::Coord;

    #[test]
    fn a_spot_is_dumped_at_as_often_as_its_rate_says() {
        let spot = |name: &str, per_year| Spot {
            name: name.into(),
            at: Coord { x: 0.0, y: 0.0 },
            watched: None,
            point: None,
            per_year,
            township: None,
            village: None,
        };
        let world = World {
            spots: vec![spot("a", 2.0), spot("b", 0.5)],
            left_out: 0,
        };
        let mut scenario = Scenario::default();
        scenario.rebound.per_year = 1.0;
        scenario.dumping.false_share = 0.0;
        let years = 2_000.0;
        let all = dumps(&scenario, &world, Dice::new(3, 0), 0, whole(years * YEAR));
        let happen = |number: usize, is_closed: bool| {
            let limit = chance(&scenario, world.spots[number].per_year, is_closed);
            let own = all
                .iter()
                .filter(|dump| dump.spot == number && dump.mark < limit);
            own.count() as f64 / years
        };
        assert!((happen(0, false) - 2.0).abs() < 0.15);
        assert!((happen(0, true) - 1.0).abs() < 0.1);
        assert!((happen(1, false) - 0.5).abs() < 0.06);
        assert!((happen(1, true) - 1.0).abs() < 0.1);
        assert!(all.windows(2).all(|pair| pair[0].time <= pair[1].time));
    }
}
