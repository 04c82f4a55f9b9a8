//! What goes to messengers: plain text with line feeds, the domain's title on the first line.

use domain::locale::Locale;
use domain::notification::Kind;
use domain::place::Place;
use domain::tenant::Domain;
use domain::time::Timestamp;
use fluent_bundle::FluentValue;

use crate::Words;

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
pub fn notification(notice: &Notice<'_>, locale: Locale) -> String {
    let words = Words::of(locale);
    let title = &notice.domain.title;
    if let Kind::Text { text } = notice.kind {
        return match notice.sender {
            Some(sender) => format!("{title} · {sender}\n{text}"),
            None => format!("{title}\n{text}"),
        };
    }
    let stem = notice.kind.word();
    let facts = facts(notice);
    let mut lines = vec![
        title.clone(),
        words.with(&format!("notice-{stem}"), &facts),
        circumstances(notice, words),
        words.with(&format!("notice-{stem}-advice"), &facts),
    ];
    if let Some(link) = notice.undo_link {
        lines.push(words.with("notice-undo", &[("link", link.into())]));
    }
    lines.join("\n")
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
) -> String {
    let words = Words::of(locale);
    let stem = match purpose {
        CodePurpose::SignIn => "code-sign-in",
        CodePurpose::Link => "code-link",
    };
    let minutes = domain::challenge::LIFETIME.as_secs() / 60;
    let mut lines = vec![words.with(stem, &[("title", title.into())])];
    if let Some(place) = place {
        lines.push(words.with("code-asked-from", &[("place", shown(place).into())]));
    }
    lines.push(words.with(&format!("{stem}-advice"), &[("minutes", minutes.into())]));
    lines.push(String::new());
    lines.push(code.to_owned());
    lines.join("\n")
}

/// What the bot answers whoever writes to it.
pub fn answer(locale: Locale, base_url: &str, title: &str) -> String {
    Words::of(locale).with(
        "bot-answer",
        &[("title", title.into()), ("url", base_url.into())],
    )
}

/// A text of at most `limit` characters: a longer one is cut, and says so at its end.
pub fn fit(text: String, limit: usize, locale: Locale) -> String {
    let length = text.chars().count();
    if length <= limit {
        return text;
    }
    // Room for the widest count there can be.
    let mark = |left_out: usize| {
        let count = u64::try_from(left_out).unwrap_or(u64::MAX);
        Words::of(locale).with("message-cut", &[("count", count.into())])
    };
    let kept = limit.saturating_sub(mark(length).chars().count() + 1);
    let head: String = text.chars().take(kept).collect();
    let whole: String = format!("{}\n{}", head.trim_end(), mark(length - kept));
    whole.chars().take(limit).collect()
}

/// The variables of a notice's texts.
fn facts<'a>(notice: &Notice<'a>) -> Vec<(&'static str, FluentValue<'a>)> {
    let mut facts = vec![("url", FluentValue::from(notice.domain.base_url.as_str()))];
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
    }
    facts
}

/// When it happened, and from where if that is known.
fn circumstances(notice: &Notice<'_>, words: Words) -> String {
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
        | Kind::FactorsReset => (None, notice.accepted_at),
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
