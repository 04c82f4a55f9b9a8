//! A SOCKS 5 proxy (RFC 1928), without a login or with one (RFC 1929).

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

/// The proxy. It ends with this value.
pub struct SocksProxy {
    address: SocketAddr,
    led: Arc<AtomicUsize>,
    _tasks: JoinSet<()>,
}

impl SocksProxy {
    /// Starts a proxy that lets in whoever has this name and password; with `None`, everybody.
    pub async fn start(login: Option<(&'static str, &'static str)>) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        let led = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&led);
        let mut tasks = JoinSet::new();
        tasks.spawn(async move {
            let mut lines = JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                let count = Arc::clone(&count);
                lines.spawn(async move {
                    // A connection that breaks is what some tests want.
                    let _ = lead(stream, login, &count).await;
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

async fn lead(
    mut stream: TcpStream,
    login: Option<(&str, &str)>,
    count: &AtomicUsize,
) -> std::io::Result<()> {
    let mut head = [0; 2];
    stream.read_exact(&mut head).await?;
    let mut methods = vec![0; head[1].into()];
    stream.read_exact(&mut methods).await?;
    let method = if login.is_some() { 2 } else { 0 };
    if !methods.contains(&method) {
        return stream.write_all(&[5, 255]).await;
    }
    stream.write_all(&[5, method]).await?;
    if let Some((name, password)) = login {
        stream.read_u8().await?;
        let is_right = text(&mut stream).await? == name.as_bytes()
            && text(&mut stream).await? == password.as_bytes();
        stream.write_all(&[1, u8::from(!is_right)]).await?;
        if !is_right {
            return Ok(());
        }
    }
    let mut request = [0; 4];
    stream.read_exact(&mut request).await?;
    let host = match request[3] {
        1 => Ipv4Addr::from(stream.read_u32().await?).to_string(),
        3 => String::from_utf8_lossy(&text(&mut stream).await?).into_owned(),
        other => panic!("no address of the kind {other} here"),
    };
    let port = stream.read_u16().await?;
    let mut onward = TcpStream::connect((host, port)).await?;
    stream.write_all(&[5, 0, 0, 1, 0, 0, 0, 0, 0, 0]).await?;
    count.fetch_add(1, Ordering::SeqCst);
    copy_bidirectional(&mut stream, &mut onward).await?;
    Ok(())
}

async fn text(stream: &mut TcpStream) -> std::io::Result<Vec<u8>> {
    let length = stream.read_u8().await?;
    let mut text = vec![0; length.into()];
    stream.read_exact(&mut text).await?;
    Ok(text)
}
