//! The library's way through a proxy.
//!
//! The library speaks SOCKS 5 alone, takes names and passwords without odd characters only, and says little of what went
//! wrong. So it is given a SOCKS 5 proxy of ours on this machine, which leads on by [`Proxy`]. It lets nobody in but the
//! library: the password is drawn anew for each.

use std::convert::Infallible;
use std::fmt::Write;
use std::io;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use domain::world::World;
use futures::StreamExt;
use futures::stream::FuturesUnordered;
use sha2::{Digest, Sha256};
use tokio::io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{sleep, timeout};

use super::{Proxy, ProxyFault};

/// How long the library may take to say where to.
const GREETING: Duration = Duration::from_secs(5);
/// The most connections at once. The library has one for each data centre.
const MOST: usize = 32;
/// The rest after the system had no connection to give.
const REST: Duration = Duration::from_millis(100);
/// The user name that the library is given.
const NAME: &str = "postern";
/// The answer that says "connected" (RFC 1928, 6), and the one that says "not".
const DONE: [u8; 10] = [5, 0, 0, 1, 0, 0, 0, 0, 0, 0];
const FAILED: [u8; 10] = [5, 1, 0, 1, 0, 0, 0, 0, 0, 0];

/// A proxy on this machine that leads on by another.
pub(crate) struct Relay {
    door: TcpListener,
    port: u16,
    proxy: Proxy,
    password: String,
    /// How long it may take until the proxy has led there.
    deadline: Duration,
    road: Road,
}

/// What is known of the way through the proxy: why it was not open last. Cheap to clone.
#[derive(Clone, Default)]
pub(crate) struct Road(Arc<Mutex<Option<ProxyFault>>>);

impl Relay {
    /// Opens the door. Whoever comes waits until it is served.
    pub(crate) fn open(proxy: &Proxy, deadline: Duration, world: &World) -> io::Result<Self> {
        let door = std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        door.set_nonblocking(true)?;
        let door = TcpListener::from_std(door)?;
        let mut password = String::new();
        for byte in world.bytes::<32>() {
            let _ = write!(password, "{byte:02x}");
        }
        Ok(Self {
            port: door.local_addr()?.port(),
            door,
            proxy: proxy.clone(),
            password,
            deadline,
            road: Road::default(),
        })
    }

    /// Its address, with user name and password.
    pub(crate) fn url(&self) -> String {
        let (password, port) = (&self.password, self.port);
        format!("socks5://{NAME}:{password}@127.0.0.1:{port}")
    }

    /// What is known of the way through the proxy.
    pub(crate) fn road(&self) -> Road {
        self.road.clone()
    }

    /// Does the work, and leads whoever comes meanwhile. All connections end with it.
    pub(crate) async fn serve<T>(&self, work: impl Future<Output = T>) -> T {
        tokio::select! {
            done = work => done,
            never = self.lead_all() => match never {},
        }
    }

    async fn lead_all(&self) -> Infallible {
        let mut guests = FuturesUnordered::new();
        loop {
            tokio::select! {
                Some(()) = guests.next() => {}
                came = self.door.accept(), if guests.len() < MOST => match came {
                    Ok((guest, _)) => guests.push(self.lead(guest)),
                    Err(_) => sleep(REST).await,
                },
            }
        }
    }

    async fn lead(&self, mut guest: TcpStream) {
        let Ok(Ok(to)) = timeout(GREETING, self.greet(&mut guest)).await else {
            return;
        };
        let host = to.ip().to_string();
        let led = timeout(self.deadline, self.proxy.connect(&host, to.port())).await;
        let led = led.unwrap_or(Err(ProxyFault::Silent));
        self.road.tell(led.as_ref().err());
        // What breaks here is seen by the library at its end.
        let _ = match led {
            Ok(mut onward) => async {
                guest.set_nodelay(true)?;
                guest.write_all(&DONE).await?;
                copy_bidirectional(&mut guest, &mut onward).await
            }
            .await
            .map(drop),
            Err(_) => guest.write_all(&FAILED).await,
        };
    }

    /// Lets the library in, and hears where to.
    async fn greet(&self, guest: &mut TcpStream) -> io::Result<SocketAddr> {
        let [_, count] = read::<2>(guest).await?;
        let mut ways = vec![0; count.into()];
        guest.read_exact(&mut ways).await?;
        if !ways.contains(&2) {
            return Err(io::ErrorKind::Unsupported.into());
        }
        guest.write_all(&[5, 2]).await?;
        guest.read_u8().await?;
        let (name, password) = (read_text(guest).await?, read_text(guest).await?);
        // Of digests: how long it takes says nothing.
        let is_right = name == NAME.as_bytes()
            && Sha256::digest(password) == Sha256::digest(self.password.as_bytes());
        guest.write_all(&[1, u8::from(!is_right)]).await?;
        if !is_right {
            return Err(io::ErrorKind::PermissionDenied.into());
        }
        match read::<4>(guest).await? {
            [5, 1, _, 1] => {
                let address = Ipv4Addr::from(read::<4>(guest).await?);
                Ok((address, guest.read_u16().await?).into())
            }
            [5, 1, _, 4] => {
                let address = Ipv6Addr::from(read::<16>(guest).await?);
                Ok((address, guest.read_u16().await?).into())
            }
            _ => Err(io::ErrorKind::Unsupported.into()),
        }
    }
}

impl Road {
    /// Why the way was not open when it was tried last.
    pub(crate) fn fault(&self) -> Option<ProxyFault> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    fn tell(&self, fault: Option<&ProxyFault>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = fault.cloned();
    }
}

async fn read<const N: usize>(from: &mut TcpStream) -> io::Result<[u8; N]> {
    let mut bytes = [0; N];
    from.read_exact(&mut bytes).await?;
    Ok(bytes)
}

/// A text with its length before it.
async fn read_text(from: &mut TcpStream) -> io::Result<Vec<u8>> {
    let length = from.read_u8().await?;
    let mut text = vec![0; length.into()];
    from.read_exact(&mut text).await?;
    Ok(text)
}

#[cfg(test)]
mod tests {
    use domain::time::Timestamp;
    use futures::FutureExt;
    use tokio_socks::Error;
    use tokio_socks::tcp::Socks5Stream;

    use super::*;

    #[tokio::test]
    async fn nobody_is_let_in_without_the_password() {
        let world = World::new(|| Timestamp::from_micros(0), |bytes| bytes.fill(7));
        let there = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let address = there.local_addr().unwrap();
        let proxy = Proxy::socks("127.0.0.1", address.port(), None);
        let relay = Relay::open(&proxy, GREETING, &world).unwrap();
        let door = ("127.0.0.1", relay.port);
        let work = async {
            let refused = Socks5Stream::connect_with_password(door, address, NAME, "0707").await;
            assert!(matches!(refused, Err(Error::PasswordAuthFailure(1))));
            assert!(Socks5Stream::connect(door, address).await.is_err());
        };
        relay.serve(work).await;
        assert!(there.accept().now_or_never().is_none(), "nobody was led on");
        assert_eq!(relay.road().fault(), None);
    }
}
