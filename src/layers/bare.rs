//! The bare one-pass read: what a text of features costs before anything is made of it.

use super::fast::Walker;
use super::head::Head;
use super::scan;

/// What a bare read met.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Walked {
    /// Features that were read in one walk.
    pub features: usize,
    /// Their properties.
    pub properties: usize,
    /// Their positions.
    pub positions: usize,
}

/// Walks over the features of a text once: members, properties as slices, coordinates as numbers; all dropped again.
///
/// The measure of reading: what the records of a layer cost is told as a multiple of it. `None` when the text does not
/// begin like one of features; the walk ends at the first that is not plain.
pub fn walk(text: &str) -> Option<Walked> {
    let mut at = Head::find(text)?.start;
    let mut walker = Walker::default();
    let mut walked = Walked::default();
    while let Some((feature, end)) = walker.feature(text, at) {
        walked.features += 1;
        walked.properties += feature.properties.0.len();
        walked.positions += feature.geometry.shape.positions();
        walker.reuse(feature.properties);
        at = scan::space(text.as_bytes(), end);
        if text.as_bytes().get(at) == Some(&b',') {
            at = scan::space(text.as_bytes(), at + 1);
        }
    }
    Some(walked)
}
