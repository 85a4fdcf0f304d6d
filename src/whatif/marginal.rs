//! What the next team brings.

/// The marginal team: the first one that adds less than half as much as the teams before it did on average.
///
/// `values` is what `least`, `least + 1`, ... teams bring; no team brings nothing. Gives the number of teams that the
/// marginal team makes up; `None` when every team of the range brings more.
pub(super) fn team(values: &[f64], least: u32) -> Option<u32> {
    let pairs = values.windows(2).zip(least..);
    pairs
        .filter(|(_, teams)| *teams > 0)
        .find(|(pair, teams)| {
            let (before, after) = (pair[0], pair[1]);
            after - before < before / f64::from(*teams) / 2.0
        })
        .map(|(_, teams)| teams + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_team_that_adds_less_than_half_the_average_is_marginal() {
        // 40, then 30, then 10: half of 70 / 2 is 17.5.
        assert_eq!(team(&[40.0, 70.0, 80.0], 1), Some(3));
        assert_eq!(team(&[0.0, 40.0, 70.0, 80.0], 0), Some(3));
        // From two teams on: 10 against half of 35.
        assert_eq!(team(&[70.0, 80.0], 2), Some(3));
        assert_eq!(team(&[40.0, 60.0], 1), None);
        assert_eq!(team(&[40.0, 59.0], 1), Some(2));
        assert_eq!(team(&[40.0], 1), None);
        assert_eq!(team(&[], 0), None);
    }

    #[test]
    fn nothing_to_gain_marks_no_team() {
        assert_eq!(team(&[0.0, 0.0, 0.0], 1), None);
    }
}
