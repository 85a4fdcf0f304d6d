//! Any bytes as a layer: no panic, and the quick ways of reading give what the careful one gives.
#![no_main]

use libfuzzer_sys::fuzz_target;
use xuncha::layers::agreement::{Verdict, compare};
use xuncha::layers::{LayerKind, LayerSpec};

fuzz_target!(|bytes: &[u8]| {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    // The length chooses, so that a seed is a file as it is.
    let kind = match text.len() % 3 {
        0 => LayerKind::Roads,
        1 => LayerKind::Places,
        _ => LayerKind::Areas,
    };
    let chunk = [1, 150, 1_000, 1 << 20][text.len() / 3 % 4];
    let spec = LayerSpec {
        kind,
        path: "layer.geojson".to_owned(),
        datum: Default::default(),
        fields: Default::default(),
        values: Default::default(),
        defaults: Default::default(),
        keep: vec!["note".to_owned()],
    };
    let verdict = compare(text, chunk, &spec);
    assert!(matches!(verdict, Verdict::Same { .. }), "{verdict:?}");
});
