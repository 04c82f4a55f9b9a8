//! A person with a Matrix client: plain HTTP, as any client would speak it.

mod rooms;
mod watch;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use reqwest::{Client, Method, RequestBuilder};
use serde_json::{Value, json};
use tokio::sync::Mutex;

pub use rooms::RoomEvent;

/// A user who is logged in.
pub struct MatrixPerson {
    http: Client,
    address: String,
    id: String,
    token: String,
    next_transaction: AtomicU64,
    timeline: Mutex<watch::Timeline>,
}

/// What the homeserver answered.
#[derive(Debug, Clone)]
pub struct Reply {
    /// The HTTP status.
    pub status: u16,
    /// The body.
    pub body: Value,
}

impl Reply {
    /// The body of an answer that must be a good one.
    pub fn good(self) -> Value {
        assert_eq!(self.status, 200, "the homeserver refuses: {}", self.body);
        self.body
    }

    /// The error code of a refusal; empty if there is none.
    pub fn refusal(&self) -> &str {
        self.body["errcode"].as_str().unwrap_or_default()
    }
}

impl MatrixPerson {
    /// Somebody with an access token.
    pub fn new(address: &str, id: &str, token: &str) -> Self {
        Self {
            http: plain_http(),
            address: address.to_owned(),
            id: id.to_owned(),
            token: token.to_owned(),
            next_transaction: AtomicU64::new(1),
            timeline: Mutex::new(watch::Timeline::default()),
        }
    }

    /// The Matrix id.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The access token.
    pub fn token(&self) -> &str {
        &self.token
    }

    /// `GET /_matrix/client/v3/PATH`, with words of the path that are encoded here.
    pub async fn get(&self, path: &[&str], query: &[(&str, &str)]) -> Reply {
        let request = self.request(Method::GET, path).query(query);
        self.answer(request).await
    }

    /// `PUT /_matrix/client/v3/PATH`.
    pub async fn put(&self, path: &[&str], body: &Value) -> Reply {
        let request = self.request(Method::PUT, path).json(body);
        self.answer(request).await
    }

    /// `POST /_matrix/client/v3/PATH`.
    pub async fn post(&self, path: &[&str], body: &Value) -> Reply {
        let request = self.request(Method::POST, path).json(body);
        self.answer(request).await
    }

    /// Puts a file on the homeserver, and gives its `mxc://` address.
    pub async fn upload(&self, bytes: Vec<u8>, mime: &str) -> String {
        let url = format!("{}/_matrix/media/v3/upload", self.address);
        let request = self.http.post(url).bearer_auth(&self.token);
        let request = request.header("content-type", mime).body(bytes);
        let answer = self.answer(request).await.good();
        answer["content_uri"]
            .as_str()
            .expect("it has an address")
            .to_owned()
    }

    /// The bytes of a file on the homeserver, by its `mxc://` address.
    pub async fn download(&self, mxc: &str) -> Vec<u8> {
        let place = mxc.strip_prefix("mxc://").expect("an mxc:// address");
        let url = format!("{}/_matrix/client/v1/media/download/{place}", self.address);
        let answer = self.http.get(url).bearer_auth(&self.token).send().await;
        let answer = answer.expect("the homeserver answers");
        assert!(answer.status().is_success(), "no file: {}", answer.status());
        answer
            .bytes()
            .await
            .expect("the file arrives whole")
            .to_vec()
    }

    /// As an administrator of Synapse: lets nobody into a room any more.
    pub async fn block_room(&self, room: &str) -> Reply {
        let url = format!("{}/_synapse/admin/v1/rooms/{room}/block", self.address);
        let request = self.http.put(url).bearer_auth(&self.token);
        self.answer(request.json(&json!({ "block": true }))).await
    }

    /// A transaction id that was not used yet.
    fn transaction(&self) -> String {
        let number = self.next_transaction.fetch_add(1, Ordering::Relaxed);
        format!("person-{number}")
    }

    fn request(&self, method: Method, path: &[&str]) -> RequestBuilder {
        let mut url = url::Url::parse(&self.address).expect("the homeserver's address");
        url.path_segments_mut()
            .expect("an address with a path")
            .extend(["_matrix", "client", "v3"])
            .extend(path);
        self.http.request(method, url).bearer_auth(&self.token)
    }

    async fn answer(&self, request: RequestBuilder) -> Reply {
        let answer = request.send().await.expect("the homeserver answers");
        let status = answer.status().as_u16();
        let body = answer.json().await.expect("it answers in JSON");
        Reply { status, body }
    }
}

/// TLS that trusts nobody, for clients that have no use for it.
pub fn no_tls() -> rustls::ClientConfig {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("the provider knows the usual protocols")
        .with_root_certificates(rustls::RootCertStore::empty())
        .with_no_client_auth()
}

/// A client for addresses without TLS.
pub(crate) fn plain_http() -> Client {
    let client = Client::builder();
    let client = client.tls_backend_preconfigured(no_tls()).no_proxy();
    client.build().expect("a client can be made")
}
