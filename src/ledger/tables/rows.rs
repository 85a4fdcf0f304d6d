//! Rows of a grid as values of fields, with every fault by its cell.

use super::cell::{clock_of, plain_text, value_of};
use super::position::position;
use super::{Cell, CellFault, FromGrid, Grid, Mapping, Problem, Row, letters, metres};
use crate::ledger::fields::{Field, Value, personal};
use crate::ledger::moment::Moment;

/// A row as values.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SheetRow {
    /// Row in the sheet or line in the file, from 1.
    pub line: u32,
    /// The id of the point.
    pub id: Option<String>,
    /// The values of all other fields but the position, in the order of the columns; what cannot be read is left out.
    pub fields: Vec<(Field, Value)>,
    /// Clock times of cells whose fields keep the day alone; they are among `unknown` too.
    pub clocks: Vec<(Field, Moment)>,
    /// Lon, lat in degrees, in the datum of the table; in WGS 84 when `grid` says what they were converted from.
    pub position: Option<(f64, f64)>,
    /// The system of the EPSG register that the position stood in.
    pub grid: Option<FromGrid>,
    /// What is wrong.
    pub faults: Vec<CellFault>,
    /// Columns that are no field: heading and text as they stand there.
    pub unknown: Vec<(String, String)>,
}

/// What a grid holds.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reading {
    /// Its rows.
    pub rows: Vec<SheetRow>,
    /// What is wrong with its header.
    pub faults: Vec<CellFault>,
}

/// Reads the rows of a grid.
pub fn rows(grid: &Grid, mapping: &Mapping) -> Reading {
    let (mut columns, faults) = columns(grid, mapping);
    let certain = find_metres(&mut columns);
    let reader = Reader {
        grid,
        mapping,
        columns,
        certain,
    };
    Reading {
        rows: grid.rows.iter().map(|row| reader.row(row)).collect(),
        faults,
    }
}

/// Reads the properties of features: their place is the geometry, so no column is one of a position, and those that look
/// like it are kept word for word.
pub fn properties(grid: &Grid, mapping: &Mapping) -> Vec<SheetRow> {
    let (mut columns, _) = columns(grid, mapping);
    for column in &mut columns {
        column.field = column.field.filter(|field| !is_position(*field));
    }
    let reader = Reader {
        grid,
        mapping,
        columns,
        certain: true,
    };
    grid.rows.iter().map(|row| reader.row(row)).collect()
}

const fn is_position(field: Field) -> bool {
    matches!(field, Field::Lon | Field::Lat)
}

/// The field of each column, and the name of one that is no field.
struct Use {
    field: Option<Field>,
    name: String,
}

fn columns(grid: &Grid, mapping: &Mapping) -> (Vec<Use>, Vec<CellFault>) {
    let fault = |column: Option<usize>, heading: &str, problem| CellFault {
        line: grid.header_line,
        heading: heading.to_owned(),
        cell: format!(
            "{}{}",
            column.map_or(String::new(), letters),
            grid.header_line
        ),
        problem,
    };
    let mut faults = Vec::new();
    let mut taken: Vec<Field> = Vec::new();
    let mut columns: Vec<Use> = Vec::new();
    let present = |field: Field| {
        grid.header
            .iter()
            .any(|name| mapping.field(name) == Some(field))
    };
    for (field, name) in mapping.mapped() {
        if !present(*field) {
            faults.push(fault(None, name, Problem::NoColumn(*field)));
        }
    }
    for (at, heading) in grid.header.iter().enumerate() {
        let mapped = mapping.field(heading);
        let found = mapped.or_else(|| Field::find(heading).filter(|field| !present(*field)));
        let field = found.filter(|field| !taken.contains(field));
        match (found, field) {
            (_, Some(field)) => taken.push(field),
            (Some(found), None) => faults.push(fault(Some(at), heading, Problem::Twice(found))),
            (None, None) => {}
        }
        let name = if heading.is_empty() {
            letters(at)
        } else if columns.iter().any(|column| column.name == *heading) {
            format!("{heading} ({})", letters(at))
        } else {
            heading.clone()
        };
        columns.push(Use { field, name });
    }
    (columns, faults)
}

/// Takes columns of eastings and northings for those of the position when there are no others; whether headings say which
/// of the two is east.
fn find_metres(columns: &mut [Use]) -> bool {
    if columns
        .iter()
        .any(|column| column.field.is_some_and(is_position))
    {
        return true;
    }
    // Only columns that are no other field.
    let name = |column: &Use| match column.field {
        Some(_) => String::new(),
        None => column.name.clone(),
    };
    let names: Vec<String> = columns.iter().map(name).collect();
    let Some((east, north, certain)) = metres::columns(names.iter().map(String::as_str)) else {
        return true;
    };
    for (at, field) in [(east, Field::Lon), (north, Field::Lat)] {
        if let Some(column) = columns.get_mut(at) {
            column.field = Some(field);
        }
    }
    certain
}

struct Reader<'a> {
    grid: &'a Grid,
    mapping: &'a Mapping,
    columns: Vec<Use>,
    /// The headings of a position say which column is east.
    certain: bool,
}

impl Reader<'_> {
    fn row(&self, row: &Row) -> SheetRow {
        let mut read = SheetRow {
            line: row.line,
            ..SheetRow::default()
        };
        self.check_length(row, &mut read);
        for (at, cell) in row.cells.iter().enumerate() {
            match self.columns.get(at).and_then(|column| column.field) {
                Some(field) if is_position(field) => {}
                Some(field) => self.field(field, at, cell, &mut read),
                None => self.unknown(at, cell, &mut read),
            }
        }
        self.position(row, &mut read);
        read
    }

    fn fault(&self, line: u32, at: usize, problem: Problem) -> CellFault {
        CellFault {
            line,
            heading: self.grid.header.get(at).cloned().unwrap_or_default(),
            cell: format!("{}{line}", letters(at)),
            problem,
        }
    }

    fn check_length(&self, row: &Row, read: &mut SheetRow) {
        let header = self.grid.header.len();
        let used = row.cells.iter().rposition(|cell| !cell.is_blank());
        if row.cells.len() < header || used.is_some_and(|last| last >= header) {
            read.faults.push(CellFault {
                line: row.line,
                heading: String::new(),
                cell: row.line.to_string(),
                problem: Problem::Ragged {
                    cells: row.cells.len(),
                    header,
                },
            });
        }
    }

    fn field(&self, field: Field, at: usize, cell: &Cell, read: &mut SheetRow) {
        let epoch = self.mapping.epoch(self.grid.since_1904);
        match value_of(field, cell, self.mapping, epoch) {
            Ok(Some(Value::Text(id))) if field == Field::Id => read.id = Some(id.into()),
            Ok(Some(value)) => {
                read.fields.push((field, value));
                if let Some(clock) = clock_of(field, cell, epoch) {
                    read.clocks.push((field, clock));
                    let name = self.grid.header.get(at).cloned().unwrap_or_default();
                    read.unknown.push((name, clock.to_string()));
                }
            }
            Ok(None) => {}
            Err(problem) => read.faults.push(self.fault(read.line, at, problem)),
        }
    }

    /// Kept as it stands there, unless it would bring personal data into the ledger or was rounded.
    fn unknown(&self, at: usize, cell: &Cell, read: &mut SheetRow) {
        if cell.is_blank() {
            return;
        }
        let text = plain_text(cell).and_then(|text| match personal(&text) {
            Some(found) => Err(Problem::Personal(found)),
            None => Ok(text),
        });
        match text {
            Ok(text) => {
                let name = self
                    .columns
                    .get(at)
                    .map_or_else(|| letters(at), |column| column.name.clone());
                read.unknown.push((name, text));
            }
            Err(problem) => read.faults.push(self.fault(read.line, at, problem)),
        }
    }

    fn position(&self, row: &Row, read: &mut SheetRow) {
        let column = |field| {
            self.columns
                .iter()
                .position(|column| column.field == Some(field))
        };
        let (lon, lat) = (column(Field::Lon), column(Field::Lat));
        let cell = |at: Option<usize>| at.and_then(|at| row.cells.get(at)).unwrap_or(&Cell::Empty);
        match position(cell(lon), cell(lat), self.mapping.frame(self.certain)) {
            Ok(None) => {}
            Ok(Some((place, grid))) => {
                read.position = Some(place);
                read.grid = grid;
            }
            Err(problem) => {
                let odd_lat = matches!(
                    &problem,
                    Problem::Angle { found } | Problem::Metres { found } if *found != cell(lon).text()
                );
                let at = if odd_lat { lat.or(lon) } else { lon.or(lat) };
                read.faults
                    .push(self.fault(row.line, at.unwrap_or(0), problem));
                // Nothing that somebody wrote is lost.
                for at in [lon, lat].into_iter().flatten() {
                    self.unknown(at, cell(Some(at)), read);
                }
            }
        }
    }
}
