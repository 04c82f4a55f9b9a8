//! The other side: a client that receives, and a loop that sends, both of tokio-xmpp and without TLS.

use std::borrow::Cow;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use futures::StreamExt;
use sasl::common::ChannelBinding;
use tokio::io::BufStream;
use tokio::net::TcpStream;
use tokio::runtime::Runtime;
use tokio_xmpp::connect::ServerConnector;
use tokio_xmpp::jid::{BareJid, Jid};
use tokio_xmpp::parsers::message::{Lang, Message};
use tokio_xmpp::parsers::presence::Presence;
use tokio_xmpp::xmlstream::{PendingFeaturesRecv, StreamHeader, Timeouts, initiate_stream};
use tokio_xmpp::{Client, Event, Stanza};

use super::PASSWORD;

/// How long a message may take.
const PATIENCE: Duration = Duration::from_secs(60);

/// A client that receives.
pub(super) struct Peer {
    arrived: Receiver<Instant>,
}

impl Peer {
    /// Logs in, and receives from then on.
    pub(super) fn start(runtime: &Runtime, user: &str, port: u16) -> Result<Self> {
        let (sender, arrived) = channel();
        let mut client = runtime.block_on(log_in(user, port))?;
        runtime.block_on(client.send_stanza(Presence::available().into()))?;
        #[expect(
            clippy::disallowed_methods,
            reason = "it ends with the runtime, and that with the measurement"
        )]
        runtime.spawn(receive(client, sender));
        Ok(Self { arrived })
    }

    /// Waits for the next message; gives when it came.
    pub(super) fn next(&self) -> Result<Instant> {
        let next = self.arrived.recv_timeout(PATIENCE);
        next.context("no message arrived in time")
    }

    /// Waits until so many more have arrived.
    pub(super) fn wait_for(&self, count: usize) -> Result<()> {
        (0..count).try_for_each(|_| self.next().map(drop))
    }
}

/// Sends so many messages to the peer, one after another as fast as they are written; gives how long it took until
/// the peer had them all.
pub(super) async fn send_bare(
    user: &str,
    port: u16,
    count: usize,
    peer: &Peer,
) -> Result<Duration> {
    let mut client = log_in(user, port).await?;
    let start = Instant::now();
    for _ in 0..count {
        let to = Jid::from(BareJid::new("alice@localhost")?);
        let message = Message::chat(to).with_body(Lang::new(), "The backup is done.".to_owned());
        client.send_stanza(message.into()).await?;
    }
    peer.wait_for(count)?;
    let whole = start.elapsed();
    client.send_end().await?;
    Ok(whole)
}

async fn receive(mut client: Client, arrived: Sender<Instant>) {
    while let Some(event) = client.next().await {
        if let Event::Stanza(Stanza::Message(message)) = event
            && !message.bodies.is_empty()
            && arrived.send(Instant::now()).is_err()
        {
            return;
        }
    }
}

async fn log_in(user: &str, port: u16) -> Result<Client> {
    let connector = Plain(SocketAddr::from((Ipv4Addr::LOCALHOST, port)));
    let account = Jid::from(BareJid::new(&format!("{user}@localhost"))?);
    let mut client = Client::new_with_connector(account, PASSWORD, connector, Timeouts::default());
    let online = async {
        while let Some(event) = client.next().await {
            match event {
                Event::Online { .. } => return Ok(()),
                Event::Disconnected(error) => return Err(error.into()),
                Event::Stanza(_) => {}
            }
        }
        bail!("the connection ended")
    };
    tokio::time::timeout(PATIENCE, online)
        .await
        .context("no login in time")??;
    Ok(client)
}

/// Connects without TLS, on this machine.
#[derive(Debug, Clone)]
struct Plain(SocketAddr);

impl ServerConnector for Plain {
    type Stream = BufStream<TcpStream>;

    async fn connect(
        &self,
        account: &Jid,
        namespace: &'static str,
        timeouts: Timeouts,
    ) -> Result<(PendingFeaturesRecv<Self::Stream>, ChannelBinding), tokio_xmpp::Error> {
        let tcp = TcpStream::connect(self.0).await?;
        tcp.set_nodelay(true)?;
        let header = StreamHeader {
            to: Some(Cow::Borrowed(account.domain().as_str())),
            from: None,
            id: None,
        };
        let stream = initiate_stream(BufStream::new(tcp), namespace, header, timeouts).await?;
        Ok((stream, ChannelBinding::None))
    }
}
