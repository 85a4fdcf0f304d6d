//! A made-up county: relief, roads, places, targets and, on request, the faults of real layers.
//!
//! Seeded; declared synthetic. Writes nothing: gives the files' contents. Knows nothing of the road network or the solver.
//!
//! The land comes first (`frame`, `mesh`, `streams`), then roads and settlements as nodes of the mesh (`trunks`, `local`,
//! gathered in `layout`), then curves (`curve`, `expressway`), then the layers.

mod areas;
mod curve;
mod dates;
mod defects;
mod dice;
mod dump_points;
mod expressway;
mod frame;
mod grid;
mod ground;
mod layout;
mod local;
mod mesh;
mod names;
mod net;
mod places;
mod roads;
mod settings;
mod settlements;
mod sites;
mod size;
mod streams;
#[cfg(test)]
mod tests;
mod trunks;
mod write;

use geo::Coord;
use rayon::prelude::*;

pub use size::Size;

use self::curve::Course;
use self::defects::Extra;
use self::dice::Dice;
use self::frame::Frame;
use self::ground::Ground;
use self::layout::Layout;
use self::settings::LayerEntry;
use self::settlements::Settlements;
use self::write::Lines;

/// One file of the workspace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MadeFile {
    /// Name within the workspace, such as `roads.geojson`.
    pub name: String,
    /// Contents.
    pub bytes: Vec<u8>,
}

/// Makes a workspace: the five layers, `xuncha.toml` and, with `defects`, `defects.json` that lists each fault with the finding expected.
///
/// The layers of a prefecture or province are one file per county, such as `roads-07.geojson`; roads share vertices across
/// the borders. Same size and seed: same bytes, whatever the number of threads.
pub fn make(size: Size, seed: u64, defects: bool) -> Vec<MadeFile> {
    let frames = Frame::all(size, seed);
    let made: Vec<County> = frames
        .par_iter()
        .map(|frame| county(frame, seed, defects && frame.number == 0))
        .collect();
    let (mut files, mut layers, mut teams) = (Vec::new(), Vec::new(), String::new());
    for (frame, county) in frames.iter().zip(&made) {
        for (kind, lines) in &county.layers {
            let path = frame.path(kind);
            files.push(lines.file(path.clone()));
            layers.push(LayerEntry {
                kind,
                path,
                more: "",
            });
        }
        if let Some(extra) = &county.extra {
            files.extend_from_slice(&extra.files);
            layers.extend_from_slice(&extra.layers);
        }
        teams.push_str(&county.teams);
    }
    let name = if frames.len() == 1 {
        made[0].name.clone()
    } else {
        format!("虚构{}县", frames.len())
    };
    files.push(settings::file(&name, seed, &layers, &teams));
    files
}

/// One county, written.
struct County {
    name: String,
    layers: [(&'static str, Lines); 5],
    teams: String,
    extra: Option<Extra>,
}

fn county(frame: &Frame, seed: u64, faulty: bool) -> County {
    let layout = layout::lay_out(frame, seed);
    let courses = curve::courses(frame, &layout);
    let places = final_places(&layout, &courses);
    let settlements = Settlements::new(frame, &layout, &places, seed);
    let carriageways = expressway::lay(frame, &places, &layout.interchanges, &courses);
    let waters = areas::waters(frame, &layout);
    let roads = roads::lines(
        frame,
        &layout,
        &courses,
        &carriageways,
        &settlements,
        (&waters.grid(frame), seed),
    );
    let code = &settlements.county_code;
    let mut areas = Lines::default();
    areas::write(frame, &layout, &waters, code, seed, &mut areas);
    settlements.areas(
        frame,
        &mut areas,
        &mut Dice::new(seed, frame.number as u64, 6),
    );
    let ground = Ground::new(frame, &layout, &courses);
    let mut layers = [
        ("roads", roads::write(frame, &roads, code)),
        (
            "dump_points",
            dump_points::write(&ground, &settlements, &waters, seed),
        ),
        ("sites", sites::write(&ground, &settlements, seed)),
        ("places", places::write(&ground, &settlements, seed)),
        ("areas", areas),
    ];
    let extra = faulty.then(|| defects::add(&ground, &settlements, &mut layers, seed));
    County {
        name: settlements.county.clone(),
        layers,
        extra,
        teams: settings::teams(frame, &settlements),
    }
}

/// The final place of each node.
fn final_places(layout: &Layout, courses: &[Course]) -> Vec<Coord> {
    let mut places = layout.mesh.places.clone();
    for (run, course) in layout.runs.iter().zip(courses) {
        for (node, mark) in run.nodes.iter().zip(&course.nodes) {
            places[*node as usize] = course.points[*mark];
        }
    }
    places
}
