//! One TCP connection of a client.

mod late;
mod packet;

use std::sync::Arc;
use std::time::Duration;

use anyhow::Result;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::mpsc;

use crate::chance;
use crate::crypto::message::KeyId;
use crate::exchange::Exchange;
use crate::server::Shared;
use crate::transport::Transport;
use crate::world::Line;

/// How many updates may wait for a slow client; what comes then is lost, and found again as a gap.
const QUEUE: usize = 20_000;
/// How many updates go into one packet at most.
const BATCH: usize = 50;
/// How long a client may take to read what it is sent.
const WRITE_TAKES: Duration = Duration::from_secs(60);

/// What waits to be sent on a connection.
pub(crate) enum Outgoing {
    /// Serialized `Updates`.
    Push(Arc<[u8]>),
    /// An `rpc_result` that took its time, with the number of its request.
    Answer(i64, Vec<u8>),
}

/// One TCP connection of a client.
pub(crate) struct Connection {
    id: u64,
    dc: i32,
    shared: Arc<Shared>,
    transport: Transport,
    exchange: Option<Exchange>,
    key: Option<KeyId>,
    /// The key whose login has its updates come here.
    linked: Option<KeyId>,
    /// The session that spoke last; updates go to it.
    session: Option<i64>,
    plain_id: i64,
    queue: mpsc::Sender<Outgoing>,
    waiting: mpsc::Receiver<Outgoing>,
}

impl Connection {
    /// A connection to a data centre.
    pub(crate) fn new(shared: Arc<Shared>, dc: i32) -> Self {
        let (queue, waiting) = mpsc::channel(QUEUE);
        Self {
            id: chance::positive() as u64,
            dc,
            shared,
            transport: Transport::default(),
            exchange: None,
            key: None,
            linked: None,
            session: None,
            plain_id: 0,
            queue,
            waiting,
        }
    }

    /// Serves the client until it goes, breaks the protocol, or is cut off.
    pub(crate) async fn run(mut self, stream: TcpStream) {
        let cut = self.shared.stop.child_token();
        let line = Line {
            dc: self.dc,
            cut: cut.clone(),
        };
        self.shared.world().connections.insert(self.id, line);
        let ended = cut.run_until_cancelled(self.serve(stream)).await;
        if let Some(Err(error)) = ended {
            tracing::debug!(dc = self.dc, "a connection ended: {error:#}");
        }
        self.leave();
    }

    async fn serve(&mut self, mut stream: TcpStream) -> Result<()> {
        stream.set_nodelay(true)?;
        let mut frozen = self.shared.frozen.subscribe();
        let mut buffer = vec![0; 64 * 1024];
        loop {
            // A frozen server neither reads nor writes, but keeps the connection.
            frozen.wait_for(|frozen| !frozen).await?;
            let out = tokio::select! {
                read = stream.read(&mut buffer) => match read? {
                    0 => return Ok(()),
                    length => self.take(&buffer[..length])?,
                },
                Some(first) = self.waiting.recv() => self.send_waiting(first),
                _ = frozen.changed() => continue,
            };
            frozen.wait_for(|frozen| !frozen).await?;
            tokio::time::timeout(WRITE_TAKES, stream.write_all(&out.bytes)).await??;
            if out.is_last {
                return Ok(());
            }
        }
    }

    /// Sends what waits, several updates in one packet.
    fn send_waiting(&mut self, first: Outgoing) -> Out {
        let mut batch = vec![first];
        while batch.len() < BATCH
            && let Ok(next) = self.waiting.try_recv()
        {
            batch.push(next);
        }
        Out::more(self.pack_waiting(batch))
    }

    /// Takes this connection out of all lists.
    fn leave(&mut self) {
        let shared = Arc::clone(&self.shared);
        let mut world = shared.world();
        world.connections.remove(&self.id);
        self.unlink(&mut world);
    }
}

/// What a connection writes.
struct Out {
    bytes: Vec<u8>,
    /// Whether the connection ends after it.
    is_last: bool,
}

impl Out {
    fn more(bytes: Vec<u8>) -> Self {
        Self {
            bytes,
            is_last: false,
        }
    }
}
