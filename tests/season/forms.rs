//! The forms of the season: every move filled in as the rules ask.

use xuncha::domain::Status;
use xuncha::ledger::Role;
use xuncha::ledger::act::MoveRequest;
use xuncha::ledger::payload::Purpose;
use xuncha::units::Day;

use crate::almanac::working_days_after;
use crate::office::{Office, Sheet};
use crate::script::Deed;

/// A facility of the county's places layer.
pub(crate) const LANDFILL: &str = "990001-P-0123";
/// The unit that does the works.
pub(crate) const EXECUTOR: &str = "双岗镇人民政府";

/// What the script knows of a point.
#[derive(Clone, Debug)]
pub(crate) struct Case {
    pub(crate) id: String,
    pub(crate) at: [f64; 2],
    pub(crate) class: &'static str,
    pub(crate) hazard: i32,
    pub(crate) volume: i32,
    /// Of census size or hazardous: the prefecture accepts it.
    pub(crate) is_large: bool,
    /// Everything that a listed point must have is filled in.
    pub(crate) is_described: bool,
    /// It was finished in this round: what the township filled in then stands.
    pub(crate) is_finished: bool,
    /// Where a closed point lies.
    pub(crate) closed_place: Option<[f64; 2]>,
    pub(crate) neighbour: Option<String>,
    /// From and to, once it was accepted.
    pub(crate) publicity: Option<(Day, Day)>,
}

impl Case {
    /// Five working days from the day after the acceptance.
    pub(crate) fn publish(&mut self, accepted: Day) {
        self.publicity = Some((accepted.plus(1), working_days_after(accepted, 5)));
    }

    fn hazard(&self) -> String {
        self.hazard.to_string()
    }

    /// Who accepts it, and with whom.
    pub(crate) fn acceptors(&self) -> (Role, &'static str, &'static str) {
        if self.is_large {
            (Role::Prefecture, "shi-01", "shi-02")
        } else {
            (Role::County, "xian-01", "xian-02")
        }
    }

    /// The form of a move.
    pub(crate) fn sheet(&self, deed: Deed, office: &mut Office) -> Sheet {
        let (to, key, role) = self.mover(deed);
        let actor = office.actor(key, role);
        let mut sheet = Sheet {
            actor,
            request: MoveRequest {
                id: self.id.clone(),
                to,
                set: Vec::new(),
                evidence: Vec::new(),
                reason: None,
                with: Vec::new(),
                at: None,
            },
        };
        self.fill_in(deed, &mut sheet, office.today);
        for purpose in papers(deed) {
            sheet.request.evidence.push(office.paper(*purpose, self.at));
        }
        sheet
    }

    /// State it leads to, and who does it.
    fn mover(&self, deed: Deed) -> (Status, &'static str, Role) {
        let (acceptor, first, _) = self.acceptors();
        match deed {
            Deed::Report => (Status::Suspected, "xc-01", Role::Patrol),
            Deed::List => (Status::Listed, "xian-03", Role::County),
            Deed::Exclude => (Status::Excluded, "xian-03", Role::County),
            Deed::Quick => (Status::QuickClosed, "xz-01", Role::Township),
            Deed::Plan => (Status::Planned, "xian-03", Role::County),
            Deed::Begin | Deed::Resume => (Status::Works, "xz-01", Role::Township),
            Deed::Finish => (Status::Done, "xz-01", Role::Township),
            Deed::Apply => (Status::Requested, "xz-02", Role::Township),
            Deed::Accept => (Status::Accepted, first, acceptor),
            Deed::Return => (Status::Returned, first, acceptor),
            Deed::Close => (Status::Closed, "xian-04", Role::County),
            Deed::Strike => (Status::Returned, "xian-04", Role::County),
            Deed::Relist => (Status::Listed, "xian-04", Role::County),
            Deed::Void => (Status::Returned, "shi-01", Role::Prefecture),
            Deed::Merge => (Status::Merged, "xian-03", Role::County),
            other => panic!("{other:?} is no move"),
        }
    }

    fn fill_in(&self, deed: Deed, sheet: &mut Sheet, today: Day) {
        match deed {
            Deed::Report => {
                sheet.request.at = Some(self.at);
                sheet.put("waste_class", self.class);
            }
            Deed::List => self.describe(sheet),
            Deed::Exclude => {
                sheet.request.with = vec!["xian-02".to_owned()];
                sheet.request.reason = Some("堆肥，非垃圾".to_owned());
            }
            Deed::Quick => {
                sheet.put("volume_m3", "6");
                sheet.put("dest_facility", LANDFILL);
            }
            Deed::Plan => {
                sheet.put("measure", "full_removal");
                sheet.put("dest_facility", LANDFILL);
                sheet.put("plan_start", today.plus(2).to_string());
                sheet.put("plan_due", today.plus(12).to_string());
                sheet.put("resp_person_ref", "xz-01");
            }
            Deed::Finish => self.account_for(sheet, today),
            Deed::Accept => {
                let (_, _, second) = self.acceptors();
                sheet.request.at = Some(self.at);
                sheet.request.with = vec![second.to_owned()];
                sheet.put("accept_unit", "验收组");
                sheet.put("accept_doc", "槐建验〔2026〕8号");
            }
            Deed::Return => {
                sheet.request.reason = Some("坑底未清".to_owned());
                sheet.put("return_due", today.plus(10).to_string());
            }
            Deed::Close => {
                if let Some((from, to)) = self.publicity {
                    sheet.put("publicity_from", from.to_string());
                    sheet.put("publicity_to", to.to_string());
                }
                sheet.put("filing_no", "槐销〔2026〕21号");
            }
            Deed::Strike | Deed::Void => {
                sheet.request.reason = Some("覆土掩盖，虚假整改".to_owned());
            }
            // One that was quickly closed was never described.
            Deed::Relist if !self.is_described => self.describe(sheet),
            Deed::Relist => {
                sheet.put("volume_m3", self.volume.to_string());
                sheet.put("hazard", self.hazard());
            }
            Deed::Resume => sheet.put("plan_due", today.plus(9).to_string()),
            Deed::Merge => sheet.put("merged_into", self.neighbour.clone().unwrap()),
            _ => {}
        }
    }

    /// Every field that a listed point has.
    fn describe(&self, sheet: &mut Sheet) {
        sheet.request.at = Some(self.at);
        let volume = self.volume.to_string();
        let hazard = self.hazard();
        for (field, text) in [
            ("name", "季中点位"),
            ("county", "槐安县"),
            ("township", "双岗镇"),
            ("village", "双岗"),
            ("coord_source", "gps"),
            ("place_type", "roadside"),
            ("volume_m3", &volume),
            ("in_source_zone", "否"),
            ("leachate", "none"),
            ("odour", "slight"),
            ("smoke", "none"),
            ("slope_risk", "none"),
            ("hazard", &hazard),
            ("still_dumping", "否"),
            ("resp_unit", EXECUTOR),
            ("resp_person_ref", "xz-01"),
        ] {
            sheet.put(field, text);
        }
        if self.class == "hazardous" {
            sheet.put("mass_t", "5");
        }
    }

    /// What became of the waste.
    fn account_for(&self, sheet: &mut Sheet, today: Day) {
        let is_short = self.volume % 5 == 0;
        let carried = self.volume * if is_short { 6 } else { 9 } / 10;
        if is_short {
            sheet.put("balance_reason", "雨后沉降，经复测");
        }
        sheet.put("volume_out_m3", carried.to_string());
        sheet.put("in_place_m3", "0");
        sheet.put("residual_m3", "0");
        sheet.put("disinfected_at", format!("{today} 07:30"));
        sheet.put("agent", "含氯消毒液");
        sheet.put("measure", "full_removal");
        sheet.put("dest_facility", LANDFILL);
        sheet.put("actual_end", today.to_string());
        let manifest = format!("{today} 07:10 | 吉B12345 | 3 | {carried} m3 | {LANDFILL}");
        sheet.put("manifests", manifest);
    }
}

/// Photos and papers that go with a move.
const fn papers(deed: Deed) -> &'static [Purpose] {
    match deed {
        Deed::Report | Deed::Exclude | Deed::Relist => &[Purpose::Photo],
        Deed::List => &[Purpose::Near, Purpose::Wide],
        Deed::Quick => &[Purpose::Before, Purpose::After],
        Deed::Begin => &[Purpose::Start],
        Deed::Finish => &[Purpose::After],
        Deed::Apply | Deed::Accept => &[Purpose::Form],
        _ => &[],
    }
}
