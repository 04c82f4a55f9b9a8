//! Somebody who calls the application service, as the homeserver does.

use bridge::registration::ServiceTokens;
use domain::secret::ServerKey;
use reqwest::{Client, RequestBuilder};
use ruma::ServerName;
use serde_json::{Value, json};
use testkit::synapse::MATRIX_DOMAIN;

/// Calls the application service.
pub(crate) struct Caller {
    client: Client,
    service: String,
    token: String,
}

impl Caller {
    /// Calls what listens there, with the homeserver's token for this key.
    pub(crate) fn new(service: &str, key: &ServerKey) -> Self {
        let client = Client::builder().no_proxy();
        let client = client.tls_backend_preconfigured(rustls_config());
        let domain = ServerName::parse(MATRIX_DOMAIN).unwrap();
        Self {
            client: client.build().unwrap(),
            service: service.to_owned(),
            token: ServiceTokens::of(key, &domain).theirs.reveal().to_owned(),
        }
    }

    /// The homeserver's token.
    pub(crate) fn token(&self) -> &str {
        &self.token
    }

    /// A call without a token; `path` has its leading slash.
    pub(crate) fn call(&self, method: &str, path: &str) -> RequestBuilder {
        let url = format!("{}{path}", self.service);
        self.client.request(method.parse().unwrap(), url)
    }

    /// Sends a transaction with this token; gives the status.
    pub(crate) async fn put(&self, token: Option<&str>, id: &str, body: &Value) -> u16 {
        let path = format!("/_matrix/app/v1/transactions/{id}");
        let mut request = self.call("PUT", &path).json(body);
        if let Some(token) = token {
            request = request.bearer_auth(token);
        }
        request.send().await.unwrap().status().as_u16()
    }

    /// Hands events over in a transaction, which is accepted.
    pub(crate) async fn hand_over(&self, id: &str, events: &[Value]) {
        let body = json!({ "events": events });
        assert_eq!(self.put(Some(&self.token), id, &body).await, 200);
    }
}

/// It never speaks TLS, but must have something to speak it with.
fn rustls_config() -> rustls::ClientConfig {
    let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
    rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(rustls::RootCertStore::empty())
        .with_no_client_auth()
}
