//! From spelling to sense: every value checked, every fault collected.

mod programmes;
mod teams;

use std::collections::BTreeSet;
use std::fmt::Display;
use std::path::{Component, Path};

use sha2::{Digest, Sha256};
use toml::Spanned;

pub(super) use self::programmes::default_programmes;
use self::programmes::programmes;
use self::teams::teams;
use super::raw::{self, Season};
use super::{Workspace, codes, line_column, settings_source};
use crate::corridors::CorridorRule;
use crate::domain::{AreaKind, Calendar, Code, Finding, Programme, RoadClass, Source, SpeedTable};
use crate::layers::{LayerKind, LayerSpec};
use crate::ledger::{Role, Rules};
use crate::priority::PriorityParams;
use crate::roads::RoadParams;
use crate::units::ProgrammeId;

/// Collects faults with their place in the file.
pub(super) struct Faults<'a> {
    text: &'a str,
    findings: Vec<Finding>,
    /// Where the entry of a list begins that is being read, such as a `[[team]]`.
    entry: Option<usize>,
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
        let offset = self.place_of(name);
        self.add(&codes::OUT_OF_RANGE, offset, &[&name, &value, &low, &high]);
        low
    }

    /// Where `table.key` stands: in the entry that is being read, else in the table of that name; the table when the key has
    /// another form there.
    fn place_of(&self, name: &str) -> usize {
        let (table, key) = name.rsplit_once('.').unwrap_or(("", name));
        let mut headers = [table, name].into_iter();
        let begin = self
            .entry
            .or_else(|| headers.find_map(|table| self.text.find(&format!("[{table}]"))))
            .unwrap_or(0);
        let is_key = |at: &usize| {
            let is_blank = |c: char| c == ' ' || c == '\t';
            let before = self.text[..*at].trim_end_matches(is_blank);
            let after = self.text[at + key.len()..].trim_start_matches(is_blank);
            after.starts_with('=') && (before.is_empty() || before.ends_with(['\n', '{', ',']))
        };
        let rest = self.text.get(begin..).unwrap_or_default();
        let mut places = rest.match_indices(key).map(|(at, _)| begin + at);
        places.find(is_key).unwrap_or(begin)
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
        entry: None,
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
        faults.entry = Some(at);
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
    faults.entry = None;
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
