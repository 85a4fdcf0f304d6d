//! Small tracks on sketched roads, to be checked by eye.

use geo::Coord;

use super::*;
use crate::domain::Oneway;
use crate::roads::{LinkIdx, Network, RoadParams, Traversal, build};
use crate::testing::{at, road};

/// A main road 1 km to the east; a side road 300 m to the north from its middle.
fn tee() -> Network {
    let main = road("r1", &[at(0.0, 0.0), at(500.0, 0.0), at(1000.0, 0.0)]);
    let side = road("r2", &[at(500.0, 0.0), at(500.0, 300.0)]);
    build(&[main, side], &RoadParams::default()).0
}

fn fixes(places: &[(f64, f64)], seconds: i64) -> Vec<Fix> {
    (0..)
        .zip(places)
        .map(|(number, place)| Fix {
            at: at(place.0, place.1),
            time: Some(1_000_000 + number * seconds),
        })
        .collect()
}

fn cleaned(segments: Vec<Vec<Fix>>) -> CleanTrack {
    let track = Track {
        name: "t#1".to_owned(),
        segments,
    };
    clean(&track, &CleanParams::default())
}

fn matched(network: &Network, track: &CleanTrack) -> Matched {
    Matcher::new(network, MatchParams::default()).match_track(track)
}

/// Metres of each link as driven: link, from, to.
fn steps(network: &Network, matched: &Matched) -> Vec<(u32, i64, i64)> {
    let steps = matched.pieces.iter().flat_map(|piece| &piece.steps);
    steps
        .map(|step| {
            let Traversal {
                link,
                from_fraction,
                to_fraction,
            } = step.traversal;
            #[expect(clippy::cast_possible_truncation, reason = "a few hundred metres")]
            let metres = |fraction: f64| (fraction * network.link(link).length).round() as i64;
            (link.0, metres(from_fraction), metres(to_fraction))
        })
        .collect()
}

#[test]
fn a_turn_into_the_side_road_is_followed() {
    let network = tee();
    let places = [
        (100.0, 3.0),
        (250.0, -4.0),
        (400.0, 2.0),
        (502.0, 80.0),
        (497.0, 200.0),
    ];
    let found = matched(&network, &cleaned(vec![fixes(&places, 10)]));
    assert_eq!(steps(&network, &found), [(0, 100, 500), (2, 0, 200)]);
    assert_eq!((found.matched_fixes, found.unmatched.len()), (5, 0));
    // The junction lies 100 m behind the third fix and 80 m before the fourth.
    let times = found.pieces[0].steps[0].times.unwrap();
    assert_eq!(times, (1_000_000, 1_000_000 + 20 + 6));
}

#[test]
fn a_turn_on_the_open_road_drives_it_in_both_directions() {
    let network = tee();
    let places = [100.0, 180.0, 260.0, 330.0, 250.0, 170.0, 90.0].map(|east| (east, 0.0));
    let found = matched(&network, &cleaned(vec![fixes(&places, 10)]));
    assert_eq!(steps(&network, &found), [(0, 100, 330), (0, 330, 90)]);
}

#[test]
fn a_oneway_road_is_not_matched_against_its_direction() {
    // Two carriageways 16 m apart, each driven to one side.
    let mut east = road("r1", &[at(0.0, 0.0), at(1000.0, 0.0)]);
    let mut west = road("r2", &[at(0.0, 16.0), at(1000.0, 16.0)]);
    (east.oneway, west.oneway) = (Oneway::Forward, Oneway::Backward);
    let network = build(&[east, west], &RoadParams::default()).0;
    // Every fix lies nearer to the wrong one.
    let places = [100.0, 250.0, 400.0, 550.0].map(|along| (along, 10.0));
    let found = matched(&network, &cleaned(vec![fixes(&places, 10)]));
    assert_eq!(steps(&network, &found), [(0, 100, 550)]);
}

#[test]
fn off_the_roads_is_told_with_its_length_and_matched_again_behind() {
    let network = tee();
    let mut places = vec![(100.0, 0.0), (200.0, 0.0)];
    places.extend([(300.0, -300.0), (400.0, -300.0)]);
    places.extend([(600.0, 0.0), (700.0, 0.0)]);
    let found = matched(&network, &cleaned(vec![fixes(&places, 30)]));
    assert_eq!(steps(&network, &found), [(0, 100, 200), (1, 100, 200)]);
    assert_eq!(found.unmatched.len(), 1);
    let off = found.unmatched[0];
    assert_eq!((off.why, off.fixes), (Why::NoRoad, 2));
    // 316 m out, 100 m along, 361 m back.
    assert!((off.metres - 777.0).abs() < 2.0, "{}", off.metres);
    assert_eq!(off.times, Some((1_000_030, 1_000_120)));
    let said: Vec<&str> = found.findings().iter().map(|one| one.code.id).collect();
    assert_eq!(said, ["T0012"]);
}

#[test]
fn a_track_of_another_county_is_refused_with_the_reason() {
    let network = tee();
    let places = [100.0, 250.0, 400.0].map(|along| (along, 50_000.0));
    let found = matched(&network, &cleaned(vec![fixes(&places, 10)]));
    assert!(found.pieces.is_empty());
    let said = found.findings();
    assert_eq!(said[0].code.id, "T0011");
    assert_eq!(said[0].args, ["3", "3"]);
    let nothing = matched(&network, &cleaned(Vec::new()));
    assert_eq!(nothing.findings()[0].code.id, "T0010");
}

#[test]
fn no_roads_at_all_match_nothing() {
    let found = matched(
        &Network::default(),
        &cleaned(vec![fixes(&[(0.0, 0.0), (100.0, 0.0)], 10)]),
    );
    assert_eq!((found.matched_fixes, found.fixes), (0, 2));
}

#[test]
fn every_fault_is_counted_and_what_follows_it_is_kept() {
    let mut track = fixes(
        &[0.0, 100.0, 200.0, 300.0, 400.0, 500.0, 600.0].map(|along| (along, 0.0)),
        10,
    );
    track[2].at = Coord::zero();
    track[3].at = at(90_000.0, 0.0);
    track[4].at.y = 123.0;
    track.insert(1, track[0]);
    let late = track.len() - 1;
    track[late].time = Some(999_000);
    let report = cleaned(vec![track]).report;
    let expected = CleanReport {
        read: 8,
        kept: 3,
        zero: 1,
        out_of_range: 1,
        duplicate: 1,
        backward: 1,
        jump: 1,
        ..CleanReport::default()
    };
    assert_eq!(report, expected);
}

#[test]
fn a_clock_set_back_begins_a_new_segment() {
    let mut track = fixes(
        &[0.0, 100.0, 200.0, 300.0, 400.0].map(|along| (along, 0.0)),
        10,
    );
    for fix in &mut track[2..] {
        fix.time = fix.time.map(|time| time - 3_600);
    }
    let clean = cleaned(vec![track]);
    let lengths: Vec<usize> = clean.segments.iter().map(Vec::len).collect();
    assert_eq!(lengths, [2, 3]);
    assert_eq!((clean.report.restarts, clean.report.removed()), (1, 0));
}

#[test]
fn a_long_silence_cuts_and_counts_as_a_gap() {
    let mut track = fixes(
        &[100.0, 200.0, 300.0, 800.0, 900.0].map(|along| (along, 0.0)),
        10,
    );
    for fix in &mut track[3..] {
        fix.time = fix.time.map(|time| time + 600);
    }
    let clean = cleaned(vec![track]);
    assert_eq!((clean.report.gaps, clean.segments.len()), (1, 2));
    let network = tee();
    let found = matched(&network, &clean);
    assert_eq!(steps(&network, &found), [(0, 100, 300), (1, 300, 400)]);
    assert!((found.unmatched_metres(Why::Gap) - 500.0).abs() < 1.0);
    assert_eq!(found.unmatched_fixes(Why::Gap), 0);
}

#[test]
fn a_standing_vehicle_leaves_its_arrival_and_its_departure() {
    let mut places = vec![(0.0, 0.0), (100.0, 0.0)];
    places.extend((0..20).map(|number| (200.0 + f64::from(number % 3), 0.0)));
    places.push((300.0, 0.0));
    let clean = cleaned(vec![fixes(&places, 10)]);
    assert_eq!((clean.report.standing, clean.report.kept), (18, 5));
    let stood = &clean.segments[0][2..4];
    assert_eq!(stood[0].at, stood[1].at);
    assert_eq!(stood[1].time.unwrap() - stood[0].time.unwrap(), 190);
}

#[test]
fn a_corridor_is_seen_by_the_metre_in_its_direction() {
    let network = tee();
    let matcher = Matcher::new(&network, MatchParams::default());
    let places = [300.0, 400.0, 500.0, 600.0, 700.0].map(|along| (along, 0.0));
    let found = matcher.match_track(&cleaned(vec![fixes(&places, 10)]));
    let part = |link, from_fraction, to_fraction| Traversal {
        link: LinkIdx(link),
        from_fraction,
        to_fraction,
    };
    // From the east end to the west end, 1000 m: driven from its metre 700 to its metre 300.
    let route = [part(1, 1.0, 0.0), part(0, 1.0, 0.0)];
    let seen = matcher.seen_spans(&found, &route, &network, Direction::Either);
    assert_eq!(seen.len(), 1);
    assert!((seen[0].from - 300.0).abs() < 0.5 && (seen[0].to - 700.0).abs() < 0.5);
    assert_eq!(seen[0].times, Some((1_000_000, 1_000_040)));
    let along = matcher.seen_spans(&found, &route, &network, Direction::Along);
    assert_eq!(along, []);
}

#[test]
fn a_road_drawn_twice_is_seen_on_either_of_its_links() {
    let course = [at(0.0, 0.0), at(1000.0, 0.0)];
    let back = [at(1000.0, 0.0), at(0.0, 0.0)];
    let (mut one, mut other) = (road("r1", &course), road("r2", &back));
    // Both one-way, so that the layer's duplicates are kept: together they are a road driven both ways.
    (one.oneway, other.oneway) = (Oneway::Forward, Oneway::Forward);
    let network = build(&[one, other], &RoadParams::default()).0;
    assert_eq!(network.links().len(), 2);
    let matcher = Matcher::new(&network, MatchParams::default());
    let places = [800.0, 700.0, 600.0].map(|along| (along, 0.0));
    let found = matcher.match_track(&cleaned(vec![fixes(&places, 10)]));
    for link in [0, 1] {
        let whole = Traversal {
            link: LinkIdx(link),
            from_fraction: 0.0,
            to_fraction: 1.0,
        };
        let seen = matcher.seen_spans(&found, &[whole], &network, Direction::Either);
        let from = if link == 0 { 600.0 } else { 200.0 };
        assert!((seen[0].from - from).abs() < 0.5, "{seen:?}");
        let along = matcher.seen_spans(&found, &[whole], &network, Direction::Along);
        assert_eq!(along.len(), usize::from(link == 1));
    }
}

#[test]
fn a_pass_has_its_distance_and_its_time() {
    let clean = cleaned(vec![fixes(&[(0.0, 0.0), (100.0, 0.0), (200.0, 0.0)], 10)]);
    let pass = nearest_pass(&clean, at(150.0, 40.0), 50.0).unwrap();
    assert!((pass.metres - 40.0).abs() < 0.1);
    assert_eq!(pass.time, Some(1_000_015));
    assert_eq!(nearest_pass(&clean, at(150.0, 40.0), 39.0), None);
}

const GPX: &str = "<?xml version='1.0' encoding='UTF-8'?>\n\
<gpx version='1.1' creator='someone' xmlns='http://www.topografix.com/GPX/1/1'>\n\
<metadata><author><name>Zhang San</name></author></metadata>\n\
<wpt lat='43.6' lon='126.1'><name>home</name></wpt>\n\
<trk><name>Zhang San</name><trkseg>\n\
<trkpt lat='43.5' lon='126.0'><ele>200</ele><time>2026-11-24T08:30:00+08:00</time><course>12</course></trkpt>\n\
<trkpt lat='43.5001' lon='126.0001'><!-- > --><speed>3</speed></trkpt>\n\
</trkseg><trkseg/></trk>\n\
<rte><rtept lat='43.5' lon='126.2'/></rte>\n\
</gpx>\n";

#[test]
fn gpx_gives_tracks_segments_and_routes_but_no_names() {
    let tracks = read_bytes(GPX.into(), "day.gpx").unwrap();
    let shape: Vec<(&str, Vec<usize>)> = tracks
        .iter()
        .map(|track| {
            (
                track.name.as_str(),
                track.segments.iter().map(Vec::len).collect(),
            )
        })
        .collect();
    assert_eq!(shape, [("day.gpx#1", vec![2, 0]), ("day.gpx#2", vec![1])]);
    let first = &tracks[0].segments[0];
    assert_eq!(first[0].time, Some(1_795_480_200));
    assert_eq!((first[1].time, first[1].at.y), (None, 43.5001));
    let old = GPX.replace("1.1", "1.0").replace("/GPX/1/1", "/GPX/1/0");
    assert_eq!(read_bytes(old.into(), "day.gpx").unwrap(), tracks);
}

#[test]
fn marks_packing_and_utf16_are_read() {
    let expected = read_bytes(GPX.into(), "f").unwrap();
    let marked = format!("\u{feff}{GPX}");
    assert_eq!(read_bytes(marked.clone().into(), "f").unwrap(), expected);
    let wide: Vec<u8> = marked.encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(read_bytes(wide, "f").unwrap(), expected);
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    std::io::Write::write_all(&mut packer, GPX.as_bytes()).unwrap();
    let packed = packer.finish().unwrap();
    assert_eq!(read_bytes(packed.clone(), "f").unwrap(), expected);
    let cut = packed[..packed.len() / 2].to_vec();
    assert_eq!(read_bytes(cut, "f").unwrap_err().code.id, "T0003");
}

#[test]
fn broken_files_are_told_with_their_line() {
    let says = |text: &str| {
        let finding = read_bytes(text.into(), "f").unwrap_err();
        (finding.code.id, finding.source.line)
    };
    assert_eq!(
        says(&GPX.replace("lat='43.5001'", "lat='north'")),
        ("T0005", 7)
    );
    assert_eq!(says(&GPX.replace("lat='43.5001'", "")), ("T0005", 7));
    assert_eq!(says(&GPX.replace("08:30:00", "8 h")), ("T0005", 6));
    assert_eq!(says(&GPX[..GPX.len() - 30]).0, "T0005");
    assert_eq!(says("<kml></kml>").0, "T0005");
    assert_eq!(says("<gpx version='1.1' creator='x'></gpx>").0, "T0007");
    assert_eq!(says("lat,lon\n1,2"), ("T0004", 0));
    assert_eq!(says(""), ("T0004", 0));
    assert_eq!(
        says("{\"type\":\"FeatureCollection\",\n\"features\":[}"),
        ("T0006", 2)
    );
    assert_eq!(
        says("{\"type\":\"Point\",\"coordinates\":[1,2]}"),
        ("T0007", 0)
    );
}

#[test]
fn lines_of_geojson_are_tracks_without_times() {
    let text = r#"{"type":"FeatureCollection","features":[
        {"type":"Feature","properties":{"driver":"x"},"geometry":{"type":"LineString","coordinates":[[126,43.5],[126.01,43.5,200]]}},
        {"type":"Feature","properties":null,"geometry":null},
        {"type":"Feature","properties":null,"geometry":{"type":"MultiLineString","coordinates":[[[1,2],[3,4]],[[0,0],[200,5]]]}}]}"#;
    let tracks = read_bytes(text.into(), "t").unwrap();
    assert_eq!(tracks.len(), 2);
    assert_eq!(tracks[0].segments[0][1].at, Coord { x: 126.01, y: 43.5 });
    let report = clean(&tracks[1], &CleanParams::default()).report;
    assert_eq!((report.read, report.zero, report.out_of_range), (4, 1, 1));
    assert_eq!(report.kept + report.removed(), 4);
}
