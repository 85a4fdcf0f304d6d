//! The forms of the desks: who does a step, with whom, and what proves it.

use super::deed::Deed;
use super::fill::Sheet;
use super::office::Find;
use super::scenario::Pace;
use crate::domain::TargetKind;
use crate::ledger::act::{Actor, MoveRequest, complaint_draft, move_drafts, visit_draft};
use crate::ledger::payload::{Evidence, Finding, Matter, Purpose, Visited};
use crate::ledger::{Book, Digest, Draft, Lack, Moment, Point, Role};

/// A form being filled in.
#[derive(Debug)]
pub(super) struct Form<'a> {
    pub(super) book: &'a Book,
    pub(super) pace: &'a Pace,
    pub(super) id: &'a str,
    pub(super) point: &'a Point,
    /// What lies there, when the weeks ahead put it there.
    pub(super) find: Option<&'a Find>,
    /// The point that a suspect is the same as.
    pub(super) same_as: Option<&'a str>,
    pub(super) deed: Deed,
    pub(super) time: Moment,
}

impl Form<'_> {
    /// The events of the step: the move, and what must be noted before it.
    pub(super) fn drafts(&self) -> Result<Vec<Draft>, Vec<Lack>> {
        let (key, role) = self.desk();
        let actor = self.actor(key, role);
        let Some(to) = self.deed.to() else {
            let draft = complaint_draft(&actor, self.id, Matter::Dismissed, None, None)?;
            return Ok(vec![draft]);
        };
        let mut drafts = Vec::new();
        if self.deed.waits_for_moved_waste() && !self.point.moved_to.is_empty() {
            drafts.extend(self.settle()?);
        }
        if matches!(self.deed, Deed::Accept | Deed::Return) && role == Role::Prefecture {
            drafts.push(self.own_visit(&actor)?);
        }
        let mut sheet = Sheet::of(self.point);
        self.fill_in(&mut sheet);
        let request = MoveRequest {
            id: self.id.to_owned(),
            to,
            set: sheet.set,
            evidence: self.papers(),
            reason: self.reason(),
            with: self.others(role),
            at: self.place().filter(|_| self.deed == Deed::List),
        };
        drafts.extend(move_drafts(self.book, &actor, &request)?);
        Ok(drafts)
    }

    fn actor(&self, key: &str, role: Role) -> Actor {
        Actor {
            key: key.to_owned(),
            role,
            time: self.time,
        }
    }

    /// Who does it; whoever does the works neither applies nor accepts (R2).
    fn desk(&self) -> (&'static str, Role) {
        let rules = self.book.rules();
        match self.deed {
            Deed::Quick | Deed::Begin | Deed::Finish | Deed::Resume => {
                ("township-1", Role::Township)
            }
            Deed::Request => ("township-2", Role::Township),
            Deed::Accept | Deed::Return if rules.large_by_prefecture && self.point.is_large() => {
                ("prefecture-1", Role::Prefecture)
            }
            Deed::Close => match rules.closure_authority {
                Role::Province => ("province-1", Role::Province),
                Role::Prefecture => ("prefecture-1", Role::Prefecture),
                _ => ("county-1", Role::County),
            },
            _ => ("county-1", Role::County),
        }
    }

    /// The others who act, so that there are as many as the rules ask for.
    fn others(&self, role: Role) -> Vec<String> {
        let count = match self.deed {
            Deed::Exclude | Deed::Accept => self.book.rules().persons,
            _ => 1,
        };
        colleagues(role, count)
    }

    /// Large points are accepted by the prefecture: its people go and see for themselves on the day.
    fn own_visit(&self, actor: &Actor) -> Result<Draft, Vec<Lack>> {
        let visited = Visited {
            kind: TargetKind::DumpPoint,
            finding: Finding::Unchanged,
            team: None,
            with: colleagues(actor.role, self.book.rules().persons),
            checklist: None,
            answers: None,
            problems: Vec::new(),
            passed: Vec::new(),
            evidence: Vec::new(),
            at: self.place(),
            snow_cover: None,
            still_dumping: None,
            seen: None,
            note: None,
        };
        visit_draft(actor, self.id, &visited)
    }

    /// The waste that lay elsewhere is cleared there (R6).
    fn settle(&self) -> Result<Vec<Draft>, Vec<Lack>> {
        let places = self.point.moved_to.iter();
        let request = MoveRequest {
            id: self.id.to_owned(),
            to: self.point.status,
            set: places
                .map(|other| ("moved_settled".to_owned(), other.to_string()))
                .collect(),
            evidence: Vec::new(),
            reason: None,
            with: Vec::new(),
            at: None,
        };
        move_drafts(self.book, &self.actor("county-1", Role::County), &request)
    }

    fn reason(&self) -> Option<String> {
        let text = match self.deed {
            Deed::Exclude => "现场核实非垃圾堆放点",
            Deed::Return => "现场验收不合格",
            Deed::Strike => "公示期间核实不合格",
            _ => return None,
        };
        Some(text.to_owned())
    }

    fn place(&self) -> Option<[f64; 2]> {
        self.point.at.map(|at| [at.x, at.y])
    }

    fn papers(&self) -> Vec<Evidence> {
        let mut purposes: Vec<Purpose> = match self.deed {
            Deed::Exclude | Deed::Relist => vec![Purpose::Photo],
            Deed::List => vec![Purpose::Near, Purpose::Wide],
            Deed::Quick => vec![Purpose::Before, Purpose::After],
            Deed::Begin => vec![Purpose::Start],
            Deed::Finish => vec![Purpose::After],
            Deed::Request | Deed::Accept => vec![Purpose::Form],
            _ => Vec::new(),
        };
        // A point that was taken over with its works behind it has no photos in the ledger.
        let is_shown = || {
            let marks = self.point.evidence.iter();
            let mut after = marks.filter(|mark| mark.purpose == Purpose::After);
            after.any(|mark| mark.at.is_some())
        };
        if matches!(self.deed, Deed::Request | Deed::Accept | Deed::Close) && !is_shown() {
            purposes.push(Purpose::After);
        }
        let place = self.place();
        let paper = |purpose| {
            evidence(
                self.id,
                self.point.steps.len() as u64,
                purpose,
                self.time,
                place,
            )
        };
        purposes.into_iter().map(paper).collect()
    }
}

/// Keys of the second to the `count`-th person of a role.
fn colleagues(role: Role, count: u32) -> Vec<String> {
    (2..=count.min(20))
        .map(|number| format!("{}-{number}", role.word()))
        .collect()
}

/// A photo or paper made at a moment; it names no file.
pub(super) fn evidence(
    id: &str,
    step: u64,
    purpose: Purpose,
    time: Moment,
    at: Option<[f64; 2]>,
) -> Evidence {
    let is_photo = purpose.is_photo();
    Evidence {
        purpose,
        sha256: Digest::of(
            format!("{id}\0{step}\0{}\0{}", purpose.word(), time.seconds()).as_bytes(),
        ),
        ending: if is_photo { "jpg" } else { "pdf" }.to_owned(),
        taken: is_photo.then(|| time.seconds()),
        at: at.filter(|_| is_photo),
        bearing: None,
        stated: false,
    }
}
