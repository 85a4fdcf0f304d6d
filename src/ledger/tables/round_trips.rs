//! What is written is read back, and no bytes panic.

use proptest::prelude::*;

use super::tests::{TITLED, grids, one};
use super::*;
use crate::domain::Lang;
use crate::ledger::fields::{BEIJING, Field};

/// Every value of a field comes back from a workbook and from CSV.
#[test]
fn values_survive_files() {
    let values = [
        (Field::Id, "990001101211-D-0001"),
        (Field::Name, "=雪林村'河边点"),
        (Field::WasteClass, "construction"),
        (Field::Hazard, "3"),
        (Field::StillDumping, "yes"),
        (Field::Volume, "0.1"),
        (Field::Round, "2"),
        (Field::FirstSeen, "1950-01-01"),
        (Field::PlanDue, "2199-12-31"),
        (Field::DisinfectedAt, "2026-06-01 14:30:59"),
        (Field::StatusSince, "2026-06-01T14:30:59Z"),
        (Field::AcceptedBy, "li2; wang3"),
        (Field::ExternalIds, "国家=2202810010101230; b\\;c=1"),
        (Field::Mix, "生活垃圾=60; 建筑垃圾=40"),
        (
            Field::Manifests,
            "2026-05-03 14:00 | 吉B12345 | 3 | 45 m3 | FAC-01 | 123",
        ),
        (Field::FilingNo, "220281001010123000"),
    ];
    let mapping = Mapping::default();
    for lang in [Lang::En, Lang::Zh] {
        let (fields, cells): (Vec<_>, Vec<_>) = values
            .iter()
            .map(|(field, text)| {
                let value = field.parse(text).unwrap();
                let cell = cell_of(*field, &value, lang, &mapping);
                ((*field, value), cell)
            })
            .unzip();
        let sheet = Sheet {
            name: "台账".to_owned(),
            header: fields
                .iter()
                .map(|(field, _)| field.heading(lang))
                .collect(),
            rows: vec![cells],
        };
        for (name, bytes) in [
            ("a.xlsx", write_xlsx(std::slice::from_ref(&sheet)).unwrap()),
            ("a.csv", write_csv(&sheet)),
        ] {
            let reading = rows(&one(name, &bytes), &mapping);
            let row = &reading.rows[0];
            assert_eq!(row.id.as_deref(), Some("990001101211-D-0001"), "{name}");
            let (read, want) = (&row.fields, &fields[1..]);
            assert_eq!(row.faults, [], "{name}");
            assert_eq!(read.as_slice(), want, "{name}");
        }
    }
}

fn cell() -> impl Strategy<Value = Cell> {
    let second = (0_i64..86_400, -7_000_i32..80_000);
    prop_oneof![
        Just(Cell::Empty),
        "\\PC{1,12}".prop_map(Cell::Text),
        "['=+@\t\n\r,;\"x_0D-]{1,8}".prop_map(Cell::Text),
        "_x00[0-9A-F]{2}_".prop_map(Cell::Text),
        prop_oneof![
            -1e12..1e12,
            Just(0.1),
            (-1_000_i32..1_000).prop_map(f64::from)
        ]
        .prop_map(Cell::Number),
        any::<bool>().prop_map(Cell::Truth),
        (-7_000_i32..80_000).prop_map(|day| Cell::Date(Day::EPOCH.plus(day))),
        second.prop_map(|(second, day)| {
            let day = Day::EPOCH.plus(day);
            if second == 0 {
                Cell::Date(day)
            } else {
                Cell::Time(Moment::on(day, second, BEIJING).unwrap())
            }
        }),
    ]
}

/// Rows as wide as the header, the first cell filled so that none is blank.
fn table() -> impl Strategy<Value = Sheet> {
    (2_usize..6).prop_flat_map(|width| {
        let row = prop::collection::vec(cell(), width - 1);
        prop::collection::vec(row, 1..6).prop_map(move |rows| Sheet {
            name: "Sheet".to_owned(),
            header: ["id", "name", "county", "village", "hamlet", "status"][..width]
                .iter()
                .map(ToString::to_string)
                .collect(),
            rows: rows
                .into_iter()
                .map(|row| {
                    std::iter::once(Cell::Text("x".to_owned()))
                        .chain(row)
                        .collect()
                })
                .collect(),
        })
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn cells_survive_a_workbook(sheet in table()) {
        let grid = one("a.xlsx", &write_xlsx(std::slice::from_ref(&sheet)).unwrap());
        prop_assert_eq!(&grid.header, &sheet.header);
        let read: Vec<_> = grid.rows.into_iter().map(|row| row.cells).collect();
        prop_assert_eq!(read, sheet.rows);
    }

    #[test]
    fn texts_survive_csv(sheet in table()) {
        let grid = one("a.csv", &write_csv(&sheet));
        prop_assert_eq!(&grid.header, &sheet.header);
        let texts = |cells: &[Cell]| cells.iter().map(Cell::text).collect::<Vec<_>>();
        let read: Vec<_> = grid.rows.iter().map(|row| texts(&row.cells)).collect();
        let want: Vec<_> = sheet.rows.iter().map(|row| texts(row)).collect();
        prop_assert_eq!(read, want);
    }

    #[test]
    fn no_bytes_panic(
        bytes in prop::collection::vec(any::<u8>(), 0..400),
        lead in prop_oneof![Just(&b""[..]), Just(&b"PK\x03\x04"[..]), Just(&b"\xef\xbb\xbf"[..]), Just(&b"\xff\xfe"[..])],
    ) {
        let bytes = [lead, &bytes].concat();
        for name in ["a.csv", "a.xlsx"] {
            for grid in grids(name, &bytes).unwrap_or_default() {
                rows(&grid, &Mapping::default());
            }
        }
    }

    #[test]
    fn a_damaged_workbook_does_not_panic(at in any::<prop::sample::Index>(), byte in any::<u8>(), xml in "[A-Z0-9<>/=\" .-]{1,6}") {
        let mut bytes = TITLED.to_vec();
        let at_packed = at.index(bytes.len());
        bytes[at_packed] = byte;
        let _ = grids("a.xlsx", &bytes);
        let _ = grids("a.xlsx", &bytes[..at_packed]);
        // Behind the packing, in the text of the parts.
        let mut bytes = package::unpacked(TITLED).unwrap();
        let at = at.index(bytes.len() - xml.len());
        bytes[at..at + xml.len()].copy_from_slice(xml.as_bytes());
        let _ = grids("a.xlsx", &bytes);
    }
}
