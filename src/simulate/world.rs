//! Where waste may appear: spots at villages, along corridors and at points that are known, each with its rate.

use geo::{Coord, Destination, Distance, Geometry, Haversine, Point};

use super::dice::{Dice, Stream, name};
use super::scenario::Scenario;
use crate::corridors::CorridorRoute;
use crate::coverage::watch::{Watch, Watched, village};
use crate::domain::{CorridorPass, PlaceType, Status, Target, TargetDetail};
use crate::ledger::Book;
use crate::units::TargetId;

/// Seconds of a year.
pub const YEAR: f64 = 365.25 * 86_400.0;

/// A place where waste may be dumped.
#[derive(Clone, Debug)]
pub struct Spot {
    /// Names it in draws and in the ids of what is found there.
    pub name: String,
    /// Where it is, lon, lat in WGS 84.
    pub at: Coord,
    /// Who sees it; `None` for a point that is on the ledger: its own visits do.
    pub watched: Option<Watched>,
    /// The point of the ledger that lies there when the weeks begin.
    pub point: Option<TargetId>,
    /// New heaps per year while no heap is known there.
    pub per_year: f64,
    /// 乡镇
    pub township: Option<String>,
    /// 村
    pub village: Option<String>,
}

/// All spots of a county.
#[derive(Clone, Debug, Default)]
pub struct World {
    /// In the order of their names.
    pub spots: Vec<Spot>,
    /// Villages and stretches for which no spot was found.
    pub left_out: usize,
}

/// Spots lie at least so many metres apart: beyond what is one place for the ledger (R10), with something to spare.
const APART_M: f64 = 60.0;
/// Tries for a spot before a village or stretch goes without.
const TRIES: u64 = 12;
/// Metres of a corridor that share one spot.
const STRETCH_M: i64 = 500;

impl World {
    /// The spots of a county; the same for every run and every policy.
    pub fn new(
        scenario: &Scenario,
        targets: &[Target],
        corridors: &[CorridorRoute],
        book: &Book,
        is_reached: &dyn Fn(Coord) -> bool,
    ) -> Self {
        let mut world = Self::default();
        world.known(targets, book);
        let villages: Vec<(&Target, Coord)> = targets
            .iter()
            .filter_map(|target| village(target).map(|(_, at)| (target, at)))
            .collect();
        let known = Near::new(world.spots.iter().map(|spot| spot.at));
        let mut finder = Finder {
            scenario,
            watch: Watch::new(corridors, targets),
            towns: Near::new(villages.iter().map(|(_, at)| *at)),
            villages,
            taken: known.clone(),
            known,
            is_reached,
            dice: Dice::new(0, 0),
            world,
        };
        finder.at_villages();
        for route in corridors {
            finder.along(route);
        }
        finder.world
    }

    /// The points of the ledger, where waste may come back.
    fn known(&mut self, targets: &[Target], book: &Book) {
        for known in book.targets() {
            let Some(point) = known.point.as_deref() else {
                continue;
            };
            let Some(at) = point
                .at
                .filter(|_| !matches!(point.status, Status::Excluded | Status::Merged))
            else {
                continue;
            };
            let layer = targets
                .binary_search_by(|target| target.id.as_str().cmp(&known.id))
                .ok()
                .map(|idx| &targets[idx]);
            self.spots.push(Spot {
                name: known.id.to_string(),
                at,
                watched: None,
                point: Some(TargetId::new(&*known.id)),
                per_year: 0.0,
                township: layer.and_then(|target| target.township.clone()),
                village: layer.and_then(|target| target.village.clone()),
            });
        }
    }

    /// The spots at which something new may be found, as targets to be put on the network.
    pub fn as_targets(&self) -> Vec<Target> {
        self.spots
            .iter()
            .filter(|spot| spot.point.is_none())
            .map(|spot| Target {
                id: TargetId::new(spot.name.as_str()),
                name: spot.name.clone(),
                township: spot.township.clone(),
                village: spot.village.clone(),
                geometry: Geometry::Point(Point(rounded(spot.at))),
                last_visit: None,
                windows: Vec::new(),
                columns: std::collections::BTreeMap::new(),
                detail: TargetDetail::Place(crate::domain::Place {
                    place_type: PlaceType::Other,
                }),
                source: crate::domain::Source::default(),
            })
            .collect()
    }
}

/// Looks for spots.
struct Finder<'a> {
    scenario: &'a Scenario,
    watch: Watch,
    villages: Vec<(&'a Target, Coord)>,
    /// Villages by place.
    towns: Near,
    /// Points of the ledger.
    known: Near,
    /// Points and spots so far.
    taken: Near,
    is_reached: &'a dyn Fn(Coord) -> bool,
    dice: Dice,
    world: World,
}

impl Finder<'_> {
    fn at_villages(&mut self) {
        for number in 0..self.villages.len() {
            let (target, middle) = self.villages[number];
            let mut draws = self.dice.of(Stream::Spot, &[name(target.id.as_str())]);
            let own = Watched::Place(target.id.clone());
            let at = (0..TRIES)
                .map(|_| away(middle, draws.share() * 360.0, 40.0 + 200.0 * draws.share()))
                .find(|at| self.watch.of(*at).as_ref() == Some(&own) && self.is_free(*at));
            let dumping = &self.scenario.dumping;
            let base = match &target.detail {
                TargetDetail::Place(place) if place.place_type == PlaceType::Village => {
                    dumping.village_per_year
                }
                _ => dumping.hamlet_per_year,
            };
            let village = target.village.as_ref().unwrap_or(&target.name).clone();
            self.put(at.map(|at| Spot {
                name: format!("W-{}", target.id),
                at,
                watched: Some(own),
                point: None,
                per_year: self.rate(base, at),
                township: target.township.clone(),
                village: Some(village),
            }));
        }
    }

    fn along(&mut self, route: &CorridorRoute) {
        let TargetDetail::Corridor(corridor) = &route.target.detail else {
            return;
        };
        let length = corridor.length.get();
        let cells = (length / STRETCH_M).max(1);
        for cell in 0..cells {
            let key = [name(route.target.id.as_str()), cell.unsigned_abs()];
            let mut draws = self.dice.of(Stream::Spot, &key);
            let (from, to) = (length * cell / cells, length * (cell + 1) / cells);
            let found = (0..TRIES).find_map(|_| {
                let metre = from as f64 + (to - from) as f64 * draws.share();
                let (foot, bearing) = foot(&corridor.line, metre / length.max(1) as f64)?;
                let left = draws.chance(0.5) && corridor.pass == CorridorPass::Either;
                let side = if left { -90.0 } else { 90.0 };
                let at = away(foot, bearing + side, 12.0 + 45.0 * draws.share());
                let own = self.watch.of(at);
                let is_own =
                    matches!(&own, Some(Watched::Corridor(id, _)) if *id == route.target.id);
                (is_own && self.is_free(at)).then_some((at, own))
            });
            let dumping = &self.scenario.dumping;
            let base = if corridor.programme.as_str() == "P07" {
                dumping.trunk_per_km_year
            } else {
                dumping.other_per_km_year
            };
            self.put(found.map(|(at, watched)| {
                let near = self.towns.nearest(at, 1);
                let near = near.first().map(|idx| self.villages[*idx].0);
                Spot {
                    name: format!("W-{}-{cell}", route.target.id),
                    at,
                    watched,
                    point: None,
                    per_year: self.rate(base * (to - from) as f64 / 1_000.0, at),
                    township: near.and_then(|target| target.township.clone()),
                    village: near.map(|target| target.name.clone()),
                }
            }));
        }
    }

    fn is_free(&self, at: Coord) -> bool {
        !self.taken.any(at, APART_M) && (self.is_reached)(at)
    }

    /// A base rate, raised near points of the ledger and at the edges of townships.
    fn rate(&self, base: f64, at: Coord) -> f64 {
        let dumping = &self.scenario.dumping;
        let before = self.known.any(at, dumping.before_within_m);
        let nearest = self.towns.nearest(at, 2);
        let township = |idx: &usize| self.villages[*idx].0.township.as_deref();
        let is_edge = matches!(&nearest[..], [one, two] if township(one) != township(two));
        let factor = if before { dumping.before_factor } else { 1.0 };
        base * factor * if is_edge { dumping.edge_factor } else { 1.0 }
    }

    fn put(&mut self, spot: Option<Spot>) {
        match spot {
            Some(spot) => {
                self.taken.add(spot.at);
                self.world.spots.push(spot);
            }
            None => self.world.left_out += 1,
        }
    }
}

/// As the ledger keeps positions.
fn rounded(place: Coord) -> Coord {
    let round = |degrees: f64| (degrees * 1e7).round() / 1e7;
    Coord {
        x: round(place.x),
        y: round(place.y),
    }
}

/// The place so many metres away, as the ledger keeps it.
fn away(from: Coord, bearing: f64, metres: f64) -> Coord {
    rounded(Haversine.destination(Point(from), bearing, metres).0)
}

/// The place at a share of a line, and which way the line goes there, in degrees from north.
fn foot(line: &geo::LineString, share: f64) -> Option<(Coord, f64)> {
    use geo::{Bearing, InterpolatableLine};
    let here = line.point_at_ratio_from_start(&Haversine, share.clamp(0.0, 1.0))?;
    let step = 0.01;
    let behind = line.point_at_ratio_from_start(&Haversine, (share - step).clamp(0.0, 1.0))?;
    let ahead = line.point_at_ratio_from_start(&Haversine, (share + step).clamp(0.0, 1.0))?;
    Some((here.0, Haversine.bearing(behind, ahead)))
}

/// Places by distance.
#[derive(Clone, Debug)]
struct Near {
    tree: rstar::RTree<rstar::primitives::GeomWithData<[f64; 2], usize>>,
    scale: f64,
}

impl Near {
    fn new(places: impl Iterator<Item = Coord>) -> Self {
        let places: Vec<Coord> = places.collect();
        let latitude = places.first().map_or(0.0, |place| place.y);
        let scale = latitude.to_radians().cos().max(0.01);
        let points = places.iter().enumerate().map(|(idx, place)| {
            rstar::primitives::GeomWithData::new([place.x * scale, place.y], idx)
        });
        Self {
            tree: rstar::RTree::bulk_load(points.collect()),
            scale,
        }
    }

    fn add(&mut self, place: Coord) {
        let idx = self.tree.size();
        self.tree.insert(rstar::primitives::GeomWithData::new(
            [place.x * self.scale, place.y],
            idx,
        ));
    }

    /// Whether any lies within so many metres.
    fn any(&self, place: Coord, metres: f64) -> bool {
        let nearest = self.tree.nearest_neighbor(&[place.x * self.scale, place.y]);
        nearest.is_some_and(|one| {
            let [x, y] = *one.geom();
            let other = Coord {
                x: x / self.scale,
                y,
            };
            Haversine.distance(Point(other), Point(place)) <= metres
        })
    }

    /// The indices of the nearest ones.
    fn nearest(&self, place: Coord, count: usize) -> Vec<usize> {
        let all = self
            .tree
            .nearest_neighbor_iter(&[place.x * self.scale, place.y]);
        all.take(count).map(|one| one.data).collect()
    }
}
