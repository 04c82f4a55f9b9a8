//! The form of the page, as it was filled in.

use domain::id::BridgeLinkId;
use telegram::login::{Path, Said, Typed, Wants};

use super::LONGEST_ANSWER;
use crate::telegram_login::{TelegramLoginError, TelegramLogins, View};

/// What was pressed, and what was typed.
#[derive(serde::Deserialize)]
pub(super) struct Filled {
    /// What was pressed.
    #[serde(default)]
    wish: Wish,
    /// To which question the answer is: an older page may still show another one.
    #[serde(default)]
    to: String,
    #[serde(default)]
    answer: String,
}

/// What can be pressed.
#[derive(Clone, Copy, PartialEq, Eq, Default, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
enum Wish {
    #[default]
    Answer,
    Again,
    Phone,
    Bot,
    Qr,
    Cancel,
    #[serde(other)]
    Nothing,
}

impl Filled {
    /// Whether Telegram may have to be asked.
    pub(super) const fn asks_telegram(&self) -> bool {
        matches!(self.wish, Wish::Answer | Wish::Again | Wish::Qr)
    }

    pub(super) const fn is_too_long(&self) -> bool {
        self.answer.len() > LONGEST_ANSWER
    }

    /// The phone number, if that is what was typed: the one answer that may be shown again.
    pub(super) fn phone(&self) -> &str {
        if self.to == "phone" { &self.answer } else { "" }
    }

    /// Tells the conversation, which is begun if there is none. Gives how it stands then.
    pub(super) async fn give(
        self,
        logins: &TelegramLogins,
        link: BridgeLinkId,
    ) -> Result<Option<View>, TelegramLoginError> {
        let view = logins.find(link).await?;
        let is_open = view
            .as_ref()
            .is_some_and(|view| !view.conversation.is_over());
        let path = match self.wish {
            Wish::Nothing => return Ok(view),
            Wish::Again | Wish::Cancel if !is_open => return Ok(view),
            Wish::Again => return Ok(logins.hear(link, Said::Resend).await),
            Wish::Cancel => return Ok(logins.hear(link, Said::Cancel).await),
            Wish::Answer if self.to == "token" => Path::Bot,
            Wish::Answer | Wish::Phone => Path::Phone,
            Wish::Bot => Path::Bot,
            Wish::Qr => Path::Qr,
        };
        if !is_open {
            logins.begin(link, path).await?;
        }
        if self.wish != Wish::Answer {
            return if is_open {
                Ok(logins.hear(link, Said::Take(path)).await)
            } else {
                logins.settled(link).await
            };
        }
        let view = logins.find(link).await?;
        let is_asked = view
            .as_ref()
            .is_some_and(|view| question(&view.wants()) == self.to);
        if !is_asked {
            return Ok(view);
        }
        Ok(logins.hear(link, Said::Text(Typed::new(self.answer))).await)
    }
}

/// The name of what a conversation asks for; empty if nothing is to be typed.
pub(super) const fn question(wants: &Wants) -> &'static str {
    match wants {
        Wants::Phone => "phone",
        Wants::Token => "token",
        Wants::Code { .. } => "code",
        Wants::Password => "password",
        Wants::NewCode | Wants::Scan { .. } | Wants::NewQr | Wants::Patience | Wants::Nothing => "",
    }
}
