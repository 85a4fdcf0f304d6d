//! A file of answers: every fault named, no text of a health item and no personal number repeated.

mod node;
mod value;

use node::Node;
use value::{DATES, LONGEST, folded, in_range, right, value};

use super::{Answer, Answers, Checklist, Item, Part, Value};
use crate::domain::{Code, Finding, Lang, Level, Source, mask, personal};

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $id:literal, $en:literal, $zh:literal, $hint_en:literal, $hint_zh:literal;)*) => {
        /// Findings in a file of answers.
        pub mod codes {
            use super::{Code, Level};
            $($(#[$doc])* pub const $name: Code =
                Code { id: $id, level: Level::Error, en: $en, zh: $zh, hint_en: $hint_en, hint_zh: $hint_zh };)*
            /// All of them.
            pub const ALL: &[&Code] = &[$(&$name),*];
        }
    };
}

codes! {
    /// Not JSON.
    NOT_JSON = "Q0001", "the answers are not JSON: {0}", "答案不是有效的 JSON：{0}",
        "write {\"A1\": \"yes\", \"F1\": 0}", "请写成 {\"A1\": \"是\", \"F1\": 0}";
    /// JSON, but no object.
    NOT_OBJECT = "Q0002", "the answers are `{0}`, not an object", "答案为 `{0}`，不是对象",
        "write {\"A1\": \"yes\", \"F1\": 0}", "请写成 {\"A1\": \"是\", \"F1\": 0}";
    /// An item that the list does not have.
    UNKNOWN_ITEM = "Q0003", "checklist {1} has no item `{0}`", "检查清单 {1} 没有 `{0}` 项",
        "its items are {2}", "可填的项为 {2}";
    /// The same item or part twice.
    TWICE = "Q0004", "item `{0}` is answered twice", "`{0}` 项填了两次",
        "keep one answer", "请只保留一个";
    /// A value of another kind.
    WRONG_ANSWER = "Q0005", "item `{0}` is answered `{1}`", "`{0}` 项填的是 `{1}`",
        "write {2}", "应填{3}";
    /// A number or date that cannot be.
    OUT_OF_RANGE = "Q0006", "item `{0}` is {1}; it must lie between {2} and {3}", "`{0}` 项为 {1}，应在 {2} 与 {3} 之间",
        "check the unit, or the year of a date", "请核对单位；日期请核对年份";
    /// A fraction of what is counted.
    NOT_WHOLE = "Q0007", "item `{0}` is {1}, not a whole number", "`{0}` 项为 {1}，不是整数",
        "", "";
    /// A part that the item does not have.
    UNKNOWN_PART = "Q0008", "item `{0}` has no part `{1}`", "`{0}` 项没有 `{1}` 部分",
        "its parts are {2}; a remark is a `note`", "可填的部分为 {2}，备注写在 `note`";
    /// More values than parts.
    TOO_MANY = "Q0009", "item `{0}` has {1} values, {2} at most", "`{0}` 项有 {1} 个值，最多 {2} 个",
        "", "";
    /// A note at a health item.
    NO_NOTE = "Q0010", "item `{0}` takes no note: about health only numbers are kept", "`{0}` 项不收备注：涉及健康的只记数",
        "leave names and details out", "请勿填写姓名和详情";
    /// A text that is too long.
    TOO_LONG = "Q0011", "the text of item `{0}` has {1} characters, {2} at most", "`{0}` 项的文字有 {1} 个字，最多 {2} 个",
        "", "";
    /// A phone or identity number.
    PERSONAL = "Q0012", "the text of item `{0}` holds a phone or identity number: `{1}`", "`{0}` 项的文字含手机号或身份证号：`{1}`",
        "leave it out; persons are named by their key", "请删去；人员只写代号";
}

/// Reads the answers to a checklist: a JSON object of item id and answer.
///
/// An answer is a value, `{"value": .., "note": ".."}`, or, for an item of several parts, a list or an object of
/// its parts; a bare value answers the first part. `null` and empty text mean not answered. Yes, no and choices
/// are understood in Chinese and English; letter case and full-width characters do not matter.
///
/// # Errors
/// With every fault of the file, each with the item as its id; items that are not answered are no fault.
pub fn read_answers(list: &Checklist, json: &str) -> Result<Answers, Vec<Finding>> {
    let mut faults = Faults(Vec::new());
    let mut answers: Vec<Option<Answer>> = vec![None; list.items.len()];
    for (name, node) in faults.fields(json) {
        let found = list
            .items
            .iter()
            .position(|item| folded(&item.id) == folded(&name));
        match found {
            None => {
                let ids: Vec<&str> = list.items.iter().map(|item| item.id.as_str()).collect();
                let name = node::short(&name);
                faults.add(&codes::UNKNOWN_ITEM, &name, &[&list.code, &ids.join(", ")]);
            }
            Some(index) if answers[index].is_some() => {
                faults.add(&codes::TWICE, &list.items[index].id, &[]);
            }
            Some(index) => answers[index] = Some(faults.answer(&list.items[index], &node)),
        }
    }
    if !faults.0.is_empty() {
        return Err(faults.0);
    }
    let given = answers.into_iter().flatten();
    Ok(Answers(given.filter(|answer| !answer.is_empty()).collect()))
}

/// Collects faults while the answers are read.
struct Faults(Vec<Finding>);

impl Faults {
    /// Names a fault of an item; its id is argument 0.
    fn add(&mut self, code: &'static Code, item: &str, args: &[&dyn std::fmt::Display]) {
        let finding = Finding::new(code, Source::default()).id(item).arg(item);
        self.0.push(args.iter().fold(finding, Finding::arg));
    }

    fn fields(&mut self, json: &str) -> Vec<(String, Node)> {
        let text = json.strip_prefix('\u{feff}').unwrap_or(json);
        match serde_json::from_str(text) {
            Ok(Node::Object(fields)) => return fields,
            Ok(other) => {
                let finding = Finding::new(&codes::NOT_OBJECT, Source::default());
                self.0.push(finding.arg(other.show(false)));
            }
            Err(error) => {
                let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
                let source = Source {
                    line: count(error.line()),
                    column: count(error.column()),
                    ..Source::default()
                };
                self.0
                    .push(Finding::new(&codes::NOT_JSON, source).arg(error));
            }
        }
        Vec::new()
    }

    fn answer(&mut self, item: &Item, node: &Node) -> Answer {
        let mut reading = Reading {
            faults: self,
            item,
            values: vec![None; item.parts.len()],
            seen: vec![false; item.parts.len()],
            note: None,
        };
        match node {
            Node::Object(fields) => reading.object(fields),
            other => reading.whole(other),
        }
        let keys = item.parts.iter().map(|part| part.key().to_owned());
        Answer {
            item: item.id.clone(),
            note: reading.note,
            parts: keys.zip(reading.values).collect(),
        }
    }
}

/// The answer to one item while it is read.
struct Reading<'a> {
    faults: &'a mut Faults,
    item: &'a Item,
    values: Vec<Option<Value>>,
    /// Parts that something was said about, `null` included.
    seen: Vec<bool>,
    note: Option<String>,
}

impl Reading<'_> {
    fn add(&mut self, code: &'static Code, args: &[&dyn std::fmt::Display]) {
        self.faults.add(code, &self.item.id, args);
    }

    /// An object of parts, with a note, or with `value` for all parts at once.
    fn object(&mut self, fields: &[(String, Node)]) {
        let (mut parts, mut value, mut notes) = (Vec::new(), None, 0);
        for field in fields {
            let (name, node) = field;
            match name.as_str() {
                "note" => {
                    notes += 1;
                    self.note(node);
                }
                "value" if value.is_none() => value = Some(node),
                "value" => self.add(&codes::TWICE, &[]),
                _ => parts.push(field),
            }
        }
        if notes > 1 || (value.is_some() && !parts.is_empty()) {
            self.add(&codes::TWICE, &[]);
        }
        self.parts(parts);
        match value {
            None => {}
            Some(Node::Object(fields)) => self.parts(fields),
            Some(other) => self.whole(other),
        }
    }

    fn parts<'n>(&mut self, fields: impl IntoIterator<Item = &'n (String, Node)>) {
        for (name, node) in fields {
            let found = self
                .item
                .parts
                .iter()
                .position(|part| part.key() == name.as_str());
            match found {
                None => {
                    let keys: Vec<&str> = self.item.parts.iter().map(Part::key).collect();
                    let name = Node::Text(name.clone()).show(self.item.count_only);
                    self.add(&codes::UNKNOWN_PART, &[&name, &keys.join(", ")]);
                }
                Some(index) if self.seen[index] => self.add(&codes::TWICE, &[]),
                Some(index) => self.part(index, node),
            }
        }
    }

    /// A list of the parts, or a value of the first.
    fn whole(&mut self, node: &Node) {
        let count = self.item.parts.len();
        match node {
            Node::Null => {}
            Node::Array(nodes) if nodes.len() > count => {
                self.add(&codes::TOO_MANY, &[&nodes.len(), &count]);
            }
            Node::Array(nodes) => {
                for (index, node) in nodes.iter().enumerate() {
                    self.part(index, node);
                }
            }
            node if self.item.parts[0].own_key().is_some() && !node.is_blank() => {
                let named = |lang: Lang| {
                    let name = |part: &Part| format!("\"{}\": {}", part.key(), right(part, lang));
                    let names: Vec<String> = self.item.parts.iter().map(name).collect();
                    format!("{{{}}}", names.join(", "))
                };
                let found = node.show(self.item.count_only);
                let (en, zh) = (named(Lang::En), named(Lang::Zh));
                self.add(&codes::WRONG_ANSWER, &[&found, &en, &zh]);
            }
            node => self.part(0, node),
        }
    }

    fn part(&mut self, index: usize, node: &Node) {
        self.seen[index] = true;
        if node.is_blank() {
            return;
        }
        let part = &self.item.parts[index];
        let Some(value) = value(part, node) else {
            let found = node.show(self.item.count_only);
            let (en, zh) = (right(part, Lang::En), right(part, Lang::Zh));
            self.add(&codes::WRONG_ANSWER, &[&found, &en, &zh]);
            return;
        };
        match (&value, part) {
            (Value::Number(number), Part::N(rule)) => {
                if !(0.0..=rule.max).contains(number) {
                    self.add(&codes::OUT_OF_RANGE, &[number, &0, &rule.max]);
                } else if rule.whole && number.fract() != 0.0 {
                    self.add(&codes::NOT_WHOLE, &[number]);
                }
            }
            (Value::Date(day), _) if !in_range(&day.to_string()) => {
                self.add(&codes::OUT_OF_RANGE, &[day, &DATES[0], &DATES[1]]);
            }
            (Value::Text(text), _) => self.text(text),
            (Value::Photo(text), _) => self.length(text),
            _ => {}
        }
        self.values[index] = Some(value);
    }

    fn note(&mut self, node: &Node) {
        match node {
            node if node.is_blank() => {}
            _ if self.item.count_only => self.add(&codes::NO_NOTE, &[]),
            Node::Text(text) => {
                self.text(text);
                self.note = Some(text.trim().to_owned());
            }
            other => {
                let (en, zh) = (right(&Part::T, Lang::En), right(&Part::T, Lang::Zh));
                self.add(&codes::WRONG_ANSWER, &[&other.show(false), &en, &zh]);
            }
        }
    }

    /// A text that people write freely.
    fn text(&mut self, text: &str) {
        self.length(text);
        if personal(text).is_some() {
            self.add(&codes::PERSONAL, &[&mask(text.trim())]);
        }
    }

    fn length(&mut self, text: &str) {
        let count = text.trim().chars().count();
        if count > LONGEST {
            self.add(&codes::TOO_LONG, &[&count, &LONGEST]);
        }
    }
}
