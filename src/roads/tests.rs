mod noding;
mod snapping;
