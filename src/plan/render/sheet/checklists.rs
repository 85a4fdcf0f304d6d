//! The checklists (检查清单) printed on a sheet: on paper a box is ticked when the item is in order.

use crate::domain::Lang;
use crate::domain::checklist::checklist;

/// The marks of a checklist's boxes; empty for one that does not exist.
pub(super) fn marks(code: &str) -> impl Iterator<Item = &'static str> {
    let items = checklist(code).map_or(&[][..], |list| &list.items);
    items.iter().map(|item| item.id.as_str())
}

/// The title and items of a checklist; `None` for one that does not exist.
pub(super) fn legend(
    code: &str,
    lang: Lang,
) -> Option<(&'static str, Vec<(&'static str, &'static str)>)> {
    let list = checklist(code)?;
    let items = list
        .items
        .iter()
        .map(|item| (item.id.as_str(), item.short(lang)));
    Some((list.name(lang), items.collect()))
}
