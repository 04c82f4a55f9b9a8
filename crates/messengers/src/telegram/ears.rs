//! What people write to us or press, and the answer.

use std::sync::Arc;

use domain::message::{Button, Text};
use domain::provider::{Provider, RemoteId};
use futures::future::join_all;
use telegram::chat::{Spoken, Words, answer_press, remove_buttons};
use telegram::connection::{Connection, Update};
use telegram::send::{self, Message, SendOutcome};
use tokio::sync::mpsc;

use super::gate::Gate;
use crate::{Heard, Reception, Reply, Said};

/// How many people can be answered at the same time. What one person says is heard in its order.
const LANES: usize = 16;
/// How much waits in each lane.
const WAITING: usize = 32;

/// All that somebody is heard and answered with.
pub(super) struct Ears {
    pub(super) provider: Provider,
    pub(super) is_bot: bool,
    pub(super) line: Connection,
    pub(super) gate: Arc<Gate>,
    pub(super) reception: Arc<Reception>,
}

impl Ears {
    /// Hears until there are no more updates. An update is done with when it was answered, so that none is lost by a
    /// crash; an answer that is given twice bears the same key.
    pub(super) async fn hear(&self, mut updates: mpsc::Receiver<Update>) {
        let (doors, lanes): (Vec<_>, Vec<_>) = (0..LANES).map(|_| mpsc::channel(WAITING)).unzip();
        let sort = async move {
            while let Some(update) = updates.recv().await {
                match Spoken::of(&update) {
                    // Fails only when the lanes have ended.
                    Some(spoken) => drop(doors[lane(spoken.person)].send((update, spoken)).await),
                    None => update.done(),
                }
            }
        };
        let lanes = lanes.into_iter().map(|lane| self.answer_all(lane));
        tokio::join!(sort, join_all(lanes));
    }

    async fn answer_all(&self, mut lane: mpsc::Receiver<(Update, Spoken)>) {
        while let Some((update, spoken)) = lane.recv().await {
            self.answer(spoken).await;
            update.done();
        }
    }

    async fn answer(&self, spoken: Spoken) {
        let person = spoken.person;
        let (said, key, pressed) = match spoken.words {
            Words::Text { message, text } => {
                if !self.is_for_us(&text) {
                    return;
                }
                (Said::Text(text), format!("answer {person} {message}"), None)
            }
            Words::Press {
                query,
                message,
                data,
            } => (
                Said::Button(data),
                format!("press {person} {query}"),
                Some((query, message)),
            ),
        };
        let heard = Heard {
            provider: self.provider.clone(),
            from: RemoteId(person.to_string()),
            shown: spoken.shown,
            language: spoken.language,
            said,
        };
        let reply = (self.reception)(heard).await;
        if let Some((query, message)) = pressed {
            let ends_buttons = reply.as_ref().is_some_and(|reply| reply.ends_buttons);
            self.end_press(person, query, message, ends_buttons).await;
        }
        if let Some(Reply { text, buttons, .. }) = reply {
            self.reply(person, &key, &text, &buttons).await;
        }
    }

    /// A bot is written to by those who mean it. A user's account may be somebody's own, who chats with others; so only
    /// what looks like a command is heard there.
    fn is_for_us(&self, text: &str) -> bool {
        !text.is_empty() && (self.is_bot || text.starts_with('/'))
    }

    async fn end_press(&self, person: i64, query: i64, message: i32, ends_buttons: bool) {
        let deadline = self.line.pace().probe;
        // A press that is too old cannot be answered any more; that does no harm.
        if let Err(error) = answer_press(&self.line, query, deadline).await {
            tracing::debug!(%error, "a press of a button was not answered");
        }
        if !ends_buttons {
            return;
        }
        if let Err(error) = remove_buttons(&self.line, person, message, deadline).await {
            tracing::debug!(%error, "the buttons of a message were not taken away");
        }
    }

    async fn reply(&self, person: i64, key: &str, text: &Text, buttons: &[Button]) {
        // Who writes a lot has to wait for answers, and gets none beyond that; what was asked for was done.
        if self.gate.pass(person, false).await.is_err() {
            return;
        }
        let message = Message {
            to: person,
            text,
            buttons: if self.is_bot { buttons } else { &[] },
            idempotency_key: key,
        };
        let deadline = self.line.pace().call;
        match send::send(&self.line, &message, deadline).await {
            SendOutcome::Sent { .. } | SendOutcome::Blocked | SendOutcome::Deactivated => {}
            SendOutcome::Flood(wait) => self.gate.flooded(person, self.is_bot, wait),
            SendOutcome::UnknownPeer
            | SendOutcome::Forbidden { .. }
            | SendOutcome::Restricted
            | SendOutcome::Refused(_)
            | SendOutcome::Later { .. }
            | SendOutcome::LoggedOut(_) => tracing::warn!("somebody who wrote in got no answer"),
        }
    }
}

fn lane(person: i64) -> usize {
    usize::try_from(person.unsigned_abs() % LANES as u64).unwrap_or(0)
}
