//! Phone numbers and names at Signal as people type them.

use domain::provider::{Handle, HandleFault};

/// How many digits a phone number has (E.164).
const DIGITS: std::ops::RangeInclusive<usize> = 7..=15;
/// How long the part of a name before the full stop is.
const NAME: std::ops::RangeInclusive<usize> = 3..=32;
/// How many digits follow it.
const NUMBER: std::ops::RangeInclusive<usize> = 2..=20;

/// Whom to look for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Who {
    /// `+491701234567`.
    Number(String),
    /// `alice.42`.
    Name(String),
}

/// A number with `+`, or a name with its digits.
pub(super) fn parse(typed: &str) -> Result<Handle, HandleFault> {
    let typed = typed.trim();
    let fault = |key, detail: &str| {
        let detail = detail.to_owned();
        Err(HandleFault { key, detail })
    };
    match read(typed) {
        Some(Who::Number(shown) | Who::Name(shown)) => Ok(Handle {
            shown,
            // Whose it is now, Signal has to say.
            remote_id: None,
        }),
        None if typed.is_empty() => fault("handle-fault-empty", ""),
        None => fault("handle-fault-signal-name", typed),
    }
}

/// Tidies what was typed; `None` if it is neither.
pub(super) fn read(typed: &str) -> Option<Who> {
    let typed = typed.trim();
    if typed.starts_with('+') || typed.starts_with("00") {
        let is_between = |c: char| c.is_whitespace() || "-()/.".contains(c);
        let bare: String = typed.chars().filter(|c| !is_between(*c)).collect();
        let digits = bare.strip_prefix('+').or_else(|| bare.strip_prefix("00"))?;
        let is_number = digits.bytes().all(|b| b.is_ascii_digit()) && !digits.starts_with('0');
        let number = (is_number && DIGITS.contains(&digits.len())).then(|| format!("+{digits}"));
        return number.map(Who::Number);
    }
    let name = typed.strip_prefix('@').unwrap_or(typed);
    let (word, number) = name.split_once('.')?;
    let fits = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let is_word = NAME.contains(&word.len())
        && word.chars().all(fits)
        && !word.starts_with(|c: char| c.is_ascii_digit());
    let is_number = NUMBER.contains(&number.len()) && number.bytes().all(|b| b.is_ascii_digit());
    (is_word && is_number).then(|| Who::Name(name.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_handle_is_a_number_or_a_name() {
        for (typed, shown) in [
            ("+49 170 1234567", "+491701234567"),
            ("0049 (170) 123-4567", "+491701234567"),
            (" alice.42 ", "alice.42"),
            ("@Alice_W.007", "Alice_W.007"),
        ] {
            assert_eq!(parse(typed).unwrap().shown, shown);
            assert_eq!(parse(shown).unwrap().shown, shown);
        }
        for typed in [
            "0170 1234567",
            "+0170123456",
            "+49",
            "+49170x1234",
            "+1234567890123456",
            "alice",
            "alice.4",
            "alice.x",
            "4lice.42",
            "al.42",
            "älice.42",
        ] {
            assert_eq!(
                parse(typed).unwrap_err().key,
                "handle-fault-signal-name",
                "{typed}"
            );
        }
        assert_eq!(parse(" ").unwrap_err().key, "handle-fault-empty");
    }
}
