//! The close-out ledger (销号台账): append-only events, from which every state is derived.
//!
//! Events are the truth; [`Book`] folds them into targets in the order of time, device and counter, by the table of
//! [`transitions`] and the rules in force on the day of each event. Knows targets and days; nothing of roads,
//! routes, plans or how anything is shown.

pub mod act;
mod batch;
mod book;
mod chain;
pub mod codes;
mod deadlines;
mod desk;
mod event;
pub mod evidence;
pub mod exchange;
pub mod fields;
mod history;
mod indicators;
mod memory;
mod moment;
mod nearby;
mod needs;
mod opening;
mod orders;
mod page;
mod pages;
pub mod payload;
mod permits;
mod point;
mod raw;
pub mod report;
mod role;
mod rules;
mod store;
pub mod tables;
mod target;
pub mod tell;
pub mod transitions;
mod wal;

pub use book::Book;
pub use chain::{ChainFault, verify};
pub use deadlines::{Clerk, Deadline, DueStep};
pub use desk::{FILE, Ledger, LedgerError};
pub use event::{Digest, Draft, Event, EventError, EventKind, EventRef, is_device};
pub use fields::{Field, Value};
pub use history::{INPUT, history};
pub use indicators::{Indicators, indicators};
pub use memory::MemoryStore;
pub use moment::Moment;
pub use nearby::{MovementAlert, Neighbour, Surroundings};
pub use needs::{Attempt, Lack, Need, allowed, lacks};
pub use opening::{CLERKLESS, json, middle, openings, rules_draft};
pub use orders::{Order, Orders};
pub use page::page;
pub use pages::{Flaw, PageFault, check_pages};
pub use point::{LookBack, Mark, OnSite, Point, Stamp, Step};
pub use role::Role;
pub use rules::{Deadlines, Rules, Thaw};
pub use store::{Access, Appended, EventStore, Place, Store, StoreError, Taken};
pub use target::{About, Target, Trouble};
