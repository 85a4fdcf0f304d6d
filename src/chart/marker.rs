//! Shapes that tell series and classes of points apart without colour.

use super::number::tenths;

/// Path data of the shape of a number at a place, about `radius` units from its middle.
pub(super) fn shape(number: usize, (x, y): (f64, f64), radius: f64) -> String {
    let spot = |dx: f64, dy: f64| format!("{} {}", tenths(x + dx), tenths(y + dy));
    match number % 6 {
        0 => {
            let r = tenths(radius);
            let across = tenths(2.0 * radius);
            format!(
                "M{}a{r} {r} 0 1 0 {across} 0a{r} {r} 0 1 0 -{across} 0z",
                spot(-radius, 0.0)
            )
        }
        1 => {
            let side = 0.88 * radius;
            polygon(&[
                spot(-side, -side),
                spot(side, -side),
                spot(side, side),
                spot(-side, side),
            ])
        }
        2 => {
            let (low, wide) = (0.8 * radius, 1.15 * radius);
            polygon(&[spot(0.0, -1.15 * radius), spot(wide, low), spot(-wide, low)])
        }
        3 => {
            let long = 1.3 * radius;
            polygon(&[
                spot(0.0, -long),
                spot(long, 0.0),
                spot(0.0, long),
                spot(-long, 0.0),
            ])
        }
        4 => {
            let (high, wide) = (0.8 * radius, 1.15 * radius);
            polygon(&[
                spot(0.0, 1.15 * radius),
                spot(wide, -high),
                spot(-wide, -high),
            ])
        }
        _ => {
            let (thin, long) = (0.42 * radius, 1.2 * radius);
            polygon(&[
                spot(-thin, -long),
                spot(thin, -long),
                spot(thin, -thin),
                spot(long, -thin),
                spot(long, thin),
                spot(thin, thin),
                spot(thin, long),
                spot(-thin, long),
                spot(-thin, thin),
                spot(-long, thin),
                spot(-long, -thin),
                spot(-thin, -thin),
            ])
        }
    }
}

fn polygon(spots: &[String]) -> String {
    format!("M{}z", spots.join("L"))
}
