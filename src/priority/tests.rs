use geo::{Coord, Geometry, Point};

use super::*;
use crate::domain::{
    DumpPoint, Frequency, ReasonCode, Source, Status, TargetDetail, TargetKind, Tier,
};
use crate::units::TargetId;
use crate::workspace::default_programmes;

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

fn point(status: Status, since: &str, hazard: u8) -> Target {
    Target {
        id: TargetId::from("A"),
        name: "A".into(),
        township: None,
        village: None,
        geometry: Geometry::Point(Point::new(126.5, 43.8)),
        last_visit: None,
        windows: Vec::new(),
        columns: std::collections::BTreeMap::new(),
        detail: TargetDetail::DumpPoint(DumpPoint {
            status,
            status_since: Some(day(since)),
            round: 1,
            hazard,
            still_dumping: false,
            tier: Tier::Small,
            plan_due: None,
            lookback_next: None,
        }),
        source: Source::default(),
    }
}

/// Due visits from Tuesday 2026-11-24 on.
fn due_of(target: &Target, history: &History, days: u32, surge: bool) -> Vec<Due> {
    let programmes = default_programmes();
    let occasion = Occasion {
        programmes: &programmes,
        calendar: &Calendar::default(),
        params: &PriorityParams::default(),
        first_day: day("2026-11-24"),
        days,
        surge,
        place: Coord { x: 126.5, y: 43.8 },
        utc_offset: 28_800,
    };
    due(&[target], history, &occasion).0
}

fn spans(due: &[Due]) -> Vec<(String, String)> {
    due.iter()
        .map(|due| (due.first_day.to_string(), due.last_day.to_string()))
        .collect()
}

#[test]
fn works_are_due_every_second_day() {
    let mut target = point(Status::Works, "2026-11-01", 1);
    target.last_visit = Some(day("2026-11-23"));
    let due = due_of(&target, &History::default(), 5, false);
    assert_eq!(
        spans(&due),
        // Due on the 25th and the 27th, each a day earlier at the earliest.
        [("2026-11-24", "2026-11-28"), ("2026-11-26", "2026-11-28")]
            .map(|(a, b)| (a.to_owned(), b.to_owned()))
    );
    assert_eq!((due[0].prize.get(), due[0].visit, due[1].visit), (60, 1, 2));
    assert_eq!(
        due_of(&target, &History::default(), 5, true).len(),
        5,
        "daily in a campaign"
    );
}

#[test]
fn a_visit_that_falls_due_may_be_made_early_but_not_before_the_least_gap() {
    let mut target = point(Status::Listed, "2026-10-01", 1);
    target.last_visit = Some(day("2026-11-21"));
    // Every 7 days, least gap 4: due on Saturday the 28th, possible from the 25th.
    let due = due_of(&target, &History::default(), 5, false);
    assert_eq!(
        spans(&due),
        [("2026-11-25".to_owned(), "2026-11-28".to_owned())]
    );
    assert_eq!(due[0].prize.get(), 40, "an early visit is worth no less");
    assert!(due_of(&target, &History::default(), 4, false).is_empty());
}

#[test]
fn a_later_visit_in_the_history_wins_over_the_layer() {
    let mut target = point(Status::Listed, "2026-10-01", 1);
    target.last_visit = Some(day("2026-11-01"));
    assert_eq!(due_of(&target, &History::default(), 1, false).len(), 1);
    let mut history = History::default();
    history
        .targets
        .entry(target.id.clone())
        .or_default()
        .last_visit = Some(day("2026-11-20"));
    assert!(
        due_of(&target, &history, 1, false).is_empty(),
        "seven days have not passed"
    );
}

#[test]
fn an_overdue_point_says_how_long_and_adds_up() {
    // Listed, hazard 3: weight 70; due 2026-11-10, 14 days overdue = two periods = 50 %; hazard 2 x 5.
    let mut target = point(Status::Listed, "2026-10-01", 3);
    target.last_visit = Some(day("2026-11-03"));
    let due = due_of(&target, &History::default(), 1, false);
    let parts: Vec<_> = due[0]
        .reasons
        .iter()
        .map(|reason| (reason.code, reason.value.get(), reason.detail))
        .collect();
    assert_eq!(
        parts,
        [
            (ReasonCode::Programme, 70, 0),
            (ReasonCode::Overdue, 35, 14),
            (ReasonCode::Hazard, 10, 3)
        ]
    );
    assert_eq!(due[0].prize.get(), 115);
}

#[test]
fn an_acceptance_is_required_once_its_deadline_falls_into_the_horizon() {
    // Requested on Friday 2026-11-20: five working days end on Friday 2026-11-27.
    let target = point(Status::Requested, "2026-11-20", 1);
    let one = due_of(&target, &History::default(), 1, false);
    assert!(!one[0].required && one[0].prize.get() == 90);
    let five = due_of(&target, &History::default(), 5, false);
    assert!(five[0].required);
    assert_eq!(five[0].last_day, day("2026-11-27"));
    assert_eq!(five[0].prize.get(), 90 + 45);
}

#[test]
fn a_suspect_beyond_its_deadline_stays_required() {
    let target = point(Status::Suspected, "2026-11-02", 1);
    let due = due_of(&target, &History::default(), 2, false);
    assert!(due[0].required);
    assert_eq!(due[0].last_day, day("2026-11-25"));
}

#[test]
fn a_closed_point_returns_on_its_look_back_dates() {
    let mut target = point(Status::Closed, "2026-10-25", 1);
    assert_eq!(
        due_of(&target, &History::default(), 1, false)[0].first_day,
        day("2026-11-24"),
        "+7 was never answered"
    );
    target.last_visit = Some(day("2026-11-02"));
    assert_eq!(
        due_of(&target, &History::default(), 1, false)[0].first_day,
        day("2026-11-24"),
        "+30 is 2026-11-24"
    );
    target.last_visit = Some(day("2026-11-24"));
    assert!(due_of(&target, &History::default(), 1, false).is_empty());
}

#[test]
fn every_look_back_of_the_horizon_is_due() {
    let mut target = point(Status::Closed, "2026-11-20", 1);
    target.last_visit = Some(day("2026-11-20"));
    // +7 and +30 days.
    let due = due_of(&target, &History::default(), 60, false);
    assert_eq!(
        spans(&due),
        [("2026-11-27", "2026-12-19"), ("2026-12-20", "2027-01-22")]
            .map(|(a, b)| (a.to_owned(), b.to_owned()))
    );
}

#[test]
fn works_near_their_planned_end_are_worth_more() {
    let mut target = point(Status::Works, "2026-11-01", 1);
    target.last_visit = Some(day("2026-11-22"));
    let mut prize = |due: &str| {
        if let TargetDetail::DumpPoint(point) = &mut target.detail {
            point.plan_due = Some(day(due));
        }
        due_of(&target, &History::default(), 1, false)[0]
            .prize
            .get()
    };
    assert_eq!(prize("2026-12-24"), 60);
    assert_eq!(prize("2026-11-24"), 90);
}

/// Due visits of ten points on one day, three of them drawn each week.
fn with_draws(first_day: &str) -> Vec<Due> {
    with_draws_after(first_day, &[])
}

/// The same, after visits that the ledger knows of.
fn with_draws_after(first_day: &str, visits: &[(&str, &str)]) -> Vec<Due> {
    let mut history = History::default();
    for (target, visit) in visits {
        let past = history.targets.entry(TargetId::from(*target)).or_default();
        past.last_visit = Some(day(visit));
    }
    let mut programmes = default_programmes();
    let drawing = programmes.iter_mut().find(|one| one.id.as_str() == "P17");
    drawing.unwrap().frequency = Frequency::DrawPerWeek {
        normal: 3,
        surge: 0,
    };
    let points: Vec<Target> = (0..10)
        .map(|number| Target {
            id: TargetId::new(format!("D{number}")),
            // Half of them are due, the others were visited on the Sunday before.
            last_visit: Some(day(if number % 2 == 0 {
                "2026-10-01"
            } else {
                "2026-11-22"
            })),
            ..point(Status::Listed, "2026-09-01", 1)
        })
        .collect();
    let occasion = Occasion {
        programmes: &programmes,
        calendar: &Calendar::default(),
        params: &PriorityParams::default(),
        first_day: day(first_day),
        days: 1,
        surge: false,
        place: Coord { x: 126.5, y: 43.8 },
        utc_offset: 28_800,
    };
    due(&points.iter().collect::<Vec<_>>(), &history, &occasion).0
}

/// Who is drawn, by the due visits.
fn drawn(due: &[Due]) -> Vec<String> {
    let required = due.iter().filter(|due| due.required);
    required.map(|due| due.target.to_string()).collect()
}

#[test]
fn a_drawn_target_is_not_asked_for_again_in_the_week_of_its_visit() {
    // The layer's last visits are those of the Sunday before: nobody was visited in the week of Monday the 23rd.
    let tuesday = drawn(&with_draws_after("2026-11-24", &[]));
    let visited = tuesday[0].as_str();
    let rest = tuesday[1..].to_vec();
    for visit in ["2026-11-23", "2026-11-25"] {
        let due = with_draws_after("2026-11-26", &[(visited, visit)]);
        assert_eq!(drawn(&due), rest, "visited on {visit}");
    }
    // A visit of the week before does not count, and the next week draws as if there had been none.
    let sunday = with_draws_after("2026-11-26", &[(visited, "2026-11-22")]);
    assert_eq!(drawn(&sunday), tuesday);
    let next = drawn(&with_draws("2026-12-01"));
    let after = with_draws_after("2026-12-01", &[(next[0].as_str(), "2026-11-25")]);
    assert_eq!(drawn(&after), next);
}

#[test]
fn so_many_targets_are_drawn_each_week_and_required() {
    let tuesday = with_draws("2026-11-24");
    assert_eq!(drawn(&tuesday).len(), 3);
    for due in &tuesday {
        let sum = due.reasons.iter().map(|reason| reason.value).sum();
        assert_eq!(due.prize, sum);
        let is_drawn = due
            .reasons
            .iter()
            .any(|reason| reason.code == ReasonCode::Drawn);
        assert_eq!(due.required, is_drawn);
    }
    assert_eq!(
        drawn(&with_draws("2026-11-25")),
        drawn(&tuesday),
        "the same week"
    );
    let weeks = ["2026-12-01", "2026-12-08", "2026-12-15"];
    assert!(
        weeks
            .iter()
            .any(|week| drawn(&with_draws(week)) != drawn(&tuesday))
    );
}

#[test]
fn a_complaint_leads_to_every_kind_of_target() {
    use crate::domain::{Corridor, CorridorPass, Place, PlaceType, Site, SiteState};
    use crate::units::{Metres, ProgrammeId};
    let site = |state| TargetDetail::Site(Site { state });
    let place = |place_type| TargetDetail::Place(Place { place_type });
    let corridor = Corridor {
        line: geo::LineString::from(vec![(126.5, 43.8), (126.53, 43.8)]),
        length: Metres(2_700),
        pass: CorridorPass::Either,
        road: "G302".into(),
        programme: ProgrammeId::from("P07"),
    };
    for (detail, programme, prize) in [
        (site(SiteState::Working), "P05-S", 80),
        (site(SiteState::Finished), "P05-S", 80),
        (place(PlaceType::Village), "P05-P", 80),
        (place(PlaceType::Agency), "P05-P", 80),
        (place(PlaceType::Other), "P05-P", 80),
        (TargetDetail::Corridor(corridor), "P05-L", 81),
    ] {
        let target = Target {
            detail,
            last_visit: Some(day("2026-11-19")),
            ..point(Status::Listed, "2026-10-01", 1)
        };
        let mut history = History::default();
        let past = history.targets.entry(target.id.clone()).or_default();
        past.complaint = Some(day("2026-11-20"));
        // Two working days after Friday end on Tuesday, the day of the plan.
        let due = due_of(&target, &history, 1, false);
        assert_eq!(due[0].programme.as_str(), programme, "{:?}", target.detail);
        assert!(due[0].required);
        assert_eq!(due[0].reasons[0].value.get(), prize, "{programme}");
        // An order that is due on Monday is rechecked on Tuesday; nothing is ordered of what no programme patrols.
        let recheck = match programme {
            "P05-S" => "P06-S",
            "P05-P" => "P06-P",
            _ => "P06-L",
        };
        let past = history.targets.entry(target.id.clone()).or_default();
        (past.complaint, past.recheck_due) = (None, Some(day("2026-11-23")));
        let due = due_of(&target, &history, 1, false);
        let due = due.iter().find(|due| due.programme.as_str() == recheck);
        let is_patrolled = !matches!(
            &target.detail,
            TargetDetail::Place(place) if place.place_type == PlaceType::Other
        ) && !matches!(&target.detail, TargetDetail::Site(site) if site.state == SiteState::Finished);
        assert_eq!(due.is_some(), is_patrolled, "{:?}", target.detail);
        assert!(due.is_none_or(|due| due.required), "{recheck}");
    }
}

#[test]
fn excluded_points_are_never_due_and_said() {
    let target = point(Status::Excluded, "2026-10-25", 1);
    assert!(due_of(&target, &History::default(), 30, false).is_empty());
}

#[test]
fn daylight_bounds_the_work_of_each_day() {
    let target = point(Status::Works, "2026-11-01", 1);
    let due = due_of(&target, &History::default(), 2, false);
    assert_eq!(due[0].kind, TargetKind::DumpPoint);
    assert_eq!(due[0].windows.len(), 2);
    let window = due[0].windows[0][0];
    assert!(
        window.start().to_string().starts_with("06:")
            && window.end().to_string().starts_with("16:"),
        "{window}"
    );
}

/// Due visits of five days with wishes on the point `A`, and findings.
fn wished(target: &Target, pins: &[&str], taken: &Taken) -> (Vec<Due>, Vec<&'static str>) {
    let programmes = default_programmes();
    let occasion = Occasion {
        programmes: &programmes,
        calendar: &Calendar::default(),
        params: &PriorityParams::default(),
        first_day: day("2026-11-24"),
        days: 5,
        surge: false,
        place: Coord { x: 126.5, y: 43.8 },
        utc_offset: 28_800,
    };
    let history = History::default();
    let (before, _) = due(&[target], &history, &occasion);
    let wishes = crate::domain::Wishes {
        pins: pins
            .iter()
            .filter_map(|text| {
                let (text, urgent) = text
                    .strip_prefix('!')
                    .map_or((*text, false), |text| (text, true));
                let pin = crate::domain::Pin::parse(text)?;
                Some(crate::domain::Pin { urgent, ..pin })
            })
            .collect(),
        forbids: vec![crate::domain::Forbid::parse("A@T9").unwrap()],
    };
    let laid = (taken, &InVain::new());
    let wished = wish(before, &[target], &history, &occasion, &wishes, laid);
    for bound in &wished.bound {
        assert!(wished.due[bound.due].pinned && wished.due[bound.due].required);
    }
    for due in &wished.due {
        assert_eq!(due.barred, [crate::units::TeamId::from("T9")]);
        let days = due.last_day.days_since(due.first_day) + 1;
        assert_eq!(due.windows.len(), usize::try_from(days).unwrap());
        let sum: Prize = due.reasons.iter().map(|reason| reason.value).sum();
        assert_eq!(sum, due.prize);
    }
    (
        wished.due,
        wished
            .findings
            .iter()
            .map(|finding| finding.code.id)
            .collect(),
    )
}

#[test]
fn a_pinned_visit_is_required_on_its_day_and_by_its_team() {
    let mut target = point(Status::Works, "2026-11-01", 1);
    target.last_visit = Some(day("2026-11-23"));
    let (due, _) = wished(&target, &["A@2026-11-27", "A@T1"], &Taken::new());
    let only = |text: &str| (text.to_owned(), text.to_owned());
    assert_eq!(
        spans(&due)[0],
        only("2026-11-27"),
        "the first that is due then is bound"
    );
    assert_eq!(
        due[0].team,
        Some("T1".into()),
        "a pin without a date binds it too"
    );
    assert!(due[0].required && !due[1].required);
    // Two dates bind two visits, a third one makes a further visit.
    let (due, _) = wished(
        &target,
        &["A@2026-11-24", "A@2026-11-26", "A@2026-11-28"],
        &Taken::new(),
    );
    assert_eq!(due.len(), 3);
    assert!(due.iter().all(|due| due.required));
    let days: Vec<String> = due.iter().map(|due| due.first_day.to_string()).collect();
    assert_eq!(days, ["2026-11-24", "2026-11-26", "2026-11-28"]);
}

#[test]
fn a_target_that_is_not_due_becomes_so_for_its_weight() {
    let mut target = point(Status::Listed, "2026-10-01", 1);
    target.last_visit = Some(day("2026-11-23"));
    assert!(due_of(&target, &History::default(), 5, false).is_empty());
    let (due, _) = wished(&target, &["A"], &Taken::new());
    assert_eq!(due[0].reasons[0].code, ReasonCode::Pinned);
    assert_eq!((due[0].prize.get(), due[0].visit), (40, 1));
    assert_eq!(
        spans(&due),
        [("2026-11-24".to_owned(), "2026-11-28".to_owned())]
    );
    let (due, _) = wished(&target, &["!A@2026-11-25"], &Taken::new());
    assert_eq!(due[0].reasons[0].code, ReasonCode::Urgent);
    let closed = point(Status::Excluded, "2026-10-01", 1);
    let (due, findings) = wished(&closed, &["A@2026-11-25"], &Taken::new());
    assert!(due.len() == 1 || findings == ["P0004"], "{findings:?}");
}

#[test]
fn what_was_visited_is_not_bound_again() {
    let mut target = point(Status::Works, "2026-11-01", 1);
    target.last_visit = Some(day("2026-11-23"));
    let taken = Taken::from([((TargetId::from("A"), 1), day("2026-11-24"))]);
    let (due, findings) = wished(&target, &["A", "A@2026-11-24"], &taken);
    assert!(due.iter().all(|due| !due.pinned));
    assert!(findings.is_empty());
    let (_, findings) = wished(&target, &["!A@2026-11-24"], &taken);
    assert_eq!(findings, ["P0005"]);
}
