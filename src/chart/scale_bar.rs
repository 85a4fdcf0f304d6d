//! How long a map's kilometre is, and which way is north.

use super::frame::Frame;
use crate::domain::{Lang, markup};

/// A bar of a round length, at most a quarter of the map, in its lower left corner: markup to be put into a group that sets
/// the size of the type.
pub(crate) fn scale_bar(lang: Lang, frame: &Frame) -> String {
    let longest = frame.metres_per_unit * frame.width / 4.0;
    let mut metres = 10_f64.powf(longest.log10().floor());
    for factor in [5.0, 2.0] {
        if metres * factor <= longest {
            metres *= factor;
            break;
        }
    }
    let text = if metres >= 1000.0 {
        format!("{} {}", metres / 1000.0, lang.pick("km", "公里"))
    } else {
        format!("{metres} {}", lang.pick("m", "米"))
    };
    let (y, long) = (frame.height - 12.0, metres / frame.metres_per_unit);
    format!(
        "<path d=\"M12 {:.0}v6h{long:.1}v-6\" fill=\"none\" stroke=\"#fff\" stroke-width=\"5\"/>\
         <path d=\"M12 {:.0}v6h{long:.1}v-6\" fill=\"none\" stroke=\"#111\" stroke-width=\"1.6\"/>\
         <text x=\"{:.0}\" y=\"{:.0}\" paint-order=\"stroke\" stroke=\"#fff\" stroke-width=\"3\">{}</text>",
        y - 6.0,
        y - 6.0,
        18.0 + long,
        y + 1.0,
        markup(&text),
    )
}

/// An arrow to the north in the map's upper right corner.
pub(crate) fn north_arrow(lang: Lang, frame: &Frame) -> String {
    format!(
        "<path d=\"M{:.0} 34v-22m-5 8l5-8 5 8\" fill=\"none\" stroke=\"#111\" stroke-width=\"1.8\"/>\
         <text x=\"{:.0}\" y=\"48\" text-anchor=\"middle\" paint-order=\"stroke\" stroke=\"#fff\" stroke-width=\"3\">{}</text>",
        frame.width - 18.0,
        frame.width - 18.0,
        lang.pick("N", "北"),
    )
}
