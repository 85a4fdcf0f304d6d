//! Fields of a construction site (建筑工地).

use super::codes;
use super::record::{Context, Record};
use super::schema::Field;
use super::words;
use crate::domain::{Site, SiteState};

/// Reads the fields of a site.
pub(super) fn convert<'a>(ctx: &mut Context<'a>, record: &Record<'a>) -> Site {
    Site {
        state: state(ctx, record),
    }
}

fn state<'a>(ctx: &mut Context<'a>, record: &Record<'a>) -> SiteState {
    let Some(text) = ctx.text(record, Field::State) else {
        ctx.assume(record, Field::State, "working");
        return SiteState::Working;
    };
    words::site_state(&text).unwrap_or_else(|| {
        ctx.report(&codes::SITE_STATE_UNKNOWN, record, &[&text]);
        SiteState::Working
    })
}
