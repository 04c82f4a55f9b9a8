//! Connections through a proxy, which looks names up itself. Messengers that are not spoken to over HTTP use it, too.

mod relay;

use std::fmt;
use std::io;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use percent_encoding::percent_decode_str;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpStream, lookup_host};
use tokio_socks::Error as SocksError;
use tokio_socks::tcp::Socks5Stream;
use url::Url;

pub(crate) use relay::{Relay, Road};

/// The longest answer of an HTTP proxy, in bytes.
const LONGEST_ANSWER: usize = 8 * 1024;

/// A proxy.
#[derive(Clone, PartialEq, Eq)]
pub struct Proxy {
    kind: Kind,
    /// A name or an address; that of IPv6 without its brackets.
    host: String,
    port: u16,
    /// User name and password.
    login: Option<(String, String)>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// SOCKS 5 (RFC 1928, RFC 1929).
    Socks,
    /// `CONNECT` (RFC 9110, section 9.3.6).
    Http,
}

/// Why a proxy does not lead on, in words for admins.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProxyFault {
    /// Its name has no address.
    #[error("the proxy's name has no address")]
    NoName,
    /// It is not there, or has hung up.
    #[error("the proxy cannot be reached: {0}")]
    Unreachable(io::ErrorKind),
    /// It does not let us in.
    #[error("the proxy wants another user name or password")]
    Login,
    /// It says nothing for too long.
    #[error("the proxy does not answer")]
    Silent,
    /// It does not lead there, for a reason of its own.
    #[error("the proxy does not lead there: {0}")]
    Refuses(String),
}

impl Proxy {
    /// Reads `socks5://[user:password@]host:port` or `http://…`; `None` if it is neither. Characters of user name and
    /// password may be written as in `%40`. Without a port it is 1080, or 80.
    pub fn parse(url: &str) -> Option<Self> {
        let url = Url::parse(url.trim()).ok()?;
        let (kind, usual) = match url.scheme() {
            "socks5" => (Kind::Socks, 1080),
            "http" => (Kind::Http, 80),
            _ => return None,
        };
        let decoded = |text| percent_decode_str(text).decode_utf8_lossy().into_owned();
        let password = url.password().unwrap_or_default();
        let login =
            (!url.username().is_empty()).then(|| (decoded(url.username()), decoded(password)));
        Some(Self {
            kind,
            host: url.host_str()?.trim_matches(['[', ']']).to_owned(),
            port: url.port().unwrap_or(usual),
            login,
        })
    }

    /// A proxy that speaks SOCKS 5; `login` is user name and password.
    pub fn socks(host: &str, port: u16, login: Option<(String, String)>) -> Self {
        Self {
            kind: Kind::Socks,
            host: host.trim_matches(['[', ']']).to_owned(),
            port,
            login,
        }
    }

    /// Connects to a host by its name or address. The caller has a deadline.
    pub async fn connect(&self, host: &str, port: u16) -> Result<TcpStream, ProxyFault> {
        let stream = self.reach().await?;
        match self.kind {
            Kind::Socks => self.by_socks(stream, host, port).await,
            Kind::Http => self.by_http(stream, host, port).await,
        }
    }

    /// Connects to the proxy itself.
    async fn reach(&self) -> Result<TcpStream, ProxyFault> {
        let found = lookup_host((self.host.as_str(), self.port)).await;
        let addresses: Vec<_> = found.map_err(|_| ProxyFault::NoName)?.collect();
        if addresses.is_empty() {
            return Err(ProxyFault::NoName);
        }
        let stream = TcpStream::connect(addresses.as_slice()).await?;
        // What is sent is mostly short, and somebody waits for it.
        stream.set_nodelay(true)?;
        Ok(stream)
    }

    async fn by_socks(
        &self,
        stream: TcpStream,
        host: &str,
        port: u16,
    ) -> Result<TcpStream, ProxyFault> {
        let led = match &self.login {
            None => Socks5Stream::connect_with_socket(stream, (host, port)).await,
            Some((name, password)) => {
                Socks5Stream::connect_with_password_and_socket(stream, (host, port), name, password)
                    .await
            }
        };
        led.map(Socks5Stream::into_inner).map_err(of_socks)
    }

    async fn by_http(
        &self,
        mut stream: TcpStream,
        host: &str,
        port: u16,
    ) -> Result<TcpStream, ProxyFault> {
        let host = if host.contains(':') {
            format!("[{host}]")
        } else {
            host.to_owned()
        };
        let login = self.login.as_ref().map(|(name, password)| {
            let login = STANDARD.encode(format!("{name}:{password}"));
            format!("Proxy-Authorization: Basic {login}\r\n")
        });
        let request = format!(
            "CONNECT {host}:{port} HTTP/1.1\r\nHost: {host}:{port}\r\n{}\r\n",
            login.unwrap_or_default()
        );
        stream.write_all(request.as_bytes()).await?;
        match read_status(&mut stream).await? {
            Some(200..=299) => Ok(stream),
            Some(407) => Err(ProxyFault::Login),
            Some(status @ 100..=599) => Err(ProxyFault::Refuses(format!(
                "it answers with the status {status}"
            ))),
            Some(_) | None => Err(ProxyFault::Refuses("it answers no HTTP".to_owned())),
        }
    }
}

/// Reads an answer up to its empty line, and gives its status; `None` if there is none.
async fn read_status(stream: &mut TcpStream) -> io::Result<Option<u16>> {
    let mut answer = Vec::new();
    // One by one: what follows the empty line is not ours to read.
    while !answer.ends_with(b"\r\n\r\n") {
        if answer.len() >= LONGEST_ANSWER {
            return Ok(None);
        }
        answer.push(stream.read_u8().await?);
    }
    let answer = String::from_utf8_lossy(&answer);
    let status = answer.split(' ').nth(1);
    Ok(status.and_then(|status| status.parse().ok()))
}

impl From<io::Error> for ProxyFault {
    fn from(error: io::Error) -> Self {
        Self::Unreachable(error.kind())
    }
}

fn of_socks(error: SocksError) -> ProxyFault {
    if let SocksError::Io(error) = error {
        return error.into();
    }
    let wants_login = matches!(
        error,
        SocksError::PasswordAuthFailure(_)
            | SocksError::NoAcceptableAuthMethods
            | SocksError::UnknownAuthMethod
            | SocksError::AuthorizationRequired
    );
    if wants_login {
        ProxyFault::Login
    } else {
        ProxyFault::Refuses(error.to_string())
    }
}

impl fmt::Debug for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // It may hold a password.
        f.write_str("Proxy(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_a_scheme_a_host_and_perhaps_a_login() {
        let proxy = Proxy::parse("socks5://me:p%40ss@[::1]:1081").unwrap();
        let login = Some(("me".to_owned(), "p@ss".to_owned()));
        assert!(proxy == Proxy::socks("[::1]", 1081, login));
        assert_eq!(proxy.host, "::1");
        let proxy = Proxy::parse(" http://proxy.example.org ").unwrap();
        assert!(proxy.kind == Kind::Http && proxy.port == 80 && proxy.login.is_none());
        for text in ["", "proxy.example.org:1080", "https://a", "socks4://a:1"] {
            assert!(Proxy::parse(text).is_none(), "{text}");
        }
    }
}
