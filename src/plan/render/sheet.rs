//! The sheet (巡查路线单): one page for the phone and for A4 paper that loads nothing.

mod checklists;
mod map;
mod qr;
mod stops;

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::escape::markup;
use super::{MapRoad, ShiftGeometry, anew, clock};
use crate::domain::Lang;
use crate::plan::{PlanFile, ShiftFile};
use crate::units::Day;

const STYLE: &str = include_str!("sheet/style.css");

/// The page of a shift.
pub(in crate::plan) fn sheet(
    plan: &PlanFile,
    shift: &ShiftFile,
    geometry: &ShiftGeometry,
    roads: &[MapRoad<'_>],
) -> Vec<u8> {
    let lang = plan.language;
    let title = format!(
        "{} {} {}{}",
        lang.pick("Patrol route", "巡查路线单"),
        shift.team_name,
        shift.date,
        anew::behind(plan, &shift.date),
    );
    let mut out = format!(
        "<!doctype html>\n<html lang=\"{}\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\
         <meta name=\"format-detection\" content=\"telephone=no\"><title>{}</title>\n<style>\n{STYLE}</style></head><body>\n",
        lang.pick("en", "zh-CN"),
        markup(&title),
    );
    head(&mut out, plan, shift);
    map::draw(&mut out, lang, shift, geometry, roads);
    let _ = writeln!(out, "<h2>{}</h2>", lang.pick("Stops", "巡查点"));
    stops::list(&mut out, plan, shift);
    legends(&mut out, lang, shift);
    signatures(&mut out, lang);
    let _ = writeln!(
        out,
        "<footer>{} · xuncha · {} {}</footer>\n</body></html>",
        lang.pick(
            "Internal paper: holds positions of the ledger; record the place, not people. Coordinates are WGS-84",
            "内部资料：含台账点位；只记地点，不记人。坐标为 WGS-84"
        ),
        lang.pick("seed", "种子"),
        plan.seed,
    );
    out.into_bytes()
}

fn head(out: &mut String, plan: &PlanFile, shift: &ShiftFile) {
    let lang = plan.language;
    let required = shift.stops.iter().filter(|stop| stop.required).count();
    let count = shift.stops.len();
    let _ = writeln!(
        out,
        "<header><h1>{} · {}{}</h1><p><b>{}</b>　{} {}</p>",
        markup(&plan.county),
        lang.pick("patrol route", "巡查路线单"),
        anew::behind(plan, &shift.date),
        markup(&shift.team_name),
        shift.date,
        weekday(lang, &shift.date),
    );
    let facts = match lang {
        Lang::Zh => [
            format!("{count} 个巡查点，其中必到 {required} 个（黑底编号）"),
            format!("工作时间 {}–{}", clock(&shift.start), clock(&shift.end)),
            format!(
                "{} 出发，{} 返回",
                stops::departure(shift),
                clock(&shift.back.arrive)
            ),
            format!("行驶约 {} 公里", stops::kilometres(shift.distance_m)),
        ],
        Lang::En => [
            format!("{count} stops, {required} of them required (black numbers)"),
            format!("working time {}–{}", clock(&shift.start), clock(&shift.end)),
            format!(
                "leave {}, back {}",
                stops::departure(shift),
                clock(&shift.back.arrive)
            ),
            format!("about {} km to drive", stops::kilometres(shift.distance_m)),
        ],
    };
    out.push_str("<p class=\"facts\">");
    for fact in facts {
        let _ = write!(out, "<span>{fact}</span>");
    }
    out.push_str("</p>");
    if plan.replanned.is_some() {
        replaces(out, plan, shift);
    }
    out.push_str("</header>\n");
}

/// What a sheet made anew says of the one that it replaces.
fn replaces(out: &mut String, plan: &PlanFile, shift: &ShiftFile) {
    let lang = plan.language;
    let begun = shift.stops.iter().filter(|stop| stop.frozen).count();
    let left = shift.stops.len() - begun;
    let _ = match lang {
        Lang::En => write!(
            out,
            "<p class=\"anew\">This sheet replaces the earlier one: {begun} stops done or under way, {left} to go."
        ),
        Lang::Zh => write!(
            out,
            "<p class=\"anew\">本单代替此前发放的路线单：已完成或进行中 {begun} 个，待巡查 {left} 个。"
        ),
    };
    let gone = anew::gone(plan, shift);
    if !gone.is_empty() {
        let _ = match lang {
            Lang::En => write!(
                out,
                " No longer on this route: {}.",
                markup(&gone.join(", "))
            ),
            Lang::Zh => write!(out, "本组不再巡查：{}。", markup(&gone.join("、"))),
        };
    }
    out.push_str("</p>");
}

fn weekday(lang: Lang, date: &str) -> &'static str {
    const ZH: [&str; 7] = [
        "星期一",
        "星期二",
        "星期三",
        "星期四",
        "星期五",
        "星期六",
        "星期日",
    ];
    const EN: [&str; 7] = [
        "Monday",
        "Tuesday",
        "Wednesday",
        "Thursday",
        "Friday",
        "Saturday",
        "Sunday",
    ];
    Day::parse(date).map_or("", |day| lang.pick(EN, ZH)[usize::from(day.weekday()) - 1])
}

/// What the numbered boxes ask, for the checklists used on this sheet.
fn legends(out: &mut String, lang: Lang, shift: &ShiftFile) {
    let used: BTreeSet<&str> = shift
        .stops
        .iter()
        .map(|stop| stop.checklist.as_str())
        .collect();
    let known: Vec<_> = used
        .into_iter()
        .filter_map(|code| Some((code, checklists::legend(code, lang)?)))
        .collect();
    if known.is_empty() {
        return;
    }
    let _ = writeln!(
        out,
        "<h2>{}</h2><div class=\"lists\">",
        lang.pick("Checklists: tick what is in order", "检查清单：符合的打勾")
    );
    for (code, (title, items)) in known {
        let _ = write!(out, "<section><h3>{code} {title}</h3>");
        for (mark, text) in items {
            let _ = write!(out, "<p>{mark} {text}</p>");
        }
        out.push_str("</section>\n");
    }
    out.push_str("</div>\n");
}

fn signatures(out: &mut String, lang: Lang) {
    let boxes = match lang {
        Lang::Zh => [
            "巡查人员签字（2 人以上）",
            "单位负责人签字",
            "单位盖章（公章）　　年　月　日",
        ],
        Lang::En => [
            "Signatures of the patrol (2 or more)",
            "Signature of the unit's head",
            "Seal of the unit, date",
        ],
    };
    let _ = writeln!(
        out,
        "<h2>{}</h2><div class=\"sign\"><div>{}</div><div>{}</div><div>{}</div></div>",
        lang.pick("Signatures and seal", "签字盖章"),
        boxes[0],
        boxes[1],
        boxes[2],
    );
}
