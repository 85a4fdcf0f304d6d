//! Sketched roads and tiny instances for tests and benches.
