//! The client that makes the calls.

use std::sync::Arc;
use std::time::Duration;

use reqwest::Client;
use rustls::{ClientConfig, RootCertStore};

use super::Fault;

/// What every call names itself.
const USER_AGENT: &str = concat!("Postern/", env!("CARGO_PKG_VERSION"));
/// How many connections are kept open between calls.
const MOST_IDLE: usize = 8;

/// A client that follows no redirect: every call has the token in it. Without `tls`, it trusts the public authorities and
/// those of this machine.
pub(super) fn client(connect: Duration, tls: Option<ClientConfig>) -> Result<Client, Fault> {
    let tls = tls.map_or_else(usual, Ok)?;
    let client = Client::builder()
        .tls_backend_preconfigured(tls)
        .user_agent(USER_AGENT)
        .redirect(reqwest::redirect::Policy::none())
        .connect_timeout(connect)
        .pool_max_idle_per_host(MOST_IDLE)
        .no_proxy();
    client.build().map_err(|error| Fault::of(&error))
}

fn usual() -> Result<ClientConfig, Fault> {
    let mut roots = RootCertStore::empty();
    roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    Ok(ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| Fault::Malformed(error.to_string()))?
        .with_root_certificates(roots)
        .with_no_client_auth())
}
