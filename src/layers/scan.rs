//! Strings and brackets of JSON text, in loops that never recurse.

/// Where a value ended too early.
#[derive(Debug)]
pub(super) struct Stop {
    /// Byte offset of the fault; the length of the text when it ran out.
    pub(super) at: usize,
    /// The fault is a `]` where only the outermost bracket was open.
    pub(super) closes_outer: bool,
}

impl Stop {
    const fn at(at: usize) -> Self {
        Self {
            at,
            closes_outer: false,
        }
    }
}

/// What a byte is to the scanner.
const PLAIN: u8 = 0;
const QUOTE: u8 = 1;
const OPEN: u8 = 2;
const CLOSE: u8 = 3;

static CLASS: [u8; 256] = {
    let mut class = [PLAIN; 256];
    class[b'"' as usize] = QUOTE;
    class[b'{' as usize] = OPEN;
    class[b'[' as usize] = OPEN;
    class[b'}' as usize] = CLOSE;
    class[b']' as usize] = CLOSE;
    class
};

/// The first offset from `at` on that is no white space (nor the record separator of RFC 8142).
pub(super) fn space(bytes: &[u8], at: usize) -> usize {
    let at = at.min(bytes.len());
    bytes[at..]
        .iter()
        .position(|byte| !matches!(byte, b' ' | b'\t' | b'\r' | b'\n' | 0x1e))
        .map_or(bytes.len(), |step| at + step)
}

/// The offset behind the string that opens at `start`.
///
/// A line break within ends it as a fault, for JSON does not allow it: a lost quote costs one line, not the file.
pub(super) fn string_end(bytes: &[u8], start: usize) -> Result<usize, Stop> {
    let mut at = start + 1;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'"' => return Ok(at + 1),
            b'\\' => at += 2,
            b'\n' => return Err(Stop::at(at)),
            _ => at += 1,
        }
    }
    Err(Stop::at(bytes.len()))
}

/// The offset behind the object or list that opens at `start`; brackets must match in kind.
pub(super) fn close_of(bytes: &[u8], start: usize) -> Result<usize, Stop> {
    let mut depth = 0_usize;
    // One bit a bracket, set for `{`; beyond 128 levels their kinds are no longer compared.
    let mut kinds = 0_u128;
    let mut deep = false;
    let mut at = start;
    while let Some(&byte) = bytes.get(at) {
        match CLASS[byte as usize] {
            PLAIN => {}
            QUOTE => {
                at = string_end(bytes, at)?;
                continue;
            }
            OPEN => {
                depth += 1;
                deep |= depth > 128;
                kinds = kinds << 1 | u128::from(byte == b'{');
            }
            _ => {
                if !deep && kinds & 1 != u128::from(byte == b'}') {
                    return Err(Stop {
                        at,
                        closes_outer: depth == 1 && byte == b']',
                    });
                }
                kinds >>= 1;
                depth -= 1;
                if depth == 0 {
                    return Ok(at + 1);
                }
            }
        }
        at += 1;
    }
    Err(Stop::at(bytes.len()))
}

/// The offset behind any value; a bare word ends at a comma, bracket or white space.
pub(super) fn value_end(bytes: &[u8], start: usize) -> Result<usize, Stop> {
    match bytes.get(start) {
        None => Err(Stop::at(bytes.len())),
        Some(b'{' | b'[') => close_of(bytes, start),
        Some(b'"') => string_end(bytes, start),
        Some(_) => Ok(bytes[start..]
            .iter()
            .position(|byte| matches!(byte, b',' | b'}' | b']' | b' ' | b'\t' | b'\r' | b'\n'))
            .map_or(bytes.len(), |step| start + step)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_in_strings_do_not_count() {
        let text = br#"{"a":"}]\"}","b":[{}]} tail"#;
        assert_eq!(close_of(text, 0).unwrap(), text.len() - 5);
    }

    #[test]
    fn a_bracket_of_the_wrong_kind_is_found() {
        assert_eq!(close_of(b"{[1,2}]", 0).unwrap_err().at, 5);
        assert!(close_of(b"{1,2]", 0).unwrap_err().closes_outer);
    }

    #[test]
    fn a_million_levels_do_not_overflow() {
        let text = "[".repeat(1_000_000) + &"]".repeat(1_000_000);
        assert_eq!(close_of(text.as_bytes(), 0).unwrap(), text.len());
    }
}
