//! Characters that make a name look like another, or turn the text around it.

/// Whether a name is better off without this character: line breaks and other control characters, characters without
/// width, and those that change the direction of text (Unicode Standard Annex 9, section 2). The joiners U+200C and
/// U+200D are none of them: some scripts and emoji need them.
pub fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{ad}'
                | '\u{61c}'
                | '\u{200b}'
                | '\u{200e}'..='\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{feff}'
        )
}

/// A name as it is shown: trimmed, without invisible characters, and of at most `longest` characters.
pub fn tidy_name(typed: &str, longest: usize) -> String {
    let visible = typed.trim().chars().filter(|c| !is_invisible(*c));
    visible.take(longest).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tidy_name_turns_no_text_around_and_breaks_no_line() {
        assert_eq!(
            tidy_name(" al\u{202e}ice\r\n\u{2066}admin\u{200b} ", 64),
            "aliceadmin"
        );
        assert_eq!(tidy_name("می\u{200c}خواهم", 64), "می\u{200c}خواهم");
        assert_eq!(tidy_name("ääää", 2), "ää");
    }
}
