//! The names of our users on the homeserver.

use ruma::{OwnedServerName, OwnedUserId, ServerName, UserId};

/// The localpart of the bot.
pub const BOT_NAME: &str = "telegrambot";
/// What the localparts of all other users of ours begin with.
pub const PUPPET_PREFIX: &str = "telegram_";

pub(super) fn bot(domain: &ServerName) -> OwnedUserId {
    user(BOT_NAME, domain)
}

pub(super) fn puppet(telegram_id: i64, domain: &ServerName) -> OwnedUserId {
    user(&format!("{PUPPET_PREFIX}{telegram_id}"), domain)
}

pub(super) fn puppet_of(user: &UserId, domain: &OwnedServerName) -> Option<i64> {
    if user.server_name() != domain {
        return None;
    }
    let id = user.localpart().strip_prefix(PUPPET_PREFIX)?;
    // Only the one form that we give: no plus, no leading zero.
    let number: i64 = id.parse().ok()?;
    (number.to_string() == id).then_some(number)
}

fn user(name: &str, domain: &ServerName) -> OwnedUserId {
    OwnedUserId::try_from(format!("@{name}:{domain}")).expect("it is made of what ids are made of")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_puppet_is_told_from_everybody_else() {
        let domain = ServerName::parse("example.org").unwrap();
        for id in [42, -1_001_234_567_890] {
            let puppet = puppet(id, &domain);
            assert_eq!(puppet_of(&puppet, &domain), Some(id));
        }
        for other in [
            "@telegram_:example.org",
            "@telegram_007:example.org",
            "@telegram_x:example.org",
            "@telegram_42:example.com",
            "@bob:example.org",
        ] {
            let other = UserId::parse(other).unwrap();
            assert_eq!(puppet_of(&other, &domain), None, "{other}");
        }
    }
}
