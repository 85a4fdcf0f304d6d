//! Points that the ledger has not heard of yet: each is opened from its own row of a layer, once (建账).

use geo::{Centroid, Coord, Geometry};

use super::book::Book;
use super::codes;
use super::event::{Draft, EventKind};
use super::fields::{self, FaultKind, Field, Form, Need, Value};
use super::moment::Moment;
use super::payload::{Opened, RulesSet, Set};
use super::role::Role;
use super::rules::Rules;
use crate::domain::{self, Finding, TargetDetail};

/// Who writes down what comes from files and settings.
pub const CLERKLESS: &str = "xuncha";

/// The event that puts new settings in force; `None` when they are in force already.
pub fn rules_draft(book: &Book, rules: &Rules, time: Moment) -> Option<Draft> {
    if book.has_rules() && book.rules() == rules {
        return None;
    }
    let set = RulesSet {
        rules: rules.clone(),
    };
    Some(draft(EventKind::Rules, "", time, &set))
}

/// The openings of the dump points that the book does not know, in the order of their ids, and what could not be taken over.
pub fn openings<'t>(
    book: &Book,
    targets: impl Iterator<Item = &'t domain::Target>,
    time: Moment,
) -> (Vec<Draft>, Vec<Finding>) {
    let (mut drafts, mut findings) = (Vec::new(), Vec::new());
    for target in targets {
        let known = book.target(target.id.as_str());
        if known.is_some_and(|known| known.point.is_some()) {
            continue;
        }
        if let Some(opened) = opening(target, time.day(), &mut findings) {
            let time = opened_at(opened.since, time);
            drafts.push(draft(EventKind::Opened, target.id.as_str(), time, &opened));
        }
    }
    (drafts, findings)
}

/// When a point is opened: on the day that it entered its state, not when the ledger was told.
pub(super) fn opened_at(since: Option<crate::units::Day>, now: Moment) -> Moment {
    let since = since.and_then(|day| Moment::on(day, 0, now.offset()));
    since.filter(|since| *since < now).unwrap_or(now)
}

pub(super) fn draft(
    kind: EventKind,
    target: &str,
    time: Moment,
    payload: &impl serde::Serialize,
) -> Draft {
    Draft {
        time,
        actor: CLERKLESS.to_owned(),
        role: Role::County,
        target: target.to_owned(),
        other: None,
        seen: "{}".to_owned(),
        kind,
        payload: json(payload),
    }
}

/// A payload as text on one line.
///
/// # Panics
/// Never: payloads are plain data with text keys.
pub fn json(payload: &impl serde::Serialize) -> String {
    serde_json::to_string(payload).expect("a payload is plain data with text keys")
}

/// What a layer states of a dump point.
fn opening(
    target: &domain::Target,
    today: crate::units::Day,
    findings: &mut Vec<Finding>,
) -> Option<Opened> {
    let TargetDetail::DumpPoint(point) = &target.detail else {
        return None;
    };
    let mut row = Row {
        target,
        today,
        findings,
        set: Set::new(),
        other: std::collections::BTreeMap::new(),
    };
    for (column, text) in &target.columns {
        row.column(column, text);
    }
    row.put(Field::Name, &target.name);
    row.put(Field::Tier, super::history::tier_word(point.tier));
    row.put(Field::Hazard, &point.hazard.to_string());
    row.put(
        Field::StillDumping,
        if point.still_dumping { "yes" } else { "no" },
    );
    row.dates(point.status_since);
    Some(Opened {
        status: point.status,
        since: point.status_since,
        round: point.round,
        at: middle(&target.geometry).map(|place| [rounded(place.x), rounded(place.y)]),
        last_visit: target.last_visit,
        look_back: point.lookback_next,
        source: target.source.to_string(),
        set: row.set,
        other: row.other,
    })
}

/// A row on its way into the ledger.
struct Row<'a> {
    target: &'a domain::Target,
    today: crate::units::Day,
    findings: &'a mut Vec<Finding>,
    set: Set,
    other: std::collections::BTreeMap<String, String>,
}

/// Columns whose values the target already has, as the layer's reader understood them.
const READ_ALREADY: [Field; 8] = [
    Field::Id,
    Field::Lon,
    Field::Lat,
    Field::Status,
    Field::Round,
    Field::StatusSince,
    Field::LookbackNext,
    Field::Name,
];

impl Row<'_> {
    fn column(&mut self, column: &str, text: &str) {
        let field = Field::from_word(column).or_else(|| Field::find(column));
        if column == "last_visit" || field.is_some_and(|field| READ_ALREADY.contains(&field)) {
            return;
        }
        match field {
            Some(field) if field.need() != Need::Derived => match field.parse_cell(text) {
                Ok(Some(value)) => match value.day().filter(|day| *day > self.today) {
                    Some(day) if field == Field::FirstSeen => {
                        let finding = Finding::new(&codes::FOUND_AHEAD, self.target.source.clone());
                        let finding = finding.id(self.target.id.as_str()).arg(day);
                        self.findings.push(finding);
                        self.keep(column, text);
                    }
                    _ => self.insert(field, &value),
                },
                Ok(None) => {}
                Err(fault) => self.refuse(column, text, field, &fault),
            },
            _ => self.keep(column, text),
        }
    }

    /// A value that does not fit its field stays word for word, unless it names a person.
    fn refuse(&mut self, column: &str, text: &str, field: Field, fault: &fields::FieldFault) {
        let names_a_person = matches!(field.form(), Form::Key | Form::Keys)
            || matches!(fault.kind, FaultKind::Personal(_));
        let code = if names_a_person {
            &codes::PERSON_LEFT_OUT
        } else {
            &codes::VALUE_KEPT
        };
        let finding = Finding::new(code, self.target.source.clone()).id(self.target.id.as_str());
        let finding = finding.arg(column).arg(fault.message(domain::Lang::En));
        self.findings
            .push(finding.arg(fault.message(domain::Lang::Zh)));
        if !names_a_person {
            self.keep(column, text);
        }
    }

    fn keep(&mut self, column: &str, text: &str) {
        if fields::personal(text).is_some() || names_persons(column) {
            let finding = Finding::new(&codes::PERSON_LEFT_OUT, self.target.source.clone());
            let finding = finding.id(self.target.id.as_str()).arg(column);
            self.findings
                .push(finding.arg(fields::mask(text)).arg(fields::mask(text)));
        } else {
            self.other.insert(column.to_owned(), text.to_owned());
        }
    }

    fn insert(&mut self, field: Field, value: &Value) {
        self.set.insert(field.word().to_owned(), value.to_json());
    }

    /// A value that the layer's reader made; a name need not fit its field all the same.
    fn put(&mut self, field: Field, text: &str) {
        match field.parse(text) {
            Ok(value) => self.insert(field, &value),
            Err(fault) if fault.kind == FaultKind::Empty => {}
            Err(fault) => self.refuse(field.word(), text, field, &fault),
        }
    }

    /// Says when the row's dates are in an order that cannot be.
    fn dates(&mut self, closed: Option<crate::units::Day>) {
        let day = |set: &Set, field: Field| {
            let json = set.get(field.word())?;
            field.value_from_json(json).ok()?.day()
        };
        let found = day(&self.set, Field::FirstSeen);
        let ended = day(&self.set, Field::ActualEnd).or(closed);
        if let (Some(found), Some(ended)) = (found, ended)
            && ended < found
        {
            let finding = Finding::new(&codes::ENDED_BEFORE_FOUND, self.target.source.clone());
            let finding = finding.id(self.target.id.as_str()).arg(ended).arg(found);
            self.findings.push(finding);
        }
    }
}

/// Whether a column that is no field holds names, phones or other data of persons by its heading.
pub(super) fn names_persons(column: &str) -> bool {
    const WORDS: [&str; 19] = [
        "姓名",
        "联系",
        "电话",
        "手机",
        "微信",
        "身份证",
        "负责人",
        "责任人",
        "书记",
        "保洁员",
        "网格员",
        "审核人",
        "填报人",
        "制表人",
        "巡查员",
        "phone",
        "contact",
        "mobile",
        "wechat",
    ];
    let column = column.to_lowercase();
    WORDS.iter().any(|word| column.contains(word)) || column.ends_with('人')
}

/// Where a point is taken to be: itself, or the middle of its outline.
pub fn middle(geometry: &Geometry) -> Option<Coord> {
    match geometry {
        Geometry::Point(point) => Some(point.0),
        other => other.centroid().map(|point| point.0),
    }
}

/// To 1e-7 degrees, about a centimetre.
pub(super) fn rounded(degrees: f64) -> f64 {
    (degrees * 1e7).round() / 1e7
}
