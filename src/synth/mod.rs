//! A made-up county: relief, roads, places, targets and, on request, the faults of real layers.
//!
//! Seeded; declared synthetic. Writes nothing: gives the files' contents. Knows nothing of the road network or the solver.

/// How large.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Size {
    Village,
    /// A tenth of a county.
    Township,
    /// 2,600 km2.
    County,
    /// Nine counties.
    Prefecture,
    /// Sixty counties.
    Province,
}

/// One file of the workspace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MadeFile {
    /// Name within the workspace, such as `roads.geojson`.
    pub name: String,
    /// Contents.
    pub bytes: Vec<u8>,
}

/// Makes a workspace: the five layers, `xuncha.toml` and, with `defects`, `defects.json` that lists each fault with the finding expected.
pub fn make(size: Size, seed: u64, defects: bool) -> Vec<MadeFile> {
    let _ = (size, seed, defects);
    Vec::new()
}
