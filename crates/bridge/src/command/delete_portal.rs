//! `delete-portal`: empties the room of a chat and forgets it.

use futures::FutureExt as _;

use super::{Ask, Command, CommandError};
use crate::permission::Level;

pub(super) const COMMAND: Command = Command {
    name: "delete-portal",
    aliases: &[],
    help: "bridge-help-delete-portal",
    level: Level::User,
    is_private: false,
    hides_args: false,
    run: |ask| run(ask).boxed(),
};

/// What must follow, so that nobody empties a room by mistake.
const SURE: &str = "now";

async fn run(ask: Ask<'_>) -> Result<(), CommandError> {
    let portal = match ask.bot.rooms.portal_of(ask.room()).await {
        Ok(Some(portal)) => portal,
        Ok(None) => return ask.reply("bridge-no-portal", &[]).await,
        Err(error) => return super::away(&ask, &error).await,
    };
    // A room of several people is not for one of them to end.
    let is_own = match ask.bot.rooms.is_own(portal.key, ask.user()).await {
        Ok(is_own) => is_own,
        Err(error) => return super::away(&ask, &error).await,
    };
    if !is_own && ask.level < Level::Admin {
        return ask.reply("bridge-delete-not-yours", &[]).await;
    }
    if ask.args != SURE {
        return ask.reply("bridge-delete-sure", &[]).await;
    }
    match ask.bot.rooms.delete_portal(portal.key).await {
        Ok(()) => Ok(()),
        Err(error) => super::away(&ask, &error).await,
    }
}
