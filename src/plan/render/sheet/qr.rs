//! A QR code as SVG.

use std::fmt::Write as _;

use qrcode::{Color, EcLevel, QrCode};

use crate::plan::render::escape::markup;

/// The code of a text with its quiet zone; empty when the text is too long for one.
pub(super) fn svg(text: &str) -> String {
    const QUIET: usize = 4;
    let Ok(code) = QrCode::with_error_correction_level(text, EcLevel::M) else {
        return String::new();
    };
    let width = code.width();
    let size = width + 2 * QUIET;
    let mut path = String::new();
    for (row, colors) in code.to_colors().chunks(width).enumerate() {
        let mut column = 0;
        while column < width {
            let run = colors[column..]
                .iter()
                .take_while(|color| **color == Color::Dark)
                .count();
            if run > 0 {
                let _ = write!(path, "M{} {}h{run}v1h-{run}z", column + QUIET, row + QUIET);
            }
            column += run.max(1);
        }
    }
    format!(
        "<svg class=\"qr\" viewBox=\"0 0 {size} {size}\" role=\"img\" aria-label=\"QR {}\" \
         shape-rendering=\"crispEdges\"><path d=\"M0 0h{size}v{size}H0z\" fill=\"#fff\"/><path d=\"{path}\"/></svg>",
        markup(text)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn too_long_a_text_has_no_code() {
        assert!(svg("D-001").contains("<path"));
        assert_eq!(svg(&"x".repeat(5000)), "");
    }
}
