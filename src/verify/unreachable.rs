//! What a plan calls unreachable is: by every team that may go, on every day on which it is due.

use std::collections::BTreeMap;

use super::codes::{self, Faults};
use super::dijkstra::{Arcs, entries, exits};
use super::legs::{base_positions, nearest_road};
use super::scan::Ground;
use super::targets::corridor_open;
use super::teams::{is_barred, refusal};
use super::{Claim, Known};
use crate::corridors::CorridorRoute;
use crate::domain::{CorridorPass, Due, TargetDetail, Team};
use crate::plan::{Direction, UnvisitedCode, UnvisitedFile};
use crate::roads::{Network, Position};
use crate::units::Day;

/// A visit called unreachable lies beyond the walk limit, or its nearest road cannot be driven to and back by any team that
/// may go.
pub(super) fn check(claim: &Claim<'_>, ground: &Ground<'_>, arcs: &[Arcs], faults: &mut Faults) {
    let expect = claim.expect;
    let mut reach: BTreeMap<usize, Vec<Reach<'_>>> = BTreeMap::new();
    let called = claim
        .plan
        .unvisited
        .iter()
        .filter(|entry| entry.reason.code == UnvisitedCode::Unreachable);
    for entry in called {
        let Some(known) = claim.known.get(entry.target.as_str()) else {
            continue;
        };
        let (walk, goals) = match known {
            Known::Corridor(route) => (0.0, vec![route.from, route.to]),
            Known::Target(target) => nearest_road(ground, &target.geometry),
        };
        // A metre of doubt is left where the limit is drawn.
        if walk > claim.expect.walk_limit - 1.0 || goals.is_empty() {
            continue;
        }
        for (day, due) in days_of(claim, entry) {
            if let Known::Corridor(route) = known
                && !open_somehow(claim, route, day)
            {
                continue;
            }
            let variant = claim.variant(day);
            let network = claim.days.network(expect.network, variant);
            let reach = reach
                .entry(variant)
                .or_insert_with(|| Reach::of(expect.teams, ground, network, &arcs[variant]));
            let all = |can: &&Reach<'_>| goals.iter().all(|goal| can.to_and_back(network, *goal));
            let may = |team: &&&Team| {
                !is_barred(team, due) && refusal(claim, team, &entry.target, due).is_none()
            };
            let mut able = reach.iter().filter(all);
            if let Some(team) = able.find_map(|can| can.teams.iter().find(may)) {
                let place = format!("unvisited {}", entry.target);
                let away = format!("{walk:.1}");
                faults.add(&codes::REACHABLE, place, &[&away, &team.id]);
                break;
            }
        }
    }
}

/// Whether a corridor may be driven on a day in a direction in which it may be patrolled.
fn open_somehow(claim: &Claim<'_>, route: &CorridorRoute, day: Day) -> bool {
    let either = matches!(&route.target.detail,
        TargetDetail::Corridor(corridor) if corridor.pass == CorridorPass::Either);
    corridor_open(claim, route, Direction::Forward, day)
        || (either && corridor_open(claim, route, Direction::Backward, day))
}

/// The days on which an unvisited entry is due.
fn days_of<'a>(
    claim: &'a Claim<'_>,
    entry: &'a UnvisitedFile,
) -> impl Iterator<Item = (Day, &'a Due)> {
    let visit = entry.visit.unwrap_or(1);
    let due = claim.expect.due.iter();
    due.filter(move |due| due.target.as_str() == entry.target && due.visit == visit)
        .flat_map(|due| {
            let days = 0..=due.last_day.days_since(due.first_day);
            days.map(move |ahead| (due.first_day.plus(ahead), due))
        })
}

/// Junctions that a team can drive to, and those from which it can drive back.
struct Reach<'a> {
    teams: Vec<&'a Team>,
    out: Vec<bool>,
    back: Vec<bool>,
}

impl<'a> Reach<'a> {
    fn of(teams: &'a [Team], ground: &Ground<'_>, network: &Network, arcs: &Arcs) -> Vec<Self> {
        let turned = Arcs::new(network, true);
        let mut by_bases: BTreeMap<[u64; 4], Self> = BTreeMap::new();
        for team in teams {
            let (start, end) = (team.start.place, team.end.place);
            let key = [start.x, start.y, end.x, end.y].map(f64::to_bits);
            let reach = by_bases.entry(key).or_insert_with(|| {
                let leave = base_positions(ground, start);
                let home = base_positions(ground, end);
                Self {
                    teams: Vec::new(),
                    out: arcs.reached(
                        leave
                            .iter()
                            .flat_map(|at| exits(network, *at))
                            .map(|(node, ..)| node),
                    ),
                    back: turned.reached(
                        home.iter()
                            .flat_map(|at| entries(network, *at))
                            .map(|(node, ..)| node),
                    ),
                }
            });
            reach.teams.push(team);
        }
        by_bases.into_values().collect()
    }

    fn to_and_back(&self, network: &Network, goal: Position) -> bool {
        entries(network, goal)
            .iter()
            .any(|(node, ..)| self.out[*node])
            && exits(network, goal)
                .iter()
                .any(|(node, ..)| self.back[*node])
    }
}
