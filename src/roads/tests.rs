mod hierarchy;
mod injection;
mod noding;
mod snapping;
mod travel;
mod turns;
