//! Features of a roads layer to [`Road`]s.

use geo::Coord;

use super::codes;
use super::read::LayerRead;
use super::record::{Context, Record};
use super::schema::{self, Field};
use super::words::{self, Limit, Way};
use crate::domain::{ClockTime, Closure, ClosureHours, Course, Oneway, Road, RoadClass};

/// Makes one road of each line (part index, course in WGS 84); a way that is not for vehicles is closed.
///
/// `several` says that the feature had several parts, whatever became of the others.
pub(super) fn convert<'a>(
    ctx: &mut Context<'a>,
    record: &mut Record<'a>,
    mut lines: Vec<(usize, Vec<Coord>)>,
    several: bool,
    layer: &mut LayerRead,
) {
    let Some(last) = lines.pop() else {
        return;
    };
    let mut road = road(ctx, record);
    let known = std::mem::take(&mut record.id);
    let id = |part: usize| several.then(|| format!("{known}#{part}"));
    for (part, line) in lines {
        let id = id(part).unwrap_or_else(|| known.clone());
        let road = Road { id, ..road.clone() };
        layer.add_road(road, &line);
    }
    // Nearly every road has one part, which need not be copied.
    road.id = id(last.0).unwrap_or(known);
    layer.add_road(road, &last.1);
}

/// All of a road but its id and course.
fn road<'a>(ctx: &mut Context<'a>, record: &Record<'a>) -> Road {
    let way = way(ctx, record);
    let class = match way {
        Way::Class(class) => Some(class),
        Way::Road | Way::NotDrivable => None,
    };
    let motorway = ctx.text(record, Field::Highway).as_deref() == Some("motorway");
    let (closures, closed_by_word) = closures(ctx, record);
    Road {
        id: String::new(),
        line: Course::default(),
        class,
        oneway: oneway(ctx, record, motorway),
        maxspeed: maxspeed(ctx, record),
        bridge: structure(ctx, record, Field::Bridge),
        tunnel: structure(ctx, record, Field::Tunnel),
        layer: layer(ctx, record),
        closed: matches!(way, Way::NotDrivable) || closed(ctx, record) || closed_by_word,
        closures,
        frozen_only: frozen_only(ctx, record),
        divided: divided(ctx, record).unwrap_or(motorway),
        name: ctx.shared_text(record, Field::Name),
        number: ctx.shared_text(record, Field::Number),
        tags: ctx.kept(record),
        source: record.source.clone(),
    }
}

/// The class; a road without one, and a way that no vehicle drives, are counted.
///
/// A class of our own or a mapped one comes first, then `highway`, the road number, the TIGER code, a number in the name.
fn way<'a>(ctx: &mut Context<'a>, record: &Record<'a>) -> Way {
    type Reader = fn(&str) -> Option<Way>;
    let by_number: Reader = |text| words::number(text).map(Way::Class);
    let readers: [(Field, Reader, bool); 5] = [
        (Field::Class, words::class, true),
        (Field::Highway, words::highway, true),
        (Field::Number, by_number, false),
        (Field::Mtfcc, words::mtfcc, true),
        (Field::Name, by_number, false),
    ];
    for (field, reader, complain) in readers {
        let Some(text) = ctx.text(record, field) else {
            continue;
        };
        match reader(&text) {
            Some(Way::NotDrivable) => {
                ctx.count(&codes::ROAD_NOT_DRIVABLE, record, &[&text]);
                return Way::NotDrivable;
            }
            // A motorway by name outranks the letter of its number: G and S stand for both.
            Some(Way::Class(class)) if !complain => {
                return Way::Class(expressway(ctx, record, class));
            }
            Some(Way::Class(class)) => return Way::Class(class),
            None if complain => ctx.count(&codes::ROAD_CLASS_UNKNOWN, record, &[&text]),
            Some(Way::Road) | None => {}
        }
    }
    ctx.count(&codes::ROAD_NO_CLASS, record, &[]);
    Way::Road
}

/// `class`, or expressway when the name says 高速 and the number does not say otherwise.
fn expressway<'a>(ctx: &Context<'a>, record: &Record<'a>, class: RoadClass) -> RoadClass {
    let named = ctx
        .text(record, Field::Name)
        .is_some_and(|name| name.ends_with("高速") || name.ends_with("高速公路"));
    if named && class <= RoadClass::Provincial {
        RoadClass::Expressway
    } else {
        class
    }
}

/// Which way it may be driven; roundabouts and OSM motorways are one-way unless they say no.
fn oneway<'a>(ctx: &mut Context<'a>, record: &Record<'a>, motorway: bool) -> Oneway {
    let roundabout = matches!(
        ctx.text(record, Field::Junction).as_deref(),
        Some("roundabout" | "circular")
    );
    let implied = if roundabout || motorway {
        Oneway::Forward
    } else {
        Oneway::No
    };
    let Some(text) = ctx.text(record, Field::Oneway) else {
        return implied;
    };
    match &*schema::fold(&text) {
        "yes" | "true" | "1" | "y" | "f" | "ft" | "forward" | "是" | "单行" | "正向" | "顺向" => {
            Oneway::Forward
        }
        "-1" | "reverse" | "t" | "tf" | "backward" | "反向" | "逆向" => Oneway::Backward,
        "no" | "false" | "0" | "n" | "b" | "both" | "否" | "双向" => Oneway::No,
        _ => {
            ctx.count(&codes::ROAD_ONEWAY_UNKNOWN, record, &[&text]);
            implied
        }
    }
}

/// Speed limit in km/h.
fn maxspeed<'a>(ctx: &mut Context<'a>, record: &Record<'a>) -> Option<f64> {
    let text = ctx.text(record, Field::Maxspeed)?;
    match words::maxspeed(&text) {
        Some(Limit::Kmh(limit)) => Some(limit),
        Some(Limit::None) => None,
        None => {
            ctx.count(&codes::ROAD_MAXSPEED_UNKNOWN, record, &[&text]);
            None
        }
    }
}

/// Bridge or tunnel: any word but no (`viaduct`, `building_passage`, 是).
fn structure<'a>(ctx: &Context<'a>, record: &Record<'a>, field: Field) -> bool {
    ctx.text(record, field)
        .is_some_and(|text| words::truth(&text) != Some(false))
}

/// Level of the crossing; of `0;1` the first.
fn layer<'a>(ctx: &mut Context<'a>, record: &Record<'a>) -> i32 {
    let Some(text) = ctx.text(record, Field::Layer) else {
        return 0;
    };
    let first = text.split(';').next().unwrap_or("").trim();
    let first = first.strip_suffix(".0").unwrap_or(first);
    let level = first
        .parse()
        .ok()
        .filter(|level| (-20..=20).contains(level));
    if level.is_none() {
        ctx.bad_value(
            record,
            Field::Layer,
            &text,
            ["the ground is assumed", "按地面处理"],
        );
    }
    level.unwrap_or(0)
}

/// Closed to every patrol vehicle; `motor_vehicle` outranks `access`.
fn declared_closed<'a>(ctx: &mut Context<'a>, record: &Record<'a>, text: &str) -> bool {
    let word = schema::fold(text);
    let open = ["open", "开放", "通行", "正常", "畅通", "正常通行"];
    let shut = [
        "closed",
        "封闭",
        "中断",
        "断交",
        "封路",
        "禁止通行",
        "临时封闭",
    ];
    if shut.contains(&&*word) || open.contains(&&*word) {
        return shut.contains(&&*word);
    }
    words::truth(&word).unwrap_or_else(|| {
        let said = ["the road is taken as open", "按可通行处理"];
        ctx.bad_value(record, Field::Closed, text, said);
        false
    })
}

fn closed<'a>(ctx: &mut Context<'a>, record: &Record<'a>) -> bool {
    let declared = ctx
        .text(record, Field::Closed)
        .is_some_and(|text| declared_closed(ctx, record, &text));
    for field in [Field::MotorVehicle, Field::Access] {
        let Some(text) = ctx.text(record, field) else {
            continue;
        };
        match &*schema::fold(&text) {
            "no" | "禁止" | "禁止通行" | "封闭" | "否" => return true,
            "yes" | "permissive" | "designated" | "official" | "public" | "unknown" | "允许"
            | "通行" | "是" => return declared,
            // Some layers keep the plate of a vehicle under such a name.
            _ if field == Field::MotorVehicle && !is_restriction(&text) => {}
            _ => {
                ctx.count(&codes::ROAD_RESTRICTED, record, &[&text]);
                return declared;
            }
        }
    }
    declared
}

/// Whether OpenStreetMap knows the word as a restriction of access.
fn is_restriction(text: &str) -> bool {
    text.split(';').all(|word| {
        matches!(
            word.trim(),
            "private"
                | "destination"
                | "customers"
                | "delivery"
                | "agricultural"
                | "forestry"
                | "permit"
                | "residents"
                | "military"
                | "restricted"
                | "emergency"
                | "discouraged"
        )
    })
}

/// Carriageway of a divided road; `None` when the layer does not say.
fn divided<'a>(ctx: &mut Context<'a>, record: &Record<'a>) -> Option<bool> {
    let text = ctx.text(record, Field::Divided)?;
    let word = schema::fold(&text);
    let divided = words::truth(&word).or(match &*word {
        "dual" | "divided" | "双幅" | "分幅" | "双向分隔" => Some(true),
        "single" | "undivided" | "单幅" => Some(false),
        _ => None,
    });
    if divided.is_none() {
        ctx.bad_value(record, Field::Divided, &text, ["it was left out", "已忽略"]);
    }
    divided
}

/// Dated closures in order, and whether the field says instead that the road is closed altogether.
fn closures<'a>(ctx: &mut Context<'a>, record: &Record<'a>) -> (Vec<Closure>, bool) {
    let Some(text) = ctx.text(record, Field::Closures) else {
        return (Vec::new(), false);
    };
    if let Some(closed) = words::truth(&text) {
        return (Vec::new(), closed);
    }
    let mut closures = Vec::new();
    for part in text.split([';', ',', '；', '，', '、']) {
        let part = part.trim();
        match closure(part) {
            Some(closure) => closures.push(closure),
            None if part.is_empty() => {}
            None => ctx.report(&codes::ROAD_CLOSURE_BAD, record, &[part]),
        }
    }
    closures.sort_unstable();
    closures.dedup();
    (closures, false)
}

/// Passable on frozen ground only: OSM `ice_road`, `winter_road`, or a field of the county.
fn frozen_only<'a>(ctx: &mut Context<'a>, record: &Record<'a>) -> bool {
    let Some(text) = ctx.text(record, Field::FrozenOnly) else {
        return false;
    };
    let words = ["frozen", "winter", "ice", "封冻", "封冻期", "冬季", "结冰"];
    if words.contains(&&*schema::fold(&text)) {
        return true;
    }
    words::truth(&text).unwrap_or_else(|| {
        let said = ["it is taken as passable all year", "按全年可通行处理"];
        ctx.bad_value(record, Field::FrozenOnly, &text, said);
        false
    })
}

/// `2026-11-20/2026-12-01`, a single day, either with hours of each day behind (`08:00-17:00`), hours alone (every day),
/// or from a time to a time: `2026-11-28T08:00/2026-11-28T17:00`. Also with 至 and the like.
fn closure(text: &str) -> Option<Closure> {
    let text = schema::fold(text).to_uppercase();
    if let Some(hours) = daily(&text) {
        return Some(Closure { days: None, hours });
    }
    if let Some((days, hours)) = text.rsplit_once(' ')
        && let (Some(closure), Some(hours)) = (closure(days), daily(hours))
        && closure.hours == ClosureHours::WholeDays
    {
        return Some(Closure { hours, ..closure });
    }
    let separators = ['至', '~', '—', '–', '到'];
    let halves = text
        .split_once('/')
        .filter(|(first, _)| words::day(first).is_some())
        .or_else(|| text.split_once(separators));
    let Some((first, last)) = halves else {
        let day = words::day(&text)?;
        return Some(Closure::whole_days(day, day));
    };
    let days = (words::day(first)?, words::day(last)?);
    let times = (time_of(first), time_of(last));
    let midnight = ClockTime::hm(0, 0);
    let hours = match times {
        (None, None) => ClosureHours::WholeDays,
        // Two dates of a database, both with a time that nobody meant.
        (Some(from), Some(to)) if from == midnight && to == midnight => ClosureHours::WholeDays,
        (from, to) => {
            ClosureHours::Through(from.unwrap_or(midnight), to.unwrap_or(ClockTime::hm(24, 0)))
        }
    };
    let in_order = match hours {
        ClosureHours::Through(from, to) => (days.0, from) < (days.1, to),
        _ => days.0 <= days.1,
    };
    in_order.then_some(Closure {
        days: Some(days),
        hours,
    })
}

/// `08:00-17:00`; past midnight when the second time is the earlier one.
fn daily(text: &str) -> Option<ClosureHours> {
    let (from, to) = text.split_once(['-', '~', '—', '–', '至', '到'])?;
    let (from, to) = (ClockTime::parse(from)?, ClockTime::parse(to)?);
    (from != to).then_some(ClosureHours::Daily(from, to))
}

/// The time behind a date: `2026-11-28T08:00`, `2026-11-28 08:00:00`.
fn time_of(text: &str) -> Option<ClockTime> {
    let (_, time) = text.trim().split_once(['T', ' '])?;
    let time = time.trim_end_matches('Z');
    let time = time.split(['+', '.']).next().unwrap_or(time);
    ClockTime::parse(time)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn closures_are_one_day_or_a_range_in_order() {
        let day = |text| crate::units::Day::parse(text).unwrap();
        let range = Some(Closure::whole_days(day("2026-11-20"), day("2026-12-01")));
        assert_eq!(closure("2026-11-20/2026-12-01"), range);
        assert_eq!(closure("2026年11月20日至2026年12月1日"), range);
        assert_eq!(closure("2026-11-20T00:00:00/2026-12-01T00:00:00"), range);
        let one = Closure::whole_days(day("2026-11-20"), day("2026-11-20"));
        assert_eq!(closure("2026/11/20"), Some(one));
        assert_eq!(closure("2026-12-01/2026-11-20"), None);
        assert_eq!(closure("2026-02-31/2026-03-01"), None);
    }

    #[test]
    fn closures_may_have_times_and_hours() {
        let told = |text| closure(text).map(|closure| closure.to_string());
        for (given, read) in [
            (
                "2026-11-28T08:00/2026-11-28T17:00",
                "2026-11-28T08:00/2026-11-28T17:00",
            ),
            (
                "2026-11-28 08:00至2026-11-29 14:00",
                "2026-11-28T08:00/2026-11-29T14:00",
            ),
            (
                "2026-11-28/2026-11-29T14:00",
                "2026-11-28T00:00/2026-11-29T14:00",
            ),
            ("08:00-17:00", "08:00-17:00"),
            ("22:00—6:00", "22:00-06:00"),
            (
                "2026-11-20/2026-12-01 08:00-17:00",
                "2026-11-20/2026-12-01 08:00-17:00",
            ),
            (
                "2026-11-20 08:00-17:00",
                "2026-11-20/2026-11-20 08:00-17:00",
            ),
        ] {
            assert_eq!(told(given).as_deref(), Some(read), "{given}");
        }
        for bad in [
            "25:00-26:00",
            "2026-11-28T17:00/2026-11-28T08:00",
            "08:00",
            "夜间",
        ] {
            assert_eq!(closure(bad), None, "{bad}");
        }
    }
}
