//! Text made safe for markup.

/// Text for XML and HTML, in elements and in quoted attributes. Control characters, which XML cannot hold, become blanks.
pub fn markup(text: &str) -> String {
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
}
