//! Where what comes in is read: three ways, by what the daemon is.

use std::time::Duration;

use futures::StreamExt;
use reqwest::{Response, Upgraded};
use serde_json::Value;
use tokio::time::timeout;
use tokio_websockets::{ClientBuilder, Limits, WebSocketStream};

use super::api::Api;
use super::ears::Event;
use super::outcome::Refusal;
use crate::http::Trouble;

/// signal-cli says something every 15 seconds, the container every 54, if only that it is there.
const LONGEST_SILENCE: Duration = Duration::from_secs(120);
/// The longest event in bytes.
const LONGEST_EVENT: usize = 256 * 1024;

/// Where what comes in is read.
pub(super) enum Inbox {
    /// signal-cli's events, line by line.
    Stream(Response, Lines),
    /// A WebSocket of the container.
    Socket(Box<WebSocketStream<Upgraded>>),
    /// The container has to be asked.
    Letterbox,
}

impl Inbox {
    pub(super) fn stream(stream: Response) -> Self {
        Self::Stream(stream, Lines::default())
    }

    pub(super) fn socket(connection: Upgraded) -> Self {
        let limits = Limits::default().max_payload_len(Some(LONGEST_EVENT));
        let socket = ClientBuilder::new().limits(limits).take_over(connection);
        Self::Socket(Box::new(socket))
    }

    /// Whether what comes in has to be asked for.
    pub(super) const fn is_fetched(&self) -> bool {
        matches!(self, Self::Letterbox)
    }

    /// What came next, which may be nothing yet; `None` at the end. What cannot be understood is no concern of ours.
    pub(super) async fn next(&mut self, api: &Api) -> Result<Option<Vec<Event>>, Refusal> {
        match self {
            Self::Stream(stream, lines) => {
                let chunk = in_time(api.http.next_chunk(stream)).await??;
                let Some(chunk) = chunk else { return Ok(None) };
                let data = lines.take(&chunk)?;
                let events = data.iter().map(|data| serde_json::from_slice(data));
                Ok(Some(events.filter_map(Result::ok).collect()))
            }
            Self::Socket(socket) => {
                let Some(Ok(message)) = in_time(socket.next()).await? else {
                    return Ok(None);
                };
                // Pings are answered by the socket itself.
                let text = message.as_text();
                let event = text.and_then(|text| serde_json::from_str(text).ok());
                Ok(Some(event.into_iter().collect()))
            }
            Self::Letterbox => {
                let events = api.fetch::<Value>().await?.into_iter();
                let events = events.filter_map(|event| serde_json::from_value(event).ok());
                Ok(Some(events.collect()))
            }
        }
    }
}

async fn in_time<T>(reading: impl Future<Output = T>) -> Result<T, Trouble> {
    let read = timeout(LONGEST_SILENCE, reading).await;
    read.map_err(|_| Trouble::Silent(LONGEST_SILENCE))
}

/// Events as they are written line by line (<https://html.spec.whatwg.org/multipage/server-sent-events.html>), of which
/// one line each holds the data.
#[derive(Default)]
pub(super) struct Lines(Vec<u8>);

impl Lines {
    /// Adds what came; gives the data that is whole now.
    fn take(&mut self, chunk: &[u8]) -> Result<Vec<Vec<u8>>, Trouble> {
        let mut whole = Vec::new();
        for byte in chunk {
            if *byte == b'\n' {
                let line = std::mem::take(&mut self.0);
                if let Some(data) = line.strip_prefix(b"data:") {
                    whole.push(data.to_vec());
                }
            } else if self.0.len() >= LONGEST_EVENT {
                return Err(Trouble::Huge);
            } else {
                self.0.push(*byte);
            }
        }
        Ok(whole)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_come_in_pieces_and_none_is_too_long() {
        let mut lines = Lines::default();
        assert!(lines.take(b":\n\nevent:receive\nda").unwrap().is_empty());
        let data = lines.take(b"ta:{\"a\":1}\n\ndata:2\n").unwrap();
        assert_eq!(data, [b"{\"a\":1}".to_vec(), b"2".to_vec()]);
        let long = vec![b'x'; LONGEST_EVENT + 1];
        assert_eq!(lines.take(&long).unwrap_err(), Trouble::Huge);
    }
}
