//! From nothing to a session (RFC 6120, sections 4 to 7, and XEP-0198).

use std::borrow::Cow;
use std::io;
use std::time::Duration;

use domain::secret::Password;
use domain::world::World;
use futures::{Sink, SinkExt, StreamExt};
use tokio::io::{AsyncBufRead, AsyncRead, AsyncWrite, BufStream};
use tokio::net::TcpStream;
use tokio_rustls::client::TlsStream;
use tokio_xmpp::jid::Jid;
use tokio_xmpp::parsers::bind::BindQuery;
use tokio_xmpp::parsers::iq::Iq;
use tokio_xmpp::parsers::stream_features::StreamFeatures;
use tokio_xmpp::parsers::{ns, sm, starttls};
use tokio_xmpp::xmlstream::{
    PendingFeaturesRecv, ReadError, RecvFeaturesError, StreamHeader, Timeouts, XmlStream,
    initiate_stream,
};

use super::bounce::clean;
use super::dial::dial;
use super::heard::stream_error;
use super::node::Node;
use super::place::Place;
use super::sasl::Login;
use super::tls::{Encrypted, Tls};
use super::trouble::Trouble;

/// The stream has a clock of its own for silence; ours is in the session, so that one never strikes.
const NEVER: Timeouts = Timeouts {
    read_timeout: Duration::from_secs(365 * 86_400),
    response_timeout: Duration::from_secs(365 * 86_400),
};
/// The id of the one question that is asked before the session begins.
const BIND: &str = "bind";

/// A stream over some transport.
type Over<Io> = XmlStream<BufStream<Io>, Node>;
/// What carries an encrypted stream.
type Carrier = TlsStream<TcpStream>;
/// An encrypted stream on which we are logged in.
pub(super) type Wire = super::wire::Wire<BufStream<Carrier>>;

/// Whatever carries a stream.
pub(super) trait Transport: AsyncRead + AsyncWrite + Unpin + Send {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send> Transport for T {}

/// Who logs in where.
pub(super) struct Account {
    /// Where, and as whom.
    pub(super) place: Place,
    /// The password.
    pub(super) password: Password,
    /// How to encrypt.
    pub(super) tls: Tls,
}

/// A stream that is logged in.
pub(super) struct Opened {
    /// The stream.
    pub(super) wire: Wire,
    /// The address that we are known by.
    pub(super) address: Jid,
    /// Whether the server counts what it has taken (XEP-0198).
    pub(super) counts: bool,
}

/// Connects, encrypts and logs in.
pub(super) async fn open(account: &Account, world: &World) -> Result<Opened, Trouble> {
    let encrypted = encrypted(account, world).await?;
    let (features, stream) =
        features(header(encrypted.stream, &account.place, true).await?).await?;
    let stream = authenticate(account, &features, encrypted.exporter, stream).await?;
    let sender = account.place.account.as_str();
    let to = account.place.account.domain().as_str();
    let reset = stream.initiate_reset().send_header(StreamHeader {
        to: Some(Cow::Borrowed(to)),
        from: Some(Cow::Borrowed(sender)),
        id: None,
    });
    let (features, stream) = self::features(reset.await?).await?;
    // From here on strangers can write to us.
    let mut wire = Wire::new(stream.into_inner());
    let address = bind(&mut wire, &account.place.resource).await?;
    let counts = features.stream_management.is_some() && enable_counting(&mut wire).await?;
    Ok(Opened {
        wire,
        address,
        counts,
    })
}

/// A connection under TLS: from the first byte, or after asking for it in the clear, where nothing else is said.
async fn encrypted(account: &Account, world: &World) -> Result<Encrypted, Trouble> {
    let place = &account.place;
    let mut tcp = dial(place, world).await?;
    if !place.direct_tls {
        let (features, mut stream) = features(header(tcp, place, false).await?).await?;
        if !features.can_starttls() {
            return Err(Trouble::NoTls(place.account.domain().to_string()));
        }
        say(&mut stream, &starttls::Request).await?;
        if !next(&mut stream).await?.is(ns::TLS, "proceed") {
            return Err(Trouble::NoTls(place.account.domain().to_string()));
        }
        // What came in the clear after this word is dropped with the buffer, so that nobody can slip it in.
        tcp = stream.into_inner().into_inner();
    }
    account.tls.start(tcp, place.direct_tls).await
}

/// Begins a stream. Who we are is said only under TLS.
async fn header<Io: Transport>(
    io: Io,
    place: &Place,
    is_encrypted: bool,
) -> Result<PendingFeaturesRecv<BufStream<Io>>, io::Error> {
    let sender = place.account.as_str();
    let header = StreamHeader {
        to: Some(Cow::Borrowed(place.account.domain().as_str())),
        from: is_encrypted.then_some(Cow::Borrowed(sender)),
        id: None,
    };
    initiate_stream(BufStream::new(io), ns::JABBER_CLIENT, header, NEVER).await
}

async fn features<Io: AsyncBufRead + AsyncWrite + Unpin>(
    pending: PendingFeaturesRecv<Io>,
) -> Result<(StreamFeatures, XmlStream<Io, Node>), Trouble> {
    pending.recv_features().await.map_err(|error| match error {
        RecvFeaturesError::Io(error) => Trouble::Broke(error),
        RecvFeaturesError::StreamError(error) => {
            let error = error.to_string();
            let why = error
                .strip_prefix("received stream error: ")
                .unwrap_or(&error);
            Trouble::Ended(format!("the server ended the connection: {}", clean(why)))
        }
    })
}

async fn authenticate(
    account: &Account,
    features: &StreamFeatures,
    exporter: Option<Vec<u8>>,
    mut stream: Over<Carrier>,
) -> Result<Over<Carrier>, Trouble> {
    let user = account
        .place
        .account
        .node()
        .map_or("", |node| node.as_str());
    let mut login = Login::new(features, exporter, user, account.password.reveal())?;
    say(&mut stream, &login.begin()).await?;
    loop {
        let node = next(&mut stream).await?;
        match node.name() {
            "challenge" => {
                let response = login.respond(&decode(&node)?)?;
                say(&mut stream, &response).await?;
            }
            "success" => {
                login.finish(&decode(&node)?)?;
                return Ok(stream);
            }
            "failure" => return Err(refusal(&node)),
            _ => return Err(Trouble::NotGranted("a login")),
        }
    }
}

fn refusal(failure: &Node) -> Trouble {
    let condition = failure
        .children()
        .iter()
        .find(|child| child.name() != "text");
    let text = failure
        .child(ns::SASL, "text")
        .map(|text| clean(text.text()));
    match (condition.map_or("undefined", Node::name), text) {
        ("not-authorized", _) => Trouble::Password,
        (condition, Some(text)) => Trouble::Login(format!("{}: {text}", clean(condition))),
        (condition, None) => Trouble::Login(clean(condition)),
    }
}

fn decode(node: &Node) -> Result<Vec<u8>, Trouble> {
    use base64::Engine as _;
    let text = node.text().trim();
    let text = if text == "=" { "" } else { text };
    base64::engine::general_purpose::STANDARD
        .decode(text)
        .map_err(|error| Trouble::Login(error.to_string()))
}

/// Takes a resource (RFC 6120, section 7).
async fn bind(wire: &mut Wire, resource: &str) -> Result<Jid, Trouble> {
    let query = BindQuery::new(Some(resource.to_owned()));
    wire.put(&Iq::from_set(BIND, query))?;
    loop {
        let node = wire.next().await?;
        if !node.is(ns::JABBER_CLIENT, "iq") || node.attribute("id") != Some(BIND) {
            continue;
        }
        let bound = node
            .child(ns::BIND, "bind")
            .and_then(|bind| bind.child(ns::BIND, "jid"));
        let address = bound.and_then(|jid| Jid::new(jid.text()).ok());
        return address.ok_or(Trouble::NotGranted("an address"));
    }
}

/// Has the server count what it takes. Without resumption: what is not acknowledged when a connection ends is
/// answered `Later`, and the courier sends it again.
async fn enable_counting(wire: &mut Wire) -> Result<bool, Trouble> {
    wire.put(&sm::Enable::new())?;
    loop {
        let node = wire.next().await?;
        if node.is(ns::SM, "enabled") {
            return Ok(true);
        }
        if node.is(ns::SM, "failed") {
            return Ok(false);
        }
    }
}

/// Sends one element and flushes.
async fn say<Io: Transport, T: xso::AsXml>(
    stream: &mut Over<Io>,
    element: &T,
) -> Result<(), Trouble>
where
    Over<Io>: for<'a> Sink<&'a T, Error = io::Error>,
{
    Ok(stream.send(element).await?)
}

/// Waits for the next element.
async fn next<Io: Transport>(stream: &mut Over<Io>) -> Result<Node, Trouble> {
    loop {
        return match stream.next().await {
            Some(Ok(node)) if node.is(ns::STREAM, "error") => {
                Err(Trouble::Ended(stream_error(&node)))
            }
            Some(Ok(node)) => Ok(node),
            Some(Err(ReadError::SoftTimeout)) => continue,
            Some(Err(ReadError::HardError(error))) => Err(Trouble::Broke(error)),
            Some(Err(ReadError::ParseError(error))) => Err(Trouble::Broke(io::Error::new(
                io::ErrorKind::InvalidData,
                error,
            ))),
            Some(Err(ReadError::StreamFooterReceived)) | None => Err(Trouble::Closed),
        };
    }
}
