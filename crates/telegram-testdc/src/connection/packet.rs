//! Packets: sealed ones, and the plain ones of the key exchange.

use anyhow::{Context, Result, ensure};
use grammers_tl_types::{Cursor, Deserializable};

use super::{Connection, Out, Outgoing};
use crate::crypto::message::{self, KeyId};
use crate::exchange;
use crate::session::inbox::{Inbox, Late};
use crate::session::{Reply, downgrade, message_id};
use crate::world::World;
use crate::world::keys::Link;

/// The transport error that says that a key is not known.
const UNKNOWN_KEY: i32 = -404;

impl Connection {
    /// Takes what was read; gives what is to be written.
    pub(super) fn take(&mut self, read: &[u8]) -> Result<Out> {
        self.transport.feed(read);
        let mut out = Out::more(Vec::new());
        while let Some(packet) = self.transport.next_packet()? {
            ensure!(packet.len() >= 20, "a packet of {} bytes", packet.len());
            let key = KeyId::try_from(&packet[..8])?;
            if key == [0; 8] {
                out.bytes.extend(self.take_plain(&packet[20..])?);
            } else if self.knows(&key) {
                out.bytes.extend(self.take_sealed(key, &packet[8..])?);
            } else {
                out.bytes.extend(self.transport.pack_error(UNKNOWN_KEY));
                out.is_last = true;
                break;
            }
        }
        Ok(out)
    }

    /// Whether this data centre has the key; a client may change it in mid connection.
    fn knows(&mut self, id: &KeyId) -> bool {
        let world = self.shared.world();
        let knows = world.keys.valid(id, self.dc).is_some();
        if knows {
            self.key = Some(*id);
        }
        knows
    }

    fn take_plain(&mut self, body: &[u8]) -> Result<Vec<u8>> {
        let (answer, made) = exchange::step(&mut self.exchange, &self.shared.rsa, body)?;
        if let Some(made) = made {
            let mut world = self.shared.world();
            world.keys.add(made.key, self.dc, made.salt, made.lives);
        }
        if answer.is_empty() {
            return Ok(Vec::new());
        }
        self.plain_id = message_id(self.plain_id, true);
        let mut packet = vec![0; 8];
        packet.extend(self.plain_id.to_le_bytes());
        packet.extend((answer.len() as i32).to_le_bytes());
        packet.extend(answer);
        Ok(self.transport.pack(&packet))
    }

    fn take_sealed(&mut self, id: KeyId, sealed: &[u8]) -> Result<Vec<u8>> {
        let shared = std::sync::Arc::clone(&self.shared);
        let bytes = shared.world().keys.get(&id).map(|key| key.bytes);
        let bytes = bytes.context("the key was forgotten")?;
        let plain = message::open(&bytes, sealed).context("a wrong message key")?;
        let envelope = Envelope::read(&plain)?;
        let mut world = shared.world();
        let (packet, late, layer) = self.answer(&mut world, id, &envelope)?;
        drop(world);
        for late in late {
            self.put_off(late, layer);
        }
        self.session = Some(envelope.session);
        match packet {
            Some(packet) => Ok(self.transport.pack(&message::seal(&bytes, packet))),
            None => Ok(Vec::new()),
        }
    }

    /// Answers a message while the world is held.
    fn answer(
        &mut self,
        world: &mut World,
        id: KeyId,
        envelope: &Envelope<'_>,
    ) -> Result<(Option<Vec<u8>>, Vec<Late>, i32)> {
        let key = world.keys.get(&id).context("the key was forgotten")?;
        let (salts, is_new) = (
            key.salts.clone(),
            !key.sessions.contains_key(&envelope.session),
        );
        let newest = salts.first().copied().unwrap_or_default();
        let mut inbox = Inbox {
            world,
            key: id,
            dc: self.dc,
            session: envelope.session,
            replies: Vec::new(),
            late: Vec::new(),
            wants_updates: false,
        };
        if salts.contains(&envelope.salt) {
            if is_new {
                inbox.greet(envelope.id, newest);
            }
            inbox.take(envelope.id, envelope.body, 0)?;
        } else {
            inbox.refuse_salt(envelope.id, envelope.seq, newest);
        }
        let (replies, late) = (inbox.replies, inbox.late);
        if inbox.wants_updates {
            self.link(world, id);
        }
        let login = world.keys.login_of(&id);
        let layer = world.keys.get(&login).map_or(0, |key| key.layer);
        let key = world.keys.get_mut(&id).context("the key was forgotten")?;
        // A session that was only refused is not one yet: it is greeted when it comes with the right salt.
        let mut refused = crate::session::Session::default();
        let session = if salts.contains(&envelope.salt) {
            key.sessions.entry(envelope.session).or_default()
        } else {
            key.sessions
                .get_mut(&envelope.session)
                .unwrap_or(&mut refused)
        };
        let packet =
            (!replies.is_empty()).then(|| session.pack(newest, envelope.session, &replies));
        Ok((packet, late, layer))
    }

    /// Has the updates of this key's login come here.
    fn link(&mut self, world: &mut World, id: KeyId) {
        let login = world.keys.login_of(&id);
        if self.linked == Some(login) {
            return;
        }
        self.unlink(world);
        if let Some(key) = world.keys.get_mut(&login) {
            key.links.push(Link {
                id: self.id,
                queue: self.queue.clone(),
            });
            self.linked = Some(login);
        }
    }

    /// Takes this connection out of the list that updates go to.
    pub(super) fn unlink(&mut self, world: &mut World) {
        let linked = self.linked.take();
        if let Some(key) = linked.and_then(|id| world.keys.get_mut(&id)) {
            key.links.retain(|link| link.id != self.id);
        }
    }

    /// Packs what waited into one packet; nothing if nobody is there to get it.
    pub(super) fn pack_waiting(&mut self, batch: Vec<Outgoing>) -> Vec<u8> {
        let (Some(id), Some(current)) = (self.key, self.session) else {
            return Vec::new();
        };
        let replies = replies(batch, self.layer(&id));
        let mut world = self.shared.world();
        let Some(key) = world.keys.get_mut(&id) else {
            return Vec::new();
        };
        let bytes = key.bytes;
        let salt = key.salts.first().copied().unwrap_or_default();
        let session = key.sessions.entry(current).or_default();
        for (request, reply) in &replies {
            if let Some(request) = request {
                session.keep(*request, &reply.body);
            }
        }
        let replies: Vec<Reply> = replies.into_iter().map(|(_, reply)| reply).collect();
        let packet = session.pack(salt, current, &replies);
        drop(world);
        self.transport.pack(&message::seal(&bytes, packet))
    }

    /// The layer that the client with this key speaks.
    fn layer(&self, id: &KeyId) -> i32 {
        let world = self.shared.world();
        let login = world.keys.login_of(id);
        world.keys.get(&login).map_or(0, |key| key.layer)
    }
}

/// What waited, as a client of this layer reads it, with the requests that are answered; made while the world is free.
fn replies(batch: Vec<Outgoing>, layer: i32) -> Vec<(Option<i64>, Reply)> {
    let reply = |outgoing| {
        let (request, body) = match outgoing {
            Outgoing::Push(update) => (None, downgrade(update.to_vec(), layer)),
            Outgoing::Answer(request, body) => (Some(request), body),
        };
        let reply = Reply {
            has_content: true,
            is_answer: request.is_some(),
            body,
        };
        (request, reply)
    };
    batch.into_iter().map(reply).collect()
}

/// What is written round every sealed message.
struct Envelope<'a> {
    salt: i64,
    session: i64,
    id: i64,
    seq: i32,
    body: &'a [u8],
}

impl<'a> Envelope<'a> {
    fn read(plain: &'a [u8]) -> Result<Self> {
        let cursor = &mut Cursor::from_slice(plain);
        let salt = i64::deserialize(cursor)?;
        let session = i64::deserialize(cursor)?;
        let id = i64::deserialize(cursor)?;
        let seq = i32::deserialize(cursor)?;
        let length = usize::try_from(i32::deserialize(cursor)?)?;
        let body = plain.get(32..).and_then(|rest| rest.get(..length));
        Ok(Self {
            salt,
            session,
            id,
            seq,
            body: body.context("a message with a wrong length")?,
        })
    }
}
