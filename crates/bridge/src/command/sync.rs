//! `sync`: lists the chats anew, and makes the rooms that are missing.

use futures::FutureExt as _;

use super::{Ask, Command, CommandError, one_login};
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
    let Some(login) = one_login::first(&ask).await? else {
        return Ok(());
    };
    match ask.bot.rooms.sync(login.account) {
        Ok(()) => ask.reply("bridge-sync-begun", &[]).await,
        Err(error) => super::away(&ask, &error).await,
    }
}
