use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

use geo::Coord;

use super::Lang;

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Something was read, mended or assumed; nothing needs doing.
    Note,
    /// Probably wrong; it was kept, mended or left apart as the text says.
    Warning,
    /// Cannot be used; the feature is left out.
    Error,
}

impl Level {
    /// The word shown before a message.
    pub const fn word(self, lang: Lang) -> &'static str {
        match self {
            Self::Note => lang.pick("note", "说明"),
            Self::Warning => lang.pick("warning", "警告"),
            Self::Error => lang.pick("error", "错误"),
        }
    }
}

/// One kind of finding: its stable code and its texts in both languages.
///
/// `{0}`, `{1}` ... in a text stand for the arguments of a [`Finding`].
/// Messages are one lower-case clause without a full stop; advice goes into the hint.
#[derive(Debug, PartialEq, Eq)]
pub struct Code {
    /// Stable id: `L0102`, a letter for the stage (L layers, R roads, W workspace, C corridors, M plans made anew, N pins, P priorities, Q answers to a checklist, T tracks, V verify) and four digits.
    pub id: &'static str,
    /// How much it matters.
    pub level: Level,
    /// English text.
    pub en: &'static str,
    /// Chinese text.
    pub zh: &'static str,
    /// English advice; empty when there is none.
    pub hint_en: &'static str,
    /// Chinese advice; empty when there is none.
    pub hint_zh: &'static str,
}

/// The name of a file, held once for the many places in it.
#[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileName(Arc<str>);

impl FileName {
    /// The name.
    pub fn as_str(&self) -> &str {
        self
    }
}

impl PartialEq<str> for FileName {
    fn eq(&self, other: &str) -> bool {
        &*self.0 == other
    }
}

impl PartialEq<&str> for FileName {
    fn eq(&self, other: &&str) -> bool {
        &*self.0 == *other
    }
}

impl From<&str> for FileName {
    fn from(name: &str) -> Self {
        Self(name.into())
    }
}

impl From<String> for FileName {
    fn from(name: String) -> Self {
        Self(name.into())
    }
}

impl Deref for FileName {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for FileName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self)
    }
}

impl fmt::Debug for FileName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&**self, f)
    }
}

/// Where in the input something was found.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Source {
    /// The file as named in `xuncha.toml` or on the command line; empty when there is none.
    pub file: FileName,
    /// Line, from 1; 0 when unknown.
    pub line: u32,
    /// Column in characters, from 1; 0 when unknown.
    pub column: u32,
    /// Feature in the file, from 0.
    pub feature: Option<u32>,
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if self.line > 0 {
            write!(f, ":{}", self.line)?;
            if self.column > 0 {
                write!(f, ":{}", self.column)?;
            }
        }
        if let Some(feature) = self.feature {
            write!(f, ": features[{feature}]")?;
        }
        Ok(())
    }
}

/// One finding (检查发现) in the input: what, where, and what would be right.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// Which kind.
    pub code: &'static Code,
    /// Where in the files.
    pub source: Source,
    /// Id of the feature, target or road concerned.
    pub id: Option<String>,
    /// Where on the map, lon, lat in WGS 84 degrees.
    pub place: Option<Coord>,
    /// The arguments of the code's texts.
    pub args: Vec<String>,
}

impl Finding {
    /// A finding of this kind at this place in the files.
    pub fn new(code: &'static Code, source: Source) -> Self {
        Self {
            code,
            source,
            id: None,
            place: None,
            args: Vec::new(),
        }
    }

    /// Adds the id concerned.
    #[must_use]
    pub fn id(mut self, id: impl Into<String>) -> Self {
        self.id = Some(id.into());
        self
    }

    /// Adds the place on the map.
    #[must_use]
    pub fn place(mut self, place: Coord) -> Self {
        self.place = Some(place);
        self
    }

    /// Adds the next argument of the texts.
    #[must_use]
    pub fn arg(mut self, arg: impl fmt::Display) -> Self {
        self.args.push(arg.to_string());
        self
    }

    /// The message, with its arguments filled in.
    pub fn message(&self, lang: Lang) -> String {
        fill(lang.pick(self.code.en, self.code.zh), &self.args)
    }

    /// The advice, with its arguments filled in; empty when there is none.
    pub fn hint(&self, lang: Lang) -> String {
        fill(lang.pick(self.code.hint_en, self.code.hint_zh), &self.args)
    }
}

/// Replaces `{0}`, `{1}` ... by the arguments; a place without an argument stays as it is.
fn fill(template: &str, args: &[String]) -> String {
    let mut text = String::with_capacity(template.len() + 16);
    let mut rest = template;
    while let Some(open) = rest.find('{') {
        let (before, tail) = rest.split_at(open);
        text.push_str(before);
        let arg = tail
            .find('}')
            .and_then(|close| Some((close, args.get(tail[1..close].parse::<usize>().ok()?)?)));
        if let Some((close, arg)) = arg {
            text.push_str(arg);
            rest = &tail[close + 1..];
        } else {
            text.push('{');
            rest = &tail[1..];
        }
    }
    text.push_str(rest);
    text
}

/// The codes of a module as constants, and a list of them all; needs [`Code`] and [`Level`] in scope.
macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $id:literal, $level:ident, $en:literal, $zh:literal, $hint_en:literal, $hint_zh:literal;)*) => {
        $($(#[$doc])* pub const $name: Code =
            Code { id: $id, level: Level::$level, en: $en, zh: $zh, hint_en: $hint_en, hint_zh: $hint_zh };)*
        /// All of them.
        pub const ALL: &[&Code] = &[$(&$name),*];
    };
}
pub(crate) use codes;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_are_filled_once_and_braces_in_them_stay() {
        assert_eq!(
            fill("a {0} b {1} {2}", &["x{1}".into(), "y".into()]),
            "a x{1} b y {2}"
        );
    }
}
