//! How far it is along the lines from a place to those around it.

use super::drawing::Drawing;
use super::geometry::distance;

/// Places within some metres of one, along driven lines whatever their direction.
///
/// Dijkstra over vertices, with a list in place of a heap: within tens of metres there are few of them.
#[derive(Debug)]
pub(super) struct Walk<'a> {
    drawing: &'a Drawing,
    limit: f64,
    /// Place and metres.
    reached: Vec<(u64, f64)>,
}

impl<'a> Walk<'a> {
    pub(super) fn from(drawing: &'a Drawing, vertex: u32, limit: f64) -> Self {
        let mut walk = Self {
            drawing,
            limit,
            reached: Vec::new(),
        };
        // Vertices and metres.
        let mut open: Vec<(u32, f64)> = vec![(vertex, 0.0)];
        while let Some(nearest) = (0..open.len()).min_by(|a, b| open[*a].1.total_cmp(&open[*b].1)) {
            let (vertex, metres) = open.swap_remove(nearest);
            let place = drawing.place(vertex);
            if walk.metres_to(place).is_none() {
                walk.reached.push((place, metres));
                walk.ahead(vertex, metres, &mut open);
            }
        }
        walk
    }

    fn ahead(&self, vertex: u32, metres: f64, open: &mut Vec<(u32, f64)>) {
        let vertices = self.drawing.vertices_at(&vertex).iter();
        for vertex in vertices.filter(|vertex| self.drawing.line(**vertex).driven) {
            let here = self.drawing.coord(*vertex);
            for next in self.drawing.beside(*vertex) {
                let metres = metres + distance(here, self.drawing.coord(next));
                if metres <= self.limit {
                    open.push((next, metres));
                }
            }
        }
    }

    fn metres_to(&self, place: u64) -> Option<f64> {
        let mut reached = self.reached.iter();
        reached
            .find(|(known, _)| *known == place)
            .map(|(_, metres)| *metres)
    }

    /// Whether a point of a segment is reached within the limit.
    pub(super) fn reaches(&self, segment: u32, fraction: f64) -> bool {
        let [a, b] = self.drawing.segment(segment);
        let [from, to] = self.drawing.places_of(segment);
        let length = distance(a, b);
        let along = [(from, length * fraction), (to, length * (1.0 - fraction))];
        along.iter().any(|(place, rest)| {
            self.metres_to(*place)
                .is_some_and(|metres| metres + rest <= self.limit)
        })
    }
}
