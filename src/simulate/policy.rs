//! A policy (策略): the workspace with other frequencies, teams, bases or weights.

use toml::{Table, Value};

use crate::domain::{Finding, Lang};
use crate::files::told;
use crate::workspace::{self, SETTINGS_FILE, Workspace, WorkspaceError};

/// A way of patrolling that is tried.
#[derive(Clone, Debug)]
pub struct Policy {
    /// Its name.
    pub name: String,
    /// The workspace under it.
    pub workspace: Workspace,
    /// What it was made from: a digest of the merged settings.
    pub digest: String,
}

/// Why a policy cannot be tried.
#[derive(Debug, thiserror::Error)]
pub enum PolicyError {
    /// Its file is no TOML.
    #[error("{en}")]
    Syntax {
        /// Why, in English.
        en: String,
        /// The same in Chinese.
        zh: String,
    },
    /// It would change what all policies must share.
    #[error("`{key}` is not a policy's to change")]
    Foreign {
        /// Which table or key.
        key: String,
    },
    /// The settings are faulty with it.
    #[error("the settings are faulty with this policy")]
    Faulty(Vec<Finding>),
}

/// Tables of `xuncha.toml` that a policy may change; the rest describes the county itself.
const OWN: [&str; 4] = ["team", "programme", "priority", "county"];

/// The settings of a workspace with those of a policy laid over them.
///
/// A policy's file is written like `xuncha.toml`: `[[programme]]` is laid over the programme of that id, `[priority]` key by
/// key, `[[team]]` takes the place of all teams, `[[extra_team]]` joins them, `[county]` may say `surge`.
///
/// # Errors
/// When the policy is no TOML, changes what is not its own, or what comes out is faulty.
pub fn policy(
    name: &str,
    dir: &std::path::Path,
    settings: &str,
    policy: &str,
) -> Result<Policy, PolicyError> {
    let read = |text: &str| {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        text.parse::<Table>().map_err(|error| PolicyError::Syntax {
            en: error.to_string(),
            zh: told::toml_at(text, &error, Lang::Zh),
        })
    };
    let mut merged = read(settings)?;
    lay_over(&mut merged, read(policy)?)?;
    let text = toml::to_string(&merged).map_err(|error| unknown(&error))?;
    let workspace = workspace::parse(dir, text.as_bytes()).map_err(|error| match error {
        WorkspaceError::Faulty { findings } => PolicyError::Faulty(findings),
        other => unknown(&other),
    })?;
    Ok(Policy {
        name: name.to_owned(),
        digest: workspace.settings_hash.clone(),
        workspace,
    })
}

/// A fault that has no Chinese of its own.
fn unknown(error: &dyn std::error::Error) -> PolicyError {
    PolicyError::Syntax {
        en: error.to_string(),
        zh: error.to_string(),
    }
}

/// The workspace as it is.
pub fn as_is(name: &str, workspace: &Workspace) -> Policy {
    Policy {
        name: name.to_owned(),
        digest: workspace.settings_hash.clone(),
        workspace: workspace.clone(),
    }
}

fn lay_over(settings: &mut Table, policy: Table) -> Result<(), PolicyError> {
    for (key, value) in policy {
        let foreign = || PolicyError::Foreign { key: key.clone() };
        match (key.as_str(), value) {
            ("extra_team", Value::Array(more)) => {
                let teams = settings
                    .entry("team")
                    .or_insert_with(|| Value::Array(Vec::new()));
                teams.as_array_mut().ok_or_else(foreign)?.extend(more);
            }
            ("county", Value::Table(county)) => {
                if county.keys().any(|key| key != "surge") {
                    return Err(foreign());
                }
                merge(settings, "county", county);
            }
            ("programme", Value::Array(programmes)) => lay_programmes(settings, programmes),
            ("priority", Value::Table(priority)) => merge(settings, "priority", priority),
            (own, value) if OWN.contains(&own) => {
                settings.insert(key, value);
            }
            _ => return Err(foreign()),
        }
    }
    Ok(())
}

/// Key by key.
fn merge(settings: &mut Table, key: &str, over: Table) {
    let below = settings
        .entry(key)
        .or_insert_with(|| Value::Table(Table::new()));
    if let Some(below) = below.as_table_mut() {
        below.extend(over);
    }
}

/// Programmes by id.
fn lay_programmes(settings: &mut Table, over: Vec<Value>) {
    let list = settings
        .entry("programme")
        .or_insert_with(|| Value::Array(Vec::new()));
    let Some(list) = list.as_array_mut() else {
        return;
    };
    for programme in over {
        let id = programme.get("id").cloned();
        let known = list
            .iter_mut()
            .find(|one| one.get("id") == id.as_ref() && id.is_some());
        match (known, programme) {
            (Some(Value::Table(known)), Value::Table(programme)) => known.extend(programme),
            (_, programme) => list.push(programme),
        }
    }
}

/// Where the settings of a workspace lie.
pub fn settings_path(workspace: &Workspace) -> std::path::PathBuf {
    workspace.dir.join(SETTINGS_FILE)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SETTINGS: &str = "[county]\nname = \"槐安县\"\n[[layer]]\nkind = \"roads\"\npath = \"roads.geojson\"\n\
        [[team]]\nid = \"T1\"\nbase = [126.1, 43.6]\n[[programme]]\nid = \"P11\"\nweight = 12\n";

    fn tried(text: &str) -> Result<Policy, PolicyError> {
        policy("other", std::path::Path::new("."), SETTINGS, text)
    }

    #[test]
    fn programmes_are_laid_over_by_id_and_teams_join() {
        let text = "[county]\nsurge = true\n[[programme]]\nid = \"P11\"\nfrequency = { every_days = { normal = 14, surge = 7 } }\n\
            [[extra_team]]\nid = \"T2\"\nbase = [126.2, 43.6]\n";
        let made = tried(text).unwrap().workspace;
        assert!(made.surge);
        assert_eq!(made.teams.len(), 2);
        let eleven = made
            .programmes
            .iter()
            .find(|one| one.id.as_str() == "P11")
            .unwrap();
        assert_eq!(
            eleven.weight.get(),
            12,
            "what the policy does not name stays"
        );
        assert!(format!("{:?}", eleven.frequency).contains("14"));
    }

    #[test]
    fn the_county_itself_is_not_a_policys_to_change() {
        for text in [
            "[roads]\nseason = \"snow\"",
            "[county]\nname = \"x\"",
            "[ledger]\npersons = 1",
        ] {
            assert!(
                matches!(tried(text), Err(PolicyError::Foreign { .. })),
                "{text}"
            );
        }
        assert!(matches!(
            tried("[[team]]\nid = 3"),
            Err(PolicyError::Faulty(_) | PolicyError::Syntax { .. })
        ));
        assert!(matches!(tried("x = ["), Err(PolicyError::Syntax { .. })));
    }
}
