//! What people paste to say how CallMeBot reaches them.

use domain::provider::{Handle, HandleFault, RemoteId};
use reqwest::Url;

use crate::typed::{fault, tidy};

/// Where CallMeBot is.
const HOST: &str = "api.callmebot.com";
/// The longest address that is looked at, and the longest of its values.
const LONGEST: usize = 2_000;
const LONGEST_VALUE: usize = 64;
/// How many digits a phone number has with its country (E.164).
const PHONE_LENGTH: std::ops::RangeInclusive<usize> = 7..=15;
/// How many characters are shown of a number or name, and of a key that is long enough.
const SHOWN: usize = 4;
const LONG_KEY: usize = 12;

/// Somebody, as CallMeBot reaches them.
#[derive(PartialEq, Eq)]
pub(super) enum Account {
    /// By number and key.
    WhatsApp(String, String),
    /// By number, or the id that Signal gives instead, and key.
    Signal(String, String),
    /// By key alone.
    Facebook(String),
    /// By name or number; who wrote to the bot there has let it.
    Telegram(String),
}

/// Reads a pasted address. It is a secret.
pub(super) fn parse(typed: &str) -> Result<Handle, HandleFault> {
    // Nothing of what was typed is repeated: a key may be in it.
    let typed = tidy(typed, LONGEST)?;
    let account =
        Account::paste(typed).ok_or_else(|| fault("handle-fault-callmebot-address", ""))?;
    Ok(Handle {
        shown: account.shown(),
        remote_id: Some(RemoteId(account.write())),
    })
}

impl Account {
    /// What a pasted address asks for; `None` if it is none of CallMeBot's for messages to one person.
    fn paste(typed: &str) -> Option<Self> {
        let whole = if typed.contains("://") {
            typed.to_owned()
        } else {
            format!("https://{typed}")
        };
        let url = Url::parse(&whole).ok()?;
        let is_there = matches!(url.scheme(), "https" | "http")
            && url.host_str() == Some(HOST)
            && url.port().is_none()
            && url.username().is_empty()
            && url.password().is_none();
        let value = |name: &str| {
            let mut pairs = url.query_pairs();
            let found = pairs.find(|(key, _)| key.eq_ignore_ascii_case(name))?.1;
            // A plus that was not escaped has become a blank.
            Some(
                found
                    .trim()
                    .replace(' ', "")
                    .trim_matches(['[', ']'])
                    .to_owned(),
            )
        };
        let key = || value("apikey").filter(|key| is_key(key));
        match url.path() {
            _ if !is_there => None,
            "/whatsapp.php" => Some(Self::WhatsApp(phone(&value("phone")?)?, key()?)),
            "/signal/send.php" => {
                let to = value("phone")?;
                Some(Self::Signal(phone(&to).or_else(|| signal_id(&to))?, key()?))
            }
            "/facebook/send.php" => Some(Self::Facebook(key()?)),
            "/text.php" => {
                let user = value("user")?;
                Some(Self::Telegram(name(&user).or_else(|| phone(&user))?))
            }
            _ => None,
        }
    }

    /// What [`Account::write`] wrote.
    pub(super) fn read(id: &str) -> Option<Self> {
        let mut parts = id.split('|').map(str::to_owned);
        let (kind, first, second) = (parts.next()?, parts.next()?, parts.next());
        match (kind.as_str(), second, parts.next()) {
            ("whatsapp", Some(key), None) => Some(Self::WhatsApp(first, key)),
            ("signal", Some(key), None) => Some(Self::Signal(first, key)),
            ("facebook", None, None) => Some(Self::Facebook(first)),
            ("telegram", None, None) => Some(Self::Telegram(first)),
            _ => None,
        }
    }

    /// The account's id: what it takes to write there.
    fn write(&self) -> String {
        match self {
            Self::WhatsApp(phone, key) => format!("whatsapp|{phone}|{key}"),
            Self::Signal(to, key) => format!("signal|{to}|{key}"),
            Self::Facebook(key) => format!("facebook|{key}"),
            Self::Telegram(user) => format!("telegram|{user}"),
        }
    }

    /// What may be shown: the end of the number or name, and of a key only where there is nothing else.
    fn shown(&self) -> String {
        let (kind, from) = match self {
            Self::WhatsApp(phone, _) => ("WhatsApp", phone.as_str()),
            Self::Signal(to, _) => ("Signal", to.as_str()),
            Self::Facebook(key) if key.len() >= LONG_KEY => ("Facebook", key.as_str()),
            Self::Facebook(_) => ("Facebook", ""),
            Self::Telegram(user) => ("Telegram", user.as_str()),
        };
        let end = from.len().saturating_sub(SHOWN);
        format!("{kind} …{}", from.get(end..).unwrap_or_default())
    }

    /// Where it is on CallMeBot's server.
    pub(super) const fn path(&self) -> &'static [&'static str] {
        match self {
            Self::WhatsApp(..) => &["whatsapp.php"],
            Self::Signal(..) => &["signal", "send.php"],
            Self::Facebook(_) => &["facebook", "send.php"],
            Self::Telegram(_) => &["text.php"],
        }
    }

    /// What is asked there, but the text.
    pub(super) fn fields(&self) -> Vec<(&'static str, &str)> {
        match self {
            Self::WhatsApp(to, key) | Self::Signal(to, key) => vec![("phone", to), ("apikey", key)],
            Self::Facebook(key) => vec![("apikey", key)],
            Self::Telegram(user) => vec![("user", user), ("html", "no"), ("links", "no")],
        }
    }
}

/// A number with its country: `+34123456789`.
fn phone(typed: &str) -> Option<String> {
    let digits: String = typed
        .chars()
        .filter(|c| !matches!(c, '-' | '(' | ')' | '.'))
        .collect();
    let digits = digits
        .strip_prefix('+')
        .or_else(|| digits.strip_prefix("00"))
        .unwrap_or(&digits);
    let is_phone = PHONE_LENGTH.contains(&digits.len())
        && digits.bytes().all(|byte| byte.is_ascii_digit())
        && !digits.starts_with('0');
    is_phone.then(|| format!("+{digits}"))
}

/// The id that Signal gives to who shows no number.
fn signal_id(typed: &str) -> Option<String> {
    let fits = |c: char| c.is_ascii_hexdigit() || c == '-';
    (typed.len() == 36 && typed.chars().all(fits)).then(|| typed.to_ascii_lowercase())
}

/// A name at Telegram: `@alice`.
fn name(typed: &str) -> Option<String> {
    let name = typed.strip_prefix('@').unwrap_or(typed);
    let fits = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let is_name = (4..=32).contains(&name.len())
        && name.chars().all(fits)
        && name.starts_with(|c: char| c.is_ascii_alphabetic());
    is_name.then(|| format!("@{name}"))
}

fn is_key(key: &str) -> bool {
    (4..=LONGEST_VALUE).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_bot_sent_is_taken_apart_and_its_keys_are_not_shown() {
        for (typed, shown, id) in [
            (
                "https://api.callmebot.com/whatsapp.php?phone=+34 123-123-123&text=This+is+a+test&apikey=123456",
                "WhatsApp …3123",
                "whatsapp|+34123123123|123456",
            ),
            (
                " api.callmebot.com/whatsapp.php?source=web&phone=%2B4917012345678&apikey=[7654321]&text=x ",
                "WhatsApp …5678",
                "whatsapp|+4917012345678|7654321",
            ),
            (
                "http://api.callmebot.com/signal/send.php?phone=0034123123123&apikey=123456",
                "Signal …3123",
                "signal|+34123123123|123456",
            ),
            (
                "https://api.callmebot.com/signal/send.php?phone=7E5C6C3A-7c6e-4a3e-9b7e-0a1b2c3d4e5f&apikey=1234",
                "Signal …4e5f",
                "signal|7e5c6c3a-7c6e-4a3e-9b7e-0a1b2c3d4e5f|1234",
            ),
            (
                "https://api.callmebot.com/facebook/send.php?apikey=aB3dEf6hIj9kLmN0&text=x",
                "Facebook …LmN0",
                "facebook|aB3dEf6hIj9kLmN0",
            ),
            (
                "https://api.callmebot.com/facebook/send.php?apikey=123456",
                "Facebook …",
                "facebook|123456",
            ),
            (
                "https://api.callmebot.com/text.php?user=@alice_b&text=x&html=yes",
                "Telegram …ce_b",
                "telegram|@alice_b",
            ),
            (
                "https://api.callmebot.com/text.php?user=+34123123123",
                "Telegram …3123",
                "telegram|+34123123123",
            ),
        ] {
            let handle = parse(typed).unwrap();
            assert_eq!(handle.shown, shown, "{typed}");
            assert_eq!(handle.remote_id, Some(RemoteId(id.to_owned())), "{typed}");
            assert!(
                Account::read(id).is_some_and(|account| account.write() == id),
                "{id}"
            );
        }
    }

    #[test]
    fn security_51_what_is_no_address_of_callmebot_is_refused_and_not_repeated() {
        for typed in [
            "https://api.callmebot.com.evil.example/whatsapp.php?phone=34123123123&apikey=123456",
            "https://api.callmebot.com@evil.example/whatsapp.php?phone=34123123123&apikey=123456",
            "https://api.callmebot.com:8443/whatsapp.php?phone=34123123123&apikey=123456",
            "ftp://api.callmebot.com/whatsapp.php?phone=34123123123&apikey=123456",
            "https://api.callmebot.com/whatsapp.php?phone=34123123123",
            "https://api.callmebot.com/whatsapp.php?phone=your_number&apikey=123456",
            "https://api.callmebot.com/whatsapp.php?phone=34123123123&apikey=12|34",
            "https://api.callmebot.com/text.php?user=@alice|@bob",
            "https://api.callmebot.com/start.php?user=@alice",
            "+34123123123",
        ] {
            let fault = parse(typed).unwrap_err();
            assert_eq!(
                (fault.key, fault.detail.as_str()),
                ("handle-fault-callmebot-address", ""),
                "{typed}"
            );
        }
        assert_eq!(parse("").unwrap_err().key, "handle-fault-empty");
        for id in [
            "",
            "whatsapp|+34123123123",
            "sms|1|2",
            "facebook|1|2",
            "signal|1|2|3",
        ] {
            assert!(Account::read(id).is_none(), "{id}");
        }
    }
}
