//! A tiny checker of markup: every element closed in order, every attribute quoted, no stray sign.

/// What is wrong with a text as XML, if anything.
pub(super) fn fault(text: &str) -> Option<String> {
    let mut open: Vec<&str> = Vec::new();
    let mut rest = text;
    let mut roots = 0;
    while let Some(start) = rest.find('<') {
        if let Some(fault) = stray(&rest[..start]) {
            return Some(fault);
        }
        let end = rest[start..].find('>')? + start;
        let tag = &rest[start + 1..end];
        rest = &rest[end + 1..];
        if let Some(name) = tag.strip_prefix('/') {
            if open.pop() != Some(name) {
                return Some(format!("`{name}` closes what is not open"));
            }
            continue;
        }
        if open.is_empty() {
            roots += 1;
        }
        let is_closed = tag.ends_with('/');
        let tag = tag.trim_end_matches('/');
        let (name, attributes) = tag.split_once(' ').unwrap_or((tag, ""));
        if let Some(fault) = attribute_fault(attributes) {
            return Some(format!("`{name}`: {fault}"));
        }
        if !is_closed {
            open.push(name);
        }
    }
    if let Some(name) = open.pop() {
        return Some(format!("`{name}` is never closed"));
    }
    (roots != 1).then(|| format!("{roots} roots"))
}

fn stray(text: &str) -> Option<String> {
    let broken = text.split('&').skip(1).any(|part| {
        let name = part.split(';').next().unwrap_or("");
        !part.contains(';') || !["amp", "lt", "gt", "quot", "#39"].contains(&name)
    });
    let control = text
        .chars()
        .any(|letter| letter.is_control() && letter != '\n' && letter != '\t');
    (text.contains('>') || broken || control).then(|| format!("stray sign in {text:?}"))
}

fn attribute_fault(attributes: &str) -> Option<String> {
    let mut names: Vec<&str> = Vec::new();
    let mut rest = attributes.trim();
    while !rest.is_empty() {
        let Some((name, after)) = rest.split_once("=\"") else {
            return Some(format!("no value in {rest:?}"));
        };
        let Some((value, after)) = after.split_once('"') else {
            return Some(format!("open quote in {rest:?}"));
        };
        if names.contains(&name)
            || name
                .contains(|letter: char| !letter.is_ascii_alphanumeric() && !"-:".contains(letter))
        {
            return Some(format!("attribute {name:?}"));
        }
        if let Some(fault) = stray(value) {
            return Some(fault);
        }
        names.push(name);
        rest = after.trim_start();
    }
    None
}

#[test]
fn the_checker_tells_good_from_bad() {
    assert_eq!(fault("<a b=\"1\"><c/>x &amp; y</a>"), None);
    for bad in [
        "<a>",
        "<a></b>",
        "<a b=1/>",
        "<a>&</a>",
        "<a/><b/>",
        "<a b=\"1\" b=\"2\"/>",
    ] {
        assert!(fault(bad).is_some(), "{bad}");
    }
}
