//! Sending and changing messages.

use std::time::Duration;

use domain::message::{Button, Text};
use grammers_session::types::PeerRef;
use grammers_tl_types::{RemoteCall, enums, functions as calls, types};
use sha2::{Digest, Sha256};
use tokio::time::Instant;

use crate::connection::own_sends::Mark;
use crate::connection::{CallError, Connection, Status};
use crate::peers::address;

mod markup;
mod outcome;

pub use outcome::SendOutcome;

/// A message to be sent.
pub struct Message<'a> {
    /// To whom: the id with its kind in it.
    pub to: i64,
    /// The text, at most 4096 characters.
    pub text: &'a Text,
    /// What can be pressed under it, one a row. Only bots have such buttons.
    pub buttons: &'a [Button],
    /// Same key, same message: Telegram drops what it was already given.
    pub idempotency_key: &'a str,
}

/// Sends a message, within the deadline. If the connection breaks while it is being sent, it is sent once more under
/// the same key when there is a connection again.
pub async fn send(
    connection: &Connection,
    message: &Message<'_>,
    deadline: Duration,
) -> SendOutcome {
    let until = Instant::now() + deadline;
    let peer = match address(connection, message.to).await {
        Ok(Some(peer)) => peer,
        Ok(None) => return SendOutcome::UnknownPeer,
        Err(error) => return error.into(),
    };
    let request = request(peer, message);
    deliver(connection, &request, request.random_id, peer, until).await
}

/// Makes a call that sends a message; once more if the connection breaks meanwhile.
pub(crate) async fn deliver<R: RemoteCall<Return = enums::Updates>>(
    connection: &Connection,
    request: &R,
    random_id: i64,
    peer: PeerRef,
    until: Instant,
) -> SendOutcome {
    match once(connection, request, random_id, peer, until).await {
        Err(CallError::Unreachable(_)) => {
            let mut status = connection.status();
            let up = status.wait_for(|status| matches!(status, Status::Up { .. }));
            // While the status still says `Up`, the next call makes the new connection.
            let is_up = matches!(tokio::time::timeout_at(until, up).await, Ok(Ok(_)));
            if !is_up {
                return CallError::NotConnected.into();
            }
            outcome(once(connection, request, random_id, peer, until).await)
        }
        answer => outcome(answer),
    }
}

/// Changes the text and the buttons of a message that was sent before.
pub async fn edit(
    connection: &Connection,
    chat: i64,
    message: i32,
    text: &Text,
    buttons: &[Button],
    deadline: Duration,
) -> SendOutcome {
    let peer = match address(connection, chat).await {
        Ok(Some(peer)) => peer,
        Ok(None) => return SendOutcome::UnknownPeer,
        Err(error) => return error.into(),
    };
    let (text, entities) = markup::text(text);
    let request = calls::messages::EditMessage {
        no_webpage: true,
        invert_media: false,
        peer: peer.into(),
        id: message,
        message: Some(text),
        media: None,
        reply_markup: markup::buttons(buttons),
        entities: Some(entities),
        schedule_date: None,
        schedule_repeat_period: None,
        quick_reply_shortcut_id: None,
        rich_message: None,
    };
    match edit_message(connection, &request, deadline).await {
        Ok(()) => SendOutcome::Sent {
            message: Some(message),
        },
        Err(error) => error.into(),
    }
}

/// Asks for an edit, whose echo is then known for ours. What says that already is fine.
pub(crate) async fn edit_message(
    connection: &Connection,
    request: &calls::messages::EditMessage,
    deadline: Duration,
) -> Result<(), CallError> {
    let unanswered = connection.own_sends().begin();
    match connection.invoke(request, deadline).await {
        Ok(answer) => {
            if let Some(mark) = edited(&answer) {
                unanswered.sent(mark);
            }
            Ok(())
        }
        Err(CallError::Refused(refusal)) if refusal.name == "MESSAGE_NOT_MODIFIED" => Ok(()),
        Err(error) => Err(error),
    }
}

/// By which Telegram knows a message again: the first 8 bytes of the SHA-256 of the key. 0 would be no id.
pub fn random_id(idempotency_key: &str) -> i64 {
    let digest = Sha256::digest(idempotency_key);
    let head = digest.first_chunk().expect("a SHA-256 has 32 bytes");
    i64::from_le_bytes(*head) | 1
}

fn request(peer: PeerRef, message: &Message<'_>) -> calls::messages::SendMessage {
    let (text, entities) = markup::text(message.text);
    calls::messages::SendMessage {
        no_webpage: true,
        silent: false,
        background: false,
        clear_draft: false,
        noforwards: false,
        update_stickersets_order: false,
        invert_media: false,
        allow_paid_floodskip: false,
        peer: peer.into(),
        reply_to: None,
        message: text,
        random_id: random_id(message.idempotency_key),
        reply_markup: markup::buttons(message.buttons),
        entities: Some(entities).filter(|entities| !entities.is_empty()),
        schedule_date: None,
        schedule_repeat_period: None,
        send_as: None,
        quick_reply_shortcut: None,
        effect: None,
        allow_paid_stars: None,
        suggested_post: None,
        rich_message: None,
    }
}

async fn once<R: RemoteCall<Return = enums::Updates>>(
    connection: &Connection,
    request: &R,
    random_id: i64,
    peer: PeerRef,
    until: Instant,
) -> Result<Option<i32>, CallError> {
    let unanswered = connection.own_sends().begin();
    let answer = connection.invoke(request, until - Instant::now()).await?;
    let message = sent(&answer, random_id);
    if let Some(message) = message {
        let channel = if let enums::InputPeer::Channel(channel) = peer.into() {
            channel.channel_id
        } else {
            0
        };
        unanswered.sent(Mark {
            channel,
            message,
            edit: None,
        });
    }
    Ok(message)
}

fn outcome(answer: Result<Option<i32>, CallError>) -> SendOutcome {
    match answer {
        Ok(message) => SendOutcome::Sent { message },
        Err(error) => error.into(),
    }
}

/// The id that Telegram gave the message.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "Telegram's unions have dozens of members"
)]
fn sent(answer: &enums::Updates, random_id: i64) -> Option<i32> {
    if let enums::Updates::UpdateShortSentMessage(sent) = answer {
        return Some(sent.id);
    }
    updates(answer).iter().find_map(|update| match update {
        enums::Update::MessageId(named) if named.random_id == random_id => Some(named.id),
        _ => None,
    })
}

/// What names an edit of ours.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "Telegram's unions have dozens of members"
)]
fn edited(answer: &enums::Updates) -> Option<Mark> {
    updates(answer).iter().find_map(|update| match update {
        enums::Update::EditMessage(types::UpdateEditMessage { message, .. })
        | enums::Update::EditChannelMessage(types::UpdateEditChannelMessage { message, .. }) => {
            match message {
                enums::Message::Message(message) => Some(Mark::of(message, true)),
                enums::Message::Empty(_) | enums::Message::Service(_) => None,
            }
        }
        _ => None,
    })
}

fn updates(answer: &enums::Updates) -> &[enums::Update] {
    match answer {
        enums::Updates::Updates(updates) => &updates.updates,
        enums::Updates::Combined(updates) => &updates.updates,
        enums::Updates::UpdateShort(short) => std::slice::from_ref(&short.update),
        enums::Updates::TooLong
        | enums::Updates::UpdateShortMessage(_)
        | enums::Updates::UpdateShortChatMessage(_)
        | enums::Updates::UpdateShortSentMessage(_) => &[],
    }
}

impl std::fmt::Debug for Message<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // The text may hold a code.
        f.debug_struct("Message").finish_non_exhaustive()
    }
}
