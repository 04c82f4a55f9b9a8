//! Reading what a person typed: phone numbers, codes, bot tokens. Passwords are never read, they are taken verbatim.

use domain::secret::Token;

use super::code_way::Way;
use super::private::{LoginCode, Phone};

/// What a text is that was typed where a number or a token is expected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Read {
    /// A phone number with its country code.
    Phone(Phone),
    /// A phone number without country code: nobody can know which country it is of.
    NoCountry,
    /// The token of a bot.
    Token(Token),
    /// None of these.
    Neither,
}

/// Reads a phone number or a bot token, whichever it is.
///
/// Numbers may be written in the usual forms: `+49 (170) 123-4567`, `0049170…`, `+49 (0)170/1234567`, `tel:+49…`.
/// A token may stand in a longer text, such as the message of `BotFather`.
pub(super) fn read(text: &str) -> Read {
    if let Some(token) = token_in(text) {
        return Read::Token(token);
    }
    phone(text)
}

/// The first word of the form `digits:35 characters`.
fn token_in(text: &str) -> Option<Token> {
    let words = text.split(|c: char| c.is_whitespace() || matches!(c, '`' | '"' | '<' | '>'));
    words
        .into_iter()
        .find(|word| is_token(word))
        .map(Token::new)
}

/// Whether it has the form of a bot token: the bot's number, a colon, 35 characters of base64url.
fn is_token(word: &str) -> bool {
    let Some((id, secret)) = word.split_once(':') else {
        return false;
    };
    let known = |c: u8| c.is_ascii_alphanumeric() || matches!(c, b'_' | b'-');
    (1..=20).contains(&id.len())
        && id.bytes().all(|c| c.is_ascii_digit())
        && secret.len() == 35
        && secret.bytes().all(known)
}

/// Digits that E.164 allows; the shortest numbers in use have seven.
const DIGITS: std::ops::RangeInclusive<usize> = 7..=15;

fn phone(text: &str) -> Read {
    let text = text.trim_matches(|c: char| c.is_whitespace() || is_invisible(c));
    let text = text.strip_prefix("tel:").unwrap_or(text).trim_start();
    let (international, rest) = match text.strip_prefix(['+', '＋']) {
        Some(rest) => (true, rest),
        None => match text.strip_prefix("00") {
            Some(rest) => (true, rest),
            None => (false, text),
        },
    };
    // A zero in brackets is dialled inside the country only.
    let rest = rest.replacen("(0)", "", usize::from(international));
    let Some(digits) = digits_of(&rest, &['(', ')', '/']) else {
        return Read::Neither;
    };
    if !DIGITS.contains(&digits.len()) {
        return Read::Neither;
    }
    // No country code begins with 0.
    if !international || digits.starts_with('0') {
        return Read::NoCountry;
    }
    Read::Phone(Phone::new(format!("+{digits}")))
}

/// What is wrong with a code before Telegram has seen it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CodeFault {
    /// Nothing was typed.
    Empty,
    /// It is not made of digits, and should be.
    NotDigits,
    /// It has another number of digits than the code that was sent.
    Length(u32),
}

/// Reads the code that was sent this way: digits with spaces, dashes and dots between them as they come (leading zeros
/// stay), or the words of an SMS.
pub(super) fn code(text: &str, way: &Way) -> Result<LoginCode, CodeFault> {
    let text = text.trim();
    if text.is_empty() {
        return Err(CodeFault::Empty);
    }
    if way.is_words() {
        let words: Vec<&str> = text.split_whitespace().collect();
        return Ok(LoginCode::new(words.join(" ")));
    }
    let caller = matches!(way, Way::FlashCall { .. } | Way::MissedCall { .. });
    let marks: &[char] = if caller { &['+', '(', ')'] } else { &[] };
    let digits = digits_of(text, marks)
        .filter(|digits| !digits.is_empty())
        .ok_or(CodeFault::NotDigits)?;
    match (way.length(), digits.len()) {
        (Some(length), got) if got == length as usize => Ok(LoginCode::new(digits)),
        // Whoever types the whole number of the caller has typed the code at its end.
        (Some(length), got) if caller && got > length as usize => {
            Ok(LoginCode::new(&digits[got - length as usize..]))
        }
        (Some(length), _) => Err(CodeFault::Length(length)),
        (None, _) => Ok(LoginCode::new(digits)),
    }
}

/// The digits of a text that has nothing but digits, spaces, dashes, dots and these marks.
fn digits_of(text: &str, marks: &[char]) -> Option<String> {
    let mut digits = String::new();
    for c in text.chars() {
        if let Some(digit) = digit(c) {
            digits.push(digit);
        } else if !(c.is_whitespace()
            || is_invisible(c)
            || "-.\u{2010}\u{2011}\u{2012}\u{2013}".contains(c)
            || marks.contains(&c))
        {
            return None;
        }
    }
    Some(digits)
}

/// A digit in ASCII, whichever keyboard it came from: ASCII, Arabic, Persian or full width.
fn digit(c: char) -> Option<char> {
    let zero = match c {
        '0'..='9' => return Some(c),
        '\u{660}'..='\u{669}' => 0x660,
        '\u{6f0}'..='\u{6f9}' => 0x6f0,
        '\u{ff10}'..='\u{ff19}' => 0xff10,
        _ => return None,
    };
    char::from_digit(u32::from(c) - zero, 10)
}

/// Marks of direction and width that come along when a number is copied.
const fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> String {
        match read(text) {
            Read::Phone(phone) => phone.reveal().to_owned(),
            read @ (Read::NoCountry | Read::Token(_) | Read::Neither) => format!("{read:?}"),
        }
    }

    #[test]
    fn phone_numbers_in_usual_forms_are_tidied() {
        for text in [
            "+491701234567",
            "+49 (170) 1234567",
            "0049 170 123-4567",
            "00491701234567",
            "+49 (0)170/1234567",
            "0049 (0)170/1234567",
            " tel:+49-170-123.4567 ",
            "\u{202a}+49\u{a0}170\u{2011}1234567\u{202c}",
            "＋４９ １７０ １２３４５６７",
        ] {
            assert_eq!(number(text), "+491701234567", "{text}");
        }
    }

    #[test]
    fn a_number_without_country_code_is_told_from_what_is_no_number() {
        for text in [
            "0170 1234567",
            "(415) 555-0132",
            "491701234567",
            "+0170 1234567",
        ] {
            assert_eq!(read(text), Read::NoCountry, "{text}");
        }
        for text in [
            "",
            "alice",
            "+49",
            "+",
            "00",
            "+4912345678901234567",
            "+49170x1234567",
            "@name",
        ] {
            assert_eq!(read(text), Read::Neither, "{text}");
        }
    }

    #[test]
    fn a_bot_token_is_known_by_its_form_also_inside_the_message_it_came_in() {
        let token = format!("123456789:{}", "Aa0-_".repeat(7));
        let known = Read::Token(Token::new(&token));
        assert_eq!(read(&format!(" `{token}` ")), known);
        let message = format!("Use this token to access the HTTP API:\n{token}\nKeep it safe.");
        assert_eq!(read(&message), known);
        for text in [
            format!("{token}x"),
            format!("x{token}"),
            token.replace(':', ""),
        ] {
            assert_eq!(read(&text), Read::Neither, "{text}");
        }
    }

    #[test]
    fn codes_keep_their_zeros_and_lose_spaces_and_dashes() {
        let way = Way::App { length: 5 };
        for text in ["01234", "01 234", "0-1234", " 0.1.2.3.4 ", "٠١٢٣٤"] {
            assert_eq!(code(text, &way), Ok(LoginCode::new("01234")), "{text}");
        }
        assert_eq!(code("  ", &way), Err(CodeFault::Empty));
        assert_eq!(code("-", &way), Err(CodeFault::NotDigits));
        assert_eq!(code("O1234", &way), Err(CodeFault::NotDigits));
        assert_eq!(code("012345", &way), Err(CodeFault::Length(5)));
    }

    #[test]
    fn a_missed_call_s_code_is_the_end_of_the_number_that_called() {
        let way = Way::MissedCall {
            prefix: "+4420".into(),
            length: 6,
        };
        let read = |text| code(text, &way).map(|code| code.reveal().to_owned());
        assert_eq!(read("+44 20 79 460123"), Ok("460123".into()));
        assert_eq!(read("460 123"), Ok("460123".into()));
        assert_eq!(read("123"), Err(CodeFault::Length(6)));
    }

    #[test]
    fn a_code_of_words_is_taken_as_words() {
        let way = Way::SmsPhrase { beginning: None };
        assert_eq!(
            code("  blue  whale ", &way),
            Ok(LoginCode::new("blue whale"))
        );
    }
}
