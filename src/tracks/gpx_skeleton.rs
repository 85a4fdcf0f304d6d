//! Of a GPX file only the elements that say where and when.

/// Elements that are read; `time` within a point only.
const KEPT: [&[u8]; 7] = [
    b"gpx", b"trk", b"trkseg", b"trkpt", b"rte", b"rtept", b"time",
];

/// The text with every other element blanked, so that lines stay.
///
/// Receivers write elements that the standard does not know, and the parser refuses a file for one of them; names and
/// authors are not ours to read (privacy); and remarks may be in any encoding that keeps ASCII apart.
pub(super) fn of(text: &[u8]) -> Vec<u8> {
    let mut kept = text.to_vec();
    let mut open: Vec<&[u8]> = Vec::new();
    // Where the outermost element that is not kept begins, and how many are open within it.
    let mut blanking: Option<(usize, usize)> = None;
    let mut at = 0;
    while let Some(tag) = next_tag(text, at) {
        at = tag.to;
        match (tag.kind, &mut blanking) {
            (Kind::Aside, None) => blank(&mut kept, tag.from, tag.to),
            (Kind::Open, None) if !is_kept(tag.name, &open) => blanking = Some((tag.from, 1)),
            (Kind::Empty, None) if !is_kept(tag.name, &open) => {
                blank(&mut kept, tag.from, tag.to);
            }
            (Kind::Open, None) => open.push(tag.name),
            (Kind::Close, None) => {
                open.pop();
            }
            (Kind::Open, Some((_, depth))) => *depth += 1,
            (Kind::Close, Some((from, depth))) => {
                *depth -= 1;
                if *depth == 0 {
                    blank(&mut kept, *from, tag.to);
                    blanking = None;
                }
            }
            (Kind::Empty, None) | (Kind::Aside | Kind::Empty, Some(_)) => {}
        }
    }
    if let Some((from, _)) = blanking {
        // Never closed: the parser finds the end of the file where the fault is.
        kept.truncate(from);
    }
    kept
}

fn is_kept(name: &[u8], open: &[&[u8]]) -> bool {
    let within_point = matches!(open.last(), Some(&(b"trkpt" | b"rtept")));
    KEPT.contains(&name) && (name != b"time" || within_point)
}

fn blank(text: &mut [u8], from: usize, to: usize) {
    for byte in &mut text[from..to] {
        if *byte != b'\n' {
            *byte = b' ';
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Open,
    Close,
    Empty,
    /// A comment, declaration or instruction.
    Aside,
}

struct Tag<'t> {
    from: usize,
    to: usize,
    kind: Kind,
    /// Without its prefix.
    name: &'t [u8],
}

/// The next tag that is whole.
fn next_tag(text: &[u8], at: usize) -> Option<Tag<'_>> {
    let from = at + text[at..].iter().position(|byte| *byte == b'<')?;
    let rest = &text[from..];
    for (begin, end) in [
        (&b"<!--"[..], &b"-->"[..]),
        (b"<![CDATA[", b"]]>"),
        (b"<?", b"?>"),
    ] {
        if rest.starts_with(begin) {
            let length = rest.windows(end.len()).position(|some| some == end)?;
            let to = from + length + end.len();
            // Text in such brackets may be that of a time.
            let kind = if begin == b"<![CDATA[" {
                Kind::Empty
            } else {
                Kind::Aside
            };
            let name = if kind == Kind::Empty {
                b"gpx"
            } else {
                &b""[..]
            };
            return Some(Tag {
                from,
                to,
                kind,
                name,
            });
        }
    }
    let to = from + end_of(rest)?;
    let inner = &text[from + 1..to - 1];
    let (kind, inner) = match inner {
        [b'/', name @ ..] => (Kind::Close, name),
        [name @ .., b'/'] => (Kind::Empty, name),
        [b'!', name @ ..] => (Kind::Aside, name),
        name => (Kind::Open, name),
    };
    let stop = |byte: &u8| byte.is_ascii_whitespace();
    let name = inner.split(stop).next().unwrap_or(inner);
    let name = name.rsplit(|byte| *byte == b':').next().unwrap_or(name);
    Some(Tag {
        from,
        to,
        kind,
        name,
    })
}

/// Bytes of a tag with its brackets; a bracket in quotes does not end it.
fn end_of(text: &[u8]) -> Option<usize> {
    let mut quote = None;
    for (idx, byte) in text.iter().enumerate() {
        match (quote, byte) {
            (None, b'>') => return Some(idx + 1),
            (None, b'"' | b'\'') => quote = Some(*byte),
            (Some(open), byte) if open == *byte => quote = None,
            _ => {}
        }
    }
    None
}
