//! The ledger on the command line: the life of a point, what is refused, tables, devices, reports.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::support::{Ran, copy_of, files_below, xuncha};

/// Runs `xuncha ledger COMMAND DIR ...` with one argument per item.
fn ledger(dir: &Path, command: &str, args: &[&str]) -> Ran {
    let dir = dir.display().to_string();
    let mut line = vec!["ledger", command, dir.as_str()];
    line.extend(args);
    if !args.contains(&"--lang") {
        line.extend(["--lang", "en"]);
    }
    xuncha(&line)
}

fn json(dir: &Path, command: &str, args: &[&str]) -> Value {
    let mut args = args.to_vec();
    args.extend(["--format", "json"]);
    ledger(dir, command, &args).expect(0).json()
}

/// The smallest files that are a photo and a paper, each with contents of its own.
fn photo(dir: &Path, name: &str) -> String {
    let path = dir.join(name);
    fs::write(&path, [b"\xff\xd8\xff\xe0", name.as_bytes()].concat()).unwrap();
    path.display().to_string()
}

fn paper(dir: &Path, name: &str) -> String {
    let path = dir.join(name);
    fs::write(&path, format!("%PDF-1.4 {name}")).unwrap();
    path.display().to_string()
}

const LISTING: [&str; 17] = [
    "name=测试点",
    "county=槐安县",
    "township=双岗镇",
    "village=九峰村",
    "coord_source=gps",
    "place_type=路边",
    "volume_m3=320方",
    "in_source_zone=否",
    "leachate=0",
    "odour=1",
    "smoke=0",
    "slope_risk=0",
    "hazard=2",
    "still_dumping=否",
    "resp_unit=双岗镇政府",
    "resp_person_ref=wang3",
    "waste_class=domestic",
];

/// A move at a time, with everything else.
fn step(dir: &Path, to: &str, by: &str, role: &str, at: &str, more: &[String]) -> Ran {
    let mut args = vec!["p-1", "--to", to, "--by", by, "--role", role, "--at", at];
    args.extend(more.iter().map(String::as_str));
    ledger(dir, "move", &args)
}

fn owned(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

fn sets(values: &[&str]) -> Vec<String> {
    let pairs = values.iter().flat_map(|value| ["--set", value]);
    pairs.map(str::to_owned).collect()
}

/// Takes a new point to the state after works are done and the closure is applied for.
fn up_to_requested(dir: &Path) {
    let [near, wide, start, after] =
        ["near.jpg", "wide.jpg", "start.jpg", "after.jpg"].map(|name| photo(dir, name));
    let place = owned(&["--lon", "126.2", "--lat", "43.6"]);
    let add = |parts: &[&[String]]| parts.concat();
    let suspect = add(&[
        &place,
        &sets(&["waste_class=生活垃圾"]),
        &owned(&["--evidence", &near]),
    ]);
    step(
        dir,
        "suspected",
        "zhang1",
        "patrol",
        "2026-10-12T09:00",
        &suspect,
    )
    .expect(0);
    let (near, wide) = (format!("near={near}"), format!("wide={wide}"));
    let listed = add(&[
        &place,
        &sets(&LISTING),
        &owned(&["--evidence", &near, "--evidence", &wide]),
    ]);
    step(dir, "listed", "li2", "county", "2026-10-13", &listed).expect(0);
    let plan = sets(&[
        "measure=清运",
        "dest_facility=990001-P-0123",
        "plan_start=2026-10-15",
        "plan_due=2026-10-25",
    ]);
    step(dir, "planned", "li2", "county", "2026-10-14", &plan).expect(0);
    let start = owned(&["--evidence", &start]);
    step(
        dir,
        "works",
        "wang3",
        "township",
        "2026-10-15T08:00",
        &start,
    )
    .expect(0);
    let done = add(&[
        &place,
        &owned(&["--evidence", &after]),
        &sets(&[
            "volume_out_m3=310",
            "in_place_m3=0",
            "residual_m3=0",
            "disinfected_at=2026-10-20 15:00",
            "agent=含氯消毒液",
            "manifests=2026-10-19 14:00 | 吉B12345 | 10 | 310 m3 | 990001-P-0123 | 1",
        ]),
    ]);
    step(dir, "done", "wang3", "township", "2026-10-20T16:00", &done).expect(0);
    let form = format!("form={}", paper(dir, "form.pdf"));
    let form = owned(&["--evidence", &form]);
    step(dir, "requested", "wang3", "township", "2026-10-21", &form).expect(0);
}

fn acceptance(dir: &Path) -> Vec<String> {
    let form = format!("form={}", paper(dir, "accepted.pdf"));
    [
        owned(&["--with", "zhao4", "--evidence", &form]),
        sets(&["accept_unit=县住建局", "accept_doc=槐验2026-1"]),
    ]
    .concat()
}

#[test]
fn a_point_lives_from_suspicion_to_rebound() {
    let folder = copy_of("sample-county");
    let dir = folder.path();
    up_to_requested(dir);
    // R2: whoever applied may not accept; nor may anybody before two outside persons were there.
    let ran = step(
        dir,
        "accepted",
        "wang3",
        "county",
        "2026-10-22T15:00",
        &acceptance(dir),
    )
    .expect(1);
    assert!(
        ran.stderr.contains("(R2)") && ran.stderr.contains("2 persons"),
        "{}",
        ran.stderr
    );
    let visit = [
        "p-1",
        "--by",
        "li2",
        "--role",
        "county",
        "--with",
        "zhao4",
        "--at",
        "2026-10-22T10:00",
        "--finding",
        "cleared",
    ];
    ledger(dir, "visit", &visit).expect(0);
    step(
        dir,
        "accepted",
        "li2",
        "county",
        "2026-10-22T15:00",
        &acceptance(dir),
    )
    .expect(0);
    // Four working days of publicity are one too few.
    let close = |to: &str| {
        sets(&[
            "publicity_from=2026-10-22",
            &format!("publicity_to={to}"),
            "filing_no=销-1",
        ])
    };
    let ran = step(
        dir,
        "closed",
        "li2",
        "county",
        "2026-10-28",
        &close("2026-10-27"),
    )
    .expect(1);
    assert!(ran.stderr.contains("has 4"), "{}", ran.stderr);
    step(
        dir,
        "closed",
        "li2",
        "county",
        "2026-10-30",
        &close("2026-10-28"),
    )
    .expect(0);
    let file = json(dir, "show", &["p-1"]);
    assert_eq!(file["point"]["status"], "closed");
    assert_eq!(file["point"]["look_backs"][0]["due"], "2026-11-06");
    assert_eq!(
        file["point"]["fields"]["accepted_by"],
        serde_json::json!(["li2", "zhao4"])
    );
    found_again(dir);
}

/// A patrol finds new waste; the county lists the point again.
fn found_again(dir: &Path) {
    let evidence = photo(dir, "again.jpg");
    ledger(
        dir,
        "visit",
        &[
            "p-1",
            "--by",
            "zhang1",
            "--role",
            "patrol",
            "--at",
            "2026-11-05",
            "--finding",
            "rebound",
            "--photo",
            &evidence,
        ],
    )
    .expect(0);
    step(
        dir,
        "listed",
        "li2",
        "county",
        "2026-11-06",
        &sets(&["volume_m3=40"]),
    )
    .expect(0);
    let file = json(dir, "show", &["p-1"]);
    assert_eq!(
        (&file["point"]["status"], &file["point"]["round"]),
        (&"listed".into(), &2.into())
    );
    assert!(
        file["point"]["fields"].get("accepted_by").is_none(),
        "the old round's acceptance proves nothing"
    );
    assert_eq!(file["events"].as_array().unwrap().len(), 11);
    ledger(dir, "verify", &[]).expect(0);
}

#[test]
fn a_refused_move_names_all_that_is_missing_and_leaves_nothing() {
    let folder = copy_of("sample-county");
    let dir = folder.path();
    json(dir, "list", &[]);
    let before = files_below(dir);
    let evidence = photo(Path::new(dir), "x.jpg");
    let ran = step(
        dir,
        "suspected",
        "zhang1",
        "patrol",
        "2026-10-12",
        &owned(&["--evidence", &evidence]),
    )
    .expect(1);
    for word in ["a position", "waste_class", "[G0100]"] {
        assert!(ran.stderr.contains(word), "{}", ran.stderr);
    }
    assert!(
        !dir.join("evidence").exists(),
        "evidence is kept only with its event"
    );
    fs::remove_file(&evidence).unwrap();
    let after = files_below(dir);
    assert_eq!(after["ledger.db"], before["ledger.db"]);
    // Names, phones and unknown fields do not get in.
    let name = ledger(
        dir,
        "move",
        &[
            "p-1",
            "--to",
            "suspected",
            "--by",
            "张三",
            "--role",
            "patrol",
        ],
    )
    .expect(1);
    assert!(name.stderr.contains("contacts.toml"), "{}", name.stderr);
    let phone = [
        "990001101207-C-0004",
        "--by",
        "zhang1",
        "--role",
        "patrol",
        "--note",
        "电话13812345678",
    ];
    assert!(
        ledger(dir, "visit", &phone)
            .expect(1)
            .stderr
            .contains("contacts.toml")
    );
    let field = step(
        dir,
        "suspected",
        "zhang1",
        "patrol",
        "2026-10-12",
        &sets(&["colour=red"]),
    )
    .expect(1);
    assert!(field.stderr.contains("`colour`"), "{}", field.stderr);
    let future = ledger(
        dir,
        "visit",
        &[
            "990001101207-C-0004",
            "--by",
            "z",
            "--role",
            "patrol",
            "--at",
            "2199-01-01",
        ],
    )
    .expect(1);
    assert!(future.stderr.contains("[G0106]"), "{}", future.stderr);
    assert!(
        ledger(dir, "show", &["nowhere"])
            .expect(1)
            .stderr
            .contains("[G0103]")
    );
}

#[test]
fn a_checklist_raises_reports_and_orders_that_come_back() {
    let folder = copy_of("sample-county");
    let dir = folder.path();
    let sites = fs::read_to_string(dir.join("sites.geojson")).unwrap();
    let sites: Value = serde_json::from_str(&sites).unwrap();
    let site = sites["features"][0]["properties"]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let answers = dir.join("answers.json");
    fs::write(
        &answers,
        r#"{"B1": "no", "C4": "否", "F1": 2, "A1": "yes"}"#,
    )
    .unwrap();
    let answers = answers.display().to_string();
    let visit = |at: &str, answers: &str| {
        let args = [
            &site,
            "--by",
            "zhang1",
            "--role",
            "patrol",
            "--at",
            at,
            "--answers",
            answers,
            "--checklist",
            "CS",
        ];
        ledger(dir, "visit", &args)
    };
    let ran = visit("2026-11-18T10:00", &answers).expect(0);
    assert!(
        ran.stderr.contains("REPORT AT ONCE C4") && ran.stderr.contains("REPORT AT ONCE F1"),
        "{}",
        ran.stderr
    );
    assert!(
        ran.stderr
            .contains("rectification order B1, due 2026-11-23"),
        "{}",
        ran.stderr
    );
    // The order comes back the working day after its due date, required.
    xuncha(&[
        "plan",
        &dir.display().to_string(),
        "--date",
        "2026-11-24",
        "--iterations",
        "20",
    ])
    .expect(0);
    let plan = fs::read_to_string(dir.join("plans/2026-11-24/plan.json")).unwrap();
    let plan: Value = serde_json::from_str(&plan).unwrap();
    let stops = plan["shifts"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|shift| shift["stops"].as_array().unwrap());
    let mut all = stops.chain(plan["unvisited"].as_array().unwrap());
    let due = all
        .find(|entry| entry["target"] == site.as_str())
        .expect("the site is due");
    assert_eq!(
        (&due["programme"], &due["required"]),
        (&"P06-S".into(), &true.into())
    );
    // The report has the urgent matters first.
    let report = json(dir, "report", &["--date", "2026-11-18"]);
    assert_eq!(report["immediate"].as_array().unwrap().len(), 2);
    assert_eq!(report["orders_issued"].as_array().unwrap().len(), 1);
    assert_eq!(report["is_zero"], false);
    // A recheck that finds the item in order closes it.
    fs::write(dir.join("ok.json"), r#"{"B1": "yes"}"#).unwrap();
    visit(
        "2026-11-23T10:00",
        &dir.join("ok.json").display().to_string(),
    )
    .expect(0);
    let file = json(dir, "show", &[&site]);
    assert_eq!(file["orders"][0]["closed"], "2026-11-23");
    // Wrong answers are refused with the item.
    fs::write(dir.join("bad.json"), r#"{"C3": "many", "Z9": "yes"}"#).unwrap();
    let bad = visit(
        "2026-11-20T11:00",
        &dir.join("bad.json").display().to_string(),
    )
    .expect(1);
    assert!(
        bad.stderr.contains("C3") && bad.stderr.contains("Z9"),
        "{}",
        bad.stderr
    );
}

#[test]
fn tables_come_back_unchanged_and_changes_are_taken_row_by_row() {
    let folder = copy_of("sample-county");
    let dir = folder.path();
    let out = tempfile::tempdir().unwrap();
    for (ending, lang) in [
        ("xlsx", "zh"),
        ("csv", "zh"),
        ("csv", "en"),
        ("geojson", "en"),
        ("xlsx", "en"),
    ] {
        let file = out
            .path()
            .join(format!("{lang}.{ending}"))
            .display()
            .to_string();
        ledger(dir, "export", &[&file, "--lang", lang]).expect(0);
        let read = json(dir, "import", &[&file]);
        assert_eq!(
            (&read["new"], &read["changed"], &read["unchanged"]),
            (&0.into(), &0.into(), &38.into()),
            "{file}"
        );
    }
    // One cell changed: one correction, with its reason; a state is never changed by a row.
    let file = out.path().join("en.csv");
    let text = fs::read_to_string(&file).unwrap();
    assert!(text.starts_with('\u{feff}'), "Excel needs the mark");
    let changed = text
        .replace("和泉村河边点", "和泉村北河边点")
        .replacen(",listed,", ",closed,", 1);
    assert_ne!(text, changed);
    fs::write(&file, changed).unwrap();
    let ran = ledger(
        dir,
        "import",
        &[
            &file.display().to_string(),
            "--by",
            "li2",
            "--reason",
            "核对",
            "--format",
            "json",
        ],
    )
    .expect(0);
    let read = ran.json();
    assert!(read["changed"].as_u64().unwrap() >= 1, "{read}");
    assert!(read["findings"].to_string().contains("G0203"), "{read}");
    // The workbook has a row per point, per round and per event.
    let book = out.path().join("all.xlsx").display().to_string();
    ledger(dir, "export", &[&book]).expect(0);
    let mut book: calamine::Xlsx<_> = calamine::open_workbook(&book).unwrap();
    let rows = |book: &mut calamine::Xlsx<_>, name: &str| {
        calamine::Reader::worksheet_range(book, name)
            .unwrap()
            .height()
            - 1
    };
    assert_eq!(
        (rows(&mut book, "points"), rows(&mut book, "rounds")),
        (38, 38)
    );
    assert_eq!(
        rows(&mut book, "events"),
        39 + usize::try_from(read["changed"].as_u64().unwrap()).unwrap()
    );
}

#[test]
fn a_countys_template_in_gb18030_is_read_and_written_cell_by_cell() {
    let folder = copy_of("sample-county");
    let dir = folder.path();
    let mapping = dir.join("map.toml");
    fs::write(&mapping, "[columns]\nid = \"点位编码\"\nvolume_m3 = \"方量(立方)\"\nname = \"地点\"\n\n[values.status]\n\"完成\" = \"closed\"\n\n[columns.none]\n").unwrap();
    let bad = ledger(
        dir,
        "export",
        &["x.csv", "--mapping", &mapping.display().to_string()],
    )
    .expect(1);
    assert!(bad.stderr.contains("[G0109]"), "{}", bad.stderr);
    fs::write(&mapping, "[columns]\nid = \"点位编码\"\nvolume_m3 = \"方量(立方)\"\nname = \"地点\"\nstatus = \"进度\"\n\n[values.status]\n\"完成\" = \"closed\"\n\n[template]\ncolumns = [\"点位编码\", \"地点\", \"方量(立方)\", \"进度\", \"备注\"]\n").unwrap();
    let (table, _, _) = encoding_rs::GB18030.encode("点位编码,地点,方量(立方),进度,经度,纬度,备注\r\nA-1,村东沟,\"1,200\",完成,126.21,43.61,去年清\r\n");
    fs::write(dir.join("gb.csv"), &table).unwrap();
    let map = mapping.display().to_string();
    let read = json(
        dir,
        "import",
        &[&dir.join("gb.csv").display().to_string(), "--mapping", &map],
    );
    assert_eq!(read["new"], 1, "{read}");
    let file = json(dir, "show", &["A-1"]);
    assert_eq!(
        (&file["point"]["status"], &file["point"]["carried_over"]),
        (&"closed".into(), &true.into())
    );
    assert_eq!(file["point"]["fields"]["volume_m3"], 1200);
    let out = dir.join("out.csv");
    ledger(
        dir,
        "export",
        &[
            &out.display().to_string(),
            "--mapping",
            &map,
            "--lang",
            "zh",
        ],
    )
    .expect(0);
    let text = fs::read_to_string(&out).unwrap();
    assert!(
        text.starts_with("\u{feff}点位编码,地点,方量(立方),进度,备注\r\n"),
        "{text}"
    );
    assert!(text.contains("A-1,村东沟,1200,完成,去年清\r\n"), "{text}");
    // A file with shifted positions says so in its name.
    let shifted = dir.join("out2.csv").display().to_string();
    assert!(
        ledger(dir, "export", &[&shifted, "--datum", "gcj02"])
            .expect(1)
            .stderr
            .contains("[G0108]")
    );
}

#[test]
fn a_sheet_in_metres_goes_out_and_comes_back() {
    let folder = copy_of("sample-county");
    let dir = folder.path();
    let map = dir.join("map.toml");
    let template = "[columns]\nid = \"编号\"\nlat = \"X坐标\"\nlon = \"Y坐标\"\n\n[sheet]\ndatum = \"EPSG:4530\"\n\n\
                    [template]\ncolumns = [\"编号\", \"X坐标\", \"Y坐标\"]\n";
    fs::write(&map, template).unwrap();
    let map = map.display().to_string();
    let sheet = dir.join("metres.csv").display().to_string();
    ledger(dir, "export", &[&sheet, "--mapping", &map]).expect(0);
    let text = fs::read_to_string(&sheet).unwrap();
    let first = text.lines().nth(1).unwrap();
    let numbers: Vec<f64> = first
        .split(',')
        .skip(1)
        .map(|cell| cell.parse().unwrap())
        .collect();
    assert!(
        (4.7e6..4.9e6).contains(&numbers[0]) && (42.4e6..42.6e6).contains(&numbers[1]),
        "north, then east with its zone: {first}"
    );
    // Read by the mapping, and by the grid alone, since the numbers say which is north.
    for how in [["--mapping", map.as_str()], ["--datum", "EPSG:4530"]] {
        let read = json(dir, "import", &[&sheet, how[0], how[1]]);
        assert_eq!(
            (&read["new"], &read["changed"], &read["unchanged"]),
            (&0.into(), &0.into(), &38.into()),
            "{read}"
        );
        let findings = read["findings"].to_string();
        assert!(findings.contains("G0209"), "{findings}");
        assert!(!findings.contains("G0201"), "{findings}");
    }
    // Nothing declares the grid: every row says so, and no point loses its place.
    let read = json(dir, "import", &[&sheet]);
    assert_eq!(read["changed"], 0, "{read}");
    let findings = read["findings"].to_string();
    assert!(findings.contains("EPSG:4530"), "{findings}");
    // The workspace declares a grid for one of its layers: metres are taken as on it.
    let settings = dir.join("xuncha.toml");
    let mut text = fs::read_to_string(&settings).unwrap();
    text.push_str(
        "\n[[layer]]\nkind = \"places\"\npath = \"grid.geojson\"\ndatum = \"EPSG:4530\"\n",
    );
    fs::write(&settings, text).unwrap();
    let place = r#"{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"id":"V-1","name":"新村","type":"village"},
        "geometry":{"type":"Point","coordinates":[42515230.0,4829811.0]}}]}"#;
    fs::write(dir.join("grid.geojson"), place).unwrap();
    let table = fs::read_to_string(&sheet).unwrap();
    let new = table.lines().nth(1).unwrap().split_once(',').unwrap().1;
    fs::write(&sheet, format!("编号,X坐标,Y坐标\nN-1,{new}\n")).unwrap();
    let read = json(dir, "import", &[&sheet]);
    assert_eq!(read["new"], 1, "{read}");
    let findings = read["findings"].to_string();
    assert!(
        findings.contains("G0209") && findings.contains("G0210"),
        "{findings}"
    );
    // The two say different things of the positions: refused.
    let both = ["--mapping", map.as_str(), "--datum", "EPSG:4529"];
    let args: Vec<&str> = std::iter::once(sheet.as_str()).chain(both).collect();
    let refused = ledger(dir, "import", &args).expect(1);
    assert!(refused.stderr.contains("[G0108]"), "{}", refused.stderr);
}

/// A GeoJSON file of one feature, before whose features `head` stands.
fn feature(dir: &Path, name: &str, head: &str, properties: &str, position: &str) -> String {
    let path = dir.join(name);
    let text = format!(
        r#"{{"type":"FeatureCollection",{head}"features":[{{"type":"Feature","properties":{properties},"geometry":{{"type":"Point","coordinates":{position}}}}}]}}"#
    );
    fs::write(&path, text).unwrap();
    path.display().to_string()
}

/// The codes of what an import said.
fn codes(read: &Value) -> Vec<String> {
    let findings = read["findings"].as_array().unwrap().iter();
    findings
        .map(|finding| finding["code"].as_str().unwrap().to_owned())
        .collect()
}

/// Lon, lat of a point.
fn place(dir: &Path, id: &str) -> [f64; 2] {
    let file = json(dir, "show", &[id]);
    ["lon", "lat"].map(|key| file["point"][key].as_f64().unwrap())
}

#[test]
fn properties_that_look_like_a_position_are_kept_and_the_geometry_holds() {
    let folder = copy_of("sample-county");
    let dir = folder.path();
    let map = dir.join("map.toml");
    fs::write(&map, "[sheet]\ndatum = \"EPSG:4530\"\n").unwrap();
    let map = map.display().to_string();
    for (id, columns, position, how) in [
        (
            "F-1",
            [("POINT_X", "42515230.7"), ("POINT_Y", "4829811.2")],
            "[126.2,43.6]",
            vec![],
        ),
        (
            "F-2",
            [("X", "126.9"), ("Y", "43.1")],
            "[126.2,43.7]",
            vec![],
        ),
        ("F-3", [("X", ""), ("Y", "43.1")], "[126.2,43.8]", vec![]),
        (
            "F-4",
            [("经度", "126.9"), ("纬度", "43.1")],
            "[42515230.7,4829811.2]",
            vec!["--mapping", map.as_str()],
        ),
    ] {
        let [(a, x), (b, y)] = columns;
        let properties = format!(r#"{{"id":"{id}","{a}":"{x}","{b}":"{y}"}}"#);
        let name = format!("{id}.geojson");
        let file = feature(dir, &name, "", &properties, position);
        let args: Vec<&str> = std::iter::once(file.as_str()).chain(how.clone()).collect();
        let read = json(dir, "import", &args);
        assert_eq!(read["new"], 1, "{read}");
        let want: &[&str] = if how.is_empty() { &[] } else { &["G0209"] };
        assert_eq!(codes(&read), want, "{read}");
        let [lon, lat] = place(dir, id);
        assert!((lon - 126.2).abs() < 0.02 && (43.5..43.9).contains(&lat));
        let file = json(dir, "show", &[id]);
        let kept = &file["events"][0]["payload"]["other"];
        for (name, value) in columns {
            let want = (!value.is_empty()).then_some(value);
            assert_eq!(kept[name].as_str(), want, "{name}: {kept}");
        }
    }
}

#[test]
fn features_of_a_grid_say_what_they_were_converted_from() {
    let folder = copy_of("sample-county");
    let dir = folder.path();
    let here = "[42515230.7,4829811.2]";
    let file = feature(dir, "a.geojson", "", r#"{"id":"F-1"}"#, here);
    let read = json(dir, "import", &[&file, "--datum", "EPSG:2418"]);
    assert_eq!(codes(&read), ["G0209", "G0211"], "{read}");
    // The same numbers in zone 39, 700 km away.
    let read = json(dir, "import", &[&file, "--datum", "EPSG:2415"]);
    assert_eq!(codes(&read), ["G0209", "G0211", "G0212"], "{read}");
    let north = "[4829811.2,42515230.7]";
    let file = feature(dir, "b.geojson", "", r#"{"id":"F-2"}"#, north);
    let read = json(dir, "import", &[&file, "--datum", "EPSG:4530"]);
    assert_eq!(codes(&read), ["L0311", "G0209"], "{read}");
    // The grid that the file itself declares: what is converted from it is not shifted once more.
    let crs = r#""crs":{"type":"name","properties":{"name":"EPSG:4530"}},"#;
    let file = feature(dir, "c.geojson", crs, r#"{"id":"F-3"}"#, here);
    let read = json(dir, "import", &[&file, "--datum", "gcj02"]);
    assert_eq!(codes(&read), ["G0209"], "{read}");
    let places = ["F-2", "F-3"].map(|id| place(dir, id).map(f64::to_bits));
    assert_eq!(places[0], places[1]);
}

#[test]
fn an_export_says_the_system_that_it_wrote() {
    let folder = copy_of("sample-county");
    let dir = folder.path();
    let map = dir.join("map.toml");
    fs::write(&map, "[sheet]\ndatum = \"EPSG:4530\"\n").unwrap();
    let map = map.display().to_string();
    let to = |name: &str| dir.join(name).display().to_string();
    // GeoJSON has degrees, events are as they were written down.
    for (name, want) in [
        ("a.geojson", "wgs84"),
        ("a.csv", "EPSG:4530"),
        ("a.jsonl", "wgs84"),
    ] {
        for how in [["--mapping", map.as_str()], ["--datum", "EPSG:4530"]] {
            let said = json(dir, "export", &[&to(name), how[0], how[1]]);
            assert_eq!(said["datum"], want, "{name}: {said}");
        }
    }
    let text = fs::read_to_string(dir.join("a.csv")).unwrap();
    assert!(text.contains("easting,northing"), "{text}");
    // The two say different things: refused, and nothing is written.
    let both = [&*to("b.csv"), "--mapping", &map, "--datum", "gcj02"];
    let refused = ledger(dir, "export", &both).expect(1);
    assert!(
        refused.stderr.contains("[G0108]") && refused.stderr.contains("the mapping says EPSG:4530"),
        "{}",
        refused.stderr
    );
    assert!(!dir.join("b.csv").exists());
}

#[test]
fn a_name_can_say_a_code_of_the_register() {
    let folder = copy_of("sample-county");
    let dir = folder.path();
    let to = |name: &str| dir.join(name).display().to_string();
    let refused = ledger(dir, "export", &[&to("a.csv"), "--datum", "EPSG:4214"]).expect(1);
    let hint = "ledger-epsg4214.xlsx";
    assert!(
        refused.stderr.contains("[G0108]") && refused.stderr.contains(hint),
        "{}",
        refused.stderr
    );
    for name in [hint, "Points-EPSG4214.csv"] {
        ledger(dir, "export", &[&to(name), "--datum", "EPSG:4214"]).expect(0);
    }
}

#[test]
fn a_place_that_is_none_of_the_grid_goes_out_empty() {
    let folder = copy_of("sample-county");
    let dir = folder.path();
    let sheet = dir.join("far.csv").display().to_string();
    // A quarter of the Earth from the central meridian, on the equator.
    fs::write(&sheet, "编号,经度,纬度\nN-1,36,0.0001\n").unwrap();
    assert_eq!(json(dir, "import", &[&sheet])["new"], 1);
    let map = dir.join("map.toml");
    let template = "[template]\ncolumns = [\"编号\", \"经度\", \"纬度\"]\n";
    fs::write(&map, template).unwrap();
    let map = map.display().to_string();
    let args = [&*sheet, "--mapping", &map, "--datum", "EPSG:4530"];
    ledger(dir, "export", &args).expect(0);
    let text = fs::read_to_string(&sheet).unwrap();
    let line = text.lines().find(|line| line.starts_with("N-1,"));
    assert_eq!(line, Some("N-1,,"));
    assert!(!text.contains("NaN"), "{text}");
}

#[test]
fn two_devices_meet_and_a_person_settles_what_they_disagree_on() {
    let (one, two) = (copy_of("sample-county"), copy_of("sample-county"));
    let id = "990001101207-C-0004";
    let correct = |dir: &Path, hazard: &str, at: &str| {
        let set = format!("hazard={hazard}");
        ledger(
            dir,
            "move",
            &[
                id,
                "--to",
                "works",
                "--by",
                "li2",
                "--role",
                "county",
                "--at",
                at,
                "--set",
                &set,
                "--reason",
                "现场复核",
            ],
        )
        .expect(0);
    };
    correct(one.path(), "3", "2026-11-20T09:00");
    correct(two.path(), "4", "2026-11-20T10:00");
    let exchange = |from: &Path, to: &Path| {
        let file = from.join("events.jsonl").display().to_string();
        ledger(from, "export", &[&file]).expect(0);
        json(to, "import", &[&file])
    };
    let first = exchange(one.path(), two.path());
    assert_eq!(first["new_conflicts"], 1, "{first}");
    assert_eq!(exchange(one.path(), two.path())["new"], 0, "twice is once");
    exchange(two.path(), one.path());
    let (a, b) = (
        json(one.path(), "show", &[id]),
        json(two.path(), "show", &[id]),
    );
    assert_eq!((&a["point"], &a["troubles"]), (&b["point"], &b["troubles"]));
    assert_eq!(
        a["point"]["fields"]["hazard"], 4,
        "the later one holds until a person decides"
    );
    let events = a["troubles"][0]["events"].as_array().unwrap();
    let (x, y) = (events[0].as_str().unwrap(), events[1].as_str().unwrap());
    let note = ledger(one.path(), "verify", &[]).expect(0);
    assert!(note.stdout.contains("[G0111]"), "{}", note.stdout);
    let settle = [
        id,
        "--events",
        x,
        y,
        "--by",
        "li2",
        "--role",
        "county",
        "--set",
        "hazard=3",
        "--reason",
        "以首次复核为准",
    ];
    ledger(one.path(), "settle", &settle).expect(0);
    exchange(one.path(), two.path());
    let b = json(two.path(), "show", &[id]);
    assert_eq!(b["point"]["fields"]["hazard"], 3);
    assert!(!b["troubles"][0]["settled"].is_null());
}

#[test]
fn merged_events_that_the_rules_refuse_or_that_name_a_phone_are_named() {
    use xuncha::ledger::{Digest, Draft, Event, EventKind, Moment, Role};
    let folder = copy_of("sample-county");
    let dir = folder.path();
    let id = "990001101207-C-0004";
    let line = |counter: u64, prev: Digest, payload: &str| {
        let time = Moment::parse(&format!("2026-11-20T1{counter}:00:00+08:00")).unwrap();
        let draft = Draft {
            time,
            actor: "desk1".into(),
            role: Role::County,
            target: id.into(),
            other: None,
            seen: "{}".into(),
            kind: EventKind::Complained,
            payload: payload.into(),
        };
        Event::chained(draft, "0badcafe", counter, prev, time)
    };
    let complaint = r#"{"matter":"complaint","source":"12345","note":"回电 138-0013-8000"}"#;
    let one = line(1, Digest::NONE, complaint);
    // Nobody objected: there is nothing to uphold.
    let two = line(2, one.hash, r#"{"matter":"upheld"}"#);
    let file = dir.join("phone.jsonl");
    fs::write(&file, format!("{}\n{}\n", one.line(), two.line())).unwrap();
    let file = file.display().to_string();
    let ran = ledger(dir, "import", &[&file, "--format", "json"]).expect(0);
    let told = ran.json();
    assert_eq!(
        (&told["new"], &told["new_conflicts"]),
        (&2.into(), &0.into())
    );
    assert_eq!(told["not_applied"][0]["event"], "0badcafe:2", "{told}");
    assert_eq!(told["not_applied"][0]["target"], id);
    assert_eq!(told["personal"][0]["event"], "0badcafe:1");
    assert!(
        ran.stderr.contains("[G0110]") && ran.stderr.contains("[G0116]"),
        "{}",
        ran.stderr
    );
    assert!(!ran.stderr.contains("0013"), "{}", ran.stderr);
    let ran = ledger(dir, "import", &[&file, "--lang", "zh"]).expect(0);
    assert!(ran.stdout.contains("未生效 0 条"), "{}", ran.stdout);
    assert!(!ran.stderr.contains("G0120"), "named once: {}", ran.stderr);
    // The report of that day names it too.
    let report = json(dir, "report", &["--date", "2026-11-20"]);
    assert_eq!(report["refused"][0]["event"], "0badcafe:2", "{report}");
    assert_eq!(report["complaints"], 1);
}

#[test]
fn a_changed_event_file_database_or_photo_is_found_and_named() {
    let folder = copy_of("sample-county");
    let dir = folder.path();
    up_to_requested(dir);
    let lines = dir.join("events.jsonl");
    ledger(dir, "export", &[&lines.display().to_string()]).expect(0);
    let text = fs::read_to_string(&lines).unwrap().replacen(
        "\"volume_out_m3\":310",
        "\"volume_out_m3\":300",
        1,
    );
    fs::write(&lines, text).unwrap();
    let ran = ledger(dir, "import", &[&lines.display().to_string()]).expect(1);
    assert!(
        ran.stderr.contains("was changed") && ran.stderr.contains("events.jsonl:"),
        "{}",
        ran.stderr
    );
    // A photo that is not what it was.
    let kept = files_below(&dir.join("evidence"));
    let (name, bytes) = kept.iter().next().unwrap();
    let path = dir.join("evidence").join(name);
    fs::write(&path, b"another picture").unwrap();
    let ran = ledger(dir, "verify", &[]).expect(1);
    assert!(ran.stdout.contains("[D0305]"), "{}", ran.stdout);
    fs::write(&path, bytes).unwrap();
    ledger(dir, "verify", &[]).expect(0);
    // One flipped byte in the middle of the database.
    let path = dir.join("ledger.db");
    let mut bytes = fs::read(&path).unwrap();
    let at = bytes.len() / 2;
    bytes[at] ^= 0x20;
    fs::write(&path, bytes).unwrap();
    let ran = ledger(dir, "verify", &[]).expect(1);
    assert!(ran.stdout.contains("fault:"), "{}", ran.stdout);
    // What is no ledger is not touched.
    fs::write(&path, b"not a database").unwrap();
    let ran = ledger(dir, "list", &[]).expect(1);
    assert!(ran.stderr.contains("[D0002]"), "{}", ran.stderr);
    assert_eq!(fs::read(&path).unwrap(), b"not a database");
}

#[test]
fn a_report_is_made_also_when_nothing_was_found_and_names_the_team_that_said_nothing() {
    let folder = copy_of("sample-county");
    let dir = folder.path();
    xuncha(&[
        "plan",
        &dir.display().to_string(),
        "--date",
        "2026-11-24",
        "--iterations",
        "40",
    ])
    .expect(0);
    let report = json(dir, "report", &["--date", "2026-11-24"]);
    assert_eq!(report["is_zero"], true);
    let teams = report["teams"].as_array().unwrap();
    assert!(
        !teams.is_empty() && teams.iter().all(|team| team["is_missing"] == true),
        "{report}"
    );
    for ending in ["txt", "html", "xlsx", "json"] {
        let out = dir.join(format!("day.{ending}"));
        ledger(
            dir,
            "report",
            &[
                "--date",
                "2026-11-24",
                "--lang",
                "zh",
                "--out",
                &out.display().to_string(),
            ],
        )
        .expect(0);
        assert!(fs::metadata(&out).unwrap().len() > 300, "{ending}");
    }
    let page = fs::read_to_string(dir.join("day.html")).unwrap();
    assert!(
        page.contains("零报告") && page.contains("未报") && !page.contains("http"),
        "{page}"
    );
    let same = json(dir, "report", &["--date", "2026-11-24"]);
    assert_eq!(report, same);
    assert!(
        ledger(dir, "report", &["--date", "2026-11-24", "--out", "x.doc"])
            .expect(1)
            .stderr
            .contains("[G0101]")
    );
}

#[test]
fn complaints_and_half_seen_corridors_change_tomorrows_plan() {
    let folder = copy_of("sample-county");
    let dir = folder.path();
    let plan = |date: &str| -> Value {
        let ran = xuncha(&[
            "plan",
            &dir.display().to_string(),
            "--date",
            date,
            "--iterations",
            "30",
        ]);
        ran.expect(0);
        let out = dir.join("plans").join(date);
        xuncha(&[
            "verify",
            &dir.display().to_string(),
            &out.display().to_string(),
        ])
        .expect(0);
        serde_json::from_str(&fs::read_to_string(out.join("plan.json")).unwrap()).unwrap()
    };
    let before = plan("2026-11-24");
    let stops = |plan: &Value| -> Vec<Value> {
        let shifts = plan["shifts"].as_array().unwrap().iter();
        shifts
            .flat_map(|shift| shift["stops"].as_array().unwrap().clone())
            .collect()
    };
    let corridor = stops(&before)
        .into_iter()
        .find(|stop| stop["kind"] == "corridor")
        .expect("a corridor is patrolled");
    let id = corridor["target"].as_str().unwrap().to_owned();
    let length = corridor["corridor"]["length_m"].as_i64().unwrap();
    let half = format!("0..{}", length / 2);
    let seen = [
        "--by",
        "zhang1",
        "--role",
        "patrol",
        "--at",
        "2026-11-23T10:00",
        "--seen",
        &half,
    ];
    ledger(dir, "visit", &[&[id.as_str()], &seen[..]].concat()).expect(0);
    let closed = "990001101214-M-0025";
    ledger(
        dir,
        "complain",
        &[
            closed,
            "--by",
            "desk1",
            "--role",
            "county",
            "--source",
            "12345",
            "--at",
            "2026-11-20T11:00",
        ],
    )
    .expect(0);
    let after = plan("2026-11-24");
    let undone = stops(&after)
        .into_iter()
        .find(|stop| stop["target"] == id.as_str())
        .expect("the rest is due");
    let left = undone["corridor"]["length_m"].as_i64().unwrap();
    assert!(
        (left - (length - length / 2)).abs() <= 2,
        "{left} of {length}"
    );
    let both = [
        stops(&after),
        after["unvisited"].as_array().unwrap().clone(),
    ]
    .concat();
    let due = both
        .iter()
        .find(|entry| entry["target"] == closed)
        .expect("the complaint is due");
    assert_eq!(
        (&due["programme"], &due["required"]),
        (&"P05-C".into(), &true.into())
    );
}

#[test]
fn hidden_waste_and_upheld_objections_stop_a_closure() {
    let folder = copy_of("sample-county");
    let dir = folder.path();
    up_to_requested(dir);
    // The acceptance visit finds that waste was covered with soil (DP-C 6).
    fs::write(dir.join("hidden.json"), r#"{"1": "yes", "6": "no"}"#).unwrap();
    let hidden = dir.join("hidden.json").display().to_string();
    let visit = |at: &str, more: &[&str]| {
        let args = [
            "p-1", "--by", "li2", "--role", "county", "--with", "zhao4", "--at", at,
        ];
        ledger(dir, "visit", &[&args[..], more].concat()).expect(0)
    };
    let ran = visit("2026-10-22T10:00", &["--answers", &hidden]);
    assert!(ran.stderr.contains("REPORT AT ONCE 6"), "{}", ran.stderr);
    let accept = |at: &str| step(dir, "accepted", "li2", "county", at, &acceptance(dir));
    let ran = accept("2026-10-22T15:00").expect(1);
    assert!(ran.stderr.contains("new or hidden waste"), "{}", ran.stderr);
    // Returned, cleared again, applied for again, accepted; then somebody objects and is right.
    let back = [
        sets(&["return_due=2026-10-25"]),
        owned(&["--reason", "取土掩盖"]),
    ]
    .concat();
    step(dir, "returned", "li2", "county", "2026-10-22T16:00", &back).expect(0);
    step(
        dir,
        "works",
        "wang3",
        "township",
        "2026-10-23T08:00",
        &sets(&["plan_due=2026-10-25"]),
    )
    .expect(0);
    let again = photo(dir, "again.jpg");
    let done = owned(&["--lon", "126.2", "--lat", "43.6", "--evidence", &again]);
    step(dir, "done", "wang3", "township", "2026-10-23T16:00", &done).expect(0);
    let form = format!("form={}", paper(dir, "form2.pdf"));
    step(
        dir,
        "requested",
        "wang3",
        "township",
        "2026-10-23T17:00",
        &owned(&["--evidence", &form]),
    )
    .expect(0);
    visit("2026-10-24T10:00", &["--finding", "cleared"]);
    accept("2026-10-24T15:00").expect(0);
    let complain = |at: &str, matter: &str| {
        ledger(
            dir,
            "complain",
            &[
                "p-1", "--by", "li2", "--role", "county", "--at", at, "--matter", matter,
            ],
        )
        .expect(0);
    };
    complain("2026-10-27T09:00", "objection");
    let close = sets(&[
        "publicity_from=2026-10-26",
        "publicity_to=2026-10-30",
        "filing_no=销-1",
    ]);
    let ran = step(dir, "closed", "li2", "county", "2026-11-02", &close).expect(1);
    assert!(
        ran.stderr.contains("a decision on 1 objections"),
        "{}",
        ran.stderr
    );
    complain("2026-10-28T09:00", "upheld");
    let ran = step(dir, "closed", "li2", "county", "2026-11-02", &close).expect(1);
    assert!(ran.stderr.contains("upheld"), "{}", ran.stderr);
    step(
        dir,
        "returned",
        "li2",
        "county",
        "2026-11-02T15:00",
        &owned(&["--reason", "异议成立"]),
    )
    .expect(0);
}

#[test]
fn a_paper_is_no_photo_and_an_old_picture_no_proof() {
    let folder = copy_of("sample-county");
    let dir = folder.path();
    let note = dir.join("note.txt");
    fs::write(&note, "not a picture").unwrap();
    let near = format!("near={}", note.display());
    let args = owned(&["--lon", "126.2", "--lat", "43.6", "--evidence", &near]);
    let ran = step(dir, "suspected", "zhang1", "patrol", "2026-10-12", &args).expect(1);
    assert!(ran.stderr.contains("[G0120]"), "{}", ran.stderr);
    up_to_requested(dir);
    // The county may not close with the picture of the heap as that of the clean ground; a moved place is the county's.
    let place = [
        "p-1",
        "--to",
        "requested",
        "--by",
        "wang3",
        "--role",
        "township",
        "--lon",
        "126.3",
        "--lat",
        "43.6",
        "--reason",
        "更正",
    ];
    let ran = ledger(dir, "move", &place).expect(1);
    assert!(
        ran.stderr.contains("by the county or above"),
        "{}",
        ran.stderr
    );
}

#[test]
fn looking_at_a_past_day_changes_nothing() {
    let folder = copy_of("sample-county");
    let dir = folder.path();
    up_to_requested(dir);
    // The office adds the reported point to its layer as well, from the day it was reported.
    let path = dir.join("dump_points.geojson");
    let layer = fs::read_to_string(&path).unwrap();
    let row = r#"{"type":"FeatureCollection","features":[
{"type":"Feature","properties":{"id":"p-1","name":"测试点","status":"suspected","status_since":"2026-10-12"},"geometry":{"type":"Point","coordinates":[126.2,43.6]}},
"#;
    let start = layer.find("{\"type\":\"Feature\",").unwrap();
    fs::write(&path, format!("{row}{}", &layer[start..])).unwrap();
    let before = json(dir, "show", &["p-1"]);
    json(dir, "report", &["--date", "2026-10-01"]);
    json(dir, "list", &["--as-of", "2026-10-01"]);
    assert_eq!(json(dir, "show", &["p-1"])["point"], before["point"]);
    ledger(dir, "verify", &[]).expect(0);
}

#[test]
fn a_layers_opening_gives_way_to_a_report_of_another_device() {
    let (one, two) = (copy_of("sample-county"), copy_of("sample-county"));
    up_to_requested(one.path());
    let path = two.path().join("dump_points.geojson");
    let layer = fs::read_to_string(&path).unwrap();
    let row = r#"{"type":"FeatureCollection","features":[
{"type":"Feature","properties":{"id":"p-1","name":"测试点","status":"closed","status_since":"2026-10-01"},"geometry":{"type":"Point","coordinates":[126.2,43.6]}},
"#;
    let start = layer.find("{\"type\":\"Feature\",").unwrap();
    fs::write(&path, format!("{row}{}", &layer[start..])).unwrap();
    assert_eq!(
        json(two.path(), "show", &["p-1"])["point"]["status"],
        "closed"
    );
    let file = one.path().join("e.jsonl").display().to_string();
    ledger(one.path(), "export", &[&file]).expect(0);
    json(two.path(), "import", &[&file]);
    let merged = json(two.path(), "show", &["p-1"]);
    assert_eq!(merged["point"]["status"], "requested", "{merged}");
    assert_eq!(
        merged["troubles"].as_array().unwrap().len(),
        1,
        "the layer's closure is told as a conflict"
    );
}
