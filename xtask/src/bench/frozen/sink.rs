//! A server that takes messages as ntfy does, and no more; it can be frozen.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};

/// The server. Its threads end with the process.
pub(super) struct Sink {
    inside: Arc<Inside>,
    port: u16,
}

#[derive(Default)]
struct Inside {
    /// When each message came that has a name and a number.
    arrived: Mutex<HashMap<String, HashMap<usize, Instant>>>,
    more: Condvar,
    is_frozen: AtomicBool,
}

impl Sink {
    pub(super) fn start() -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let port = listener.local_addr()?.port();
        let inside = Arc::new(Inside::default());
        let own = Arc::clone(&inside);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let inside = Arc::clone(&own);
                // A connection that breaks is the other side's affair.
                thread::spawn(move || inside.serve(&stream));
            }
        });
        Ok(Self { inside, port })
    }

    pub(super) const fn port(&self) -> u16 {
        self.port
    }

    /// From now on takes connections and requests, and answers nothing.
    pub(super) fn freeze(&self) {
        self.inside.is_frozen.store(true, Ordering::Relaxed);
    }

    /// Waits until so many messages of a name have come, and gives when each came.
    pub(super) fn wait_for(
        &self,
        name: &str,
        count: usize,
        patience: Duration,
    ) -> Result<HashMap<usize, Instant>> {
        let arrived = self.inside.arrived.lock();
        let arrived = arrived.unwrap_or_else(PoisonError::into_inner);
        let so_many =
            |all: &HashMap<String, HashMap<usize, Instant>>| all.get(name).map_or(0, HashMap::len);
        let waited = self
            .inside
            .more
            .wait_timeout_while(arrived, patience, |all| so_many(all) < count);
        let (arrived, _) = waited.unwrap_or_else(PoisonError::into_inner);
        let got = so_many(&arrived);
        ensure!(got >= count, "{got} of {count} came");
        Ok(arrived.get(name).cloned().unwrap_or_default())
    }
}

impl Inside {
    fn serve(&self, stream: &TcpStream) -> Option<()> {
        stream.set_nodelay(true).ok()?;
        let mut requests = BufReader::new(stream);
        loop {
            let (line, body) = read_request(&mut requests)?;
            while self.is_frozen.load(Ordering::Relaxed) {
                thread::park();
            }
            if line.starts_with("POST ") {
                self.take(&body);
            }
            let answer = if line.starts_with("POST ") {
                r#"{"id":"a","event":"message"}"#
            } else {
                r#"{"username":"*"}"#
            };
            let mut stream = stream;
            let head = format!(
                "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{answer}",
                answer.len()
            );
            stream.write_all(head.as_bytes()).ok()?;
        }
    }

    /// Notes a message `name#number#`.
    fn take(&self, body: &str) -> Option<()> {
        let now = Instant::now();
        let (before, rest) = body.split_once('#')?;
        let number = rest.split_once('#')?.0.parse().ok()?;
        let name = before
            .rsplit(|c: char| !c.is_alphanumeric() && c != '-')
            .next()?;
        let mut arrived = self.arrived.lock().unwrap_or_else(PoisonError::into_inner);
        let of_name = arrived.entry(name.to_owned()).or_default();
        of_name.entry(number).or_insert(now);
        self.more.notify_all();
        Some(())
    }
}

/// The first line and the body of a request; `None` at the end.
fn read_request(requests: &mut impl BufRead) -> Option<(String, String)> {
    let (mut first, mut length) = (String::new(), 0);
    requests.read_line(&mut first).ok()?;
    if first.is_empty() {
        return None;
    }
    loop {
        let mut line = String::new();
        requests.read_line(&mut line).ok()?;
        if line.trim().is_empty() {
            break;
        }
        if let Some((name, value)) = line.split_once(':')
            && name.eq_ignore_ascii_case("content-length")
        {
            length = value.trim().parse().ok()?;
        }
    }
    let mut body = vec![0; length];
    requests.read_exact(&mut body).ok()?;
    Some((first, String::from_utf8_lossy(&body).into_owned()))
}
