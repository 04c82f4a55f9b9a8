//! `id`: which chat of Telegram a room is tied to.

use futures::FutureExt as _;

use super::{Ask, Command, CommandError};
use crate::permission::Level;

pub(super) const COMMAND: Command = Command {
    name: "id",
    aliases: &[],
    help: "bridge-help-id",
    level: Level::User,
    is_private: false,
    hides_args: false,
    run: |ask| run(ask).boxed(),
};

async fn run(ask: Ask<'_>) -> Result<(), CommandError> {
    match ask.bot.rooms.portal_of(ask.room()).await {
        Ok(Some(portal)) => {
            let chat = portal.key.chat.to_string();
            ask.reply("bridge-id", &[("chat", chat)]).await
        }
        Ok(None) => ask.reply("bridge-no-portal", &[]).await,
        Err(error) => super::away(&ask, &error).await,
    }
}
