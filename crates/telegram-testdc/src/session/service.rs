//! Service messages: they concern the connection, not the API.
//!
//! Source: <https://core.telegram.org/mtproto/service_messages>.

use anyhow::Result;
use grammers_tl_types::{
    self as tl, Cursor, Deserializable, Identifiable, Serializable, enums, functions as f,
    types as t,
};

use super::inbox::Inbox;
use crate::clock;

/// How long a salt that was handed out in advance is said to be valid, in seconds.
const SALT_LIFE: i32 = 1800;

impl Inbox<'_> {
    /// Takes a service message; gives whether it was one.
    pub(super) fn take_service(
        &mut self,
        id: u32,
        request: i64,
        cursor: &mut Cursor<'_>,
    ) -> Result<bool> {
        match id {
            t::MsgsAck::CONSTRUCTOR_ID
            | t::HttpWait::CONSTRUCTOR_ID
            | t::MsgsStateInfo::CONSTRUCTOR_ID
            | t::MsgsAllInfo::CONSTRUCTOR_ID => {}
            f::Ping::CONSTRUCTOR_ID => {
                let ping_id = f::Ping::deserialize(cursor)?.ping_id;
                self.pong(request, ping_id);
            }
            f::PingDelayDisconnect::CONSTRUCTOR_ID => {
                let ping_id = f::PingDelayDisconnect::deserialize(cursor)?.ping_id;
                self.pong(request, ping_id);
            }
            f::GetFutureSalts::CONSTRUCTOR_ID => {
                let num = f::GetFutureSalts::deserialize(cursor)?.num;
                self.give_salts(request, num);
            }
            t::MsgsStateReq::CONSTRUCTOR_ID => {
                let asked = t::MsgsStateReq::deserialize(cursor)?.msg_ids;
                self.tell_states(request, &asked);
            }
            f::DestroySession::CONSTRUCTOR_ID => {
                let session_id = f::DestroySession::deserialize(cursor)?.session_id;
                self.destroy(session_id);
            }
            f::RpcDropAnswer::CONSTRUCTOR_ID => {
                f::RpcDropAnswer::deserialize(cursor)?;
                let unknown = enums::RpcDropAnswer::RpcAnswerUnknown.to_bytes();
                let result = super::inbox::rpc_result(request, Ok(unknown), 0)?;
                self.reply(true, result);
            }
            _ => return Ok(false),
        }
        Ok(true)
    }

    fn pong(&mut self, msg_id: i64, ping_id: i64) {
        let pong = t::Pong { msg_id, ping_id };
        self.reply(false, enums::Pong::Pong(pong).to_bytes());
    }

    /// At least two salts: a client that gets one asks again at once, without end.
    fn give_salts(&mut self, req_msg_id: i64, num: i32) {
        let key = self.world.keys.get(&self.key);
        let Some(salt) = key.and_then(|key| key.salts.first().copied()) else {
            return;
        };
        let now = clock::now();
        let salts = (0..num.clamp(2, 64)).map(|nth| t::FutureSalt {
            valid_since: now + nth * SALT_LIFE,
            valid_until: now + (nth + 2) * SALT_LIFE,
            salt,
        });
        let salts = t::FutureSalts {
            req_msg_id,
            now,
            salts: tl::RawVec(salts.collect()),
        };
        self.reply(false, enums::FutureSalts::Salts(salts).to_bytes());
    }

    /// Whether messages were received: 4 is yes, 2 is that it is not known.
    fn tell_states(&mut self, req_msg_id: i64, asked: &[i64]) {
        let key = self.world.keys.get(&self.key);
        let session = key.and_then(|key| key.sessions.get(&self.session));
        let state = |id: &i64| match session {
            Some(session) if session.kept(*id).is_some() => 4,
            _ => 2,
        };
        let info = asked.iter().map(state).collect();
        let info = t::MsgsStateInfo { req_msg_id, info };
        self.reply(false, enums::MsgsStateInfo::Info(info).to_bytes());
    }

    fn destroy(&mut self, session_id: i64) {
        let key = self.world.keys.get_mut(&self.key);
        let was_there = key.and_then(|key| key.sessions.remove(&session_id));
        let answer: enums::DestroySessionRes = match was_there {
            Some(_) => t::DestroySessionOk { session_id }.into(),
            None => t::DestroySessionNone { session_id }.into(),
        };
        self.reply(false, answer.to_bytes());
    }
}
