use geo::Coord;

/// One position of a track (轨迹点).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fix {
    /// Where, lon, lat in WGS 84 degrees; as written, so possibly out of range.
    pub at: Coord,
    /// When, in seconds since 1970-01-01T00:00:00Z; `None` when the file does not say.
    pub time: Option<i64>,
}

/// A track (轨迹) as it was read: nothing of the person or the device is kept, not even a name that the file gives.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Track {
    /// The file and the number of the track in it, from 1: `patrol.gpx#1`.
    pub name: String,
    /// Stretches recorded without a break, in the order of the file.
    pub segments: Vec<Vec<Fix>>,
}

impl Track {
    /// Fixes of all segments.
    pub fn fixes(&self) -> usize {
        self.segments.iter().map(Vec::len).sum()
    }
}
