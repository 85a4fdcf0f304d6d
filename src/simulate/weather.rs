//! Which days have snow, and who stays at home: the same for every policy.

use super::dice::{Dice, Stream, name};
use super::scenario::{Patrol, Weather};
use crate::units::Day;

/// What a day is like.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sky {
    /// Snow lies on the roads.
    pub snow: bool,
    /// So much that nobody goes out.
    pub snowed_in: bool,
}

/// The sky of each day from the first: snow comes and stays as a chain of two states, in the months that have it.
pub fn skies(weather: &Weather, dice: Dice, first: Day, days: u32) -> Vec<Sky> {
    let mut snow = false;
    let numbers = 0..i32::try_from(days).unwrap_or(i32::MAX);
    numbers
        .map(|ahead| {
            let day = first.plus(ahead);
            let mut draws = dice.of(Stream::Weather, &[u64::from(ahead.unsigned_abs())]);
            let month = u8::try_from(day.date().month()).unwrap_or(0);
            let chance = if snow {
                weather.snow_stays
            } else {
                weather.snow_comes
            };
            // Drawn on every day, so that the months of one scenario do not shift the snow of another.
            let falls = draws.chance(chance);
            snow = falls && weather.snow_months.contains(&month);
            Sky {
                snow,
                snowed_in: draws.chance(weather.snowed_in) && snow,
            }
        })
        .collect()
}

/// How a team's day begins.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TeamDay {
    /// It does not go out.
    pub absent: bool,
    /// Seconds that it starts late.
    pub late: f64,
}

/// A team's day, by its id and the day's number from the first.
pub fn team_day(patrol: &Patrol, dice: Dice, team: &str, ahead: u64) -> TeamDay {
    let mut draws = dice.of(Stream::TeamDay, &[name(team), ahead]);
    TeamDay {
        absent: draws.chance(patrol.absent),
        late: draws.exponential(patrol.late_minutes * 60.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn snow_falls_in_its_months_as_often_as_the_chain_says() {
        let weather = Weather::default();
        let first = Day::parse("2025-11-01").unwrap();
        let (mut snow, mut days) = (0, 0);
        for run in 0..200 {
            let skies = skies(&weather, Dice::new(1, run), first, 300);
            for (ahead, sky) in (0..).zip(&skies) {
                let month = u8::try_from(first.plus(ahead).date().month()).unwrap();
                if weather.snow_months.contains(&month) {
                    days += 1;
                    snow += i32::from(sky.snow);
                } else {
                    assert!(!sky.snow && !sky.snowed_in);
                }
            }
        }
        // Long-run share of a chain that comes with 0.08 and stays with 0.6: 0.08 / (0.08 + 0.4).
        let share = f64::from(snow) / f64::from(days);
        assert!((share - 0.08 / 0.48).abs() < 0.01, "{share}");
    }
}
