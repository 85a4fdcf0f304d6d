//! Just enough of XML and HTML to hold route files against a plan.

use std::iter::Peekable;
use std::str::CharIndices;

/// An element of an XML file, in document order.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Element {
    /// Name without its namespace prefix.
    pub(super) name: String,
    /// Attributes as written, references resolved.
    pub(super) attributes: Vec<(String, String)>,
    /// Elements around it.
    pub(super) depth: usize,
}

impl Element {
    /// A number held by an attribute.
    pub(super) fn number(&self, attribute: &str) -> Option<f64> {
        let (_, value) = self.attributes.iter().find(|(name, _)| name == attribute)?;
        value.trim().parse().ok()
    }
}

/// The elements of a well-formed XML file, or what is wrong with it.
///
/// Checks nesting, quoting, references and the single root; document types are refused, as route files have none.
pub(super) fn xml(text: &str) -> Result<Vec<Element>, String> {
    let mut elements: Vec<Element> = Vec::new();
    let mut open: Vec<&str> = Vec::new();
    let mut rest = text.trim_start_matches('\u{feff}');
    while let Some(at) = rest.find('<') {
        let before = &rest[..at];
        if open.is_empty() && !before.trim().is_empty() {
            return Err("text outside the root".to_owned());
        }
        resolve(before)?;
        rest = &rest[at..];
        if let Some((prefix, end)) = [("<?", "?>"), ("<!--", "-->"), ("<![CDATA[", "]]>")]
            .into_iter()
            .find(|(prefix, _)| rest.starts_with(prefix))
        {
            let close = rest[prefix.len()..]
                .find(end)
                .ok_or_else(|| format!("`{prefix}` without `{end}`"))?;
            rest = &rest[prefix.len() + close + end.len()..];
            continue;
        }
        let close = tag_end(rest).ok_or("`<` without `>`")?;
        let tag = &rest[1..close];
        rest = &rest[close + 1..];
        if let Some(name) = tag.strip_prefix('/') {
            if open.pop() != Some(name.trim_end()) {
                return Err(format!("`</{name}>` closes nothing"));
            }
            continue;
        }
        let (body, empty) = tag
            .strip_suffix('/')
            .map_or((tag, false), |body| (body, true));
        let (name, attributes) =
            body.split_at(body.find(char::is_whitespace).unwrap_or(body.len()));
        if !name.starts_with(|c: char| c.is_alphabetic() || c == '_') {
            return Err(format!("`<{name}` is no element"));
        }
        if open.is_empty() && !elements.is_empty() {
            return Err("a second root".to_owned());
        }
        elements.push(Element {
            name: name.rsplit(':').next().unwrap_or(name).to_owned(),
            attributes: xml_attributes(attributes)?,
            depth: open.len(),
        });
        if !empty {
            open.push(name);
        }
    }
    match open.pop() {
        Some(name) => Err(format!("`<{name}>` is not closed")),
        None if elements.is_empty() => Err("no element".to_owned()),
        None if !rest.trim().is_empty() => Err("text outside the root".to_owned()),
        None => Ok(elements),
    }
}

/// Where the `>` of a tag is, quotes aside.
fn tag_end(tag: &str) -> Option<usize> {
    let mut quote = None;
    for (at, c) in tag.char_indices() {
        match (quote, c) {
            (None, '>') => return Some(at),
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), c) if open == c => quote = None,
            _ => {}
        }
    }
    None
}

fn xml_attributes(text: &str) -> Result<Vec<(String, String)>, String> {
    let mut found: Vec<(String, String)> = Vec::new();
    let mut rest = text.trim();
    while !rest.is_empty() {
        let (name, tail) = rest
            .split_once('=')
            .ok_or_else(|| format!("attribute `{rest}` has no value"))?;
        let (name, tail) = (name.trim(), tail.trim_start());
        let quote = tail.chars().next().filter(|c| matches!(c, '"' | '\''));
        let quote = quote.ok_or_else(|| format!("the value of `{name}` is not quoted"))?;
        let (value, tail) = tail[1..].split_once(quote).ok_or("a quote is not closed")?;
        if name.is_empty() || name.contains(char::is_whitespace) || value.contains('<') {
            return Err(format!("attribute `{name}` is broken"));
        }
        if found.iter().any(|(other, _)| other == name) {
            return Err(format!("attribute `{name}` twice"));
        }
        found.push((name.to_owned(), resolve(value)?));
        rest = tail.trim_start();
    }
    Ok(found)
}

/// Text with its references resolved; an unknown one is an error.
fn resolve(text: &str) -> Result<String, String> {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, tail)) = rest.split_once('&') {
        let (name, tail) = tail.split_once(';').ok_or("`&` without `;`")?;
        out.push_str(before);
        out.push(reference(name).ok_or_else(|| format!("unknown reference `&{name};`"))?);
        rest = tail;
    }
    out.push_str(rest);
    Ok(out)
}

fn reference(name: &str) -> Option<char> {
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16),
                None => number.parse(),
            };
            char::from_u32(code.ok()?)
        }
    }
}

/// HTML with the references of XML resolved; anything else stays as it is.
pub(super) fn html_text(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let known = rest
            .char_indices()
            .take(12)
            .find(|(_, c)| *c == ';')
            .and_then(|(end, _)| Some((reference(&rest[1..end])?, end)));
        if let Some((c, end)) = known {
            out.push(c);
            rest = &rest[end + 1..];
        } else {
            out.push('&');
            rest = &rest[1..];
        }
    }
    out.push_str(rest);
    out
}

/// Attributes that make a browser load something.
const LOADING: [&str; 9] = [
    "src",
    "href",
    "xlink:href",
    "data",
    "srcset",
    "poster",
    "background",
    "manifest",
    "ping",
];
/// Words of scripts that reach for the network.
const REACHING: [&str; 8] = [
    "fetch(",
    "XMLHttpRequest",
    "WebSocket",
    "EventSource",
    "sendBeacon",
    "importScripts",
    "import(",
    "@import",
];

/// What an HTML page would load from outside itself. Links that a person follows (`<a href>`) load nothing.
pub(super) fn loads(html: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        rest = &rest[at..];
        if let Some(comment) = rest.strip_prefix("<!--") {
            rest = comment.find("-->").map_or("", |end| &comment[end + 3..]);
            continue;
        }
        if !rest[1..].starts_with(|c: char| c.is_ascii_alphabetic()) {
            rest = &rest[1..];
            continue;
        }
        let end = tag_end(rest).unwrap_or(rest.len() - 1);
        let body = rest[1..end].trim_end_matches('/');
        let (name, attributes) =
            body.split_at(body.find(|c: char| c.is_whitespace()).unwrap_or(body.len()));
        let name = name.to_ascii_lowercase();
        tag_loads(&name, attributes, &mut found);
        rest = rest.get(end + 1..).unwrap_or_default();
        if matches!(name.as_str(), "script" | "style") {
            let close = find_ignoring_case(rest, &format!("</{name}")).unwrap_or(rest.len());
            code_loads(&rest[..close], &mut found);
            rest = &rest[close..];
        }
    }
    found
}

fn find_ignoring_case(text: &str, what: &str) -> Option<usize> {
    let (text, what) = (text.as_bytes(), what.as_bytes());
    text.windows(what.len())
        .position(|part| part.eq_ignore_ascii_case(what))
}

fn tag_loads(name: &str, attributes: &str, found: &mut Vec<String>) {
    for (attribute, value) in html_attributes(attributes) {
        let link = matches!(name, "a" | "area") && attribute == "href";
        let value = html_text(&value);
        if LOADING.contains(&attribute.as_str()) && !link && outside(&value) {
            found.push(value);
        } else if attribute == "style" {
            code_loads(&value, found);
        } else if name == "meta"
            && attribute == "content"
            && value.to_ascii_lowercase().contains("url=")
        {
            found.push(value);
        }
    }
}

/// Whether an address points out of the page.
fn outside(address: &str) -> bool {
    let address = address.trim().to_ascii_lowercase();
    !(address.is_empty() || address.starts_with('#') || address.starts_with("data:"))
}

fn code_loads(code: &str, found: &mut Vec<String>) {
    for word in REACHING {
        if code.contains(word) {
            found.push(word.to_owned());
        }
    }
    for part in code.split("url(").skip(1) {
        let address = part
            .split(')')
            .next()
            .unwrap_or_default()
            .trim_matches(['"', '\'', ' ']);
        if outside(address) {
            found.push(address.to_owned());
        }
    }
}

fn html_attributes(text: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut chars = text.char_indices().peekable();
    loop {
        skip(&mut chars, |c| c.is_whitespace() || c == '/');
        let name = take(text, &mut chars, |c| !c.is_whitespace() && c != '=');
        skip(&mut chars, char::is_whitespace);
        let mut value = "";
        if chars.next_if(|(_, c)| *c == '=').is_some() {
            skip(&mut chars, char::is_whitespace);
            if let Some((_, quote)) = chars.next_if(|(_, c)| matches!(c, '"' | '\'')) {
                value = take(text, &mut chars, |c| c != quote);
                chars.next();
            } else {
                value = take(text, &mut chars, |c| !c.is_whitespace());
            }
        }
        if !name.is_empty() {
            found.push((name.to_ascii_lowercase(), value.to_owned()));
        } else if chars.peek().is_none() {
            return found;
        }
    }
}

fn skip(chars: &mut Peekable<CharIndices<'_>>, over: impl Fn(char) -> bool) {
    while chars.next_if(|(_, c)| over(*c)).is_some() {}
}

fn take<'t>(
    text: &'t str,
    chars: &mut Peekable<CharIndices<'_>>,
    part: impl Fn(char) -> bool,
) -> &'t str {
    let start = chars.peek().map_or(text.len(), |(at, _)| *at);
    skip(chars, part);
    &text[start..chars.peek().map_or(text.len(), |(at, _)| *at)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn well_formed_xml_gives_its_elements_and_broken_xml_its_fault() {
        let text = "<?xml version=\"1.0\"?><g:gpx a='1 &gt; 0'><!-- <x> --><wpt lat=\"43.5\" lon='126'/>a &amp; b</g:gpx>\n";
        let elements = xml(text).unwrap();
        assert_eq!(elements.len(), 2);
        assert_eq!((elements[0].name.as_str(), elements[1].depth), ("gpx", 1));
        assert_eq!(elements[0].attributes[0].1, "1 > 0");
        assert_eq!(elements[1].number("lat"), Some(43.5));
        for broken in [
            "",
            "text",
            "<a>",
            "<a></b>",
            "<a/><b/>",
            "<a b=1/>",
            "<a b='1' b='2'/>",
            "<a>&nope;</a>",
            "<a>&</a>",
            "<a b='<'/>",
            "<a",
            "<1/>",
            "<a/>text",
            "<!-- a",
            "<é b",
            "<a =''/>",
            "<a b=é/>",
        ] {
            assert!(xml(broken).is_err(), "{broken}");
        }
    }

    #[test]
    fn only_what_a_browser_would_fetch_counts_as_loaded() {
        let quiet = "<!doctype html><!-- <img src='http://x'> --><a href='https://uri.amap.com/?a=1&amp;b'>x</a>\
            <svg xmlns='http://www.w3.org/2000/svg'><use href='#p'/></svg><img src=\"data:image/png;base64,AA\">\
            <style>p{background:url(#a)}</style><script>let a = 1 < 2;</script> 1 < 2";
        assert_eq!(loads(quiet), Vec::<String>::new());
        for loud in [
            "<img src=https://x/y.png>",
            "<SCRIPT SRC='a.js'></SCRIPT>",
            "<link rel=stylesheet href=//x/y.css>",
            "<style>@import 'x'</style>",
            "<p style=\"background:url('http://x')\">",
            "<script>fetch('x')</script>",
            "<meta http-equiv=refresh content='0; URL=http://x'>",
            "<a ping='http://x'>",
            "<img src='http://x'",
            "<svg><image xlink:href='é.png'/></svg>",
        ] {
            assert_eq!(loads(loud).len(), 1, "{loud}");
        }
    }
}
