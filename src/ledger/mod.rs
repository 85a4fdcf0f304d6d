//! The close-out ledger (销号台账): append-only events, from which every state is derived.

mod event;
mod moment;
mod role;

pub use event::{Digest, Draft, Event, EventError, EventKind, EventRef, is_device};
pub use moment::Moment;
pub use role::Role;

mod chain;
pub mod evidence;
mod pages;
mod raw;
mod store;
mod wal;

pub use chain::{ChainFault, verify};
pub use pages::{Flaw, PageFault, check_pages};
pub use store::{Access, Appended, Place, Store, StoreError, Taken};
