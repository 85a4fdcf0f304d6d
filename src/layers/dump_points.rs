//! Fields of a dump point (台账字段), with what is assumed when one is absent.

use super::codes;
use super::record::{Context, Record};
use super::schema::Field;
use super::words::{self, Waste};
use crate::domain::{DumpPoint, Status, Tier};

/// Below this a heap is litter, in m3.
const LITTER_BELOW: f64 = 10.0;

/// Reads the fields of a dump point.
pub(super) fn convert<'a>(ctx: &mut Context<'a>, record: &Record<'a>) -> DumpPoint {
    DumpPoint {
        status: status(ctx, record),
        status_since: ctx.day(record, Field::StatusSince),
        round: round(ctx, record),
        hazard: hazard(ctx, record),
        still_dumping: still_dumping(ctx, record),
        tier: tier(ctx, record),
        plan_due: ctx.day(record, Field::PlanDue),
        lookback_next: ctx.day(record, Field::LookbackNext),
    }
}

fn status<'a>(ctx: &mut Context<'a>, record: &Record<'a>) -> Status {
    let Some(text) = ctx.text(record, Field::Status) else {
        ctx.assume(record, Field::Status, Status::Listed.word());
        return Status::Listed;
    };
    Status::parse(&text).unwrap_or_else(|| {
        ctx.report(&codes::DUMP_STATUS_UNKNOWN, record, &[&text]);
        Status::Suspected
    })
}

fn round<'a>(ctx: &mut Context<'a>, record: &Record<'a>) -> u32 {
    let Some(text) = ctx.text(record, Field::Round) else {
        return 1;
    };
    let number = text.strip_suffix(".0").unwrap_or(&text).parse().ok();
    number
        .filter(|round| (1..=1_000).contains(round))
        .unwrap_or_else(|| {
            ctx.bad_value(
                record,
                Field::Round,
                &text,
                ["the first round is assumed", "按第 1 轮处理"],
            );
            1
        })
}

fn hazard<'a>(ctx: &mut Context<'a>, record: &Record<'a>) -> u8 {
    /// In the middle: neither a low nor a high priority is made up.
    const ASSUMED: u8 = 2;
    let Some(text) = ctx.text(record, Field::Hazard) else {
        ctx.assume(record, Field::Hazard, "2");
        return ASSUMED;
    };
    words::hazard(&text).unwrap_or_else(|| {
        ctx.bad_value(
            record,
            Field::Hazard,
            &text,
            ["2 (medium) is assumed", "按 2（中）处理"],
        );
        ASSUMED
    })
}

fn still_dumping<'a>(ctx: &mut Context<'a>, record: &Record<'a>) -> bool {
    if ctx.text(record, Field::StillDumping).is_none() {
        ctx.assume(record, Field::StillDumping, "no");
    }
    ctx.truth(record, Field::StillDumping).unwrap_or(false)
}

/// The declared tier, else that of the size by the thresholds of the census.
fn tier<'a>(ctx: &mut Context<'a>, record: &Record<'a>) -> Tier {
    if let Some(text) = ctx.text(record, Field::Tier) {
        if let Some(tier) = words::tier(&text) {
            return tier;
        }
        ctx.bad_value(
            record,
            Field::Tier,
            &text,
            ["the size decides", "按体积判断"],
        );
    }
    let waste = ctx
        .text(record, Field::WasteClass)
        .map_or(Waste::Common, |text| words::waste(&text));
    let volume = ctx.number(record, Field::Volume);
    let (size, census) = match waste {
        Waste::Common => (volume, 500.0),
        Waste::Construction => (volume, 5_000.0),
        Waste::Hazardous => (ctx.number(record, Field::Mass), 3.0),
        Waste::Floating => (ctx.number(record, Field::Area), 500.0),
    };
    match (size, volume) {
        (Some(size), _) if size >= census => Tier::Census,
        (_, Some(volume)) if volume < LITTER_BELOW => Tier::Litter,
        _ => Tier::Small,
    }
}
