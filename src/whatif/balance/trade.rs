//! Which steps are worth weighing against each other: by what is spread, required visits and prize.

use super::{BalanceFile, Measure, StepFile, words};
use crate::domain::Lang;

/// What the step is to bring nearer.
pub(super) fn spread(file: &BalanceFile, step: &StepFile) -> Option<f64> {
    match file.measure {
        Measure::Hours => Some((step.work_s[0] - step.work_s[1]) as f64 / 3600.0),
        Measure::Stops => Some(f64::from(step.stops[0] - step.stops[1])),
        Measure::Townships => {
            let least = step.townships.iter().filter(|served| served.due > 0);
            least
                .map(|served| f64::from(served.visits) / f64::from(served.due))
                .reduce(f64::min)
        }
        Measure::OwnArea => step.own_share,
        Measure::Steady => step.moved.map(f64::from),
    }
}

/// Required visits that a step makes fewer than the free plan.
pub(super) fn required_lost(file: &BalanceFile, step: &StepFile) -> u32 {
    let free = file.steps.first().map_or(0, |free| free.required);
    free.saturating_sub(step.required)
}

/// The steps that none beats in what is spread, in required visits and in prize, each with what is spread: of two alike, the
/// earlier one.
pub(super) fn frontier(file: &BalanceFile) -> Vec<(f64, &StepFile)> {
    let known: Vec<(usize, f64, &StepFile)> = known(file).collect();
    let beats = |one: &(usize, f64, &StepFile), two: &(usize, f64, &StepFile)| {
        let no_worse = one.1 <= two.1
            && one.2.required >= two.2.required
            && one.2.prize_lost <= two.2.prize_lost;
        let is_better =
            one.1 < two.1 || one.2.required > two.2.required || one.2.prize_lost < two.2.prize_lost;
        no_worse && (is_better || one.0 < two.0)
    };
    let best = known
        .iter()
        .filter(|two| !known.iter().any(|one| beats(one, two)));
    best.map(|(_, cost, step)| (cost.abs(), *step)).collect()
}

/// Number, what is spread as something to be little of, and step, where it is known.
fn known(file: &BalanceFile) -> impl Iterator<Item = (usize, f64, &StepFile)> {
    let is_less = !matches!(file.measure, Measure::Townships | Measure::OwnArea);
    file.steps
        .iter()
        .enumerate()
        .filter_map(move |(number, step)| {
            let value = spread(file, step)?;
            Some((number, if is_less { value } else { -value }, step))
        })
}

/// What the step that goes farthest costs, in a sentence.
pub(super) fn farthest(file: &BalanceFile) -> String {
    let lang = file.language;
    let best = known(file).min_by(|one, two| {
        let order = one.1.total_cmp(&two.1);
        let required = two.2.required.cmp(&one.2.required);
        let prize = one.2.prize_lost.cmp(&two.2.prize_lost);
        order.then(required).then(prize)
    });
    let Some((number, _, step)) = best else {
        return String::new();
    };
    if number == 0 {
        let none = lang.pick(
            "No step brings it farther than the free plan.",
            "没有任何一步优于不限方案。",
        );
        return none.to_owned();
    }
    let rule = words::rule(file, number);
    let prize = words::percent(step.prize_lost, words::free(file));
    let required = required_lost(file, step);
    match (required, step.prize_lost > 0, lang) {
        (0, false, Lang::En) => {
            format!("The step that goes farthest ({rule}) costs no required visit and no prize.")
        }
        (0, false, Lang::Zh) => format!("走得最远的一步（{rule}）不损失必查和收益。"),
        (0, true, Lang::En) => format!(
            "The step that goes farthest ({rule}) costs {prize} % of the free plan's prize."
        ),
        (0, true, Lang::Zh) => {
            format!("走得最远的一步（{rule}）损失不限方案收益的 {prize}%。")
        }
        (lost, is_dear, Lang::En) => {
            let visits = if lost == 1 { "visit" } else { "visits" };
            let more = if is_dear {
                format!(", and {prize} % of its prize")
            } else {
                String::new()
            };
            format!(
                "The step that goes farthest ({rule}) costs {lost} required {visits} of the free plan{more}."
            )
        }
        (lost, is_dear, Lang::Zh) => {
            let more = if is_dear {
                format!("，并损失其收益的 {prize}%")
            } else {
                String::new()
            };
            format!("走得最远的一步（{rule}）比不限方案少 {lost} 次必查{more}。")
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    /// Steps of so many moved stops, required visits and prize lost; the free plan has a prize of 1000.
    fn file(steps: &[(u32, u32, i64)]) -> BalanceFile {
        let step = |&(moved, required, prize_lost): &(u32, u32, i64)| StepFile {
            rule: i64::from(moved),
            cap_percent: Some(50),
            required,
            prize: 1000 - prize_lost,
            prize_lost,
            visits: 9,
            work_s: [0, 0],
            stops: [0, 0],
            lost_per_minute: None,
            own_share: None,
            moved: Some(moved),
            worst: None,
            townships: Vec::new(),
            teams: Vec::new(),
            taken_over: false,
        };
        BalanceFile {
            schema: "xuncha.balance/1",
            county: "C".to_owned(),
            date: "2026-11-24".to_owned(),
            days: 1,
            language: Lang::En,
            measure: Measure::Steady,
            iterations: 1,
            seeds: vec![1],
            inputs: BTreeMap::new(),
            prize_due: 2000,
            required_due: 5,
            like: 9,
            steps: steps.iter().map(step).collect(),
        }
    }

    #[test]
    fn a_step_that_loses_a_required_visit_beats_none_that_keeps_it() {
        // The last one has more prize and fewer moves, but loses what is required.
        let steps = file(&[(4, 5, 0), (4, 5, 0), (3, 5, 20), (2, 4, -30), (2, 4, 10)]);
        let frontier: Vec<u32> = frontier(&steps)
            .iter()
            .map(|(_, step)| step.required)
            .collect();
        assert_eq!(frontier, [5, 5, 4]);
        let alone = file(&[(4, 5, 0), (4, 5, 0), (4, 4, 0)]);
        assert_eq!(super::frontier(&alone).len(), 1);
    }

    #[test]
    fn what_the_farthest_step_costs_names_lost_required_visits() {
        let said = |steps: &[(u32, u32, i64)]| {
            let mut file = file(steps);
            let english = farthest(&file);
            file.language = Lang::Zh;
            (english, farthest(&file))
        };
        let (english, chinese) = said(&[(4, 5, 0), (1, 4, -30)]);
        assert!(!english.contains("no prize"), "{english}");
        assert!(
            english.ends_with("costs 1 required visit of the free plan."),
            "{english}"
        );
        assert!(chinese.ends_with("比不限方案少 1 次必查。"), "{chinese}");
        let (english, chinese) = said(&[(4, 5, 0), (1, 3, 50)]);
        let end = "costs 2 required visits of the free plan, and 5.0 % of its prize.";
        assert!(english.ends_with(end), "{english}");
        assert!(
            chinese.ends_with("少 2 次必查，并损失其收益的 5.0%。"),
            "{chinese}"
        );
        let (english, _) = said(&[(4, 5, 0), (1, 5, 0)]);
        assert!(
            english.ends_with("no required visit and no prize."),
            "{english}"
        );
        // Of two that go as far, the one that keeps what is required.
        let (english, _) = said(&[(4, 5, 0), (1, 4, -30), (1, 5, 50)]);
        assert!(
            english.ends_with("costs 5.0 % of the free plan's prize."),
            "{english}"
        );
        let (english, _) = said(&[(0, 5, 0), (0, 5, 0)]);
        assert_eq!(english, "No step brings it farther than the free plan.");
    }
}
