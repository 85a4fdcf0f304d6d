//! Node, edge and arc routing: the text format of SINTEF.
//!
//! `Name: value` lines, then required nodes, required edges, other edges, required arcs and other arcs, each list under its
//! heading. Prins and Bouchenoua, "A memetic algorithm solving the VRP, the CARP and general routing problems with nodes,
//! edges and arcs", in Recent Advances in Memetic Algorithms, 2005, doi:10.1007/3-540-32363-5_4. The number of vehicles is
//! free, as in the published values; a served node costs nothing, service costs do not count.
//!
//! Reading stops at the first line that is none of these, since some files end with a remark, and where a list begins anew,
//! since some copies hold everything twice. The counts in the head show what is then missing.

use super::Posed;
use super::error::{FormatError, Words, words};
use super::graph::{Element, Entry, Network};
use super::text::{Fixed, Line, ends, lines};

/// A list: its heading, and how its rows begin.
struct List {
    heading: &'static str,
    row: &'static str,
    count: &'static str,
}

const LISTS: [List; 5] = [
    list("ReN", "N", "#RequiredN"),
    list("ReE", "E", "#RequiredE"),
    list("EDGE", "NrE", "#Edges"),
    list("ReA", "A", "#RequiredA"),
    list("ARC", "NrA", "#Arcs"),
];

const fn list(heading: &'static str, row: &'static str, count: &'static str) -> List {
    List {
        heading,
        row,
        count,
    }
}

/// What the head says.
#[derive(Debug, Default)]
struct Head {
    capacity: Option<Fixed>,
    depot: Option<(u32, usize)>,
    nodes: Option<u32>,
    counts: [Option<u32>; 5],
}

pub(super) fn read(text: &str, routes: Option<u32>) -> Result<Posed, FormatError> {
    let lines = lines(text, &[':']);
    let mut head = Head::default();
    let mut rest = lines.iter().peekable();
    while let Some(line) = rest.next_if(|line| heading(line).is_none()) {
        head.setting(line)?;
    }
    let mut entries = Vec::new();
    let (mut seen, mut counts) = ([false; 5], [0_u32; 5]);
    let mut current = None;
    for line in rest {
        if let Some(list) = heading(line) {
            if std::mem::replace(&mut seen[list], true) {
                break;
            }
            current = Some(list);
            continue;
        }
        match current {
            Some(list) if is_row(line, LISTS[list].row) => {
                entries.push(row(line, list, head.nodes)?);
                counts[list] += 1;
            }
            _ => break,
        }
    }
    head.compare(counts, &lines)?;
    let (depot, line) = head
        .depot
        .ok_or_else(|| ends(&lines, words("`Depot Node`", "`Depot Node`")))?;
    Network {
        entries,
        depot,
        capacity: head
            .capacity
            .ok_or_else(|| ends(&lines, words("`Capacity`", "`Capacity`")))?,
        line,
    }
    .pose(routes)
}

/// The list that a line is the heading of.
fn heading(line: &Line<'_>) -> Option<usize> {
    let first = line.words[0];
    LISTS.iter().position(|list| {
        let rest = first.strip_prefix(list.heading);
        rest.is_some_and(|rest| rest.is_empty() || rest == ".")
    })
}

/// Whether a line begins as rows of a list do: with a letter and number.
fn is_row(line: &Line<'_>, letter: &str) -> bool {
    let rest = line.words[0].strip_prefix(letter);
    rest.is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
}

impl Head {
    fn setting(&mut self, line: &Line<'_>) -> Result<(), FormatError> {
        let last = line.words.len() - 1;
        let name: String = line.words[..last].concat();
        let number = words("a number", "数字");
        match name.as_str() {
            "Capacity" => self.capacity = Some(line.amount(last, words("a capacity", "容量"))?),
            "Depot" | "DepotNode" => self.depot = Some((line.count(last, NODE)?, line.number)),
            "#Nodes" => self.nodes = Some(line.count(last, number)?),
            name => {
                if let Some(list) = LISTS.iter().position(|list| list.count == name) {
                    self.counts[list] = Some(line.count(last, number)?);
                } else if !matches!(line.words[0], "Name" | "Optimal" | "#Vehicles") {
                    return Err(line.wrong(
                        0,
                        words(
                            "a setting or list of an MCGRP file",
                            "MCGRP 文件的设置项或列表",
                        ),
                    ));
                }
            }
        }
        Ok(())
    }

    /// Holds the rows against the counts of the head; `#Edges` and `#Arcs` count required ones too.
    fn compare(&self, rows: [u32; 5], lines: &[Line<'_>]) -> Result<(), FormatError> {
        let all = [
            rows[0],
            rows[1],
            rows[1] + rows[2],
            rows[3],
            rows[3] + rows[4],
        ];
        for (said, found) in self.counts.into_iter().zip(all) {
            if said.is_some_and(|said| said != found) {
                let expected = words(
                    "as many nodes, edges and arcs as the head says",
                    "与文件头数目相同的节点、边和弧",
                );
                return Err(ends(lines, expected));
            }
        }
        Ok(())
    }
}

const NODE: Words = words("the number of a node", "节点编号");

fn row(line: &Line<'_>, list: usize, nodes: Option<u32>) -> Result<Entry, FormatError> {
    let node = |at: usize| {
        let number = line.count(at, NODE)?;
        match nodes {
            Some(nodes) if number > nodes => Err(line.wrong(at, NODE)),
            _ => Ok(number),
        }
    };
    let cost = |at: usize| line.amount(at, words("a cost", "费用"));
    let demand = |at: usize| line.amount(at, words("a demand", "需求量")).map(Some);
    let (element, cost, demand) = match list {
        0 => {
            let number = line.words[0].trim_start_matches('N');
            let number = number
                .parse()
                .ok()
                .filter(|number| nodes.is_none_or(|nodes| *number <= nodes));
            let number = number.ok_or_else(|| line.wrong(0, NODE))?;
            (Element::Node(number), Fixed::default(), demand(1)?)
        }
        1 => (Element::Edge(node(1)?, node(2)?), cost(3)?, demand(4)?),
        2 => (Element::Edge(node(1)?, node(2)?), cost(3)?, None),
        3 => (Element::Arc(node(1)?, node(2)?), cost(3)?, demand(4)?),
        _ => (Element::Arc(node(1)?, node(2)?), cost(3)?, None),
    };
    Ok(Entry {
        line: line.number,
        element,
        cost,
        demand,
    })
}
