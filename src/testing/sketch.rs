use std::collections::BTreeMap;

use geo::{Coord, Geometry, Point};

use super::{at, road};
use crate::domain::Road;
use crate::roads::{
    LinkIdx, Network, Path, Position, RepairReport, RoadParams, Snapper, build, fastest_path,
};
use crate::units::Metres;

/// Steps to the cells behind one in reading order, and the mark that draws a stroke there.
const DIRECTIONS: [(isize, isize, char); 4] =
    [(0, 1, '-'), (1, -1, '/'), (1, 0, '|'), (1, 1, '\\')];

/// Roads drawn as text, not yet a network.
///
/// Letters and digits are named points, a cell apart from their neighbours in either direction; rows go south, and the
/// corner at the top left lies at [`at`]`(0, 0)`. `-`, `|`,
/// `/` and `\` draw straight strokes between two points, `+` lets strokes pass over each other. Each stroke is a road of
/// its own, named by its ends in reading order, unless [`Sketch::ways`] says otherwise.
#[derive(Clone, Debug)]
pub struct Sketch {
    points: BTreeMap<char, Coord>,
    roads: Vec<Road>,
}

impl Sketch {
    /// Reads a map whose cells are so many metres wide and high.
    ///
    /// # Panics
    /// When a point is drawn twice or a stroke leads nowhere.
    pub fn new(map: &str, cell: Metres) -> Self {
        let cells = cells(map);
        let mut points = BTreeMap::new();
        for ((row, column), name) in &cells {
            if name.is_alphanumeric() {
                let along = |cells: isize| cells as f64 * cell.get() as f64;
                let known = points.insert(*name, at(along(*column), -along(*row)));
                assert!(known.is_none(), "point {name} is drawn twice");
            }
        }
        let mut sketch = Self {
            points,
            roads: Vec::new(),
        };
        let ways = strokes(&cells).join(" ");
        sketch = sketch.ways(&ways);
        sketch
    }

    /// Replaces the drawn roads by lines through named points, such as `abc bd`; a line named again is drawn again, as `bd#2`.
    #[must_use]
    pub fn ways(mut self, ways: &str) -> Self {
        self.roads.clear();
        for way in ways.split_whitespace() {
            let course: Vec<Coord> = way.chars().map(|name| self.point(name)).collect();
            let same = self
                .roads
                .iter()
                .filter(|road| road.id.split('#').next() == Some(way))
                .count();
            let id = if same > 0 {
                format!("{way}#{}", same + 1)
            } else {
                way.to_owned()
            };
            self.roads.push(road(&id, &course));
        }
        self.roads.sort_by(|a, b| a.id.cmp(&b.id));
        self
    }

    /// Changes the roads of these ids, parted by blanks.
    ///
    /// # Panics
    /// When there is no such road.
    #[must_use]
    pub fn with(mut self, ids: &str, change: impl Fn(&mut Road)) -> Self {
        for id in ids.split_whitespace() {
            let road = self.roads.iter_mut().find(|road| road.id == id);
            change(road.unwrap_or_else(|| panic!("road {id} is not drawn")));
        }
        self
    }

    /// Where a point is, lon, lat.
    ///
    /// # Panics
    /// When it is not drawn.
    pub fn point(&self, name: char) -> Coord {
        *self
            .points
            .get(&name)
            .unwrap_or_else(|| panic!("point {name} is not drawn"))
    }

    /// The roads, sorted by id.
    pub fn roads(&self) -> &[Road] {
        &self.roads
    }

    /// The network of the roads.
    pub fn build(&self) -> Sketched {
        self.build_with(&RoadParams::default())
    }

    /// The network of the roads, with other settings.
    pub fn build_with(&self, params: &RoadParams) -> Sketched {
        let (network, report) = build(&self.roads, params);
        Sketched {
            network,
            report,
            roads: self.roads.clone(),
            points: self.points.clone(),
        }
    }
}

/// The network of a map drawn as text; see [`Sketch`].
///
/// ```
/// use xuncha::testing::{metres, sketch};
///
/// let net = sketch("
///     a---b---c
///         |
///         d    ", metres(100));
/// assert_eq!(net.route("a", "d").nodes(), ["a", "b", "d"]);
/// ```
pub fn sketch(map: &str, cell: Metres) -> Sketched {
    Sketch::new(map, cell).build()
}

/// A network with named points.
#[derive(Clone, Debug)]
pub struct Sketched {
    /// The network.
    pub network: Network,
    /// What was mended and doubted.
    pub report: RepairReport,
    /// The roads that it was built from.
    pub roads: Vec<Road>,
    points: BTreeMap<char, Coord>,
}

impl Sketched {
    /// Every link as the points along it, sorted; `.` stands for a vertex without a name.
    pub fn links(&self) -> Vec<String> {
        let links = self.network.links().iter();
        let mut names: Vec<String> = links.map(|link| self.name(&link.coords)).collect();
        names.sort();
        names
    }

    /// The link through these points, in this order or the other.
    ///
    /// # Panics
    /// When there is none.
    pub fn link(&self, name: &str) -> LinkIdx {
        self.find(name).0
    }

    /// A position a fraction along the link through these points, counted from the first of them.
    ///
    /// # Panics
    /// When there is no such link.
    pub fn along(&self, name: &str, fraction: f64) -> Position {
        let (link, as_drawn) = self.find(name);
        let fraction = if as_drawn { fraction } else { 1.0 - fraction };
        Position::new(link, fraction)
    }

    /// Where a point is, lon, lat.
    ///
    /// # Panics
    /// When it is not drawn.
    pub fn point(&self, name: &str) -> Coord {
        let place = name.chars().next().and_then(|name| self.points.get(&name));
        *place.unwrap_or_else(|| panic!("point {name} is not drawn"))
    }

    /// The position at a point.
    ///
    /// # Panics
    /// When no road leads there.
    pub fn at(&self, name: &str) -> Position {
        let place = Geometry::Point(Point(self.point(name)));
        let snapped = Snapper::new(&self.network).snap(&place, 0.5, &|_| true);
        snapped
            .unwrap_or_else(|_| panic!("no road leads to point {name}"))
            .position
    }

    /// The fastest way between two points.
    ///
    /// # Panics
    /// When there is none.
    pub fn route(&self, from: &str, to: &str) -> SketchedRoute {
        let path = fastest_path(&self.network, self.at(from), self.at(to));
        let path = path.unwrap_or_else(|| panic!("no way from {from} to {to}"));
        let nodes = self.name(&path.coords);
        SketchedRoute { path, nodes }
    }

    /// Whether there is a way between two points.
    pub fn reaches(&self, from: &str, to: &str) -> bool {
        fastest_path(&self.network, self.at(from), self.at(to)).is_some()
    }

    fn find(&self, name: &str) -> (LinkIdx, bool) {
        let reversed: String = name.chars().rev().collect();
        let mut links = (0..).map(LinkIdx).zip(self.network.links());
        let found = links.find_map(|(idx, link)| {
            let course = self.name(&link.coords);
            (course == name || course == reversed).then_some((idx, course == name))
        });
        found.unwrap_or_else(|| panic!("no link {name} among {:?}", self.links()))
    }

    /// The names of places; `.` for one without.
    fn name(&self, places: &[Coord]) -> String {
        // A hundredth of a thousandth degree: less than the cells of any sketch.
        let same = |a: f64, b: f64| (a - b).abs() < 2e-6;
        let name = |place: &Coord| {
            let mut points = self.points.iter();
            points
                .find(|(_, point)| same(point.x, place.x) && same(point.y, place.y))
                .map_or('.', |(name, _)| *name)
        };
        places.iter().map(name).collect()
    }
}

/// A way through a sketched network.
#[derive(Clone, Debug)]
pub struct SketchedRoute {
    /// The way itself.
    pub path: Path,
    nodes: String,
}

impl SketchedRoute {
    /// The points on the way; `.` stands for a vertex without a name.
    pub fn nodes(&self) -> Vec<String> {
        self.nodes.chars().map(String::from).collect()
    }
}

/// Every cell that is not blank, by row and column, from the first row and column that are drawn on.
fn cells(map: &str) -> BTreeMap<(isize, isize), char> {
    let mut cells = Vec::new();
    for (row, line) in (0..).zip(map.lines()) {
        let columns = (0..).zip(line.chars());
        let marks = columns.filter(|(_, mark)| !mark.is_whitespace());
        cells.extend(marks.map(|(column, mark)| ((row, column), mark)));
    }
    let top = cells.iter().map(|((row, _), _)| *row).min().unwrap_or(0);
    let left = cells.iter().map(|((_, column), _)| *column).min();
    let left = left.unwrap_or(0);
    let moved = cells.into_iter();
    moved
        .map(|((row, column), mark)| ((row - top, column - left), mark))
        .collect()
}

/// The strokes as the names of their ends, in reading order.
fn strokes(cells: &BTreeMap<(isize, isize), char>) -> Vec<String> {
    let mut strokes = Vec::new();
    for (start, name) in cells.iter().filter(|(_, mark)| mark.is_alphanumeric()) {
        for (down, right, mark) in DIRECTIONS {
            let mut here = (start.0 + down, start.1 + right);
            if cells.get(&here) != Some(&mark) {
                continue;
            }
            let on = |cell: Option<&char>| cell.is_some_and(|cell| *cell == mark || *cell == '+');
            while on(cells.get(&here)) {
                here = (here.0 + down, here.1 + right);
            }
            match cells.get(&here) {
                Some(end) if end.is_alphanumeric() => strokes.push(format!("{name}{end}")),
                _ => panic!("the stroke from {name} along {mark} leads nowhere"),
            }
        }
    }
    strokes
}

#[cfg(test)]
mod tests {
    use super::*;

    const MAP: &str = "
        a---b   c
        |    \\ /
        |     +
        |    / \\
        d---e---f";

    #[test]
    fn strokes_are_roads_named_in_reading_order() {
        let sketch = Sketch::new(MAP, Metres(100));
        let ids: Vec<&str> = sketch.roads().iter().map(|road| &*road.id).collect();
        assert_eq!(ids, ["ab", "ad", "bf", "ce", "de", "ef"]);
    }

    #[test]
    fn a_cell_is_so_many_metres_and_rows_go_south() {
        let net = sketch(MAP, Metres(100));
        assert_eq!(net.route("a", "b").path.metres, 400);
        assert_eq!(net.route("a", "d").path.metres, 400);
        assert_eq!(net.route("a", "d").path.seconds, 32);
        assert!(net.point("a").y > net.point("d").y);
        assert!(net.point("a").x < net.point("b").x);
    }

    #[test]
    fn ways_replace_strokes_and_may_be_drawn_twice() {
        let sketch = Sketch::new(MAP, Metres(100)).ways("abf ad ad");
        let ids: Vec<&str> = sketch.roads().iter().map(|road| &*road.id).collect();
        assert_eq!(ids, ["abf", "ad", "ad#2"]);
    }

    #[test]
    #[should_panic(expected = "leads nowhere")]
    fn a_stroke_without_an_end_is_refused() {
        sketch("a--- b", Metres(100));
    }
}
