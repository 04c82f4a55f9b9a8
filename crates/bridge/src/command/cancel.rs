//! `cancel`: ends a login that is under way.

use futures::FutureExt as _;
use telegram::login::Said;

use super::{Ask, Command, CommandError};
use crate::permission::Level;

pub(super) const COMMAND: Command = Command {
    name: "cancel",
    aliases: &[],
    help: "bridge-help-cancel",
    level: Level::User,
    is_private: false,
    hides_args: false,
    run: |ask| run(ask).boxed(),
};

async fn run(ask: Ask<'_>) -> Result<(), CommandError> {
    // The conversation itself says that it ends.
    if ask.bot.talks.hear(&ask.owner(), Said::Cancel).await {
        return Ok(());
    }
    ask.reply("bridge-nothing-to-cancel", &[]).await
}
