//! The faults of real layers, each once, beside the good features.
//!
//! `defects.json` lists each with the finding that a reader must report and whether its target can still be planned.

mod files;
mod roads;
mod targets;

use geo::Coord;
use serde_json::{Value, json};

use super::MadeFile;
use super::dice::Dice;
use super::ground::Ground;
use super::mesh::distance;
use super::settings::LayerEntry;
use super::settlements::Settlements;
use super::write::{Lines, Properties, object, position};
use crate::domain::RoadClass;

/// One fault in one layer.
#[derive(Debug)]
struct Fault {
    what: &'static str,
    /// Kind of layer that it is added to.
    layer: &'static str,
    /// What stands in the file, often no feature at all.
    text: String,
    /// Features that a reader counts in it.
    features: usize,
    id: Option<String>,
    /// Finding or kind of mend; `None` where nothing can be noticed.
    code: Option<&'static str>,
    /// Whether a target of this id is planned all the same.
    planned: Option<bool>,
}

/// What comes on top of the county's own files.
pub(super) struct Extra {
    pub(super) files: Vec<MadeFile>,
    pub(super) layers: Vec<LayerEntry>,
}

/// Adds every fault to the layers of a county.
pub(super) fn add(
    ground: &Ground<'_>,
    settlements: &Settlements,
    layers: &mut [(&'static str, Lines)],
    seed: u64,
) -> Extra {
    let mut scene = Scene {
        ground,
        settlements,
        dice: Dice::new(seed, ground.frame.number as u64, 12),
        taken: Vec::new(),
        serial: 0,
        faults: Vec::new(),
    };
    roads::add(&mut scene, layers);
    targets::add(&mut scene, layers);
    let (mut files, entries, mut listed) = files::make(&mut scene);
    for (kind, lines) in layers.iter_mut() {
        let faults: Vec<&Fault> = scene
            .faults
            .iter()
            .filter(|fault| fault.layer == *kind)
            .collect();
        listed.extend(spread(&ground.frame.path(kind), lines, &faults));
    }
    let lines: Vec<String> = listed.iter().map(|entry| format!("  {entry}")).collect();
    let text = format!("[\n{}\n]\n", lines.join(",\n"));
    files.push(MadeFile {
        name: "defects.json".to_owned(),
        bytes: text.into_bytes(),
    });
    Extra {
        files,
        layers: entries,
    }
}

/// Puts the faults between the good features at even steps; gives their entries of `defects.json`.
fn spread(path: &str, lines: &mut Lines, faults: &[&Fault]) -> Vec<String> {
    let good = std::mem::take(&mut lines.0);
    let (mut entries, mut feature, mut next) = (Vec::new(), 0, 0);
    for idx in 0..=good.len() {
        while next < faults.len() && (next + 1) * good.len() / (faults.len() + 1) == idx {
            let fault = faults[next];
            entries.push(entry(fault, path, feature + fault.features - 1));
            lines.0.push(fault.text.clone());
            feature += fault.features;
            next += 1;
        }
        if let Some(line) = good.get(idx) {
            lines.0.push(line.clone());
            feature += 1;
        }
    }
    entries
}

fn entry(fault: &Fault, file: &str, feature: usize) -> String {
    object(vec![
        ("what", json!(fault.what)),
        ("file", json!(file)),
        // Which of two points of one id is reported hangs on their content.
        (
            "feature",
            json!((fault.code != Some("L0401")).then_some(feature)),
        ),
        ("id", json!(fault.id)),
        ("code", json!(fault.code)),
        ("planned", json!(fault.planned)),
    ])
}

/// The county while faults are put into it.
struct Scene<'a> {
    ground: &'a Ground<'a>,
    settlements: &'a Settlements,
    dice: Dice,
    /// Places of faults so far, which keep clear of each other.
    taken: Vec<Coord>,
    serial: usize,
    faults: Vec<Fault>,
}

const LOCAL: &[RoadClass] = &[RoadClass::Township, RoadClass::Village];

impl Scene<'_> {
    /// A new id that says what it belongs to.
    fn id(&mut self) -> String {
        self.serial += 1;
        format!("{}-X-{:03}", self.settlements.county_code, self.serial)
    }

    /// A place some steps off a local road.
    fn place(&mut self) -> Coord {
        loop {
            let along = self.ground.on_road(LOCAL, &mut self.dice);
            let clear = self
                .taken
                .iter()
                .all(|other| distance(*other, along) > 150.0);
            if let Some(place) = self
                .ground
                .spot(along, (0.0, 120.0), (15.0, 70.0), &mut self.dice)
                && clear
            {
                return place;
            }
        }
    }

    /// Tries drawings at random vertices of local roads until one is good; `draw` gets the vertex before, the vertex and the
    /// one after.
    fn draw(
        &mut self,
        draw: impl Fn(&Ground<'_>, &[Coord], usize) -> Option<Vec<Coord>>,
    ) -> Vec<Coord> {
        // A county has thousands of vertices; should none fit, the drawing is left out.
        for _ in 0..20_000 {
            let (course, at) = self.ground.vertex(LOCAL, &mut self.dice);
            let clear = self
                .taken
                .iter()
                .all(|other| distance(*other, course[at]) > 350.0);
            if let Some(line) = draw(self.ground, course, at).filter(|_| clear) {
                self.taken.extend_from_slice(&line);
                return line;
            }
        }
        Vec::new()
    }

    fn at(&self, place: Coord) -> String {
        position(self.ground.frame, place)
    }

    fn line(&self, places: &[Coord]) -> String {
        let all: Vec<String> = places.iter().map(|place| self.at(*place)).collect();
        format!("[{}]", all.join(","))
    }

    fn fault(&mut self, layer: &'static str, what: &'static str, text: String) -> &mut Fault {
        self.faults.push(Fault {
            what,
            layer,
            text,
            features: 1,
            id: None,
            code: None,
            planned: None,
        });
        let last = self.faults.len() - 1;
        &mut self.faults[last]
    }
}

impl Fault {
    fn id(&mut self, id: &str) -> &mut Self {
        self.id = Some(id.to_owned());
        self
    }

    fn code(&mut self, code: &'static str) -> &mut Self {
        self.code = Some(code);
        self
    }

    fn planned(&mut self, planned: bool) -> &mut Self {
        self.planned = Some(planned);
        self
    }
}

/// Properties with some replaced or added.
fn with(mut base: Properties<'static>, changes: Properties<'static>) -> Properties<'static> {
    for (name, value) in changes {
        match base.iter_mut().find(|member| member.0 == name) {
            Some(member) => member.1 = value,
            None => base.push((name, value)),
        }
    }
    base
}

/// A feature of a geometry that is written already.
fn feature(geometry: &str, properties: Properties<'_>) -> String {
    super::write::feature(geometry, properties)
}

fn point(at: &str) -> String {
    format!("{{\"type\":\"Point\",\"coordinates\":{at}}}")
}

/// Properties of a heap that is due on the first day and worth a way.
fn heap(id: &str, changes: Properties<'static>) -> Properties<'static> {
    let base = vec![
        ("id", json!(id)),
        ("name", json!("待核对点位")),
        ("status", json!("listed")),
        ("status_since", json!("2026-11-02")),
        ("round", json!(1)),
        ("hazard", json!(3)),
        ("still_dumping", json!(true)),
        ("tier", json!("small")),
        ("volume_m3", json!(60)),
        ("waste_class", json!("domestic")),
        ("last_visit", Value::from("2026-11-10")),
    ];
    with(base, changes)
}
