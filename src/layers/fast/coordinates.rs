//! Coordinates of any geometry in one walk, each position looked at as it is read.

use geo::Coord;

use super::cursor::Cursor;
use super::number;
use crate::layers::geometry::{Frame, Shape, groups, is_line, is_plain_position, is_ring};

/// Space that is used again for one geometry after another.
#[derive(Default)]
pub(super) struct Scratch {
    positions: Vec<Coord>,
    /// Positions before the end of each line or ring.
    lines: Vec<usize>,
    /// Lines or rings before the end of each polygon.
    polygons: Vec<usize>,
    /// A position has more than two numbers.
    pub(super) z: bool,
    /// Brackets around a position, its own included.
    pub(super) brackets: usize,
    /// What the numbers are.
    pub(super) frame: Frame,
}

impl Scratch {
    /// Reads coordinates of whatever depth.
    pub(super) fn read(&mut self, cursor: &mut Cursor<'_>) -> Option<()> {
        self.positions.clear();
        self.lines.clear();
        self.polygons.clear();
        self.z = false;
        self.brackets = depth(cursor);
        match self.brackets {
            1 => self.position(cursor),
            2 => self.line(cursor),
            3 => self.polygon(cursor),
            4 => self.list(cursor, Self::polygon),
            _ => None,
        }
    }

    #[inline]
    fn list(
        &mut self,
        cursor: &mut Cursor<'_>,
        element: impl Fn(&mut Self, &mut Cursor<'_>) -> Option<()>,
    ) -> Option<()> {
        cursor.byte(b'[')?;
        cursor.space();
        loop {
            element(self, cursor)?;
            if !cursor.goes_on(b']')? {
                return Some(());
            }
        }
    }

    fn polygon(&mut self, cursor: &mut Cursor<'_>) -> Option<()> {
        self.list(cursor, Self::line)?;
        self.polygons.push(self.lines.len());
        Some(())
    }

    fn line(&mut self, cursor: &mut Cursor<'_>) -> Option<()> {
        cursor.byte(b'[')?;
        cursor.space();
        loop {
            self.usual_positions(cursor);
            self.position(cursor)?;
            if !cursor.goes_on(b']')? {
                break;
            }
        }
        self.lines.push(self.positions.len());
        Some(())
    }

    /// Reads positions for as long as they have two numbers and another position behind them, with nothing but a space.
    #[inline]
    fn usual_positions(&mut self, cursor: &mut Cursor<'_>) {
        let bytes = cursor.bytes;
        let mut at = cursor.at;
        while let Some((position, next)) = usual_position(bytes, at) {
            self.positions.push(position);
            at = next;
        }
        cursor.at = at;
    }

    #[inline]
    fn position(&mut self, cursor: &mut Cursor<'_>) -> Option<()> {
        cursor.byte(b'[')?;
        let x = coordinate(cursor)?;
        if !cursor.goes_on(b']')? {
            return None;
        }
        let y = coordinate(cursor)?;
        while cursor.goes_on(b']')? {
            self.z = true;
            coordinate(cursor)?;
        }
        if !is_plain_position(x, y, self.frame) {
            return None;
        }
        self.positions.push(Coord { x, y });
        Some(())
    }

    /// The first position.
    pub(super) fn place(&self) -> Option<Coord> {
        self.positions.first().copied()
    }

    /// What was read as a geometry of this type; `None` when there is anything to say of it.
    pub(super) fn shape(&self, name: &str) -> Option<Shape> {
        match name {
            "Point" | "MultiPoint" => Some(Shape::Points(self.positions.clone())),
            "LineString" | "MultiLineString" => {
                let lines = groups(&self.positions, &self.lines).enumerate();
                let lines =
                    lines.map(|(part, line)| Some((part, is_line(line).then(|| line.to_vec())?)));
                Some(Shape::Lines(lines.collect::<Option<_>>()?))
            }
            _ => {
                let rings: Vec<&[Coord]> = groups(&self.positions, &self.lines).collect();
                if !rings.iter().all(|ring| is_ring(ring)) {
                    return None;
                }
                let polygons = groups(&rings, &self.polygons);
                let polygons =
                    polygons.map(|rings| rings.iter().map(|ring| ring.to_vec()).collect());
                Some(Shape::Polygons(polygons.collect()))
            }
        }
    }
}

/// The position that opens at `at` and the offset of the one behind it.
#[inline]
fn usual_position(bytes: &[u8], at: usize) -> Option<(Coord, usize)> {
    if *bytes.get(at)? != b'[' {
        return None;
    }
    let (x, end) = number::degrees(bytes, at + 1)?;
    let [comma, space] = bytes.get(end..)?.first_chunk()?;
    if *comma != b',' {
        return None;
    }
    let (y, end) = number::degrees(bytes, end + 1 + usize::from(*space == b' '))?;
    let next = match bytes.get(end..)?.first_chunk::<3>()? {
        b"],[" => end + 2,
        b"], " => end + 3,
        _ => return None,
    };
    // A part of the plain positions that takes few comparisons.
    let plain = x.abs() <= 180.0 && y.abs() <= 73.0 && y != 0.0;
    plain.then_some((Coord { x, y }, next))
}

#[inline]
fn coordinate(cursor: &mut Cursor<'_>) -> Option<f64> {
    if cursor.peek()? <= b' ' {
        cursor.space();
    }
    let (value, end) = number::decimal(cursor.bytes, cursor.at)?;
    cursor.at = end;
    Some(value)
}

/// Opening brackets from here to the first number.
fn depth(cursor: &Cursor<'_>) -> usize {
    let mut ahead = Cursor::new(cursor.text, cursor.at);
    let mut depth = 0;
    while ahead.byte(b'[').is_some() {
        depth += 1;
        ahead.space();
    }
    depth
}
