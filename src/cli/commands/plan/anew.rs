//! `xuncha plan --from`: going on from a plan in the middle of it.

use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::cli::args::{AtTime, Plan};
use crate::cli::outcome::Failure;
use crate::cli::render::Speaker;
use crate::domain::{Finding, History, Lang, Source, Wishes};
use crate::files::told;
use crate::ledger::Moment;
use crate::pipeline::{self, County, Found, Horizon, Task};
use crate::plan::{
    self, HeldBackFile, PlanChangeFile, PlanChangeKind, PlanFile, ReadError, WhereFile, local_time,
};
use crate::problem::JobIdx;
use crate::register;
use crate::replan::{self, Request, Resumed, codes, loosen, wishes_of};
use crate::units::{Day, Prize, Seconds, TargetId, TeamId};
use crate::workspace::Workspace;

/// The plan before, and the moment at which it is cut.
pub(super) struct Before {
    pub(super) plan: PlanFile,
    pub(super) horizon: Horizon,
    folder: PathBuf,
    digest: String,
    at: Seconds,
    moment: Moment,
}

impl Before {
    /// Reads the plan that the arguments go on from; `None` when they go on from none.
    pub(super) fn read(workspace: &Workspace, args: &Plan) -> Result<Option<Self>, Failure> {
        let (Some(folder), Some(time)) = (&args.replan.from, &args.replan.at) else {
            return Ok(None);
        };
        let plan = plan::read(folder).map_err(|error| unreadable(&error))?;
        let broken = |why: &str| {
            let finding = Finding::new(&codes::BROKEN, Source::default());
            refused(finding.arg("plan.json").arg(why))
        };
        let first_day = Day::parse(&plan.date).map_err(|error| broken(&error.to_string()))?;
        if !(1..=366).contains(&plan.days) {
            return Err(broken("days"));
        }
        let horizon = Horizon {
            first_day,
            days: plan.days,
        };
        let end = Seconds::DAY * i64::from(plan.days);
        let at = seconds(time.time, first_day, workspace.utc_offset);
        let Some(at) = at.filter(|at| (Seconds::ZERO..end).contains(at)) else {
            let last = first_day.plus(i32::try_from(plan.days).unwrap_or(i32::MAX) - 1);
            let outside = Finding::new(&codes::TIME_OUTSIDE, Source::default());
            return Err(refused(outside.arg(&time.text).arg(first_day).arg(last)));
        };
        let text = local_time(first_day, workspace.utc_offset, at);
        let before = plan.replanned.as_ref().map(|replanned| &replanned.at);
        if let Some(before) = before.filter(|before| plan::moment(before) > plan::moment(&text)) {
            let back = Finding::new(&codes::GOES_BACK, Source::default());
            return Err(refused(back.arg(before).arg(&time.text)));
        }
        let bytes = std::fs::read(folder.join("plan.json")).unwrap_or_default();
        let digest = Sha256::digest(bytes);
        Ok(Some(Self {
            horizon,
            folder: folder.clone(),
            digest: digest
                .iter()
                .fold(String::new(), |hex, byte| hex + &format!("{byte:02x}")),
            at,
            moment: Moment::parse(&text).ok_or_else(|| broken("at"))?,
            plan,
        }))
    }

    /// Folder that is written when none is named: that of the day, with the time, and with a number when the plan was made anew
    /// at that minute before. What teams may have in hand is not written over.
    pub(super) fn out(&self, workspace: &Workspace) -> PathBuf {
        let text = local_time(self.horizon.first_day, 0, self.at);
        let name = format!("{}_{}", &text[..10], text[11..16].replace(':', ""));
        let plans = workspace.dir.join("plans");
        let numbered = (2..).map(|number: u32| plans.join(format!("{name}_{number}")));
        let mut names = std::iter::once(plans.join(&name)).chain(numbered);
        let free = names.find(|path| std::fs::symlink_metadata(path).is_err());
        free.unwrap_or_else(|| plans.join(&name))
    }

    /// First day that is still planned.
    pub(super) fn from(&self) -> Day {
        self.moment.day()
    }

    /// Cuts the plan; gives the wishes of the settings and the command line, then those of the plan.
    pub(super) fn resume(
        &self,
        workspace: &Workspace,
        county: &mut County,
        history: &History,
        args: &Plan,
    ) -> Result<(Resumed, Wishes, Wishes), Failure> {
        let asked = &args.replan;
        let dropped = self
            .plan
            .replanned
            .iter()
            .flat_map(|replanned| &replanned.without);
        let request = Request {
            plan: &self.plan,
            folder: &self.folder,
            digest: self.digest.clone(),
            at: self.at,
            positions: asked.position.clone(),
            finished: asked.finished.clone(),
            without: dropped
                .chain(&asked.without)
                .map(|id| TeamId::new(&**id))
                .collect(),
            urgent: asked.urgent.clone(),
            pins: &args.wishes.pin,
            moves: asked.moves,
        };
        let (due, _) = pipeline::due(workspace, county, history, self.horizon);
        let so_far = register::so_far(workspace, self.horizon.first_day, self.moment, None)?;
        let before = self
            .plan
            .replanned
            .iter()
            .flat_map(|replanned| &replanned.urgent);
        let (mut wishes, mut carried) = (super::wishes(workspace, args), wishes_of(&self.plan));
        // What was reported since the morning is planned when it is asked for.
        let mut wanted: Vec<TargetId> = before
            .map(|urgent| TargetId::new(&*urgent.target))
            .collect();
        wanted.extend(asked.urgent.iter().cloned());
        let pins = wishes.pins.iter().chain(&carried.pins);
        wanted.extend(pins.map(|pin| pin.target.clone()));
        pipeline::join(county, &so_far.found, &wanted);
        let resumed = replan::resume(&request, workspace, county, self.horizon, &so_far, &due)
            .map_err(Failure::Findings)?;
        wishes.pins.extend(resumed.urgent.iter().cloned());
        carried.pins.extend(resumed.carried.iter().cloned());
        loosen(&mut wishes, &request.without);
        loosen(&mut carried, &request.without);
        Ok((resumed, wishes, carried))
    }
}

fn refused(finding: Finding) -> Failure {
    Failure::Findings(vec![finding])
}

/// A plan folder that cannot be read.
pub(in crate::cli::commands) fn unreadable(error: &ReadError) -> Failure {
    let finding = |path: &Path, why: String| {
        let finding = Finding::new(&codes::BROKEN, Source::default());
        finding.arg(path.display()).arg(why)
    };
    let broken = |told: [Finding; 2]| {
        let [en, zh] = told;
        Failure::Refused {
            code: codes::BROKEN.id,
            en: en.message(Lang::En),
            zh: zh.message(Lang::Zh),
            hint: (en.hint(Lang::En), zh.hint(Lang::Zh)),
        }
    };
    let langs = [Lang::En, Lang::Zh];
    match error {
        ReadError::Io { path, source } => {
            broken(langs.map(|lang| finding(path, told::io(source, lang))))
        }
        ReadError::Syntax { path, source } => {
            broken(langs.map(|lang| finding(path, told::json(source, lang))))
        }
        ReadError::Schema { path, schema } => refused(finding(path, format!("schema `{schema}`"))),
    }
}

/// Seconds from midnight of the plan's first day.
fn seconds(time: AtTime, first_day: Day, utc_offset: i32) -> Option<Seconds> {
    let midnight = |day: Day| Seconds::DAY * i64::from(day.days_since(first_day));
    match time {
        AtTime::Clock(clock) => Some(clock.seconds()),
        AtTime::Local(day, clock) => Some(midnight(day) + clock.seconds()),
        AtTime::Moment(moment) => {
            let local = Moment::new(moment.seconds(), utc_offset)?;
            Some(midnight(local.day()) + Seconds(local.clock()))
        }
    }
}

/// Targets of what is held back that are told as text; `plan.json` has them all.
const HELD_SHOWN: usize = 4;
/// Prize that a change must bring when nothing is said.
const LEAST_GAIN: u32 = 10;

/// Prize that a change of a plan made anew must bring.
pub(super) fn least_gain(args: &Plan) -> Prize {
    Prize(i64::from(args.replan.least_gain.unwrap_or(LEAST_GAIN)))
}

/// What was held back, as the plan has it.
pub(super) fn held_back(task: &Task, found: &Found, least_gain: Prize) -> Option<HeldBackFile> {
    let held = found.held_back.as_ref()?;
    let [added, dropped] = &held.visits;
    let targets = |jobs: &[JobIdx]| {
        let due = jobs.iter().map(|job| task.assembled.jobs[job.idx()].due);
        due.map(|due| task.due[due].target.to_string()).collect()
    };
    Some(HeldBackFile {
        least_gain: least_gain.get(),
        changes: held.changes,
        prize: held.prize.get(),
        saved_s: held.saved.get(),
        added: targets(added),
        dropped: targets(dropped),
    })
}

/// Says what differs from the plan before, and what was found and not done.
pub(super) fn tell_changes(speaker: Speaker, plan: &PlanFile) {
    let Some(replanned) = &plan.replanned else {
        return;
    };
    let lang = speaker.lang;
    let at = replanned
        .at
        .get(..16)
        .unwrap_or(&replanned.at)
        .replace('T', " ");
    let head = match (lang, replanned.changes.len()) {
        (Lang::En, 0) => format!("planned anew at {at}: nothing changes\n"),
        (Lang::Zh, 0) => format!("{at} 调整：无变化\n"),
        (Lang::En, 1) => format!("planned anew at {at}: 1 change\n"),
        (Lang::En, count) => format!("planned anew at {at}: {count} changes\n"),
        (Lang::Zh, count) => format!("{at} 调整：共 {count} 处变化\n"),
    };
    let lines = replanned.changes.iter().map(|change| line(change, lang));
    speaker.text(&lines.fold(head, |text, line| text + &line));
    if let Some(held) = &replanned.held_back {
        speaker.text(&held_line(held, lang));
    }
}

/// What was found and not done, and what it would have brought.
fn held_line(held: &HeldBackFile, lang: Lang) -> String {
    let HeldBackFile {
        least_gain,
        changes,
        prize,
        ..
    } = held;
    let each = *prize as f64 / f64::from(held.changes.max(1));
    let list = |en, zh, targets: &[String]| {
        let (shown, more) = targets.split_at(targets.len().min(HELD_SHOWN));
        let names = shown.join(lang.pick(", ", "、"));
        match (targets.len(), more.len(), lang) {
            (0, ..) => String::new(),
            (_, 0, _) => format!("{}{names}", lang.pick(en, zh)),
            (_, more, Lang::En) => format!("{en}{names} and {more} more"),
            (count, _, Lang::Zh) => format!("{zh}{names} 等 {count} 处"),
        }
    };
    let added = list("; would add ", "；可增 ", &held.added);
    let dropped = list("; would drop ", "；须减 ", &held.dropped);
    match lang {
        Lang::En => format!(
            "held back: {changes} more changes would bring {prize} more prize, {each:.1} each, less than {least_gain} (--least-gain){added}{dropped}\n"
        ),
        Lang::Zh => format!(
            "未采用：另需 {changes} 处变化，只多得收益 {prize}，平均每处 {each:.1}，不足 {least_gain}（--least-gain）{added}{dropped}\n"
        ),
    }
}

fn line(change: &PlanChangeFile, lang: Lang) -> String {
    let word = match change.change {
        PlanChangeKind::Added => lang.pick("added", "新增"),
        PlanChangeKind::Dropped => lang.pick("dropped", "取消"),
        PlanChangeKind::Moved => lang.pick("moved", "改班次"),
        PlanChangeKind::Reordered => lang.pick("re-ordered", "改顺序"),
        PlanChangeKind::Turned => lang.pick("turned round", "改方向"),
    };
    let at = |place: &WhereFile| {
        let clock = place.arrive.get(11..16).unwrap_or("");
        format!("{} {} #{} {clock}", place.team, place.date, place.seq)
    };
    let visit = change
        .visit
        .map_or(String::new(), |visit| format!(" ({visit})"));
    let places = match (&change.before, &change.now) {
        (Some(before), Some(now)) => format!("{} -> {}", at(before), at(now)),
        (Some(one), None) | (None, Some(one)) => at(one),
        (None, None) => String::new(),
    };
    let colon = lang.colon();
    format!("  {word} {}{visit}{colon}{places}\n", change.target)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ClockTime;

    #[test]
    fn times_count_from_midnight_of_the_first_day() {
        let day = Day::parse("2026-11-24").unwrap();
        let eleven = ClockTime::parse("11:00").unwrap();
        let moment = |text| AtTime::Moment(Moment::parse(text).unwrap());
        for (time, expected) in [
            (AtTime::Clock(eleven), 39_600),
            (AtTime::Local(day.plus(1), eleven), 86_400 + 39_600),
            (moment("2026-11-24T11:00:05+08:00"), 39_605),
            (moment("2026-11-24T03:00:00Z"), 39_600),
        ] {
            assert_eq!(
                seconds(time, day, 28_800),
                Some(Seconds(expected)),
                "{time:?}"
            );
        }
    }
}
