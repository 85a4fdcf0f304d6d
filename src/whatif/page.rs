//! `whatif.html`, for now without its plots.

use super::WhatIfFile;

pub(super) fn html(file: &WhatIfFile) -> String {
    file.county.clone()
}
