//! Tracks of 13 waste trucks in Peja, Kosovo, which have no times, and no roads with them.

use geo::{Distance, Haversine, LineString, Point, Simplify};
use xuncha::roads::{RoadParams, build};
use xuncha::testing::road;
use xuncha::tracks::{CleanParams, CleanTrack, MatchParams, Matched, Matcher, Why, clean, read};

use crate::{network, shared};

#[test]
#[ignore = "needs published layers that are not in the repository"]
fn truck_tracks_are_cleaned_and_refused_or_matched_in_part() {
    let path = shared("xk-peja-dumps/truck_tracks.geojson.gz");
    let tracks = read(&path, "truck_tracks.geojson.gz").unwrap();
    assert_eq!(tracks.len(), 13);
    let cleaned: Vec<CleanTrack> = tracks
        .iter()
        .map(|track| clean(track, &CleanParams::default()))
        .collect();
    for track in &cleaned {
        println!("{}: {:?}", track.name, track.report);
        assert_eq!(
            track.report.kept + track.report.removed(),
            track.report.read
        );
    }
    let sum = |count: fn(&CleanTrack) -> usize| cleaned.iter().map(count).sum::<usize>();
    assert_eq!(sum(|track| track.report.read), 68_981);
    assert_eq!(sum(|track| track.report.zero), 1);

    let said: Vec<_> = cleaned.iter().filter_map(CleanTrack::finding).collect();
    assert_eq!(said.iter().filter(|one| one.args[2] == "1").count(), 1);

    let elsewhere = network(&shared("cn-lingqiu"), "roads.geojson.gz");
    let matcher = Matcher::new(&elsewhere, MatchParams::default());
    for track in &cleaned {
        let matched = matcher.match_track(track);
        assert_eq!(matched.unmatched_fixes(Why::NoRoad), track.fixes());
        let findings = matched.findings();
        assert_eq!(findings[0].code.id, "T0011", "{findings:?}");
    }

    // What roads there are: the course of the longest stretch of one truck.
    let segments = cleaned.iter().flat_map(|track| &track.segments);
    let longest = segments.max_by_key(|segment| segment.len()).unwrap();
    let course: LineString = longest.iter().map(|fix| fix.at).collect();
    let made = build(
        &[road("made", &course.simplify(0.0001).0)],
        &RoadParams::default(),
    )
    .0;
    let matcher = Matcher::new(&made, MatchParams::default());
    let mut in_part = 0;
    for track in &cleaned {
        let matched = matcher.match_track(track);
        all_accounted(track, &matched);
        let metres = matched.metres(&made);
        println!(
            "{}: {} of {} fixes on {:.1} km of {:.1} km, sigma {:.1}",
            track.name,
            matched.matched_fixes,
            matched.fixes,
            metres / 1000.0,
            straight(track) / 1000.0,
            matched.sigma
        );
        in_part += usize::from(matched.matched_fixes > 0);
    }
    assert!(in_part >= 5, "{in_part}");
}

fn all_accounted(track: &CleanTrack, matched: &Matched) {
    let left: usize = matched.unmatched.iter().map(|one| one.fixes).sum();
    assert_eq!(matched.matched_fixes + left, track.fixes());
}

fn straight(track: &CleanTrack) -> f64 {
    let pairs = track.segments.iter().flat_map(|segment| segment.windows(2));
    pairs
        .map(|pair| Haversine.distance(Point(pair[0].at), Point(pair[1].at)))
        .sum()
}
