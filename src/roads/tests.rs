mod hierarchy;
mod noding;
mod snapping;
mod travel;
