//! Sheets with metres of a grid, held against formulas that share nothing with those of the program.

use super::tests::one;
use super::*;
use crate::domain::{Datum, Lang};
use crate::ledger::fields::Field;

/// Northing and easting from a central meridian at 500 km on the ellipsoid of CGCS2000: the series of Krueger in the third
/// flattening to its fourth power, as in Kawase (2011), "A general formula for calculating meridian arc length",
/// Bulletin of the GSI 59, section on the Gauss-Krueger projection; good to a hundredth of a millimetre within a zone.
fn gauss_krueger(lon: f64, lat: f64, meridian: f64) -> (f64, f64) {
    let (axis, flattening) = (6_378_137.0_f64, 1.0 / 298.257_222_101_f64);
    let n = flattening / (2.0 - flattening);
    let (n2, n3, n4) = (n * n, n * n * n, n * n * n * n);
    let radius = axis / (1.0 + n) * (1.0 + n2 / 4.0 + n4 / 64.0);
    let alpha = [
        n / 2.0 - 2.0 * n2 / 3.0 + 5.0 * n3 / 16.0 + 41.0 * n4 / 180.0,
        13.0 * n2 / 48.0 - 3.0 * n3 / 5.0 + 557.0 * n4 / 1_440.0,
        61.0 * n3 / 240.0 - 103.0 * n4 / 140.0,
        49_561.0 * n4 / 161_280.0,
    ];
    let (phi, lambda) = (lat.to_radians(), (lon - meridian).to_radians());
    let eccentricity = 2.0 * n.sqrt() / (1.0 + n);
    let conformal = phi.sin().atanh() - eccentricity * (eccentricity * phi.sin()).atanh();
    let tangent = conformal.sinh();
    let xi = tangent.atan2(lambda.cos());
    let eta = (lambda.sin() / (1.0 + tangent * tangent).sqrt()).atanh();
    let (mut north, mut east) = (xi, eta);
    for (idx, alpha) in alpha.iter().enumerate() {
        let twice = 2.0 * (idx as f64 + 1.0);
        north += alpha * (twice * xi).sin() * (twice * eta).cosh();
        east += alpha * (twice * xi).cos() * (twice * eta).sinh();
    }
    (radius * north, 500_000.0 + radius * east)
}

/// The zone of a national grid, its central meridian, and whether its eastings begin with the zone.
fn zone(code: u16) -> (f64, f64, bool) {
    let (number, prefixed) = match code {
        4491..=4501 => (code - 4491 + 13, true),
        4502..=4512 => (code - 4502 + 13, false),
        4513..=4533 => (code - 4513 + 25, true),
        _ => (code - 4534 + 25, false),
    };
    let number = f64::from(number);
    let meridian = if code < 4513 {
        6.0 * number - 3.0
    } else {
        3.0 * number
    };
    (number, meridian, prefixed)
}

fn declared(datum: &str) -> Mapping {
    let mut mapping = Mapping::default();
    mapping.declare(Datum::parse(datum).unwrap());
    mapping
}

/// The only row of a table of three columns, an id first.
fn row(header: [&str; 2], cells: [&str; 2], mapping: &Mapping) -> SheetRow {
    let [a, b] = header;
    let [x, y] = cells;
    let text = format!("编号,{a},{b}\nA-1,{x},{y}\n");
    let mut reading = rows(&one("a.csv", text.as_bytes()), mapping);
    assert_eq!(reading.faults, []);
    reading.rows.remove(0)
}

fn problem(row: &SheetRow) -> &Problem {
    assert_eq!((row.position, row.faults.len()), (None, 1), "{row:?}");
    &row.faults[0].problem
}

#[test]
fn every_national_grid_is_read_in_either_order_with_and_without_its_zone() {
    for code in 4491..=4554 {
        let (number, meridian, prefixed) = zone(code);
        let mapping = declared(&format!("EPSG:{code}"));
        for (lon, lat) in [(meridian + 1.2, 43.6), (meridian - 0.7, 21.05)] {
            let (north, east) = gauss_krueger(lon, lat, meridian);
            let with = east + number * 1e6;
            let own = if prefixed { with } else { east };
            for (header, first, second, north_first) in [
                (["X坐标", "Y坐标"], north, own, true),
                (["X坐标（米）", "Y坐标（米）"], north, with, true),
                (["x", "y"], east, north, false),
                (["横坐标", "纵坐标"], own, north, false),
                (["经度", "纬度"], with, north, false),
            ] {
                let cells = [format!("{first:.4}"), format!("{second:.4} 米")];
                let read = row(header, [&cells[0], &cells[1]], &mapping);
                let (x, y) = read.position.unwrap();
                // A ten-thousandth of a metre and the last of eight decimals.
                let good = (x - lon).abs() < 1.2e-8 && (y - lat).abs() < 1.2e-8;
                assert!(good, "{code} {header:?}: {x}, {y} for {lon}, {lat}");
                let from = read.grid.unwrap();
                assert_eq!(from.datum, Datum::Epsg(code));
                assert_eq!(from.north_first, north_first, "{code} {header:?}");
            }
        }
    }
}

#[test]
fn a_workbook_has_its_metres_as_numbers() {
    let (north, east) = gauss_krueger(126.55, 43.84, 126.0);
    let sheet = Sheet {
        name: "台账".to_owned(),
        header: ["编号", "X坐标", "Y坐标"].map(str::to_owned).to_vec(),
        rows: vec![vec![
            Cell::Text("A-1".to_owned()),
            Cell::Number(north),
            Cell::Number(42_000_000.0 + east),
        ]],
    };
    let bytes = write_xlsx(&[sheet]).unwrap();
    let reading = rows(&one("a.xlsx", &bytes), &declared("EPSG:4530"));
    assert_eq!(reading.rows[0].position, Some((126.55, 43.84)));
}

#[test]
fn metres_that_nothing_declares_are_named_with_the_likely_grid_and_kept() {
    let read = row(
        ["X坐标", "Y坐标"],
        ["4829811.2", "42515230.7"],
        &Mapping::default(),
    );
    let undeclared = Problem::Undeclared {
        x: 4_829_811.2,
        y: 42_515_230.7,
        likely: Some(4530),
    };
    assert_eq!(problem(&read), &undeclared);
    for lang in [Lang::En, Lang::Zh] {
        let said = undeclared.message(lang);
        assert!(
            said.contains("--datum EPSG:n") && said.contains("EPSG:4530"),
            "{said}"
        );
    }
    let kept: Vec<_> = read.unknown.iter().map(|(_, text)| text.as_str()).collect();
    assert_eq!(kept, ["4829811.2", "42515230.7"]);
    // Without a zone there is nothing to be said of the grid.
    let read = row(
        ["经度", "纬度"],
        ["515230.7", "4829811.2"],
        &Mapping::default(),
    );
    assert!(
        matches!(problem(&read), Problem::Undeclared { likely: None, .. }),
        "{read:?}"
    );
}

#[test]
fn metres_under_declared_degrees_are_named_as_such_and_kept() {
    for datum in ["wgs84", "gcj02"] {
        let read = row(
            ["经度", "纬度"],
            ["42515230.7", "4829811.2"],
            &declared(datum),
        );
        let problem = problem(&read);
        for lang in [Lang::En, Lang::Zh] {
            let said = problem.message(lang);
            let not_declared = lang.pick("nothing declares", "未声明");
            assert!(said.contains(datum), "{said}");
            assert!(!said.contains(not_declared), "{said}");
        }
        let kept: Vec<_> = read.unknown.iter().map(|(_, text)| text.as_str()).collect();
        assert_eq!(kept, ["42515230.7", "4829811.2"]);
    }
}

#[test]
fn properties_of_a_feature_are_no_position() {
    for (header, cells, mapping) in [
        (
            ["POINT_X", "POINT_Y"],
            ["42515230.7", "4829811.2"],
            Mapping::default(),
        ),
        (["X", "Y"], ["126.2", "43.6"], Mapping::default()),
        (["X", "Y"], ["", "43.6"], Mapping::default()),
        (["经度", "纬度"], ["126.2", "43.6"], declared("EPSG:4530")),
    ] {
        let grid = Grid {
            header_line: 1,
            header: header.map(str::to_owned).to_vec(),
            rows: vec![Row {
                line: 1,
                cells: cells.map(|text| Cell::Text(text.to_owned())).to_vec(),
            }],
            ..Grid::default()
        };
        let read = properties(&grid, &mapping);
        let all = header.into_iter().zip(cells);
        let want: Vec<_> = all
            .filter(|(_, text)| !text.is_empty())
            .map(|(name, text)| (name.to_owned(), text.to_owned()))
            .collect();
        assert_eq!(read[0].faults, [], "{header:?}");
        assert_eq!((&read[0].unknown, read[0].position), (&want, None));
    }
}

#[test]
fn the_grid_of_the_workspace_is_for_metres_only() {
    let mut mapping = Mapping::default();
    mapping.take_metres_as(Datum::Epsg(4551));
    let (north, east) = gauss_krueger(126.2, 43.6, 126.0);
    let read = row(
        ["X坐标", "Y坐标"],
        [&north.to_string(), &east.to_string()],
        &mapping,
    );
    assert_eq!(read.position, Some((126.2, 43.6)));
    let read = row(["经度", "纬度"], ["126.2", "43.6"], &mapping);
    assert_eq!((read.position, read.grid), (Some((126.2, 43.6)), None));
}

#[test]
fn an_order_that_nothing_tells_is_not_guessed() {
    // UTM zone 52 is the same projection with a scale of 0.9996 on its central meridian, 129 degrees.
    let (north, east) = gauss_krueger(129.3, 43.6, 129.0);
    let north = north * 0.9996;
    let east = 500_000.0 + (east - 500_000.0) * 0.9996;
    let [x, y] = [format!("{east:.4}"), format!("{north:.4}")];
    let utm = declared("EPSG:32652");
    let read = row(["X坐标", "Y坐标"], [&x, &y], &utm);
    assert!(
        matches!(problem(&read), Problem::GridOrder { .. }),
        "{read:?}"
    );
    let near = |read: &SheetRow| {
        let (lon, lat) = read.position.unwrap();
        (lon - 129.3).abs() < 1e-7 && (lat - 43.6).abs() < 1e-7
    };
    assert!(near(&row(["东坐标", "北坐标"], [&x, &y], &utm)));
    assert!(near(&row(["Northing", "Easting"], [&y, &x], &utm)));
    let said = "[columns]\nlon = \"Y坐标\"\nlat = \"X坐标\"\n[sheet]\ndatum = \"EPSG:32652\"";
    assert!(near(&row(
        ["X坐标", "Y坐标"],
        [&y, &x],
        &Mapping::parse(said).unwrap()
    )));
    let said = "[sheet]\ndatum = \"EPSG:32652\"\nswap = true";
    let read = row(["X坐标", "Y坐标"], [&y, &x], &Mapping::parse(said).unwrap());
    assert!(near(&read) && read.grid.unwrap().north_first, "{read:?}");
}

#[test]
fn what_is_none_of_the_declared_grid_is_said() {
    let grid = declared("EPSG:4530");
    let say = |cells| row(["X坐标", "Y坐标"], cells, &grid);
    let zone = say(["4829811", "41515230"]);
    assert!(matches!(
        problem(&zone),
        Problem::GridZone {
            wanted: 42,
            found: 41,
            ..
        }
    ));
    assert!(zone.faults[0].message(Lang::Zh).contains("EPSG:4529"));
    let degrees = say(["126.5", "43.6"]);
    assert!(matches!(problem(&degrees), Problem::GridDegrees { .. }));
    let outside = say(["17", "4829811"]);
    assert!(matches!(problem(&outside), Problem::GridOutside { .. }));
    let none = say(["4829811", "见图"]);
    assert!(matches!(problem(&none), Problem::Metres { .. }));
    assert_eq!(none.faults[0].cell, "C2");
}

#[test]
fn columns_of_degrees_outrank_those_of_metres() {
    let text = "编号,X坐标,Y坐标,经度,纬度\nA-1,4829811,42515230,126.2,43.6\n";
    let read = rows(&one("a.csv", text.as_bytes()), &Mapping::default());
    assert_eq!(read.rows[0].position, Some((126.2, 43.6)));
    assert_eq!(read.rows[0].unknown.len(), 2, "{read:?}");
    assert_eq!(Field::find("X坐标"), None);
}
