//! What the teams of a run write down of their stops, and what they notice on the way.

use super::{Season, midnight, whole};
use crate::domain::{Due, SiteState, Status, TargetDetail, TargetKind};
use crate::ledger::act::{Actor, visit_draft};
use crate::ledger::payload::{Finding, Problem, Severity, Visited};
use crate::ledger::transitions::OPEN;
use crate::ledger::{Draft, Lack, Moment, Role};
use crate::pipeline::{Standing, Task};
use crate::simulate::dice::{Stream, name};
use crate::simulate::office::Finder;
use crate::simulate::patrol::Made;
use crate::simulate::run::DayLog;
use crate::simulate::weather::Sky;
use crate::units::Day;

/// Site item that orders are about.
const ORDERED_ITEM: &str = "B1";

impl Season<'_> {
    pub(super) fn write_visits(
        &mut self,
        day: Day,
        sky: Sky,
        standing: &Standing,
        task: &Task,
        stops: &[(Made, usize)],
        log: &mut DayLog,
    ) {
        let mut drafts = Vec::new();
        let mut seen = Vec::new();
        for (made, team) in stops {
            let due = &task.due[made.due];
            let Some(time) = Moment::on(day, whole(made.end), self.workspace.utc_offset) else {
                continue;
            };
            if made.failure.is_none() {
                log.made += 1;
                log.prize_made += due.prize.get();
                seen.extend(self.heaps_in_sight(due, made, day));
            } else {
                log.failed += 1;
            }
            match self.visit(due, made, time, *team, sky, standing) {
                Ok(draft) => drafts.push(draft),
                Err(lacks) => self.refused.push((due.target.to_string(), lacks)),
            }
        }
        if let Some(last) = drafts.last().map(|draft| draft.time) {
            self.append(last, drafts);
        }
        for (number, heap, second) in seen {
            let Some(time) = Moment::on(day, second, self.workspace.utc_offset) else {
                continue;
            };
            if self.heaps[heap].is_rebound {
                self.rebound_found(number, heap, time);
            } else {
                self.report(number, heap, time, Finder::Patrol);
            }
        }
    }

    /// Heaps that a visit passes and notices: spot, heap, and when it is written down.
    pub(super) fn heaps_in_sight(
        &self,
        due: &Due,
        made: &Made,
        day: Day,
    ) -> Vec<(usize, usize, i64)> {
        let own = self.by_point.get(due.target.as_str()).copied();
        let spots = self.watched.get(&due.target).into_iter().flatten().copied();
        let start = midnight(day, self.workspace);
        let notice = self.setting.scenario.dumping.notice;
        spots
            .chain(own)
            .filter_map(|number| {
                let heap = self.places[number].hidden?;
                // A closed point is looked at by its own visits.
                if self.heaps[heap].is_rebound != (own == Some(number)) {
                    return None;
                }
                let passed = start + whole(made.start);
                let key = [
                    name(&self.setting.world.spots[number].name),
                    self.heaps[heap].dumped.unsigned_abs(),
                    u64::from(day.number().unsigned_abs()),
                ];
                let is_noticed = self.dice.of(Stream::Notice, &key).chance(notice);
                (self.heaps[heap].dumped <= passed && is_noticed).then_some((
                    number,
                    heap,
                    whole(made.end) + 1,
                ))
            })
            .collect()
    }

    pub(super) fn rebound_found(&mut self, number: usize, heap: usize, time: Moment) {
        let place = &mut self.places[number];
        place.hidden = None;
        place.is_closed = false;
        place.heap = Some(heap);
        let found = &mut self.heaps[heap];
        found.found = found.found.or(Some(time.seconds()));
        found.finder = found.finder.or(Some(Finder::Patrol));
        found.point.clone_from(&place.point);
    }

    /// What a team writes down of a stop.
    pub(super) fn visit(
        &self,
        due: &Due,
        made: &Made,
        time: Moment,
        team: usize,
        sky: Sky,
        standing: &Standing,
    ) -> Result<Draft, Vec<Lack>> {
        let id = due.target.as_str();
        let known = self.ledger.book().target(id);
        let point = known.and_then(|target| target.point.as_deref());
        let is_acceptance = point.is_some_and(|point| point.status == Status::Requested);
        let finding = made
            .failure
            .unwrap_or_else(|| self.finding(due, made, time.day()));
        let mut visited = Visited {
            kind: due.kind,
            finding,
            team: Some(self.workspace.teams[team].id.to_string()),
            with: Vec::new(),
            checklist: None,
            answers: None,
            problems: Vec::new(),
            passed: Vec::new(),
            evidence: Vec::new(),
            at: None,
            snow_cover: (due.kind == TargetKind::DumpPoint && made.failure.is_none())
                .then_some(sky.snow),
            still_dumping: None,
            seen: None,
            note: None,
        };
        if due.kind == TargetKind::Site && made.failure.is_none() {
            self.inspect(due, time.day(), standing, &mut visited);
        }
        let (key, role) = if is_acceptance {
            visited.with = vec!["county-6".to_owned()];
            ("county-5".to_owned(), Role::County)
        } else {
            (format!("patrol-{}", team + 1), Role::Patrol)
        };
        visit_draft(&Actor { key, role, time }, id, &visited)
    }

    pub(super) fn finding(&self, due: &Due, made: &Made, day: Day) -> Finding {
        let sees = !self.heaps_in_sight(due, made, day).is_empty();
        let point = self
            .ledger
            .book()
            .target(due.target.as_str())
            .and_then(|target| target.point.as_deref());
        match point.map(|point| point.status) {
            Some(Status::Closed | Status::QuickClosed) if sees => Finding::Rebound,
            Some(status) if OPEN.contains(&status) && status != Status::Requested => {
                Finding::Unchanged
            }
            None if sees => Finding::NewDumping,
            _ => Finding::Clean,
        }
    }

    /// What an inspection of a site orders, and what of earlier orders was met.
    pub(super) fn inspect(&self, due: &Due, day: Day, standing: &Standing, visited: &mut Visited) {
        let patrol = &self.setting.scenario.patrol;
        let target = standing
            .targets
            .binary_search_by(|target| target.id.cmp(&due.target))
            .ok()
            .map(|idx| &standing.targets[idx]);
        let is_working = target.is_some_and(|target| matches!(&target.detail, TargetDetail::Site(site) if site.state == SiteState::Working));
        let open = self
            .ledger
            .book()
            .target(due.target.as_str())
            .map(|target| target.orders.open().count());
        let mut draws = self.dice.of(
            Stream::Stop,
            &[
                name(due.target.as_str()),
                u64::from(day.number().unsigned_abs()),
                1,
            ],
        );
        let (ordered, met) = (draws.chance(patrol.order), draws.chance(patrol.order_met));
        let has_open = open.unwrap_or(0) > 0;
        visited.checklist = Some("CS".to_owned());
        if has_open && met {
            visited.passed.push(ORDERED_ITEM.to_owned());
        } else if has_open || (ordered && is_working) {
            visited.finding = Finding::Problem;
            visited.problems.push(Problem {
                item: ORDERED_ITEM.to_owned(),
                severity: Severity::Rectify,
                value: "no".to_owned(),
                due: Some(day.plus(i32::try_from(patrol.order_days).unwrap_or(i32::MAX))),
            });
        }
    }
}
