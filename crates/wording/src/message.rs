//! What goes to messengers: the domain's title on the first line, codes and links as parts of their own.

use std::time::Duration;

use domain::locale::Locale;
use domain::message::{Part, Text};
use domain::notification::Kind;
use domain::place::Place;
use domain::tenant::Domain;
use domain::time::Timestamp;
use fluent_bundle::FluentValue;

use crate::Words;
use crate::rich::{Marked, rich};

/// A notification to be put into words.
#[derive(Debug, Clone, Copy)]
pub struct Notice<'a> {
    /// What it says.
    pub kind: &'a Kind,
    /// The domain of whoever is told.
    pub domain: &'a Domain,
    /// Who wrote it, if a person or a program did.
    pub sender: Option<&'a str>,
    /// When it was accepted: it may arrive days later.
    pub accepted_at: Timestamp,
    /// The link that says "this was not me", where there is one.
    pub undo_link: Option<&'a str>,
}

/// What a code is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CodePurpose {
    /// To complete a sign-in.
    SignIn,
    /// To link the account that it is sent to.
    Link,
}

/// The message of a notification.
///
/// A text is sent as it was written, under the title and its sender's name. A notice of Postern's own says what
/// happened, when, from where, and what to do about it.
pub fn notification(notice: &Notice<'_>, locale: Locale) -> Text {
    let words = Words::of(locale);
    let mut title = vec![Part::Bold(notice.domain.title.clone())];
    if let Some(sender) = notice.sender {
        title.push(Part::Plain(format!(" · {sender}")));
    }
    let mut message = Text::default();
    message.push_line(title);
    if let Kind::Text { text } = notice.kind {
        message.push_line([Part::Plain(text.clone())]);
        return message;
    }
    let stem = notice.kind.word();
    let facts = facts(notice, words);
    let url = &notice.domain.base_url;
    let url: [Marked<'_>; 2] = [
        ("url", Part::Link(url.clone())),
        ("server", Part::Link(format!("{url}/server"))),
    ];
    message.push_line(rich(words, &format!("notice-{stem}"), &facts, &url));
    message.push_line([Part::Plain(circumstances(notice, words))]);
    message.push_line(rich(words, &format!("notice-{stem}-advice"), &facts, &url));
    if let Some(link) = notice.undo_link {
        let link = [("link", Part::Link(link.to_owned()))];
        message.push_line(rich(words, "notice-undo", &[], &link));
    }
    message
}

/// What stands on the button that says "this was not me", for messengers that have buttons.
pub fn undo_button(locale: Locale) -> String {
    Words::of(locale).text("notice-undo-button")
}

/// The message that carries a code.
///
/// The digits stand alone on the last line: easy to copy, and below what a locked phone shows of a message.
pub fn code(
    purpose: CodePurpose,
    code: &str,
    title: &str,
    place: Option<&Place>,
    locale: Locale,
) -> Text {
    let words = Words::of(locale);
    let stem = match purpose {
        CodePurpose::SignIn => "code-sign-in",
        CodePurpose::Link => "code-link",
    };
    let minutes = domain::challenge::LIFETIME.as_secs() / 60;
    let mut message = Text::default();
    let title = [("title", Part::Bold(title.to_owned()))];
    message.push_line(rich(words, stem, &[], &title));
    if let Some(place) = place {
        let place = words.with("code-asked-from", &[("place", shown(place).into())]);
        message.push_line([Part::Plain(place)]);
    }
    let advice = words.with(&format!("{stem}-advice"), &[("minutes", minutes.into())]);
    message.push_line([Part::Plain(format!("{advice}\n"))]);
    message.push_line([Part::Code(code.to_owned())]);
    message
}

/// A text of at most `limit` characters: a longer one is cut, and says so at its end. A code or a link is kept whole
/// or left out.
pub fn fit(text: Text, limit: usize, locale: Locale) -> Text {
    let length = text.length();
    if length <= limit {
        return text;
    }
    // Room for the widest count there can be.
    let mark = |left_out: usize| {
        let count = u64::try_from(left_out).unwrap_or(u64::MAX);
        Words::of(locale).with("message-cut", &[("count", count.into())])
    };
    let kept = limit.saturating_sub(mark(length).chars().count() + 1);
    let mut cut = text.head(kept).trim_end();
    let left_out = length - cut.length();
    cut.push_line([Part::Plain(mark(left_out))]);
    cut.head(limit)
}

/// The variables of a notice's texts.
fn facts<'a>(notice: &Notice<'a>, words: Words) -> Vec<(&'static str, FluentValue<'a>)> {
    let mut facts = Vec::new();
    match notice.kind {
        Kind::AccountLinked {
            provider, handle, ..
        }
        | Kind::AccountUnlinked { provider, handle }
        | Kind::AccountSetByAdmin { provider, handle }
        | Kind::AccountChanged { provider, handle } => {
            facts.push(("provider", provider.as_str().into()));
            facts.push(("handle", handle.as_str().into()));
        }
        Kind::BackupCodeUsed { left, .. } => facts.push(("left", (*left).into())),
        Kind::Text { .. }
        | Kind::NewPlace { .. }
        | Kind::WrongCode { .. }
        | Kind::BackupCodesMade
        | Kind::PasswordChanged
        | Kind::FactorsReset => {}
        Kind::ProviderDown {
            provider,
            why,
            needs_operator,
            ..
        } => {
            facts.push(("provider", provider.as_str().into()));
            facts.push(("why", why.as_str().into()));
            let whose = if *needs_operator {
                "operator"
            } else {
                "nobody"
            };
            facts.push(("turn", whose.into()));
        }
        Kind::ProviderBack {
            provider,
            account,
            since,
            at,
        } => {
            facts.push(("provider", provider.as_str().into()));
            facts.push(("account", account.as_str().into()));
            facts.push(("span", span(at.since(*since), words).into()));
        }
    }
    facts
}

/// A span of time in words, in the largest unit of which it has two.
fn span(span: Duration, words: Words) -> String {
    let minutes = span.as_secs() / 60;
    let (key, count) = match minutes {
        0..120 => ("span-minutes", minutes),
        120..2_880 => ("span-hours", minutes / 60),
        _ => ("span-days", minutes / 1_440),
    };
    words.with(key, &[("count", count.into())])
}

/// When it happened, and from where if that is known.
fn circumstances(notice: &Notice<'_>, words: Words) -> String {
    if let Kind::ProviderDown { since, .. } = notice.kind {
        return words.with("notice-since", &[("when", since.minute().into())]);
    }
    let (place, at) = match notice.kind {
        Kind::NewPlace { place, at } | Kind::WrongCode { place, at } => (Some(place), *at),
        Kind::BackupCodeUsed { place, .. } => (Some(place), notice.accepted_at),
        Kind::Text { .. }
        | Kind::AccountLinked { .. }
        | Kind::AccountUnlinked { .. }
        | Kind::AccountSetByAdmin { .. }
        | Kind::AccountChanged { .. }
        | Kind::BackupCodesMade
        | Kind::PasswordChanged
        | Kind::FactorsReset
        | Kind::ProviderDown { .. } => (None, notice.accepted_at),
        Kind::ProviderBack { at, .. } => (None, *at),
    };
    let when = FluentValue::from(at.minute());
    match place {
        Some(place) => words.with(
            "notice-when-where",
            &[("when", when), ("place", shown(place).into())],
        ),
        None => words.with("notice-when", &[("when", when)]),
    }
}

/// `Firefox, Linux (192.0.2.7)`, or the address alone.
fn shown(place: &Place) -> String {
    match place.client().as_str() {
        "" => place.ip.to_string(),
        client => format!("{client} ({})", place.ip),
    }
}

#[cfg(test)]
mod tests;
