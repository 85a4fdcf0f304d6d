//! One drawing: its size, its patterns, its text.

use super::number::tenths;
use super::text;
use crate::domain::{Lang, markup};

/// Width of a plot in units.
pub(super) const WIDTH: f64 = 440.0;

/// Type size of labels in units.
pub(super) const TYPE: f64 = 15.0;

/// Height of a line of text in units.
pub(super) const LINE: f64 = 19.0;

/// Typefaces that machines have without a network.
pub(super) const FACES: &str = "Noto Sans CJK SC, Noto Sans SC, Source Han Sans SC, Microsoft YaHei, PingFang SC, WenQuanYi Micro Hei, sans-serif";

/// Where a text hangs on its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

/// A drawing that grows; whoever draws puts escaped markup into [`Self::push`].
#[derive(Clone, Debug)]
pub(super) struct Canvas {
    label: String,
    body: String,
    patterns: Vec<(String, String)>,
    prefix: u32,
}

impl Canvas {
    /// An empty drawing; the label is what a screen reader says of it.
    pub(super) fn new(label: &str) -> Self {
        Self {
            label: label.to_owned(),
            body: String::new(),
            patterns: Vec::new(),
            prefix: fingerprint(label),
        }
    }

    /// Adds markup, which must be well formed and escaped.
    pub(super) fn push(&mut self, markup: &str) {
        self.body.push_str(markup);
        self.body.push('\n');
    }

    /// Adds a path with its attributes.
    pub(super) fn path(&mut self, data: &str, attributes: &str) {
        if !data.is_empty() {
            self.push(&format!("<path d=\"{data}\" {attributes}/>"));
        }
    }

    /// Adds a text on its base line.
    pub(super) fn text(&mut self, (x, y): (f64, f64), anchor: Anchor, text: &str) {
        self.styled((x, y), anchor, text, "");
    }

    /// Adds a text with a white rim, for places where it lies over lines.
    pub(super) fn rimmed(&mut self, at: (f64, f64), anchor: Anchor, text: &str) {
        self.styled(
            at,
            anchor,
            text,
            " paint-order=\"stroke\" stroke=\"#fff\" stroke-width=\"4\" stroke-linejoin=\"round\"",
        );
    }

    fn styled(&mut self, (x, y): (f64, f64), anchor: Anchor, text: &str, style: &str) {
        let anchor = match anchor {
            Anchor::Start => "",
            Anchor::Middle => " text-anchor=\"middle\"",
            Anchor::End => " text-anchor=\"end\"",
        };
        self.push(&format!(
            "<text x=\"{}\" y=\"{}\"{anchor}{style}>{}</text>",
            tenths(x),
            tenths(y),
            markup(text)
        ));
    }

    /// Adds lines of text below each other, the first on the given base line; gives the base line after the last.
    pub(super) fn lines(&mut self, (x, y): (f64, f64), anchor: Anchor, lines: &[String]) -> f64 {
        let mut y = y;
        for line in lines {
            self.text((x, y), anchor, line);
            y += LINE;
        }
        y
    }

    /// A name that other drawings of the page do not use.
    pub(super) fn id(&self, name: &str) -> String {
        format!("p{:08x}{name}", self.prefix)
    }

    /// Takes in a pattern; gives its `url(#..)`. The name is the same for the same pattern.
    pub(super) fn pattern(&mut self, name: &str, content: &str) -> String {
        let id = self.id(name);
        if !self.patterns.iter().any(|(known, _)| *known == id) {
            self.patterns.push((id.clone(), content.to_owned()));
        }
        format!("url(#{id})")
    }

    /// The finished SVG.
    pub(super) fn finish(self, width: f64, height: f64) -> String {
        let label = markup(&self.label);
        let (width, height) = (tenths(width), tenths(height.ceil()));
        let mut out = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" role=\"img\" aria-label=\"{label}\" \
             font-family=\"{FACES}\" font-size=\"{TYPE}\" fill=\"#111\">\n<title>{label}</title>\n"
        );
        if !self.patterns.is_empty() {
            out.push_str("<defs>");
            for (id, content) in &self.patterns {
                out.push_str(&format!(
                    "<pattern id=\"{id}\" width=\"8\" height=\"8\" patternUnits=\"userSpaceOnUse\">{content}</pattern>"
                ));
            }
            out.push_str("</defs>\n");
        }
        out.push_str(&format!(
            "<path d=\"M0 0h{width}v{height}H0z\" fill=\"#fff\"/>\n"
        ));
        out.push_str(&self.body);
        out.push_str("</svg>\n");
        out
    }
}

/// What stands in place of a plot without data.
pub(super) fn no_data(label: &str, lang: Lang) -> String {
    let mut canvas = Canvas::new(label);
    canvas.path(
        "M8 8h424v84H8z",
        "fill=\"none\" stroke=\"#767676\" stroke-dasharray=\"6 5\"",
    );
    canvas.text(
        (WIDTH / 2.0, 56.0),
        Anchor::Middle,
        lang.pick("no data", "无数据"),
    );
    canvas.finish(WIDTH, 100.0)
}

/// A title broken into lines that fit the drawing.
pub(super) fn title(text: &str) -> Vec<String> {
    text::wrap(text, TYPE, WIDTH - 16.0)
}

/// Tells the patterns of drawings on one page apart (FNV-1a).
fn fingerprint(text: &str) -> u32 {
    text.bytes().fold(0x811c_9dc5, |hash, byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    })
}
