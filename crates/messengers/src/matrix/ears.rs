//! What people write to us or press, and the answer; and whose invitations we accept.

mod said;

use std::sync::Arc;

use domain::delivery::Outcome;
use domain::provider::{Provider, RemoteId};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use self::said::What;
use super::api::Fault;
use super::dress::Key;
use super::post::{Message, Post};
use super::rooms::Care;
use super::wire::{Event, Invitation};
use crate::{Heard, Reception, Reply, Said};

/// How many people can be answered at the same time. What one person says is heard in its order.
const LANES: usize = 16;
/// How much waits in each lane; what comes beyond that is not heard.
const WAITING: usize = 32;
/// How carefully somebody is answered who spoke to us just now: they want to hear from us.
const ANSWERING: Care = Care {
    looks_anew: false,
    invites_again: true,
};

/// Something that somebody said, or an invitation.
struct Word {
    room: String,
    from: String,
    /// Names it, so that it is answered once.
    event: String,
    what: What,
}

/// Hears and answers.
pub(super) struct Ears {
    provider: Provider,
    post: Arc<Post>,
    reception: Arc<Reception>,
    lanes: Vec<mpsc::Sender<Word>>,
}

impl Ears {
    /// Begins to listen.
    pub(super) fn open(
        provider: Provider,
        post: Arc<Post>,
        reception: Arc<Reception>,
        tasks: &TaskTracker,
        stop: &CancellationToken,
    ) -> Arc<Self> {
        let (lanes, heard): (Vec<_>, Vec<_>) = (0..LANES).map(|_| mpsc::channel(WAITING)).unzip();
        let ears = Arc::new(Self {
            provider,
            post,
            reception,
            lanes,
        });
        for lane in heard {
            let (ears, stop) = (Arc::clone(&ears), stop.clone());
            tasks.spawn(async move {
                stop.run_until_cancelled(ears.answer_all(lane)).await;
            });
        }
        ears
    }

    /// Something happened in a room that we are in.
    pub(super) fn happened(&self, room: &str, event: &Event) {
        if let Some(what) = said::read(event) {
            self.take(Word {
                room: room.to_owned(),
                from: event.sender.clone(),
                event: event.id.clone(),
                what,
            });
        }
    }

    /// Somebody has invited us.
    pub(super) fn invited(&self, room: &str, invitation: Invitation) {
        let us = self.post.api.us();
        let about_us = |event: &Event| {
            event.kind == "m.room.member" && event.state_key.as_deref() == Some(us.as_str())
        };
        let state = invitation.invite_state.read();
        let Some(ours) = state.into_iter().find(about_us) else {
            return;
        };
        self.take(Word {
            room: room.to_owned(),
            what: What::Invitation {
                is_direct: ours.content["is_direct"].as_bool().unwrap_or(false),
            },
            from: ours.sender,
            event: String::new(),
        });
    }

    fn take(&self, word: Word) {
        let lane = lane(&word.from);
        if self.lanes[lane].try_send(word).is_err() {
            tracing::warn!("more was written to us on Matrix than can be answered");
        }
    }

    async fn answer_all(&self, mut lane: mpsc::Receiver<Word>) {
        while let Some(word) = lane.recv().await {
            if self.answer(word).await.is_err() {
                tracing::warn!("somebody who wrote to us on Matrix was not heard");
            }
        }
    }

    async fn answer(&self, word: Word) -> Result<(), Fault> {
        let Word {
            room, from, event, ..
        } = &word;
        let rooms = &self.post.rooms;
        if let What::Invitation { is_direct } = word.what {
            return rooms.be_invited(room, from, is_direct).await;
        }
        if !rooms.is_private(room, from).await? {
            return Ok(());
        }
        let (said, pressed) = match &word.what {
            What::Invitation { .. } => return Ok(()),
            What::Words(words) => (Said::Text(words.clone()), None),
            What::Press { message, key } => {
                let Some((message, key)) = self.post.pressed(room, message, key).await? else {
                    return Ok(());
                };
                (Said::Button(key.data.clone()), Some((message, key)))
            }
        };
        let reply = self.ask(from, said).await;
        if let Some(Reply {
            ends_buttons: true, ..
        }) = &reply
            && let Some((message, key)) = &pressed
        {
            self.close(room, message, key).await;
        }
        if let Some(reply) = reply {
            self.say(from, &reply, &format!("answer {event}")).await;
        }
        Ok(())
    }

    async fn ask(&self, from: &str, said: Said) -> Option<Reply> {
        let heard = Heard {
            provider: self.provider.clone(),
            from: RemoteId(from.to_owned()),
            shown: from.to_owned(),
            language: None,
            said,
        };
        (self.reception)(heard).await
    }

    async fn close(&self, room: &str, message: &Event, key: &Key) {
        if self.post.close(room, message, key).await.is_err() {
            tracing::debug!("a message on Matrix does not show that it was answered");
        }
    }

    async fn say(&self, to: &str, reply: &Reply, key: &str) {
        let message = Message {
            to,
            text: &reply.text,
            buttons: &reply.buttons,
            key,
            care: ANSWERING,
        };
        if self.post.send(&message).await != Outcome::Sent {
            tracing::warn!("somebody who wrote to us on Matrix got no answer");
        }
    }
}

fn lane(person: &str) -> usize {
    let sum = person.bytes().fold(0, |sum: usize, byte| {
        sum.wrapping_mul(31).wrapping_add(usize::from(byte))
    });
    sum % LANES
}
