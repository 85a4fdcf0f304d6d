//! The desks of the weeks ahead (办公室): clerks who move dump points through the close-out, by the rules that real people
//! meet.
//!
//! Knows the ledger, the pace of a scenario and what lies at the points; nothing of roads, plans or patrols.

use rustc_hash::FxHashMap;

use super::deed::Deed;
use super::diary::Diary;
use super::dice::{Dice, Stream, name};
use super::forms::{Form, evidence};
use super::scenario::{Pace, Scenario};
use super::steps::{Timer, same_place};
use crate::domain::{Status, Tier};
use crate::ledger::act::{Actor, MoveRequest, move_drafts};
use crate::ledger::payload::Purpose;
use crate::ledger::{
    Book, Draft, EventStore, Field, Lack, Ledger, LedgerError, Moment, Point, Role,
};
use crate::units::Day;

/// Seconds after midnight at which the desks do their day's work.
const MORNING: i64 = 8 * 3600 + 1800;

/// A step that was refused is tried again after so many days.
const AGAIN: i32 = 7;

/// What lies at a place, of which the ledger knows only what is reported and filled in.
#[derive(Clone, Debug, PartialEq)]
pub struct Find {
    /// Id that the point has, or will have.
    pub id: String,
    /// Where, lon, lat in WGS 84.
    pub at: geo::Coord,
    /// Size class.
    pub tier: Tier,
    /// Class of waste, a word of the field `waste_class`.
    pub class: String,
    /// Cubic metres.
    pub volume_m3: f64,
    /// It is no dump: compost, stacked straw.
    pub is_false: bool,
    /// 乡镇, when known.
    pub township: Option<String>,
    /// 村, when known.
    pub village: Option<String>,
}

/// Who reports a heap.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Finder {
    /// A patrol, which has seen it.
    Patrol,
    /// The public; a patrol has yet to see it.
    Public,
}

/// What the desks did on a morning.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Morning {
    /// Points that were moved, by id: from and to.
    pub moves: Vec<(String, Status, Status)>,
    /// Steps that the rules do not allow, by id, with what they lack; tried again a week later.
    pub refused: Vec<(String, Vec<Lack>)>,
    /// Works that ended with waste dumped elsewhere instead of carried to a facility.
    pub moved_waste: Vec<MovedWaste>,
}

/// Waste that was dumped elsewhere (再移动).
#[derive(Clone, Debug, PartialEq)]
pub struct MovedWaste {
    /// Point that it came from.
    pub id: String,
    /// Where that point lies.
    pub at: geo::Coord,
    /// Class of the waste.
    pub class: String,
    /// Round of the works.
    pub round: u32,
}

/// The desks of one run.
#[derive(Clone, Debug)]
pub struct Office {
    pace: Pace,
    false_share: f64,
    moved_share: f64,
    dice: Dice,
    utc_offset: i32,
    first_day: Day,
    finds: FxHashMap<String, Find>,
    diary: Diary,
}

impl Office {
    /// The desks under a scenario, from the first simulated day on, on a clock so many seconds east of UTC.
    pub fn new(scenario: &Scenario, dice: Dice, first_day: Day, utc_offset: i32) -> Self {
        Self {
            pace: scenario.works.clone(),
            false_share: scenario.dumping.false_share,
            moved_share: scenario.rebound.moved_share,
            dice,
            utc_offset,
            first_day,
            finds: FxHashMap::default(),
            diary: Diary::default(),
        }
    }

    /// Says what lies at a point now: what the forms will state, and whether it is a dump at all.
    pub fn remember(&mut self, find: Find) {
        self.finds.insert(find.id.clone(), find);
    }

    /// The report of a new heap (T01) at a moment, to be appended.
    ///
    /// # Errors
    /// What the report lacks; `closed_point` where a closed point lies: the rebound is to be noted there (R10).
    pub fn report(
        &mut self,
        book: &Book,
        find: &Find,
        time: Moment,
        by: Finder,
    ) -> Result<Vec<Draft>, Vec<Lack>> {
        let at = [find.at.x, find.at.y];
        let (key, role) = match by {
            Finder::Patrol => ("patrol-1", Role::Patrol),
            Finder::Public => ("village-1", Role::Village),
        };
        let mut set = vec![(Field::WasteClass.word().to_owned(), find.class.clone())];
        if by == Finder::Public {
            set.push((Field::FoundSource.word().to_owned(), "hotline".to_owned()));
        }
        let texts = [
            (Field::Township, &find.township),
            (Field::Village, &find.village),
        ];
        for (field, text) in texts {
            let text = text.iter().cloned();
            set.extend(text.map(|text| (field.word().to_owned(), text)));
        }
        let actor = Actor {
            key: key.to_owned(),
            role,
            time,
        };
        let request = MoveRequest {
            id: find.id.clone(),
            to: Status::Suspected,
            set,
            evidence: vec![evidence(&find.id, 0, Purpose::Photo, time, Some(at))],
            reason: None,
            with: Vec::new(),
            at: Some(at),
        };
        let drafts = move_drafts(book, &actor, &request)?;
        self.remember(find.clone());
        Ok(drafts)
    }

    /// Everything that the desks do on the morning of a day, at most one step of each point; nothing on a day off.
    ///
    /// # Errors
    /// When the store cannot be read or written; what the rules refuse is no error.
    pub fn morning<S: EventStore>(
        &mut self,
        ledger: &mut Ledger<S>,
        day: Day,
    ) -> Result<Morning, LedgerError> {
        let mut morning = Morning::default();
        let time = Moment::on(day, MORNING, self.utc_offset);
        let Some(time) = time.filter(|_| ledger.book().rules().calendar().is_working(day)) else {
            return Ok(morning);
        };
        let mut tasks: Vec<Task> = Vec::new();
        let book = ledger.book();
        let timer = Timer {
            pace: &self.pace,
            false_share: self.false_share,
            dice: self.dice,
            first_day: self.first_day,
            utc_offset: self.utc_offset,
        };
        for (id, deed) in self.diary.due(&timer, book, &self.finds, day) {
            let known = book.target(&id);
            let Some(point) = known.and_then(|target| target.point.as_deref()) else {
                continue;
            };
            match self.task(book, &id, point, deed, time) {
                Ok(task) => tasks.push(task),
                Err(lacks) => self.refuse(&id, day, lacks, &mut morning),
            }
        }
        self.hand_in(ledger, tasks, time, &mut morning)?;
        morning.refused.sort();
        Ok(morning)
    }

    fn task(
        &self,
        book: &Book,
        id: &str,
        point: &Point,
        deed: Deed,
        time: Moment,
    ) -> Result<Task, Vec<Lack>> {
        let is_verified = matches!(deed, Deed::List | Deed::Quick);
        let same_as = is_verified.then(|| same_place(book, id, point)).flatten();
        let deed = if same_as.is_some() { Deed::Merge } else { deed };
        let form = Form {
            book,
            pace: &self.pace,
            id,
            point,
            find: self.finds.get(id),
            same_as,
            deed,
            time,
        };
        Ok(Task {
            id: id.into(),
            from: point.status,
            to: deed.to(),
            moved: (deed == Deed::Finish)
                .then(|| self.moved_waste(id, point))
                .flatten(),
            drafts: form.drafts()?,
        })
    }

    /// Whether the waste of works that end now is dumped elsewhere.
    fn moved_waste(&self, id: &str, point: &Point) -> Option<MovedWaste> {
        let round = point.round;
        let mut draws = self.dice.of(Stream::Moved, &[name(id), u64::from(round)]);
        let is_moved = draws.chance(self.moved_share);
        is_moved.then_some(MovedWaste {
            id: id.to_owned(),
            at: point.at?,
            class: point.text(Field::WasteClass).unwrap_or("mixed").to_owned(),
            round,
        })
    }

    /// Appends the day's events together; point by point when the rules refuse one of them.
    fn hand_in<S: EventStore>(
        &mut self,
        ledger: &mut Ledger<S>,
        tasks: Vec<Task>,
        time: Moment,
        morning: &mut Morning,
    ) -> Result<(), LedgerError> {
        let is_together = match append(ledger, &tasks, time) {
            Ok(()) => true,
            Err(LedgerError::Refused { .. }) => false,
            Err(error) => return Err(error),
        };
        for task in tasks {
            if !is_together {
                match append(ledger, std::slice::from_ref(&task), time) {
                    Ok(()) => {}
                    Err(LedgerError::Refused { lacks, .. }) => {
                        self.refuse(&task.id, time.day(), lacks, morning);
                        continue;
                    }
                    Err(error) => return Err(error),
                }
            }
            morning.moved_waste.extend(task.moved);
            if let Some(to) = task.to {
                morning.moves.push((task.id.into(), task.from, to));
            }
        }
        Ok(())
    }

    fn refuse(&mut self, id: &str, day: Day, lacks: Vec<Lack>, morning: &mut Morning) {
        self.diary.put_off(id, day.plus(AGAIN));
        morning.refused.push((id.to_owned(), lacks));
    }
}

/// All events of some tasks, or none when the rules refuse one.
fn append<S: EventStore>(
    ledger: &mut Ledger<S>,
    tasks: &[Task],
    time: Moment,
) -> Result<(), LedgerError> {
    let drafts = || tasks.iter().flat_map(|task| task.drafts.iter().cloned());
    ledger.append(time, |_| Ok::<_, LedgerError>(drafts().collect()))?;
    Ok(())
}

/// One point's step of the day.
#[derive(Debug)]
struct Task {
    id: Box<str>,
    from: Status,
    to: Option<Status>,
    moved: Option<MovedWaste>,
    drafts: Vec<Draft>,
}

#[cfg(test)]
mod tests;
