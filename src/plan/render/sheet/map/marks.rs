//! Numbers, squares and arrows of the map, kept apart from each other.

use std::fmt::Write as _;

use crate::chart::{Frame, Spot};
use crate::domain::Lang;
use crate::plan::render::escape::markup;

/// Radius of a stop's circle.
const RADIUS: f64 = 13.0;

/// A rectangle that is taken: middle, half width, half height.
#[derive(Clone, Copy, Debug)]
struct Taken {
    at: Spot,
    half: (f64, f64),
}

impl Taken {
    fn meets(&self, other: &Self) -> bool {
        (self.at.x - other.at.x).abs() < self.half.0 + other.half.0
            && (self.at.y - other.at.y).abs() < self.half.1 + other.half.1
    }
}

/// The marks set so far.
#[derive(Debug)]
pub(super) struct Marks<'a> {
    frame: &'a Frame,
    taken: Vec<Taken>,
    /// Drawn below all marks.
    leaders: String,
    bodies: String,
}

impl<'a> Marks<'a> {
    pub(super) fn new(frame: &'a Frame) -> Self {
        Self {
            frame,
            taken: Vec::new(),
            leaders: String::new(),
            bodies: String::new(),
        }
    }

    pub(super) fn base(&mut self, lang: Lang, spot: Spot) {
        let at = self.settle(spot, (11.0, 11.0));
        leader(&mut self.leaders, spot, at);
        let _ = writeln!(
            self.bodies,
            "<path d=\"M{:.1} {:.1}h20v20h-20z\" fill=\"#111\"/><text x=\"{:.1}\" y=\"{:.1}\" font-size=\"13\" \
             font-weight=\"700\" fill=\"#fff\" text-anchor=\"middle\">{}</text>",
            at.x - 10.0,
            at.y - 10.0,
            at.x,
            at.y + 4.7,
            lang.pick("B", "驻"),
        );
    }

    pub(super) fn stop(&mut self, seq: u32, required: bool, spot: Spot) {
        let at = self.settle(spot, (RADIUS + 0.5, RADIUS + 0.5));
        leader(&mut self.leaders, spot, at);
        let (fill, ink) = if required {
            ("#111", "#fff")
        } else {
            ("#fff", "#111")
        };
        let size = if seq > 99 { 12 } else { 15 };
        let _ = writeln!(
            self.bodies,
            "<circle cx=\"{:.1}\" cy=\"{:.1}\" r=\"{RADIUS}\" fill=\"{fill}\" stroke=\"#111\" stroke-width=\"1.8\"/>\
             <text x=\"{:.1}\" y=\"{:.1}\" font-size=\"{size}\" font-weight=\"700\" fill=\"{ink}\" text-anchor=\"middle\">{seq}</text>",
            at.x,
            at.y,
            at.x,
            at.y + 5.3,
        );
    }

    /// Names a road where there is room; a number that meets another mark is left out.
    pub(super) fn road_number(&mut self, number: &str, spot: Spot) {
        let letters = number.chars().count().min(20);
        let half = (
            3.8 * f64::from(u8::try_from(letters).unwrap_or(20)) + 3.0,
            8.0,
        );
        let place = Taken { at: spot, half };
        if !self.inside(&place) || self.taken.iter().any(|taken| taken.meets(&place)) {
            return;
        }
        self.taken.push(place);
        let _ = writeln!(
            self.bodies,
            "<text x=\"{:.1}\" y=\"{:.1}\" font-size=\"12\" fill=\"#333\" text-anchor=\"middle\" paint-order=\"stroke\" \
             stroke=\"#fff\" stroke-width=\"3\">{}</text>",
            spot.x,
            spot.y + 4.0,
            markup(number),
        );
    }

    /// Writes all marks.
    pub(super) fn draw(&self, out: &mut String) {
        out.push_str(&self.leaders);
        out.push_str(&self.bodies);
    }

    fn inside(&self, place: &Taken) -> bool {
        place.at.x - place.half.0 >= 1.0
            && place.at.x + place.half.0 <= self.frame.width - 1.0
            && place.at.y - place.half.1 >= 1.0
            && place.at.y + place.half.1 <= self.frame.height - 1.0
    }

    /// The free place nearest to where a mark should be, looked for on widening rings.
    fn settle(&mut self, wanted: Spot, half: (f64, f64)) -> Spot {
        const RINGS: u32 = 24;
        const DIRECTIONS: u32 = 16;
        let free = |at: Spot| {
            let place = Taken { at, half };
            self.inside(&place) && !self.taken.iter().any(|taken| taken.meets(&place))
        };
        let around = |ring: u32| {
            (0..DIRECTIONS).map(move |step| {
                let angle = f64::from(step) * std::f64::consts::TAU / f64::from(DIRECTIONS);
                let away = f64::from(ring) * 7.0;
                Spot {
                    x: wanted.x + away * angle.cos(),
                    y: wanted.y + away * angle.sin(),
                }
            })
        };
        let at = if free(wanted) {
            wanted
        } else {
            (2..RINGS)
                .flat_map(around)
                .find(|at| free(*at))
                .unwrap_or(wanted)
        };
        self.taken.push(Taken { at, half });
        at
    }
}

/// A line from a mark that had to move to its place.
fn leader(out: &mut String, spot: Spot, at: Spot) {
    if spot.distance(at) > 1.0 {
        let _ = writeln!(
            out,
            "<path d=\"M{:.1} {:.1}L{:.1} {:.1}\" stroke=\"#111\" stroke-width=\"1.1\"/><circle cx=\"{:.1}\" cy=\"{:.1}\" r=\"2.6\" fill=\"#111\"/>",
            spot.x, spot.y, at.x, at.y, spot.x, spot.y,
        );
    }
}

/// Path data of arrow heads along a course, one every so often.
pub(super) fn arrows(course: &[Spot]) -> String {
    const EVERY: f64 = 75.0;
    let mut out = String::new();
    let mut left = EVERY / 2.0;
    for pair in course.windows(2) {
        let long = pair[0].distance(pair[1]);
        let mut along = left;
        while along <= long && long > 0.0 {
            let (east, south) = (
                (pair[1].x - pair[0].x) / long,
                (pair[1].y - pair[0].y) / long,
            );
            let tip = Spot {
                x: pair[0].x + (along + 5.0) * east,
                y: pair[0].y + (along + 5.0) * south,
            };
            let corner = |side: f64| {
                (
                    tip.x - 11.0 * east - side * 5.0 * south,
                    tip.y - 11.0 * south + side * 5.0 * east,
                )
            };
            let ((ax, ay), (bx, by)) = (corner(1.0), corner(-1.0));
            let _ = write!(
                out,
                "M{:.1} {:.1}L{ax:.1} {ay:.1} {bx:.1} {by:.1}z",
                tip.x, tip.y
            );
            along += EVERY;
        }
        left = along - long;
    }
    out
}
