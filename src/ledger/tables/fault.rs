use crate::domain::{Datum, Grid, Lang};
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
    /// Metres of a grid that nothing declares.
    Undeclared {
        /// In the column of the longitude or easting.
        x: f64,
        /// In the column of the latitude or northing.
        y: f64,
        /// The grid of CGCS2000 that the zone before the easting would be.
        likely: Option<u16>,
    },
    /// Metres where degrees are declared.
    NotDegrees {
        /// In the column of the longitude.
        x: f64,
        /// In the column of the latitude.
        y: f64,
        /// The declared datum.
        datum: Datum,
    },
    /// No number of metres.
    Metres {
        /// What stands there.
        found: String,
    },
    /// Degrees where metres are declared.
    GridDegrees {
        /// In the column of the easting.
        x: f64,
        /// In the column of the northing.
        y: f64,
        /// The declared grid.
        datum: Datum,
    },
    /// The easting begins with the number of another zone.
    GridZone {
        /// In the column of the easting.
        x: f64,
        /// In the column of the northing.
        y: f64,
        /// The zone of the declared grid.
        wanted: u32,
        /// The zone of the easting.
        found: u32,
    },
    /// No place of the declared grid.
    GridOutside {
        /// In the column of the easting.
        x: f64,
        /// In the column of the northing.
        y: f64,
        /// The declared grid.
        datum: Datum,
    },
    /// Which number is east can be told neither from the headings nor from the numbers.
    GridOrder {
        /// In the column `X`.
        x: f64,
        /// In the column `Y`.
        y: f64,
        /// The declared grid.
        datum: Datum,
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
                format!("经度 {lon}、纬度 {lat} 不是以度表示的位置")
            }
            Self::NoPlace { lon, lat } => {
                format!("longitude {lon}, latitude {lat} is no place in degrees")
            }
            Self::Undeclared { .. }
            | Self::NotDegrees { .. }
            | Self::Metres { .. }
            | Self::GridDegrees { .. }
            | Self::GridZone { .. }
            | Self::GridOutside { .. }
            | Self::GridOrder { .. } => self.of_metres(zh),
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

    /// The same for positions in metres.
    fn of_metres(&self, zh: bool) -> String {
        match self {
            Self::Undeclared { x, y, likely } => {
                let likely = likely.map_or_else(String::new, |code| {
                    if zh {
                        format!("（按带号，如为 CGCS2000 则是 EPSG:{code}）")
                    } else {
                        format!(" (by its zone EPSG:{code} if it is CGCS2000)")
                    }
                });
                if zh {
                    format!(
                        "{x}、{y} 是投影坐标（米），但未声明坐标系：请用 --datum EPSG:n，或在对照文件 [sheet] 中设 datum{likely}"
                    )
                } else {
                    format!(
                        "{x}, {y} are metres of a grid that nothing declares: give `--datum EPSG:n`, or `datum` under `[sheet]` in the mapping{likely}"
                    )
                }
            }
            Self::NotDegrees { x, y, datum } if zh => {
                format!("{x}、{y} 像是投影坐标（米），但表格声明为 {}", datum.word())
            }
            Self::NotDegrees { x, y, datum } => format!(
                "{x}, {y} look like metres, but the table is declared as {}",
                datum.word()
            ),
            Self::Metres { found } if zh => format!("“{found}”不是以米表示的坐标"),
            Self::Metres { found } => format!("`{found}` is no number of metres"),
            Self::GridDegrees { x, y, datum } if zh => {
                format!("{x}、{y} 像是经纬度，但表格声明为 {}", datum.word())
            }
            Self::GridDegrees { x, y, datum } => format!(
                "{x}, {y} look like degrees, but the table is declared as {}",
                datum.word()
            ),
            Self::GridZone {
                x,
                y,
                wanted,
                found,
            } => {
                let code = Grid::code_of_zone(*found);
                if zh {
                    format!(
                        "{x}、{y} 位于第 {found} 带，而声明的坐标系是第 {wanted} 带；第 {found} 带为 EPSG:{code}"
                    )
                } else {
                    format!(
                        "{x}, {y} lie in zone {found}, but the declared grid is zone {wanted}; zone {found} is EPSG:{code}"
                    )
                }
            }
            Self::GridOutside { x, y, datum } if zh => {
                format!("{x}、{y} 不在 {} 范围内", datum.word())
            }
            Self::GridOutside { x, y, datum } => {
                format!("{x}, {y} are no place of {}", datum.word())
            }
            Self::GridOrder { x, y, datum } if zh => format!(
                "{x}、{y}：{} 下无法判断 X、Y 哪个为东向；请在对照文件中将 lon 对应东向列、lat 对应北向列",
                datum.word()
            ),
            Self::GridOrder { x, y, datum } => format!(
                "{x}, {y}: on {} neither the headings nor the numbers say which is east; map `lon` to the column of the easting and `lat` to that of the northing",
                datum.word()
            ),
            _ => String::new(),
        }
    }
}
