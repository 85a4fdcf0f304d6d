//! What the next team brings.

/// The marginal team: from it on every further team adds less than half as much as the teams before it did on average.
///
/// `values` is what `least`, `least + 1`, ... teams bring; no team brings nothing. Gives the number of teams that the
/// marginal team makes up; `None` when the last team of the range brings more, or none brings anything. A single poor team
/// among good ones, one for a small township say, is passed over.
pub(super) fn team(values: &[f64], least: u32) -> Option<u32> {
    let pairs: Vec<(&[f64], u32)> = values.windows(2).zip(least..).collect();
    let poor = pairs.iter().rev().take_while(|(pair, teams)| {
        let (before, after) = (pair[0], pair[1]);
        *teams > 0 && after - before < before / f64::from(*teams) / 2.0
    });
    poor.last().map(|(_, teams)| teams + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn from_the_marginal_team_on_each_adds_less_than_half_the_average() {
        // 40, then 30, then 10: half of 70 / 2 is 17.5.
        assert_eq!(team(&[40.0, 70.0, 80.0], 1), Some(3));
        assert_eq!(team(&[0.0, 40.0, 70.0, 80.0], 0), Some(3));
        // From two teams on: 10 against half of 35.
        assert_eq!(team(&[70.0, 80.0], 2), Some(3));
        assert_eq!(team(&[40.0, 60.0], 1), None);
        assert_eq!(team(&[40.0, 59.0], 1), Some(2));
        // The third adds little, the fourth 20 against half of 24: both passed over; the fifth adds little again.
        assert_eq!(team(&[40.0, 70.0, 72.0, 92.0], 1), None);
        assert_eq!(team(&[40.0, 70.0, 72.0, 92.0, 95.0, 98.0], 1), Some(5));
        assert_eq!(team(&[40.0], 1), None);
        assert_eq!(team(&[], 0), None);
    }

    #[test]
    fn nothing_to_gain_marks_no_team() {
        assert_eq!(team(&[0.0, 0.0, 0.0], 1), None);
    }
}
