//! `logout`: ends a login, here and at Telegram.

use futures::FutureExt as _;

use super::{Ask, Command, CommandError, one_login};
use crate::logins::LoginError;
use crate::permission::Level;

pub(super) const COMMAND: Command = Command {
    name: "logout",
    aliases: &[],
    help: "bridge-help-logout",
    level: Level::User,
    is_private: true,
    hides_args: false,
    run: |ask| run(ask).boxed(),
};

async fn run(ask: Ask<'_>) -> Result<(), CommandError> {
    let Some(login) = one_login::find(&ask, ask.args).await? else {
        return Ok(());
    };
    let name = [("name", login.shown.clone())];
    match ask.bot.logins.log_out(&login).await {
        Ok(()) => {
            if let Err(error) = ask.bot.rooms.end(login.account).await {
                tracing::warn!(%error, account = login.account, "the rooms of a login could not be left");
            }
            ask.reply("bridge-logged-out", &name).await
        }
        Err(LoginError::Call(error)) => {
            tracing::warn!(%error, account = login.account, "a login could not be ended");
            ask.reply("bridge-log-out-failed", &name).await
        }
        Err(error) => Err(error.into()),
    }
}
