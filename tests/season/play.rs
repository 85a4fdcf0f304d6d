//! Plays the script day by day: each point's next deed when its day has come, wrong attempts before right ones, and the
//! patrols' daily rounds.

use std::collections::{BTreeMap, VecDeque};

use xuncha::domain::{Status, TargetKind};
use xuncha::ledger::Role;
use xuncha::ledger::act::MoveRequest;
use xuncha::ledger::payload::{Finding, Matter, Purpose, Visited};
use xuncha::units::Day;

use crate::almanac::working_days_after;
use crate::county;
use crate::dice::Dice;
use crate::forms::Case;
use crate::office::{Office, Sheet, moment};
use crate::rounds;
use crate::script::{Deed, PLOTS, Placing, Plot, Task, tasks};
use crate::wrongs::WRONGS;

const CLASSES: [&str; 5] = ["domestic", "construction", "industrial", "farm", "mixed"];
const FAILURES: [Finding; 6] = [
    Finding::RoadBlocked,
    Finding::Snow,
    Finding::NoTime,
    Finding::GateClosed,
    Finding::NotFound,
    Finding::Unsafe,
];

/// A point and what will become of it.
#[derive(Debug)]
struct Thread {
    case: Case,
    tasks: VecDeque<Task>,
    /// The day of the next task.
    next: Day,
    /// Patrols that pass by look at it.
    is_passed: bool,
    is_known: bool,
}

/// The season.
#[derive(Debug)]
pub(crate) struct Play {
    threads: Vec<Thread>,
    dice: Dice,
    /// Which wrong of a deed comes next.
    turns: BTreeMap<Deed, usize>,
    /// Visits whose paper comes in later: on which day, at what, when it was made, how it went.
    late: Vec<(Day, String, Day, Finding)>,
}

/// Points in all.
pub(crate) fn points() -> usize {
    PLOTS
        .iter()
        .map(|plot| plot.count * plot.stories.len())
        .sum()
}

impl Play {
    /// Lays out all points; `carried` of them stand in the layer.
    pub(crate) fn new(first: Day, places: &[[f64; 2]]) -> Self {
        let mut play = Self {
            threads: Vec::new(),
            dice: Dice(2026),
            turns: BTreeMap::new(),
            late: Vec::new(),
        };
        let (carried, others) = places.split_at(county::CARRIED.len());
        let mut free = others.iter().copied();
        for plot in PLOTS {
            for copy in 0..plot.count {
                let from = plot.from
                    + plot.over * i32::try_from(copy).unwrap() / i32::try_from(plot.count).unwrap();
                play.lay_out(plot, first.plus(from), carried, &mut free);
            }
        }
        play
    }

    fn lay_out(
        &mut self,
        plot: &Plot,
        from: Day,
        carried: &[[f64; 2]],
        free: &mut impl Iterator<Item = [f64; 2]>,
    ) {
        let first = self.threads.len();
        for (index, story) in plot.stories.iter().enumerate() {
            let is_carried = plot.name == "closing from the layer";
            let at = match (is_carried, plot.place, index) {
                (true, ..) => carried[index],
                // About 20 m north.
                (_, Placing::Beside, 1) => [
                    self.threads[first].case.at[0],
                    self.threads[first].case.at[1] + 0.000_18,
                ],
                _ => free.next().unwrap(),
            };
            let id = if is_carried {
                county::carried_id(index + 1)
            } else {
                format!("990001101201-M-{:04}", self.threads.len() + 1)
            };
            let mut case = self.case(plot, id, at);
            if is_carried {
                case.volume = 120;
                case.is_described = true;
            } else if index > 0 {
                case.neighbour = Some(self.threads[first].case.id.clone());
                self.threads[first].case.neighbour = Some(case.id.clone());
            }
            let tasks: VecDeque<Task> = tasks(story).into();
            let (least, most) = tasks[0].wait;
            self.threads.push(Thread {
                case,
                next: from.plus(self.dice.between(least, most)),
                tasks,
                is_passed: !matches!(
                    plot.name,
                    "stalled"
                        | "severe, neglected"
                        | "lone inspector"
                        | "complaint of an excluded suspect"
                        | "still dumping"
                        | "under snow, forgotten"
                ),
                is_known: is_carried,
            });
        }
    }

    fn case(&mut self, plot: &Plot, id: String, at: [f64; 2]) -> Case {
        let is_large = plot.name == "large";
        let is_hazardous = is_large && self.threads.len().is_multiple_of(2);
        Case {
            id,
            at,
            class: if is_hazardous {
                "hazardous"
            } else if is_large {
                "domestic"
            } else {
                self.dice.pick(&CLASSES)
            },
            hazard: if plot.name == "severe, neglected" {
                4
            } else {
                self.dice.between(1, 4)
            },
            volume: if is_large {
                self.dice.between(600, 4_000)
            } else {
                self.dice.between(20, 400)
            },
            is_large,
            is_described: false,
            is_finished: false,
            closed_place: None,
            neighbour: None,
            publicity: None,
        }
    }

    /// Plays one day.
    pub(crate) fn day(&mut self, office: &mut Office) {
        for index in 0..self.threads.len() {
            while self.threads[index].next <= office.today && !self.threads[index].tasks.is_empty()
            {
                self.step(index, office);
            }
        }
        self.pass_by(office);
        self.bring_late_papers(office);
    }

    /// Does a point's next task.
    fn step(&mut self, index: usize, office: &mut Office) {
        let task = self.threads[index].tasks.pop_front().unwrap();
        let mut case = self.threads[index].case.clone();
        match task.refused {
            Some(lack) => {
                let sheet = case.sheet(task.deed, office);
                office.must_refuse(
                    &format!("{:?} for want of {lack}", task.deed),
                    &sheet,
                    &[lack],
                );
            }
            None => self.act(&mut case, task.deed, office),
        }
        let wait = self.threads[index]
            .tasks
            .front()
            .map_or((0, 0), |next| next.wait);
        let mut next = office.today.plus(self.dice.between(wait.0, wait.1));
        let is_closing = self.threads[index]
            .tasks
            .front()
            .is_some_and(|next| next.deed == Deed::Close);
        if let Some((_, to)) = case.publicity.filter(|_| is_closing) {
            next = next.max(to.plus(1));
        }
        let thread = &mut self.threads[index];
        thread.is_known = true;
        thread.case = case;
        thread.next = next;
    }

    fn act(&mut self, case: &mut Case, deed: Deed, office: &mut Office) {
        let due = working_days_after(office.today, 3);
        match deed {
            Deed::Inspect | Deed::InspectAlone => {
                let (role, first, second) = case.acceptors();
                let with = if deed == Deed::Inspect {
                    vec![second.to_owned()]
                } else {
                    Vec::new()
                };
                visit(case, office, (first, role), |visited| {
                    visited.with.clone_from(&with);
                    visited.checklist = Some("DP-C".to_owned());
                });
            }
            Deed::Spot => visit(case, office, ("shi-03", Role::Prefecture), |_| {}),
            Deed::Look => visit(case, office, ("xc-01", Role::Patrol), |_| {}),
            Deed::Snow => visit(case, office, ("xc-01", Role::Patrol), |visited| {
                visited.snow_cover = Some(true);
            }),
            Deed::Thawed => visit(case, office, ("xc-01", Role::Patrol), |visited| {
                visited.snow_cover = Some(false);
            }),
            Deed::Dumping => visit(case, office, ("xc-02", Role::Patrol), |visited| {
                visited.finding = Finding::NewDumping;
                visited.still_dumping = Some(true);
            }),
            Deed::Rebound => {
                let photo = office.paper(Purpose::Photo, case.at);
                visit(case, office, ("xc-02", Role::Patrol), |visited| {
                    visited.finding = Finding::Rebound;
                    visited.evidence = vec![photo.clone()];
                });
            }
            Deed::Fail => {
                let why = self.dice.pick(&FAILURES);
                visit(case, office, ("xc-01", Role::Patrol), |visited| {
                    visited.finding = why;
                });
            }
            Deed::Complain => complain(case, office, ("r-12345", Role::Village), Matter::Complaint),
            Deed::Object => complain(case, office, ("cun-07", Role::Village), Matter::Objection),
            Deed::Uphold => complain(case, office, ("xian-04", Role::County), Matter::Upheld),
            Deed::Dismiss => complain(case, office, ("xian-04", Role::County), Matter::Dismissed),
            Deed::MovedOut => link(case, office, "moved_to"),
            Deed::MovedHere => link(case, office, "moved_from"),
            Deed::Settle => link(case, office, "moved_settled"),
            Deed::Untidy => visit(case, office, ("xc-02", Role::Patrol), |visited| {
                rounds::fill_in(visited, "DP", &["7"], &["4", "6"], due);
            }),
            Deed::Tidy => visit(case, office, ("xc-02", Role::Patrol), |visited| {
                rounds::fill_in(visited, "DP", &[], &["4", "6", "7"], due);
            }),
            Deed::Correct => correct(case, office),
            _ => self.go(case, deed, office),
        }
    }

    /// A move: first tried in one wrong way, then made.
    fn go(&mut self, case: &mut Case, deed: Deed, office: &mut Office) {
        case.closed_place = self.closed_place(office);
        let ways: Vec<_> = WRONGS.iter().filter(|wrong| wrong.deed == deed).collect();
        let turn = self.turns.entry(deed).or_default();
        for _ in 0..ways.len() {
            let way = ways[*turn % ways.len()];
            *turn += 1;
            let mut sheet = case.sheet(deed, office);
            if (way.spoil)(&mut sheet, case, office.today) {
                let lacks: Vec<&str> = way.lack.split(' ').collect();
                office.must_refuse(way.what, &sheet, &lacks);
                break;
            }
        }
        let sheet = case.sheet(deed, office);
        office.hand_in(&sheet);
        case.is_finished = (case.is_finished || deed == Deed::Finish) && deed != Deed::Relist;
        case.is_described |= matches!(deed, Deed::List | Deed::Relist);
        if deed == Deed::Accept {
            case.publish(office.today);
        }
    }

    /// Where some closed point lies.
    fn closed_place(&self, office: &Office) -> Option<[f64; 2]> {
        let is_closed = |thread: &&Thread| {
            let target = office.ledger.book().target(&thread.case.id);
            let point = target.and_then(|target| target.point.as_deref());
            point.is_some_and(|point| point.status == Status::Closed)
        };
        let closed = self.threads.iter().find(is_closed);
        closed.map(|thread| thread.case.at)
    }

    /// Patrols look at a few points on their way, and now and then cannot.
    fn pass_by(&mut self, office: &mut Office) {
        let known: Vec<String> = self
            .threads
            .iter()
            .filter(|thread| thread.is_known && thread.is_passed)
            .map(|thread| thread.case.id.clone())
            .collect();
        for _ in 0..5 {
            let id = self.dice.pick(&known);
            let finding = if self.dice.between(1, 5) == 1 {
                self.dice.pick(&FAILURES)
            } else {
                Finding::Unchanged
            };
            if self.dice.between(1, 6) == 1 {
                let arrives = office.today.plus(self.dice.between(1, 4));
                self.late.push((arrives, id, office.today, finding));
            } else {
                let actor = office.actor("xc-03", Role::Patrol);
                office.visit(&id, &actor, &seen(finding));
            }
        }
    }

    /// Papers of visits that were made days ago.
    fn bring_late_papers(&mut self, office: &mut Office) {
        for (arrives, id, made, finding) in &self.late {
            if *arrives == office.today {
                let mut actor = office.actor("xc-04", Role::Patrol);
                actor.time = moment(*made, 6 * 3600);
                office.visit(id, &actor, &seen(*finding));
            }
        }
    }
}

/// Notes a visit to a point: nothing changed, unless `tell` says more.
fn visit(case: &Case, office: &mut Office, (key, role): (&str, Role), tell: impl Fn(&mut Visited)) {
    let actor = office.actor(key, role);
    let mut visited = seen(Finding::Unchanged);
    visited.at = Some(case.at);
    tell(&mut visited);
    office.visit(&case.id, &actor, &visited);
}

fn complain(case: &Case, office: &mut Office, (key, role): (&str, Role), matter: Matter) {
    let actor = office.actor(key, role);
    office.complain(&case.id, &actor, matter);
}

fn correct(case: &Case, office: &mut Office) {
    let actor = office.actor("xian-05", Role::County);
    let request = MoveRequest {
        id: case.id.clone(),
        to: status(case, office),
        set: vec![("superv_unit".to_owned(), "槐安县督导组".to_owned())],
        evidence: Vec::new(),
        reason: Some("分工调整".to_owned()),
        with: Vec::new(),
        at: None,
    };
    office.hand_in(&Sheet { actor, request });
}

fn status(case: &Case, office: &Office) -> Status {
    let target = office.ledger.book().target(&case.id);
    let point = target.and_then(|target| target.point.as_deref());
    point.unwrap().status
}

/// Says what the waste of a point and its neighbour have to do with each other.
fn link(case: &Case, office: &mut Office, word: &str) {
    let neighbour = case.neighbour.clone().unwrap();
    let actor = office.actor("xian-05", Role::County);
    let request = MoveRequest {
        id: case.id.clone(),
        to: status(case, office),
        set: vec![(word.to_owned(), neighbour)],
        evidence: Vec::new(),
        reason: Some("车辙相连".to_owned()),
        with: Vec::new(),
        at: None,
    };
    office.hand_in(&Sheet { actor, request });
}

/// A visit to a dump point about which nothing further is said.
fn seen(finding: Finding) -> Visited {
    Visited {
        kind: TargetKind::DumpPoint,
        finding,
        team: None,
        with: Vec::new(),
        checklist: None,
        answers: None,
        problems: Vec::new(),
        passed: Vec::new(),
        evidence: Vec::new(),
        at: None,
        snow_cover: None,
        still_dumping: None,
        seen: None,
        note: None,
    }
}
