//! New keys, laid out as their surroundings are.

use std::ops::Range;

use super::NewValue;
use super::outline::Object;

/// Two spaces, where the file shows no indentation of its own.
const INDENT: &str = "  ";

/// How new text is laid out.
#[derive(Clone, Copy)]
struct Style<'a> {
    /// The file's line end.
    line_end: &'a str,
    /// One step of indentation.
    unit: &'a str,
    /// Whether the last entry of an object has a comma behind it.
    last_comma: bool,
    /// Whether each entry has a line of its own.
    own_lines: bool,
}

/// The text with `path`, which begins in `object`, added behind all that `object` holds.
pub(super) fn insert(
    text: &str,
    root: &Object,
    object: &Object,
    path: &[&str],
    value: NewValue<'_>,
) -> String {
    let close = object.range.end - 1;
    let last = object.entries.last();
    let behind = last.map_or(object.range.start + 1, |entry| entry.value.end);
    let rest = Rest::scan(text, behind..close);
    let (style, inner) = surroundings(text, root, object, &rest);
    let mut new = style.gap(&inner) + &style.entry(path, value, &inner);
    if style.last_comma {
        new.push(',');
    }
    let mut tail = rest.end;
    if last.is_none() && !text[rest.end..close].contains('\n') {
        new.push_str(&style.gap(indent_of(text, object.range.start)));
        tail = close;
    }
    let comma = if last.is_some() && !rest.comma {
        ","
    } else {
        ""
    };
    let (before, between) = (&text[..behind], &text[behind..rest.end]);
    [before, comma, between, &new, &text[tail..]].concat()
}

/// How an entry at the end of `object` is laid out, and how far it is indented.
fn surroundings<'a>(
    text: &'a str,
    root: &Object,
    object: &Object,
    rest: &Rest,
) -> (Style<'a>, String) {
    let (open, close) = (object.range.start, object.range.end - 1);
    let file = style(text, root);
    let last = object.entries.last();
    let own_line = last.filter(|entry| begins_line(text, entry.name.start));
    let own_lines = rest.is_line_comment
        || own_line.is_some()
        || (last.is_none() && (file.own_lines || text[open..close].contains('\n')));
    let style = Style {
        own_lines,
        last_comma: last.map_or(file.last_comma && own_lines, |_| rest.comma),
        ..file
    };
    let inner = match own_line {
        Some(entry) => indent_of(text, entry.name.start).to_owned(),
        None => format!("{}{}", indent_of(text, open), style.unit),
    };
    (style, inner)
}

/// The object to put in the place of the `null` at `at`, which is the value of the first key of `path`.
pub(super) fn nested(
    text: &str,
    root: &Object,
    at: usize,
    path: &[&str],
    value: NewValue<'_>,
) -> String {
    style(text, root).object(&path[1..], value, indent_of(text, at))
}

impl Style<'_> {
    /// What stands in front of an entry or a closing brace.
    fn gap(self, indent: &str) -> String {
        if self.own_lines {
            format!("{}{indent}", self.line_end)
        } else {
            " ".to_owned()
        }
    }

    fn entry(self, path: &[&str], value: NewValue<'_>, indent: &str) -> String {
        let name = NewValue::Text(path[0]).written();
        if path.len() == 1 {
            return format!("{name}: {}", value.written());
        }
        format!("{name}: {}", self.object(&path[1..], value, indent))
    }

    fn object(self, path: &[&str], value: NewValue<'_>, indent: &str) -> String {
        let inner = format!("{indent}{}", self.unit);
        let (before, after) = (self.gap(&inner), self.gap(indent));
        let comma = if self.last_comma && self.own_lines {
            ","
        } else {
            ""
        };
        format!(
            "{{{before}{}{comma}{after}}}",
            self.entry(path, value, &inner)
        )
    }
}

/// How the file as a whole is laid out.
fn style<'a>(text: &'a str, root: &Object) -> Style<'a> {
    let first = root
        .entries
        .first()
        .map(|entry| indent_of(text, entry.name.start));
    let has_last_comma = |object: &&Object| {
        object
            .entries
            .last()
            .is_some_and(|entry| Rest::scan(text, entry.value.end..object.range.end - 1).comma)
    };
    let inside = &text[root.range.clone()];
    Style {
        line_end: if text.contains("\r\n") { "\r\n" } else { "\n" },
        unit: first.filter(|indent| !indent.is_empty()).unwrap_or(INDENT),
        last_comma: root.objects().iter().any(has_last_comma),
        own_lines: root.entries.is_empty() || inside.contains('\n'),
    }
}

/// What stands between the last entry of an object and its closing brace.
struct Rest {
    /// Whether there is a comma.
    comma: bool,
    /// Where the last comment or comma ends.
    end: usize,
    /// Whether that is a comment up to the end of its line.
    is_line_comment: bool,
}

impl Rest {
    fn scan(text: &str, range: Range<usize>) -> Self {
        let mut rest = Self {
            comma: false,
            end: range.start,
            is_line_comment: false,
        };
        let mut at = range.start;
        while let Some(next) = text[at..range.end].find(|c: char| !c.is_whitespace()) {
            at += next;
            let left = &text[at..range.end];
            rest.is_line_comment = left.starts_with("//");
            rest.comma |= left.starts_with(',');
            at += if rest.is_line_comment {
                left.find(['\r', '\n']).unwrap_or(left.len())
            } else if left.starts_with("/*") {
                left.find("*/").map_or(left.len(), |end| end + 2)
            } else {
                left.chars().next().map_or(1, char::len_utf8)
            };
            rest.end = at;
        }
        rest
    }
}

fn line_start(text: &str, at: usize) -> usize {
    text[..at].rfind(['\n', '\r']).map_or(0, |end| end + 1)
}

fn begins_line(text: &str, at: usize) -> bool {
    text[line_start(text, at)..at].trim().is_empty()
}

/// The white space at the beginning of the line.
fn indent_of(text: &str, at: usize) -> &str {
    let line = &text[line_start(text, at)..];
    let end = line.find(|c| c != ' ' && c != '\t').unwrap_or(line.len());
    &line[..end]
}
