//! What a standing vehicle recorded, reduced to its arrival and its departure.

use geo::Coord;

use super::Fix;
use super::clean::CleanParams;
use super::plane::metres;

/// Replaces each cluster of fixes that a standing vehicle made by its first and its last, at the mean place of all.
///
/// A cluster grows while the next fix lies within the distance of the running mean.
pub(super) fn settle(fixes: &mut Vec<Fix>, params: &CleanParams) {
    let mut from = 0;
    let mut kept = 0;
    while from < fixes.len() {
        let (to, mean) = cluster(fixes, from, params.standing_metres);
        if stands(&fixes[from..to], params.standing_seconds) {
            for end in [from, to - 1] {
                fixes[kept] = Fix {
                    at: mean,
                    time: fixes[end].time,
                };
                kept += 1;
            }
            from = to;
        } else {
            fixes[kept] = fixes[from];
            kept += 1;
            from += 1;
        }
    }
    fixes.truncate(kept);
}

/// End of the cluster that begins with a fix, and its mean.
fn cluster(fixes: &[Fix], from: usize, within: f64) -> (usize, Coord) {
    let mut sum = fixes[from].at;
    let mut to = from + 1;
    while to < fixes.len() {
        let count = (to - from) as f64;
        if metres(sum / count, fixes[to].at) > within {
            break;
        }
        sum = sum + fixes[to].at;
        to += 1;
    }
    (to, sum / (to - from) as f64)
}

fn stands(fixes: &[Fix], seconds: i64) -> bool {
    let (Some(first), Some(last)) = (fixes.first(), fixes.last()) else {
        return false;
    };
    let enough = fixes.len() > 2;
    let lasted = match first.time.zip(last.time) {
        Some((first, last)) => last - first,
        None => i64::try_from(fixes.len()).unwrap_or(i64::MAX),
    };
    enough && lasted >= seconds
}
