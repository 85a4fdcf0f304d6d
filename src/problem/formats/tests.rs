use super::text::Fixed;
use super::*;
use crate::problem::check::check;
use crate::problem::{JobIdx, LocationIdx, Step};
use crate::testing::Dice;
use crate::units::Seconds;

const TOPTW: &str = include_str!("../../../tests/data/solve/c1.txt");
const TOP: &str = include_str!("../../../tests/data/solve/p1.txt");
const VRPTW: &str = include_str!("../../../tests/data/solve/v1.txt");
const PCVRPTW: &str = include_str!("../../../tests/data/solve/v1.vrp");
const CARP: &str = include_str!("../../../tests/data/solve/g1.dat");
const MCGRP: &str = include_str!("../../../tests/data/solve/m1.dat");

const ALL: [(Kind, &str, &str); 7] = [
    (Kind::Toptw, "c1", TOPTW),
    (Kind::Top, "p1", TOP),
    (Kind::Vrptw, "v1", VRPTW),
    (Kind::Pcvrptw, "v1", PCVRPTW),
    (Kind::Carp, "g1", CARP),
    (Kind::Mcgrp, "m1", MCGRP),
    (Kind::Mixed, "x1", MIXED),
];

fn posed(kind: Kind, name: &str, text: &str) -> Posed {
    read(kind, name, text, Some(2)).unwrap_or_else(|error| panic!("{error}"))
}

fn leg(posed: &Posed, from: u32, to: u32) -> i64 {
    let time = posed
        .instance
        .travel
        .time(LocationIdx(from), LocationIdx(to));
    time.expect("there is a way").get()
}

/// The objective of a solution given as jobs and modes by route.
fn objective(posed: &Posed, routes: &[&[(u32, u8)]]) -> String {
    let mut solution = Solution {
        routes: vec![Vec::new(); posed.instance.shifts.len()],
    };
    for (route, steps) in solution.routes.iter_mut().zip(routes) {
        let steps = steps.iter().map(|(job, mode)| Step {
            job: JobIdx(*job),
            mode: *mode,
        });
        route.extend(steps);
    }
    let value = check(&posed.instance, &solution).unwrap_or_else(|faults| panic!("{faults:?}"));
    posed.objective(&value).to_string()
}

#[test]
fn numbers_are_read_exactly() {
    for (text, units) in [
        ("12", 12_000),
        ("-1.25", -1250),
        ("+.5", 500),
        ("7.", 7000),
        ("1.5000000000", 1500),
    ] {
        assert_eq!(
            Fixed::parse(text).map(|number| number.units(3)),
            Some(units),
            "{text}"
        );
    }
    for text in [
        "",
        ".",
        "-",
        "1e3",
        "0x1",
        "1.2.3",
        "nan",
        "inf",
        "9999999999",
        "1.2345678",
        "١",
    ] {
        assert_eq!(Fixed::parse(text), None, "{text}");
    }
    assert_eq!(Fixed::parse("0.050").map(Fixed::digits), Some(2));
}

#[test]
fn orienteering_with_windows_is_rounded_down_to_tenths_or_hundredths() {
    let solomon = posed(Kind::Toptw, "c1", TOPTW);
    assert_eq!((leg(&solomon, 0, 1), leg(&solomon, 0, 2)), (50, 14));
    assert_eq!(solomon.instance.jobs[2].service, Seconds(5));
    let cordeau = posed(Kind::Toptw, "pr1", TOPTW);
    assert_eq!((leg(&cordeau, 0, 1), leg(&cordeau, 0, 2)), (500, 141));
    // Names that tell nothing: whole coordinates are Solomon's.
    assert_eq!(leg(&posed(Kind::Toptw, "x", TOPTW), 0, 2), 14);
    let fine = TOPTW.replace("1.00 1.00", "1.001 1.00");
    assert_eq!(leg(&posed(Kind::Toptw, "x", &fine), 0, 2), 141);
    assert_eq!(objective(&solomon, &[&[(0, 0), (1, 0)]]), "15");
    assert_eq!(
        read(Kind::Toptw, "c1", TOPTW, None).unwrap_err(),
        FormatError::NoRoutes
    );
}

#[test]
fn a_head_broken_in_two_is_read() {
    let broken = TOPTW.replace("1 2 3 4\n", "1 2\n3 4\n");
    assert_eq!(posed(Kind::Toptw, "c1", &broken).instance.jobs.len(), 3);
}

#[test]
fn a_route_of_exactly_the_longest_length_is_feasible_in_team_orienteering() {
    // 5 to (3, 4), 4 down to (3, 0), 5 to the end: 14.
    let exact = posed(Kind::Top, "p1", &TOP.replace("12.0", "14.0"));
    assert_eq!(objective(&exact, &[&[(0, 0), (1, 0)]]), "12");
    let short = posed(Kind::Top, "p1", &TOP.replace("12.0", "13.999"));
    assert!(solve_one(&short, &[0, 1]).is_err());
    assert!(solve_one(&short, &[0]).is_ok());
}

fn solve_one(posed: &Posed, jobs: &[u32]) -> Result<Value, Vec<crate::problem::check::Fault>> {
    let mut solution = Solution {
        routes: vec![Vec::new(); posed.instance.shifts.len()],
    };
    let steps = jobs.iter().map(|job| Step {
        job: JobIdx(*job),
        mode: 0,
    });
    solution.routes[0].extend(steps);
    check(&posed.instance, &solution)
}

#[test]
fn routes_on_a_grid_are_feasible_exactly_when_they_are_in_real_numbers() {
    // Coordinates in tenths, and a limit that random routes often meet exactly or miss by little.
    let mut dice = Dice::new(3);
    let (mut met, mut feasible) = (0, 0);
    for _ in 0..400 {
        let tenths = |dice: &mut Dice| f64::from(u32::try_from(dice.below(4)).unwrap()) * 0.3;
        // Half of the routes run along one line, with legs of whole tenths.
        let height = f64::from(u8::from(dice.once_in(2)));
        let mut points: Vec<(f64, f64)> = (0..8)
            .map(|_| (tenths(&mut dice), height * tenths(&mut dice)))
            .collect();
        points.dedup();
        let last = points.len() - 1;
        let length: f64 = points
            .windows(2)
            .map(|w| (w[0].0 - w[1].0).hypot(w[0].1 - w[1].1))
            .sum();
        let limit = (length * 10.0).round() / 10.0;
        let rows: Vec<String> = points
            .iter()
            .map(|(x, y)| format!("{x:.1} {y:.1} 1"))
            .collect();
        let rows = rows.join("\n");
        let text = format!("n {}\nm 1\ntmax {limit:.1}\n{rows}", points.len());
        let posed = posed(Kind::Top, "p", &text);
        if posed.instance.jobs.len() + 2 < points.len() {
            continue;
        }
        let route: Vec<u32> = (0..u32::try_from(last).unwrap() - 1).collect();
        let fits = length <= limit + 1e-9;
        met += u32::from((length - limit).abs() < 1e-9);
        feasible += u32::from(fits);
        assert_eq!(solve_one(&posed, &route).is_ok(), fits, "{text} {length}");
    }
    assert!(met > 5 && feasible > 50, "{met} {feasible}");
}

#[test]
fn vehicle_routing_counts_truncated_tenths() {
    let posed = posed(Kind::Vrptw, "v1", VRPTW);
    // 1.4 to and fro, 5 to and fro.
    assert_eq!(objective(&posed, &[&[(0, 0)], &[(1, 0)]]), "12.8");
    assert_eq!(posed.instance.shifts[0].capacity, Some(10));
    assert!(posed.instance.jobs.iter().all(|job| job.required));
}

#[test]
fn prizes_left_are_paid_for() {
    let posed = posed(Kind::Pcvrptw, "v1", PCVRPTW);
    assert_eq!(
        posed.instance.objective,
        crate::problem::Objective::PrizeLessTravel
    );
    assert_eq!(objective(&posed, &[]), "24");
    assert_eq!(objective(&posed, &[&[(0, 0)]]), "5.8");
    assert_eq!(objective(&posed, &[&[(0, 0)], &[(1, 0)]]), "12.8");
}

#[test]
fn edges_are_served_in_either_direction_and_deadheading_is_shortest() {
    let posed = posed(Kind::Carp, "g1", CARP);
    // Out over 1-2 and 2-3, back over 4.
    assert_eq!(objective(&posed, &[&[(0, 0), (1, 1)]]), "11");
    let value = solve_one(&posed, &[0]).expect("feasible");
    let solution = Solution {
        routes: vec![
            vec![Step {
                job: JobIdx(1),
                mode: 1,
            }],
            Vec::new(),
        ],
    };
    let answer = posed.answer(Kind::Carp, "g1", &solution, &value);
    assert_eq!(answer["routes"], serde_json::json!([[{"edge": [2, 3]}]]));
}

#[test]
fn nodes_edges_and_arcs_stand_side_by_side() {
    let posed = posed(Kind::Mcgrp, "m1", MCGRP);
    assert_eq!(posed.instance.jobs.len(), 3);
    assert_eq!(objective(&posed, &[&[(1, 0), (2, 0), (0, 0)]]), "11");
    // A file that holds everything twice is the same.
    let twice = format!("{MCGRP}{MCGRP}").replace("based on nothing\n", "");
    assert_eq!(
        self::posed(Kind::Mcgrp, "m1", &twice).instance.jobs.len(),
        3
    );
}

#[test]
fn enough_routes_are_given_when_loads_fill_badly() {
    // Eleven edges of demand 3 where a vehicle takes 5: one each, though the sum would fit into seven.
    let edges: Vec<String> = (2..13)
        .map(|node| format!("( 1, {node})  coste 4 demanda 3\n"))
        .collect();
    let edges = edges.concat();
    let text = format!("CAPACIDAD : 5\nLISTA_ARISTAS_REQ :\n{edges}DEPOSITO : 1\n");
    let free = read(Kind::Carp, "g", &text, None).expect("readable");
    assert_eq!(free.instance.shifts.len(), 11);
    let capped = read(Kind::Carp, "g", &text, Some(4)).expect("readable");
    assert_eq!(capped.instance.shifts.len(), 4);
}

#[test]
fn faults_are_told_with_their_line() {
    let cases: [(Kind, &str, &str, usize); 19] = [
        (Kind::Toptw, " 2 1.00", " 9 1.00", 5),
        (Kind::Toptw, "1 1 1 4 20", "1 1 1 4 x", 5),
        (Kind::Toptw, "1 2 3 4", "1 2 4 4", 6),
        (Kind::Toptw, "1 1 1 4 20", "1 1 1 40 20", 5),
        (Kind::Toptw, "20.00 1 1 1 0 5", "20.00 1 1 1 0", 6),
        (Kind::Toptw, "20.00 1 1 1 0 5", "20.00 1 1 1 0 5 5", 6),
        (Kind::Top, "tmax 12.0", "limit 12.0", 3),
        (
            Kind::Vrptw,
            "1         1          6",
            "1         1          66",
            11,
        ),
        (
            Kind::Vrptw,
            "0         50          2\n    2",
            "0         50\n    2",
            11,
        ),
        (Kind::Pcvrptw, "EUC_2D", "EXPLICIT", 7),
        (Kind::Pcvrptw, "3 0 50\n", "", 26),
        (Kind::Pcvrptw, "3 5\n", "", 26),
        (Kind::Pcvrptw, "3 5\n", "2 5\n", 15),
        (Kind::Pcvrptw, "3 3\n", "", 26),
        (
            Kind::Pcvrptw,
            "2 21\n3 3\nDEPOT_SECTION\n1\n-1\nEOF\n",
            "",
            21,
        ),
        (
            Kind::Pcvrptw,
            "DEPOT_SECTION",
            "SERVICE_TIME_SECTION\n2 2\nDEPOT_SECTION",
            29,
        ),
        (Kind::Carp, "demanda 2", "demanda 6", 12),
        (Kind::Mcgrp, "A1\t2\t3", "A1\t2\t5", 23),
        (Kind::Mcgrp, "NrA1\t4\t1\t1\n", "", 27),
    ];
    for (kind, old, new, line) in cases {
        let (_, name, text) = ALL.into_iter().find(|(known, ..)| *known == kind).unwrap();
        assert!(text.contains(old), "{old}");
        let error = read(kind, name, &text.replacen(old, new, 1), Some(1)).unwrap_err();
        let told = error.to_string();
        assert!(
            told.starts_with(&format!("line {line}: ")),
            "{kind:?} {new}: {told}"
        );
        assert!(
            error
                .message(crate::domain::Lang::Zh)
                .contains(&format!("第 {line} 行"))
        );
    }
}

#[test]
fn a_file_that_claims_much_allocates_nothing() {
    for text in [
        "9 9 1000000000 9\n0 0\n0 0 0 0 0 0 0 0 9\n",
        "n 1000000000\nm 1000000000\ntmax 5\n0 0 0\n",
        "DIMENSION : 1000000000\nVEHICLES : 1000000000\nCAPACITY : 1\nNODE_COORD_SECTION\n1 0 0\n",
        "VERTICES : 1000000000\nARISTAS_REQ : 1000000000\nCAPACIDAD : 1\nLISTA_ARISTAS_REQ :\n",
        "Name: x\nCapacity: 1\nDepot Node: 1\n#Nodes: 1000000000\n#Required N: 1000000000\nReN.\n",
    ] {
        for kind in Kind::ALL {
            assert!(read(kind, "x", text, Some(u32::MAX)).is_err());
        }
    }
}

#[test]
fn garbage_never_panics() {
    let words = [
        "0",
        "1",
        "-1",
        "999999999",
        "1e9",
        "NaN",
        "(",
        "\u{feff}",
        "ReN.",
        "coste",
        "EOF",
        "_SECTION",
        "\n",
        ":",
        "tmax",
        "3.1415926",
    ];
    let mut dice = Dice::new(11);
    for round in 0..3000 {
        let (kind, name, text) = ALL[round % ALL.len()];
        let mut bytes = text.as_bytes().to_vec();
        for _ in 0..=dice.below(4) {
            let at = usize::try_from(dice.below(bytes.len() as u64)).unwrap();
            match dice.below(4) {
                0 => bytes.truncate(at),
                1 => bytes[at] = u8::try_from(dice.below(256)).unwrap(),
                2 => {
                    let word = words[usize::try_from(dice.below(words.len() as u64)).unwrap()];
                    bytes.splice(at..at, format!(" {word} ").bytes());
                }
                _ => {
                    let until = (at + 9).min(bytes.len());
                    bytes.drain(at..until);
                }
            }
            if bytes.is_empty() {
                break;
            }
        }
        let text = String::from_utf8_lossy(&bytes);
        for kind in [kind, Kind::ALL[round % 6]] {
            if let Ok(posed) = read(kind, name, &text, Some(2)) {
                let nothing = Solution {
                    routes: vec![Vec::new(); posed.instance.shifts.len()],
                };
                let value = check(&posed.instance, &nothing).expect("nothing is always feasible");
                posed.answer(kind, name, &nothing, &value);
            }
        }
    }
}

const MIXED: &str = "\
xuncha.mixed/1
# three jobs around a square of ten seconds a side
shift 0 0 1000 0 0
rest 20 60 5
capacity 9
stops 3
shift 1 86400 87400 0 0
group 1
job 5 optional 2 3 1
mode 1 1
window 0 100
window 86400 86500
in 0
job 5 optional 2 3 1
mode 1 1
in 0
job 9 required 0 4 2
mode 1 2
mode 2 1
by 0
edge 0 1 10
edge 1 2 10
edge 2 3 10
arc 3 0 10
";

#[test]
fn our_own_format_holds_all_that_an_instance_has() {
    let posed = posed(Kind::Mixed, "x", MIXED);
    let instance = &posed.instance;
    assert_eq!(
        (
            instance.jobs.len(),
            instance.shifts.len(),
            instance.groups.len()
        ),
        (3, 2, 1)
    );
    assert_eq!(instance.groups[0].jobs, [JobIdx(0), JobIdx(1)]);
    assert_eq!(
        instance.jobs[2].shifts.as_deref(),
        Some(&[crate::problem::ShiftIdx(0)][..])
    );
    // The corridor from 1 to 2 and back by 3 or by 1, the point on the way; the other visit on the other day.
    assert_eq!(objective(&posed, &[&[(0, 0), (2, 0)], &[(1, 0)]]), "19");
    let value = solve_one(&posed, &[0, 2]).expect("feasible");
    assert_eq!((value.cost, value.required_missing), (Seconds(30), 0));
    let nothing = solve_one(&posed, &[]).expect("feasible");
    assert!(posed.is_answer(&nothing));
    let solution = Solution {
        routes: vec![
            Vec::new(),
            vec![Step {
                job: JobIdx(1),
                mode: 0,
            }],
        ],
    };
    let answer = posed.answer(Kind::Mixed, "x", &solution, &nothing);
    assert_eq!(
        answer["routes"],
        serde_json::json!([[], [{"job": 1, "mode": 0}]])
    );
}

#[test]
fn a_shift_of_our_own_format_may_owe_several_breaks() {
    let text = MIXED.replace("rest 20 60 5", "rest 2 6 3\nrest 7 9 1\nrest 25 60 5");
    let mixed = Mixed::parse(&text).expect("readable");
    let remark = "three jobs around a square of ten seconds a side".to_owned();
    assert_eq!(mixed.write(&[remark]), text);
    let instance = &posed(Kind::Mixed, "x", &text).instance;
    // Corridor 2 alone: at its entry after 10 s, when the first two can no longer begin.
    let step = Step {
        job: JobIdx(2),
        mode: 0,
    };
    let shift = crate::problem::ShiftIdx(0);
    assert!(crate::problem::check::schedule(instance, shift, &[step]).is_err());
    let text = text.replace("rest 2 6 3\nrest 7 9 1", "rest 2 10 3\nrest 11 13 1");
    let instance = &posed(Kind::Mixed, "x", &text).instance;
    let times = crate::problem::check::schedule(instance, shift, &[step]).expect("feasible");
    let begins = times.stops[0].breaks.iter().map(|(begin, _)| begin.get());
    assert_eq!(begins.collect::<Vec<_>>(), [10, 13]);
    assert_eq!(times.back, Seconds(38));
}

#[test]
fn a_remark_of_our_own_format_may_end_a_line() {
    let remarked = MIXED.replace('\n', " # so it is\n#and so on\n");
    let [plain, remarked] = [MIXED, &remarked].map(|text| {
        let posed = read(Kind::Mixed, "x", text, None).unwrap();
        format!("{:?}", posed.instance)
    });
    assert_eq!(plain, remarked);
}

#[test]
fn what_is_written_in_our_own_format_is_what_is_read() {
    let mixed = Mixed::parse(MIXED).expect("readable");
    let remark = "three jobs around a square of ten seconds a side".to_owned();
    let text = mixed.write(&[remark]);
    assert_eq!(text, MIXED);
    let twice = Mixed::parse(&text).expect("readable").write(&[]);
    assert_eq!(twice, mixed.write(&[]));
}

/// The same with travel as a matrix, and one node that cannot be left.
fn as_times() -> String {
    let roads = MIXED.find("edge").expect("there are roads");
    let rows = [
        "0 10 20 30",
        "10 0 10 20",
        "20 10 0 10",
        "10 20 30 0",
        "- - - -",
    ];
    let mut text = MIXED[..roads].to_owned();
    for (from, row) in rows.iter().enumerate() {
        text += &format!("times {from} {row} {from}\n");
    }
    text
}

#[test]
fn travel_may_be_given_as_a_matrix() {
    let text = as_times();
    let (roads, matrix) = (
        posed(Kind::Mixed, "x", MIXED),
        posed(Kind::Mixed, "x", &text),
    );
    assert_eq!(
        roads.instance.travel.seconds,
        [0, 10, 20, 10, 0, 10, 20, 10, 0],
        "the nodes of jobs and shifts are 0, 1 and 2"
    );
    assert_eq!(
        roads.instance.travel.seconds,
        matrix.instance.travel.seconds
    );
    let remark = "three jobs around a square of ten seconds a side".to_owned();
    let written = Mixed::parse(&text).expect("readable").write(&[remark]);
    assert_eq!(written, text);
}

#[test]
fn faults_of_a_matrix_are_told_with_their_line() {
    for (old, new, line) in [
        ("times 1 10 0 10 20 1", "times 2 10 0 10 20 1", 22),
        ("times 1 10 0 10 20 1", "times 1 10 0 10 20", 22),
        ("times 1 10 0 10 20 1", "times 1 10 0 10 20 1 1", 22),
        ("times 1 10 0 10 20 1", "times 1 10 0 x 20 1", 22),
        ("times 1 10 0 10 20 1", "times 1 10 0 4000000000 20 1", 22),
        ("times 0 0 10 20 30 0", "times 0", 21),
        ("times 4 - - - - 4\n", "", 21),
        ("times 4 - - - - 4\n", "edge 0 1 10\n", 25),
        (
            "times 0 0 10 20 30 0",
            "edge 0 1 10\ntimes 0 0 10 20 30 0",
            22,
        ),
        ("mode 1 1\nwindow", "mode 5 5\nwindow", 21),
    ] {
        let text = as_times();
        assert!(text.contains(old), "{old}");
        let error = read(Kind::Mixed, "x", &text.replacen(old, new, 1), None).unwrap_err();
        assert!(
            error.to_string().starts_with(&format!("line {line}: ")),
            "{new}: {error}"
        );
    }
}

#[test]
fn faults_of_our_own_format_are_told_with_their_line() {
    for (old, new, line) in [
        ("xuncha.mixed/1", "xuncha.mixed/2", 1),
        ("rest 20 60 5", "rest 60 20 5", 4),
        ("rest 20 60 5", "rest 20 60 5\nrest 60 70 5", 5),
        ("rest 20 60 5", "rest 20 60 5\nrest 5 9 5", 5),
        (
            "rest 20 60 5",
            "rest 1 2 5\nrest 3 4 5\nrest 5 6 5\nrest 7 8 5\nrest 20 60 5",
            8,
        ),
        ("capacity 9", "capacity 9\ncapacity 8", 6),
        ("stops 3", "stops 3\nstops 3", 7),
        (
            "group 1",
            "objective prize-then-travel\nobjective prize-less-travel\ngroup 1",
            9,
        ),
        ("mode 1 1\nin 0", "in 0", 14),
        ("in 0\njob 9", "in 1\njob 9", 16),
        ("in 0\njob 9", "in 0\nin 0\njob 9", 17),
        ("by 0", "by 2", 20),
        ("by 0", "by 0 0", 20),
        ("window 86400 86500", "window 100 200", 9),
        ("edge 0 1 10", "edge 0 1", 21),
        ("edge 0 1 10", "edge 0 1 10 10", 21),
        ("job 5 optional 2", "job 5 perhaps 2", 9),
    ] {
        assert!(MIXED.contains(old), "{old}");
        let error = read(Kind::Mixed, "x", &MIXED.replacen(old, new, 1), None).unwrap_err();
        assert!(
            error.to_string().starts_with(&format!("line {line}: ")),
            "{new}: {error}"
        );
    }
}
