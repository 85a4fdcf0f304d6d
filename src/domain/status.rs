use serde::{Deserialize, Serialize};

use super::Lang;

/// Where a dump point stands on the way to close-out (销号状态).
///
/// The states and their transitions are those of the county's rules; this type only names them.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    schemars::JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// 疑似: reported, not yet checked on the spot.
    Suspected,
    /// 挂账: on the ledger.
    Listed,
    /// 已定方案: its remediation plan is approved.
    Planned,
    /// 整治中: being cleared.
    Works,
    /// 自查完成: the township says it is cleared.
    Done,
    /// 提请销号: close-out is applied for.
    Requested,
    /// 验收通过（公示）: accepted, in publicity.
    Accepted,
    /// 已销号: closed out.
    Closed,
    /// 退回: sent back.
    Returned,
    /// 排除: not a dump point.
    Excluded,
    /// 立行立改: small, cleared at once.
    QuickClosed,
    /// 合并: the same place as another point.
    Merged,
}

impl Status {
    /// All states in the order of the close-out.
    pub const ALL: [Self; 12] = [
        Self::Suspected,
        Self::Listed,
        Self::Planned,
        Self::Works,
        Self::Done,
        Self::Requested,
        Self::Accepted,
        Self::Closed,
        Self::Returned,
        Self::Excluded,
        Self::QuickClosed,
        Self::Merged,
    ];

    /// The word used in files.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Suspected => "suspected",
            Self::Listed => "listed",
            Self::Planned => "planned",
            Self::Works => "works",
            Self::Done => "done",
            Self::Requested => "requested",
            Self::Accepted => "accepted",
            Self::Closed => "closed",
            Self::Returned => "returned",
            Self::Excluded => "excluded",
            Self::QuickClosed => "quick_closed",
            Self::Merged => "merged",
        }
    }

    /// The word shown to people.
    pub const fn label(self, lang: Lang) -> &'static str {
        match self {
            Self::Suspected => lang.pick("suspected", "疑似"),
            Self::Listed => lang.pick("listed", "挂账"),
            Self::Planned => lang.pick("planned", "已定方案"),
            Self::Works => lang.pick("works", "整治中"),
            Self::Done => lang.pick("done", "自查完成"),
            Self::Requested => lang.pick("requested", "提请销号"),
            Self::Accepted => lang.pick("accepted", "验收通过"),
            Self::Closed => lang.pick("closed", "已销号"),
            Self::Returned => lang.pick("returned", "退回"),
            Self::Excluded => lang.pick("excluded", "排除"),
            Self::QuickClosed => lang.pick("quickly closed", "立行立改"),
            Self::Merged => lang.pick("merged", "合并"),
        }
    }

    /// Reads the word used in files, or the Chinese one.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let folded = text.to_lowercase().replace([' ', '-'], "_");
        Self::ALL.into_iter().find(|status| {
            folded == status.word()
                || text == status.label(Lang::Zh)
                || status.chinese_aliases().contains(&text)
        })
    }

    const fn chinese_aliases(self) -> &'static [&'static str] {
        match self {
            Self::Suspected => &["疑似点位", "待核实"],
            Self::Listed => &["已挂账", "已建档", "未整治"],
            Self::Planned => &["方案已定", "已制定方案"],
            Self::Works => &["正在整治", "在整治"],
            Self::Done => &["已整治", "整治完成"],
            Self::Requested => &["申请销号", "待验收"],
            Self::Accepted => &["验收通过（公示）", "公示中", "已验收"],
            Self::Closed => &["销号"],
            Self::Returned => &["已退回"],
            Self::Excluded => &["已排除", "不予立案"],
            Self::QuickClosed => &["立行立改完成"],
            Self::Merged => &["重复", "已合并"],
        }
    }
}
