//! Properties of the ledger on random histories: what closes a point, what changes nothing, what merging leaves.

#![expect(
    clippy::unwrap_used,
    reason = "tests may panic; clippy takes their helpers for other code"
)]

mod audit;
mod closing;
mod garbage;
mod makers;
mod merging;
mod world;

use proptest::prelude::ProptestConfig;
use proptest::test_runner::RngSeed;

/// So many cases, or more when `PROPTEST_CASES` asks for more; always the same ones first.
fn cases(least: u32) -> ProptestConfig {
    let asked = ProptestConfig::default().cases;
    ProptestConfig {
        cases: if asked > PROPTEST_DEFAULT {
            least.max(asked)
        } else {
            least
        },
        rng_seed: RngSeed::Fixed(1),
        failure_persistence: None,
        max_shrink_iters: 2_000,
        ..ProptestConfig::default()
    }
}

/// Cases that proptest runs when nobody asks for a number.
const PROPTEST_DEFAULT: u32 = 256;
