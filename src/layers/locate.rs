//! Byte offsets to lines and columns.

use std::sync::OnceLock;

/// Bytes between two marks: a look-up by mark reads at most this much.
const BLOCK: usize = 256;

/// Bytes that are rather counted from the place found before than looked up by a mark.
const REACH: usize = 64 << 10;

/// Finds line and column of a byte offset.
///
/// Features are asked for in the order of the file, so most places are counted from the one before, and the text is read
/// once in all. Only a look-up backwards or far ahead needs marks, which are then made once, in linear time.
pub(super) struct Locator<'a> {
    text: &'a [u8],
    marks: OnceLock<Vec<Place>>,
}

/// A place in the text; both numbers count from 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) line: u32,
    pub(super) column: u32,
}

/// A byte offset and its place.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Near {
    offset: usize,
    pub(super) place: Place,
}

impl<'a> Locator<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self {
            text: text.as_bytes(),
            marks: OnceLock::new(),
        }
    }

    /// Line and column, in characters, of a byte offset; both from 1.
    pub(super) fn at(&self, offset: usize) -> (u32, u32) {
        let place = self.from(Near::default(), offset).place;
        (place.line + 1, place.column + 1)
    }

    /// The place of a byte offset, counted from `near` where that is quicker.
    pub(super) fn from(&self, near: Near, offset: usize) -> Near {
        let offset = offset.min(self.text.len());
        let place = if (near.offset..=near.offset + REACH).contains(&offset) {
            near.place.after(&self.text[near.offset..offset])
        } else {
            self.by_mark(offset)
        };
        Near { offset, place }
    }

    fn by_mark(&self, offset: usize) -> Place {
        let marks = self.marks.get_or_init(|| marks(self.text));
        let block = offset / BLOCK;
        let mark = marks.get(block).copied().unwrap_or_default();
        mark.after(&self.text[block * BLOCK..offset])
    }
}

/// The place of every block's first byte.
fn marks(text: &[u8]) -> Vec<Place> {
    let mut marks = Vec::with_capacity(text.len() / BLOCK + 2);
    let mut place = Place::default();
    for block in text.chunks(BLOCK) {
        marks.push(place);
        place = place.after(block);
    }
    marks.push(place);
    marks
}

impl Place {
    /// The place that stands at `later` in a text which begins here.
    pub(super) fn then(self, later: Self) -> Self {
        Self {
            line: self.line.saturating_add(later.line),
            column: if later.line == 0 {
                self.column.saturating_add(later.column)
            } else {
                later.column
            },
        }
    }

    /// The place behind these bytes.
    pub(super) fn after(self, bytes: &[u8]) -> Self {
        let (lines, start, column) = match memchr::memrchr(b'\n', bytes) {
            Some(last) => (memchr::memchr_iter(b'\n', bytes).count(), last + 1, 0),
            None => (0, 0, self.column),
        };
        Self {
            line: self
                .line
                .saturating_add(u32::try_from(lines).unwrap_or(u32::MAX)),
            column: column.saturating_add(characters(&bytes[start..])),
        }
    }
}

/// Every byte but the continuation bytes of UTF-8 begins a character.
fn characters(bytes: &[u8]) -> u32 {
    // Bytes are summed in bytes, which the compiler turns into wide registers; 128 of them cannot overflow.
    let starts = |byte: &u8| u8::from(byte & 0xC0 != 0x80);
    let sum = |bytes: &[u8]| bytes.iter().map(starts).sum::<u8>();
    bytes.chunks(128).map(|bytes| u32::from(sum(bytes))).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters_and_lines_count_from_one() {
        let text = "ab\n村屯x\r\ny";
        let locator = Locator::new(text);
        assert_eq!(locator.at(0), (1, 1));
        assert_eq!(locator.at(text.find('x').unwrap()), (2, 3));
        assert_eq!(locator.at(text.find('y').unwrap()), (3, 1));
        assert_eq!(locator.at(10_000), (3, 2));
    }

    #[test]
    fn marks_agree_with_counting_from_the_start() {
        let text = "村a\nbc".repeat(900) + &"长".repeat(2000);
        let locator = Locator::new(&text);
        let mut near = Near::default();
        for (offset, _) in text.char_indices().step_by(37) {
            let before = &text[..offset];
            let line = before.matches('\n').count() + 1;
            let column = before.rsplit('\n').next().unwrap().chars().count() + 1;
            let (l, c) = locator.at(offset);
            assert_eq!((l as usize, c as usize), (line, column));
            near = locator.from(near, offset);
            let place = near.place;
            assert_eq!(
                (place.line as usize + 1, place.column as usize + 1),
                (line, column)
            );
        }
    }
}
