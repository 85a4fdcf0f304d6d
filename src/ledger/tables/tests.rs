use std::path::Path;

use super::*;
use crate::domain::Lang;
use crate::ledger::fields::Field;

pub(super) fn grids(name: &str, bytes: &[u8]) -> Result<Vec<Grid>, TableError> {
    read(Path::new(name), bytes, &Mapping::default())
}

pub(super) fn one(name: &str, bytes: &[u8]) -> Grid {
    let mut grids = grids(name, bytes).unwrap();
    assert_eq!(grids.len(), 1);
    grids.remove(0)
}

pub(super) fn text(text: &str) -> Cell {
    Cell::Text(text.to_owned())
}

fn day(text: &str) -> Cell {
    Cell::Date(Day::parse(text).unwrap())
}

pub(super) const TITLED: &[u8] = include_bytes!("../../../tests/data/ledger/titled.xlsx");
const GB18030: &[u8] = include_bytes!("../../../tests/data/ledger/gb18030.csv");

#[test]
fn a_workbook_of_another_maker_is_read_cell_by_cell() {
    let grid = one("titled.xlsx", TITLED);
    assert_eq!((grid.name.as_str(), grid.header_line), ("台账", 3));
    assert_eq!(
        grid.header,
        [
            "编号",
            "点位名称",
            "乡镇（街道）",
            "经度",
            "纬度",
            "体积（立方米）",
            "发现时间",
            "是否仍在倾倒",
            "消毒时间",
            "费用（元）",
            "备注"
        ]
    );
    let lines: Vec<_> = grid.rows.iter().map(|row| row.line).collect();
    assert_eq!(lines, [4, 5, 6, 8]);
    let moment = Moment::parse("2026-06-01T14:30:00+08:00").unwrap();
    let want = [
        vec![
            text("990001101211-D-0001"),
            text("雪林村河边点"),
            text("双岗镇"),
            Cell::Number(126.553_471),
            Cell::Number(43.840_215),
            Cell::Number(3284.5),
            day("2026-05-03"),
            text("是"),
            Cell::Time(moment),
            Cell::Number(6569.0),
            text("换行\n第二行"),
        ],
        vec![
            text("990001101210-D-0002"),
            text("羊岭村路边点"),
            text("双岗镇"),
            text("126°33'12.5\"E"),
            text("43°50'24.8\"N"),
            text("1,200方"),
            day("2025-12-09"),
            Cell::Truth(false),
            Cell::Empty,
            Cell::Empty,
            text("=不是公式"),
        ],
        vec![
            Cell::Number(9_900_011_012_110_000.0),
            text("榆湾村村边点"),
            text("双岗镇"),
            Cell::Number(43.84),
            Cell::Number(126.55),
            Cell::Empty,
            text("2026年5月3日"),
            text("否"),
            text("2026/6/2"),
            text("12000.50"),
            Cell::Empty,
        ],
        vec![
            text("990001101207-C-0004"),
            text("九峰村村边点"),
            Cell::Empty,
            Cell::Empty,
            Cell::Empty,
            Cell::Number(0.0),
            day("1999-12-31"),
            Cell::Truth(true),
            Cell::Empty,
            Cell::Empty,
            text("完"),
        ],
    ];
    for (row, want) in grid.rows.iter().zip(want) {
        assert_eq!(row.cells, want, "row {}", row.line);
    }
}

#[test]
fn its_rows_are_values_and_faults_have_their_cell() {
    let reading = rows(&one("titled.xlsx", TITLED), &Mapping::default());
    assert_eq!(reading.faults, []);
    let [first, second, third, fourth] = reading.rows.as_slice() else {
        panic!("four rows")
    };
    assert_eq!(first.id.as_deref(), Some("990001101211-D-0001"));
    assert_eq!(first.position, Some((126.553_471, 43.840_215)));
    assert_eq!(
        first.unknown,
        [("备注".to_owned(), "换行\n第二行".to_owned())]
    );
    assert_eq!(second.position, Some((126.553_472_22, 43.840_222_22)));
    let shown: Vec<_> = second
        .fields
        .iter()
        .map(|(field, value)| format!("{}={}", field.word(), value.text(Lang::En)))
        .collect();
    assert_eq!(
        shown,
        [
            "name=羊岭村路边点",
            "township=双岗镇",
            "volume_m3=1200",
            "first_seen=2025-12-09",
            "still_dumping=no"
        ]
    );
    assert_eq!((third.id.as_deref(), third.position), (None, None));
    let places: Vec<_> = third
        .faults
        .iter()
        .map(|fault| fault.cell.as_str())
        .collect();
    assert_eq!(places, ["A6", "D6"]);
    assert!(matches!(third.faults[0].problem, Problem::Rounded { .. }));
    assert!(matches!(third.faults[1].problem, Problem::Swapped { .. }));
    assert_eq!((fourth.position, fourth.faults.len()), (None, 0));
}

#[test]
fn a_gb18030_file_is_read_cell_by_cell() {
    let grid = one("gb18030.csv", GB18030);
    assert_eq!(
        grid.header,
        [
            "编号",
            "点位名称",
            "垃圾种类",
            "体积（立方米）",
            "发现时间",
            "到达说明"
        ]
    );
    let cells =
        |row: usize| -> Vec<String> { grid.rows[row].cells.iter().map(Cell::text).collect() };
    assert_eq!(
        grid.rows.iter().map(|row| row.line).collect::<Vec<_>>(),
        [2, 4, 5]
    );
    assert_eq!(
        cells(0),
        [
            "990001101211-D-0001",
            "雪林村河边点",
            "生活垃圾",
            "3284.5",
            "2026-05-03",
            "过桥后右转，\n见“禁倒”牌"
        ]
    );
    assert_eq!(
        cells(1),
        [
            "990001101210-C-0002",
            "羊岭村路边点",
            "建筑垃圾",
            "1200",
            "2026年6月1日",
            "村委会, 北侧"
        ]
    );
    assert_eq!(
        cells(2),
        [
            "990001101204-F-0003",
            "榆湾村㕔边点",
            "离田农业生产废弃物",
            "273",
            "2026/6/2",
            ""
        ]
    );
    assert!(
        rows(&grid, &Mapping::default())
            .rows
            .iter()
            .all(|row| row.faults.is_empty())
    );
}

#[test]
fn csv_comes_in_many_clothes() {
    let want = ["编号", "名称", "体积"];
    let utf16: Vec<u8> = "\u{feff}编号\t名称\t体积\r\nA\tb\t3\r\n"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    for bytes in [
        "编号,名称,体积\nA,b,3\n".as_bytes(),
        "\u{feff}编号,名称,体积\r\nA,b,3".as_bytes(),
        "编号;名称;体积\nA;b;3\n".as_bytes(),
        "编号\t名称\t体积\nA\tb\t3\n".as_bytes(),
        "某县台账,,\n\n填报：1,000；2,000,x\n编号,名称,体积\nA,b,3\n".as_bytes(),
        &utf16,
    ] {
        let grid = one("a.csv", bytes);
        assert_eq!(grid.header, want);
        assert_eq!(grid.rows[0].cells, [text("A"), text("b"), text("3")]);
    }
    let long = one(
        "a.csv",
        "编号,名称\n220281001010123000,a\n'220281001010123000,b\n".as_bytes(),
    );
    let ids: Vec<_> = rows(&long, &Mapping::default())
        .rows
        .into_iter()
        .map(|row| row.id)
        .collect();
    assert_eq!(ids, [None, Some("220281001010123000".to_owned())]);
    assert_eq!(one("a.csv", b"x,y\n1,2\n").header, ["x", "y"]);
    assert_eq!(grids("a.csv", b"").unwrap(), []);
    let open = grids("a.csv", "编号,名称\nA,b\nB,\"c\nC,d\n".as_bytes());
    assert!(
        matches!(open, Err(TableError::OpenQuote { line: 3 })),
        "{open:?}"
    );
}

#[test]
fn ragged_rows_are_found_and_kept() {
    let grid = one("a.csv", "编号,名称\nA\nB,b,多出,\n\nC,c,,\n".as_bytes());
    let reading = rows(&grid, &Mapping::default());
    let faults: Vec<_> = reading.rows.iter().map(|row| row.faults.len()).collect();
    assert_eq!(faults, [1, 1, 0]);
    assert_eq!(
        reading.rows[1].faults[0].message(Lang::En),
        "3: the row has 4 cells, the header 2"
    );
    assert_eq!(
        reading.rows[1].unknown,
        [("C".to_owned(), "多出".to_owned())]
    );
    assert_eq!(reading.rows[0].id.as_deref(), Some("A"));
}

#[test]
fn a_template_of_the_county_is_read_by_its_mapping() {
    let mapping = Mapping::parse(
        "[columns]\nid = \"点位编码\"\nvolume_m3 = \"方量(立方)\"\nmass_t = \"吨\"\n[values.status]\n\"完成\" = \"closed\"\n\
         [values.volume_m3]\n\"不详\" = \"0\"\n[dates]\nepoch = \"ms\"\n[sheet]\nswap = true\n",
    )
    .unwrap();
    let csv = "点位编码,方量（立方）,体积,状态,计划完成日期,经度,纬度,联系电话,备注,备注\n\
               1,不详,9,完成,1795449600000,43.84,126.55,13800138000,甲,乙\n";
    let grids = read(Path::new("a.csv"), csv.as_bytes(), &mapping).unwrap();
    let reading = rows(&grids[0], &mapping);
    assert_eq!(reading.faults.len(), 1);
    assert_eq!(reading.faults[0].problem, Problem::NoColumn(Field::Mass));
    let row = &reading.rows[0];
    let shown: Vec<_> = row
        .fields
        .iter()
        .map(|(_, value)| value.text(Lang::En))
        .collect();
    assert_eq!(shown, ["0", "closed", "2026-11-24"]);
    assert_eq!(row.position, Some((126.55, 43.84)));
    let kept: Vec<_> = row
        .unknown
        .iter()
        .map(|(name, text)| format!("{name}={text}"))
        .collect();
    assert_eq!(kept, ["体积=9", "备注=甲", "备注 (J)=乙"]);
    assert_eq!(row.faults.len(), 1);
    assert_eq!(
        (row.faults[0].cell.as_str(), row.faults[0].heading.as_str()),
        ("H2", "联系电话")
    );
    assert!(!row.faults[0].message(Lang::Zh).contains("138"));
    let closed = Field::Status.parse("closed").unwrap();
    assert_eq!(
        cell_of(Field::Status, &closed, Lang::Zh, &mapping),
        text("完成")
    );
    assert_eq!(
        cell_of(Field::Status, &closed, Lang::Zh, &Mapping::default()),
        text("已销号")
    );
}

#[test]
fn a_sheet_that_is_not_there_is_named() {
    let mapping = Mapping::parse("[sheet]\nname = \"字典\"").unwrap();
    let error = read(Path::new("titled.xlsx"), TITLED, &mapping).unwrap_err();
    assert_eq!(
        error.to_string(),
        "there is no visible sheet `字典`; there are: 台账"
    );
}

#[test]
fn a_row_number_out_of_range_is_no_panic() {
    let mut bytes = package::unpacked(TITLED).unwrap();
    let (was, now) = (
        b"<row r=\"8\" customFormat=\"false\" ",
        b"<row r=\"99999999999999999\"      ",
    );
    let row = bytes
        .windows(was.len())
        .position(|window| window == was)
        .unwrap();
    bytes[row..row + was.len()].copy_from_slice(now);
    let _ = grids("a.xlsx", &bytes);
}

#[test]
fn damaged_and_foreign_files_are_refused() {
    for (name, bytes) in [
        ("a.xlsx", b"PK\x03\x04 and then nothing".as_slice()),
        ("a.xlsx", b"a,b\n1,2\n"),
        ("a.xlsx", b""),
        ("a.csv", &TITLED[..TITLED.len() / 2]),
    ] {
        assert!(
            matches!(grids(name, bytes), Err(TableError::Damaged { .. })),
            "{name}"
        );
    }
    assert!(matches!(
        grids("a.xls", &[0xD0, 0xCF, 0x11, 0xE0, 0]),
        Err(TableError::Legacy)
    ));
}

#[test]
fn a_small_archive_that_unpacks_to_much_is_refused() {
    use std::io::Write as _;
    // 400 MB of spaces in one part, as half a megabyte.
    let mut encoder = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::fast());
    for _ in 0..400 {
        encoder.write_all(&vec![b' '; 1 << 20]).unwrap();
    }
    let data = encoder.finish().unwrap();
    let size = u32::try_from(data.len()).unwrap().to_le_bytes();
    let mut header = vec![20, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    header.extend(size);
    header.extend(10_u32.to_le_bytes());
    header.extend([5, 0, 0, 0]);
    let mut bytes = b"PK\x03\x04".to_vec();
    bytes.extend(&header);
    bytes.extend(b"a.xml");
    bytes.extend(data);
    let directory = u32::try_from(bytes.len()).unwrap().to_le_bytes();
    bytes.extend(b"PK\x01\x02\x14\x00");
    bytes.extend(&header);
    bytes.extend([0; 14]);
    bytes.extend(b"a.xml");
    bytes.extend(b"PK\x05\x06\0\0\0\0\x01\0\x01\0\x33\0\0\0");
    bytes.extend(directory);
    bytes.extend([0, 0]);
    let error = grids("bomb.xlsx", &bytes).unwrap_err();
    assert!(matches!(error, TableError::TooLarge { .. }), "{error}");
}

#[test]
fn the_same_tables_give_the_same_bytes() {
    let sheet = Sheet {
        name: "a/b:很长的名字[]".to_owned(),
        header: vec!["编号".to_owned()],
        rows: vec![vec![text("1")]],
    };
    let written = write_xlsx(std::slice::from_ref(&sheet)).unwrap();
    assert_eq!(written, write_xlsx(&[sheet]).unwrap());
    assert_eq!(one("a.xlsx", &written).name, "ab很长的名字");
}
