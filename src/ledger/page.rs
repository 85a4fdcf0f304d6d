//! The page `docs/ledger.md`: what people must know, with the tables made from the code.

use super::fields::{Field, Form, Need};
use super::needs::allowed;
use super::payload::{Finding, Purpose};
use super::rules::Rules;
use super::transitions::{From, TABLE};
use crate::domain::{Lang, Status};

/// The page.
pub fn page() -> String {
    let mut page = String::from(include_str!("page.md"));
    page.push_str(&transitions());
    page.push_str(&fields());
    page.push_str(&words());
    page
}

fn both(en: &str, zh: &str) -> String {
    format!("{en} {zh}")
}

fn states(states: &[Status]) -> String {
    let words: Vec<&str> = states.iter().map(|state| state.word()).collect();
    words.join(", ")
}

fn transitions() -> String {
    let mut text = String::from(
        "\n## Transitions\n\nWith the default settings; `[ledger]` in `xuncha.toml` changes the numbers (docs/workspace.md). Who may accept a point of census size or\n\
         of hazardous waste is the prefecture.\n\n| | from | to | who | needs |\n|---|---|---|---|---|\n",
    );
    for one in &TABLE {
        let from = match &one.from {
            From::New => "(new)".to_owned(),
            From::States(list) => states(list),
        };
        let who: Vec<&str> = allowed(one, None, &Rules::default())
            .iter()
            .map(|role| role.word())
            .collect();
        let needs: Vec<String> = one
            .needs
            .iter()
            .map(|need| both(need.text(Lang::En), need.text(Lang::Zh)))
            .collect();
        text.push_str(&format!(
            "| {} | {from} | {} {} | {} | {} |\n",
            one.name(),
            one.to.word(),
            one.to.label(Lang::Zh),
            who.join(", "),
            needs.join("; ")
        ));
    }
    text
}

fn fields() -> String {
    let mut text =
        String::from("\n## Fields\n\n| field | 中文 | needed | holds |\n|---|---|---|---|\n");
    for field in Field::all() {
        let need = match field.need() {
            Need::Listing => "listing",
            Need::ListingSize => "listing (one of the sizes)",
            Need::Planning => "planning",
            Need::Closing => "closing",
            Need::ClosingWhenMoved => "closing, when carried away",
            Need::Optional => "",
            Need::Derived => "derived, never set",
        };
        text.push_str(&format!(
            "| `{}` | {} | {need} | {} |\n",
            field.word(),
            field.heading(Lang::Zh),
            holds(field.form())
        ));
    }
    text
}

fn holds(form: Form) -> String {
    match form {
        Form::Text => "text, without phone or identity numbers".to_owned(),
        Form::Code => "code".to_owned(),
        Form::Key => "key of a person".to_owned(),
        Form::Keys => "keys of persons".to_owned(),
        Form::Codes => "codes".to_owned(),
        Form::Enum(choices) | Form::Grade { steps: choices, .. } => {
            let words: Vec<String> = choices
                .iter()
                .map(|choice| both(choice.word, choice.label))
                .collect();
            words.join(", ")
        }
        Form::Number { unit, .. } => unit.map_or("number".to_owned(), |unit| unit.zh.to_owned()),
        Form::Whole { least, most } => format!("{least} to {most}"),
        Form::Date => "date".to_owned(),
        Form::Time => "date and time".to_owned(),
        Form::Truth => "yes/no 是/否".to_owned(),
        Form::Map => "`name=code; name=code`".to_owned(),
        Form::Shares => "`name=60; name=40` in percent".to_owned(),
        Form::Manifests => {
            "`time | plate | trips | n m3 or t | destination | slip; ...`".to_owned()
        }
    }
}

fn words() -> String {
    let findings: Vec<String> = Finding::ALL
        .iter()
        .map(|one| format!("`{}` {}", one.word(), one.label(Lang::Zh)))
        .collect();
    let purposes: Vec<String> = Purpose::ALL
        .iter()
        .map(|one| format!("`{}` {}", one.word(), one.label(Lang::Zh)))
        .collect();
    format!(
        "\n## Words\n\nFindings of a visit: {}. From `road_blocked` on nothing was seen: the visit failed.\n\nPurposes of evidence: {}.\n",
        findings.join(", "),
        purposes.join(", ")
    )
}
