//! The stops of a sheet, each with its times, reasons, boxes to tick, links and code.

use std::fmt::Write as _;

use super::{checklists, qr};
use crate::domain::Lang;
use crate::plan::render::clock;
use crate::plan::render::escape::markup;
use crate::plan::{Direction, ShiftFile, StopFile};

/// All stops and the way back.
pub(super) fn list(out: &mut String, lang: Lang, shift: &ShiftFile) {
    let leave = lang.pick("leave the base", "从驻地出发");
    let _ = writeln!(
        out,
        "<div class=\"base\">{} {leave}</div>\n<ol class=\"stops\">",
        departure(shift)
    );
    for stop in &shift.stops {
        entry(out, lang, stop);
    }
    let back = lang.pick("back at the base", "返回驻地");
    let _ = writeln!(
        out,
        "</ol>\n<div class=\"base\">{} {back} · {}</div>",
        clock(&shift.back.arrive),
        drive(lang, shift.back.distance_m, shift.back.drive_s),
    );
}

/// When the vehicle leaves the base: the first arrival less the first drive.
pub(super) fn departure(shift: &ShiftFile) -> String {
    let Some(first) = shift.stops.first() else {
        return clock(&shift.start).to_owned();
    };
    let leave = seconds(&first.arrive) - first.leg.drive_s;
    format!(
        "{:02}:{:02}",
        leave.div_euclid(3600).rem_euclid(24),
        leave.div_euclid(60).rem_euclid(60)
    )
}

/// Seconds after midnight of an RFC 3339 time.
fn seconds(time: &str) -> i64 {
    let part = |from: usize| {
        time.get(from..from + 2)
            .and_then(|text| text.parse().ok())
            .unwrap_or(0_i64)
    };
    part(11) * 3600 + part(14) * 60 + part(17)
}

/// Kilometres with one decimal.
pub(super) fn kilometres(metres: i64) -> String {
    format!("{}.{}", (metres + 50) / 1000, (metres + 50) % 1000 / 100)
}

/// Minutes, rounded up: nobody plans with less than what it takes.
fn minutes(seconds: i64) -> i64 {
    (seconds + 59).div_euclid(60)
}

fn drive(lang: Lang, metres: i64, seconds: i64) -> String {
    let (km, min) = (kilometres(metres), minutes(seconds));
    match lang {
        Lang::Zh => format!("行驶 {km} 公里，{min} 分钟"),
        Lang::En => format!("drive {km} km, {min} min"),
    }
}

fn entry(out: &mut String, lang: Lang, stop: &StopFile) {
    let must = if stop.required { " must" } else { "" };
    let _ = writeln!(
        out,
        "<li class=\"stop{must}\" id=\"stop-{}\"><span class=\"no\">{}</span>",
        stop.seq, stop.seq
    );
    let _ = writeln!(
        out,
        "<div class=\"time\">{}–{} <small>{}</small></div>",
        clock(&stop.arrive),
        clock(&stop.depart),
        work(lang, stop),
    );
    out.push_str("<div class=\"what\">");
    what(out, lang, stop);
    out.push_str("</div>\n");
    let _ = writeln!(out, "<div class=\"side\">{}</div>", qr::svg(&stop.target));
    ticks(out, lang, stop);
    out.push_str("</li>\n");
}

/// What happens between arrival and departure.
fn work(lang: Lang, stop: &StopFile) -> String {
    let mut text = match lang {
        Lang::Zh => format!("作业 {} 分", minutes(stop.service_s)),
        Lang::En => format!("work {} min", minutes(stop.service_s)),
    };
    if let Some(rest) = &stop.rest {
        let (start, long) = (clock(&rest.start), minutes(rest.duration_s));
        let _ = match lang {
            Lang::Zh => write!(text, "，{start} 起休息 {long} 分"),
            Lang::En => write!(text, ", break {start}, {long} min"),
        };
    }
    let rest = stop.rest.as_ref().map_or(0, |rest| rest.duration_s);
    let wait = seconds(&stop.start) - seconds(&stop.arrive) - stop.walk_s - rest;
    if wait >= 60 {
        let (start, wait) = (clock(&stop.start), wait / 60);
        let _ = match lang {
            Lang::Zh => write!(text, "，等候 {wait} 分（{start} 起可作业）"),
            Lang::En => write!(text, ", wait {wait} min (open from {start})"),
        };
    }
    text
}

fn what(out: &mut String, lang: Lang, stop: &StopFile) {
    let _ = write!(
        out,
        "<p><b>{}</b> <span class=\"id\">{}</span>",
        markup(&stop.name),
        markup(&stop.target)
    );
    if let Some(visit) = stop.visit {
        let _ = match lang {
            Lang::Zh => write!(out, " 第 {visit} 次"),
            Lang::En => write!(out, " visit {visit}"),
        };
    }
    if stop.required {
        let _ = write!(
            out,
            " <span class=\"must-word\">{}</span>",
            lang.pick("required", "必到")
        );
    }
    let status = stop
        .status
        .map_or(String::new(), |status| format!(" · {}", status.label(lang)));
    let mut way = drive(lang, stop.leg.distance_m, stop.leg.drive_s);
    if stop.walk_m > 0 {
        let (metres, min) = (stop.walk_m, minutes(stop.walk_s));
        let _ = match lang {
            Lang::Zh => write!(way, " · 步行 {metres} 米，{min} 分钟"),
            Lang::En => write!(way, " · walk {metres} m, {min} min"),
        };
    }
    let _ = write!(
        out,
        "</p><p class=\"soft\">{}{status} · {way}</p>",
        stop.kind.label(lang)
    );
    if let Some(corridor) = &stop.corridor {
        let km = kilometres(corridor.length_m);
        let way = match corridor.direction {
            Direction::Forward => lang.pick("as drawn", "正向"),
            Direction::Backward => lang.pick("against the drawing", "反向"),
        };
        let [x, y] = corridor.to;
        let text = match lang {
            Lang::Zh => format!("沿路巡查 {km} 公里（{way}），至 {x:.5}, {y:.5}"),
            Lang::En => format!("patrol {km} km along the road ({way}) to {x:.5}, {y:.5}"),
        };
        let _ = write!(out, "<p class=\"soft\">{text}</p>");
    }
    reasons(out, lang, stop);
    let _ = write!(
        out,
        "<p class=\"soft\">{:.6}, {:.6} WGS-84</p><p class=\"links\"><a href=\"{}\">{}</a><a href=\"{}\">{}</a><a href=\"{}\">geo</a></p>",
        stop.lon,
        stop.lat,
        markup(&stop.links.amap),
        lang.pick("Amap", "高德"),
        markup(&stop.links.baidu),
        lang.pick("Baidu", "百度"),
        markup(&stop.links.geo),
    );
}

fn reasons(out: &mut String, lang: Lang, stop: &StopFile) {
    let parts: Vec<String> = stop
        .reasons
        .iter()
        .map(|reason| format!("{} {:+}", markup(&reason.text), reason.value))
        .collect();
    let why = lang.pick("why", "缘由");
    let _ = write!(
        out,
        "<p class=\"soft\">{why}: {} = {}</p>",
        parts.join(", "),
        stop.prize
    );
}

fn ticks(out: &mut String, lang: Lang, stop: &StopFile) {
    out.push_str("<div class=\"ticks\">");
    let results = match lang {
        Lang::Zh => ["已查无异常", "发现问题", "未能到访"],
        Lang::En => ["all well", "problem found", "could not visit"],
    };
    for result in results {
        tick(out, result);
    }
    let _ = write!(
        out,
        "{}<span class=\"fill\"></span> {}<span class=\"fill wide\"></span>",
        lang.pick("at ", "实到"),
        lang.pick("remarks ", "备注"),
    );
    let marks: Vec<&str> = checklists::marks(&stop.checklist).collect();
    let _ = write!(out, "<br>{}: ", markup(&stop.checklist));
    for mark in marks {
        tick(out, mark);
    }
    out.push_str("</div>");
}

fn tick(out: &mut String, word: &str) {
    let _ = write!(out, "<label><input type=\"checkbox\">{word}</label>");
}
