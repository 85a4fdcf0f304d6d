//! From edges of the mesh to roads that wind: nodes are eased and curves are laid through them.
//!
//! Easing can bring two roads together or across each other. Where it does, the nodes go back to their places and the edges
//! become straight: the plain mesh has no crossings.

use geo::Coord;

use super::frame::Frame;
use super::grid::{Grid, Segment, crossing, gap};
use super::layout::Layout;
use super::mesh::{Node, distance};
use crate::domain::RoadClass;

/// Longest step along a curve, in metres.
const STEP: f64 = 42.0;
/// Least distance between roads that do not meet, in metres.
const APART: f64 = 16.0;
/// Least distance of a dead end from other roads, in metres; a planner would take it for a gap in the drawing otherwise.
const DEAD_END_APART: f64 = 32.0;

/// The course of each run of the layout.
#[derive(Clone, Debug)]
pub(super) struct Course {
    /// Places, in plane metres.
    pub(super) points: Vec<Coord>,
    /// Index in `points` of each node of the run.
    pub(super) nodes: Vec<usize>,
}

/// Lays curves through all runs.
pub(super) fn courses(frame: &Frame, layout: &Layout) -> Vec<Course> {
    let mut plain = Plain {
        node: layout.pinned.clone(),
        edge: layout
            .runs
            .iter()
            .map(|run| vec![false; run.nodes.len() - 1])
            .collect(),
    };
    for _ in 0..24 {
        let places = eased(layout, &plain.node);
        let courses: Vec<Course> = (0..layout.runs.len())
            .map(|run| course(layout, &places, run, &plain))
            .collect();
        if !straighten(frame, layout, &courses, &mut plain) {
            return courses;
        }
    }
    // Last resort: the plain mesh.
    plain.node.fill(true);
    for edges in &mut plain.edge {
        edges.fill(true);
    }
    (0..layout.runs.len())
        .map(|run| course(layout, &layout.mesh.places, run, &plain))
        .collect()
}

/// Nodes that stay where the mesh has them, and edges without a curve.
struct Plain {
    node: Vec<bool>,
    edge: Vec<Vec<bool>>,
}

/// Places of the nodes after easing: each moves towards the middle of its neighbours along the road that passes it.
fn eased(layout: &Layout, fixed: &[bool]) -> Vec<Coord> {
    let mut places = layout.mesh.places.clone();
    let mut around: Vec<Option<(Node, Node, bool)>> = vec![None; places.len()];
    for run in &layout.runs {
        let great = run.class <= RoadClass::Provincial;
        for three in run.nodes.windows(3) {
            around[three[1] as usize].get_or_insert((three[0], three[2], great));
        }
    }
    for round in 0..4 {
        let before = places.clone();
        for (idx, around) in around.iter().enumerate() {
            let Some((back, ahead, great)) = around else {
                continue;
            };
            if fixed[idx] || (round > 1 && !great) {
                continue;
            }
            let middle = (before[*back as usize] + before[*ahead as usize]) / 2.0;
            places[idx] = before[idx] + (middle - before[idx]) * 0.55;
        }
    }
    places
}

/// Catmull-Rom curve through the nodes of a run.
fn course(layout: &Layout, places: &[Coord], run: usize, plain: &Plain) -> Course {
    let nodes = &layout.runs[run].nodes;
    let at = |idx: usize| places[nodes[idx] as usize];
    let mut points = vec![at(0)];
    let mut marks = vec![0];
    for idx in 0..nodes.len() - 1 {
        let (from, to) = (at(idx), at(idx + 1));
        if !plain.edge[run][idx] {
            let before = if idx > 0 {
                at(idx - 1)
            } else {
                from + (from - to)
            };
            let after = if idx + 2 < nodes.len() {
                at(idx + 2)
            } else {
                to + (to - from)
            };
            curve(&mut points, [before, from, to, after]);
        }
        points.push(to);
        marks.push(points.len() - 1);
    }
    thin(&mut points, &mut marks);
    Course {
        points,
        nodes: marks,
    }
}

/// Points between the second and the third place, ends excluded.
fn curve(points: &mut Vec<Coord>, [before, from, to, after]: [Coord; 4]) {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "an edge has a few steps"
    )]
    let steps = (distance(from, to) / STEP).ceil().max(1.0) as usize;
    let (leave, arrive) = ((to - before) / 2.0, (after - from) / 2.0);
    for step in 1..steps {
        let t = step as f64 / steps as f64;
        let (t2, t3) = (t * t, t * t * t);
        points.push(
            from * (2.0 * t3 - 3.0 * t2 + 1.0)
                + leave * (t3 - 2.0 * t2 + t)
                + to * (3.0 * t2 - 2.0 * t3)
                + arrive * (t3 - t2),
        );
    }
}

/// Leaves out points that lie within half a metre of the line through their neighbours.
fn thin(points: &mut Vec<Coord>, marks: &mut [usize]) {
    let mut kept: Vec<Coord> = Vec::with_capacity(points.len());
    let mut next = 0;
    for (idx, point) in points.iter().enumerate() {
        let is_mark = marks.get(next) == Some(&idx);
        if is_mark {
            marks[next] = kept.len();
            next += 1;
        } else if let (Some(last), Some(ahead)) = (kept.last(), points.get(idx + 1))
            && super::grid::off(*point, *last, *ahead) < 0.5
            && distance(*last, *ahead) < 2.0 * STEP
        {
            continue;
        }
        kept.push(*point);
    }
    *points = kept;
}

/// Marks what must be straight; false when nothing is left to mend.
fn straighten(frame: &Frame, layout: &Layout, courses: &[Course], plain: &mut Plain) -> bool {
    let (low, high) = frame.bounds();
    let mut grid = Grid::new(low, high);
    let mut edges: Vec<(usize, usize)> = Vec::new();
    let mut pieces: Vec<Segment> = Vec::new();
    for (run, course) in courses.iter().enumerate() {
        for (idx, marks) in course.nodes.windows(2).enumerate() {
            let tag = u32::try_from(edges.len()).unwrap_or(u32::MAX);
            edges.push((run, idx));
            for pair in course.points[marks[0]..=marks[1]].windows(2) {
                let segment = Segment {
                    a: pair[0],
                    b: pair[1],
                    tag,
                };
                grid.add(segment);
                pieces.push(segment);
            }
        }
    }
    let ends = |tag: u32| {
        let (run, idx) = edges[tag as usize];
        [layout.runs[run].nodes[idx], layout.runs[run].nodes[idx + 1]]
    };
    let mut degree = vec![0_u8; layout.mesh.len()];
    for tag in 0..edges.len() {
        for node in ends(u32::try_from(tag).unwrap_or(u32::MAX)) {
            degree[node as usize] += 1;
        }
    }
    let mut changed = false;
    for one in &pieces {
        for two in grid.around(one.a, one.b, DEAD_END_APART) {
            if two.tag <= one.tag {
                continue;
            }
            let (first, second) = (ends(one.tag), ends(two.tag));
            let meet = first.iter().any(|node| second.contains(node));
            let bad = if meet {
                crossing(one.a, one.b, two.a, two.b).is_some()
            } else {
                let dead = first
                    .iter()
                    .chain(&second)
                    .any(|node| degree[*node as usize] == 1);
                let apart = if dead { DEAD_END_APART } else { APART };
                gap(one.a, one.b, two.a, two.b) < apart
            };
            if bad {
                for (tag, nodes) in [(one.tag, first), (two.tag, second)] {
                    let (run, idx) = edges[tag as usize];
                    changed |= !std::mem::replace(&mut plain.edge[run][idx], true);
                    for node in nodes {
                        changed |= !std::mem::replace(&mut plain.node[node as usize], true);
                    }
                }
            }
        }
    }
    changed
}
