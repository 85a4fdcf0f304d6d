use proptest::prelude::*;
use serde_json::json;

use super::rows::ROWS;
use super::*;
use crate::domain::Status;

#[test]
fn every_field_has_a_row_in_its_order() {
    for (at, row) in ROWS.iter().enumerate() {
        assert_eq!(row.field as usize, at, "{}", row.word);
        assert_eq!(Field::from_word(row.word), Some(row.field));
    }
}

#[test]
fn headings_lead_back_to_their_field() {
    for field in Field::all() {
        for lang in [Lang::En, Lang::Zh] {
            assert_eq!(Field::find(&field.heading(lang)), Some(field));
            assert_eq!(Field::find(field.label(lang)), Some(field));
        }
    }
}

#[test]
fn states_are_those_of_the_close_out() {
    for status in Status::ALL {
        let value = Field::Status
            .value_from_json(&json!(status.word()))
            .unwrap();
        assert_eq!(value.text(Lang::Zh), status.label(Lang::Zh));
    }
    let Form::Enum(choices) = Field::Status.form() else {
        panic!("a list of words")
    };
    for choice in choices {
        for name in [choice.word, choice.label].iter().chain(choice.aliases) {
            assert_eq!(
                Status::parse(name).map(Status::word),
                Some(choice.word),
                "{name}"
            );
        }
    }
}

#[test]
fn a_value_is_small() {
    assert!(size_of::<Value>() <= 24);
}

#[test]
fn words_are_read_in_either_language() {
    for (field, text, want) in [
        (Field::WasteClass, "建筑垃圾", json!("construction")),
        (Field::WasteClass, "Domestic", json!("domestic")),
        (Field::PlaceType, "village edge", json!("village_edge")),
        (Field::FoundSource, "12345", json!("hotline")),
        (Field::CoordSource, "GCJ02", json!("gcj02")),
        (Field::Status, "验收通过(公示)", json!("accepted")),
        (Field::Hazard, "高", json!(3)),
        (Field::Hazard, "3.0", json!(3)),
        (Field::Hazard, "3级", json!(3)),
        (Field::Hazard, "３ 高", json!(3)),
        (Field::Odour, "无", json!(0)),
        (Field::StillDumping, "否", json!(false)),
        (Field::Barrier, "√", json!(true)),
        (
            Field::AcceptedBy,
            "li2、wang.3，li2",
            json!(["li2", "wang.3"]),
        ),
        (
            Field::Mix,
            "生活垃圾=60%；建筑垃圾=40",
            json!({"生活垃圾": 60, "建筑垃圾": 40}),
        ),
        (Field::ExternalIds, "国家=00123; 省=A=B", json!(null)),
        (Field::Round, "2", json!(2)),
        (Field::Round, "2.5", json!(null)),
        (Field::Hazard, "3 低", json!(null)),
        (Field::Hazard, "5", json!(null)),
        (Field::Hazard, "0", json!(null)),
        (Field::Mix, "a=60; b=41", json!(null)),
        (Field::Mix, "a=60; a=20", json!(null)),
        (Field::WasteClass, "生活垃圾、建筑垃圾", json!(null)),
        (Field::Volume, "-1", json!(null)),
        (Field::PlanDue, "2026-02-30", json!(null)),
        (Field::FoundBy, "张三", json!(null)),
    ] {
        let read = field
            .parse(text)
            .map_or(json!(null), |value| value.to_json());
        assert_eq!(read, want, "{} {text}", field.word());
    }
}

#[test]
fn manifests_are_read_strictly() {
    let text = "2026-05-03 14:00 | 吉B12345 | 3车 | 45m3 | FAC-01 | 123；2026/5/4｜吉B12345｜1｜2.5 吨｜FAC-01";
    let value = Field::Manifests.parse(text).unwrap();
    assert_eq!(
        value.to_json(),
        json!([
            {"time": "2026-05-03T14:00:00+08:00", "plate": "吉B12345", "trips": 3, "m3": 45, "to": "FAC-01", "slip": "123"},
            {"time": "2026-05-04T00:00:00+08:00", "plate": "吉B12345", "trips": 1, "t": 2.5, "to": "FAC-01"},
        ])
    );
    assert_eq!(
        value.text(Lang::Zh),
        "2026-05-03 14:00 | 吉B12345 | 3 | 45 m3 | FAC-01 | 123; 2026-05-04 00:00 | 吉B12345 | 1 | 2.5 t | FAC-01"
    );
    for bad in [
        "2026-05-03 | 吉B12345 | 3 | 45 | FAC-01",
        "2026-05-03 | 吉B12345 | 0 | 45 m3 | FAC-01",
        "2026-05-03 | | 1 | 45 m3 | FAC-01",
        "2026-05-03 | 吉B12345 | 1 | 0 m3 | FAC-01",
        "2026-05-03 | 吉B12345 | 1 | 45 m3 | FAC-01 | 1 | 2",
        "吉B12345 3车 45m3",
    ] {
        assert!(Field::Manifests.parse(bad).is_err(), "{bad}");
    }
}

#[test]
fn personal_data_is_refused_without_repeating_it() {
    for (field, text) in [
        (Field::AccessNote, "到村口找张三 13800138000"),
        (Field::FoundBy, "13800138000"),
        (Field::RespPerson, "张三13800138000"),
        (Field::Name, "身份证22028119800101123X"),
    ] {
        let fault = field.parse(text).unwrap_err();
        assert!(matches!(fault.kind, FaultKind::Personal(_)), "{text}");
        for lang in [Lang::En, Lang::Zh] {
            assert!(
                !fault.message(lang).contains("138001") && !fault.message(lang).contains("198001")
            );
        }
    }
    let fault = Field::RespPerson.parse("张三").unwrap_err();
    assert!(fault.message(Lang::Zh).contains("通讯录文件"));
}

#[test]
fn events_carry_one_form_only() {
    for (field, bad) in [
        (Field::Volume, json!("30")),
        (Field::WasteClass, json!("生活垃圾")),
        (Field::Hazard, json!("3")),
        (Field::Hazard, json!(9)),
        (Field::PlanDue, json!("2026/11/24")),
        (Field::StillDumping, json!("yes")),
        (Field::AcceptedBy, json!("li2")),
        (
            Field::Manifests,
            json!([{"time": "2026-05-03T14:00:00+08:00"}]),
        ),
        (Field::Name, json!(null)),
        (Field::Name, json!("  ")),
    ] {
        assert!(
            field.value_from_json(&bad).is_err(),
            "{} {bad}",
            field.word()
        );
    }
}

#[test]
fn an_empty_cell_is_no_value() {
    assert_eq!(Field::Volume.parse_cell(" \u{3000}"), Ok(None));
    assert_eq!(Field::Volume.parse("").unwrap_err().kind, FaultKind::Empty);
}

/// Text of any kind, often with the signs that part lists.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-z;=\\\\|；＝｜， \n\"'0-9号]{1,12}",
        "\\PC{1,12}",
        "[=+@-][A-Z0-9()]{1,6}"
    ]
}

fn when() -> impl Strategy<Value = String> {
    (
        -600_000_000_i64..7_000_000_000,
        prop_oneof![Just(28_800), Just(0), Just(-12_600)],
    )
        .prop_map(|(seconds, offset)| {
            crate::ledger::Moment::new(seconds, offset)
                .unwrap()
                .to_string()
        })
}

/// JSON that is often a value of the field.
fn json_of(field: Field) -> BoxedStrategy<serde_json::Value> {
    match field.form() {
        Form::Text | Form::Code => text().prop_map(|text| json!(text)).boxed(),
        Form::Key => "[A-Za-z0-9_.-]{1,32}".prop_map(|key| json!(key)).boxed(),
        Form::Enum(choices) => (0..choices.len())
            .prop_map(|at| json!(choices[at].word))
            .boxed(),
        Form::Grade { .. } => (0_u8..5).prop_map(|grade| json!(grade)).boxed(),
        Form::Number { least, most, .. } => {
            prop_oneof![least..=most, 0.0..100.0].prop_map(|number| json!(number)).boxed()
        }
        Form::Whole { least, most } => (least..=most).prop_map(|number| json!(number)).boxed(),
        Form::Date => (-7_000_i32..80_000)
            .prop_map(|day| json!(crate::units::Day::EPOCH.plus(day).to_string()))
            .boxed(),
        Form::Time => when().prop_map(|time| json!(time)).boxed(),
        Form::Truth => any::<bool>().prop_map(|truth| json!(truth)).boxed(),
        Form::Keys => prop::collection::vec("[A-Za-z0-9_.-]{1,32}", 1..4)
            .prop_map(|keys| json!(keys))
            .boxed(),
        Form::Codes => prop::collection::vec(text(), 1..4)
            .prop_map(|codes| json!(codes))
            .boxed(),
        Form::Map => prop::collection::btree_map(text(), text(), 1..4)
            .prop_map(|map| json!(map))
            .boxed(),
        Form::Shares => prop::collection::btree_map(text(), 0.0..30.0, 1..4)
            .prop_map(|map| json!(map))
            .boxed(),
        Form::Manifests => prop::collection::vec((when(), text(), 1_u16..9_999, 0.001..1e6, text()), 1..3)
            .prop_map(|rows| {
                rows.into_iter()
                    .map(|(time, plate, trips, amount, to)| {
                        json!({"time": time, "plate": plate, "trips": trips, "m3": amount, "to": to, "slip": "a|b"})
                    })
                    .collect()
            })
            .boxed(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn values_survive_cells_and_events(
        (field, json) in (0..Field::COUNT).prop_flat_map(|at| {
            let field = ROWS[at].field;
            (Just(field), json_of(field))
        })
    ) {
        if let Ok(value) = field.value_from_json(&json) {
            prop_assert_eq!(field.value_from_json(&value.to_json()), Ok(value.clone()));
            for lang in [Lang::En, Lang::Zh] {
                prop_assert_eq!(field.parse(&value.text(lang)), Ok(value.clone()));
            }
        }
    }

    #[test]
    fn nothing_typed_panics(at in 0..Field::COUNT, text in prop_oneof!["\\PC{0,20}", "[0-9年月日:t.,;=|+e -]{0,24}"]) {
        let field = ROWS[at].field;
        let _ = Field::find(&text);
        match field.parse(&text) {
            Ok(value) => prop_assert_eq!(field.parse(&value.text(Lang::Zh)), Ok(value)),
            Err(fault) => prop_assert!(!fault.message(Lang::En).is_empty()),
        }
    }
}
