//! Byte offsets to lines and columns.

/// Bytes between two marks: a look-up reads at most this much.
const BLOCK: usize = 256;

/// Finds line and column of a byte offset in constant time.
pub(super) struct Locator<'a> {
    text: &'a [u8],
    marks: Vec<Place>,
}

/// A place in the text; both numbers count from 0.
#[derive(Clone, Copy, Default)]
struct Place {
    line: u32,
    column: u32,
}

impl<'a> Locator<'a> {
    /// Marks the text once, in linear time.
    pub(super) fn new(text: &'a str) -> Self {
        let text = text.as_bytes();
        let mut marks = Vec::with_capacity(text.len() / BLOCK + 1);
        let mut place = Place::default();
        for block in text.chunks(BLOCK) {
            marks.push(place);
            place = place.after(block);
        }
        marks.push(place);
        Self { text, marks }
    }

    /// Line and column, in characters, of a byte offset; both from 1.
    pub(super) fn at(&self, offset: usize) -> (u32, u32) {
        let offset = offset.min(self.text.len());
        let block = offset / BLOCK;
        let mark = self.marks.get(block).copied().unwrap_or_default();
        let place = mark.after(&self.text[block * BLOCK..offset]);
        (place.line + 1, place.column + 1)
    }
}

impl Place {
    fn after(self, bytes: &[u8]) -> Self {
        let lines = count(bytes, |byte| byte == b'\n');
        let (start, column) = if lines == 0 {
            (0, self.column)
        } else {
            let last = bytes.iter().rposition(|byte| *byte == b'\n');
            (last.map_or(0, |last| last + 1), 0)
        };
        // Every byte but the continuation bytes of UTF-8 begins a character.
        Self {
            line: self.line.saturating_add(lines),
            column: column.saturating_add(count(&bytes[start..], |byte| byte & 0xC0 != 0x80)),
        }
    }
}

fn count(bytes: &[u8], wanted: impl Fn(u8) -> bool) -> u32 {
    // Bytes are summed in bytes, which the compiler turns into wide registers; 128 of them cannot overflow.
    let sum = |bytes: &[u8]| bytes.iter().map(|byte| u8::from(wanted(*byte))).sum::<u8>();
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
        for (offset, _) in text.char_indices().step_by(37) {
            let before = &text[..offset];
            let line = before.matches('\n').count() + 1;
            let column = before.rsplit('\n').next().unwrap().chars().count() + 1;
            let (l, c) = locator.at(offset);
            assert_eq!((l as usize, c as usize), (line, column));
        }
    }
}
