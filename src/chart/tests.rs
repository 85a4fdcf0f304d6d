//! Plots and pages as a whole.

mod colour;
mod xml;

use geo::Coord;
use proptest::prelude::*;

use super::*;
use crate::domain::{Lang, RoadClass};
use crate::testing::demo_page;

/// What is wrong with a drawing, if anything: its markup, or a coordinate that is no number.
fn faults(svg: &str) -> Option<String> {
    let coordinates = [" d=\"", " x=\"", " y=\"", " viewBox=\""];
    let values = coordinates.iter().flat_map(|name| svg.split(name).skip(1));
    let mut values = values
        .filter_map(|rest| rest.split_once('"'))
        .map(|(value, _)| value);
    values
        .find(|value| value.contains(['N', 'n', 'i']))
        .map(str::to_owned)
        .or_else(|| xml::fault(svg))
}

fn drawings(page: &str) -> Vec<&str> {
    page.split("<svg ")
        .skip(1)
        .map(|rest| {
            let start = rest.as_ptr() as usize - page.as_ptr() as usize - "<svg ".len();
            let end = start + "<svg ".len() + rest.find("</svg>").unwrap() + "</svg>".len();
            &page[start..end]
        })
        .collect()
}

#[test]
fn every_plot_is_well_formed_named_and_the_same_again_in_both_languages() {
    for lang in [Lang::Zh, Lang::En] {
        let page = demo_page(lang).html();
        assert_eq!(page, demo_page(lang).html());
        let drawings = drawings(&page);
        assert_eq!(drawings.len(), 9);
        for svg in drawings {
            assert_eq!(faults(svg), None, "{svg}");
            assert!(svg.contains("role=\"img\" aria-label=\"") && svg.contains("<title>"));
        }
        assert!(!page.contains("<script") && !page.contains("href=") && !page.contains("<b>"));
        let addresses = page.matches("http").count();
        assert_eq!(addresses, 9, "no address but the name of SVG");
    }
}

#[test]
fn without_data_every_plot_says_so() {
    let plots = [
        Lines::default().svg(Lang::En),
        Bars::default().svg(Lang::En),
        Lorenz::default().svg(Lang::En),
        Steps::default().svg(Lang::En),
        Curve::default().svg(Lang::En),
        Map::default().svg(Lang::En),
    ];
    for svg in plots {
        assert!(svg.contains(">no data<"), "{svg}");
        assert_eq!(faults(&svg), None);
    }
    assert!(Map::default().svg(Lang::Zh).contains(">无数据<"));
}

#[test]
fn ticks_stand_where_their_values_are() {
    let point = |x, y| LinePoint {
        x,
        y,
        interval: None,
    };
    let lines = Lines {
        x: Axis::numbers("day"),
        y: Axis::numbers("points"),
        lines: vec![Line {
            name: "a".to_owned(),
            points: vec![point(0.0, 0.0), point(10.0, 50.0)],
        }],
        ..Lines::default()
    };
    let svg = lines.svg(Lang::En);
    // Labels of two digits, 17.1 wide, and 16 beside them: the plane begins at 33.1 and ends at 420; it is 230 high from 31 down.
    assert!(svg.contains("<path d=\"M33.1 261L420 31\""), "{svg}");
    assert!(
        svg.contains("M33.1 215H420") && svg.contains("text-anchor=\"end\">10</text>"),
        "{svg}"
    );
}

#[test]
fn the_median_counts_cases_that_are_open() {
    let sample = |unknown| Sample {
        name: String::new(),
        values: vec![5.0, 1.0, 3.0],
        unknown,
    };
    assert_eq!(sample(0).median(), Some(3.0));
    // 1 3 5 ? ?: the third of five is 5. 1 3 5 ? ? ? ?: the fourth of seven is not known.
    assert_eq!(sample(2).median(), Some(5.0));
    assert_eq!(sample(4).median(), None);
    assert_eq!(Sample::default().median(), None);
}

#[test]
fn a_map_shows_nothing_but_what_it_is_given() {
    let coords = [Coord { x: 126.0, y: 43.0 }, Coord { x: 126.1, y: 43.1 }];
    let map = Map {
        roads: vec![MapRoad {
            class: RoadClass::County,
            coords: &coords,
        }],
        ..Map::default()
    };
    let svg = map.svg(Lang::En);
    assert_eq!(svg.matches("stroke=\"#b0b0b0\"").count(), 1);
    assert!(
        svg.contains(">5 km</text>") || svg.contains(">2 km</text>"),
        "{svg}"
    );
    assert_eq!(faults(&svg), None);
}

#[test]
fn texts_cannot_break_out() {
    let nasty = "<b>\"'&\u{0}";
    let mut page = demo_page(Lang::En);
    page.title = nasty.to_owned();
    page.sections[0].title = nasty.to_owned();
    let bars = Bars {
        bars: vec![Bar {
            name: nasty.to_owned(),
            values: vec![1.0],
            note: Some(nasty.to_owned()),
        }],
        parts: vec![nasty.to_owned(), nasty.to_owned()],
        ..Bars::counts(nasty, nasty)
    };
    assert_eq!(faults(&bars.svg(Lang::En)), None);
    assert!(!page.html().contains("<b>"));
}

fn number() -> impl Strategy<Value = f64> {
    prop_oneof![
        any::<f64>(),
        -10.0..100.0,
        0.0..1.0,
        (0..400_i32).prop_map(f64::from)
    ]
}

fn interval() -> impl Strategy<Value = Option<(f64, f64)>> {
    proptest::option::of((number(), number()))
}

fn axis() -> impl Strategy<Value = Axis> {
    let form = prop_oneof![Just(Form::Number), Just(Form::Percent), Just(Form::Date)];
    let end = || proptest::option::of(number());
    ("\\PC{0,60}", form, end(), end()).prop_map(|(title, form, least, most)| Axis {
        title,
        form,
        least,
        most,
    })
}

fn lang() -> impl Strategy<Value = Lang> {
    prop_oneof![Just(Lang::Zh), Just(Lang::En)]
}

proptest! {
    #[test]
    fn any_lines_can_be_drawn(
        (x, y) in (axis(), axis()),
        values in prop::collection::vec(prop::collection::vec((number(), number(), interval()), 0..20), 0..4),
        (steps, name, lang) in (any::<bool>(), "\\PC{0,80}", lang()),
    ) {
        let lines = values.into_iter().map(|points| Line {
            name: name.clone(),
            points: points.into_iter().map(|(x, y, interval)| LinePoint { x, y, interval }).collect(),
        });
        let lines = Lines { label: String::new(), x, y, lines: lines.collect(), steps, interval: name.clone() };
        prop_assert_eq!(faults(&lines.svg(lang)), None);
    }

    #[test]
    fn any_bars_and_shares_can_be_drawn(
        axis in axis(),
        rows in prop::collection::vec(("\\PC{0,40}", prop::collection::vec(number(), 0..6)), 0..8),
        lang in lang(),
    ) {
        let parts = rows.iter().map(|(name, values)| Served {
            name: name.clone(),
            need: values.first().copied().unwrap_or(0.0),
            got: values.get(1).copied().unwrap_or(0.0),
        });
        let lorenz = Lorenz { parts: parts.collect(), ..Lorenz::default() };
        prop_assert_eq!(faults(&lorenz.svg(lang)), None);
        if let Some(gini) = lorenz.gini() {
            prop_assert!((0.0..=1.0).contains(&gini));
        }
        let samples = rows.iter().map(|(name, values)| Sample { name: name.clone(), values: values.clone(), unknown: values.len() });
        let steps = Steps { x: axis.clone(), samples: samples.collect(), ..Steps::default() };
        prop_assert_eq!(faults(&steps.svg(lang)), None);
        let bars = rows.into_iter().map(|(name, values)| Bar { name, values, note: None });
        let bars = Bars { axis, parts: vec!["a".to_owned(); 7], bars: bars.collect(), ..Bars::default() };
        prop_assert_eq!(faults(&bars.svg(lang)), None);
    }

    #[test]
    fn any_what_if_can_be_drawn(
        (x, y) in (axis(), axis()),
        values in prop::collection::vec(prop::collection::vec((number(), number(), interval()), 0..8), 0..4),
        (series, text, lang) in (0..5_usize, "\\PC{0,80}", lang()),
    ) {
        let at = values.first().and_then(|points| points.first()).map_or(0.0, |point| point.0);
        let all = values.into_iter().map(|points| Settings {
            name: text.clone(),
            points: points.into_iter().map(|(x, y, interval)| Setting { x, y, interval }).collect(),
        });
        let curve = Curve {
            label: text.clone(), x, y, series: all.collect(), interval: text.clone(),
            marginal: vec![Marginal { series: 0, x: at, text: text.clone() }, Marginal { series, x: 3.0, text }],
        };
        prop_assert_eq!(faults(&curve.svg(lang)), None);
    }

    #[test]
    fn any_map_can_be_drawn(
        lines in prop::collection::vec((0..9_usize, prop::collection::vec((number(), number()), 0..6)), 0..6),
        classes in 0..8_usize,
        lang in lang(),
    ) {
        let coords = |places: &[(f64, f64)]| -> Vec<Coord> { places.iter().map(|(x, y)| Coord { x: *x, y: *y }).collect() };
        let courses: Vec<(usize, Vec<Coord>)> = lines.iter().map(|(class, places)| (*class, coords(places))).collect();
        let map = Map {
            label: String::new(),
            roads: courses.iter().map(|(_, coords)| MapRoad { class: RoadClass::Village, coords }).collect(),
            classes: vec!["class".to_owned(); classes],
            lines: courses.iter().map(|(class, coords)| MapLine { class: *class, coords: coords.clone() }).collect(),
            point_classes: vec!["point".to_owned(); classes],
            points: courses.iter().flat_map(|(class, coords)| coords.iter().map(|at| MapPoint { class: *class, at: *at })).collect(),
        };
        prop_assert_eq!(faults(&map.svg(lang)), None);
    }
}
