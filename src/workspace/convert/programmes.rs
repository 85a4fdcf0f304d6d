//! Programmes: the built-in ones, and the county's own laid over them.

use toml::Spanned;

use super::Faults;
use crate::domain::checklist::{checklist, checklists};
use crate::domain::{DayWindow, Finding, Frequency, Programme, ServiceRule, WindowRule};
use crate::units::{Prize, ProgrammeId, Seconds};
use crate::workspace::{codes, raw};

const BUILT_IN: &str = include_str!("../../priority/programmes.toml");

pub(in crate::workspace) fn default_programmes() -> Result<Vec<Programme>, Vec<Finding>> {
    let mut faults = Faults {
        text: BUILT_IN,
        findings: Vec::new(),
        entry: None,
    };
    let programmes = programmes(&[], &mut faults);
    if faults.findings.is_empty() {
        Ok(programmes)
    } else {
        Err(faults.findings)
    }
}

/// The built-in programmes with the county's own laid over them, by id; switched-off ones left out.
pub(super) fn programmes(
    own: &[Spanned<raw::Programme>],
    faults: &mut Faults<'_>,
) -> Vec<Programme> {
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
        .filter_map(|(at, programme)| {
            faults.entry = Some(at);
            checked(programme, at, faults)
        })
        .collect();
    faults.entry = None;
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
