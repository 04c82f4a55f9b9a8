//! TLS: who the server must be, and who may vouch for it.

use std::io;
use std::path::Path;
use std::sync::Arc;

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::CryptoProvider;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{
    CertificateError, ClientConfig, DigitallySignedStruct, ProtocolVersion, RootCertStore,
    SignatureScheme,
};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use super::Fault;
use super::trouble::Trouble;

/// The application protocol of XMPP clients (XEP-0368, section 4).
const ALPN: &[u8] = b"xmpp-client";

/// All that a handshake needs.
pub(super) struct Tls {
    after_starttls: TlsConnector,
    direct: TlsConnector,
    name: ServerName<'static>,
    host: String,
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
    pub(super) fn new(domain: &str, ca_file: Option<&Path>) -> Result<Self, Fault> {
        let bare = domain.trim_matches(['[', ']']);
        let ascii = idna::domain_to_ascii(bare).unwrap_or_else(|_| bare.to_owned());
        let name = ServerName::try_from(ascii).map_err(|error| Fault::Username {
            why: format!("{domain} cannot be in a certificate: {error}"),
        })?;
        let extra = ca_file.map_or_else(|| Ok(Vec::new()), certificates)?;
        let config = client_config(extra).map_err(|error| Fault::CaFile {
            path: ca_file.unwrap_or(Path::new("")).to_owned(),
            why: error.to_string(),
        })?;
        let mut direct = config.clone();
        direct.alpn_protocols = vec![ALPN.to_vec()];
        Ok(Self {
            after_starttls: TlsConnector::from(Arc::new(config)),
            direct: TlsConnector::from(Arc::new(direct)),
            name,
            host: domain.to_owned(),
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
            Some(rustls::Error::InvalidCertificate(fault)) => Trouble::Certificate(words(fault)),
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

fn certificates(path: &Path) -> Result<Vec<CertificateDer<'static>>, Fault> {
    let fault = |why: String| Fault::CaFile {
        path: path.to_owned(),
        why,
    };
    let read = CertificateDer::pem_file_iter(path)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .map_err(|error| fault(error.to_string()))?;
    if read.is_empty() {
        return Err(fault("there is no certificate in it".to_owned()));
    }
    Ok(read)
}

fn client_config(extra: Vec<CertificateDer<'static>>) -> Result<ClientConfig, rustls::Error> {
    let mut roots = RootCertStore::empty();
    roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    for certificate in &extra {
        roots.add(certificate.clone())?;
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let public =
        WebPkiServerVerifier::builder_with_provider(Arc::new(roots), Arc::clone(&provider))
            .build()
            .map_err(|error| rustls::Error::General(error.to_string()))?;
    let verifier = Verifier {
        public,
        pinned: extra,
    };
    Ok(with_verifier(provider)?
        .with_custom_certificate_verifier(Arc::new(verifier))
        .with_no_client_auth())
}

fn with_verifier(
    provider: Arc<CryptoProvider>,
) -> Result<rustls::client::danger::DangerousClientConfigBuilder, rustls::Error> {
    Ok(ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .dangerous())
}

/// The usual verifier, which besides takes a certificate that the admin put into the CA file himself.
///
/// A server's self-signed certificate is often marked as that of an authority, and such a one may not be a
/// server's by the usual rules. Whoever names that very certificate trusts it; its name is still checked.
#[derive(Debug)]
struct Verifier {
    public: Arc<WebPkiServerVerifier>,
    pinned: Vec<CertificateDer<'static>>,
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        ocsp: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        if self.pinned.contains(end_entity) {
            rustls::client::verify_server_name(&ParsedCertificate::try_from(end_entity)?, name)?;
            return Ok(ServerCertVerified::assertion());
        }
        self.public
            .verify_server_cert(end_entity, intermediates, name, ocsp, now)
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        self.public
            .verify_tls12_signature(message, certificate, signed)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        self.public
            .verify_tls13_signature(message, certificate, signed)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.public.supported_verify_schemes()
    }
}

fn exporter(stream: &TlsStream<TcpStream>) -> Option<Vec<u8>> {
    let (_, connection) = stream.get_ref();
    (connection.protocol_version() == Some(ProtocolVersion::TLSv1_3))
        .then(|| connection.export_keying_material(vec![0; 32], b"EXPORTER-Channel-Binding", None))?
        .ok()
}

/// What is wrong with a certificate, and what to do about it where the admin can.
fn words(fault: &CertificateError) -> String {
    const HINT: &str = " (set messaging.xmpp.caFile if it is right)";
    if matches!(fault, CertificateError::UnknownIssuer) {
        format!("nobody known vouches for it{HINT}")
    } else if matches!(fault, CertificateError::Other(_)) {
        // The usual case: a self-signed certificate that is marked as that of an authority.
        format!("it is no server's certificate{HINT}")
    } else {
        fault.to_string()
    }
}
