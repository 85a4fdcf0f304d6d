//! Moves that the rules do not allow: each is a right one with one thing wrong, and is refused for that thing alone.

use xuncha::domain::Status;
use xuncha::ledger::Role;
use xuncha::ledger::payload::Purpose;
use xuncha::units::Day;

use crate::almanac::{day, weekdays_after, working_days_after};
use crate::forms::{Case, EXECUTOR};
use crate::office::Sheet;
use crate::script::Deed;

/// A way to get a move wrong.
pub(crate) struct Wrong {
    pub(crate) deed: Deed,
    pub(crate) what: &'static str,
    /// Spoils the form; `false` when it cannot be got wrong in this way just now.
    pub(crate) spoil: fn(&mut Sheet, &Case, Day) -> bool,
    /// Words of what is lacking, parted by blanks.
    pub(crate) lack: &'static str,
}

const fn wrong(
    deed: Deed,
    what: &'static str,
    spoil: fn(&mut Sheet, &Case, Day) -> bool,
    lack: &'static str,
) -> Wrong {
    Wrong {
        deed,
        what,
        spoil,
        lack,
    }
}

#[rustfmt::skip]
pub(crate) const WRONGS: &[Wrong] = &[
    wrong(Deed::Report, "no position", |sheet, _, _| { sheet.request.at = None; true }, "position"),
    wrong(Deed::Report, "no photo", |sheet, _, _| { sheet.leave_out_evidence(Purpose::Photo); true }, "evidence.photo"),
    wrong(Deed::Report, "no class", |sheet, _, _| { sheet.leave_out("waste_class"); true }, "waste_class"),
    wrong(Deed::Report, "no source", |sheet, _, _| { sheet.actor.role = Role::Village; true }, "found_source"),
    wrong(Deed::Report, "a name for a key", |sheet, _, _| sheet.sign("张三"), "by"),

    wrong(Deed::Report, "reported at a closed point", |sheet, case, _| { sheet.request.at = case.closed_place; case.closed_place.is_some() }, "closed_point"),

    wrong(Deed::List, "listed by a patrol", |sheet, _, _| by(sheet, Role::Patrol), "role"),
    wrong(Deed::List, "no near photo", |sheet, _, _| { sheet.leave_out_evidence(Purpose::Near); true }, "evidence.near"),
    wrong(Deed::List, "no wide photo", |sheet, _, _| { sheet.leave_out_evidence(Purpose::Wide); true }, "evidence.wide"),
    wrong(Deed::List, "no hazard", |sheet, _, _| { empty(sheet, "hazard") }, "hazard"),
    wrong(Deed::List, "no unit", |sheet, _, _| { empty(sheet, "resp_unit") }, "resp_unit"),
    wrong(Deed::List, "straight to closed", |sheet, _, _| { sheet.request.to = Status::Closed; true }, "transition"),

    wrong(Deed::Exclude, "excluded by the township", |sheet, _, _| by(sheet, Role::Township), "role"),
    wrong(Deed::Exclude, "excluded by one person", |sheet, _, _| { sheet.request.with.clear(); true }, "persons"),
    wrong(Deed::Exclude, "the same person twice", |sheet, _, _| { sheet.request.with = vec![sheet.actor.key.clone()]; true }, "persons"),
    wrong(Deed::Exclude, "excluded without a reason", |sheet, _, _| { sheet.request.reason = None; true }, "reason"),
    wrong(Deed::Exclude, "a phone in the reason", |sheet, _, _| { sheet.request.reason = Some("问13812345678".to_owned()); true }, "personal"),

    wrong(Deed::Quick, "quickly closed by the village", |sheet, _, _| by(sheet, Role::Village), "role"),
    wrong(Deed::Quick, "census size quickly closed", |sheet, _, _| { sheet.put("volume_m3", "6000"); true }, "tier"),
    wrong(Deed::Quick, "no photo before", |sheet, _, _| { sheet.leave_out_evidence(Purpose::Before); true }, "evidence.before"),
    wrong(Deed::Quick, "quickly closed, photo elsewhere", |sheet, case, _| far(sheet, case), "after_photo_here"),
    wrong(Deed::Quick, "quickly closed to an unknown destination", |sheet, _, _| { sheet.put("dest_facility", "河沟"); true }, "dest_facility"),

    wrong(Deed::Plan, "plan approved by the township", |sheet, _, _| by(sheet, Role::Township), "role"),
    wrong(Deed::Plan, "no measure", |sheet, _, _| { sheet.leave_out("measure"); true }, "measure"),
    wrong(Deed::Plan, "unknown destination", |sheet, _, _| { sheet.put("dest_facility", "990001-P-9999"); true }, "dest_facility"),
    wrong(Deed::Plan, "end before start", |sheet, _, today| { sheet.put("plan_due", today.to_string()); true }, "plan_dates"),
    wrong(Deed::Plan, "no such field", |sheet, _, _| { sheet.put("colour", "green"); true }, "colour"),

    wrong(Deed::Begin, "works begun by the county", |sheet, _, _| by(sheet, Role::County), "role"),
    wrong(Deed::Begin, "no start photo", |sheet, _, _| { sheet.leave_out_evidence(Purpose::Start); true }, "evidence.start"),

    wrong(Deed::Finish, "finished by the county", |sheet, _, _| by(sheet, Role::County), "role"),
    wrong(Deed::Finish, "photo 200 m away", |sheet, case, _| far(sheet, case), "after_photo_here"),
    wrong(Deed::Finish, "photo older than the works", |sheet, _, _| { old(sheet); true }, "after_photo_here"),
    wrong(Deed::Finish, "half of it gone without a reason", |sheet, case, _| { unsaid(sheet, case, "balance_reason"); sheet.put("volume_out_m3", (case.volume / 2).to_string()); true }, "balance"),
    wrong(Deed::Finish, "more carried than there was", |sheet, case, _| { unsaid(sheet, case, "balance_reason"); sheet.put("volume_out_m3", (case.volume * 3 / 2).to_string()); true }, "balance"),
    wrong(Deed::Finish, "no disinfectant", |sheet, case, _| unsaid(sheet, case, "agent"), "agent"),
    wrong(Deed::Finish, "no manifests", |sheet, case, _| unsaid(sheet, case, "manifests"), "manifests"),
    wrong(Deed::Finish, "nothing said of what remains", |sheet, case, _| unsaid(sheet, case, "residual_m3"), "residual_m3"),

    wrong(Deed::Apply, "applied for by the county", |sheet, _, _| by(sheet, Role::County), "role"),
    wrong(Deed::Apply, "no application form", |sheet, _, _| { sheet.leave_out_evidence(Purpose::Form); true }, "evidence.form"),

    wrong(Deed::Accept, "the township accepts", |sheet, _, _| by(sheet, Role::Township), "role"),
    wrong(Deed::Accept, "a large point accepted by the county", |sheet, case, _| { case.is_large && by(sheet, Role::County) }, "role"),
    wrong(Deed::Accept, "whoever requested accepts", |sheet, _, _| sheet.sign("xz-02"), "requester"),
    wrong(Deed::Accept, "the executing unit accepts", |sheet, _, _| { sheet.put("accept_unit", EXECUTOR); true }, "accept_unit"),
    wrong(Deed::Accept, "accepted by one person", |sheet, _, _| { sheet.request.with.clear(); true }, "persons"),
    wrong(Deed::Accept, "no acceptance document", |sheet, _, _| { sheet.leave_out("accept_doc"); true }, "accept_doc"),
    wrong(Deed::Accept, "acceptance not signed", |sheet, _, _| { sheet.leave_out_evidence(Purpose::Form); true }, "evidence.form"),

    wrong(Deed::Return, "returned without defects", |sheet, _, _| { sheet.request.reason = None; true }, "reason"),
    wrong(Deed::Return, "returned without a new date", |sheet, _, _| { sheet.leave_out("return_due"); true }, "return_due"),
    wrong(Deed::Return, "returned with a past date", |sheet, _, today| { sheet.put("return_due", today.plus(-1).to_string()); true }, "return_due"),
    wrong(Deed::Return, "whoever requested returns", |sheet, _, _| sheet.sign("xz-02"), "requester"),

    wrong(Deed::Close, "the township closes", |sheet, _, _| by(sheet, Role::Township), "role"),
    wrong(Deed::Close, "the patrol closes", |sheet, _, _| { sheet.request.set.clear(); by(sheet, Role::Patrol) }, "filing_no publicity_from publicity_to role"),
    wrong(Deed::Close, "whoever requested closes", |sheet, _, _| sheet.sign("xz-02"), "requester"),
    wrong(Deed::Close, "publicity a working day too short", |sheet, case, _| short(sheet, case), "publicity"),
    wrong(Deed::Close, "holidays counted as publicity", |sheet, case, _| through_the_holidays(sheet, case), "publicity"),
    wrong(Deed::Close, "publicity not over", |sheet, _, today| { sheet.put("publicity_to", today.plus(1).to_string()); true }, "publicity"),
    wrong(Deed::Close, "published before it was accepted", |sheet, case, _| early(sheet, case), "publicity"),
    wrong(Deed::Close, "no filing number", |sheet, _, _| { sheet.leave_out("filing_no"); true }, "filing_no"),

    wrong(Deed::Strike, "struck by the township", |sheet, _, _| by(sheet, Role::Township), "role"),
    wrong(Deed::Strike, "struck without a reason", |sheet, _, _| { sheet.request.reason = None; true }, "reason"),

    wrong(Deed::Relist, "listed again by a patrol", |sheet, case, _| { case.is_described && by(sheet, Role::Patrol) }, "role"),
    wrong(Deed::Relist, "straight back to works", |sheet, _, _| { sheet.request.to = Status::Works; true }, "transition"),
    wrong(Deed::Relist, "listed again without a size", |sheet, _, _| { empty(sheet, "volume_m3") }, "size"),

    wrong(Deed::Void, "voided by the county", |sheet, _, _| by(sheet, Role::County), "role"),
    wrong(Deed::Void, "voided without a reason", |sheet, _, _| { sheet.request.reason = None; true }, "reason"),

    wrong(Deed::Resume, "resumed by the county", |sheet, _, _| by(sheet, Role::County), "role"),
    wrong(Deed::Resume, "resumed without a date", |sheet, _, _| { sheet.leave_out("plan_due"); true }, "plan_due"),
    wrong(Deed::Resume, "resumed with a past date", |sheet, _, today| { sheet.put("plan_due", today.plus(-3).to_string()); true }, "plan_due"),

    wrong(Deed::Merge, "merged by the township", |sheet, _, _| by(sheet, Role::Township), "role"),
    wrong(Deed::Merge, "merged into nothing", |sheet, _, _| { sheet.leave_out("merged_into"); true }, "merged_into"),
    wrong(Deed::Merge, "merged into itself", |sheet, case, _| { sheet.put("merged_into", case.id.clone()); true }, "merged_into"),
];

fn by(sheet: &mut Sheet, role: Role) -> bool {
    sheet.actor.role = role;
    true
}

fn empty(sheet: &mut Sheet, field: &str) -> bool {
    sheet.put(field, "");
    true
}

/// Nothing said of a field in this round; one that was said must be emptied.
fn unsaid(sheet: &mut Sheet, case: &Case, field: &str) -> bool {
    if case.is_finished {
        return empty(sheet, field);
    }
    sheet.leave_out(field);
    true
}

/// 0.002 degrees of latitude are 222 m.
fn far(sheet: &mut Sheet, case: &Case) -> bool {
    sheet.evidence(Purpose::After).at = Some([case.at[0], case.at[1] + 0.002]);
    true
}

fn old(sheet: &mut Sheet) {
    let taken = sheet.actor.time.seconds() - 60 * 86_400;
    sheet.evidence(Purpose::After).taken = Some(taken);
}

/// One working day fewer than the rules ask for.
fn short(sheet: &mut Sheet, case: &Case) -> bool {
    let Some((from, _)) = case.publicity else {
        return false;
    };
    sheet.put(
        "publicity_to",
        working_days_after(from.plus(-1), 4).to_string(),
    );
    true
}

/// Five weekdays that a holiday makes fewer working days.
fn through_the_holidays(sheet: &mut Sheet, case: &Case) -> bool {
    let Some((from, to)) = case.publicity else {
        return false;
    };
    let weekdays = weekdays_after(from.plus(-1), 5);
    sheet.put("publicity_to", weekdays.to_string());
    weekdays < to
}

/// Long enough, but from before the acceptance.
fn early(sheet: &mut Sheet, case: &Case) -> bool {
    let Some((from, _)) = case.publicity else {
        return false;
    };
    sheet.put(
        "publicity_from",
        from.plus(-10).min(day("2026-05-20")).to_string(),
    );
    true
}
