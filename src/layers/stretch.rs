//! A block of features to records, told by their place in the block; then by their place in the file.

use super::LayerSpec;
use super::convert::FeatureReader;
use super::fast::Walker;
use super::head::{Form, is_plain_tail};
use super::locate::Place;
use super::read::LayerRead;
use super::record::{Context, Layer, Notes};
use super::schema::Schema;
use super::split::{self, Found, Piece};
use super::{blocks::Block, scan};
use crate::domain::Source;

/// What a block gave.
#[derive(Default)]
pub(super) struct Part {
    pub(super) layer: LayerRead,
    pub(super) notes: Notes,
    /// Features that gave a record or are rightly left out.
    pub(super) good: usize,
    /// The place behind it.
    end: Place,
}

/// The features and lines before a block.
#[derive(Clone, Copy, Default)]
pub(super) struct Before {
    features: usize,
    place: Place,
}

/// Reads a block; `None` when its end is not where it should be, or anything in it needs a look at its neighbours.
pub(super) fn read(block: &Block, form: Form, spec: &LayerSpec, schema: &Schema) -> Option<Part> {
    let text = std::str::from_utf8(&block.bytes).ok()?;
    let known = Layer::new(spec, schema, text);
    let mut ctx = Context::new(&known);
    let mut walker = Walker::new(ctx.frame());
    let mut part = Part::default();
    let layer = &mut part.layer;
    let mut at = block.start;
    loop {
        let (piece, end) = piece(&mut walker, text, at, form)?;
        let idx = layer.features;
        layer.features += 1;
        let reader = FeatureReader { text, idx, layer };
        part.good += usize::from(reader.read(&mut ctx, &mut walker, piece));
        at = scan::space(text.as_bytes(), end);
        match (form, text.as_bytes().get(at)) {
            (Form::Sequence, Some(b'{')) => continue,
            (Form::Sequence, None) => break,
            (Form::Collection, Some(b',')) => at = scan::space(text.as_bytes(), at + 1),
            (Form::Collection, Some(b']')) if block.last && is_plain_tail(text, at + 1) => break,
            _ => return None,
        }
        if at == text.len() {
            if block.last {
                return None;
            }
            break;
        }
    }
    part.layer.draw_roads();
    part.end = ctx.place(text.len());
    part.notes = ctx.notes();
    Some(part)
}

/// The feature that opens at `start`, and the offset behind it.
fn piece<'a>(
    walker: &mut Walker<'a>,
    text: &'a str,
    start: usize,
    form: Form,
) -> Option<(Piece<'a>, usize)> {
    if let Some((feature, end)) = walker.feature(text, start) {
        if form == Form::Sequence && feature.root_member {
            return None;
        }
        let feature = Ok(Found::Plain(feature));
        return Some((Piece { start, feature }, end));
    }
    // In a text of features, a root that is none of the plain ones may be anything; in a list, an element that is no object has
    // neighbours to be looked at, and the members of a list would pass for those of a feature.
    if form == Form::Sequence || text.as_bytes().get(start) != Some(&b'{') {
        return None;
    }
    split::element(text, start).ok()
}

impl Part {
    /// Tells every place as one of the file; gives what is before the next block.
    pub(super) fn moved(&mut self, before: Before) -> Before {
        let mend = |source: &mut Source| before.mend(source);
        self.layer
            .roads
            .iter_mut()
            .for_each(|road| mend(&mut road.source));
        self.layer
            .areas
            .iter_mut()
            .for_each(|area| mend(&mut area.source));
        let targets = self.layer.targets.iter_mut();
        targets.for_each(|(_, target)| mend(&mut target.source));
        let findings = self.notes.findings.iter_mut();
        findings.for_each(|finding| mend(&mut finding.source));
        self.notes.tally.sources().for_each(mend);
        Before {
            features: before.features + self.layer.features,
            place: before.place.then(self.end),
        }
    }
}

impl Before {
    fn mend(&self, source: &mut Source) {
        if let Some(feature) = source.feature {
            source.feature = u32::try_from(self.features + feature as usize).ok();
        }
        // Line 0 stands for no place at all.
        if source.line == 0 {
            return;
        }
        if source.line == 1 {
            source.column = source.column.saturating_add(self.place.column);
        }
        source.line = source.line.saturating_add(self.place.line);
    }
}
