use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;
use crate::domain::Finding;

fn list(code: &str) -> &'static Checklist {
    checklist(code).unwrap()
}

fn read(code: &str, json: &str) -> Answers {
    read_answers(list(code), json).unwrap()
}

fn faults(code: &str, json: &str) -> Vec<(&'static str, String)> {
    let id = |finding: Finding| (finding.code.id, finding.id.unwrap_or_default());
    let findings = read_answers(list(code), json).unwrap_err();
    findings.into_iter().map(id).collect()
}

fn problems(code: &str, json: &str) -> Vec<String> {
    let problems = read(code, json).problems(list(code));
    let show = |p: &Problem| format!("{} {} {}", p.item, p.severity.word(), p.value);
    problems.iter().map(show).collect()
}

#[test]
fn the_table_is_sound() {
    let lists = read_table(TABLE).unwrap();
    let codes: BTreeSet<&str> = lists.iter().map(|list| list.code.as_str()).collect();
    assert_eq!(codes.len(), lists.len());
    for list in &lists {
        let ids: BTreeSet<&str> = list.items.iter().map(|item| item.id.as_str()).collect();
        assert_eq!(ids.len(), list.items.len(), "{}", list.code);
        for item in &list.items {
            let name = format!("{} {}", list.code, item.id);
            let keys: BTreeSet<&str> = item.parts.iter().map(Part::key).collect();
            assert_eq!(keys.len(), item.parts.len(), "{name}");
            assert!(!keys.contains("value") && !keys.contains("note"), "{name}");
            let judged = |part: &Part| match item.trigger {
                Trigger::Never => true,
                Trigger::No => *part == Part::Yn,
                Trigger::Positive => part.word() == "n",
                Trigger::Is => part.word() == "e",
            };
            assert!(item.parts.iter().any(judged), "{name}");
            let words = |part: &Part| matches!(part, Part::T | Part::P);
            assert!(!item.count_only || !item.parts.iter().any(words), "{name}");
            for part in &item.parts {
                let Part::E(choices) = part else { continue };
                let words: BTreeSet<&str> = choices.iter().map(|c| c.word.as_str()).collect();
                assert_eq!(words.len(), choices.len(), "{name}");
                let gravest = choices.iter().filter_map(|choice| choice.severity).max();
                assert_eq!(gravest.is_some(), item.trigger == Trigger::Is, "{name}");
                assert!(
                    gravest.is_none_or(|gravest| gravest == item.severity),
                    "{name}"
                );
            }
        }
    }
}

/// The construction site table of the county's rules: id, answer types, severity, trigger.
const SITE: &str = "A1 yn+p R no, A2 yn R no, A3 yn R no, B1 yn R no, B2 yn R no, B3 yn R no, B4 yn R no, B5 yn+p R no, B6 d N, \
    C1 yn R no, C2 yn R no, C3 n,n N, C4 yn I no, D1 yn+n R no, D2 yn R no, E1 yn+p R no, E2 yn N no, F1 n I positive, \
    F2 yn I no, F3 n I positive, G1 e N, G2 yn I no, G3 yn R no, H1 yn+p I no, H2 yn R no";

#[test]
fn each_checklist_has_the_items_of_the_rules() {
    let cases = [
        ("CS", SITE),
        ("CS-G", "G1 e N, G2 yn I no, G3 yn R no"),
        (
            "DP",
            "1 n N, 2 yn I no, 3 e I is, 4 yn R no, 5 yn I no, 6 yn R no, 7 yn R no, 8 yn N, 9 yn+p N no",
        ),
        (
            "DP-C",
            "1 yn R no, 2 yn R no, 3 yn R no, 4 yn R no, 5 yn+p R no, 6 yn I no, 7 yn I no, 8 yn+p R no, 9 yn R no, 10 yn+p R no",
        ),
        (
            "CO",
            "1 e R is, 2 e R is, 3 yn N no, 4 yn N no, 5 yn+p I no, 6 yn R no",
        ),
        (
            "VI",
            "1 yn R no, 2 yn R no, 3 yn R no, 4 yn R no, 5 yn R no, 6 yn R no, 7 yn R no",
        ),
        ("TS", "1 yn R no, 2 yn+p R no, 3 yn R no, 4 yn R no, 5 n N"),
        (
            "TF",
            "1 yn R no, 2 yn R no, 3 yn+p R no, 4 yn R no, 5 yn R no, 6 n N",
        ),
        ("RC", "1 yn R no, 2 yn R no, 3 yn R no, 4 yn R no"),
        (
            "AG",
            "1 yn R no, 2 yn I no, 3 yn R no, 4 yn R no, 5 yn R no, 6 yn R no, 7 n I positive",
        ),
    ];
    let trigger = |item: &Item| match item.trigger {
        Trigger::Never => "",
        Trigger::No => " no",
        Trigger::Positive => " positive",
        Trigger::Is => " is",
    };
    for (code, want) in cases {
        let show = |item: &Item| {
            let (id, types) = (&item.id, item.types());
            format!("{id} {types} {}{}", item.severity.word(), trigger(item))
        };
        let items: Vec<String> = list(code).items.iter().map(show).collect();
        assert_eq!(items.join(", "), want, "{code}");
    }
    assert_eq!(checklists().len(), cases.len());
    let health: Vec<String> = checklists()
        .iter()
        .flat_map(|list| list.items.iter().map(move |item| (list, item)))
        .filter(|(_, item)| item.count_only)
        .map(|(list, item)| format!("{} {}", list.code, item.id))
        .collect();
    assert_eq!(health, ["CS F1", "CS F2", "CS F3", "AG 7"]);
}

#[test]
fn an_answer_that_is_not_in_order_is_a_problem_of_its_severity() {
    let cases = [
        ("DP", r#"{"1": 300, "8": "yes", "9": "yes"}"#, ""),
        ("DP", r#"{"2": "no"}"#, "2 I no"),
        ("DP", r#"{"2": "yes", "5": "na"}"#, ""),
        ("DP", r#"{"3": "none"}"#, ""),
        ("DP", r#"{"3": "轻微"}"#, "3 R slight"),
        ("DP", r#"{"3": "severe"}"#, "3 I severe"),
        ("DP", r#"{"8": "no", "9": "no"}"#, "9 N no"),
        ("DP-C", r#"{"6": "no", "1": "no"}"#, "1 R no, 6 I no"),
        (
            "CO",
            r#"{"1": "clean", "2": "construction waste"}"#,
            "2 R construction_waste",
        ),
        ("CO", r#"{"3": false, "5": false}"#, "3 N no, 5 I no"),
        ("AG", r#"{"7": 0, "2": "是"}"#, ""),
        ("AG", r#"{"7": "3", "2": "否"}"#, "2 I no, 7 I 3"),
        ("CS-G", r#"{"G1": "working", "G2": "no"}"#, "G2 I no"),
        ("TF", r#"{"6": 0}"#, ""),
    ];
    for (code, json, want) in cases {
        assert_eq!(problems(code, json).join(", "), want, "{code} {json}");
    }
}

#[test]
fn a_site_with_people_gone_and_two_infected_is_reported_at_once() {
    let answers = read(
        "CS",
        r#"{"A1": "yes", "A2": "no", "B1": true, "B6": "2026-11-20", "C1": "否", "C3": [52, 48], "C4": "no",
            "D1": {"yn": "no", "note": "ordered"}, "E2": {"value": "no", "note": "new on the site"},
            "F1": 2, "F2": "yes", "F3": 0, "G1": "working", "G2": "na", "H1": ["yes", "slip.jpg"]}"#,
    );
    let show = |p: &Problem| format!("{} {} {}", p.item, p.severity.word(), p.value);
    let problems: Vec<String> = answers.problems(list("CS")).iter().map(show).collect();
    assert_eq!(
        problems,
        [
            "A2 R no", "C1 R no", "C4 I no", "D1 R no", "E2 N no", "F1 I 2"
        ]
    );
    assert_eq!(answers.passed(list("CS")), ["A1", "B1", "F2", "F3", "H1"]);
    assert_eq!(
        answers.missing(list("CS")),
        ["A3", "B2", "B3", "B4", "B5", "C2", "D2", "E1", "G3", "H2"]
    );
    assert_eq!(
        answers.to_json(),
        r#"{"A1":"yes","A2":"no","B1":"yes","B6":"2026-11-20","C1":"no","C3":{"roster":52,"present":48},"C4":"no","D1":{"value":"no","note":"ordered"},"E2":{"value":"no","note":"new on the site"},"F1":2,"F2":"yes","F3":0,"G1":"working","G2":"na","H1":{"yn":"yes","p":"slip.jpg"}}"#
    );
    let item = list("CS").item("F1").unwrap();
    assert_eq!(item.show("2", Lang::Zh), "2 人");
    let item = list("CO").item("1").unwrap();
    assert_eq!(item.show("construction_waste", Lang::Zh), "建筑垃圾");
}

#[test]
fn many_spellings_mean_one_answer() {
    let one = |code: &str, json: &str| read(code, json).to_json();
    for yes in [
        r#""yes""#,
        r#"" YES ""#,
        "true",
        r#""是""#,
        r#"["yes"]"#,
        r#"{"yn": "yes"}"#,
    ] {
        assert_eq!(
            one("CS", &format!("{{\"a1\": {yes}}}")),
            r#"{"A1":"yes"}"#,
            "{yes}"
        );
    }
    for na in [r#""na""#, r#""不适用""#, r#""not applicable""#] {
        assert_eq!(
            one("CS", &format!("{{\"A1\": {na}}}")),
            r#"{"A1":"na"}"#,
            "{na}"
        );
    }
    for size in ["300", "300.0", "3e2", r#""300""#, r#""３００""#] {
        assert_eq!(
            one("DP", &format!("{{\"1\": {size}}}")),
            r#"{"1":300}"#,
            "{size}"
        );
    }
    assert_eq!(one("DP", r#"{"1": -0.0}"#), r#"{"1":0}"#);
    for pair in [
        "[52, 48]",
        r#"{"present": 48, "roster": 52}"#,
        r#"{"value": [52, 48]}"#,
    ] {
        assert_eq!(
            one("CS", &format!("\u{feff}{{\"C3\": {pair}}}")),
            r#"{"C3":{"roster":52,"present":48}}"#
        );
    }
    let json = r#"{"D1": {"n": 14}, "B6": null, "A2": "", "A3": {"note": "later"}, "C3": [52]}"#;
    assert_eq!(
        one("CS", json),
        r#"{"A3":{"note":"later"},"C3":{"roster":52},"D1":{"n":14}}"#
    );
    let missing = read("CS", json).missing(list("CS"));
    for id in ["A2", "A3", "B6", "C3", "D1"] {
        assert!(missing.contains(&id.to_owned()), "{id}");
    }
}

#[test]
fn every_fault_names_its_item() {
    let cases = [
        ("", "Q0001", ""),
        ("{\"A1\": \"yes\"", "Q0001", ""),
        ("{\"A1\": \"yes\"} x", "Q0001", ""),
        ("[1]", "Q0002", ""),
        (r#"{"Z9": "yes"}"#, "Q0003", "Z9"),
        (r#"{"A1": "yes", "a1": "no"}"#, "Q0004", "A1"),
        (r#"{"A1": null, "A1": "no"}"#, "Q0004", "A1"),
        (r#"{"D1": {"yn": "yes", "yn": "no"}}"#, "Q0004", "D1"),
        (r#"{"D1": {"value": "yes", "n": 3}}"#, "Q0004", "D1"),
        (r#"{"A1": {"note": "a", "note": "b"}}"#, "Q0004", "A1"),
        (r#"{"A1": "maybe"}"#, "Q0005", "A1"),
        (r#"{"A1": 1}"#, "Q0005", "A1"),
        (r#"{"A1": [["yes"]]}"#, "Q0005", "A1"),
        (r#"{"A1": {"yn": {"yn": "yes"}}}"#, "Q0005", "A1"),
        (r#"{"A1": {"p": "../a.jpg"}}"#, "Q0005", "A1"),
        (r#"{"A1": {"note": 5}}"#, "Q0005", "A1"),
        (r#"{"B6": "2026-02-30"}"#, "Q0005", "B6"),
        (r#"{"C3": 52}"#, "Q0005", "C3"),
        (r#"{"F1": "NaN"}"#, "Q0005", "F1"),
        (r#"{"G1": "resting"}"#, "Q0005", "G1"),
        (r#"{"B6": "0206-11-20"}"#, "Q0006", "B6"),
        (r#"{"F1": -1}"#, "Q0006", "F1"),
        (r#"{"F1": 1e300}"#, "Q0006", "F1"),
        (r#"{"F1": 1.5}"#, "Q0007", "F1"),
        (r#"{"A1": {"x": "yes"}}"#, "Q0008", "A1"),
        (r#"{"A1": {"value": {"value": "yes"}}}"#, "Q0008", "A1"),
        (r#"{"A1": {"value": {"note": "yes"}}}"#, "Q0008", "A1"),
        (r#"{"C3": [1, 2, 3]}"#, "Q0009", "C3"),
        (r#"{"F1": {"value": 1, "note": "x"}}"#, "Q0010", "F1"),
        (r#"{"F2": {"value": "yes", "note": "x"}}"#, "Q0010", "F2"),
    ];
    for (json, code, item) in cases {
        assert_eq!(faults("CS", json), [(code, item.to_owned())], "{json}");
    }
    let long = format!("{{\"A1\": {{\"note\": \"{}\"}}}}", "长".repeat(501));
    assert_eq!(faults("CS", &long), [("Q0011", "A1".to_owned())]);
    let long = format!("{{\"A1\": {{\"note\": \"{}\"}}}}", "1".repeat(501));
    assert_eq!(faults("CS", &long), [("Q0011", "A1".to_owned())]);
    let deep = format!("{{\"A1\": {}", "[".repeat(100_000));
    assert_eq!(faults("CS", &deep)[0].0, "Q0001");
    assert_eq!(faults("CS", r#"{"A1": 1, "F1": "x", "Z": 0}"#).len(), 3);
}

#[test]
fn notes_and_texts_hold_no_phone_or_identity_number() {
    // No built-in item asks for a text as yet.
    let mut sheet = list("CS").clone();
    sheet.items[0].parts = vec![Part::T];
    let item = sheet.items[0].id.clone();
    for number in ["13800138000", "电话 138-0013-8000", "22028119800101123x"] {
        let note = format!("{{\"A1\": {{\"value\": \"yes\", \"note\": \"{number}\"}}}}");
        assert_eq!(faults("CS", &note), [("Q0012", "A1".to_owned())]);
        let text = format!("{{\"{item}\": \"{number}\"}}");
        let texts = read_answers(&sheet, &text).unwrap_err();
        assert_eq!((texts.len(), texts[0].code.id), (1, "Q0012"));
        let fault = read_answers(list("CS"), &note).unwrap_err().remove(0);
        assert!(!fault.message(Lang::En).contains("0013"), "{fault:?}");
    }
    let good = r#"{"A1": {"value": "yes", "note": "门口约 12 米，2026-11-20 复查"}}"#;
    assert!(read_answers(list("CS"), good).is_ok());
}

#[test]
fn a_fault_says_what_was_found_and_what_would_be_right() {
    let find = |json: &str| read_answers(list("CS"), json).unwrap_err().remove(0);
    let fault = find(r#"{"G1": "resting"}"#);
    assert_eq!(fault.message(Lang::En), "item `G1` is answered `resting`");
    assert_eq!(
        fault.hint(Lang::En),
        "write one of `working`, `suspended`, `not_started`, `finished`"
    );
    assert_eq!(fault.hint(Lang::Zh), "应填“在建”、“停工”、“未开工”、“完工”");
    let fault = find(r#"{"C3": 52}"#);
    assert_eq!(
        fault.hint(Lang::En),
        "write {\"roster\": a whole number from 0 to 100000 (persons), \"present\": a whole number from 0 to 100000 (persons)}"
    );
}

#[test]
fn a_name_written_at_a_health_item_is_not_repeated() {
    for json in [
        r#"{"F1": "Zhang San"}"#,
        r#"{"F1": ["Zhang San"]}"#,
        r#"{"F1": {"Zhang San": 1}}"#,
        r#"{"F1": {"n": 1, "note": "Zhang San"}}"#,
    ] {
        for fault in read_answers(list("CS"), json).unwrap_err() {
            assert!(!format!("{fault:?}").contains("Zhang"), "{json}");
        }
    }
}

#[test]
fn text_and_a_photo_alone_are_answers_too() {
    let table = "[[checklist]]\ncode = \"X\"\nname_zh = \"\"\nname_en = \"\"\nitems = [\
        { id = \"1\", zh = \"\", en = \"\", answer = [\"t\"], severity = \"N\" },\
        { id = \"2\", zh = \"\", en = \"\", answer = [\"p\"], severity = \"N\" }]\n";
    let list = read_table(table).unwrap().remove(0);
    let answers = read_answers(&list, r#"{"1": " 两处\n\"旧\" "}"#).unwrap();
    assert_eq!(answers.to_json(), r#"{"1":"两处\n\"旧\""}"#);
    assert!(answers.missing(&list).is_empty());
    assert_eq!(Answers::default().missing(&list), ["1"]);
}

#[test]
fn a_blank_file_answers_nothing() {
    for list in checklists() {
        let answers = read_answers(list, &blank(list)).unwrap();
        assert!(answers.is_empty());
        assert_eq!(answers.to_json(), "{}");
        assert_eq!(answers.missing(list).len(), list.items.len());
    }
    assert_eq!(
        blank(list("CS-G")),
        "{\n  \"G1\": null,\n  \"G2\": null,\n  \"G3\": null\n}\n"
    );
    assert!(blank(list("CS")).contains(r#""C3": {"roster": null, "present": null}"#));
}

#[test]
fn the_sheet_has_short_texts() {
    let item = list("CS").item("A1").unwrap();
    assert_eq!(item.short(Lang::Zh), "防治领导小组");
    let item = list("VI").item("4").unwrap();
    assert_eq!(item.short(Lang::En), item.text(Lang::En));
    for item in checklists().iter().flat_map(|list| &list.items) {
        assert!(item.short(Lang::Zh).chars().count() <= 20, "{}", item.zh);
        assert!(item.short(Lang::En).len() <= 60, "{}", item.en);
    }
}

/// JSON of the kinds that a file of answers may hold, right or wrong.
fn node() -> impl Strategy<Value = serde_json::Value> {
    let word = prop::sample::select(vec![
        "yes",
        "no",
        "是",
        "不适用",
        "working",
        "none",
        "severe",
        "干净",
        "2026-11-20",
        "14",
        "",
        "x.jpg",
        "\u{0}",
        "/",
    ]);
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        (0..200).prop_map(Into::into),
        (-10.0..1e6).prop_map(Into::into),
        word.prop_map(Into::into),
        ".{0,12}".prop_map(Into::into),
    ];
    leaf.prop_recursive(3, 12, 3, |inner| {
        let key = prop::sample::select(vec![
            "value", "note", "yn", "n", "p", "roster", "present", "z",
        ]);
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Into::into),
            prop::collection::vec((key.prop_map(str::to_owned), inner), 0..4)
                .prop_map(|fields| serde_json::Value::Object(fields.into_iter().collect())),
        ]
    })
}

/// A file of answers to a list, each item answered at random.
fn file() -> impl Strategy<Value = (&'static Checklist, String)> {
    (0..checklists().len()).prop_flat_map(|index| {
        let list = &checklists()[index];
        let nodes = prop::collection::vec(prop::option::of(node()), list.items.len());
        nodes.prop_map(move |nodes| {
            let fields = list.items.iter().zip(nodes);
            let fields = fields.filter_map(|(item, node)| Some((item.id.clone(), node?)));
            (
                list,
                serde_json::Value::Object(fields.collect()).to_string(),
            )
        })
    })
}

/// The items of a file that can be read, so that what is right comes up often.
fn readable(list: &Checklist, json: &str) -> Answers {
    let serde_json::Value::Object(mut fields) = serde_json::from_str(json).unwrap() else {
        panic!("an object")
    };
    fields.retain(|id, node| {
        let one = serde_json::json!({ id.as_str(): node }).to_string();
        read_answers(list, &one).is_ok()
    });
    read_answers(list, &serde_json::Value::Object(fields).to_string()).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn no_text_panics(text in "\\PC{0,60}") {
        for list in checklists() {
            let _ = read_answers(list, &text);
        }
    }

    #[test]
    fn no_json_panics_and_every_fault_has_an_item((list, json) in file()) {
        match read_answers(list, &json) {
            Ok(_) => {}
            Err(faults) => for fault in faults {
                prop_assert!(list.item(fault.id.as_deref().unwrap()).is_some());
                let text = fault.message(Lang::Zh) + &fault.hint(Lang::En) + &fault.hint(Lang::Zh);
                let filled = ["{0}", "{1}", "{2}", "{3}"].iter().all(|place| !text.contains(place));
                prop_assert!(filled, "{}", text);
            },
        }
    }

    #[test]
    fn written_answers_are_read_back((list, json) in file()) {
        let answers = readable(list, &json);
        let text = answers.to_json();
        prop_assert!(!text.contains('\n'));
        prop_assert_eq!(read_answers(list, &text).unwrap(), answers);
    }

    #[test]
    fn an_item_is_a_problem_or_passed_or_neither((list, json) in file()) {
        let answers = readable(list, &json);
        let passed = answers.passed(list);
        for problem in answers.problems(list) {
            prop_assert!(!passed.contains(&problem.item));
        }
    }
}
