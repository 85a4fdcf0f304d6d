use std::io::Cursor;

use exif::{Exif, In, Reader, Tag, Value};

use crate::units::Day;

/// When a photo was taken, by the camera's clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PhotoTime {
    /// Civil day.
    pub day: Day,
    /// Seconds after midnight.
    pub second: u32,
    /// Seconds east of UTC of the camera's clock, when it says so.
    pub offset: Option<i32>,
}

/// What a photo says about itself (EXIF); each only when it is there and can be true.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct PhotoFacts {
    /// When it was taken.
    pub taken: Option<PhotoTime>,
    /// Degrees east, -180 to 180; there together with `lat`.
    pub lon: Option<f64>,
    /// Degrees north, -90 to 90.
    pub lat: Option<f64>,
    /// Degrees clockwise from north in which the camera looked, from 0 to below 360.
    pub bearing: Option<f64>,
}

/// Reads what a photo says about itself; any bytes will do.
pub fn photo(bytes: &[u8]) -> PhotoFacts {
    let mut reader = Reader::new();
    let read = reader
        .continue_on_error(true)
        .read_from_container(&mut Cursor::new(bytes))
        .or_else(|error| error.distill_partial_result(|_| ()));
    let Ok(exif) = read else {
        return PhotoFacts::default();
    };
    let lon = degrees(
        &exif,
        Tag::GPSLongitude,
        Tag::GPSLongitudeRef,
        *b"EW",
        180.0,
    );
    let lat = degrees(&exif, Tag::GPSLatitude, Tag::GPSLatitudeRef, *b"NS", 90.0);
    // Cameras without a fix write two zeros, and one half of a position says nothing.
    let position = lon.zip(lat).filter(|position| *position != (0.0, 0.0));
    PhotoFacts {
        taken: taken(&exif),
        lon: position.map(|(lon, _)| lon),
        lat: position.map(|(_, lat)| lat),
        bearing: bearing(&exif),
    }
}

fn taken(exif: &Exif) -> Option<PhotoTime> {
    let [time, offset] = [
        [Tag::DateTimeOriginal, Tag::OffsetTimeOriginal],
        [Tag::DateTimeDigitized, Tag::OffsetTimeDigitized],
    ]
    .into_iter()
    .find(|[time, _]| ascii(exif, *time).is_some())?;
    let mut read = exif::DateTime::from_ascii(ascii(exif, time)?).ok()?;
    if let Some(text) = ascii(exif, offset) {
        // A clock that does not say where it stands is no reason to drop its time.
        let _ = read.parse_offset(text);
    }
    let text = format!("{:04}-{:02}-{:02}", read.year, read.month, read.day);
    let is_clock = read.hour < 24 && read.minute < 60 && read.second < 60;
    let second = u32::from(read.hour) * 3600 + u32::from(read.minute) * 60 + u32::from(read.second);
    let offset = read.offset.map(|minutes| i32::from(minutes) * 60);
    is_clock.then_some(PhotoTime {
        day: Day::parse(&text).ok()?,
        second,
        offset: offset.filter(|offset| offset.abs() <= 14 * 3600),
    })
}

fn degrees(exif: &Exif, tag: Tag, reference: Tag, sides: [u8; 2], most: f64) -> Option<f64> {
    let parts = rationals(exif, tag)?;
    let side = *ascii(exif, reference)?.first()?;
    let [degrees, minutes, seconds] = [0, 1, 2].map(|at| parts.get(at).copied().unwrap_or(0.0));
    let sign = match side {
        _ if side == sides[0] => 1.0,
        _ if side == sides[1] => -1.0,
        _ => return None,
    };
    let value = degrees + minutes / 60.0 + seconds / 3600.0;
    let is_good = value <= most && minutes < 60.0 && seconds < 60.0;
    is_good.then_some(sign * value)
}

fn bearing(exif: &Exif) -> Option<f64> {
    let value = *rationals(exif, Tag::GPSImgDirection)?.first()?;
    let is_good = (0.0..=360.0).contains(&value);
    is_good.then_some(value % 360.0)
}

/// Numbers that are all finite, and none below zero by their type; at least one.
fn rationals(exif: &Exif, tag: Tag) -> Option<Vec<f64>> {
    match &exif.get_field(tag, In::PRIMARY)?.value {
        Value::Rational(parts) if !parts.is_empty() => {
            let parts: Vec<f64> = parts.iter().map(exif::Rational::to_f64).collect();
            parts.iter().all(|part| part.is_finite()).then_some(parts)
        }
        _ => None,
    }
}

fn ascii(exif: &Exif, tag: Tag) -> Option<&[u8]> {
    match &exif.get_field(tag, In::PRIMARY)?.value {
        Value::Ascii(texts) => texts
            .first()
            .map(Vec::as_slice)
            .filter(|text| !text.is_empty()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use exif::experimental::Writer;
    use exif::{Field, Rational};
    use proptest::prelude::*;

    fn field(tag: Tag, value: Value) -> Field {
        let ifd_num = In::PRIMARY;
        Field {
            tag,
            ifd_num,
            value,
        }
    }

    fn text(tag: Tag, text: &str) -> Field {
        field(tag, Value::Ascii(vec![text.into()]))
    }

    fn numbers(tag: Tag, parts: &[(u32, u32)]) -> Field {
        let part = |(num, denom): &(u32, u32)| Rational {
            num: *num,
            denom: *denom,
        };
        field(tag, Value::Rational(parts.iter().map(part).collect()))
    }

    /// A JPEG with nothing but these facts.
    fn jpeg(fields: &[Field]) -> Vec<u8> {
        let mut writer = Writer::new();
        for field in fields {
            writer.push_field(field);
        }
        let mut tiff = Cursor::new(Vec::new());
        writer.write(&mut tiff, false).unwrap();
        let tiff = tiff.into_inner();
        let size = u16::try_from(tiff.len() + 8).unwrap().to_be_bytes();
        [
            &b"\xff\xd8\xff\xe1"[..],
            &size,
            b"Exif\0\0",
            &tiff,
            b"\xff\xd9",
        ]
        .concat()
    }

    fn good() -> Vec<Field> {
        vec![
            text(Tag::DateTimeOriginal, "2026:11:24 09:12:30"),
            text(Tag::OffsetTimeOriginal, "+08:00"),
            text(Tag::GPSLatitudeRef, "N"),
            numbers(Tag::GPSLatitude, &[(44, 1), (24, 1), (3600, 100)]),
            text(Tag::GPSLongitudeRef, "E"),
            numbers(Tag::GPSLongitude, &[(126, 1), (30, 1), (0, 1)]),
            numbers(Tag::GPSImgDirection, &[(27_050, 100)]),
        ]
    }

    #[test]
    fn a_photo_says_when_and_where() {
        let facts = photo(&jpeg(&good()));
        let day = Day::parse("2026-11-24").unwrap();
        let taken = PhotoTime {
            day,
            second: 9 * 3600 + 12 * 60 + 30,
            offset: Some(28_800),
        };
        assert_eq!(facts.taken, Some(taken));
        assert_eq!((facts.lon, facts.bearing), (Some(126.5), Some(270.5)));
        assert!((facts.lat.unwrap() - 44.41).abs() < 1e-9);
    }

    #[test]
    fn what_cannot_be_true_is_dropped() {
        let fields = [
            text(Tag::DateTimeOriginal, "2026:02:30 09:12:30"),
            text(Tag::GPSLatitudeRef, "N"),
            numbers(Tag::GPSLatitude, &[(91, 1), (0, 1), (0, 1)]),
            text(Tag::GPSLongitudeRef, "E"),
            numbers(Tag::GPSLongitude, &[(126, 0), (30, 1), (0, 1)]),
            numbers(Tag::GPSImgDirection, &[(361, 1)]),
        ];
        assert_eq!(photo(&jpeg(&fields)), PhotoFacts::default());
        let nowhere = [
            text(Tag::GPSLatitudeRef, "N"),
            numbers(Tag::GPSLatitude, &[(0, 1), (0, 1), (0, 1)]),
            text(Tag::GPSLongitudeRef, "E"),
            numbers(Tag::GPSLongitude, &[(0, 1), (0, 1), (0, 1)]),
        ];
        assert_eq!(photo(&jpeg(&nowhere)), PhotoFacts::default());
    }

    #[test]
    fn a_clock_without_an_offset_still_says_the_time() {
        let facts = photo(&jpeg(&good()[..1]));
        assert_eq!(facts.taken.unwrap().offset, None);
        assert_eq!((facts.lon, facts.lat, facts.bearing), (None, None, None));
    }

    proptest! {
        #[test]
        fn any_bytes_will_do(bytes: Vec<u8>) {
            photo(&bytes);
        }

        #[test]
        fn a_damaged_photo_says_nothing_impossible(changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12), cut: prop::sample::Index) {
            let mut bytes = jpeg(&good());
            for (at, byte) in changes {
                let at = at.index(bytes.len());
                bytes[at] = byte;
            }
            for bytes in [&bytes[..], &bytes[..cut.index(bytes.len())]] {
                let facts = photo(bytes);
                prop_assert!(facts.lon.is_none_or(|lon| (-180.0..=180.0).contains(&lon)));
                prop_assert!(facts.lat.is_none_or(|lat| (-90.0..=90.0).contains(&lat)));
                prop_assert!(facts.bearing.is_none_or(|bearing| (0.0..360.0).contains(&bearing)));
                prop_assert_eq!(facts.lon.is_some(), facts.lat.is_some());
            }
        }
    }
}
