//! TLS from the first byte on a connection that a proxy has led: the library begins it only on connections of its own.

use std::io;
use std::net::SocketAddr;
use std::path::Path;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use lettre::transport::smtp::client::AsyncTokioStream;
use rustls::pki_types::ServerName;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use super::Fault;

/// All that a handshake needs. The certificate is always checked.
pub(super) struct Sealing {
    connector: TlsConnector,
    name: ServerName<'static>,
}

/// An encrypted connection.
#[derive(Debug)]
pub(super) struct Sealed(TlsStream<TcpStream>);

impl Sealing {
    /// For this host, which the public authorities vouch for, or those in `ca_file`.
    pub(super) fn new(host: &str, ca_file: Option<&Path>) -> Result<Self, Fault> {
        let name = ServerName::try_from(host.to_owned());
        let config = crate::trust::client_config(ca_file).map_err(|why| Fault::CaFile {
            path: ca_file.map(Path::to_owned).unwrap_or_default(),
            why,
        })?;
        Ok(Self {
            connector: TlsConnector::from(Arc::new(config)),
            name: name.map_err(|error| Fault::Tls(error.to_string()))?,
        })
    }

    /// Encrypts a connection.
    pub(super) async fn seal(&self, stream: TcpStream) -> io::Result<Sealed> {
        let sealed = self.connector.connect(self.name.clone(), stream).await;
        sealed.map(Sealed)
    }
}

impl AsyncTokioStream for Sealed {
    fn peer_addr(&self) -> io::Result<SocketAddr> {
        self.0.get_ref().0.peer_addr()
    }
}

impl AsyncRead for Sealed {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_read(context, buffer)
    }
}

impl AsyncWrite for Sealed {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.0).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_shutdown(context)
    }
}
