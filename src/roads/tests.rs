mod noding;
mod snapping;
mod travel;
