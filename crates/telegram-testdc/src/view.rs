//! State in the words of the protocol, as one viewer sees it.

mod config;
pub(crate) mod dialog;
mod media;
mod people;
mod plain;

use grammers_tl_types::{Cursor, Deserializable, enums, types as t};

use crate::world::World;
use crate::world::keys::Key;

pub(crate) use plain::{buttons, entities};

/// A value whose optional fields are empty: what zero bytes read as, after the fields given.
///
/// The structures have dozens of fields and no default; this also survives new layers.
pub(crate) fn blank<T: Deserializable>(first: &[&[u8]]) -> T {
    let mut bytes = first.concat();
    bytes.extend([0; 512]);
    T::deserialize(&mut Cursor::from_slice(&bytes)).expect("zeros read as empty fields")
}

/// A login in the list of sessions.
pub(crate) fn authorization(key: &Key, current: bool) -> enums::Authorization {
    t::Authorization {
        current,
        official_app: false,
        password_pending: false,
        encrypted_requests_disabled: false,
        call_requests_disabled: false,
        unconfirmed: false,
        hash: if current { 0 } else { key.hash },
        device_model: key.device.model.clone(),
        platform: String::new(),
        system_version: key.device.system.clone(),
        api_id: key.device.api_id,
        app_name: "test".to_owned(),
        app_version: key.device.app_version.clone(),
        date_created: key.made_at,
        date_active: key.made_at,
        ip: "127.0.0.1".to_owned(),
        country: String::new(),
        region: String::new(),
    }
    .into()
}

impl World {
    /// A message of this mailbox; an empty one if it is gone.
    pub(crate) fn message(&self, owner: i64, id: i32) -> enums::Message {
        let account = self.accounts.get(owner);
        let Some(message) = account.and_then(|account| account.mailbox.get(id)) else {
            return t::MessageEmpty { id, peer_id: None }.into();
        };
        let content = &message.content;
        let reply = message.reply_to.map(|id| {
            t::MessageReplyHeader {
                reply_to_msg_id: Some(id),
                ..blank::<t::MessageReplyHeader>(&[])
            }
            .into()
        });
        t::Message {
            out: message.out,
            silent: content.silent,
            id,
            from_id: Some(content.from.view()),
            reply_to: reply,
            date: content.date,
            message: content.text.clone(),
            media: content.file.and_then(|file| self.media(file)),
            reply_markup: content.markup.clone(),
            entities: Some(content.entities.clone()).filter(|all| !all.is_empty()),
            edit_date: content.edited,
            ..blank_message(&message.peer.view())
        }
        .into()
    }
}

fn blank_message(peer: &enums::Peer) -> t::Message {
    use grammers_tl_types::Serializable;
    // Two sets of flags and the id stand before the peer.
    blank(&[&[0; 12], &peer.to_bytes()])
}
