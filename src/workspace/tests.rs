use super::*;
use crate::units::TeamId;

const SMALL: &str = r#"
[county]
name = "Test"
[[layer]]
kind = "roads"
path = "roads.geojson"
[[team]]
id = "A"
base = [126.2, 43.6]
"#;

fn read(text: &str) -> Result<Workspace, Vec<&'static str>> {
    parse(Path::new("x"), text.as_bytes()).map_err(|error| match error {
        WorkspaceError::Faulty { findings } => {
            findings.iter().map(|finding| finding.code.id).collect()
        }
        WorkspaceError::Unreadable { .. } => vec!["W0000"],
    })
}

#[test]
fn the_least_settings_are_enough() {
    let workspace = read(SMALL).unwrap();
    assert_eq!(workspace.teams[0].id, TeamId::from("A"));
    assert_eq!(workspace.utc_offset, 28_800);
    assert!(workspace.programmes.len() >= 14);
}

#[test]
fn breaks_that_no_shift_can_hold_are_named() {
    // What no shift can hold is refused, never left out silently.
    for (breaks, codes) in [
        (&["11:30-13:00 40m"][..], &[][..]),
        (&["11:30-13:00 40m", "15:00-15:30 10m"], &[]),
        (
            &[
                "09:00-09:10 5m",
                "10:00-10:10 5m",
                "11:00-11:10 5m",
                "14:00-14:10 5m",
            ],
            &[],
        ),
        (
            &[
                "09:00-09:10 5m",
                "10:00-10:10 5m",
                "11:00-11:10 5m",
                "12:00-12:10 5m",
                "14:00-14:10 5m",
            ],
            &["W0008"],
        ),
        (&["07:59-09:00 5m"], &["W0017"]),
        (&["15:00-16:01 5m"], &["W0017"]),
        (&["11:30-13:00 40m", "13:00-14:00 10m"], &["W0029"]),
        (&["13:00-14:00 10m", "11:30-13:00 40m"], &["W0029"]),
        (&["11:30-13:00 4h30m"], &[]),
        (&["11:30-13:00 4h31m"], &["W0030"]),
        (&["08:30-09:00 23h"], &["W0030"]),
        (&["09:00-09:30 5h", "14:00-14:30 2h"], &[]),
        (&["09:00-09:30 5h", "14:00-14:30 2h1m"], &["W0030"]),
        (&["09:00-09:30 5h30m", "14:00-14:30 10m"], &[]),
        (&["09:00-09:30 5h31m", "14:00-14:30 10m"], &["W0031"]),
    ] {
        let breaks = breaks.iter().map(|rest| {
            let (begin, duration) = rest.split_once(' ').unwrap();
            format!("{{ begin = \"{begin}\", duration = \"{duration}\" }}")
        });
        let breaks = breaks.collect::<Vec<String>>().join(", ");
        let team = format!(
            "[[team]]\nid = \"B\"\nname = \"B\"\nbase = [126.2, 43.6]\nbreaks = [{breaks}]\n"
        );
        let found = read(&format!("{SMALL}{team}")).err().unwrap_or_default();
        assert_eq!(found, codes, "{breaks}");
    }
    // Whatever their order in the file.
    let team = "[[team]]\nid = \"B\"\nname = \"B\"\nbase = [126.2, 43.6]\nbreaks = [\
        { begin = \"14:00-14:30\", duration = \"10m\" }, { begin = \"11:30-13:00\", duration = \"40m\" }]\n";
    let workspace = read(&format!("{SMALL}{team}")).unwrap();
    let team = workspace.teams.iter().find(|team| team.id.as_str() == "B");
    let begins = team
        .unwrap()
        .breaks
        .iter()
        .map(|rest| rest.begin.to_string());
    assert_eq!(begins.collect::<Vec<_>>(), ["11:30-13:00", "14:00-14:30"]);
}

#[test]
fn every_fault_of_the_settings_is_named() {
    let team = "[[team]]\nid = \"B\"\nname = \"A\"\nbase = [200.0, 43.6]\nbreaks = [{ begin = \"02:00-03:00\", duration = \"x\" }]\n";
    assert_eq!(
        read(&format!("{SMALL}{team}")).unwrap_err(),
        ["W0006", "W0004", "W0007"]
    );
    assert_eq!(
        read(&SMALL.replace("base = [126.2, 43.6]", "")).unwrap_err(),
        ["W0003"]
    );
    assert_eq!(
        read(&SMALL.replace("\"Test\"", "\" \"")).unwrap_err(),
        ["W0028"]
    );
    for (persons, codes) in [
        (0, vec!["W0013"]),
        (1, vec![]),
        (20, vec![]),
        (21, vec!["W0013"]),
    ] {
        let text = format!("{SMALL}[ledger]\npersons = {persons}\n");
        assert_eq!(read(&text).err().unwrap_or_default(), codes, "{persons}");
    }
    assert_eq!(
        read(&SMALL.replace("roads.geojson", "../roads.geojson")).unwrap_err(),
        ["W0010"]
    );
    assert_eq!(
        read(&SMALL.replace("kind = \"roads\"", "kind = \"sites\"")).unwrap_err(),
        ["W0009"]
    );
    assert_eq!(read("[county]\nname = 1\n").unwrap_err(), ["W0001"]);
    assert_eq!(
        read(&format!(
            "{SMALL}[[team]]\nid = \"A\"\nname = \"x\"\nbase = [1, 2]\n"
        ))
        .unwrap_err(),
        ["W0005"]
    );
    assert_eq!(
        read(&format!("{SMALL}[calendar]\nholidays = [\"2026-02-31\"]\n")).unwrap_err(),
        ["W0001"]
    );
    assert_eq!(
        read(&format!("{SMALL}[roads]\nwalk_limit_m = -1.0\n")).unwrap_err(),
        ["W0013"]
    );
}

#[test]
fn faults_carry_their_line() {
    let text = format!("{SMALL}[[team]]\nid = \"B\"\n");
    let Err(WorkspaceError::Faulty { findings }) = parse(Path::new("x"), text.as_bytes()) else {
        panic!("no base")
    };
    assert_eq!(findings[0].source.line, 10);
}

#[test]
fn a_number_out_of_range_is_told_in_the_entry_that_holds_it() {
    let lists = r#"
# weight = 1 and max_stops = 1 in a remark
[[team]]
id = "C"
name = "C"
base = [126.2, 43.6]
max_stops = 5
[[team]]
id = "D"
name = "D"
base = [126.2, 43.6]
max_stops = 0
[[programme]]
id = "P01"
weight = 99
[[programme]]
id = "P02"
name_en = "weight"
weight = -1
[roads]
walk_limit_m = -1.0
[[corridors]]
programme = "P07"
classes = ["national"]
min_m = 100.0
[[corridors]]
programme = "P07"
classes = ["provincial"]
min_m = 1.0
"#;
    let text = format!("{SMALL}{lists}");
    let Err(WorkspaceError::Faulty { findings }) = parse(Path::new("x"), text.as_bytes()) else {
        panic!("four faults")
    };
    let lines = text.lines().collect::<Vec<_>>();
    let told: std::collections::BTreeSet<&str> = findings
        .iter()
        .map(|finding| lines[finding.source.line as usize - 1])
        .collect();
    let wanted = [
        "max_stops = 0",
        "weight = -1",
        "walk_limit_m = -1.0",
        "min_m = 1.0",
    ];
    assert_eq!(told, wanted.into(), "{findings:?}");
}

#[test]
fn a_county_changes_a_programme_by_id_and_adds_its_own() {
    let own = r#"
[[programme]]
id = "P01"
weight = 99
[[programme]]
id = "P16"
off = true
[[programme]]
id = "X1"
kind = "place"
place_types = ["village"]
frequency = { every_days = { normal = 3 } }
service = "1h30m"
weight = 5
"#;
    let workspace = read(&format!("{SMALL}{own}")).unwrap();
    let find = |id: &str| {
        workspace
            .programmes
            .iter()
            .find(|programme| programme.id.as_str() == id)
    };
    assert_eq!(find("P01").unwrap().weight.get(), 99);
    assert!(find("P16").is_none());
    assert!(find("X1").is_some());
}

#[test]
fn a_checklist_that_does_not_exist_is_refused() {
    let with = |code: &str| {
        read(&format!(
            "{SMALL}[[programme]]\nid = \"P11\"\nchecklist = \"{code}\"\n"
        ))
    };
    assert_eq!(with("VX").unwrap_err(), ["W0021"]);
    assert_eq!(with("vi").unwrap_err(), ["W0021"]);
    let none = with("").unwrap();
    let programme = |workspace: &Workspace| {
        let mut programmes = workspace.programmes.iter();
        programmes
            .find(|one| one.id.as_str() == "P11")
            .unwrap()
            .clone()
    };
    assert_eq!(programme(&none).checklist, "");
    assert_eq!(programme(&with("CO").unwrap()).checklist, "CO");
}

#[test]
fn durations_and_offsets_are_read_strictly() {
    assert_eq!(duration("1h30m"), Some(5400));
    for bad in ["", "5", "m", "-5m", "5x", "99999999999999999999s"] {
        assert_eq!(duration(bad), None, "{bad}");
    }
    assert_eq!(raw::utc_offset("-03:30"), Some(-12_600));
    assert_eq!(raw::utc_offset("08:00"), None);
    assert_eq!(raw::utc_offset("+15:00"), None);
}

#[test]
fn pins_and_bans_are_read_with_their_lines() {
    let own = "[[pins]]\ntarget = \"D1\"\nteam = \"A\"\ndate = \"2026-11-24\"\nplace = \"last\"\n[[pins]]\ntarget = \"D2\"\n\
               [[forbid]]\ntarget = \"D1\"\nteam = \"A\"\n[[forbid]]\ntargets = [\"D1\", \"D2\"]\n";
    let workspace = read(&format!("{SMALL}{own}")).unwrap();
    let pins = &workspace.wishes.pins;
    assert_eq!(pins[0].to_string(), "D1@A@2026-11-24#last");
    assert_eq!((pins[1].source.line, pins[1].place), (15, None));
    let forbids = &workspace.wishes.forbids;
    assert_eq!(forbids[0].to_string(), "D1@A");
    assert_eq!(forbids[1].to_string(), "D1+D2");
}

#[test]
fn faults_of_pins_are_named() {
    for (own, code) in [
        ("[[pins]]\ntarget = \"D\"\nteam = \"X\"\n", "W0024"),
        (
            "[[pins]]\ntarget = \"D\"\nteam = \"A\"\nplace = 0\n",
            "W0025",
        ),
        (
            "[[pins]]\ntarget = \"D\"\nteam = \"A\"\nplace = \"first\"\n",
            "W0025",
        ),
        ("[[pins]]\ntarget = \"D\"\nplace = 1\n", "W0026"),
        ("[[pins]]\nteam = \"A\"\n", "W0001"),
        ("[[forbid]]\ntarget = \"D\"\n", "W0027"),
        ("[[forbid]]\ntargets = [\"D\", \"D\"]\n", "W0027"),
        ("[[forbid]]\ntargets = [\"D\"]\nteam = \"A\"\n", "W0027"),
        ("[[forbid]]\ntarget = \"D\"\nteam = \"X\"\n", "W0024"),
    ] {
        assert_eq!(read(&format!("{SMALL}{own}")).unwrap_err(), [code], "{own}");
    }
}
