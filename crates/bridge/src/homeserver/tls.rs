//! The client that makes the calls.

use std::time::Duration;

use reqwest::Client;
use rustls::ClientConfig;

use super::Fault;

/// What every call names itself.
const USER_AGENT: &str = concat!("Postern/", env!("CARGO_PKG_VERSION"));
/// How many connections are kept open between calls.
const MOST_IDLE: usize = 8;

/// A client that follows no redirect: every call has the token in it.
pub(super) fn client(connect: Duration, tls: ClientConfig) -> Result<Client, Fault> {
    let client = Client::builder()
        .tls_backend_preconfigured(tls)
        .user_agent(USER_AGENT)
        .redirect(reqwest::redirect::Policy::none())
        .connect_timeout(connect)
        .pool_max_idle_per_host(MOST_IDLE)
        .no_proxy();
    client.build().map_err(|error| Fault::of(&error))
}
