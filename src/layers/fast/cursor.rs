//! A place in JSON text that moves on by what it meets; anything that JSON does not allow gives `None`.

use serde_json::value::RawValue;

/// Eight equal bytes.
const fn all(byte: u8) -> u64 {
    u64::from_ne_bytes([byte; 8])
}

/// A place in a text.
pub(super) struct Cursor<'a> {
    pub(super) text: &'a str,
    pub(super) bytes: &'a [u8],
    /// Byte offset of the next byte.
    pub(super) at: usize,
}

/// A string in its quotes.
#[derive(Clone, Copy)]
pub(super) struct Quoted {
    start: usize,
    end: usize,
    /// It holds a backslash.
    pub(super) escaped: bool,
}

impl<'a> Cursor<'a> {
    pub(super) fn new(text: &'a str, at: usize) -> Self {
        Self {
            text,
            bytes: text.as_bytes(),
            at,
        }
    }

    #[inline]
    pub(super) fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    /// Moves over white space.
    #[inline]
    pub(super) fn space(&mut self) {
        while let Some(b' ' | b'\n' | b'\r' | b'\t') = self.peek() {
            self.at += 1;
        }
    }

    /// Moves over this byte.
    #[inline]
    pub(super) fn byte(&mut self, wanted: u8) -> Option<()> {
        if self.peek()? != wanted {
            return None;
        }
        self.at += 1;
        Some(())
    }

    /// Moves over the comma or the closing bracket behind a member or element, and the white space around it; whether it
    /// was a comma.
    #[inline]
    pub(super) fn goes_on(&mut self, close: u8) -> Option<bool> {
        if self.peek()? <= b' ' {
            self.space();
        }
        let byte = self.peek()?;
        self.at += 1;
        if byte == b',' {
            if self.peek()? <= b' ' {
                self.space();
            }
            return Some(true);
        }
        (byte == close).then_some(false)
    }

    /// Moves over the name of a member and its colon.
    #[inline]
    pub(super) fn name(&mut self) -> Option<Quoted> {
        let name = self.string()?;
        self.space();
        self.byte(b':')?;
        self.space();
        Some(name)
    }

    /// Moves over a string.
    #[inline]
    pub(super) fn string(&mut self) -> Option<Quoted> {
        let start = self.at;
        self.byte(b'"')?;
        let mut escaped = false;
        loop {
            self.plain();
            let byte = self.peek()?;
            self.at += 1;
            match byte {
                b'"' => break,
                b'\\' => {
                    escaped = true;
                    self.escape()?;
                }
                _ => return None,
            }
        }
        Some(Quoted {
            start,
            end: self.at,
            escaped,
        })
    }

    /// A string as it stands, with its quotes.
    #[inline]
    pub(super) fn raw(&self, quoted: Quoted) -> Option<&'a str> {
        self.text.get(quoted.start..quoted.end)
    }

    /// What stands between the quotes.
    #[inline]
    pub(super) fn inside(&self, quoted: Quoted) -> Option<&'a str> {
        self.text.get(quoted.start + 1..quoted.end - 1)
    }

    /// Moves over these bytes when they stand here.
    #[inline]
    pub(super) fn literal(&mut self, bytes: &[u8]) -> bool {
        let found = self.bytes[self.at..].starts_with(bytes);
        self.at += if found { bytes.len() } else { 0 };
        found
    }

    /// Moves to the next quote, backslash or control character.
    #[inline]
    fn plain(&mut self) {
        while let Some(word) = self.bytes.get(self.at..).and_then(<[u8]>::first_chunk) {
            let word = u64::from_le_bytes(*word);
            // The lowest bit set is right in each; a borrow only reaches bytes above it.
            let zero = |word: u64| word.wrapping_sub(all(1)) & !word;
            let control = word.wrapping_sub(all(0x20)) & !word;
            let found = (zero(word ^ all(b'"')) | zero(word ^ all(b'\\')) | control) & all(0x80);
            if found != 0 {
                self.at += found.trailing_zeros() as usize / 8;
                return;
            }
            self.at += 8;
        }
        while let Some(byte) = self.peek() {
            if byte < 0x20 || byte == b'"' || byte == b'\\' {
                return;
            }
            self.at += 1;
        }
    }

    /// Moves over what stands behind a backslash.
    fn escape(&mut self) -> Option<()> {
        let byte = self.peek()?;
        self.at += 1;
        match byte {
            b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => Some(()),
            b'u' => {
                let code = self.bytes.get(self.at..self.at + 4)?;
                self.at += 4;
                code.iter().all(u8::is_ascii_hexdigit).then_some(())
            }
            _ => None,
        }
    }

    /// Moves over a value; gives it as it stands.
    #[inline]
    pub(super) fn value(&mut self) -> Option<&'a str> {
        let start = self.at;
        match self.peek()? {
            b'"' => {
                let string = self.string()?;
                return self.raw(string);
            }
            b'-' | b'0'..=b'9' => self.at = super::number::decimal(self.bytes, start)?.1,
            b't' => self.word("true")?,
            b'f' => self.word("false")?,
            b'n' => self.word("null")?,
            _ => self.nested()?,
        }
        self.text.get(start..self.at)
    }

    fn word(&mut self, word: &str) -> Option<()> {
        let end = self.at + word.len();
        if self.bytes.get(self.at..end)? != word.as_bytes() {
            return None;
        }
        self.at = end;
        Some(())
    }

    /// Moves over an object or a list as `serde_json` does, so that depth costs no stack.
    #[cold]
    fn nested(&mut self) -> Option<()> {
        let values = serde_json::Deserializer::from_str(self.text.get(self.at..)?);
        let mut values = values.into_iter::<&RawValue>();
        values.next()?.ok()?;
        self.at += values.byte_offset();
        Some(())
    }
}
