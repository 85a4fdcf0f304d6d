//! Rows of a table as openings of new points and corrections of known ones.

use std::collections::{BTreeMap, BTreeSet};

use geo::{Coord, Distance, Haversine, Point as GeoPoint};
use sha2::{Digest as _, Sha256};

use super::codes;
use crate::domain::{Code, Datum, Finding, Lang, Source, Status};
use crate::ledger::act::Actor;
use crate::ledger::book::Book;
use crate::ledger::event::{Draft, EventKind};
use crate::ledger::fields::{Field, Need, Value};
use crate::ledger::opening::{self, json, rounded};
use crate::ledger::payload::{Corrected, Opened, Set};
use crate::ledger::permits;
use crate::ledger::point::Point;
use crate::ledger::tables::{CellFault, Problem, SheetRow};
use crate::units::Day;

/// Where rows come from.
#[derive(Clone, Debug)]
pub struct ImportSource {
    /// The file, for messages and for the record.
    pub file: String,
    /// Datum of its positions in degrees.
    pub datum: Datum,
    /// Why known points are changed.
    pub reason: String,
}

/// What an import does.
#[derive(Clone, Debug, Default)]
pub struct Import {
    /// The events.
    pub drafts: Vec<Draft>,
    /// Points that are new.
    pub new: usize,
    /// Points with a changed field.
    pub changed: usize,
    /// Rows that say what the ledger says.
    pub same: usize,
    /// Rows that were not taken.
    pub refused: usize,
    /// Everything that is wrong or left out.
    pub findings: Vec<Finding>,
}

/// Works out what rows mean for a book.
pub fn import(book: &Book, rows: &[SheetRow], source: &ImportSource, actor: &Actor) -> Import {
    let mut import = Import::default();
    let mut seen: BTreeSet<String> = BTreeSet::new();
    for row in rows {
        let mut desk = Desk {
            source,
            row,
            id: row.id.clone().unwrap_or_else(|| made_id(row)),
            findings: Vec::new(),
        };
        if is_no_point(row) {
            desk.say(&codes::NO_POINT, &[]);
            import.refused += 1;
            import.findings.append(&mut desk.findings);
            continue;
        }
        if !seen.insert(desk.id.clone()) {
            desk.say(&codes::TWICE, &[]);
            import.refused += 1;
            import.findings.append(&mut desk.findings);
            continue;
        }
        if let Some(day) = desk.day(Field::FirstSeen)
            && day > actor.time.day()
        {
            desk.say(&codes::FUTURE, &[&day.to_string()]);
            import.refused += 1;
            import.findings.append(&mut desk.findings);
            continue;
        }
        desk.cells();
        let known = book
            .target(&desk.id)
            .and_then(|target| target.point.as_deref());
        match known {
            None => {
                let opened = desk.opened();
                let time = opening::opened_at(opened.since, actor.time);
                import.drafts.push(Draft {
                    time,
                    ..desk.draft(actor, EventKind::Opened, &opened)
                });
                import.new += 1;
            }
            Some(point) => match desk.corrected(point, actor) {
                Ok(None) => import.same += 1,
                Ok(Some(draft)) => {
                    import.drafts.push(draft);
                    import.changed += 1;
                }
                Err(()) => import.refused += 1,
            },
        }
        import.findings.append(&mut desk.findings);
    }
    import.findings.extend(of_grids(rows, &source.file));
    import
}

/// What is to be said of positions that stood in metres, once for each grid.
fn of_grids(rows: &[SheetRow], file: &str) -> Vec<Finding> {
    let mut grids: BTreeMap<String, (Datum, usize, usize)> = BTreeMap::new();
    for from in rows.iter().filter_map(|row| row.grid) {
        let entry = grids.entry(from.datum.word().into_owned());
        let (_, all, turned) = entry.or_insert((from.datum, 0, 0));
        *all += 1;
        *turned += usize::from(from.north_first);
    }
    let mut findings = Vec::new();
    for (word, (datum, all, turned)) in grids {
        let say = |code| {
            let source = Source {
                file: file.into(),
                ..Source::default()
            };
            Finding::new(code, source)
        };
        findings.push(say(&codes::GRID).arg(all).arg(&word));
        if turned > 0 {
            findings.push(say(&codes::GRID_SWAPPED).arg(turned));
        }
        if datum.is_approximate() {
            findings.push(say(&codes::GRID_SHIFT).arg(&word));
        }
    }
    findings
}

/// A sum, a signature or a remark below the table: no id that may be one, or neither id nor place.
fn is_no_point(row: &SheetRow) -> bool {
    const FOOTERS: [&str; 8] = [
        "合计", "总计", "小计", "审核", "制表", "填报", "备注", "total",
    ];
    let is_footer = |id: &String| {
        let id = id.to_lowercase().replace(' ', "");
        FOOTERS.iter().any(|word| id.starts_with(word))
    };
    row.id.as_ref().map_or(row.position.is_none(), is_footer)
}

/// The id of a row without one: from what it says, so that the same row is the same point.
fn made_id(row: &SheetRow) -> String {
    let digest = Sha256::digest(format!(
        "{:?}{:?}{:?}",
        row.fields, row.position, row.unknown
    ));
    let hex = digest.iter().take(6).map(|byte| format!("{byte:02x}"));
    hex.fold("x".to_owned(), |id, byte| id + &byte)
}

/// One row at work.
struct Desk<'a> {
    source: &'a ImportSource,
    row: &'a SheetRow,
    id: String,
    findings: Vec<Finding>,
}

impl Desk<'_> {
    fn say(&mut self, code: &'static Code, args: &[&str]) {
        let source = Source {
            file: self.source.file.as_str().into(),
            line: self.row.line,
            ..Source::default()
        };
        let finding = Finding::new(code, source).id(&*self.id);
        self.findings.push(args.iter().fold(finding, Finding::arg));
    }

    /// Faults of the cells.
    fn cells(&mut self) {
        for fault in &self.row.faults {
            let is_personal = is_personal(fault);
            let code = if is_personal {
                &codes::CELL_PERSONAL
            } else {
                &codes::CELL
            };
            self.say(code, &[&fault.message(Lang::En), &fault.message(Lang::Zh)]);
        }
    }

    fn value(&self, field: Field) -> Option<&Value> {
        let mut fields = self.row.fields.iter();
        fields
            .find(|(known, _)| *known == field)
            .map(|(_, value)| value)
    }

    fn day(&self, field: Field) -> Option<Day> {
        self.value(field).and_then(Value::day)
    }

    fn status(&self) -> Option<Status> {
        self.value(Field::Status)
            .and_then(Value::str)
            .and_then(Status::parse)
    }

    fn place(&self) -> Option<[f64; 2]> {
        let (x, y) = self.row.position?;
        let datum = match self.row.grid {
            Some(_) => Datum::Wgs84,
            None => self.source.datum,
        };
        let place = datum.to_wgs84(Coord { x, y });
        Some([rounded(place.x), rounded(place.y)])
    }

    fn opened(&mut self) -> Opened {
        let mut set = Set::new();
        for (field, value) in &self.row.fields {
            if field.need() != Need::Derived && *field != Field::Id {
                set.insert(field.word().to_owned(), value.to_json());
            }
        }
        let status = self.status().unwrap_or(Status::Listed);
        let ended = self.day(Field::ActualEnd);
        let found = self.day(Field::FirstSeen);
        let closed = matches!(status, Status::Closed | Status::QuickClosed);
        let since = self
            .day(Field::StatusSince)
            .or(if closed { ended } else { None })
            .or(found);
        self.check_order(found, ended.or(since.filter(|_| closed)));
        let at = self.place();
        if at.is_none() {
            self.say(&codes::NO_PLACE, &[]);
        }
        let round = self
            .value(Field::Round)
            .and_then(Value::number)
            .unwrap_or(1.0);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "the field holds 1 to 1,000"
        )]
        let round = round.clamp(1.0, 1_000.0) as u32;
        Opened {
            status,
            since,
            round,
            at,
            last_visit: None,
            look_back: self.day(Field::LookbackNext),
            source: format!("{}:{}", self.source.file, self.row.line),
            set,
            other: self.kept(),
        }
    }

    /// The columns that are no field, word for word, but for those of persons.
    fn kept(&mut self) -> BTreeMap<String, String> {
        let (persons, kept): (Vec<_>, Vec<_>) = (self.row.unknown.iter().cloned())
            .partition(|(heading, _)| opening::names_persons(heading));
        for (heading, _) in persons {
            let (en, zh) = (
                format!("column `{heading}` names persons"),
                format!("`{heading}` 列含人员信息"),
            );
            self.say(&codes::CELL_PERSONAL, &[&en, &zh]);
        }
        kept.into_iter().collect()
    }

    /// Says when the row ended before it was found: by the day, or by the clock where the cells have one.
    fn check_order(&mut self, found: Option<Day>, ended: Option<Day>) {
        let clock = |field| {
            let mut clocks = self.row.clocks.iter();
            clocks
                .find(|(known, _)| *known == field)
                .map(|(_, clock)| *clock)
        };
        let said = match (
            clock(Field::FirstSeen),
            clock(Field::ActualEnd),
            found,
            ended,
        ) {
            (Some(found), Some(ended), ..) if ended.seconds() < found.seconds() => {
                [ended.to_string(), found.to_string()]
            }
            (_, _, Some(found), Some(ended)) if ended < found => {
                [ended.to_string(), found.to_string()]
            }
            _ => return,
        };
        self.say(
            &crate::ledger::codes::ENDED_BEFORE_FOUND,
            &[&said[0], &said[1]],
        );
    }

    /// What the row changes of a known point; `Err` when the rules do not allow it.
    fn corrected(&mut self, point: &Point, actor: &Actor) -> Result<Option<Draft>, ()> {
        if let Some(status) = self.status().filter(|status| *status != point.status) {
            let words = [status.word(), point.status.word()];
            let labels = [status, point.status].map(|status| status.label(Lang::Zh));
            self.say(
                &codes::STATUS_DIFFERS,
                &[words[0], words[1], labels[0], labels[1]],
            );
        }
        let mut set = Set::new();
        let mut lacks = Vec::new();
        for (field, value) in &self.row.fields {
            let is_shown =
                field.need() == Need::Derived || matches!(field, Field::Id | Field::AcceptedBy);
            if is_shown || point.value(*field) == Some(value) {
                continue;
            }
            lacks.extend(permits::why_not(
                *field,
                Some(value),
                actor.role,
                Some(point.status),
                Some(point),
            ));
            set.insert(field.word().to_owned(), value.to_json());
        }
        let at = self.place().filter(|place| has_moved(*place, point.at));
        if let Some(lack) = lacks.first() {
            let lack = lack.clone();
            self.say(
                &codes::REFUSED,
                &[lack.message(Lang::En), lack.message(Lang::Zh)],
            );
            return Err(());
        }
        if set.is_empty() && at.is_none() {
            return Ok(None);
        }
        let corrected = Corrected {
            set,
            at,
            evidence: Vec::new(),
            reason: self.source.reason.clone(),
        };
        Ok(Some(self.draft(actor, EventKind::Corrected, &corrected)))
    }

    fn draft(&self, actor: &Actor, kind: EventKind, payload: &impl serde::Serialize) -> Draft {
        Draft {
            time: actor.time,
            actor: actor.key.clone(),
            role: actor.role,
            target: self.id.clone(),
            other: None,
            seen: "{}".to_owned(),
            kind,
            payload: json(payload),
        }
    }
}

fn is_personal(fault: &CellFault) -> bool {
    use crate::ledger::fields::FaultKind;
    match &fault.problem {
        Problem::Personal(_) => true,
        Problem::Field(fault) => {
            matches!(fault.kind, FaultKind::Personal(_))
                || matches!(
                    fault.field.form(),
                    crate::ledger::fields::Form::Key | crate::ledger::fields::Form::Keys
                )
        }
        _ => false,
    }
}

/// Whether a row's place is another one than the point's: tables round, so that a metre is the same place.
fn has_moved(place: [f64; 2], known: Option<Coord>) -> bool {
    let at = Coord {
        x: place[0],
        y: place[1],
    };
    known.is_none_or(|known| Haversine.distance(GeoPoint(at), GeoPoint(known)) > 1.0)
}
