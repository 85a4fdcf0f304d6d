//! Text made safe for markup and for URLs.

pub(super) use crate::domain::markup;

/// Text for the query of a URL (RFC 3986): everything but unreserved characters as percent and two digits.
pub(super) fn url(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            out.push(char::from(byte));
        } else {
            const HEX: &[u8; 16] = b"0123456789ABCDEF";
            out.push('%');
            out.push(char::from(HEX[usize::from(byte >> 4)]));
            out.push(char::from(HEX[usize::from(byte & 15)]));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_hold_utf_8_as_percent_signs() {
        assert_eq!(url("屯 1&2"), "%E5%B1%AF%201%262");
    }
}
