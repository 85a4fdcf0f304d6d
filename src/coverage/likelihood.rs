//! Likeliest values and 95 % intervals for what is known up to a gap of time.
//!
//! Counts: Garwood, "Fiducial limits for the Poisson distribution", Biometrika 28, 1936, doi:10.1093/biomet/28.3-4.437.
//! Hazards: the values that the likelihood ratio does not refuse (Wilks 1938, doi:10.1214/aoms/1177732360).

use serde::Serialize;

/// A figure with its interval.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Estimate {
    /// The likeliest value.
    pub value: f64,
    /// Lower end of the 95 % interval.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

impl Estimate {
    /// The same per unit of what was watched.
    #[must_use]
    pub fn over(self, watched: f64) -> Self {
        Self {
            value: self.value / watched,
            low: self.low / watched,
            high: self.high / watched,
        }
    }

    /// Whether a value lies in the interval.
    pub fn holds(&self, value: f64) -> bool {
        (self.low..=self.high).contains(&value)
    }
}

/// Half of 5 %.
const TAIL: f64 = 0.025;
/// Half of the 95 % point of chi-squared with one degree of freedom.
const DROP: f64 = 1.920_729;
/// 97.5 % point of the normal distribution.
const NORMAL: f64 = 1.959_964;
/// Halvings of a bracket; the last bit of a double is reached before.
const HALVINGS: u32 = 200;

/// The mean of a Poisson count of which one was seen.
pub fn poisson(count: u32) -> Estimate {
    let value = f64::from(count);
    let widest = value + 20.0 * value.sqrt() + 20.0;
    let low = if count == 0 {
        0.0
    } else {
        // P(X >= count) = 2.5 %
        root(0.0, value, |mean| 1.0 - at_most(count - 1, mean) - TAIL)
    };
    Estimate {
        value,
        low,
        high: root(value, widest, |mean| TAIL - at_most(count, mean)),
    }
}

/// P(X <= count) of a Poisson variable.
fn at_most(count: u32, mean: f64) -> f64 {
    if mean <= 0.0 {
        return 1.0;
    }
    let mut log = -mean;
    let mut sum = log.exp();
    for number in 1..=count {
        log += mean.ln() - f64::from(number).ln();
        sum += log.exp();
    }
    sum.min(1.0)
}

/// Where an increasing function is zero.
fn root(mut low: f64, mut high: f64, function: impl Fn(f64) -> f64) -> f64 {
    for _ in 0..HALVINGS {
        let middle = f64::midpoint(low, high);
        if middle <= low || middle >= high {
            break;
        }
        if function(middle) < 0.0 {
            low = middle;
        } else {
            high = middle;
        }
    }
    f64::midpoint(low, high)
}

/// The greatest value of a log-likelihood that rises to one top and falls, and the interval that its ratio gives.
fn by_ratio(most: f64, log_likelihood: impl Fn(f64) -> f64) -> Estimate {
    // Golden section; a top at the edge is found as the edge.
    const GOLDEN: f64 = 0.618_033_988_749_894_9;
    let (mut low, mut high) = (0.0, most);
    for _ in 0..HALVINGS {
        let (one, two) = (high - GOLDEN * (high - low), low + GOLDEN * (high - low));
        if log_likelihood(one) < log_likelihood(two) {
            low = one;
        } else {
            high = two;
        }
    }
    let mut value = f64::midpoint(low, high);
    if log_likelihood(0.0) >= log_likelihood(value) {
        value = 0.0;
    }
    let top = log_likelihood(value);
    let drop = |at: f64| top - log_likelihood(at) - DROP;
    let low = if value <= 0.0 || drop(0.0) < 0.0 {
        0.0
    } else {
        root(0.0, value, |at| -drop(at))
    };
    Estimate {
        value,
        low,
        high: root(value, most, drop),
    }
}

/// ln(1 - exp(-x)) for x > 0.
fn ln_chance(x: f64) -> f64 {
    if x <= 0.0 {
        f64::NEG_INFINITY
    } else {
        (-(-x).exp_m1()).ln()
    }
}

/// The hazard of something that ends gaps in which it happened: gaps in which it did not, and gaps in which it did.
///
/// In the unit of the gaps; likelihood `exp(-h g)` for the first, `1 - exp(-h g)` for the second.
pub fn hazard(clean: &[f64], found: &[f64]) -> Estimate {
    let empty: f64 = clean.iter().sum();
    let shortest = found.iter().copied().fold(f64::INFINITY, f64::min);
    let most = if found.is_empty() {
        20.0 / empty.max(1e-9)
    } else {
        50.0 / shortest.min(empty.max(shortest)).max(1e-9)
    };
    by_ratio(most, |hazard| {
        let chances = found.iter().map(|gap| ln_chance(hazard * gap));
        chances.sum::<f64>() - hazard * empty
    })
}

/// The chance per day of a report by the public: days waited for heaps that a patrol found, and that the public reported.
///
/// A heap is dumped evenly within its gap `g`: a patrol finds it with `(1 - exp(-c g)) / (c g)`, the public reports it `s`
/// after the gap began with a density of `(1 - exp(-c s)) / g`.
pub fn public_reports(by_patrol: &[f64], by_public: &[f64]) -> Estimate {
    /// Nobody reports everything within a quarter of a day.
    const MOST: f64 = 4.0;
    by_ratio(MOST, |chance| {
        let unseen = by_patrol.iter().map(|gap| {
            let x = chance * gap;
            if x < 1e-9 { 0.0 } else { ln_chance(x) - x.ln() }
        });
        let told = by_public.iter().map(|since| ln_chance(chance * since));
        unseen.chain(told).sum()
    })
}

/// The mean of how long heaps lay, each dumped within so many days before it was found, when each day somebody else might
/// have reported it with a chance per day.
///
/// Given that it was found then, the time it lay has the density `c exp(-c u) / (1 - exp(-c w))` on `0 < u < w`.
pub fn waiting(waited: &[f64], chance: Estimate) -> Estimate {
    let count = waited.len().max(1) as f64;
    let mean = |c: f64| waited.iter().map(|w| moments(*w, c).0).sum::<f64>() / count;
    let variance: f64 = waited.iter().map(|w| moments(*w, chance.value).1).sum();
    let value = mean(chance.value);
    // What is not known of the chance adds to what is not known of each heap.
    let deviation = (chance.high - chance.low) / (2.0 * NORMAL);
    let slope = (mean(chance.value + 1e-4) - value) / 1e-4;
    let spread = (variance / (count * count) + (slope * deviation).powi(2)).sqrt() * NORMAL;
    Estimate {
        value,
        low: (value - spread).max(0.0),
        high: value + spread,
    }
}

/// Mean and variance of an exponential variable with rate `c`, cut off at `w`.
fn moments(w: f64, c: f64) -> (f64, f64) {
    let x = c * w;
    if x < 1e-4 {
        // Even, to first order.
        return (w / 2.0 - c * w * w / 12.0, w * w / 12.0);
    }
    let rest = x.exp_m1();
    let mean = 1.0 / c - w / rest;
    let variance = 1.0 / (c * c) - w * w * x.exp() / (rest * rest);
    (mean, variance.max(0.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(a: f64, b: f64) -> bool {
        (a - b).abs() < 1e-3 * b.abs().max(1.0)
    }

    #[test]
    fn counts_have_the_intervals_of_the_tables() {
        // Garwood's table: 0 gives 0 to 3.689, 1 gives 0.0253 to 5.572, 10 gives 4.795 to 18.390.
        for (count, low, high) in [(0, 0.0, 3.689), (1, 0.0253, 5.572), (10, 4.795, 18.390)] {
            let found = poisson(count);
            assert!(near(found.low, low) && near(found.high, high), "{found:?}");
        }
        let many = poisson(900);
        assert!(
            near(many.low, 842.15) && near(many.high, 960.78),
            "{many:?}"
        );
    }

    #[test]
    fn equal_gaps_give_the_hazard_in_closed_form() {
        // Three of ten gaps of 2: 1 - exp(-2 h) = 0.3.
        let found = hazard(&[2.0; 7], &[2.0; 3]);
        assert!(near(found.value, -(0.7_f64.ln()) / 2.0), "{found:?}");
        let log = |h: f64| 3.0 * (1.0 - (-2.0 * h).exp()).ln() - 14.0 * h;
        for end in [found.low, found.high] {
            assert!(near(log(found.value) - log(end), DROP), "{found:?}");
        }
        // None in 100: 0, and the upper end where exp(-100 h) has fallen by the ratio.
        let none = hazard(&[10.0; 10], &[]);
        assert_eq!((none.value, none.low), (0.0, 0.0));
        assert!(near(none.high, DROP / 100.0), "{none:?}");
    }

    #[test]
    fn without_reports_a_heap_lay_for_half_its_gap() {
        let public = public_reports(&[10.0; 40], &[]);
        assert!(public.value < 1e-6, "{public:?}");
        let lay = waiting(
            &[10.0; 40],
            Estimate {
                value: 0.0,
                low: 0.0,
                high: 0.0,
            },
        );
        assert!(near(lay.value, 5.0));
        // Each deviates by 10 / sqrt(12), forty of them by a sqrt(40)-th of that.
        assert!(near(
            lay.high - lay.value,
            NORMAL * 10.0 / 12.0_f64.sqrt() / 40.0_f64.sqrt()
        ));
    }

    #[test]
    fn moments_of_a_cut_exponential() {
        // c = 1, w = ln 2: mean 1 - ln 2, variance 1 - 2 (ln 2)^2.
        let two = 2.0_f64.ln();
        let (mean, variance) = moments(two, 1.0);
        assert!(near(mean, 1.0 - two) && near(variance, 1.0 - 2.0 * two * two));
        let (small, even) = (moments(3.0, 1e-4), moments(3.0, 1e-9));
        assert!(near(small.0, even.0) && near(small.1, even.1));
    }
}
