//! Capacitated arc routing: the text format of Belenguer and Benavent, with Spanish keywords.
//!
//! `KEYWORD : value`, then edges `( a, b) coste c demanda q`, required ones with a demand above 0. Golden and Wong,
//! "Capacitated arc routing problems", Networks 11(3), 1981, doi:10.1002/net.3230110308. The number of vehicles in the file
//! is no limit, as in the published values.

use super::Posed;
use super::error::{FormatError, Words, words};
use super::graph::{Element, Entry, Network};
use super::text::{Fixed, Line, ends, lines};

/// What the head says.
#[derive(Debug, Default)]
struct Head {
    capacity: Option<Fixed>,
    depot: Option<(u32, usize)>,
    required: Option<u32>,
    other: Option<u32>,
}

pub(super) fn read(text: &str, routes: Option<u32>) -> Result<Posed, FormatError> {
    let lines = lines(text, &['(', ')', ',', ':']);
    let mut head = Head::default();
    let mut entries = Vec::new();
    // Edges of the list being read, and of both lists.
    let mut list = None;
    let mut counts = [0_u32; 2];
    for line in &lines {
        match line.words[0] {
            "LISTA_ARISTAS_REQ" => list = Some(0),
            "LISTA_ARISTAS_NOREQ" => list = Some(1),
            first if first.starts_with(|c: char| c.is_ascii_digit()) => {
                let list: usize = list.ok_or_else(|| line.wrong(0, KEYWORD))?;
                counts[list] += 1;
                entries.push(edge(line)?);
            }
            _ => head.keyword(line)?,
        }
    }
    for (count, said) in counts.into_iter().zip([head.required, head.other]) {
        if said.is_some_and(|said| said != count) {
            let expected = words(
                "as many edges as `ARISTAS_REQ` and `ARISTAS_NOREQ` say",
                "与 `ARISTAS_REQ`、`ARISTAS_NOREQ` 数目相同的边",
            );
            return Err(ends(&lines, expected));
        }
    }
    let last = lines.last().map_or(1, |line| line.number);
    let (depot, line) = head.depot.unwrap_or((1, last));
    Network {
        entries,
        depot,
        capacity: head
            .capacity
            .ok_or_else(|| ends(&lines, words("`CAPACIDAD`", "`CAPACIDAD`")))?,
        line,
    }
    .pose(routes)
}

const KEYWORD: Words = words("a keyword of a CARP file", "CARP 文件的关键字");

impl Head {
    fn keyword(&mut self, line: &Line<'_>) -> Result<(), FormatError> {
        match line.words[0] {
            "CAPACIDAD" => self.capacity = Some(line.amount(1, words("a capacity", "容量"))?),
            "DEPOSITO" => {
                self.depot = Some((line.count(1, words("the depot", "车场节点"))?, line.number));
            }
            "ARISTAS_REQ" => {
                self.required =
                    Some(line.count(1, words("the number of required edges", "必服务边数"))?);
            }
            "ARISTAS_NOREQ" => {
                self.other = Some(line.count(1, words("the number of other edges", "其他边数"))?);
            }
            "NOMBRE"
            | "COMENTARIO"
            | "VERTICES"
            | "VEHICULOS"
            | "TIPO_COSTES_ARISTAS"
            | "COSTE_TOTAL_REQ" => {}
            _ => return Err(line.wrong(0, KEYWORD)),
        }
        Ok(())
    }
}

fn edge(line: &Line<'_>) -> Result<Entry, FormatError> {
    let node = words("the number of a node", "节点编号");
    let element = Element::Edge(line.count(0, node)?, line.count(1, node)?);
    keyword(line, 2, "coste", words("`coste`", "`coste`"))?;
    let cost = line.amount(3, words("a cost", "费用"))?;
    let mut demand = None;
    if line.words.len() > 4 {
        keyword(line, 4, "demanda", words("`demanda`", "`demanda`"))?;
        demand = Some(line.amount(5, words("a demand", "需求量"))?);
        line.ends_after(6)?;
    }
    Ok(Entry {
        line: line.number,
        element,
        cost,
        demand: demand.filter(|demand| *demand > Fixed::default()),
    })
}

fn keyword(line: &Line<'_>, at: usize, word: &str, expected: Words) -> Result<(), FormatError> {
    if line.word(at, expected)? == word {
        return Ok(());
    }
    Err(line.wrong(at, expected))
}
