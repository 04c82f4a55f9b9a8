//! `pm`: opens the private chat with somebody.

use futures::FutureExt as _;
use telegram::peers::Typed;

use super::{Ask, Command, CommandError, one_login};
use crate::permission::Level;
use crate::rooms::Nobody;

pub(super) const COMMAND: Command = Command {
    name: "pm",
    aliases: &[],
    help: "bridge-help-pm",
    level: Level::User,
    is_private: true,
    hides_args: false,
    run: |ask| run(ask).boxed(),
};

async fn run(ask: Ask<'_>) -> Result<(), CommandError> {
    let Some(who) = read(ask.args) else {
        return ask.reply("bridge-pm-usage", &[]).await;
    };
    let Some(login) = one_login::first(&ask).await? else {
        return Ok(());
    };
    let key = match ask.bot.rooms.open_private(login.account, &who).await {
        Ok(Ok(room)) => {
            return ask
                .reply("bridge-room-ready", &[("room", super::link(&room))])
                .await;
        }
        Ok(Err(Nobody::Unknown)) => "bridge-pm-unknown",
        Ok(Err(Nobody::Gone)) => "bridge-pm-gone",
        Ok(Err(Nobody::NotAPerson)) => "bridge-pm-no-person",
        Ok(Err(Nobody::NotForBots)) => "bridge-pm-no-bots",
        Err(error) => return super::away(&ask, &error).await,
    };
    ask.reply(key, &[]).await
}

/// `@name`, a phone number with `+`, or the number of an account.
pub(crate) fn read(text: &str) -> Option<Typed> {
    if let Some(phone) = text.strip_prefix('+') {
        let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
        return (digits.len() >= 7).then_some(Typed::Phone(digits));
    }
    if let Ok(id) = text.parse() {
        return Some(Typed::Id(id));
    }
    let name = text.strip_prefix("https://t.me/").unwrap_or(text);
    let name = name.strip_prefix('@').unwrap_or(name);
    let fits = |c: char| c.is_ascii_alphanumeric() || c == '_';
    (!name.is_empty() && name.chars().all(fits)).then(|| Typed::Name(name.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_are_named_in_three_ways() {
        for (text, expected) in [
            ("@alice", Some(Typed::Name("alice".into()))),
            ("https://t.me/alice", Some(Typed::Name("alice".into()))),
            ("+49 170 1234567", Some(Typed::Phone("491701234567".into()))),
            ("42", Some(Typed::Id(42))),
            ("+4", None),
            ("no name", None),
            ("", None),
        ] {
            assert_eq!(read(text), expected, "{text}");
        }
    }
}
