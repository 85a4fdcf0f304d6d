//! The close-out ledger (销号台账): append-only events, from which every state is derived.

mod event;
pub mod fields;
mod moment;
mod role;
pub mod tables;

pub use event::{Digest, Draft, Event, EventError, EventKind, EventRef, is_device};
pub use moment::Moment;
pub use role::Role;
