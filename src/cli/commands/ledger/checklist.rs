use serde_json::json;

use crate::cli::args::LedgerChecklist;
use crate::cli::outcome::{Exit, Failure};
use crate::cli::render::Speaker;
use crate::domain::checklist::{blank, checklist, checklists};

/// `xuncha ledger checklist`: a blank answers file, or the names of the checklists.
pub(super) fn run(args: &LedgerChecklist, speaker: Speaker) -> Result<Exit, Failure> {
    let Some(code) = &args.code else {
        for list in checklists() {
            speaker.text(&format!("{:<5} {}\n", list.code, list.name(speaker.lang)));
        }
        speaker.json(&json!(
            checklists()
                .iter()
                .map(|list| json!({"code": list.code, "name": list.name(speaker.lang)}))
                .collect::<Vec<_>>()
        ));
        return Ok(Exit::Done);
    };
    let Some(list) = checklist(code) else {
        return Err(unknown(code));
    };
    let text = blank(list);
    speaker.text(&format!("{}\n", text.trim_end()));
    speaker.json(&serde_json::from_str(&text).unwrap_or_default());
    Ok(Exit::Done)
}

pub(super) fn unknown(code: &str) -> Failure {
    let known: Vec<&str> = checklists().iter().map(|list| list.code.as_str()).collect();
    Failure::Refused {
        code: "G0104",
        en: format!("there is no checklist `{code}`"),
        zh: format!("没有检查清单 `{code}`"),
        hint: (known.join(", "), known.join("、")),
    }
}
