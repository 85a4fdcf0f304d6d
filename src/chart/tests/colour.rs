//! Whether neighbours can be told apart: on white paper, in grey, and by those who do not see red or green.

use crate::chart::ink::{PARTS, SERIES, class, stroke};

type Rgb = [f64; 3];

fn linear(colour: &str) -> Rgb {
    [1, 3, 5].map(|at| {
        let value = f64::from(u8::from_str_radix(&colour[at..at + 2], 16).unwrap()) / 255.0;
        if value <= 0.040_45 {
            value / 12.92
        } else {
            ((value + 0.055) / 1.055).powf(2.4)
        }
    })
}

fn luminance([red, green, blue]: Rgb) -> f64 {
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}

/// The contrast of WCAG 2, 1 to 21.
fn contrast(a: &str, b: &str) -> f64 {
    let (a, b) = (luminance(linear(a)), luminance(linear(b)));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

/// CIE L*, a*, b* for the white of sRGB.
fn lab([red, green, blue]: Rgb) -> Rgb {
    let x = (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.9505;
    let z = (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.089;
    let root = |part: f64| {
        if part > 0.008_856 {
            part.cbrt()
        } else {
            7.787 * part + 16.0 / 116.0
        }
    };
    let (x, y, z) = (root(x), root(luminance([red, green, blue])), root(z));
    [116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)]
}

fn lightness(colour: &str) -> f64 {
    lab(linear(colour))[0]
}

/// How a colour looks to someone without the long, the middle or the short cones, after Machado, Oliveira and Fernandes
/// (2009), doi:10.1109/TVCG.2009.113, at full severity.
fn seen_by(colour: &str) -> [Rgb; 4] {
    const LACKING: [[Rgb; 3]; 3] = [
        [
            [0.152_286, 1.052_583, -0.204_868],
            [0.114_503, 0.786_281, 0.099_216],
            [-0.003_882, -0.048_116, 1.051_998],
        ],
        [
            [0.367_322, 0.860_646, -0.227_968],
            [0.280_085, 0.672_501, 0.047_413],
            [-0.011_820, 0.042_940, 0.968_881],
        ],
        [
            [1.255_528, -0.076_749, -0.178_779],
            [-0.078_411, 0.930_809, 0.147_602],
            [0.004_733, 0.691_367, 0.303_900],
        ],
    ];
    let full = linear(colour);
    let through = |rows: [Rgb; 3]| {
        rows.map(|row| {
            row.iter()
                .zip(full)
                .map(|(share, part)| share * part)
                .sum::<f64>()
                .clamp(0.0, 1.0)
        })
    };
    [
        full,
        through(LACKING[0]),
        through(LACKING[1]),
        through(LACKING[2]),
    ]
    .map(lab)
}

/// The least distance of two colours over all eyes (CIE76; 2.3 is just noticeable).
fn distance(a: &str, b: &str) -> f64 {
    seen_by(a)
        .iter()
        .zip(seen_by(b))
        .map(|(a, b)| {
            a.iter()
                .zip(b)
                .map(|(a, b)| (a - b).powi(2))
                .sum::<f64>()
                .sqrt()
        })
        .fold(f64::INFINITY, f64::min)
}

#[test]
fn lines_stand_out_from_white_and_neighbours_differ_in_grey_and_in_form() {
    for (at, colour) in SERIES.iter().enumerate() {
        assert!(contrast(colour, "#ffffff") >= 3.0, "{colour} on white");
        let next = SERIES[(at + 1) % SERIES.len()];
        let grey = (lightness(colour) - lightness(next)).abs();
        assert!(grey >= 20.0, "{colour} and {next} in grey: {grey:.0}");
        assert!(distance(colour, next) >= 20.0, "{colour} and {next}");
    }
    for a in 0..30 {
        for b in 0..a {
            let (a, b) = (stroke(a), stroke(b));
            assert!(a.dash != b.dash || a.colour != b.colour, "{a:?} and {b:?}");
        }
    }
    for (at, a) in SERIES.iter().enumerate() {
        for b in &SERIES[..at] {
            assert!(distance(a, b) >= 10.0, "{a} and {b}: {:.0}", distance(a, b));
        }
    }
}

#[test]
fn the_parts_of_a_bar_differ_in_grey_and_neighbours_in_hatch() {
    for pair in PARTS.windows(2) {
        let grey = (lightness(pair[0].0) - lightness(pair[1].0)).abs();
        assert!(grey >= 20.0, "{pair:?} in grey: {grey:.0}");
        assert!(distance(pair[0].0, pair[1].0) >= 20.0, "{pair:?}");
        assert!(pair[0].1.is_empty() != pair[1].1.is_empty() || pair[0].1 != pair[1].1);
    }
    for (colour, hatch) in PARTS.into_iter().filter(|(_, hatch)| !hatch.is_empty()) {
        assert!(contrast(colour, hatch) >= 3.0, "{hatch} on {colour}");
    }
}

#[test]
fn classes_darken_evenly_and_broaden() {
    for count in 2..=6 {
        for number in 1..count {
            let (before, here) = (class(number - 1, count), class(number, count));
            let darker = lightness(before.colour) - lightness(here.colour);
            assert!(
                darker >= 12.0,
                "class {number} of {count} in grey: {darker:.0}"
            );
            assert!(distance(before.colour, here.colour) >= 12.0);
            assert!(here.width > before.width && here.dash != before.dash || count < 6);
        }
    }
    for number in 0..6 {
        let class = class(number, 6);
        if !class.dash.is_empty() {
            assert!(contrast(class.colour, class.dash_ink) >= 3.0, "{class:?}");
        }
    }
}
