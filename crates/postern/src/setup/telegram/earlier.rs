//! A login that was interrupted, and may be gone on with.

use std::time::Duration;

use anyhow::Result;
use telegram::login::{Conversation, Say, Step, Wants};

use super::kept::Kept;
use super::talk::Talk;
use crate::house::House;
use crate::setup::terminal::Terminal;
use crate::world;

/// Whether there is a login that was interrupted.
pub(super) async fn is_there(house: &House) -> Result<bool> {
    let found = Kept::new(house, &world::real()).find().await?;
    Ok(found.is_some_and(|(conversation, _)| is_worth_it(&conversation)))
}

/// Offers to go on with an interrupted login; what nobody goes on with is ended.
pub(super) async fn offer(talk: &mut Talk<'_>, terminal: &Terminal) -> Result<Option<Step>> {
    let Some((conversation, begun_at)) = talk.kept.find().await? else {
        return Ok(None);
    };
    if talk.is_past(conversation.ends_at()) || !is_worth_it(&conversation) {
        talk.abandon(conversation).await?;
        return Ok(None);
    }
    let what = describe(&conversation, &talk.prompt(&conversation));
    let ago = ago(talk.since(begun_at));
    terminal.explain(&format!("There is {what}, begun {ago}."));
    if terminal.confirm("Go on with it?", true).await? {
        return Ok(Some(talk.resume(conversation)));
    }
    talk.abandon(conversation).await?;
    Ok(None)
}

/// Whether going on is better than beginning anew.
pub(super) fn is_worth_it(conversation: &Conversation) -> bool {
    match conversation.wants() {
        Wants::Code { .. } | Wants::NewCode | Wants::Password | Wants::Patience => true,
        Wants::Nothing => conversation.account().is_some_and(|account| !account.bot),
        Wants::Phone | Wants::Token | Wants::Scan { .. } | Wants::NewQr => false,
    }
}

/// What it is, without the whole phone number: somebody may look over a shoulder.
fn describe(conversation: &Conversation, prompt: &Say) -> String {
    let number = if let Say::TypeCode { sent, .. } = prompt {
        Some(sent.phone.reveal())
    } else if let Say::NeedCode { phone } = prompt {
        Some(phone.reveal())
    } else {
        None
    };
    let whose = number.map_or(String::new(), |number| format!(" of {}", masked(number)));
    match conversation.wants() {
        Wants::Code { .. } => format!("a login{whose} that waits for its code"),
        Wants::Password => "a login that waits for the password of its account".to_owned(),
        Wants::Nothing => match conversation.account() {
            Some(account) => format!("a login as {} that was not written", account.name.reveal()),
            None => "a login".to_owned(),
        },
        Wants::NewCode
        | Wants::Patience
        | Wants::Phone
        | Wants::Token
        | Wants::Scan { .. }
        | Wants::NewQr => format!("a login{whose} that was interrupted"),
    }
}

/// `+49…67`
fn masked(number: &str) -> String {
    let head: String = number.chars().take(3).collect();
    let tail = number.len().saturating_sub(2);
    format!("{head}…{}", number.get(tail..).unwrap_or_default())
}

fn ago(time: Duration) -> String {
    match time.as_secs() / 60 {
        0 => "just now".to_owned(),
        1 => "a minute ago".to_owned(),
        minutes => format!("{minutes} minutes ago"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_shown_by_its_ends() {
        assert_eq!(masked("+491701234567"), "+49…67");
    }

    #[test]
    fn minutes_are_counted_from_one() {
        let ago = |seconds| ago(Duration::from_secs(seconds));
        assert_eq!(ago(59), "just now");
        assert_eq!(ago(119), "a minute ago");
        assert_eq!(ago(185), "3 minutes ago");
    }
}
