use geo::MultiPolygon;
use serde::{Deserialize, Serialize};

use super::Source;

/// What covers a stretch of ground (地类).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AreaKind {
    /// 农田
    Farmland,
    /// 山边: hillside or hill edge.
    Hillside,
    /// 沟谷
    Gully,
    /// 水体: river, lake, reservoir.
    Water,
    /// 居民地: settlement.
    Settlement,
    /// Anything else.
    Other,
}

/// One area (区域) of the `areas` layer.
#[derive(Clone, Debug)]
pub struct Area {
    /// What covers it.
    pub kind: AreaKind,
    /// Its name, when it has one.
    pub name: Option<String>,
    /// Its outline, lon, lat in WGS 84 degrees. A line (a gully drawn as its course) is kept as polygons of no area in `lines`.
    pub polygons: MultiPolygon,
    /// Courses of gullies and streams that are drawn as lines.
    pub lines: geo::MultiLineString,
    /// Where it was read.
    pub source: Source,
}
