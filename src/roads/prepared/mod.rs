//! The roads as read, mended and ordered, in one file (整理好的路网), so that unchanged layers need none of that again.
//!
//! What is kept are the roads, what was said of them, the links between junctions and the order in which junctions are
//! contracted. Times, islands and shortcuts follow from these in less time than it takes to read them from a file and
//! to prove that they are right; closures and snow are laid over the network afterwards, as always.
//!
//! A file is trusted when it begins with the [`Key`] of the layers and settings at hand, its last bytes are the SHA-256 of
//! all others, and every length and number in it fits; anything else counts as no file. It is read in one piece and taken
//! apart into the usual records: a memory map would need `unsafe`, would die with a file that is shortened under it, and
//! the records are needed either way. The format is our own, flat and little-endian: records are written as they lie in
//! memory, and the reader checks what it reads where it reads it.

mod bytes;
mod records;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use self::bytes::{Reader, Writer};
use self::records::{FINDING, Files, REPAIR, ROAD};
use super::network::reassemble;
use super::{GivenCounts, Link, Network, RepairReport, RoadParams, report};
use crate::domain::{Code, Course, Finding, Road};
use crate::files;

/// Raised whenever the same layers give other roads, links, findings or another order, or are written otherwise
/// (`guard.rs` notices).
const FORMAT: u32 = 2;

/// What a file begins with.
const MAGIC: &[u8; 12] = b"xuncha-roads";

/// Folder of what a workspace can do without, and the file in it.
const FOLDER: &str = ".xuncha";
const FILE: &str = "roads.cache";

/// More bytes than any network has.
const LARGEST: u64 = 16 << 30;

const HASH: usize = 32;

/// What decides whether prepared roads are those of the layers and settings at hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Key([u8; HASH]);

impl Key {
    /// The key of this program, of layers (their settings and the hash of each file as text) and of the settings of
    /// roads that do not only apply afterwards.
    pub fn new(layers: &[String], params: &RoadParams) -> Self {
        let mut hash = Sha256::new();
        let mut part = |text: &str| {
            hash.update((text.len() as u64).to_le_bytes());
            hash.update(text);
        };
        part(env!("CARGO_PKG_VERSION"));
        part(&format!("{:?}", (params.join_tolerance, params.speeds)));
        for layer in layers {
            part(layer);
        }
        Self(hash.finalize().into())
    }
}

/// Roads layers as read, with the network made of them.
#[derive(Clone, Debug)]
pub struct Prepared {
    /// Roads, sorted by id, then course.
    pub roads: Vec<Road>,
    /// What was said of the roads layers, sorted by file and place in it.
    pub findings: Vec<Finding>,
    /// Features of each roads layer by its path.
    pub features: BTreeMap<String, usize>,
    /// The roads mended.
    pub network: Network,
    /// What was mended or doubted.
    pub repairs: RepairReport,
}

/// Why there are no prepared roads to be had from a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unusable {
    /// There is none, or it cannot be read.
    #[error("no file of prepared roads can be read")]
    Missing,
    /// It is of other layers, settings or another version of the program.
    #[error("the prepared roads are of other layers, settings or another version")]
    Older,
    /// It is cut, changed or something else altogether.
    #[error("the file of prepared roads is damaged")]
    Damaged,
}

/// The file of prepared roads in the folder of a workspace.
pub fn path(dir: &Path) -> PathBuf {
    dir.join(FOLDER).join(FILE)
}

/// Reads prepared roads; `codes` are those that findings may carry.
///
/// # Errors
/// When they are to be prepared anew.
pub fn read(
    dir: &Path,
    key: &Key,
    params: &RoadParams,
    codes: &[&'static Code],
) -> Result<Prepared, Unusable> {
    let bytes = files::read_whole(&path(dir), LARGEST);
    decode(
        &bytes.map_err(|_fault| Unusable::Missing)?,
        key,
        params,
        codes,
    )
}

/// Writes prepared roads in place of older ones; a folder that cannot be written to is left as it is.
pub fn write(dir: &Path, key: &Key, prepared: &Prepared) {
    let path = path(dir);
    let folder = path.with_file_name("");
    // Without the file everything is as right, only slower.
    if !dir.is_dir() || std::fs::create_dir_all(&folder).is_err() {
        return;
    }
    let ignore = folder.join(".gitignore");
    if !ignore.exists() {
        let _ = files::write_atomically(&ignore, b"*\n");
    }
    let _ = files::write_atomically(&path, &encode(key, prepared));
}

fn encode(key: &Key, prepared: &Prepared) -> Vec<u8> {
    let mut writer = Writer::default();
    writer.0.extend_from_slice(MAGIC);
    writer.number(FORMAT);
    writer.0.extend_from_slice(&key.0);
    let sources = prepared.roads.iter().map(|road| &road.source);
    let findings = prepared.findings.iter().map(|finding| &finding.source);
    let files = Files::new(sources.chain(findings));
    files.write(&mut writer);
    writer.count(prepared.roads.len());
    for road in &prepared.roads {
        files.road(&mut writer, road);
    }
    writer.count(prepared.findings.len());
    for finding in &prepared.findings {
        files.finding(&mut writer, finding);
    }
    writer.count(prepared.features.len());
    for (path, features) in &prepared.features {
        writer.text(path);
        writer.count(*features);
    }
    write_report(&mut writer, &prepared.repairs);
    write_network(&mut writer, prepared);
    let hash = Sha256::digest(&writer.0);
    writer.0.extend_from_slice(&hash);
    writer.0
}

fn decode(
    bytes: &[u8],
    key: &Key,
    params: &RoadParams,
    codes: &[&'static Code],
) -> Result<Prepared, Unusable> {
    let (body, hash) = bytes.split_last_chunk::<HASH>().ok_or(Unusable::Damaged)?;
    let mut reader = Reader(body);
    if reader.take(MAGIC.len()) != Some(MAGIC) || Sha256::digest(body)[..] != hash[..] {
        return Err(Unusable::Damaged);
    }
    if reader.number() != Some(FORMAT) || reader.take(HASH) != Some(&key.0) {
        return Err(Unusable::Older);
    }
    let codes = codes.iter().map(|code| (code.id, *code)).collect();
    let prepared = contents(&mut reader, params, &codes).ok_or(Unusable::Damaged)?;
    if reader.0.is_empty() {
        Ok(prepared)
    } else {
        Err(Unusable::Damaged)
    }
}

fn contents(
    reader: &mut Reader<'_>,
    params: &RoadParams,
    codes: &BTreeMap<&str, &'static Code>,
) -> Option<Prepared> {
    let files = Files::read(reader)?;
    let roads = reader.list(ROAD, |reader| records::road(reader, &files))?;
    let findings = reader.list(FINDING, |reader| records::finding(reader, &files, codes))?;
    let features = reader.list(8, |reader| {
        Some((reader.text()?.to_owned(), reader.number()? as usize))
    })?;
    let mut repairs = read_report(reader, roads.len())?;
    report::findings(&roads, &mut repairs);
    let network = read_network(reader, &roads, params)?;
    Some(Prepared {
        roads,
        findings,
        features: features.into_iter().collect(),
        network,
        repairs,
    })
}

fn write_report(writer: &mut Writer, report: &RepairReport) {
    let given = &report.given;
    for count in [
        given.lines,
        given.components,
        given.shared_vertices,
        given.crossings,
        report.closed,
        report.dead_ends,
        report.joined_parts,
    ] {
        writer.count(count);
    }
    writer.byte(u8::from(report.un_noded));
    writer.count(report.repairs.len());
    for repair in &report.repairs {
        records::write_repair(writer, repair);
    }
}

/// All but the sentences for people.
fn read_report(reader: &mut Reader<'_>, roads: usize) -> Option<RepairReport> {
    let mut count = || reader.number().map(|count| count as usize);
    Some(RepairReport {
        given: GivenCounts {
            lines: count()?,
            components: count()?,
            shared_vertices: count()?,
            crossings: count()?,
        },
        closed: count()?,
        dead_ends: count()?,
        joined_parts: count()?,
        un_noded: reader.truth()?,
        repairs: reader.list(REPAIR, |reader| records::repair(reader, roads))?,
        findings: Vec::new(),
    })
}

/// Fewest bytes of a link.
const LINK: usize = 29;

fn write_network(writer: &mut Writer, prepared: &Prepared) {
    let network = &prepared.network;
    writer.count(network.links().len());
    for link in network.links() {
        writer.number(link.road);
        writer.count(link.from.index());
        writer.count(link.to.index());
        writer.float(link.length);
        write_course(writer, link, &prepared.roads);
    }
    let order = network.hierarchy().order();
    writer.count(order.len());
    for node in order {
        writer.number(node);
    }
}

/// The course of a link: as the part of that of its road, unless it is none.
fn write_course(writer: &mut Writer, link: &Link, roads: &[Road]) {
    let road = roads.get(link.road as usize);
    let begins = road.and_then(|road| link.coords.begins_on(&road.line));
    writer.maybe(begins, Writer::count);
    if begins.is_some() {
        writer.count(link.coords.len());
    } else {
        writer.course(&link.coords);
    }
}

/// The course of a link of this road, of at least two places.
fn read_course(reader: &mut Reader<'_>, road: &Road) -> Option<Course> {
    let Some(begins) = reader.maybe(Reader::number)? else {
        return reader.course();
    };
    let (begins, count) = (begins as usize, reader.number()? as usize);
    let end = begins.checked_add(count)?;
    (count > 1 && end <= road.line.len()).then(|| road.line.part(begins..end))
}

fn read_network(reader: &mut Reader<'_>, roads: &[Road], params: &RoadParams) -> Option<Network> {
    let links = reader.count(LINK)?;
    let link = |_| {
        let road = reader.number()?;
        let ends = [reader.number()?, reader.number()?];
        let length = reader.float()?;
        let coords = read_course(reader, roads.get(road as usize)?)?;
        Some((road, ends, coords, length))
    };
    let mut network = reassemble(roads, (0..links).map(link), params)?;
    let order = reader.list(4, Reader::number)?;
    if !is_order(&order, network.graph().node_count()) {
        return None;
    }
    network.set_order(order);
    Some(network)
}

/// Whether each of so many numbers comes once.
fn is_order(order: &[u32], count: usize) -> bool {
    let mut seen = vec![false; count];
    let new = |node: &u32| {
        let seen = seen.get_mut(*node as usize);
        seen.is_some_and(|seen| !std::mem::replace(seen, true))
    };
    order.len() == count && order.iter().all(new)
}

#[cfg(test)]
mod guard;
#[cfg(test)]
mod tests;
