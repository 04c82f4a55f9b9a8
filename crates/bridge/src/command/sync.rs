//! `sync`: lists the chats anew, and makes the rooms that are missing.

use futures::FutureExt as _;

use super::{Ask, Command, CommandError};
use crate::permission::Level;

pub(super) const COMMAND: Command = Command {
    name: "sync",
    aliases: &[],
    help: "bridge-help-sync",
    level: Level::User,
    is_private: true,
    hides_args: false,
    run: |ask| run(ask).boxed(),
};

async fn run(ask: Ask<'_>) -> Result<(), CommandError> {
    let own = ask.bot.logins.of(ask.user());
    if own.is_empty() {
        return ask.reply("bridge-not-logged-in", &[]).await;
    }
    for login in own {
        if let Err(error) = ask.bot.rooms.sync(login.account) {
            return super::away(&ask, &error).await;
        }
    }
    ask.reply("bridge-sync-begun", &[]).await
}
