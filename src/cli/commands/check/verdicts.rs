//! How many targets are reached, and which are not.

use std::collections::BTreeMap;

use crate::domain::{Lang, Target};
use crate::layers::is_stray;
use crate::pipeline::County;
use crate::problem::assemble::{Exclusion, Verdict};

/// How many targets are reached, and each that is not.
pub(super) fn verdict_text(county: &County, verdicts: &[Verdict], lang: Lang) -> String {
    const ON_ROAD: f64 = 1.0;
    let on_road = verdicts
        .iter()
        .filter(|v| matches!(v, Verdict::Reached { snapped } if snapped.walk < ON_ROAD))
        .count();
    let walked = verdicts
        .iter()
        .filter(|v| matches!(v, Verdict::Reached { snapped } if snapped.walk >= ON_ROAD))
        .count();
    let mut text = match lang {
        Lang::En => format!(
            "targets: {on_road} on the road, {walked} with a walk, {} unreachable\n",
            verdicts.len() - on_road - walked
        ),
        Lang::Zh => format!(
            "巡查对象：路边 {on_road} 个，需步行 {walked} 个，不可达 {} 个\n",
            verdicts.len() - on_road - walked
        ),
    };
    text.push_str(&unreachable_text(county, verdicts, lang));
    text
}

/// Targets that are not reached, by reason, the most frequent reason first; the report has each.
fn unreachable_text(county: &County, verdicts: &[Verdict], lang: Lang) -> String {
    /// At most so many are named for one reason.
    const NAMED: usize = 8;
    let mut by_reason: BTreeMap<String, Vec<&Target>> = BTreeMap::new();
    let mut strays: BTreeMap<&str, usize> = county
        .findings
        .iter()
        .filter(|finding| is_stray(finding))
        .map(|finding| (finding.source.file.as_str(), 0))
        .collect();
    for (target, verdict) in county.layers.targets.iter().zip(verdicts) {
        let Verdict::Unreachable(exclusion) = verdict else {
            continue;
        };
        // A whole layer that is off is told once: its warning stands above.
        if let Exclusion::TooFarFromRoad { .. } = exclusion
            && let Some(count) = strays.get_mut(target.source.file.as_str())
        {
            *count += 1;
            continue;
        }
        by_reason
            .entry(why(*exclusion, lang))
            .or_default()
            .push(target);
    }
    let mut reasons: Vec<(String, Vec<&Target>)> = by_reason.into_iter().collect();
    reasons.sort_by_key(|(_, targets)| std::cmp::Reverse(targets.len()));
    let mut text = String::new();
    for (file, count) in strays {
        text.push_str(&match lang {
            Lang::En => format!("  too far from any road: {count} of {file}, see its warning\n"),
            Lang::Zh => format!("  距道路过远：{file} 中 {count} 个，见该图层的警告\n"),
        });
    }
    for (reason, targets) in reasons {
        let names = targets.iter().take(NAMED).map(|target| {
            if target.name == target.id.as_str() {
                target.name.clone()
            } else {
                format!("{} {}", target.id, target.name)
            }
        });
        let names = names.collect::<Vec<_>>().join(lang.pick(", ", "、"));
        let more = targets.len().saturating_sub(NAMED);
        let rest = match (more, lang) {
            (0, _) => String::new(),
            (more, Lang::En) => format!(" and {more} more"),
            (more, Lang::Zh) => format!(" 等 {} 个", more + NAMED),
        };
        text.push_str(&format!(
            "  {reason}{}{names}{rest}\n",
            lang.pick(": ", "：")
        ));
    }
    text
}

pub(in crate::cli::commands) fn why(exclusion: Exclusion, lang: Lang) -> String {
    match (exclusion, lang) {
        (
            Exclusion::TooFarFromRoad {
                nearest: Some(metres),
            },
            Lang::En,
        ) => format!("{metres:.0} m from the nearest road"),
        (
            Exclusion::TooFarFromRoad {
                nearest: Some(metres),
            },
            Lang::Zh,
        ) => format!("距最近道路 {metres:.0} 米"),
        (Exclusion::TooFarFromRoad { nearest: None }, Lang::En) => {
            "no road within 50 km".to_owned()
        }
        (Exclusion::TooFarFromRoad { nearest: None }, Lang::Zh) => "50 公里内没有道路".to_owned(),
        (Exclusion::Cut { island_length }, Lang::En) => {
            format!(
                "on roads of {:.1} km that no base is linked to",
                island_length / 1000.0
            )
        }
        (Exclusion::Cut { island_length }, Lang::Zh) => {
            format!(
                "位于与各驻地不相通的 {:.1} 公里路网上",
                island_length / 1000.0
            )
        }
        (Exclusion::OneWay, Lang::En) => {
            "one-way roads lead there but not back, or back but not there".to_owned()
        }
        (Exclusion::OneWay, Lang::Zh) => "单行道只能去不能回，或只能回不能去".to_owned(),
        (Exclusion::Closed | Exclusion::NoShift | Exclusion::NoWindow | Exclusion::Spaced, _) => {
            lang.pick("no shift", "没有班次").to_owned()
        }
    }
}
