//! Texts with marks, as the container reads them: `*italic*`, `**bold**`, `~strikethrough~`, `||spoiler||` and
//! `` `monospace` ``; a backslash before a mark makes it a part of the text.

/// Marks, the longer ones first, and the styles that they stand for.
const MARKS: &[(&str, &[&str])] = &[
    ("***", &["BOLD", "ITALIC"]),
    ("**", &["BOLD"]),
    ("*", &["ITALIC"]),
    ("||", &["SPOILER"]),
    ("~", &["STRIKETHROUGH"]),
    ("`", &["MONOSPACE"]),
];

/// The text without its marks, and its styles as signal-cli takes them. Marks that are not closed vanish.
pub(super) fn read(marked: &str) -> (String, Vec<String>) {
    let (mut words, mut styles) = (String::new(), Vec::new());
    let mut open: Vec<(&str, usize)> = Vec::new();
    let mut rest = marked;
    while let Some(first) = rest.chars().next() {
        let at = |text: &str| MARKS.iter().find(|(mark, _)| text.starts_with(mark));
        if let Some((mark, names)) = at(rest) {
            let here = words.encode_utf16().count();
            match open.pop_if(|(last, _)| last == mark) {
                Some((_, start)) => {
                    let length = here - start;
                    styles.extend(names.iter().map(|name| format!("{start}:{length}:{name}")));
                }
                None => open.push((mark, here)),
            }
            rest = &rest[mark.len()..];
            continue;
        }
        rest = &rest[first.len_utf8()..];
        match at(rest) {
            Some((mark, _)) if first == '\\' => {
                words.push_str(mark);
                rest = &rest[mark.len()..];
            }
            _ => words.push(first),
        }
    }
    (words, styles)
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn marks_are_read_as_documented() {
        let (words, styles) = read("**Grüße 🏰**\n`123` \\*no\\* ||x|| ~y~ *z*");
        assert_eq!(words, "Grüße 🏰\n123 *no* x y z");
        assert_eq!(
            styles,
            [
                "0:8:BOLD",
                "9:3:MONOSPACE",
                "18:1:SPOILER",
                "20:1:STRIKETHROUGH",
                "22:1:ITALIC"
            ]
        );
    }
}
