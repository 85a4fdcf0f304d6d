use super::*;
use crate::pipeline;
use crate::plan::UnvisitedCode;
use crate::problem::check::check;
use crate::synth::{self, Size};
use crate::testing::at;
use crate::units::Day;
use crate::workspace;

const DAY: &str = "2026-11-24";

/// Twelve villages along a road, an hour's work each, a thirteenth three kilometres off it, and a suspected dump that takes
/// longer than any shift; one team of six hours at the end of the road.
fn tiny() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let settings = "[county]\nname = \"Tiny\"\n\
        [[layer]]\nkind = \"roads\"\npath = \"roads.geojson\"\n\
        [[layer]]\nkind = \"places\"\npath = \"places.geojson\"\n\
        [[layer]]\nkind = \"dump_points\"\npath = \"dumps.geojson\"\n\
        [[team]]\nid = \"A\"\nbase = [126.0, 43.5]\nshift = \"08:00-14:00\"\n\
        [[programme]]\nid = \"P11\"\noff = true\n\
        [[programme]]\nid = \"P05\"\nservice = \"20h\"\nwindow = [\"00:00-24:00\"]\n\
        [[programme]]\nid = \"X1\"\nkind = \"place\"\nplace_types = [\"village\"]\nfrequency = { every_days = { normal = 7 } }\n\
        service = \"60m\"\nwindow = [\"06:00-22:00\"]\nweight = 10\n";
    std::fs::write(folder.path().join("xuncha.toml"), settings).unwrap();
    let place = |east: f64, north: f64| {
        let at = at(east, north);
        format!("[{:.7},{:.7}]", at.x, at.y)
    };
    let layer = |name: &str, features: Vec<String>| {
        let text = format!(
            "{{\"type\":\"FeatureCollection\",\"features\":[{}]}}",
            features.join(",")
        );
        std::fs::write(folder.path().join(name), text).unwrap();
    };
    let feature = |properties: &str, kind: &str, coordinates: &str| {
        format!(
            "{{\"type\":\"Feature\",\"properties\":{{{properties}}},\"geometry\":{{\"type\":\"{kind}\",\"coordinates\":{coordinates}}}}}"
        )
    };
    let course = format!("[{},{}]", place(0.0, 0.0), place(2000.0, 0.0));
    let road = "\"id\":\"r\",\"highway\":\"tertiary\"";
    layer("roads.geojson", vec![feature(road, "LineString", &course)]);
    let village = |id: &str, place: &str| {
        let properties = format!("\"id\":\"{id}\",\"name\":\"{id}\",\"type\":\"village\"");
        feature(&properties, "Point", place)
    };
    let mut villages: Vec<String> = (1..=12)
        .map(|number| {
            village(
                &format!("v{number:02}"),
                &place(100.0 * f64::from(number), 20.0),
            )
        })
        .collect();
    villages.push(village("w-far", &place(500.0, 3000.0)));
    layer("places.geojson", villages);
    let dump =
        "\"id\":\"d1\",\"name\":\"d1\",\"status\":\"suspected\",\"status_since\":\"2026-11-16\"";
    layer(
        "dumps.geojson",
        vec![feature(dump, "Point", &place(300.0, 20.0))],
    );
    folder
}

fn options(teams: &str, shifts: Option<&str>) -> Options {
    Options {
        grid: Grid {
            teams: TeamRange::parse(teams).unwrap(),
            shifts: shifts.map(|text| ShiftLengths::parse(text).unwrap()),
        },
        iterations: 60,
        runs: 2,
        seed: 1,
    }
}

/// Plans a grid of the workspace in a folder.
fn planned(dir: &std::path::Path, days: u32, options: &Options) -> WhatIf {
    let workspace = workspace::open(dir).unwrap();
    let horizon = Horizon {
        first_day: Day::parse(DAY).unwrap(),
        days,
    };
    let county = pipeline::read_county(&workspace, Some(horizon)).unwrap();
    let input = Input {
        workspace: &workspace,
        county: &county,
        history: History::default(),
        horizon,
        lang: Lang::En,
    };
    plan(&input, options, &|| ()).unwrap()
}

#[test]
fn each_team_does_as_many_stops_as_its_hours_allow() {
    let folder = tiny();
    let file = planned(folder.path(), 1, &options("0..4", Some("6h..7h"))).file;
    let visits: Vec<u32> = file.cells.iter().map(|cell| cell.best.visits).collect();
    // Five hours of work and some driving fit into six hours, six into seven; there are twelve villages.
    assert_eq!(visits, [0, 5, 10, 12, 12, 0, 6, 12, 12, 12]);
    let worth = file.cells[1].best.prize / 5;
    for cell in &file.cells {
        assert_eq!(cell.best.prize, worth * i64::from(cell.best.visits));
        assert_eq!(cell.prize_share.low, Some(cell.prize_share.mean));
        let hours = f64::from(cell.best.visits);
        assert!(
            (hours..=hours * 1.2).contains(&cell.work_h.mean),
            "{cell:?}"
        );
    }
    // 5, 5 and 2 villages: the third team brings less than half of five. 6 and 6, then nothing.
    let marginal = file.cells.iter().filter(|cell| cell.marginal);
    let marginal: Vec<(Option<i64>, u32)> =
        marginal.map(|cell| (cell.shift_s, cell.teams)).collect();
    assert_eq!(marginal, [(Some(21_600), 3), (Some(25_200), 3)]);
    // The third team of six hours brings two villages.
    let gain = file.cells[3].gain.unwrap().prize_share.mean;
    assert!((gain * file.due.prize as f64 - 2.0 * worth as f64).abs() < 1e-2);
}

#[test]
fn no_team_does_nothing_and_many_do_all_that_can_be_reached() {
    let folder = tiny();
    let file = planned(folder.path(), 1, &options("0..20", None)).file;
    let (none, all) = (&file.cells[0], file.cells.last().unwrap());
    assert_eq!(none.best, RunFile::default());
    assert_eq!(none.work_h.mean.to_bits(), 0.0_f64.to_bits());
    // Fourteen visits are due; w-far has no road, d1 takes longer than any shift.
    assert_eq!((file.due.visits, file.due.required), (14, 1));
    assert_eq!(all.best.visits, 12);
    let undone = file.unreachable.iter();
    let undone: Vec<_> = undone
        .map(|entry| (entry.target.as_str(), entry.required, entry.reason.code))
        .collect();
    let expected = [
        ("d1", true, UnvisitedCode::TooLong),
        ("w-far", false, UnvisitedCode::Unreachable),
    ];
    assert_eq!(undone, expected);
    let undone: i64 = file.unreachable.iter().map(|entry| entry.prize).sum();
    assert_eq!(all.best.prize, file.due.prize - undone);
}

fn made_up(size: Size) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for file in synth::make(size, 3, false) {
        std::fs::write(folder.path().join(&file.name), &file.bytes).unwrap();
    }
    folder
}

#[test]
fn more_teams_and_longer_shifts_never_bring_less() {
    let folder = made_up(Size::Village);
    let options = Options {
        iterations: 5,
        ..options("0..4", Some("2h..9h"))
    };
    let file = planned(folder.path(), 2, &options).file;
    let rank = |cell: &CellFile, run: usize| (cell.runs[run].required, cell.runs[run].prize);
    for (at, cell) in file.cells.iter().enumerate() {
        for run in 0..2 {
            if cell.teams > 0 {
                assert!(
                    rank(cell, run) >= rank(&file.cells[at - 1], run),
                    "{cell:?}"
                );
            }
            if at >= 5 {
                assert!(
                    rank(cell, run) >= rank(&file.cells[at - 5], run),
                    "{cell:?}"
                );
            }
        }
    }
    assert!(file.cells.last().unwrap().best.prize > 0);
}

#[test]
fn a_plan_of_fewer_teams_or_shorter_shifts_holds_with_more() {
    let folder = made_up(Size::Village);
    let workspace = workspace::open(folder.path()).unwrap();
    let first_day = Day::parse(DAY).unwrap();
    let horizon = Horizon { first_day, days: 2 };
    let county = pipeline::read_county(&workspace, Some(horizon)).unwrap();
    let computed = Computed {
        network: &county.network,
        day_networks: &county.day_networks,
    };
    let crew = teams::crew(&workspace.teams, 4);
    let ground = Ground::of_teams(&workspace, &crew, &county, first_day, &computed);
    let standing = ground.stand(History::default(), first_day);
    let options = options("0..4", Some("2h..9h"));
    let settings = options.grid.settings();
    let task = |setting: &Setting| {
        ground.pose_for(&teams::of_setting(&crew, *setting), &standing, horizon)
    };
    let tasks: Vec<Task> = settings.iter().map(task).collect();
    let columns = options.grid.columns();
    for (at, smaller) in tasks.iter().enumerate() {
        let run = run::plan(smaller, 1, 20).unwrap();
        let more_teams = ((at + 1) % columns != 0).then_some(at + 1);
        for larger in [more_teams, Some(at + columns)].into_iter().flatten() {
            let Some(larger) = tasks.get(larger) else {
                continue;
            };
            assert_eq!(larger.assembled.locations, smaller.assembled.locations);
            let value = check(&larger.assembled.instance, &run.solution(larger));
            assert_eq!(value.unwrap().prize, run.tally.prize, "{at}");
        }
    }
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let folder = made_up(Size::Village);
    let options = options("1..3", Some("6h..7h"));
    let with = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
        pool.unwrap()
            .install(|| planned(folder.path(), 1, &options).files())
    };
    assert_eq!(with(1), with(3));
}

#[test]
fn a_tighter_cap_costs_prize_and_is_kept() {
    let folder = tiny();
    let workspace = workspace::open(folder.path()).unwrap();
    let horizon = Horizon {
        first_day: Day::parse(DAY).unwrap(),
        days: 1,
    };
    let county = pipeline::read_county(&workspace, Some(horizon)).unwrap();
    let input = Input {
        workspace: &workspace,
        county: &county,
        history: History::default(),
        horizon,
        lang: Lang::En,
    };
    let plan = |measure| {
        let options = BalanceOptions {
            measure,
            iterations: 60,
            runs: 2,
            seed: 1,
            like: None,
        };
        balance(&input, options, &|| ()).unwrap().steps
    };
    // Five villages of an hour each in a shift of six: 100 % of five stops, then 95 % are four, 80 % still, 75 % three.
    let stops = plan(Measure::Stops);
    let rules: Vec<i64> = stops.iter().map(|step| step.rule).collect();
    assert_eq!(rules, [0, 5, 4, 4, 4, 4, 3, 3]);
    let visits: Vec<u32> = stops.iter().map(|step| step.visits).collect();
    assert_eq!(visits, [5, 5, 4, 4, 4, 4, 3, 3]);
    let worth = stops[0].prize / 5;
    let hours = plan(Measure::Hours);
    for step in stops.iter().chain(&hours) {
        assert_eq!(step.prize_lost, stops[0].prize - step.prize);
        assert_eq!(step.prize, worth * i64::from(step.visits));
    }
    assert!(hours.windows(2).all(|pair| pair[0].prize >= pair[1].prize));
    for step in &hours[1..] {
        assert!(step.work_s[0] <= step.rule, "{step:?}");
    }
    assert_eq!(plan(Measure::OwnArea).len(), 2);
    assert!(!plan(Measure::Townships).is_empty());
    // Without an earlier plan that has something in common there is nothing to keep to, and nothing is searched.
    let steady = BalanceOptions {
        measure: Measure::Steady,
        iterations: 60,
        runs: 2,
        seed: 1,
        like: None,
    };
    let refused = balance(&input, steady, &|| panic!("a search was made"));
    assert_eq!(refused.unwrap_err(), BalanceError::NothingInCommon);
}
