//! What comes in a packet: containers, packed messages, wrappers, service messages, calls.

use anyhow::{Context, Result, ensure};
use grammers_tl_types::{
    self as tl, Cursor, Deserializable, Identifiable, Serializable, enums, functions as f,
    types as t,
};

use super::{CONTAINER, Reply, downgrade, gzip};
use crate::crypto::message::KeyId;
use crate::refusal::Answer;
use crate::rpc::later::Later;
use crate::rpc::{self, Call};
use crate::world::World;
use crate::world::keys::{Device, Key};

const GZIP: u32 = 0x3072_cfa1;
const RPC_RESULT: u32 = 0xf35c_6d01;
/// Answers longer than this are packed, in bytes.
const PACKED: usize = 400;
/// How deep containers, packed messages and wrappers may be nested.
const DEEPEST: u8 = 10;

/// The unread rest of a buffer, so that wrappers of any call can be read.
struct Rest(Vec<u8>);

impl Deserializable for Rest {
    fn deserialize(buf: &mut Cursor<'_>) -> tl::deserialize::Result<Self> {
        let mut rest = Vec::new();
        buf.read_to_end(&mut rest)?;
        Ok(Self(rest))
    }
}

/// A call whose answer comes later.
pub(crate) struct Late {
    /// The message it came in.
    pub(crate) request: i64,
    /// The session it came in.
    pub(crate) session: i64,
    /// The key it was sealed with.
    pub(crate) sealed_with: KeyId,
    /// The data centre it came to.
    pub(crate) dc: i32,
    /// What is called.
    pub(crate) method: &'static str,
    /// What remains to be done.
    pub(crate) later: Later,
}

/// Takes the messages of one packet.
pub(crate) struct Inbox<'a> {
    /// All state.
    pub(crate) world: &'a mut World,
    /// The key that the packet was sealed with.
    pub(crate) key: KeyId,
    /// The data centre it came to.
    pub(crate) dc: i32,
    /// The session it belongs to.
    pub(crate) session: i64,
    /// What is to be sent back.
    pub(crate) replies: Vec<Reply>,
    /// What is to be answered later.
    pub(crate) late: Vec<Late>,
    /// Whether a call asked for updates on this connection.
    pub(crate) wants_updates: bool,
}

impl Inbox<'_> {
    /// Takes one message and what it holds.
    pub(crate) fn take(&mut self, request: i64, body: &[u8], depth: u8) -> Result<()> {
        ensure!(depth < DEEPEST, "messages are nested too deep");
        let cursor = &mut Cursor::from_slice(body);
        match u32::deserialize(cursor)? {
            CONTAINER => {
                for _ in 0..i32::deserialize(cursor)? {
                    let inner = i64::deserialize(cursor)?;
                    let _seq = i32::deserialize(cursor)?;
                    let length = usize::try_from(i32::deserialize(cursor)?)?;
                    let start = cursor.pos();
                    let message = body.get(start..start + length);
                    let message = message.context("a container with a wrong length")?;
                    cursor.read_exact(&mut vec![0; length])?;
                    self.take(inner, message, depth + 1)?;
                }
                Ok(())
            }
            GZIP => {
                let packed = Vec::<u8>::deserialize(cursor)?;
                self.take(request, &gzip::unpack(&packed)?, depth + 1)
            }
            id => {
                if self.take_service(id, request, cursor)? {
                    return Ok(());
                }
                self.take_call(request, body, true)
            }
        }
    }

    /// Unwraps a call and answers it.
    fn take_call(&mut self, request: i64, body: &[u8], updates: bool) -> Result<()> {
        let cursor = &mut Cursor::from_slice(body);
        match u32::deserialize(cursor)? {
            f::InvokeWithLayer::<Rest>::CONSTRUCTOR_ID => {
                let wrapper = f::InvokeWithLayer::<Rest>::deserialize(cursor)?;
                if let Some(key) = self.login_key() {
                    key.layer = wrapper.layer;
                }
                self.take_call(request, &wrapper.query.0, updates)
            }
            f::InitConnection::<Rest>::CONSTRUCTOR_ID => {
                let wrapper = f::InitConnection::<Rest>::deserialize(cursor)?;
                if let Some(key) = self.login_key() {
                    key.device = Device {
                        api_id: wrapper.api_id,
                        model: wrapper.device_model,
                        system: wrapper.system_version,
                        app_version: wrapper.app_version,
                    };
                }
                self.take_call(request, &wrapper.query.0, updates)
            }
            f::InvokeWithoutUpdates::<Rest>::CONSTRUCTOR_ID => {
                let wrapper = f::InvokeWithoutUpdates::<Rest>::deserialize(cursor)?;
                self.take_call(request, &wrapper.query.0, false)
            }
            // Messages are taken in their order, so whatever is to be waited for is done.
            f::InvokeAfterMsg::<Rest>::CONSTRUCTOR_ID => {
                let wrapper = f::InvokeAfterMsg::<Rest>::deserialize(cursor)?;
                self.take_call(request, &wrapper.query.0, updates)
            }
            f::InvokeAfterMsgs::<Rest>::CONSTRUCTOR_ID => {
                let wrapper = f::InvokeAfterMsgs::<Rest>::deserialize(cursor)?;
                self.take_call(request, &wrapper.query.0, updates)
            }
            GZIP => {
                let packed = Vec::<u8>::deserialize(cursor)?;
                self.take_call(request, &gzip::unpack(&packed)?, updates)
            }
            _ => {
                self.wants_updates |= updates;
                self.answer_call(request, body)
            }
        }
    }

    fn answer_call(&mut self, request: i64, body: &[u8]) -> Result<()> {
        let session = self.session_state()?;
        if let Some(kept) = session.kept(request).cloned() {
            self.reply(true, kept);
            return Ok(());
        }
        let layer = self.login_key().map_or(0, |key| key.layer);
        let upgraded = super::layer::upgrade(body, layer);
        let body = upgraded.as_deref().unwrap_or(body);
        let mut call = Call {
            key: self.world.keys.login_of(&self.key),
            sealed_with: self.key,
            session: self.session,
            request,
            dc: self.dc,
            later: None,
            world: self.world,
        };
        let answer = rpc::answer(&mut call, body);
        if let Some(later) = call.later {
            self.late.push(Late {
                request,
                session: self.session,
                sealed_with: self.key,
                dc: self.dc,
                method: u32::from_bytes(body).map_or("", tl::name_for_id),
                later,
            });
            return Ok(());
        }
        let result = rpc_result(request, answer, layer)?;
        self.session_state()?.keep(request, &result);
        self.reply(true, result);
        Ok(())
    }

    /// The key that holds the login.
    fn login_key(&mut self) -> Option<&mut Key> {
        let login = self.world.keys.login_of(&self.key);
        self.world.keys.get_mut(&login)
    }

    fn session_state(&mut self) -> Result<&mut super::Session> {
        let key = self.world.keys.get_mut(&self.key);
        let key = key.context("the key was forgotten")?;
        Ok(key.sessions.entry(self.session).or_default())
    }

    /// Answers with this message.
    pub(super) fn reply(&mut self, has_content: bool, body: Vec<u8>) {
        self.replies.push(Reply {
            has_content,
            is_answer: true,
            body,
        });
    }

    /// Tells the client that its salt is not valid.
    pub(crate) fn refuse_salt(&mut self, request: i64, seq: i32, salt: i64) {
        let refusal = t::BadServerSalt {
            bad_msg_id: request,
            bad_msg_seqno: seq,
            error_code: 48,
            new_server_salt: salt,
        };
        self.reply(
            false,
            enums::BadMsgNotification::BadServerSalt(refusal).to_bytes(),
        );
    }

    /// Tells the client that a session was made.
    pub(crate) fn greet(&mut self, request: i64, salt: i64) {
        let created = t::NewSessionCreated {
            first_msg_id: request,
            unique_id: self.session,
            server_salt: salt,
        };
        self.replies.push(Reply {
            has_content: true,
            is_answer: false,
            body: enums::NewSession::Created(created).to_bytes(),
        });
    }
}

/// An `rpc_result`, packed if it is long.
pub(crate) fn rpc_result(request: i64, answer: Answer<Vec<u8>>, layer: i32) -> Result<Vec<u8>> {
    let answer = answer.unwrap_or_else(|refusal| refusal.to_bytes());
    let answer = downgrade(answer, layer);
    let mut result = RPC_RESULT.to_bytes();
    request.serialize(&mut result);
    if answer.len() > PACKED {
        GZIP.serialize(&mut result);
        gzip::pack(&answer)?.serialize(&mut result);
    } else {
        result.extend(answer);
    }
    Ok(result)
}
