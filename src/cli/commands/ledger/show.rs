use serde_json::{Value, json};

use super::act::duplicates;
use super::visit::kind_of;

use super::contacts::Contacts;
use crate::cli::args::LedgerShow;
use crate::cli::clock::{now, today};
use crate::cli::outcome::{Exit, Failure};
use crate::cli::render::Speaker;
use crate::domain::Lang;
use crate::ledger::payload::Moved;
use crate::ledger::tell::{event_json, sentence};
use crate::ledger::transitions::out_of;
use crate::ledger::{
    About, Attempt, Book, Clerk, Event, Point, Role, Target, Trouble, allowed, lacks,
};
use crate::register;
use crate::workspace::Workspace;

/// `xuncha ledger show`: the whole file of a point (一点一档), or what is known of any other target.
pub(super) fn run(
    workspace: &Workspace,
    args: &LedgerShow,
    speaker: Speaker,
) -> Result<Exit, Failure> {
    let (register, layers) = super::open(workspace, None, register::Purpose::Read, speaker)?;
    let book = register.ledger.book();
    let untouched;
    let target = if let Some(target) = book.target(&args.id) {
        target
    } else {
        let kind = kind_of(workspace, book, &layers.targets, &args.id)?;
        untouched = Target::new(&args.id, kind);
        &untouched
    };
    let mut events = register
        .ledger
        .store()
        .read_target(&args.id)
        .map_err(crate::ledger::LedgerError::from)?;
    events.sort_by(|a, b| a.borrowed().order().cmp(&b.borrowed().order()));
    let next = target
        .point
        .as_deref()
        .map_or(Vec::new(), |point| next(point, book, workspace));
    let page = Page {
        book,
        target,
        events: &events,
        next: &next,
        day: today(workspace.utc_offset),
        lang: speaker.lang,
    };
    speaker.text(&page.text());
    speaker.text(&who(workspace, &events, speaker));
    speaker.json(&page.json());
    Ok(Exit::Done)
}

/// Who the keys of the timeline are, for people at this machine.
fn who(workspace: &Workspace, events: &[Event], speaker: Speaker) -> String {
    match Contacts::read(workspace, speaker.lang) {
        Ok(contacts) => {
            let legend = contacts.legend(events.iter().map(|event| event.draft.actor.as_str()));
            if legend.is_empty() {
                legend
            } else {
                format!("\n{legend}\n")
            }
        }
        Err(why) => {
            speaker.say(&why, &why);
            String::new()
        }
    }
}

/// A move that may come next, who may make it, and what it lacks today.
struct Next {
    name: String,
    to: crate::domain::Status,
    who: Vec<Role>,
    lacks: Vec<crate::ledger::Lack>,
}

fn next(point: &Point, book: &Book, workspace: &Workspace) -> Vec<Next> {
    out_of(Some(point.status))
        .map(|transition| {
            let who = allowed(transition, Some(point), book.rules());
            let moved = Moved {
                from: Some(point.status),
                to: transition.to,
                set: crate::ledger::payload::Set::new(),
                evidence: Vec::new(),
                reason: None,
                with: Vec::new(),
                at: None,
            };
            let attempt = Attempt {
                actor: "",
                role: who.first().copied().unwrap_or(Role::County),
                day: now(workspace.utc_offset).day(),
                moved: &moved,
                other: None,
            };
            Next {
                name: transition.name(),
                to: transition.to,
                lacks: lacks(transition, point, &attempt, book.rules()),
                who,
            }
        })
        .collect()
}

struct Page<'a> {
    book: &'a Book,
    target: &'a Target,
    events: &'a [Event],
    next: &'a [Next],
    day: crate::units::Day,
    lang: Lang,
}

impl Page<'_> {
    fn text(&self) -> String {
        let lang = self.lang;
        let mut text = format!("{}  {}\n", self.target.id, self.target.kind.label(lang));
        if let Some(point) = self.target.point.as_deref() {
            text.push_str(&self.point_text(point));
        }
        if let Some(last) = self.target.last_visit {
            text.push_str(&format!(
                "{}{last}\n",
                lang.pick("last visit: ", "上次到访：")
            ));
        }
        if let Some((day, why)) = self.target.last_failure {
            text.push_str(&format!(
                "{}{} × {}, {day}\n",
                lang.pick("failed visits: ", "未成功到访："),
                self.target.failed_visits,
                why.label(lang)
            ));
        }
        if let Some(metres) = &self.target.metres {
            text.push_str(&format!("{}\n", lang.pick("metres seen:", "已巡查米数：")));
            for (from, to, day) in metres.0.spans() {
                text.push_str(&format!("  {from}-{to} / {} m  {day}\n", metres.1));
            }
        }
        for order in self.target.orders.all() {
            let state = order.closed.map_or_else(
                || format!("{} {}", lang.pick("due", "限"), order.due),
                |day| format!("{} {day}", lang.pick("closed", "已复查合格")),
            );
            text.push_str(&format!(
                "{} {} {}={}  {} {}  {state}\n",
                lang.pick("order", "整改通知"),
                order.checklist,
                order.item,
                order.value,
                lang.pick("issued", "发出"),
                order.issued,
            ));
        }
        for deadline in Clerk::new(self.book.rules()).deadlines(self.target) {
            let late = if deadline.due < self.day {
                lang.pick("  OVERDUE", "  超期")
            } else {
                ""
            };
            text.push_str(&format!(
                "{}{} {}{late}\n",
                lang.pick("due: ", "期限："),
                deadline.due,
                deadline.step.label(lang)
            ));
        }
        text.push_str(&self.troubles());
        text.push_str(&format!("\n{}\n", lang.pick("timeline", "过程记录")));
        for event in self.events {
            text.push_str(&format!("  {}\n", sentence(event, lang)));
        }
        if self.events.is_empty() {
            let nothing = lang.pick("nothing noted so far", "尚无记录");
            text.push_str(&format!("  {nothing}\n"));
        }
        if !self.next.is_empty() {
            text.push_str(&format!(
                "\n{}\n",
                lang.pick("what may come next", "下一步")
            ));
        }
        for next in self.next {
            text.push_str(&next_text(next, lang));
        }
        text
    }

    fn point_text(&self, point: &Point) -> String {
        let lang = self.lang;
        let mut text = format!(
            "{} {} {}{} {}{}\n",
            point.status.label(lang),
            lang.pick("since", "自"),
            point.since,
            lang.pick(", round", "，轮次"),
            point.round,
            if point.carried {
                lang.pick(
                    " (as stated by the layer; not proven here)",
                    "（据图层原状建账，本台账无过程证据）",
                )
            } else {
                ""
            },
        );
        if let Some(at) = point.at {
            text.push_str(&format!(
                "{}{:.6}, {:.6}\n",
                lang.pick("place: ", "位置："),
                at.x,
                at.y
            ));
        }
        for (field, value) in point.values() {
            text.push_str(&format!(
                "{}{}{}\n",
                field.heading(lang),
                lang.colon(),
                value.text(lang)
            ));
        }
        for (label, ids) in [
            (lang.pick("waste found at", "垃圾被移至"), &point.moved_to),
            (lang.pick("waste from", "垃圾来自"), &point.moved_from),
            (
                lang.pick("perhaps the same place", "可能重复"),
                &point.same_place,
            ),
        ] {
            if !ids.is_empty() {
                text.push_str(&format!("{label}{}{}\n", lang.colon(), ids.join(", ")));
            }
        }
        for (id, metres) in duplicates(self.book, &self.target.id) {
            text.push_str(&format!(
                "{}{id}, {metres:.0} m\n",
                lang.pick("near, perhaps the same place: ", "邻近，可能重复：")
            ));
        }
        text
    }

    fn troubles(&self) -> String {
        let (lang, devices) = (self.lang, self.book.devices());
        let mut text = String::new();
        for trouble in &self.target.troubles {
            text.push_str(&match trouble {
                Trouble::Refused { event, lacks } => {
                    let why: Vec<&str> = lacks.iter().map(|lack| lack.message(lang)).collect();
                    format!(
                        "{}{}{}{}\n",
                        lang.pick("not applied: ", "未生效："),
                        event.name(devices),
                        lang.colon(),
                        why.join(lang.semicolon())
                    )
                }
                Trouble::Conflict {
                    events,
                    about,
                    says,
                    settled,
                } => format!(
                    "{} {} {} {}: `{}` / `{}`{}\n",
                    lang.pick("conflict", "冲突"),
                    about_text(*about, lang),
                    events[0].name(devices),
                    events[1].name(devices),
                    says[0],
                    says[1],
                    settled.map_or_else(
                        || lang
                            .pick(" (settle it: ledger settle)", "（请用 ledger settle 处理）")
                            .to_owned(),
                        |by| format!(
                            " ({} {})",
                            lang.pick("settled by", "已由…处理："),
                            by.name(devices)
                        ),
                    ),
                ),
            });
        }
        text
    }

    fn json(&self) -> Value {
        let (lang, target, devices) = (self.lang, self.target, self.book.devices());
        let point = target.point.as_deref().map(|point| {
            json!({
                "status": point.status, "since": point.since.to_string(), "round": point.round,
                "carried_over": point.carried, "lon": point.at.map(|at| at.x), "lat": point.at.map(|at| at.y),
                "fields": point.values().map(|(field, value)| (field.word().to_owned(), value.to_json()))
                    .collect::<serde_json::Map<_, _>>(),
                "moved_to": point.moved_to, "moved_from": point.moved_from, "same_place": point.same_place,
                "merged_into": point.merged_into, "cites": point.cites, "objections": point.objections,
                "look_backs": point.look_backs.iter().map(|one| json!({"due": one.due.to_string(), "mandatory": one.mandatory})).collect::<Vec<_>>(),
                "rebound_found": point.rebound.map(|day| day.to_string()),
                "photos": point.evidence.iter().filter(|mark| mark.purpose.is_photo()).count(),
                "possible_duplicates": duplicates(self.book, &target.id).iter().map(|(id, metres)| json!({"id": id, "metres": metres.round()})).collect::<Vec<_>>(),
            })
        });
        json!({
            "id": &*target.id, "kind": target.kind, "point": point,
            "last_visit": target.last_visit.map(|day| day.to_string()), "visits": target.visits,
            "failed_visits": target.failed_visits,
            "complaint": target.complaint.map(|day| day.to_string()),
            "metres": target.metres.as_deref().map(|(metres, length)| json!({
                "length": length,
                "spans": metres.spans().iter().map(|(from, to, day)| json!([from, to, day.to_string()])).collect::<Vec<_>>(),
            })),
            "orders": target.orders.all().iter().map(|order| json!({
                "checklist": &*order.checklist, "item": &*order.item, "value": &*order.value, "issued": order.issued.to_string(),
                "due": order.due.to_string(), "failed": order.failed, "closed": order.closed.map(|day| day.to_string()),
            })).collect::<Vec<_>>(),
            "deadlines": Clerk::new(self.book.rules()).deadlines(target).iter().map(|one| json!({
                "step": one.step, "due": one.due.to_string(), "overdue": one.due < self.day,
            })).collect::<Vec<_>>(),
            "troubles": target.troubles.iter().map(|trouble| trouble_json(trouble, devices, lang)).collect::<Vec<_>>(),
            "events": self.events.iter().map(event_json).collect::<Vec<_>>(),
            "next": self.next.iter().map(|next| json!({
                "transition": next.name, "to": next.to, "who": next.who,
                "lacks": next.lacks.iter().map(|lack| json!({"what": lack.word, "text": lack.message(lang)})).collect::<Vec<_>>(),
            })).collect::<Vec<_>>(),
        })
    }
}

fn next_text(next: &Next, lang: Lang) -> String {
    let who: Vec<&str> = next.who.iter().map(|role| role.label(lang)).collect();
    let mut text = format!(
        "  {} → {} ({}){}{}\n",
        next.name,
        next.to.label(lang),
        next.to.word(),
        lang.colon(),
        who.join(lang.pick(", ", "、")),
    );
    for lack in &next.lacks {
        text.push_str(&format!("    - {}\n", lack.message(lang)));
    }
    text
}

fn about_text(about: About, lang: Lang) -> &'static str {
    match about {
        About::Status => lang.pick("on the state", "（状态）"),
        About::Field(field) => field.label(lang),
        About::Position => lang.pick("on the place", "（位置）"),
    }
}

fn trouble_json(trouble: &Trouble, devices: &[Box<str>], lang: Lang) -> Value {
    match trouble {
        Trouble::Refused { event, lacks } => json!({
            "kind": "refused", "event": event.name(devices),
            "lacks": lacks.iter().map(|lack| lack.message(lang)).collect::<Vec<_>>(),
        }),
        Trouble::Conflict {
            events,
            about,
            says,
            settled,
        } => json!({
            "kind": "conflict", "events": events.map(|stamp| stamp.name(devices)),
            "about": match about { About::Status => "status", About::Position => "position", About::Field(field) => field.word() },
            "says": says, "settled": settled.map(|stamp| stamp.name(devices)),
        }),
    }
}
