//! Text made safe for markup.

/// Text for XML and HTML, in elements and in quoted attributes. Control characters, which XML cannot hold, become blanks.
pub(super) fn markup(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\u{fffe}' | '\u{ffff}' => out.push(' '),
            letter if letter.is_control() && !matches!(letter, '\t' | '\n') => out.push(' '),
            letter => out.push(letter),
        }
    }
    out
}

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
    fn markup_cannot_break_out_of_an_attribute() {
        assert_eq!(
            markup("<a href='x\">&\u{0}"),
            "&lt;a href=&#39;x&quot;&gt;&amp; "
        );
    }

    #[test]
    fn urls_hold_utf_8_as_percent_signs() {
        assert_eq!(url("屯 1&2"), "%E5%B1%AF%201%262");
    }
}
