//! The fields of a step: filled in as the rules ask, and nothing overwritten that is there.

use super::deed::Deed;
use super::forms::Form;
use super::scenario::Days;
use super::steps::publicity;
use crate::domain::{Status, Tier};
use crate::ledger::{Field, Point};
use crate::units::Day;

/// What stands in a field of words of which nothing is known.
const NOT_STATED: &str = "不详";

impl Form<'_> {
    /// Fills in the fields that a step asks for.
    pub(super) fn fill_in(&self, sheet: &mut Sheet<'_>) {
        let today = self.time.day();
        match self.deed {
            Deed::List => self.describe(sheet),
            Deed::Quick => {
                self.size(sheet);
                self.destination(sheet);
            }
            Deed::Plan => {
                // A point may have been taken over without its size.
                self.size(sheet);
                self.measure(sheet);
                self.planned(sheet, today);
                sheet.want(Field::RespPerson, || "township-1".to_owned());
            }
            Deed::Finish | Deed::Request | Deed::Accept => {
                self.measure(sheet);
                self.account_for(sheet, today);
                if self.deed == Deed::Accept {
                    self.accepted(sheet, today);
                }
            }
            Deed::Return => {
                let due = today.plus(days(self.pace.resume) + days(self.pace.finish));
                sheet.put(Field::ReturnDue, due.to_string());
            }
            Deed::Close => {
                self.measure(sheet);
                self.account_for(sheet, today);
                self.accepted(sheet, today);
                self.published(sheet, today);
            }
            Deed::Relist => {
                let volume = self.volume();
                sheet.put(Field::Volume, volume.to_string());
                let tier = self.tier();
                sheet.put(Field::Tier, tier.to_owned());
            }
            Deed::Resume => {
                let due = today.plus(days(self.pace.finish));
                sheet.put(Field::PlanDue, due.to_string());
            }
            Deed::Merge => {
                let other = self.same_as.unwrap_or_default();
                sheet.set.push(("merged_into".to_owned(), other.to_owned()));
            }
            Deed::Exclude | Deed::Begin | Deed::Strike | Deed::Dismiss => {}
        }
    }

    /// Every field that a listed point must have.
    fn describe(&self, sheet: &mut Sheet<'_>) {
        let find = self.find;
        let said = |text: Option<&String>| text.cloned().unwrap_or_else(|| NOT_STATED.to_owned());
        let township = self.point.text(Field::Township).map(str::to_owned);
        let township = township.or_else(|| find.and_then(|find| find.township.clone()));
        sheet.want(Field::Name, || self.id.to_owned());
        sheet.want(Field::County, || NOT_STATED.to_owned());
        sheet.want(Field::Township, || said(township.as_ref()));
        sheet.want(Field::Village, || {
            said(find.and_then(|find| find.village.as_ref()))
        });
        sheet.want(Field::WasteClass, || {
            find.map_or_else(|| "mixed".to_owned(), |find| find.class.clone())
        });
        sheet.want(Field::FirstSeen, || self.point.since.to_string());
        sheet.want(Field::RespUnit, || {
            format!("{}人民政府", township.as_deref().unwrap_or("乡镇"))
        });
        for (field, text) in [
            (Field::CoordSource, "gps"),
            (Field::PlaceType, "other"),
            (Field::FoundBy, "patrol-1"),
            (Field::FoundSource, "patrol"),
            (Field::InSourceZone, "no"),
            (Field::Leachate, "none"),
            (Field::Odour, "none"),
            (Field::Smoke, "none"),
            (Field::SlopeRisk, "none"),
            (Field::Hazard, "2"),
            (Field::StillDumping, "no"),
            (Field::RespPerson, "township-1"),
        ] {
            sheet.want(field, || text.to_owned());
        }
        self.size(sheet);
    }

    /// Any of volume, mass and area, and the tier.
    fn size(&self, sheet: &mut Sheet<'_>) {
        let sizes = [Field::Volume, Field::Mass, Field::Area];
        if sizes.iter().all(|field| self.point.value(*field).is_none()) {
            sheet.put(Field::Volume, self.volume().to_string());
            // Said again where it is known, so that the volume alone does not change it.
            sheet.put(Field::Tier, self.tier().to_owned());
        } else {
            sheet.want(Field::Tier, || self.tier().to_owned());
        }
    }

    fn tier(&self) -> &'static str {
        let known = self.point.text(Field::Tier);
        let find = self.find.map(|find| find.tier);
        match (find, known) {
            (None, Some("census")) | (Some(Tier::Census), _) => "census",
            (None, Some("litter")) | (Some(Tier::Litter), _) => "litter",
            _ => "small",
        }
    }

    /// Cubic metres: what was found, what is known, or what is usual for its tier.
    fn volume(&self) -> f64 {
        let stated = self.find.map(|find| find.volume_m3);
        let usual = match self.tier() {
            "census" => 800.0,
            "litter" => 5.0,
            _ => 60.0,
        };
        let known = self.point.number(Field::Volume);
        stated
            .or(known)
            .filter(|volume| (0.001..=1_000_000.0).contains(volume))
            .map_or(usual, |volume| (volume * 1_000.0).round() / 1_000.0)
    }

    /// Carried away, or treated where it lies in a county without a facility.
    fn measure(&self, sheet: &mut Sheet<'_>) {
        let has_facility = !self.book.rules().facilities.is_empty();
        let measure = if has_facility {
            "full_removal"
        } else {
            "in_situ_treat"
        };
        sheet.want(Field::Measure, || measure.to_owned());
        if self.is_moved() {
            self.destination(sheet);
        }
    }

    fn is_moved(&self) -> bool {
        match self.point.text(Field::Measure) {
            Some(_) => self.point.is_moved(),
            None => !self.book.rules().facilities.is_empty(),
        }
    }

    fn destination(&self, sheet: &mut Sheet<'_>) {
        if let Some(facility) = self.book.rules().facilities.first() {
            sheet.want(Field::DestFacility, || facility.clone());
        }
    }

    /// Start and end of the works, in order.
    fn planned(&self, sheet: &mut Sheet<'_>, today: Day) {
        let point = self.point;
        let begin = today.plus(days(self.pace.begin));
        let start = point.day(Field::PlanStart).unwrap_or_else(|| {
            let due = point.day(Field::PlanDue);
            due.map_or(begin, |due| due.min(begin))
        });
        let end = start.plus(days(self.pace.finish));
        sheet.want(Field::PlanStart, || start.to_string());
        sheet.want(Field::PlanDue, || end.to_string());
    }

    /// What became of the waste (R3, R5).
    fn account_for(&self, sheet: &mut Sheet<'_>, today: Day) {
        let point = self.point;
        let volume = point.number(Field::Volume);
        let total = volume.unwrap_or_else(|| self.volume());
        let (out, left) = if self.is_moved() {
            (total, 0.0)
        } else {
            (0.0, total)
        };
        sheet.want(Field::VolumeOut, || out.to_string());
        sheet.want(Field::InPlace, || left.to_string());
        sheet.want(Field::Residual, || "0".to_owned());
        sheet.want(Field::DisinfectedAt, || self.clock(today, "08:00"));
        sheet.want(Field::Agent, || "含氯消毒液".to_owned());
        sheet.want(Field::ActualEnd, || today.to_string());
        if self.is_moved() {
            let facility = point.text(Field::DestFacility);
            let facility = facility.or_else(|| {
                let first = self.book.rules().facilities.first();
                first.map(String::as_str)
            });
            let carried = point
                .number(Field::VolumeOut)
                .unwrap_or(out)
                .clamp(0.001, 1_000_000.0);
            let time = self.clock(today, "07:30");
            let to = facility.unwrap_or_default();
            sheet.want(Field::Manifests, || {
                format!("{time} | truck-1 | 1 | {carried} m3 | {to}")
            });
        }
        let of = |field, filled: f64| point.number(field).unwrap_or(filled);
        let open =
            total - of(Field::VolumeOut, out) - of(Field::InPlace, left) - of(Field::Residual, 0.0);
        if open.abs() > self.book.rules().balance_percent / 100.0 * total {
            sheet.want(Field::BalanceReason, || "经现场复测".to_owned());
        }
    }

    fn accepted(&self, sheet: &mut Sheet<'_>, today: Day) {
        let unit = if self.point.text(Field::RespUnit) == Some("验收组") {
            "验收工作组"
        } else {
            "验收组"
        };
        sheet.want(Field::AcceptUnit, || unit.to_owned());
        sheet.want(Field::AcceptDoc, || format!("验收 {today}"));
        // Of a point that was taken over as accepted the county states by whom.
        let is_stated = self.point.carried && self.point.status == Status::Accepted;
        if is_stated {
            sheet.want(Field::AcceptedBy, || "county-1; county-2".to_owned());
        }
    }

    fn published(&self, sheet: &mut Sheet<'_>, today: Day) {
        let rules = self.book.rules();
        let (from, to) = publicity(self.point, rules, &rules.calendar());
        for (field, day) in [(Field::PublicityFrom, from), (Field::PublicityTo, to)] {
            if self.point.day(field) != Some(day) {
                sheet.put(field, day.to_string());
            }
        }
        sheet.want(Field::FilingNo, || format!("备案 {today}"));
    }

    /// A time of today on the clock of the county.
    fn clock(&self, today: Day, clock: &str) -> String {
        let text = self.time.to_string();
        let zone = text.get(19..).unwrap_or_default();
        format!("{today} {clock}:00{zone}")
    }
}

/// A form's fields.
#[derive(Debug)]
pub(super) struct Sheet<'a> {
    point: &'a Point,
    pub(super) set: Vec<(String, String)>,
}

impl<'a> Sheet<'a> {
    /// An empty sheet about a point.
    pub(super) const fn of(point: &'a Point) -> Self {
        Self {
            point,
            set: Vec::new(),
        }
    }

    /// Fills in a field unless the point has it.
    fn want(&mut self, field: Field, text: impl FnOnce() -> String) {
        if self.point.value(field).is_none() {
            self.put(field, text());
        }
    }

    fn put(&mut self, field: Field, text: String) {
        self.set.push((field.word().to_owned(), text));
    }
}

/// The median of a step in whole days, at least one.
#[expect(
    clippy::cast_possible_truncation,
    reason = "limited before; no number is no days"
)]
fn days(days: Days) -> i32 {
    days.median.ceil().clamp(1.0, 3_650.0) as i32
}
