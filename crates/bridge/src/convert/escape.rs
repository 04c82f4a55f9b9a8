//! Characters that mean something in HTML.

/// Writes a character so that it means itself, also between quotes.
pub(super) fn push_escaped(html: &mut String, character: char) {
    match character {
        '&' => html.push_str("&amp;"),
        '<' => html.push_str("&lt;"),
        '>' => html.push_str("&gt;"),
        '"' => html.push_str("&quot;"),
        other => html.push(other),
    }
}

/// Words as they are written in HTML.
pub(super) fn escaped(words: &str) -> String {
    let mut html = String::with_capacity(words.len());
    words.chars().for_each(|one| push_escaped(&mut html, one));
    html
}

/// The longest name or number between `&` and `;` that is looked for.
const LONGEST_REFERENCE: usize = 12;

/// Words with their character references resolved. What is no reference stays as it is.
///
/// <https://html.spec.whatwg.org/multipage/named-characters.html>, of which clients write only a few.
pub(super) fn unescaped(html: &str) -> String {
    let mut words = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find('&') {
        words.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = rest
            .bytes()
            .take(LONGEST_REFERENCE)
            .position(|byte| byte == b';');
        let found = end.and_then(|end| Some((referenced(&rest[1..end])?, end)));
        if let Some((character, end)) = found {
            words.push(character);
            rest = &rest[end + 1..];
        } else {
            words.push('&');
            rest = &rest[1..];
        }
    }
    words.push_str(rest);
    words
}

fn referenced(name: &str) -> Option<char> {
    if let Some(number) = name.strip_prefix('#') {
        let number = match number.strip_prefix(['x', 'X']) {
            Some(digits) => u32::from_str_radix(digits, 16),
            None => number.parse(),
        };
        return number
            .ok()
            .and_then(char::from_u32)
            .filter(|one| *one == '\n' || *one == '\t' || !one.is_control());
    }
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => '\u{a0}',
        "hellip" => '…',
        "ndash" => '–',
        "mdash" => '—',
        "lsquo" => '‘',
        "rsquo" => '’',
        "ldquo" => '“',
        "rdquo" => '”',
        "bull" => '•',
        "copy" => '©',
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_escaped_is_unescaped() {
        let words = "a < b && c > \"d\" &amp; é";
        assert_eq!(unescaped(&escaped(words)), words);
    }

    #[test]
    fn numbers_name_characters_and_nonsense_stays() {
        assert_eq!(
            unescaped("&#65;&#x1F600;&nbsp;&nope;&#0;& &"),
            "A😀\u{a0}&nope;&#0;& &"
        );
        assert_eq!(unescaped("&ééééééé;"), "&ééééééé;");
    }
}
