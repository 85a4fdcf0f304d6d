//! Roads, findings and repairs as bytes.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::bytes::{Reader, Writer};
use crate::domain::{
    ClockTime, Closure, ClosureHours, Code, FileName, Finding, Oneway, Road, RoadClass, Source,
};
use crate::roads::{Repair, RepairKind};
use crate::units::Day;

/// Names of the files that the sources name, each held once.
#[derive(Debug, Default)]
pub(super) struct Files<'r>(BTreeMap<&'r str, u32>);

impl<'r> Files<'r> {
    pub(super) fn new(sources: impl Iterator<Item = &'r Source>) -> Self {
        let mut files = BTreeMap::new();
        let mut last = None;
        for source in sources {
            if last != Some(&source.file) {
                files.insert(source.file.as_str(), 0);
                last = Some(&source.file);
            }
        }
        for (number, file) in (0..).zip(files.values_mut()) {
            *file = number;
        }
        Self(files)
    }

    pub(super) fn write(&self, writer: &mut Writer) {
        writer.count(self.0.len());
        for name in self.0.keys() {
            writer.text(name);
        }
    }

    pub(super) fn read(reader: &mut Reader<'_>) -> Option<Vec<FileName>> {
        reader.list(4, |reader| reader.text().map(FileName::from))
    }

    fn source(&self, writer: &mut Writer, source: &Source) {
        writer.number(self.0.get(source.file.as_str()).copied().unwrap_or(0));
        writer.number(source.line);
        writer.number(source.column);
        writer.maybe(source.feature, Writer::number);
    }

    pub(super) fn road(&self, writer: &mut Writer, road: &Road) {
        writer.text(&road.id);
        writer.course(&road.line);
        writer.maybe(road.class, |writer, class| writer.byte(class as u8));
        writer.byte(road.oneway as u8);
        writer.maybe(road.maxspeed, Writer::float);
        writer.0.extend_from_slice(&road.layer.to_le_bytes());
        for fact in [
            road.bridge,
            road.tunnel,
            road.closed,
            road.frozen_only,
            road.divided,
        ] {
            writer.byte(u8::from(fact));
        }
        writer.count(road.closures.len());
        for closure in &road.closures {
            write_closure(writer, closure);
        }
        writer.maybe(road.name.as_deref(), Writer::text);
        writer.maybe(road.number.as_deref(), Writer::text);
        writer.count(road.tags.len());
        for (key, value) in &road.tags {
            writer.text(key);
            writer.text(value);
        }
        self.source(writer, &road.source);
    }

    pub(super) fn finding(&self, writer: &mut Writer, finding: &Finding) {
        writer.text(finding.code.id);
        self.source(writer, &finding.source);
        writer.maybe(finding.id.as_deref(), Writer::text);
        writer.maybe(finding.place, Writer::place);
        writer.count(finding.args.len());
        for arg in &finding.args {
            writer.text(arg);
        }
    }
}

fn write_closure(writer: &mut Writer, closure: &Closure) {
    writer.maybe(closure.days, |writer, (first, last)| {
        for day in [first, last] {
            writer.0.extend_from_slice(&day.number().to_le_bytes());
        }
    });
    let (kind, times) = match closure.hours {
        ClosureHours::WholeDays => (0, None),
        ClosureHours::Through(from, to) => (1, Some([from, to])),
        ClosureHours::Daily(from, to) => (2, Some([from, to])),
    };
    writer.byte(kind);
    for time in times.into_iter().flatten() {
        writer.number(u32::try_from(time.seconds().get()).unwrap_or(0));
    }
}

fn read_closure(reader: &mut Reader<'_>) -> Option<Closure> {
    let day = |reader: &mut Reader<'_>| Some(Day::EPOCH.plus(signed(reader)?));
    let time = |reader: &mut Reader<'_>| ClockTime::from_seconds(reader.number()?);
    let days = reader.maybe(|reader| Some((day(reader)?, day(reader)?)))?;
    let hours = match reader.byte()? {
        0 => ClosureHours::WholeDays,
        1 => ClosureHours::Through(time(reader)?, time(reader)?),
        2 => ClosureHours::Daily(time(reader)?, time(reader)?),
        _ => return None,
    };
    Some(Closure { days, hours })
}

fn signed(reader: &mut Reader<'_>) -> Option<i32> {
    Some(i32::from_le_bytes(reader.number()?.to_le_bytes()))
}

/// Fewest bytes of a road.
pub(super) const ROAD: usize = 75;

/// Fewest bytes of a finding.
pub(super) const FINDING: usize = 20;

/// Bytes of a repair, of one without a second road.
pub(super) const REPAIR: usize = 30;

fn source(reader: &mut Reader<'_>, files: &[FileName]) -> Option<Source> {
    Some(Source {
        file: files.get(reader.number()? as usize)?.clone(),
        line: reader.number()?,
        column: reader.number()?,
        feature: reader.maybe(Reader::number)?,
    })
}

fn owned(reader: &mut Reader<'_>) -> Option<String> {
    reader.text().map(str::to_owned)
}

pub(super) fn road(reader: &mut Reader<'_>, files: &[FileName]) -> Option<Road> {
    let class = |reader: &mut Reader<'_>| RoadClass::ALL.get(reader.byte()? as usize).copied();
    Some(Road {
        id: owned(reader)?,
        line: reader.course()?,
        class: reader.maybe(class)?,
        oneway: match reader.byte()? {
            0 => Oneway::No,
            1 => Oneway::Forward,
            2 => Oneway::Backward,
            _ => return None,
        },
        maxspeed: reader.maybe(Reader::float)?,
        layer: signed(reader)?,
        bridge: reader.truth()?,
        tunnel: reader.truth()?,
        closed: reader.truth()?,
        frozen_only: reader.truth()?,
        divided: reader.truth()?,
        closures: reader.list(2, read_closure)?,
        name: reader.maybe(|reader| reader.text().map(Arc::from))?,
        number: reader.maybe(|reader| reader.text().map(Arc::from))?,
        tags: {
            let pair = |reader: &mut Reader<'_>| Some((owned(reader)?, owned(reader)?));
            reader.list(8, pair)?.into_iter().collect()
        },
        source: source(reader, files)?,
    })
}

pub(super) fn finding(
    reader: &mut Reader<'_>,
    files: &[FileName],
    codes: &BTreeMap<&str, &'static Code>,
) -> Option<Finding> {
    Some(Finding {
        code: codes.get(reader.text()?)?,
        source: source(reader, files)?,
        id: reader.maybe(owned)?,
        place: reader.maybe(Reader::place)?,
        args: reader.list(4, owned)?,
    })
}

pub(super) fn write_repair(writer: &mut Writer, repair: &Repair) {
    writer.byte(repair.kind as u8);
    writer.place(repair.place);
    writer.number(repair.road);
    writer.maybe(repair.other, Writer::number);
    writer.float(repair.metres);
}

pub(super) fn repair(reader: &mut Reader<'_>, roads: usize) -> Option<Repair> {
    let road = |reader: &mut Reader<'_>| reader.number().filter(|road| (*road as usize) < roads);
    Some(Repair {
        kind: *RepairKind::ALL.get(reader.byte()? as usize)?,
        place: reader.place()?,
        road: road(reader)?,
        other: reader.maybe(road)?,
        metres: reader.float()?,
    })
}
