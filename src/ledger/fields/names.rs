//! From a heading to its field.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::Field;
use super::rows::ROWS;

/// Every folded name; only looked up, never walked through.
static NAMES: LazyLock<FxHashMap<String, Field>> = LazyLock::new(|| {
    let mut names = FxHashMap::default();
    for row in &ROWS {
        for name in [row.word, row.label].iter().chain(row.aliases) {
            names.entry(heading(name)).or_insert(row.field);
        }
    }
    names
});

/// Notes in brackets that forms print beside a heading and that change nothing.
const NOTES: [&str; 8] = [
    "必填",
    "选填",
    "*",
    "是/否",
    "是否",
    "年月日",
    "年/月/日",
    "yyyy-mm-dd",
];

pub(super) fn find(header: &str) -> Option<Field> {
    let text = heading(header);
    let mut rest = text.trim_end_matches('*').trim_start_matches('*');
    let mut units = Vec::new();
    let field = loop {
        if let Some(field) = NAMES.get(rest) {
            break *field;
        }
        let (name, note) = rest.strip_suffix(')')?.rsplit_once('(')?;
        if !NOTES.contains(&note) {
            units.push(note);
        }
        rest = name;
    };
    let own = |note: &&str| field.unit().is_some_and(|unit| unit.is_named(note));
    units.iter().all(own).then_some(field)
}

/// A heading folded, all white space dropped.
pub(in crate::ledger) fn heading(text: &str) -> String {
    let mut text = fold(text);
    text.retain(|c| !c.is_whitespace());
    text
}

/// Lower case, with full-width letters, digits and signs as plain ones, trimmed.
pub fn fold(text: &str) -> String {
    crate::domain::narrow(text.trim()).to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_stands_for_two_fields() {
        for row in &ROWS {
            for name in [row.word, row.label].iter().chain(row.aliases) {
                assert_eq!(find(name), Some(row.field), "{name}");
            }
        }
    }

    #[test]
    fn headings_are_found_in_their_usual_clothes() {
        for (header, field) in [
            ("体积(m³)", Field::Volume),
            (" 体 积 （立方米）", Field::Volume),
            ("VOLUME_M3", Field::Volume),
            ("＊面积\n（平方米）", Field::Area),
            ("是否仍在倾倒（是/否）", Field::StillDumping),
            ("经度（°）", Field::Lon),
            ("乡镇（街道）", Field::Township),
            ("费用（元）（必填）", Field::Cost),
        ] {
            assert_eq!(find(header), Some(field), "{header}");
        }
    }

    #[test]
    fn another_unit_or_datum_is_another_column() {
        for header in [
            "费用（万元）",
            "面积（亩）",
            "经度（GCJ02）",
            "名称（曾用）",
            "",
            "()",
            ")",
        ] {
            assert_eq!(find(header), None, "{header}");
        }
    }
}
