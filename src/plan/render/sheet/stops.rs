//! The stops of a sheet, each with its times, reasons, boxes to tick, links and code.

use std::fmt::Write as _;

use super::{checklists, qr};
use crate::domain::Lang;
use crate::plan::render::escape::markup;
use crate::plan::render::{anew, clock, costs, minutes, onward};
use crate::plan::{PlanFile, ShiftFile, StopFile};

/// Shorter walks, in metres, go without saying.
const LEAST_WALK: i64 = 5;

/// All stops and the way back.
pub(super) fn list(out: &mut String, plan: &PlanFile, shift: &ShiftFile) {
    let lang = plan.language;
    let leave = lang.pick("leave the base", "从驻地出发");
    let _ = writeln!(
        out,
        "<div class=\"base\">{} {leave}</div>\n<ol class=\"stops\">",
        departure(shift)
    );
    for stop in &shift.stops {
        entry(out, lang, stop, anew::news(plan, shift, stop));
    }
    let back = lang.pick("back at the base", "返回驻地");
    let _ = writeln!(
        out,
        "</ol>\n<div class=\"base\">{} {back} · {}</div>",
        clock(&shift.back.arrive),
        home(lang, shift),
    );
}

/// The drive home; from the place where the team goes on, if it is told of one, and how late it is then.
fn home(lang: Lang, shift: &ShiftFile) -> String {
    let back = &shift.back;
    let long = back.drive_s - back.via.map_or(0, |via| via.after_s);
    let way = drive(lang, back.distance_m, long);
    if back.late_s == 0 {
        return way;
    }
    let late = minutes(back.late_s);
    match lang {
        Lang::Zh => format!("{way} · 超出工作时间 {late} 分钟"),
        Lang::En => format!("{way} · {late} min after the working time"),
    }
}

/// When the vehicle leaves the base: the first arrival less the first drive.
pub(super) fn departure(shift: &ShiftFile) -> String {
    let Some(first) = shift.stops.first() else {
        return clock(&shift.start).to_owned();
    };
    hours(seconds(&first.arrive) - first.leg.drive_s)
}

/// `HH:MM` of seconds after midnight.
fn hours(seconds: i64) -> String {
    format!(
        "{:02}:{:02}",
        seconds.div_euclid(3600).rem_euclid(24),
        seconds.div_euclid(60).rem_euclid(60)
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

fn drive(lang: Lang, metres: i64, seconds: i64) -> String {
    let (km, min) = (kilometres(metres), minutes(seconds));
    match lang {
        Lang::Zh => format!("行驶 {km} 公里，{min} 分钟"),
        Lang::En => format!("drive {km} km, {min} min"),
    }
}

/// The drive to a stop; from the place where the team goes on, if it is told of one.
fn leg(lang: Lang, stop: &StopFile) -> String {
    let way = drive(lang, stop.leg.distance_m, onward(&stop.leg));
    if stop.leg.via.is_none() || stop.frozen {
        return way;
    }
    let leaves = hours(seconds(&stop.arrive) - onward(&stop.leg));
    match lang {
        Lang::Zh => format!("{leaves} 从现处出发，{way}"),
        Lang::En => format!("on from where you are at {leaves}, {way}"),
    }
}

fn entry(out: &mut String, lang: Lang, stop: &StopFile, news: Option<String>) {
    let must = if stop.required { " must" } else { "" };
    let begun = if stop.frozen { " begun" } else { "" };
    let _ = writeln!(
        out,
        "<li class=\"stop{must}{begun}\" id=\"stop-{}\"><span class=\"no\">{}</span>",
        stop.seq, stop.seq
    );
    let _ = writeln!(
        out,
        "<div class=\"what\"><p class=\"head\"><span class=\"time\">{}–{}</span> ",
        clock(&stop.arrive),
        clock(&stop.depart),
    );
    what(out, lang, stop, news);
    out.push_str("</div>\n");
    let _ = writeln!(out, "<div class=\"side\">{}</div>", qr::svg(&stop.target));
    if !stop.frozen {
        ticks(out, lang, stop);
    }
    out.push_str("</li>\n");
}

/// What happens between arrival and departure.
fn work(lang: Lang, stop: &StopFile) -> String {
    let mut text = match lang {
        Lang::Zh => format!("作业 {} 分", minutes(stop.service_s)),
        Lang::En => format!("work {} min", minutes(stop.service_s)),
    };
    for rest in stop.breaks() {
        let (start, long) = (clock(&rest.start), minutes(rest.duration_s));
        let _ = match lang {
            Lang::Zh => write!(text, "，{start} 起休息 {long} 分"),
            Lang::En => write!(text, ", break {start}, {long} min"),
        };
    }
    let rest: i64 = stop.breaks().map(|rest| rest.duration_s).sum();
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

fn what(out: &mut String, lang: Lang, stop: &StopFile, news: Option<String>) {
    let _ = write!(
        out,
        "<b>{}</b> <span class=\"id\">{}</span>",
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
    let pinned = stop.pinned.then(|| lang.pick("pinned", "指定").to_owned());
    let done = stop.frozen.then(|| anew::done(lang).to_owned());
    for word in [pinned, done, news].into_iter().flatten() {
        let _ = write!(out, " <span class=\"must-word\">{}</span>", markup(&word));
    }
    let status = stop
        .status
        .map_or(String::new(), |status| format!(" · {}", status.label(lang)));
    let mut way = leg(lang, stop);
    if stop.walk_m >= LEAST_WALK {
        let (metres, min) = (stop.walk_m, minutes(stop.walk_s));
        let _ = match lang {
            Lang::Zh => write!(way, " · 步行 {metres} 米，{min} 分钟"),
            Lang::En => write!(way, " · walk {metres} m, {min} min"),
        };
    }
    let _ = write!(
        out,
        "</p><p class=\"soft\">{}{status} · {way} · {}</p>",
        stop.kind.label(lang),
        work(lang, stop)
    );
    if let Some(corridor) = &stop.corridor {
        let km = kilometres(corridor.length_m);
        let ([from_x, from_y], [x, y]) = (corridor.from, corridor.to);
        let heading = heading(lang, (from_x, from_y), (x, y));
        let text = match lang {
            Lang::Zh => format!("沿路慢行巡查 {km} 公里，{heading}，至 {x:.5}, {y:.5}"),
            Lang::En => format!("patrol {km} km along the road, {heading}, to {x:.5}, {y:.5}"),
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

/// Which way the exit lies from the entry, by eight winds.
fn heading(lang: Lang, from: (f64, f64), to: (f64, f64)) -> &'static str {
    const ZH: [&str; 8] = [
        "向东",
        "向东北",
        "向北",
        "向西北",
        "向西",
        "向西南",
        "向南",
        "向东南",
    ];
    const EN: [&str; 8] = [
        "eastward",
        "north-eastward",
        "northward",
        "north-westward",
        "westward",
        "south-westward",
        "southward",
        "south-eastward",
    ];
    let east = (to.0 - from.0) * from.1.to_radians().cos();
    let turns = (to.1 - from.1).atan2(east) / std::f64::consts::FRAC_PI_4;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a remainder of eight"
    )]
    let wind = turns.round().rem_euclid(8.0) as usize % 8;
    lang.pick(EN, ZH)[wind]
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
        "<p class=\"soft\">{why}: {} = {}{}</p>",
        parts.join(", "),
        stop.prize,
        costs(stop).map_or(String::new(), |seconds| match lang {
            Lang::Zh => format!(" · 占用 {} 分钟", minutes(seconds)),
            Lang::En => format!(" · costs {} min", minutes(seconds)),
        })
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
        "<span class=\"keep\">{}<span class=\"fill\"></span></span> <span class=\"keep\">{}<span class=\"fill wide\"></span></span>",
        lang.pick("at ", "实到"),
        lang.pick("remarks ", "备注"),
    );
    let marks: Vec<&str> = checklists::marks(&stop.checklist).collect();
    if !stop.checklist.is_empty() {
        let _ = write!(out, "<br>{}: ", markup(&stop.checklist));
    }
    for mark in marks {
        tick(out, mark);
    }
    out.push_str("</div>");
}

fn tick(out: &mut String, word: &str) {
    let _ = write!(out, "<label><input type=\"checkbox\">{word}</label>");
}
