//! From spelling to sense: every value checked, every fault collected.

use std::collections::BTreeSet;
use std::fmt::Display;
use std::path::{Component, Path};

use geo::Coord;
use sha2::{Digest, Sha256};
use toml::Spanned;

use super::raw::{self, Season};
use super::{Workspace, codes, line_column, settings_source};
use crate::corridors::CorridorRule;
use crate::domain::checklist::{checklist, checklists};
use crate::domain::{
    AreaKind, Base, BreakRule, Calendar, ClockTime, Code, DayWindow, Finding, Frequency, Programme,
    RoadClass, ServiceRule, Source, SpeedTable, Team, WindowRule,
};
use crate::layers::{LayerKind, LayerSpec};
use crate::ledger::{Role, Rules};
use crate::priority::PriorityParams;
use crate::roads::RoadParams;
use crate::units::{Prize, ProgrammeId, Seconds, TeamId};

const BUILT_IN: &str = include_str!("../priority/programmes.toml");

/// Collects faults with their place in the file.
pub(super) struct Faults<'a> {
    text: &'a str,
    findings: Vec<Finding>,
}

impl Faults<'_> {
    pub(super) fn add(&mut self, code: &'static Code, offset: usize, args: &[&dyn Display]) {
        let (line, column) = line_column(self.text, offset);
        let finding = Finding::new(code, settings_source(line, column));
        self.findings.push(args.iter().fold(finding, Finding::arg));
    }

    /// Where an offset lies in the file.
    pub(super) fn source(&self, offset: usize) -> Source {
        let (line, column) = line_column(self.text, offset);
        settings_source(line, column)
    }

    /// The value, or its fault when it lies outside the range (or is not a number at all).
    fn range(&mut self, name: &str, value: f64, low: f64, high: f64) -> f64 {
        if (low..=high).contains(&value) {
            return value;
        }
        let offset = self
            .text
            .find(name.rsplit('.').next().unwrap_or(name))
            .unwrap_or(0);
        self.add(&codes::OUT_OF_RANGE, offset, &[&name, &value, &low, &high]);
        low
    }
}

pub(super) fn workspace(
    dir: &Path,
    text: &str,
    bytes: &[u8],
    config: raw::Config,
) -> Result<Workspace, Vec<Finding>> {
    let mut faults = Faults {
        text,
        findings: Vec::new(),
    };
    let programmes = programmes(&config.programmes, &mut faults);
    let known: BTreeSet<ProgrammeId> = programmes
        .iter()
        .map(|programme| programme.id.clone())
        .collect();
    let teams = teams(config.teams, &known, &mut faults);
    let layers = layers(config.layers, &mut faults);
    let corridors = corridors(config.corridors, &programmes, &mut faults);
    let (roads, walk_limit, walk_speed) = roads(&config.roads, &mut faults);
    let priority = priority(&config.priority, &mut faults);
    let calendar = calendar(config.calendar);
    let ledger = ledger(config.ledger, &priority, &calendar, &mut faults);
    let wishes = super::pins::wishes(config.pins, config.forbid, &teams, &mut faults);
    if config.county.name.get_ref().trim().is_empty() {
        faults.add(&codes::NO_NAME, config.county.name.span().start, &[]);
    }
    let offset = raw::utc_offset(config.county.utc_offset.get_ref()).unwrap_or_else(|| {
        let span = config.county.utc_offset.span();
        faults.add(
            &codes::BAD_OFFSET,
            span.start,
            &[config.county.utc_offset.get_ref()],
        );
        0
    });
    if !faults.findings.is_empty() {
        return Err(faults.findings);
    }
    Ok(Workspace {
        dir: dir.to_owned(),
        name: config.county.name.into_inner(),
        lang: config.county.language,
        utc_offset: offset,
        surge: config.county.surge,
        layers,
        teams,
        programmes,
        corridors,
        roads,
        walk_limit,
        walk_speed,
        calendar,
        priority,
        ledger,
        wishes,
        settings_hash: Sha256::digest(bytes)
            .iter()
            .fold(String::new(), |hex, byte| hex + &format!("{byte:02x}")),
    })
}

fn layers(specs: Vec<Spanned<LayerSpec>>, faults: &mut Faults<'_>) -> Vec<LayerSpec> {
    let mut paths = BTreeSet::new();
    for spec in &specs {
        let path = &spec.get_ref().path;
        let inside = Path::new(path)
            .components()
            .all(|part| matches!(part, Component::Normal(_) | Component::CurDir));
        if !inside || path.is_empty() {
            faults.add(&codes::PATH_OUTSIDE, spec.span().start, &[path]);
        }
        if !paths.insert(path.clone()) {
            faults.add(&codes::SAME_PATH, spec.span().start, &[path]);
        }
    }
    if !specs
        .iter()
        .any(|spec| spec.get_ref().kind == LayerKind::Roads)
    {
        faults.add(&codes::NO_ROADS, 0, &[]);
    }
    specs.into_iter().map(Spanned::into_inner).collect()
}

fn teams(
    raw_teams: Vec<Spanned<raw::Team>>,
    known: &BTreeSet<ProgrammeId>,
    faults: &mut Faults<'_>,
) -> Vec<Team> {
    if raw_teams.is_empty() {
        faults.add(&codes::NO_TEAM, 0, &[]);
    }
    let (mut ids, mut names) = (BTreeSet::new(), BTreeSet::new());
    let mut teams = Vec::new();
    for spanned in raw_teams {
        let at = spanned.span().start;
        let raw = spanned.into_inner();
        let name = raw.name.clone().unwrap_or_else(|| raw.id.clone());
        if raw.id.trim().is_empty() || name.trim().is_empty() {
            faults.add(&codes::EMPTY_ID, at, &[]);
        }
        if !ids.insert(raw.id.clone()) {
            faults.add(&codes::SAME_TEAM_ID, at, &[&raw.id]);
        }
        if !names.insert(name.clone()) {
            faults.add(&codes::SAME_TEAM_NAME, at, &[&name]);
        }
        teams.extend(team(raw, name, at, known, faults));
    }
    teams.sort_by(|a, b| a.id.cmp(&b.id));
    teams
}

fn team(
    raw: raw::Team,
    name: String,
    at: usize,
    known: &BTreeSet<ProgrammeId>,
    faults: &mut Faults<'_>,
) -> Option<Team> {
    let Some(base) = raw.base else {
        faults.add(&codes::NO_BASE, at, &[&raw.id]);
        return None;
    };
    for place in [Some(base), raw.end].into_iter().flatten() {
        if !(-180.0..=180.0).contains(&place[0]) || !(-90.0..=90.0).contains(&place[1]) {
            faults.add(&codes::BAD_BASE, at, &[&raw.id, &place[0], &place[1]]);
        }
    }
    for programme in &raw.programmes {
        if !known.contains(&ProgrammeId::new(programme.clone())) {
            faults.add(&codes::UNKNOWN_PROGRAMME, at, &[programme]);
        }
    }
    if raw.max_stops == Some(0) {
        faults.range("team.max_stops", 0.0, 1.0, f64::from(u32::MAX));
    }
    if raw.shift.is_some_and(|shift| shift.start() == shift.end()) {
        faults.add(&codes::EMPTY_SHIFT, at, &[&raw.id]);
    }
    let weekdays = raw.weekdays.unwrap_or_default();
    for weekday in &weekdays {
        if !(1..=7).contains(weekday) {
            faults.add(&codes::BAD_WEEKDAY, at, &[weekday, &raw.id]);
        }
    }
    let (start, end) = Team::DEFAULT_SHIFT;
    let shift = raw.shift.or_else(|| DayWindow::new(start, end))?;
    let place = |lon_lat: [f64; 2]| Base {
        place: Coord {
            x: lon_lat[0],
            y: lon_lat[1],
        },
    };
    Some(Team {
        breaks: breaks(raw.breaks, shift, &raw.id, at, faults),
        id: TeamId::new(raw.id),
        name,
        start: place(base),
        end: place(raw.end.unwrap_or(base)),
        shift,
        weekdays,
        days_off: raw.days_off,
        programmes: raw.programmes.into_iter().map(ProgrammeId::new).collect(),
        kinds: raw.kinds,
        townships: raw.townships,
        max_stops: raw.max_stops,
    })
}

/// The breaks of a team, earliest first, each of which its shift can hold behind those before it.
fn breaks(
    mut raw: Vec<raw::Break>,
    shift: DayWindow,
    id: &str,
    at: usize,
    faults: &mut Faults<'_>,
) -> Vec<BreakRule> {
    if raw.len() > BreakRule::MOST {
        faults.add(
            &codes::MANY_BREAKS,
            at,
            &[&id, &raw.len(), &BreakRule::MOST],
        );
    }
    raw.sort_by_key(|rest| (rest.begin.start(), rest.begin.end()));
    let mut rules: Vec<BreakRule> = Vec::new();
    let mut free = Some(shift.start());
    for rest in raw {
        let Some(seconds) = raw::duration(&rest.duration).filter(|seconds| *seconds > 0) else {
            faults.add(&codes::BAD_DURATION, at, &[&rest.duration]);
            continue;
        };
        let begin = rest.begin;
        let before = rules.last().map(|before| before.begin);
        if begin.start() < shift.start() || begin.end() > shift.end() {
            faults.add(&codes::BREAK_OUTSIDE, at, &[&id, &begin, &shift]);
            free = None;
        } else if let Some(before) = before.filter(|before| before.end() >= begin.start()) {
            faults.add(&codes::BREAKS_OVERLAP, at, &[&id, &before, &begin]);
            free = None;
        } else if let Some(ready) = free.filter(|ready| *ready > begin.end()) {
            faults.add(&codes::BREAK_TOO_LATE, at, &[&id, &begin, &ready]);
            free = None;
        } else if let Some(ready) = free {
            free = ends(ready.max(begin.start()), seconds).filter(|end| *end <= shift.end());
            if free.is_none() {
                let found: [&dyn Display; 4] = [&id, &rest.duration, &begin, &shift];
                faults.add(&codes::BREAK_TOO_LONG, at, &found);
            }
        }
        rules.push(BreakRule {
            begin,
            duration: Seconds(seconds),
        });
    }
    rules
}

/// The end of what lasts so long; `None` when that is on another day.
fn ends(begin: ClockTime, seconds: i64) -> Option<ClockTime> {
    let end = begin.seconds().get().checked_add(seconds)?;
    ClockTime::from_seconds(u32::try_from(end).ok()?)
}

fn corridors(
    raw: Option<Vec<Spanned<raw::Corridors>>>,
    programmes: &[Programme],
    faults: &mut Faults<'_>,
) -> Vec<CorridorRule> {
    let Some(raw) = raw else {
        return vec![CorridorRule {
            programme: ProgrammeId::new("P07"),
            classes: vec![RoadClass::National, RoadClass::Provincial],
            near: vec![AreaKind::Farmland, AreaKind::Hillside, AreaKind::Gully],
            within: 200.0,
            property: None,
            min_length: 1000.0,
            max_length: 3000.0,
        }];
    };
    let mut rules = Vec::new();
    for spanned in raw {
        let at = spanned.span().start;
        let rule = spanned.into_inner();
        let named = programmes
            .iter()
            .find(|programme| programme.id.as_str() == rule.programme);
        match named {
            None => faults.add(&codes::UNKNOWN_PROGRAMME, at, &[&rule.programme]),
            Some(programme) if programme.kind != Some(crate::domain::TargetKind::Corridor) => {
                faults.add(&codes::NO_CORRIDOR_PROGRAMME, at, &[&rule.programme]);
            }
            Some(_) => {}
        }
        let min_length = faults.range("corridors.min_m", rule.min_m, 10.0, 100_000.0);
        rules.push(CorridorRule {
            programme: ProgrammeId::new(rule.programme),
            classes: rule.classes,
            near: rule.near,
            within: faults.range("corridors.within_m", rule.within_m, 0.0, 10_000.0),
            property: rule.only.map(|only| (only.property, only.value)),
            min_length,
            // Shorter than twice the shortest, a stretch could be cut into pieces that are all too short.
            max_length: rule
                .max_m
                .map_or(f64::max(3000.0, 2.0 * min_length), |max| {
                    faults.range("corridors.max_m", max, 2.0 * min_length, 200_000.0)
                }),
        });
    }
    rules
}

/// Whole milliseconds of a duration within its range.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "at most ten minutes"
)]
fn millis(seconds: f64) -> u32 {
    (seconds * 1000.0).round() as u32
}

fn roads(raw: &raw::Roads, faults: &mut Faults<'_>) -> (RoadParams, f64, f64) {
    let mut speeds = match raw.season {
        Season::Dry => SpeedTable::DRY,
        Season::Snow => SpeedTable::SNOW,
    };
    for (class, speed) in &raw.speeds {
        speeds.0[class.index()] = faults.range("roads.speeds", *speed, 1.0, 130.0);
    }
    let defaults = RoadParams::default();
    let tolerance = raw.join_tolerance_m.unwrap_or(defaults.join_tolerance);
    let params = RoadParams {
        join_tolerance: faults.range("roads.join_tolerance_m", tolerance, 0.0, 100.0),
        snow_speeds: speeds.slower(&SpeedTable::SNOW),
        speeds,
        snow: dates(&raw.snow, raw::days, faults),
        frozen: dates(&raw.frozen, raw::days_of_year, faults),
        tracks_when_frozen: raw.tracks_when_frozen,
        turn_millis: raw.turn_s.map_or(defaults.turn_millis, |seconds| {
            millis(faults.range("roads.turn_s", seconds, 0.0, 600.0))
        }),
    };
    let limit = faults.range(
        "roads.walk_limit_m",
        raw.walk_limit_m.unwrap_or(500.0),
        0.0,
        20_000.0,
    );
    let speed = faults.range(
        "roads.walk_speed_kmh",
        raw.walk_speed_kmh.unwrap_or(3.6),
        0.5,
        10.0,
    );
    (params, limit, speed / 3.6)
}

/// Ranges of days; each that cannot be read is a fault.
fn dates<T>(
    texts: &[Spanned<String>],
    read: fn(&str) -> Option<T>,
    faults: &mut Faults<'_>,
) -> Vec<T> {
    let mut ranges = Vec::new();
    for text in texts {
        let range = read(text.get_ref());
        if range.is_none() {
            faults.add(&codes::BAD_DATES, text.span().start, &[text.get_ref()]);
        }
        ranges.extend(range);
    }
    ranges
}

fn priority(raw: &raw::Priority, faults: &mut Faults<'_>) -> PriorityParams {
    let defaults = PriorityParams::default();
    let mut take = |name: &str, value: Option<i64>, default: i64| {
        let value = value.unwrap_or(default);
        faults.range(name, value as f64, 0.0, 100_000.0);
        value
    };
    PriorityParams {
        overdue_percent: take(
            "priority.overdue_percent",
            raw.overdue_percent,
            defaults.overdue_percent,
        ),
        overdue_cap_percent: take(
            "priority.overdue_cap_percent",
            raw.overdue_cap_percent,
            defaults.overdue_cap_percent,
        ),
        first_visit_percent: take(
            "priority.first_visit_percent",
            raw.first_visit_percent,
            defaults.first_visit_percent,
        ),
        hazard_points: take(
            "priority.hazard_points",
            raw.hazard_points,
            defaults.hazard_points,
        ),
        round_points: take(
            "priority.round_points",
            raw.round_points,
            defaults.round_points,
        ),
        still_dumping_points: take(
            "priority.still_dumping_points",
            raw.still_dumping_points,
            defaults.still_dumping_points,
        ),
        failed_visit_points: take(
            "priority.failed_visit_points",
            raw.failed_visit_points,
            defaults.failed_visit_points,
        ),
        deadline_percent: take(
            "priority.deadline_percent",
            raw.deadline_percent,
            defaults.deadline_percent,
        ),
        look_back_days: raw
            .look_back_days
            .clone()
            .unwrap_or(defaults.look_back_days),
    }
}

/// The public holidays with the county's own days laid over them.
fn calendar(raw: raw::Calendar) -> Calendar {
    let mut calendar = match raw.country {
        raw::Country::Cn => Calendar::china(),
        raw::Country::None => Calendar::default(),
    };
    for day in raw.holidays {
        calendar.workdays.remove(&day);
        calendar.holidays.insert(day);
    }
    for day in raw.workdays {
        calendar.holidays.remove(&day);
        calendar.workdays.insert(day);
    }
    calendar
}

fn ledger(
    raw: raw::Ledger,
    priority: &PriorityParams,
    calendar: &Calendar,
    faults: &mut Faults<'_>,
) -> Rules {
    let defaults = Rules::default();
    if raw
        .closure_authority
        .is_some_and(|role| role < Role::County)
    {
        faults.add(&codes::BAD_AUTHORITY, 0, &[]);
    }
    let persons = raw.persons.unwrap_or(defaults.persons);
    faults.range("ledger.persons", f64::from(persons), 1.0, 20.0);
    let mut metres = |name: &str, value: Option<f64>, default: f64, most: f64| {
        faults.range(name, value.unwrap_or(default), 0.0, most)
    };
    Rules {
        photo_within_m: metres(
            "ledger.photo_within_m",
            raw.photo_within_m,
            defaults.photo_within_m,
            10_000.0,
        ),
        balance_percent: metres(
            "ledger.balance_percent",
            raw.balance_percent,
            defaults.balance_percent,
            100.0,
        ),
        movement_km: metres(
            "ledger.movement_km",
            raw.movement_km,
            defaults.movement_km,
            100.0,
        ),
        same_place_m: metres(
            "ledger.same_place_m",
            raw.same_place_m,
            defaults.same_place_m,
            1_000.0,
        ),
        closure_authority: raw.closure_authority.unwrap_or(defaults.closure_authority),
        publicity_working_days: raw
            .publicity_working_days
            .unwrap_or(defaults.publicity_working_days),
        persons,
        large_by_prefecture: raw
            .large_by_prefecture
            .unwrap_or(defaults.large_by_prefecture),
        deadlines: raw.deadlines.unwrap_or_default(),
        movement_days: raw.movement_days.unwrap_or(defaults.movement_days),
        look_back_days: priority.look_back_days.clone(),
        thaw: raw.thaw.unwrap_or(defaults.thaw),
        order_working_days: raw
            .order_working_days
            .unwrap_or(defaults.order_working_days),
        facilities: raw.facilities.into_iter().collect(),
        holidays: calendar.holidays.clone(),
        workdays: calendar.workdays.clone(),
    }
}

pub(super) fn default_programmes() -> Result<Vec<Programme>, Vec<Finding>> {
    let mut faults = Faults {
        text: BUILT_IN,
        findings: Vec::new(),
    };
    let programmes = programmes(&[], &mut faults);
    if faults.findings.is_empty() {
        Ok(programmes)
    } else {
        Err(faults.findings)
    }
}

/// The built-in programmes with the county's own laid over them, by id; switched-off ones left out.
fn programmes(own: &[Spanned<raw::Programme>], faults: &mut Faults<'_>) -> Vec<Programme> {
    let mut table: Vec<(usize, raw::Programme)> = match toml::from_str::<raw::Programmes>(BUILT_IN)
    {
        Ok(built_in) => built_in
            .programmes
            .into_iter()
            .map(|programme| (0, programme))
            .collect(),
        Err(error) => {
            faults.add(&codes::SYNTAX, 0, &[&error.message(), &error.message()]);
            Vec::new()
        }
    };
    for spanned in own {
        let (at, mine) = (spanned.span().start, spanned.get_ref().clone());
        if let Some((place, theirs)) = table
            .iter_mut()
            .find(|(_, programme)| programme.id == mine.id)
        {
            *place = at;
            lay_over(theirs, mine);
        } else {
            table.push((at, mine));
        }
    }
    let mut programmes: Vec<Programme> = table
        .into_iter()
        .filter(|(_, programme)| !programme.off)
        .filter_map(|(at, programme)| checked(programme, at, faults))
        .collect();
    programmes.sort_by(|a, b| a.id.cmp(&b.id));
    programmes
}

fn lay_over(base: &mut raw::Programme, mine: raw::Programme) {
    base.off = mine.off;
    macro_rules! over {
        ($($field:ident),*) => { $(if mine.$field.is_some() { base.$field = mine.$field; })* };
    }
    over!(
        name_zh,
        name_en,
        kind,
        statuses,
        site_states,
        place_types,
        frequency,
        service,
        window,
        weight,
        weight_high_hazard,
        required_when_due,
        min_gap_days,
        checklist
    );
}

fn checked(raw: raw::Programme, at: usize, faults: &mut Faults<'_>) -> Option<Programme> {
    // What is drawn is worked on as its kind is.
    let is_draw = matches!(raw.frequency, Some(raw::Frequency::DrawPerWeek(_)));
    let lacks = [
        ("kind", raw.kind.is_none() && !is_draw),
        ("frequency", raw.frequency.is_none()),
        ("service", raw.service.is_none() && !is_draw),
        ("weight", raw.weight.is_none()),
    ];
    for (field, missing) in lacks {
        if missing {
            faults.add(&codes::PROGRAMME_LACKS, at, &[&raw.id, &field]);
        }
    }
    let service = match raw.service {
        None if is_draw => ServiceRule::Fixed(Seconds::ZERO),
        given => service(given?, at, faults)?,
    };
    let window = match raw.window {
        None => WindowRule::Daylight,
        Some(raw::Window::Windows(windows)) => WindowRule::Windows(windows),
        Some(raw::Window::Word(word)) if word == "daylight" => WindowRule::Daylight,
        Some(raw::Window::Word(word)) => {
            WindowRule::Windows(vec![DayWindow::parse(&word).or_else(|| {
                faults.add(
                    &codes::SYNTAX,
                    at,
                    &[
                        &format!(
                            "`{word}` is neither `daylight` nor a window such as `08:00-11:30`"
                        ),
                        &format!("`{word}` 既不是 `daylight`，也不是 `08:00-11:30` 这样的时间窗"),
                    ],
                );
                None
            })?])
        }
    };
    let frequency = match raw.frequency? {
        raw::Frequency::EveryDays(days) => {
            for every in [days.normal, days.surge].into_iter().flatten() {
                faults.range("programme.frequency", f64::from(every), 1.0, 3_650.0);
            }
            Frequency::EveryDays {
                normal: days.normal,
                surge: days.surge,
            }
        }
        raw::Frequency::OnceWithinWorkingDays(days) => Frequency::OnceWithinWorkingDays(days),
        raw::Frequency::DrawPerWeek(draw) => Frequency::DrawPerWeek {
            normal: draw.normal,
            surge: draw.surge,
        },
        raw::Frequency::LookBack => Frequency::LookBack,
        raw::Frequency::RecheckWithinWorkingDays(days) => Frequency::RecheckWithinWorkingDays(days),
        raw::Frequency::ComplaintWithinWorkingDays(days) => {
            Frequency::ComplaintWithinWorkingDays(days)
        }
    };
    let list = raw.checklist.unwrap_or_default();
    if !list.is_empty() && checklist(&list).is_none() {
        let codes = checklists().iter().map(|list| list.code.as_str());
        let known = codes.collect::<Vec<_>>().join(", ");
        faults.add(&codes::UNKNOWN_CHECKLIST, at, &[&raw.id, &list, &known]);
    }
    let mut points = |value: i64| {
        faults.range("programme.weight", value as f64, 0.0, 1_000_000.0);
        Prize(value)
    };
    let name = raw
        .name_en
        .clone()
        .or_else(|| raw.name_zh.clone())
        .unwrap_or_else(|| raw.id.clone());
    if raw.kind.is_none() && !is_draw {
        return None;
    }
    Some(Programme {
        weight: points(raw.weight?),
        weight_high_hazard: raw.weight_high_hazard.map(&mut points),
        name_zh: raw.name_zh.unwrap_or_else(|| name.clone()),
        name_en: raw.name_en.unwrap_or(name),
        id: ProgrammeId::new(raw.id),
        kind: raw.kind,
        statuses: raw.statuses.unwrap_or_default(),
        site_states: raw.site_states.unwrap_or_default(),
        place_types: raw.place_types.unwrap_or_default(),
        frequency,
        service,
        window,
        required_when_due: raw.required_when_due.unwrap_or(false),
        min_gap_days: raw.min_gap_days,
        checklist: list,
    })
}

fn service(raw: raw::Service, at: usize, faults: &mut Faults<'_>) -> Option<ServiceRule> {
    match raw {
        raw::Service::Fixed(text) => {
            let seconds = raw::duration(&text);
            if seconds.is_none() {
                faults.add(&codes::BAD_DURATION, at, &[&text]);
            }
            seconds.map(|seconds| ServiceRule::Fixed(Seconds(seconds)))
        }
        raw::Service::Speed(speed) => {
            let kmh = faults.range("service.speed_kmh", speed.speed_kmh, 1.0, 120.0);
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "between 1,000 and 120,000"
            )]
            Some(ServiceRule::MetresPerHour((kmh * 1000.0).round() as u32))
        }
    }
}
