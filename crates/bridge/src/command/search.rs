//! `search`: people and chats by words.

use futures::FutureExt as _;
use telegram::chats::people::Person;

use super::{Ask, Command, CommandError, one_login};
use crate::permission::Level;

pub(super) const COMMAND: Command = Command {
    name: "search",
    aliases: &[],
    help: "bridge-help-search",
    level: Level::User,
    is_private: true,
    hides_args: false,
    run: |ask| run(ask).boxed(),
};

/// The most lines of an answer.
const MOST: usize = 20;

async fn run(ask: Ask<'_>) -> Result<(), CommandError> {
    if ask.args.is_empty() {
        return ask.reply("bridge-search-usage", &[]).await;
    }
    let Some(login) = one_login::first(&ask).await? else {
        return Ok(());
    };
    let found = match ask.bot.rooms.search(login.account, ask.args).await {
        Ok(found) => found,
        Err(error) => return super::away(&ask, &error).await,
    };
    let people = found.people.iter().map(person);
    let chats = found
        .chats
        .iter()
        .map(|chat| format!("`{}` {}", chat.id, chat.title));
    let lines: Vec<_> = people.chain(chats).take(MOST).collect();
    if lines.is_empty() {
        return ask.reply("bridge-search-nothing", &[]).await;
    }
    ask.reply_text(&lines.join("\n")).await
}

fn person(person: &Person) -> String {
    let names = [Some(&person.first_name), person.last_name.as_ref()];
    let names: Vec<_> = names.into_iter().flatten().map(String::as_str).collect();
    let names = names.join(" ");
    match &person.username {
        Some(username) => format!("`@{username}` {names}"),
        None => format!("`{}` {names}", person.id),
    }
}
