use serde::{Deserialize, Serialize};

use crate::domain::Lang;

/// In which role somebody acts (角色).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// 巡查员: member of a patrol team.
    Patrol,
    /// 村委会: village committee.
    Village,
    /// 乡镇政府: plans, executes, checks itself, applies to close.
    Township,
    /// 县级主管部门: verifies, approves, accepts.
    County,
    /// 市级或第三方: accepts large points, spot checks, voids a closure.
    Prefecture,
    /// 省级: spot check, review.
    Province,
}

impl Role {
    /// All roles, the lowest level first.
    pub const ALL: [Self; 6] = [
        Self::Patrol,
        Self::Village,
        Self::Township,
        Self::County,
        Self::Prefecture,
        Self::Province,
    ];

    /// The word in files and on the command line.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Patrol => "patrol",
            Self::Village => "village",
            Self::Township => "township",
            Self::County => "county",
            Self::Prefecture => "prefecture",
            Self::Province => "province",
        }
    }

    /// The word shown to people.
    pub const fn label(self, lang: Lang) -> &'static str {
        match self {
            Self::Patrol => lang.pick("patrol team", "巡查员"),
            Self::Village => lang.pick("village committee", "村委会"),
            Self::Township => lang.pick("township", "乡镇政府"),
            Self::County => lang.pick("county bureau", "县级主管部门"),
            Self::Prefecture => lang.pick("prefecture or third party", "市级或第三方"),
            Self::Province => lang.pick("province", "省级"),
        }
    }

    /// Reads the word in files or the Chinese one.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let known = |role: &Self| text == role.word() || text == role.label(Lang::Zh);
        Self::ALL.into_iter().find(known)
    }
}
