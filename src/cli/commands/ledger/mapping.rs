//! The file that says which column of a county's own template holds what.

use std::path::Path;

use crate::cli::outcome::Failure;
use crate::domain::{Datum, Lang};
use crate::ledger::tables::Mapping;

/// The system that the command line or the mapping declares; both may, when they say the same.
pub(super) fn declared(said: Option<Datum>, mapping: &Mapping) -> Result<Option<Datum>, Failure> {
    if let (Some(said), Some(mapped)) = (said, mapping.datum())
        && said != mapped
    {
        return Err(Failure::Refused {
            code: "G0108",
            en: format!("the mapping says {}, not {}", mapped.word(), said.word()),
            zh: format!("对照文件注明坐标为 {}，而非 {}", mapped.word(), said.word()),
            hint: (
                "leave out --datum, or correct the mapping".into(),
                "请去掉 --datum，或更正对照文件".into(),
            ),
        });
    }
    Ok(said.or(mapping.datum()))
}

/// The mapping file, when one is given.
pub(super) fn mapping(path: Option<&Path>) -> Result<Mapping, Failure> {
    let Some(path) = path else {
        return Ok(Mapping::default());
    };
    let text = String::from_utf8(super::bytes(path)?).map_err(|error| {
        let zh = format!(
            "第 {} 字节起不是 UTF-8 文本",
            error.utf8_error().valid_up_to()
        );
        refused_mapping(path, &error.to_string(), &zh)
    })?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    Mapping::parse(text).map_err(|error| {
        let [en, zh] = [Lang::En, Lang::Zh].map(|lang| error.message(lang));
        refused_mapping(path, &en, &zh)
    })
}

fn refused_mapping(path: &Path, en: &str, zh: &str) -> Failure {
    Failure::Refused {
        code: "G0109",
        en: format!("`{}` is not a mapping: {en}", path.display()),
        zh: format!("`{}` 不是对照文件：{zh}", path.display()),
        hint: (
            "docs/ledger.md shows one".into(),
            "格式见 docs/ledger.md".into(),
        ),
    }
}
