//! What is said of rows that enter the ledger.

use crate::domain::{Code, Level};

/// A value that is none of its field.
pub const VALUE_KEPT: Code = Code {
    id: "G0001",
    level: Level::Warning,
    en: "column `{0}`: {1}; kept word for word, not as the field",
    zh: "`{0}` 列：{2}；按原文保留，未计入字段",
    hint_en: "correct it with `xuncha ledger move DIR ID --to STATE --set field=value --reason TEXT`, or in the file",
    hint_zh: "可用 `xuncha ledger move DIR 编号 --to 现状态 --set 字段=值 --reason 理由` 更正，或在文件中更正",
};

/// A name, phone or identity number where a key should be.
pub const PERSON_LEFT_OUT: Code = Code {
    id: "G0002",
    level: Level::Warning,
    en: "column `{0}` names a person or holds a personal number; left out: {1}",
    zh: "`{0}` 列含人名或个人号码，未录入：{2}",
    hint_en: "the ledger holds keys such as `zhang1`; put names and phones into contacts.toml",
    hint_zh: "台账只记代号（如 `zhang1`）；姓名和电话请写入 contacts.toml",
};

/// It ended before it was found.
pub const ENDED_BEFORE_FOUND: Code = Code {
    id: "G0003",
    level: Level::Warning,
    en: "ended on {0}, before it was found on {1}",
    zh: "结束日期 {0} 早于发现日期 {1}",
    hint_en: "one of the two dates is wrong in the file; both are kept as stated",
    hint_zh: "文件中两个日期必有一误；均按原样保留",
};

/// Found on a day that is still to come.
pub const FOUND_AHEAD: Code = Code {
    id: "G0004",
    level: Level::Warning,
    en: "first seen on {0}, which lies ahead: the ledger opens the point without that date",
    zh: "发现时间 {0} 晚于今天：台账建立该点位时未采用此日期",
    hint_en: "state the day of the find: `xuncha ledger move ... --set first_seen=YYYY-MM-DD --reason ...`; the cell is kept word for word",
    hint_zh: "请用 `xuncha ledger move ... --set first_seen=年-月-日 --reason ...` 补正；单元格原文予以保留",
};

/// A new point under the id of something else.
pub const ID_TAKEN: Code = Code {
    id: "G0005",
    level: Level::Error,
    en: "`{0}` is the id of the {2} `{1}`: no dump point can have it",
    zh: "`{0}` 是{3}“{1}”的编号，不得用作堆放点编号",
    hint_en: "give the dump point an id of its own; who was at the {2} notes that with `xuncha ledger visit`",
    hint_zh: "请为堆放点另取编号；到访该{3}请用 `xuncha ledger visit` 登记",
};

/// All of them.
pub const ALL: &[&Code] = &[
    &VALUE_KEPT,
    &PERSON_LEFT_OUT,
    &ENDED_BEFORE_FOUND,
    &FOUND_AHEAD,
    &ID_TAKEN,
];
