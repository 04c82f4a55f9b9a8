//! `login`: begins a login, here or on a page.

use domain::bridge_link;
use futures::FutureExt as _;
use telegram::login::{Path, Said, Typed};

use super::{Ask, Command, CommandError};
use crate::permission::Level;

pub(super) const COMMAND: Command = Command {
    name: "login",
    aliases: &[],
    help: "bridge-help-login",
    level: Level::User,
    is_private: true,
    hides_args: true,
    run: |ask| run(ask).boxed(),
};

/// What was asked for.
#[derive(Debug, PartialEq, Eq)]
enum Wish<'a> {
    /// Whatever there is.
    Any,
    /// The page.
    Page,
    /// A way in the room, perhaps with its first answer.
    Here(Path, Option<&'a str>),
}

async fn run(ask: Ask<'_>) -> Result<(), CommandError> {
    let doors = &ask.bot.ground.settings.doors;
    let (path, answer) = match wish(ask.args) {
        Wish::Any if !doors.in_matrix && doors.pages.is_none() => {
            return ask.reply("bridge-login-closed", &[]).await;
        }
        Wish::Any if !doors.in_matrix => return offer_page(&ask).await,
        Wish::Any => {
            if doors.pages.is_some() {
                offer_page(&ask).await?;
            }
            (Path::Phone, None)
        }
        Wish::Page if doors.pages.is_none() => return ask.reply("bridge-login-no-page", &[]).await,
        Wish::Page => return offer_page(&ask).await,
        Wish::Here(..) if !doors.in_matrix => {
            ask.reply("bridge-login-page-only", &[]).await?;
            return offer_page(&ask).await;
        }
        Wish::Here(path, answer) => (path, answer),
    };
    if let Some(login) = ask.bot.logins.of(ask.user()).first() {
        let name = login.shown.clone();
        ask.reply("bridge-login-another", &[("name", name)]).await?;
    }
    let talks = &ask.bot.talks;
    talks.begin(ask.owner(), path).await?;
    if let Some(answer) = answer {
        talks
            .hear(&ask.owner(), Said::Text(Typed::new(answer)))
            .await;
    }
    Ok(())
}

/// Gives a link to the page.
async fn offer_page(ask: &Ask<'_>) -> Result<(), CommandError> {
    let ground = &ask.bot.ground;
    let Some(pages) = &ground.settings.doors.pages else {
        return ask.reply("bridge-login-closed", &[]).await;
    };
    let token = ground.make_link(ask.user(), ask.room()).await?;
    let link = bridge_link::address(pages, &token);
    ask.reply("bridge-login-link", &[("link", link)]).await
}

fn wish(args: &str) -> Wish<'_> {
    let (word, rest) = args.split_once(char::is_whitespace).unwrap_or((args, ""));
    let rest = Some(rest.trim()).filter(|rest| !rest.is_empty());
    match word.to_lowercase().as_str() {
        "" => Wish::Any,
        "page" | "web" => Wish::Page,
        "phone" => Wish::Here(Path::Phone, rest),
        "bot" => Wish::Here(Path::Bot, rest),
        "qr" => Wish::Here(Path::Qr, None),
        // A number or a token right away.
        _ => Wish::Here(Path::Phone, Some(args)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ways_are_known_by_their_names() {
        assert_eq!(wish(""), Wish::Any);
        assert_eq!(wish("Web"), Wish::Page);
        assert_eq!(wish("qr"), Wish::Here(Path::Qr, None));
        assert_eq!(wish("bot"), Wish::Here(Path::Bot, None));
        assert_eq!(wish("bot 1:a"), Wish::Here(Path::Bot, Some("1:a")));
        assert_eq!(wish("+49 170"), Wish::Here(Path::Phone, Some("+49 170")));
    }
}
