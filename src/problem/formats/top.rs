//! Team orienteering: `n N`, `m P`, `tmax T`, then N lines `x y S`, the first the start, the last the end.
//!
//! Chao, Golden, Wasil, "The team orienteering problem", European Journal of Operational Research 88(3), 1996,
//! doi:10.1016/0377-2217(94)00289-4. Distances are real numbers there and whole units here, rounded **up** in the finest
//! unit that 32 bits hold, and a route may be longer than T by the field's tolerance of 1e-6. So no route that fits here is
//! too long in truth. And a route of exactly T, which instances on grids have many of, fits: a sum of square roots of
//! rational numbers is rational only when each of them is, such roots have no more digits than the coordinates, and
//! the unit holds these digits, so that its legs are not rounded at all.

use smallvec::smallvec;

use super::error::{FormatError, words};
use super::plane::{Customer, distance, job_at, matrix, shift, window};
use super::text::{Line, ends, lines, most_digits};
use super::{Claim, Place, Posed};
use crate::problem::{Instance, Job, LocationIdx};
use crate::units::Prize;

/// A route may be longer by so much; a hundredth is kept back for the rounding of the sum itself.
const TOLERANCE: f64 = 0.99e-6;
/// Digits after the point of a distance that double precision and 32 bits hold.
const MOST_DIGITS: u32 = 8;

pub(super) fn read(text: &str, routes: Option<u32>) -> Result<Posed, FormatError> {
    let lines = lines(text, &[]);
    let points = setting(&lines, 0, "n")?.count(1, words("the number of points", "点数"))?;
    let teams = setting(&lines, 1, "m")?.count(1, words("the number of routes", "路线条数"))?;
    let limit =
        setting(&lines, 2, "tmax")?.amount(1, words("the longest route", "路线长度上限"))?;
    let last = points as usize + 3;
    if let Some(more) = lines.get(last) {
        return Err(more.wrong(0, words("the end of the file", "文件结尾")));
    }
    let points = lines[3..].iter().map(point);
    let points = points.collect::<Result<Vec<Customer>, FormatError>>()?;
    if points.len() + 3 < last || points.len() < 2 {
        return Err(ends(
            &lines,
            words("the lines of further points", "其余各点所在行"),
        ));
    }
    pose(&points, limit.to_f64(), routes.unwrap_or(teams))
}

/// The line of a setting.
fn setting<'l, 't>(
    lines: &'l [Line<'t>],
    at: usize,
    name: &'static str,
) -> Result<&'l Line<'t>, FormatError> {
    let expected = match name {
        "n" => words("`n` and the number of points", "`n` 与点数"),
        "m" => words("`m` and the number of routes", "`m` 与路线条数"),
        _ => words("`tmax` and the longest route", "`tmax` 与路线长度上限"),
    };
    let line = lines.get(at).ok_or_else(|| ends(lines, expected))?;
    if line.word(0, expected)? != name {
        return Err(line.wrong(0, expected));
    }
    line.ends_after(2)?;
    Ok(line)
}

fn point(line: &Line<'_>) -> Result<Customer, FormatError> {
    line.ends_after(3)?;
    Ok(Customer {
        line: line.number,
        x: line.coordinate(0)?,
        y: line.coordinate(1)?,
        prize: line.amount(2, words("a score", "收益"))?,
        ..Customer::default()
    })
}

fn pose(points: &[Customer], limit: f64, teams: u32) -> Result<Posed, FormatError> {
    let budget = limit + TOLERANCE;
    let last = points.len() - 1;
    let refs: Vec<&Customer> = points.iter().collect();
    let unit = unit(budget.min(diagonal(points)));
    let travel = matrix(&refs, |one, two| {
        let far = distance(one, two);
        if far > budget {
            f64::INFINITY
        } else {
            // What is whole but for the error of double precision stays whole.
            (far * unit - 1e-5).ceil().max(0.0)
        }
    })?;
    let prize_digits = most_digits(points.iter().map(|point| point.prize));
    let (mut jobs, mut places) = (Vec::new(), Vec::new());
    for (idx, point) in points.iter().enumerate().take(last).skip(1) {
        if distance(&points[0], point) + distance(point, &points[last]) <= budget {
            jobs.push(Job {
                prize: Prize(point.prize.units(prize_digits)),
                ..job_at(idx)
            });
            places.push(smallvec![Place::Node(
                u32::try_from(idx).unwrap_or(u32::MAX)
            )]);
        }
    }
    let (start, end) = (LocationIdx(0), LocationIdx::from_idx(last));
    let route = shift(start, end, window(0, whole(budget * unit), points[0].line)?);
    let routes = (teams as usize).min(jobs.len());
    Ok(Posed {
        places,
        claim: Claim::prize(prize_digits),
        is_own: false,
        instance: Instance {
            travel,
            jobs,
            shifts: vec![route; routes],
            ..Instance::default()
        },
    })
}

/// Of the points' bounding box: no leg is longer.
fn diagonal(points: &[Customer]) -> f64 {
    let extent = |of: fn(&Customer) -> f64| {
        let values = points.iter().map(of);
        values.clone().fold(f64::MIN, f64::max) - values.fold(f64::MAX, f64::min)
    };
    extent(|point| point.x.to_f64()).hypot(extent(|point| point.y.to_f64()))
}

/// Units in a length of 1: one digit and zeros, the finest in which the longest leg fits 32 bits.
fn unit(longest: f64) -> f64 {
    let most = f64::from(u32::MAX - 2) / longest.max(1e-6);
    let mut power = 1.0;
    for _ in 0..MOST_DIGITS {
        if power * 10.0 <= most {
            power *= 10.0;
        }
    }
    power * (most / power).floor().clamp(1.0, 9.0)
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "the longest route fits 32 bits in units, but for a limit beyond all legs, which is cut"
)]
fn whole(value: f64) -> i64 {
    value.floor() as i64
}
