//! One walk over the bytes of a well-formed feature: members, properties, coordinates.
//!
//! Nothing is judged here. Whatever is unusual or wrong in a feature (a number that JSON does not know, a position out of
//! range, a ring that is open, a member twice, an escape in the name of a member) gives `None`, and the careful path of
//! [`split`](super::split) and [`geometry`](super::geometry) reads that feature and says what is to be said. So a
//! feature read here is one of which the careful path has nothing to say, and both give the same record.

mod coordinates;
mod cursor;
mod number;

use std::borrow::Cow;

use geo::Coord;

use self::coordinates::Scratch;
use self::cursor::{Cursor, Quoted};
use super::feature::{Member, Properties};
use super::geometry::{Frame, Shape, TYPES};

/// A feature of which there is nothing to say.
pub(super) struct Feature<'a> {
    /// Its own member `id`, as it stands in the file.
    pub(super) id: Option<&'a str>,
    pub(super) properties: Properties<'a>,
    pub(super) geometry: Drawn,
    /// Other members were met, among them one that a root object gives a meaning to (`crs`, `features`).
    pub(super) root_member: bool,
}

/// A geometry of which there is nothing to say.
pub(super) struct Drawn {
    /// Its type as the file names it.
    pub(super) name: &'static str,
    pub(super) shape: Shape,
    /// A position has a height.
    pub(super) z: bool,
    /// Its first position.
    pub(super) place: Coord,
}

/// Reads features one after another, with the same memory.
#[derive(Default)]
pub(super) struct Walker<'a> {
    scratch: Scratch,
    /// Room for the properties of the next feature.
    spare: Vec<Member<'a>>,
}

/// The members of a feature that were met.
#[derive(Default)]
struct Met<'a> {
    kind: bool,
    id: Option<&'a str>,
    properties: Option<Properties<'a>>,
    geometry: Option<Drawn>,
    root_member: bool,
}

impl<'a> Walker<'a> {
    /// Reads positions of this frame.
    pub(super) fn new(frame: Frame) -> Self {
        let mut walker = Self::default();
        walker.scratch.frame = frame;
        walker
    }

    /// The feature that opens at `at`, and the offset behind it.
    pub(super) fn feature(&mut self, text: &'a str, at: usize) -> Option<(Feature<'a>, usize)> {
        let mut cursor = Cursor::new(text, at);
        let mut met = Met::default();
        cursor.byte(b'{')?;
        cursor.space();
        // As nearly every file has it.
        met.kind = cursor.literal(b"\"type\":\"Feature\",");
        cursor.space();
        loop {
            self.member(&mut cursor, &mut met)?;
            if !cursor.goes_on(b'}')? {
                break;
            }
        }
        if !met.kind {
            return None;
        }
        let feature = Feature {
            id: met.id.filter(|id| *id != "null"),
            properties: met.properties.unwrap_or_default(),
            geometry: met.geometry?,
            root_member: met.root_member,
        };
        Some((feature, cursor.at))
    }

    /// Takes back the room of properties that are done with.
    pub(super) fn reuse(&mut self, mut properties: Properties<'a>) {
        properties.0.clear();
        self.spare = properties.0;
    }

    fn member(&mut self, cursor: &mut Cursor<'a>, met: &mut Met<'a>) -> Option<()> {
        let name = cursor.name()?;
        if name.escaped {
            return None;
        }
        match cursor.inside(name)? {
            "type" if !met.kind => {
                let kind = cursor.string()?;
                met.kind = true;
                (cursor.raw(kind)? == "\"Feature\"").then_some(())
            }
            "id" if met.id.is_none() => {
                met.id = Some(cursor.value()?);
                Some(())
            }
            "properties" if met.properties.is_none() => {
                met.properties = Some(self.properties(cursor)?);
                Some(())
            }
            "geometry" if met.geometry.is_none() => {
                met.geometry = Some(self.geometry(cursor)?);
                Some(())
            }
            "type" | "id" | "properties" | "geometry" => None,
            other => {
                met.root_member |= matches!(other, "crs" | "features");
                cursor.value().map(drop)
            }
        }
    }

    fn properties(&mut self, cursor: &mut Cursor<'a>) -> Option<Properties<'a>> {
        if cursor.peek()? == b'n' {
            return (cursor.value()? == "null").then(Properties::default);
        }
        let mut members = std::mem::take(&mut self.spare);
        members.clear();
        cursor.byte(b'{')?;
        cursor.space();
        if cursor.byte(b'}').is_some() {
            return Some(Properties(members));
        }
        loop {
            let name = cursor.name()?;
            let name = plain(cursor, name)?;
            members.push((name, cursor.value()?));
            if !cursor.goes_on(b'}')? {
                return Some(Properties(members));
            }
        }
    }

    fn geometry(&mut self, cursor: &mut Cursor<'a>) -> Option<Drawn> {
        // As nearly every file of roads has it.
        let usual = cursor.literal(b"{\"type\":\"LineString\",");
        let mut kind = usual.then_some("LineString");
        if !usual {
            cursor.byte(b'{')?;
        }
        cursor.space();
        let mut coordinates = false;
        loop {
            let name = cursor.name()?;
            if name.escaped {
                return None;
            }
            match cursor.inside(name)? {
                "type" if kind.is_none() => {
                    let word = cursor.string()?;
                    kind = cursor.inside(word);
                }
                "coordinates" if !coordinates => {
                    coordinates = true;
                    self.scratch.read(cursor)?;
                }
                "type" | "coordinates" => return None,
                _ => drop(cursor.value()?),
            }
            if !cursor.goes_on(b'}')? {
                break;
            }
        }
        let kind = kind.filter(|_| coordinates)?;
        let (name, brackets) = *TYPES.iter().find(|(name, _)| *name == kind)?;
        if brackets != self.scratch.brackets {
            return None;
        }
        Some(Drawn {
            name,
            shape: self.scratch.shape(name)?,
            z: self.scratch.z,
            place: self.scratch.place()?,
        })
    }
}

/// The name of a property without its escapes.
fn plain<'a>(cursor: &Cursor<'a>, name: Quoted) -> Option<Cow<'a, str>> {
    if name.escaped {
        return serde_json::from_str(cursor.raw(name)?).ok().map(Cow::Owned);
    }
    cursor.inside(name).map(Cow::Borrowed)
}
