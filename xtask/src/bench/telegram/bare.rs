//! Loops of nothing but grammers.

use std::net::SocketAddr;
use std::num::NonZeroUsize;
use std::sync::Arc;

use anyhow::{Context, Result, bail};
use futures::{StreamExt, TryStreamExt};
use grammers_client::message::InputMessage;
use grammers_client::sender::{ConnectionParams, UpdatesConfiguration};
use grammers_client::{Client, SenderPool};
use grammers_session::SessionData;
use grammers_session::storages::MemorySession;
use grammers_session::types::{DcOption, PeerId};

use super::speed::{IN_FLIGHT, TEXT};
use super::stage::{API_HASH, API_ID, Stage};

/// How many updates wait at most, as many as with Postern: what comes beyond that is lost, and has to be fetched.
const HELD_UPDATES: NonZeroUsize = NonZeroUsize::new(512).expect("it is not zero");

/// What becomes of what comes unasked; among it is every message that was sent.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Updates {
    /// It is thrown away unread: that is as bare as it can be, but such a bot would hear nobody.
    Dropped,
    /// It is taken from the library's stream, as a bot must that people write to, and nothing is done with it.
    Read,
}

/// A bot that is logged in.
pub(super) struct Bare {
    client: Client,
}

impl Bare {
    pub(super) async fn connect(stage: &Stage, token: &str, become_of: Updates) -> Result<Self> {
        let address = stage.centre.address;
        let key = telegram::keyex::exchange(address, None, &stage.keys()?, &stage.world).await?;
        let session = Arc::new(session(address, key)?);
        let parameters = ConnectionParams {
            updates_channel_capacity: HELD_UPDATES,
            ..ConnectionParams::default()
        };
        let SenderPool {
            runner,
            handle,
            updates,
        } = SenderPool::with_configuration(session, API_ID, parameters);
        let stop = stage.stop.clone();
        stage
            .tasks
            .spawn(async move { stop.run_until_cancelled(runner.run()).await });
        let client = Client::new(handle);
        client.bot_sign_in(token, API_HASH).await?;
        if become_of == Updates::Read {
            let catch_up = UpdatesConfiguration { catch_up: true };
            let updates = client.stream_updates(updates, catch_up).await;
            let mut updates = updates.map_err(anyhow::Error::from_boxed)?;
            let stop = stage.stop.clone();
            let read = async move { while updates.next().await.is_ok() {} };
            stage
                .tasks
                .spawn(async move { stop.run_until_cancelled(read).await });
        }
        Ok(Self { client })
    }

    /// Sends so many messages to the readers in turn, so many at a time.
    pub(super) async fn send(&self, count: usize, readers: &[i64]) -> Result<()> {
        let sends = readers.iter().cycle().take(count).map(|reader| {
            let peer = PeerId::user(*reader).context("it is no id");
            async move {
                let message = InputMessage::new().text(TEXT);
                let sent = self.client.send_message(peer?.to_ambient_ref(), message);
                sent.await?;
                Ok(())
            }
        });
        futures::stream::iter(sends)
            .buffer_unordered(IN_FLIGHT)
            .try_collect()
            .await
    }
}

fn session(address: SocketAddr, key: [u8; 256]) -> Result<MemorySession> {
    let SocketAddr::V4(ipv4) = address else {
        bail!("the data centre listens on 127.0.0.1");
    };
    let mut data = SessionData {
        home_dc: 2,
        ..SessionData::default()
    };
    let ipv6 = std::net::SocketAddrV6::new(ipv4.ip().to_ipv6_mapped(), ipv4.port(), 0, 0);
    let centre = DcOption {
        id: 2,
        ipv4,
        ipv6,
        auth_key: Some(key),
    };
    // No address that is built in is ever dialled.
    data.dc_options.clear();
    data.dc_options.insert(2, centre);
    Ok(data.into())
}
