use crate::domain::Lang;
use crate::ledger::fields::{Field, FieldFault, Personal};

/// What is wrong with a cell, a row or a header.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Problem {
    /// The field cannot hold it.
    Field(FieldFault),
    /// A code of more than 15 digits that a spreadsheet took for a number and rounded.
    Rounded {
        /// What is left of it.
        found: String,
    },
    /// An error that the spreadsheet shows.
    SheetError {
        /// Such as `#REF!`.
        found: String,
    },
    /// A phone or identity number in a column that is no field: it is not kept.
    Personal(Personal),
    /// Neither degrees nor degrees, minutes and seconds.
    Angle {
        /// What stands there.
        found: String,
    },
    /// Longitude without latitude, or the other way round.
    HalfPosition,
    /// Longitude and latitude have changed places.
    Swapped {
        /// In the column of the longitude.
        lon: f64,
        /// In the column of the latitude.
        lat: f64,
    },
    /// No place on Earth in degrees, or 0, 0.
    NoPlace {
        /// In the column of the longitude.
        lon: f64,
        /// In the column of the latitude.
        lat: f64,
    },
    /// The row has more or fewer cells than the header.
    Ragged {
        /// Cells of the row.
        cells: usize,
        /// Cells of the header.
        header: usize,
    },
    /// A second column of the same field; it is kept as a column that is no field.
    Twice(Field),
    /// The mapping names a heading that is not there.
    NoColumn(Field),
}

/// What is wrong, and where.
#[derive(Clone, Debug, PartialEq)]
pub struct CellFault {
    /// Row in the sheet or line in the file, from 1.
    pub line: u32,
    /// Heading of the column; empty when it is about the whole row.
    pub heading: String,
    /// The cell as spreadsheets name it (`C7`); the row alone when it is about the whole row (`7`).
    pub cell: String,
    /// What.
    pub problem: Problem,
}

impl CellFault {
    /// Where and what, one clause without a full stop.
    pub fn message(&self, lang: Lang) -> String {
        let (cell, heading) = (&self.cell, &self.heading);
        let what = self.problem.message(lang);
        match (lang, heading.is_empty()) {
            (Lang::En, true) => format!("{cell}: {what}"),
            (Lang::En, false) => format!("{cell} ({heading}): {what}"),
            (Lang::Zh, true) => format!("{cell}：{what}"),
            (Lang::Zh, false) => format!("{cell}（{heading}）：{what}"),
        }
    }
}

impl Problem {
    /// One clause without a full stop.
    pub fn message(&self, lang: Lang) -> String {
        let zh = lang == Lang::Zh;
        match self {
            Self::Field(fault) => fault.message(lang),
            Self::Rounded { found } if zh => {
                format!("编号 {found} 超过 15 位，已被电子表格改动；请将该列设为文本后重新填写")
            }
            Self::Rounded { found } => format!(
                "the code {found} has more than 15 digits and was rounded by a spreadsheet: format the column as text and type it again"
            ),
            Self::SheetError { found } if zh => format!("单元格显示错误 {found}"),
            Self::SheetError { found } => format!("the cell shows the error {found}"),
            Self::Personal(Personal::Mobile) => lang
                .pick(
                    "holds a phone number and is not kept: put names and phones into the contact file",
                    "含手机号码，未保留：姓名、电话请放入通讯录文件",
                )
                .to_owned(),
            Self::Personal(Personal::Identity) => lang
                .pick(
                    "holds an identity number and is not kept: it belongs in no ledger",
                    "含身份证号，未保留：台账中不得填写",
                )
                .to_owned(),
            Self::Angle { found } if zh => {
                format!("“{found}”不是经纬度：应为 126.553471 或 126°33′12.5″")
            }
            Self::Angle { found } => {
                format!("`{found}` is no longitude or latitude such as 126.553471 or 126°33'12.5\"")
            }
            Self::HalfPosition => lang
                .pick(
                    "longitude and latitude must both be there",
                    "经度、纬度须同时填写",
                )
                .to_owned(),
            Self::Swapped { lon, lat } if zh => {
                format!("经度 {lon}、纬度 {lat} 填反了；确认后可在对照文件中设 swap = true")
            }
            Self::Swapped { lon, lat } => format!(
                "longitude {lon} and latitude {lat} have changed places; `swap = true` in the mapping puts them right"
            ),
            Self::NoPlace { lon, lat } if zh => {
                format!("经度 {lon}、纬度 {lat} 不是以度表示的位置（投影坐标须先换算）")
            }
            Self::NoPlace { lon, lat } => format!(
                "longitude {lon}, latitude {lat} is no place in degrees (projected coordinates must be converted first)"
            ),
            Self::Ragged { cells, header } if zh => {
                format!("该行有 {cells} 格，表头有 {header} 格")
            }
            Self::Ragged { cells, header } => {
                format!("the row has {cells} cells, the header {header}")
            }
            Self::Twice(field) if zh => {
                format!("又一列“{}”；此列按其他列原样保留", field.label(lang))
            }
            Self::Twice(field) => format!(
                "a second column of `{}`; it is kept as a column that is no field",
                field.word()
            ),
            Self::NoColumn(field) if zh => {
                format!("对照文件为“{}”指定的列不在表中", field.label(lang))
            }
            Self::NoColumn(field) => format!(
                "the column that the mapping names for `{}` is not in the table",
                field.word()
            ),
        }
    }
}
