//! `list-logins`: the Telegram accounts of this person.

use futures::FutureExt as _;
use store::bridge_logins;

use super::{Ask, Command, CommandError};
use crate::permission::Level;

pub(super) const COMMAND: Command = Command {
    name: "list-logins",
    aliases: &["logins"],
    help: "bridge-help-list-logins",
    level: Level::User,
    is_private: true,
    hides_args: false,
    run: |ask| run(ask).boxed(),
};

async fn run(ask: Ask<'_>) -> Result<(), CommandError> {
    let mut conn = ask.bot.ground.db.read().await?;
    let logins = bridge_logins::list_of(&mut conn, ask.user().as_str()).await?;
    drop(conn);
    if logins.is_empty() {
        return ask.reply("bridge-not-logged-in", &[]).await;
    }
    let lines = logins.iter().map(|login| {
        let key = match (&login.ended, login.is_bot) {
            (Some(_), _) => "bridge-login-ended",
            (None, true) => "bridge-login-bot",
            (None, false) => "bridge-login-person",
        };
        let values = [
            ("account", login.account.to_string()),
            ("name", login.shown.clone()),
        ];
        ask.text(key, &values)
    });
    ask.reply_text(&lines.collect::<Vec<_>>().join("\n")).await
}
