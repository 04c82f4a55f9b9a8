//! What people type to say which Telegram account is theirs.

use domain::provider::{Handle, HandleFault};
use telegram::peers::Typed;

/// The shortest name there is; 5 for most, but some with 4 were sold.
const SHORTEST_NAME: usize = 4;
/// The longest name.
const LONGEST_NAME: usize = 32;
/// How many digits a phone number has, the country's among them (ITU-T E.164).
const PHONE_DIGITS: std::ops::RangeInclusive<usize> = 7..=15;
/// How many digits an id has, with its sign.
const LONGEST_ID: usize = 16;

/// Addresses before the name.
const SITES: [&str; 4] = ["t.me/", "telegram.me/", "telegram.dog/", "www.t.me/"];

/// A handle for a bot: `@name`, `name`, `t.me/name`, `https://t.me/name`, or a numeric id. A bot cannot look phone
/// numbers up.
pub(super) fn for_bot(typed: &str) -> Result<Handle, HandleFault> {
    let handle = for_user(typed)?;
    if handle.shown.starts_with('+') {
        return Err(fault("handle-fault-telegram-bot-phone", handle.shown));
    }
    Ok(handle)
}

/// A handle for a user: as for a bot, or a phone number with its country, `+491701234567`.
pub(super) fn for_user(typed: &str) -> Result<Handle, HandleFault> {
    let tidy = typed.trim();
    let shown = match address(tidy) {
        Some(path) => name_in(path)?,
        None if tidy.starts_with('+') => phone(tidy)?,
        None if is_number(tidy) => id(tidy)?,
        None => name(tidy)?,
    };
    Ok(Handle {
        shown,
        // Telegram says who it is, and what is needed to write there.
        remote_id: None,
    })
}

/// What a handle of [`for_user`] asks for.
pub(super) fn read(handle: &str) -> Option<Typed> {
    let handle = for_user(handle).ok()?.shown;
    if let Some(name) = handle.strip_prefix('@') {
        return Some(Typed::Name(name.to_owned()));
    }
    match handle.strip_prefix('+') {
        Some(phone) => Some(Typed::Phone(phone.to_owned())),
        None => handle.parse().ok().map(Typed::Id),
    }
}

/// What follows `https://t.me/`.
fn address(typed: &str) -> Option<&str> {
    let lower = typed.to_ascii_lowercase();
    let scheme = ["https://", "http://"]
        .into_iter()
        .find(|scheme| lower.starts_with(scheme));
    let at = scheme.map_or(0, str::len);
    let site = SITES.into_iter().find(|site| lower[at..].starts_with(site));
    site.map(|site| &typed[at + site.len()..])
}

/// The name in the path of an address, which may go on with a message's number or a question.
fn name_in(path: &str) -> Result<String, HandleFault> {
    let first = path.split(['/', '?', '#']).next().unwrap_or_default();
    if path.starts_with('+') || first.eq_ignore_ascii_case("joinchat") {
        return Err(fault("handle-fault-telegram-invitation", path.to_owned()));
    }
    name(first)
}

fn name(typed: &str) -> Result<String, HandleFault> {
    // MeshCentral puts an @ of its own before what was typed.
    let name = typed.trim_start_matches('@');
    if name.is_empty() {
        return Err(fault("handle-fault-empty", String::new()));
    }
    if name.chars().count() > LONGEST_NAME {
        return Err(fault("handle-fault-too-long", String::new()));
    }
    let fits = |c: char| c.is_ascii_alphanumeric() || c == '_';
    if let Some(odd) = name.chars().find(|c| !fits(*c)) {
        return Err(fault("handle-fault-bad-part", odd.to_string()));
    }
    let begins_well = name.starts_with(|c: char| c.is_ascii_alphabetic());
    if !begins_well || name.len() < SHORTEST_NAME {
        return Err(fault("handle-fault-telegram-name", name.to_owned()));
    }
    // Letter case does not count at Telegram, so it must not make two handles of one.
    Ok(format!("@{}", name.to_ascii_lowercase()))
}

fn phone(typed: &str) -> Result<String, HandleFault> {
    let is_space = |c: char| c.is_whitespace() || matches!(c, '-' | '.' | '(' | ')' | '/');
    let digits: String = typed[1..].chars().filter(|c| !is_space(*c)).collect();
    let is_phone = PHONE_DIGITS.contains(&digits.len())
        && digits.bytes().all(|byte| byte.is_ascii_digit())
        && !digits.starts_with('0');
    if !is_phone {
        return Err(fault("handle-fault-telegram-phone", typed.to_owned()));
    }
    Ok(format!("+{digits}"))
}

fn is_number(typed: &str) -> bool {
    let digits = typed.strip_prefix('-').unwrap_or(typed);
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
}

fn id(typed: &str) -> Result<String, HandleFault> {
    let id: Option<i64> = typed.parse().ok();
    match id.filter(|id| *id != 0 && typed.len() <= LONGEST_ID) {
        Some(id) => Ok(id.to_string()),
        None => Err(fault("handle-fault-bad-part", typed.to_owned())),
    }
}

fn fault(key: &'static str, detail: String) -> HandleFault {
    HandleFault { key, detail }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_typed_with_or_without_its_at_or_as_an_address() {
        for typed in [
            "@Alice_1",
            " alice_1 ",
            "@@alice_1",
            "t.me/alice_1",
            "https://t.me/Alice_1",
            "HTTP://T.me/alice_1/",
            "https://telegram.me/alice_1?start=x",
            "t.me/alice_1/42",
        ] {
            let handle = for_bot(typed).unwrap();
            assert_eq!(handle.shown, "@alice_1", "{typed}");
            assert_eq!(handle.remote_id, None);
        }
        assert_eq!(read("@alice_1"), Some(Typed::Name("alice_1".into())));
    }

    #[test]
    fn numbers_are_ids_of_people_groups_and_channels() {
        for (typed, id) in [
            ("12345", 12_345),
            ("-42", -42),
            ("-1001234567890", -1_001_234_567_890),
        ] {
            assert_eq!(for_bot(typed).unwrap().shown, typed);
            assert_eq!(read(typed), Some(Typed::Id(id)));
        }
    }

    #[test]
    fn a_phone_number_is_for_a_user_alone() {
        let typed = "+49 (170) 123-45.67";
        assert_eq!(for_user(typed).unwrap().shown, "+491701234567");
        assert_eq!(read(typed), Some(Typed::Phone("491701234567".into())));
        assert_eq!(
            for_bot(typed).unwrap_err().key,
            "handle-fault-telegram-bot-phone"
        );
    }

    #[test]
    fn what_cannot_be_a_handle_is_refused_with_the_reason() {
        for (typed, key, detail) in [
            ("", "handle-fault-empty", ""),
            ("@", "handle-fault-empty", ""),
            ("t.me/", "handle-fault-empty", ""),
            ("abc", "handle-fault-telegram-name", "abc"),
            ("1abcd", "handle-fault-telegram-name", "1abcd"),
            ("_abcd", "handle-fault-telegram-name", "_abcd"),
            ("alice smith", "handle-fault-bad-part", " "),
            ("älice", "handle-fault-bad-part", "ä"),
            ("alice@example.org", "handle-fault-bad-part", "@"),
            (&"a".repeat(33), "handle-fault-too-long", ""),
            (
                "t.me/+AbCdEf",
                "handle-fault-telegram-invitation",
                "+AbCdEf",
            ),
            (
                "https://t.me/joinchat/AbC",
                "handle-fault-telegram-invitation",
                "joinchat/AbC",
            ),
            ("+12", "handle-fault-telegram-phone", "+12"),
            ("+0049170123", "handle-fault-telegram-phone", "+0049170123"),
            ("0", "handle-fault-bad-part", "0"),
            (
                "99999999999999999999",
                "handle-fault-bad-part",
                "99999999999999999999",
            ),
        ] {
            let fault = for_user(typed).unwrap_err();
            assert_eq!((fault.key, fault.detail.as_str()), (key, detail), "{typed}");
        }
    }
}
