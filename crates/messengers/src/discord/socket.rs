//! A WebSocket that carries text.

use std::time::Duration;

use futures::{SinkExt, StreamExt};
use reqwest::Upgraded;
use serde_json::Value;
use tokio::time::timeout;
use tokio_websockets::{ClientBuilder, CloseCode, Limits, Message, WebSocketStream};

/// The longest payload that is read, in bytes: a large server's description may have some millions.
const LONGEST: usize = 16 << 20;
/// How long something said may take to get out.
const PATIENCE: Duration = Duration::from_secs(10);
/// How Discord closes without saying why (RFC 6455, 7.4.1).
const NO_CODE: u16 = 1_005;

/// What came.
pub(super) enum Frame {
    Text(String),
    /// The other end closed, with this code.
    Closed(u16),
    /// The connection broke.
    Broken(String),
}

/// A WebSocket.
pub(super) struct Socket(WebSocketStream<Upgraded>);

impl Socket {
    /// Over a connection that has just become one.
    pub(super) fn over(connection: Upgraded) -> Self {
        let limits = Limits::default().max_payload_len(Some(LONGEST));
        Self(ClientBuilder::new().limits(limits).take_over(connection))
    }

    /// The next thing that came.
    pub(super) async fn next(&mut self) -> Frame {
        loop {
            match self.0.next().await {
                Some(Ok(message)) => {
                    if let Some((code, _)) = message.as_close() {
                        return Frame::Closed(u16::from(code));
                    }
                    if let Some(text) = message.as_text() {
                        return Frame::Text(text.to_owned());
                    }
                }
                Some(Err(_)) => return Frame::Broken("the connection broke".to_owned()),
                None => return Frame::Closed(NO_CODE),
            }
        }
    }

    /// Says something.
    pub(super) async fn say(&mut self, value: &Value) -> Result<(), String> {
        let message = Message::text(value.to_string());
        match timeout(PATIENCE, self.0.send(message)).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) => Err("the connection broke".to_owned()),
            Err(_) => Err("Discord does not listen any more".to_owned()),
        }
    }

    /// Closes, if the other end still listens.
    pub(super) async fn close(&mut self, code: u16) {
        let message = Message::close(CloseCode::try_from(code).ok(), "");
        // Whether it got there makes no difference any more.
        let _ = timeout(PATIENCE, self.0.send(message)).await;
    }
}
