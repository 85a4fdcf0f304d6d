//! Team orienteering with time windows: the text format of KU Leuven.
//!
//! `k v N t` and `D Q`, of which only `N` counts, then `i x y d S ... O C` for point 0, the start and end, and N customers:
//! service duration, prize, a number of no concern, how many further ones follow, these, and last the window; copies without
//! the fields between are read too. Righini and Salani, "Decremental state space
//! relaxation strategies and initialization heuristics for solving the orienteering problem with time windows with dynamic
//! programming", Computers & Operations Research 36(4), 2009, doi:10.1016/j.cor.2008.01.003.

use super::Posed;
use super::error::{FormatError, Words, words};
use super::plane::{Customer, Fleet, Goal};
use super::text::{Fixed, Line, ends, lines};

/// Numbers before the points, on two lines or, in some copies, three.
const HEAD: usize = 6;

pub(super) fn read(name: &str, text: &str, routes: Option<u32>) -> Result<Posed, FormatError> {
    let lines = lines(text, &[]);
    let (points, customers) = head(&lines)?;
    let depot_first = words("the line of the start, point 0", "起点（0 号点）所在行");
    let (depot, rest) = points
        .split_first()
        .ok_or_else(|| ends(&lines, depot_first))?;
    let depot = point(depot, 0)?;
    let rest = (1..).zip(rest).map(|(number, line)| point(line, number));
    let rest = rest.collect::<Result<Vec<Customer>, FormatError>>()?;
    let lacking = words("the lines of further customers", "其余各点所在行");
    if rest.len() < customers as usize {
        return Err(ends(&lines, lacking));
    }
    if let Some(more) = points.get(customers as usize + 1) {
        return Err(more.wrong(0, words("the end of the file", "文件结尾")));
    }
    Fleet {
        decimals: decimals(name, &rest),
        routes: routes.ok_or(FormatError::NoRoutes)?,
        depot: ready(depot),
        customers: rest,
        capacity: None,
        goal: Goal::Prize,
    }
    .pose()
}

/// The lines of points, and the number of customers.
fn head<'l, 't>(lines: &'l [Line<'t>]) -> Result<(&'l [Line<'t>], u32), FormatError> {
    let mut before = 0;
    let mut customers = None;
    for (idx, line) in lines.iter().enumerate() {
        for at in 0..line.words.len() {
            let expected = words("the number of customers", "点数");
            if before + at == 2 {
                customers = Some(line.count(at, expected)?);
            } else {
                line.number(at, words("a number", "数字"))?;
            }
        }
        before += line.words.len();
        if let Some(customers) = customers.filter(|_| before >= HEAD) {
            return Ok((&lines[idx + 1..], customers));
        }
    }
    Err(ends(
        lines,
        words("`k v N t` and `D Q`", "`k v N t` 与 `D Q` 两行"),
    ))
}

fn point(line: &Line<'_>, number: u32) -> Result<Customer, FormatError> {
    if line.count(0, words("the number of the point", "点的编号"))? != number {
        return Err(line.wrong(0, words("the next point in order", "按顺序的下一点")));
    }
    // Number, position, service, prize and window; between prize and window stands what does not count here.
    let last = match line.words.len() {
        0..=7 => 7,
        _ => 9 + line.count(6, FURTHER)? as usize,
    };
    if line.words.len() < last {
        return Err(line.wrong(
            line.words.len(),
            words("a window at the end", "行末的时间窗"),
        ));
    }
    line.ends_after(last)?;
    Ok(Customer {
        line: line.number,
        number,
        x: line.coordinate(1)?,
        y: line.coordinate(2)?,
        service: line.amount(3, words("a service duration", "作业时长"))?,
        prize: line.amount(4, words("a profit", "收益"))?,
        open: line.amount(last - 2, words("the opening of the window", "时间窗开始"))?,
        close: line.amount(last - 1, words("the closing of the window", "时间窗结束"))?,
        ..Customer::default()
    })
}

const FURTHER: Words = words(
    "how many numbers follow before the window",
    "时间窗之前其余数字的个数",
);

/// A route leaves the start when it opens and its service, if any, is done.
fn ready(mut depot: Customer) -> Customer {
    depot.open = depot.open.plus(depot.service);
    depot
}

/// Decimals of a distance: two for the instances of Cordeau, `pr01` to `pr20`, one for those of Solomon. Where the name
/// tells nothing the coordinates do: Solomon's are whole.
fn decimals(name: &str, customers: &[Customer]) -> u32 {
    let is_numbered = |start: &str| {
        let rest = name.strip_prefix(start);
        rest.is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
    };
    if name.starts_with("pr") {
        return 2;
    }
    if ["c", "r", "rc"].into_iter().any(is_numbered) {
        return 1;
    }
    let is_whole = |number: Fixed| number.digits() == 0;
    let whole = customers
        .iter()
        .all(|customer| is_whole(customer.x) && is_whole(customer.y));
    if whole { 1 } else { 2 }
}
