use std::fmt;
use std::ops::{Deref, Range};
use std::sync::Arc;

use geo::Coord;

/// A course of places, lon, lat in WGS 84 degrees.
///
/// It is a part of an array that courses share: the roads of a file have few arrays between them, and the links of a network
/// run along those of their roads, so that no place is held twice.
#[derive(Clone)]
pub struct Course {
    places: Arc<[Coord]>,
    first: u32,
    count: u32,
}

impl Course {
    /// A part of an array; what lies beyond its end is left out.
    pub fn of(places: &Arc<[Coord]>, part: Range<usize>) -> Self {
        let within = |at: usize| u32::try_from(at.min(places.len())).unwrap_or(u32::MAX);
        let (first, end) = (within(part.start), within(part.end));
        Self {
            places: Arc::clone(places),
            first,
            count: end.saturating_sub(first),
        }
    }

    /// A part of the course, of the same array; what lies beyond its end is left out.
    #[must_use]
    pub fn part(&self, part: Range<usize>) -> Self {
        let first = self.first as usize;
        let end = part.end.min(self.len());
        Self::of(&self.places, first + part.start.min(end)..first + end)
    }

    /// Where the course begins on another one of the same array that it is a part of.
    pub fn begins_on(&self, whole: &Self) -> Option<usize> {
        let within =
            self.first >= whole.first && self.first + self.count <= whole.first + whole.count;
        (Arc::ptr_eq(&self.places, &whole.places) && within)
            .then(|| (self.first - whole.first) as usize)
    }
}

impl Deref for Course {
    type Target = [Coord];

    fn deref(&self) -> &[Coord] {
        let first = self.first as usize;
        self.places
            .get(first..first + self.count as usize)
            .unwrap_or_default()
    }
}

impl From<Vec<Coord>> for Course {
    fn from(places: Vec<Coord>) -> Self {
        let count = places.len();
        Self::of(&places.into(), 0..count)
    }
}

impl FromIterator<Coord> for Course {
    fn from_iter<I: IntoIterator<Item = Coord>>(places: I) -> Self {
        Vec::from_iter(places).into()
    }
}

impl Default for Course {
    fn default() -> Self {
        Self::of(&Arc::default(), 0..0)
    }
}

impl PartialEq for Course {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl fmt::Debug for Course {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_know_where_they_begin() {
        let whole: Course = (0..5_u32)
            .map(|x| Coord {
                x: f64::from(x),
                y: 0.0,
            })
            .collect();
        let part = whole.part(1..4);
        assert_eq!(&*part, &whole[1..4]);
        let inner = part.part(1..9);
        assert_eq!(&*inner, &whole[2..4]);
        assert_eq!(inner.begins_on(&whole), Some(2));
        assert_eq!(inner.begins_on(&part), Some(1));
        assert_eq!(whole.begins_on(&part), None);
        let copy: Course = whole.to_vec().into();
        assert_eq!((copy.begins_on(&whole), &copy), (None, &whole));
        assert!(whole.part(7..9).is_empty());
    }
}
