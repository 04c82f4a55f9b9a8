//! Leading zeros of numbers, which JSON forbids and the documents print (`"apiid": 00000000`).

/// The text with every leading zero of a number outside strings and comments made a space, so that all else
/// keeps its place.
pub(super) fn blank_leading(text: &str) -> String {
    let mut bytes = text.as_bytes().to_vec();
    let mut at = 0;
    while at < bytes.len() {
        at = match bytes[at] {
            b'"' => after_string(&bytes, at + 1),
            b'/' if bytes.get(at + 1) == Some(&b'/') => after_line(&bytes, at),
            b'/' if bytes.get(at + 1) == Some(&b'*') => after_block(&bytes, at + 2),
            b'-' | b'0'..=b'9' => {
                let end = at + count(&bytes[at..], in_word);
                blank(&mut bytes[at..end]);
                end
            }
            byte if in_word(byte) => at + count(&bytes[at..], in_word),
            _ => at + 1,
        };
    }
    String::from_utf8(bytes).expect("only ASCII was replaced, and by ASCII")
}

/// Blanks one number; its sign stays in front of the first digit that counts.
fn blank(number: &mut [u8]) {
    let sign = usize::from(number.first() == Some(&b'-'));
    let zeros = count(&number[sign..], |byte| byte == b'0');
    let more = number.get(sign + zeros).is_some_and(u8::is_ascii_digit);
    let blanks = if more { zeros } else { zeros.saturating_sub(1) };
    number[..sign + blanks].fill(b' ');
    if sign == 1 {
        number[blanks] = b'-';
    }
}

/// Whether a byte can be part of a number or of a bare word.
fn in_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'+' | b'.' | b'_' | b'$') || byte >= 0x80
}

fn count(bytes: &[u8], test: impl Fn(u8) -> bool) -> usize {
    bytes.iter().take_while(|byte| test(**byte)).count()
}

fn after_string(bytes: &[u8], mut at: usize) -> usize {
    while at < bytes.len() {
        match bytes[at] {
            b'"' => return at + 1,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    bytes.len()
}

fn after_line(bytes: &[u8], at: usize) -> usize {
    at + count(&bytes[at..], |byte| byte != b'\n' && byte != b'\r')
}

fn after_block(bytes: &[u8], at: usize) -> usize {
    let end = bytes[at..].windows(2).position(|pair| pair == b"*/");
    end.map_or(bytes.len(), |end| at + end + 2)
}

#[cfg(test)]
mod tests {
    use super::blank_leading;

    #[test]
    fn leading_zeros_become_spaces_and_nothing_moves() {
        for (written, read) in [
            ("00000000", "       0"),
            ("007", "  7"),
            ("-007", "  -7"),
            ("[00, 0, 00.5]", "[ 0, 0,  0.5]"),
            ("10007", "10007"),
            ("1e007", "1e007"),
            ("-0", "-0"),
            ("0", "0"),
            ("-", "-"),
        ] {
            assert_eq!(blank_leading(written), read);
        }
    }

    #[test]
    fn strings_comments_and_words_are_left_alone() {
        for text in [
            r#"{"a": "007", "b\"": "00:00"}"#,
            "// 007\n/* 007 */",
            "a007",
            "\"007",
            "/* 007",
            "é007",
        ] {
            assert_eq!(blank_leading(text), text);
        }
    }
}
