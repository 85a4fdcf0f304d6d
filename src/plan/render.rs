//! stub
use super::{LinksFile, PlanFile, ShiftFile};
use crate::domain::RoadClass;
use geo::Coord;
#[derive(Debug)]
pub(crate) struct ShiftGeometry {
    pub(crate) legs: Vec<Vec<Coord>>,
    pub(crate) corridors: Vec<Option<Vec<Coord>>>,
}
pub(crate) struct MapRoad<'a> {
    pub(crate) coords: &'a [Coord],
    pub(crate) class: RoadClass,
    pub(crate) number: Option<&'a str>,
}
pub(crate) fn geojson(_: &PlanFile, _: &ShiftFile, _: &ShiftGeometry) -> Vec<u8> {
    vec![]
}
pub(crate) fn gpx(_: &PlanFile, _: &ShiftFile, _: &ShiftGeometry) -> Vec<u8> {
    vec![]
}
pub(crate) fn csv(_: &PlanFile, _: &ShiftFile) -> Vec<u8> {
    vec![]
}
pub(crate) fn sheet(_: &PlanFile, _: &ShiftFile, _: &ShiftGeometry, _: &[MapRoad<'_>]) -> Vec<u8> {
    vec![]
}
pub(crate) fn unvisited(_: &PlanFile) -> Vec<u8> {
    vec![]
}
pub(crate) fn links(_: f64, _: f64, _: &str) -> LinksFile {
    LinksFile::default()
}
