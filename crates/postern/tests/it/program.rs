//! A program with a token, which has messages sent one after another on one connection.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::TcpStream;

use rustls::{ClientConnection, StreamOwned};
use tokio::sync::mpsc;
use tokio::task::{JoinHandle, spawn_blocking};

use super::place::Place;

/// The program.
pub(crate) struct Program {
    stream: BufReader<StreamOwned<ClientConnection, TcpStream>>,
    token: String,
}

impl Program {
    /// A program with a new token.
    pub(crate) async fn new(place: &Place, address: &str) -> Self {
        let token = place.run(&["integration", "add", "burst"]).await.well();
        Self {
            stream: BufReader::new(place.connect(address)),
            token: token.trim().to_owned(),
        }
    }

    /// Has Alice sent the texts 1 to `count`, until the server is gone; each that is accepted comes out in between.
    pub(crate) fn burst(mut self, count: usize) -> (Accepted, JoinHandle<()>) {
        let (sender, accepted) = mpsc::unbounded_channel();
        let sent = spawn_blocking(move || {
            for number in 1..=count {
                match self.send(&text(number)) {
                    Ok(status) if status.contains(" 202 ") => sender.send(number).unwrap(),
                    Ok(status) => panic!("number {number} was not accepted: {status}"),
                    Err(_) => return,
                }
            }
        });
        (accepted, sent)
    }

    /// Gives the status line of the answer.
    fn send(&mut self, text: &str) -> io::Result<String> {
        let body = serde_json::json!({ "to": "alice", "text": text }).to_string();
        let (token, length) = (&self.token, body.len());
        let request = format!(
            "POST /api/v1/messages HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\n\
             Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}"
        );
        self.stream.get_mut().write_all(request.as_bytes())?;
        let status = self.line()?;
        let mut length = 0;
        loop {
            let line = self.line()?.to_ascii_lowercase();
            if line.is_empty() {
                break;
            }
            if let Some(value) = line.strip_prefix("content-length:") {
                length = value.trim().parse().unwrap();
            }
        }
        self.stream.read_exact(&mut vec![0; length])?;
        Ok(status)
    }

    fn line(&mut self) -> io::Result<String> {
        let mut line = String::new();
        if self.stream.read_line(&mut line)? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        Ok(line.trim_end().to_owned())
    }
}

/// The numbers of what was accepted, as it happens.
pub(crate) type Accepted = mpsc::UnboundedReceiver<usize>;

const BEFORE: &str = "The backup number ";
const AFTER: &str = " is done.";

/// The text with this number.
fn text(number: usize) -> String {
    format!("{BEFORE}{number}{AFTER}")
}

/// The number of the text in a message, if it holds one.
pub(crate) fn number_in(message: &str) -> Option<usize> {
    let (_, rest) = message.split_once(BEFORE)?;
    rest.split_once(AFTER)?.0.parse().ok()
}
