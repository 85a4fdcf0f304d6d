//! Ids that a site, place or corridor of the workspace has: no new dump point can have them too.

use std::cell::OnceCell;
use std::collections::BTreeMap;

use crate::domain::{Code, Finding, Lang, Source, Target, TargetKind};
use crate::layers::Layers;
use crate::ledger::exchange::ID_TAKEN_CODE;
use crate::ledger::{Book, codes};
use crate::pipeline;
use crate::workspace::Workspace;

/// What has an id in a workspace beside its dump points; corridors are cut only for an id that one of them could have.
pub(super) struct Owners<'a> {
    workspace: &'a Workspace,
    /// Sites and places by id.
    others: BTreeMap<&'a str, &'a Target>,
    corridors: OnceCell<Vec<Target>>,
}

impl<'a> Owners<'a> {
    pub(super) fn new(workspace: &'a Workspace, layers: &'a Layers) -> Self {
        let targets = layers.targets.iter();
        let others = targets.filter(|target| target.kind() != TargetKind::DumpPoint);
        Self {
            workspace,
            others: others.map(|target| (target.id.as_str(), target)).collect(),
            corridors: OnceCell::new(),
        }
    }

    /// Why an id cannot be that of a new point; told of the place that has it. A point of the book keeps its id.
    pub(super) fn refuse(&self, book: &Book, id: &str) -> Option<Finding> {
        let owner = self.owner(book, id)?;
        Some(finding(&codes::ID_TAKEN, owner.source.clone(), owner))
    }

    /// The same of a row, told of that row.
    pub(super) fn refuse_row(&self, book: &Book, id: &str, row: Source) -> Option<Finding> {
        let owner = self.owner(book, id)?;
        Some(finding(&ID_TAKEN_CODE, row, owner).arg(&owner.source))
    }

    fn owner(&self, book: &Book, id: &str) -> Option<&Target> {
        if book.target(id).is_some_and(|known| known.point.is_some()) {
            return None;
        }
        let other = self.others.get(id).copied();
        let is_it = |corridor: &&Target| corridor.id.as_str() == id;
        other.or_else(|| self.corridors(id).iter().find(is_it))
    }

    /// The corridors, when the id begins as theirs do: with a programme and a hyphen.
    fn corridors(&self, id: &str) -> &[Target] {
        let mut rules = self.workspace.corridors.iter();
        let is_like = rules.any(|rule| {
            let rest = id.strip_prefix(rule.programme.as_str());
            rest.is_some_and(|rest| rest.starts_with('-'))
        });
        if !is_like {
            return &[];
        }
        self.corridors.get_or_init(|| {
            // What is wrong with the roads is told by `check`.
            let county = pipeline::read_county(self.workspace, None);
            let routes = county.map_or_else(|_| Vec::new(), |county| county.corridors);
            routes.into_iter().map(|route| route.target).collect()
        })
    }
}

fn finding(code: &'static Code, source: Source, owner: &Target) -> Finding {
    let [en, zh] = [Lang::En, Lang::Zh].map(|lang| owner.kind().label(lang));
    let finding = Finding::new(code, source).id(owner.id.as_str());
    finding.arg(&owner.id).arg(&owner.name).arg(en).arg(zh)
}
