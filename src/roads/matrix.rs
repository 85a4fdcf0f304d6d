use super::{Network, Position};

/// Driving seconds and metres between all positions along the fastest paths: `n x n`, row = from, row major.
///
/// `u32::MAX` where there is no way. Seconds and metres are rounded to the nearest whole, once, at the end.
pub fn travel_matrix(network: &Network, positions: &[Position]) -> (Vec<u32>, Vec<u32>) {
    network.ways().matrix(positions)
}
