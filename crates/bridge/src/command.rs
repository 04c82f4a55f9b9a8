//! What people can ask of the bot: one file a command.

mod cancel;
mod delete_portal;
mod help;
mod id;
mod join;
mod language;
mod list_logins;
mod login;
mod logout;
mod one_login;
mod ping;
pub(crate) mod pm;
mod resend;
mod search;
mod session;
mod sync;
mod version;

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use futures::future::BoxFuture;
use ruma::{RoomId, UserId};
use store::StoreError;
use wording::Words;

use crate::event::Event;
use crate::homeserver::Fault;
use crate::language::fill;
use crate::logins::LoginError;
use crate::management::Management;
use crate::permission::Level;
use crate::rooms::RoomsError;
use crate::talk::Owner;

/// Every command, in the order of the help.
const ALL: [&Command; 16] = [
    &login::COMMAND,
    &logout::COMMAND,
    &ping::COMMAND,
    &list_logins::COMMAND,
    &session::COMMAND,
    &search::COMMAND,
    &pm::COMMAND,
    &join::COMMAND,
    &sync::COMMAND,
    &id::COMMAND,
    &delete_portal::COMMAND,
    &cancel::COMMAND,
    &resend::COMMAND,
    &help::COMMAND,
    &language::COMMAND,
    &version::COMMAND,
];

/// A command.
pub(crate) struct Command {
    /// What is typed.
    pub(crate) name: &'static str,
    /// What may be typed instead.
    pub(crate) aliases: &'static [&'static str],
    /// The key of its line in the help.
    pub(crate) help: &'static str,
    /// Who may give it.
    pub(crate) level: Level,
    /// Whether it is for a room with nobody else in it.
    pub(crate) is_private: bool,
    /// Whether its words may be secrets, and are to be taken away.
    pub(crate) hides_args: bool,
    /// What it does.
    pub(crate) run: for<'a> fn(Ask<'a>) -> BoxFuture<'a, Result<(), CommandError>>,
}

/// Where a command was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Where {
    /// In a room with nobody but the person and the bot.
    Management,
    /// In a room that is tied to a chat.
    Portal,
    /// In another room.
    Elsewhere,
}

/// A command that somebody gave.
#[derive(Clone)]
pub(crate) struct Ask<'a> {
    /// The bot.
    pub(crate) bot: &'a Management,
    /// The message.
    pub(crate) event: &'a Event,
    /// What follows the command.
    pub(crate) args: &'a str,
    /// Where.
    pub(crate) place: Where,
    /// What whoever gave it may do.
    pub(crate) level: Level,
    /// In which words whoever gave it is answered.
    pub(crate) words: Words,
    answers: Arc<AtomicU32>,
}

/// Why a command was not carried out. What people do wrong is none of these: they are told, and that is all.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CommandError {
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A login.
    #[error(transparent)]
    Login(#[from] LoginError),
    /// The homeserver.
    #[error(transparent)]
    Homeserver(#[from] Fault),
    /// A stored Matrix id is none.
    #[error("a stored Matrix id cannot be read")]
    BadId,
}

/// The command of this name or alias, in small letters.
pub(crate) fn find(word: &str) -> Option<&'static Command> {
    let fits = |command: &&&Command| command.name == word || command.aliases.contains(&word);
    ALL.iter().find(fits).copied()
}

/// Says that it could not be done now, and logs why.
async fn away(ask: &Ask<'_>, error: &RoomsError) -> Result<(), CommandError> {
    tracing::info!(%error, "a command about a chat was not carried out");
    let key = match error {
        RoomsError::Telegram(_) | RoomsError::NoLogin => "bridge-telegram-away",
        RoomsError::Store(_) | RoomsError::Matrix(_) | RoomsError::NoPortal => "bridge-trouble",
    };
    ask.reply(key, &[]).await
}

/// The address of a room, as clients know it.
fn link(room: &RoomId) -> String {
    room.matrix_to_uri().to_string()
}

impl<'a> Ask<'a> {
    pub(crate) fn new(
        bot: &'a Management,
        event: &'a Event,
        args: &'a str,
        place: Where,
        level: Level,
        words: Words,
    ) -> Self {
        Self {
            bot,
            event,
            args,
            place,
            level,
            words,
            answers: Arc::default(),
        }
    }

    /// Who gave it.
    pub(crate) fn user(&self) -> &'a UserId {
        &self.event.sender
    }

    /// Where.
    pub(crate) fn room(&self) -> &'a RoomId {
        &self.event.room_id
    }

    /// Whose login conversation it may be about.
    pub(crate) fn owner(&self) -> Owner {
        Owner::new(self.user(), self.room())
    }

    /// Answers with the text of a key.
    pub(crate) async fn reply(
        &self,
        key: &str,
        values: &[(&str, String)],
    ) -> Result<(), CommandError> {
        self.reply_text(&self.text(key, values)).await
    }

    /// Answers with a text that is ready.
    pub(crate) async fn reply_text(&self, text: &str) -> Result<(), CommandError> {
        let number = self.answers.fetch_add(1, Ordering::Relaxed);
        self.bot.say_text(self.event, number, text).await
    }

    /// The text of a key.
    pub(crate) fn text(&self, key: &str, values: &[(&str, String)]) -> String {
        fill(self.words, key, values)
    }
}
