//! Random texts, sound and damaged, in every form that is accepted.

use proptest::prelude::*;

use super::{Verdict, compare};
use crate::layers::LayerKind;
use crate::layers::fast::Walker;
use crate::layers::read::read_text;
use crate::layers::tests::{collection, spec};

/// Sizes of blocks; the head of a text must fit the first one.
const CHUNKS: [usize; 4] = [1, 150, 1_000, 1 << 20];

/// Holds the quick ways against the careful one; gives how many readings in blocks were held against it.
fn agree(text: &str) -> usize {
    let mut streamed = 0;
    for kind in [LayerKind::Roads, LayerKind::Places, LayerKind::Areas] {
        let mut spec = spec(kind);
        spec.keep = vec!["note".to_owned()];
        for chunk in CHUNKS {
            match compare(text, chunk, &spec) {
                Verdict::Same { in_blocks } => streamed += usize::from(in_blocks),
                other => panic!("{other:?} {kind:?} {chunk}: {text}"),
            }
        }
    }
    streamed
}

/// White space as tools write it.
fn gap() -> impl Strategy<Value = &'static str> {
    prop_oneof![8 => Just(""), 4 => Just(" "), 1 => Just("\r\n"), 1 => Just("\n  ")]
}

fn number() -> impl Strategy<Value = String> {
    prop_oneof![
        8 => "12[0-9]\\.[0-9]{1,9}",
        4 => "4[0-9]\\.[0-9]{5,17}",
        2 => "-?[1-9]?[0-9](\\.[0-9]{1,3})?",
        1 => "[0-9]\\.[0-9]{1,20}[eE][+-]?[0-9]",
    ]
}

fn position() -> impl Strategy<Value = String> {
    let degrees = ("12[0-9]\\.[0-9]{1,9}", "4[0-9]\\.[0-9]{1,16}").prop_map(|(x, y)| (x, y));
    let pair = prop_oneof![6 => degrees, 1 => (number(), number())];
    (pair, prop::option::weighted(0.1, number()), gap(), gap()).prop_map(|((x, y), z, a, b)| {
        let z = z.map_or_else(String::new, |z| format!(",{a}{z}"));
        format!("[{a}{x}{b},{a}{y}{z}{b}]")
    })
}

fn list(of: impl Strategy<Value = String>, least: usize) -> impl Strategy<Value = String> {
    (prop::collection::vec(of, least..5), gap())
        .prop_map(|(items, gap)| format!("[{gap}{}{gap}]", items.join(&format!(",{gap}"))))
}

fn ring() -> impl Strategy<Value = String> {
    prop::collection::vec(position(), 3..6)
        .prop_map(|positions| format!("[{},{}]", positions.join(","), positions[0]))
}

fn geometry() -> impl Strategy<Value = String> {
    let drawn = |name: &'static str, coordinates: BoxedStrategy<String>| {
        (coordinates, gap(), 0..6).prop_map(move |(coordinates, gap, order)| match order {
            0 => format!(r#"{{{gap}"coordinates":{gap}{coordinates},"type":"{name}"{gap}}}"#),
            1 => format!(r#"{{"bbox":[1,2,3,4],"type":"{name}","coordinates":{coordinates}}}"#),
            _ => format!(r#"{{"type":{gap}"{name}",{gap}"coordinates":{gap}{coordinates}}}"#),
        })
    };
    prop_oneof![
        2 => drawn("Point", position().boxed()),
        1 => drawn("MultiPoint", list(position(), 1).boxed()),
        6 => drawn("LineString", list(position(), 2).boxed()),
        2 => drawn("MultiLineString", list(list(position(), 2), 1).boxed()),
        2 => drawn("Polygon", list(ring(), 1).boxed()),
        1 => drawn("MultiPolygon", list(list(ring(), 1), 1).boxed()),
        1 => drawn("LineString", list(position(), 0).boxed()),
        1 => Just("null".to_owned()),
    ]
}

fn value() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "\"[a-z{}\\[\\],: 村道]{0,12}\"",
        2 => Just(r#""a\"b\\""#.to_owned()),
        1 => Just(r#""\u6751\/""#.to_owned()),
        1 => Just(r#""\ud800""#.to_owned()),
        2 => number(),
        1 => Just("null".to_owned()),
        1 => Just("true".to_owned()),
        1 => Just(r#"[1,{"a":[]},"x"]"#.to_owned()),
        1 => Just(r#"[{"type":"Feature"},{"type":"Feature"}]"#.to_owned()),
    ]
}

fn properties() -> impl Strategy<Value = String> {
    let name = prop_oneof![
        Just("id"),
        Just("name"),
        Just("highway"),
        Just("note"),
        Just("名称"),
        Just("\\u540d\\u79f0"),
        Just("oneway"),
        Just("NAME"),
    ];
    let member = (name, value(), gap());
    let members = prop::collection::vec(member, 0..5).prop_map(|members| {
        let members = members
            .iter()
            .map(|(name, value, gap)| format!(r#""{name}":{gap}{value}"#));
        format!("{{{}}}", members.collect::<Vec<_>>().join(","))
    });
    prop_oneof![9 => members, 1 => Just("null".to_owned())]
}

fn feature() -> impl Strategy<Value = String> {
    (properties(), geometry(), value(), gap(), 0..12).prop_map(
        |(properties, geometry, id, gap, order)| {
            let (p, g) = (
                format!(r#""properties":{gap}{properties}"#),
                format!(r#""geometry":{gap}{geometry}"#),
            );
            match order {
                0 => format!(r#"{{{p},{g},"type":"Feature"}}"#),
                1 => format!(r#"{{"id":{id},"type":"Feature",{g},{gap}{p}}}"#),
                2 => format!(r#"{{"type":"Feature","id":{id},{p},{g}{gap}}}"#),
                3 => format!(r#"{{"type":"Feature","bbox":[1,2],{p},{g},"crs":null}}"#),
                4 => format!("{{{p},{g}}}"),
                _ => format!(r#"{{{gap}"type":{gap}"Feature",{gap}{p},{g}}}"#),
            }
        },
    )
}

/// Texts of every form that is accepted.
fn text() -> impl Strategy<Value = String> {
    let features = prop::collection::vec(feature(), 0..6);
    (features, gap(), 0..16).prop_map(|(features, gap, form)| {
        let list = features.join(&format!("{gap},\n"));
        let head = r#""type":"FeatureCollection""#;
        match form {
            0 => features.join("\n"),
            1 => features.join("\n\u{1e}"),
            2 => features.first().cloned().unwrap_or_default(),
            3 => format!("{{{head},\"crs\":{{\"name\":\"EPSG:4490\"}},\"features\":[{list}]}}"),
            14 | 15 => {
                let metres = list.replace("[12", "[4262").replace(",4", ",4843");
                let metres = if form == 14 {
                    metres
                } else {
                    metres.replace("[4262", "[0")
                };
                format!("{{{head},\"crs\":\"EPSG:4530\",\"features\":[{metres}]}}")
            }
            4 => format!("{{{head},\"crs\":\"EPSG:32733\",\"features\":[{list}]}}"),
            5 => format!("{{{head},\"features\":[{list}],\"crs\":\"EPSG:4269\"}}"),
            6 => format!("{{\"features\":{gap}[{gap}{list}{gap}]{gap},{gap}{head},\"n\":{{}}}}\n"),
            7 => format!("{{{head},\"name\":\"a\",\"features\":[{list}]}}\r\n"),
            8 => features.first().map_or_else(String::new, |one| {
                let at = one.find(r#""geometry""#).unwrap_or(0);
                let text = &one[at..];
                let open = text.find('{').unwrap_or(0);
                text[open..].to_owned()
            }),
            _ => format!("{{{head},{gap}\"features\":{gap}[\n{list}\n]}}"),
        }
    })
}

/// A text with some characters changed, dropped, doubled or cut off.
fn damaged() -> impl Strategy<Value = String> {
    let change = (
        any::<prop::sample::Index>(),
        0_u8..5,
        "[\\[\\]{}\",:0-9a-z\\\\\n村.eE-]",
    );
    (text(), prop::collection::vec(change, 1..4)).prop_map(|(text, changes)| {
        let mut chars: Vec<char> = text.chars().collect();
        for (at, how, with) in changes {
            if chars.is_empty() {
                break;
            }
            let at = at.index(chars.len());
            let with = with.chars().next().unwrap_or('x');
            match how {
                0 => drop(chars.remove(at)),
                1 => chars.insert(at, with),
                2 => chars[at] = with,
                3 => chars.insert(at, chars[at]),
                _ => {
                    let end = (at + 40).min(chars.len());
                    chars.drain(at..end);
                }
            }
        }
        chars.into_iter().collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn any_text_gives_what_the_careful_way_gives(text in text()) {
        agree(&text);
    }

    #[test]
    fn a_damaged_text_gives_what_the_careful_way_gives(text in damaged()) {
        agree(&text);
    }

    #[test]
    fn sound_features_are_read_in_blocks(
        lines in prop::collection::vec((list(position(), 2), properties()), 1..8), sequence in any::<bool>(),
    ) {
        let features: Vec<String> = lines.iter().map(|(line, properties)| {
            format!(r#"{{"type":"Feature","properties":{properties},"geometry":{{"type":"LineString","coordinates":{line}}}}}"#)
        }).collect();
        let text = if sequence { features.join("\n") } else { collection(&features) };
        // In a sequence a feature of which there is something to say sends the whole text the careful way.
        let read = read_text(&text, &spec(LayerKind::Roads));
        // A file whose every position is in metres is refused as a whole.
        let plain = read.fatal.is_empty() && read.findings.iter().all(|finding| finding.code.level != crate::domain::Level::Error);
        let blocks = agree(&text);
        prop_assert!(blocks >= 3 || !plain, "{blocks} {text}");
    }

    #[test]
    fn coordinates_are_those_of_the_geojson_crate(geometry in geometry()) {
        let text = format!(r#"{{"type":"Feature","properties":null,"geometry":{geometry}}}"#);
        let plain = Walker::default().feature(&text, 0);
        if let Some((feature, end)) = plain {
            prop_assert_eq!(end, text.len());
            let theirs: geojson::Geometry = geometry.parse().unwrap();
            let ours = feature.geometry.shape.flat();
            let theirs: geo::Geometry = theirs.try_into().unwrap();
            let theirs: Vec<geo::Coord> = geo::CoordsIter::coords_iter(&theirs).collect();
            let bits = |list: &[geo::Coord]| list.iter().map(|c| (c.x.to_bits(), c.y.to_bits())).collect::<Vec<_>>();
            prop_assert_eq!(bits(&ours), bits(&theirs));
        }
    }
}

#[test]
fn what_looks_like_a_feature_in_a_text_cuts_nothing() {
    let inner = r#"\"},{\"type\":\"Feature\" "#.replace("\\\"", "\"");
    let trap = format!(
        r#"{{"type":"Feature","properties":{{"note":[{{"a":1{inner}}}]}},"geometry":{{"type":"Point","coordinates":[126.5,43.5]}}}}"#
    );
    let features = vec![trap.replace(r#"1"},"#, r"1},"); 9];
    for text in [collection(&features), features.join("\n")] {
        agree(&text);
    }
}

#[test]
fn a_list_among_features_is_none() {
    let point = r#"{"type":"Point","coordinates":[126.5,43.5]}"#;
    let sound = format!(r#"{{"type":"Feature","properties":{{"id":"P1"}},"geometry":{point}}}"#);
    for list in ["[126.5,43.5]", &format!(r#"["Feature","P2",{{}},{point}]"#)] {
        for features in [[&sound, list, &sound], [&sound, &sound, list]] {
            agree(&collection(&features.map(str::to_owned)));
        }
    }
}

#[test]
fn a_long_file_is_read_in_blocks_with_every_place_right() {
    let feature = |idx: usize| {
        let id = if idx.is_multiple_of(97) {
            String::new()
        } else {
            format!(r#""id":"R{idx}","#)
        };
        let y = if idx % 211 == 5 {
            "[0,0]"
        } else {
            "[126.5,43.25]"
        };
        let gap = if idx.is_multiple_of(5) { "\n" } else { "" };
        format!(
            r#"{{"type":"Feature","properties":{{{id}"highway":"village","名称":"村{idx}"}},{gap}"geometry":{{"type":"LineString","coordinates":[[126.{idx},43.5],{y}]}}}}"#
        )
    };
    let features: Vec<String> = (0..3_000).map(feature).collect();
    // The smallest blocks do not hold the head.
    assert_eq!(agree(&collection(&features)), 9);
    let flat = collection(&features).replace('\n', "");
    assert_eq!(agree(&flat), 9);
    let sequence = features.iter().filter(|feature| !feature.contains("[0,0]"));
    let sequence: Vec<String> = sequence.cloned().collect();
    assert_eq!(agree(&sequence.join("\r\n")), 9);
}

/// Bytes that mean something to JSON.
const SIGNS: &[u8] = b"[]{}\",:0123456789.-+eE\\ \n\tnutf";

/// Changes the seeds of `fuzz/corpus` at random for `XUNCHA_MINUTES` (default 1), as fuzzing does where no nightly
/// compiler is at hand; `XUNCHA_SEED` (default 1) chooses the course.
#[test]
#[ignore = "runs for as long as it is told to"]
#[expect(
    clippy::disallowed_methods,
    reason = "how long to try is a matter of the caller and the clock"
)]
fn mutations_of_the_seeds_agree() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/fuzz/corpus/collection");
    let mut paths: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.sort();
    let seeds: Vec<Vec<u8>> = paths
        .iter()
        .map(|path| std::fs::read(path).unwrap())
        .collect();
    let minutes = std::env::var("XUNCHA_MINUTES").map_or(1, |text| text.parse().unwrap());
    let end = std::time::Instant::now() + std::time::Duration::from_secs(60 * minutes);
    let seed: u64 = std::env::var("XUNCHA_SEED").map_or(1, |text| text.parse().unwrap());
    let mut state = 0x9E37_79B9_7F4A_7C15_u64.wrapping_mul(2 * seed - 1);
    let (mut tried, mut in_blocks) = (0_u64, 0_u64);
    let mut random = move |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state >> 16).unwrap_or(0) % below.max(1)
    };
    while std::time::Instant::now() < end {
        let mut bytes = seeds[random(seeds.len())].clone();
        for _ in 0..=random(4) {
            let at = random(bytes.len());
            match random(5) {
                0 => drop(bytes.drain(at..(at + 1 + random(30)).min(bytes.len()))),
                1 => bytes.insert(at, SIGNS[random(SIGNS.len())]),
                2 => {
                    let other = &seeds[random(seeds.len())];
                    let from = random(other.len());
                    let part = &other[from..(from + random(80)).min(other.len())];
                    bytes.splice(at..at, part.iter().copied());
                }
                3 => {
                    let part = bytes[at..(at + random(80)).min(bytes.len())].to_vec();
                    bytes.splice(at..at, part);
                }
                _ => {
                    if let Some(byte) = bytes.get_mut(at) {
                        *byte ^= 1 << random(7);
                    }
                }
            }
        }
        let Ok(text) = std::str::from_utf8(&bytes) else {
            continue;
        };
        let kind = [LayerKind::Roads, LayerKind::Places, LayerKind::Areas][random(3)];
        let verdict = compare(text, CHUNKS[random(4)], &spec(kind));
        let Verdict::Same { in_blocks: blocks } = verdict else {
            panic!("{verdict:?} {kind:?}: {text}");
        };
        tried += 1;
        in_blocks += u64::from(blocks);
    }
    assert!(in_blocks > 0 && tried > in_blocks, "{tried} {in_blocks}");
    println!("{tried} texts, {in_blocks} of them read in blocks too");
}
