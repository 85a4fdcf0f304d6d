//! What the desks do with a point, and the transition that it makes.

use crate::domain::Status;

/// What a desk does with a point.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Deed {
    /// T02.
    List,
    /// T03.
    Exclude,
    /// T04.
    Quick,
    /// T05.
    Plan,
    /// T06.
    Begin,
    /// T07.
    Finish,
    /// T08.
    Request,
    /// T09.
    Accept,
    /// T10.
    Return,
    /// T11.
    Close,
    /// T12.
    Strike,
    /// T13.
    Relist,
    /// T15.
    Resume,
    /// T16, found only when the suspect is verified.
    Merge,
    /// An objection is dismissed; no transition.
    Dismiss,
}

impl Deed {
    /// Number of its transition; 0 when it is none.
    pub(super) const fn number(self) -> u8 {
        match self {
            Self::List => 2,
            Self::Exclude => 3,
            Self::Quick => 4,
            Self::Plan => 5,
            Self::Begin => 6,
            Self::Finish => 7,
            Self::Request => 8,
            Self::Accept => 9,
            Self::Return => 10,
            Self::Close => 11,
            Self::Strike => 12,
            Self::Relist => 13,
            Self::Resume => 15,
            Self::Merge => 16,
            Self::Dismiss => 0,
        }
    }

    /// State that it leads to; `None` when the state stays.
    pub(super) const fn to(self) -> Option<Status> {
        Some(match self {
            Self::List | Self::Relist => Status::Listed,
            Self::Exclude => Status::Excluded,
            Self::Quick => Status::QuickClosed,
            Self::Plan => Status::Planned,
            Self::Begin | Self::Resume => Status::Works,
            Self::Finish => Status::Done,
            Self::Request => Status::Requested,
            Self::Accept => Status::Accepted,
            Self::Return | Self::Strike => Status::Returned,
            Self::Close => Status::Closed,
            Self::Merge => Status::Merged,
            Self::Dismiss => return None,
        })
    }

    /// R6: may not be done while waste of the point lies elsewhere.
    pub(super) const fn waits_for_moved_waste(self) -> bool {
        matches!(
            self,
            Self::Quick | Self::Request | Self::Accept | Self::Close
        )
    }
}
