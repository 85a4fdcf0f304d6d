//! The forms of the desks: every move filled in as the rules ask, and nothing overwritten that is there.

use super::office::Find;
use super::scenario::{Days, Pace};
use super::steps::{Deed, publicity};
use crate::domain::{Status, TargetKind, Tier};
use crate::ledger::act::{Actor, MoveRequest, complaint_draft, move_drafts, visit_draft};
use crate::ledger::payload::{Evidence, Finding, Matter, Purpose, Visited};
use crate::ledger::{Book, Digest, Draft, Field, Lack, Moment, Point, Role};
use crate::units::Day;

/// What stands in a field of words of which nothing is known.
const NOT_STATED: &str = "不详";

/// A form being filled in.
#[derive(Debug)]
pub(super) struct Form<'a> {
    pub(super) book: &'a Book,
    pub(super) pace: &'a Pace,
    pub(super) id: &'a str,
    pub(super) point: &'a Point,
    /// What lies there, when the weeks ahead put it there.
    pub(super) find: Option<&'a Find>,
    /// The point that a suspect is the same as.
    pub(super) same_as: Option<&'a str>,
    pub(super) deed: Deed,
    pub(super) time: Moment,
}

impl Form<'_> {
    /// The events of the step: the move, and what must be noted before it.
    pub(super) fn drafts(&self) -> Result<Vec<Draft>, Vec<Lack>> {
        let (key, role) = self.desk();
        let actor = self.actor(key, role);
        let Some(to) = self.deed.to() else {
            let draft = complaint_draft(&actor, self.id, Matter::Dismissed, None, None)?;
            return Ok(vec![draft]);
        };
        let mut drafts = Vec::new();
        if self.deed.waits_for_moved_waste() && !self.point.moved_to.is_empty() {
            drafts.extend(self.settle()?);
        }
        if matches!(self.deed, Deed::Accept | Deed::Return) && role == Role::Prefecture {
            drafts.push(self.own_visit(&actor)?);
        }
        let mut sheet = Sheet {
            point: self.point,
            set: Vec::new(),
        };
        self.fill_in(&mut sheet);
        let request = MoveRequest {
            id: self.id.to_owned(),
            to,
            set: sheet.set,
            evidence: self.papers(),
            reason: self.reason(),
            with: self.others(role),
            at: self.place().filter(|_| self.deed == Deed::List),
        };
        drafts.extend(move_drafts(self.book, &actor, &request)?);
        Ok(drafts)
    }

    fn actor(&self, key: &str, role: Role) -> Actor {
        Actor {
            key: key.to_owned(),
            role,
            time: self.time,
        }
    }

    /// Who does it; whoever does the works neither applies nor accepts (R2).
    fn desk(&self) -> (&'static str, Role) {
        let rules = self.book.rules();
        match self.deed {
            Deed::Quick | Deed::Begin | Deed::Finish | Deed::Resume => {
                ("township-1", Role::Township)
            }
            Deed::Request => ("township-2", Role::Township),
            Deed::Accept | Deed::Return if rules.large_by_prefecture && self.point.is_large() => {
                ("prefecture-1", Role::Prefecture)
            }
            Deed::Close => match rules.closure_authority {
                Role::Province => ("province-1", Role::Province),
                Role::Prefecture => ("prefecture-1", Role::Prefecture),
                _ => ("county-1", Role::County),
            },
            _ => ("county-1", Role::County),
        }
    }

    /// The others who act, so that there are as many as the rules ask for.
    fn others(&self, role: Role) -> Vec<String> {
        let count = match self.deed {
            Deed::Exclude | Deed::Accept => self.book.rules().persons,
            _ => 1,
        };
        colleagues(role, count)
    }

    /// Large points are accepted by the prefecture: its people go and see for themselves on the day.
    fn own_visit(&self, actor: &Actor) -> Result<Draft, Vec<Lack>> {
        let visited = Visited {
            kind: TargetKind::DumpPoint,
            finding: Finding::Unchanged,
            team: None,
            with: colleagues(actor.role, self.book.rules().persons),
            checklist: None,
            answers: None,
            problems: Vec::new(),
            passed: Vec::new(),
            evidence: Vec::new(),
            at: self.place(),
            snow_cover: None,
            still_dumping: None,
            seen: None,
            note: None,
        };
        visit_draft(actor, self.id, &visited)
    }

    /// The waste that lay elsewhere is cleared there (R6).
    fn settle(&self) -> Result<Vec<Draft>, Vec<Lack>> {
        let places = self.point.moved_to.iter();
        let request = MoveRequest {
            id: self.id.to_owned(),
            to: self.point.status,
            set: places
                .map(|other| ("moved_settled".to_owned(), other.to_string()))
                .collect(),
            evidence: Vec::new(),
            reason: None,
            with: Vec::new(),
            at: None,
        };
        move_drafts(self.book, &self.actor("county-1", Role::County), &request)
    }

    fn reason(&self) -> Option<String> {
        let text = match self.deed {
            Deed::Exclude => "现场核实非垃圾堆放点",
            Deed::Return => "现场验收不合格",
            Deed::Strike => "公示期间核实不合格",
            _ => return None,
        };
        Some(text.to_owned())
    }

    fn place(&self) -> Option<[f64; 2]> {
        self.point.at.map(|at| [at.x, at.y])
    }

    fn papers(&self) -> Vec<Evidence> {
        let mut purposes: Vec<Purpose> = match self.deed {
            Deed::Exclude | Deed::Relist => vec![Purpose::Photo],
            Deed::List => vec![Purpose::Near, Purpose::Wide],
            Deed::Quick => vec![Purpose::Before, Purpose::After],
            Deed::Begin => vec![Purpose::Start],
            Deed::Finish => vec![Purpose::After],
            Deed::Request | Deed::Accept => vec![Purpose::Form],
            _ => Vec::new(),
        };
        // A point that was taken over with its works behind it has no photos in the ledger.
        let is_shown = || {
            let marks = self.point.evidence.iter();
            let mut after = marks.filter(|mark| mark.purpose == Purpose::After);
            after.any(|mark| mark.at.is_some())
        };
        if matches!(self.deed, Deed::Request | Deed::Accept | Deed::Close) && !is_shown() {
            purposes.push(Purpose::After);
        }
        let place = self.place();
        let paper = |purpose| {
            evidence(
                self.id,
                self.point.steps.len() as u64,
                purpose,
                self.time,
                place,
            )
        };
        purposes.into_iter().map(paper).collect()
    }

    fn fill_in(&self, sheet: &mut Sheet<'_>) {
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
            let trips = 1;
            let carried = point
                .number(Field::VolumeOut)
                .unwrap_or(out)
                .clamp(0.001, 1_000_000.0);
            let time = self.clock(today, "07:30");
            let to = facility.unwrap_or_default();
            sheet.want(Field::Manifests, || {
                format!("{time} | truck-1 | {trips} | {carried} m3 | {to}")
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
struct Sheet<'a> {
    point: &'a Point,
    set: Vec<(String, String)>,
}

impl Sheet<'_> {
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

/// Keys of the second to the `count`-th person of a role.
fn colleagues(role: Role, count: u32) -> Vec<String> {
    (2..=count.min(20))
        .map(|number| format!("{}-{number}", role.word()))
        .collect()
}

/// A photo or paper made at a moment; it names no file.
pub(super) fn evidence(
    id: &str,
    step: u64,
    purpose: Purpose,
    time: Moment,
    at: Option<[f64; 2]>,
) -> Evidence {
    let is_photo = purpose.is_photo();
    Evidence {
        purpose,
        sha256: Digest::of(
            format!("{id}\0{step}\0{}\0{}", purpose.word(), time.seconds()).as_bytes(),
        ),
        ending: if is_photo { "jpg" } else { "pdf" }.to_owned(),
        taken: is_photo.then(|| time.seconds()),
        at: at.filter(|_| is_photo),
        bearing: None,
        stated: false,
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
