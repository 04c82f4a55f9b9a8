//! Which certificates are trusted, for every provider and the bridge's homeserver alike.

use std::path::Path;
use std::sync::Arc;

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{
    CertificateError, ClientConfig, DigitallySignedStruct, RootCertStore, SignatureScheme,
};

/// TLS as a client: a server is trusted if the public authorities, those of this machine, or those in `ca_file` vouch
/// for its certificate, or if `ca_file` holds that certificate itself. `Err` says what is wrong with the file.
pub fn client_config(ca_file: Option<&Path>) -> Result<ClientConfig, String> {
    let extra = ca_file.map_or_else(|| Ok(Vec::new()), certificates)?;
    config(extra).map_err(|error| error.to_string())
}

/// What is wrong with a certificate, and what to do about it where the admin can: `key` is what to set.
pub(crate) fn words(fault: &CertificateError, key: &str) -> String {
    // An authority that was made anew has its old name and another signature.
    if matches!(
        fault,
        CertificateError::UnknownIssuer | CertificateError::BadSignature
    ) {
        format!("nobody known vouches for it (set {key} if it is right)")
    } else if matches!(fault, CertificateError::Other(_)) {
        // The usual case: a self-signed certificate that is marked as that of an authority.
        format!("it is no server's certificate (set {key} if it is right)")
    } else {
        fault.to_string()
    }
}

pub(crate) fn certificates(path: &Path) -> Result<Vec<CertificateDer<'static>>, String> {
    let read = CertificateDer::pem_file_iter(path)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .map_err(|error| error.to_string())?;
    if read.is_empty() {
        return Err("there is no certificate in it".to_owned());
    }
    Ok(read)
}

fn config(extra: Vec<CertificateDer<'static>>) -> Result<ClientConfig, rustls::Error> {
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
    Ok(ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(verifier))
        .with_no_client_auth())
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
