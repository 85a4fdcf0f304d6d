//! Points, rounds and events as sheets; points as GeoJSON.

use std::collections::BTreeMap;

use geo::Coord;
use serde_json::{Map, Value as Json, json};

use crate::domain::{Datum, Lang, Status};
use crate::ledger::book::Book;
use crate::ledger::event::{Event, EventKind};
use crate::ledger::fields::{Field, Value};
use crate::ledger::moment::Moment;
use crate::ledger::opening::rounded;
use crate::ledger::payload::{Opened, Purpose};
use crate::ledger::point::Point;
use crate::ledger::tables::{Cell, Column, Mapping, Sheet, cell_of};
use crate::ledger::target::Target;
use crate::ledger::tell::what;

/// The three sheets of a workbook: a row per point, one per round, one per event.
pub fn sheets(
    book: &Book,
    events: &[Event],
    mapping: &Mapping,
    datum: Datum,
    lang: Lang,
) -> Vec<Sheet> {
    vec![
        points_sheet(book, events, mapping, datum, lang),
        rounds_sheet(book, lang),
        events_sheet(events, lang),
    ]
}

/// A row per point, in the columns of the mapping's template, else of all fields.
pub fn points_sheet(
    book: &Book,
    events: &[Event],
    mapping: &Mapping,
    datum: Datum,
    lang: Lang,
) -> Sheet {
    let own = own_columns(events);
    let mut columns = mapping.columns(lang);
    for column in &mut columns {
        let own = column.field.is_some_and(|field| mapping.names(field));
        match column.field {
            Some(Field::Lon) if datum.is_projected() && !own => {
                column.heading = lang.pick("easting", "东坐标").into();
            }
            Some(Field::Lat) if datum.is_projected() && !own => {
                column.heading = lang.pick("northing", "北坐标").into();
            }
            Some(Field::Lon | Field::Lat) if !is_wgs84(datum) && !datum.is_projected() => {
                column.heading = format!("{}（{}）", column.heading, datum.word());
            }
            _ => {}
        }
    }
    let rows = points(book).map(|(target, point)| {
        let show = Show {
            target,
            point,
            datum,
            own: own.get(&*target.id),
        };
        columns
            .iter()
            .map(|column| show.cell(column, mapping, lang))
            .collect()
    });
    Sheet {
        name: lang.pick("points", "点位").to_owned(),
        rows: rows.collect(),
        header: columns
            .iter()
            .map(|column| column.heading.clone())
            .collect(),
    }
}

/// CGCS2000 is WGS 84 for our purpose.
fn is_wgs84(datum: Datum) -> bool {
    matches!(datum, Datum::Wgs84 | Datum::Cgcs2000)
}

fn points(book: &Book) -> impl Iterator<Item = (&Target, &Point)> {
    let targets = book.targets().into_iter();
    targets.filter_map(|target| Some((target, target.point.as_deref()?)))
}

/// Columns of the files that points were opened from, which are no fields, by point.
fn own_columns(events: &[Event]) -> BTreeMap<&str, BTreeMap<String, String>> {
    let mut own = BTreeMap::new();
    for event in events
        .iter()
        .filter(|event| event.draft.kind == EventKind::Opened)
    {
        if let Ok(opened) = serde_json::from_str::<Opened>(&event.draft.payload) {
            own.entry(event.draft.target.as_str())
                .or_insert(opened.other);
        }
    }
    own
}

/// A point on its way into a row.
struct Show<'a> {
    target: &'a Target,
    point: &'a Point,
    datum: Datum,
    own: Option<&'a BTreeMap<String, String>>,
}

impl Show<'_> {
    fn cell(&self, column: &Column, mapping: &Mapping, lang: Lang) -> Cell {
        let Some(field) = column.field else {
            let text = self.own.and_then(|own| own.get(&column.heading));
            return text.map_or(Cell::Empty, |text| Cell::Text(text.clone()));
        };
        match field {
            Field::Lon | Field::Lat => self.place(field),
            _ => self
                .value(field)
                .map_or(Cell::Empty, |value| cell_of(field, &value, lang, mapping)),
        }
    }

    fn place(&self, field: Field) -> Cell {
        let Some(at) = self.point.at else {
            return Cell::Empty;
        };
        let at = self.datum.from_wgs84(at);
        // A place that is none of the grid has no numbers there.
        if !is_place(at) {
            return Cell::Empty;
        }
        Cell::Number(rounded(if field == Field::Lon { at.x } else { at.y }))
    }

    /// The value of a field, those that follow from the events included.
    fn value(&self, field: Field) -> Option<Value> {
        let point = self.point;
        let photos = |purposes: &[Purpose]| {
            let marks = point.evidence.iter();
            let count = marks
                .filter(|mark| purposes.contains(&mark.purpose))
                .count();
            Some(Value::Whole(i64::try_from(count).unwrap_or(i64::MAX)))
        };
        let codes = |ids: &[Box<str>]| (!ids.is_empty()).then(|| Value::List(ids.into()));
        match field {
            Field::Id => Some(Value::Text(self.target.id.clone())),
            Field::Status => field.parse(point.status.word()).ok(),
            Field::Round => Some(Value::Whole(i64::from(point.round))),
            Field::StatusSince => Moment::on(point.since, 0, 8 * 3600).map(Value::Time),
            Field::LookbackNext => point.look_backs.first().map(|one| Value::Date(one.due)),
            Field::PhotosBefore => photos(&[Purpose::Before, Purpose::Near, Purpose::Wide]),
            Field::PhotosDuring => photos(&[Purpose::Start, Purpose::During]),
            Field::PhotosAfter => photos(&[Purpose::After]),
            Field::MovedFrom => codes(&point.moved_from),
            Field::MovedTo => codes(&point.moved_to),
            Field::Lon => point.at.map(|at| Value::Number(at.x)),
            Field::Lat => point.at.map(|at| Value::Number(at.y)),
            _ => point.value(field).cloned(),
        }
    }
}

fn is_place(at: Coord) -> bool {
    at.x.is_finite() && at.y.is_finite()
}

/// A row per round: when it entered each state first, and how it ended.
fn rounds_sheet(book: &Book, lang: Lang) -> Sheet {
    const STATES: [Status; 8] = [
        Status::Suspected,
        Status::Listed,
        Status::Planned,
        Status::Works,
        Status::Done,
        Status::Requested,
        Status::Accepted,
        Status::Closed,
    ];
    let mut header = vec![
        Field::Id.heading(lang),
        Field::Name.heading(lang),
        Field::Round.heading(lang),
    ];
    header.extend(STATES.iter().map(|status| status.label(lang).to_owned()));
    header.push(lang.pick("times returned", "退回次数").to_owned());
    header.push(
        lang.pick("days listed to closed", "挂账至销号天数")
            .to_owned(),
    );
    let mut rows = Vec::new();
    for (target, point) in points(book) {
        let first = point.steps.first().map_or(1, |step| step.round);
        for round in first..=point.round {
            let steps = || point.steps.iter().filter(|step| step.round == round);
            let day = |status| steps().find(|step| step.to == status).map(|step| step.day);
            let mut row = vec![
                Cell::Text(target.id.to_string()),
                Cell::Text(point.text(Field::Name).unwrap_or_default().to_owned()),
                Cell::Number(f64::from(round)),
            ];
            row.extend(STATES.map(|status| day(status).map_or(Cell::Empty, Cell::Date)));
            let returned = steps().filter(|step| step.to == Status::Returned).count();
            row.push(Cell::Number(returned as f64));
            let last = steps().rfind(|step| step.to == Status::Closed);
            let days = day(Status::Listed)
                .zip(last)
                .map(|(from, last)| last.day.days_since(from));
            row.push(days.map_or(Cell::Empty, |days| Cell::Number(f64::from(days))));
            rows.push(row);
        }
    }
    Sheet {
        name: lang.pick("rounds", "轮次").to_owned(),
        header,
        rows,
    }
}

/// A row per event, in order.
fn events_sheet(events: &[Event], lang: Lang) -> Sheet {
    let header = [
        ("event", "事件编号"),
        ("time", "时间"),
        ("written down", "录入时间"),
        ("by (key)", "人员代号"),
        ("role", "角色"),
        ("target", "对象编号"),
        ("other", "关联编号"),
        ("kind", "类别"),
        ("what", "内容"),
        ("hash", "校验值"),
    ];
    let row = |event: &Event| {
        let draft = &event.draft;
        let text = |text: &str| Cell::Text(text.to_owned());
        vec![
            Cell::Text(event.name()),
            text(&draft.time.to_string()),
            text(&event.recorded.to_string()),
            text(&draft.actor),
            text(draft.role.label(lang)),
            text(&draft.target),
            draft.other.as_deref().map_or(Cell::Empty, text),
            text(draft.kind.word()),
            Cell::Text(what(event, lang)),
            Cell::Text(event.hash.to_string()),
        ]
    };
    Sheet {
        name: lang.pick("events", "事件").to_owned(),
        header: header.map(|(en, zh)| lang.pick(en, zh).to_owned()).to_vec(),
        rows: events.iter().map(row).collect(),
    }
}

/// The points as a GeoJSON feature collection: fields under their words; a point without a place has a null geometry.
pub fn geojson(book: &Book, datum: Datum) -> String {
    let features: Vec<Json> = points(book)
        .map(|(target, point)| {
            let show = Show {
                target,
                point,
                datum,
                own: None,
            };
            let mut properties = Map::new();
            for field in Field::all().filter(|field| !matches!(field, Field::Lon | Field::Lat)) {
                if let Some(value) = show.value(field) {
                    properties.insert(field.word().to_owned(), value.to_json());
                }
            }
            if let Some(day) = target.last_visit {
                properties.insert("last_visit".to_owned(), json!(day.to_string()));
            }
            let at = point.at.map(|at| datum.from_wgs84(at));
            let at = at.filter(|at| is_place(*at));
            let geometry = at.map(
                |Coord { x, y }| json!({"type": "Point", "coordinates": [rounded(x), rounded(y)]}),
            );
            json!({"type": "Feature", "properties": properties, "geometry": geometry})
        })
        .collect();
    let lines: Vec<String> = features.iter().map(Json::to_string).collect();
    format!(
        "{{\"type\":\"FeatureCollection\",\"features\":[\n{}\n]}}\n",
        lines.join(",\n")
    )
}
