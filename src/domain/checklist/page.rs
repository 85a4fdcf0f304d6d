use super::{Checklist, Item, Part, checklists};
use crate::domain::Lang;

const HEAD: &str = "# Checklists 检查清单

What is asked at each kind of target. Made from the code; do not edit.
各类巡查对象的检查内容，由程序生成，请勿手改。

- Answers 答案类型: `yn` yes, no, na 是、否、不适用; `n` number 数字; `d` date 日期; `t` text 文字; `e` one of the values 所列值之一; `p` photo 照片.
  `yn+p` has both parts. “Yes” means in order. 答“是”即符合要求。
- Severity 严重程度: **I** report at once 立即报告; **R** rectify by a date 限期整改; **N** note 记录.
- Count only 只记数: no names, no details, no note. 不填姓名、详情和备注。

A file of answers 答案文件: `{\"A1\": \"yes\", \"C3\": [52, 48], \"G1\": \"working\", \"B6\": \"2026-11-20\", \"D1\": {\"yn\": \"yes\", \"n\": 14},
\"E2\": {\"value\": \"no\", \"note\": \"new on the site\"}}`. Words may be Chinese or English, 中英文均可: `{\"A1\": \"是\", \"G1\": \"在建\"}`.
`null` or nothing means not answered. 未填写的写 `null` 或省略。
";

/// The page `docs/checklists.md`: every item of every checklist.
pub fn page() -> String {
    let mut page = String::from(HEAD);
    for list in checklists() {
        section(&mut page, list);
    }
    page
}

fn section(page: &mut String, list: &Checklist) {
    page.push_str(&format!(
        "\n## {} {} {}\n\n| item | 中文 | English | answer | values | severity |\n|---|---|---|---|---|---|\n",
        list.code, list.name_zh, list.name_en
    ));
    for item in &list.items {
        let values: Vec<String> = item.parts.iter().filter_map(values).collect();
        page.push_str(&format!(
            "| {} | {} | {} | `{}` | {} | {} |\n",
            item.id,
            item.zh,
            item.en,
            item.types(),
            values.join("; "),
            severity(item),
        ));
    }
}

/// What a part may hold, where its type does not say.
fn values(part: &Part) -> Option<String> {
    match part {
        Part::N(number) => {
            let key = number.key.as_ref().map(|key| format!("`{key}` "));
            let name = |lang| number.name(lang).map(|name| format!("{name} "));
            let unit = if number.unit_zh == number.unit_en {
                number.unit_en.clone()
            } else {
                format!("{} {}", number.unit_en, number.unit_zh)
            };
            Some(format!(
                "{}{}{}0–{} {unit}{}",
                key.unwrap_or_default(),
                name(Lang::En).unwrap_or_default(),
                name(Lang::Zh).unwrap_or_default(),
                number.max,
                if number.whole { ", whole 整数" } else { "" },
            ))
        }
        Part::E(choices) => {
            let show = |choice: &super::Choice| {
                let severity = choice
                    .severity
                    .map(|severity| format!(" **{}**", severity.word()));
                format!(
                    "`{}` {}{}",
                    choice.word,
                    choice.zh,
                    severity.unwrap_or_default()
                )
            };
            Some(choices.iter().map(show).collect::<Vec<_>>().join(", "))
        }
        _ => None,
    }
}

fn severity(item: &Item) -> String {
    let (trigger, severity) = (item.trigger, item.severity);
    let mut text = format!(
        "**{}** {} {}",
        severity.word(),
        trigger.label(Lang::En),
        trigger.label(Lang::Zh)
    );
    if item.count_only {
        text.push_str("; count only 只记数");
    }
    text
}
