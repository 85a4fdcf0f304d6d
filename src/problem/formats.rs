//! Published instance files (公开算例) as instances, and solutions in their words.
//!
//! One reader per format turns a text into a [`Posed`] instance: integers only, rounded once and as the field rounds, so that
//! the value of a solution is the objective of the format. The one place in `problem` that knows files, and of these only
//! their text: who reads and writes them is the command line. Formats, roundings and the answer are described in
//! `docs/solve.md`.

mod carp;
mod error;
mod graph;
mod mcgrp;
mod mixed;
mod pcvrptw;
mod plane;
#[cfg(test)]
mod tests;
mod text;
mod top;
mod toptw;
mod vrptw;
mod ways;

use serde_json::{Number, Value as Json, json};
use smallvec::SmallVec;

pub use self::error::{FormatError, Words};
pub use self::mixed::Mixed;
use super::{Instance, Solution, Value};

/// Version of the answer's shape.
const SCHEMA: &str = "xuncha.solution/1";
/// Most places between which travel is kept: 2.5 GB of it.
const LARGEST_LOCATIONS: usize = 25_000;

/// A family of published instances.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Team orienteering with time windows.
    Toptw,
    /// Team orienteering.
    Top,
    /// Vehicle routing with time windows.
    Vrptw,
    /// Prize-collecting vehicle routing with time windows.
    Pcvrptw,
    /// Capacitated arc routing.
    Carp,
    /// Mixed capacitated general routing: nodes, edges and arcs.
    Mcgrp,
    /// Our own: points and corridors, windows, days, spacing, breaks, loads, skills.
    Mixed,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Toptw,
        Self::Top,
        Self::Vrptw,
        Self::Pcvrptw,
        Self::Carp,
        Self::Mcgrp,
        Self::Mixed,
    ];

    /// Its word on the command line and in answers.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Toptw => "toptw",
            Self::Top => "top",
            Self::Vrptw => "vrptw",
            Self::Pcvrptw => "pcvrptw",
            Self::Carp => "carp",
            Self::Mcgrp => "mcgrp",
            Self::Mixed => "mixed",
        }
    }
}

/// What a step is called in the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Node(u32),
    /// In the direction driven.
    Edge(u32, u32),
    Arc(u32, u32),
    /// With the number of its mode, from 0.
    Job(u32, u8),
}

impl Place {
    fn json(self) -> Json {
        match self {
            Self::Node(node) => json!({ "node": node }),
            Self::Edge(from, to) => json!({ "edge": [from, to] }),
            Self::Arc(from, to) => json!({ "arc": [from, to] }),
            Self::Job(job, mode) => json!({ "job": job, "mode": mode }),
        }
    }
}

/// How the objective of a family follows from a value: `(constant + per_prize * prize + per_travel * travel) / 10^digits`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Claim {
    constant: i64,
    per_prize: i64,
    per_travel: i64,
    digits: u32,
}

impl Claim {
    /// The prize alone.
    fn prize(digits: u32) -> Self {
        Self {
            constant: 0,
            per_prize: 1,
            per_travel: 0,
            digits,
        }
    }

    /// Travel and a constant.
    fn travel(constant: i64, digits: u32) -> Self {
        Self {
            constant,
            per_prize: 0,
            per_travel: 1,
            digits,
        }
    }
}

/// An instance read from a file, and how to say its solutions in the file's words.
#[derive(Clone, Debug)]
pub struct Posed {
    /// The instance; one unit of travel time is the finest that the format's rounding leaves.
    pub instance: Instance,
    /// By job and mode.
    places: Vec<SmallVec<[Place; 2]>>,
    claim: Claim,
    /// Of our own format: shifts differ, and a required job that fits nowhere may be left out.
    is_own: bool,
}

/// Reads an instance.
///
/// `name` is the file's name without folder; it tells the two roundings of `toptw` apart. `routes` is the most routes that a
/// solution may have: it goes before what the file says, and `toptw` needs it.
///
/// # Errors
/// When the text is not of the kind, with its line; nothing is allocated before the text shows that it is needed.
pub fn read(kind: Kind, name: &str, text: &str, routes: Option<u32>) -> Result<Posed, FormatError> {
    match kind {
        Kind::Toptw => toptw::read(name, text, routes),
        Kind::Top => top::read(text, routes),
        Kind::Vrptw => vrptw::read(text, routes),
        Kind::Pcvrptw => pcvrptw::read(text, routes),
        Kind::Carp => carp::read(text, routes),
        Kind::Mcgrp => mcgrp::read(text, routes),
        Kind::Mixed => mixed::read(text),
    }
}

impl Posed {
    /// The objective as the family defines it, of a solution that leaves no required job out.
    pub fn objective(&self, value: &Value) -> Number {
        let Claim {
            constant,
            per_prize,
            per_travel,
            digits,
        } = self.claim;
        let units = constant + per_prize * value.prize.get() + per_travel * value.cost.get();
        let unit = 10_i64.pow(digits);
        if units % unit == 0 {
            return (units / unit).into();
        }
        Number::from_f64(units as f64 / unit as f64).unwrap_or_else(|| 0.into())
    }

    /// Whether the family takes a solution: published ones want all that is required.
    pub fn is_answer(&self, value: &Value) -> bool {
        self.is_own || value.required_missing == 0
    }

    /// The answer: kind, instance, objective and the steps of every route that is used; in our own format of every shift, and
    /// the rest of the value.
    pub fn answer(&self, kind: Kind, name: &str, solution: &Solution, value: &Value) -> Json {
        let routes = solution.routes.iter();
        let routes: Vec<Vec<Json>> = routes
            .filter(|route| self.is_own || !route.is_empty())
            .map(|route| {
                let steps = route.iter();
                steps
                    .map(|step| self.places[step.job.idx()][usize::from(step.mode)].json())
                    .collect()
            })
            .collect();
        let mut answer = json!({
            "schema": SCHEMA,
            "kind": kind.word(),
            "instance": name,
            "objective": self.objective(value),
            "routes": routes,
        });
        if self.is_own {
            answer["required_missing"] = value.required_missing.into();
            answer["prize"] = value.prize.get().into();
            answer["travel_s"] = value.cost.get().into();
        }
        answer
    }
}
