//! TCP through a proxy, for providers that are not spoken to over HTTP.

use std::io;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use percent_encoding::percent_decode_str;
use reqwest::Url;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_socks::tcp::Socks5Stream;

use crate::http::ProxyUrl;

/// The longest answer of an HTTP proxy, in bytes.
const LONGEST_ANSWER: usize = 8 * 1024;

/// A proxy whose address has been read.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Proxy {
    kind: Kind,
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

impl Proxy {
    /// Reads `socks5://[user:password@]host:port` or `http://…`; `None` if it is neither.
    pub(crate) fn parse(url: &ProxyUrl) -> Option<Self> {
        let url = Url::parse(url.0.trim()).ok()?;
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

    /// Connects to a host, whose name the proxy looks up. The caller has a deadline.
    pub(crate) async fn connect(&self, host: &str, port: u16) -> io::Result<TcpStream> {
        let stream = TcpStream::connect((self.host.as_str(), self.port)).await;
        let stream = stream.map_err(|error| of_proxy(&error.to_string()))?;
        match self.kind {
            Kind::Socks => self.by_socks(stream, host, port).await,
            Kind::Http => self.by_http(stream, host, port).await,
        }
    }

    async fn by_socks(&self, stream: TcpStream, host: &str, port: u16) -> io::Result<TcpStream> {
        let led = match &self.login {
            None => Socks5Stream::connect_with_socket(stream, (host, port)).await,
            Some((name, password)) => {
                Socks5Stream::connect_with_password_and_socket(stream, (host, port), name, password)
                    .await
            }
        };
        led.map(Socks5Stream::into_inner)
            .map_err(|error| of_proxy(&error.to_string()))
    }

    async fn by_http(&self, mut stream: TcpStream, host: &str, port: u16) -> io::Result<TcpStream> {
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
        let mut answer = Vec::new();
        // One by one: what follows the empty line is not ours to read.
        while !answer.ends_with(b"\r\n\r\n") {
            if answer.len() >= LONGEST_ANSWER {
                return Err(of_proxy("it answers no HTTP"));
            }
            answer.push(stream.read_u8().await?);
        }
        let answer = String::from_utf8_lossy(&answer);
        let status = answer.split(' ').nth(1).unwrap_or_default();
        match status {
            "200" => Ok(stream),
            "407" => Err(of_proxy("it wants another user name or password")),
            status => Err(of_proxy(&format!("it refuses with the status {status}"))),
        }
    }
}

impl std::fmt::Debug for Proxy {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // It may hold a password.
        f.write_str("Proxy(…)")
    }
}

fn of_proxy(why: &str) -> io::Error {
    io::Error::other(format!("the proxy: {why}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Option<Proxy> {
        Proxy::parse(&ProxyUrl(text.to_owned()))
    }

    #[test]
    fn an_address_has_a_scheme_a_host_and_perhaps_a_login() {
        let proxy = parse("socks5://me:p%40ss@[::1]:1081").unwrap();
        assert!(proxy.kind == Kind::Socks && proxy.host == "::1" && proxy.port == 1081);
        assert_eq!(proxy.login, Some(("me".to_owned(), "p@ss".to_owned())));
        let proxy = parse(" http://proxy.example.org ").unwrap();
        assert!(proxy.kind == Kind::Http && proxy.port == 80 && proxy.login.is_none());
        for text in ["", "proxy.example.org:1080", "https://a", "socks4://a:1"] {
            assert!(parse(text).is_none(), "{text}");
        }
    }
}
