//! From what was heard to the answer.

use std::sync::{Mutex, PoisonError};

use domain::button::Press;
use domain::locale::Locale;
use domain::message::Button;
use domain::provider::ProviderEntry;
use domain::secret::Token;
use domain::tenant::Domain;
use domain::user::User;
use flows::reception::link_by_start::{self, Started};
use flows::reception::press_button::{self, Pressed};
use flows::reception::{self, Caller, mute};
use flows::{Context, Result};
use messengers::{Heard, Reply, Said};
use wording::reception::{Answer, say, unlink_button};

use crate::command::Command;
use crate::courtesy::Courtesy;

/// All that answers are found with.
pub(crate) struct Desk {
    pub(crate) context: Context,
    pub(crate) domains: Vec<Domain>,
    pub(crate) providers: Vec<ProviderEntry>,
    /// Who was answered lately that said no command.
    pub(crate) courtesy: Mutex<Courtesy>,
}

/// Who hears an answer: it is in that user's language and about that user's domain.
enum To {
    /// Whoever this is.
    User(Box<User>),
    /// Nobody that we know, perhaps of a domain that we do know.
    Stranger(Option<String>),
}

impl Desk {
    /// What to answer; `None` is silence.
    pub(crate) async fn hear(&self, heard: &Heard) -> Option<Reply> {
        let entry = self
            .providers
            .iter()
            .find(|entry| entry.provider == heard.provider)?;
        let caller = Caller {
            entry,
            remote_id: &heard.from,
            shown: &heard.shown,
        };
        let answered = match &heard.said {
            Said::Text(text) => match Command::read(text) {
                Some(command) => self.obey(heard, &caller, command).await,
                None => self.be_courteous(heard, &caller).await,
            },
            Said::Button(data) => self.press(heard, &caller, data).await,
        };
        answered.unwrap_or_else(|error| {
            // The error's text names no account.
            tracing::error!(%error, provider = %heard.provider, "somebody who wrote in could not be answered");
            Some(self.reply(heard, &To::Stranger(None), &Answer::Trouble))
        })
    }

    async fn obey(
        &self,
        heard: &Heard,
        caller: &Caller<'_>,
        command: Command,
    ) -> Result<Option<Reply>> {
        if !reception::may_speak(&self.context, caller).await? {
            return Ok(None);
        }
        let (to, answer) = match command {
            Command::Link(token) => return self.link(heard, caller, &token).await.map(Some),
            Command::Help => match reception::find_user(&self.context, caller).await? {
                Some(user) => (To::User(Box::new(user)), Answer::Help),
                None => (To::Stranger(None), Answer::Greeting),
            },
            Command::Stop => match mute::mute(&self.context, caller).await? {
                Some(user) => (To::User(Box::new(user)), Answer::Muted),
                None => (To::Stranger(None), Answer::NothingToMute),
            },
            Command::Start => match mute::unmute(&self.context, caller).await? {
                Some(user) => (To::User(Box::new(user)), Answer::Unmuted),
                None => (To::Stranger(None), Answer::Greeting),
            },
        };
        Ok(Some(self.reply(heard, &to, &answer)))
    }

    async fn link(&self, heard: &Heard, caller: &Caller<'_>, token: &Token) -> Result<Reply> {
        let started = link_by_start::link(&self.context, &self.domains, caller, token).await?;
        let (to, answer) = match started {
            Started::Linked { user, account } => {
                let name = user.name.to_string();
                let to = To::User(user);
                let mut reply = self.reply(heard, &to, &Answer::Linked(&name));
                reply.buttons.push(Button {
                    label: unlink_button(locale_of(&to, heard)),
                    data: Press::Unlink(account).data(&self.context.key),
                });
                return Ok(reply);
            }
            Started::AlreadyLinked(user) => (To::User(user), Answer::AlreadyLinked),
            Started::TooMany { domain } => (To::Stranger(Some(domain)), Answer::TooMany),
            Started::SessionOver { domain } => (To::Stranger(Some(domain)), Answer::SessionOver),
            Started::Over { domain } => (To::Stranger(domain), Answer::LinkOver),
        };
        Ok(self.reply(heard, &to, &answer))
    }

    async fn press(&self, heard: &Heard, caller: &Caller<'_>, data: &str) -> Result<Option<Reply>> {
        if !reception::may_speak(&self.context, caller).await? {
            return Ok(None);
        }
        let pressed = press_button::press(&self.context, &self.domains, caller, data).await?;
        let reply = match pressed {
            Pressed::Disowned { user, unlinked } => {
                let answer = if unlinked {
                    Answer::DisownedAndUnlinked
                } else {
                    Answer::Disowned
                };
                self.reply(heard, &To::User(user), &answer)
            }
            Pressed::Unlinked(user) => {
                let name = user.name.to_string();
                self.reply(heard, &To::User(user), &Answer::Unlinked(&name))
            }
            Pressed::Over => {
                let user = reception::find_user(&self.context, caller).await?;
                let to = user.map_or(To::Stranger(None), |user| To::User(Box::new(user)));
                self.reply(heard, &to, &Answer::ButtonOver)
            }
        };
        Ok(Some(Reply {
            ends_buttons: true,
            ..reply
        }))
    }

    /// One sentence, at most once an hour for each account.
    async fn be_courteous(&self, heard: &Heard, caller: &Caller<'_>) -> Result<Option<Reply>> {
        let who = format!("{} {}", heard.provider, heard.from.0);
        let now = self.context.world.now();
        let owes = {
            let mut courtesy = self.courtesy.lock().unwrap_or_else(PoisonError::into_inner);
            courtesy.owes(&who, now)
        };
        if !owes {
            return Ok(None);
        }
        let user = reception::find_user(&self.context, caller).await?;
        let to = user.map_or(To::Stranger(None), |user| To::User(Box::new(user)));
        Ok(Some(self.reply(heard, &to, &Answer::Courtesy)))
    }

    fn reply(&self, heard: &Heard, to: &To, answer: &Answer<'_>) -> Reply {
        let name = match to {
            To::User(user) => Some(&user.domain),
            To::Stranger(domain) => domain.as_ref(),
        };
        let find = |name: &str| self.domains.iter().find(|domain| domain.name == name);
        let domain = name.and_then(|name| find(name)).or_else(|| find(""));
        let text = domain
            .or(self.domains.first())
            .map(|domain| say(answer, domain, locale_of(to, heard)));
        Reply {
            text: text.unwrap_or_default(),
            buttons: Vec::new(),
            ends_buttons: false,
        }
    }
}

/// The user's own language, else that of the message.
fn locale_of(to: &To, heard: &Heard) -> Locale {
    let own = match to {
        To::User(user) => user.locale,
        To::Stranger(_) => None,
    };
    own.or_else(|| heard.language.as_deref().and_then(Locale::from_tag))
        .unwrap_or_default()
}
