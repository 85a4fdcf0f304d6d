//! The diary of the desks: when each point's next step has its day, worked out anew only when the point has changed.

use rustc_hash::FxHashMap;

use super::deed::Deed;
use super::office::Find;
use super::steps::{Due, Timer};
use crate::domain::Status;
use crate::ledger::{Book, Point, Target};
use crate::units::Day;

/// The next step of every point, by id.
#[derive(Clone, Debug, Default)]
pub(super) struct Diary(FxHashMap<Box<str>, Entry>);

impl Diary {
    /// Points whose next step has its day, by id; a look at each point, and no more while it has not changed.
    pub(super) fn due(
        &mut self,
        timer: &Timer<'_>,
        book: &Book,
        finds: &FxHashMap<String, Find>,
        day: Day,
    ) -> Vec<(Box<str>, Deed)> {
        let mut due = Vec::new();
        for target in book.unsorted() {
            let Some(point) = target.point.as_deref() else {
                continue;
            };
            let marks = Marks::of(target, point);
            let known = self.0.get(&target.id).filter(|entry| entry.marks == marks);
            let next = if let Some(entry) = known {
                entry.next
            } else {
                let find = finds.get(&*target.id);
                let next = timer.next(target, point, book.rules(), find);
                self.0.insert(target.id.clone(), Entry { marks, next });
                next
            };
            if let Some(next) = next.filter(|next| next.day <= day)
                && !(next.deed.waits_for_moved_waste() && lies_elsewhere(book, point))
            {
                due.push((target.id.clone(), next.deed));
            }
        }
        due.sort_unstable();
        due
    }

    /// Puts a point's next step off to a day, unless the point changes before.
    pub(super) fn put_off(&mut self, id: &str, day: Day) {
        if let Some(entry) = self.0.get_mut(id) {
            entry.next = entry.next.map(|next| Due { day, ..next });
        }
    }
}

/// R6: waste of a point lies at another that is still open.
fn lies_elsewhere(book: &Book, point: &Point) -> bool {
    let is_open = |id: &str| {
        let other = book.target(id).and_then(|other| other.point.as_deref());
        other.is_some_and(Point::is_open)
    };
    point.moved_to.iter().any(|id| is_open(id))
}

/// A line of the diary: what a point was like when its next step was worked out.
#[derive(Clone, Copy, Debug)]
struct Entry {
    marks: Marks,
    next: Option<Due>,
}

/// Everything on which a point's next step depends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Marks {
    status: Status,
    since: Day,
    round: u32,
    visits: usize,
    last_visit: Option<Day>,
    rebound: Option<Day>,
    objections: u32,
    upheld: bool,
}

impl Marks {
    fn of(target: &Target, point: &Point) -> Self {
        Self {
            status: point.status,
            since: point.since,
            round: point.round,
            visits: point.visits.len(),
            last_visit: target.last_visit,
            rebound: point.rebound,
            objections: point.objections,
            upheld: point.upheld,
        }
    }
}
