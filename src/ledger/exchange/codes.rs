//! What is said of rows that are imported.

use crate::domain::{Code, Level};

/// A cell that its field cannot hold.
pub(super) const CELL: Code = Code {
    id: "G0201",
    level: Level::Warning,
    en: "{0}; kept word for word, not as the field",
    zh: "{1}；按原文保留，未计入字段",
    hint_en: "correct the cell and import again",
    hint_zh: "更正单元格后可重新导入",
};

/// Personal data in a cell.
pub(super) const CELL_PERSONAL: Code = Code {
    id: "G0202",
    level: Level::Warning,
    en: "{0}; left out",
    zh: "{1}；未录入",
    hint_en: "the ledger holds keys such as `zhang1`; put names and phones into contacts.toml",
    hint_zh: "台账只记代号（如 `zhang1`）；姓名和电话请写入 contacts.toml",
};

/// A row that would move a point.
pub(super) const STATUS_DIFFERS: Code = Code {
    id: "G0203",
    level: Level::Warning,
    en: "the row says `{0}`, the ledger `{1}`; the state was not changed",
    zh: "表中状态为“{2}”，台账为“{3}”；未更改状态",
    hint_en: "a state changes by `xuncha ledger move` with its evidence",
    hint_zh: "状态须用 `xuncha ledger move` 凭佐证变更",
};

/// Two rows of one id.
pub(super) const TWICE: Code = Code {
    id: "G0204",
    level: Level::Error,
    en: "a second row of this id; it was not taken",
    zh: "同一编号的第二行，未采用",
    hint_en: "keep one row per point",
    hint_zh: "每个点位只留一行",
};

/// A change that the rules do not allow.
pub(super) const REFUSED: Code = Code {
    id: "G0205",
    level: Level::Error,
    en: "the change is refused: {0}",
    zh: "更改不予采用：{1}",
    hint_en: "",
    hint_zh: "",
};

/// A point without a place.
pub(super) const NO_PLACE: Code = Code {
    id: "G0206",
    level: Level::Warning,
    en: "no position; it is on the ledger but cannot be planned",
    zh: "没有位置；已入台账，但无法安排巡查",
    hint_en: "give lon and lat",
    hint_zh: "请补充经度、纬度",
};

/// A header fault.
pub const HEADER: Code = Code {
    id: "G0207",
    level: Level::Warning,
    en: "{0}",
    zh: "{1}",
    hint_en: "",
    hint_zh: "",
};

/// A row that is no point.
pub(super) const NO_POINT: Code = Code {
    id: "G0208",
    level: Level::Warning,
    en: "neither an id nor a place, or a sum or signature; it was not taken",
    zh: "既无编号也无位置，或为合计、签字行；未采用",
    hint_en: "give the row an id or a position if it is a point",
    hint_zh: "如为点位，请补充编号或位置",
};

/// Metres of a grid.
pub(super) const GRID: Code = Code {
    id: "G0209",
    level: Level::Note,
    en: "{0} positions were converted from {1} to WGS 84",
    zh: "{0} 个位置已由 {1} 转换为 WGS 84",
    hint_en: "",
    hint_zh: "",
};

/// North before east.
pub(super) const GRID_SWAPPED: Code = Code {
    id: "G0210",
    level: Level::Note,
    en: "{0} rows have north before east (X, Y as surveyors have them); they were read so",
    zh: "{0} 行的坐标为先北后东（测量坐标 X、Y），已按此读取",
    hint_en: "",
    hint_zh: "",
};

/// A grid whose shift is not known.
pub(super) const GRID_SHIFT: Code = Code {
    id: "G0211",
    level: Level::Warning,
    en: "{0} was converted without the shift of its datum: places may be off by some hundred metres",
    zh: "{0} 转换时未作基准面改正，位置可能偏差上百米",
    hint_en: "convert the table to CGCS2000 with the parameters of your province",
    hint_zh: "请用本省的转换参数把坐标转换为 CGCS2000",
};

/// Most positions lie far from every road.
pub const STRAY: Code = Code {
    id: "G0212",
    level: Level::Warning,
    en: "read as {0}, {1} of {2} positions lie more than {3} km from any road of the workspace",
    zh: "按 {0} 读取，{2} 个位置中有 {1} 个距工作文件夹内任何道路超过 {3} 公里",
    hint_en: "check --datum and that the file is of this county; imported again with another --datum, the same rows put the positions right",
    hint_zh: "请核对 --datum，以及文件是否为本县数据；用正确的 --datum 再次导入同一文件即可更正位置",
};

/// Most positions lie far from every road, but by the roads under another zone.
pub const STRAY_ZONE: Code = Code {
    id: "G0213",
    level: Level::Warning,
    en: "read as {0}, {1} of {2} positions lie more than {3} km from any road of the workspace; as {4}, {5} of them would lie within {6} km of one",
    zh: "按 {0} 读取，{2} 个位置中有 {1} 个距工作文件夹内任何道路超过 {3} 公里；若按 {4}，则有 {5} 个距道路不超过 {6} 公里",
    hint_en: "if {4} is the zone of the file, import it again with --datum {4}: the same rows put the positions right",
    hint_zh: "如文件的投影带为 {4}，请用 --datum {4} 再次导入：同一文件即可更正位置",
};

/// Found on a day that is still to come.
pub(super) const FUTURE: Code = Code {
    id: "G0214",
    level: Level::Error,
    en: "first seen on {0}, which lies ahead; the row was not taken",
    zh: "发现时间 {0} 晚于今天；该行未采用",
    hint_en: "correct `first_seen` in the file",
    hint_zh: "请更正文件中的发现时间",
};

/// A position far from everything of the workspace.
pub const FAR: Code = Code {
    id: "G0215",
    level: Level::Warning,
    en: "the position lies {0} km from the nearest target of the layers",
    zh: "位置距图层中最近的巡查对象 {0} 公里",
    hint_en: "check the position and --datum; imported again with the right ones, the row puts it right",
    hint_zh: "请核对位置和 --datum；更正后再次导入该行即可",
};

/// A row under the id of something else.
pub const ID_TAKEN: Code = Code {
    id: "G0216",
    level: Level::Error,
    en: "this is the id of the {2} `{1}` ({4}); the row was not taken",
    zh: "该编号属于{3}“{1}”（{4}）；该行未采用",
    hint_en: "give the dump point an id of its own in the file",
    hint_zh: "请在文件中为堆放点另取编号",
};

/// All of them.
pub const ALL: &[&Code] = &[
    &CELL,
    &CELL_PERSONAL,
    &STATUS_DIFFERS,
    &TWICE,
    &REFUSED,
    &NO_PLACE,
    &HEADER,
    &NO_POINT,
    &GRID,
    &GRID_SWAPPED,
    &GRID_SHIFT,
    &STRAY,
    &STRAY_ZONE,
    &FUTURE,
    &FAR,
    &ID_TAKEN,
];
