use super::*;

#[test]
fn a_site_is_in_time_late_missed_and_visited_too_often() {
    let mut world = World::new(vec![site("s", "A")], Vec::new());
    // Due on 14 and made on 10; due on 24, made on 27; again on 30, too soon; due on 44 and on 58 and not made.
    for on in [10, 27, 30] {
        world.visit("s", on, "clean");
    }
    world.visit("s", 40, "gate_closed");
    let coverage = world.measure(day(0), day(60));
    let tally = &coverage.visits.by_programme["P09"];
    assert_eq!(four(tally), [4, 1, 1, 2]);
    assert_eq!(
        (tally.additional, tally.failed["gate_closed"], tally.lapsed),
        (1, 1, 0)
    );
    assert_eq!(
        (tally.median_days_late, tally.p90_days_late),
        (Some(3.0), Some(3.0))
    );
    assert_eq!(coverage.visits.total, coverage.visits.by_township["A"]);
    assert_eq!(coverage.visits.by_kind[&TargetKind::Site], *tally);
    // The late visit answers what fell due on day 24; that belongs to no period after it.
    assert_eq!(
        four(&world.measure(day(25), day(43)).visits.total),
        [0, 0, 0, 0]
    );
    assert_eq!(
        four(&world.measure(day(20), day(26)).visits.total),
        [1, 0, 0, 1]
    );
    // Each span is one week; day 10 lies in the second, 24 in the fourth, 44 in the seventh, 58 in the ninth.
    let due: Vec<u64> = coverage.series.spans.iter().map(|span| span.due).collect();
    assert_eq!(due, [0, 1, 0, 1, 0, 0, 1, 0, 1]);
}

#[test]
fn the_worked_example_of_the_page_is_right() {
    // Day 0 is 1 June 2026, as in the page.
    let mut world = World::new(vec![site("s", "A")], Vec::new());
    for on in [10, 27, 30] {
        world.visit("s", on, "clean");
    }
    let book = world.book(day(60));
    let record = world.record(&book);
    let input = world.input(&world.targets, &record, &book, (day(0), day(60)));
    let ground = Ground::new(input);
    let life = ground.life(&world.targets[0]);
    let rows: Vec<String> = duties::obligations(&ground, &life)
        .iter()
        .map(|one| {
            use crate::coverage::chain::Class;
            let (due, class) = match one.duty.class {
                Class::OnTime => (one.duty.due.to_string(), "on time"),
                Class::Late => (one.duty.due.to_string(), "late"),
                Class::Missed => (one.duty.due.to_string(), "missed"),
                Class::Lapsed => (one.duty.due.to_string(), "lapsed"),
                Class::Additional => ("-".to_owned(), "additional"),
            };
            let visit = one
                .duty
                .visit
                .map_or_else(|| "-".to_owned(), |day| day.to_string());
            format!("| {due} | {visit} | {class} |")
        })
        .collect();
    let page = include_str!("../../../docs/coverage.md");
    assert!(page.contains(&rows.join("\n")), "{}", rows.join("\n"));
    let tally = measure(&input).visits.total;
    let sums = format!(
        "Due {}, on time {}, late {}, missed {},\nadditional {}; on time {:.1} %, visited {:.1} %; the late one was {} days late.",
        tally.due,
        tally.on_time,
        tally.late,
        tally.missed,
        tally.additional,
        tally.on_time_share().unwrap() * 100.0,
        tally.met_share().unwrap() * 100.0,
        tally.median_days_late.unwrap(),
    );
    assert!(page.contains(&sums), "{sums}");
}

#[test]
fn due_days_roll_forward_to_a_working_day() {
    let mut world = World::new(vec![site("s", "A")], Vec::new());
    world.calendar = Calendar::default();
    // Friday week 0 + 14 days is a Friday; Saturday + 14 is a Saturday, due on Monday (day 21).
    world.visit("s", 5, "clean");
    world.visit("s", 21, "clean");
    let tally = world.measure(day(0), day(30)).visits.total;
    assert_eq!(four(&tally), [2, 2, 0, 0]);
    let mut world = World::new(vec![site("s", "A")], Vec::new());
    world.calendar = Calendar::default();
    world.visit("s", 5, "clean");
    world.visit("s", 22, "clean");
    let tally = world.measure(day(0), day(30)).visits.total;
    assert_eq!(
        (four(&tally), tally.median_days_late),
        ([2, 1, 1, 0], Some(1.0))
    );
}

#[test]
fn what_the_layer_states_of_the_last_visit_starts_the_clock() {
    let mut known = site("s", "A");
    known.last_visit = Some(day(-4));
    // Due on 10 and 24.
    let world = World::new(vec![known], Vec::new());
    assert_eq!(
        four(&world.measure(day(0), day(24)).visits.total),
        [2, 0, 0, 2]
    );
    assert_eq!(
        four(&world.measure(day(0), day(23)).visits.total),
        [1, 0, 0, 1]
    );
    // What it states of a time when a record was kept answers nothing, but is told.
    let mut stated = site("s", "A");
    stated.last_visit = Some(day(10));
    let world = World::new(vec![stated], Vec::new());
    let coverage = world.measure(day(0), day(14));
    assert_eq!(four(&coverage.visits.total), [1, 0, 0, 1]);
    assert_eq!(coverage.recency.total.max, Some(4));
    // Never visited: the first period begins with the record.
    let world = World::new(vec![site("s", "A")], Vec::new());
    assert_eq!(
        four(&world.measure(day(0), day(13)).visits.total),
        [0, 0, 0, 0]
    );
    assert_eq!(
        four(&world.measure(day(0), day(14)).visits.total),
        [1, 0, 0, 1]
    );
}

#[test]
fn a_suspect_is_verified_once_or_lapses() {
    let suspects = ["p1", "p2", "p3", "p4"].map(|id| dump_point(id, Status::Suspected, None));
    let mut world = World::new(suspects.to_vec(), Vec::new());
    for id in ["p1", "p2", "p3", "p4"] {
        world.open(id, 10, Status::Suspected);
    }
    // Due two working days later: p1 is in time, p2 late, p3 never, p4 merged before.
    world.visit("p1", 12, "unchanged");
    world.visit("p2", 15, "unchanged");
    let merged = json!({"from": "suspected", "to": "merged"});
    world.note("p4", (11, 9), Role::County, EventKind::Moved, &merged);
    let event = world.events.last_mut().unwrap();
    event.draft.other = Some("p1".into());
    *event = Event::chained(
        event.draft.clone(),
        "d1",
        event.counter,
        event.prev,
        event.recorded,
    );
    let coverage = world.measure(day(0), day(20));
    let tally = &coverage.visits.by_programme["P05"];
    assert_eq!((four(tally), tally.lapsed), ([3, 1, 1, 1], 1));
    assert_eq!(tally.median_days_late, Some(3.0));
}

#[test]
fn a_closed_point_is_looked_back_at_until_it_is_returned() {
    let mut world = World::new(vec![dump_point("p", Status::Closed, None)], Vec::new());
    world.open("p", 0, Status::Closed);
    // Dates 7, 30, 90: made a day late, missed when 90 comes, left before 90.
    world.visit("p", 8, "unchanged");
    let returned = json!({"from": "closed", "to": "returned", "reason": "虚假整改"});
    world.note("p", (80, 9), Role::Prefecture, EventKind::Moved, &returned);
    let coverage = world.measure(day(0), day(95));
    let tally = &coverage.visits.by_programme["P04"];
    assert_eq!((four(tally), tally.lapsed), ([2, 0, 1, 1], 0));
    // A returned point is patrolled every 7 days: due on 87 and 94.
    assert_eq!(four(&coverage.visits.by_programme["P02"]), [2, 0, 0, 2]);
    // Returned on the day of the date itself: that one lapses.
    let coverage = {
        let mut world = World::new(vec![dump_point("p", Status::Closed, None)], Vec::new());
        world.open("p", 0, Status::Closed);
        world.visit("p", 7, "unchanged");
        world.note("p", (30, 9), Role::Prefecture, EventKind::Moved, &returned);
        world.measure(day(0), day(30))
    };
    let tally = &coverage.visits.by_programme["P04"];
    assert_eq!(four(tally), [1, 1, 0, 0]);
}

#[test]
fn a_point_that_no_step_leads_to_is_not_due() {
    let mut world = World::new(vec![dump_point("p", Status::Listed, None)], Vec::new());
    world.open("p", 20, Status::Listed);
    // Known from day 20 on: due on 27 and 34.
    let coverage = world.measure(day(0), day(35));
    assert_eq!(four(&coverage.visits.by_programme["P02"]), [2, 0, 0, 2]);
}

#[test]
fn a_complaint_is_answered_by_the_visit_after_it() {
    let mut world = World::new(vec![site("s", "A"), site("t", "A")], Vec::new());
    let complaint = json!({"matter": "complaint"});
    for id in ["s", "t"] {
        world.visit(id, 3, "clean");
        for on in [3, 4] {
            world.note(
                id,
                (on, 10),
                Role::County,
                EventKind::Complained,
                &complaint,
            );
        }
    }
    // The visit of the morning came before; the second complaint found the first one open. Due on day 5.
    world.visit("s", 5, "clean");
    world.visit("t", 9, "clean");
    let coverage = world.measure(day(0), day(12));
    assert_eq!(four(&coverage.visits.by_programme["P05-S"]), [2, 1, 1, 0]);
}

#[test]
fn an_order_is_rechecked_on_its_date() {
    let mut world = World::new(vec![site("s", "A")], Vec::new());
    let problem = json!({"item": "B1", "severity": "R", "due": day(8)});
    let payload =
        json!({"kind": "site", "finding": "problem", "checklist": "CS", "problems": [problem]});
    world.note("s", (3, 9), Role::Patrol, EventKind::Visited, &payload);
    // Due one working day after its date.
    let missed = world.measure(day(0), day(9));
    assert_eq!(four(&missed.visits.by_programme["P06-S"]), [1, 0, 0, 1]);
    world.visit("s", 11, "clean");
    let late = world.measure(day(0), day(11));
    assert_eq!(four(&late.visits.by_programme["P06-S"]), [1, 0, 1, 0]);
}

#[test]
fn a_half_driven_corridor_counts_half() {
    let mut world = World::new(
        vec![village("v", "B")],
        vec![corridor("c", 2_000, CorridorPass::Either)],
    );
    // All of it on day 7. On day 14 of 1,000 metres, as it was cut then, the first 600: 1,200 of today's.
    world.visit("c", 7, "clean");
    world.drive("c", 14, [0, 600], 1_000);
    let coverage = world.measure(day(0), day(21));
    let tally = &coverage.corridors.total;
    // Due: 2,000 on day 7; 2,000 on day 14, of which 1,200 are seen; 2,000 on day 21.
    assert_eq!(
        (tally.due, tally.on_time, tally.late, tally.missed),
        (6_000, 3_200, 0, 2_800)
    );
    assert_eq!((tally.metres, tally.seen), (2_000, 2_000));
    assert_eq!((tally.recency.d0_7, tally.recency.d8_14), (1_200, 800));
    // The township is that of the nearest place.
    assert_eq!(coverage.corridors.by_township["B"], *tally);
    assert_eq!(coverage.corridors.by_direction["either"], *tally);
    assert_eq!(coverage.corridors.by_road["G202"], *tally);
    assert_eq!(coverage.corridors.worst[0].days, Some(14));
    // In the week of the half drive alone half of it was seen.
    let week = world.measure(day(8), day(14)).corridors.total;
    assert_eq!((week.metres, week.seen), (2_000, 1_200));
    assert_eq!((week.due, week.on_time, week.missed), (2_000, 1_200, 800));
}

#[test]
fn each_side_of_a_divided_road_has_a_pass_of_its_own() {
    let mut world = World::new(
        Vec::new(),
        vec![
            corridor("c-1", 1_000, CorridorPass::Forward),
            corridor("c-2", 1_000, CorridorPass::Either),
        ],
    );
    world.visit("c-1", 7, "clean");
    let corridors = world.measure(day(0), day(7)).corridors;
    assert_eq!(corridors.by_direction["E"].on_time, 1_000);
    assert_eq!(corridors.by_direction["either"].missed, 1_000);
    assert_eq!(corridors.by_township["-"].metres, 2_000);
}

#[test]
fn a_plan_is_held_to_its_word() {
    let names = ["a", "b", "c", "d", "e"];
    let mut world = World::new(names.map(|id| village(id, "A")).to_vec(), Vec::new());
    let stop = |id: &str| PlannedStop {
        target: id.into(),
        programme: "P11".into(),
        kind: TargetKind::Place,
    };
    let mut plan = PlannedDay {
        stops: ["a", "b", "c", "d"].map(stop).to_vec(),
        left_out: Vec::new(),
    };
    plan.left_out.push(LeftOut {
        target: "e".into(),
        programme: "P11".into(),
        reason: UnvisitedCode::NotWorth,
    });
    let again = PlannedDay {
        stops: vec![stop("d")],
        left_out: Vec::new(),
    };
    world.plans = [(day(5), plan), (day(7), again)].into();
    // a on the day, b in vain, c the day after; d only when it was planned again; e on the day, though left out.
    world.visit("a", 5, "clean");
    world.visit("b", 5, "gate_closed");
    world.visit("c", 6, "clean");
    world.visit("d", 7, "clean");
    world.visit("e", 5, "clean");
    let promise = world.measure(day(1), day(10)).promise;
    let kept = &promise.total;
    assert_eq!(
        [
            kept.promised,
            kept.that_day,
            kept.later,
            kept.failed,
            kept.no_record
        ],
        [5, 2, 1, 1, 1]
    );
    assert_eq!(kept.reasons, [("gate_closed".to_owned(), 1)].into());
    assert_eq!(promise.by_programme["P11"], *kept);
    assert_eq!(promise.by_township["A"], *kept);
    assert_eq!(promise.by_day[&day(7)].that_day, 1);
    assert_eq!(
        (
            promise.planned_days,
            promise.unplanned_visits,
            promise.visits_without_plan
        ),
        (2, 1, 1)
    );
    assert_eq!(promise.left_out["not_worth"], 1);
    assert_eq!(promise.left_out_by_programme["P11"]["not_worth"], 1);
}

#[test]
fn the_worst_served_township_comes_first() {
    let sites = ["a1", "a2", "b1", "b2"].map(|id| site(id, &id[..1]));
    let mut world = World::new(sites.to_vec(), Vec::new());
    // Each is due on 14 and 28. In a one of four is met, in b three.
    world.visit("a1", 28, "clean");
    world.visit("b1", 14, "clean");
    world.visit("b1", 28, "clean");
    world.visit("b2", 28, "clean");
    let spread = world.measure(day(0), day(28)).fairness.visits;
    let shares: Vec<(&str, u64, u64)> = spread
        .townships
        .iter()
        .map(|one| (&*one.township, one.due, one.met))
        .collect();
    assert_eq!(shares, [("a", 4, 1), ("b", 4, 3)]);
    assert_eq!(spread.lorenz, [(0.0, 0.0), (0.5, 0.25), (1.0, 1.0)]);
    // 1 - (0.5 x 0.25 + 0.5 x 1.25)
    assert_eq!(spread.gini, Some(0.25));
}

#[test]
fn days_since_the_last_visit_are_counted_at_the_end() {
    let names = ["a", "b", "c", "d"];
    let mut world = World::new(names.map(|id| village(id, "A")).to_vec(), Vec::new());
    world.visit("a", 33, "clean");
    world.visit("b", 30, "clean");
    world.visit("c", 9, "clean");
    let recency = world.measure(day(0), day(40)).recency;
    // 7, 10 and 31 days; d never.
    assert_eq!(recency.total.histogram.counts(), [1, 1, 0, 1, 0, 0, 1]);
    assert_eq!(
        [
            recency.total.p25,
            recency.total.median,
            recency.total.p90,
            recency.total.max
        ],
        [7, 10, 31, 31].map(Some)
    );
    let worst: Vec<(&str, Option<i32>)> = recency
        .worst
        .iter()
        .map(|one| (&*one.target, one.days))
        .collect();
    assert_eq!(
        worst,
        [
            ("d", None),
            ("c", Some(31)),
            ("b", Some(10)),
            ("a", Some(7))
        ]
    );
    assert_eq!(recency.by_programme["P11"], recency.total);
}

#[test]
fn overdue_steps_stand_by_state() {
    let mut world = World::new(vec![dump_point("p", Status::Suspected, None)], Vec::new());
    world.calendar = Calendar::default();
    world.open("p", 0, Status::Suspected);
    // Monday + 2 working days is Wednesday; on Monday a week later it is three working days late.
    let overdue = world.measure(day(0), day(7)).overdue;
    assert_eq!(overdue.len(), 1);
    assert_eq!(
        (
            &*overdue[0].state,
            overdue[0].step,
            overdue[0].count,
            overdue[0].max_days
        ),
        ("suspected", crate::ledger::DueStep::Verify, 1, 3)
    );
}
