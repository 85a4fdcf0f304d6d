//! Faults between features: ids that are not unique.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use geo::Coord;

use super::codes;
use super::tally::Tally;
use crate::domain::{Area, Finding, Road, Target};
use crate::units::TargetId;

/// A target with the hash of its feature's content.
pub(super) type Digested = ([u8; 16], Target);

/// Sorts targets by id and makes ids unique.
///
/// Of several targets with one id the first by content keeps it; the others get `~2`, `~3` ... behind it and a
/// finding that names both places, so nothing is lost and the order of the features does not matter.
pub(super) fn unique_targets(targets: Vec<Digested>, findings: &mut Vec<Finding>) -> Vec<Target> {
    let mut targets = targets;
    targets.sort_by(|(digest_a, a), (digest_b, b)| {
        let place = |target: &Target| {
            (
                target.source.file.clone(),
                target.source.line,
                target.source.column,
            )
        };
        a.id.cmp(&b.id)
            .then_with(|| digest_a.cmp(digest_b))
            .then_with(|| place(a).cmp(&place(b)))
    });
    let known: BTreeSet<TargetId> = targets
        .iter()
        .map(|(_, target)| target.id.clone())
        .collect();
    let mut keeper: Option<Target> = None;
    let mut number = 1;
    let mut unique = Vec::with_capacity(targets.len());
    for (_, mut target) in targets {
        match &keeper {
            Some(first) if first.id == target.id => {
                let taken = |id: &str| known.contains(&TargetId::from(id));
                let id = free_id(target.id.as_str(), &mut number, taken);
                findings.push(duplicate(&target, first, &id));
                if target.name == target.id.as_str() {
                    target.name.clone_from(&id);
                }
                target.id = TargetId::new(id);
            }
            _ => {
                number = 1;
                keeper = Some(target.clone());
            }
        }
        unique.push(target);
    }
    unique.sort_by(|a, b| a.id.cmp(&b.id));
    unique
}

fn duplicate(target: &Target, first: &Target, new_id: &str) -> Finding {
    Finding::new(&codes::ID_DUPLICATE, target.source.clone())
        .id(target.id.as_str())
        .arg(&first.source)
        .arg(new_id)
}

/// The id with the next suffix behind `number` that no other has.
///
/// Counting on from the last one keeps a thousand of one id quick.
fn free_id(id: &str, number: &mut u32, taken: impl Fn(&str) -> bool) -> String {
    loop {
        *number += 1;
        let free = format!("{id}~{number}");
        if !taken(&free) {
            return free;
        }
    }
}

/// Sorts roads by id, then course, and makes ids unique; roads of one file that share an id are counted.
///
/// Road layers repeat ids as a matter of course, once for each stretch between junctions.
pub(super) fn unique_roads(mut roads: Vec<Road>, findings: &mut Vec<Finding>) -> Vec<Road> {
    // Most layers give every road an id of its own, and some in order.
    if roads.is_sorted_by(|a, b| a.id < b.id) {
        return roads;
    }
    // The order is total, so nothing is lost by not keeping that of equals; it is often that of the file.
    if !roads.is_sorted_by(|a, b| order_of_roads(a, b).is_le()) {
        roads.sort_unstable_by(order_of_roads);
    }
    if roads.windows(2).all(|pair| pair[0].id != pair[1].id) {
        return roads;
    }
    let ids: Vec<String> = roads.iter().map(|road| road.id.clone()).collect();
    let known = |id: &str| ids.binary_search_by(|other| other.as_str().cmp(id)).is_ok();
    let mut tallies = BTreeMap::<String, Tally>::new();
    let mut number = 1;
    for (idx, road) in roads.iter_mut().enumerate() {
        if idx == 0 || ids[idx - 1] != ids[idx] {
            number = 1;
            continue;
        }
        road.id = free_id(&ids[idx], &mut number, known);
        let tally = tallies.entry(road.source.file.to_string()).or_default();
        tally.add(&codes::ID_ROADS, &[], &road.source);
    }
    findings.extend(tallies.into_values().flat_map(Tally::findings));
    roads.sort_unstable_by(order_of_roads);
    roads
}

/// By id, course, then everything else that tells two roads apart.
fn order_of_roads(a: &Road, b: &Road) -> Ordering {
    a.id.cmp(&b.id)
        .then_with(|| order_of_lines(&a.line, &b.line))
        .then_with(|| a.class.cmp(&b.class))
        .then_with(|| {
            (a.layer, a.bridge, a.tunnel, a.closed).cmp(&(b.layer, b.bridge, b.tunnel, b.closed))
        })
        .then_with(|| {
            (&a.name, &a.number, &a.closures, &a.tags).cmp(&(
                &b.name,
                &b.number,
                &b.closures,
                &b.tags,
            ))
        })
        .then_with(|| (a.oneway as u8, a.divided).cmp(&(b.oneway as u8, b.divided)))
        .then_with(|| {
            a.maxspeed
                .unwrap_or(0.0)
                .total_cmp(&b.maxspeed.unwrap_or(0.0))
        })
        .then_with(|| a.source.cmp(&b.source))
}

/// Sorts areas by their first outlines and courses, then kind and name.
pub(super) fn sort_areas(areas: &mut [Area]) {
    areas.sort_by(|a, b| {
        order_of_outlines(a, b)
            .then_with(|| a.kind.cmp(&b.kind))
            .then_with(|| a.name.cmp(&b.name))
            .then_with(|| a.source.cmp(&b.source))
    });
}

/// Outline after outline, course after course.
fn order_of_outlines(a: &Area, b: &Area) -> Ordering {
    fn courses(area: &Area) -> impl Iterator<Item = &[Coord]> {
        let rings = area
            .polygons
            .iter()
            .flat_map(|polygon| std::iter::once(polygon.exterior()).chain(polygon.interiors()));
        rings.chain(&area.lines).map(|line| line.0.as_slice())
    }
    let mut others = courses(b);
    for course in courses(a) {
        let order = others
            .next()
            .map_or(Ordering::Greater, |other| order_of_lines(course, other));
        if order.is_ne() {
            return order;
        }
    }
    others.next().map_or(Ordering::Equal, |_| Ordering::Less)
}

/// By position after position.
fn order_of_lines(a: &[Coord], b: &[Coord]) -> Ordering {
    a.iter()
        .zip(b)
        .map(|(a, b)| a.x.total_cmp(&b.x).then(a.y.total_cmp(&b.y)))
        .find(|order| order.is_ne())
        .unwrap_or_else(|| a.len().cmp(&b.len()))
}
