//! `resend`: another code, or another QR code.

use futures::FutureExt as _;
use telegram::login::Said;

use super::{Ask, Command, CommandError};
use crate::permission::Level;

pub(super) const COMMAND: Command = Command {
    name: "resend",
    aliases: &[],
    help: "bridge-help-resend",
    level: Level::User,
    is_private: true,
    hides_args: false,
    run: |ask| run(ask).boxed(),
};

async fn run(ask: Ask<'_>) -> Result<(), CommandError> {
    if ask.bot.talks.hear(&ask.owner(), Said::Resend).await {
        return Ok(());
    }
    ask.reply("bridge-nothing-to-resend", &[]).await
}
