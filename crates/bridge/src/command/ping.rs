//! `ping`: how the logins stand, asked of Telegram now.

use std::time::Duration;

use futures::FutureExt as _;
use telegram::connection::Status;

use super::{Ask, Command, CommandError};
use crate::logins::Login;
use crate::permission::Level;

pub(super) const COMMAND: Command = Command {
    name: "ping",
    aliases: &[],
    help: "bridge-help-ping",
    level: Level::User,
    is_private: true,
    hides_args: false,
    run: |ask| run(ask).boxed(),
};

/// How long a connection that is being made is waited for.
const PATIENCE: Duration = Duration::from_secs(5);

async fn run(ask: Ask<'_>) -> Result<(), CommandError> {
    let own = ask.bot.logins.of(ask.user());
    if own.is_empty() {
        return ask.reply("bridge-not-logged-in", &[]).await;
    }
    let mut lines = Vec::new();
    for login in own {
        lines.push(line(&ask, &login).await);
    }
    ask.reply_text(&lines.join("\n")).await
}

async fn line(ask: &Ask<'_>, login: &Login) -> String {
    let mut status = login.connection.status();
    let known = status.wait_for(|status| *status != Status::Connecting);
    // If it takes longer, it is not up.
    let _ = tokio::time::timeout(PATIENCE, known).await;
    let is_up = matches!(*login.connection.status().borrow(), Status::Up { .. });
    let key = if is_up {
        "bridge-ping-up"
    } else {
        "bridge-ping-down"
    };
    ask.text(key, &[("name", login.shown.clone())])
}
