//! `join`: goes into the chat that a link leads to.

use futures::FutureExt as _;

use super::{Ask, Command, CommandError, one_login};
use crate::permission::Level;
use crate::rooms::Joined;

pub(super) const COMMAND: Command = Command {
    name: "join",
    aliases: &[],
    help: "bridge-help-join",
    level: Level::User,
    is_private: true,
    hides_args: false,
    run: |ask| run(ask).boxed(),
};

async fn run(ask: Ask<'_>) -> Result<(), CommandError> {
    if ask.args.is_empty() {
        return ask.reply("bridge-join-usage", &[]).await;
    }
    let Some(login) = one_login::first(&ask).await? else {
        return Ok(());
    };
    let key = match ask.bot.rooms.join(login.account, ask.args).await {
        Ok(Joined::Room(room) | Joined::WasIn(room)) => {
            return ask
                .reply("bridge-room-ready", &[("room", super::link(&room))])
                .await;
        }
        Ok(Joined::Asked) => "bridge-join-asked",
        Ok(Joined::NoLink) => "bridge-join-usage",
        Ok(Joined::Nowhere) => "bridge-join-nowhere",
        Ok(Joined::Person) => "bridge-join-person",
        Ok(Joined::Full) => "bridge-join-full",
        Err(error) => return super::away(&ask, &error).await,
    };
    ask.reply(key, &[]).await
}
