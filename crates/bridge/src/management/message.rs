//! A message to the bot.

use telegram::login::{Call, Conversation, Path, Said, Typed, Wants};

use super::Management;
use super::text::{marked, without_quote, words};
use crate::command::{self, Ask, CommandError, Where};
use crate::event::Event;
use crate::permission::Level;
use crate::privacy::Privacy;
use crate::talk::{Owner, View};

impl Management {
    /// Somebody wrote something.
    pub(super) async fn message(&self, event: &Event) -> Result<(), CommandError> {
        let permissions = &self.ground.settings.permissions;
        if !permissions.allows(&event.sender, Level::User) {
            return Ok(());
        }
        let owner = Owner::new(&event.sender, &event.room_id);
        let view = self.talks.view(&owner).filter(|view| !view.is_over);
        if event.edits().is_some() {
            if view.is_some() {
                // It may hold a secret, corrected.
                self.redact(event).await?;
            }
            return Ok(());
        }
        let Some(text) = event.typed() else {
            return Ok(());
        };
        let is_reply = event.content["m.relates_to"]["m.in_reply_to"].is_object();
        let text = if is_reply { without_quote(text) } else { text };
        match self.ground.privacy(&event.room_id, &event.sender).await {
            Privacy::Private => self.in_management_room(event, text, &owner, view).await,
            Privacy::Others => self.among_others(event, text, view.is_some()).await,
            Privacy::Absent => Ok(()),
            Privacy::Unknown(fault) => {
                if view.is_some() {
                    self.redact(event).await?;
                }
                Err(fault.into())
            }
        }
    }

    async fn in_management_room(
        &self,
        event: &Event,
        text: &str,
        owner: &Owner,
        view: Option<View>,
    ) -> Result<(), CommandError> {
        self.set_management_room(&event.room_id, &event.sender)
            .await?;
        let asked = marked(text);
        let may_be_command = match view.as_ref().map(|view| &view.wants) {
            // A password or a word from an SMS may be the name of a command.
            Some(Wants::Password | Wants::Code { words: true, .. }) => asked,
            Some(_) | None => Some(asked.unwrap_or(text)),
        };
        if let Some((word, args)) = may_be_command.map(words)
            && let Some(command) = command::find(&word)
        {
            return self.run(event, command, args, Where::Management).await;
        }
        if view.is_some() {
            return self.answer(event, text, owner).await;
        }
        if is_secret(text, &self.ground) {
            self.redact(event).await?;
            return self.say(event, 0, "bridge-login-first", &[]).await;
        }
        self.say(event, 0, "bridge-unknown", &[]).await
    }

    /// In a room with others: commands alone, with their prefix.
    async fn among_others(
        &self,
        event: &Event,
        text: &str,
        is_logging_in: bool,
    ) -> Result<(), CommandError> {
        if is_logging_in {
            self.redact(event).await?;
            self.talks.not_alone(&event.room_id).await;
        }
        let Some((word, args)) = marked(text).map(words) else {
            return Ok(());
        };
        match command::find(&word) {
            Some(command) => self.run(event, command, args, Where::Elsewhere).await,
            None => self.say(event, 0, "bridge-unknown-elsewhere", &[]).await,
        }
    }

    /// A command in a portal; anything else there is for Telegram. False if it is none.
    pub(crate) async fn in_portal(&self, event: &Event) -> Result<bool, CommandError> {
        let Some((word, args)) = event.typed().and_then(marked).map(words) else {
            return Ok(false);
        };
        if !self
            .ground
            .settings
            .permissions
            .allows(&event.sender, Level::User)
        {
            return Ok(true);
        }
        match command::find(&word) {
            Some(command) => self.run(event, command, args, Where::Portal).await?,
            None => self.say(event, 0, "bridge-unknown-elsewhere", &[]).await?,
        }
        Ok(true)
    }

    async fn run(
        &self,
        event: &Event,
        command: &'static command::Command,
        args: &str,
        place: Where,
    ) -> Result<(), CommandError> {
        if command.hides_args && !args.is_empty() && holds_secret(args) {
            self.redact(event).await?;
        }
        let level = self.ground.settings.permissions.level_of(&event.sender);
        let words = self.ground.words_for(&event.sender).await;
        let ask = Ask::new(
            self,
            event,
            args,
            place,
            level.unwrap_or(Level::Relay),
            words,
        );
        if level < Some(command.level) {
            return ask.reply("bridge-not-for-you", &[]).await;
        }
        if command.is_private && place != Where::Management {
            let name = command.name.to_owned();
            return ask
                .reply("bridge-only-in-private", &[("command", name)])
                .await;
        }
        match (command.run)(ask.clone()).await {
            Ok(()) => Ok(()),
            Err(error) => {
                ask.reply("bridge-trouble", &[]).await?;
                Err(error)
            }
        }
    }

    /// Hands an answer to the login conversation; the message itself goes at once.
    async fn answer(&self, event: &Event, text: &str, owner: &Owner) -> Result<(), CommandError> {
        self.redact(event).await?;
        self.talks.hear(owner, Said::Text(Typed::new(text))).await;
        Ok(())
    }

    /// Takes a message away that holds a secret; says so if that cannot be done.
    pub(crate) async fn redact(&self, event: &Event) -> Result<(), CommandError> {
        let homeserver = &self.ground.homeserver;
        let redacted = homeserver
            .redact(&event.room_id, &event.event_id, None, None)
            .await;
        if let Err(fault) = redacted {
            tracing::info!(%fault, "a message with a secret could not be taken away");
            self.say(event, 99, "bridge-not-redacted", &[]).await?;
        }
        Ok(())
    }
}

/// Whether a text that nobody asked for looks like a phone number or a bot token.
fn is_secret(text: &str, ground: &crate::ground::Ground) -> bool {
    let now = ground.world.now();
    let asked = Conversation::begin(Path::Phone, now).conversation;
    let heard = asked.hear(Said::Text(Typed::new(text)), now);
    matches!(
        heard.call,
        Some(Call::RequestCode { .. } | Call::SignInBot { .. })
    )
}

/// Whether the words after a command are more than a word of its own.
fn holds_secret(args: &str) -> bool {
    args.contains(|c: char| c.is_ascii_digit())
}
