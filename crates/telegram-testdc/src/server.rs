//! The running server: its state, its tasks, its listeners.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use anyhow::{Context, Result};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::connection::Connection;
use crate::crypto::rsa::RsaKey;
use crate::world::World;

/// What all connections share.
pub(crate) struct Shared {
    world: Mutex<World>,
    /// The key by which clients know the server.
    pub(crate) rsa: RsaKey,
    /// Whether the server has stopped answering.
    pub(crate) frozen: watch::Sender<bool>,
    /// Ends everything.
    pub(crate) stop: CancellationToken,
    /// Every task.
    pub(crate) tasks: TaskTracker,
}

impl Shared {
    /// An empty world.
    pub(crate) fn new(rsa: RsaKey) -> Self {
        Self {
            world: Mutex::default(),
            rsa,
            frozen: watch::channel(false).0,
            stop: CancellationToken::new(),
            tasks: TaskTracker::new(),
        }
    }

    /// All state. Never held across an await.
    pub(crate) fn world(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Opens a data centre on a port of 127.0.0.1 (0: a free one).
pub(crate) async fn open(shared: &Arc<Shared>, dc: i32, port: u16) -> Result<SocketAddr> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await;
    let listener = listener.with_context(|| format!("cannot listen on 127.0.0.1:{port}"))?;
    let address = listener.local_addr()?;
    shared.world().dcs.insert(dc, address);
    let accepting = accept(Arc::clone(shared), dc, listener);
    shared.tasks.spawn(accepting);
    Ok(address)
}

async fn accept(shared: Arc<Shared>, dc: i32, listener: TcpListener) {
    let stop = shared.stop.clone();
    while let Some(accepted) = stop.run_until_cancelled(listener.accept()).await {
        // One that was gone before it was accepted concerns nobody.
        let Ok((stream, _)) = accepted else { continue };
        let connection = Connection::new(Arc::clone(&shared), dc);
        shared.tasks.spawn(connection.run(stream));
    }
}
