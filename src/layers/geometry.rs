//! The geometry of a feature: every position is looked at before anything is made of it.

#[cfg(test)]
mod tests;

use geo::Coord;

use super::codes;
use super::feature::excerpt;
use super::{number, scan};
use crate::domain::Code;

/// What the numbers of a position are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Frame {
    /// Lon, lat in degrees.
    #[default]
    Degrees,
    /// Metres of a grid, to be looked at when they are converted.
    Plane,
}

/// What a geometry holds, its numbers as in the file.
#[derive(Debug)]
pub(super) enum Shape {
    /// Of a Point or `MultiPoint`.
    Points(Vec<Coord>),
    /// The parts of a LineString or MultiLineString that are lines, each with its index.
    Lines(Vec<(usize, Vec<Coord>)>),
    /// The polygons of a Polygon or `MultiPolygon`: each its rings, closed, the outer one first.
    Polygons(Vec<Vec<Vec<Coord>>>),
}

impl Shape {
    /// Its positions, to be converted.
    pub(super) fn positions_mut(&mut self) -> impl Iterator<Item = &mut Coord> {
        let (points, lines, polygons) = match self {
            Self::Points(points) => (Some(points), None, None),
            Self::Lines(lines) => (None, Some(lines), None),
            Self::Polygons(polygons) => (None, None, Some(polygons)),
        };
        let lines = lines.into_iter().flatten().flat_map(|(_, line)| line);
        let rings = polygons.into_iter().flatten().flatten().flatten();
        points.into_iter().flatten().chain(lines).chain(rings)
    }

    /// How many positions it has.
    pub(super) fn positions(&self) -> usize {
        match self {
            Self::Points(points) => points.len(),
            Self::Lines(lines) => lines.iter().map(|(_, line)| line.len()).sum(),
            Self::Polygons(polygons) => polygons.iter().flatten().map(Vec::len).sum(),
        }
    }
}

#[cfg(test)]
impl Shape {
    /// All positions in their order.
    pub(super) fn flat(&self) -> Vec<Coord> {
        match self {
            Self::Points(points) => points.clone(),
            Self::Lines(lines) => lines.iter().flat_map(|(_, line)| line.clone()).collect(),
            Self::Polygons(polygons) => polygons.iter().flatten().flatten().copied().collect(),
        }
    }
}

/// A fault of a geometry.
#[derive(Debug)]
pub(super) struct Fault {
    pub(super) code: &'static Code,
    /// Byte offset in the file.
    pub(super) at: usize,
    pub(super) args: Vec<String>,
}

/// A geometry and all that was noticed.
#[derive(Debug, Default)]
pub(super) struct Geometry {
    /// Its type as the file names it.
    pub(super) name: &'static str,
    /// `None` when it cannot be used.
    pub(super) shape: Option<Shape>,
    /// What was noticed; an error among them need not cost the whole geometry.
    pub(super) faults: Vec<Fault>,
    /// A position has a height.
    pub(super) z: bool,
    /// First position that could be read.
    pub(super) place: Option<Coord>,
}

/// The types that are read: name, brackets around a position.
pub(super) const TYPES: [(&str, usize); 6] = [
    ("Point", 1),
    ("MultiPoint", 2),
    ("LineString", 2),
    ("MultiLineString", 3),
    ("Polygon", 3),
    ("MultiPolygon", 4),
];

/// Reads the text of a geometry, known to be sound JSON, that begins at byte `base` of the file.
pub(super) fn read(raw: &str, base: usize, frame: Frame) -> Geometry {
    let mut geometry = Geometry::default();
    if let Err(fault) = members(raw, base, frame, &mut geometry) {
        geometry.faults.push(fault);
    }
    geometry
}

fn fault(code: &'static Code, at: usize, args: impl IntoIterator<Item = String>) -> Fault {
    Fault {
        code,
        at,
        args: args.into_iter().collect(),
    }
}

/// Finds type and coordinates, in whichever order they stand.
fn members(raw: &str, base: usize, frame: Frame, geometry: &mut Geometry) -> Result<(), Fault> {
    let bytes = raw.as_bytes();
    let unknown = |word: &str| {
        fault(
            &codes::GEOMETRY_UNKNOWN,
            base,
            [excerpt(word.trim_matches('"'))],
        )
    };
    if bytes.first() != Some(&b'{') {
        return Err(unknown(raw));
    }
    let (mut kind, mut coordinates) = (None, None);
    let mut at = scan::space(bytes, 1);
    while bytes.get(at) == Some(&b'"') {
        let Ok(end) = scan::string_end(bytes, at) else {
            break;
        };
        let name = &raw[at + 1..end - 1];
        let value = scan::space(bytes, scan::space(bytes, end) + 1);
        if name == "coordinates" && kind.is_some() {
            // The type is known, so the coordinates are read where they stand, without looking for their end first.
            coordinates = Some(value);
            break;
        }
        let Ok(end) = scan::value_end(bytes, value) else {
            break;
        };
        match name {
            "type" => kind = Some(&raw[value..end]),
            "coordinates" => coordinates = Some(value),
            _ => {}
        }
        at = scan::space(bytes, scan::space(bytes, end) + 1);
    }
    let word = kind.unwrap_or("\"\"").trim_matches('"');
    if word == "GeometryCollection" {
        return Err(fault(&codes::GEOMETRY_COLLECTION, base, []));
    }
    let Some(&(name, brackets)) = TYPES.iter().find(|(name, _)| *name == word) else {
        return Err(unknown(word));
    };
    geometry.name = name;
    let mut reader = Reader::new(bytes, base, name, brackets);
    reader.frame = frame;
    let read = coordinates.map_or_else(
        || Err(fault(&codes::GEOMETRY_EMPTY, base, [name.to_owned()])),
        |at| reader.read(at),
    );
    geometry.z = reader.z;
    geometry.place = reader.positions.first().copied();
    read?;
    if let Some(zero) = reader.zero {
        geometry
            .faults
            .push(fault(&codes::POSITION_ZERO, base + zero, []));
    }
    let start = base + coordinates.unwrap_or(0);
    let shape = reader.shape(start, &mut geometry.faults);
    geometry.shape = shape;
    Ok(())
}

/// Reads nested lists of positions into one flat list and the ends of its groups.
struct Reader<'a> {
    bytes: &'a [u8],
    base: usize,
    name: &'static str,
    /// Brackets around a position, its own included.
    brackets: usize,
    positions: Vec<Coord>,
    /// Positions before the end of each line or ring.
    lines: Vec<usize>,
    /// Lines or rings before the end of each polygon.
    polygons: Vec<usize>,
    z: bool,
    zero: Option<usize>,
    frame: Frame,
}

impl<'a> Reader<'a> {
    fn new(bytes: &'a [u8], base: usize, name: &'static str, brackets: usize) -> Self {
        Self {
            bytes,
            base,
            name,
            brackets,
            positions: Vec::new(),
            lines: Vec::new(),
            polygons: Vec::new(),
            z: false,
            zero: None,
            frame: Frame::Degrees,
        }
    }

    fn read(&mut self, start: usize) -> Result<(), Fault> {
        let mut depth = 0;
        let mut at = start;
        while let Some(byte) = self.bytes.get(at) {
            match byte {
                b'[' if depth + 1 == self.brackets => {
                    at = self.position(at)?;
                    if depth == 0 {
                        return Ok(());
                    }
                    continue;
                }
                b'[' => depth += 1,
                b']' if depth > 0 => {
                    // `from_inside` is 1 for the list of positions, 2 for the list of rings.
                    let from_inside = self.brackets - depth;
                    if from_inside == 1 {
                        self.lines.push(self.positions.len());
                    } else if from_inside == 2 {
                        self.polygons.push(self.lines.len());
                    }
                    depth -= 1;
                    if depth == 0 {
                        return Ok(());
                    }
                }
                b',' | b' ' | b'\t' | b'\r' | b'\n' => {}
                _ => return Err(self.not_a_list(at)),
            }
            at += 1;
        }
        Err(fault(
            &codes::GEOMETRY_EMPTY,
            self.base + start,
            [self.name.to_owned()],
        ))
    }

    /// A value where a list should open.
    fn not_a_list(&self, at: usize) -> Fault {
        if number::read(self.bytes, at).is_some() {
            return self.nesting(at, "shallow", "过少");
        }
        if self.bytes[at..].starts_with(b"null") {
            return fault(
                &codes::GEOMETRY_EMPTY,
                self.base + at,
                [self.name.to_owned()],
            );
        }
        self.not_a_number(at)
    }

    fn nesting(&self, at: usize, en: &str, zh: &str) -> Fault {
        let args = [en.to_owned(), self.name.to_owned(), zh.to_owned()];
        fault(&codes::COORDINATES_NESTING, self.base + at, args)
    }

    fn not_a_number(&self, at: usize) -> Fault {
        let end = scan::value_end(self.bytes, at).unwrap_or(self.bytes.len());
        let word = String::from_utf8_lossy(&self.bytes[at..end.min(at + 200)]);
        let args = [format!("`{}`", excerpt(&word))];
        fault(&codes::POSITION_NOT_NUMBER, self.base + at, args)
    }

    /// Reads the position whose bracket stands at `start`; gives the offset behind it.
    fn position(&mut self, start: usize) -> Result<usize, Fault> {
        let mut at = start + 1;
        let mut numbers = [0.0; 2];
        let mut count = 0_usize;
        loop {
            match self.bytes.get(at) {
                Some(b'0'..=b'9' | b'-') => {
                    let (value, end) =
                        number::read(self.bytes, at).ok_or_else(|| self.not_a_number(at))?;
                    if let Some(slot) = numbers.get_mut(count) {
                        *slot = value;
                    }
                    count += 1;
                    at = end;
                }
                Some(b',' | b' ' | b'\t' | b'\r' | b'\n') => at += 1,
                Some(b']') | None => break,
                Some(b'[') => return Err(self.nesting(at, "deep", "过多")),
                Some(_) => return Err(self.not_a_number(at)),
            }
        }
        self.z |= count > 2;
        if count == 0 && self.brackets == 1 {
            return Err(fault(
                &codes::GEOMETRY_EMPTY,
                self.base + start,
                [self.name.to_owned()],
            ));
        }
        if count < 2 {
            return Err(fault(
                &codes::POSITION_SHORT,
                self.base + start,
                [count.to_string()],
            ));
        }
        let [x, y] = numbers;
        if let Some((code, args)) = check_position(x, y, self.frame) {
            return Err(fault(code, self.base + start, args));
        }
        if self.frame == Frame::Degrees && x == 0.0 && y == 0.0 && self.zero.is_none() {
            self.zero = Some(start);
        }
        self.positions.push(Coord { x, y });
        Ok(at + 1)
    }

    /// Makes lines and polygons of the flat list, leaving out the parts that are none.
    fn shape(self, start: usize, faults: &mut Vec<Fault>) -> Option<Shape> {
        let empty = self.positions.is_empty();
        let before = faults.len();
        let shape = match self.name {
            "Point" | "MultiPoint" => Some(Shape::Points(self.positions)),
            "LineString" | "MultiLineString" => {
                let lines = groups(&self.positions, &self.lines);
                let lines: Vec<_> = lines
                    .enumerate()
                    .filter_map(|(part, line)| Some((part, check_line(line, part, start, faults)?)))
                    .collect();
                (!lines.is_empty()).then_some(Shape::Lines(lines))
            }
            _ => {
                // A Polygon has one list of rings, a MultiPolygon one for each polygon.
                let rings: Vec<&[Coord]> = groups(&self.positions, &self.lines).collect();
                let polygons: Vec<_> = groups(&rings, &self.polygons)
                    .enumerate()
                    .filter_map(|(part, rings)| check_polygon(rings, part, start, faults))
                    .collect();
                (!polygons.is_empty()).then_some(Shape::Polygons(polygons))
            }
        };
        if empty {
            faults.truncate(before);
            faults.push(fault(&codes::GEOMETRY_EMPTY, start, [self.name.to_owned()]));
            return None;
        }
        shape
    }
}

/// Cuts a list at the given ends.
pub(super) fn groups<'s, T>(items: &'s [T], ends: &'s [usize]) -> impl Iterator<Item = &'s [T]> {
    ends.iter().scan(0, move |start, &end| {
        let group = &items[*start..end];
        *start = end;
        Some(group)
    })
}

/// What is wrong with a position.
///
/// A county lies in mainland China, where the larger number is the longitude (73 to 135, against a latitude of
/// 3 to 54): two numbers the other way round are surely swapped.
fn check_position(x: f64, y: f64, frame: Frame) -> Option<(&'static Code, Vec<String>)> {
    let text = || format!("{x}, {y}");
    if frame == Frame::Plane {
        let finite = x.is_finite() && y.is_finite();
        return (!finite).then(|| (&codes::POSITION_RANGE, vec![text()]));
    }
    if (3.0..=54.0).contains(&x) && y > 73.0 && y <= 135.5 {
        return Some((&codes::POSITION_SWAPPED, vec![text(), format!("{y}, {x}")]));
    }
    if x.abs() <= 180.0 && y.abs() <= 90.0 {
        return None;
    }
    if x.abs().max(y.abs()) > 1_000.0 && x.is_finite() && y.is_finite() {
        return Some((&codes::POSITION_METRES, vec![text()]));
    }
    Some((&codes::POSITION_RANGE, vec![text()]))
}

/// A position of which [`check_position`] and the look for (0, 0) have nothing to say.
#[inline]
pub(super) fn is_plain_position(x: f64, y: f64, frame: Frame) -> bool {
    if frame == Frame::Plane {
        return x.is_finite() && y.is_finite();
    }
    let swapped = (3.0..=54.0).contains(&x) && y > 73.0;
    x.abs() <= 180.0 && y.abs() <= 90.0 && !swapped && (x != 0.0 || y != 0.0)
}

/// Positions that differ somewhere: [`check_line`] has nothing to say.
pub(super) fn is_line(line: &[Coord]) -> bool {
    let first = line.first();
    line.iter().any(|position| Some(position) != first)
}

/// At least four positions, the last the first again: [`check_ring`] has nothing to say.
pub(super) fn is_ring(ring: &[Coord]) -> bool {
    ring.len() >= 4 && ring.first() == ring.last()
}

fn check_line(
    line: &[Coord],
    part: usize,
    at: usize,
    faults: &mut Vec<Fault>,
) -> Option<Vec<Coord>> {
    if is_line(line) {
        return Some(line.to_vec());
    }
    let different = usize::from(!line.is_empty());
    let args = [part.to_string(), different.to_string()];
    faults.push(fault(&codes::LINE_SHORT, at, args));
    None
}

fn check_polygon(
    rings: &[&[Coord]],
    part: usize,
    at: usize,
    faults: &mut Vec<Fault>,
) -> Option<Vec<Vec<Coord>>> {
    if rings.is_empty() {
        let args = [part.to_string(), "0".into(), "0".into()];
        faults.push(fault(&codes::RING_SHORT, at, args));
        return None;
    }
    rings
        .iter()
        .enumerate()
        .map(|(idx, ring)| check_ring(ring, [part, idx], at, faults))
        .collect()
}

fn check_ring(
    ring: &[Coord],
    [part, idx]: [usize; 2],
    at: usize,
    faults: &mut Vec<Fault>,
) -> Option<Vec<Coord>> {
    let mut closed = ring.to_vec();
    let open = ring.first() != ring.last();
    if open {
        closed.extend(ring.first());
    }
    let place = [part.to_string(), idx.to_string()];
    if closed.len() < 4 {
        let args = place.into_iter().chain([ring.len().to_string()]);
        faults.push(fault(&codes::RING_SHORT, at, args));
        return None;
    }
    if open {
        faults.push(fault(&codes::RING_OPEN, at, place));
    }
    Some(closed)
}
