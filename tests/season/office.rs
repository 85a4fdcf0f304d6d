//! Writing into the ledger as people do: one moment after the other, and what is refused written down.

use std::collections::BTreeMap;

use xuncha::ledger::act::{Actor, MoveRequest, complaint_draft, move_drafts, visit_draft};
use xuncha::ledger::payload::{Evidence, Matter, Purpose, Visited};
use xuncha::ledger::{Digest, Lack, Ledger, LedgerError, Moment, Role};
use xuncha::units::Day;

/// Beijing time, seconds east of UTC.
const BEIJING: i32 = 8 * 3600;

/// A move as it is handed in.
#[derive(Clone, Debug)]
pub(crate) struct Sheet {
    pub(crate) actor: Actor,
    pub(crate) request: MoveRequest,
}

impl Sheet {
    /// Fills in a field, in place of what it said.
    pub(crate) fn put(&mut self, field: &str, text: impl Into<String>) {
        self.leave_out(field);
        self.request.set.push((field.to_owned(), text.into()));
    }

    /// Signs in another's name.
    pub(crate) fn sign(&mut self, key: &str) -> bool {
        key.clone_into(&mut self.actor.key);
        true
    }

    pub(crate) fn leave_out(&mut self, field: &str) {
        self.request.set.retain(|(name, _)| name != field);
    }

    pub(crate) fn leave_out_evidence(&mut self, purpose: Purpose) {
        self.request.evidence.retain(|one| one.purpose != purpose);
    }

    /// The evidence of one purpose.
    pub(crate) fn evidence(&mut self, purpose: Purpose) -> &mut Evidence {
        let mut all = self.request.evidence.iter_mut();
        all.find(|one| one.purpose == purpose).unwrap()
    }
}

/// What a refused move lacks.
#[derive(Debug)]
struct Refusal(Vec<Lack>);

impl From<LedgerError> for Refusal {
    fn from(error: LedgerError) -> Self {
        match error {
            LedgerError::Refused { lacks, .. } => Self(lacks),
            other => panic!("{other}"),
        }
    }
}

/// The office that keeps the ledger.
#[derive(Debug)]
pub(crate) struct Office {
    pub(crate) ledger: Ledger,
    pub(crate) today: Day,
    /// Seconds after eight in the morning.
    clock: i64,
    papers: u64,
    /// Attempts that were refused as they should be, by what was wrong with them.
    pub(crate) refused: BTreeMap<String, usize>,
}

impl Office {
    pub(crate) fn new(ledger: Ledger, today: Day) -> Self {
        Self {
            ledger,
            today,
            clock: 0,
            papers: 0,
            refused: BTreeMap::new(),
        }
    }

    pub(crate) fn tomorrow(&mut self) {
        self.today = self.today.plus(1);
        self.clock = 0;
    }

    /// A new moment of today.
    pub(crate) fn now(&mut self) -> Moment {
        self.clock += 20;
        moment(self.today, self.clock)
    }

    pub(crate) fn actor(&mut self, key: &str, role: Role) -> Actor {
        Actor {
            key: key.to_owned(),
            role,
            time: self.now(),
        }
    }

    /// A photo or paper made just now, at a place.
    pub(crate) fn paper(&mut self, purpose: Purpose, at: [f64; 2]) -> Evidence {
        self.papers += 1;
        Evidence {
            purpose,
            sha256: Digest::of(&self.papers.to_le_bytes()),
            ending: if purpose.is_photo() { "jpg" } else { "pdf" }.to_owned(),
            taken: purpose
                .is_photo()
                .then(|| moment(self.today, self.clock).seconds()),
            at: purpose.is_photo().then_some(at),
            bearing: None,
            stated: false,
        }
    }

    /// Hands in a move that the rules allow.
    pub(crate) fn hand_in(&mut self, sheet: &Sheet) {
        if let Err(refusal) = self.attempt(sheet) {
            panic!("{}: {sheet:?}\n{refusal:?}", self.today);
        }
    }

    /// Hands in a move that the rules do not allow, for the reasons named; nothing may be written.
    pub(crate) fn must_refuse(&mut self, what: &str, sheet: &Sheet, lacks: &[&str]) {
        let before = self.ledger.store().version().unwrap();
        match self.attempt(sheet) {
            Err(Refusal(named)) => {
                let words: Vec<&str> = named.iter().map(|lack| lack.word.as_str()).collect();
                assert_eq!(words, lacks, "{what}: {named:?}\n{sheet:?}");
            }
            other => panic!("{what} was not refused: {other:?}\n{sheet:?}"),
        }
        assert_eq!(self.ledger.store().version().unwrap(), before, "{what}");
        *self.refused.entry(what.to_owned()).or_default() += 1;
    }

    fn attempt(&mut self, sheet: &Sheet) -> Result<(), Refusal> {
        let recorded = later(sheet.actor.time);
        self.ledger.append(recorded, |book| {
            move_drafts(book, &sheet.actor, &sheet.request).map_err(Refusal)
        })?;
        Ok(())
    }

    /// Notes a visit.
    pub(crate) fn visit(&mut self, id: &str, actor: &Actor, visited: &Visited) {
        let recorded = later(moment(self.today, self.clock));
        let written = self.ledger.append(recorded, |_| {
            visit_draft(actor, id, visited)
                .map(|draft| vec![draft])
                .map_err(Refusal)
        });
        written.unwrap_or_else(|refusal| panic!("{id} {visited:?}\n{refusal:?}"));
    }

    /// Notes a complaint, an objection or its decision.
    pub(crate) fn complain(&mut self, id: &str, actor: &Actor, matter: Matter) {
        let recorded = later(actor.time);
        let source = Some("12345".to_owned());
        let written = self.ledger.append(recorded, |_| {
            complaint_draft(actor, id, matter, source.clone(), None)
                .map(|draft| vec![draft])
                .map_err(Refusal)
        });
        written.unwrap_or_else(|refusal| panic!("{id} {matter:?}\n{refusal:?}"));
    }
}

pub(crate) fn moment(day: Day, after_eight: i64) -> Moment {
    Moment::on(day, 8 * 3600 + after_eight, BEIJING).unwrap()
}

/// Written down ten minutes after it happened.
fn later(moment: Moment) -> Moment {
    Moment::new(moment.seconds() + 600, moment.offset()).unwrap()
}
