//! Which limit kept a due visit out: from the finished routes, not from the search.

use std::collections::BTreeMap;

use geo::{Centroid, Coord};
use rayon::prelude::*;
use serde_json::{Value, json};

use super::build::{detail, round};
use super::{PlanInput, UnvisitedCode, UnvisitedFile, UnvisitedReasonFile};
use crate::domain::Lang;
use crate::problem::assemble::Exclusion;
use crate::problem::check::schedule;
use crate::problem::{Instance, Job, JobIdx, ShiftIdx, Step};
use crate::units::{Prize, Seconds};

/// Shifts looked at for a stop to displace: those that miss by least.
const NEAREST_SHIFTS: usize = 6;
/// In larger plans the routes are not searched for each visit: shifts times left-out jobs.
const MOST_TRIES: usize = 400_000;

/// Every due visit that is in no route, by target and visit.
pub(super) fn unvisited(input: &PlanInput<'_>) -> Vec<UnvisitedFile> {
    let instance = &input.assembled.instance;
    let mut served = vec![false; instance.jobs.len()];
    for step in input.solution.routes.iter().flatten() {
        served[step.job.idx()] = true;
    }
    let out: Vec<JobIdx> = (0..served.len())
        .filter(|idx| !served[*idx])
        .map(JobIdx::from_idx)
        .collect();
    let relaxed = Relaxed::new(instance);
    let deep = out.len() * instance.shifts.len() <= MOST_TRIES;
    let explained: Vec<(usize, UnvisitedReasonFile)> = out
        .into_par_iter()
        .map(|job| {
            (
                input.assembled.jobs[job.idx()].due,
                left_out(input, &relaxed, job, deep),
            )
        })
        .collect();
    let excluded = input
        .assembled
        .excluded
        .iter()
        .map(|(due, exclusion)| (*due, shut_out(input.lang, *exclusion)));
    let mut entries: Vec<(usize, UnvisitedReasonFile)> =
        explained.into_iter().chain(excluded).collect();
    entries.sort_by_key(|(due, _)| *due);
    entries
        .into_iter()
        .map(|(due, reason)| entry(input, due, reason))
        .collect()
}

fn entry(input: &PlanInput<'_>, idx: usize, reason: UnvisitedReasonFile) -> UnvisitedFile {
    let due = &input.due[idx];
    let target = input.target(due);
    let middle = target
        .and_then(|target| target.geometry.centroid())
        .map_or(Coord::default(), |point| point.0);
    UnvisitedFile {
        target: due.target.to_string(),
        visit: input.visit_number(idx),
        kind: due.kind,
        programme: due.programme.to_string(),
        name: target.map_or_else(|| due.target.to_string(), |target| target.name.clone()),
        prize: due.prize.get(),
        required: due.required,
        lon: round(middle.x),
        lat: round(middle.y),
        reason,
    }
}

/// A visit that never came before the search.
fn shut_out(lang: Lang, exclusion: Exclusion) -> UnvisitedReasonFile {
    let reason = |code, (en, zh): (String, String), detail| UnvisitedReasonFile {
        code,
        text: lang.pick(&en, &zh).clone(),
        detail,
    };
    match exclusion {
        Exclusion::TooFarFromRoad {
            nearest: Some(metres),
        } => reason(
            UnvisitedCode::Unreachable,
            (
                format!("{metres:.0} m from the nearest road"),
                format!("距最近道路 {metres:.0} 米"),
            ),
            detail([("distance_m", json!(metres.round()))]),
        ),
        Exclusion::TooFarFromRoad { nearest: None } => reason(
            UnvisitedCode::Unreachable,
            (
                "no road within 50 km".to_owned(),
                "50 公里内没有道路".to_owned(),
            ),
            BTreeMap::new(),
        ),
        Exclusion::Cut { island_length } => {
            let km = island_length / 1000.0;
            reason(
                UnvisitedCode::Unreachable,
                (
                    format!(
                        "on roads of {km:.1} km from which there is no way to or from any base"
                    ),
                    format!("位于 {km:.1} 公里的孤立路网上，与各驻地不能往返"),
                ),
                detail([("island_m", json!(island_length.round()))]),
            )
        }
        Exclusion::NoShift => reason(
            UnvisitedCode::NoShift,
            (
                "no team that may do it works on its days".to_owned(),
                "到期日内没有可承担的巡查组上班".to_owned(),
            ),
            BTreeMap::new(),
        ),
        Exclusion::NoWindow => reason(
            UnvisitedCode::Window,
            (
                "the work is longer than every window of its days".to_owned(),
                "作业时长超过到期日内的所有时间窗".to_owned(),
            ),
            BTreeMap::new(),
        ),
    }
}

/// The instance with shifts that never end, and with jobs that have no windows.
struct Relaxed {
    endless: Instance,
    windowless: Instance,
}

impl Relaxed {
    fn new(instance: &Instance) -> Self {
        let mut endless = instance.clone();
        for shift in &mut endless.shifts {
            let later = shift.window.end() + Seconds::DAY * 3;
            if let Some(window) = crate::domain::TimeWindow::new(shift.window.start(), later) {
                shift.window = window;
            }
        }
        let mut windowless = instance.clone();
        for job in &mut windowless.jobs {
            job.windows.clear();
        }
        Self {
            endless,
            windowless,
        }
    }
}

fn left_out(
    input: &PlanInput<'_>,
    relaxed: &Relaxed,
    job: JobIdx,
    deep: bool,
) -> UnvisitedReasonFile {
    let instance = &input.assembled.instance;
    let data = &instance.jobs[job.idx()];
    let shifts: Vec<ShiftIdx> = data
        .shifts
        .clone()
        .unwrap_or_else(|| (0..instance.shifts.len()).map(ShiftIdx::from_idx).collect());
    let alone: Vec<ShiftIdx> = shifts
        .iter()
        .copied()
        .filter(|shift| fits(instance, *shift, &[], data, job))
        .collect();
    if alone.is_empty() {
        let by_window = shifts
            .iter()
            .any(|shift| fits(&relaxed.windowless, *shift, &[], data, job));
        return hopeless(input.lang, by_window);
    }
    let spaced: Vec<ShiftIdx> = alone
        .iter()
        .copied()
        .filter(|shift| spaced(input, job, *shift))
        .collect();
    if spaced.is_empty() {
        return spacing(input.lang);
    }
    let mut misses: Vec<(i64, ShiftIdx)> = if deep {
        spaced
            .iter()
            .filter_map(|shift| Some((miss(input, relaxed, job, *shift)?, *shift)))
            .collect()
    } else {
        Vec::new()
    };
    misses.sort_unstable();
    let displaced = misses
        .iter()
        .take(NEAREST_SHIFTS)
        .filter_map(|(_, shift)| displaced(input, job, *shift))
        .min_by_key(|(prize, other, shift)| (*prize, *other, *shift));
    match (displaced, misses.first()) {
        (Some((prize, other, shift)), _) if prize >= data.prize => {
            not_worth(input, prize, other, shift)
        }
        (_, Some((by, shift))) => no_time(input, *by, *shift),
        _ => plain(input.lang),
    }
}

/// Whether a route with the job at some place and in some mode is feasible.
fn fits(instance: &Instance, shift: ShiftIdx, route: &[Step], data: &Job, job: JobIdx) -> bool {
    with_job(route, data, job).any(|route| schedule(instance, shift, &route).is_ok())
}

/// The route with the job at every place and in every mode.
fn with_job<'r>(
    route: &'r [Step],
    data: &'r Job,
    job: JobIdx,
) -> impl Iterator<Item = Vec<Step>> + 'r {
    let modes = 0..u8::try_from(data.modes.len()).unwrap_or(u8::MAX);
    (0..=route.len()).flat_map(move |at| {
        modes.clone().map(move |mode| {
            let mut longer = route.to_vec();
            longer.insert(at, Step { job, mode });
            longer
        })
    })
}

fn spaced(input: &PlanInput<'_>, job: JobIdx, shift: ShiftIdx) -> bool {
    let instance = &input.assembled.instance;
    let Some(group) = instance.jobs[job.idx()].group else {
        return true;
    };
    let group = &instance.groups[group as usize];
    let day = instance.shifts[shift.idx()].day;
    input
        .solution
        .routes
        .iter()
        .zip(&instance.shifts)
        .all(|(route, other)| {
            let apart = (other.day - day).abs();
            (apart != 0 && apart >= group.min_gap_days)
                || !route.iter().any(|step| group.jobs.contains(&step.job))
        })
}

/// Seconds by which the best insertion into a shift misses its end; `None` when windows or ways forbid it at all.
fn miss(input: &PlanInput<'_>, relaxed: &Relaxed, job: JobIdx, shift: ShiftIdx) -> Option<i64> {
    let instance = &input.assembled.instance;
    let end = instance.shifts[shift.idx()].window.end();
    let route = &input.solution.routes[shift.idx()];
    with_job(route, &instance.jobs[job.idx()], job)
        .filter_map(|route| schedule(&relaxed.endless, shift, &route).ok())
        .map(|times| (times.back - end).get().max(0))
        .min()
}

/// The stop of least prize whose removal would let the job in.
fn displaced(
    input: &PlanInput<'_>,
    job: JobIdx,
    shift: ShiftIdx,
) -> Option<(Prize, JobIdx, ShiftIdx)> {
    let instance = &input.assembled.instance;
    let route = &input.solution.routes[shift.idx()];
    let mut best = None;
    for at in 0..route.len() {
        let other = route[at].job;
        let prize = instance.jobs[other.idx()].prize;
        let cheaper = best.is_none_or(|(known, known_job, _)| (prize, other) < (known, known_job));
        let mut shorter = route.clone();
        shorter.remove(at);
        if cheaper && fits(instance, shift, &shorter, &instance.jobs[job.idx()], job) {
            best = Some((prize, other, shift));
        }
    }
    best
}

fn hopeless(lang: Lang, by_window: bool) -> UnvisitedReasonFile {
    let (code, en, zh) = if by_window {
        (
            UnvisitedCode::Window,
            "no shift can be there within its windows",
            "没有班次能在其时间窗内到达",
        )
    } else {
        (
            UnvisitedCode::TooLong,
            "too long for any shift, even an empty one",
            "即使单独安排，也超出任何班次的时间",
        )
    };
    UnvisitedReasonFile {
        code,
        text: lang.pick(en, zh).to_owned(),
        detail: BTreeMap::new(),
    }
}

fn spacing(lang: Lang) -> UnvisitedReasonFile {
    let text = lang.pick(
        "too few days from another visit of the same target",
        "与同一对象的另一次到访间隔太短",
    );
    UnvisitedReasonFile {
        code: UnvisitedCode::Spacing,
        text: text.to_owned(),
        detail: BTreeMap::new(),
    }
}

fn plain(lang: Lang) -> UnvisitedReasonFile {
    let text = lang.pick("no shift has the time left", "各班次都没有剩余时间");
    UnvisitedReasonFile {
        code: UnvisitedCode::TooLong,
        text: text.to_owned(),
        detail: BTreeMap::new(),
    }
}

fn who(input: &PlanInput<'_>, shift: ShiftIdx) -> (String, String, [(&'static str, Value); 2]) {
    let source = input.assembled.shifts[shift.idx()];
    let team = &input.teams[source.team];
    (
        team.name.clone(),
        source.day.to_string(),
        [("team", json!(team.id)), ("date", json!(source.day))],
    )
}

fn not_worth(
    input: &PlanInput<'_>,
    prize: Prize,
    other: JobIdx,
    shift: ShiftIdx,
) -> UnvisitedReasonFile {
    let (team, date, [by, on]) = who(input, shift);
    let target = &input.due[input.assembled.jobs[other.idx()].due].target;
    let text = match input.lang {
        Lang::En => format!("would displace {target} worth {prize} ({team}, {date})"),
        Lang::Zh => format!("需挤掉 {target}（收益 {prize}；{team}，{date}）"),
    };
    let more = [
        ("displaces", json!(target)),
        ("displaces_prize", json!(prize)),
        by,
        on,
    ];
    UnvisitedReasonFile {
        code: UnvisitedCode::NotWorth,
        text,
        detail: detail(more),
    }
}

fn no_time(input: &PlanInput<'_>, by_seconds: i64, shift: ShiftIdx) -> UnvisitedReasonFile {
    let (team, date, [by, on]) = who(input, shift);
    let minutes = (by_seconds + 59) / 60;
    let text = match input.lang {
        Lang::En => format!(
            "no shift has the time left; the nearest misses by {minutes} min ({team}, {date})"
        ),
        Lang::Zh => format!("各班次都没有剩余时间，最接近的还差 {minutes} 分钟（{team}，{date}）"),
    };
    UnvisitedReasonFile {
        code: UnvisitedCode::TooLong,
        text,
        detail: detail([("misses_s", json!(by_seconds)), by, on]),
    }
}
