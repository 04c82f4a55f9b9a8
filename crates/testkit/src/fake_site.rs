//! What all fakes of providers over HTTP share: a web server with TLS of its own, and faults on request.

use std::collections::VecDeque;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum_server::Handle;
use axum_server::tls_rustls::RustlsConfig;
use rcgen::{CertificateParams, KeyPair};
use rustls::pki_types::PrivateKeyDer;
use tempfile::TempDir;
use tokio_util::task::TaskTracker;

/// What goes wrong with one request.
#[derive(Debug, Clone)]
pub enum SiteFault {
    /// It is answered with this status, these headers and this body.
    Says(u16, Vec<(&'static str, String)>, String),
    /// It is never answered.
    Silent,
    /// The answer does not end.
    Huge,
    /// The answer is a page for people.
    Garbage,
    /// The answer breaks off in the middle.
    Broken,
}

/// A request as it came.
#[derive(Debug, Clone)]
pub struct Came {
    /// `POST /1/messages.json`, without the question.
    pub what: String,
    /// Its headers.
    pub headers: HeaderMap,
}

/// The server. It ends with this value.
pub struct FakeSite {
    address: SocketAddr,
    folder: TempDir,
    tls: RustlsConfig,
    router: Router,
    shared: Arc<Shared>,
    handle: Mutex<Handle<SocketAddr>>,
    tasks: TaskTracker,
}

#[derive(Default)]
struct Shared {
    faults: Mutex<VecDeque<SiteFault>>,
    came: Mutex<Vec<Came>>,
    /// What stands in the path of requests that are neither written down nor disturbed.
    spared: Option<&'static str>,
}

impl FakeSite {
    /// Starts a server with these pages on a port of its own.
    pub async fn start(router: Router) -> Self {
        Self::start_with(router, Shared::default()).await
    }

    /// The same, where requests with this in their path meet no faults and are not written down: a client makes them
    /// again and again by itself, so that no test could say which request a fault will hit.
    pub async fn start_sparing(router: Router, path: &'static str) -> Self {
        let spared = Some(path);
        Self::start_with(
            router,
            Shared {
                spared,
                ..Shared::default()
            },
        )
        .await
    }

    async fn start_with(router: Router, shared: Shared) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let key = KeyPair::generate().unwrap();
        let names = vec!["127.0.0.1".to_owned(), "localhost".to_owned()];
        let certificate = CertificateParams::new(names)
            .unwrap()
            .self_signed(&key)
            .unwrap();
        std::fs::write(folder.path().join("ca.pem"), certificate.pem()).unwrap();
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = rustls::ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(
                vec![certificate.der().clone()],
                PrivateKeyDer::try_from(key.serialize_der()).unwrap(),
            )
            .unwrap();
        let shared = Arc::new(shared);
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let site = Self {
            address: listener.local_addr().unwrap(),
            folder,
            tls: RustlsConfig::from_config(Arc::new(config)),
            router: router.layer(middleware::from_fn_with_state(shared.clone(), meddle)),
            shared,
            handle: Mutex::default(),
            tasks: TaskTracker::new(),
        };
        site.serve(listener).await;
        site
    }

    /// Where it is: `https://127.0.0.1:PORT`.
    pub fn url(&self) -> String {
        format!("https://{}", self.address)
    }

    /// Host and port.
    pub fn shown(&self) -> String {
        self.address.to_string()
    }

    /// The certificate with which it can be trusted.
    pub fn ca_file(&self) -> PathBuf {
        self.folder.path().join("ca.pem")
    }

    /// What goes wrong with the next requests, one after the other.
    pub fn then(&self, faults: impl IntoIterator<Item = SiteFault>) {
        self.shared.faults.lock().unwrap().extend(faults);
    }

    /// The requests so far.
    pub fn came(&self) -> Vec<Came> {
        self.shared.came.lock().unwrap().clone()
    }

    /// Ends the server, with all that it is answering.
    pub fn stops(&self) {
        self.handle.lock().unwrap().shutdown();
    }

    /// Starts it again at the same address.
    pub async fn starts_again(&self) {
        self.serve(TcpListener::bind(self.address).unwrap()).await;
    }

    async fn serve(&self, listener: TcpListener) {
        listener.set_nonblocking(true).unwrap();
        let handle = Handle::new();
        *self.handle.lock().unwrap() = handle.clone();
        let server = axum_server::from_tcp_rustls(listener, self.tls.clone()).unwrap();
        let server = server.handle(handle.clone());
        let pages = self.router.clone().into_make_service();
        self.tasks.spawn(async move { server.serve(pages).await });
        handle.listening().await.unwrap();
    }
}

impl Drop for FakeSite {
    fn drop(&mut self) {
        self.stops();
    }
}

/// Writes a request down, and does what is asked for instead of answering it.
async fn meddle(State(shared): State<Arc<Shared>>, request: Request, next: Next) -> Response {
    let uri: &Uri = request.uri();
    if shared.spared.is_some_and(|part| uri.path().contains(part)) {
        return next.run(request).await;
    }
    shared.came.lock().unwrap().push(Came {
        what: format!("{} {}", request.method(), uri.path()),
        headers: request.headers().clone(),
    });
    let fault = shared.faults.lock().unwrap().pop_front();
    let chunk = || Ok::<_, std::io::Error>(Bytes::from(vec![b' '; 65_536]));
    match fault {
        None => next.run(request).await,
        Some(SiteFault::Says(status, headers, body)) => {
            let mut response = (StatusCode::from_u16(status).unwrap(), body).into_response();
            for (name, value) in headers {
                response.headers_mut().insert(name, value.parse().unwrap());
            }
            response
        }
        Some(SiteFault::Silent) => std::future::pending().await,
        Some(SiteFault::Huge) => {
            Body::from_stream(futures::stream::repeat_with(chunk)).into_response()
        }
        Some(SiteFault::Garbage) => "<!doctype html><title>Welcome</title>".into_response(),
        Some(SiteFault::Broken) => {
            let parts = [chunk(), Err(std::io::Error::other("the cable is cut"))];
            Body::from_stream(futures::stream::iter(parts)).into_response()
        }
    }
}
