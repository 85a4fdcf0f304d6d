//! Names behind the keys (通讯录): a file beside the ledger that never enters it, shown on this machine only.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::domain::Lang;
use crate::files::told;
use crate::workspace::Workspace;

/// Name of the file in a workspace.
const FILE: &str = "contacts.toml";

/// One person: `[zhang1] name = "..." phone = "..." unit = "..."`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Contact {
    name: Option<String>,
    #[serde(default, rename = "phone")]
    _phone: Option<String>,
    #[serde(default)]
    unit: Option<String>,
}

/// The contact file of a workspace; empty when there is none.
#[derive(Debug, Default)]
pub(super) struct Contacts(BTreeMap<String, Contact>);

impl Contacts {
    /// Reads the file; `Err` says why it cannot be read.
    pub(super) fn read(workspace: &Workspace, lang: Lang) -> Result<Self, String> {
        let colon = lang.colon();
        match std::fs::read_to_string(workspace.dir.join(FILE)) {
            Ok(text) => toml::from_str(&text).map(Self).map_err(|error| match lang {
                Lang::En => format!("{FILE}: {}", error.message()),
                Lang::Zh => format!("{FILE}：{}", told::toml_at(&text, &error, lang)),
            }),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Self::default()),
            Err(error) => Err(format!("{FILE}{colon}{}", told::io(&error, lang))),
        }
    }

    /// A line of the keys that a text names, with name and unit: `zhang1 = ...`.
    pub(super) fn legend<'k>(&self, keys: impl Iterator<Item = &'k str>) -> String {
        let keys: std::collections::BTreeSet<&str> = keys.collect();
        let named = keys.into_iter().filter_map(|key| {
            let contact = self.0.get(key)?;
            let parts = [contact.name.as_deref(), contact.unit.as_deref()];
            let parts: Vec<&str> = parts.into_iter().flatten().collect();
            Some(format!("{key} = {}", parts.join(", ")))
        });
        named.collect::<Vec<_>>().join("; ")
    }
}
