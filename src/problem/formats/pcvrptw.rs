//! Prize-collecting vehicle routing with time windows: VRPLIB files with a section of prizes.
//!
//! Settings `NAME : value`, then sections headed by one word; nodes count from 1. Distances are truncated to one decimal;
//! the objective is distance plus the prizes of the customers that are left out.

use std::collections::{BTreeMap, BTreeSet};

use super::Posed;
use super::error::{FormatError, Words, words};
use super::plane::{Customer, Fleet, Goal};
use super::text::{Fixed, Line, ends, lines};

const COORDINATES: &str = "NODE_COORD_SECTION";

/// Sections that are read.
const SECTIONS: [&str; 6] = [
    COORDINATES,
    "DEMAND_SECTION",
    "TIME_WINDOW_SECTION",
    "SERVICE_TIME_SECTION",
    "PRIZE_SECTION",
    "DEPOT_SECTION",
];

/// Settings and nodes as far as they are read.
#[derive(Debug, Default)]
struct File {
    nodes: BTreeMap<u32, Customer>,
    /// Nodes of each section that was begun.
    given: BTreeMap<&'static str, BTreeSet<u32>>,
    dimension: Option<u32>,
    vehicles: Option<u32>,
    capacity: Option<Fixed>,
    service: Option<Fixed>,
    depot: Option<u32>,
}

pub(super) fn read(text: &str, routes: Option<u32>) -> Result<Posed, FormatError> {
    // A colon stands between a setting and its value, with or without blanks.
    let lines = lines(text, &[':']);
    let mut file = File::default();
    let mut section = None;
    for line in &lines {
        let first = line.words[0];
        if first == "EOF" {
            break;
        } else if first.ends_with("_SECTION") {
            let known = SECTIONS.into_iter().find(|known| *known == first);
            let known = known.ok_or_else(|| line.wrong(0, SECTION))?;
            file.given.entry(known).or_default();
            section = Some(known);
        } else if let Some(section) = section {
            file.entry(section, line)?;
        } else {
            file.setting(line)?;
        }
    }
    file.finish(&lines)?.into_fleet(routes, &lines)?.pose()
}

const SECTION: Words = words(
    "a section of coordinates, demands, time windows, service times, prizes or the depot",
    "坐标、需求、时间窗、作业时长、收益或车场部分",
);

impl File {
    fn setting(&mut self, line: &Line<'_>) -> Result<(), FormatError> {
        match line.words[0] {
            "DIMENSION" => {
                self.dimension = Some(line.count(1, words("the number of nodes", "节点数"))?);
            }
            "VEHICLES" => {
                self.vehicles = Some(line.count(1, words("the number of vehicles", "车辆数"))?);
            }
            "CAPACITY" => self.capacity = Some(line.amount(1, words("a capacity", "容量"))?),
            "SERVICE_TIME" => self.service = Some(line.amount(1, SERVICE)?),
            "EDGE_WEIGHT_TYPE" => {
                let euclidean = words("`EUC_2D`, distances in the plane", "`EUC_2D`（平面距离）");
                if line.word(1, euclidean)? != "EUC_2D" {
                    return Err(line.wrong(1, euclidean));
                }
            }
            "NAME" | "TYPE" | "COMMENT" => {}
            _ => {
                let setting = words(
                    "a setting of a VRPLIB file, or a section",
                    "VRPLIB 设置项或部分标题",
                );
                return Err(line.wrong(0, setting));
            }
        }
        Ok(())
    }

    fn entry(&mut self, section: &'static str, line: &Line<'_>) -> Result<(), FormatError> {
        if section == "DEPOT_SECTION" {
            if self.depot.is_none() {
                self.depot = Some(line.count(0, words("the node of the depot", "车场节点"))?);
            }
            return Ok(());
        }
        let number = line.count(0, NODE)?;
        if number == 0 || self.dimension.is_some_and(|most| number > most) {
            return Err(line.wrong(0, NODE));
        }
        let is_known = self.nodes.contains_key(&number) || section == COORDINATES;
        let is_first = self.given.entry(section).or_default().insert(number);
        if !is_known || !is_first {
            return Err(line.wrong(
                0,
                words(
                    "a node with coordinates, each once in a section",
                    "已有坐标的节点，且每部分不得重复",
                ),
            ));
        }
        let node = self.nodes.entry(number).or_default();
        match section {
            COORDINATES => {
                (node.line, node.number) = (line.number, number);
                (node.x, node.y) = (line.coordinate(1)?, line.coordinate(2)?);
            }
            "DEMAND_SECTION" => node.demand = line.amount(1, words("a demand", "需求量"))?,
            "SERVICE_TIME_SECTION" => node.service = line.amount(1, SERVICE)?,
            "PRIZE_SECTION" => node.prize = line.amount(1, words("a prize", "收益"))?,
            _ => {
                node.open = line.amount(1, words("the opening of the window", "时间窗开始"))?;
                node.close = line.amount(2, words("the closing of the window", "时间窗结束"))?;
            }
        }
        line.ends_after(match section {
            COORDINATES | "TIME_WINDOW_SECTION" => 3,
            _ => 2,
        })
    }

    /// Nothing may be missing.
    fn finish(self, lines: &[Line<'_>]) -> Result<Self, FormatError> {
        let lacks = if self.capacity.is_none() {
            Some(words("a setting `CAPACITY`", "`CAPACITY` 设置"))
        } else if self
            .dimension
            .is_none_or(|nodes| (nodes as usize) != self.nodes.len())
        {
            Some(words(
                "coordinates of as many nodes as `DIMENSION` says",
                "与 `DIMENSION` 数目相同的节点坐标",
            ))
        } else {
            self.is_short_of()
        };
        lacks.map_or(Ok(self), |lacks| Err(ends(lines, lacks)))
    }

    /// What not every node has; the depot needs a window alone.
    fn is_short_of(&self) -> Option<Words> {
        let depot = self.depot.unwrap_or(1);
        let has_all = |section: &str, is_needed: bool| {
            let given = self.given.get(section);
            let needed = self.nodes.keys().filter(|node| **node != depot);
            match given {
                Some(given) => needed.into_iter().all(|node| given.contains(node)),
                None => !is_needed,
            }
        };
        let windows = self.given.get("TIME_WINDOW_SECTION");
        if windows.is_none_or(|windows| windows.len() != self.nodes.len()) {
            Some(words(
                "one time window for every node",
                "每个节点各一时间窗",
            ))
        } else if !has_all("DEMAND_SECTION", true) {
            Some(words("a demand for every customer", "每个客户各一需求量"))
        } else if !has_all("PRIZE_SECTION", true) {
            Some(words("a prize for every customer", "每个客户各一收益"))
        } else if !has_all("SERVICE_TIME_SECTION", false) {
            Some(words(
                "a service time for every customer",
                "每个客户各一作业时长",
            ))
        } else {
            None
        }
    }

    fn into_fleet(mut self, routes: Option<u32>, lines: &[Line<'_>]) -> Result<Fleet, FormatError> {
        let depot = self.nodes.remove(&self.depot.unwrap_or(1));
        let depot = depot
            .ok_or_else(|| ends(lines, words("a depot that is a node", "车场应为已有节点")))?;
        let customers: Vec<Customer> = self
            .nodes
            .into_values()
            .map(|node| Customer {
                service: self.service.unwrap_or(node.service),
                ..node
            })
            .collect();
        Ok(Fleet {
            routes: routes.or(self.vehicles).unwrap_or(u32::MAX),
            depot,
            customers,
            capacity: self.capacity,
            decimals: 1,
            goal: Goal::TravelAndPrizeLeft,
        })
    }
}

const NODE: Words = words(
    "the number of a node, from 1 to `DIMENSION`",
    "节点编号（1 至 `DIMENSION`）",
);
const SERVICE: Words = words("a service time", "作业时长");
