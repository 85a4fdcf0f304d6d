use rayon::prelude::*;
use serde_json::json;

use crate::cli::args::LedgerList;
use crate::cli::clock::today;
use crate::cli::outcome::{Exit, Failure};
use crate::cli::render::Speaker;
use crate::cli::table::{Lean, Table};
use crate::domain::Lang;
use crate::ledger::{
    Clerk, Deadline, EventKind, EventRef, Field, Ledger, LedgerError, Point, Target,
};
use crate::register;
use crate::units::Day;
use crate::workspace::Workspace;

/// One point of the list.
struct Entry<'b> {
    target: &'b Target,
    point: &'b Point,
    next: Option<Deadline>,
    /// Working days late.
    late: Option<u32>,
}

/// `xuncha ledger list`
pub(super) fn run(
    workspace: &Workspace,
    args: &LedgerList,
    speaker: Speaker,
) -> Result<Exit, Failure> {
    let day = args.as_of.unwrap_or_else(|| today(workspace.utc_offset));
    let (register, _) = super::open(workspace, args.as_of, register::Purpose::Read, speaker)?;
    let begun = match args.as_of {
        Some(_) => begun(&register.ledger)?,
        None => None,
    };
    let book = register.ledger.book();
    let clerk = Clerk::new(book.rules());
    let entries: Vec<Entry<'_>> = book
        .targets()
        .into_par_iter()
        .filter_map(|target| entry(target, &clerk, day))
        .filter(|entry| wanted(entry, args))
        .collect();
    let lang = speaker.lang;
    speaker.text(&table(&entries, lang).to_string());
    let (count, overdue) = (
        entries.len(),
        entries.iter().filter(|entry| entry.late.is_some()).count(),
    );
    speaker.text(&match lang {
        Lang::En => format!("{count} points on {day}, {overdue} overdue\n"),
        Lang::Zh => format!("{day} 共 {count} 个点位，超期 {overdue} 个\n"),
    });
    if let Some(begun) = begun.filter(|begun| day < *begun) {
        speaker.say(
            &format!("note: the ledger begins on {begun}: of {day} it knows nothing, the points are shown as they were entered [G0127]"),
            &format!("说明：台账自 {begun} 起建立，对 {day} 一无所知，各点位按建账时所载列出 [G0127]"),
        );
    }
    speaker.json(&json!({
        "date": day.to_string(), "ledger_begins": begun.map(|day| day.to_string()),
        "points": entries.iter().map(|entry| entry_json(entry, lang)).collect::<Vec<_>>(),
    }));
    Ok(Exit::Done)
}

/// The day from which on the ledger was kept: that of its first event, of entries that on which they were written down.
fn begun(ledger: &Ledger) -> Result<Option<Day>, Failure> {
    let mut first: Option<Day> = None;
    let mut take = |event: EventRef<'_>| {
        let since = match event.kind {
            EventKind::Opened => event.recorded,
            EventKind::Rules => return,
            _ => event.time,
        };
        first = Some(first.map_or(since.day(), |first| first.min(since.day())));
    };
    let store = ledger.store();
    store.read_since(0, &mut take).map_err(LedgerError::from)?;
    Ok(first)
}

fn entry<'b>(target: &'b Target, clerk: &Clerk<'_>, day: Day) -> Option<Entry<'b>> {
    let point = target.point.as_deref()?;
    let next = clerk.deadlines(target).first().copied();
    Some(Entry {
        target,
        point,
        next,
        late: next.and_then(|next| clerk.days_late(next, day)),
    })
}

fn wanted(entry: &Entry<'_>, args: &LedgerList) -> bool {
    let township = entry.point.text(Field::Township);
    args.state.is_none_or(|state| state == entry.point.status)
        && args
            .township
            .as_deref()
            .is_none_or(|wanted| township == Some(wanted))
        && (!args.overdue || entry.late.is_some())
}

fn table(entries: &[Entry<'_>], lang: Lang) -> Table {
    let mut table = Table::new(&[
        (lang.pick("id", "编号"), Lean::Left),
        (lang.pick("name", "名称"), Lean::Left),
        (lang.pick("township", "乡镇"), Lean::Left),
        (lang.pick("state", "状态"), Lean::Left),
        (lang.pick("since", "起"), Lean::Left),
        (lang.pick("round", "轮次"), Lean::Right),
        (lang.pick("hazard", "危害"), Lean::Right),
        (lang.pick("last visit", "上次到访"), Lean::Left),
        (lang.pick("next", "下一步"), Lean::Left),
        (lang.pick("due", "期限"), Lean::Left),
        (lang.pick("late (wd)", "超期（工作日）"), Lean::Right),
    ]);
    for entry in entries {
        let text = |field| entry.point.text(field).unwrap_or_default().to_owned();
        let hazard = entry.point.number(Field::Hazard);
        table.row(vec![
            entry.target.id.to_string(),
            text(Field::Name),
            text(Field::Township),
            entry.point.status.label(lang).to_owned(),
            entry.point.since.to_string(),
            entry.point.round.to_string(),
            hazard.map_or(String::new(), |hazard| hazard.to_string()),
            entry
                .target
                .last_visit
                .map_or(String::new(), |day| day.to_string()),
            entry
                .next
                .map_or("", |next| next.step.label(lang))
                .to_owned(),
            entry
                .next
                .map_or(String::new(), |next| next.due.to_string()),
            entry.late.map_or(String::new(), |late| late.to_string()),
        ]);
    }
    table
}

fn entry_json(entry: &Entry<'_>, lang: Lang) -> serde_json::Value {
    let (target, point) = (entry.target, entry.point);
    json!({
        "id": &*target.id, "name": point.text(Field::Name), "township": point.text(Field::Township),
        "status": point.status, "status_label": point.status.label(lang), "since": point.since.to_string(),
        "round": point.round, "hazard": point.number(Field::Hazard), "carried_over": point.carried,
        "lon": point.at.map(|at| at.x), "lat": point.at.map(|at| at.y),
        "last_visit": target.last_visit.map(|day| day.to_string()),
        "next": entry.next.map(|next| json!({"step": next.step, "due": next.due.to_string()})),
        "late_working_days": entry.late,
        "conflicts": target.open_conflicts().count(),
    })
}
