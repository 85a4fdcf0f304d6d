//! How evenly a service is spread: the Lorenz curve, the Gini coefficient, and who is served worst.

use super::axis::{Axis, Form};
use super::canvas::{Anchor, Canvas, LINE, WIDTH, no_data};
use super::ink::stroke;
use super::legend::{Legend, SAMPLE};
use super::marker::shape;
use super::number::tenths;
use super::plane::{Plane, course};
use super::text;
use crate::domain::Lang;

/// What one part, such as a township, needs and gets.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Served {
    /// Its name.
    pub name: String,
    /// What is due there, in any unit; parts without need are left out.
    pub need: f64,
    /// What it got, in the same or another unit.
    pub got: f64,
}

/// The Lorenz curve (洛伦兹曲线) of a service over parts ordered from the worst served to the best.
///
/// Across runs the share of all need, upright the share of all service. M. O. Lorenz (1905), "Methods of measuring the
/// concentration of wealth", doi:10.2307/2276207; the coefficient is Gini's, twice the area between curve and diagonal.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Lorenz {
    /// What a screen reader says of the plot.
    pub label: String,
    /// Title of the axis across, such as `share of visits due`.
    pub need: String,
    /// Title of the upright axis, such as `share of visits made`.
    pub got: String,
    /// The parts, in any order.
    pub parts: Vec<Served>,
}

impl Lorenz {
    /// 0 when every part gets by its need, towards 1 when one part gets all; `None` without need or without service.
    pub fn gini(&self) -> Option<f64> {
        let corners = self.corners()?;
        let below: f64 = corners
            .windows(2)
            .map(|pair| (pair[1].0 - pair[0].0) * (pair[1].1 + pair[0].1))
            .sum();
        Some((1.0 - below).clamp(0.0, 1.0))
    }

    /// The part that gets least for its need; among equals the first name. `None` without need.
    pub fn worst(&self) -> Option<&Served> {
        self.ordered().first().copied()
    }

    /// The plot as SVG.
    pub fn svg(&self, lang: Lang) -> String {
        let (Some(corners), Some(gini)) = (self.corners(), self.gini()) else {
            return no_data(&self.label, lang);
        };
        let axes = (
            &Axis::percent(self.need.as_str()),
            &Axis::percent(self.got.as_str()),
        );
        let plane = Plane::new(axes, (std::iter::empty(), std::iter::empty()), 330.0, lang);
        let mut canvas = Canvas::new(&self.label);
        let below = plane.draw(&mut canvas);
        let spot = |(x, y): (f64, f64)| Some((plane.x(x), plane.y(y)));
        let curve = course(corners.iter().copied().map(spot));
        let line = stroke(0);
        canvas.path(
            &format!("{curve}z"),
            &format!("fill=\"{}\" fill-opacity=\".14\"", line.colour),
        );
        let diagonal = course([(0.0, 0.0), (1.0, 1.0)].into_iter().map(spot));
        let even = "fill=\"none\" stroke=\"#555\" stroke-width=\"1.6\" stroke-dasharray=\"7 5\"";
        canvas.path(&diagonal, even);
        canvas.path(&curve, &line.attributes());
        if corners.len() <= 40 {
            let marks: String = corners[1..corners.len() - 1]
                .iter()
                .map(|(x, y)| shape(0, (plane.x(*x), plane.y(*y)), 3.4))
                .collect();
            canvas.path(&marks, &format!("fill=\"{}\"", line.colour));
        }
        self.words(&mut canvas, &plane, gini, lang);
        let mut legend = Legend::default();
        legend.add(lang.pick("as it is", "实际分布"), |canvas, x, y| {
            super::lines::sample(canvas, line, x, y);
        });
        legend.add(
            lang.pick("all served alike", "完全均等"),
            |canvas, x, y| {
                canvas.path(&format!("M{} {}h{SAMPLE}", tenths(x), tenths(y)), even);
            },
        );
        let height = legend.below(&mut canvas, below);
        canvas.finish(WIDTH, height + 4.0)
    }

    /// Writes the coefficient and the worst served into the empty upper left.
    fn words(&self, canvas: &mut Canvas, plane: &Plane, gini: f64, lang: Lang) {
        let mut lines = vec![format!(
            "{} {gini:.2}",
            lang.pick("Gini coefficient", "基尼系数")
        )];
        if let Some(worst) = self.worst() {
            lines.push(lang.pick("worst served:", "服务最差：").to_owned());
            lines.push(text::fit(&worst.name, super::canvas::TYPE, 150.0));
            let share = Form::Percent.say(worst.got / worst.need, lang);
            lines.push(format!(
                "{share} {}",
                lang.pick("of its need", "（所得／所需）")
            ));
        }
        for (row, line) in lines.iter().enumerate() {
            let y = plane.top + 24.0 + LINE * row as f64;
            canvas.rimmed((plane.left + 12.0, y), Anchor::Start, line);
        }
    }

    /// Parts with need, the worst served first.
    fn ordered(&self) -> Vec<&Served> {
        const MOST: f64 = 1e12;
        let counts = |value: f64| (0.0..=MOST).contains(&value);
        let mut parts: Vec<&Served> = self
            .parts
            .iter()
            .filter(|part| part.need > 1e-9 && counts(part.need) && counts(part.got))
            .collect();
        parts.sort_by(|a, b| {
            let rate = |part: &Served| part.got / part.need;
            rate(a)
                .total_cmp(&rate(b))
                .then_with(|| a.name.cmp(&b.name))
        });
        parts
    }

    /// The corners of the curve from (0, 0) to (1, 1).
    fn corners(&self) -> Option<Vec<(f64, f64)>> {
        let parts = self.ordered();
        let need: f64 = parts.iter().map(|part| part.need).sum();
        let got: f64 = parts.iter().map(|part| part.got).sum();
        if parts.is_empty() || got <= 1e-9 {
            return None;
        }
        let (mut x, mut y) = (0.0, 0.0);
        let mut corners = vec![(0.0, 0.0)];
        for part in parts {
            x += part.need / need;
            y += part.got / got;
            corners.push((x, y));
        }
        Some(corners)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lorenz(parts: &[(&str, f64, f64)]) -> Lorenz {
        let parts = parts.iter().map(|(name, need, got)| Served {
            name: (*name).to_owned(),
            need: *need,
            got: *got,
        });
        Lorenz {
            parts: parts.collect(),
            ..Lorenz::default()
        }
    }

    #[test]
    fn equal_service_has_no_gini_and_half_for_half_has_a_half() {
        let even = lorenz(&[("a", 10.0, 5.0), ("b", 20.0, 10.0)]);
        assert!(even.gini().unwrap().abs() < 1e-12);
        // Half of the need gets nothing: the curve runs along the floor to (½, 0), then to (1, 1); area below ¼.
        let half = lorenz(&[("a", 10.0, 10.0), ("b", 10.0, 0.0)]);
        assert!((half.gini().unwrap() - 0.5).abs() < 1e-12);
        assert_eq!(half.worst().unwrap().name, "b");
    }

    #[test]
    fn no_need_or_no_service_has_no_curve() {
        assert_eq!(lorenz(&[("a", 0.0, 3.0)]).gini(), None);
        assert_eq!(lorenz(&[("a", 3.0, 0.0)]).gini(), None);
        assert!(lorenz(&[]).svg(Lang::Zh).contains("无数据"));
    }
}
