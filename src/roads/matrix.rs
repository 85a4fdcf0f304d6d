use rayon::prelude::*;

use super::search::{Search, wanted, whole};
use super::{Network, Position};

/// Driving seconds and metres between all positions along the fastest paths: `n x n`, row = from, row major.
///
/// `u32::MAX` where there is no way. Seconds and metres are rounded to the nearest whole, once, at the end.
pub fn travel_matrix(network: &Network, positions: &[Position]) -> (Vec<u32>, Vec<u32>) {
    let (wanted, count) = wanted(network, positions);
    let rows: Vec<(Vec<u32>, Vec<u32>)> = positions
        .par_iter()
        .map_init(
            || Search::new(network),
            |search, from| {
                search.run(*from, &wanted, count);
                positions
                    .iter()
                    .map(|to| {
                        search
                            .arrival(*from, *to)
                            .map_or((u32::MAX, u32::MAX), |(cost, _)| whole(cost))
                    })
                    .unzip()
            },
        )
        .collect();
    let (seconds, metres): (Vec<_>, Vec<_>) = rows.into_iter().unzip();
    (seconds.concat(), metres.concat())
}
