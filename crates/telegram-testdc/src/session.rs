//! A session: the messages between one program and the server under one key.

mod gzip;
pub(crate) mod inbox;
mod layer;
mod service;

use std::collections::VecDeque;

use grammers_tl_types::Serializable;

use crate::clock;

pub(crate) use layer::downgrade;

const CONTAINER: u32 = 0x73f1_f8dc;
/// How many answers are kept for requests that come again.
const KEPT: usize = 100;
/// How long they are together, in bytes, the last one aside.
const KEPT_BYTES: usize = 1 << 20;

/// What is to be sent.
pub(crate) struct Reply {
    /// Whether the client has to acknowledge it.
    pub(crate) has_content: bool,
    /// Whether it answers something.
    pub(crate) is_answer: bool,
    /// The serialized message.
    pub(crate) body: Vec<u8>,
}

/// The server's side of a session; it outlives connections.
#[derive(Default)]
pub(crate) struct Session {
    contents: i32,
    last_id: i64,
    answered: VecDeque<(i64, Vec<u8>)>,
    answered_bytes: usize,
}

impl Session {
    /// The number of the next message: the time, growing, ending in binary 01 or 11.
    fn next_id(&mut self, is_answer: bool) -> i64 {
        self.last_id = message_id(self.last_id, is_answer);
        self.last_id
    }

    /// Remembers an answer, in case the request comes again.
    pub(crate) fn keep(&mut self, request: i64, answer: &[u8]) {
        self.answered_bytes += answer.len();
        self.answered.push_back((request, answer.to_vec()));
        while self.answered.len() > KEPT
            || (self.answered.len() > 1 && self.answered_bytes > KEPT_BYTES)
        {
            let oldest = self.answered.pop_front();
            self.answered_bytes -= oldest.map_or(0, |(_, answer)| answer.len());
        }
    }

    /// What this request was answered before.
    pub(crate) fn kept(&self, request: i64) -> Option<&Vec<u8>> {
        let mut kept = self.answered.iter();
        kept.find(|(id, _)| *id == request)
            .map(|(_, answer)| answer)
    }

    /// Writes replies as one packet, not sealed yet; several go in a container.
    pub(crate) fn pack(&mut self, salt: i64, session: i64, replies: &[Reply]) -> Vec<u8> {
        let mut messages = Vec::new();
        for reply in replies {
            self.next_id(reply.is_answer).serialize(&mut messages);
            (self.contents * 2 + i32::from(reply.has_content)).serialize(&mut messages);
            self.contents += i32::from(reply.has_content);
            (reply.body.len() as i32).serialize(&mut messages);
            messages.extend(&reply.body);
        }
        let mut packet = salt.to_bytes();
        session.serialize(&mut packet);
        if replies.len() > 1 {
            self.next_id(true).serialize(&mut packet);
            (self.contents * 2).serialize(&mut packet);
            (messages.len() as i32 + 8).serialize(&mut packet);
            CONTAINER.serialize(&mut packet);
            (replies.len() as i32).serialize(&mut packet);
        }
        packet.extend(messages);
        packet
    }
}

/// A message number after `last`: seconds in the upper half, growing.
pub(crate) fn message_id(last: i64, is_answer: bool) -> i64 {
    let now = clock::since_epoch();
    let fraction = (i64::from(now.subsec_nanos()) << 32) / 1_000_000_000;
    let id = ((now.as_secs() as i64) << 32 | fraction) & !3;
    id.max((last & !3) + 4) | if is_answer { 1 } else { 3 }
}
