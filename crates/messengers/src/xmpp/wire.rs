//! A stream after login: elements in, elements out.
//!
//! tokio-xmpp negotiates the stream, but gives up on it as soon as one name or attribute is longer than 8 KiB, and
//! what stanzas hold is up to strangers: with one message, sent again by the server after every reconnection, anyone
//! could keep us from ever being connected. So from here on elements are read with room for all that servers let
//! through, by the same parser.

use std::future::poll_fn;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncBufRead, AsyncWrite};
use tokio_xmpp::parsers::ns;
use xso::AsXml;
use xso::exports::rxml::bytes::{Buf, BytesMut};
use xso::exports::rxml::writer::{Encoder, SimpleNamespaces, TrackNamespace};
use xso::exports::rxml::{
    self, AsyncReader, Event, Item, NcName, Options, Parse, Parser, WithOptions,
};

use super::heard::stream_error;
use super::node::{Builder, Node};
use super::trouble::Trouble;

/// The longest name or attribute, in bytes: twice the largest stanza that servers usually let through.
pub(super) const LONGEST_TOKEN: usize = 1 << 20;
/// How much may wait to be written before nothing more is taken in.
const ENOUGH: usize = 16 << 10;
/// What the server's stream began with. Other prefixes than these it has to declare where it uses them (RFC 6120,
/// section 4.8.5).
const BEGINNING: &[u8] =
    b"<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>";

/// A stream in which both sides may send stanzas.
pub(super) struct Wire<Io> {
    reader: AsyncReader<Io>,
    building: Option<Builder>,
    encoder: Encoder<SimpleNamespaces>,
    out: BytesMut,
    /// Whether something is written and not flushed.
    is_dirty: bool,
}

impl<Io: AsyncBufRead + AsyncWrite + Unpin> Wire<Io> {
    /// Goes on with a stream, between two elements.
    pub(super) fn new(io: Io) -> Self {
        let options = Options {
            max_token_length: LONGEST_TOKEN,
            ..Options::default()
        };
        let mut parser = Parser::with_options(options);
        let begun = parser.parse(&mut &*BEGINNING, false);
        debug_assert!(
            matches!(begun, Ok(Some(Event::StartElement(..)))),
            "{begun:?}"
        );
        Self {
            reader: AsyncReader::wrap(io, parser),
            building: None,
            encoder: encoder(),
            out: BytesMut::new(),
            is_dirty: false,
        }
    }

    /// Reads the next element.
    pub(super) fn poll_next(&mut self, cx: &mut Context<'_>) -> Poll<Result<Node, Trouble>> {
        loop {
            let read = Pin::new(&mut self.reader).poll_read(cx);
            let event = ready!(read).map_err(broken)?.ok_or(Trouble::Closed)?;
            match (&mut self.building, event) {
                (Some(builder), event) => {
                    if let Some(node) = builder.take(event) {
                        self.building = None;
                        return Poll::Ready(unless_error(node));
                    }
                }
                (None, Event::StartElement(_, name, attributes)) => {
                    self.building = Some(Builder::new(name, attributes));
                }
                (None, Event::EndElement(_)) => return Poll::Ready(Err(Trouble::Closed)),
                // Between elements, servers send white space to see whether we are there.
                (None, Event::Text(..) | Event::XmlDeclaration(..)) => {}
            }
        }
    }

    /// Writes what waits, and reads the next element.
    pub(super) async fn next(&mut self) -> Result<Node, Trouble> {
        poll_fn(|cx| self.poll_flush(cx)).await?;
        poll_fn(|cx| self.poll_next(cx)).await
    }

    /// Puts an element behind all that waits to be written. On an error nothing is written of it.
    pub(super) fn put<T: AsXml>(&mut self, element: &T) -> Result<(), io::Error> {
        let before = self.out.len();
        let result = self.encode(element);
        if result.is_err() {
            self.out.truncate(before);
            self.encoder = encoder();
        }
        self.is_dirty = true;
        result
    }

    /// Whether more should be put in before what is there has left.
    pub(super) fn has_room(&self) -> bool {
        self.out.len() < ENOUGH
    }

    /// Writes what waits.
    pub(super) fn poll_flush(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), io::Error>> {
        if !self.is_dirty {
            return Poll::Ready(Ok(()));
        }
        while !self.out.is_empty() {
            let io = Pin::new(&mut self.reader).inner_pinned();
            let written = ready!(io.poll_write(cx, &self.out))?;
            if written == 0 {
                return Poll::Ready(Err(io::ErrorKind::WriteZero.into()));
            }
            self.out.advance(written);
        }
        ready!(self.io().poll_flush(cx))?;
        self.is_dirty = false;
        Poll::Ready(Ok(()))
    }

    /// Ends the stream and our side of the connection.
    pub(super) async fn close(&mut self) -> Result<(), io::Error> {
        self.out.extend_from_slice(b"</stream:stream>");
        self.is_dirty = true;
        poll_fn(|cx| self.poll_flush(cx)).await?;
        poll_fn(|cx| self.io().poll_shutdown(cx)).await
    }

    fn io(&mut self) -> Pin<&mut Io> {
        Pin::new(&mut self.reader).inner_pinned()
    }

    fn encode<T: AsXml>(&mut self, element: &T) -> Result<(), io::Error> {
        let unfit = |error: &dyn std::fmt::Display| {
            io::Error::new(io::ErrorKind::InvalidInput, error.to_string())
        };
        for item in element.as_xml_iter().map_err(|error| unfit(&error))? {
            let item = item.map_err(|error| unfit(&error))?;
            self.encoder
                .encode_into_bytes(item.as_rxml_item(), &mut self.out)
                .map_err(|error| unfit(&error))?;
        }
        Ok(())
    }
}

/// A stream error ends the stream (RFC 6120, section 4.9).
fn unless_error(node: Node) -> Result<Node, Trouble> {
    if node.is(ns::STREAM, "error") {
        return Err(Trouble::Ended(stream_error(&node)));
    }
    Ok(node)
}

/// An encoder that has written the beginning of our side of the stream already.
fn encoder() -> Encoder<SimpleNamespaces> {
    let mut encoder = Encoder::new();
    let namespaces: &mut SimpleNamespaces = encoder.ns_tracker_mut();
    let prefix = NcName::try_from("stream").expect("it is a name");
    namespaces.declare_fixed(Some(&prefix), ns::STREAM.into());
    namespaces.declare_fixed(None, ns::JABBER_CLIENT.into());
    let mut written = BytesMut::new();
    for item in [
        Item::ElementHeadStart(ns::STREAM.into(), &prefix),
        Item::ElementHeadEnd,
    ] {
        let begun = encoder.encode_into_bytes(item, &mut written);
        debug_assert!(begun.is_ok(), "{begun:?}");
    }
    encoder
}

/// Why nothing more can be read.
fn broken(error: io::Error) -> Trouble {
    let xml = error.get_ref().and_then(|inner| inner.downcast_ref());
    match xml {
        Some(rxml::Error::InvalidEof(_)) => Trouble::Closed,
        Some(_) | None => Trouble::Broke(error),
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt, BufStream, DuplexStream, duplex};
    use tokio_xmpp::parsers::presence::Presence;

    use super::*;

    fn wire() -> (Wire<BufStream<DuplexStream>>, DuplexStream) {
        let (ours, theirs) = duplex(1 << 20);
        (Wire::new(BufStream::new(ours)), theirs)
    }

    #[tokio::test]
    async fn elements_come_one_by_one_however_their_bytes_arrive() {
        let (mut wire, mut server) = wire();
        let sent = "<message id='1'/> \n <message id='2'><body>a</body></message><r xmlns='urn:xmpp:sm:3'/>";
        let writing = async {
            for byte in sent.bytes() {
                server.write_all(&[byte]).await.unwrap();
                tokio::task::yield_now().await;
            }
        };
        let reading = async {
            let mut names = Vec::new();
            for _ in 0..3 {
                names.push(wire.next().await.unwrap().name().to_owned());
            }
            names
        };
        let ((), names) = tokio::join!(writing, reading);
        assert_eq!(names, ["message", "message", "r"]);
    }

    #[tokio::test]
    async fn long_names_and_attributes_do_no_harm() {
        let (mut wire, mut server) = wire();
        let long = "x".repeat(300_000);
        let sent = format!("<message id='{long}'><{long}/></message><message id='2'/>");
        server.write_all(sent.as_bytes()).await.unwrap();
        assert_eq!(
            wire.next().await.unwrap().attribute("id"),
            Some(long.as_str())
        );
        assert_eq!(wire.next().await.unwrap().attribute("id"), Some("2"));
    }

    #[tokio::test]
    async fn the_end_of_a_stream_and_a_stream_error_end_it() {
        for (sent, why) in [
            ("</stream:stream>", "the server closed the connection"),
            ("<message>", "the server closed the connection"),
            ("", "the server closed the connection"),
            (
                "<a></b>",
                "the connection broke: start and end tag do not match",
            ),
            (
                "<stream:error><reset xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error>",
                "the server ended the connection: reset",
            ),
        ] {
            let (mut wire, mut server) = wire();
            server.write_all(sent.as_bytes()).await.unwrap();
            drop(server);
            assert_eq!(wire.next().await.unwrap_err().to_string(), why);
        }
    }

    #[tokio::test]
    async fn what_is_put_in_is_written_at_the_next_flush() {
        let (mut wire, mut server) = wire();
        wire.put(&Presence::available()).unwrap();
        wire.close().await.unwrap();
        let mut written = String::new();
        drop(wire);
        server.read_to_string(&mut written).await.unwrap();
        assert_eq!(
            written,
            "<presence><priority>0</priority></presence></stream:stream>"
        );
    }
}
