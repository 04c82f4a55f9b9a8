//! TLS: who the server must be, and who may vouch for it.

use std::io;
use std::path::Path;
use std::sync::Arc;

use domain::provider::Provider;
use rustls::ProtocolVersion;
use rustls::pki_types::ServerName;
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use super::Fault;
use super::trouble::Trouble;
use crate::trust;

/// The application protocol of XMPP clients (XEP-0368, section 4).
const ALPN: &[u8] = b"xmpp-client";

/// All that a handshake needs.
pub(super) struct Tls {
    after_starttls: TlsConnector,
    direct: TlsConnector,
    name: ServerName<'static>,
    host: String,
    /// The key of config.json that says whom else to trust.
    ca_key: String,
}

/// An encrypted connection.
pub(super) struct Encrypted {
    /// The connection.
    pub(super) stream: TlsStream<TcpStream>,
    /// What binds a login to this connection (RFC 9266); `None` before TLS 1.3.
    pub(super) exporter: Option<Vec<u8>>,
}

impl Tls {
    /// Prepares for a server that must prove to be `domain` (RFC 6120, section 13.7.2), by a certificate that the
    /// public authorities, those of this machine, or those in `ca_file` vouch for, or that itself is in `ca_file`.
    pub(super) fn new(
        provider: &Provider,
        domain: &str,
        ca_file: Option<&Path>,
    ) -> Result<Self, Fault> {
        let bare = domain.trim_matches(['[', ']']);
        let ascii = idna::domain_to_ascii(bare).unwrap_or_else(|_| bare.to_owned());
        let name = ServerName::try_from(ascii).map_err(|error| Fault::Username {
            why: format!("{domain} cannot be in a certificate: {error}"),
        })?;
        let config = trust::client_config(ca_file).map_err(|why| Fault::CaFile {
            path: ca_file.unwrap_or(Path::new("")).to_owned(),
            why,
        })?;
        let mut direct = config.clone();
        direct.alpn_protocols = vec![ALPN.to_vec()];
        Ok(Self {
            after_starttls: TlsConnector::from(Arc::new(config)),
            direct: TlsConnector::from(Arc::new(direct)),
            name,
            host: domain.to_owned(),
            ca_key: format!("messaging.{provider}.caFile"),
        })
    }

    /// Encrypts a connection; `direct` says that TLS starts with the first byte.
    pub(super) async fn start(&self, tcp: TcpStream, direct: bool) -> Result<Encrypted, Trouble> {
        let connector = if direct {
            &self.direct
        } else {
            &self.after_starttls
        };
        let stream = connector
            .connect(self.name.clone(), tcp)
            .await
            .map_err(|error| self.trouble(&error))?;
        let exporter = exporter(&stream);
        Ok(Encrypted { stream, exporter })
    }

    fn trouble(&self, error: &io::Error) -> Trouble {
        let tls = error
            .get_ref()
            .and_then(|inner| inner.downcast_ref::<rustls::Error>());
        match tls {
            Some(rustls::Error::InvalidCertificate(fault)) => {
                Trouble::Certificate(trust::words(fault, &self.ca_key))
            }
            Some(other) => Trouble::Tls {
                host: self.host.clone(),
                why: other.to_string(),
            },
            None => Trouble::Tls {
                host: self.host.clone(),
                why: error.to_string(),
            },
        }
    }
}

fn exporter(stream: &TlsStream<TcpStream>) -> Option<Vec<u8>> {
    let (_, connection) = stream.get_ref();
    (connection.protocol_version() == Some(ProtocolVersion::TLSv1_3))
        .then(|| connection.export_keying_material(vec![0; 32], b"EXPORTER-Channel-Binding", None))?
        .ok()
}
