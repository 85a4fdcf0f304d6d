//! The nouns of the county: targets, roads, teams, programmes, statuses.
//!
//! Values are checked where they are made. Nothing here reads a file, looks at the clock or knows a
//! stage of the pipeline; `DOMAIN.md` of the design is the authority for what the words mean.

mod area;
mod calendar;
pub mod checklist;
mod closure;
mod course;
mod datum;
mod due;
mod finding;
mod grid;
mod history;
mod lang;
mod markup;
mod metres;
mod personal;
pub(crate) mod pin;
mod programme;
mod road;
mod status;
mod sun;
mod target;
mod team;
mod time;

pub use area::{Area, AreaKind};
pub use calendar::Calendar;
pub use closure::{Closure, ClosureHours};
pub use course::Course;
pub use datum::Datum;
pub use due::{Due, Reason, ReasonCode};
pub(crate) use finding::codes;
pub use finding::{Code, FileName, Finding, Level, Source};
pub use grid::{Grid, Misfit, Placed};
pub use history::{History, LookBackDate, TargetHistory};
pub use lang::Lang;
pub use markup::markup;
pub use metres::Metres;
pub use personal::{Personal, mask, narrow, narrow_char, personal};
pub use pin::{Forbid, Pin, Wishes};
pub use programme::{Frequency, Programme, ServiceRule, WindowRule};
pub use road::{Oneway, Road, RoadClass, SpeedTable};
pub use status::Status;
pub use sun::{Daylight, daylight};
pub use target::{
    Corridor, CorridorPass, DumpPoint, Place, PlaceType, Site, SiteState, Target, TargetDetail,
    TargetKind, Tier,
};
pub use team::{Base, BreakRule, Team};
pub use time::{ClockTime, DayWindow, TimeWindow};
