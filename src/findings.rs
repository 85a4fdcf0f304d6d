//! Every code that a finding may carry, gathered for the reference page.

use crate::domain::{Code, Level};

/// All codes, by id.
pub fn all() -> Vec<&'static Code> {
    let mut codes: Vec<&'static Code> = [
        crate::workspace::codes::ALL,
        crate::layers::codes::ALL,
        crate::roads::codes::ALL,
        crate::corridors::codes::ALL,
        crate::priority::codes::ALL,
        crate::problem::assemble::codes::ALL,
        crate::pins::codes::ALL,
        crate::replan::codes::ALL,
        crate::pipeline::CODES,
        crate::domain::checklist::codes::ALL,
        crate::ledger::codes::ALL,
        crate::ledger::exchange::CODES,
        crate::tracks::codes::ALL,
    ]
    .concat();
    codes.sort_by_key(|code| code.id);
    codes
}

/// The page `docs/findings.md`.
pub fn page() -> String {
    let mut page = String::from(
        "# Findings\n\nWhat `xuncha check` and `xuncha plan` may say of the input, and any command of a file of answers, by code. Made from the code; do not edit.\n\
         Letters: A placing targets, C corridors, G rows that enter the ledger, L layers, M plans made anew in the middle of the day, N pins, P priorities, Q answers to a checklist, R roads, T tracks, W `xuncha.toml`; V what `xuncha verify` finds in a plan.\n",
    );
    for code in all() {
        let level = match code.level {
            Level::Note => "note",
            Level::Warning => "warning",
            Level::Error => "error",
        };
        page.push_str(&format!(
            "\n## {} ({level})\n\n{}\n\n{}\n",
            code.id, code.en, code.zh
        ));
        if !code.hint_en.is_empty() {
            page.push_str(&format!(
                "\nWhat to do: {}\n\n处理：{}\n",
                code.hint_en, code.hint_zh
            ));
        }
    }
    page.push_str("\n# Faults of a plan\n\nWhat `xuncha verify` may say; any of them makes it exit with 1.\n\n");
    for fault in crate::verify::FAULT_CODES {
        page.push_str(&format!(
            "- **{}** {} · {}\n",
            fault.code, fault.en, fault.zh
        ));
    }
    page
}
