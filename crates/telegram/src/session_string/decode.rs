//! Base64 of either alphabet, padded or not, with the place of a wrong character.

use super::SessionStringError;

/// Decodes what follows the `1`; gives the bytes, and how many characters they came from. Padding at the end does
/// not count, nor do bits that fill no byte.
pub(super) fn decode(text: &str) -> Result<(Vec<u8>, usize), SessionStringError> {
    let text = text.trim_end_matches('=');
    let mut bytes = Vec::with_capacity(text.len() * 3 / 4);
    let mut letters = 0;
    let (mut held, mut bits) = (0_u16, 0);
    for letter in text.chars() {
        letters += 1;
        let value = value(letter).ok_or(SessionStringError::NotBase64 {
            // The `1` is the first character.
            at: letters + 1,
            found: letter,
        })?;
        held = held << 6 | u16::from(value);
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            bytes.push((held >> bits).to_le_bytes()[0]);
        }
    }
    Ok((bytes, letters))
}

fn value(letter: char) -> Option<u8> {
    let letter = u8::try_from(letter).ok()?;
    Some(match letter {
        b'A'..=b'Z' => letter - b'A',
        b'a'..=b'z' => letter - b'a' + 26,
        b'0'..=b'9' => letter - b'0' + 52,
        b'+' | b'-' => 62,
        b'/' | b'_' => 63,
        _ => return None,
    })
}
