//! Towns, villages and hamlets: their names, codes and outlines.

use geo::Coord;
use serde_json::json;

use super::dice::Dice;
use super::frame::Frame;
use super::layout::Layout;
use super::mesh::{Node, distance};
use super::names::{self, Names};
use super::write::{Lines, Shape};

/// What kind of settlement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    Town,
    Village,
    Hamlet,
}

/// A settlement on a road.
#[derive(Clone, Debug)]
pub(super) struct Settlement {
    pub(super) kind: Kind,
    pub(super) node: Node,
    /// The node on the road, in plane metres.
    pub(super) middle: Coord,
    pub(super) name: String,
    /// Number of its township, from 0; the first is that of the county seat.
    pub(super) township: usize,
    /// Index of its village among all settlements; a town is its own.
    pub(super) village: usize,
    /// Admin code of 12 digits, of its village.
    pub(super) code: String,
    /// Metres from the middle to the outline, about.
    pub(super) radius: f64,
}

/// All settlements: the towns, then the villages, then the hamlets.
#[derive(Debug)]
pub(super) struct Settlements {
    pub(super) county: String,
    /// Six digits that no real county has.
    pub(super) county_code: String,
    pub(super) townships: Vec<String>,
    pub(super) all: Vec<Settlement>,
}

impl Settlements {
    /// Names the settlements of a layout; `places` holds the final place of each node.
    pub(super) fn new(frame: &Frame, layout: &Layout, places: &[Coord], seed: u64) -> Self {
        let mut names = Names::new(Dice::new(seed, frame.number as u64, 2));
        let mut dice = Dice::new(seed, frame.number as u64, 3);
        let county_code = format!("99{:04}", frame.number + 1);
        let mut this = Self {
            county: names::county(frame.number),
            county_code,
            townships: Vec::new(),
            all: Vec::new(),
        };
        for (number, node) in layout.towns.iter().enumerate() {
            let name = names.land();
            // Towns of different counties may share a name; teams are bound to townships by it.
            let of = if frame.is_alone() { "" } else { &this.county };
            let kind = if number % 3 == 2 { "乡" } else { "镇" };
            let township = format!("{of}{name}{kind}");
            this.townships.push(township);
            let radius = if number == 0 && frame.figures.towns > 1 {
                1_150.0
            } else {
                430.0
            };
            let code = this.code(number, 1);
            this.all.push(Settlement {
                kind: Kind::Town,
                node: *node,
                middle: places[*node as usize],
                name,
                township: number,
                village: number,
                code,
                radius: radius * dice.between(0.9, 1.1),
            });
        }
        let mut counts = vec![1; this.townships.len()];
        for node in &layout.villages {
            let middle = places[*node as usize];
            let township = this.nearest(middle, Kind::Town);
            counts[township] += 1;
            let code = this.code(township, counts[township]);
            let village = this.all.len();
            let name = names.land() + "村";
            this.all.push(Settlement {
                kind: Kind::Village,
                node: *node,
                middle,
                name,
                township,
                village,
                code,
                radius: dice.between(150.0, 260.0),
            });
        }
        for node in &layout.hamlets {
            let middle = places[*node as usize];
            let village = this.nearest(middle, Kind::Village);
            let (township, code) = (this.all[village].township, this.all[village].code.clone());
            this.all.push(Settlement {
                kind: Kind::Hamlet,
                node: *node,
                middle,
                name: names.hamlet(),
                township,
                village,
                code,
                radius: dice.between(70.0, 140.0),
            });
        }
        this
    }

    fn code(&self, township: usize, village: usize) -> String {
        format!(
            "{}{:03}{:03}",
            self.county_code,
            101 + township,
            200 + village
        )
    }

    /// Index of the nearest settlement of a kind.
    pub(super) fn nearest(&self, place: Coord, kind: Kind) -> usize {
        let metres = |idx: &usize| distance(self.all[*idx].middle, place);
        let of_kind = (0..self.all.len()).filter(|idx| self.all[*idx].kind == kind);
        of_kind
            .min_by(|a, b| metres(a).total_cmp(&metres(b)))
            .unwrap_or(0)
    }

    /// Index of the village or town whose ground a place belongs to.
    pub(super) fn village_of(&self, place: Coord) -> usize {
        let metres = |idx: &usize| distance(self.all[*idx].middle, place);
        let owners = (0..self.all.len()).filter(|idx| self.all[*idx].kind != Kind::Hamlet);
        owners
            .min_by(|a, b| metres(a).total_cmp(&metres(b)))
            .unwrap_or(0)
    }

    pub(super) fn township(&self, of: usize) -> &str {
        &self.townships[self.all[of].township]
    }

    pub(super) fn village(&self, of: usize) -> &str {
        &self.all[self.all[of].village].name
    }

    /// Outlines of the built-up ground, as areas.
    pub(super) fn areas(&self, frame: &Frame, lines: &mut Lines, dice: &mut Dice) {
        for (idx, settlement) in self.all.iter().enumerate() {
            let corners = match settlement.kind {
                Kind::Town => 16,
                Kind::Village => 10,
                Kind::Hamlet => 8,
            };
            let ring = blob(settlement.middle, settlement.radius, corners, dice);
            lines.add(
                frame,
                &Shape::Polygon(ring),
                vec![
                    (
                        "id",
                        json!(format!("{}-A-{:05}", self.county_code, idx + 1)),
                    ),
                    ("kind", json!("settlement")),
                    ("name", json!(settlement.name)),
                ],
            );
        }
    }
}

/// A ring around a place, anticlockwise, uneven as drawn by hand.
pub(super) fn blob(middle: Coord, radius: f64, corners: usize, dice: &mut Dice) -> Vec<Coord> {
    let stretch = dice.between(0.75, 1.0);
    (0..corners)
        .map(|corner| {
            let (east, north) = turn(corner as f64 / corners as f64);
            let reach = radius * dice.between(0.78, 1.12);
            Coord {
                x: middle.x + east * reach,
                y: middle.y + north * reach * stretch,
            }
        })
        .collect()
}

/// The direction after a share of a full turn, by the tangent half-angle formulas: no library decides a digit.
fn turn(share: f64) -> (f64, f64) {
    let quarter = (share * 4.0).floor();
    let t = half_tangent(share * 4.0 - quarter);
    let (cos, sin) = ((1.0 - t * t) / (1.0 + t * t), 2.0 * t / (1.0 + t * t));
    if quarter < 1.0 {
        (cos, sin)
    } else if quarter < 2.0 {
        (-sin, cos)
    } else if quarter < 3.0 {
        (-cos, -sin)
    } else {
        (sin, -cos)
    }
}

/// About the tangent of half of a share of a quarter turn.
fn half_tangent(share: f64) -> f64 {
    share * (0.785 + share * share * 0.215)
}
