//! What the bot answers whoever writes to it or presses a button.

use domain::locale::Locale;
use domain::message::{Part, Text};
use domain::tenant::Domain;

use crate::Words;
use crate::rich::rich;

/// An answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer<'a> {
    /// To words that are no command.
    Courtesy,
    /// To `/help`.
    Help,
    /// To `/start` from an account that nobody linked.
    Greeting,
    /// To `/start` from a linked account: its notifications arrive, again or still.
    Unmuted,
    /// To `/stop`.
    Muted,
    /// To `/stop` from an account that nobody linked.
    NothingToMute,
    /// The account was linked, to the user of this name.
    Linked(&'a str),
    /// The account was linked to that user before.
    AlreadyLinked,
    /// The user has as many accounts as one may have.
    TooMany,
    /// The start link ran out, was used, or never was.
    LinkOver,
    /// Whoever asked for the start link is not signed in there any more.
    SessionOver,
    /// "This was not me" was done: all sessions are over.
    Disowned,
    /// "This was not me" was done: an account is unlinked, and all sessions are over.
    DisownedAndUnlinked,
    /// The account is linked no more to the user of this name.
    Unlinked(&'a str),
    /// The button is too old, or was shown to another account.
    ButtonOver,
    /// It could not be done now.
    Trouble,
}

impl Answer<'_> {
    const fn key(&self) -> &'static str {
        match self {
            Self::Courtesy => "bot-answer",
            Self::Help => "bot-help",
            Self::Greeting => "bot-greeting",
            Self::Unmuted => "bot-unmuted",
            Self::Muted => "bot-muted",
            Self::NothingToMute => "bot-nothing-to-mute",
            Self::Linked(_) => "bot-linked",
            Self::AlreadyLinked => "bot-linked-already",
            Self::TooMany => "bot-too-many",
            Self::LinkOver => "bot-link-over",
            Self::SessionOver => "bot-session-over",
            Self::Disowned => "bot-disowned",
            Self::DisownedAndUnlinked => "bot-disowned-unlinked",
            Self::Unlinked(_) => "bot-unlinked",
            Self::ButtonOver => "bot-button-over",
            Self::Trouble => "bot-trouble",
        }
    }

    const fn name(&self) -> &str {
        match self {
            Self::Linked(name) | Self::Unlinked(name) => name,
            Self::Courtesy
            | Self::Help
            | Self::Greeting
            | Self::Unmuted
            | Self::Muted
            | Self::NothingToMute
            | Self::AlreadyLinked
            | Self::TooMany
            | Self::LinkOver
            | Self::SessionOver
            | Self::Disowned
            | Self::DisownedAndUnlinked
            | Self::ButtonOver
            | Self::Trouble => "",
        }
    }
}

/// The words of an answer, for a user of this domain or for whoever may become one.
pub fn say(answer: &Answer<'_>, domain: &Domain, locale: Locale) -> Text {
    let marked = [
        ("title", Part::Bold(domain.title.clone())),
        ("url", Part::Link(domain.base_url.clone())),
        ("name", Part::Bold(answer.name().to_owned())),
    ];
    let mut text = Text::default();
    text.push_line(rich(Words::of(locale), answer.key(), &[], &marked));
    text
}

/// What stands on the button under [`Answer::Linked`]: it unlinks the account again.
pub fn unlink_button(locale: Locale) -> String {
    Words::of(locale).text("bot-unlink-button")
}

#[cfg(test)]
mod tests {
    use domain::password::PasswordRequirements;

    use super::*;

    const ALL: [Answer<'_>; 16] = [
        Answer::Courtesy,
        Answer::Help,
        Answer::Greeting,
        Answer::Unmuted,
        Answer::Muted,
        Answer::NothingToMute,
        Answer::Linked("alice"),
        Answer::AlreadyLinked,
        Answer::TooMany,
        Answer::LinkOver,
        Answer::SessionOver,
        Answer::Disowned,
        Answer::DisownedAndUnlinked,
        Answer::Unlinked("alice"),
        Answer::ButtonOver,
        Answer::Trouble,
    ];

    fn acme() -> Domain {
        Domain {
            name: String::new(),
            title: "Acme".into(),
            dns: None,
            password: PasswordRequirements::default(),
            messaging_factor: true,
            code_digits: domain::challenge::CodeDigits::default(),
            base_url: "https://postern.example".into(),
        }
    }

    #[test]
    fn every_answer_reads_as_its_snapshot_says() {
        for locale in Locale::ALL {
            let said = ALL.map(|answer| {
                let text = say(&answer, &acme(), locale).plain();
                format!("[{answer:?}]\n{text}")
            });
            let button = format!("[button]\n{}", unlink_button(locale));
            insta::assert_snapshot!(
                format!("reception_{}", locale.tag()),
                format!("{}\n\n{button}", said.join("\n\n"))
            );
        }
    }

    #[test]
    fn security_34_who_is_linked_reads_to_which_site_and_which_user() {
        for locale in Locale::ALL {
            let text = say(&Answer::Linked("mallory"), &acme(), locale);
            let parts = text.parts();
            assert!(parts.contains(&Part::Bold("mallory".into())));
            assert!(parts.contains(&Part::Bold("Acme".into())));
            assert!(parts.contains(&Part::Link("https://postern.example".into())));
        }
    }
}
