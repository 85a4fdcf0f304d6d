//! GeoJSON text: one feature per line, so that line numbers and differences mean something.

use geo::Coord;
use serde_json::Value;

use super::MadeFile;
use super::frame::Frame;

/// Properties in the order in which they are written; nulls are left out.
pub(super) type Properties<'a> = Vec<(&'a str, Value)>;

/// A shape in plane metres.
#[derive(Clone, Debug)]
pub(super) enum Shape {
    Point(Coord),
    Line(Vec<Coord>),
    /// Outer rings of one polygon each; closed on writing.
    Polygon(Vec<Coord>),
}

/// The lines of one layer.
#[derive(Clone, Debug, Default)]
pub(super) struct Lines(pub(super) Vec<String>);

impl Lines {
    /// Adds a feature.
    pub(super) fn add(&mut self, frame: &Frame, shape: &Shape, properties: Properties<'_>) {
        self.0.push(feature(&geometry(frame, shape), properties));
    }

    /// The file.
    pub(super) fn file(&self, name: String) -> MadeFile {
        let long: usize = self.0.iter().map(|line| line.len() + 2).sum();
        let mut bytes = Vec::with_capacity(long + 64);
        bytes.extend_from_slice(b"{\"type\":\"FeatureCollection\",\"features\":[\n");
        for (idx, line) in self.0.iter().enumerate() {
            bytes.extend_from_slice(line.as_bytes());
            bytes.extend_from_slice(if idx + 1 < self.0.len() {
                b",\n"
            } else {
                b"\n"
            });
        }
        bytes.extend_from_slice(b"]}\n");
        MadeFile { name, bytes }
    }
}

/// One feature.
pub(super) fn feature(geometry: &str, properties: Properties<'_>) -> String {
    let mut text = String::from("{\"type\":\"Feature\",\"properties\":");
    text.push_str(&object(properties));
    text.push_str(",\"geometry\":");
    text.push_str(geometry);
    text.push('}');
    text
}

/// A JSON object with its members in the given order.
pub(super) fn object(members: Properties<'_>) -> String {
    let mut text = String::from("{");
    for (name, value) in members.into_iter().filter(|member| !member.1.is_null()) {
        if text.len() > 1 {
            text.push(',');
        }
        text.push_str(&format!("{}:{value}", Value::from(name)));
    }
    text.push('}');
    text
}

fn geometry(frame: &Frame, shape: &Shape) -> String {
    match shape {
        Shape::Point(place) => format!(
            "{{\"type\":\"Point\",\"coordinates\":{}}}",
            position(frame, *place)
        ),
        Shape::Line(places) => format!(
            "{{\"type\":\"LineString\",\"coordinates\":[{}]}}",
            positions(frame, places)
        ),
        Shape::Polygon(ring) => {
            let closed = positions(frame, ring) + "," + &position(frame, ring[0]);
            format!("{{\"type\":\"Polygon\",\"coordinates\":[[{closed}]]}}")
        }
    }
}

fn positions(frame: &Frame, places: &[Coord]) -> String {
    let all: Vec<String> = places.iter().map(|place| position(frame, *place)).collect();
    all.join(",")
}

/// Longitude and latitude, 7 decimals.
pub(super) fn position(frame: &Frame, place: Coord) -> String {
    degrees(frame.lon_lat(place))
}

/// A position that is in degrees already.
pub(super) fn degrees(place: Coord) -> String {
    format!("[{:.7},{:.7}]", place.x, place.y)
}
