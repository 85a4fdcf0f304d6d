//! Little-endian bytes, written one after the other and read back; whatever cannot be read is `None`.

use geo::Coord;

/// Bytes as they are written.
#[derive(Debug, Default)]
pub(super) struct Writer(pub(super) Vec<u8>);

impl Writer {
    pub(super) fn byte(&mut self, value: u8) {
        self.0.push(value);
    }

    pub(super) fn number(&mut self, value: u32) {
        self.0.extend_from_slice(&value.to_le_bytes());
    }

    pub(super) fn float(&mut self, value: f64) {
        self.0.extend_from_slice(&value.to_bits().to_le_bytes());
    }

    /// How many items follow.
    pub(super) fn count(&mut self, count: usize) {
        self.number(crate::roads::drawing::number(count));
    }

    pub(super) fn text(&mut self, text: &str) {
        self.count(text.len());
        self.0.extend_from_slice(text.as_bytes());
    }

    pub(super) fn place(&mut self, place: Coord) {
        self.float(place.x);
        self.float(place.y);
    }

    pub(super) fn course(&mut self, coords: &[Coord]) {
        self.count(coords.len());
        for coord in coords {
            self.place(*coord);
        }
    }

    /// A value behind the byte that says whether there is one.
    pub(super) fn maybe<T>(&mut self, value: Option<T>, write: impl FnOnce(&mut Self, T)) {
        self.byte(u8::from(value.is_some()));
        if let Some(value) = value {
            write(self, value);
        }
    }
}

/// Bytes as they are read; nothing is asked for that the rest cannot hold.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reader<'b>(pub(super) &'b [u8]);

impl<'b> Reader<'b> {
    pub(super) fn take(&mut self, count: usize) -> Option<&'b [u8]> {
        let (taken, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(taken)
    }

    fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (taken, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(*taken)
    }

    pub(super) fn byte(&mut self) -> Option<u8> {
        self.array().map(|[byte]| byte)
    }

    pub(super) fn truth(&mut self) -> Option<bool> {
        match self.byte()? {
            0 => Some(false),
            1 => Some(true),
            _ => None,
        }
    }

    pub(super) fn number(&mut self) -> Option<u32> {
        self.array().map(u32::from_le_bytes)
    }

    /// A number that is finite.
    pub(super) fn float(&mut self) -> Option<f64> {
        let value = self.array().map(u64::from_le_bytes).map(f64::from_bits);
        value.filter(|value| value.is_finite())
    }

    /// How many items follow, each of so many bytes at least.
    pub(super) fn count(&mut self, least: usize) -> Option<usize> {
        let count = self.number()? as usize;
        (count.checked_mul(least)? <= self.0.len()).then_some(count)
    }

    pub(super) fn text(&mut self) -> Option<&'b str> {
        let count = self.count(1)?;
        std::str::from_utf8(self.take(count)?).ok()
    }

    pub(super) fn place(&mut self) -> Option<Coord> {
        let (x, y) = (self.float()?, self.float()?);
        Some(Coord { x, y })
    }

    /// At least two places.
    pub(super) fn course<C: FromIterator<Coord>>(&mut self) -> Option<C> {
        const SIZE: usize = 16;
        let count = self.count(SIZE)?;
        let bytes = self.take(count * SIZE)?;
        let (pairs, _) = bytes.as_chunks::<SIZE>();
        let float = |bytes: &[u8]| {
            let bytes: [u8; 8] = bytes.try_into().unwrap_or_default();
            f64::from_bits(u64::from_le_bytes(bytes))
        };
        let coord = |pair: &[u8; SIZE]| Coord {
            x: float(&pair[..8]),
            y: float(&pair[8..]),
        };
        let mut coords = pairs.iter().map(coord);
        let finite = coords.all(|coord| coord.x.is_finite() && coord.y.is_finite());
        (count > 1 && finite).then(|| pairs.iter().map(coord).collect())
    }

    #[expect(
        clippy::option_option,
        reason = "the outer one says whether it could be read, as everywhere here"
    )]
    pub(super) fn maybe<T>(
        &mut self,
        read: impl FnOnce(&mut Self) -> Option<T>,
    ) -> Option<Option<T>> {
        if self.truth()? {
            read(self).map(Some)
        } else {
            Some(None)
        }
    }

    /// A list whose items take so many bytes at least.
    pub(super) fn list<T>(
        &mut self,
        least: usize,
        mut read: impl FnMut(&mut Self) -> Option<T>,
    ) -> Option<Vec<T>> {
        let count = self.count(least)?;
        let mut items = Vec::with_capacity(count);
        for _ in 0..count {
            items.push(read(self)?);
        }
        Some(items)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let course = [Coord { x: 1.5, y: -2.0 }, Coord { x: 0.1, y: 3.0 }];
        let mut writer = Writer::default();
        writer.text("屯");
        writer.course(&course);
        writer.maybe(Some(7), Writer::number);
        writer.maybe(None, Writer::float);
        let mut reader = Reader(&writer.0);
        assert_eq!(reader.text(), Some("屯"));
        assert_eq!(reader.course::<Vec<Coord>>(), Some(course.to_vec()));
        assert_eq!(reader.maybe(Reader::number), Some(Some(7)));
        assert_eq!(reader.maybe(Reader::float), Some(None));
        assert!(reader.0.is_empty());
    }

    #[test]
    fn counts_beyond_the_end_ask_for_no_memory() {
        let mut writer = Writer::default();
        writer.number(u32::MAX);
        writer.number(1);
        assert_eq!(Reader(&writer.0).list(4, Reader::number), None);
        assert_eq!(Reader(&writer.0).text(), None);
        assert_eq!(Reader(&writer.0).course::<Vec<Coord>>(), None);
    }

    #[test]
    fn what_is_no_number_is_refused() {
        let mut writer = Writer::default();
        writer.float(f64::NAN);
        assert_eq!(Reader(&writer.0).float(), None);
        assert_eq!(Reader(&[2]).truth(), None);
    }
}
