//! By when the next step of a target is due (办理时限), and how late it is (R11).

use super::fields::Field;
use super::point::Point;
use super::rules::Rules;
use super::target::Target;
use crate::domain::{Calendar, Lang, Status};
use crate::units::Day;

/// The rules with their calendar, made once for many targets.
#[derive(Clone, Debug)]
pub struct Clerk<'r> {
    rules: &'r Rules,
    calendar: Calendar,
    exceptions: Exceptions,
}

/// A step that is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Deadline {
    /// By when; that day is still in time.
    pub due: Day,
    /// Which step.
    pub step: DueStep,
}

/// What is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum DueStep {
    /// T02 to T04: verify the suspect.
    Verify,
    /// T05: approve a plan.
    Plan,
    /// T06: begin the works.
    Begin,
    /// T07: finish the works.
    Finish,
    /// T08: apply to close.
    Request,
    /// T09, T10: accept or return.
    Accept,
    /// T11: close.
    Close,
    /// T13: list a rebound again.
    Relist,
    /// T15: resume the works.
    Resume,
    /// R9: look back.
    LookBack,
    /// R8: look back after the thaw.
    Thaw,
    /// A rectification order.
    Order,
    /// Verify a complaint.
    Complaint,
}

impl DueStep {
    /// The word shown to people.
    pub const fn label(self, lang: Lang) -> &'static str {
        match self {
            Self::Verify => lang.pick("verify", "核实"),
            Self::Plan => lang.pick("approve a plan", "制定方案"),
            Self::Begin => lang.pick("begin works", "开工"),
            Self::Finish => lang.pick("finish works", "完成整治"),
            Self::Request => lang.pick("apply to close", "提请销号"),
            Self::Accept => lang.pick("accept or return", "验收"),
            Self::Close => lang.pick("close", "销号"),
            Self::Relist => lang.pick("list again", "重新挂账"),
            Self::Resume => lang.pick("resume works", "重新整治"),
            Self::LookBack => lang.pick("look-back", "回头看"),
            Self::Thaw => lang.pick("look-back after thaw", "化冻后回头看"),
            Self::Order => lang.pick("rectification order", "整改通知"),
            Self::Complaint => lang.pick("verify a complaint", "投诉核实"),
        }
    }
}

impl<'r> Clerk<'r> {
    /// For these rules.
    pub fn new(rules: &'r Rules) -> Self {
        let calendar = rules.calendar();
        Self {
            rules,
            exceptions: Exceptions::of(&calendar),
            calendar,
        }
    }

    /// Working days.
    pub const fn calendar(&self) -> &Calendar {
        &self.calendar
    }

    /// The rules.
    pub const fn rules(&self) -> &Rules {
        self.rules
    }

    /// What is due at a target, earliest first.
    pub fn deadlines(&self, target: &Target) -> Vec<Deadline> {
        let mut all: Vec<Deadline> = Vec::new();
        if let Some(point) = &target.point {
            all.extend(self.step(point));
            if let Some(found) = point.rebound {
                all.push(Deadline {
                    due: self.working_days(found, self.rules.deadlines.relist),
                    step: DueStep::Relist,
                });
            }
            all.extend(point.look_backs.iter().map(|one| Deadline {
                due: one.due,
                step: if one.mandatory {
                    DueStep::Thaw
                } else {
                    DueStep::LookBack
                },
            }));
        }
        all.extend(target.orders.open().map(|order| Deadline {
            due: order.due,
            step: DueStep::Order,
        }));
        all.extend(target.complaint.map(|since| Deadline {
            due: self.working_days(since, self.rules.deadlines.verify),
            step: DueStep::Complaint,
        }));
        all.sort_unstable();
        all
    }

    /// The next step of the close-out.
    pub fn step(&self, point: &Point) -> Option<Deadline> {
        let rules = &self.rules.deadlines;
        let after = |days, step| {
            Some(Deadline {
                due: self.working_days(point.since, days),
                step,
            })
        };
        let hazardous = point.text(Field::WasteClass) == Some("hazardous");
        match point.status {
            Status::Suspected => after(rules.verify, DueStep::Verify),
            Status::Listed if hazardous => after(rules.plan_hazardous, DueStep::Plan),
            Status::Listed => after(rules.plan, DueStep::Plan),
            Status::Planned => point.day(Field::PlanStart).map(|due| Deadline {
                due,
                step: DueStep::Begin,
            }),
            Status::Works => point.day(Field::PlanDue).map(|due| Deadline {
                due,
                step: DueStep::Finish,
            }),
            Status::Done => after(rules.request, DueStep::Request),
            Status::Requested => after(rules.accept, DueStep::Accept),
            Status::Accepted => after(rules.close, DueStep::Close),
            Status::Returned => after(rules.resume, DueStep::Resume),
            Status::Closed | Status::QuickClosed | Status::Excluded | Status::Merged => None,
        }
    }

    /// The first deadline that has passed on a day, with how many working days late it is.
    pub fn overdue(&self, target: &Target, day: Day) -> Option<(Deadline, u32)> {
        let first = *self.deadlines(target).first()?;
        Some((first, self.days_late(first, day)?))
    }

    /// How many working days late a step is on a day; `None` while it is in time.
    pub fn days_late(&self, deadline: Deadline, day: Day) -> Option<u32> {
        (deadline.due < day).then(|| self.late(deadline.due, day))
    }

    /// Working days after `due` up to `day`: the weekdays of the weeks between them, corrected by the calendar's exceptions.
    /// O(log n) in their number.
    pub fn late(&self, due: Day, day: Day) -> u32 {
        if day <= due {
            return 0;
        }
        let weekdays = weekdays_until(day) - weekdays_until(due);
        let off = within(&self.exceptions.off, due, day);
        let worked = within(&self.exceptions.worked, due, day);
        u32::try_from(weekdays + worked - off).unwrap_or(u32::MAX)
    }

    fn working_days(&self, day: Day, count: u32) -> Day {
        self.calendar.plus_working_days(day, count)
    }
}

/// Where a calendar differs from Monday to Friday, in order.
#[derive(Clone, Debug)]
struct Exceptions {
    /// Weekdays off.
    off: Vec<Day>,
    /// Weekend days that are worked.
    worked: Vec<Day>,
}

impl Exceptions {
    fn of(calendar: &Calendar) -> Self {
        let is_weekday = |day: Day| day.weekday() <= 5;
        let off = calendar.holidays.iter().copied();
        let worked = calendar.workdays.iter().copied();
        Self {
            off: off
                .filter(|day| is_weekday(*day) && !calendar.is_working(*day))
                .collect(),
            worked: worked.filter(|day| !is_weekday(*day)).collect(),
        }
    }
}

/// Days of a sorted list after `from`, up to `to`.
fn within(days: &[Day], from: Day, to: Day) -> i64 {
    let until = |last: Day| days.partition_point(|day| *day <= last);
    i64::try_from(until(to) - until(from)).unwrap_or(i64::MAX)
}

/// Mondays to Fridays up to a day, counted from a fixed Monday; negative before it.
fn weekdays_until(day: Day) -> i64 {
    /// From Monday 1969-12-29 to 1970-01-01.
    const TO_EPOCH: i64 = 3;
    let days = i64::from(day.number()) + TO_EPOCH;
    days.div_euclid(7) * 5 + (days.rem_euclid(7) + 1).min(5)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Day by day.
    fn counted(calendar: &Calendar, due: Day, day: Day) -> u32 {
        let days = 1..=day.days_since(due);
        let working = days.filter(|ahead| calendar.is_working(due.plus(*ahead)));
        u32::try_from(working.count()).unwrap()
    }

    fn days() -> impl Strategy<Value = std::collections::BTreeSet<Day>> {
        let day = (-60_i32..60).prop_map(|number| Day::EPOCH.plus(number));
        prop::collection::btree_set(day, 0..40)
    }

    proptest! {
        #[test]
        fn lateness_is_what_counting_day_by_day_gives(
            holidays in days(),
            workdays in days(),
            due in -90_i32..90,
            ahead in -5_i32..150,
        ) {
            let rules = Rules { holidays, workdays, ..Rules::default() };
            let clerk = Clerk::new(&rules);
            let due = Day::EPOCH.plus(due);
            let day = due.plus(ahead);
            prop_assert_eq!(clerk.late(due, day), counted(clerk.calendar(), due, day));
        }
    }

    #[test]
    fn lateness_of_the_farthest_days_does_not_overflow() {
        let rules = Rules::default();
        let clerk = Clerk::new(&rules);
        let (first, last) = (Day::EPOCH.plus(i32::MIN), Day::EPOCH.plus(i32::MAX));
        assert_eq!(clerk.late(last, first), 0);
        assert!(clerk.late(first, last) > 3_000_000_000);
    }
}
