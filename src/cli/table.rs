use unicode_width::UnicodeWidthStr;

/// Which way a column leans.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lean {
    Left,
    Right,
}

/// A plain table whose columns line up on a terminal, wide Chinese characters included.
#[derive(Debug)]
pub(super) struct Table {
    leans: Vec<Lean>,
    rows: Vec<Vec<String>>,
}

impl Table {
    pub(super) fn new(head: &[(&str, Lean)]) -> Self {
        let rows = vec![head.iter().map(|(text, _)| (*text).to_owned()).collect()];
        Self {
            leans: head.iter().map(|(_, lean)| *lean).collect(),
            rows,
        }
    }

    /// A cell stays on its line, whatever the text of a layer holds.
    pub(super) fn row(&mut self, cells: Vec<String>) {
        let blank = |c: char| if c.is_control() { ' ' } else { c };
        let cells = cells.into_iter();
        let cells = cells.map(|cell| cell.chars().map(blank).collect());
        self.rows.push(cells.collect());
    }
}

impl std::fmt::Display for Table {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut widths = vec![0; self.leans.len()];
        for row in &self.rows {
            for (width, cell) in widths.iter_mut().zip(row) {
                *width = (*width).max(cell.width());
            }
        }
        for row in &self.rows {
            let mut line = String::new();
            for ((cell, lean), width) in row.iter().zip(&self.leans).zip(&widths) {
                let pad = " ".repeat(width - cell.width());
                match lean {
                    Lean::Left => line.extend([cell.as_str(), &pad, "  "]),
                    Lean::Right => line.extend([pad.as_str(), cell, "  "]),
                }
            }
            writeln!(f, "{}", line.trim_end())?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chinese_cells_take_two_columns() {
        let mut table = Table::new(&[("组", Lean::Left), ("n", Lean::Right)]);
        table.row(vec!["县级一组".into(), "5".into()]);
        table.row(vec!["A\n1".into(), "12".into()]);
        assert_eq!(
            table.to_string(),
            "组         n\n县级一组   5\nA 1       12\n"
        );
    }
}
