//! What holds for any input: no panic, no lost feature, no matter of order.

use proptest::prelude::*;

use super::LayerKind;
use super::read::LayerRead;
use super::tests::{collection, feature, read, read_files};

fn any_feature() -> impl Strategy<Value = String> {
    (0_usize..1000, 0_u32..90).prop_map(|(id, y)| {
        feature(
            &format!(r#""id":"F{id}","name":"屯{{\"{id}\"","highway":"track""#),
            &format!(
                r#"{{"type":"LineString","coordinates":[[126.{id},4{}.5],[126.9,44.1]]}}"#,
                y % 8
            ),
        )
    })
}

/// A feature with one byte changed, dropped or doubled, kept on its line.
fn mutated() -> impl Strategy<Value = String> {
    (
        any_feature(),
        any::<prop::sample::Index>(),
        0_u8..4,
        "[\\[\\]{}\",:0-9a-zé-]",
    )
        .prop_map(|(text, at, how, with)| {
            let mut chars: Vec<char> = text.chars().collect();
            let at = at.index(chars.len());
            match how {
                0 => drop(chars.remove(at)),
                1 => chars.insert(at, with.chars().next().unwrap_or('x')),
                2 => chars[at] = with.chars().next().unwrap_or('x'),
                _ => chars.truncate(at + 1),
            }
            chars.into_iter().collect()
        })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..300), tail in "[\\[\\]{}\",:0-9a-z \n]{0,200}") {
        for kind in [LayerKind::Roads, LayerKind::DumpPoints, LayerKind::Areas] {
            read(kind, &String::from_utf8_lossy(&bytes));
            read(kind, &tail);
            read(kind, &format!("{{\"features\":[{tail}"));
            read(kind, &format!("{{\"type\":\"Feature\",\"geometry\":{{\"type\":\"Polygon\",\"coordinates\":[{tail}"));
        }
    }

    #[test]
    fn a_bad_feature_never_changes_the_good_ones(
        good in prop::collection::vec(any_feature(), 1..6), bad in mutated(), at in any::<prop::sample::Index>(),
    ) {
        for kind in [LayerKind::Roads, LayerKind::Places, LayerKind::Areas] {
            let records = |read: &LayerRead| {
                let roads = read.roads.iter().map(|r| format!("{} {:?}", r.id, r.line));
                let targets = read.targets.iter().map(|(_, t)| format!("{} {:?}", t.id, t.geometry));
                let areas = read.areas.iter().map(|a| format!("{:?}", a.lines));
                roads.chain(targets).chain(areas).collect::<Vec<_>>()
            };
            let before = records(&read(kind, &collection(&good)));
            let mut features = good.clone();
            let at = at.index(good.len() + 1);
            features.insert(at, bad.clone());
            let both = read(kind, &collection(&features));
            let after = records(&both);
            let mut rest = after.iter();
            for record in &before {
                prop_assert!(rest.any(|other| other == record), "{record} lost to {bad}");
            }
            prop_assert!(after.len() <= before.len() + 1);
            prop_assert!(after.len() == before.len() + 1 || !both.findings.is_empty() || !both.fatal.is_empty());
        }
    }

    #[test]
    fn the_order_of_features_does_not_matter(good in prop::collection::vec(any_feature(), 1..8)) {
        let list = |features: &[String]| {
            let text = collection(features);
            let layers = read_files(&[
                ("r", LayerKind::Roads, &text), ("p", LayerKind::Places, &text), ("a", LayerKind::Areas, &text),
            ]);
            let roads = layers.roads.iter().map(|r| format!("{} {:?}", r.id, r.line));
            let targets = layers.targets.iter().map(|t| format!("{} {:?}", t.id, t.geometry));
            let areas = layers.areas.iter().map(|a| format!("{:?}", a.lines));
            roads.chain(targets).chain(areas).collect::<Vec<_>>()
        };
        let backwards: Vec<String> = good.iter().rev().cloned().collect();
        prop_assert_eq!(list(&good), list(&backwards));
    }
}
