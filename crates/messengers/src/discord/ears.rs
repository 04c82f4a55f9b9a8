//! What people write to the bot or press, and the answer.

use std::sync::Arc;
use std::time::Duration;

use domain::provider::{Provider, RemoteId};
use serde_json::json;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use twilight_model::id::Id;
use twilight_model::id::marker::{ChannelMarker, MessageMarker};

use super::api::Call;
use super::post::Post;
use super::wire::{Interaction, Message, User};
use crate::{Heard, Reception, Reply, Said};

/// How many people can be answered at the same time. What one person says is heard in its order.
const LANES: usize = 16;
/// How much waits in each lane; what comes beyond that is not heard.
const WAITING: usize = 32;
/// How soon Discord must hear that a press was noticed
/// (<https://discord.com/developers/docs/interactions/receiving-and-responding>).
const PRESS_DEADLINE: Duration = Duration::from_secs(3);
/// Noticed, and nothing to be seen of it yet: `DEFERRED_UPDATE_MESSAGE`.
const NOTICED: u8 = 6;
/// A button was pressed: `MESSAGE_COMPONENT`.
const COMPONENT: u8 = 3;

/// Something that somebody said.
struct Word {
    from: User,
    said: Said,
    language: Option<String>,
    /// Names it, so that it is answered once.
    key: String,
    /// The message whose button was pressed.
    under: Option<(Id<ChannelMarker>, Id<MessageMarker>)>,
}

/// Hears and answers.
pub(super) struct Ears {
    pub(super) provider: Provider,
    pub(super) post: Arc<Post>,
    pub(super) reception: Arc<Reception>,
    tasks: TaskTracker,
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
            tasks: tasks.clone(),
            lanes,
        });
        for lane in heard {
            let (ears, stop) = (Arc::clone(&ears), stop.clone());
            tasks.spawn(async move { ears.answer_all(lane, stop).await });
        }
        ears
    }

    /// Somebody wrote. Only what is written to the bot alone is heard.
    pub(super) fn wrote(&self, message: Message) {
        if message.guild_id.is_some() || message.author.bot || message.content.is_empty() {
            return;
        }
        self.post.met(message.author.id, message.channel_id);
        self.take(Word {
            key: format!("answer {}", message.id),
            from: message.author,
            said: Said::Text(message.content),
            language: None,
            under: None,
        });
    }

    /// Somebody pressed a button.
    pub(super) fn pressed(self: &Arc<Self>, interaction: Interaction) {
        let Interaction {
            id,
            token,
            kind: COMPONENT,
            guild_id: None,
            user: Some(from),
            message: Some(message),
            data: Some(data),
            locale,
        } = interaction
        else {
            return;
        };
        let (ears, press) = (Arc::clone(self), id.to_string());
        // At once, and not in turn: Discord waits no longer than this.
        self.tasks
            .spawn(async move { ears.notice(&press, &token).await });
        self.take(Word {
            from,
            said: Said::Button(data.custom_id),
            language: locale,
            key: format!("press {id}"),
            under: Some((message.channel_id, message.id)),
        });
    }

    fn take(&self, word: Word) {
        let lane = usize::try_from(word.from.id.get() % LANES as u64).unwrap_or(0);
        if self.lanes[lane].try_send(word).is_err() {
            tracing::warn!("more was written to the bot than it can answer");
        }
    }

    async fn notice(&self, press: &str, token: &str) {
        let body = json!({ "type": NOTICED });
        let call = Call::post(format!("interactions/{press}/{token}/callback"), &body);
        if self
            .post
            .api
            .call(call.within(PRESS_DEADLINE))
            .await
            .is_err()
        {
            // Discord shows that it failed; what was pressed is done all the same.
            tracing::debug!("a press of a button was not answered");
        }
    }

    async fn answer_all(&self, mut lane: mpsc::Receiver<Word>, stop: CancellationToken) {
        while let Some(Some(word)) = stop.run_until_cancelled(lane.recv()).await {
            self.answer(word).await;
        }
    }

    async fn answer(&self, word: Word) {
        let heard = Heard {
            provider: self.provider.clone(),
            from: RemoteId(word.from.id.to_string()),
            shown: word.from.shown(),
            language: word.language,
            said: word.said,
        };
        let Some(Reply {
            text,
            buttons,
            ends_buttons,
        }) = (self.reception)(heard).await
        else {
            return;
        };
        if let Some((channel, message)) = word.under
            && ends_buttons
            && self.post.remove_buttons(channel, message).await.is_err()
        {
            tracing::debug!("the buttons of a message were not taken away");
        }
        let answered = self
            .post
            .send(word.from.id, &text, &buttons, &word.key)
            .await;
        if answered != domain::delivery::Outcome::Sent {
            tracing::warn!("somebody who wrote to the bot got no answer");
        }
    }
}
