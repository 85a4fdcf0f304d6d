//! Vehicle routing with time windows: the text format of Solomon.
//!
//! A name, the number of vehicles and their capacity, then `id x y demand ready due service`, the depot first. Solomon,
//! "Algorithms for the vehicle routing and scheduling problems with time window constraints", Operations Research 35(2),
//! 1987, doi:10.1287/opre.35.2.254. Distances are truncated to one decimal, as in the 12th DIMACS challenge.

use super::Posed;
use super::error::{FormatError, words};
use super::plane::{Customer, Fleet, Goal};
use super::text::{Fixed, Line, ends, lines};

pub(super) fn read(text: &str, routes: Option<u32>) -> Result<Posed, FormatError> {
    let lines = lines(text, &[]);
    let numbers = words("the number of vehicles and their capacity", "车辆数与容量");
    let starts_with_number = |line: &&Line<'_>| Fixed::parse(line.words[0]).is_some();
    // The first line is a name, which may be a number too.
    let mut rest = lines.iter().skip(1);
    let fleet = rest
        .find(starts_with_number)
        .ok_or_else(|| ends(&lines, numbers))?;
    let vehicles = fleet.count(0, numbers)?;
    let capacity = fleet.amount(1, numbers)?;
    fleet.ends_after(2)?;
    let rest = rest.skip_while(|line| !starts_with_number(line));
    let points = (0..).zip(rest).map(|(number, line)| point(line, number));
    let mut points = points.collect::<Result<Vec<Customer>, FormatError>>()?;
    if points.is_empty() {
        return Err(ends(&lines, words("the line of the depot", "车场所在行")));
    }
    let depot = points.remove(0);
    Fleet {
        depot,
        customers: points,
        routes: routes.unwrap_or(vehicles),
        capacity: Some(capacity),
        decimals: 1,
        goal: Goal::Travel,
    }
    .pose()
}

fn point(line: &Line<'_>, number: u32) -> Result<Customer, FormatError> {
    if line.count(0, words("the number of a customer", "客户编号"))? != number {
        return Err(line.wrong(0, words("the next customer in order", "按顺序的下一客户")));
    }
    line.ends_after(7)?;
    Ok(Customer {
        line: line.number,
        number,
        x: line.coordinate(1)?,
        y: line.coordinate(2)?,
        demand: line.amount(3, words("a demand", "需求量"))?,
        open: line.amount(4, words("a ready time", "最早时间"))?,
        close: line.amount(5, words("a due date", "最晚时间"))?,
        service: line.amount(6, words("a service time", "作业时长"))?,
        ..Customer::default()
    })
}
