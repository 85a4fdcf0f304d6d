//! Travel given as a matrix instead of roads, for instances that come as one.

use super::super::error::{FormatError, words};
use super::super::text::Line;
use crate::problem::Travel;

/// As the largest number of any format.
const MOST: u32 = 1_000_000_000;

/// Times from every node to every node, row by row, as read.
#[derive(Clone, Debug, Default)]
pub(super) struct Rows {
    /// Nodes of a row; the first row says how many.
    width: usize,
    seconds: Vec<u32>,
    /// Line of the first row.
    line: usize,
}

impl Rows {
    /// `times FROM T T ...`: the rows come in order, and all are of one length; `-` stands for "no way".
    pub(super) fn read(&mut self, line: &Line<'_>) -> Result<(), FormatError> {
        let times = line.words.get(2..).unwrap_or_default();
        if self.is_empty() {
            (self.width, self.line) = (times.len(), line.number);
        }
        let from = line.count(1, words("the number of a node", "节点编号"))?;
        if Some(from as usize) != self.seconds.len().checked_div(self.width) {
            return Err(line.wrong(1, words("rows of `times` in order", "按顺序的 `times` 行")));
        }
        if times.len() != self.width {
            let at = times.len().min(self.width) + 2;
            return Err(line.wrong(at, words("a time to each node", "到每个节点各一个时间")));
        }
        for (time, at) in times.iter().zip(2..) {
            self.seconds.push(if *time == "-" {
                Travel::UNREACHABLE
            } else {
                let time = time.parse().ok().filter(|time| *time <= MOST);
                time.ok_or_else(|| line.wrong(at, words("whole seconds, or `-`", "整秒数或 `-`")))?
            });
        }
        Ok(())
    }

    /// The rows as they are read.
    pub(super) fn write(&self, text: &mut String) {
        for (from, row) in self.seconds.chunks_exact(self.width.max(1)).enumerate() {
            text.push_str(&format!("times {from}"));
            for time in row {
                match *time {
                    Travel::UNREACHABLE => text.push_str(" -"),
                    time => text.push_str(&format!(" {time}")),
                }
            }
            text.push('\n');
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.seconds.is_empty()
    }

    /// Travel between some nodes, which are in order.
    ///
    /// # Errors
    /// When a node or a row is missing.
    pub(super) fn travel(&self, places: &[u32]) -> Result<Travel, FormatError> {
        let width = self.width;
        let is_whole = self.seconds.len() == width * width;
        if !is_whole || places.last().is_some_and(|last| *last as usize >= width) {
            return Err(FormatError::Impossible {
                line: self.line,
                what: words(
                    "`times` has a row and a column for every node",
                    "`times` 应含每个节点的行与列",
                ),
            });
        }
        let mut seconds = Vec::with_capacity(places.len() * places.len());
        for from in places {
            let row = &self.seconds[*from as usize * width..][..width];
            seconds.extend(places.iter().map(|to| row[*to as usize]));
        }
        Ok(Travel {
            n: places.len(),
            seconds,
            metres: Vec::new(),
        })
    }
}
