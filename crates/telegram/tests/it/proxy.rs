use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use futures::StreamExt;
use futures::stream::FuturesUnordered;
use telegram::connection::Status;
use telegram::proxy::Proxy;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use super::stage::{Stage, received, say_until_sent, until};

/// Passes all connections to a port on to an address, until it is dropped.
pub(super) async fn forward(port: u16, to: SocketAddr) {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port))
        .await
        .unwrap();
    let mut open = FuturesUnordered::new();
    loop {
        tokio::select! {
            near = listener.accept() => open.push(async move {
                let mut near = near.unwrap().0;
                let mut far = TcpStream::connect(to).await.unwrap();
                // How it ends is its sides' affair.
                tokio::io::copy_bidirectional(&mut near, &mut far).await.ok();
            }),
            Some(()) = open.next() => {}
        }
    }
}

/// A proxy as in RFC 1928 that lets in whoever knows the password, and counts whom it connected.
pub(super) async fn socks5(listener: TcpListener, count: Arc<AtomicUsize>) {
    let mut open = FuturesUnordered::new();
    loop {
        tokio::select! {
            near = listener.accept() => open.push(serve(near.unwrap().0, Arc::clone(&count))),
            Some(_) = open.next() => {}
        }
    }
}

async fn serve(mut near: TcpStream, count: Arc<AtomicUsize>) -> std::io::Result<()> {
    let mut head = [0; 2];
    near.read_exact(&mut head).await?;
    let mut methods = vec![0; head[1].into()];
    near.read_exact(&mut methods).await?;
    assert!(methods.contains(&2), "a password is offered: {methods:?}");
    near.write_all(&[5, 2]).await?;
    // RFC 1929.
    let mut credentials = [0; 1 + 1 + 4 + 1 + 6];
    near.read_exact(&mut credentials).await?;
    assert_eq!(&credentials, b"\x01\x04user\x06secret");
    near.write_all(&[1, 0]).await?;
    let mut request = [0; 4 + 4 + 2];
    near.read_exact(&mut request).await?;
    assert_eq!(request[..4], [5, 1, 0, 1], "connect to an IPv4 address");
    let [.., a, b, c, d, high, low] = request;
    let to = (Ipv4Addr::new(a, b, c, d), u16::from_be_bytes([high, low]));
    let mut far = TcpStream::connect(to).await?;
    count.fetch_add(1, Ordering::Relaxed);
    near.write_all(&[5, 0, 0, 1, 0, 0, 0, 0, 0, 0]).await?;
    tokio::io::copy_bidirectional(&mut near, &mut far).await?;
    Ok(())
}

#[tokio::test]
async fn with_a_proxy_everything_goes_through_it_the_exchange_of_keys_too() {
    let mut stage = Stage::set().await;
    let (bot, login) = stage.bot();
    let reader = stage.reader(bot);
    stage.dc.migrate(bot, 1);
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let port = listener.local_addr().unwrap().port();
    stage.settings.proxy = Proxy::parse(&format!("socks5://user:secret@127.0.0.1:{port}"));
    let count = Arc::new(AtomicUsize::new(0));
    let work = async {
        let connection = stage.connect(&login).await;
        say_until_sent(&connection, reader, "through the proxy").await;
        // Whatever is connected came through the proxy.
        assert!(stage.dc.connections() <= count.load(Ordering::Relaxed));
        connection.stop().await;
    };
    tokio::select! {
        () = socks5(listener, Arc::clone(&count)) => {}
        () = work => {}
    }
    assert_eq!(received(&stage, reader, bot), ["through the proxy"]);
    // Two data centres, at each the exchange of keys and the connection itself.
    assert!(count.load(Ordering::Relaxed) >= 4);
}

#[tokio::test]
async fn a_proxy_that_says_nothing_is_named() {
    let mut stage = Stage::set().await;
    let (_, login) = stage.bot();
    // Its connections are taken by the system, and by nobody else.
    let silent = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let address = silent.local_addr().unwrap();
    stage.settings.proxy = Proxy::parse(&format!("socks5://{address}"));
    stage.settings.pace.connect = Duration::from_millis(100);
    let connection = stage.start(stage.session("silent").await, login);
    let down = until(&connection, |status| *status != Status::Connecting).await;
    let said = "Telegram cannot be reached: the proxy does not answer";
    assert!(
        matches!(&down, Status::Down { why } if why == said),
        "{down:?}"
    );
}
