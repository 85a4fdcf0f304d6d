use geo::Coord;

use super::CleanTrack;
use super::plane::metres;
use crate::roads::nearest_on_segment;

/// How near a track came to a place.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pass {
    /// Metres from the place to the track's line.
    pub metres: f64,
    /// When, in seconds since 1970 (UTC), between fixes by even speed; `None` without times.
    pub time: Option<i64>,
}

/// Where a track came nearest to a place, when within so many metres; of equal ones the first.
///
/// The track is the straight lines between its fixes; over gaps it has none. O(n) in the fixes.
pub fn nearest_pass(track: &CleanTrack, place: Coord, within: f64) -> Option<Pass> {
    let mut best: Option<Pass> = None;
    let mut offer = |pass: Pass| {
        if pass.metres <= best.map_or(within, |best| best.metres)
            && best.is_none_or(|best| pass.metres < best.metres)
        {
            best = Some(pass);
        }
    };
    for fixes in &track.segments {
        if let [only] = fixes[..] {
            offer(Pass {
                metres: metres(place, only.at),
                time: only.time,
            });
        }
        for pair in fixes.windows(2) {
            let (share, metres) = nearest_on_segment(place, pair[0].at, pair[1].at);
            let times = pair[0].time.zip(pair[1].time);
            let time = times.map(|times| at_share(times, share));
            offer(Pass { metres, time });
        }
    }
    best
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "two fixes of a track are far below 2^53 seconds apart"
)]
fn at_share((first, last): (i64, i64), share: f64) -> i64 {
    first + ((last - first) as f64 * share).round() as i64
}
