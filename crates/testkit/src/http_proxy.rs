//! An HTTP proxy that leads on with CONNECT (RFC 9110, section 9.3.6), for those who have a name and a password.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use tokio::io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

/// The proxy. It ends with this value.
pub struct HttpProxy {
    address: SocketAddr,
    led: Arc<AtomicUsize>,
    _tasks: JoinSet<()>,
}

impl HttpProxy {
    /// Starts a proxy that lets in whoever has this name and password.
    pub async fn start(name: &str, password: &str) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        let led = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&led);
        let login = format!("Basic {}", STANDARD.encode(format!("{name}:{password}")));
        let mut tasks = JoinSet::new();
        tasks.spawn(async move {
            let mut lines = JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                let (count, login) = (Arc::clone(&count), login.clone());
                lines.spawn(async move {
                    // A connection that breaks is the client's affair.
                    let _ = lead(stream, &login, &count).await;
                });
            }
        });
        Self {
            address,
            led,
            _tasks: tasks,
        }
    }

    /// Host and port.
    pub fn shown(&self) -> String {
        self.address.to_string()
    }

    /// How many connections it has led on.
    pub fn led(&self) -> usize {
        self.led.load(Ordering::SeqCst)
    }
}

async fn lead(mut stream: TcpStream, login: &str, count: &AtomicUsize) -> std::io::Result<()> {
    let mut request = Vec::new();
    while !request.ends_with(b"\r\n\r\n") {
        request.push(stream.read_u8().await?);
    }
    let request = String::from_utf8_lossy(&request).into_owned();
    let mut lines = request.lines();
    let first = lines.next().unwrap_or_default();
    let target = first
        .strip_prefix("CONNECT ")
        .and_then(|rest| rest.strip_suffix(" HTTP/1.1"));
    let given = lines.find_map(|line| line.strip_prefix("Proxy-Authorization: "));
    let Some(target) = target else {
        return stream
            .write_all(b"HTTP/1.1 405 Method Not Allowed\r\n\r\n")
            .await;
    };
    if given != Some(login) {
        let refusal =
            b"HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic\r\n\r\n";
        return stream.write_all(refusal).await;
    }
    let mut onward = TcpStream::connect(target).await?;
    stream
        .write_all(b"HTTP/1.1 200 Connection established\r\n\r\n")
        .await?;
    count.fetch_add(1, Ordering::SeqCst);
    copy_bidirectional(&mut stream, &mut onward).await?;
    Ok(())
}
