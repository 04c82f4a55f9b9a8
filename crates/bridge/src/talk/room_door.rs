//! A login conversation in a room.

use std::sync::Arc;

use ruma::events::room::ImageInfo;
use ruma::events::room::message::{
    ImageMessageEventContent, MessageType, ReplacementMetadata, RoomMessageEventContent,
};
use ruma::{EventId, OwnedEventId, OwnedRoomId, OwnedUserId, RoomId};
use store::bridge_talks::{self, BridgeTalk};
use store::telegram_logins::TelegramLogin;
use store::{StoreError, commit};
use telegram::login::{Conversation, Say};

use super::{Owner, say};
use crate::ground::Ground;
use crate::homeserver::{Fault, SendText};
use crate::letter::letter;
use crate::privacy::Privacy;
use crate::qr;

/// Why nothing secret may be said in a room.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NotAlone {
    /// Others are there.
    Others,
    /// The person is not there.
    Absent,
}

/// A room with one person and the bot.
pub(super) struct RoomDoor {
    ground: Arc<Ground>,
    matrix_id: OwnedUserId,
    room: OwnedRoomId,
    /// Tells the messages of this conversation from those of others.
    conversation: String,
    /// The event that shows a QR code.
    qr_event: Option<OwnedEventId>,
}

impl RoomDoor {
    pub(super) async fn open(
        ground: &Arc<Ground>,
        owner: &Owner,
        room: &RoomId,
        row: &TelegramLogin,
    ) -> Result<Self, StoreError> {
        let mut conn = ground.db.read().await?;
        let talk = bridge_talks::find(&mut conn, owner.matrix_id.as_str()).await?;
        let qr_event = talk.and_then(|talk| talk.qr_event);
        Ok(Self {
            ground: Arc::clone(ground),
            matrix_id: owner.matrix_id.clone(),
            room: room.to_owned(),
            conversation: row.session.replace(' ', "-"),
            qr_event: qr_event.and_then(|event| EventId::parse(event).ok()),
        })
    }

    /// Says it. `revision` tells one time from the others; `is_slow`: what is said later is still to come.
    pub(super) async fn show(
        &mut self,
        say: &Say,
        conversation: &Conversation,
        revision: i64,
        is_slow: bool,
    ) -> Result<(), NotAlone> {
        if !conversation.is_over() {
            match self.ground.privacy(&self.room, &self.matrix_id).await {
                Privacy::Private => {}
                Privacy::Others => return Err(NotAlone::Others),
                Privacy::Absent => return Err(NotAlone::Absent),
                Privacy::Unknown(fault) => {
                    tracing::warn!(%fault, "a login conversation cannot go on for now");
                    return Ok(());
                }
            }
        }
        let shown = if let Say::ScanQr { link } = say {
            self.show_qr(link.reveal(), say, revision).await
        } else if is_slow {
            self.utter(say, conversation, &step(revision, is_slow))
                .await
        } else {
            self.conclude(say, conversation, revision).await
        };
        if let Err(fault) = shown {
            tracing::warn!(%fault, "a login conversation could not say something");
        }
        Ok(())
    }

    /// Says it, and takes the QR code away, whoever is in the room.
    pub(super) async fn conclude(
        &mut self,
        say: &Say,
        conversation: &Conversation,
        revision: i64,
    ) -> Result<(), Fault> {
        self.hide().await;
        self.utter(say, conversation, &step(revision, false)).await
    }

    async fn utter(&self, say: &Say, conversation: &Conversation, step: &str) -> Result<(), Fault> {
        let text = self.words(say, conversation).await;
        self.tell(&text, step).await?;
        Ok(())
    }

    async fn words(&self, say: &Say, conversation: &Conversation) -> String {
        let words = self.ground.words_for(&self.matrix_id).await;
        let text = words.phrase(&say.phrase());
        match say::hint(&conversation.wants()) {
            Some(hint) => format!("{text}\n{}", words.text(hint)),
            None => text,
        }
    }

    /// Shows a QR code: in place of the one before, or as a new picture with its words before it.
    async fn show_qr(&mut self, link: &str, say: &Say, revision: i64) -> Result<(), Fault> {
        let Some(picture) = qr::draw(link) else {
            return Err(Fault::Malformed("the QR code cannot be drawn".to_owned()));
        };
        let homeserver = &self.ground.homeserver;
        let mut info = ImageInfo::new();
        info.width = Some(picture.side.into());
        info.height = Some(picture.side.into());
        info.mimetype = Some("image/png".to_owned());
        info.size = picture.png.len().try_into().ok();
        let file = homeserver
            .upload(picture.png, "image/png", "qr.png")
            .await?;
        let words = self.ground.words_for(&self.matrix_id).await;
        let mut image = ImageMessageEventContent::plain(words.text("bridge-login-qr"), file);
        image.info = Some(Box::new(info));
        let mut content = RoomMessageEventContent::new(MessageType::Image(image));
        if let Some(before) = &self.qr_event {
            content = content.make_replacement(ReplacementMetadata::new(before.clone(), None));
            self.send(&content, &step(revision, false)).await?;
            return Ok(());
        }
        let text = words.phrase(&say.phrase());
        let hint = words.text("bridge-login-hint-scan");
        self.tell(&format!("{text}\n{hint}"), &format!("{revision}-words"))
            .await?;
        let event = self.send(&content, &step(revision, false)).await?;
        self.set_qr_event(Some(event)).await;
        Ok(())
    }

    /// Takes the QR code away.
    pub(super) async fn hide(&mut self) {
        let Some(event) = self.qr_event.clone() else {
            return;
        };
        let homeserver = &self.ground.homeserver;
        if let Err(fault) = homeserver.redact(&self.room, &event, None, None).await {
            tracing::warn!(%fault, "a QR code could not be taken away");
        }
        self.set_qr_event(None).await;
    }

    /// Says why the conversation ends.
    pub(super) async fn not_alone(&mut self, why: NotAlone, revision: i64) {
        self.hide().await;
        if why == NotAlone::Others {
            self.tell_key("bridge-login-not-alone", &format!("{revision}-not-alone"))
                .await;
        }
    }

    /// Says that the person has logged in elsewhere.
    pub(super) async fn elsewhere(&mut self, revision: i64) {
        self.hide().await;
        self.tell_key("bridge-login-elsewhere", &format!("{revision}-elsewhere"))
            .await;
    }

    /// Says that something is broken.
    pub(super) async fn trouble(&mut self) {
        self.hide().await;
        self.tell_key("bridge-trouble", "trouble").await;
    }

    /// Says the text of a key, if that is possible.
    async fn tell_key(&self, key: &str, step: &str) {
        let words = self.ground.words_for(&self.matrix_id).await;
        self.tell(&words.text(key), step).await.ok();
    }

    async fn tell(&self, text: &str, step: &str) -> Result<OwnedEventId, Fault> {
        let transaction = format!("{}-{step}", self.conversation);
        let to = self.to(&transaction);
        self.ground.homeserver.notice(to, &letter(text)).await
    }

    async fn send(
        &self,
        content: &RoomMessageEventContent,
        step: &str,
    ) -> Result<OwnedEventId, Fault> {
        let transaction = format!("{}-{step}", self.conversation);
        let to = self.to(&transaction);
        self.ground.homeserver.message(to, content).await
    }

    fn to<'a>(&'a self, transaction: &'a str) -> SendText<'a> {
        SendText {
            room: &self.room,
            who: None,
            transaction,
        }
    }

    async fn set_qr_event(&mut self, event: Option<OwnedEventId>) {
        let before = BridgeTalk {
            matrix_id: self.matrix_id.to_string(),
            room: self.room.to_string(),
            qr_event: self.qr_event.as_ref().map(ToString::to_string),
        };
        let kept = async {
            let mut tx = self.ground.db.begin().await?;
            let event = event.as_ref().map(|event| event.as_str());
            bridge_talks::set_qr_event(&mut tx, &before, event).await?;
            commit(tx).await
        };
        if let Err(error) = kept.await {
            tracing::error!(%error, "where a QR code is shown cannot be kept");
        }
        self.qr_event = event;
    }
}

fn step(revision: i64, is_slow: bool) -> String {
    let end = if is_slow { "-slow" } else { "" };
    format!("{revision}{end}")
}
