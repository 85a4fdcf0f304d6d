//! The close-out as a table: which state may follow which, who may do it, and what it needs (状态机).
//!
//! This file says *what*; `needs.rs` knows how each need is judged, `deadlines.rs` by when a step is due.

use super::needs::Need::{
    self, AcceptDocument, AfterPhoto, AfterPhotoHere, AnyPhoto, Balance, BeforePhoto,
    ClosingFields, Destination, DestinationIfMoved, FilingNumber, Form, FoundSource, ListingFields,
    Measure, NearPhoto, NewDueDate, NewPlanDate, NoNewWaste, NoObjection, NotAtClosedPoint,
    NotMovedElsewhere, NotRequester, OnSite, OtherUnit, Persons, PlanDates, Position, Publicity,
    Reason, ResponsiblePerson, SamePlaceAs, Size, SmallTier, StartPhoto, WasteClass, WidePhoto,
    WorksFields,
};
use super::role::Role;
use crate::domain::Status::{
    self, Accepted, Closed, Done, Excluded, Listed, Merged, Planned, QuickClosed, Requested,
    Returned, Suspected, Works,
};

/// One line of the table.
#[derive(Debug, PartialEq, Eq)]
pub struct Transition {
    /// `T01` to `T16`.
    pub number: u8,
    /// States that it leads out of.
    pub from: From,
    /// State that it leads to.
    pub to: Status,
    /// Who may do it.
    pub who: Who,
    /// What must be there.
    pub needs: &'static [Need],
}

/// Where a transition starts.
#[derive(Debug, PartialEq, Eq)]
pub enum From {
    /// A point that is not on the ledger yet.
    New,
    /// One of these states.
    States(&'static [Status]),
}

/// Who may do it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// Anyone.
    Anyone,
    /// One of these roles.
    Roles(&'static [Role]),
    /// The county; for a point of census size or hazardous waste the prefecture or a third party, where the rules say so.
    Acceptor,
    /// The closure authority of the rules, or a level above it.
    ClosureAuthority,
}

const TOWNSHIP: Who = Who::Roles(&[Role::Township]);
const COUNTY: Who = Who::Roles(&[Role::County]);
const COUNTY_UP: Who = Who::Roles(&[Role::County, Role::Prefecture, Role::Province]);
const PREFECTURE_UP: Who = Who::Roles(&[Role::Prefecture, Role::Province]);

/// States of a point that is neither closed nor struck off.
pub const OPEN: &[Status] = &[
    Suspected, Listed, Planned, Works, Done, Requested, Accepted, Returned,
];

/// T01 to T16.
#[rustfmt::skip]
pub const TABLE: [Transition; 16] = [
    Transition { number:  1, from: From::New,                             to: Suspected,   who: Who::Anyone,           needs: &[Position, AnyPhoto, WasteClass, FoundSource, NotAtClosedPoint] },
    Transition { number:  2, from: From::States(&[Suspected]),            to: Listed,      who: COUNTY,                needs: &[OnSite, ListingFields, NearPhoto, WidePhoto] },
    Transition { number:  3, from: From::States(&[Suspected]),            to: Excluded,    who: COUNTY,                needs: &[Persons, Reason, AnyPhoto] },
    Transition { number:  4, from: From::States(&[Suspected]),            to: QuickClosed, who: TOWNSHIP,              needs: &[SmallTier, BeforePhoto, AfterPhoto, AfterPhotoHere, Destination, NotMovedElsewhere] },
    Transition { number:  5, from: From::States(&[Listed]),               to: Planned,     who: COUNTY,                needs: &[Measure, DestinationIfMoved, PlanDates, ResponsiblePerson] },
    Transition { number:  6, from: From::States(&[Planned]),              to: Works,       who: TOWNSHIP,              needs: &[StartPhoto] },
    Transition { number:  7, from: From::States(&[Works]),                to: Done,        who: TOWNSHIP,              needs: &[WorksFields, AfterPhoto, AfterPhotoHere, Balance] },
    Transition { number:  8, from: From::States(&[Done]),                 to: Requested,   who: TOWNSHIP,              needs: &[Form, WorksFields, NotMovedElsewhere] },
    Transition { number:  9, from: From::States(&[Requested]),            to: Accepted,    who: Who::Acceptor,         needs: &[NotRequester, OnSite, NoNewWaste, Persons, OtherUnit, Form, AcceptDocument, WorksFields, AfterPhotoHere, Balance, NotMovedElsewhere] },
    Transition { number: 10, from: From::States(&[Requested]),            to: Returned,    who: Who::Acceptor,         needs: &[NotRequester, Reason, NewDueDate] },
    Transition { number: 11, from: From::States(&[Accepted]),             to: Closed,      who: Who::ClosureAuthority, needs: &[NotRequester, ClosingFields, AfterPhotoHere, Balance, Publicity, NoObjection, NoNewWaste, FilingNumber, NotMovedElsewhere] },
    Transition { number: 12, from: From::States(&[Accepted]),             to: Returned,    who: COUNTY_UP,             needs: &[Reason] },
    Transition { number: 13, from: From::States(&[Closed, QuickClosed]),  to: Listed,      who: COUNTY,                needs: &[AnyPhoto, Size] },
    Transition { number: 14, from: From::States(&[Closed]),               to: Returned,    who: PREFECTURE_UP,         needs: &[Reason] },
    Transition { number: 15, from: From::States(&[Returned]),             to: Works,       who: TOWNSHIP,              needs: &[NewPlanDate] },
    Transition { number: 16, from: From::States(OPEN),                    to: Merged,      who: COUNTY,                needs: &[SamePlaceAs] },
];

impl Transition {
    /// `T08`
    pub fn name(&self) -> String {
        format!("T{:02}", self.number)
    }

    /// Whether it leads out of a state; `None` = a new point.
    pub fn starts_at(&self, status: Option<Status>) -> bool {
        match (&self.from, status) {
            (From::New, None) => true,
            (From::States(states), Some(status)) => states.contains(&status),
            _ => false,
        }
    }
}

/// The transition between two states, when there is one; two states have at most one.
pub fn between(from: Option<Status>, to: Status) -> Option<&'static Transition> {
    TABLE
        .iter()
        .find(|transition| transition.to == to && transition.starts_at(from))
}

/// The transitions that lead out of a state, in the order of their numbers.
pub fn out_of(status: Option<Status>) -> impl Iterator<Item = &'static Transition> {
    TABLE
        .iter()
        .filter(move |transition| transition.starts_at(status))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_states_have_at_most_one_transition() {
        let states = || [None].into_iter().chain(Status::ALL.map(Some));
        for from in states() {
            for to in Status::ALL {
                let count = TABLE
                    .iter()
                    .filter(|one| one.to == to && one.starts_at(from))
                    .count();
                assert!(count <= 1, "{from:?} to {to:?}");
            }
        }
    }

    #[test]
    fn numbers_run_from_1_to_16() {
        assert!(
            TABLE
                .iter()
                .zip(1..)
                .all(|(one, number)| one.number == number)
        );
    }

    #[test]
    fn only_acceptance_leads_to_closure_and_nothing_leads_out_of_merged() {
        let to_closed: Vec<_> = TABLE.iter().filter(|one| one.to == Closed).collect();
        assert_eq!(to_closed.len(), 1);
        assert!(to_closed[0].starts_at(Some(Accepted)));
        assert_eq!(out_of(Some(Merged)).count(), 0);
        assert_eq!(out_of(Some(Excluded)).count(), 0);
    }
}
