//! Mean and interval of a few runs.

/// A figure over the runs of a setting.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Mean {
    /// Mean of the runs.
    pub mean: f64,
    /// The 95 % interval of the mean, both ends; `None` with a single run.
    pub interval: Option<(f64, f64)>,
}

/// 97.5 % quantiles of Student's t with 1 to 30 degrees of freedom, as printed in any table of it.
const QUANTILES: [f64; 30] = [
    12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160,
    2.145, 2.131, 2.120, 2.110, 2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064, 2.060, 2.056,
    2.052, 2.048, 2.045, 2.042,
];

impl Mean {
    /// Mean of some values and its 95 % interval by Student's t: mean ± t · s / √n with n - 1 degrees of freedom.
    ///
    /// Student (1908), The probable error of a mean, doi:10.1093/biomet/6.1.1. No values: zero.
    pub fn of(values: &[f64]) -> Self {
        let count = values.len().max(1) as f64;
        // The sum of nothing is a negative zero.
        let mean = values.iter().sum::<f64>() / count + 0.0;
        if values.len() < 2 {
            return Self {
                mean,
                interval: None,
            };
        }
        let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
        let half = quantile(values.len() - 1) * (squares / (count - 1.0) / count).sqrt();
        Self {
            mean,
            interval: Some((mean - half, mean + half)),
        }
    }

    /// The same with the interval cut to what is possible.
    #[must_use]
    pub fn within(self, least: f64, most: f64) -> Self {
        let cut = |(low, high): (f64, f64)| (low.clamp(least, most), high.clamp(least, most));
        Self {
            interval: self.interval.map(cut),
            ..self
        }
    }
}

/// The 97.5 % quantile with so many degrees of freedom, from 1.
///
/// Beyond the table by the expansion of Abramowitz and Stegun (1964), 26.7.5, from the normal quantile.
fn quantile(freedom: usize) -> f64 {
    const NORMAL: f64 = 1.959_964;
    if let Some(known) = freedom.checked_sub(1).and_then(|at| QUANTILES.get(at)) {
        return *known;
    }
    let (z, freedom) = (NORMAL, freedom.max(1) as f64);
    let first = (z.powi(3) + z) / 4.0;
    let second = (5.0 * z.powi(5) + 16.0 * z.powi(3) + 3.0 * z) / 96.0;
    z + first / freedom + second / freedom.powi(2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_runs_have_the_interval_of_two_degrees_of_freedom() {
        // Mean 2, standard deviation 1: 4.303 / √3 on either side.
        let measure = Mean::of(&[1.0, 2.0, 3.0]);
        let (low, high) = measure.interval.unwrap();
        assert!((measure.mean - 2.0).abs() < 1e-12);
        assert!((high - 2.0 - 4.303 / 3_f64.sqrt()).abs() < 1e-9);
        assert!((low + high - 4.0).abs() < 1e-9);
        assert_eq!(measure.within(0.0, 3.0).interval, Some((0.0, 3.0)));
    }

    #[test]
    fn one_run_has_no_interval_and_equal_runs_an_empty_one() {
        assert_eq!(Mean::of(&[7.0]).interval, None);
        assert_eq!(Mean::of(&[7.0; 4]).interval, Some((7.0, 7.0)));
        assert_eq!(Mean::of(&[]).mean.to_bits(), 0.0_f64.to_bits());
    }

    #[test]
    fn quantiles_go_on_beyond_the_table() {
        // 2.0211 with 40 and 1.9840 with 100 degrees of freedom, by any table.
        assert!((quantile(40) - 2.0211).abs() < 5e-4);
        assert!((quantile(100) - 1.9840).abs() < 5e-4);
        assert!(quantile(31) < quantile(30));
    }
}
