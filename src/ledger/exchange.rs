//! The ledger in and out of tables: rows become openings and corrections, points become rows (导入导出).
//!
//! A row never moves a point: states change by a move with its evidence. What a row says beyond the fields is kept word
//! for word. Knows cells and fields; files are read and written by whoever calls.

mod codes;
mod export;
mod import;

pub use codes::{
    ALL as CODES, FAR as FAR_CODE, HEADER as HEADER_CODE, ID_TAKEN as ID_TAKEN_CODE,
    STRAY as STRAY_CODE, STRAY_ZONE as STRAY_ZONE_CODE,
};
pub use export::{geojson, points_sheet, sheets};
pub use import::{Import, ImportSource, import};
