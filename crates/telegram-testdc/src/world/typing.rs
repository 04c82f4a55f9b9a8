//! Who is writing right now.

use grammers_tl_types::{enums, types as t};

use super::World;
use super::peer::Peer;

impl World {
    /// Tells the others in a chat what somebody is about.
    pub(crate) fn type_in(
        &mut self,
        me: i64,
        peer: Peer,
        top_msg_id: Option<i32>,
        action: &enums::SendMessageAction,
    ) {
        let of = [peer, Peer::User(me)];
        let action = action.clone();
        let from_id = Peer::User(me).view();
        let update: enums::Update = match peer {
            Peer::User(other) => {
                let update = t::UpdateUserTyping {
                    user_id: me,
                    top_msg_id,
                    action,
                };
                return self.push(other, None, |_| update.into(), &of[1..]);
            }
            Peer::Chat(chat_id) => t::UpdateChatUserTyping {
                chat_id,
                from_id,
                action,
            }
            .into(),
            Peer::Channel(channel_id) => t::UpdateChannelUserTyping {
                channel_id,
                top_msg_id,
                from_id,
                action,
            }
            .into(),
        };
        for user in self.audience(peer).into_iter().filter(|user| *user != me) {
            let update = update.clone();
            self.push_in(peer, user, None, |_| update, &of);
        }
    }
}
