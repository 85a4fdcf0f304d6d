//! Rectification orders: what a checklist found and by when it must be put right.

use super::payload::{Problem, Severity};
use crate::units::Day;

/// A rectification order (整改通知单): issued by a visit, closed by the visit that finds the item in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    /// Checklist.
    pub checklist: Box<str>,
    /// Its item.
    pub item: Box<str>,
    /// What was answered.
    pub value: Box<str>,
    /// The day it was issued first.
    pub issued: Day,
    /// By when it must be put right; later when a recheck found it still wrong.
    pub due: Day,
    /// Rechecks that found it still wrong.
    pub failed: u32,
    /// The day a visit found the item in order.
    pub closed: Option<Day>,
}

/// The orders of one target, in the order they were issued.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Orders(Vec<Order>);

impl Orders {
    /// All of them.
    pub fn all(&self) -> &[Order] {
        &self.0
    }

    /// Those that are not closed.
    pub fn open(&self) -> impl Iterator<Item = &Order> {
        self.0.iter().filter(|order| order.closed.is_none())
    }

    /// Takes down what a visit found.
    pub(super) fn visit(
        &mut self,
        checklist: &str,
        problems: &[Problem],
        passed: &[String],
        day: Day,
    ) {
        for item in passed {
            let done = |order: &&mut Order| {
                order.closed.is_none() && *order.checklist == *checklist && *order.item == **item
            };
            if let Some(order) = self.0.iter_mut().find(done) {
                order.closed = Some(day);
            }
        }
        for problem in problems {
            let (Severity::Rectify, Some(due)) = (problem.severity, problem.due) else {
                continue;
            };
            let same = |order: &&mut Order| {
                order.closed.is_none()
                    && *order.checklist == *checklist
                    && *order.item == *problem.item
            };
            if let Some(order) = self.0.iter_mut().find(same) {
                order.failed += 1;
                order.due = order.due.max(due);
                order.value = problem.value.as_str().into();
            } else {
                self.0.push(Order {
                    checklist: checklist.into(),
                    item: problem.item.as_str().into(),
                    value: problem.value.as_str().into(),
                    issued: day,
                    due,
                    failed: 0,
                    closed: None,
                });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_lives_until_a_visit_finds_the_item_in_order() {
        let day = |number| Day::EPOCH.plus(number);
        let wrong = |due| Problem {
            item: "B1".into(),
            severity: Severity::Rectify,
            value: "no".into(),
            due: Some(day(due)),
        };
        let mut orders = Orders::default();
        orders.visit("CS", &[wrong(13)], &[], day(10));
        orders.visit("CS", &[wrong(17)], &["B2".into()], day(14));
        assert_eq!(orders.all().len(), 1);
        assert_eq!((orders.all()[0].due, orders.all()[0].failed), (day(17), 1));
        // The same number on another checklist is another item.
        orders.visit("CS-G", &[], &["B1".into()], day(15));
        assert_eq!(orders.open().count(), 1);
        orders.visit("CS", &[], &["B1".into()], day(18));
        assert_eq!(orders.open().count(), 0);
        assert_eq!(orders.all()[0].closed, Some(day(18)));
    }
}
