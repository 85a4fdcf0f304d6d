//! Which settings are planned: so many teams, shifts so long.

use crate::units::Seconds;

/// From so many teams to so many, both included.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TeamRange {
    least: u32,
    most: u32,
}

/// Lengths of shift, the shortest first, each once; at least one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShiftLengths(Vec<Seconds>);

/// One setting: a cell of the grid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Setting {
    /// Number of teams.
    pub teams: u32,
    /// Length of every shift; `None` = each team's own.
    pub shift: Option<Seconds>,
}

/// The settings that are planned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grid {
    /// Numbers of teams.
    pub teams: TeamRange,
    /// Lengths of shift; `None` = each team's own.
    pub shifts: Option<ShiftLengths>,
}

impl TeamRange {
    /// More teams than this are not asked for.
    pub const MOST: u32 = 200;

    /// `None` when the first number is the larger one, or when a number is beyond [`Self::MOST`].
    pub fn new(least: u32, most: u32) -> Option<Self> {
        (least <= most && most <= Self::MOST).then_some(Self { least, most })
    }

    /// Reads `2..6`, or `4` for that number alone.
    pub fn parse(text: &str) -> Option<Self> {
        let (least, most) = ends(text);
        let number = |text: &str| {
            let text = text.trim();
            let plain = text.bytes().all(|byte| byte.is_ascii_digit());
            text.parse::<u32>().ok().filter(|_| plain)
        };
        Self::new(number(least)?, number(most)?)
    }

    /// The fewest teams.
    pub fn least(self) -> u32 {
        self.least
    }

    /// The most teams.
    pub fn most(self) -> u32 {
        self.most
    }
}

impl ShiftLengths {
    /// More lengths than this are not asked for: half-hours of a day.
    const MOST: usize = 48;

    /// Reads `6h..9h` (hour by hour), `6h..9h/30m` (by half-hours), or `7h` for that length alone.
    ///
    /// `None` when the text has another form, a length is zero or beyond 24 h, or there are more than 48.
    pub fn parse(text: &str) -> Option<Self> {
        let duration = crate::workspace::duration;
        let (span, step) = text.split_once('/').unwrap_or((text, "1h"));
        let (least, most) = ends(span);
        let (least, most, step) = (duration(least)?, duration(most)?, duration(step)?);
        let lengths = 1..=Seconds::DAY.get();
        if least > most || step == 0 || !lengths.contains(&least) || !lengths.contains(&most) {
            return None;
        }
        let all: Vec<Seconds> = (0..)
            .map(|number| least + number * step)
            .take_while(|length| *length <= most)
            .take(Self::MOST + 1)
            .map(Seconds)
            .collect();
        (all.len() <= Self::MOST).then_some(Self(all))
    }

    /// The lengths.
    pub fn all(&self) -> &[Seconds] {
        &self.0
    }
}

impl Grid {
    /// Every setting: by length of shift, then by number of teams, the smallest first.
    pub fn settings(&self) -> Vec<Setting> {
        let shifts = self.shifts.as_ref().map_or_else(
            || vec![None],
            |lengths| lengths.all().iter().copied().map(Some).collect(),
        );
        let row = |shift| {
            let teams = self.teams.least..=self.teams.most;
            teams.map(move |teams| Setting { teams, shift })
        };
        shifts.into_iter().flat_map(row).collect()
    }

    /// Settings of one length of shift.
    pub(super) fn columns(&self) -> usize {
        (self.teams.most - self.teams.least) as usize + 1
    }
}

/// Both ends of `A..B`; of `A` twice the same.
fn ends(text: &str) -> (&str, &str) {
    text.split_once("..").unwrap_or((text, text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_of_teams_include_both_ends() {
        let range = |text| TeamRange::parse(text).map(|range| (range.least, range.most));
        assert_eq!(range("2..6"), Some((2, 6)));
        assert_eq!(range("4"), Some((4, 4)));
        assert_eq!(range("0..0"), Some((0, 0)));
        for bad in [
            "", "..", "6..2", "2..", "-1..2", "+1", "2...4", "1..201", "two",
        ] {
            assert_eq!(range(bad), None, "{bad}");
        }
    }

    #[test]
    fn lengths_of_shift_go_by_hours_or_by_the_step_given() {
        let minutes = |text| {
            let lengths = ShiftLengths::parse(text)?;
            let all = lengths.all().iter();
            Some(all.map(|length| length.get() / 60).collect::<Vec<_>>())
        };
        assert_eq!(minutes("6h..9h"), Some(vec![360, 420, 480, 540]));
        assert_eq!(minutes("6h..7h/30m"), Some(vec![360, 390, 420]));
        assert_eq!(minutes("6h..7h/40m"), Some(vec![360, 400]));
        assert_eq!(minutes("7h30m"), Some(vec![450]));
        for bad in [
            "",
            "0h",
            "9h..6h",
            "6..9",
            "6h..25h",
            "6h..9h/0m",
            "1m..2h/1m",
            "6h/",
        ] {
            assert_eq!(minutes(bad), None, "{bad}");
        }
    }

    #[test]
    fn settings_go_by_shift_then_by_teams() {
        let grid = Grid {
            teams: TeamRange { least: 1, most: 2 },
            shifts: ShiftLengths::parse("6h..7h"),
        };
        let settings = grid.settings().into_iter();
        let settings: Vec<(i64, u32)> = settings
            .map(|setting| (setting.shift.map_or(0, Seconds::get) / 3600, setting.teams))
            .collect();
        assert_eq!(settings, [(6, 1), (6, 2), (7, 1), (7, 2)]);
        assert_eq!(grid.columns(), 2);
    }
}
