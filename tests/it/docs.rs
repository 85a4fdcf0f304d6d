//! Pages that are made from the code stay as the code says.

use std::path::Path;

/// Compares with a committed file; `XUNCHA_BLESS=1 cargo test` writes it anew.
pub(crate) fn same_as_committed(name: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
    #[expect(
        clippy::disallowed_methods,
        reason = "blessing is asked for by the environment"
    )]
    if std::env::var("XUNCHA_BLESS").is_ok() {
        std::fs::write(&path, text).unwrap();
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        committed == text,
        "{name} is out of date: look at the change, then run `XUNCHA_BLESS=1 cargo test`\n{text}"
    );
}

#[test]
fn the_page_of_findings_lists_every_code_once() {
    let codes = xuncha::findings::all();
    let mut ids: Vec<&str> = codes.iter().map(|code| code.id).collect();
    ids.dedup();
    assert_eq!(ids.len(), codes.len(), "a code is used twice");
    same_as_committed("docs/findings.md", &xuncha::findings::page());
}

#[test]
fn the_schema_of_a_plan_is_that_of_the_types() {
    same_as_committed("docs/plan.schema.json", &xuncha::plan::schema());
}

#[test]
fn the_page_of_fields_is_that_of_the_readers() {
    same_as_committed("docs/fields.md", &xuncha::layers::fields_page());
}

#[test]
fn the_page_of_checklists_is_that_of_the_table() {
    same_as_committed("docs/checklists.md", &xuncha::domain::checklist::page());
}

#[test]
fn the_page_of_the_ledger_is_that_of_its_tables() {
    same_as_committed("docs/ledger.md", &xuncha::ledger::page());
}
