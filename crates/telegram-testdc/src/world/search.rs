//! Finding messages.

use grammers_tl_types::enums::{
    DocumentAttribute, MessageAction, MessageEntity, MessageMedia, MessagesFilter,
};

use super::World;
use super::content::Media;
use super::mailbox::Message;
use super::peer::Peer;

/// What is searched for.
pub(crate) struct Wanted {
    /// A part of the text, in lower case; empty is any.
    pub(crate) text: String,
    /// What kind of message.
    pub(crate) filter: MessagesFilter,
    /// Who wrote it.
    pub(crate) from: Option<Peer>,
    /// From when, in seconds since 1970 UTC; 0 is any.
    pub(crate) since: i32,
    /// Until when; 0 is any.
    pub(crate) until: i32,
}

impl World {
    /// The numbers of the messages of a chat that are searched for, the newest first.
    pub(crate) fn found(&self, me: i64, peer: Peer, top: i32, wanted: &Wanted) -> Vec<i32> {
        let Some(mailbox) = self.mailbox_of(me, peer) else {
            return Vec::new();
        };
        let topic = self
            .groups
            .get(peer)
            .and_then(|group| group.topics.get(&top));
        let ids = match (topic, &wanted.filter) {
            (Some(topic), _) => Some(&topic.ids),
            (None, MessagesFilter::InputMessagesFilterPinned) => mailbox.pinned(peer),
            (None, _) => mailbox.chat(peer),
        };
        let pinned = mailbox.pinned(peer);
        let messages = ids
            .into_iter()
            .flatten()
            .rev()
            .filter_map(|id| mailbox.get(*id));
        let messages = messages.filter(|message| {
            let is_pinned = pinned.is_some_and(|pinned| pinned.contains(&message.id));
            wanted.is_met(self, message, is_pinned) && self.sees(me, peer, message.id)
        });
        messages.map(|message| message.id).collect()
    }
}

impl Wanted {
    fn is_met(&self, world: &World, message: &Message, is_pinned: bool) -> bool {
        let content = &message.content;
        let in_time = content.date >= self.since && (self.until == 0 || content.date < self.until);
        let from = self.from.is_none_or(|from| content.from == from);
        in_time
            && from
            && (self.text.is_empty() || content.text.to_lowercase().contains(&self.text))
            && self.is_kind(world, message, is_pinned)
    }

    fn is_kind(&self, world: &World, message: &Message, is_pinned: bool) -> bool {
        let extra = message.content.extra();
        let plain = match &extra.media {
            Some(Media::Plain(media)) => Some(&**media),
            _ => None,
        };
        let file = message.content.file().and_then(|id| world.files.get(id));
        let is_photo = file.is_some_and(|file| file.is_photo);
        let has = |wanted: fn(&DocumentAttribute) -> bool| {
            file.is_some_and(|file| file.attributes.iter().any(wanted))
        };
        let is_video = || has(|a| matches!(a, DocumentAttribute::Video(_)));
        let is_voice = || has(|a| matches!(a, DocumentAttribute::Audio(audio) if audio.voice));
        let is_music = || has(|a| matches!(a, DocumentAttribute::Audio(audio) if !audio.voice));
        let is_gif = || has(|a| matches!(a, DocumentAttribute::Animated));
        match &self.filter {
            MessagesFilter::InputMessagesFilterEmpty => true,
            MessagesFilter::InputMessagesFilterPinned => is_pinned,
            MessagesFilter::InputMessagesFilterPhotos => is_photo,
            MessagesFilter::InputMessagesFilterVideo => is_video(),
            MessagesFilter::InputMessagesFilterPhotoVideo => is_photo || is_video(),
            MessagesFilter::InputMessagesFilterVoice
            | MessagesFilter::InputMessagesFilterRoundVoice => is_voice(),
            MessagesFilter::InputMessagesFilterMusic => is_music(),
            MessagesFilter::InputMessagesFilterGif => is_gif(),
            MessagesFilter::InputMessagesFilterDocument => {
                file.is_some()
                    && !is_photo
                    && !is_video()
                    && !is_voice()
                    && !is_music()
                    && !is_gif()
            }
            MessagesFilter::InputMessagesFilterUrl => extra
                .entities
                .iter()
                .any(|entity| matches!(entity, MessageEntity::Url(_) | MessageEntity::TextUrl(_))),
            MessagesFilter::InputMessagesFilterGeo => {
                matches!(plain, Some(MessageMedia::Geo(_) | MessageMedia::Venue(_)))
            }
            MessagesFilter::InputMessagesFilterContacts => {
                matches!(plain, Some(MessageMedia::Contact(_)))
            }
            MessagesFilter::InputMessagesFilterPoll => matches!(extra.media, Some(Media::Poll(_))),
            MessagesFilter::InputMessagesFilterChatPhotos => {
                matches!(extra.action, Some(MessageAction::ChatEditPhoto(_)))
            }
            _ => false,
        }
    }
}
