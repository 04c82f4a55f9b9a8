//! HTML cut into tags and words. It never fails and reads every byte once: what is no tag is words.

use super::escape;

/// Elements that hold no HTML and nothing to read.
const UNREAD: [&str; 2] = ["script", "style"];

/// A piece of HTML.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Token<'a> {
    /// Words, not unescaped yet.
    Words(&'a str),
    /// `<name …>`.
    Open(Tag<'a>),
    /// `</name>`, in small letters.
    Close(String),
}

/// The beginning of an element.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Tag<'a> {
    /// In small letters.
    pub(super) name: String,
    /// What stands between name and `>`.
    attributes: &'a str,
}

/// The pieces of `html`, in order.
pub(super) fn tokens(html: &str) -> impl Iterator<Item = Token<'_>> {
    let mut rest = html;
    std::iter::from_fn(move || {
        loop {
            if rest.is_empty() {
                return None;
            }
            let (token, after) = next(rest);
            rest = after;
            if token.is_some() {
                return token;
            }
        }
    })
}

/// The first piece and what follows; no piece for comments and the like.
fn next(html: &str) -> (Option<Token<'_>>, &str) {
    let Some(inner) = html.strip_prefix('<') else {
        let end = html.find('<').unwrap_or(html.len());
        let (words, rest) = html.split_at(end);
        return (Some(Token::Words(words)), rest);
    };
    if let Some(comment) = inner.strip_prefix("!--") {
        let rest = comment.find("-->").map_or("", |end| &comment[end + 3..]);
        return (None, rest);
    }
    if inner.starts_with(['!', '?']) {
        return (None, past_end(inner));
    }
    let (is_close, named) = match inner.strip_prefix('/') {
        Some(named) => (true, named),
        None => (false, inner),
    };
    let length = named
        .bytes()
        .take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'-')
        .count();
    if !named.starts_with(|one: char| one.is_ascii_alphabetic()) {
        return (Some(Token::Words(&html[..1])), inner);
    }
    let name = named[..length].to_ascii_lowercase();
    let attributes = &named[length..];
    let rest = past_end(attributes);
    if is_close {
        return (Some(Token::Close(name)), rest);
    }
    if UNREAD.contains(&name.as_str()) {
        return (None, past_unread(rest, &name));
    }
    let end = attributes.len() - rest.len();
    let attributes = &attributes[..end];
    (Some(Token::Open(Tag { name, attributes })), rest)
}

/// What follows the end of an element in which nothing counts as a tag.
fn past_unread<'a>(html: &'a str, name: &str) -> &'a str {
    let end = html.match_indices("</").find(|(at, _)| {
        let named = html.as_bytes().get(at + 2..at + 2 + name.len());
        named.is_some_and(|named| named.eq_ignore_ascii_case(name.as_bytes()))
    });
    end.map_or("", |(at, _)| past_end(&html[at..]))
}

/// What follows the `>` that ends a tag; one between quotes does not.
fn past_end(attributes: &str) -> &str {
    let mut quote = None;
    for (at, byte) in attributes.bytes().enumerate() {
        match (quote, byte) {
            (Some(open), close) if open == close => quote = None,
            (None, b'"' | b'\'') => quote = Some(byte),
            (None, b'>') => return &attributes[at + 1..],
            (Some(_) | None, _) => {}
        }
    }
    ""
}

impl Tag<'_> {
    /// The value of an attribute; empty if it has none; `None` if it is not there.
    pub(super) fn attribute(&self, wanted: &str) -> Option<String> {
        let mut rest = self.attributes.strip_suffix('>').unwrap_or(self.attributes);
        loop {
            rest = rest.trim_start_matches(|one: char| one.is_ascii_whitespace() || one == '/');
            if rest.is_empty() {
                return None;
            }
            let (name, value, after) = attribute(rest);
            if name.eq_ignore_ascii_case(wanted) {
                return Some(escape::unescaped(value));
            }
            rest = after;
        }
    }
}

/// The first attribute: its name, its value, and what follows.
fn attribute(text: &str) -> (&str, &str, &str) {
    let is_end = |one: char| one.is_ascii_whitespace() || one == '=' || one == '/';
    // A name may begin with `=`, as browsers have it; so that every turn takes at least one character.
    let first = text.chars().next().map_or(0, char::len_utf8);
    let length = text[first..]
        .find(is_end)
        .map_or(text.len(), |at| at + first);
    let (name, rest) = text.split_at(length);
    let Some(value) = rest.trim_start().strip_prefix('=') else {
        return (name, "", rest);
    };
    let value = value.trim_start();
    for quote in ['"', '\''] {
        if let Some(quoted) = value.strip_prefix(quote) {
            let (value, after) = quoted.split_once(quote).unwrap_or((quoted, ""));
            return (name, value, after);
        }
    }
    let end = value.find(|one: char| one.is_ascii_whitespace());
    let (value, after) = value.split_at(end.unwrap_or(value.len()));
    (name, value, after)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(html: &str) -> Vec<String> {
        let shown = tokens(html).map(|token| match token {
            Token::Words(words) => words.to_owned(),
            Token::Open(tag) => format!("<{}>", tag.name),
            Token::Close(name) => format!("</{name}>"),
        });
        shown.collect()
    }

    #[test]
    fn tags_words_and_comments_are_told_apart() {
        assert_eq!(
            cut("a<B>b</b ><!-- <i> -->c<br/>1 < 2<!DOCTYPE x>"),
            ["a", "<b>", "b", "</b>", "c", "<br>", "1 ", "<", " 2"]
        );
    }

    #[test]
    fn a_bracket_between_quotes_ends_no_tag() {
        assert_eq!(cut("<a href='x>y'>z</a>"), ["<a>", "z", "</a>"]);
    }

    #[test]
    fn attributes_are_read_in_each_notation() {
        let mut all = tokens("<a HREF=\"x&amp;y\" title='q' data-mx-spoiler rel=no checked>");
        let Some(Token::Open(tag)) = all.next() else {
            panic!("no tag")
        };
        assert_eq!(tag.attribute("href").as_deref(), Some("x&y"));
        assert_eq!(tag.attribute("title").as_deref(), Some("q"));
        assert_eq!(tag.attribute("data-mx-spoiler").as_deref(), Some(""));
        assert_eq!(tag.attribute("rel").as_deref(), Some("no"));
        assert_eq!(tag.attribute("checked").as_deref(), Some(""));
        assert_eq!(tag.attribute("class"), None);
    }

    #[test]
    fn what_is_never_closed_ends_with_the_text() {
        assert_eq!(cut("a<!-- b"), ["a"]);
        assert_eq!(cut("a<b c='"), ["a", "<b>"]);
        let Some(Token::Open(tag)) = tokens("<a = / ==é =\"").next() else {
            panic!("no tag")
        };
        assert_eq!(tag.attribute("href"), None);
    }
}
