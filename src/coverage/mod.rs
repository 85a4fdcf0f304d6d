//! What was seen, what was missed (巡查覆盖).

pub mod watch;
